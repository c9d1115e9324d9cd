### Importing the roster, switching units on, invitations.

# Faults of a roster file, one a row
roster-fault-nothing-in-it = There is nothing to import: the sheets hold no rows but examples, which are passed over. Please enter people and units below the headings, save the file and import it again.
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
roster-fault-bad-amount = { $sheet }, row { $row }, column { $column }: { $heading } “{ $value }” must be a whole number from 1 to { $limit }.
roster-fault-repeated-neighbour = { $sheet }, row { $row }, column { $column }: neighbour unit “{ $value }” stands there twice.
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

# Faults found against the roster that is held
roster-sheet-people = People
roster-sheet-sites = Sites
roster-sheet-units = Units
roster-fault-former-stays = { $sheet }, row { $row }: “{ $value }”, the former name of “{ $name }”, has a row of its own.
roster-fault-former-repeated = { $sheet }, row { $row }: “{ $value }”, the former name of “{ $name }”, stands in an earlier row too.
roster-fault-both-names = { $sheet }, row { $row }: “{ $value }” and “{ $name }” are both on the roster; one cannot become the other.
roster-fault-former-unknown = { $sheet }, row { $row }: “{ $value }”, the former name of “{ $name }”, is not on the roster.
roster-sheet-pairings = Pairings
roster-fault-unit-not-on-roster = { $sheet }, row { $row }: unit “{ $value }” is not known yet. Please list it in the sheet Units.
roster-fault-site-unit-not-on-roster = { $sheet }, row { $row }, column { $column }: unit “{ $value }” is not known yet. Please check the name, or list it in the sheet Units.
roster-fault-own-neighbour = { $sheet }, row { $row }, column { $column }: “{ $value }” is the paired unit and cannot be its own neighbour.
roster-fault-community-not-on-roster = { $sheet }, row { $row }: community “{ $value }” is not known yet. Please list it in the sheet Communities.
roster-fault-number-of-another = { $sheet }, row { $row }: number { $number } of “{ $value }” belongs to { $other }. Please check whether the column of numbers has slipped.
roster-fault-has-other-number = { $sheet }, row { $row }: “{ $value }” is on the roster with number { $known }, this row says { $number }. For the same person please use the old number; for another one please list both.
roster-fault-doubtful-person = { $sheet }, row { $row }: “{ $value }” cannot be told from a namesake on the roster (number { $numbers }). Please fill in the number.
roster-fault-merged = { $sheet }, row { $row }, “{ $value }”: number { $number } was merged into { $known }; please remove the row or use { $known }.
roster-fault-role-needs-admin = { $sheet }, row { $row }, “{ $value }”: only an admin’s import can give or take the roles of organizers and admins.
roster-fault-last-admin = { $sheet }, row { $row }: “{ $value }” is the only admin and must stay one.

# Importing
roster-send-file =
    Please send the roster as a file (.xlsx, or .csv for people alone). Sheets may be People, Units, Communities, Sites, Pairings.
    You will see the changes first; nothing happens before you confirm. People whom the file does not list stay, unless you mark them as left.
