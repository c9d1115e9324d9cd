### Roll-call: the card of a unit's list, its buttons and notices. Names stand on buttons alone.

roll-head = <b>Roll-call</b>: { $unit }, { $title }, { $day }
roll-head-cancelled = <b>Roll-call</b>: { $unit }, { $title }, { $day } (cancelled)
roll-figures = Expected { $expected } · checked in { $present } · on leave { $excused } · not going { $declined } · not checked in yet { $unknown }
roll-figures-final = Expected { $expected } · present { $present } · on leave { $excused } · not going { $declined } · did not come { $no_show } · no answer { $no_answer }
roll-not-linked = Not linked { $count } (not among the expected; mark those who are there)
roll-missing-check-out = No check-out { $count }

# What can be done now
roll-not-yet = The roll can be called from { $time }.
roll-tap-left = Tap the name of everyone who is there without a check-in; it counts from { $time }. Tap again to take it back.
roll-tap-unlinked = These people are not linked. Tap the name of everyone who is there; it counts from { $time }. Tap again to take it back.
roll-tap-others = These people are on leave or not going. Tap the name of everyone who came after all; it counts from { $time }. Tap again to take it back.
roll-tap-guests = These people count for another unit. Tap the name of everyone who is there; it counts from { $time }. Tap again to take it back.
roll-nobody-left = There is nobody left to mark.
roll-ask-check-outs = Without check-out: { $count }. Count them as checked out at { $time }?
roll-confirmed = The list was confirmed on { $at }.
roll-closed = This list can no longer be changed here; an organizer can still correct it.
roll-choose-unit = <b>Roll-call</b>: { $title }, { $day }: { $count ->
        [one] { $count } unit
       *[other] { $count } units
    }, { $confirmed } confirmed. Please choose a unit.

button-roll-here = ✓ { $name }
button-roll-left = Not checked in yet { $count }
button-roll-unlinked = Not linked { $count }
button-roll-others = Leave, not going { $count }
button-roll-guests = Seconded { $count }
button-roll-confirm = Confirm our list
button-roll-count = Count until { $time }
button-roll-skip = Do not count
button-roll-back = Back
button-roll-reopen = Reopen
button-roll-unit-confirmed = ✓ { $unit }
button-page-before = Previous
button-page-after = Next

toast-roll-here = Present: { $name }
toast-roll-taken-back = Taken back: { $name }
toast-roll-confirmed = List confirmed
toast-roll-reopened = List reopened

fault-unit-nothing = No invitations to an activity have left for your unit. Once they have, send /unit again to see the answers.
fault-no-roll = There is no activity to call the roll of.
fault-roll-gone = This list can no longer be called; the activity may have been cancelled. Please send /rollcall for the lists there are.
fault-roll-not-yet = It is too early; the roll can be called from { $time }.
fault-roll-confirmed = The list is confirmed; please tap “Reopen” first.
fault-roll-closed = The time for late entries is over; an organizer can still correct the list.
fault-roll-confirm-not-yet = The service is not over; the list can be confirmed after { $time }.
fault-not-of-unit = This person is not on the unit's list.

roll-moved = { $count ->
        [one] One more serves in the snow call and is counted there.
       *[other] { $count } more serve in the snow call and are counted there.
    }

# Late entries, disagreement, the rest
roll-conflicts = In question { $count } (checked in themselves, not seen by the unit)
roll-ask-rest = { $count ->
        [one] One has not checked in yet. Absent, or present (from { $time })?
       *[other] { $count } have not checked in yet. Were all of them absent, or all present (from { $time })?
    }
roll-ask-why = The summary is made; a late entry needs its reason:
roll-late = The summary is made; late entries are still possible: tap a name to enter it from { $time }, with a reason.
roll-tap-self = These checked in themselves. Tap whom you did not see; both records stay and are looked into. A second tap takes it back.
roll-tap-conflict = These checked in themselves, and the unit did not see them. Please look into it and choose.
roll-why-forgot = Forgot
roll-why-phone = Phone failed
roll-why-network = No network
roll-why-paper = Signed on paper
button-roll-self = Checked in { $count }
button-roll-conflict = In question { $count }
button-roll-denied = ✗ { $name }
button-roll-rest-absent = All others absent
button-roll-rest-here = All others present
button-roll-decide-here = { $name }: was there
button-roll-decide-absent = Was not
toast-roll-denied = Noted as not seen: { $name }
toast-roll-decided = Decided: { $name }
fault-roll-reason-wanted = The summary is made; please choose a reason for the late entry first.
fault-roll-no-conflict = There is nothing to decide about this person.

# What was done: matters, trees
roll-quantity-matters = Matters dealt with: { $count }
roll-quantity-trees = Trees planted: { $count }
roll-quantity-ask-matters = <b>Enter matters</b>: { $unit }, { $title }, { $day }. How many matters did your unit deal with? Please send a number, for example 12, or “cancel”.
roll-quantity-ask-trees = <b>Enter trees</b>: { $unit }, { $title }, { $day }. How many trees did your unit plant? Please send a number, for example 30, or “cancel”.
roll-quantity-entered-matters = Entered: { $unit }, { $day }, matters dealt with: { $count }. You can change it or take it back on the roll-call card while corrections are open.
roll-quantity-entered-trees = Entered: { $unit }, { $day }, trees planted: { $count }. You can change it or take it back on the roll-call card while corrections are open.
roll-quantity-given-up = Cancelled, nothing has changed.
button-roll-quantity-matters = Enter matters
button-roll-quantity-trees = Enter trees
button-roll-quantity-change-matters = Change matters
button-roll-quantity-change-trees = Change trees
button-roll-quantity-remove-matters = Remove matters
button-roll-quantity-remove-trees = Remove trees
toast-roll-quantity-ask = Please send a whole number
toast-roll-quantity-removed = Taken back
fault-roll-quantity-unfit = Nothing was entered: please send a whole number from 0 to { $most }, for example 12, or “cancel”.
fault-roll-no-quantity = Nothing is counted for this kind of activity.
