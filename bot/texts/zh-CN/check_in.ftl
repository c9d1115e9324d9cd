### 签到方式：签到码、二维码、位置核对。

command-code = 签到码

# 负责人的签到码卡片
site-code-head = 【签到码】{ $place }，{ $title }，{ $day }
site-code-now =
    <b>{ $code }</b>
    { $until }前使用，最迟{ $last }失效。请念给在场人员，或出示二维码；请勿转发。
site-code-early = 签到从{ $time }起，届时点“刷新”显示签到码。
site-code-over = 本次签到已结束。
site-code-choose = 【签到码】共{ $count }个点位，请选择：
site-code-picture = 【扫码签到】{ $place }，{ $until }前有效。用手机相机扫描即可签到；请勿转发。
button-site-code = 签到码
button-code-refresh = 刷新
button-code-picture = 二维码
toast-code-refreshed = 已刷新
toast-code-picture = 二维码已发送
fault-site-code-none = 目前没有可以出示签到码的点位。
fault-site-code-not-yet = 签到从{ $time }起，届时再出示二维码。

# 本人输入签到码
button-enter-code = 输入签到码
site-code-ask = 请发送现场的6位签到码。如不再输入，请回复“取消”。
site-code-ask-again = 签到码是6位数字，请重新发送。如不再输入，请回复“取消”。
site-code-given-up = 已取消，没有签到。
toast-code-ask = 请发送6位签到码
site-code-checked-in =
    { $late ->
        [0] 签到成功，时间{ $time }，
       *[other] 已签到，时间{ $time }（迟到{ $late }分钟），
    }地点：{ $place }。结束后请记得签退。
site-code-checked-in-elsewhere =
    { $late ->
        [0] 签到成功，时间{ $time }，
       *[other] 已签到，时间{ $time }（迟到{ $late }分钟），
    }地点：{ $place }。原通知您到{ $asked }，现按您所在的{ $place }登记。结束后请记得签退。

# 签到码不能用
fault-tap-off =
    { $way ->
        [code] 未签到：本次活动凭签到码签到。请向现场负责人索取6位签到码并直接发送，或扫描二维码。
        [location] 未签到：本次活动须核对位置签到。请到场后点卡片上的“发送位置”。
       *[none] 未签到：本次活动由现场点名登记，您无需自行签到。
    }
fault-code-off = 本次活动不使用签到码。
fault-codes-not-read = 签到码输错次数过多，{ $minutes }分钟内不再受理。可请现场负责人点名登记。
fault-code-unknown = 未签到：签到码不对。请向现场负责人核对后再发。
fault-code-expired = 未签到：这是{ $place }的旧签到码，已于{ $time }失效。请向现场负责人索取新码。
fault-code-over = 未签到：这是{ $place }{ $day }的签到码，已不在签到时间。
fault-code-elsewhere = 未签到：这是{ $place }的签到码，您本次的地点是{ $own }。如地点有误，请联系本单位联络员。

# 位置核对
button-send-position = 发送位置
key-position-send = 发送我的位置
key-position-back = 返回
position-notice =
    【位置核对】位置信息属于敏感个人信息，须经您单独同意。
    1. 用途：签到时与服务地点比较一次，作为到场的佐证。
    2. 只保存距离（米）和是否在范围内；坐标核对后即丢弃，不作保存。
    3. 消息经境外平台 Telegram 传送。
    4. 不同意也能签到：可用其他签到方式，或由现场点名。同意后可随时在 /settings 撤回。
    是否同意？
position-ask = 请点下方“发送我的位置”。您的位置仅用于本次核对，不作保存。
position-declined = 不使用您的位置。请用其他方式签到，或由现场点名。
position-withdrawn = 已撤回同意，今后不再核对您的位置。请用其他方式签到，或由现场点名。
position-left = 没有发送位置。
position-already-in = 您已于{ $day }{ $time }签到，无需重复。位置未作核对和保存。
position-checked-in =
    { $late ->
        [0] 签到成功，时间{ $time }，
       *[other] 已签到，时间{ $time }（迟到{ $late }分钟），
    }地点：{ $place }，距签到点约{ $metres }米{ $accuracy ->
        [none] （手机未报告精度）
       *[other] （手机报告精度{ $accuracy }米）
    }。位置不作保存。结束后请记得签退。
position-outside =
    暂未签到：您距{ $place }签到点约{ $metres }米，超出签到范围（{ $radius }米）{ $accuracy ->
        [none] ，手机未报告精度
       *[other] ，手机报告精度{ $accuracy }米
    }。您的位置仅用于本次核对，不作保存。
position-outside-next = 请到达现场后重试，或向现场负责人索取签到码；位置只是佐证，不作为条件。
button-position-again = 重新定位
button-position-anyway = 仍然签到
button-position-withdraw = 撤回位置核对的同意
position-site-may-be-off = 【点位坐标】有人在{ $place }签到时，位置与点位相差的方向和距离正像国内地图的坐标偏移（GCJ-02）。请核对该点位的坐标是否抄自国内地图。
fault-position-off = 本次活动不核对位置，请用其他方式签到。
fault-position-site = 您的服务点位没有登记坐标，无法核对位置，请用其他方式签到。
fault-position-forwarded = 未签到：这是转发的位置。请点下方“发送我的位置”，发送您本人此刻的位置。
fault-position-live = 未签到：不接收实时位置，请停止共享。请点下方“发送我的位置”，只发送一次。
fault-position-picked = 未签到：这是从地图上选的地点。请点下方“发送我的位置”，发送您本人此刻的位置。
fault-position-old = 未签到：这是{ $minutes }分钟前发出的位置。请点下方“发送我的位置”，重新发送。
