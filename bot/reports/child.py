"""Has charts, workbooks and rosters made in a short-lived process, so that the bot itself never loads what draws them.

matplotlib and openpyxl would cost the long-running process some 100 MB for good; and a file that someone sent, however
broken, can only bring down the child that reads it.

Order and result travel through pipes as pickles. What goes in was pickled by us. What comes back is taken apart by an
unpickler that builds nothing but the rows of a roster or a record, since the child has handled a stranger's file by
then. The child gets none of our settings, so there is no token in it either.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
import os
import pickle
import sys
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from bot.errors import Fault
from bot.rules import record_sheet, roster_sheet

CHILDREN_AT_ONCE: Final = 2
TIMEOUT_SECONDS: Final = 60
SETTINGS_PREFIX: Final = "VOLUNTEER_BOT_"
LOGGED_CHARACTERS: Final = 2_000

_log = logging.getLogger(__name__)
_places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


class ReportFailed(Fault):
    """The child broke off, took too long or gave back what it should not; ``task`` says what was to be made."""

    key = "fault-report-failed"


async def in_child(task: str, payload: Any, *, timeout_seconds: float = TIMEOUT_SECONDS) -> Any:
    """Have one task done in a process of its own; at most two run at once, further ones wait their turn.

    Args:
        task: ``chart`` (takes a ChartOrder), ``workbook`` (WorkbookOrder), ``period_chart`` and ``period_workbook``
            (PeriodOrder), ``read_roster`` (RosterFile),
            ``write_roster`` (RosterOrder), ``write_invitations`` (InvitationsOrder), ``template`` (a language),
            ``draw_qr`` (a link),
            ``write_record`` (RecordOrder), ``read_record`` (RosterFile) or ``read_list`` (RosterFile).
        payload: What the task takes, see ``bot.reports.orders``.
        timeout_seconds: How long the process may run, real time; then it is killed.

    Returns:
        The bytes of the PNG or .xlsx; of ``read_roster`` the RosterSheet, of ``read_record`` the ReturnedSheet, of
        ``read_list`` its rows as text.

    Raises:
        ReportFailed: There is no result; what the child said on its standard error is logged.
    """
    order = pickle.dumps(payload, pickle.HIGHEST_PROTOCOL)
    async with _places.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(CHILDREN_AT_ONCE)):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot.reports", task),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment(),
            start_new_session=True,  # a Ctrl-C at the terminal is for the bot, which then ends its own way
        )
        try:
            async with asyncio.timeout(timeout_seconds):
                result, errors = await process.communicate(order)
        except TimeoutError:
            _log.warning("report task=%s killed after %s s", task, timeout_seconds)
            raise ReportFailed(task=task) from None
        finally:
            await _end(process)
    if process.returncode:
        said = errors.decode("utf-8", "replace")[-LOGGED_CHARACTERS:]
        _log.error("report task=%s failed with status %s: %s", task, process.returncode, said)
        raise ReportFailed(task=task)
    return _opened(task, result)


def environment() -> dict[str, str]:
    """Return our environment without the bot's settings, and with the place of this very program first."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(SETTINGS_PREFIX)}
    places = [str(Path(__file__).resolve().parents[2]), kept.get("PYTHONPATH", "")]
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, places)), "OPENBLAS_NUM_THREADS": "1"}


async def _end(process: asyncio.subprocess.Process) -> None:
    """See that the child is gone, also when we were cancelled or ran out of patience."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself just now
            process.kill()
        await process.communicate()


_ROWS: Final = {module.__name__: module for module in (roster_sheet, record_sheet)}


class _RowsOnly(pickle.Unpickler):
    """Builds plain values and the rows of a roster or a record; any other class is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (known := _ROWS.get(module)) is not None:
            found = getattr(known, name, None)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no business in a report")


def _opened(task: str, result: bytes) -> Any:
    try:
        return _RowsOnly(io.BytesIO(result)).load()
    except Exception as error:  # whatever does not unpickle
        _log.exception("report task=%s gave back something else", task)
        raise ReportFailed(task=task) from error
