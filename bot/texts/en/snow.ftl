### A call for snow: draft, waves, answers, board, stand-down. Always voluntary; never a weather warning of the bot's own.

# The draft
callout-places = <b>Snow call · draft</b>. Choose places and heads: { $count } chosen, { $heads } people wanted.
callout-place = { $is_chosen ->
        [1] ✓ { $name } · { $heads }
       *[other] { $name }
    }
callout-preview = <b>Preview</b>{ $drill ->
        [1] { " " }(drill)
       *[other] { "" }
    }: muster { $muster }, replies by { $by }.
callout-preview-place = { $name }: { $heads } wanted, { $unit ->
        [none] no unit in charge
       *[other] { $unit } first
    }
callout-preview-reach = { $people } people can be asked; about { $first } phones ring in the first wave, no more than needed after it.
callout-preview-waves = Later waves, only if hands are missing: { $moments }.
callout-preview-rate = { $factor } asked for each one missing{ $observed ->
        [none] .
       *[other] { " " }(so far one in { $observed } came).
    }
callout-preview-friday = Note: "{ $title }" is held the same day with the same people.
callout-preview-quiet = These are quiet hours: phones will ring all the same, and it is put on record.
callout-preview-text = What people will see:
callout-insured = accident insurance taken out
callout-not-insured = accident insurance not confirmed
callout-sent = <b>Called out.</b> Muster { $muster }; progress is on the board below.
callout-dropped = <b>Snow call</b>: draft cancelled, nobody was told.
callout-stale = <b>Snow call</b>: the draft is out of date. Send /snow again.
callout-shortage-heads = <b>Short of hands</b>: { $place } wants { $more } more; the next wave rings now.
callout-shortage-tools = <b>Short of tools</b>: { $place }. Please arrange for some.

button-callout-less = −5
button-callout-more = +5
button-callout-to-preview = Preview
button-callout-to-places = Places
button-callout-in = Muster in { $minutes } min
button-callout-insured = { $is_on ->
        [1] ✓ Insured
       *[other] Mark insured
    }
button-callout-drill = { $is_on ->
        [1] ✓ Drill
       *[other] Make it a drill
    }
button-callout-send = Call out
button-callout-send-night = Call out at night
button-callout-drop = Cancel

# What people get
summons-head = <b>Snow muster</b>{ $drill ->
        [1] { " " }(drill)
       *[other] { "" }
    }
summons-notice = { $text }
summons-body =
    1. Muster: { $muster }
    2. Site: { $place } ({ $heads } wanted), meet at { $point }
    3. Bring: { $tools }
    4. Beware: { $risk }
summons-ask = Voluntary; please reply by { $by }. { $operator }
summons-coming = <b>You are in: { $place }.</b>{ $at ->
        [none] { "" }
       *[other] { " " }Expected at { $at }.
    } Please tap "Check in" when you arrive.
summons-waiting = { $place } is full ({ $quota }/{ $quota }); thank you. You are number { $number } on the waiting list and will be told of a place.
summons-declined = Noted: you cannot come{ $reason ->
        [none] . Nothing more is needed; tap a reason if you wish.
       *[other] { " " }({ $reason }).
    } You may change it.
summons-dropped = You are out{ $reason ->
        [none] { "" }
       *[other] { " " }({ $reason })
    }; the waiting list takes the place. Thank you for telling us in time.
summons-spared = { $place } is full. No need to come; thank you.
summons-here = <b>Checked in { $time }, { $place }.</b> You are checked out at the stand-down; tap "Check out" if you leave earlier.
summons-gone = In { $time }, out { $out }, { $span } of service. Thank you!
summons-over-served = <b>Stand-down</b>: { $place } is cleared. In { $time }, out { $out }, { $span } of service. Please count the tools and go home safely. Thank you!
summons-over-coming = <b>Stand-down</b>: { $place } is cleared, you need not come. Thank you!
summons-over = <b>Stand-down</b>: the snow call has ended. Thank you!
summons-cancelled = <b>Cancelled</b>: the snow call is off, you need not come. Thank you!

button-come-in = In { $minutes } min
button-come = Coming
button-come-waiting = Waiting list
button-summons-decline = Cannot come
button-summons-drop = Drop out
button-summons-leave-list = Leave the list
button-summons-other = { $place } instead ({ $coming }/{ $quota })

# The board
board-head = <b>Snow board</b>{ $drill ->
        [1] { " " }(drill)
       *[other] { "" }
    } · muster { $muster } · { $state }
board-state-calling = calling
board-state-stopped = no more calls
board-state-ended = stood down
board-state-cancelled = cancelled
board-total = { $quota } wanted: { $coming } coming, { $here } on site, { $waiting } waiting.
board-place = { $mark }{ $name } · { $coming }/{ $quota } · { $way } on the way, { $here } on site · { $progress }
board-place-over = { $mark }{ $name } · { $coming }/{ $quota } · { $here } came · { $progress }
board-asked = { $asked } asked, { $read } read, { $declined } cannot come.{ $next ->
        [none] { "" }
       *[other] { " " }Next wave { $next } (only if hands are missing).
    }
