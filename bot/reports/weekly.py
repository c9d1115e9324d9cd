"""Has the files of a weekly summary made in the child: chart and totals of the units, or the sheet of persons.

Imports nothing that draws; the long-running process may import it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import date

from bot.config import OperatorSettings
from bot.reports.child import in_child
from bot.reports.orders import ChartOrder, WorkbookOrder
from bot.rules.figures import PersonRow, WeekFigures
from bot.services.summary_letters import Files


async def make_files(
    figures: WeekFigures, operator: OperatorSettings, languages: Iterable[str], *, check_by: date | None = None
) -> dict[str, Files]:
    """Have chart and workbook made in each language; the workbook holds totals of units and no person.

    Raises:
        ReportFailed: The child broke off.
    """
    files = {}
    for language in sorted(set(languages)):
        chart, workbook = await asyncio.gather(
            in_child("chart", ChartOrder(figures=figures, organization=operator.name, language=language)),
            in_child("workbook", _order(figures, operator, language, None, check_by)),
        )
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
