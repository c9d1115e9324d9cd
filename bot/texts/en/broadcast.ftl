### Broadcasts: drafting, preview, sending, report.

# Drafting
broadcast-ask-text = Please send the notice: a text (at most { $limit } characters; Telegram's own formatting is kept), or one picture or file with a caption. The signature is added for you.
broadcast-ask-new-text = Please send the new notice (a text, or a picture or file with a caption); it takes the place of the old one.
broadcast-choose-audience = <b>Broadcast</b>: the text is kept. Who is it for?
broadcast-next-activity = Next activity: { $title }, { $day }. You can write to those going, unanswered or on leave.
broadcast-choose-units = <b>Broadcast</b>: choose units, { $count } chosen. Page { $page } of { $pages }.
broadcast-chosen = ✓ { $name }
broadcast-choose-role = <b>Broadcast</b>: which role?
broadcast-choose-sites = <b>Broadcast</b>: which kind of site? It goes to everybody of the units that serve such sites.
broadcast-ask-list = <b>Broadcast</b>: please send the list, as an .xlsx or .csv file or as text: one person a line, by roster number or name. With one line that does not fit nothing is taken, and all such lines are listed.
broadcast-list-repeated = The list is taken. { $count } { $count ->
        [one] line is doubled and counts
       *[other] lines are doubled and count
    } once: { $lines }
broadcast-choose-buttons = <b>Broadcast</b>: choose the buttons under the notice. “Join” is counted in the report; questions are answered by you in this chat.
broadcast-ask-name = <b>Broadcast</b>: please send a name for the template (at most 40 characters). Only the text is kept, no picture and no file.
broadcast-ask-time = <b>Broadcast</b>: please send the time, for example: tomorrow 9:00, Friday 14:30, 11-27 09:00.
broadcast-site-community = community
broadcast-role-liaison = Liaisons
broadcast-role-leader = Leaders
broadcast-role-organizer = Organizers
broadcast-role-lead = Leads of sites
broadcast-part-text = the text
broadcast-part-audience = the audience
broadcast-part-time = the time
broadcast-part-buttons = the buttons
broadcast-answer-going = Going
broadcast-answer-pending = Unanswered
broadcast-answer-excused = On leave
broadcast-audience-all = everybody
broadcast-audience-unlinked = who is not linked (sent to their liaisons to pass on)
broadcast-audience-sites = units that serve: { $kind }
broadcast-audience-list = a list of { $count }
broadcast-audience-units = { $count ->
        [1] { $first }
       *[other] { $first }, { $count } units in all
    }
broadcast-audience-answer = { $title } ({ $day }): { $answer }

# Preview
broadcast-preview = <b>Preview</b> for: { $audience }. This is meant for { $people } { $people ->
        [one] person
       *[other] people
    } in { $units } { $units ->
        [one] unit
       *[other] units
    }; { $reachable } of them can get it. It takes about { $minutes } min.
broadcast-left-out-unlinked = Not linked, cannot get it: { $count }
broadcast-left-out-no-consent = Have not agreed, not written to: { $count }
broadcast-left-out-blocked = Blocked the bot or closed the account: { $count }
broadcast-left-out-gone = No longer on the roster, not written to: { $count }
broadcast-preview-quiet = These are quiet hours; once confirmed it is sent from { $at }.
broadcast-preview-warning = It can be retracted (edited to “cancelled”), but what was read stays read: check readers, time and place.
broadcast-preview-burden = Got { $many } messages or more this week: { $count } of them.
broadcast-preview-photo = With a picture
broadcast-preview-file = With the file { $name }
broadcast-preview-at = It leaves at { $at }.
broadcast-preview-passing-on = Not linked, so without messages: { $count }; their liaisons pass it on.
broadcast-preview-no-liaison = Units without a liaison to pass it on, { $count }: { $units }
broadcast-preview-overdone = { $count } of them got { $many } or more within seven days: a second person must approve one more. Fewer readers, or one message for two, need none.
broadcast-preview-second = More than { $limit } people: a second person must approve it once it is confirmed.
broadcast-preview-cut = { $text }… (a long text; tap “Send to me only” to read all of it)
broadcast-stale = <b>Broadcast</b>: the draft is older than a day and no longer valid. Please send /broadcast again.
broadcast-cancelled = <b>Broadcast</b>: cancelled, nothing was sent.

# A second person
broadcast-waiting = <b>To be approved</b>, for { $total } { $total ->
        [one] person
       *[other] people
    }; it is sent when somebody else with the right approves it.
broadcast-approval = <b>Please approve</b>: { $name } wants to send this notice.
broadcast-approval-given = <b>Broadcast</b>: approved by { $name }.
broadcast-approval-returned = <b>Broadcast</b>: returned, not sent.
broadcast-approval-cancelled = <b>Broadcast</b>: cancelled, not sent.
broadcast-approved-by = Approved by { $name }
broadcast-sent-back = { $name } has returned your broadcast; please change it before it is sent.

# At a time
broadcast-scheduled = <b>Scheduled</b> for { $total } { $total ->
        [one] person
       *[other] people
    }: { $text }
broadcast-missed = A scheduled notice missed its time by more than a day while the system was off; it is cancelled and was not sent.

# The notice
broadcast-notice =
    { $text }

    — { $operator }
broadcast-notice-bare = — { $operator }
broadcast-notice-going = ✓ You are joining
broadcast-notice-pass-on = Please tell the { $count } of your unit who are not linked.
broadcast-retracted = <b>Cancelled</b> by { $operator }: this notice no longer holds.

# Sending
broadcast-later = <b>Confirmed</b> for { $total } { $total ->
        [one] person
       *[other] people
    }; it starts at { $at } and can be stopped before.
broadcast-progress = <b>Sending</b>: { $sent } of { $total } sent, { $failed } not delivered, { $read } confirmed. About { $seconds } s left.

broadcast-paused = <b>Paused</b>: { $sent } of { $total } sent, { $failed } not delivered, { $read } confirmed. It can be resumed or stopped.

# Retraction
broadcast-recall-ask = <b>Retract</b>: { $sent } { $sent ->
        [one] message
       *[other] messages
    } will be edited to “cancelled”, the rest is never sent; pictures and files stay. It cannot be undone. Are you sure?

# Report
broadcast-report-retracted = <b>Retracted</b> at { $at }. Edited to “cancelled”: { $edited }{ $waiting ->
        [0] { "" }
       *[other] ; being edited: { $waiting }
    }{ $failed ->
        [0] { "" }
       *[other] ; could not be edited: { $failed }
    }.
broadcast-report-notice = Notice: { $text }
broadcast-report-going = Joining: { $count }
broadcast-report-asked = Asked by { $count } { $count ->
        [one] person
       *[other] people
    }, waiting for an answer: { $waiting }
broadcast-report = <b>Sent</b> to { $sent } of { $total }, { $read } confirmed.
broadcast-report-stopped = <b>Stopped</b>: { $sent } of { $total } sent before, { $read } confirmed. It cannot be taken up again; for a new one send /broadcast.
broadcast-cause-blocked = Blocked the bot: { $count }
broadcast-cause-deactivated = Account closed: { $count }
broadcast-cause-not_found = Account not found: { $count }
broadcast-cause-refused = Not accepted by Telegram: { $count }
broadcast-cause-uncertain = Not sure whether it arrived: { $count }
broadcast-cause-expired = Not sent in time: { $count }
broadcast-cause-stopped = Not sent after the stop: { $count }
broadcast-cause-dropped = Could no longer be written to: { $count }
broadcast-cause-waiting = On the way: { $count }
broadcast-unreached = Not reached: { $count } (those not linked and not sure included), by unit:
broadcast-unreached-unit = { $unit }: { $count }
broadcast-unreached-names =
    <b>Not reached</b>: the notice “{ $notice }” has not reached { $count } { $count ->
            [one] person
           *[other] people
        } of { $unit }; please pass it on:
    { $names }
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
button-broadcast-going = Join
button-broadcast-not-going = Not joining
button-broadcast-ask = Ask
button-broadcast-roles = By role
button-broadcast-sites = By kind of site
button-broadcast-unlinked = Not linked
button-broadcast-list = Send a list
button-broadcast-buttons = Buttons
button-broadcast-buttons-done = Done
button-broadcast-time = Schedule
button-broadcast-change-time = Change time
button-broadcast-at = At { $at }
button-broadcast-at-once = Send at once
button-broadcast-send-later = Confirm the schedule
button-broadcast-approve = Approve
button-broadcast-return = Return
button-broadcast-pause = Pause
button-broadcast-resume = Resume
button-broadcast-recall = Retract
button-broadcast-retract = Yes, retract
button-broadcast-unreached = Who was not reached
button-broadcast-templates = Use a template
button-broadcast-keep = Keep as template
button-broadcast-open = Unfinished: { $text }
button-broadcast-report = Report: { $text }
button-templates-drop = Delete templates
button-question-answer = Reply
button-question-again = Ask more

# Shown over the chat
toast-broadcast-send-text = Please send the new text
toast-broadcast-trial = Sent to you alone
toast-broadcast-confirmed = Confirmed
toast-broadcast-known = It was confirmed before
toast-broadcast-cancelled = Cancelled, nothing was sent
toast-broadcast-stopped = Stopped
toast-broadcast-read = Recorded: got it
toast-broadcast-read-before = You confirmed it before
toast-broadcast-going = Recorded: joining
toast-broadcast-going-before = You said so before
toast-broadcast-not-going = Recorded: not joining
toast-broadcast-not-going-before = You had not said you would join
toast-broadcast-send-time = Please send the time
toast-broadcast-timed = Scheduled
toast-broadcast-waiting = Sent to a second person
toast-broadcast-approved = Approved
toast-broadcast-returned = Returned
toast-broadcast-paused = Paused
toast-broadcast-paused-before = It was paused before
toast-broadcast-resumed = Resumed
toast-broadcast-resumed-before = It was resumed before and is being sent
toast-broadcast-retracted = Being retracted
toast-broadcast-retracted-before = It was retracted before
toast-broadcast-unreached = Sent to the liaisons of { $units } { $units ->
        [one] unit
       *[other] units
    }, about { $count } { $count ->
        [one] person
       *[other] people
    }.{ $without ->
        [0] { "" }
       *[other] { " " }Units without a liaison to write to: { $without }.
    }
toast-template-dropped = Deleted
toast-question-write = Please send a text
toast-broadcast-trial-read = This is a trial; nothing is recorded

# Templates
template-kept = Kept as the template “{ $name }”.
templates-none = <b>Templates</b>: there are none.
templates-choose = <b>Templates</b>: tap one to begin with it. Page { $page } of { $pages }.
templates-choose-to-drop = <b>Templates</b>: a tap deletes one. Page { $page } of { $pages }.
templates-drop = ✕ { $name }

# Questions and answers
question-ask = Please send your question (at most { $limit } characters). Send “cancel” to leave it.
question-left = Left.
question-taken = Your question was passed to the organizers; the answer comes here.
question-card =
    <b>Question</b> of { $name }, { $unit }, about the notice “{ $notice }”:
    { $text }
question-card-answered = <b>Answer</b> of { $name }: { $text }
question-card-late = More than seven days have passed; it is no longer answered.
question-ask-answer = Please send the answer to { $name } (at most { $limit } characters). Send “cancel” to leave it.
question-answer =
    <b>Answer</b> about the notice “{ $notice }”. You asked: { $question }
    Answer: { $answer }

# Refusals
fault-broadcast-text = Please send a text, one picture or one file; a text has at most { $limit } characters ({ $count } came; albums, stickers, videos and the like cannot be sent).
fault-broadcast-caption = A caption has at most { $limit } characters (Telegram allows 1024; { $signature } are kept for the signature), { $count } came. Please send a shorter one.
fault-broadcast-format = The formatting is broken (crossing or left open) and Telegram would refuse it. Please format the text anew and send it.
fault-broadcast-changed-by = { $name } has just changed { $what }; please look at the newest card first.
fault-broadcast-time = That is no time I can read. Please write: tomorrow 9:00, Friday 14:30, 11-27 09:00; { $at } would do.
fault-broadcast-time-past = That time is past. { $at } would do.
fault-broadcast-time-quiet = That time lies in the quiet hours. { $at } would do.
fault-broadcast-time-far = It can be scheduled { $days } days ahead at most.
fault-broadcast-list = The list was not taken: { $count } { $count ->
        [one] line does
       *[other] lines do
    } not fit.{ $strangers ->
        [0] { "" }
       *[other] { " " }Not on the roster: { $unknown }.
    }{ $shared ->
        [0] { "" }
       *[other] { " " }Borne by several, number or unit needed: { $namesakes }.
    }{ $doubled ->
        [0] { "" }
       *[other] { " " }Doubled: { $repeated }.
    } Please correct and send the whole list again, or “cancel”.
fault-broadcast-list-empty = The list names nobody, or more than { $limit } people. Please send another.
fault-broadcast-list-file = The list was not taken. { $reason }
fault-broadcast-nobody-to-approve = This goes to { $count } people and needs a second person to approve it, but nobody else with the right can be written to. Please have the admin appoint an organizer, or choose fewer people.
fault-broadcast-own-approval = Somebody else must approve it; nobody approves their own broadcast.
fault-broadcast-not-waiting = This broadcast no longer waits for approval.
fault-broadcast-stopped = This broadcast was stopped and cannot be taken up again. For a new one send /broadcast.
fault-broadcast-cannot-retract = There is nothing to retract, or it is more than seven days old.
fault-broadcast-retracted = This notice was cancelled; nothing is recorded any more.
fault-broadcast-nothing-unreached = There is no such list, or it is more than seven days old.
fault-template-name = A template's name has 1 to { $limit } characters; please send another.
fault-template-taken = There is a template named “{ $name }” already; please choose another name.
fault-template-gone = There is no such template; it may have been deleted.
fault-question-text = Please send a text of at most { $limit } characters ({ $count } came).
fault-question-late = More than { $days } days have passed; it can no longer be asked or answered.
fault-question-many = { $count } questions of yours still wait for an answer; please wait a little.
fault-question-gone = There is no such question.
fault-question-answered = { $name } has answered this question.
fault-broadcast-changed = The broadcast has changed; please use the newest card.
fault-broadcast-stale = The draft is older than a day; please send /broadcast again.
fault-broadcast-over = This broadcast is confirmed or cancelled and can no longer be changed.
fault-broadcast-nobody = Nobody of this audience can get the notice; nothing was sent.
fault-broadcast-not-yours = You have not received this notice.
fault-broadcast-not-sending = This broadcast is not being sent.
