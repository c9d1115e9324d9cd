### Summaries of weeks, months and years: first what needs a decision and whether the data is complete, then the figures;
### no names of people, no ranking; on one screen.

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
summary-quiet-unit = <b>[Weekly summary]</b> { $week }: no volunteer service of { $unit }.
summary-quiet-day-off = <b>[Weekly summary]</b> { $week }: { $reason }, no volunteer service.

# The lines
summary-title-running = { $week }, up to { $until }
summary-decide = To decide (/rollcall): { $notes }.
summary-decide-group = To decide: { $notes }.
summary-quality = Data: { $notes }.
summary-separator = ;{" "}
summary-all-confirmed = all lists confirmed
summary-unconfirmed = { $count } of { $units } units not confirmed, figures are a minimum
summary-in-question = in question: { $count }
summary-corrections = corrections: { $count }
summary-not-opened = units not opened: { $count }
summary-unreachable = not reached: { $count }
summary-missing-check-out = no check-out: { $count }
summary-unit-confirmed = list confirmed
summary-unit-unconfirmed = list not confirmed, figures are a minimum
summary-not-linked = not linked: { $count } (apart)
summary-identity = Expected { $expected } = present { $present } + on leave { $excused } + declined { $declined } + did not come { $no_show } + no answer { $no_answer }
summary-volume = Activities { $activities }, person-times { $person_times }, hours { $hours }
summary-volume-done = Activities { $activities }, person-times { $person_times }, hours { $hours }{ $done }
summary-change = Against earlier weeks ({ $weeks }): { $points } points, present { $present }
summary-change-present = Against earlier weeks ({ $weeks }): present { $present }
summary-unit-change = Rate against the mean of earlier weeks ({ $weeks }): { $points } points
summary-first = No earlier weeks to compare with.
summary-check-by = Please check by { $day }.
summary-thanks = With thanks: units { $units }, person-times { $person_times }{ $more }
summary-thanks-first = {" "}(first time: { $count })
summary-thanks-confirmed = {" "}(lists complete: { $count })

# Months and years; $figures is put together from lines
summary-period =
    <b>{ $title }</b> { $period }
    { $figures }
summary-period-group =
    <b>{ $title }</b> { $period }
    { $figures }
summary-period-quiet = <b>{ $title }</b> { $period }: no volunteer service.
summary-title-month = [Monthly summary]
summary-title-year = [Yearly summary]
summary-period-volume = Activities { $activities }, people { $people }, person-times { $person_times }, hours { $hours }{ $done }
summary-period-kinds = Of these: { $kinds }
summary-kind = { $kind } { $activities } ({ $person_times } person-times{ $done })
summary-kind-friday = Fridays
summary-kind-snow = snow
summary-kind-tree-planting = tree planting
summary-kind-community-service = community service
summary-kind-culture = culture
summary-kind-visit = visits
summary-kind-reading = reading
summary-kind-micro-event = micro-events
summary-kind-other = others

# What was done, behind a sentence or right behind another number
summary-done = , { $part }
summary-measure-matters = matters { $count }
summary-measure-trees = trees { $count }
summary-short-matters = , matters { $count }
summary-short-trees = , trees { $count }

# What the files are
summary-chart = Chart, { $week }
summary-workbook = Totals of the units, { $week } (no sheet of persons)
summary-persons = Sheet of persons, { $scope }, { $week }, rows: { $rows }. For work only, please do not forward.
summary-scope-all = all units
summary-file-chart = volunteer-summary-{ $week }.png
summary-file-workbook = volunteer-summary-{ $week }.xlsx
summary-file-period-chart = volunteer-summary-{ $period }.png
summary-file-period-workbook = volunteer-summary-{ $period }.xlsx
summary-file-persons = volunteer-persons-{ $week }.xlsx

# Buttons and toasts
button-persons = Persons
button-download = Download
button-running-week = This week so far
button-last-week = Last week
button-this-month = This month
button-last-month = Last month
button-this-year = This year
fault-no-such-period = Please name a month or a year that has begun, as in /summary { $month } or /summary { $year }; with nothing behind it, /summary is last week.
summary-being-made = Being made, one moment…
toast-summary-sent = Sent
toast-persons-sent = Sent to your private chat with this bot
alert-summary-without-files = [Operation] Chart and workbook of the summary of { $week } could not be made; the text was sent. /summary makes them again.
alert-summary-month-without-files = [Operation] Chart and workbook of the summary of { $month } could not be made; the text was sent. /summary { $month } makes them again.
