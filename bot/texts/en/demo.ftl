### The demo: progress, the table of results and the promises checked. Only on the command line, sent to nobody.

demo-begin = Demo: an invented town of { $people } people in { $units } units (seed { $seed }). Simulated time, no connection to Telegram.

# Progress, one line a part
demo-progress = { $at }  { $text }
demo-set-up = roster imported, invitations made
demo-registered = registration over, one calm restart: { $linked } people linked
demo-noticed = an organizer broadcast a notice: { $noticed } got it, { $read } tapped "Got it"
demo-invited = { $sends } messages sent so far, invitations among them
demo-answering = { $answered } have answered
demo-crashed = power cut: the process was gone for { $minutes } minutes and missed the reminder
demo-reminded = reminder made up after the restart: { $answered } have answered
demo-morning = message of the day sent, check-in opens
demo-checked-in = back after another crash of { $seconds } s amid check-ins: { $present } checked in
demo-closed = roll-call, confirmation, closing: { $confirmed } units have confirmed their list
demo-summed-up = weekly summary sent

# The table: label before the bar, content behind it
demo-table = The week
demo-row-roster = Roster | { $people } people, { $units } units; { $linked } linked, { $unlinked } not linked
demo-row-expected = Expected | { $expected } people, of them { $called } not linked and called in by their liaison
demo-row-answers = Answers | going { $going }, on leave { $excused }, declined { $declined }, no answer { $pending }
demo-row-present = Present | { $present }, of them { $late } late, { $left_early } left early, { $open } without check-out
demo-row-no-show = Did not come | { $no_show } (said yes, no check-in)
demo-row-sources = Check-ins | card { $self_tap }, message { $message }, roll-call { $liaison }
demo-row-taps = Taps a person | for the Friday: at most { $most }, mean { $mean } (registration apart; without { $odd } who tap more on purpose)
demo-row-rings = Rings a person | for the Friday: at most { $most }, mean { $mean }
demo-row-messages = Messages | { $new } new, { $edits } edits of cards
demo-row-outbox = Outbox | sent { $sent }, cancelled { $cancelled }, expired { $expired }, failed { $failed }, uncertain { $uncertain }, waiting { $waiting }
demo-row-pace = Worst second | { $busiest } messages (limit 30); refused as too fast (429): { $limited }
demo-row-outages = Outages | { $outages }; in them { $lost } taps outlived Telegram's 150 s and were tapped once more
demo-row-cost = Time and memory | { $seconds } s ({ $cpu } s of CPU), peak memory { $memory } MB

# Promises, one by one
demo-promises = Promises (what people did on their phones, held against the database line by line)
demo-promise-inbox = { $count } updates came in, each was handled exactly once
demo-promise-answers = Answers and check-ins: phones and database agree for { $count } people
demo-promise-doubles = No message was doubled
demo-promise-pace = Never too fast: no 429, at most 30 in any second
demo-promise-outbox = All that was due was sent or says why not; uncertain are only the few in flight at a crash
demo-promise-identity = Expected = present + on leave + declined + did not come + no answer, in every unit
demo-promise-unlinked = None of the { $count } who are not linked is said not to have come
demo-promise-strangers = The stranger got one line; { $forged } forged taps changed nothing
demo-promise-poison = The update that nothing can read was kept aside, all else went on, the admin was told
demo-promise-notice = The broadcast: each of { $count } people got it once, and the report agrees with their phones
demo-promise-burden = A Friday rings a phone at most 3 times and costs at most 3 taps
demo-promise-buttons = Everybody found the button they looked for
demo-promise-summary = The summary reached organizers, leader and the approved group, with chart and workbook
demo-note = { $roster_no } { $what }: phone { $diary }, database { $table }
demo-more = and { $count } more

# The night of snow: progress
demo-snow-begin = Demo: an invented town of { $people } people in { $units } units, a night of snow (seed { $seed }). Simulated time, no connection to Telegram.
demo-snow-set-up = roster and { $stretches } stretches are there, everybody is linked
demo-snow-called = called out at night; back after a power cut of { $seconds } s amid the first wave: { $rung } phones rang
demo-snow-crashed = back after another crash of { $seconds } s amid the answers: { $answered } have answered, { $coming } are coming
demo-snow-answered = answers ebb away: { $rung } phones rang, { $coming } are coming
demo-snow-mustered = mustered, nobody is asked any more: { $rung } phones rang, { $coming } are coming, { $here } checked in
demo-snow-worked = cleared, about to stand down: { $here } checked in
demo-snow-ended = stood down, hours settled

