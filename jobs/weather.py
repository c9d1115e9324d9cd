"""The weather's jobs: look at the forecast each half hour, and see to it that a proposed muster is noticed."""

from __future__ import annotations

import logging
from functools import partial

from bot.reports.child import ReportFailed, in_child
from bot.reports.snow_chart import SnowChartOrder
from bot.rules.snow import Advice, Forecast, Thresholds, advice, figures_of
from bot.services import weather_watch
from jobs.tools import Tools

log = logging.getLogger(__name__)


async def watch(tools: Tools) -> None:
    """Fetch the forecast and take it in; without a place in the settings nothing is asked."""
    if tools.forecast is None:
        return
    forecast = await tools.forecast()
    now = tools.clock.now()
    if not isinstance(forecast, Forecast):
        log.warning("weather.no_forecast cause=%s", forecast)
        await tools.storage.write(partial(weather_watch.note_away, now=now))
        return
    snow = tools.settings.snow
    figures = figures_of(forecast, now)
    found = advice(
        figures,
        Thresholds(
            tell_mm=snow.tell_mm,
            stand_by_mm=snow.stand_by_mm,
            muster_mm=snow.muster_mm,
            muster_depth_cm=snow.muster_depth_cm,
        ),
    )
    is_new = await tools.storage.read(partial(weather_watch.proposes, figures=figures, advice=found))
    chart = await _chart(tools, forecast) if is_new else None
    today = now.astimezone(tools.settings.operator.zone).date()
    await tools.storage.write(
        partial(weather_watch.note_forecast, now=now, today=today, figures=figures, advice=found, chart=chart)
    )
    if found is not Advice.NONE:
        log.info("weather.advice advice=%s new=%s", found.value, is_new)


async def _chart(tools: Tools, forecast: Forecast) -> bytes | None:
    """Have the picture drawn; a proposal does without where that fails."""
    operator = tools.settings.operator
    order = SnowChartOrder(
        forecast=forecast,
        now=tools.clock.now(),
        place=tools.settings.snow.place,
        zone=operator.timezone,
        language=operator.language,
    )
    try:
        picture: bytes = await in_child("draw_snow_chart", order)
    except ReportFailed:
        log.exception("weather.without_chart")
        return None
    return picture


async def escalate(tools: Tools) -> None:
    """Ring the next in line about a proposed muster that nobody has touched."""
    if not await tools.storage.read(weather_watch.waits):
        return
    now = tools.clock.now()
    today = now.astimezone(tools.settings.operator.zone).date()
    await tools.storage.write(partial(weather_watch.escalate, now=now, today=today))
