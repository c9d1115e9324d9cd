### 花名册导入、单位启用与邀请。

# 花名册文件中的错误，逐行列出
roster-fault-nothing-in-it = 表中没有可导入的内容：示例行不导入，此外没有填写。请在表头下方填写人员、单位等，保存后重新导入。
roster-fault-empty-file = 文件是空的，请检查后重新发送。
roster-fault-old-xls = 这是旧版 .xls 文件，请另存为 .xlsx 后重新发送。
roster-fault-encrypted = 文件设有密码，请取消密码后重新发送。
roster-fault-wrong-type = 无法识别该文件。请发送 .xlsx 工作簿或 .csv 文件。
roster-fault-too-big = 文件解压后过大，未作读取。请只保留花名册内容后重新发送。
roster-fault-unreadable = 文件已损坏，无法读取。请另存一份后重新发送。
roster-fault-encoding = 无法识别 CSV 文件的编码，请另存为 UTF-8 编码的 CSV 或 .xlsx 后重新发送。
roster-fault-unknown-sheet = 工作表“{ $sheet }”无法识别。可用的工作表：人员、单位、社区、点位、结对、说明。
roster-fault-header-not-found = 工作表“{ $sheet }”的前{ $rows }行中没有找到表头。
roster-fault-missing-column = 工作表“{ $sheet }”缺少“{ $heading }”一列。
roster-fault-unknown-column = 工作表“{ $sheet }”{ $column }列“{ $value }”无法识别，请删除或改为模板中的列名。
roster-fault-repeated-column = 工作表“{ $sheet }”{ $column }列“{ $value }”与前面的列重复。
roster-fault-merged-cells = 工作表“{ $sheet }”的数据区有合并单元格（{ $range }），请取消合并并逐行填写。
roster-fault-too-many-rows = 工作表“{ $sheet }”超过{ $limit }行，整表未导入，请分批导入。
roster-fault-formula = { $sheet }第{ $row }行{ $column }列是公式“{ $value }”，请改为数值或文字。
roster-fault-error-value = { $sheet }第{ $row }行{ $column }列是错误值“{ $value }”。
roster-fault-missing-value = { $sheet }第{ $row }行{ $column }列“{ $heading }”未填写。
roster-fault-too-long = { $sheet }第{ $row }行{ $column }列“{ $value }”有{ $length }个字，最多{ $limit }个字。
roster-fault-forbidden-sign = { $sheet }第{ $row }行{ $column }列“{ $value }”含有不允许的字符{ $sign }。
roster-fault-identity-number = { $sheet }第{ $row }行{ $column }列疑似身份证号。本助手不接收此类个人信息，请删除后重新发送。
roster-fault-phone-number = { $sheet }第{ $row }行{ $column }列疑似手机号。本助手不接收此类个人信息，请删除后重新发送。
roster-fault-unknown-role = { $sheet }第{ $row }行{ $column }列的角色“{ $value }”无法识别。可填：干部、联络员、副联络员、组织者、领导、管理员。
roster-fault-bad-position = { $sheet }第{ $row }行{ $column }列的序号“{ $value }”应为正整数。
roster-fault-bad-flag = { $sheet }第{ $row }行{ $column }列“{ $value }”请填是或否。
roster-fault-bad-coordinate = { $sheet }第{ $row }行{ $column }列“{ $value }”不是−{ $limit }至{ $limit }之间的度数。
roster-fault-half-coordinate = { $sheet }第{ $row }行的经度、纬度须同时填写或同时留空。
roster-fault-bad-datum = { $sheet }第{ $row }行{ $column }列的坐标系“{ $value }”无法识别，请填 WGS-84 或 GCJ-02。
roster-fault-bad-amount = { $sheet }第{ $row }行{ $column }列的{ $heading }“{ $value }”应为1至{ $limit }的整数。
roster-fault-repeated-neighbour = { $sheet }第{ $row }行{ $column }列的相邻单位“{ $value }”重复。
roster-fault-unknown-unit = { $sheet }第{ $row }行的单位“{ $value }”不在工作表“{ $known }”中。
roster-fault-unknown-community = { $sheet }第{ $row }行的社区“{ $value }”不在工作表“{ $known }”中。
roster-fault-repeated-row = { $sheet }第{ $row }行“{ $value }”与第{ $first }行重复。
roster-fault-repeated-number = { $sheet }第{ $row }行的人员编号{ $value }与第{ $first }行重复。
roster-fault-repeated-person = { $sheet }第{ $row }行“{ $value }”与第{ $first }行同单位、同姓名、同职务，无法区分，请填写人员编号。
fault-report-failed = 文件未能生成或读取，请稍后再试。如仍不成功，请联系管理员。

