### 群：只在管理员加入的群里发言，且只答命令与发送周报。

group-approved = 已启用。每周在此发送志愿服务周报；报名、签到等请与本助手私聊办理。
group-hint = 请与本助手私聊办理，群内只提供周报（/summary）。
button-private-chat = 打开私聊
group-lost = 【运行提示】本助手已被移出群“{ $title }”，周报不再发往该群。
group-muted = 【运行提示】本助手在群“{ $title }”被禁言，周报无法发送到该群。
alert-group-left = 【运行提示】有人把本助手加入群“{ $title }”，因不是管理员所加，已退出。如需使用，请由管理员加入。
