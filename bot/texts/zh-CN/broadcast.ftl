### 群发通知：起草、预览、发送、报告。

# 起草
broadcast-ask-text = 请发送通知：一段文字（{ $limit }字以内，可用 Telegram 自带的格式），或一张图片、一个文件并附说明。落款由系统添加。
broadcast-ask-new-text = 请发送新的通知（文字，或图片、文件并附说明），将替换原来的内容。
broadcast-choose-audience = 【群发通知】正文已保存。请选择发送对象：
broadcast-next-activity = 下一次活动：{ $title }，{ $day }。可只发给其中的参加者、未答复者或请假者。
broadcast-choose-units = 【群发通知】请选择单位，已选{ $count }个。第{ $page }页，共{ $pages }页。
broadcast-chosen = ✓ { $name }
broadcast-choose-role = 【群发通知】请选择角色：
broadcast-choose-sites = 【群发通知】请选择点位类型，将发给服务该类点位的单位的全体人员：
broadcast-ask-list = 【群发通知】请发送名单：.xlsx、.csv 文件或文字，每行一人，写人员编号或姓名。有一处不符即不采用，并逐一列出。
broadcast-list-repeated = 名单已采用。有{ $count }处重复，只计一次：{ $lines }
broadcast-choose-buttons = 【群发通知】请选择通知下方的按钮。“参加”计入报告，“提问”由您在本聊天中答复。
broadcast-ask-name = 【群发通知】请发送模板名称（40字以内）。只保存文字，不保存图片和文件。
broadcast-ask-time = 【群发通知】请发送时间，例如：明天 9:00、周五 14:30、11-27 09:00。
broadcast-site-community = 社区
broadcast-role-liaison = 联络员
broadcast-role-leader = 领导
broadcast-role-organizer = 组织者
broadcast-role-lead = 点位负责人
broadcast-part-text = 正文
broadcast-part-audience = 发送对象
broadcast-part-time = 发送时间
broadcast-part-buttons = 按钮
broadcast-answer-going = 参加者
broadcast-answer-pending = 未答复者
broadcast-answer-excused = 请假者
broadcast-audience-all = 全体
broadcast-audience-unlinked = 未绑定人员（发给其单位联络员转告）
broadcast-audience-sites = 服务{ $kind }的单位
broadcast-audience-list = 名单（{ $count }人）
broadcast-audience-units = { $count ->
        [1] { $first }
       *[other] { $first }等{ $count }个单位
    }
broadcast-audience-answer = { $title }（{ $day }）的{ $answer }

# 预览
broadcast-preview = 【发送预览】对象：{ $audience }。以下通知涉及{ $units }个单位、{ $people }人，其中{ $reachable }人可以收到。预计用时约{ $minutes }分钟。
broadcast-left-out-unlinked = 未绑定，不能收到：{ $count }人
broadcast-left-out-no-consent = 未同意使用，不发送：{ $count }人
broadcast-left-out-blocked = 已屏蔽本助手或注销账号，不能收到：{ $count }人
broadcast-left-out-gone = 已不在花名册，不发送：{ $count }人
broadcast-preview-quiet = 现在是免打扰时段，确认后将于{ $at }开始发送。
broadcast-preview-warning = 发送后可撤回（改为“已取消”），但已经看到的收不回，请核对对象、时间和地点。
broadcast-preview-burden = 其中{ $count }人本周已收到{ $many }条及以上消息。
broadcast-preview-photo = 附：图片一张
broadcast-preview-file = 附：文件 { $name }
broadcast-preview-at = 定于{ $at }发送。
broadcast-preview-passing-on = 未绑定{ $count }人收不到消息，由本单位联络员转告。
broadcast-preview-no-liaison = 没有可联系的联络员、无法转告的单位{ $count }个：{ $units }
broadcast-preview-overdone = 其中{ $count }人七天内已收到{ $many }条及以上，再发须由另一位有权限的人批准；也可缩小范围，或合并到下一次。
broadcast-preview-second = 超过{ $limit }人，确认后须由另一位有权限的人批准。
broadcast-preview-cut = { $text }……（正文较长，请点“仅发给我试看”查看全文）
broadcast-stale = 【群发通知】草稿已超过一天，不再有效。请重新发送 /broadcast。
broadcast-cancelled = 【群发通知】已取消，没有发送。

# 第二人批准
broadcast-waiting = 【待批准】共{ $total }人，须由另一位有权限的人批准后发送。
broadcast-approval = 【请批准】{ $name }要发送以下通知。
broadcast-approval-given = 【群发通知】{ $name }已批准。
broadcast-approval-returned = 【群发通知】已退回，不发送。
broadcast-approval-cancelled = 【群发通知】已取消，不发送。
broadcast-approved-by = 批准人：{ $name }
broadcast-sent-back = { $name }退回了您的群发通知，请修改后再发送。

# 定时
broadcast-scheduled = 【已定时】共{ $total }人：{ $text }
broadcast-missed = 一份定时通知因系统停用错过发送时间一天以上，已取消，没有发送。

# 收到的通知
broadcast-notice =
    { $text }

    —— { $operator }
