### 服务记录的导出，以及更正表的导入。

command-export = 导出服务记录
export-ask-period =
    请选择要导出的时间段，也可直接发送，例如：/export 2026-11-01 2026-11-30（其后可写单位名称）。
    要更正记录：把导出的 .xlsx 改好“签到”“签退”“备注”后，直接发回给助手。
export-ask-period-unit = 请选择要导出的时间段，也可直接发送，例如：/export 2026-11-01 2026-11-30。只含您负责的单位。更正表由组织者发回；补签请用 /rollcall。
export-ask-form = { $first }至{ $last }。请选择文件：
export-being-made = 正在生成服务记录，请稍候……
export-file = { $scope }服务记录，{ $first }至{ $last }，共{ $rows }条{ $conflicts ->
    [0] { "" }
   *[other] ；另有待核{ $conflicts }人，未计入
 }。仅供工作使用，请勿转发。
export-file-platform = { $scope }平台导入表，{ $first }至{ $last }。没有服务时间的行不列；列名可在设置中更改。仅供工作使用，请勿转发。
export-scope-all = 全部单位
export-name = 服务记录{ $days }
export-name-platform = 平台导入表{ $days }
button-export-week = 本周
button-export-last-week = 上周
button-export-month = 本月
button-export-last-month = 上月
button-export-year = 本年
button-export-xlsx = Excel（仅实到）
button-export-csv = CSV（仅实到）
button-export-xlsx-all = Excel（全部）
button-export-csv-all = CSV（全部）
button-export-platform = 平台表 Excel
button-export-platform-csv = 平台表 CSV
toast-exported = 已发送
fault-export-period = 时间段无法识别。请按“/export 2026-11-01 2026-11-30”的格式填写，先起后止，最长{ $days }天。
fault-export-empty = 这段时间没有可导出的服务记录{ $conflicts ->
    [0] { "" }
   *[other] （待核{ $conflicts }人，须先在点名中核定）
 }。
fault-export-too-long = 记录共{ $rows }条，一个文件最多{ $limit }条。请缩短时间段，或选择 CSV。

# 更正表
record-not-ours = 这个文件不是由本助手导出的服务记录（没有找到“行标识”等列）。要导入花名册，请先发送 /roster。
record-not-yours = 这个文件没有处理：更正服务记录的表格请交给组织者发回；补签请用 /rollcall。
record-head-preview = 【服务记录更正】{ $file }。尚未生效，请核对后确认。
record-head-faulty = 【服务记录未更正】{ $file }：共有{ $count }处错误，没有更正任何内容。
record-head-done = 【服务记录已更正】{ $file }
record-head-unchanged = 【服务记录更正】{ $file }：与现有记录一致，没有需要更正的内容。
record-head-cancelled = 【服务记录未更正】{ $file }：已取消，没有变动。
record-figures = 读取{ $rows }行，变动{ $changes }条，涉及{ $persons }人。
record-example = · { $name } { $day }：{ $what }
record-more-examples = 另有{ $count }条。
record-removed-rows = 表中删去的行不作变动，行的先后不限。
record-numbered = { $number }. { $fault }
record-what-in = 签到 { $before }→{ $after }
record-what-out = 签退 { $before }→{ $after }
record-what-remark = 备注
record-fault-file = 更正表全部{ $count }处错误，逐行列出。
button-record-confirm = 确认更正
toast-record-imported = 已更正{ $count }条记录
fault-record-settled = 这份更正表已经处理过了。
fault-record-outdated = 服务记录在预览后已有变动，或预览已过一天，没有更正。请重新发送文件。

# 更正表中的错误，逐行列出
record-fault-no-row-id = 工作表“{ $sheet }”缺少“行标识”一列。请使用导出的原表。
record-fault-no-check-in = 工作表“{ $sheet }”缺少“签到”一列。请使用导出的原表。
record-fault-no-check-out = 工作表“{ $sheet }”缺少“签退”一列。请使用导出的原表。
record-fault-no-remark = 工作表“{ $sheet }”缺少“备注”一列。请使用导出的原表。
record-fault-unnamed = 第{ $row }行没有行标识。新增人员请在点名中办理。
record-fault-bad-id = 第{ $row }行的行标识“{ $value }”有误或被改动，请从导出的原表中复制。
record-fault-no-line = 第{ $row }行：记录中已没有此人此次活动，请重新导出后更正。
record-fault-twice = 第{ $row }行与第{ $first }行的行标识相同，请只保留一行。
record-fault-edge = 第{ $row }行：跨零点的服务按日分行，零点一侧的时间不能改动。
record-fault-changed-in = 第{ $row }行：导出以后签到已有变动，请重新导出后更正。
record-fault-changed-out = 第{ $row }行：导出以后签退已有变动，请重新导出后更正。
record-fault-changed-remark = 第{ $row }行：导出以后备注已有变动，请重新导出后更正。
record-fault-unreadable-in = 第{ $row }行：签到“{ $value }”不是时间，请填写如 13:30。
record-fault-unreadable-out = 第{ $row }行：签退“{ $value }”不是时间，请填写如 15:30。
record-fault-outside-in = 第{ $row }行：签到“{ $value }”不在活动的签到时间内（{ $start }至{ $end }）。
record-fault-outside-out = 第{ $row }行：签退“{ $value }”不在活动的签退时间内（{ $start }至{ $end }）。
record-fault-out-alone = 第{ $row }行：有签退而没有签到，请一并填写或一并清空。
record-fault-remark-alone = 第{ $row }行：没有签到的人不能单独填写备注。
record-fault-order = 第{ $row }行：签退须晚于签到。
record-fault-future = 第{ $row }行：时间尚未到来。
record-fault-conflict = 第{ $row }行：此人待核，请先在点名中核定。
record-fault-long-remark = 第{ $row }行：备注最多{ $limit }个字。

# 命令行
cli-help-export = 导出服务记录（.xlsx、.csv 或平台导入表）
cli-help-export-from = 第一天，年-月-日
cli-help-export-to = 最后一天，年-月-日
cli-help-export-unit = 只导出这一个单位
cli-help-export-form = 文件形式（默认 xlsx）
cli-help-export-out = 写入的文件；已有的文件不覆盖
cli-help-export-everyone = 列出全部人员，不只实到
cli-export-written = 已导出{ $rows }条，{ $persons }人，{ $hours }小时：{ $file }
cli-export-left-out = 待核{ $conflicts }人、未签退{ $open }人，未计入。
cli-export-unnoted = 机器人正在运行，此次导出未能记入操作记录；需要留痕时请在聊天中使用 /export。
