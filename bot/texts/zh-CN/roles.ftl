### 角色与权限：/roles 的卡片、提问、给本人的一句话。

command-roles = 角色与权限

# 全部角色
roles-head = 【角色】共{ $count }人担任角色。点姓名可开通、收回。
roles-lacking = 没有联络员的单位{ $count }个：{ $units }
roles-of = <b>{ $role }</b>（{ $count }）
roles-holder =
    { $name }{ $place ->
        [none] { "" }
       *[other] ，{ $place }
    }{ $linked ->
        [no] （未绑定）
       *[other] { "" }
    }
roles-until = ，至{ $year }年{ $day }
button-roles-find = 查人

# 查人
roles-ask-whom = 请发送姓名或人员编号。不再查找请发送“取消”。
roles-several = 名为“{ $name }”的不止一人，请改发编号：
    { $people }
roles-nobody = 花名册中没有“{ $name }”。只能为花名册中的人员开通角色，请核对后重新发送。
roles-left = { $name }已不在花名册中，不能开通角色。
roles-cancelled = 已取消。

# 一个人
roles-person = 【角色】{ $name }{ $unit ->
        [none] { "" }
       *[other] （{ $unit }）
    }，编号{ $number }{ $linked ->
        [no] ，未绑定
       *[other] { "" }
    }
roles-line =
    · { $role }{ $place ->
        [none] { "" }
       *[other] （{ $place }）
    }
roles-none = 没有担任角色。
roles-which = 请选择要开通的角色：
roles-where = 请选择{ $role }所在的单位或点位：
roles-nowhere = 还没有可选的单位或点位，请先导入花名册。
roles-over = { $unit }现有联络员{ $names }。由{ $name }接任，还是同时担任？接任后待办的名单、申请、更正转给{ $name }，已有记录不变。
button-roles-offer = 开通角色
button-role-take =
    收回{ $role }{ $place ->
        [none] { "" }
       *[other] ：{ $place }
    }
button-role-until = 设期限：{ $role }
button-role-over = 接任（{ $names }卸任）
button-role-beside = 同时担任
toast-role-given = 已开通“{ $role }”权限
toast-role-taken = 已收回“{ $role }”权限
toast-role-no-end = 已改为不限期

# 期限
roles-ask-until = { $name }的“{ $role }”权限到哪一天为止？请发送日期，如 2027-6-30，当日仍有效。不设期限请点“不限”。
button-role-no-end = 不限

# 给本人
role-given = 已为您开通“{ $role }”权限。发送 /help 可查看新增的功能。
role-given-in = 已为您开通“{ $role }”权限（{ $place }）。发送 /help 可查看新增的功能。
role-taken = 您的“{ $role }”权限已收回。
role-taken-in = 您的“{ $role }”权限（{ $place }）已收回。
role-ended = 您的“{ $role }”权限已到期。
role-ended-in = 您的“{ $role }”权限（{ $place }）已到期。
role-until = 您的“{ $role }”权限至{ $year }年{ $day }到期，当日仍有效。
role-until-in = 您的“{ $role }”权限（{ $place }）至{ $year }年{ $day }到期，当日仍有效。
role-unlimited = 您的“{ $role }”权限已改为不限期。
role-unlimited-in = 您的“{ $role }”权限（{ $place }）已改为不限期。
role-ending = 您的“{ $role }”权限明天（{ $day }）到期，当日仍有效。
role-ending-in = 您的“{ $role }”权限（{ $place }）明天（{ $day }）到期，当日仍有效。
role-ending-of = { $name }的“{ $role }”权限明天（{ $day }）到期。需要延长请发送 /roles { $name }。
role-ending-of-in = { $name }的“{ $role }”权限（{ $place }）明天（{ $day }）到期。需要延长请发送 /roles { $name }。
role-kept = 您是唯一的{ $role }，权限到期后仍予保留，改为不限期。
role-kept-in = 您是唯一的{ $role }（{ $place }），权限到期后仍予保留，改为不限期。

fault-last-admin = 这是最后一名管理员，不能收回、设期限、解除绑定或离开。请先为另一名已绑定的人员开通不限期的管理员权限。
fault-roles-nobody = 花名册中没有这个人。只能为花名册中的人员开通角色。
fault-roles-left = { $name }已不在花名册中，不能开通角色。
fault-roles-gone = 该角色已不在其名下，请以最新卡片为准。
fault-roles-held = 已担任该角色。
fault-roles-no-site = 没有这个点位。
fault-roles-end = 日期没有看懂，或早于今天。请发送如 2027-6-30 的日期，或“不限”“取消”。
