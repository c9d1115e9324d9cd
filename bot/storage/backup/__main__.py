"""The child that makes a copy for the running bot: order and result are lines of JSON.

Run as ``python -m bot.storage.backup``. It reads ``{"url": …, "folder": …, "now": …}`` from standard input, so that no
password stands in a command line, and writes ``{"file": …}`` or ``{"fault": …}``, whose words hold no secret.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path

from bot.errors import Fault
from bot.storage.backup.making import make_copy
from bot.storage.engine import DatabaseAway

FAILED = 2


def main() -> int:
    """Make one copy."""
    os.nice(10)
    order = json.loads(sys.stdin.readline())
    try:
        copy = make_copy(order["url"], Path(order["folder"]), datetime.fromisoformat(order["now"]))
    except (Fault, DatabaseAway, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else getattr(error, "params", {}).get("reason", "")
        print(json.dumps({"fault": f"{type(error).__name__} {reason or ''}".strip()}))  # noqa: T201 - the answer
        return FAILED
    print(json.dumps({"file": copy.file.name, "megabytes": copy.megabytes}))  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
