"""Has the files of a summary made in the child: chart and totals of the units, or the sheet of persons.

Imports nothing that draws; the long-running process may import it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from bot.config import OperatorSettings
from bot.reports.child import in_child
from bot.reports.orders import ChartOrder, PeriodOrder, WorkbookOrder
from bot.rules.figures import PersonRow, WeekFigures
from bot.rules.period_figures import PeriodFigures
from bot.services.summary_letters import Files


async def make_files(
    figures: WeekFigures,
    operator: OperatorSettings,
    languages: Iterable[str],
    *,
    check_by: date | None = None,
    compare_units: bool = False,
) -> dict[str, Files]:
    """Have chart and workbook of a week made in each language; the workbook holds totals of units and no person.

    ``compare_units`` puts the rate of each unit into the chart as well.

    Raises:
        ReportFailed: The child broke off.
    """
    files = {}
    for language in sorted(set(languages)):
        order = ChartOrder(figures=figures, organization=operator.name, language=language, compare_units=compare_units)
        chart, workbook = await asyncio.gather(
            in_child("chart", order),
            in_child("workbook", _order(figures, operator, language, None, check_by)),
        )
        files[language] = Files(chart, workbook)
    return files


async def make_period_files(
    figures: PeriodFigures, operator: OperatorSettings, languages: Iterable[str]
) -> dict[str, Files]:
    """Have chart and workbook of a month or a year made in each language, without any person.

    Raises:
        ReportFailed: The child broke off.
    """
    files = {}
    for language in sorted(set(languages)):
        order = PeriodOrder(figures=figures, organization=operator.name, language=language)
        chart, workbook = await asyncio.gather(in_child("period_chart", order), in_child("period_workbook", order))
        files[language] = Files(chart, workbook)
    return files


async def make_person_sheet(
    figures: WeekFigures, persons: Iterable[PersonRow], operator: OperatorSettings, language: str
) -> bytes:
    """Have the workbook with one row a person made.

    Raises:
        ReportFailed: The child broke off.
    """
    made: bytes = await in_child("workbook", _order(figures, operator, language, tuple(persons), None))
    return made


def _order(
    figures: WeekFigures,
    operator: OperatorSettings,
    language: str,
    persons: tuple[PersonRow, ...] | None,
    check_by: date | None,
) -> WorkbookOrder:
    return WorkbookOrder(
        figures=figures,
        organization=operator.name,
        persons=persons,
        zone=operator.timezone,
        check_by=check_by,
        language=language,
    )
