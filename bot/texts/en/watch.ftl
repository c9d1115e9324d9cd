### The watch: admins are told once when a trouble begins and once when it is over; no personal data.

alert-trouble = [Operation] Something is not as it should be:
    { $lines }
    The log has the details. You will be told once when it is over.
alert-trouble-over = [Operation] This is over:
    { $lines }

trouble-job-failed = · The job “{ job-name }” failed; its next run tries again
trouble-job-failed-over = · The job “{ job-name }” failed (for { $lasted })
trouble-job-late = · The job “{ job-name }” is late or does not end
trouble-job-late-over = · The job “{ job-name }” was late (for { $lasted })
trouble-inbox = · Updates are handled late, the oldest has waited { $waited }
trouble-inbox-over = · Updates were handled late (the oldest had waited { $waited }; for { $lasted })
trouble-outbox = · { $lane } leave late, the oldest has waited { $waited }
trouble-outbox-over = · { $lane } left late (the oldest had waited { $waited }; for { $lasted })
trouble-disk = · The disk of { $place } is nearly full, { $free } MB are left
trouble-disk-over = · The disk of { $place } was nearly full ({ $free } MB were left; for { $lasted })

lane-reply = Replies
lane-alarm = Call-outs
lane-reminder = Reminders
lane-bulk = Broadcast messages
disk-database = the database
disk-copies = the copies

# What the jobs of jobs/schedule.py are called; one that is not listed is shown by its id.
job-name =
    { $job ->
        [backups-make] copying the database
        [broadcasts] sending broadcasts
        [burden-tell] what the bot cost people
        [callout_logs] making the logs of calls
        [callouts] waves of calls
        [claims-escalate] claims that wait
        [consent-renew] asking for consent again
        [fridays-announce] announcing Fridays
        [fridays-plan] planning Fridays
        [fridays-remind_early] early reminders
        [fridays-steps] invitations and reminders
        [heartbeat] calling the monitoring address
        [outages] asking again after an outage
        [reach-propose_drill] proposing a drill
        [reach-tell] telling liaisons who is not linked
        [retention-forget] forgetting in time
        [roles-end] roles that end
        [rolls-remind] lists that are open
        [roster-forget] clearing used files
        [standbys] asking who can stand by
        [summary-letters] weekly and monthly summaries
        [watch] watching over itself
        [weather-escalate] snow forecasts that wait
        [weather-watch] looking at the forecast
       *[other] { $job }
    }
