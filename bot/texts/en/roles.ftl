### Roles and permissions: the cards of /roles, its questions, and the one line to the person.

command-roles = Roles and permissions

# all roles
roles-head = [Roles] { $count ->
        [one] { $count } person holds a role.
       *[other] { $count } people hold a role.
    } Tap a name to give or take one.
roles-lacking = { $count ->
        [one] { $count } unit
       *[other] { $count } units
    } without a liaison: { $units }
roles-of = <b>{ $role }</b> ({ $count })
roles-holder =
    { $name }{ $place ->
        [none] { "" }
       *[other] , { $place }
    }{ $linked ->
        [no] { " " }(not linked)
       *[other] { "" }
    }
roles-until = , until { $day } { $year }
button-roles-find = Find someone

# finding someone
roles-ask-whom = Please send a name or a roster number. “cancel” ends the search.
roles-several = More than one person is called “{ $name }”; please send the number instead:
    { $people }
roles-nobody = There is no “{ $name }” on the roster. Only people of the roster can hold a role; please check and send it again.
roles-left = { $name } is no longer on the roster and cannot hold a role.
roles-cancelled = Cancelled.

# one person
roles-person = [Roles] { $name }{ $unit ->
        [none] { "" }
       *[other] { " " }({ $unit })
    }, number { $number }{ $linked ->
        [no] , not linked
       *[other] { "" }
    }
roles-line =
    · { $role }{ $place ->
        [none] { "" }
       *[other] { " " }({ $place })
    }
roles-none = Holds no role.
roles-which = Give the role of:
roles-where = Please choose the unit or site of the { $role }:
roles-nowhere = There is no unit or site to choose yet; please import the roster first.
roles-over = { $unit } has { $names } as liaison. Shall { $name } take over, or serve beside? Who takes over is shown the open lists, claims and corrections; nothing of the record changes.
button-roles-offer = Give a role
button-role-take =
    Take away { $role }{ $place ->
        [none] { "" }
       *[other] : { $place }
    }
button-role-until = Last day: { $role }
button-role-over = Take over from { $names }
button-role-beside = Serve beside
toast-role-given = Role given: { $role }
toast-role-taken = Role taken away: { $role }
toast-role-no-end = No last day any more

# the last day
roles-ask-until = Until which day shall { $name } have the role of { $role }? Please send a date such as 2027-6-30; it is in force through that day. For no last day tap “No end”.
button-role-no-end = No end

# to the person
role-given = You now have the role of { $role }. /help shows what you can do now.
role-given-in = You now have the role of { $role } ({ $place }). /help shows what you can do now.
role-taken = Your role of { $role } has been taken away.
role-taken-in = Your role of { $role } ({ $place }) has been taken away.
role-ended = Your role of { $role } has ended.
role-ended-in = Your role of { $role } ({ $place }) has ended.
role-until = Your role of { $role } is in force through { $day } { $year }.
role-until-in = Your role of { $role } ({ $place }) is in force through { $day } { $year }.
role-unlimited = Your role of { $role } has no last day any more.
role-unlimited-in = Your role of { $role } ({ $place }) has no last day any more.
role-ending = Tomorrow, { $day }, is the last day of your role of { $role }.
role-ending-in = Tomorrow, { $day }, is the last day of your role of { $role } ({ $place }).
role-ending-of = Tomorrow, { $day }, is the last day of the role of { $role } that { $name } has. To prolong it send /roles { $name }.
role-ending-of-in = Tomorrow, { $day }, is the last day of the role of { $role } ({ $place }) that { $name } has. To prolong it send /roles { $name }.
role-kept = You are the only { $role }, so the role stays yours without a last day.
role-kept-in = You are the only { $role } ({ $place }), so the role stays yours without a last day.

fault-last-admin = This is the last admin, who cannot be taken away, given a last day, unlinked or let go. Please give another linked person the role of admin without a last day first.
fault-roles-nobody = There is no such person on the roster. Only people of the roster can hold a role.
fault-roles-left = { $name } is no longer on the roster and cannot hold a role.
fault-roles-gone = The person does not hold this role any more; please use the newest card.
fault-roles-held = The person holds this role already.
fault-roles-no-site = There is no such site.
fault-roles-end = The date was not understood, or has passed. Please send a date such as 2027-6-30, or “no end” or “cancel”.
