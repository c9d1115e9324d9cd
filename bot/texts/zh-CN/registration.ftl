### 首次使用、告知与同意、绑定确认、个人信息、个人设置。

# 告知
notice-body =
    欢迎使用{ $city }机关志愿服务助手（{ $operator }）。
    1. 记录：姓名、单位、职务、Telegram 编号；您对活动、集结和备勤的答复；签到、签退的时间和方式，服务时长；请假的日期和事由。只用于活动组织和时长统计，不收集身份证号和手机号。
    2. 位置：另经您单独同意，才在签到时核对一次，只留距离和是否在范围内，不保存坐标。不同意同样可以签到。
    3. 可见：您本人、本单位联络员、{ $operator }的组织者。
    4. 保存：消息内容{ $days }天，服务记录按规定10年。消息经境外平台 Telegram 传送。
    5. 个人信息处理负责人：{ $person }，联系方式：{ $contact }。
    您可随时发送 /privacy 查看说明、/delete 解除绑定。
    是否同意并继续？
notice = 您好！{ notice-body }
notice-personal = { $name }同志，您好！{ notice-body }
notice-renewed = { $name }同志，您好！告知书已更新，请重新确认。{ notice-body }
notice-remind = 请先点上面的“同意”或“不同意”，也可直接回复“同意”或“不同意”。
button-agree = 同意
button-disagree = 不同意
toast-agreed = 已同意
toast-disagreed = 已登记：不同意
refused = 已了解，您无需再做任何事，本助手不会再给您发送消息。如以后愿意使用，请重新点击邀请链接。
fault-notice-over = 此告知已处理或已过期，请重新点击邀请链接。

# 姓名与等待确认
name-ask = 谢谢！请发送您的姓名（{ $unit }花名册上的姓名），只发姓名即可。
fault-name = 没有认出姓名。请只发送姓名，30个字以内，不含数字和其他符号。
claim-waiting-bind = { $name }同志，已转{ $unit }联络员确认，确认后会通知您，您无需再做任何事。等待期间也可直接回复“签到”“签退”，时间照记。
claim-waiting-new-account = { $name }同志已绑定另一个 Telegram 账号。更换账号已转{ $unit }联络员确认，确认后会通知您。
claim-waiting-change-unit = 调入{ $unit }的申请已转该单位联络员确认，确认后会通知您。
claim-waiting-leave = 退出{ $unit }花名册的申请已转联络员确认，确认后会通知您。
claim-still-waiting = { $unit }联络员尚未确认，确认后会通知您，您无需再做任何事。
waiting-checked-in = 已记下签到时间{ $time }，身份确认后生效。
waiting-checked-out = 已记下签退时间{ $time }，身份确认后生效。
waiting-no-window = 现在不在签到时间，未作记录。身份确认后，有活动时会发卡片给您。
claim-rejected = { $unit }联络员未能确认您的申请。如有疑问，请直接联系本单位联络员。

# 绑定
welcome = 绑定成功。{ $name }同志（{ $unit }），您好！有活动时会发卡片给您，自愿参加。下方小键盘可随时签到、查看今日安排、请假。发送 /settings 可更改语言和单位。
welcome-staff = 绑定成功。{ $name }同志，您好！
welcome-admin = 您已是管理员。
greeting = { $name }同志，您好！目前没有等待您办理的活动。
greeting-open = { $name }同志，您好！当前活动见下面的卡片。
account-moved = 您的身份已改绑到另一个 Telegram 账号，此账号不再接收消息。如非本人办理，请立即联系本单位联络员。
left = 您已退出花名册，感谢您的付出。此后不再给您发送消息，服务记录按规定保存。
fault-already-bound = 您已绑定为{ $name }，无需重复绑定。如有出入，请联系本单位联络员。
fault-ask-admin = 这一步需由管理员办理，请联系管理员。

# 陌生人
stranger = 您好！这是机关志愿服务助手，仅供受邀的同志使用。请点击单位联络员发给您的邀请链接，或发送8位邀请码。

# 变更单位、退出
change-unit-ask = 您要调入{ $unit }吗？须经该单位联络员确认。
button-change-unit = 申请调入
toast-asked-liaison = 已转联络员确认
unit-changed = 您的计数单位已变更为{ $unit }。

