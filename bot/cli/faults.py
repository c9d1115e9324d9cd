"""What a fault means for the person at the terminal: words for what was foreseen, the log for what was not."""

from __future__ import annotations

import logging
import sys
from typing import Final

from bot.cli.console import Console
from bot.config import SettingsInvalid
from bot.errors import Fault
from bot.logs import event, set_up_logging
from bot.storage import DatabaseAway
from bot.storage.engine import is_away

log = logging.getLogger(__name__)

UNFORESEEN: Final = 1
FORESEEN: Final = 2


def explain(error: Exception, console: Console) -> int:
    """Say what went wrong; return the exit code."""
    if isinstance(error, SettingsInvalid):
        print(error.text(console.language), file=sys.stderr)
    elif isinstance(error, Fault):
        console.complain(error.key, **error.params)
    elif isinstance(error, DatabaseAway) or is_away(error):
        console.complain("cli-database-away", reason=_reason(error))
    elif isinstance(error, OSError) and error.filename:
        console.complain("cli-file-fault", file=str(error.filename), reason=error.strerror or type(error).__name__)
    else:
        if not logging.getLogger().handlers:
            set_up_logging()
        event(log, "program.failed", level=logging.CRITICAL, error=error)
        console.complain("cli-unforeseen")
        return UNFORESEEN
    return FORESEEN


def _reason(error: Exception) -> str:
    """Return the first line of what the driver says; the rest repeats statement and address."""
    origin = getattr(error, "orig", None) or error
    return next(iter(str(origin).splitlines()), type(error).__name__)
