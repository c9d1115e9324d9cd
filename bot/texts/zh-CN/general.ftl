### 通用文字：各处共用。每种语言的键和占位符须一致；参数由程序转义，标签只写 Telegram 支持的 HTML。

# 没有预料到的差错：处理失败时只给本人这一句。
fault-unknown = 抱歉，这一步没有办成，已转告管理员。请稍后再试。

# 日期与时长的写法，由 bot/texts/formats.py 使用。
format-day = { $month }{ $day }日（{ $weekday }）
format-day-time = { $day }{ $time }
format-span-minutes = { $minutes }分
format-span-hours = { $hours }小时
format-span = { $hours }小时{ $minutes }分
format-week-same-month = { $year }年第{ $week }周（{ $month }{ $first }日—{ $last }日）
format-week = { $year }年第{ $week }周（{ $month }{ $first }日—{ $last_month }{ $last }日）
format-list-separator = 、
format-year-month = { $year }年{ $month }
format-year = { $year }年
format-weekday-1 = 星期一
format-weekday-2 = 星期二
format-weekday-3 = 星期三
format-weekday-4 = 星期四
format-weekday-5 = 星期五
format-weekday-6 = 星期六
format-weekday-7 = 星期日
format-month-1 = 1月
format-month-2 = 2月
format-month-3 = 3月
format-month-4 = 4月
format-month-5 = 5月
format-month-6 = 6月
format-month-7 = 7月
format-month-8 = 8月
format-month-9 = 9月
format-month-10 = 10月
format-month-11 = 11月
format-month-12 = 12月
