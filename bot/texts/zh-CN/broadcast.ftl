### 群发通知：起草、预览、发送、报告。

# 起草
broadcast-ask-text = 请发送通知正文（{ $limit }字以内，可用 Telegram 自带的格式）。落款由系统添加。
broadcast-ask-new-text = 请发送新的通知正文，将替换原来的正文。
broadcast-choose-audience = 【群发通知】正文已保存。请选择发送对象：
broadcast-next-activity = 下一次活动：{ $title }，{ $day }。可只发给其中的参加者、未答复者或请假者。
broadcast-choose-units = 【群发通知】请选择单位，已选{ $count }个。第{ $page }页，共{ $pages }页。
broadcast-unit-chosen = ✓ { $unit }
broadcast-answer-going = 参加者
broadcast-answer-pending = 未答复者
broadcast-answer-excused = 请假者
broadcast-audience-all = 全体
broadcast-audience-units = { $first }等{ $count }个单位
broadcast-audience-answer = { $title }（{ $day }）的{ $answer }

# 预览
broadcast-preview = 【发送预览】对象：{ $audience }。以下通知涉及{ $units }个单位、{ $people }人，其中{ $reachable }人可以收到。预计用时约{ $minutes }分钟。
broadcast-left-out-unlinked = 未绑定，不能收到：{ $count }人
broadcast-left-out-no-consent = 未同意使用，不发送：{ $count }人
broadcast-left-out-blocked = 已停用机器人或账号，不能收到：{ $count }人
broadcast-left-out-gone = 已不在名册，不发送：{ $count }人
broadcast-preview-quiet = 现在是免打扰时段，确认后将于{ $at }开始发送。
broadcast-preview-warning = 发送后无法整体撤回，请核对时间、地点、名额。
broadcast-preview-cut = { $text }……（正文较长，请点“仅发给我试看”查看全文）
broadcast-stale = 【群发通知】草稿已超过一天，不再有效。请重新发送 /broadcast。
broadcast-cancelled = 【群发通知】已取消，没有发送。

# 收到的通知
broadcast-notice =
    { $text }

    —— { $operator }

# 发送中
broadcast-later = 【已确认】共{ $total }人，将于{ $at }开始发送，此前可停止。
broadcast-progress = 【发送中】已发送{ $sent }/{ $total }，未送达{ $failed }，已确认收到{ $read }。剩余约{ $seconds }秒。

# 报告
broadcast-report = 【发送完成】共{ $total }人，已发送{ $sent }，已确认收到{ $read }。
broadcast-report-stopped = 【已停止】共{ $total }人，停止前已发送{ $sent }，已确认收到{ $read }。停止后不能继续，如需发送请重新发送 /broadcast。
broadcast-cause-blocked = 已停用机器人：{ $count }
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

# 点按后的提示
toast-broadcast-send-text = 请发送新的正文
toast-broadcast-trial = 已发给您本人试看
toast-broadcast-confirmed = 已确认发送
toast-broadcast-known = 此前已确认发送
toast-broadcast-cancelled = 已取消，没有发送
toast-broadcast-stopped = 已停止
toast-broadcast-read = 已登记收到
toast-broadcast-read-before = 您此前已确认收到
toast-broadcast-trial-read = 这是试看，不作登记

# 不能办理
fault-broadcast-text = 请发送一段文字，不超过{ $limit }字（刚才收到{ $count }字；图片、贴纸等不能作为正文）。
fault-broadcast-changed = 通知已有变动，请以最新的卡片为准。
fault-broadcast-stale = 草稿已超过一天，请重新发送 /broadcast。
fault-broadcast-over = 这份通知已确认或已取消，不能再改。
fault-broadcast-nobody = 所选对象中没有可以收到通知的人，没有发送。
fault-broadcast-not-yours = 您没有收到过这份通知。
fault-broadcast-not-sending = 这份通知不在发送中。
