### Leave of several days: the card of /leave, typed dates, the end of a leave.

leave-head = <b>Leave</b>: this week, next week or longer can be asked for in one go. What is held meanwhile is noted as leave; no invitation, no reminder, no call and no stand-by is sent. If you come all the same, check in as usual.
leave-yours = Your leaves:
leave-span = { $first } to { $last }
leave-span-day = { $first }
leave-line = · { $days }: { $reason }
button-leave-this-week = This week
button-leave-next-week = Next week
button-leave-dates = Choose days…
button-leave-withdraw = I am back: { $days }
leave-ask-reason = <b>Leave</b>, { $days }. Please choose the reason; nobody asks for more:
leave-ask-days = Please send the first and the last day, with the reason if you like: 12-1 12-10 trip (month-day). For a single day write one date. To give up, reply “cancel”.
leave-taken = Your leave is noted: { $first } to { $last } ({ $reason }). Nothing needs to be answered meanwhile; if you are back earlier, send /leave and tap “I am back”.
leave-taken-day = Your leave is noted: { $first } ({ $reason }). Nothing needs to be answered on that day; if something changes, send /leave and tap “I am back”.
toast-leave-taken = Leave noted
toast-leave-withdrawn = Leave ended; please answer anew what is held on these days
fault-leave-unreadable = The days or the reason were not understood. Please send them like this (month-day): /leave 12-1 12-10 trip
fault-leave-backwards = The last day is before the first; nothing was noted. Please check the dates.
fault-leave-past = Leave cannot be taken for days that are over; nothing was noted. Send /leave to choose the days anew; ask your unit’s liaison to correct the record of past days.
fault-leave-too-long = A leave is { $days } days at most; nothing was noted.
fault-leave-overlaps = You are on leave from { $first } to { $last } already; nothing was noted. If something has changed, end that leave first.
fault-leave-overlaps-day = You are on leave on { $first } already; nothing was noted. If something has changed, end that leave first.
fault-leave-gone = This leave has ended already.
