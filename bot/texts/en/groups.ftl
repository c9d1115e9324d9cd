### Groups: the bot speaks only where an admin has put it; it only answers commands, sends the summary and announces activities.

group-approved = Switched on. The weekly volunteer summary will be sent here; answers and check-ins belong in the private chat with this bot.
group-hint = Please do this in the private chat with this bot.
button-private-chat = Private chat
group-lost = [Operation] This bot was removed from the group “{ $title }”; nothing is sent there any more.
group-muted = [Operation] This bot may not write in the group “{ $title }”; nothing can be sent there.
group-back = [Operation] This bot may write in the group “{ $title }” again.
alert-group-left = [Operation] Someone who is no admin added this bot to the group “{ $title }”; it has left. To use it there, let an admin add it.

# Announcements: figures, no names
announcement-head = <b>[{ $state ->
        [off] Cancelled
        [over] Over
       *[ahead] Announcement
    }] { $title }</b>
    Time: { $day } { $hours }
announcement-content = What: { $content }
announcement-off = This activity is cancelled.{ $reason ->
    [none] { "" }
   *[other] { " " }Reason: { $reason }
    }
announcement-opens = The invitations go out on { $at }; from then on you can answer here.
announcement-figures = { $unit ->
        [none] { "" }
       *[other] { $unit }:{ " " }
    }invited { $invited }, going { $going }, on leave { $excused }, not going { $declined }, { $waiting ->
        [0] { "" }
       *[other] waiting for a place { $waiting },{ " " }
    }no answer { $pending }
announcement-answer = { $is_late ->
        [0] Taking part is voluntary. Please answer by { $by }.
       *[other] Taking part is voluntary. You can still answer.
    } A button records your own answer; no names are shown here.
toast-group-excused = Recorded: on leave (personal). Another reason can be chosen on the card in your private chat.
fault-group-not-linked = You are not registered yet; nothing was recorded. Ask your unit liaison for an invitation and open it in the private chat with this bot (@{ $bot }).
fault-group-not-invited = You are not on the list of this activity; nothing was recorded. Your unit liaison can help, or check your unit in the private chat (@{ $bot }).
fault-group-gone = Not possible in this group: the bot is not in it, is muted there, or the unit is not invited to the activity.
group-no-friday = No Friday activity is planned.

# Announcing
button-plans-announce = Announce in a group
plans-announced = Announced in { $count ->
    [one] one group
   *[other] { $count } groups
    }
plans-choose-group = { $count ->
    [0] There is no group to announce it in. Let an admin add this bot to a group.
   *[other] Announce “{ $title }” in which group? It shows figures, no names; the group of a unit shows that unit's figures alone.
    }
toast-group-posted = Announced in the group “{ $title }”

# A group and its unit: /bind
command-bind = Tie a group to a unit (typed in the group)
group-bind-there = Send /bind in the group itself, with the unit's name where you have several: “/bind Education Bureau”. Announcements there then show that unit's figures alone; “/bind off” unties it.
group-bind-which = Please name the unit: “/bind Education Bureau”.
group-bind-unknown = There is no unit “{ $name }”. Please write its full name.
group-bind-summary = This group gets the summary of all units; it cannot be tied to one.
group-bound-by = { $who } has tied the group “{ $title }” to { $unit }. If the group is not that unit’s alone, send “/bind off” there.
group-unbound-by = { $who } has untied the group “{ $title }” from its unit.
group-bound = This group is now tied to { $unit }; announcements show that unit's figures alone.
group-unbound = This group is no longer tied to a unit.
