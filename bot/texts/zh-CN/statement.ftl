### 出勤记录：本人索取的文件与核对；打印的签到表。

statement-choose = 【出勤记录】请选择期间。将生成一份PDF和一份表格，只发给您本人。
button-statement = 出勤记录
button-statement-this = 今年
button-statement-last = 去年
button-statement-all = 全部
statement-being-made = 正在生成出勤记录，请稍候。
statement-pdf =
    【出勤记录】{ $first }至{ $last }：{ $times }次，{ $hours }小时。
    核对码：{ $code }。本记录由平台生成，供个人查询，不是志愿服务记录证明。
statement-workbook = 同一份出勤记录的表格（{ $first }至{ $last }，核对码{ $code }）：{ $times }次，{ $hours }小时。
statement-file-pdf = 出勤记录{ $first }至{ $last }.pdf
statement-file-workbook = 出勤记录{ $first }至{ $last }.xlsx
toast-statement-sent = 出勤记录已发送

statement-check-how = 请在 /check 后面写上出勤记录上的核对码，例如：/check ABCD-2345
statement-check-same =
    核对码{ $code }：{ $made }由平台生成，姓名{ $name }。
    期间{ $first }至{ $last }，{ $times }次，{ $hours }小时。
    此后记录没有变化。
statement-check-changed =
    核对码{ $code }：{ $made }由平台生成，姓名{ $name }。
    期间{ $first }至{ $last }，{ $times }次，{ $hours }小时。
    此后这段期间的记录有变化，请本人重新生成。
statement-check-unknown = 没有查到这个核对码，请对照原件再输一次。

fault-statement-empty = 这段期间没有已结束并计入的服务。
fault-statement-too-many = 24小时内最多生成{ $most }份出勤记录，请明天再试。
fault-statement-tries = 核对码输错次数过多，请{ $minutes }分钟后再试。

button-roll-sheet = 打印签到表
roll-sheet = 【签到表】{ $unit }，{ $title }，{ $day }，名单{ $count }人。含人员姓名，供现场签名，请妥善保管，勿转发。
roll-sheet-file = 签到表{ $day }{ $unit }.pdf
toast-roll-sheet-sent = 签到表已发送
