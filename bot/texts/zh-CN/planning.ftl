# 组织者排活动：/activity 的清单，正在编排的活动，改期与取消

plans-head = <b>【今后的活动】</b>
plans-none = 还没有排出活动。点“新建活动”开始，或照抄以前的一次。
plans-line = { $place }. { $day }{ $hours }　{ $title }　{ $state ->
    [cancelled] 已取消
    [skipped] 已取消
    [planned] 待发出邀请
   *[other] 已邀请{ $people }人，{ $going }人参加
    }
plans-choose-kind = <b>【新建活动】</b>选择类别，时间、地点、名额等接着填写。
plans-site-of = { "　" }{ $place }. { $site }：{ $going }人参加（名额{ $quota ->
    [none] 不限
   *[other] { $quota }
    }），{ $waiting ->
    [0] { "" }
   *[other] { $waiting }人候补，
    }{ $pending }人未答复
plans-one = <b>【{ $title }】</b>
    { $day }{ $hours }
    地点：{ $site }
    已邀请{ $people }人：{ $going }人参加，{ $waiting ->
    [0] { "" }
   *[other] { $waiting }人候补，
    }{ $pending }人未答复
plans-one-cancelled = 已取消：{ $reason }
button-plans-new = 新建活动
button-plans-change = 修改
button-plans-copy = 照抄一次
button-plans-cancel = 取消活动

plan-title-tree-planting = 义务植树
plan-title-community-service = 社区志愿服务
plan-title-culture = 文化志愿活动
plan-title-visit = 走访慰问
plan-title-reading = 全民阅读活动
plan-title-micro-event = 微活动
plan-content-tree-planting = 植树、浇水、培土
plan-content-community-service = 清洁楼道、帮助居民
plan-content-culture = 布置场地、引导秩序
plan-content-visit = 走访困难家庭
plan-content-reading = 组织阅读交流
plan-content-micro-event = 就近开展志愿服务
plan-risk-tree-planting = 使用工具注意安全，听从现场安排
plan-risk-other = 听从现场安排，身体不适请勿参加

plan-head = <b>【{ $kind }{ $mode ->
    [new] 　新活动
   *[other] 　修改
    }】</b>
plan-title = 名称：{ $title }
plan-day = 日期：{ $day }{ $off ->
    [none] { "" }
   *[other] （{ $off }）
    }
plan-hours = 时间：{ $starts }—{ $ends }
plan-times = 连续{ $times }周，每周同一天
plan-site = 地点：{ $site }
plan-site-none = 地点：未选
plan-sites = 地点：{ $count }处
plan-site-of = { "　" }{ $place }. { $site }：{ $units }个单位{ $people }人，名额{ $quota ->
    [none] 不限
   *[other] { $quota }人
    }，负责人{ $lead ->
    [none] 未定
   *[other] { $lead }
    }
plan-sites-hint = 点地点可设名额、负责人和单位。未指定地点的单位到结对社区，没有的到第1处。
plan-lead = 负责人：{ $lead }（仅限本次活动）
plan-lead-of-site = 负责人：{ $lead }（点位负责人）
plan-lead-none = 负责人：未定
plan-site-units-none = 单位：没有
plan-sites-of-pairings = 地点：各单位的结对社区
plan-units-all = 单位：全部已启用单位
plan-units-some = 单位：{ $count }个（{ $names }）
plan-quota = 名额：{ $quota }人，报满后候补
plan-quota-none = 名额：不限
plan-reply-by = 请于{ $by }前答复
plan-content = 内容：{ $content }
plan-risk = 安全提示：{ $risk }
plan-risk-none = 安全提示：无
plan-reach = 将邀请{ $units }个单位{ $people }人{ $without ->
    [0] 。
   *[other] ；{ $without }个单位没有已绑定的联络员，不邀请。
    }
plan-invites = 邀请：发布后一分钟内发出{ $times ->
    [1] 。
   *[other] ；第二次的于{ $next }发出，以后每周如此。
    }
plan-reach-nobody = 没有可以邀请的人：所选单位都没有已绑定的联络员。
plan-others = 注意：当天另有“{ $title }”（{ $hours }），涉及同一批人员。
plan-asked-again = 日期、时间或地点有变：已答复的{ $people }人将重新收到邀请并说明变更，请其重新答复。
plan-not-asked-again = 日期、时间、地点未变：卡片静默更新，不打扰。
plan-lacks-units = 还不能发布：{ $place }尚未安排单位，请安排或去掉此处。
plan-lacks = 还不能发布：{ $flaw ->
    [past] 开始时间已过
    [no_site] 未选地点
   *[other] 答复截止须在现在之后、开始之前
    }。
plan-published = 已发布：{ $title }，{ $day }{ $times ->
    [1] { "" }
   *[other] 起每周一次，共{ $times }次
    }。用 /activity 查看、修改或取消。