broadcast-notice-bare = —— { $operator }
broadcast-notice-going = ✓ 已登记参加
broadcast-notice-pass-on = 请转告本单位未绑定的{ $count }人。
broadcast-retracted = 【已取消】{ $operator }：这份通知已取消，请勿按原内容办理。

# 发送中
broadcast-later = 【已确认】共{ $total }人，将于{ $at }开始发送，此前可停止。
broadcast-progress = 【发送中】已发送{ $sent }/{ $total }，未送达{ $failed }，已确认收到{ $read }。剩余约{ $seconds }秒。

broadcast-paused = 【已暂停】已发送{ $sent }/{ $total }，未送达{ $failed }，已确认收到{ $read }。可继续或停止。

# 撤回
broadcast-recall-ask = 【撤回】已发出的{ $sent }条将改为“已取消”，尚未发出的不再发送；图片和文件收不回。撤回后不能恢复，确定吗？

# 报告
broadcast-report-retracted = 【已撤回】{ $at }撤回。已改为“已取消”{ $edited }条{ $waiting ->
        [0] { "" }
       *[other] ，正在修改{ $waiting }条
    }{ $failed ->
        [0] { "" }
       *[other] ，未能修改{ $failed }条
    }。
broadcast-report-notice = 通知：{ $text }
broadcast-report-going = 参加：{ $count }人
broadcast-report-asked = 提问：{ $count }人，待答复{ $waiting }条
broadcast-report = 【发送完成】共{ $total }人，已发送{ $sent }，已确认收到{ $read }。
broadcast-report-stopped = 【已停止】共{ $total }人，停止前已发送{ $sent }，已确认收到{ $read }。停止后不能继续，如需发送请重新发送 /broadcast。
broadcast-cause-blocked = 已屏蔽本助手：{ $count }
broadcast-cause-deactivated = 账号已注销：{ $count }
broadcast-cause-not_found = 找不到账号：{ $count }
broadcast-cause-refused = Telegram 未接受：{ $count }
broadcast-cause-uncertain = 不能确定是否送达：{ $count }
broadcast-cause-expired = 超过时限未发：{ $count }
broadcast-cause-stopped = 停止后未发：{ $count }
broadcast-cause-dropped = 发送前已不能收到：{ $count }
broadcast-cause-waiting = 正在途中：{ $count }
broadcast-unreached = 未送达{ $count }人（含未绑定、不能确定），按单位：
broadcast-unreached-unit = { $unit }：{ $count }人
broadcast-unreached-names =
    【未送达名单】通知“{ $notice }”未送达{ $unit }{ $count }人，请转告：
    { $names }
broadcast-unreached-rest = 其余{ $units }个单位：{ $count }人

# 按钮
button-broadcast-all = 全体
button-broadcast-units = 选择单位
button-broadcast-units-done = 选好了（{ $count }个）
button-broadcast-page-before = 上一页
button-broadcast-page-after = 下一页
button-broadcast-back = 返回
button-broadcast-new-text = 重写正文
button-broadcast-keep-text = 保留原文
button-broadcast-preview = 返回预览
button-broadcast-send = 确认发送
button-broadcast-trial = 仅发给我试看
button-broadcast-edit = 修改
button-broadcast-cancel = 取消
button-broadcast-stop = 停止
button-broadcast-read = 收到
button-broadcast-going = 参加
button-broadcast-not-going = 改为不参加
button-broadcast-ask = 提问
button-broadcast-roles = 按角色
button-broadcast-sites = 按点位类型
button-broadcast-unlinked = 未绑定
button-broadcast-list = 上传名单
button-broadcast-buttons = 按钮
button-broadcast-buttons-done = 选好了
button-broadcast-time = 定时
button-broadcast-change-time = 改时间
button-broadcast-at = 定于{ $at }
button-broadcast-at-once = 改为立即发送
button-broadcast-send-later = 确认定时发送
button-broadcast-approve = 批准
button-broadcast-return = 退回
button-broadcast-pause = 暂停
button-broadcast-resume = 继续
button-broadcast-recall = 撤回
button-broadcast-retract = 确认撤回
button-broadcast-unreached = 未送达名单
button-broadcast-templates = 用模板
button-broadcast-keep = 存为模板
button-broadcast-open = 未完成：{ $text }
button-broadcast-report = 发送情况：{ $text }
button-templates-drop = 删除模板
button-question-answer = 回复
button-question-again = 继续提问

# 点按后的提示
toast-broadcast-send-text = 请发送新的正文
toast-broadcast-trial = 已发给您本人试看
toast-broadcast-confirmed = 已确认发送
toast-broadcast-known = 此前已确认发送
toast-broadcast-cancelled = 已取消，没有发送
toast-broadcast-stopped = 已停止
toast-broadcast-read = 已登记收到
toast-broadcast-read-before = 您此前已确认收到
toast-broadcast-going = 已登记参加
toast-broadcast-going-before = 您此前已登记参加
toast-broadcast-not-going = 已改为不参加
toast-broadcast-not-going-before = 您没有登记参加
toast-broadcast-send-time = 请发送时间
toast-broadcast-timed = 已定时
toast-broadcast-waiting = 已提交，请等待另一人批准
toast-broadcast-approved = 已批准
toast-broadcast-returned = 已退回
toast-broadcast-paused = 已暂停
toast-broadcast-paused-before = 此前已暂停
toast-broadcast-resumed = 已继续发送
toast-broadcast-resumed-before = 此前已继续，正在发送
toast-broadcast-retracted = 正在撤回
toast-broadcast-retracted-before = 此前已撤回
toast-broadcast-unreached = 已发给{ $units }个单位的联络员，涉及{ $count }人{ $without ->
        [0] { "" }
       *[other] ；另有{ $without }个单位没有可联系的联络员
    }。