# 邀请
fault-invite-invalid = 邀请链接或邀请码无效，可能已更换。请向本单位联络员索取新的邀请。
fault-invite-expired = 邀请已过期。请向本单位联络员索取新的邀请。
fault-too-many-tries = 邀请码输错次数过多，请{ $minutes }分钟后再试，或直接点击邀请链接。

# 花名册与数据库对照时的错误
roster-sheet-people = 人员
roster-sheet-sites = 点位
roster-sheet-units = 单位
roster-fault-former-stays = { $sheet }第{ $row }行“{ $name }”的原名“{ $value }”在表中另有一行，请核对。
roster-fault-former-repeated = { $sheet }第{ $row }行“{ $name }”的原名“{ $value }”已在前面的行中填写。
roster-fault-both-names = { $sheet }第{ $row }行：“{ $value }”和“{ $name }”都已登记，不能更名。
roster-fault-former-unknown = { $sheet }第{ $row }行“{ $name }”的原名“{ $value }”尚未登记，请核对。
roster-sheet-pairings = 结对
roster-fault-unit-not-on-roster = { $sheet }第{ $row }行的单位“{ $value }”尚未登记，请在工作表“单位”中列出。
roster-fault-site-unit-not-on-roster = { $sheet }第{ $row }行{ $column }列的单位“{ $value }”尚未登记，请核对名称，或在工作表“单位”中列出。
roster-fault-own-neighbour = { $sheet }第{ $row }行{ $column }列：“{ $value }”是负责单位，不能同时是相邻单位。
roster-fault-community-not-on-roster = { $sheet }第{ $row }行的社区“{ $value }”尚未登记，请在工作表“社区”中列出。
roster-fault-number-of-another = { $sheet }第{ $row }行“{ $value }”的人员编号{ $number }已属于{ $other }，请核对编号一列是否错位。
roster-fault-has-other-number = { $sheet }第{ $row }行“{ $value }”已登记，编号为{ $known }，而本行填的是{ $number }。如为同一人，请改用原编号；如为另一人，请把两人都列入表中。
roster-fault-doubtful-person = { $sheet }第{ $row }行“{ $value }”与已登记的同名人员（编号{ $numbers }）无法区分，请填写人员编号。
roster-fault-merged = { $sheet }第{ $row }行“{ $value }”的编号{ $number }已并入{ $known }，请删除该行或改用编号{ $known }。
roster-fault-role-needs-admin = { $sheet }第{ $row }行“{ $value }”：组织者、管理员角色的增减须由管理员导入。
roster-fault-last-admin = { $sheet }第{ $row }行“{ $value }”是唯一的管理员，不能取消该角色。

# 花名册导入
roster-send-file =
    请发送花名册文件（.xlsx，仅人员时可用 .csv）。可含工作表：人员、单位、社区、点位、结对。
    导入前会先列出变动，经您确认后生效；文件中没有列出的人员保留在册，除非您将其标为离开。
