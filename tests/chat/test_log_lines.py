"""What the log of a day says: events with ids, and neither a name, a number nor a word that somebody wrote."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.chat import routes
from bot.logs import set_up_logging
from bot.model import Cadre, Unit
from tests.chat.friday import friday_on

TYPED = "我的电话是13812345678，家住和平街1号"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logging(logging.DEBUG, stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], sys.excepthook = handlers, hook
    root.setLevel(level)


async def test_no_line_holds_a_name_or_what_somebody_wrote(
    sqlite_url: str, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(*_given: object) -> None:
        raise LookupError(f"cannot read {TYPED}")

    monkeypatch.setattr(routes, "COMMANDS", {**routes.COMMANDS, "stumble": stumble})
    async with friday_on(sqlite_url) as friday:
        await friday.opened()
        await friday.tap(friday.cadre(0), "参加")
        await friday.excuse(friday.cadre(1), "病假")
        await friday.type(friday.cadre(2), TYPED)
        await friday.type(friday.cadre(3), "/stumble")
        friday.stage.sandbox.person(999_999).type(TYPED)
        friday.cadre(4).block()
        await friday.stage.bot.ring(next(job for job in friday.stage.bot.jobs if job.id == "fridays.steps"))
        await friday.soon()
        names = friday.read(lambda session: [*session.scalars(select(Cadre.name)), *session.scalars(select(Unit.name))])
    said = log.getvalue()
    assert "dispatch.unforeseen inbox=" in said
    assert "LookupError: cannot read ***" in said
    assert len(names) > 10
    for word in (*names, TYPED, "13812345678", "和平街", "病假"):
        assert word not in said, word
