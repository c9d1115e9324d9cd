### The command line: words for the operator, on the terminal, never sent to Telegram.

cli-about =
    The volunteer-day assistant: organizes the weekly service of a city's organs on Telegram.

    To begin with: look at the demo, then init, check, run.
cli-head-arguments = arguments
cli-head-options = options
cli-head-commands = commands
cli-help-help = show this help
cli-help-config = settings file, by default { $file } in the current folder
cli-help-language = language to speak, by default that of the settings or of the system
cli-help-run = run the bot until Ctrl-C or SIGTERM
cli-help-demo = play the service day of a whole city; needs neither Telegram nor settings
cli-help-story = which story: friday is a week with its service day (the default), snow a call in a night of snow, or week for an organizer's week
cli-help-people = people in the demo, by default { $n }
cli-help-seed = seed of chance, the same seed plays the same, by default { $n }
cli-help-out = folder for what the demo makes, by default { $folder }
cli-help-check = look at settings, database, token, groups and roster; may be used beside a running bot
cli-help-init = begin: ask what is needed, write the settings, make the database, give the first admin's link
cli-help-db = the database's version
cli-help-db-upgrade = bring the database to the version of this program
cli-help-db-version = show the database's version
cli-help-roster = the roster: template, import, invitations, export
cli-help-roster-template = write a template of the roster (.xlsx)
cli-help-roster-import = import a roster (.xlsx or .csv); with any fault nothing is imported
cli-help-roster-invites = make invitations for units and people with a duty, as a workbook to print
cli-help-roster-export = export the roster (.xlsx)
cli-help-roles = roles
cli-help-roles-admin-link = make the one-time link of the first admin
cli-help-file-out = file to write
cli-help-file-in = file to read
cli-help-dry-run = only check and say what would change; write nothing
cli-usage-fault = Wrong command: { $message }. See { $program } --help.
cli-unforeseen = The program failed; the log above has the details.
cli-file-fault = The file cannot be used: { $file } ({ $reason }).
cli-database-away = The database cannot be reached or is locked: { $reason }

fault-input-ended = The input ended; nothing was changed.
fault-second-instance = Another process works with this database: { $database }. Stop the running bot first.
fault-address-taken = Cannot listen at { $address }: { $reason }. Check the setting web.listen.
fault-database-newer = The database ({ $database }) has version { $version }, newer than this program; nothing was changed. Use the newer program.
fault-database-older = The database ({ $database }) has version { $version } and must be upgraded. Make a copy, then call volunteer-bot db upgrade.
fault-database-foreign = The database ({ $database }) holds tables of another program; nothing was changed. Check the setting database.url.
fault-database-damaged = The database file is damaged: { $database } ({ $reason }). Stop the bot and restore a copy.
fault-demo-database = This is the demo's database, full of invented people: { $database }. Check the setting database.url.
fault-not-demo-folder = The folder { $folder } holds something that the demo did not make. Choose another with --out.
fault-demo-missing = This installation comes without the demo.
fault-telegram-unreachable =
    Telegram cannot be reached ({ $reason ->
        [NotConnected] no connection
        [TooLate] no connection
        [TimedOut] no answer in time
        [NetworkError] the connection broke off
        [RetryAfter] too many requests, try again later
       *[other] the server failed: { $reason }
    }). Check the network and the setting telegram.proxy.
fault-token-refused = Telegram refused the token. Check it with BotFather and correct the setting telegram.token.

cli-upgrade-made = The database was made: { $database }, version { $after }
cli-upgrade-done = The database was upgraded: { $database }, { $before } → { $after }
cli-upgrade-none = The database has the newest version { $after } already: { $database }
cli-version =
    { $state ->
        [empty] The database is empty: { $database } (this program needs { $newest })
        [current] The database has version { $version }, nothing to upgrade: { $database }
        [older] The database has version { $version } and must be upgraded to { $newest }: { $database }
        [newer] The database has version { $version }, newer than this program's { $newest }: { $database }
       *[foreign] The database holds tables of another program: { $database } ({ $version }, this program needs { $newest })
    }