roster-file-expected = 正在等待花名册文件，请以“文件”方式发送 .xlsx 或 .csv。如不再导入，请回复“取消”。
roster-cancelled = 已取消，花名册没有变动。
roster-head-preview = 【花名册预览】{ $file }。尚未导入，请核对后确认。
roster-head-faulty = 【花名册未导入】{ $file }：共有{ $count }处错误，没有导入任何内容。
roster-head-done = 【花名册已导入】{ $file }
roster-head-cancelled = 【花名册未导入】{ $file }：已取消，没有变动。
roster-more-faults = 另有{ $count }处，见随后发送的文件。
roster-resend = 请改正后直接重新发送文件。
roster-nothing-new = 与现有花名册一致，没有变动。
roster-count-renamed-units = 单位更名：{ $count }个
roster-count-new-units = 新增单位：{ $count }个（默认未启用）
roster-count-changed-units = 单位变动：{ $count }个
roster-count-new-communities = 新增社区：{ $count }个
roster-count-new-sites = 新增点位：{ $count }个
roster-count-changed-sites = 点位变动：{ $count }个
roster-count-pairings = 结对变动：{ $count }个
roster-count-new-people = 新增人员：{ $count }名
roster-count-changed-people = 人员变动：{ $count }名
roster-count-moved-people = 其中调动单位：{ $count }名
roster-count-renamed-people = 其中改名：{ $count }名
roster-count-returned-people = 其中重新列入：{ $count }名
roster-count-unchanged-people = 没有变动：{ $count }名
roster-count-absent-people = 文件未列出而保留：{ $count }名
roster-count-let-go = 已标为离开：{ $count }名
roster-absent-kept = 其中{ $count }名为导入人或管理员等，不会标为离开。
roster-let-go-ask =
    花名册现有{ $enrolled }名，文件未列出其中{ $count }名。请核对文件是否完整。
    标为离开后，账号解除绑定，角色取消，服务记录保留；下次导入的文件中列有本人的，恢复在册。
roster-count-granted-roles = 新增角色：{ $count }项
roster-count-taken-roles = 取消角色：{ $count }项
roster-examples-new = 新增人员，例如：
roster-examples-moved = 调动人员，例如：
roster-examples-renamed = 改名人员，例如：
roster-examples-changed = 变动人员，例如：
roster-examples-units = 更名单位，例如：
roster-examples-leaving = 文件未列出的人员，例如：
roster-example = { $unit } { $name }
roster-example-changed = { $unit } { $name }（{ $what }）
roster-example-moved = { $name }：{ $was } → { $unit }{ $more }
roster-example-renamed = { $unit } { $was } → { $name }{ $more }
roster-example-unit = { $was } → { $name }
roster-brackets = （{ $what }）
roster-joint = 、
roster-what-name = 姓名
roster-what-title = 职务
roster-what-unit = 单位
roster-what-returned = 重新列入
roster-what-joins-surge = 加入突击队
roster-what-leaves-surge = 退出突击队
roster-role-admin = 管理员
roster-role-organizer = 组织者
roster-role-leader = 领导
roster-role-liaison = 联络员
roster-role-deputy = 副联络员
roster-role-lead = 点位负责人
roster-fault-file = 花名册全部{ $count }处错误，逐行列出。
roster-numbers-file = 带有人员编号的花名册，请保存，下次导入时使用此文件。
roster-numbers-name = 花名册（含编号）.xlsx
roster-template-file = 花名册模板，标有“（示例）”的行不会导入。
roster-template-name = 花名册模板.xlsx
button-roster-template = 下载模板
button-import-confirm = 确认导入
button-import-let-go = 导入，并将文件未列出的{ $count }人标为离开
button-import-let-go-sure = 确认导入，{ $count }人标为离开
button-import-back = 返回
button-import-cancel = 取消
toast-imported = 花名册已导入
toast-import-cancelled = 已取消，没有变动
fault-roster-faulty = 花名册有{ $count }处错误，没有导入任何内容。
fault-roster-outdated = 花名册在预览后已有变动或已过一天，没有导入。请重新发送文件。
fault-import-settled = 这份花名册已经处理过了。
fault-file-too-large = 文件超过 { $limit } MB，没有接收。请只保留所需内容后重新发送。
fault-file-not-fetched = 文件没有接收成功，请重新发送一次。

# 疑似重复
button-roster-doubles = 疑似重复（{ $count }组）
doubles-none = 【疑似重复】花名册中没有疑似重复的人员。
doubles-head = 【疑似重复】共{ $count }组：同单位同名，或同名而其中一人未绑定。请核实是否同一人，点序号查看。
doubles-line = { $place }. { $one } ／ { $other }
doubles-entry = { $unit } { $name }（{ $title }，编号 { $number }，{ $state }）
doubles-no-title = 职务未填
doubles-linked = 已绑定
doubles-not-linked = 未绑定
doubles-kept = 活动记录{ $lines }条，签到签退等{ $marks }条，更正{ $corrections }件，多日请假{ $leaves }次，出勤记录{ $statements }份
doubles-pair =
    【疑似重复】如为同一人，请选择保留哪一条。
    1. { $one }
    { $one_kept }
    2. { $other }
    { $other_kept }