roster-file-expected = I am waiting for the roster. Please send it as a file, .xlsx or .csv, or reply “cancel”.
roster-cancelled = Cancelled; the roster is as it was.
roster-head-preview = [Roster preview] { $file }. Nothing has been imported yet. Please check and confirm.
roster-head-faulty = [Roster not imported] { $file }: faults found: { $count }. Nothing was imported.
roster-head-done = [Roster imported] { $file }
roster-head-cancelled = [Roster not imported] { $file }: cancelled, nothing was changed.
roster-more-faults = { $count } more, see the file that follows.
roster-resend = Please correct the file and just send it again.
roster-nothing-new = The same as the roster held; nothing would change.
roster-count-renamed-units = Units renamed: { $count }
roster-count-new-units = New units: { $count } (off until switched on)
roster-count-changed-units = Units changed: { $count }
roster-count-new-communities = New communities: { $count }
roster-count-new-sites = New sites: { $count }
roster-count-changed-sites = Sites changed: { $count }
roster-count-pairings = Pairings changed: { $count }
roster-count-new-people = New people: { $count }
roster-count-changed-people = People changed: { $count }
roster-count-moved-people = of these moved to another unit: { $count }
roster-count-renamed-people = of these renamed: { $count }
roster-count-returned-people = of these back on the roster: { $count }
roster-count-unchanged-people = Unchanged: { $count }
roster-count-absent-people = Not in the file, stay: { $count }
roster-count-let-go = Marked as left: { $count }
roster-absent-kept = { $count } of them stay in any case: who imports, or admins and the like.
roster-let-go-ask =
    { $enrolled } people are on the roster, and the file does not list { $count } of them. Please make sure that it is complete.
    Whoever is marked as left loses account and roles; the record of service stays. The next file that names them brings them back.
roster-count-granted-roles = Roles given: { $count }
roster-count-taken-roles = Roles taken: { $count }
roster-examples-new = New people, for example:
roster-examples-moved = Moved people, for example:
roster-examples-renamed = Renamed people, for example:
roster-examples-changed = Changed people, for example:
roster-examples-units = Renamed units, for example:
roster-examples-leaving = People whom the file does not list, for example:
roster-example = { $unit } { $name }
roster-example-changed = { $unit } { $name } ({ $what })
roster-example-moved = { $name }: { $was } → { $unit }{ $more }
roster-example-renamed = { $unit } { $was } → { $name }{ $more }
roster-example-unit = { $was } → { $name }
roster-brackets = { " " }({ $what })
roster-joint = { ", " }
roster-what-name = name
roster-what-title = title
roster-what-unit = unit
roster-what-returned = is back
roster-what-joins-surge = joins the surge team
roster-what-leaves-surge = leaves the surge team
roster-role-admin = admin
roster-role-organizer = organizer
roster-role-leader = leader
roster-role-liaison = liaison
roster-role-deputy = deputy liaison
roster-role-lead = site lead
roster-fault-file = All { $count } faults of the roster, row by row.
roster-numbers-file = The roster with its numbers. Please keep it and use it for the next import.
roster-numbers-name = Roster with numbers.xlsx
roster-template-file = The template of the roster. Rows marked “(example)” are not imported.
roster-template-name = Roster template.xlsx
button-roster-template = Template
button-import-confirm = Import
button-import-let-go = Import, and mark the { $count } not in the file as left
button-import-let-go-sure = Import, { $count } have left
button-import-back = Back
button-import-cancel = Cancel
toast-imported = Roster imported
toast-import-cancelled = Cancelled, nothing was changed
fault-roster-faulty = The roster has { $count ->
        [one] { $count } fault
       *[other] { $count } faults
    }; nothing was imported.
fault-roster-outdated = The roster has changed since the preview, or a day has passed; nothing was imported. Please send the file again.
fault-import-settled = This roster has been dealt with already.
fault-file-too-large = The file is larger than { $limit } MB and was not taken. Please keep only what is needed in it.
fault-file-not-fetched = The file did not arrive. Please send it once more.

# Suspected doubles
button-roster-doubles = Suspected doubles ({ $count })
doubles-none = [Suspected doubles] Nobody seems to stand on the roster twice.
doubles-head = [Suspected doubles] Pairs: { $count }, of one name in one unit, or of one name and one of the two not linked. Please find out whether they are one person; tap a number to look.
doubles-line = { $place }. { $one } / { $other }
doubles-entry = { $unit } { $name } ({ $title }, number { $number }, { $state })
doubles-no-title = no title
doubles-linked = linked
doubles-not-linked = not linked
doubles-kept = activities { $lines }, marks { $marks }, corrections { $corrections }, leaves of days { $leaves }, statements { $statements }
doubles-pair = [Suspected doubles] If they are one person, choose which entry stays.
    1. { $one }
    { $one_kept }
    2. { $other }
    { $other_kept }
