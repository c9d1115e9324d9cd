### Words used everywhere. Keys and placeholders are the same in every language; parameters are escaped by the
### program, tags are those that Telegram's HTML knows.

# A fault that nobody foresaw: the one line its person gets.
fault-unknown = Sorry, that did not work and an administrator has been told. Please try again later.

# How days and spans are written; used by bot/texts/formats.py.
format-day = { $weekday } { $day } { $month }
format-day-time = { $day }, { $time }
format-span-minutes = { $minutes } min
format-span-hours = { $hours } h
format-span = { $hours } h { $minutes } min
format-week-same-month = week { $week } of { $year } ({ $first }–{ $last } { $month })
format-week = week { $week } of { $year } ({ $first } { $month } – { $last } { $last_month })
format-list-separator = ,{ " " }
format-year-month = { $month } { $year }
format-year = { $year }
format-weekday-1 = Mon
format-weekday-2 = Tue
format-weekday-3 = Wed
format-weekday-4 = Thu
format-weekday-5 = Fri
format-weekday-6 = Sat
format-weekday-7 = Sun
format-month-1 = Jan
format-month-2 = Feb
format-month-3 = Mar
format-month-4 = Apr
format-month-5 = May
format-month-6 = Jun
format-month-7 = Jul
format-month-8 = Aug
format-month-9 = Sep
format-month-10 = Oct
format-month-11 = Nov
format-month-12 = Dec