doubles-preview =
    【合并预览】尚未合并，请核对。
    保留：{ $stays }
    { $stays_kept }
    并入：{ $double }
    { $double_kept }
    合并后活动记录：{ $after }条
doubles-shared = 两条都有记录的活动：{ $count }次。签到签退全部保留，合计为一条，只计一次。
doubles-roles = 角色随之转入（其他单位的除外）：{ $roles }
doubles-account-goes-over = 账号随之转入。
doubles-account-ends = 被并入的账号解除绑定。
doubles-for-good = 合并后不能撤销，被并入的编号不再使用。
button-doubles-stays = 保留 { $number }
button-doubles-sure = 确认合并
button-doubles-back = 返回
button-doubles-dismiss = 不是同一人
button-doubles-different = 不是同一人（{ $count }组）
button-doubles-suspect = 撤销，仍列为疑似
doubles-different-head = 【不是同一人】已核实为不同人员的共{ $count }组，点序号查看或撤销。
doubles-different-pair =
    【不是同一人】由{ $name }于{ $at }核实。
    1. { $one }
    2. { $other }
toast-doubles-different = 已记下：不是同一人
toast-doubles-suspected = 已撤销，仍列为疑似重复
toast-merged = 已合并：{ $name }（{ $number }）
account-merged = 您在花名册中的两条登记已合并，此账号不再绑定，请使用另一账号。如非本人，请立即联系本单位联络员。
fault-no-double = 这一组已经处理，或已不是疑似重复。
fault-merge-during-call = 其中一人正在集结通知范围内，请收队后再合并。

# 单位启用
units-head = 【单位】共{ $count }个，已启用{ $enabled }个。启用后从下一次活动起发送邀请。
units-none = 还没有单位。请发送 /roster 导入花名册。
units-line = { $place }. { $name }：{ $state }；已绑定{ $linked }/{ $people }
units-on = 已启用
units-off = 未启用
units-lacks-site = 缺少点位
units-lacks-liaison = 联络员未绑定
button-unit-on = 启用 { $place }
button-unit-off = 停用 { $place }
toast-unit-on = 已启用：{ $name }
toast-unit-off = 已停用：{ $name }
fault-no-unit = 没有这个单位，请核对名称。

# 邀请文件
invites-offer = 请选择邀请的范围。每份邀请包括链接、二维码和邀请码，按单位汇总为一个文件。
invites-again = 已有{ $count }份邀请在有效期内。重新生成后，原有的链接和邀请码即作废。
invites-file = 邀请共{ $count }份，按单位分页，{ $days }天内有效。凭链接或邀请码即可登记，请只转交给对应的单位和本人。
invites-file-name = 邀请.xlsx
button-invites-few = 生成邀请（单位及联络员等）
button-invites-all = 生成邀请（含每个人）
button-invites-renew = 重新生成
button-invites-end = 全部作废
toast-invites-made = 已生成{ $count }份邀请
toast-invites-ended = 已作废{ $count }份邀请

# 命令行
cli-help-yes = 不再询问，直接导入
cli-help-unit = 只为这一个单位生成
cli-help-everyone = 同时为尚未绑定的每个人生成
cli-written = 已写出：{ $file }
cli-roster-reading = 正在读取：{ $file }
cli-roster-more-people = 另有{ $count }名
cli-roster-agree = 确认导入？（是/否）：
cli-roster-nothing-done = 没有导入，花名册没有变动。
cli-roster-numbers = 带有人员编号的花名册：{ $file }（请保存，下次导入时使用）
cli-roster-numbered-suffix = （含编号）
cli-roster-exported = 已导出{ $count }名人员：{ $file }
cli-invites-making = 正在生成邀请，人多时需要几十秒。
cli-invites-written = 已生成{ $count }份邀请：{ $file }。凭链接或邀请码即可登记，请妥善转交。
cli-admin-link =
    首位管理员的链接（{ $minutes }分钟内有效，只能用一次）：
    { $link }
    也可向机器人发送邀请码：{ $code }
fault-file-exists = 文件已存在，没有覆盖：{ $file }
