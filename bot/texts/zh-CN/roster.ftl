### 花名册导入、单位启用与邀请。

# 花名册文件中的错误，逐行列出
roster-fault-empty-file = 文件是空的，请检查后重新发送。
roster-fault-old-xls = 这是旧版 .xls 文件，请另存为 .xlsx 后重新发送。
roster-fault-encrypted = 文件设有密码，请取消密码后重新发送。
roster-fault-wrong-type = 无法识别该文件。请发送 .xlsx 工作簿或 .csv 文件。
roster-fault-too-big = 文件解压后过大，未作读取。请只保留花名册内容后重新发送。
roster-fault-unreadable = 文件已损坏，无法读取。请另存一份后重新发送。
roster-fault-encoding = 无法识别 CSV 文件的编码，请另存为 UTF-8 编码的 CSV 或 .xlsx 后重新发送。
roster-fault-unknown-sheet = 工作表“{ $sheet }”无法识别。可用的工作表：人员、单位、社区、点位、结对、说明。
roster-fault-header-not-found = 工作表“{ $sheet }”的前 { $rows } 行中没有找到表头。
roster-fault-missing-column = 工作表“{ $sheet }”缺少“{ $heading }”一列。
roster-fault-unknown-column = 工作表“{ $sheet }”{ $column } 列“{ $value }”无法识别，请删除或改为模板中的列名。
roster-fault-repeated-column = 工作表“{ $sheet }”{ $column } 列“{ $value }”与前面的列重复。
roster-fault-merged-cells = 工作表“{ $sheet }”的数据区有合并单元格（{ $range }），请取消合并并逐行填写。
roster-fault-too-many-rows = 工作表“{ $sheet }”超过 { $limit } 行，整表未导入，请分批导入。
roster-fault-formula = { $sheet } 第 { $row } 行 { $column } 列是公式“{ $value }”，请改为数值或文字。
roster-fault-error-value = { $sheet } 第 { $row } 行 { $column } 列是错误值“{ $value }”。
roster-fault-missing-value = { $sheet } 第 { $row } 行 { $column } 列“{ $heading }”未填写。
roster-fault-too-long = { $sheet } 第 { $row } 行 { $column } 列“{ $value }”有 { $length } 个字，最多 { $limit } 个字。
roster-fault-forbidden-sign = { $sheet } 第 { $row } 行 { $column } 列“{ $value }”含有不允许的字符 { $sign }。
roster-fault-identity-number = { $sheet } 第 { $row } 行 { $column } 列疑似身份证号。本助手不接收此类个人信息，请删除后重新发送。
roster-fault-phone-number = { $sheet } 第 { $row } 行 { $column } 列疑似手机号。本助手不接收此类个人信息，请删除后重新发送。
roster-fault-unknown-role = { $sheet } 第 { $row } 行 { $column } 列的角色“{ $value }”无法识别。可填：干部、联络员、副联络员、组织者、领导、管理员。
roster-fault-bad-position = { $sheet } 第 { $row } 行 { $column } 列的序号“{ $value }”应为正整数。
roster-fault-bad-flag = { $sheet } 第 { $row } 行 { $column } 列“{ $value }”请填是或否。
roster-fault-bad-coordinate = { $sheet } 第 { $row } 行 { $column } 列“{ $value }”不是 −{ $limit } 至 { $limit } 之间的度数。
roster-fault-half-coordinate = { $sheet } 第 { $row } 行的经度、纬度须同时填写或同时留空。
roster-fault-bad-datum = { $sheet } 第 { $row } 行 { $column } 列的坐标系“{ $value }”无法识别，请填 WGS-84 或 GCJ-02。
roster-fault-unknown-unit = { $sheet } 第 { $row } 行的单位“{ $value }”不在工作表“{ $known }”中。
roster-fault-unknown-community = { $sheet } 第 { $row } 行的社区“{ $value }”不在工作表“{ $known }”中。
roster-fault-repeated-row = { $sheet } 第 { $row } 行“{ $value }”与第 { $first } 行重复。
roster-fault-repeated-number = { $sheet } 第 { $row } 行的人员编号 { $value } 与第 { $first } 行重复。
roster-fault-repeated-person = { $sheet } 第 { $row } 行“{ $value }”与第 { $first } 行同单位、同姓名、同职务，无法区分，请填写人员编号。
fault-report-failed = 文件未能生成或读取，请稍后再试。如仍不成功，请联系管理员。

# 邀请
fault-invite-invalid = 邀请链接或邀请码无效，可能已更换。请向本单位联络员索取新的邀请。
fault-invite-expired = 邀请已过期。请向本单位联络员索取新的邀请。
fault-too-many-tries = 邀请码输错次数过多，请{ $minutes }分钟后再试，或直接点击邀请链接。
