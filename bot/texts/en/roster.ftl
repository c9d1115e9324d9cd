### Importing the roster, switching units on, invitations.

# Faults of a roster file, one a row
roster-fault-empty-file = The file is empty. Please check it and send it again.
roster-fault-old-xls = This is an old .xls file. Please save it as .xlsx and send it again.
roster-fault-encrypted = The file has a password. Please remove it and send the file again.
roster-fault-wrong-type = This file is of an unknown kind. Please send an .xlsx workbook or a .csv file.
roster-fault-too-big = The file unpacks to far too much and was not read. Please keep only the roster in it.
roster-fault-unreadable = The file is broken and cannot be read. Please save a copy and send that.
roster-fault-encoding = The encoding of the CSV file is unknown. Please save it as CSV in UTF-8, or as .xlsx.
roster-fault-unknown-sheet = Sheet “{ $sheet }” is unknown. Sheets may be People, Units, Communities, Sites, Pairings, Notes.
roster-fault-header-not-found = No header was found in the first { $rows } rows of sheet “{ $sheet }”.
roster-fault-missing-column = Sheet “{ $sheet }” lacks the column “{ $heading }”.
roster-fault-unknown-column = Sheet “{ $sheet }”, column { $column }: “{ $value }” is unknown. Please delete it or use a heading of the template.
roster-fault-repeated-column = Sheet “{ $sheet }”, column { $column }: “{ $value }” stands there before.
roster-fault-merged-cells = Sheet “{ $sheet }” has merged cells among the rows ({ $range }). Please unmerge them and fill in every row.
roster-fault-too-many-rows = Sheet “{ $sheet }” has more than { $limit } rows and was not read. Please import it in parts.
roster-fault-formula = { $sheet }, row { $row }, column { $column }: “{ $value }” is a formula. Please enter the value itself.
roster-fault-error-value = { $sheet }, row { $row }, column { $column }: “{ $value }” is an error of the spreadsheet.
roster-fault-missing-value = { $sheet }, row { $row }, column { $column }: “{ $heading }” is empty.
roster-fault-too-long = { $sheet }, row { $row }, column { $column }: “{ $value }” has { $length } characters, at most { $limit } are allowed.
roster-fault-forbidden-sign = { $sheet }, row { $row }, column { $column }: “{ $value }” contains the sign { $sign }, which is not allowed.
roster-fault-identity-number = { $sheet }, row { $row }, column { $column }: this looks like an identity number. The assistant must not receive such data; please delete it and send the file again.
roster-fault-phone-number = { $sheet }, row { $row }, column { $column }: this looks like a phone number. The assistant must not receive such data; please delete it and send the file again.
roster-fault-unknown-role = { $sheet }, row { $row }, column { $column }: role “{ $value }” is unknown. Roles are cadre, liaison, deputy, organizer, leader, admin.
roster-fault-bad-position = { $sheet }, row { $row }, column { $column }: position “{ $value }” must be a whole number from 1.
roster-fault-bad-flag = { $sheet }, row { $row }, column { $column }: “{ $value }” must be yes or no.
roster-fault-bad-coordinate = { $sheet }, row { $row }, column { $column }: “{ $value }” is no number of degrees from −{ $limit } to { $limit }.
roster-fault-half-coordinate = { $sheet }, row { $row }: latitude and longitude must both be given or both be empty.
roster-fault-bad-datum = { $sheet }, row { $row }, column { $column }: datum “{ $value }” is unknown. It is WGS-84 or GCJ-02.
roster-fault-unknown-unit = { $sheet }, row { $row }: unit “{ $value }” is not in sheet “{ $known }”.
roster-fault-unknown-community = { $sheet }, row { $row }: community “{ $value }” is not in sheet “{ $known }”.
roster-fault-repeated-row = { $sheet }, row { $row }: “{ $value }” stands in row { $first } already.
roster-fault-repeated-number = { $sheet }, row { $row }: roster number { $value } stands in row { $first } already.
roster-fault-repeated-person = { $sheet }, row { $row }: “{ $value }” has the unit, name and title of row { $first } and cannot be told apart. Please enter roster numbers.
fault-report-failed = The file could not be made or read. Please try again later, and tell an admin if it fails again.

# Invitations
fault-invite-invalid = This invitation link or code does not work; it may have been replaced. Please ask your unit’s liaison for a new one.
fault-invite-expired = This invitation has expired. Please ask your unit’s liaison for a new one.
fault-too-many-tries = Too many wrong codes. Please try again in { $minutes } min, or open the invitation link.
