### Corrections: asked by the person, decided by the unit, both kept.

button-me-correct = Correct: { $day } { $title }
correction-head = <b>Correction</b>: { $title }, { $day }
correction-record = On record: check-in { $came }, check-out { $left }.
correction-choose = If something is wrong, choose what; your unit's liaison decides.
correction-offer-waiting = You have asked: { $kind ->
        [came] you were there ({ $came }{ $left ->
            [none] { "" }
           *[other] –{ $left }
        })
        [left] you left at { $left }
       *[other] the record is wrong
    }{ $words ->
        [none] { "" }
       *[other] ; { $words }
    }. It waits for a decision.
correction-granted = <b>Correction granted</b>: { $title }, { $day }. The record is brought up to date; see /me.
correction-granted-unchanged = <b>Correction granted</b>: { $title }, { $day }. The record did not change by itself; your unit's liaison sees to it.
correction-refused = <b>Correction not granted</b>: { $title }, { $day }. Please ask your unit's liaison.
correction-offer-granted = What you asked for was granted; the record is brought up to date.
correction-offer-granted-unchanged = What you asked for was granted. The record did not change by itself; your unit's liaison sees to it.
correction-offer-refused = What you asked for was not granted. Please ask your unit's liaison.
correction-offer-withdrawn = Your last request was withdrawn.
correction-request = <b>Correction asked for</b> by { $name }: { $title }, { $day }
correction-claims = They say: { $kind ->
        [came] was there ({ $came }{ $left ->
            [none] { "" }
           *[other] –{ $left }
        })
        [left] left at { $left }
       *[other] the record is wrong
    }{ $words ->
        [none] { "" }
       *[other] ; { $words }
    }
correction-request-granted = Granted at { $time }; the record is brought up to date.
correction-request-granted-unchanged = Granted at { $time }.
correction-request-own = Nothing on record was entered by somebody else, so granting changes nothing by itself. Who was not there: tap the name under “Checked in” of the roll-call (/rollcall). Wrong times: an organizer corrects them with /export.
correction-request-refused = Not granted, { $time }.
correction-request-withdrawn = Withdrawn by the person at { $time }.
correction-ask-came = Send when you were there, for example { $start }-{ $end }, with the reason behind it if you like; or tap “As planned”. “cancel” gives it up.
correction-ask-left = Send when you left, for example { $end }, with the reason behind it if you like. “cancel” gives it up.
correction-ask-wrong = Say in short what is wrong (100 characters at most). “cancel” gives it up.
correction-given-up = Nothing was asked for.

button-correction-came = I was there without a check-in
button-correction-left = I left at another time
button-correction-wrong = The record is wrong
button-correction-standard = As planned
button-correction-withdraw = Withdraw
button-correction-grant = Grant
button-correction-refuse = Do not grant
toast-correction-asked = Asked for; please wait
toast-correction-withdrawn = Withdrawn
toast-correction-decided = Decided

fault-no-correction = There is nothing of yours to correct there.
fault-correction-late = A correction must be asked for within 7 days. Please turn to an organizer.
fault-correction-early = The service is not over. Check in and out on the card.
fault-correction-waits = One request about this activity waits already.
fault-correction-times = The time was not understood, or lies outside the service. Please send it as in the example above.
fault-correction-words = Please say why, in 100 characters at most.
fault-correction-decided = This request is decided or was withdrawn.
fault-correction-own = Somebody else must decide about your own record.
