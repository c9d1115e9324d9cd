### 运行监测：异常开始和恢复时各提示管理员一次，不含个人信息。

alert-trouble = 【运行提示】发现异常：
    { $lines }
    详情见运行日志。恢复后会再提示一次。
alert-trouble-over = 【运行提示】以下异常已恢复：
    { $lines }

trouble-job-failed = · 定时任务“{ job-name }”执行失败，到下一次执行时会再试
trouble-job-failed-over = · 定时任务“{ job-name }”执行失败（历时{ $lasted }）
trouble-job-late = · 定时任务“{ job-name }”未能按时执行或久未完成
trouble-job-late-over = · 定时任务“{ job-name }”未能按时执行（历时{ $lasted }）
trouble-inbox = · 收到的消息处理不及时，最早的一条已等待{ $waited }
trouble-inbox-over = · 收到的消息处理不及时（最早曾等待{ $waited }，历时{ $lasted }）
trouble-outbox = · { $lane }发送不及时，最早的一条已等待{ $waited }
trouble-outbox-over = · { $lane }发送不及时（最早曾等待{ $waited }，历时{ $lasted }）
trouble-disk = · { $place }所在磁盘空间不足，剩余{ $free } MB
trouble-disk-over = · { $place }所在磁盘空间不足（曾剩{ $free } MB，历时{ $lasted }）

lane-reply = 答复
lane-alarm = 集结通知
lane-reminder = 提醒
lane-bulk = 群发消息
disk-database = 数据库
disk-copies = 备份

# 定时任务的名称，见 jobs/schedule.py；未列出的按原名显示。
job-name =
    { $job ->
        [backups-make] 备份数据库
        [broadcasts] 发送群发通知
        [burden-tell] 每月打扰情况
        [callout_logs] 生成集结记录
        [callouts] 集结分批通知
        [claims-escalate] 催办身份确认
        [consent-renew] 请本人重新同意告知书
        [fridays-announce] 预告周五活动
        [fridays-plan] 排定周五活动
        [fridays-remind_early] 提前提醒
        [fridays-steps] 活动的邀请与提醒
        [heartbeat] 访问监测网址
        [outages] 补问中断期间的签到
        [reach-propose_drill] 提议触达演练
        [reach-tell] 告知联络员未绑定人员
        [retention-forget] 清除到期信息
        [roles-end] 到期收回角色
        [rolls-remind] 催办点名
        [roster-forget] 清除用过的文件
        [standbys] 备勤询问
        [summary-letters] 生成并发送周报、月报
        [watch] 运行监测
        [weather-escalate] 催办降雪预报
        [weather-watch] 查看天气预报
       *[other] { $job }
    }
