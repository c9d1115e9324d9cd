### 数据库的备份与恢复：写在终端上的话。

cli-help-backup = 备份数据库，可在机器人运行时使用
cli-help-backup-to = 备份存放的文件夹，默认取设置 backup.folder，未设置则为设置文件旁的 backups
cli-help-backup-rotate = 随后删除超出保留份数的旧备份（设置 backup.keep_daily、backup.keep_weekly）
cli-help-restore = 用备份恢复数据库，须先停止机器人
cli-help-restore-replace = 数据库中已有人员时也恢复；原有内容另存
cli-help-restore-send-waiting = 备份前机器人已停止（如迁移到另一台机器）：到时未发的消息照常发送
cli-help-restore-yes = 不再询问，直接恢复

cli-backup-made = 已备份并核对：{ $file }（{ $size } MB，版本 { $version }，人员 { $people } 名）。备份含个人信息，请妥善保管。
cli-backup-rotated = 已删除旧备份 { $n } 份。
cli-restore-copy = 备份：{ $place }（版本 { $version }，单位 { $units } 个，人员 { $people } 名，活动 { $activities } 场，出勤 { $attendances } 条，消息 { $messages } 条）
cli-restore-there = 现有数据库：{ $place }（版本 { $version }，单位 { $units } 个，人员 { $people } 名，活动 { $activities } 场，出勤 { $attendances } 条，消息 { $messages } 条）
cli-restore-nothing-there = 现有数据库是空的：{ $database }
cli-restore-damaged = 现有数据库已无法读取：{ $database }（{ $reason }）
cli-restore-ask = 用备份替换现有数据库？备份之后的答复和签到将不在其中。（是/否）：
cli-restore-kept-all = 未作任何改动。
cli-restore-done = 已恢复并核对：{ $database }（版本 { $version }）。
cli-restore-kept = 原有内容存于 { $file }，确认无误后请自行删除。
cli-restore-older = 此备份的版本较旧，请接着执行 volunteer-bot db upgrade。
cli-restore-held = 备份时到时未发的消息有 { $n } 条，备份之后可能已经发出，不再发送，记为不确定。若备份前机器人已停止，请改用 --send-waiting 重新恢复。
cli-restore-sending = 到时未发的消息有 { $n } 条，机器人启动后照常发送。

fault-backup-nothing = 数据库是空的，没有可备份的内容：{ $database }
fault-backup-unfit = 此文件不是该数据库（{ $database }）的备份：{ $file }
fault-backup-damaged = 备份文件不完整：{ $file }（{ $reason }）
fault-backup-tool-missing = 需要 PostgreSQL { $version } 或更新版本的 { $tool }，未找到。请安装 postgresql-client-{ $version }。
fault-backup-tool-failed = { $tool } 出错：{ $reason }
fault-backup-failed = 备份未能完成：{ $reason }
fault-restore-failed = 恢复后的数据库与备份不一致：{ $database }。请重新恢复，或使用另一份备份。
fault-restore-not-empty = 数据库（{ $database }）中已有人员，未作改动。确要替换请加 --replace。

cli-check-backup = 最近一次备份：{ $at }
cli-check-backup-old = 最近一次备份是 { $at }，已超过两天；机器人运行时每天自动备份
cli-check-backup-none = 文件夹 { $folder } 中还没有备份；机器人运行时每天自动备份，也可执行 volunteer-bot backup
cli-check-no-backup = 未设置自动备份（backup.folder）：请自行定期执行 volunteer-bot backup