# The night of snow: the table
demo-snow-table = The night
demo-snow-row-town = Stretches | { $people } people, { $units } units; { $stretches } stretches, { $places } places
demo-snow-row-rung = Phones rung | { $rung } in { $waves } waves; { $read } have read it
demo-snow-row-answers = Answers | yes { $yes }, no { $no }, only "Got it" { $read }, silent { $silent }; entered by their liaison { $entered }
demo-snow-row-coming = Places | coming { $coming }, waiting { $waiting }, dropped out { $dropped }, cannot come { $declined }, told it is full { $spared }, no answer { $asked }
demo-snow-row-spot = On the spot | { $here }: card { $card }, message { $words }; { $hours } hours of service
demo-snow-row-fill = Time to fill | half of the stretches in { $p50 } min, nine in ten in { $p90 } min ({ $filled } of { $stretches } filled); not filled: { $missing ->
        [none] none
       *[other] { $missing }
    }
demo-snow-row-raised = Short of hands | { $stretches } stretches asked for more: { $wanted } places added, { $taken } taken
demo-snow-row-wave = First wave | { $phones } phones: the first rang { $first } s after the tap, the last after { $last } s (with a power cut of { $down } s)
demo-snow-row-load = Messages a person | of those asked, mean: { $new } new, of them { $rings } with a ring (at most { $most }), { $edits } edits of the card
demo-snow-row-economy = Rings a place | { $rung } phones ÷ { $filled } places = { $ratio }
demo-snow-row-everyone = The same night, everyone called | { $people } phones, { $ratio } a place; { $messages } messages, the last phone rings after { $seconds } s

# The night of snow: promises
demo-snow-promise-answers = What { $count } people said and did on their phones is in the database, crashes or not; before the end each card showed it
demo-snow-promise-quota = No one of { $count } stretches ever had more people than places
demo-snow-promise-once = Nobody was asked twice (but told of a place that became free, or again, and marked so, after a crash)
demo-snow-promise-declined = The phones of { $count } who said no did not ring again
demo-snow-promise-stood-down = All { $count } with a place or on the waiting list were stood down
demo-snow-promise-silence = After the stop not one call left any more
demo-snow-promise-hours = Hours of { $count } people = check-in, not before the muster, to the stand-down or an earlier check-out
demo-snow-promise-others = The { $count } who were not asked got no message at all

fault-demo-people = The demo takes { $fewest } people at least.
demo-kept = All promises are kept.
demo-broken = { $count } promises are broken.
demo-photo = photo
demo-files = Files in { $folder }: { $names }

# An organizer's week
demo-desk-begin = Demo: an invented city of { $people } people in { $units } units, an organizer's week (seed { $seed }). All times are simulated; nothing reaches Telegram.
demo-desk-set-up = The roster is in and everybody is linked
demo-desk-planned = A tree planting planned from nothing and published
demo-desk-answered = People have answered; who came too late waits
demo-desk-written = A task sent to three units
demo-desk-missing = Looked up who did not get it
demo-desk-changed = Another hour: those who had answered answered again
demo-desk-offered = Some dropped out, their places were offered on
demo-desk-held = The planting is over
demo-desk-table = An organizer's week
demo-desk-row-plan = To plan a tree planting | { $taps } taps, { $typed } messages, { $seconds } s
demo-desk-row-task = To write to three units | { $taps } taps, { $typed } messages, { $seconds } s
demo-desk-row-missing = To find who did not get it | { $taps } taps, { $seconds } s
demo-desk-row-answers = Answers | { $quota } places: { $going } going, { $waiting } waiting, { $declined } declined, { $pending } without an answer
demo-desk-row-there = There | { $there } checked in
demo-desk-row-sent = Task | reached { $sent }, { $read } tapped 收到
demo-desk-promise-quota = At no moment were more than the { $quota } places taken ({ $most } at most)
demo-desk-promise-changed = After the change the cards of all { $count } say what changed
demo-desk-promise-presence = The record agrees with the phones, { $count } there
demo-desk-promise-task = The task reached the three units alone, everybody once, { $count } people
