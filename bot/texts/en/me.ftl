### Oneself: today, the own record, the choice of a leave; a liaison's view of the unit; help and the menu.

today-nothing = There is no service today. Next: { $title }, { $at }.
today-nothing-planned = There is no service today, and nothing is planned for you yet.

leave-menu = <b>Leave</b>: { $title }, { $day }. Please choose a reason; nothing more is needed:

me-head = <b>My record</b>
me-week = This week:
me-week-empty = There is no service of yours this week.
me-line = · { $day } { $title }: { $state }
me-year = { $year }: { $times ->
    [one] { $times } time
   *[other] { $times } times
 }, { $hours } hours of service.
me-waiting = Waiting for you:
me-please-answer = · { $title }, { $day }: please answer by { $by }; taking part is voluntary
me-please-check-out = · { $day }: no check-out, the hours are not counted yet; once the record is closed your unit liaison can add it
me-state-pending = no answer
me-state-going = going
me-state-present = took part
me-state-late = took part ({ $late } min late)
me-state-left_early = took part (left early)
me-state-excused = on leave
me-state-declined = not going
me-state-no_show = no check-in on record
me-state-no_answer = no answer
me-state-no-check-out = checked in, no check-out
me-state-hours = { $state }, { $hours } h
button-me-year = The whole year
button-return = Back

unit-head = <b>Our unit</b>: { $unit }, { $title }, { $at }
unit-answers =
    Going { $going } · on leave { $excused } · not going { $declined } · no answer { $pending } · { $waiting ->
        [0] { "" }
       *[other] waiting { $waiting } ·{ " " }
    }not linked { $not_linked }
    Checked in { $checked_in }
unit-leaves = { $count } on leave (for the liaison alone, please do not pass on):
unit-leave = · { $name }: { $reason }
button-unit-leaves = Show leave

help-head = <b>Help</b>. You can use:
help-command = /{ $word } { $does }
help-replies =
    You can also reply: join, leave, not going, check in, check out, 10 min late.
    “Got it” only means that you have read it.
help-contact = Taking part is voluntary. For questions please ask your unit liaison.

command-today = Today's activity
command-me = My record
command-leave = Ask for leave
command-calendar = Calendar file for your phone
command-rollcall = Call the roll
command-unit = My unit's answers
command-friday = The Fridays ahead
command-activity = Activities: make, change, cancel
command-help = Help
command-snow = Call out for snow
command-standby = Snow stand-by
command-board = Snow board
command-duty = Snow duty
command-stretch = Enter a stretch for snow
command-broadcast = Send a notice
command-summary = The week's summary
command-roster = Import the roster
command-units = Switch units on
command-invites = Invitations
command-reach = Who can be reached
command-settings = Settings
command-privacy = About your data
command-mydata = Get all that is kept about me
command-correct = Correct my record
command-delete = Unlink, withdraw consent
command-start = What waits for me

me-state-moved = in the snow call
me-state-conflict = in question (your word against the unit's)
