### 触达：谁能收到消息，每月演练，联络员补发邀请。

reach-head =
    【触达情况】{ $units }个单位，在册{ $people }人：可触达{ $linked }，未绑定{ $missing }，已屏蔽{ $blocked }，账号注销{ $deactivated }。
    可触达者中{ $silent }人已有{ $weeks }周没有任何操作（静默）。
reach-line = { $place }. { $name }：可触达{ $linked }/{ $people }{ $missing ->
        [0] { "" }
       *[other] ，未绑定{ $missing }
    }{ $blocked ->
        [0] { "" }
       *[other] ，已屏蔽{ $blocked }
    }{ $deactivated ->
        [0] { "" }
       *[other] ，账号注销{ $deactivated }
    }{ $silent ->
        [0] { "" }
       *[other] ，静默{ $silent }
    }
reach-line-drill = { $line }；演练收到{ $read }/{ $sent }
reach-drill-result = 最近一次演练：{ $began }发起，送达{ $sent }人，{ $read }人点了“收到”。
reach-drill-running = 演练进行中：{ $began }发起，{ $ready }后显示结果。
reach-drill-waiting = 演练等待另一人批准。
reach-drill-ask =
    【触达演练】将向全部可触达的{ $count }人发送一条消息，请对方点一次“收到”。一小时后在本卡片按单位显示结果。
    建议每月一次。
reach-drill-last = 上一次演练：{ $at }
reach-drill-text =
    【触达演练】本消息用于确认您能收到通知。请点一下“收到”，无需其他操作。
reach-missing =
    【未绑定人员】{ $unit }在册{ $people }人，{ $count }人尚未绑定：{ $names }{ $more ->
        [0] { "" }
       *[other] 等，另有{ $more }人
    }。
    可生成新的邀请链接转给他们；是否加入由本人决定。
reach-link =
    { $unit }各位同志：请打开链接，填写姓名，由本单位联络员确认。
    { $link }
    链接无法打开的，可向助手发送邀请码：{ $code }
    { $days }天内有效，请勿转给外单位人员。
reach-link-ask = { $unit }已有一个有效的邀请链接。生成新链接后，原链接和邀请码即作废。
button-reach-drill = 发起演练
button-reach-drill-sure = 确认发起演练
button-reach-back = 返回
button-reach-link = 生成邀请
button-reach-link-again = 生成新链接
toast-drill-begun = 演练已发起，一小时后显示结果
toast-drill-waiting = 人数较多，已请另一人批准
toast-reach-link = 已生成邀请链接
fault-drill-under-way = 已有演练在进行或待批准，请稍后再发起。
fault-reach-link-stale = 已有更新的邀请链接，请使用最新的一个。
drill-head = <b>【{ $month }触达演练】</b>
drill-cost =
    建议每月演练一次，确认紧急时能联系到人。将向可触达的{ $count }人各发送一条有提示音的消息，请对方点一次“收到”；约{ $minutes }分钟发完，一小时后按单位显示结果。
    是否发起由您决定，一周内有效。
drill-needs-second = 人数或近期消息较多，发起后须另一人批准。
drill-begun = 已由{ $name }于{ $at }发起，结果见 /reach。
drill-waiting = 已由{ $name }于{ $at }发起，等待另一人批准。
drill-over = 已过期，未发起。如需演练，请发送 /reach。
fault-drill-proposal-over = 本月已有演练，或此提醒已过期。如需演练，请发送 /reach。
