### The record exported, and sheets of corrections that come back.

command-export = Export the record of service
export-ask-period =
    Which days? You can also type them: /export 2026-11-01 2026-11-30 (and the name of a unit behind them).
    To correct the record: change Check-in, Check-out or Remark in the exported .xlsx and just send it back to me.
export-ask-period-unit = Which days? You can also type them: /export 2026-11-01 2026-11-30. You get your own unit alone. Corrected sheets are sent back by organizers; late entries are made in /rollcall.
export-ask-form = { $first } to { $last }. Which file?
export-being-made = The record is being made, please wait…
export-file = Record of { $scope }, { $first } to { $last }, rows: { $rows }{ $conflicts ->
    [0] { "" }
   *[other] ; { $conflicts } in question are not counted
 }. For work only; please do not pass it on.
export-file-platform = File for the platform, { $scope }, { $first } to { $last }. Rows without hours are left out; the headings stand in the settings. For work only; please do not pass it on.
export-scope-all = all units
export-name = Record { $days }
export-name-platform = Platform { $days }
button-export-week = This week
button-export-last-week = Last week
button-export-month = This month
button-export-last-month = Last month
button-export-year = This year
button-export-xlsx = Excel (present)
button-export-csv = CSV (present)
button-export-xlsx-all = Excel (everybody)
button-export-csv-all = CSV (everybody)
button-export-platform = Platform, Excel
button-export-platform-csv = Platform, CSV
toast-exported = Sent
fault-export-period = I cannot read these days. Please write “/export 2026-11-01 2026-11-30”, the first day first, at most { $days } days.
fault-export-empty = There is nothing to export of these days{ $conflicts ->
    [0] { "" }
   *[other] { " " }({ $conflicts } in question; decide them in the roll-call first)
 }.
fault-export-too-long = The record has { $rows } rows, a file takes { $limit }. Please choose fewer days, or CSV.

# Sheets that come back
record-not-ours = This file is no record that I exported (no column “Row id” was found). To import a roster, send /roster first.
record-not-yours = This file was not used: sheets that correct the record are sent back by an organizer, so please give it to one; late entries are made in /rollcall.
record-head-preview = [Correcting the record] { $file }. Nothing is in force yet. Please check and confirm.
record-head-faulty = [Record not corrected] { $file }: faults found: { $count }. Nothing was changed.
record-head-done = [Record corrected] { $file }
record-head-unchanged = [Correcting the record] { $file }: it says the same as the record; there is nothing to correct.
record-head-cancelled = [Record not corrected] { $file }: cancelled, nothing was changed.
record-figures = Rows read: { $rows }; changes: { $changes }; people: { $persons }.
record-example = · { $name }, { $day }: { $what }
record-more-examples = { $count } more.
record-removed-rows = Rows taken out of the sheet stay as they are; their order does not matter.
record-numbered = { $number }. { $fault }
record-what-in = check-in { $before } → { $after }
record-what-out = check-out { $before } → { $after }
record-what-remark = remark
record-fault-file = All { $count } faults of the sheet, row by row.
button-record-confirm = Correct
toast-record-imported = Lines corrected: { $count }
fault-record-settled = This sheet has been dealt with already.
fault-record-outdated = The record has changed since the preview, or a day has passed; nothing was corrected. Please send the file again.

# Faults of a sheet, one a row
record-fault-no-row-id = Sheet “{ $sheet }” lacks the column “Row id”. Please use the sheet as exported.
record-fault-no-check-in = Sheet “{ $sheet }” lacks the column “Check-in”. Please use the sheet as exported.
record-fault-no-check-out = Sheet “{ $sheet }” lacks the column “Check-out”. Please use the sheet as exported.
record-fault-no-remark = Sheet “{ $sheet }” lacks the column “Remark”. Please use the sheet as exported.
record-fault-unnamed = Row { $row } has no row id. New people are entered in the roll-call.
record-fault-bad-id = Row { $row }: the row id “{ $value }” is wrong or was edited. Please copy it from the sheet as exported.
record-fault-no-line = Row { $row }: the record no longer has this person at this activity. Please export anew.
record-fault-twice = Row { $row } has the row id of row { $first }. Please keep one of them.
record-fault-edge = Row { $row }: service over midnight has one row a day; the time at midnight cannot be changed.
record-fault-changed-in = Row { $row }: the check-in has changed since the export. Please export anew.
record-fault-changed-out = Row { $row }: the check-out has changed since the export. Please export anew.
record-fault-changed-remark = Row { $row }: the remark has changed since the export. Please export anew.
record-fault-unreadable-in = Row { $row }: check-in “{ $value }” is no time. Please write it as 13:30.
record-fault-unreadable-out = Row { $row }: check-out “{ $value }” is no time. Please write it as 15:30.
record-fault-outside-in = Row { $row }: check-in “{ $value }” is outside the activity’s check-in ({ $start } to { $end }).
record-fault-outside-out = Row { $row }: check-out “{ $value }” is outside the activity’s check-out ({ $start } to { $end }).
record-fault-out-alone = Row { $row }: a check-out without a check-in. Please fill in both or empty both.
record-fault-remark-alone = Row { $row }: a remark cannot stand alone without a check-in.
record-fault-order = Row { $row }: the check-out must come after the check-in.
record-fault-future = Row { $row }: this time has not come yet.
record-fault-conflict = Row { $row }: this person is in question; please decide in the roll-call first.
record-fault-long-remark = Row { $row }: a remark has at most { $limit } characters.

# Command line
cli-help-export = export the record of service (.xlsx, .csv, or the file for the platform)
cli-help-export-from = first day, YYYY-MM-DD
cli-help-export-to = last day, YYYY-MM-DD
cli-help-export-unit = of this unit alone
cli-help-export-form = form of the file (default xlsx)
cli-help-export-out = file to write; one that is there is not overwritten
cli-help-export-everyone = list everybody, not only those present
cli-export-written = { $rows } rows, { $persons } people, { $hours } hours written: { $file }
cli-export-left-out = Not counted: { $conflicts } in question, { $open } without a check-out.
cli-export-unnoted = The bot is at work, so this export could not be entered into its audit; use /export in chat where that matters.
