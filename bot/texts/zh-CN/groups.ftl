### 群：只在管理员加入的群里发言，且只答命令、发送周报与活动公告。

group-approved = 已启用。每周在此发送志愿服务周报；报名、签到等请与本助手私聊办理。
group-hint = 此事请与本助手私聊办理。
button-private-chat = 打开私聊
group-lost = 【运行提示】本助手已被移出群“{ $title }”，消息不再发往该群。
group-muted = 【运行提示】本助手在群“{ $title }”被禁言，消息无法发送到该群。
group-back = 【运行提示】本助手在群“{ $title }”已恢复，可以继续发送消息。
alert-group-left = 【运行提示】有人把本助手加入群“{ $title }”，因不是管理员所加，已退出。如需使用，请由管理员加入。

# 活动公告：只有人数，没有姓名
announcement-head = <b>【{ $state ->
        [off] 已取消
        [over] 已结束
       *[ahead] 活动公告
    }】{ $title }</b>
    时间：{ $day }{ $hours }
announcement-content = 内容：{ $content }
announcement-off = 本次活动已取消。{ $reason ->
    [none] { "" }
   *[other] 原因：{ $reason }
    }
announcement-opens = { $at }起发出邀请，届时可在此答复。
announcement-figures = { $unit ->
        [none] { "" }
       *[other] { $unit }：
    }已邀请{ $invited }人，参加{ $going }人，请假{ $excused }人，不参加{ $declined }人，{ $waiting ->
        [0] { "" }
       *[other] 候补{ $waiting }人，
    }未答复{ $pending }人
announcement-answer = { $is_late ->
        [0] 自愿参加，请于{ $by }前答复。
       *[other] 自愿参加，仍可答复。
    }点按钮即登记本人答复，群内不显示姓名。
toast-group-excused = 已登记：请假（个人原因）。其他事由可在私聊的卡片上选。
fault-group-not-linked = 您还没有登记，答复未记录。请向本单位联络员索取邀请链接，点开后在与本助手（@{ $bot }）的私聊中登记。
fault-group-not-invited = 您不在这次活动的名单里，答复未记录。如有疑问，请联系本单位联络员，或在私聊（@{ $bot }）中核对所在单位。
fault-group-gone = 此群不能发布或答复：本助手不在群内、被禁言，或活动未邀请该单位。
group-no-friday = 近期没有安排周五活动。

# 发布到群
button-plans-announce = 发布到群
plans-announced = 已发布到{ $count }个群
plans-choose-group = { $count ->
    [0] 没有可发布的群。请由管理员把本助手加入群。
   *[other] “{ $title }”发布到哪个群？群内只显示人数，不显示姓名；已绑定单位的群只显示本单位人数。
    }
toast-group-posted = 已发布到群“{ $title }”

# 群与单位绑定：/bind
command-bind = 把群绑定到单位（在群内使用）
group-bind-there = 请在要绑定的群里发送 /bind，多个单位时加单位名称，如“/bind 市教育局”。绑定后群内只显示该单位人数；“/bind 解除”解除绑定。
group-bind-which = 请写明单位，如“/bind 市教育局”。
group-bind-unknown = 没有名为“{ $name }”的单位，请写单位全称。
group-bind-summary = 本群接收全部单位的周报，不能绑定到单位。
group-bound-by = 【群】{ $who }已将群“{ $title }”绑定到{ $unit }。如该群不只属于该单位，请在群里发送“/bind 解除”。
group-unbound-by = 【群】{ $who }已解除群“{ $title }”与单位的绑定。
group-bound = 本群已绑定到{ $unit }，活动公告只显示本单位人数。
group-unbound = 本群已解除与单位的绑定。
