### A person's statement of the own record, and checking one; the roll sheet to print.

statement-choose = <b>Record of attendance</b>. Please choose a period. You alone will get a PDF and a workbook.
button-statement = Record of attendance
button-statement-this = This year
button-statement-last = Last year
button-statement-all = Everything
statement-being-made = Your record is being made, one moment please.
statement-pdf =
    <b>Record of attendance</b>, { $first } to { $last }: { $times ->
        [one] { $times } service
       *[other] { $times } services
    }, { $hours } hours.
    Code: { $code }. Made by the platform for your own information; it does not certify volunteer service.
statement-workbook =
    The same record as a workbook ({ $first } to { $last }, code { $code }): { $times ->
        [one] { $times } service
       *[other] { $times } services
    }, { $hours } hours.
statement-file-pdf = Attendance { $first } to { $last }.pdf
statement-file-workbook = Attendance { $first } to { $last }.xlsx
toast-statement-sent = Your record has been sent

statement-check-how = Please write the code on the record behind /check, such as: /check ABCD-2345
statement-check-same =
    Code { $code }: made by the platform at { $made } for { $name }.
    { $first } to { $last }: { $times ->
        [one] { $times } service
       *[other] { $times } services
    }, { $hours } hours.
    The record has not changed since.
statement-check-changed =
    Code { $code }: made by the platform at { $made } for { $name }.
    { $first } to { $last }: { $times ->
        [one] { $times } service
       *[other] { $times } services
    }, { $hours } hours.
    The record of these days has changed since; its person can have it made anew.
statement-check-unknown = There is no such code. Please compare it with the paper and type it again.

fault-statement-empty = There is no service in this period that is over and counts.
fault-statement-too-many = At most { $most } records are made in 24 hours. Please try again tomorrow.
fault-statement-tries = Too many wrong codes. Please try again in { $minutes } min.

button-roll-sheet = Print the sign-in sheet
roll-sheet = <b>Sign-in sheet</b>: { $unit }, { $title }, { $day }, { $count } on the list. It has names, to be signed on the spot; please keep it safe and do not pass it on.
roll-sheet-file = Sign-in sheet { $day } { $unit }.pdf
toast-roll-sheet-sent = The sheet has been sent
