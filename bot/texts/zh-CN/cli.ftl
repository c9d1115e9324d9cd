### 命令行：给运维人员看的话，写在终端上，不发到 Telegram。

cli-about =
    志愿服务日助手：在 Telegram 上组织市直机关每周五的志愿服务。

    第一次使用：先看演示（demo），再初始化（init）、检查（check）、运行（run）。
cli-head-arguments = 参数
cli-head-options = 选项
cli-head-commands = 命令
cli-help-help = 显示本说明
cli-help-config = 设置文件，默认为当前文件夹的 { $file }
cli-help-language = 显示的语言，默认取设置或系统的语言
cli-help-run = 运行机器人，直到 Ctrl-C 或 SIGTERM
cli-help-demo = 演示一座城市的志愿服务日：不需要 Telegram 和任何设置
cli-help-story = 演示哪一段：friday 为周五志愿服务的一周（默认），snow 为雪夜集结，week 为组织者的一周
cli-help-people = 演示的人数，默认 { $n }
cli-help-seed = 随机数种子，相同的种子演示相同，默认 { $n }
cli-help-out = 演示结果存放的文件夹，默认 { $folder }
cli-help-check = 检查设置、数据库、令牌、群和花名册，可在机器人运行时使用
cli-help-init = 初始化：询问必要设置，写出设置文件，建立数据库，给出首位管理员的链接
cli-help-db = 数据库的版本
cli-help-db-upgrade = 把数据库升级到本程序的版本
cli-help-db-version = 显示数据库的版本
cli-help-roster = 花名册：模板、导入、邀请、导出
cli-help-roster-template = 写出花名册模板（.xlsx）
cli-help-roster-import = 导入花名册（.xlsx 或 .csv），有错误时一项也不导入
cli-help-roster-invites = 为各单位和有职责的人员生成邀请，写成可打印的工作簿
cli-help-roster-export = 导出花名册（.xlsx）
cli-help-roles = 角色
cli-help-roles-admin-link = 生成首位管理员的一次性链接
cli-help-file-out = 写到哪个文件
cli-help-file-in = 读取哪个文件
cli-help-dry-run = 只检查并说明会有什么变化，不写入
cli-usage-fault = 命令有误：{ $message }。用 { $program } --help 查看用法。
cli-unforeseen = 程序出错，详情见上方日志。
cli-file-fault = 文件无法使用：{ $file }（{ $reason }）。
cli-database-away = 无法连接数据库，或数据库被占用：{ $reason }

fault-input-ended = 输入中断，未作任何改动。
fault-second-instance = 另一个程序正在使用这个数据库：{ $database }。请先停止正在运行的机器人。
fault-address-taken = 无法在 { $address } 监听：{ $reason }。请检查设置 web.listen。
fault-database-newer = 数据库（{ $database }）的版本 { $version } 比本程序新，未作改动。请使用新版程序。
fault-database-older = 数据库（{ $database }）的版本 { $version } 需要升级。请先备份，再执行 volunteer-bot db upgrade。
fault-database-foreign = 数据库（{ $database }）里是其他程序的表，未作改动。请检查设置 database.url。
fault-database-damaged = 数据库文件损坏：{ $database }（{ $reason }）。请停止机器人，用备份恢复。
fault-demo-database = 这是演示用的数据库，里面是虚构的人：{ $database }。请检查设置 database.url。
fault-not-demo-folder = 文件夹 { $folder } 里有其他内容，不是演示所建。请用 --out 另选一个。
fault-demo-missing = 此安装不含演示。
fault-telegram-unreachable =
    无法连接 Telegram（{ $reason ->
        [NotConnected] 连接未能建立
        [TooLate] 连接未能建立
        [TimedOut] 等待应答超时
        [NetworkError] 连接中断
        [RetryAfter] 请求过于频繁，请稍后再试
       *[other] 服务器报错：{ $reason }
    }）。请检查网络和设置 telegram.proxy。
fault-token-refused = Telegram 不认可此令牌。请在 BotFather 核对，并更正设置 telegram.token。

cli-upgrade-made = 数据库已建立：{ $database }，版本 { $after }
cli-upgrade-done = 数据库已升级：{ $database }，{ $before } → { $after }
cli-upgrade-none = 数据库已是最新版本 { $after }：{ $database }
cli-version =
    { $state ->
        [empty] 数据库是空的：{ $database }（本程序需要 { $newest }）
        [current] 数据库版本 { $version }，无需升级：{ $database }
        [older] 数据库版本 { $version }，需要升级到 { $newest }：{ $database }
        [newer] 数据库版本 { $version } 比本程序的 { $newest } 新：{ $database }
       *[foreign] 数据库里是其他程序的表：{ $database }（{ $version }，本程序需要 { $newest }）
    }
