"""The table of the Friday's story, counted from the tables of the bot."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.model import Cadre, Mark
from bot.rehearsal.figures import check_in_sources
from bot.rules.attendance import MarkKind, MarkSource
from bot.storage import Storage
from tests.services.weeks import enter, hold
from tests.town import build_town


def test_who_came_is_counted_once_by_the_earliest_check_in_that_stands(sqlite_url: str) -> None:
    storage = Storage(sqlite_url)
    assert storage.write_now(_counted) == {"message": 1, "liaison": 1}
    storage.close()


def _counted(session: Session) -> dict[str, int]:
    """Have one person check in, take it back and write, another be called twice, a third be found absent."""
    town = build_town(session)
    activity = hold(session, town)
    first, second, third = session.scalars(select(Cadre).where(Cadre.telegram_id.in_(town.cadres)).order_by(Cadre.id))
    for cadre, state in ((first, "present"), (second, "late"), (third, "no_show")):
        enter(session, activity, cadre, state)

    def mark(cadre: Cadre, minutes: int, source: MarkSource, kind: MarkKind, voids: int | None = None) -> int:
        at = activity.starts_at + timedelta(minutes=minutes)
        entered = Mark(activity_id=activity.id, cadre_id=cadre.id, kind=kind, at=at, recorded_at=at, source=source)
        entered.voids_id = voids
        session.add(entered)
        session.flush()
        return entered.id

    tapped = mark(first, 0, MarkSource.SELF_TAP, MarkKind.CHECK_IN)
    mark(first, 1, MarkSource.SELF_TAP, MarkKind.VOID, tapped)
    mark(first, 2, MarkSource.MESSAGE, MarkKind.CHECK_IN)
    mark(first, 90, MarkSource.SELF_TAP, MarkKind.CHECK_OUT)
    mark(second, 5, MarkSource.LIAISON, MarkKind.CHECK_IN)
    mark(second, 6, MarkSource.SELF_TAP, MarkKind.CHECK_IN)
    mark(third, 3, MarkSource.SELF_TAP, MarkKind.CHECK_IN)
    return check_in_sources(session, activity.id)