plan-changed = 已修改：{ $title }，{ $day }。
plan-dropped = 已放弃，没有发布。
plan-stale = 这份编排已超过一周，请重新开始。
plan-choose-site = 选择地点（第{ $page }/{ $pages }页）：
plan-choose-units-of = 选择到{ $site }的单位（第{ $page }/{ $pages }页）。括号内是该单位现在的地点序号，点一下改到这里。
plan-choose-units = 选择单位（第{ $page }/{ $pages }页）。不选即全部已启用单位。
button-plan-title = 名称
button-plan-day = 日期
button-plan-hours = 时间
button-plan-site = 地点
button-plan-add-site = 增加地点
button-plan-swap-site = 换地点
button-plan-remove-site = 去掉此处
button-plan-lead = 负责人
button-plan-no-lead = 撤换负责人
button-plan-send = { $is_here ->
    [1] ✓ { $name }
   *[other] { $name }（{ $place }）
    }
button-plan-units = 单位
button-plan-content = 内容
button-plan-risk = 安全提示
button-plan-quota = 名额
button-plan-reply_by = 答复截止
button-plan-times = 连续几周
button-plan-publish = { $mode ->
    [new] 发布，邀请{ $people }人
   *[other] 确认修改
    }
button-plan-publish-series = 确认修改，连同以后{ $later }次
button-plan-drop = 放弃
button-plan-back = 返回
button-plan-unit = { $is_in ->
    [1] ✓ { $name }
   *[other] { $name }
    }
plan-ask-title = 请发送活动名称（30字以内）。如不修改，请发送“取消”。
plan-ask-day = 请发送日期，如 12-5、12月5日、下周六。如不修改，请发送“取消”。
plan-ask-hours = 请发送起止时间，如 8:30-11:30。如不修改，请发送“取消”。
plan-ask-content = 请发送服务内容（200字以内）。如不修改，请发送“取消”。
plan-ask-risk = 请发送安全提示（200字以内），没有请发送“无”。如不修改，请发送“取消”。
plan-ask-quota = 请发送名额人数，不限请发送“不限”。如不修改，请发送“取消”。
plan-ask-reply_by = 请发送答复截止，如 12-4 17:30；按惯例（前一日17:30）请发送“默认”。如不修改，请发送“取消”。
plan-ask-site-quota = 请发送{ $place }的名额人数，不限请发送“不限”。如不修改，请发送“取消”。
plan-ask-site-lead = 请发送{ $place }负责人的姓名或人员编号。如不修改，请发送“取消”。
plan-ask-times = 请发送连续开展几周（1–26）。如不修改，请发送“取消”。
plan-ask-reason = 请发送取消的原因（100字以内），会显示在每个人的卡片上。如不作改动，请发送“取消”。

plan-cancelled = 已取消：{ $title }，{ $day }。{ $count ->
    [0] 已收到邀请的，卡片自动更新。
   *[other] 原定参加的{ $count }人收到提醒，其余卡片自动更新。
    }
fault-plan-over = 这份编排已发布、放弃或过期。用 /activity 重新开始。
fault-plan-changed = 内容刚刚改过，请看最新的卡片再发布。
fault-activity-changed-by = { $name }在此期间修改了这次活动，您的修改没有生效。请用 /activity 查看现在的安排。
fault-plan-value = { $flaw ->
    [too_long] 内容过长，最多{ $limit }字。请重新发送，或发送“取消”。
    [past] 这一天已过。请重新发送，或发送“取消”。
    [too_far] 超出范围。请重新发送，或发送“取消”。
    [reply_late] 答复截止须在活动开始之前。请重新发送，或发送“取消”。
    [backwards] 结束须晚于开始。请重新发送，或发送“取消”。
    [no_places] 请发送1以上的整数，或“不限”。如不修改，请发送“取消”。
    [too_short] 至少要有15分钟。请重新发送，或发送“取消”。
   *[other] 没有看懂。请按上面的说明重新发送，或发送“取消”。
    }
fault-plan-unfit = 还不能发布：{ $flaw ->
    [past] 开始时间已过
    [no_site] 未选地点
   *[other] 答复截止须在现在之后、开始之前
    }。
fault-plan-day-taken = 那一天已有周五志愿服务的安排，不能移到同一天。
fault-plan-site-empty = 还不能发布：{ $place }尚未安排单位，请安排或去掉此处。
fault-plan-no-site = 没有这个点位，或已从活动中去掉。
fault-plan-site-twice = 这个地点已在活动中。
fault-plan-sites-most = 一次活动最多{ $limit }处地点。
fault-plan-unit-not-invited = 这个单位不在本次活动的邀请范围内。
fault-plan-quota-below = { $place }已有{ $count }人参加，名额不能少于{ $count }人。
fault-plan-lead-several = 名为“{ $name }”的不止一人，请改发编号：
    { $people }
fault-plan-lead-unlinked = { $name }还没有绑定，不能担任负责人。请另选一人，或请其先绑定。
fault-plan-nothing = 没有任何改动。
fault-activity-over = 这次活动已经开始、结束或取消，不能再改。
fault-activity-people-there = 已有{ $count }人签到，不能取消。可在名单中据实确认，或请现场提前结束。
toast-plan-published = { $count ->
    [1] 已发布
   *[other] 已发布{ $count }次活动
    }
toast-plan-changed = { $count ->
    [1] 已修改
   *[other] 已修改{ $count }次活动
    }
