"""Children of ``bot.reports`` that come ready: a process that has loaded their libraries forks one for each order.

Loading matplotlib, fpdf2 or openpyxl takes longer than what most tests have drawn or read. What a child does, how it
gets its order, gives its result and is killed stays as it is; ``tests/reports/test_child.py`` starts them in earnest.

Run as ``python -P -m tests.nursery SOCKET``, it serves until its standard input ends.
"""

from __future__ import annotations

import atexit
import importlib
import os
import pkgutil
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from bot import reports
from bot.reports import __main__ as tasks
from bot.reports import child

# What stands where Python would: it hands over its pipes, and ends as the one ends that works for it.
CLIENT = """\
import socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect({path!r})
    socket.send_fds(line, [sys.argv[-1].encode()], [0, 1, 2])
    status = line.recv(1)
sys.exit(status[0] if status else 1)
"""
LONGEST_TASK_BYTES = 100
PYTHON = sys.executable


class Interpreter:
    """Takes the place of ``sys`` in ``bot.reports.child``; the nursery is opened when it is first needed."""

    @property
    def executable(self) -> str:
        """The program to call: the client, or what a test has put in the place of Python."""
        return self._client if sys.executable == PYTHON else sys.executable

    @cached_property
    def _client(self) -> str:
        folder = Path(tempfile.mkdtemp(prefix="volunteer-nursery-"))
        path, client, program = folder / "socket", folder / "client.py", folder / "python"
        client.write_text(CLIENT.format(path=str(path)), encoding="utf-8")
        program.write_text(f"#!/bin/sh\nexec '{PYTHON}' -ISE '{client}' \"$@\"\n", encoding="utf-8")
        program.chmod(0o700)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [PYTHON, "-P", "-m", "tests.nursery", str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=child.environment(),
            start_new_session=True,
        )
        atexit.register(_close, process, folder)
        assert process.stdout is not None
        assert process.stdout.readline(), "the nursery did not open"
        return str(program)


def _close(process: subprocess.Popen[bytes], folder: Path) -> None:
    process.communicate()
    shutil.rmtree(folder)


def main(path: str) -> None:
    """Fork a child for everybody who calls, until the tests have ended."""
    for module in pkgutil.iter_modules(reports.__path__, f"{reports.__name__}."):
        importlib.import_module(module.name)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(path)
        door.listen()
        sys.stdout.write("open\n")
        sys.stdout.flush()
        end = sys.stdin.fileno()
        while True:
            ready, _, _ = select.select([door.fileno(), end], [], [])
            with suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass
            if end in ready:
                return
            _answer(door)


def _answer(door: socket.socket) -> None:
    line, _ = door.accept()
    with line:
        task, pipes, _, _ = socket.recv_fds(line, LONGEST_TASK_BYTES, 3)
        if pipes and os.fork() == 0:
            door.close()
            _work(line, task.decode(), pipes)
        for pipe in pipes:
            os.close(pipe)


def _work(line: socket.socket, task: str, pipes: list[int]) -> None:
    """Be the child: do the task on the caller's pipes, and end before it if it is killed."""
    for place, pipe in enumerate(pipes):
        os.dup2(pipe, place)
        os.close(pipe)
    threading.Thread(target=_end_with, args=(line,), daemon=True).start()
    status = 1
    try:
        status = tasks.main([task])
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    finally:
        line.send(bytes([status]))
        os._exit(status)


def _end_with(line: socket.socket) -> None:
    if not line.recv(1):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
