### Copies of the database and their return: words for the terminal.

cli-help-backup = copy the database; may be used beside a running bot
cli-help-backup-to = folder for the copy, by default that of the setting backup.folder, or backups beside the settings
cli-help-backup-rotate = then remove the copies that are not kept any longer (settings backup.keep_daily and backup.keep_weekly)
cli-help-restore = put a copy in the place of the database; the bot must be stopped
cli-help-restore-replace = also where the database holds people; what was there is kept elsewhere
cli-help-restore-send-waiting = the bot was stopped before the copy was made, as for a move: send what was due and had not left
cli-help-restore-yes = restore without asking

cli-backup-made = Copied and read through: { $file } ({ $size } MB, version { $version }, people { $people }). It holds personal data, keep it accordingly.
cli-backup-rotated = Old copies removed: { $n }.
cli-restore-copy = The copy: { $place } (version { $version }, units { $units }, people { $people }, activities { $activities }, attendances { $attendances }, messages { $messages })
cli-restore-there = The database now: { $place } (version { $version }, units { $units }, people { $people }, activities { $activities }, attendances { $attendances }, messages { $messages })
cli-restore-nothing-there = The database is empty: { $database }
cli-restore-damaged = The database cannot be read any more: { $database } ({ $reason })
cli-restore-ask = Replace the database by the copy? Answers and check-ins since then are not in it. (yes/no):{" "}
cli-restore-kept-all = Nothing was changed.
cli-restore-done = Restored and compared: { $database } (version { $version }).
cli-restore-kept = What was there before is in { $file }; remove it once all is well.
cli-restore-older = The copy is of an older version; call volunteer-bot db upgrade next.
cli-restore-held =
    { $n ->
        [one] 1 message was due when the copy was made and may have left since; it is not sent and counts as uncertain.
       *[other] { $n } messages were due when the copy was made and may have left since; they are not sent and count as uncertain.
    } If the bot was stopped before the copy was made, restore again with --send-waiting.
cli-restore-sending =
    { $n ->
        [one] 1 message is due and will be sent once the bot runs.
       *[other] { $n } messages are due and will be sent once the bot runs.
    }

fault-backup-nothing = The database is empty, there is nothing to copy: { $database }
fault-backup-unfit = This is no copy for the database { $database }: { $file }
fault-backup-damaged = The copy is not whole: { $file } ({ $reason })
fault-backup-tool-missing = { $tool } of PostgreSQL { $version } or newer is needed and was not found. Install postgresql-client-{ $version }.
fault-backup-tool-failed = { $tool } failed: { $reason }
fault-backup-failed = No copy was made: { $reason }
fault-restore-failed = The restored database is not what the copy holds: { $database }. Restore again, or use another copy.
fault-restore-not-empty = The database ({ $database }) holds people; nothing was changed. Add --replace to replace it all the same.

cli-check-backup = The newest copy of the database: { $at }
cli-check-backup-old = The newest copy of the database is of { $at }, more than two days old; the running bot makes one a day
cli-check-backup-none = No copy of the database in { $folder } yet; the running bot makes one a day, and so does volunteer-bot backup
cli-check-no-backup = No copies are made by themselves (backup.folder): call volunteer-bot backup regularly