toast-plan-known = 已经发布过了
toast-plan-dropped = 已放弃
lead-named = 请您担任“{ $title }”的负责人：{ $day }{ $time }，{ $place }{ $times ->
    [1] { "" }
   *[other] ，连续{ $times }次
    }。到场后用 /code 出示签到码。
lead-moved = 您负责的“{ $title }”时间有变：{ $day }{ $time }，{ $place }。
lead-released = 您不再担任“{ $title }”（{ $day }，{ $place }）的负责人。
lead-called-off = 您负责的“{ $title }”（{ $day }，{ $place }）已取消：{ $reason }。
calendar-file = 这是您今后{ $count }次活动的日历文件，打开即可加入手机日历。安排有变时再发 /calendar，重新打开会更新原有日程。
calendar-file-name = 志愿服务.ics
calendar-none = 目前没有您的活动安排。
fridays-to-approve = 请过目{ $month }的安排：可逐日修改、取消或恢复，无误请点同意。
fridays-approved = { $month }的安排已由{ $name }于{ $at }同意。
button-fridays-approve = 同意{ $month }的安排
toast-fridays-approved = 已同意
toast-fridays-approved-before = 已经同意过了
button-friday-change = 修改
button-friday-cancel = 取消
button-friday-restore = 恢复
toast-friday-restored = 已恢复

burden-report = 【打扰情况】{ $month }：已绑定{ $people }人，主动发出并响铃{ $messages }条，平均每人每周{ $mean }条，本人点按{ $taps }次。
    其中活动{ $friday }条，清雪{ $snow }条，群发{ $broadcast }条，其他{ $other }条。
    最多的一人一周{ $most }条；{ $over ->
    [0] 没有人一周达到{ $budget }条。
   *[other] 有{ $over }人次一周达到{ $budget }条及以上，建议合并或少发。
    }

card-waitlisted = 名额已满，您在候补第{ $place }位。有人退出时按先后递补，轮到时会提醒。
card-offered = 有名额了，为您保留到{ $by }。请点“参加”确认，逾期顺延给下一位。
button-wait = 候补（已报满）
button-wait-no-more = 取消候补
message-waitlisted = { $day }的名额已满，已为您列入候补；有人退出时按先后递补，轮到时会提醒。
toast-waitlisted = 名额已满，已列入候补

card-changed = ⚠️ 有变更：{ $changes }。{ $asks ->
    [1] 请重新答复。
   *[other] { "" }
    }
card-change-day = 日期由{ $before }改为{ $after }
card-change-hours = 时间由{ $before }改为{ $after }
card-change-site = 地点有变，见上
card-change-title = 名称改为“{ $after }”
card-change-content = 内容有变，见上
card-change-risk = 安全提示有变，见上
card-change-quota = 名额有变
card-change-lead = 负责人有变
card-change-join = ；

fridays-sites = { $line }，{ $units }个单位、{ $sites }处点位
fridays-expected = { $line }，{ $units }个单位、{ $sites }处点位，预计到场{ $count }人
friday-page-head = <b>【周五安排】</b>{ $line }
friday-page-strength = { $units }个单位、{ $sites }处服务点位；已绑定{ $linked }人，当天请假{ $away }人。
friday-page-expected = 参照近{ $fridays }次周五的到场情况，预计到场{ $count }人。
friday-page-no-past = 尚无已结束的周五可供参照，暂不预计到场人数。
friday-page-going = 已有{ $count }人答复参加。
friday-page-lacking = 缺少服务点位的单位{ $count }个：{ $names }。
friday-page-sent = 仅本次另行安排点位的单位{ $count }个：{ $names }。
button-friday-pairs = 结对
button-friday-back = 返回
friday-pairs-head = <b>【结对与点位】</b>{ $day }，{ $count }个单位。{ $mode ->
        [open] 点序号可为该单位另选点位。
       *[over] 签到已开始，不能再调整。
    }
friday-pairs-line = { $place }. { $unit }：{ $site }
friday-pairs-sent = { $place }. { $unit }：{ $site }，仅本次
friday-pairs-none = { $place }. { $unit }：缺少服务点位
friday-site = { $site }（{ $community }）
friday-site-none = 未安排
friday-unit-head = <b>【选择点位】</b>{ $unit }，{ $day }。现在：{ $site }。请点新点位的序号：
friday-unit-site = { $place }. { $site }
friday-site-head = <b>【调整点位】</b>{ $unit }，{ $day }，改到{ $site }。
friday-site-lasting = “今后都在此”即改为与{ $community }结对，尚未开放的周五都照此安排。
friday-site-same = 该单位已在此处。
friday-site-rings = 本次已开放：已答复参加的人会收到提醒，联络员会收到通知。
button-friday-once = 仅此一次
button-friday-always = 今后都在此
toast-friday-sent = 已调整，仅此一次
toast-friday-paired = 已调整结对
fault-pairing-over = 活动、单位或点位已有变动，请返回重新选择。
friday-site-moved = 【地点调整】{ $day }志愿服务，{ $unit }改在{ $site }。已答复参加的人会收到新的卡片。
