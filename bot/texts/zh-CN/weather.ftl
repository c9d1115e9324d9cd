### 天气关注：预报提示与值班表。仅供内部参考，机器人不发布气象预警。

snowfall-head = 【降雪预报·供参考】{ $place }{ $state ->
        [over] 　（已过去或不再预报）
       *[other] { "" }
    }
snowfall-figures = 预计{ $begin }至{ $end }{ $open ->
        [1] 或更晚
       *[other] { "" }
    }，24小时降雪量{ $least ->
        [1] 至少
       *[other] 约
    }{ $water }毫米（{ $grade }）。
snowfall-cold = 最低气温{ $degrees }℃。
snowfall-advice-none = 目前无需安排。
snowfall-advice-tell = 建议：关注。
snowfall-advice-stand-by = 建议：备勤。是否询问由您决定，本助手不会自行通知任何人。
snowfall-advice-muster = 建议：准备集结。是否发起由您决定，本助手不会自行通知任何人。
snowfall-taken = 已由值班同志处理（{ $at }）。
snowfall-source = 更新于{ $at }。数据来源：Open-Meteo.com。这不是气象预警，预警以气象部门发布为准；收到后可用“/snow 预警原文”转达。
snowfall-chart = 未来48小时降雪预报（供参考）。Weather data by Open-Meteo.com
button-snowfall-draft = 起草集结
button-snowfall-standby = 起草备勤
button-snowfall-seen = 已知悉
toast-snowfall-seen = 已登记
fault-snowfall-over = 这场降雪已过去，或不再预报。

snow-grade-none = 无降雪
snow-grade-trace = 零星小雪
snow-grade-light = 小雪
snow-grade-moderate = 中雪
snow-grade-heavy = 大雪
snow-grade-snowstorm = 暴雪
snow-grade-great_snowstorm = 大暴雪
snow-grade-extreme_snowstorm = 特大暴雪

weather-away = 【天气服务】自{ $since }起无法获取降雪预报，请留意气象部门发布的信息。恢复后另行告知。
weather-back = 【天气服务】降雪预报已恢复。

duty-head = <b>【清雪值班】</b>今后两周
duty-none = 【清雪值班】今后两周没有排班；有降雪预报时通知全体组织者。
duty-line = { $day }　{ $first }{ $second ->
        [none] { "" }
       *[other] 、{ $second }
    }
duty-how = 排班请发送：/duty 12-3 张三 李四（第一、第二值班人，须为组织者）
fault-duty = 没有看懂。请发送：/duty 月-日 第一值班人 第二值班人，例如 /duty 12-3 张三 李四；值班人须为已绑定的组织者。
