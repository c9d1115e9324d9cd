### 请假多日：/leave 的卡片、输入日期、销假。

leave-head = 【请假】本周、下周或更长的时间可一次请好。期间的活动自动登记为请假，不再邀请、提醒，也不参加集结和备勤询问；到场的照常签到。
leave-yours = 您的请假：
leave-span = { $first }至{ $last }
leave-span-day = { $first }
leave-line = · { $days }：{ $reason }
button-leave-this-week = 本周
button-leave-next-week = 下周
button-leave-dates = 选择日期…
button-leave-withdraw = 销假 { $days }
leave-ask-reason = 【请假】{ $days }。请选择事由，无需再作说明：
leave-ask-days = 请发送起止日期，可带事由，例如：12-1 12-10 出差。只请一天的写一个日期。如不再请假，请回复“取消”。
leave-taken = 已登记请假：{ $first }至{ $last }（{ $reason }）。期间的活动不用再答复；提前返回请发送 /leave 点“销假”。
leave-taken-day = 已登记请假：{ $first }（{ $reason }）。当天的活动不用再答复；如有变化请发送 /leave 点“销假”。
toast-leave-taken = 已登记请假
toast-leave-withdrawn = 已销假，期间的活动请重新答复
fault-leave-unreadable = 没有看懂请假的日期或事由。请按这样的格式发送：/leave 12-1 12-10 出差
fault-leave-backwards = 最后一天早于第一天，没有登记。请检查日期。
fault-leave-past = 不能为已经过去的日期请假，没有登记。请发送 /leave 重新选择日期；如需更正以往的记录，请联系本单位联络员。
fault-leave-too-long = 一次请假最多{ $days }天，没有登记。
fault-leave-overlaps = 您在{ $first }至{ $last }已经请假，没有重复登记。如有变化请先销假。
fault-leave-overlaps-day = 您{ $first }已经请假，没有重复登记。如有变化请先销假。
fault-leave-gone = 这次请假已销假或已结束。
