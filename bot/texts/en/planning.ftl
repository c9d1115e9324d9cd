# Organizers planning activities: the list of /activity, what is being put together, changes and cancelling

plans-head = <b>Activities ahead</b>
plans-none = Nothing is planned yet. Tap “New activity”, or copy an earlier one.
plans-line = { $place }. { $day } { $hours }  { $title }  { $state ->
    [cancelled] cancelled
    [skipped] cancelled
    [planned] not yet sent out
   *[other] { $people } asked, { $going } coming
    }
plans-choose-kind = <b>New activity</b>. Choose its kind; time, place and places follow.
plans-site-of = {"  "}{ $place }. { $site }: { $going } coming (places: { $quota ->
    [none] no limit
   *[other] { $quota }
    }), { $waiting ->
    [0] { "" }
   *[other] { $waiting } on the waiting list,{ " " }
    }{ $pending } without an answer
plans-one = <b>{ $title }</b>
    { $day } { $hours }
    Place: { $site }
    { $people } asked: { $going } coming, { $waiting ->
    [0] { "" }
   *[other] { $waiting } on the waiting list,{ " " }
    }{ $pending } without an answer
plans-one-cancelled = Cancelled: { $reason }
button-plans-new = New activity
button-plans-change = Change
button-plans-copy = Copy
button-plans-cancel = Cancel it

plan-title-tree-planting = Tree planting
plan-title-community-service = Community service
plan-title-culture = Culture day
plan-title-visit = Visits
plan-title-reading = Reading day
plan-title-micro-event = Micro-event
plan-content-tree-planting = Planting and watering trees
plan-content-community-service = Cleaning stairwells, helping residents
plan-content-culture = Setting up, guiding visitors
plan-content-visit = Visiting families in need
plan-content-reading = Reading together
plan-content-micro-event = Service close by
plan-risk-tree-planting = Mind the tools; follow the lead on the spot
plan-risk-other = Follow the lead on the spot; stay home if unwell

plan-head = <b>{ $kind }: { $mode ->
    [new] new activity
   *[other] change
    }</b>
plan-title = Name: { $title }
plan-day = Day: { $day }{ $off ->
    [none] { "" }
   *[other] { " " }({ $off })
    }
plan-hours = Time: { $starts }—{ $ends }
plan-times = { $times } weeks running, on the same weekday
plan-site = Place: { $site }
plan-site-none = Place: not chosen
plan-sites = { $count } sites
plan-site-of = {"  "}{ $place }. { $site }: { $people ->
    [one] { $people } person
   *[other] { $people } people
    } of { $units ->
    [one] { $units } unit
   *[other] { $units } units
    }, places { $quota ->
    [none] without limit
   *[other] { $quota }
    }, lead { $lead ->
    [none] not named
   *[other] { $lead }
    }
plan-sites-hint = Tap a site to set its places, lead and units. Units sent nowhere go to their own community's site, else to site 1.
plan-lead = Lead: { $lead } (for this activity alone)
plan-lead-of-site = Lead: { $lead } (leads the site)
plan-lead-none = Lead: not named
plan-site-units-none = Units: none
plan-sites-of-pairings = Place: the community each unit is paired with
plan-units-all = Units: all that are switched on
plan-units-some = Units: { $count } ({ $names })
plan-quota = Places: { $quota }, then a waiting list
plan-quota-none = Places: no limit
plan-reply-by = Answers wanted by { $by }
plan-content = Work: { $content }
plan-risk = Safety: { $risk }
plan-risk-none = Safety: nothing
plan-reach = { $people ->
    [one] { $people } person
   *[other] { $people } people
    } of { $units ->
    [one] { $units } unit
   *[other] { $units } units
    } will be asked{ $without ->
    [0] .
   *[other] ; { $without } without a linked liaison will not.
    }
plan-invites = Invitations leave within a minute of publishing{ $times ->
    [1] .
   *[other] ; those of the second on { $next }, then every week.
    }
plan-reach-nobody = Nobody can be asked: none of the units has a linked liaison.
plan-others = Note: “{ $title }” ({ $hours }) takes place on that day with the same people.
plan-asked-again = Day, time or place differ: { $people } who have answered are told what changed and asked again.
plan-not-asked-again = Day, time and place stay: cards are redrawn silently.
plan-lacks-units = Cannot be published yet: no unit goes to { $place }; please send units there, or remove it.
plan-lacks = Cannot be published yet: { $flaw ->
    [past] its start is past
    [no_site] no place is chosen
   *[other] answers must end after now and before the start
    }.
plan-published = Published: { $title }, { $day }{ $times ->
    [1] { "" }
   *[other] , { $times } times, once a week
    }. /activity shows, changes or cancels it.
