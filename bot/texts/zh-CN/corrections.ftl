### 更正：本人提出，单位核定，双方的话都保留。

button-me-correct = 提出更正：{ $day } { $title }
correction-head = 【提出更正】{ $title }，{ $day }
correction-record = 现有记录：签到{ $came }，签退{ $left }。
correction-choose = 记录有出入的，请选择一项，由本单位联络员核定。
correction-offer-waiting = 已提出：{ $kind ->
        [came] 本人到场（{ $came }{ $left ->
            [none] { "" }
           *[other] —{ $left }
        }）
        [left] { $left }签退
       *[other] 记录有误
    }{ $words ->
        [none] { "" }
       *[other] ，说明：{ $words }
    }。请等候核定。
correction-granted = 【更正已同意】{ $title }，{ $day }。记录已更新，可发送 /me 查看。
correction-granted-unchanged = 【更正已同意】{ $title }，{ $day }。记录未自动改动，由本单位联络员另行处理。
correction-refused = 【更正未同意】{ $title }，{ $day }。如有疑问，请联系本单位联络员。
correction-offer-granted = 您提出的更正已同意，记录已更新。
correction-offer-granted-unchanged = 您提出的更正已同意。记录未自动改动，由本单位联络员另行处理。
correction-offer-refused = 您提出的更正未获同意。如有疑问，请联系本单位联络员。
correction-offer-withdrawn = 上次提出的更正已撤回。
correction-request = 【更正申请】{ $name }：{ $title }，{ $day }
correction-claims = 本人说明：{ $kind ->
        [came] 当时到场（{ $came }{ $left ->
            [none] { "" }
           *[other] —{ $left }
        }）
        [left] { $left }签退
       *[other] 记录有误
    }{ $words ->
        [none] 。
       *[other] ；{ $words }
    }
correction-request-granted = 已于{ $time }同意，记录已更新。
correction-request-granted-unchanged = 已于{ $time }同意。
correction-request-own = 记录中没有他人代记的签到、签退，同意后不会自动改动。未到场的，请在点名（/rollcall）的“已签到”中点其姓名；时间有误的，请组织者用 /export 更正。
correction-request-refused = 已于{ $time }核定：不同意。
correction-request-withdrawn = 本人已于{ $time }撤回。
correction-ask-came = 请发送到场的时间，例如 { $start }-{ $end }，后面可写明原因；或点“按活动时间”。发送“取消”可放弃。
correction-ask-left = 请发送签退的时间，例如 { $end }，后面可写明原因。发送“取消”可放弃。
correction-ask-wrong = 请简要说明哪里有误（不超过100字）。发送“取消”可放弃。
correction-given-up = 已放弃，没有提出更正。

button-correction-came = 我到场了，没有签到
button-correction-left = 签退时间不对
button-correction-wrong = 记录有误
button-correction-standard = 按活动时间
button-correction-withdraw = 撤回
button-correction-grant = 同意
button-correction-refuse = 不同意
toast-correction-asked = 已提出，请等候核定
toast-correction-withdrawn = 已撤回
toast-correction-decided = 已核定

fault-no-correction = 没有可以更正的记录。
fault-correction-late = 更正须在活动后7天内提出，现已超过期限，请联系组织者。
fault-correction-early = 活动还没有结束，请在卡片上签到、签退。
fault-correction-waits = 这项活动已有一项更正在等候核定。
fault-correction-times = 没有看懂时间，或时间不在活动时段内。请按上面的例子重新发送。
fault-correction-words = 请写明原因，不超过100字。
fault-correction-decided = 这项更正已核定或撤回。
fault-correction-own = 本人的记录须由其他人核定。
