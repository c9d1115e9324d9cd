### 本人：今日、我的记录、请假菜单；联络员：本单位答复情况；帮助与命令菜单。

today-nothing = 今天没有志愿服务。下一次：{ $title }，{ $at }。
today-nothing-planned = 今天没有志愿服务，近期也没有您的活动安排。

leave-menu = 【请假】{ $title }，{ $day }。请选择事由，无需再作说明：

me-head = 【我的记录】
me-week = 本周：
me-week-empty = 本周没有您的志愿服务。
me-line = · { $day }{ $title }：{ $state }
me-year = { $year }年：参加{ $times }次，服务{ $hours }小时。
me-waiting = 待办：
me-please-answer = · { $title }，{ $day }：请于{ $by }前答复，自愿参加
me-please-check-out = · { $day }：未签退，时长暂不计入；记录结束后可请本单位联络员补记
me-state-pending = 未答复
me-state-going = 已答复参加
me-state-present = 已参加
me-state-late = 已参加（迟到{ $late }分钟）
me-state-left_early = 已参加（提前离开）
me-state-excused = 请假
me-state-declined = 不参加
me-state-no_show = 没有签到记录
me-state-no_answer = 未答复
me-state-no-check-out = 已签到，未签退
me-state-hours = { $state }，{ $hours }小时
button-me-year = 本年明细
button-return = 返回

unit-head = 【本单位】{ $unit }，{ $title }，{ $at }
unit-answers =
    参加 { $going } · 请假 { $excused } · 不参加 { $declined } · 未答复 { $pending } · { $waiting ->
        [0] { "" }
       *[other] 候补 { $waiting } ·{ " " }
    }未绑定 { $not_linked }
    已签到 { $checked_in }
unit-leaves = 请假{ $count }人（仅联络员可见，请勿转发）：
unit-leave = · { $name }：{ $reason }
button-unit-leaves = 查看请假

help-head = 【使用说明】您可以使用：
help-command = /{ $word } { $does }
help-replies =
    也可直接回复：参加、请假、不参加、签到、签退、晚10分钟。
    “收到”只表示已读，不算参加。
help-contact = 自愿参加。如有疑问请联系本单位联络员。

command-today = 今日活动
command-me = 我的记录
command-leave = 请假
command-calendar = 日历文件：导入手机日历
command-rollcall = 点名
command-unit = 本单位答复情况
command-friday = 今后的周五
command-activity = 排活动：新建、修改、取消
command-help = 使用说明
command-snow = 清雪集结
command-standby = 备勤询问
command-board = 清雪看板
command-duty = 清雪值班
command-stretch = 登记清雪点位
command-broadcast = 群发通知
command-summary = 志愿服务周报
command-roster = 导入花名册
command-units = 单位启用情况
command-invites = 生成邀请
command-reach = 触达情况与演练
command-settings = 设置
command-privacy = 个人信息说明
command-mydata = 查询我的全部信息
command-correct = 更正记录
command-delete = 解除绑定、撤回同意
command-start = 查看待办事项

me-state-moved = 并入清雪
me-state-conflict = 待核（本人与单位记录不一致）
