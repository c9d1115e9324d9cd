### Ways to check in: the site code, its QR picture, a position compared with the site.

command-code = Site code

# The lead's card with the code
site-code-head = <b>Site code</b>: { $place }, { $title }, { $day }
site-code-now =
    <b>{ $code }</b>
    For use until { $until }; taken until { $last } at the latest. Say it to those present, or show the QR code; please do not forward it.
site-code-early = Check-in opens at { $time }; then tap “Refresh” to see the code.
site-code-over = Check-in is over.
site-code-choose = <b>Site code</b>: { $count } places, please choose:
site-code-picture = Scan to check in: { $place }, until { $until }. Any phone camera will do; please do not forward it.
button-site-code = Site code
button-code-refresh = Refresh
button-code-picture = QR code
toast-code-refreshed = Refreshed
toast-code-picture = The QR code has been sent
fault-site-code-none = There is no place whose code could be shown now.
fault-site-code-not-yet = Check-in opens at { $time }; the QR code can be shown then.

# Entering a code
button-enter-code = Enter code
site-code-ask = Please send the six digits of the code on the spot, or “cancel”.
site-code-ask-again = The code has six digits. Please send it again, or “cancel”.
site-code-given-up = Cancelled; you are not checked in.
toast-code-ask = Please send the six digits
site-code-checked-in =
    { $late ->
        [0] Checked in at { $time },
       *[other] Checked in at { $time }, { $late } min late,
    } { $place }. Please check out at the end.
site-code-checked-in-elsewhere =
    { $late ->
        [0] Checked in at { $time },
       *[other] Checked in at { $time }, { $late } min late,
    } { $place }. You had been asked to { $asked }; you are recorded where you are, at { $place }. Please check out at the end.

# Codes that do not work
fault-tap-off =
    { $way ->
        [code] Not checked in: this activity needs the site code. Ask the lead on the spot for the six digits and just send them, or scan the QR code.
        [location] Not checked in: this activity compares your position. On the spot, tap “Send position” on the card.
       *[none] Not checked in: the roll is called on the spot, so there is nothing for you to do.
    }
fault-code-off = This activity uses no site codes.
fault-codes-not-read = Too many wrong codes. None is looked at for { $minutes } min; the lead on the spot can enter you by roll-call.
fault-code-unknown = Not checked in: the code is wrong. Please ask the lead on the spot and send it again.
fault-code-expired = Not checked in: this code of { $place } expired at { $time }. Please ask the lead for the new one.
fault-code-over = Not checked in: this is a code of { $place } for { $day }, whose check-in is over.
fault-code-elsewhere = Not checked in: this is the code of { $place }, and you serve at { $own }. If that is wrong, please tell your unit liaison.

# Comparing a position
button-send-position = Send position
key-position-send = Send my position
key-position-back = Back
position-notice =
    <b>Your position</b> is sensitive personal data and needs your separate consent.
    1. Purpose: compared once with the site when you check in, as evidence that you are there.
    2. Kept: the distance in metres and whether it is within range. Coordinates are dropped after the comparison.
    3. Messages pass through Telegram, outside China.
    4. You can check in without it: by another way, or by roll-call on the spot. You may withdraw at any time in /settings.
    Do you agree?
position-ask = Please tap “Send my position” below. It is used for this check only and not kept.
position-declined = Your position is not used. Please check in by another way, or by roll-call on the spot.
position-withdrawn = Your consent is withdrawn; positions are no longer compared. Please check in by another way, or by roll-call on the spot.
position-left = No position was sent.
position-already-in = You checked in for { $day } at { $time } already. The position was neither compared nor kept.
position-checked-in =
    { $late ->
        [0] Checked in at { $time },
       *[other] Checked in at { $time }, { $late } min late,
    } { $place }, about { $metres } m from the point { $accuracy ->
        [none] (your phone gave no accuracy)
       *[other] (accuracy { $accuracy } m)
    }. The position is not kept. Please check out at the end.
position-outside =
    Not checked in: you are about { $metres } m from the point of { $place }, the limit is { $radius } m { $accuracy ->
        [none] (your phone gave no accuracy)
       *[other] (accuracy { $accuracy } m)
    }. Your position is used for this check only and not kept.
position-outside-next = Try again on the spot, or ask the lead for the site code. A position is evidence, not a condition.
button-position-again = Locate again
button-position-anyway = Check in anyway
button-position-withdraw = Withdraw consent to positions
position-site-may-be-off = Position of a site: somebody at { $place } was off by just the shift of Chinese maps (GCJ-02). Please check whether the site's coordinates were copied from such a map.
fault-position-off = This activity compares no positions. Please check in by another way.
fault-position-site = Your site has no coordinates to compare with. Please check in by another way.
fault-position-forwarded = Not checked in: this position was forwarded. Please tap “Send my position” below to send where you are now.
fault-position-live = Not checked in: live positions are not taken, please stop sharing. Tap “Send my position” below to send it once.
fault-position-picked = Not checked in: this place was picked from a map. Please tap “Send my position” below to send where you are now.
fault-position-old = Not checked in: this position was sent { $minutes } min ago. Please tap “Send my position” below and send it again.
