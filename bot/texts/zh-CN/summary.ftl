### 周报、月报、年报：先说待处理事项和数据是否齐全，再说数字；不列人员姓名，不作排名。一屏之内（12行，每行20字）。

# 正文：$figures 与 $rest 由下面各行拼成
summary-week =
    <b>【志愿服务周报】</b>{ $week }
    { $figures }
    出勤率<b>{ $rate }</b>（实到/应到），剔除请假{ $net }
    { $rest }
summary-week-group =
    <b>【志愿服务周报】</b>{ $week }
    { $figures }
    出勤率<b>{ $rate }</b>（实到/应到），剔除请假{ $net }
    { $rest }
summary-unit =
    <b>【志愿服务周报】</b>{ $unit }
    { $week }
    { $figures }
    出勤率<b>{ $rate }</b>（实到/应到），剔除请假{ $net }
    { $rest }
summary-quiet = <b>【志愿服务周报】</b>{ $week }：没有志愿服务活动。
summary-quiet-unit = <b>【志愿服务周报】</b>{ $week }：{ $unit }没有志愿服务活动。
summary-quiet-day-off = <b>【志愿服务周报】</b>{ $week }：{ $reason }，没有志愿服务活动。

# 各行
summary-title-running = { $week }，截至{ $until }
summary-decide = 需处理（/rollcall）：{ $notes }。
summary-decide-group = 待处理：{ $notes }。
summary-quality = 数据说明：{ $notes }。
summary-separator = ；
summary-all-confirmed = 名单已齐
summary-unconfirmed = { $count }/{ $units }个单位名单未确认，以下为最低数
summary-in-question = 待核{ $count }人
summary-corrections = 更正{ $count }件
summary-not-opened = 未开放{ $count }个
summary-unreachable = 未送达{ $count }人
summary-missing-check-out = 未签退{ $count }人
summary-unit-confirmed = 名单已确认
summary-unit-unconfirmed = 名单未确认，以下为最低数
summary-not-linked = 未绑定{ $count }人（单列）
summary-identity = 应到{ $expected }＝实到{ $present }＋请假{ $excused }＋不参加{ $declined }＋未到{ $no_show }＋未答复{ $no_answer }
summary-volume = 活动{ $activities }场次，{ $person_times }人次，{ $hours }小时
summary-volume-done = { $activities }场次{ $person_times }人次{ $hours }小时，{ $done }
summary-change = 较前{ $weeks }周平均{ $points }个百分点，实到{ $present }人
summary-change-present = 较前{ $weeks }周平均：实到{ $present }人
summary-unit-change = 出勤率较前{ $weeks }周平均{ $points }个百分点
summary-first = 暂无往周数据可比。
summary-check-by = 请于{ $day }前核对。
summary-thanks = 感谢{ $units }个单位{ $person_times }人次的付出{ $more }
summary-thanks-first = （首次{ $count }人）
summary-thanks-confirmed = （{ $count }个名单齐）

# 月报和年报：$figures 由各行拼成
summary-period =
    <b>{ $title }</b>{ $period }
    { $figures }
summary-period-group =
    <b>{ $title }</b>{ $period }
    { $figures }
summary-period-quiet = <b>{ $title }</b>{ $period }：没有志愿服务活动。
summary-title-month = 【志愿服务月报】
summary-title-year = 【志愿服务年报】
summary-period-volume = 活动{ $activities }场次，参加{ $people }人、{ $person_times }人次，服务{ $hours }小时{ $done }
summary-period-kinds = 其中：{ $kinds }
summary-kind = { $kind }{ $activities }场次{ $person_times }人次{ $done }
summary-kind-friday = 周五志愿服务
summary-kind-snow = 清雪
summary-kind-tree-planting = 植树
summary-kind-community-service = 社区服务
summary-kind-culture = 文化活动
summary-kind-visit = 走访慰问
summary-kind-reading = 全民阅读
summary-kind-micro-event = 微活动
summary-kind-other = 其他活动

# 完成的数量：件、株接在句后，或紧接在数字后
summary-done = ，{ $part }
summary-measure-matters = 办理{ $count }件
summary-measure-trees = 植树{ $count }株
summary-short-matters = { $count }件
summary-short-trees = { $count }株

# 文件说明
summary-chart = { $week }图表
summary-workbook = { $week }单位汇总表（不含人员明细）
summary-persons = { $scope }人员明细，{ $week }，共{ $rows }条。仅供工作使用，请勿转发。
summary-scope-all = 全部单位
summary-file-chart = 志愿服务周报{ $week }.png
summary-file-workbook = 志愿服务周报{ $week }.xlsx
summary-file-period-chart = 志愿服务汇总{ $period }.png
summary-file-period-workbook = 志愿服务汇总{ $period }.xlsx
summary-file-persons = 志愿服务人员明细{ $week }.xlsx

# 按钮与提示
button-persons = 人员明细
button-download = 下载明细
button-running-week = 本周至今
button-last-week = 上周周报
button-this-month = 本月
button-last-month = 上月
button-this-year = 本年
fault-no-such-period = 请写明今年或以往的月份、年份，例如 /summary { $month } 或 /summary { $year }；不写为上周周报。
summary-being-made = 正在生成，请稍候……
toast-summary-sent = 已发送
toast-persons-sent = 已发送到您与本助手的私聊
alert-summary-without-files = 【运行提示】{ $week }周报的图表和汇总表未能生成，文字已照常发送。可稍后发送 /summary 重新生成。
alert-summary-month-without-files = 【运行提示】{ $month }月报的图表和汇总表未能生成，文字已照常发送。可稍后发送 /summary { $month } 重新生成。
