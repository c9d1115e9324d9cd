### The Friday: card, buttons, reminders, answers and check-in.

# Head of the card
card-head-invited = <b>Service day</b>: { $title }, { $day }
card-head-today = <b>Today</b>: { $title }, { $day }
card-head-plain = <b>Service</b>: { $title }, { $day }
card-head-over = <b>Over</b>: { $title }, { $day }
card-head-cancelled = <b>Cancelled</b>: { $title }, { $day }
card-place =
    1. When: { $day }, { $hours }
    2. Where: { $site } ({ $address })
    3. What: { $content }
    4. Muster: { $muster_point }, { $muster_time }; lead: { $lead }
    5. Please note: { $risk }

# Where the person stands
card-please-answer = Please answer by { $by }. Taking part is voluntary.
card-may-still-come =
    Taking part is voluntary; if you come, { $way ->
        [tap] just check in.
        [code] ask the lead on the spot for the site code and check in with it.
        [location] tap “Send position” there to check in.
        [either] check in with the site code or with “Send position”.
       *[none] the liaison calls the roll; you need not check in.
    }
card-choose-reason = For leave, tap the reason; nothing more is needed.
card-going =
    <b>You said: going.</b> { $way ->
        [none] The liaison calls the roll; you need not check in.
        [code] Check-in opens at { $time }; ask the lead on the spot for the site code.
        [location] Check-in opens at { $time }; tap “Send position” there.
        [either] Check-in opens at { $time }, with the site code or with “Send position”.
       *[tap] Check-in opens at { $time }.
    }
card-declined = You said: not going. No more messages about this one; you may still join.
card-excused = Your leave is recorded ({ $reason }). Nothing more is needed; you may still join.
card-checked-in =
    { $late ->
        [0] <b>Checked in at { $time }.</b>
       *[other] <b>Checked in at { $time }, { $late } min late.</b>
    } { $until ->
        [none] Please check out at the end; hours without check-out are not counted yet.
       *[other] You leave at { $until } and are checked out then.
    }
card-please-check-out =
    { $late ->
        [0] <b>Checked in at { $time }.</b>
       *[other] <b>Checked in at { $time }, { $late } min late.</b>
    } The service is over; please check out, hours without check-out are not counted yet.
card-checked-out = <b>In { $time }{ $late ->
        [0] { "" }
       *[other] { " " }({ $late } min late)
    }, out { $out }{ $early ->
        [0] { "" }
       *[other] { " " }({ $early } min early)
    }: { $span } of service.</b> Thank you!
card-missing-check-out = Checked in at { $time }, no check-out; the hours are not counted. Your unit liaison can add it.
card-closed-unrecorded = There is no check-in on record. If that is wrong, please tell your unit liaison.
card-declined-over = You said: not going.
card-excused-over = You were on leave ({ $reason }).
card-cancelled = This activity was cancelled; there is no need to come.
card-cancelled-because = This activity was cancelled; there is no need to come. Reason: { $reason }
card-entered-by-unit = (Entered by roll-call; if that is wrong, please tell your unit liaison.)
card-entered-by-correction = (Entered by a correction; if that is wrong, please tell your unit liaison.)
card-moved = (This card has moved down.)

# Reasons for leave
leave-duty = official business
leave-trip = business trip
leave-on_duty = on duty
leave-sick = sick
leave-personal = personal

# Buttons
button-go = Join
button-go-after-all = Join after all
button-decline = Not going
button-leave = Leave
button-change = Cannot come
button-check-in = Check in
button-check-out = Check out
button-check-out-again = Check out again
button-undo = Undo
button-undo-check-in = Undo check-in
button-route = Route
button-map = Amap

# The small standing keyboard
key-check-in = Check in
key-today = Today
key-leave = Leave
key-me = Me

# Shown over the chat
toast-going = Recorded: going
toast-declined = Recorded: not going
toast-excused = Recorded: on leave
toast-checked-in = Checked in at { $time }
toast-checked-in-late = Checked in at { $time }, { $late } min late
toast-already-in = You checked in at { $time }
toast-checked-out = Checked out at { $time }, { $span } of service
toast-undone = Taken back

