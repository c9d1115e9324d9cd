"""The order of a picture of a forecast of snow, its words, and the way to have it drawn.

The picture says what the forecast says, for reference. Only the weather bureau issues warnings, so no word here sounds
like one. The long-running process may import this: what needs matplotlib is imported in ``draw_snow_chart`` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.rules.snow import Forecast, SnowGrade
from bot.texts import DEFAULT_LANGUAGE, language_of

ATTRIBUTION: Final = "Weather data by Open-Meteo.com (CC BY 4.0)"
"""As the licence of the data asks for, in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SnowChartOrder:
    """One picture of one forecast.

    ``now`` is the aware moment the 48 hours begin with; ``place`` says where, as the operator calls it; ``zone`` is the
    IANA name of the zone in which times are shown, ``language`` a code as in ``bot.texts.language_of``.
    """

    forecast: Forecast
    now: datetime
    place: str
    zone: str = "Asia/Shanghai"
    language: str = DEFAULT_LANGUAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class SnowWords:
    """What stands in the picture; ``{…}`` are filled in with ``str.format``."""

    title: str
    span: str
    water_24h: str
    amount: str
    at_least: str
    grades: dict[SnowGrade, str]
    grade_at_least: str
    uncertain: str
    basis: str
    unknown_hours: str
    incomplete: str
    period: str
    period_none: str
    period_open: str
    water_12h: str
    lowest: str
    degrees: str
    depth: str
    depth_values: str
    centimetres: str
    no_data: str
    hourly_water: str
    temperature: str
    hourly_depth: str
    weekdays: tuple[str, str, str, str, str, str, str]
    day: str
    fetched: str
    disclaimer: str
    attribution: str = ATTRIBUTION


CHINESE: Final = SnowWords(
    title="降雪预报（参考）",
    span="{place} · {start}起48小时",
    water_24h="未来24小时降雪量（融化后）",
    amount="{amount}毫米",
    at_least="至少",
    grades={
        SnowGrade.NONE: "无降雪",
        SnowGrade.TRACE: "零星小雪",
        SnowGrade.LIGHT: "小雪",
        SnowGrade.MODERATE: "中雪",
        SnowGrade.HEAVY: "大雪",
        SnowGrade.SNOWSTORM: "暴雪",
        SnowGrade.GREAT_SNOWSTORM: "大暴雪",
        SnowGrade.EXTREME_SNOWSTORM: "特大暴雪",
    },
    grade_at_least="至少{grade}",
    uncertain="情况不明",
    basis="量级取24小时、12小时标准中的较高者（GB/T 28592）",
    incomplete="{value}（数据不全）",
    unknown_hours="24小时中有{count}小时无数据，降雪量可能更大",
    period="降雪时段",
    period_none="48小时内未预报降雪",
    period_open="{start}起，停雪时间不明",
    water_12h="最强12小时降雪量",
    lowest="24小时最低气温",
    degrees="{degrees}℃",
    depth="野外积雪深度",
    depth_values="现{now}，24小时内最深{most}",
    centimetres="{depth}厘米",
    no_data="无数据",
    hourly_water="逐时降雪量（毫米，融化后）",
    temperature="气温（℃）",
    hourly_depth="野外积雪深度（厘米）",
    weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    day="{weekday} {month}{day}日",
    fetched="预报获取于{fetched}",
    disclaimer="仅供内部参考，不是气象预警",
)

ENGLISH: Final = SnowWords(
    title="Snow forecast (for reference)",
    span="{place} · 48 hours from {start}",
    water_24h="Snow in the next 24 hours, melted",
    amount="{amount} mm",
    at_least="at least ",
    grades={
        SnowGrade.NONE: "no snow",
        SnowGrade.TRACE: "a trace",
        SnowGrade.LIGHT: "light snow",
        SnowGrade.MODERATE: "moderate snow",
        SnowGrade.HEAVY: "heavy snow",
        SnowGrade.SNOWSTORM: "snowstorm",
        SnowGrade.GREAT_SNOWSTORM: "great snowstorm",
        SnowGrade.EXTREME_SNOWSTORM: "extreme snowstorm",
    },
    grade_at_least="at least {grade}",
    uncertain="uncertain",
    basis="graded by 24 and 12 hours, the higher counts (GB/T 28592)",
    incomplete="{value} (incomplete)",
    unknown_hours="no data for {count} of the 24 hours: it may be more",
    period="Snowfall",
    period_none="none foreseen within 48 hours",
    period_open="from {start}, end not known",
    water_12h="Heaviest 12 hours, melted",
    lowest="Lowest within 24 hours",
    degrees="{degrees} °C",
    depth="Snow lying in the open",
    depth_values="{now} now, at most {most}",
    centimetres="{depth} cm",
    no_data="no data",
    hourly_water="Snow by the hour (mm, melted)",
    temperature="Temperature (°C)",
    hourly_depth="Snow lying in the open (cm)",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    day="{weekday} {day} {month}",
    fetched="Forecast fetched {fetched}",
    disclaimer="For internal reference only; this is not a weather warning",
)


def snow_words_of(language: str) -> SnowWords:
    """Return the words for a language code as in ``bot.texts.language_of``."""
    return ENGLISH if language_of(language) == "en" else CHINESE


def draw_snow_chart(order: SnowChartOrder) -> bytes:
    """Return a PNG 1080 pixels wide and 1660 high, or 1410 where no depth of snow is known."""
    from bot.reports.snow_picture import draw_picture  # noqa: PLC0415 - it loads matplotlib

    return draw_picture(order, snow_words_of(order.language))
