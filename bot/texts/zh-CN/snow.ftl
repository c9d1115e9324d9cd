### 清雪集结：起草、召集、答复、看板、收队。一律自愿；不以机器人名义发布气象预警。

# 起草
callout-places = 【清雪集结·起草】请选择点位和人数，已选{ $count }处，共需{ $heads }人。
callout-place = { $is_chosen ->
        [1] ✓ { $name }　{ $heads }人
       *[other] { $name }
    }
callout-preview = 【发送预览】{ $drill ->
        [1] （演练）
       *[other] { "" }
    }集结{ $muster }，请于{ $by }前答复。
callout-preview-place = { $name }：需{ $heads }人，{ $unit ->
        [none] 未指定负责单位
       *[other] { $unit }先行
    }
callout-preview-reach = 符合条件、可以通知的共{ $people }人；第一批约{ $first }部手机响铃，人数够后不再通知。
callout-preview-waves = 如人数不足，其后各批：{ $moments }。
callout-preview-rate = 每缺1人通知{ $factor }人{ $observed ->
        [none] 。
       *[other] （以往召集中，每{ $observed }人有1人到）。
    }
callout-preview-friday = 注意：当天另有活动“{ $title }”，涉及同一批人员。
callout-preview-quiet = 现在是免打扰时段：发起后手机仍会响铃，此操作将记录在案。
callout-preview-text = 个人将看到：
callout-insured = 已办理意外保险
callout-not-insured = 未确认意外保险
callout-sent = 【已发起集结】{ $muster }集结，进展见下方看板。
callout-dropped = 【清雪集结】草稿已取消，没有通知任何人。
callout-stale = 【清雪集结】草稿已失效，请重新发送 /snow。
callout-shortage-heads = 【缺人手】{ $place }需要增援，名额已增加{ $more }人，正在通知下一批。
callout-shortage-tools = 【缺工具】{ $place }工具不足，请协调。

button-callout-less = －5
button-callout-more = ＋5
button-callout-to-preview = 去预览
button-callout-to-places = 改点位
button-callout-in = { $minutes }分钟后集结
button-callout-insured = { $is_on ->
        [1] ✓ 已投保
       *[other] 标记已投保
    }
button-callout-drill = { $is_on ->
        [1] ✓ 演练
       *[other] 改为演练
    }
button-callout-send = 发起集结
button-callout-send-night = 深夜发起集结
button-callout-drop = 取消

# 个人收到的集结通知
summons-head = 【清雪集结通知】{ $drill ->
        [1] （演练）
       *[other] { "" }
    }
summons-notice = { $text }
summons-body =
    1. 集结：{ $muster }
    2. 点位：{ $place }（需{ $heads }人），集合：{ $point }
    3. 工具：{ $tools }
    4. 注意：{ $risk }
summons-ask = 自愿报名，请于{ $by }前回复。{ $operator }
summons-coming = <b>您已报名：{ $place }。</b>{ $at ->
        [none] { "" }
       *[other] 预计{ $at }到。
    }到达后请点“签到”。
summons-waiting = { $place }名额已满（{ $quota }/{ $quota }），感谢您的积极响应。已将您列为候补第{ $number }位，如有空缺将第一时间通知。
summons-declined = 已登记：无法参加{ $reason ->
        [none] 。无需说明；如愿意可点选原因。
       *[other] （{ $reason }）。
    }如有变化可改为参加。
summons-dropped = 已为您退出{ $reason ->
        [none] { "" }
       *[other] （{ $reason }）
    }，名额将由候补接替。感谢您及时告知。
summons-spared = { $place }已满，无需前来，感谢您的支持。
summons-here = <b>已签到 { $time }，{ $place }。</b>收队时统一签退；如先行离开请点“签退”。
summons-gone = 签到 { $time }，签退 { $out }，服务{ $span }。感谢您的付出！
summons-over-served = 【收队】{ $place }清雪任务已完成。签到 { $time }，签退 { $out }，服务{ $span }。请清点工具，注意返程安全。感谢您的付出！
summons-over-coming = 【收队】{ $place }清雪任务已完成，现予收队，您无需前来。感谢您的支持！
summons-over = 【收队】本次清雪集结已结束，感谢您的支持！
summons-cancelled = 【集结取消】本次清雪集结已取消，您无需前来。感谢您的支持！

button-come-in = { $minutes }分钟内到
button-come = 参加
button-come-waiting = 候补
button-summons-decline = 无法参加
button-summons-drop = 退出
button-summons-leave-list = 取消候补
button-summons-other = 改报{ $place }（{ $coming }/{ $quota }）

# 看板
board-head = 【清雪看板】{ $drill ->
        [1] （演练）
       *[other] { "" }
    }{ $muster }集结　{ $state }
board-state-calling = 召集中
board-state-stopped = 已停止通知
board-state-ended = 已收队
board-state-cancelled = 已取消
board-total = 共需{ $quota }人：已报名{ $coming }，到岗{ $here }，候补{ $waiting }。
board-place = { $mark }{ $name }　{ $coming }/{ $quota }　途中{ $way }，到岗{ $here }　{ $progress }
board-place-over = { $mark }{ $name }　{ $coming }/{ $quota }　到岗{ $here }　{ $progress }
board-asked = 已通知{ $asked }人，已读{ $read }，无法参加{ $declined }。{ $next ->
        [none] { "" }
       *[other] 下一批：{ $next }（仅在缺人时）。
    }