plan-changed = Changed: { $title }, { $day }.
plan-dropped = Dropped; nothing was published.
plan-stale = This plan is more than a week old. Please begin again.
plan-choose-site = Choose the place (page { $page } of { $pages }):
plan-choose-units-of = Choose the units of { $site } (page { $page } of { $pages }). The number says at which site a unit is now; a tap brings it here.
plan-choose-units = Choose units (page { $page } of { $pages }). With none chosen all that are switched on are asked.
button-plan-title = Name
button-plan-day = Day
button-plan-hours = Time
button-plan-site = Place
button-plan-add-site = Add a site
button-plan-swap-site = Another site
button-plan-remove-site = Remove
button-plan-lead = Lead
button-plan-no-lead = Release the lead
button-plan-send = { $is_here ->
    [1] ✓ { $name }
   *[other] { $name } ({ $place })
    }
button-plan-units = Units
button-plan-content = Work
button-plan-risk = Safety
button-plan-quota = Places
button-plan-reply_by = Answer by
button-plan-times = Weeks
button-plan-publish = { $mode ->
    [new] Publish, ask { $people }
   *[other] Confirm the change
    }
button-plan-publish-series = Confirm for { $later } later ones too
button-plan-drop = Drop
button-plan-back = Back
button-plan-unit = { $is_in ->
    [1] ✓ { $name }
   *[other] { $name }
    }
plan-ask-title = Please send the name (up to 30 characters). “cancel” leaves it.
plan-ask-day = Please send the day, such as 12-5, 2026-12-05 or next sat. “cancel” leaves it.
plan-ask-hours = Please send start and end, such as 8:30-11:30. “cancel” leaves them.
plan-ask-content = Please send what is to be done (up to 200 characters). “cancel” leaves it.
plan-ask-risk = Please send what to beware of (up to 200 characters), or “none”. “cancel” leaves it.
plan-ask-quota = Please send the number of places, or “no limit”. “cancel” leaves it.
plan-ask-reply_by = Please send until when answers are wanted, such as 12-4 17:30, or “default” (17:30 the day before). “cancel” leaves it.
plan-ask-site-quota = Please send the number of places at { $place }, or “no limit”. “cancel” leaves it.
plan-ask-site-lead = Please send the name or roster number of who leads at { $place }. “cancel” leaves it.
plan-ask-times = Please send for how many weeks running (1–26). “cancel” leaves it.
plan-ask-reason = Please send why it is cancelled (up to 100 characters); everyone reads it on the card. “cancel” changes nothing.

plan-cancelled = Cancelled: { $title }, { $day }. { $count ->
    [0] Cards that were sent are updated.
    [1] The one who was going hears of it; the other cards are updated.
   *[other] The { $count } who were going hear of it; the other cards are updated.
    }
fault-plan-over = This plan was published, dropped, or is too old. Begin again with /activity.
fault-plan-changed = It has just been changed. Please look at the newest card before you publish.
fault-activity-changed-by = { $name } changed this activity meanwhile; your change was not made. See /activity.
fault-plan-value = { $flaw ->
    [too_long] Too long; at most { $limit } characters. Please send it again, or “cancel”.
    [past] That day is past. Please send another, or “cancel”.
    [too_far] Out of range. Please send another, or “cancel”.
    [reply_late] Answers must end before the start. Please send another, or “cancel”.
    [backwards] The end must be after the start. Please send it again, or “cancel”.
    [no_places] Please send a whole number from 1 on, or “no limit”. “cancel” leaves it.
    [too_short] At least 15 minutes. Please send it again, or “cancel”.
   *[other] Not understood. Please follow the example, or send “cancel”.
    }
fault-plan-unfit = Cannot be published yet: { $flaw ->
    [past] its start is past
    [no_site] no place is chosen
   *[other] answers must end after now and before the start
    }.
fault-plan-day-taken = There is a Friday service on that day already.
fault-plan-site-empty = Cannot be published yet: no unit goes to { $place }; please send units there, or remove it.
fault-plan-no-site = There is no such site, or it is not part of the activity any more.
fault-plan-site-twice = This site is part of the activity already.
fault-plan-sites-most = An activity has { $limit } sites at most.
fault-plan-unit-not-invited = This activity is not for that unit.
fault-plan-quota-below = { $count } are coming to { $place } already; there cannot be fewer than { $count } places.
fault-plan-lead-several = More than one person is called { $name }. Please send the number:
    { $people }
fault-plan-lead-unlinked = { $name } is not linked and cannot lead. Please name somebody else, or ask them to link first.
fault-plan-nothing = Nothing was changed.
fault-activity-over = It has begun, is over or was cancelled; nothing can be changed.
fault-activity-people-there = { $count ->
    [one] { $count } person has
   *[other] { $count } people have
    } checked in; it cannot be cancelled. Confirm the lists as they are.
