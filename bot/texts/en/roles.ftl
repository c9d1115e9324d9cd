### Roles and appointments: the cards of /roles, its questions, and the one line to the person.

command-roles = Roles and appointments

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
roles-which = Appoint as:
roles-where = Please choose the unit or site of the { $role }:
roles-nowhere = There is no unit or site to choose yet; please import the roster first.
roles-over = { $unit } has { $names } as liaison. Shall { $name } take over, or serve beside? Who takes over is shown the open lists, claims and corrections; nothing of the record changes.
button-roles-offer = Appoint
button-role-take =
    Take away { $role }{ $place ->
        [none] { "" }
       *[other] : { $place }
    }
button-role-until = Last day: { $role }
button-role-over = Take over from { $names }
button-role-beside = Serve beside
toast-role-given = Appointed as { $role }
toast-role-taken = Taken away: { $role }
toast-role-no-end = No last day any more

# the last day
roles-ask-until = Until which day shall { $name } be { $role }? Please send a date such as 2027-6-30; the role is in force through that day. For no last day tap “No end”.
button-role-no-end = No end

# to the person
role-given = You have been appointed { $role }. /help shows what you can do now.
role-given-in = You have been appointed { $role } ({ $place }). /help shows what you can do now.
role-taken = You are no longer { $role }.
role-taken-in = You are no longer { $role } ({ $place }).
role-ended = Your time as { $role } is over.
role-ended-in = Your time as { $role } ({ $place }) is over.
role-until = You are { $role } through { $day } { $year }.
role-until-in = You are { $role } ({ $place }) through { $day } { $year }.
role-unlimited = You are { $role } without a last day.
role-unlimited-in = You are { $role } ({ $place }) without a last day.
role-ending = Tomorrow, { $day }, is your last day as { $role }.
role-ending-in = Tomorrow, { $day }, is your last day as { $role } ({ $place }).
role-ending-of = Tomorrow, { $day }, is the last day of { $name } as { $role }. To prolong it send /roles { $name }.
role-ending-of-in = Tomorrow, { $day }, is the last day of { $name } as { $role } ({ $place }). To prolong it send /roles { $name }.
role-kept = You are the only { $role }, so you remain it without a last day.
role-kept-in = You are the only { $role } ({ $place }), so you remain it without a last day.

fault-last-admin = This is the last admin, who cannot be taken away, given a last day, unlinked or let go. Please appoint another linked admin without a last day first.
fault-roles-nobody = There is no such person on the roster. Only people of the roster can hold a role.
fault-roles-left = { $name } is no longer on the roster and cannot hold a role.
fault-roles-gone = The person does not hold this role any more; please use the newest card.
fault-roles-held = The person holds this role already.
fault-roles-no-site = There is no such site.
fault-roles-end = The date was not understood, or has passed. Please send a date such as 2027-6-30, or “no end” or “cancel”.
