"""A handful of rows that leave together, with what their drawing needs from the tables.

Looked up by one query a kind instead of several a row.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.model import Activity, Attendance, Cadre, Card, Mark, Message, RoleGrant, Roll, Shift, Site

# Asked at every step of the sender, so they are built once.
ACTIVITIES = select(Activity).where(Activity.id.in_(bindparam("ids", expanding=True)))
CADRES = select(Cadre).where(Cadre.id.in_(bindparam("ids", expanding=True)))
LINES = select(Attendance).where(
    Attendance.activity_id == bindparam("activity"), Attendance.cadre_id.in_(bindparam("cadres", expanding=True))
)
MARKS = (
    select(Mark)
    .where(Mark.activity_id == bindparam("activity"), Mark.cadre_id.in_(bindparam("cadres", expanding=True)))
    .order_by(Mark.id)
)
SITES = (
    select(Roll.unit_id, Site)
    .join(Shift, Shift.id == Roll.shift_id)
    .join(Site, Site.id == Shift.site_id)
    .where(Roll.activity_id == bindparam("activity"), Roll.unit_id.in_(bindparam("units", expanding=True)))
)


LEADS = (
    select(RoleGrant.site_id, Cadre.name)
    .join(Cadre, Cadre.id == RoleGrant.cadre_id)
    .where(RoleGrant.activity_id == bindparam("activity"), RoleGrant.revoked_at.is_(None))
)


class Batch:
    """Rows of the outbox, each with its card, and the people, activities, lines, marks and sites they are about.

    Args:
        session: The transaction in which they are drawn.
        rows: Messages with the card each shows or replies to.
    """

    def __init__(self, session: Session, rows: Sequence[tuple[Message, Card | None]] = ()) -> None:
        self.session = session
        self._cards = {message.id: card for message, card in rows}
        numbers = {number for message, _card in rows if (number := cadre_number(message.chat_key))}
        self._cadres: dict[int, Cadre] = {}
        if numbers:
            self._cadres = {cadre.id: cadre for cadre in session.scalars(CADRES, {"ids": list(numbers)}).all()}
        about = {message.activity_id for message, _card in rows if message.activity_id}
        self._activities: dict[int, Activity] = {}
        if about:
            self._activities = {row.id: row for row in session.scalars(ACTIVITIES, {"ids": list(about)}).all()}
        self._lines: dict[int, dict[int, Attendance]] = {}
        for activity_id in self._activities:
            which = {"activity": activity_id, "cadres": list(self._cadres)}
            self._lines[activity_id] = {line.cadre_id: line for line in session.scalars(LINES, which).all()}
        self._sites: dict[tuple[int, int], Site | None] = {}
        self._leads: dict[int, dict[int, str]] = {}
        self._marks: dict[int, dict[int, list[Mark]]] = {}

    def card(self, message: Message) -> Card | None:
        """Return the card a row shows or replies to."""
        return self._cards.get(message.id)

    def cadre(self, cadre_id: int) -> Cadre | None:
        """Return a person."""
        return self._cadres.get(cadre_id) or self.session.get(Cadre, cadre_id)

    def activity(self, activity_id: int) -> Activity | None:
        """Return an activity."""
        return self._activities.get(activity_id) or self.session.get(Activity, activity_id)

    def line(self, activity_id: int, cadre_id: int) -> Attendance | None:
        """Return a person's line on the roll of an activity."""
        if activity_id in self._lines:
            return self._lines[activity_id].get(cadre_id)
        return self.session.scalar(LINES, {"activity": activity_id, "cadres": [cadre_id]})

    def marks(self, activity_id: int, cadre_id: int) -> list[Mark]:
        """List a person's marks of an activity, in the order of the ledger."""
        if activity_id not in self._marks:
            by_person: dict[int, list[Mark]] = {}
            which = {"activity": activity_id, "cadres": [*self._cadres, cadre_id]}
            for mark in self.session.scalars(MARKS, which).all():
                by_person.setdefault(mark.cadre_id, []).append(mark)
            self._marks[activity_id] = by_person
        return self._marks[activity_id].get(cadre_id, [])

    def site(self, activity_id: int, unit_id: int) -> Site | None:
        """Return where a unit serves in an activity."""
        if (activity_id, unit_id) not in self._sites:
            units = {line.unit_id for line in self._lines.get(activity_id, {}).values()} | {unit_id}
            self._sites |= dict.fromkeys((activity_id, each) for each in units)
            found = self.session.execute(SITES, {"activity": activity_id, "units": list(units)}).all()
            self._sites |= {(activity_id, each): site for each, site in found}
        return self._sites[activity_id, unit_id]

    def lead(self, activity: Activity, site: Site) -> str:
        """Name who was named to lead a site for this activity alone; empty for nobody."""
        if activity.site_id is None:
            return ""
        if activity.id not in self._leads:
            found = self.session.execute(LEADS, {"activity": activity.id}).all()
            self._leads[activity.id] = {site_id: name for site_id, name in found if site_id is not None}
        return self._leads[activity.id].get(site.id, "")


def cadre_number(chat_key: str) -> int | None:
    """Return the id of the person a key names, or None for another kind of recipient."""
    family, _, number = chat_key.partition(":")
    return int(number) if family == "cadre" else None