board-log = Times: first { $first }, half { $half }, full { $full }. { $rung } phones rang, { $here } came, { $hours } hours.
board-asks-end = Standing down tells all who are coming or waiting, and settles the hours.
board-asks-cancel = Cancelling tells all who were asked that they need not come.
progress-to_do = to do
progress-assigned = called
progress-on_site = on site
progress-clearing = clearing
progress-cleared = done
post-head = <b>Site</b> { $name } · { $coming }/{ $quota }
post-figures = { $way } on the way, { $here } on site, { $waiting } waiting; { $asked } asked, { $read } read. Progress: { $progress }
post-not-read = { $count } have not read it yet. Telephone them, then enter them:
post-over = The call has ended.

button-board-stop = Stop calling
button-board-end = Stand down
button-board-cancel = Cancel the call
button-board-end-sure = Stand down now
button-board-cancel-sure = Cancel now
button-board-back = Back
button-post-on-site = On site
button-post-clearing = Clearing
button-post-cleared = Done
button-post-heads = Short of hands
button-post-tools = Short of tools
button-post-answer-for = Enter { $name }

# Over the chat
toast-callout-sent = Called out: { $rung } phones ring
toast-callout-known = It went out before
toast-callout-stopped = Stopped, { $count } taken back
toast-callout-ended = Stood down, { $count } told
toast-callout-cancelled = Cancelled, { $count } told
toast-summons-coming = You are in
toast-summons-waiting = Waiting list, number { $number }
toast-summons-declined = Noted: cannot come
toast-summons-dropped = You are out
toast-post-noted = Noted
toast-answered-for = Entered
message-summons-coming = You are in: { $place }. If that changes, write "can't come" or tap "Drop out" on the card.
message-summons-waiting = { $place } is full; you are number { $number } on the waiting list.
message-summons-declined = Noted: you cannot come. If that changes, write "going".
message-summons-dropped = You are out. Thank you for telling us in time.
message-summons-read = Thank you. "Got it" means read; to come, tap "Coming" on the card or write "going".

# Refusals
fault-callout-changed = This has changed; please use the newest card.
fault-callout-over = This draft went out, was cancelled or is out of date.
fault-callout-no-places = There are no stretches to choose from. Fill in area or heads in the sheet of sites of the roster.
fault-callout-too-late = The muster must be 15 minutes to two days ahead. Please choose again.
fault-callout-quiet = These are quiet hours. Tap "Call out at night" to confirm.
fault-callout-another = Another call is under way; stand it down first.
fault-no-callout = No call is under way.
fault-not-lead = Somebody else leads this site.
fault-summons-not-asked = You were not asked by this call. If you would like to come, tell your liaison.
fault-summons-ended = This call has ended.
fault-summons-full = Places and waiting list are full; thank you, no need to come.
fault-summons-on-the-spot = You have checked in. If you leave earlier, tap "Check out" or write it.

# A stretch entered on the spot
stretch-ask-position = Please send your position from "{ $name }" (paperclip → Location → Send my location). Write "cancel" to give up.
stretch-placed = <b>Entered</b>: { $name }, { $heads ->
        [none] heads not given
       *[other] { $heads } wanted
    }, unit in charge: { $unit ->
        [none] none yet
       *[other] { $unit }
    }.
stretch-cancelled = Given up; no stretch was entered.
fault-stretch = This was not understood. Send: /stretch name heads unit, for example /stretch Boardwalk A 20 followed by the unit's full name; heads and unit may be left out.
fault-stretch-position = Please send your own position from the spot; a forwarded one is not taken.
fault-stretch-far = That position is about { $kilometres } km away from the town and was not taken. Please send it again from the spot.
fault-summons-said-no = They have answered that they cannot come; nobody is entered against their word.
callout-shortage-heads-stopped = <b>Short of hands</b>: { $place }. Calling was stopped, so nobody else was asked.

# A Friday that becomes snow clearing
callout-preview-takes-friday = "{ $title }" of that day becomes part of this call: who is called has one card, checks in once and is counted once; all others, and who cannot come, keep their Friday.
callout-ask-risk = Send the new line on what to beware of (200 characters at most). Now: { $risk }. Send "cancel" to leave it.
button-callout-friday = { $is_on ->
        [1] ✓ Friday becomes snow clearing
       *[other] Turn Friday into snow clearing
    }
button-callout-fast = { $is_on ->
        [1] ✓ 5 min a wave
       *[other] Faster: 5 min a wave
    }
button-callout-deadline = Replies end { $minutes } min before
button-callout-risk = Change what to beware of
fault-callout-risk = That is too long. Please send 200 characters at most.

# The own unit
called-head = <b>Your unit</b>: { $unit }{ $drill ->
        [1] { " " }(drill)
       *[other] { "" }
    }, muster { $muster }
called-figures = { $asked } asked: { $coming } coming, { $here } on site, { $waiting } waiting, { $declined } cannot; { $read } have read it.
post-photo = <b>Photo from the spot</b>: { $place }
post-photo-kept = Thank you: the photo of { $place } has gone to the organizer.
toast-post-cleared = Noted. If you like, just send a photo of the place
toast-summons-undone = Undone
fault-summons-overtaken = You have answered anew since; what the card says holds.
