### The stand-by: asking in the evening who could come in the morning. A forecast is no more than that; always voluntary, no reasons asked.

# The organizers' card
standby-draft =
    <b>Stand-by · draft</b>: morning of { $day }
    { $people } people of the units paired with a stretch would be asked whether they could come to clear snow. { $at ->
        [now] They are asked as soon as it is sent out
       *[other] They are asked this evening at { $at }
    }; each phone rings once, answers are voluntary, and the expected strength follows at { $report }.
standby-planned =
    <b>Stand-by</b>: morning of { $day }
    Sent out: { $people } people are asked at { $at }, the expected strength follows at { $report }.
standby-head = <b>Stand-by</b>: strength expected on the morning of { $day }
standby-total = { $wanted } wanted. { $asked } asked: { $ready } can come, { $late } later, { $unable } cannot, { $silent } no answer.
standby-stretch = { $gap ->
        [0] 🟢{ " " }
       *[other] 🔴 { $gap } short ·{ " " }
    }{ $name } · { $wanted } wanted · { $unit ->
        [none] no unit in charge
       *[other] { $unit }: { $ready } can come, { $late } later, { $unable } cannot, { $silent } no answer
    }
standby-more = { $count } more stretches are not listed.
standby-over = Answers are closed.
standby-asks-cancel = Nobody further is asked, and the cards of those who were asked say that the stand-by is cancelled.
standby-cancelled = <b>Stand-by</b>: the one for the morning of { $day } is cancelled.
standby-dropped = <b>Stand-by</b>: the one for the morning of { $day } is cancelled, nobody was asked.
standby-stale = <b>Stand-by</b>: the draft for the morning of { $day } is out of date, nobody was asked.

button-standby-send = Send out
button-standby-drop = Cancel
button-standby-cancel = Cancel the stand-by
button-standby-cancel-sure = Cancel it now

# What people get
readiness-head = <b>Stand-by</b>: { $day }
readiness-ask = { $is_eve ->
        [1] Tomorrow morning
       *[other] This morning
    } there may be a muster to clear snow (a forecast, no more than that). If so, could you come? Voluntary. You may change your answer until { $until }. { $operator }
readiness-said = <b>Noted: { $answer }.</b> Thank you for your answer!
readiness-over = Answers are closed. Thank you!
readiness-cancelled = This stand-by is cancelled. Thank you!
standby-answer-ready = Can come
standby-answer-late = Later
standby-answer-unable = Cannot
button-readiness = { $is_chosen ->
        [1] ✓ { $answer }
       *[other] { $answer }
    }

# Over the chat
toast-standby-sent = Sent out
toast-standby-known = It was sent out before
toast-standby-cancelled = Cancelled
toast-standby-cancelled-before = It was cancelled before
toast-standby-ready = Noted: can come
toast-standby-late = Noted: later
toast-standby-unable = Noted: cannot

# Answers in words
message-standby = <b>Stand-by</b>, morning of { $day }. Noted: { $answer }. To change it, until { $until }: reply “can come”, “coming later” or “cannot”, or tap the card.
message-standby-read = Thank you. “Got it” only means that you have read it; to say whether you could come on the morning of { $day }, until { $until }: reply “can come”, “coming later” or “cannot”, or tap the card.

# Refusals
fault-standby-quiet = A stand-by cannot be sent out now: people are asked only before 22:00 and outside the quiet hours.
fault-standby-nobody = There is nobody to ask. Fill in the unit in the sheet of sites of the roster, and switch that unit on.
fault-standby-changed = This has changed; please use the newest card, or send /standby again.
fault-standby-cancelled = This stand-by is cancelled.
fault-standby-over = Answers are closed.
fault-standby-not-asked = You were not asked by this stand-by.
