### The weekly summary: first whether the data is complete, then the figures; no names of the absent, no ranking.

# The text; $figures and $rest are put together from the lines below
summary-week =
    <b>[Weekly summary]</b> { $week }
    { $figures }
    Attendance rate <b>{ $rate }</b> (present/expected), { $net } without those on leave
    { $rest }
summary-week-group =
    <b>[Weekly summary]</b> { $week }
    { $figures }
    Attendance rate <b>{ $rate }</b> (present/expected), { $net } without those on leave
    { $rest }
summary-unit =
    <b>[Weekly summary]</b> { $unit }
    { $week }
    { $figures }
    Attendance rate <b>{ $rate }</b> (present/expected), { $net } without those on leave
    { $rest }
summary-quiet = <b>[Weekly summary]</b> { $week }: no volunteer service.
summary-quiet-day-off = <b>[Weekly summary]</b> { $week }: { $reason }, no volunteer service.

# The lines
summary-title-running = { $week }, up to { $until }
summary-quality = Data: { $notes }.
summary-separator = ;{" "}
summary-all-confirmed = all lists of { $units } units confirmed
summary-unconfirmed = lists not confirmed: { $count } of { $units } units
summary-unconfirmed-named = lists not confirmed: { $count } of { $units } units ({ $names })
summary-names = { $names }, …
summary-name-separator = ,{" "}
summary-not-opened = units not opened: { $count }
summary-unreachable = messages not delivered: { $count } people
summary-missing-check-out = no check-out: { $count } people, hours not counted yet
summary-unit-confirmed = list confirmed
summary-unit-unconfirmed = list not confirmed, please check and confirm it
summary-not-linked = Not linked: { $count }, a line of their own, not among the expected.
summary-identity = Expected { $expected } = present { $present } + on leave { $excused } + declined { $declined } + did not come { $no_show } + no answer { $no_answer }
summary-late = Among the present: late { $late }, left early { $left_early }.
summary-volume = Activities { $activities }, person-times { $person_times }, hours { $hours }
summary-change = Against the mean of { $weeks } earlier weeks: rate { $points } points, present { $present }, hours { $hours }
summary-unit-change = Rate against the mean of { $weeks } earlier weeks: { $points } points
summary-first = No earlier weeks to compare with.
summary-check-by = Please check by { $day }.

# What the files are
summary-chart = Chart, { $week }
summary-workbook = Totals of the units, { $week } (no sheet of persons)
summary-persons = Sheet of persons, { $scope }, { $week }, rows: { $rows }. For work only, please do not forward.
summary-scope-all = all units
summary-file-chart = volunteer-summary-{ $week }.png
summary-file-workbook = volunteer-summary-{ $week }.xlsx
summary-file-persons = volunteer-persons-{ $week }.xlsx

# Buttons and toasts
button-persons = Persons
button-download = Download
button-running-week = This week so far
button-last-week = Last week
summary-being-made = Being made, one moment…
toast-summary-sent = Sent
toast-persons-sent = Sent to your private chat with this bot
alert-summary-without-files = [Operation] Chart and workbook of the summary of { $week } could not be made; the text was sent. /summary makes them again.