cli-running = 机器人开始运行，数据库：{ $database }。停止请按 Ctrl-C。
cli-stopped = 机器人已停止。

cli-init-head = 初始化。方括号内是默认值，直接回车即采用；设置写入 { $file }，随时可改。
cli-ask-overwrite = { $file } 已存在，要覆盖吗？（是/否）：
cli-ask-token = BotFather 给出的令牌
cli-ask-proxy = 访问 Telegram 的代理，如 http://127.0.0.1:7890，不需要请直接回车
cli-ask-name = 主办单位名称
cli-ask-city = 城市
cli-ask-person-in-charge = 个人信息处理负责人
cli-ask-contact = 其联系方式
cli-ask-again = 此项必填。
cli-init-kept = 未作任何改动。需要管理员链接时请执行 volunteer-bot roles admin-link。
cli-init-written = 已写入 { $file }（仅本人可读）。
cli-init-database = 数据库已就绪：{ $database }
cli-init-no-link = 暂未生成管理员链接。排除上述问题后，请执行 volunteer-bot roles admin-link。
cli-init-next =
    接下来：
    1. 取花名册模板并填写：volunteer-bot roster template roster.xlsx
    2. 导入花名册：volunteer-bot roster import roster.xlsx
    3. 生成邀请：volunteer-bot roster invites invites.xlsx
    4. 检查：volunteer-bot check
    5. 生成管理员链接，原有链接随即失效：volunteer-bot roles admin-link
    6. 运行，再打开管理员链接：volunteer-bot run

cli-check-well = 一切就绪。
cli-check-unwell = 请先处理标有 ✗ 的各项。
cli-check-settings = 设置完整：{ $file }
cli-check-missing = { $fault }
cli-check-database-away = 数据库无法连接：{ $database }（{ $reason }）
cli-check-schema-empty = 数据库尚未建立，首次运行时自动建立：{ $database }
cli-check-schema-current = 数据库版本 { $version }：{ $database }
cli-check-schema-older = 数据库版本 { $version } 过旧，请先备份，再执行 volunteer-bot db upgrade：{ $database }
cli-check-schema-newer = 数据库版本 { $version } 比本程序新，请使用新版程序：{ $database }
cli-check-schema-foreign = 数据库里是其他程序的表（{ $version }），请检查 database.url：{ $database }
cli-check-writable = 数据库可写：{ $place }
cli-check-unwritable = 数据库不可写，请检查权限：{ $place }
cli-check-whole = 数据库文件完好
cli-check-no-roster = 尚未导入花名册：volunteer-bot roster import 文件
cli-check-roster = 花名册：单位 { $units } 个，人员 { $people } 名，已绑定 { $linked } 名
cli-check-enabled = 已启用单位 { $n } 个
cli-check-none-enabled = 已启用单位 { $n } 个，周五不会邀请任何人；请在花名册的“启用”一列填“是”后导入
cli-check-no-site = { $n } 个单位没有服务点位，请在花名册的“结对”“点位”中补充：{ $names }
cli-check-no-liaison = { $n } 个单位没有联络员，请在花名册中指定：{ $names }
cli-check-token = 令牌有效：@{ $name }
cli-check-webhook = Telegram 将消息送达 { $address }
cli-check-webhook-not-set = Telegram 尚未向 { $address } 送达，机器人运行后会自行设置
cli-check-webhook-fails = Telegram 无法送达 { $address }，积压{ $n }条（{ $reason }）；请检查代理和证书
cli-check-webhook-of-others = 此机器人设有 webhook，轮询开始时会取消；如另有程序在用，请先停用
cli-check-chat = 可在此会话发送周报：{ $chat }
cli-check-chat-mute = 在此群不能发言，请恢复机器人的发言权限：{ $chat }
cli-check-chat-away = 找不到会话 { $chat }，请把机器人加入该群，并核对 operator.summary_chats
cli-check-no-chats = 未设置接收周报的群（operator.summary_chats）
cli-check-holidays = { $year } 年放假安排已内置
cli-check-no-holidays = { $year } 年放假安排尚未公布或未内置，以下以法定节日暂定；公布后请升级本程序，或填写 [holidays]
cli-check-heartbeat = 已设置监测网址
cli-check-no-heartbeat = 未设置监测网址（operator.heartbeat_url）：机器人停止时无人得知
