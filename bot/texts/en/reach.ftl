### Reach: who gets messages, the monthly drill, fresh links for liaisons.

reach-head =
    <b>Reach</b>: units { $units }, people on the roster { $people }: in reach { $linked }, not linked { $missing }, blocked { $blocked }, account closed { $deactivated }.
    Of those in reach { $silent } have done nothing here for { $weeks } weeks (silent).
reach-line = { $place }. { $name }: in reach { $linked } of { $people }{ $missing ->
        [0] { "" }
       *[other] , not linked { $missing }
    }{ $blocked ->
        [0] { "" }
       *[other] , blocked { $blocked }
    }{ $deactivated ->
        [0] { "" }
       *[other] , closed { $deactivated }
    }{ $silent ->
        [0] { "" }
       *[other] , silent { $silent }
    }
reach-line-drill = { $line }; drill answered { $read } of { $sent }
reach-drill-result = Last drill, of { $began }: { $sent } got it, { $read } tapped.
reach-drill-running = A drill has been under way since { $began }; its result is shown after { $ready }.
reach-drill-waiting = A drill waits for a second person's approval.
reach-drill-ask =
    <b>Drill</b>: one message goes to all { $count } people in reach, to be answered by one tap. An hour later this card shows the result by unit.
    Once a month is enough.
reach-drill-last = The last drill: { $at }
reach-drill-text =
    <b>Drill</b>: this message is to see whether you get messages. Please tap the button below; nothing else is needed.
reach-missing =
    <b>Not linked</b>: { $unit } has { $people } people on the roster, of whom { $count } are not linked: { $names }{ $more ->
        [0] { "" }
       *[other] { " " }and { $more } more
    }.
    You can make a fresh link to pass on to them; whether they join is up to them.
reach-link =
    To everybody at { $unit }: please open the link and enter your name; your liaison confirms it.
    { $link }
    If the link does not open, send the code to the bot: { $code }
    It works for { $days } days. Please do not pass it on to other units.
reach-link-ask = { $unit } has a link that works. A fresh one ends it, and its code.
button-reach-drill = Start a drill
button-reach-drill-sure = Yes, start the drill
button-reach-back = Back
button-reach-link = Make a link
button-reach-link-again = Make a fresh link
toast-drill-begun = The drill has begun; its result follows in an hour
toast-drill-waiting = That is many people: a second person was asked to approve
toast-reach-link = The link is made
fault-drill-under-way = A drill is under way or waits for approval; please try again later.
fault-reach-link-stale = There is a newer link; please use that one.
drill-head = <b>The drill of reach in { $month }</b>
drill-cost =
    A drill each month shows who can be reached when it matters. One message that rings would go to the people in reach: { $count }; each is asked to tap once. It takes some { $minutes } min to leave, and the result by unit is there an hour later.
    Whether there is one is for you to decide, within a week.
drill-needs-second = It reaches many, or many have had much of late: a second person has to approve it.
drill-begun = Begun by { $name } on { $at }; what came of it is under /reach.
drill-waiting = Begun by { $name } on { $at }; it waits for a second person.
drill-over = This is over; no drill was begun. For one now, send /reach.
fault-drill-proposal-over = There has been a drill this month, or this reminder is over. For a drill now, send /reach.
