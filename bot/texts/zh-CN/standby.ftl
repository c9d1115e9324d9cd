### 备勤：前一天晚上询问明晨能否到场。预报仅供参考，一律自愿，不要求说明原因。

# 组织者的卡片
standby-draft =
    【备勤·草稿】{ $day }早晨
    将询问清雪点位负责单位的{ $people }人：如集结清雪，能否到场。{ $at ->
        [now] 发出后立即询问
       *[other] 今晚{ $at }询问
    }，每人只响铃一次，自愿答复；{ $report }汇总预计人数。
standby-planned =
    【备勤】{ $day }早晨
    已发出：{ $at }询问{ $people }人，{ $report }汇总预计人数。
standby-head = 【备勤】{ $day }早晨预计人数
standby-total = 共需{ $wanted }人。已询问{ $asked }人：能到{ $ready }，晚到{ $late }，不能到{ $unable }，未答复{ $silent }。
standby-stretch = { $gap ->
        [0] 🟢{ " " }
       *[other] 🔴 缺{ $gap }　
    }{ $name }　需{ $wanted }　{ $unit ->
        [none] 未指定负责单位
       *[other] { $unit }：能到{ $ready }，晚到{ $late }，不能到{ $unable }，未答复{ $silent }
    }
standby-more = 另有{ $count }处点位未列出。
standby-over = 答复已截止。
standby-asks-cancel = 取消后不再询问，已询问的人员卡片上将注明备勤已取消。
standby-cancelled = 【备勤】{ $day }早晨的备勤已取消。
standby-dropped = 【备勤】{ $day }早晨的备勤已取消，没有询问任何人。
standby-stale = 【备勤】{ $day }早晨的草稿已失效，没有询问任何人。

button-standby-send = 发出备勤
button-standby-drop = 取消
button-standby-cancel = 取消备勤
button-standby-cancel-sure = 确认取消备勤

# 个人收到的询问
readiness-head = 【备勤询问】{ $day }
readiness-ask = { $is_eve ->
        [1] 明晨
       *[other] 今晨
    }可能集结清雪（预报，仅供参考），如集结，您能否到场？自愿参加。{ $until }前可更改。{ $operator }
readiness-said = <b>已登记：{ $answer }。</b>感谢您的答复！
readiness-over = 答复已截止，感谢您的支持。
readiness-cancelled = 本次备勤已取消，感谢您的支持。
standby-answer-ready = 能到
standby-answer-late = 晚到
standby-answer-unable = 不能到
button-readiness = { $is_chosen ->
        [1] ✓ { $answer }
       *[other] { $answer }
    }

# 点按后的提示
toast-standby-sent = 已发出备勤
toast-standby-known = 此前已发出
toast-standby-cancelled = 已取消备勤
toast-standby-cancelled-before = 此前已取消
toast-standby-ready = 已登记：能到
toast-standby-late = 已登记：晚到
toast-standby-unable = 已登记：不能到

# 文字答复
message-standby = 【备勤】已登记：{ $day }早晨{ $answer }。如有变化，{ $until }前可回复“能到”“晚到”“不能到”，或点卡片上的按钮更改。
message-standby-read = 收到您的回复。“收到”只表示已读；{ $day }早晨能否到场，请于{ $until }前回复“能到”“晚到”“不能到”，或点卡片上的按钮。

# 不能办理
fault-standby-quiet = 现在不能发出备勤：只在22:00以前、免打扰时段以外询问。
fault-standby-nobody = 没有可以询问的人员：请在花名册的“点位”表中填写负责单位，并启用该单位。
fault-standby-changed = 内容已有变动，请以最新的卡片为准，或重新发送 /standby。
fault-standby-cancelled = 本次备勤已取消。
fault-standby-over = 答复已截止。
fault-standby-not-asked = 这次备勤没有询问您。