cli-running = The bot is running on { $database }. Ctrl-C stops it.
cli-stopped = The bot has stopped.

cli-init-head = Setting up. Brackets show what Enter alone means; the answers go to { $file } and can be changed at any time.
cli-ask-overwrite = { $file } exists. Overwrite it? (yes/no):{" "}
cli-ask-token = The token that BotFather gave
cli-ask-proxy = Proxy to reach Telegram, such as http://127.0.0.1:7890; Enter for none
cli-ask-name = Name of the operator
cli-ask-city = City
cli-ask-person-in-charge = Who answers for personal data
cli-ask-contact = How to reach them
cli-ask-again = An answer is needed.
cli-init-kept = Nothing was changed. For the admin's link call volunteer-bot roles admin-link.
cli-init-written = Written to { $file } (readable by you alone).
cli-init-database = The database is ready: { $database }
cli-init-no-link = There is no admin's link yet. Once the fault above is gone, call volunteer-bot roles admin-link.
cli-init-next =
    Next:
    1. Get the roster's template and fill it in: volunteer-bot roster template roster.xlsx
    2. Import the roster: volunteer-bot roster import roster.xlsx
    3. Make the invitations: volunteer-bot roster invites invites.xlsx
    4. Look at everything: volunteer-bot check
    5. Make the admin's link, which ends an earlier one: volunteer-bot roles admin-link
    6. Run the bot, then open the admin's link: volunteer-bot run

cli-check-well = All is ready.
cli-check-unwell = See to what is marked ✗ first.
cli-check-settings = The settings are complete: { $file }
cli-check-missing = { $fault }
cli-check-database-away = The database cannot be reached: { $database } ({ $reason })
cli-check-schema-empty = The database is not made yet, the first run makes it: { $database }
cli-check-schema-current = The database has version { $version }: { $database }
cli-check-schema-older = The database has version { $version } and is too old; make a copy, then call volunteer-bot db upgrade: { $database }
cli-check-schema-newer = The database has version { $version }, newer than this program; use the newer one: { $database }
cli-check-schema-foreign = The database holds tables of another program ({ $version }); check database.url: { $database }
cli-check-writable = The database can be written: { $place }
cli-check-unwritable = The database cannot be written, check the permissions: { $place }
cli-check-whole = The database file is whole
cli-check-no-roster = No roster yet: volunteer-bot roster import FILE
cli-check-roster =
    Roster: { $units ->
        [one] 1 unit
       *[other] { $units } units
    }, { $people ->
        [one] 1 person
       *[other] { $people } people
    }, { $linked } linked
cli-check-enabled = Enabled units: { $n }
cli-check-none-enabled = Enabled units: { $n }, so nobody is invited on Fridays; enter “yes” in the roster's column “Enabled” and import it
cli-check-no-site =
    { $n ->
        [one] 1 unit
       *[other] { $n } units
    } without a site, add them in the roster's sheets Pairings and Sites: { $names }
cli-check-no-liaison =
    { $n ->
        [one] 1 unit
       *[other] { $n } units
    } without a liaison, to be named in the roster: { $names }
cli-check-token = The token is good: @{ $name }
cli-check-webhook = Telegram posts updates to { $address }
cli-check-webhook-not-set = Telegram does not post to { $address } yet; the running bot sets that by itself
cli-check-webhook-fails = Telegram cannot deliver to { $address }, { $n } updates wait ({ $reason }); look at the proxy and its certificate
cli-check-webhook-of-others = This bot has a webhook, which polling takes away; if another program uses it, stop that one first
cli-check-chat = The summary can be sent to { $chat }
cli-check-chat-mute = The bot may not write to { $chat }; give it the right back
cli-check-chat-away = There is no chat { $chat }; add the bot to the group and check operator.summary_chats
cli-check-no-chats = No group gets the summary (operator.summary_chats)
cli-check-holidays = The days off of { $year } are known
cli-check-no-holidays = The days off of { $year } are not known, statutory holidays stand in; once announced upgrade the program or fill in [holidays]
cli-check-heartbeat = A monitoring address is set
cli-check-no-heartbeat = No monitoring address (operator.heartbeat_url): nobody learns when the bot stops