toast-plan-published = { $count ->
    [1] Published
   *[other] { $count } activities published
    }
toast-plan-changed = { $count ->
    [1] Changed
   *[other] { $count } activities changed
    }
toast-plan-known = Published before
toast-plan-dropped = Dropped
lead-named = Please lead “{ $title }”: { $day }, { $time }, { $place }{ $times ->
    [1] { "" }
   *[other] , { $times } times
    }. On the spot, /code shows the check-in code.
lead-moved = “{ $title }”, which you lead, is at another time: { $day }, { $time }, { $place }.
lead-released = You no longer lead “{ $title }” ({ $day }, { $place }).
lead-called-off = “{ $title }” ({ $day }, { $place }), which you were to lead, is cancelled: { $reason }.
calendar-file = Here is a calendar file with your { $count ->
    [one] coming activity
   *[other] { $count } coming activities
    }; open it to add to your phone's calendar. After a change send /calendar again: it updates what is there.
calendar-file-name = volunteer-days.ics
calendar-none = There is no activity ahead for you.
fridays-to-approve = Please look through { $month }: change, cancel or restore single days, then approve.
fridays-approved = { $month } was approved by { $name } on { $at }.
button-fridays-approve = Approve { $month }
toast-fridays-approved = Approved
toast-fridays-approved-before = Approved before
button-friday-change = Change
button-friday-cancel = Cancel
button-friday-restore = Restore
toast-friday-restored = Restored

burden-report = <b>What { $month } cost people</b>: { $people } linked; { $messages } messages rang unasked, { $mean } a person and week, with { $taps } taps of their own.
    Activities { $friday }, snow { $snow }, broadcasts { $broadcast }, other { $other }.
    At most { $most } for one person in a week; { $over ->
    [0] nobody had { $budget } in a week.
   *[other] { $over } times somebody had { $budget } or more in a week: it is suggested to send less, and together.
    }

card-waitlisted = All places are taken; you are number { $place } on the waiting list and are told when your turn comes.
card-offered = A place is free and kept for you until { $by }. Tap “Join” to take it; after that the next is asked.
button-wait = Waiting list (full)
button-wait-no-more = Wait no more
message-waitlisted = All places on { $day } are taken; you are on the waiting list and are told when your turn comes.
toast-waitlisted = All places are taken; you are on the waiting list

card-changed = ⚠️ Changed: { $changes }. { $asks ->
    [1] Please answer again.
   *[other] { "" }
    }
card-change-day = day from { $before } to { $after }
card-change-hours = time from { $before } to { $after }
card-change-site = another place, see above
card-change-title = now called “{ $after }”
card-change-content = the work, see above
card-change-risk = safety, see above
card-change-quota = the number of places
card-change-lead = another lead
card-change-join = ;{ " " }

fridays-sites = { $line }; units: { $units }, sites: { $sites }
fridays-expected = { $line }; units: { $units }, sites: { $sites }, people expected: { $count }
friday-page-head = <b>A Friday.</b> { $line }
friday-page-strength = Units: { $units }, sites: { $sites }; people linked: { $linked }, on leave that day: { $away }.
friday-page-expected = By who came to the last Fridays ({ $fridays }), people expected: { $count }.
friday-page-no-past = No Friday has been held yet to judge by, so nothing is foretold.
friday-page-going = Have said they will come: { $count }.
friday-page-lacking = Units without a site ({ $count }): { $names }.
friday-page-sent = Units sent elsewhere this once ({ $count }): { $names }.
button-friday-pairs = Pairings
button-friday-back = Back
friday-pairs-head = <b>Pairings and sites.</b> { $day }, units: { $count }. { $mode ->
        [open] A number leads to another site for that unit.
       *[over] Check-in has opened, so nothing can be changed.
    }
friday-pairs-line = { $place }. { $unit }: { $site }
friday-pairs-sent = { $place }. { $unit }: { $site }, this once
friday-pairs-none = { $place }. { $unit }: no site
friday-site = { $site } ({ $community })
friday-site-none = none
friday-unit-head = <b>Choose a site.</b> { $unit }, { $day }. Now: { $site }. Tap the number of the new one:
friday-unit-site = { $place }. { $site }
friday-site-head = <b>Another site.</b> { $unit }, { $day }, to { $site }.
friday-site-lasting = “From now on” pairs it with { $community }, for all Fridays that are not open yet.
friday-site-same = The unit is there already.
friday-site-rings = This Friday is open: who has said they will come is reminded, and the liaison is told.
button-friday-once = This once
button-friday-always = From now on
toast-friday-sent = Changed, this once
toast-friday-paired = The pairing is changed
fault-pairing-over = The activity, the unit or the site has changed; please go back and choose again.
friday-site-moved = Another place: on { $day }, { $unit } serves at { $site }. Who has said they will come gets the card anew.
