### Broadcasts: drafting, preview, sending, report.

# Drafting
broadcast-ask-text = Please send the text of the notice (at most { $limit } characters; Telegram's own formatting is kept). The signature is added for you.
broadcast-ask-new-text = Please send the new text; it takes the place of the old one.
broadcast-choose-audience = <b>Broadcast</b>: the text is kept. Who is it for?
broadcast-next-activity = Next activity: { $title }, { $day }. You can write to those going, unanswered or on leave.
broadcast-choose-units = <b>Broadcast</b>: choose units, { $count } chosen. Page { $page } of { $pages }.
broadcast-unit-chosen = ✓ { $unit }
broadcast-answer-going = Going
broadcast-answer-pending = Unanswered
broadcast-answer-excused = On leave
broadcast-audience-all = everybody
broadcast-audience-units = { $first }, { $count } units in all
broadcast-audience-answer = { $title } ({ $day }): { $answer }

# Preview
broadcast-preview = <b>Preview</b> for: { $audience }. This is meant for { $people } people in { $units } units; { $reachable } of them can get it. It takes about { $minutes } min.
broadcast-left-out-unlinked = Not linked, cannot get it: { $count }
broadcast-left-out-no-consent = Have not agreed, not written to: { $count }
broadcast-left-out-blocked = Blocked the bot or closed the account: { $count }
broadcast-left-out-gone = No longer on the roster, not written to: { $count }
broadcast-preview-quiet = These are quiet hours; once confirmed it leaves from { $at }.
broadcast-preview-warning = It cannot be called back as a whole; check time, place, quota.
broadcast-preview-cut = { $text }… (a long text; tap “Send to me only” to read all of it)
broadcast-stale = <b>Broadcast</b>: the draft is older than a day and no longer valid. Please send /broadcast again.
broadcast-cancelled = <b>Broadcast</b>: cancelled, nothing was sent.

# The notice
broadcast-notice =
    { $text }

    — { $operator }

# Sending
broadcast-later = <b>Confirmed</b>: { $total } people; it starts at { $at } and can be stopped before.
broadcast-progress = <b>Sending</b>: { $sent } of { $total } sent, { $failed } not delivered, { $read } confirmed. About { $seconds } s left.

# Report
broadcast-report = <b>Sent</b>: { $total } people, { $sent } sent, { $read } confirmed.
broadcast-report-stopped = <b>Stopped</b>: { $total } people, { $sent } sent before, { $read } confirmed. It cannot be taken up again; for a new one send /broadcast.
broadcast-cause-blocked = Blocked the bot: { $count }
broadcast-cause-deactivated = Account closed: { $count }
broadcast-cause-not_found = Account not found: { $count }
broadcast-cause-refused = Not accepted by Telegram: { $count }
broadcast-cause-uncertain = Not sure whether it arrived: { $count }
broadcast-cause-expired = Not sent in time: { $count }
broadcast-cause-stopped = Not sent after the stop: { $count }
broadcast-cause-dropped = Could no longer be written to: { $count }
broadcast-cause-waiting = On the way: { $count }
broadcast-unreached = Not reached: { $count } people (not linked and not sure included), by unit:
broadcast-unreached-unit = { $unit }: { $count }
broadcast-unreached-rest = { $units } more units: { $count }

# Buttons
button-broadcast-all = Everybody
button-broadcast-units = Choose units
button-broadcast-units-done = Done ({ $count })
button-broadcast-page-before = Previous
button-broadcast-page-after = Next
button-broadcast-back = Back
button-broadcast-new-text = New text
button-broadcast-keep-text = Keep the text
button-broadcast-preview = Back to the preview
button-broadcast-send = Send
button-broadcast-trial = Send to me only
button-broadcast-edit = Edit
button-broadcast-cancel = Cancel
button-broadcast-stop = Stop
button-broadcast-read = Got it

# Shown over the chat
toast-broadcast-send-text = Please send the new text
toast-broadcast-trial = Sent to you alone
toast-broadcast-confirmed = Confirmed
toast-broadcast-known = It was confirmed before
toast-broadcast-cancelled = Cancelled, nothing was sent
toast-broadcast-stopped = Stopped
toast-broadcast-read = Recorded: got it
toast-broadcast-read-before = You confirmed it before
toast-broadcast-trial-read = This is a trial; nothing is recorded

# Refusals
fault-broadcast-text = Please send a text of at most { $limit } characters ({ $count } came; pictures and stickers are no text).
fault-broadcast-changed = The broadcast has changed; please use the newest card.
fault-broadcast-stale = The draft is older than a day; please send /broadcast again.
fault-broadcast-over = This broadcast is confirmed or cancelled and can no longer be changed.
fault-broadcast-nobody = Nobody of this audience can get the notice; nothing was sent.
fault-broadcast-not-yours = You have not received this notice.
fault-broadcast-not-sending = This broadcast is not being sent.