toast-template-dropped = 已删除
toast-question-write = 请发送文字
toast-broadcast-trial-read = 这是试看，不作登记

# 模板
template-kept = 已存为模板“{ $name }”。
templates-none = 【模板】没有模板。
templates-choose = 【模板】请选择，点按即以此起草。第{ $page }页，共{ $pages }页。
templates-choose-to-drop = 【模板】点按即删除。第{ $page }页，共{ $pages }页。
templates-drop = ✕ { $name }

# 提问与答复
question-ask = 请发送您的问题（{ $limit }字以内）。发送“取消”可放弃。
question-left = 已放弃。
question-taken = 问题已转给组织者，答复会发到这里。
question-card =
    【提问】{ $unit } { $name }，关于通知“{ $notice }”：
    { $text }
question-card-answered = 【{ $name }答复】{ $text }
question-card-late = 已超过七天，不再答复。
question-ask-answer = 请发送给{ $name }的答复（{ $limit }字以内）。发送“取消”可放弃。
question-answer =
    【答复】关于通知“{ $notice }”，您问：{ $question }
    答复：{ $answer }

# 不能办理
fault-broadcast-text = 请发送一段文字、一张图片或一个文件；文字不超过{ $limit }字（刚才收到{ $count }字；相册、贴纸、视频等不能作为通知）。
fault-broadcast-caption = 图片或文件的说明不超过{ $limit }字（Telegram 限1024字，其余{ $signature }字留给落款等），刚才收到{ $count }字。请缩短后重新发送。
fault-broadcast-format = 文字格式有误（交叉或没有结束），Telegram 无法发送。请重新编辑后发送。
fault-broadcast-changed-by = { $name }刚刚修改了{ $what }，请看最新的卡片后再操作。
fault-broadcast-time = 没有看懂这个时间。请写成：明天 9:00、周五 14:30、11-27 09:00；也可定于{ $at }。
fault-broadcast-time-past = 这个时间已过。可定于{ $at }。
fault-broadcast-time-quiet = 这个时间在免打扰时段。可定于{ $at }。
fault-broadcast-time-far = 最多提前{ $days }天定时。
fault-broadcast-list = 名单未采用，有{ $count }处不符。{ $strangers ->
        [0] { "" }
       *[other] 不在花名册：{ $unknown }。
    }{ $shared ->
        [0] { "" }
       *[other] 同名、须写编号或单位：{ $namesakes }。
    }{ $doubled ->
        [0] { "" }
       *[other] 重复：{ $repeated }。
    }请改正后重新发送整份名单，或发送“取消”。
fault-broadcast-list-empty = 名单中没有人，或超过{ $limit }人。请重新发送。
fault-broadcast-list-file = 名单未采用。{ $reason }
fault-broadcast-nobody-to-approve = 这份通知发给{ $count }人，须由另一位有权限的人批准，但目前没有这样的人可以联系。请管理员增设组织者，或减少人数。
fault-broadcast-own-approval = 须由另一人批准，本人不能批准自己的通知。
fault-broadcast-not-waiting = 这份通知已不在待批准状态。
fault-broadcast-stopped = 这份通知已停止，停止后不能继续。如需发送请重新发送 /broadcast。
fault-broadcast-cannot-retract = 这份通知没有可撤回的内容，或已超过七天。
fault-broadcast-retracted = 这份通知已取消，不再登记。
fault-broadcast-nothing-unreached = 没有未送达名单，或已超过七天。
fault-template-name = 模板名称须为1至{ $limit }字，请重新发送。
fault-template-taken = 已有名为“{ $name }”的模板，请换一个名称。
fault-template-gone = 没有这个模板，可能已删除。
fault-question-text = 请发送一段文字，不超过{ $limit }字（刚才收到{ $count }字）。
fault-question-late = 已超过{ $days }天，不能再提问或答复。
fault-question-many = 您有{ $count }个问题还在等待答复，请稍候。
fault-question-gone = 没有这个问题。
fault-question-answered = { $name }已经答复了这个问题。
fault-broadcast-changed = 通知已有变动，请以最新的卡片为准。
fault-broadcast-stale = 草稿已超过一天，请重新发送 /broadcast。
fault-broadcast-over = 这份通知已确认或已取消，不能再改。
fault-broadcast-nobody = 所选对象中没有可以收到通知的人，没有发送。
fault-broadcast-not-yours = 您没有收到过这份通知。
fault-broadcast-not-sending = 这份通知不在发送中。
