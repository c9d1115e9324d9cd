"""Sending the weekly summary: to whom, in which order, in whose language, and once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Attachment, Cadre, Message, Occurrence, Role, RoleGrant
from bot.services import summaries, summary_letters
from bot.services.summary_letters import DueSummary, Edition, Files
from bot.storage.engine import writing_engine
from tests.services.weeks import MONDAY, NEXT_MONDAY, cadres_of, enter, hold
from tests.town import Town, build_town, settings_for

DUE = DueSummary("summary:2026-W48", MONDAY, NEXT_MONDAY)
FILES = {"zh-CN": Files(b"chart", b"workbook"), "en": Files(b"chart in English", b"workbook in English")}
SETTINGS = settings_for("sqlite:///none.sqlite3", operator={"summary_chats": [-5, 900_001]})


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    engine = writing_engine(database_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def town(session: Session) -> Town:
    """Two units with a Friday behind them; the admin reads English."""
    town = build_town(session, units=2)
    enter(session, hold(session, town), cadres_of(session, town.unit_ids[0])[0], "present")
    admin = session.scalars(select(Cadre).where(Cadre.telegram_id == town.admin)).one()
    admin.language = "en"
    session.flush()
    return town


def send(session: Session, files: dict[str, Files] = FILES) -> bool:
    week = summaries.gather(session, first_on=MONDAY, now=NEXT_MONDAY)
    return summary_letters.send_all(
        session,
        now=NEXT_MONDAY,
        summary=DUE,
        edition=Edition(week, files),
        to=summary_letters.readers(session, SETTINGS),
        language="zh-CN",
    )


def rows(session: Session) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for message in session.scalars(select(Message).order_by(Message.lane, Message.id)).all():
        found.setdefault(message.chat_key, []).append(message.kind)
    return found


def test_everyone_gets_their_part_in_order(session: Session, town: Town) -> None:
    assert send(session)
    whole = ["summary-week", "summary-chart", "summary-workbook"]
    liaisons = {f"cadre:{cadres_of(session, unit_id)[0].id}": ["summary-unit"] for unit_id in town.unit_ids}
    expected = {"cadre:1": whole, "cadre:2": whole, "chat:-5": ["summary-week-group", *whole[1:]]}
    assert rows(session) == expected | liaisons


def test_it_is_written_once(session: Session, town: Town) -> None:  # noqa: ARG001 - the readers
    assert send(session)
    before = rows(session)
    assert not send(session)
    assert rows(session) == before
    assert len(session.scalars(select(Occurrence)).all()) == 1


def test_files_are_kept_once_for_each_language(session: Session, town: Town) -> None:  # noqa: ARG001 - the readers
    send(session)
    kept = session.scalars(select(Attachment).order_by(Attachment.key)).all()
    assert [(file.key.removeprefix("summary:2026-W48:"), file.name) for file in kept] == [
        ("chart:en", "volunteer-summary-2026-W48.png"),
        ("chart:zh-CN", "志愿服务周报2026-W48.png"),
        ("workbook:en", "volunteer-summary-2026-W48.xlsx"),
        ("workbook:zh-CN", "志愿服务周报2026-W48.xlsx"),
    ]


def test_the_deputy_stands_in_where_no_liaison_is_linked(session: Session, town: Town) -> None:
    liaison, deputy, *_others = cadres_of(session, town.unit_ids[0])
    liaison.telegram_id = None
    session.add(
        RoleGrant(
            cadre_id=deputy.id, role=Role.DEPUTY, unit_id=deputy.unit_id, granted_at=NEXT_MONDAY, granted_by="test"
        )
    )
    session.flush()
    send(session)
    assert rows(session)[f"cadre:{deputy.id}"] == ["summary-unit"]
    assert f"cadre:{liaison.id}" not in rows(session)


def test_without_files_the_text_leaves_and_the_admins_are_told(session: Session, town: Town) -> None:  # noqa: ARG001 - the readers
    send(session, {})
    assert sorted(rows(session)["cadre:1"]) == ["alert-summary-without-files", "summary-week"]
    assert rows(session)["cadre:2"] == ["summary-week"]