doubles-preview = [Preview of the merge] Nothing is merged yet.
    Stays: { $stays }
    { $stays_kept }
    Goes into it: { $double }
    { $double_kept }
    Activities afterwards: { $after }
doubles-shared = Activities that both have: { $count }. All marks stay, and each is settled to one line that counts once.
doubles-roles = Roles handed over, but for those in another unit: { $roles }
doubles-account-goes-over = The account is handed over.
doubles-account-ends = The account of the entry that goes is unlinked.
doubles-for-good = This cannot be undone, and the number that goes is not used again.
button-doubles-stays = Keep { $number }
button-doubles-sure = Merge
button-doubles-back = Back
button-doubles-dismiss = Different people
button-doubles-different = Different people ({ $count })
button-doubles-suspect = Take back, suspect again
doubles-different-head = [Different people] Pairs of whom somebody found out that they are two people: { $count }. Tap a number to look or take it back.
doubles-different-pair = [Different people] Found out by { $name } on { $at }.
    1. { $one }
    2. { $other }
toast-doubles-different = Noted: different people
toast-doubles-suspected = Taken back; they are suspected again
toast-merged = Merged: { $name } ({ $number })
account-merged = Your two entries on the roster were merged; this account is linked no longer, please use the other one. If that was not you, tell your unit's liaison at once.
fault-no-double = This pair has been dealt with, or is no suspected double any more.
fault-merge-during-call = A call under way counts on one of them; please merge after the stand-down.

# Units
units-head = [Units] { $count } in all, { $enabled } on. A unit that is switched on is invited from the next activity.
units-none = There are no units yet. Please import the roster with /roster.
units-line = { $place }. { $name }: { $state }; linked { $linked }/{ $people }
units-on = on
units-off = off
units-lacks-site = no site
units-lacks-liaison = liaison not linked
button-unit-on = On { $place }
button-unit-off = Off { $place }
toast-unit-on = On: { $name }
toast-unit-off = Off: { $name }
fault-no-unit = There is no such unit. Please check the name.

# Files of invitations
invites-offer = Whom should the invitations be for? Each has a link, a QR code and a code to type; you get one file by unit.
invites-again = { $count } { $count ->
        [one] invitation is
       *[other] invitations are
    } still good. New ones make the old links and codes useless.
invites-file = { $count } { $count ->
        [one] invitation
       *[other] invitations
    } by unit, good for { $days } days. A link or code is enough to register: please pass each on to its unit or person only.
invites-file-name = Invitations.xlsx
button-invites-few = Invitations (units and staff)
button-invites-all = Invitations (everybody)
button-invites-renew = Make new ones
button-invites-end = End them all
toast-invites-made = Invitations made: { $count }
toast-invites-ended = Invitations ended: { $count }

# Command line
cli-help-yes = import without asking
cli-help-unit = for this unit alone
cli-help-everyone = for each person who is not linked as well
cli-written = Written: { $file }
cli-roster-reading = Reading { $file }
cli-roster-more-people = { $count } more
cli-roster-agree = Import this? (yes/no){ ": " }
cli-roster-nothing-done = Nothing was imported; the roster is as it was.
cli-roster-numbers = The roster with its numbers: { $file } (please keep it for the next import)
cli-roster-numbered-suffix = -with-numbers
cli-roster-exported = People written: { $count }, in { $file }
cli-invites-making = Making invitations; for many people this takes some tens of seconds.
cli-invites-written = Invitations made: { $count }, in { $file }. A link or code is enough to register: please pass them on with care.
cli-admin-link =
    Link for the first admin (works once, within { $minutes } minutes):
    { $link }
    Or send the bot this code: { $code }
fault-file-exists = The file is there already and was not overwritten: { $file }
