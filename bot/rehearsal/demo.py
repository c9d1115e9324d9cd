"""``volunteer-bot demo``: plays a story, shows what happened, checks the promises and leaves the files."""

from __future__ import annotations

import asyncio
import itertools
import logging
import shutil
import sys
import time
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import Any, Final, Protocol

from bot.config import Settings
from bot.errors import Fault
from bot.model import Role
from bot.rehearsal import desk_demo, snow_demo
from bot.rehearsal.figures import read_tables, table
from bot.rehearsal.outcome import Outcome, as_file, papers_on, transcript_of
from bot.rehearsal.printing import Printer, counts
from bot.rehearsal.promises import check
from bot.rehearsal.town import GROUP, chance, found
from bot.rehearsal.week import Week
from bot.sandbox import Phone
from bot.storage import demo_mark, schema

__all__ = ["Outcome", "TooFewPeople", "rehearse", "run_demo", "settings_for"]

FEWEST_PEOPLE: Final = 12
DATABASE: Final = "volunteer-demo.sqlite3"
LOG: Final = "bot.log"


class TooFewPeople(Fault):
    """A town of so few has not got everybody whom the story needs; ``fewest`` says how many it takes."""

    key = "fault-demo-people"


class Story(Protocol):
    """Plays over a fresh database, and hands over what came of it."""

    def __call__(
        self, settings: Settings, *, people: int, seed: int, printer: Printer, language: str
    ) -> Coroutine[Any, Any, Outcome]: ...


def run_demo(people: int, seed: int, out: Path, language: str, story: str = "friday") -> int:
    """Play the demo; return the exit status: 0, or 1 when a promise was broken.

    Args:
        people: How many live in the town.
        seed: The same seed gives the same week.
        out: The folder for database, files and log; an earlier demo in it is replaced.
        language: That of the output, the phones and the files.
        story: Which one is played: a Friday's week, a night of snow, or an organizer's week.

    Raises:
        TooFewPeople: The town would lack a part of the story.
        NotDemoFolder: The folder holds something that is not the demo's.
    """
    if people < FEWEST_PEOPLE:
        raise TooFewPeople(fewest=FEWEST_PEOPLE)
    demo_mark.claim(out)
    _empty(out)
    printer = Printer(sys.stdout.write, language)
    with _log_to(out / LOG):
        settings = settings_for(f"sqlite:///{out / DATABASE}", language)
        schema.upgrade(settings.database.url)
        outcome = asyncio.run(STORIES[story](settings, people=people, seed=seed, printer=printer, language=language))
    for name, content in outcome.files.items():
        (out / name).write_bytes(content)
    printer.table(outcome.rows, outcome.head)
    printer.promises(outcome.promises)
    broken = sum(not promise.is_kept for promise in outcome.promises)
    printer.line("demo-broken" if broken else "demo-kept", count=broken)
    printer.line("demo-files", folder=str(out), names=", ".join(sorted(outcome.files)))
    return 1 if broken else 0


def settings_for(url: str, language: str) -> Settings:
    """Return the settings of the demo: the defaults, an invented city, and somebody who answers for the data."""
    return Settings.model_validate(
        {
            "database": {"url": url},
            "operator": {"language": language, "summary_chats": [GROUP]},
            "delivery": {"second_approval_above": 0},  # one organizer is played, however large the city
            "privacy": {"person_in_charge": "李四", "contact": "0437-0000000"},
        }
    )


async def rehearse(settings: Settings, *, people: int, seed: int, printer: Printer, language: str) -> Outcome:
    """Play one week over a fresh database and look at everything that came of it."""
    since = time.monotonic(), time.process_time()
    town = found(people, chance(str(seed)))
    printer.line("demo-begin", people=people, units=len(town.units), seed=seed)

    def tell(key: str) -> None:
        printer.progress(key, week.agenda.now, week.calendar.zone, counts(week))

    week = Week(settings, town, seed=seed, tell=tell, language=language)
    try:
        await week.play()
        storage = week.stage.bot.storage
        tables = await storage.read(read_tables)
        promises = await storage.read(lambda session: check(session, week, tables))
        files = dict(week.papers.files) | _chats(week)
        return Outcome(table(week, tables, since=since), promises, files)
    finally:
        await week.stage.close()


STORIES: Final[Mapping[str, Story]] = {"friday": rehearse, "snow": snow_demo.rehearse, "week": desk_demo.rehearse}


def _chats(week: Week) -> dict[str, bytes]:
    """Take from the phones what people would show each other: the summary with its files, and two chats."""
    zone = week.calendar.zone
    organizer = next(person for person in week.people if person.resident.has(Role.ORGANIZER)).phone
    files = {
        "transcript.txt": as_file(week.stills.text()),
        "organizer.txt": as_file(transcript_of(organizer, zone, week.say)),
        "summary.txt": as_file(_letter(organizer)),
    }
    return files | dict(papers_on(organizer, chart="chart.png", workbook="workbook.xlsx"))


def _letter(phone: Phone) -> str:
    """Find the text of Monday's summary on a reader's phone: the last one before its chart."""
    until_chart = itertools.takewhile(lambda message: message.photo is None, phone.messages)
    return next((message.text for message in reversed([*until_chart]) if message.file is None), "")


def _empty(folder: Path) -> None:
    """Take away what an earlier demo left; the folder bears its mark."""
    for path in folder.iterdir():
        if path.name == demo_mark.MARK:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


class _log_to:  # noqa: N801 - reads as the verb it is
    """Send what the bot logs to a file for a while, and nothing to the terminal."""

    def __init__(self, path: Path) -> None:
        self._handler = logging.FileHandler(path, encoding="utf-8")
        self._handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def __enter__(self) -> None:
        root = logging.getLogger()
        self._before = root.handlers[:], root.level
        root.handlers, root.level = [self._handler], logging.INFO
        for name in ("httpx", "aiohttp.access", "alembic"):
            logging.getLogger(name).setLevel(logging.WARNING)

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.handlers, root.level = self._before
        self._handler.close()