# 联络员的卡片
claims-none = 【待确认】{ $unit }：没有等待确认的人员。
claims-head = 【待确认】{ $unit }：{ $count }人等待确认
claims-unique = 与花名册一致（{ $count }人）：{ $names }
claims-join = 、
claims-name = { $name }（{ $title }）
claim-line-unique = · { $name }：与花名册一致（{ $at }）
claim-line-namesakes = · { $name }：花名册有{ $count }位同名或已绑定，请选择（{ $at }）
claim-line-unknown = · { $name }：花名册中没有（{ $at }）
claim-line-new-account = · { $name }：更换 Telegram 账号，请先向本人核实（{ $at }）
claim-line-change-unit = · { $name }：申请调入（{ $at }）
claim-line-leave = · { $name }：申请退出花名册（{ $at }）
button-approve-all = 全部通过（{ $count }）
button-approve = 通过 { $name }
button-add = 新增 { $name }
button-not-ours = 不是本单位：{ $name }
button-refuse = 不通过：{ $name }
button-candidate = { $name }·{ $title }
button-candidate-linked = { $name }·{ $title }（换账号）
button-one-by-one = 逐个确认
button-next = 下一页
button-back = 上一页
toast-claim-approved = 已通过：{ $name }
toast-claims-approved = 已通过{ $count }人
toast-claim-added = 已新增并通过：{ $name }
toast-claim-rejected = 未通过：{ $name }
fault-claim-decided = 此申请已处理或已撤回。
fault-claim-changed = 花名册已有变化，请看最新的卡片后再选。

# 个人信息
privacy-rights =
    用途：志愿服务活动的组织和时长统计，不作他用，不对外公布。
    保存：消息内容{ $days }天；服务记录（含对集结、备勤的答复）按规定保存10年，存于本单位花名册的人员编号之下。
    位置：仅在您单独同意后于签到时核对，只留距离和是否在范围内；可在 /settings 撤回。
    可见：您本人、本单位联络员、{ $operator }的组织者。
    传送：消息经境外平台 Telegram 传送。
    权利：/mydata 查询保存的全部信息，/correct 更正，/delete 解除绑定、撤回同意；也可联系本单位联络员。
    负责人：{ $person }，联系方式：{ $contact }。告知书版本：{ $version }
privacy-linked =
    <b>关于您的个人信息</b>
    记录：姓名{ $name }，单位{ $unit }，人员编号{ $number }，Telegram 编号，活动记录{ $records }条，您对集结和备勤的答复，请假的起止日期和事由。同意时间：{ $consented }
    { privacy-rights }
privacy-unlinked =
    <b>关于个人信息</b>
    您尚未绑定，除等待确认的姓名外没有关于您的记录。
    { privacy-rights }
delete-ask = 解除绑定后，您的 Telegram 编号、同意记录（含位置）和未结束请假的事由将被清除，不再给您发送消息。已有的服务记录按规定保存10年，留在人员编号{ $number }之下。确定解除吗？
button-delete = 确认解除绑定
button-cancel = 取消
deleted = 已解除绑定，Telegram 编号已清除，此后不再给您发送消息。服务记录按规定保存10年，留在人员编号{ $number }之下，如需查询请联系本单位联络员。
deleted-unlinked = 您没有绑定身份；等待中的申请如有，已撤回。此后不再给您发送消息。
delete-kept = 已取消，一切照旧。
toast-deleted = 已解除绑定
toast-kept = 已取消
fault-nothing-to-confirm = 此项已处理或已过期，请重新发送 /delete。

# 个人设置
settings =
    【个人设置】{ $name }{ $in_unit ->
        [0] { "" }
       *[other] ，{ $unit }
    }
    活动提醒：{ $remind }
    提示音：{ $sound }
    语言请点下面的按钮。调动单位：请点击新单位的邀请链接。更换 Telegram 账号：请用新账号点击邀请链接。
settings-sound = 正常
settings-silenced = 仅紧急集结有声，其余静音送达
settings-remind-usual = 默认（当天 { $time }）
settings-remind-day = 当天 { $time }
settings-remind-evening = 前一晚 { $time }
settings-remind-ask =
    【活动提醒】目前：{ $now }
    答复“参加”后，在什么时间提醒您？所选时间晚于活动开始的，按默认时间提醒。
button-settings-remind = 提醒时间
button-settings-silence = 静音非紧急消息
button-settings-ring = 恢复提示音
button-settings-back = 返回
toast-settings-kept = 提醒时间已更改
toast-settings-silenced = 非紧急消息已静音
toast-settings-sound = 提示音已恢复
button-language-zh = 中文
button-language-en = English
button-leave-roster = 申请退出花名册
language-changed = 语言已改为中文。
toast-language = 语言已改为中文

# 人员变动
button-members = 人员变动
button-members-of = 人员变动：{ $unit }
members-head = 【人员变动】{ $unit }，{ $count }人。如有调离、退休，请点其姓名。新来的同志请用本单位邀请链接绑定。
members-ask = 【人员变动】{ $name }（{ $unit }，人员编号{ $number }）是否已离开本单位？确认后解除绑定、不再发送消息，服务记录保留。
button-member-left = 确认已离开
toast-member-left = 已登记离开：{ $name }
fault-member-gone = 此人已不在本单位花名册。
