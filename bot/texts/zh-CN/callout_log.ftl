### 集结记录：收队后发给组织者。只列点位和单位合计，不作排名；人员名单只在附表中。

callout-log =
    【清雪集结记录】{ $drill ->
        [1] （演练）
       *[other] { "" }
    }{ $called }发起，已收队。
    用时：首人{ $first }，过半{ $half }，满员{ $full }。
    响铃{ $rung }部，需{ $quota }人，到岗{ $came }人，{ $drill ->
        [1] 共{ $hours }小时（演练不计入服务时长）。
       *[other] 服务{ $hours }小时。
    }
callout-log-workbook = { $drill ->
        [1] （演练）
       *[other] { "" }
    }{ $called }发起的集结：概况、点位、单位、人员。附表含人员名单{ $persons }条，仅供工作使用，请勿转发。
callout-log-file-chart = 清雪集结记录{ $day }{ $drill ->
        [1] （演练）
       *[other] { "" }
    }.png
callout-log-file-workbook = 清雪集结记录{ $day }{ $drill ->
        [1] （演练）
       *[other] { "" }
    }.xlsx
