### 演示：进度、结果表与承诺的核对。只在命令行出现，不发给任何人。

demo-begin = 演示：虚构的城市，{ $people }人，{ $units }个单位（种子{ $seed }）。时间为模拟时间，不连接 Telegram。

# 进度，每段一行
demo-progress = { $at }  { $text }
demo-set-up = 花名册已导入，邀请已生成
demo-registered = 登记结束，平稳重启一次：已绑定{ $linked }人
demo-noticed = 组织者群发一条通知：{ $noticed }人收到，{ $read }人点了“收到”
demo-invited = 邀请卡片已发出，至此共发消息{ $sends }条
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
demo-promise-identity = 应到＝实到＋请假＋不参加＋未到＋未答复，每个单位都成立
demo-promise-unlinked = 未绑定的{ $count }人没有一人被记为未到
demo-promise-strangers = 陌生人只得到一句话；伪造的{ $forged }次点按没有改变任何事
demo-promise-poison = 无法处理的更新单独留存，其余照常，管理员已得到提示
demo-promise-notice = 群发通知：{ $count }人每人恰好收到一条，报告与各人手机一致
demo-promise-burden = 一次周五活动，每人响铃不超过3次、点按不超过3次
demo-promise-buttons = 每个人都找到了要点的按钮
demo-promise-summary = 周报送达组织者、领导和已启用的群，附图表和汇总表
demo-note = { $roster_no } { $what }：手机 { $diary }，数据库 { $table }
demo-more = 另有{ $count }处

# 雪夜：进度
demo-snow-begin = 演示：虚构的城市，{ $people }人，{ $units }个单位，一个雪夜（种子{ $seed }）。时间为模拟时间，不连接 Telegram。
demo-snow-set-up = 花名册与{ $stretches }处清雪点位已就绪，全员已绑定
demo-snow-called = 深夜发起集结；第一批发送途中断电{ $seconds }秒后恢复：已响铃{ $rung }部
demo-snow-crashed = 答复途中再次断电{ $seconds }秒后恢复：已答复{ $answered }人，已报名{ $coming }人
demo-snow-answered = 答复渐止：已响铃{ $rung }部，已报名{ $coming }人
demo-snow-mustered = 已集结，停止通知：已响铃{ $rung }部，已报名{ $coming }人，已签到{ $here }人
demo-snow-worked = 清理完毕，准备收队：签到{ $here }人
demo-snow-ended = 已收队，时长已结算

# 雪夜：结果表
demo-snow-table = 雪夜结果
demo-snow-row-town = 点位 | { $people }人，{ $units }个单位；{ $stretches }处，共需{ $places }人
demo-snow-row-rung = 响铃 | { $rung }部手机，分{ $waves }批；已读{ $read }人
demo-snow-row-answers = 答复 | 参加{ $yes }，不参加{ $no }，只回“收到”{ $read }，无回音{ $silent }；联络员代报{ $entered }
demo-snow-row-coming = 报名 | 有名额{ $coming }，候补{ $waiting }，退出{ $dropped }，无法参加{ $declined }，已满免来{ $spared }，未答复{ $asked }
demo-snow-row-spot = 到岗 | { $here }人：卡片签到{ $card }，消息签到{ $words }；服务{ $hours }小时
demo-snow-row-fill = 满员用时 | 半数点位{ $p50 }分钟，九成点位{ $p90 }分钟（{ $stretches }处中{ $filled }处满员）；未满员：{ $missing ->
        [none] 无
       *[other] { $missing }
    }
demo-snow-row-raised = 缺人手 | { $stretches }处要求增援，增加名额{ $wanted }，补上{ $taken }
demo-snow-row-wave = 第一批 | { $phones }部：点按后{ $first }秒第一部响铃，{ $last }秒最后一部响铃（含断电{ $down }秒）
demo-snow-row-load = 每人消息 | 被通知者平均：新消息{ $new }条，其中响铃{ $rings }次（最多{ $most }次），修改卡片{ $edits }次
demo-snow-row-economy = 响铃效率 | { $rung }部 ÷ { $filled }个名额 ＝ 每个名额{ $ratio }部
demo-snow-row-everyone = 同一晚改为通知全员 | { $people }部，每个名额{ $ratio }部；{ $messages }条消息，最后一部在{ $seconds }秒后响铃

# 雪夜：承诺
demo-snow-promise-answers = 手机上说过的、做过的与数据库一致，两次断电没有丢失，{ $count }人；收队前各人卡片与数据库一致
demo-snow-promise-quota = { $count }处点位在任何时刻都没有超过名额
demo-snow-promise-once = 没有人被通知两次（补位另告；断电时在途的注明重发）
demo-snow-promise-declined = 说了不来的{ $count }人，手机没有再响
demo-snow-promise-stood-down = 有名额和候补的{ $count }人，都收到了收队通知
demo-snow-promise-silence = 停止通知以后，没有再发出一条集结通知
demo-snow-promise-hours = { $count }人的时长＝签到（不早于集结）至收队或先行签退
demo-snow-promise-others = 没有被通知的{ $count }人，一条消息也没有收到

fault-demo-people = 演示至少需要{ $fewest }人。
demo-kept = 承诺全部兑现。
demo-broken = 有{ $count }条承诺未兑现。
demo-photo = 图片
demo-files = 文件在 { $folder }：{ $names }

# 组织者的一周
demo-desk-begin = 演示：虚构的城市，{ $people }人，{ $units }个单位，组织者的一周（种子{ $seed }）。时间为模拟时间，不连接 Telegram。
demo-desk-set-up = 花名册已就绪，全员已绑定
demo-desk-planned = 从无到有排出一次植树，已发布
demo-desk-answered = 各人已答复，报满后候补
demo-desk-written = 向三个单位群发任务
demo-desk-missing = 查看谁没有收到
demo-desk-changed = 改了时间，已答复的人重新答复
demo-desk-offered = 有人退出，名额按先后递补
demo-desk-held = 植树结束
demo-desk-table = 组织者的一周
demo-desk-row-plan = 排一次植树 | 点按{ $taps }次，输入{ $typed }次，用时{ $seconds }秒
demo-desk-row-task = 群发三个单位 | 点按{ $taps }次，输入{ $typed }次，用时{ $seconds }秒
demo-desk-row-missing = 查未送达 | 点按{ $taps }次，用时{ $seconds }秒
demo-desk-row-answers = 答复 | 名额{ $quota }：参加{ $going }，候补{ $waiting }，不参加{ $declined }，未答复{ $pending }
demo-desk-row-there = 到场 | { $there }人签到
demo-desk-row-sent = 群发 | 送达{ $sent }人，{ $read }人点了“收到”
demo-desk-promise-quota = 任何时刻参加的人数都不超过名额{ $quota }（最多时{ $most }）
demo-desk-promise-changed = 改时间后，{ $count }人的卡片都写明了变更
demo-desk-promise-presence = 签到记录与各人手机完全一致，{ $count }人
demo-desk-promise-task = 群发只到三个单位，每人恰好一条，共{ $count }人
