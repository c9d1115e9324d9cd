### 周报：先说数据是否齐全，再说数字；不列缺席者姓名，不作排名。

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
summary-quiet-day-off = <b>【志愿服务周报】</b>{ $week }：{ $reason }，没有志愿服务活动。

# 各行
summary-title-running = { $week }，截至{ $until }
summary-quality = 数据说明：{ $notes }。
summary-separator = ；
summary-all-confirmed = { $units }个单位均已确认名单
summary-unconfirmed = { $count }/{ $units }个单位名单未确认
summary-unconfirmed-named = { $count }/{ $units }个单位名单未确认（{ $names }）
summary-names = { $names }等
summary-name-separator = 、
summary-not-opened = { $count }个单位未开放
summary-unreachable = { $count }人消息未送达
summary-missing-check-out = { $count }人未签退，时长暂未计入
summary-unit-confirmed = 名单已确认
summary-unit-unconfirmed = 名单未确认，请核对后确认
summary-not-linked = 未绑定{ $count }人，单列，不计入应到。
summary-identity = 应到{ $expected }＝实到{ $present }＋请假{ $excused }＋不参加{ $declined }＋未到{ $no_show }＋未回复{ $no_answer }
summary-late = 实到含迟到{ $late }人、提前离开{ $left_early }人。
summary-volume = 活动{ $activities }场次，{ $person_times }人次，{ $hours }小时
summary-change = 较前{ $weeks }周平均：出勤率{ $points }个百分点，实到{ $present }人，时长{ $hours }小时
summary-unit-change = 出勤率较前{ $weeks }周平均{ $points }个百分点
summary-first = 暂无往周数据可比。
summary-check-by = 请于{ $day }前核对。

# 文件说明
summary-chart = { $week }图表
summary-workbook = { $week }单位汇总表（不含人员明细）
summary-persons = { $scope }人员明细，{ $week }，共{ $rows }条。仅供工作使用，请勿转发。
summary-scope-all = 全部单位
summary-file-chart = 志愿服务周报{ $week }.png
summary-file-workbook = 志愿服务周报{ $week }.xlsx
summary-file-persons = 志愿服务人员明细{ $week }.xlsx

# 按钮与提示
button-persons = 人员明细
button-download = 下载明细
button-running-week = 本周至今
button-last-week = 上周周报
summary-being-made = 正在生成，请稍候……
toast-summary-sent = 已发送
toast-persons-sent = 已发送到您与本助手的私聊
alert-summary-without-files = 【运行提示】{ $week }周报的图表和汇总表未能生成，文字已照常发送。可稍后发送 /summary 重新生成。
