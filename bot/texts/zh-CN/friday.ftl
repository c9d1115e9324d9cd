### 周五志愿服务：卡片、按钮、提醒、答复与签到。

# 卡片抬头
card-head-invited = 【志愿服务日】{ $title }，{ $day }
card-head-today = 【今日志愿服务】{ $title }，{ $day }
card-head-plain = 【志愿服务】{ $title }，{ $day }
card-head-over = 【已结束】{ $title }，{ $day }
card-head-cancelled = 【已取消】{ $title }，{ $day }
card-place =
    1. 时间：{ $day }{ $hours }
    2. 地点：{ $site }（{ $address }）
    3. 内容：{ $content }
    4. 集合：{ $muster_point }，{ $muster_time }，负责人：{ $lead }
    5. 安全：{ $risk }

# 卡片上本人的状态
card-please-answer = 请于{ $by }前答复，自愿参加。
card-may-still-come =
    自愿参加；{ $way ->
        [tap] 到场后直接签到即可。
        [code] 到场后请向现场负责人索取签到码签到。
        [location] 到场后请点“发送位置”签到。
        [either] 到场后请凭签到码或“发送位置”签到。
       *[none] 到场后由联络员点名登记，无需自行签到。
    }
card-choose-reason = 如请假，请点事由，无需另作说明。
card-going =
    <b>您已答复：参加。</b>{ $way ->
        [none] 到场后由联络员点名登记，无需自行签到。
        [code] 签到从{ $time }起，请向现场负责人索取签到码。
        [location] 签到从{ $time }起，到场后请点“发送位置”。
        [either] 签到从{ $time }起，凭签到码或“发送位置”。
       *[tap] 签到从{ $time }起。
    }
card-declined = 您已答复：不参加。本次活动不再发送消息，如有变化可随时改为参加。
card-excused = 您已请假（{ $reason }），无需再作说明，如有变化可随时改为参加。
card-checked-in =
    { $late ->
        [0] <b>已签到 { $time }。</b>
       *[other] <b>已签到 { $time }（迟到{ $late }分钟）。</b>
    }{ $until ->
        [none] 结束后请点“签退”，未签退的时长暂不计入。
       *[other] 已登记{ $until }离开，届时自动签退。
    }
card-please-check-out =
    { $late ->
        [0] <b>已签到 { $time }。</b>
       *[other] <b>已签到 { $time }（迟到{ $late }分钟）。</b>
    }服务已结束，请点“签退”，未签退的时长暂不计入。
card-checked-out = <b>签到 { $time }{ $late ->
        [0] { "" }
       *[other] （迟到{ $late }分钟）
    }，签退 { $out }{ $early ->
        [0] { "" }
       *[other] （提前{ $early }分钟离开）
    }，服务{ $span }。</b>感谢您的付出！
card-missing-check-out = 签到 { $time }，未签退，时长暂不计入。可请本单位联络员补记。
card-closed-unrecorded = 本次没有签到记录。如有出入，请联系本单位联络员。
card-declined-over = 您答复了：不参加。
card-excused-over = 您已请假（{ $reason }）。
card-cancelled = 本次活动已取消，您无需前来。
card-cancelled-because = 本次活动已取消，您无需前来。原因：{ $reason }
card-entered-by-unit = （由点名登记；如有出入，请联系本单位联络员。）
card-entered-by-correction = （由更正登记；如有出入，请联系本单位联络员。）
card-moved = （此卡片已移至下方）

# 请假事由
leave-duty = 公务
leave-trip = 出差
leave-on_duty = 值班
leave-sick = 病假
leave-personal = 个人原因

# 按钮
button-go = 参加
button-go-after-all = 改为参加
button-decline = 不参加
button-leave = 请假
button-change = 不能前来
button-check-in = 签到
button-check-out = 签退
button-check-out-again = 重新签退
button-undo = 撤销
button-undo-check-in = 撤销签到
button-route = 查看路线
button-map = 高德地图

# 常驻小键盘
key-check-in = 签到
key-today = 今日
key-leave = 请假
key-me = 我的

# 点按后的提示
toast-going = 已登记：参加
toast-declined = 已登记：不参加
toast-excused = 已登记：请假
toast-checked-in = 签到成功 { $time }
toast-checked-in-late = 已签到 { $time }，迟到{ $late }分钟
toast-already-in = 您已于{ $time }签到
toast-checked-out = 已签退 { $time }，服务{ $span }
toast-undone = 已撤销