# Messages
friday-remind = Reminder: please answer the invitation above by { $by }. Taking part is voluntary.
friday-nudge = The service has begun. On the spot, check in as the card above says, or reply “check in”. If you cannot come, you may reply “leave” or “not going”.
check-in-again = The bot was out of reach from { $since } to { $until }, and a check-in tapped then may not have arrived. If you are on the spot, please check in once more on the card above, or reply “check in”.
friday-units-lacking = Service on { $day }: { $count } { $count ->
        [one] unit was
       *[other] units were
    } not opened, for want of a site or a linked liaison: { $units }
message-going = Recorded: you join the service on { $day }.
message-declined = Recorded: you do not join on { $day }. It is voluntary; no reason is needed.
message-excused = Recorded: leave on { $day } ({ $reason }).
message-checked-in = Checked in for { $day } at { $time }. Please check out at the end.
message-checked-in-late = Checked in for { $day } at { $time }, { $late } min late; hours count from now.
message-already-in = You checked in for { $day } at { $time } already.
message-checked-out = Checked out for { $day } at { $time }: { $span } of service.
message-choose-activity = Several activities are open now; please tap “Check in” on the right card.
message-read = Thank you. “Got it” only means that you have read it; if you are coming, tap “Join” or reply “join”.
message-late = Noted for { $day }: about { $minutes } min late. Please check in when you arrive.
message-late-unknown = Noted for { $day }: you will be late. Please check in when you arrive.
message-late-going = Recorded: you join the service on { $day }, about { $minutes } min late. Please check in when you arrive.
message-late-going-unknown = Recorded: you join the service on { $day } and will be late. Please check in when you arrive.
message-nothing-open = No activity is waiting for your answer.
message-not-understood = Sorry, that was not understood. Use the card's buttons, or reply: join, leave, not going, check in, check out. /help tells more.
message-edited = Edited messages are not read; please send a new one.
repeated = (Sent again) { $text }

# Refusals
fault-stale-button = This button no longer works; please use the newest card.
fault-not-registered = You are not linked to anyone yet. Please open the invitation from your unit liaison.
fault-not-allowed = You do not have the right to do this. If you need it, please ask an admin.
fault-not-invited = You are not on the list of this activity. Your unit liaison can help.
fault-answers-closed = This activity is over or cancelled; the answer can no longer be changed.
fault-check-in-closed = Check-in is closed now. It opens next on { $day }, { $time }.
fault-no-check-in-ahead = Check-in is closed now, and nothing is planned yet.
fault-not-checked-in = You have not checked in. Please tap “Check in” first, or ask your unit liaison.
fault-check-out-closed = That day's record is closed; your unit liaison can correct it.

# The Fridays ahead
fridays-head = <b>The Fridays ahead</b>
fridays-planned = { $day }, { $more }: planned
fridays-open = { $day }, { $more }: open
fridays-closed = { $day }, { $more }: over
fridays-skipped = { $day }: none ({ $more })
fridays-cancelled = { $day }: cancelled ({ $more })
fridays-none = No Friday is planned yet.
fridays-strength = { $units ->
        [one] { $units } unit
       *[other] { $units } units
    }, { $enabled } switched on{ $lacking ->
        [0] { "" }
       *[other] , { $lacking } of those without a site
    }; { $people ->
        [one] { $people } person
       *[other] { $people } people
    } in them, { $linked } linked.
friday-skipped = Service day: { $day } is { $reason }; there is no volunteer service this Friday.
friday-year-unpublished = Holidays: the schedule of { $year } is not published yet, so its Fridays follow the statutory days only. Once it is, please tell the operator: update the program, or fill in [holidays] in the settings.

card-served-elsewhere = This Friday's service has become part of the snow call: answer and check in on that card; it counts once.
fault-moved = This Friday's service has become part of the snow call. Please answer on that card.
card-in-question = Your unit did not see you there. It is being looked into; until then your check-in counts.
message-until = Noted: you leave at { $time } on { $day } and are checked out then. Tap “Check out” if it is earlier or later.
fault-departure = Not noted: please name a time still to come within the service, such as “leaving at 14:30”.
