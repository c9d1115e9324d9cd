### 点名：单位名单的卡片、按钮与提示。姓名只出现在按钮上。

roll-head = 【点名】{ $unit }，{ $title }，{ $day }
roll-head-cancelled = 【点名】{ $unit }，{ $title }，{ $day }（已取消）
roll-figures = 应到 { $expected } · 已签到 { $present } · 请假 { $excused } · 不参加 { $declined } · 尚未签到 { $unknown }
roll-figures-final = 应到 { $expected } · 实到 { $present } · 请假 { $excused } · 不参加 { $declined } · 未到 { $no_show } · 未答复 { $no_answer }
roll-not-linked = 未绑定 { $count }（不计入应到，到场的可另行点名）
roll-missing-check-out = 未签退 { $count }

# 现在可以做什么
roll-not-yet = { $time }起可以点名。
roll-tap-left = 到场但未签到的，请点其姓名，按{ $time }签到；再点一次即撤销。
roll-tap-unlinked = 以下人员未绑定。到场的请点其姓名，按{ $time }签到；再点一次即撤销。
roll-tap-others = 以下人员请假或不参加。如已到场，请点其姓名，按{ $time }签到；再点一次即撤销。
roll-tap-guests = 以下人员编制在其他单位。到场的请点其姓名，按{ $time }签到；再点一次即撤销。
roll-nobody-left = 没有需要点名的人员。
roll-ask-check-outs = { $count }人未签退，是否按{ $time }签退计？
roll-confirmed = 名单已于{ $at }确认。
roll-closed = 这份名单已不能在此修改，如需更正请联系组织者。
roll-choose-unit = 【点名】{ $title }，{ $day }：共{ $count }个单位，已确认{ $confirmed }个。请选择单位。

button-roll-here = ✓ { $name }
button-roll-left = 尚未签到 { $count }
button-roll-unlinked = 未绑定 { $count }
button-roll-others = 请假·不参加 { $count }
button-roll-guests = 借调 { $count }
button-roll-confirm = 确认本单位名单
button-roll-count = 按{ $time }计
button-roll-skip = 不计
button-roll-back = 返回
button-roll-reopen = 重新打开
button-roll-unit-confirmed = ✓ { $unit }
button-page-before = 上一页
button-page-after = 下一页

toast-roll-here = 已记到场：{ $name }
toast-roll-taken-back = 已撤销：{ $name }
toast-roll-confirmed = 名单已确认
toast-roll-reopened = 名单已重新打开

fault-unit-nothing = 本单位目前没有已发出邀请的活动。邀请发出后，可再发送 /unit 查看答复情况。
fault-no-roll = 目前没有可以点名的活动。
fault-roll-gone = 这份名单已不能点名，活动可能已取消。请发送 /rollcall 查看现有名单。
fault-roll-not-yet = 还未到点名时间，{ $time }起可以点名。
fault-roll-confirmed = 名单已确认，如需修改请先点“重新打开”。
fault-roll-closed = 补签期限已过，如需更正请联系组织者。
fault-roll-confirm-not-yet = 服务尚未结束，{ $time }后可以确认名单。
fault-not-of-unit = 此人不在本单位名单里。

roll-moved = 另有{ $count }人并入清雪集结，在清雪记录中计算。

# 补签、分歧、其余人员
roll-conflicts = 待核 { $count }（本人已签到，单位未见到）
roll-ask-rest = 仍有{ $count }人尚未签到。请选择：其余全部未到，或其余全部到场（按{ $time }签到）。
roll-ask-why = 周报已生成，补签须注明原因：
roll-late = 周报已生成，仍可补签：请点其姓名，按{ $time }签到，并选择原因。
roll-tap-self = 以下人员自行签到。现场未见到的，请点其姓名；本人与单位的记录都保留，待核实；再点一次即撤销。
roll-tap-conflict = 以下人员已自行签到，但单位登记为未见到。请核实后选择。
roll-why-forgot = 忘记签到
roll-why-phone = 手机故障
roll-why-network = 网络故障
roll-why-paper = 纸质签到
button-roll-self = 已签到 { $count }
button-roll-conflict = 待核 { $count }
button-roll-denied = ✗ { $name }
button-roll-rest-absent = 其余全部未到
button-roll-rest-here = 其余全部到场
button-roll-decide-here = { $name }：按到场计
button-roll-decide-absent = 按未到计
toast-roll-denied = 已登记未见到：{ $name }，待核实
toast-roll-decided = 已核定：{ $name }
fault-roll-reason-wanted = 周报已生成，补签请先选择原因。
fault-roll-no-conflict = 此人没有需要核定的记录。

# 完成的数量：件数、株数
roll-quantity-matters = 办理 { $count } 件
roll-quantity-trees = 植树 { $count } 株
roll-quantity-ask-matters = 【填写件数】{ $unit }，{ $title }，{ $day }：请发送本单位本次办理的件数，例如 12。不填可回复“取消”。
roll-quantity-ask-trees = 【填写株数】{ $unit }，{ $title }，{ $day }：请发送本单位本次植树的株数，例如 30。不填可回复“取消”。
roll-quantity-entered-matters = 已登记：{ $unit }{ $day }办理{ $count }件。更正期内可在点名卡片上修改或撤销。
roll-quantity-entered-trees = 已登记：{ $unit }{ $day }植树{ $count }株。更正期内可在点名卡片上修改或撤销。
roll-quantity-given-up = 已取消，没有改动。
button-roll-quantity-matters = 填写件数
button-roll-quantity-trees = 填写株数
button-roll-quantity-change-matters = 修改件数
button-roll-quantity-change-trees = 修改株数
button-roll-quantity-remove-matters = 撤销件数
button-roll-quantity-remove-trees = 撤销株数
toast-roll-quantity-ask = 请发送一个整数
toast-roll-quantity-removed = 已撤销
fault-roll-quantity-unfit = 没有登记：请发送0到{ $most }之间的整数，例如 12。不填可回复“取消”。
fault-roll-no-quantity = 这类活动不登记数量。