# 消息
friday-remind = 【提醒】请于{ $by }前答复上面的邀请，自愿参加。
friday-nudge = 【提醒】服务已开始，到场后请按上面的卡片签到，或直接回复“签到”。如不能前来，可回复“请假”或“不参加”。
check-in-again = 【补问】{ $since }至{ $until }系统中断，期间点的“签到”可能没有收到。如您已到场，请在上面的卡片上再点一次“签到”，或直接回复“签到”。
friday-units-lacking = 【{ $day }志愿服务】有{ $count }个单位未能开放，缺少服务点位或联络员未绑定：{ $units }
message-going = 已为您登记：参加{ $day }志愿服务。
message-declined = 已为您登记：不参加{ $day }志愿服务。是否参加自愿，无需说明。
message-excused = 已为您登记：{ $day }请假（{ $reason }）。
message-checked-in = { $day }签到成功，时间{ $time }。结束后请记得签退。
message-checked-in-late = { $day }已签到，时间{ $time }（迟到{ $late }分钟），时长从签到起计算。
message-already-in = 您已于{ $day }{ $time }签到，无需重复。
message-checked-out = { $day }已签退，时间{ $time }，本次服务{ $span }。
message-choose-activity = 现在有几项活动可以签到，请在对应的卡片上点“签到”。
message-read = 收到您的回复。“收到”只表示已读；如参加，请点卡片上的“参加”或回复“参加”。
message-late = 已记下：您{ $day }预计晚到{ $minutes }分钟。到场后请签到。
message-late-unknown = 已记下：您{ $day }会晚到。到场后请签到。
message-late-going = 已为您登记：参加{ $day }志愿服务，预计晚到{ $minutes }分钟。到场后请签到。
message-late-going-unknown = 已为您登记：参加{ $day }志愿服务，会晚到。到场后请签到。
message-nothing-open = 目前没有等待您答复的活动。
message-not-understood = 抱歉，没有看懂这条消息。可点卡片上的按钮，或回复：参加、请假、不参加、签到、签退；发送 /help 查看说明。
message-edited = 修改过的消息不作处理，请重新发送一条。
repeated = 【重复发送】{ $text }

# 不能办理
fault-stale-button = 这个按钮已失效，请使用最新的卡片。
fault-not-registered = 您还没有绑定身份。请点击单位联络员发给您的邀请链接。
fault-not-allowed = 您没有办理此事的权限。如需办理，请联系管理员。
fault-not-invited = 您不在这次活动的名单里，如有疑问请联系本单位联络员。
fault-answers-closed = 这次活动已结束或已取消，不能再改答复。
fault-check-in-closed = 现在不在签到时间。下一次签到从{ $day }{ $time }起。
fault-no-check-in-ahead = 现在不在签到时间，近期没有已安排的活动。
fault-not-checked-in = 您还没有签到。请先点“签到”，或联系本单位联络员。
fault-check-out-closed = 当日记录已结束，如需更正请联系本单位联络员。

# 今后的周五
fridays-head = <b>【今后的周五】</b>
fridays-planned = { $day }{ $more }　计划中
fridays-open = { $day }{ $more }　已开放
fridays-closed = { $day }{ $more }　已结束
fridays-skipped = { $day }　不开展（{ $more }）
fridays-cancelled = { $day }　已取消（{ $more }）
fridays-none = 还没有排出今后的周五。
fridays-strength = 单位{ $units }个，已启用{ $enabled }个{ $lacking ->
        [0] { "" }
       *[other] ，其中{ $lacking }个缺少服务点位
    }；已启用单位{ $people }人，已绑定{ $linked }人。
friday-skipped = 【志愿服务日】{ $day }为{ $reason }，本周五不开展志愿服务。
friday-year-unpublished = 【节假日安排】{ $year }年放假安排尚未公布，{ $year }年的周五暂按法定节假日排出。公布后请转告运维人员：更新程序，或填写设置中的 [holidays]。

card-served-elsewhere = 本周五的服务已并入清雪集结：请在清雪的卡片上答复、签到，只计一次。
fault-moved = 本周五的服务已并入清雪集结，请在清雪的卡片上答复。
card-in-question = 单位登记为未见到，与您的签到不一致，待核实；核实前以您的签到为准。
message-until = 已登记：{ $day }{ $time }离开，届时自动签退。如提前或推迟，请点“签退”。
fault-departure = 没有登记：请写活动时段内、尚未到来的时间，例如“14:30走”。
