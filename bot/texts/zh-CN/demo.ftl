### 演示：进度、结果表与承诺的核对。只在命令行出现，不发给任何人。

demo-begin = 演示：虚构的城市，{ $people }人，{ $units }个单位（种子{ $seed }）。时间为模拟时间，不连接 Telegram。

# 进度，每段一行
demo-progress = { $at }  { $text }
demo-set-up = 花名册已导入，邀请已生成
demo-registered = 登记结束，平稳重启一次：已绑定{ $linked }人
demo-noticed = 组织者群发一条通知：{ $noticed }人收到，{ $read }人点了“收到”
demo-invited = 邀请卡片已发出{ $sends }条
demo-answering = 已答复{ $answered }人
demo-crashed = 断电：进程被中断{ $minutes }分钟，错过提醒时刻
demo-reminded = 恢复后补发提醒：已答复{ $answered }人
demo-morning = 当日提醒已发，签到开始
demo-checked-in = 签到中再次中断{ $seconds }秒后恢复：已签到{ $present }人
demo-closed = 点名、确认、收尾：{ $confirmed }个单位已确认名单
demo-summed-up = 周报已发送

# 结果表：竖线前为项目，后为内容
demo-table = 一周结果
demo-row-roster = 花名册 | { $people }人，{ $units }个单位；已绑定{ $linked }，未绑定{ $unlinked }
demo-row-expected = 应到 | { $expected }人，其中未绑定而由联络员点名到场{ $called }人
demo-row-answers = 答复 | 参加{ $going }，请假{ $excused }，不参加{ $declined }，未答复{ $pending }
demo-row-present = 实到 | { $present }人，其中迟到{ $late }、提前离开{ $left_early }、未签退{ $open }
demo-row-no-show = 未到 | { $no_show }人（答复参加而没有签到）
demo-row-sources = 签到方式 | 卡片{ $self_tap }，消息{ $message }，联络员点名{ $liaison }
demo-row-taps = 每人点按 | 周五活动：最多{ $most }次，平均{ $mean }次（登记另计；不含有意多点的{ $odd }人）
demo-row-rings = 每人响铃 | 周五活动：最多{ $most }次，平均{ $mean }次
demo-row-messages = 发出消息 | 新消息{ $new }条，修改卡片{ $edits }次
demo-row-outbox = 发件箱 | 已发{ $sent }，取消{ $cancelled }，过期{ $expired }，失败{ $failed }，不确定{ $uncertain }，待发{ $waiting }
demo-row-pace = 最快一秒 | { $busiest }条（上限30）；被限流（429）{ $limited }次
demo-row-outages = 中断 | { $outages }次；其间{ $lost }次点按超过150秒被 Telegram 丢弃，本人再点一次
demo-row-cost = 用时与内存 | { $seconds }秒（处理器{ $cpu }秒），内存峰值{ $memory }MB

# 承诺：逐条核对
demo-promises = 承诺核对（以各人手机上的操作为准，与数据库逐条比对）
demo-promise-inbox = 收到的{ $count }条更新，每条恰好处理一次
demo-promise-answers = 答复与签到：手机上做过的与数据库完全一致，{ $count }人
demo-promise-doubles = 没有重复的消息
demo-promise-pace = 没有触发限流，每秒不超过30条
demo-promise-outbox = 该发的都已发出或写明原因；不确定的只有中断时在途的几条
demo-promise-identity = 应到＝实到＋请假＋不参加＋未到＋未回复，每个单位都成立
demo-promise-unlinked = 未绑定的{ $count }人没有一人被记为未到
demo-promise-strangers = 陌生人只得到一句话；伪造的{ $forged }次点按没有改变任何事
demo-promise-poison = 无法处理的更新单独留存，其余照常，管理员已得到提示
demo-promise-notice = 群发通知：{ $count }人每人恰好收到一条，报告与各人手机一致
demo-promise-burden = 一次周五活动，每人响铃不超过3次、点按不超过3次
demo-promise-buttons = 每个人都找到了要点的按钮
demo-promise-summary = 周报送达组织者、领导和已启用的群，附图表和汇总表
demo-note = { $roster_no } { $what }：手机 { $diary }，数据库 { $table }
demo-more = 另有{ $count }处

fault-demo-people = 演示至少需要{ $fewest }人。
demo-kept = 承诺全部兑现。
demo-broken = 有{ $count }条承诺未兑现。
demo-files = 文件在 { $folder }：{ $names }