board-log = 用时：首人{ $first }，过半{ $half }，满员{ $full }。响铃{ $rung }部，到岗{ $here }人，服务{ $hours }小时。
board-asks-end = 收队后将通知所有报名和候补人员，并结算时长。
board-asks-cancel = 取消后将通知所有被召集的人员：无需前来。
progress-to_do = 待清
progress-assigned = 已通知
progress-on_site = 到岗
progress-clearing = 清理中
progress-cleared = 已完成
post-head = 【点位】{ $name }　{ $coming }/{ $quota }
post-figures = 途中{ $way }，到岗{ $here }，候补{ $waiting }；已通知{ $asked }，已读{ $read }。进度：{ $progress }
post-not-read = 尚未读到通知{ $count }人，可电话联系后点“代报”：
post-over = 本次召集已结束。

button-board-stop = 停止通知
button-board-end = 收队
button-board-cancel = 取消集结
button-board-end-sure = 确认收队
button-board-cancel-sure = 确认取消
button-board-back = 返回
button-post-on-site = 到岗
button-post-clearing = 清理中
button-post-cleared = 完成
button-post-heads = 缺人手
button-post-tools = 缺工具
button-post-answer-for = 代报 { $name }

# 点按后的提示
toast-callout-sent = 已发起，{ $rung }部手机响铃
toast-callout-known = 此前已发起
toast-callout-stopped = 已停止，撤回{ $count }条
toast-callout-ended = 已收队，通知{ $count }人
toast-callout-cancelled = 已取消，通知{ $count }人
toast-summons-coming = 已报名
toast-summons-waiting = 已列为候补第{ $number }位
toast-summons-declined = 已登记：无法参加
toast-summons-dropped = 已退出
toast-post-noted = 已登记
toast-answered-for = 已代报
message-summons-coming = 已为您报名：{ $place }。如有变化，可回复“去不了”或点卡片上的“退出”。
message-summons-waiting = { $place }名额已满，您为候补第{ $number }位。
message-summons-declined = 已登记：无法参加。如有变化，可回复“参加”。
message-summons-dropped = 已为您退出。感谢您及时告知。
message-summons-read = 收到您的回复。“收到”只表示已读；如参加，请点卡片上的“参加”或回复“参加”。

# 不能办理
fault-callout-changed = 内容已有变动，请以最新的卡片为准。
fault-callout-over = 这份草稿已发起、取消或失效，不能再改。
fault-callout-no-places = 没有可选的清雪点位。请在花名册的“点位”表中填写面积或需要人数。
fault-callout-too-late = 集结时间须在15分钟以后、两天以内，请重新选择。
fault-callout-quiet = 现在是免打扰时段，请点“深夜发起集结”确认。
fault-callout-another = 另有一次集结正在进行，请先收队。
fault-no-callout = 目前没有正在进行的集结。
fault-not-lead = 这个点位由其他同志负责。
fault-summons-not-asked = 这次集结没有通知到您，如愿参加请联系本单位联络员。
fault-summons-ended = 本次集结已结束。
fault-summons-full = 名额和候补均已满，感谢您的支持，无需前来。
fault-summons-on-the-spot = 您已签到。如先行离开，请点“签退”或回复“签退”。

# 现场设点
stretch-ask-position = 请在“{ $name }”现场发送位置（回形针→位置→发送我的位置）。发送“取消”可放弃。
stretch-placed = 【点位已登记】{ $name }：{ $heads ->
        [none] 人数未填
       *[other] 需{ $heads }人
    }，负责单位：{ $unit ->
        [none] 未指定
       *[other] { $unit }
    }。
stretch-cancelled = 已放弃，没有登记点位。
fault-stretch = 没有看懂。请发送：/stretch 名称 人数 单位，例如 /stretch 沿河木栈道A段 20 市教育局；人数和单位可省略，单位须为全称。
fault-stretch-position = 请在现场发送您自己的位置；转发的位置不作登记。
fault-stretch-far = 这个位置距本市约{ $kilometres }公里，没有登记。请在现场重新发送。
fault-summons-said-no = 本人已答复无法参加，不能代报。
callout-shortage-heads-stopped = 【缺人手】{ $place }需要增援。通知已停止，没有再通知其他人。

# 周五并入清雪
callout-preview-takes-friday = 当天的“{ $title }”并入本次集结：被召集的人员一张卡片、一次签到、只计一次；未被召集或无法参加的仍按原安排。
callout-ask-risk = 请发送新的注意事项（不超过200字）。目前为：{ $risk }。如不修改，请发送“取消”。
button-callout-friday = { $is_on ->
        [1] ✓ 周五并入清雪
       *[other] 周五并入清雪
    }
button-callout-fast = { $is_on ->
        [1] ✓ 每批5分钟
       *[other] 加快：每批5分钟
    }
button-callout-deadline = 答复截止：集结前{ $minutes }分钟
button-callout-risk = 修改注意事项
fault-callout-risk = 注意事项过长，请控制在200字以内重新发送。

# 本单位
called-head = 【本单位】{ $unit }　{ $drill ->
        [1] （演练）
       *[other] { "" }
    }{ $muster }集结
called-figures = 已通知{ $asked }人：参加{ $coming }，到岗{ $here }，候补{ $waiting }，无法参加{ $declined }，已读{ $read }。
post-photo = 【现场照片】{ $place }
post-photo-kept = 照片已收到并转给组织者：{ $place }。辛苦了！
toast-post-cleared = 已登记完成。如方便，可直接发一张现场照片
toast-summons-undone = 已撤销
fault-summons-overtaken = 您之后又作了答复，以卡片上的为准。
