"""The child of ``bot.reports.child``: reads a pickled order from standard input, writes the pickled result to output.

Run as ``python -m bot.reports TASK``. It speaks to its own parent alone.
"""

from __future__ import annotations

import os
import pickle
import sys
import traceback
from collections.abc import Callable
from typing import Any


def _chart(order: Any) -> object:
    from bot.reports.chart import draw_chart  # noqa: PLC0415 - each task loads what it needs alone

    return draw_chart(order)


def _snow_chart(order: Any) -> object:
    from bot.reports.snow_chart import draw_snow_chart  # noqa: PLC0415 - as above

    return draw_snow_chart(order)


def _workbook(order: Any) -> object:
    from bot.reports.workbook import write_workbook  # noqa: PLC0415 - as above

    return write_workbook(order)


def _period_chart(order: Any) -> object:
    from bot.reports.period_chart import draw_period_chart  # noqa: PLC0415 - as above

    return draw_period_chart(order)


def _period_workbook(order: Any) -> object:
    from bot.reports.period_workbook import write_period_workbook  # noqa: PLC0415 - as above

    return write_period_workbook(order)


def _draw_callout_log(order: Any) -> object:
    from bot.reports.callout_log_picture import draw_callout_log  # noqa: PLC0415 - as above

    return draw_callout_log(order)


def _write_callout_log(order: Any) -> object:
    from bot.reports.callout_log_book import write_callout_log  # noqa: PLC0415 - as above

    return write_callout_log(order)


def _write_audit(order: Any) -> object:
    from bot.reports.audit_book import write_audit  # noqa: PLC0415 - as above

    return write_audit(order)


MOST_MEMORY_BYTES = 2 << 30


def _bound_memory() -> None:
    """Let a file made to unpack without end fail here, before the system looks for a process to kill."""
    try:
        import resource  # noqa: PLC0415 - not every system has it
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    bound = MOST_MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MOST_MEMORY_BYTES, most)
    resource.setrlimit(resource.RLIMIT_AS, (bound, most))


def _read_roster(file: Any) -> object:
    _bound_memory()
    from bot.reports.roster_sheet import read_roster  # noqa: PLC0415 - as above

    return read_roster(file)


def _write_roster(order: Any) -> object:
    from bot.reports.roster_file import write_roster  # noqa: PLC0415 - as above

    return write_roster(order)


def _write_invitations(order: Any) -> object:
    from bot.reports.invitations import write_invitations  # noqa: PLC0415 - as above

    return write_invitations(order)


def _draw_statement(order: Any) -> object:
    from bot.reports.statement_paper import draw_statement  # noqa: PLC0415 - as above

    return draw_statement(order)


def _write_statement(order: Any) -> object:
    from bot.reports.statement_book import write_statement  # noqa: PLC0415 - as above

    return write_statement(order)


def _draw_roll_sheet(order: Any) -> object:
    from bot.reports.roll_sheet_paper import draw_roll_sheet  # noqa: PLC0415 - as above

    return draw_roll_sheet(order)


def _draw_qr(link: Any) -> object:
    from bot.reports.qr import draw_qr  # noqa: PLC0415 - as above

    return draw_qr(link)


def _template(language: Any) -> object:
    from bot.reports.roster_file import write_template  # noqa: PLC0415 - as above

    return write_template(language)


def _write_record(order: Any) -> object:
    from bot.reports.record_file import write_record  # noqa: PLC0415 - as above

    return write_record(order)


def _read_record(file: Any) -> object:
    _bound_memory()
    from bot.reports.record_read import read_record  # noqa: PLC0415 - as above

    return read_record(file)


def _read_list(file: Any) -> object:
    _bound_memory()
    from bot.reports.list_file import read_list  # noqa: PLC0415 - as above

    return read_list(file)


def _write_calendar(order: Any) -> object:
    from bot.reports.calendar_file import write_calendar  # noqa: PLC0415 - as above

    return write_calendar(order)


TASKS: dict[str, Callable[[Any], object]] = {
    "chart": _chart,
    "draw_snow_chart": _snow_chart,
    "workbook": _workbook,
    "period_chart": _period_chart,
    "period_workbook": _period_workbook,
    "draw_callout_log": _draw_callout_log,
    "write_callout_log": _write_callout_log,
    "read_roster": _read_roster,
    "write_roster": _write_roster,
    "write_invitations": _write_invitations,
    "draw_qr": _draw_qr,
    "template": _template,
    "write_record": _write_record,
    "read_record": _read_record,
    "read_list": _read_list,
    "draw_statement": _draw_statement,
    "write_statement": _write_statement,
    "draw_roll_sheet": _draw_roll_sheet,
    "write_audit": _write_audit,
    "write_calendar": _write_calendar,
}


def main(arguments: list[str]) -> int:
    """Do one task and return the exit status: 0 done, 1 broken off, 2 called wrongly."""
    task = TASKS.get(arguments[0]) if len(arguments) == 1 else None
    if task is None:
        sys.stderr.write(f"usage: python -m bot.reports {'|'.join(TASKS)}\n")
        return 2
    if hasattr(os, "nice"):
        os.nice(5)  # the bot's answers come first
    # What a library may print must not get between the bytes of the result.
    with os.fdopen(os.dup(1), "wb") as output:
        os.dup2(2, 1)
        try:
            result = task(pickle.load(sys.stdin.buffer))  # noqa: S301 - pickled by our own parent, see child.py
        except Exception as error:  # noqa: BLE001 - the parent logs what is written here
            # Without the message: it may hold a name or a number from the rows.
            sys.stderr.write("".join(traceback.format_tb(error.__traceback__)) + type(error).__name__)
            return 1
        pickle.dump(result, output, pickle.HIGHEST_PROTOCOL)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
