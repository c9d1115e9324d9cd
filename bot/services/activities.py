"""The life of an activity: planned, opened, reminded of, closed; each step once, however late it runs.

A step is an occurrence: its key is activity, kind, offset and schedule version, its messages are fanned out in chunks,
and the cursor stands in its row. So two schedulers cannot double it, and a crash in the middle goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session

from bot.config import FridaySettings, Settings
from bot.model import (
    CALL_KINDS,
    Activity,
    ActivityState,
    Attendance,
    Cadre,
    Card,
    Lane,
    Message,
    MessageState,
    Occurrence,
    OccurrenceState,
    Pairing,
    Role,
    Roll,
    Shift,
    Site,
)
from bot.rules.attendance import MAY_COME, AnswerState, MarkSource
from bot.rules.calendar import FridayOutlook
from bot.rules.plans import AT_ONCE
from bot.rules.reminders import wished_at
from bot.rules.timetable import (
    DayTime,
    DueStep,
    FridayRules,
    Step,
    StepKind,
    Timetable,
    Verdict,
    friday_timetable,
    steps_due,
)
from bot.services import (
    activity_sites,
    announcements,
    answers,
    departures,
    friday_sites,
    leads,
    occurrences,
    outbox,
    people,
)
from bot.services.attendance import enrol
from bot.services.bulk import insert_new
from bot.services.settling import settle_all, settle_row
from bot.storage import Prepared

SERIES = "friday"
NOT_OPEN = (ActivityState.PLANNED, ActivityState.SKIPPED)
CHUNK = 500


def subject_of(activity_id: int) -> str:
    """Name the card that a person has of an activity."""
    return f"activity:{activity_id}"


def friday_rules(settings: Settings) -> FridayRules:
    """Return the hours of the Friday as the settings have them."""
    friday = settings.friday
    return FridayRules(
        starts=friday.starts,
        ends=friday.ends,
        zone=settings.operator.zone,
        muster_minutes_before=friday.muster_minutes_before,
        opens=DayTime(friday.opens.days_before, friday.opens.at),
        reply_by=DayTime(friday.reply_by.days_before, friday.reply_by.at),
        reminders=tuple(DayTime(reminder.days_before, reminder.at) for reminder in friday.reminders),
        morning=DayTime(0, friday.morning),
        nudge_minutes_after_start=friday.nudge_minutes_after_start,
        check_in_minutes_before=friday.check_in_minutes_before,
        late_after_minutes=friday.late_after_minutes,
        left_early_minutes=friday.left_early_minutes,
        check_out_minutes_after_end=friday.check_out_minutes_after_end,
    )


def plan_fridays(
    session: Session, *, now: datetime, outlooks: Iterable[FridayOutlook], rules: FridayRules, settings: FridaySettings
) -> int:
    """Make the coming Fridays that are not planned yet; a holiday is made as skipped, with its reason.

    What is not due to open yet follows calendar and settings: a new override skips it or brings it back, other hours
    move it; one that an organizer has changed stays. Returns how many were made.
    """
    made = 0
    for outlook in outlooks:
        timetable = friday_timetable(outlook.day, rules)
        if timetable.starts_at <= now:
            continue
        fields: dict[str, Any] = {
            "title": settings.title,
            "content": settings.content,
            "risk": settings.risk,
            "opens_at": timetable.opens_at,
            **moments_of(timetable),
            "state": ActivityState.PLANNED if outlook.is_service_day else ActivityState.SKIPPED,
            "reason": outlook.reason or "",
        }
        known = session.scalar(select(Activity).where(Activity.series == SERIES, Activity.held_on == outlook.day))
        if known is None:
            row = {"series": SERIES, "kind": "friday", "held_on": outlook.day} | fields
            insert_new(session, Activity, [row], key=("series", "starts_at"))
            made += 1
        elif (
            known.state in (ActivityState.PLANNED, ActivityState.SKIPPED)
            and known.opens_at > now
            and not known.is_fixed
        ):
            differs = any(getattr(known, name) != value for name, value in fields.items())
            for name, value in fields.items():
                setattr(known, name, value)
            if differs:
                announcements.follow(session, known.id, now=now)
    session.flush()
    return made


def moments_of(timetable: Timetable) -> dict[str, datetime]:
    """Return the moments of an activity as its row has them, but for the one at which its people are invited."""
    window = timetable.window
    return {
        "reply_by": timetable.reply_by,
        "check_in_from": window.check_in_from,
        "muster_at": timetable.muster_at,
        "starts_at": window.starts_at,
        "late_after": window.late_after,
        "left_early_before": window.left_early_before,
        "ends_at": window.ends_at,
        "closes_at": window.closes_at,
    }


@dataclass(frozen=True, slots=True)
class DueRun:
    """A step of an activity whose moment has come."""

    activity_id: int
    key: str
    due: DueStep
    zone: ZoneInfo


# Asked every minute, so they are made ready once.
WHICH = select(
    Activity.id,
    Activity.held_on,
    Activity.schedule_version,
    Activity.kind,
    Activity.is_fixed,
    Activity.starts_at,
    Activity.ends_at,
    Activity.reply_by,
)
LIVING = Prepared(
    WHICH.where(
        *(Activity.kind != kind for kind in sorted(CALL_KINDS)),
        or_(Activity.state == ActivityState.PLANNED, Activity.state == ActivityState.OPEN),
        Activity.opens_at <= bindparam("now"),
    )
)
CUT_OFF = Prepared(
    select(Occurrence.key).where(Occurrence.state == OccurrenceState.RUNNING, Occurrence.key.startswith("activity:"))
)


def due_steps(session: Session, *, now: datetime, rules: FridayRules) -> list[DueRun]:
    """List the steps of all living activities that are due at ``now``, in the order of their moments.

    A step that was cut off in the middle is due again, even when it has closed its activity already.
    """
    living = LIVING.all(session, now=now)
    if cut_off := {int(row.key.split(":")[1]) for row in CUT_OFF.all(session)} - {row.id for row in living}:
        living = [*living, *session.execute(WHICH.where(Activity.id.in_(cut_off))).all()]
    runs: list[DueRun] = []
    for row in living:
        prefix, suffix = f"activity:{row.id}:", f":v{row.schedule_version}"
        done = session.scalars(
            select(Occurrence.key).where(
                Occurrence.key.startswith(prefix, autoescape=True), Occurrence.state != OccurrenceState.RUNNING
            )
        )
        done_keys = [key.removeprefix(prefix).removesuffix(suffix) for key in done if key.endswith(suffix)]
        runs += [
            DueRun(row.id, f"{prefix}{due.step.key}{suffix}", due, rules.zone)
            for due in steps_due(friday_timetable(row.held_on, rules_of(row, rules)), done_keys, now)
        ]
    return sorted(runs, key=lambda run: run.due.step.at)


def rules_of(held: Activity | Row[*tuple[Any, ...]], rules: FridayRules) -> FridayRules:
    """Return the rules of an activity: the Friday's, or fitted to the hours that an organizer has given it."""
    if held.kind == SERIES and not held.is_fixed:
        return rules
    starts, ends, by = (at.astimezone(rules.zone) for at in (held.starts_at, held.ends_at, held.reply_by))
    return rules.fitted(
        held.held_on,
        starts.time(),
        ends.time(),
        reply_by=by.replace(tzinfo=None),
        opens=None if held.kind == SERIES else AT_ONCE,
    )


def run_step(session: Session, *, now: datetime, run: DueRun) -> bool:
    """Do one chunk of a step; return whether the step is finished.

    Called again until it is; a tap's transaction may run between two calls. A step that was missed beyond its hour is
    only written down as expired.
    """
    occurrence = _claim(session, run, now=now)
    if occurrence.state is not OccurrenceState.RUNNING:
        return True
    activity = session.get_one(Activity, run.activity_id)
    is_closing = run.due.step.kind is StepKind.CLOSE and occurrence.cursor > 0
    is_over = activity.state is ActivityState.CLOSED and not is_closing
    if run.due.verdict is not Verdict.RUN or activity.state is ActivityState.CANCELLED or is_over:
        occurrence.state, occurrence.finished_at = OccurrenceState.EXPIRED, now
        occurrence.outcome = {"reason": run.due.verdict.value}
        return True
    if occurrence.cursor == 0:
        _begin(session, activity, run.due.step, now=now)
    people_of_chunk = session.scalars(_audience(activity, run.due.step).where(Cadre.id > occurrence.cursor)).all()
    if people_of_chunk:
        _fan_out(session, activity, run.due.step, people_of_chunk, now=now, zone=run.zone)
        occurrence.cursor = people_of_chunk[-1].id
        occurrence.outcome = {"people": int(occurrence.outcome.get("people", 0)) + len(people_of_chunk)}
    if len(people_of_chunk) == CHUNK:
        return False
    occurrence.state, occurrence.finished_at = OccurrenceState.DONE, now
    return True


def _claim(session: Session, run: DueRun, *, now: datetime) -> Occurrence:
    """Return the run's row, made if it does not stand yet, and locked: a second scheduler goes on behind the first."""
    occurrences.begin(session, run.key, now=now, due_at=run.due.step.at)
    return session.scalars(select(Occurrence).where(Occurrence.key == run.key).with_for_update()).one()


def _begin(session: Session, activity: Activity, step: Step, *, now: datetime) -> None:
    """Do what a step does once, before its people are gone through."""
    match step.kind:
        case StepKind.OPEN:
            _open_rolls(session, activity, now=now)
        case StepKind.ROLL_CALL:
            departures.carry_out(session, activity, now=now)
            ask_for_rolls(session, activity, now=now)
        case StepKind.CLOSE:
            activity.state = ActivityState.CLOSED
            settle_all(session, activity)
            announcements.follow(session, activity.id, now=now)
        case _:
            pass


def _open_rolls(session: Session, activity: Activity, *, now: datetime) -> None:
    """Open the activity for each of its units that has a site and a liaison; tell of those that lack one."""
    activity.state = ActivityState.OPEN
    lacking = []
    units = activity_sites.invited_units(session, activity.unit_ids)
    sites = activity_sites.sites_of(session, activity)
    held_at = activity_sites.site_by_unit(session, sites, [unit.id for unit in units]) if sites else {}
    sent = friday_sites.sent(session, activity.id) if not sites else {}
    for unit in units:
        at = held_at[unit.id] if sites else sent.get(unit.id)
        site = session.get(Site, at) if at is not None else site_of(session, unit.id)
        if site is None or not people.holders(session, Role.LIAISON, unit.id):
            lacking.append(unit.name)
            continue
        open_roll(session, activity, unit.id, site)
    session.flush()
    if lacking:
        for organizer in {*people.holders(session, Role.ORGANIZER), *people.holders(session, Role.ADMIN)}:
            outbox.say(
                session,
                outbox.cadre_key(organizer.id),
                "friday-units-lacking",
                now=now,
                dedup=f"lacking:{activity.id}:{organizer.id}",
                day=outbox.Day(activity.held_on),
                count=len(lacking),
                units=outbox.Names(lacking[:10]),
            )


def site_of(session: Session, unit_id: int) -> Site | None:
    """Return the site at which a unit serves: the first one of the community it is paired with."""
    return session.scalar(
        select(Site)
        .join(Pairing, Pairing.community_id == Site.community_id)
        .where(Pairing.unit_id == unit_id)
        .order_by(Site.id)
        .limit(1)
    )


def open_roll(session: Session, activity: Activity, unit_id: int, site: Site) -> Roll:
    """Return the unit's roll of an activity, made if it does not stand yet."""
    roll = session.scalar(select(Roll).where(Roll.activity_id == activity.id, Roll.unit_id == unit_id))
    if roll is not None:
        return roll
    shift = session.scalar(select(Shift).where(Shift.activity_id == activity.id, Shift.site_id == site.id))
    if shift is None:
        lead_id = leads.lead_of(session, activity.id, site.id)
        shift = Shift(activity_id=activity.id, site_id=site.id, starts_at=activity.starts_at, lead_id=lead_id)
        session.add(shift)
        session.flush()
    roll = Roll(activity_id=activity.id, unit_id=unit_id, shift_id=shift.id)
    session.add(roll)
    session.flush()
    return roll


def ask_for_rolls(session: Session, activity: Activity, *, now: datetime) -> None:
    """Show each liaison the unit's roll, at the end of the service, to look through and confirm."""
    rolls = session.execute(
        select(Roll.id, Roll.unit_id).where(Roll.activity_id == activity.id, Roll.confirmed_at.is_(None))
    )
    for roll_id, unit_id in rolls.all():
        for liaison in people.holders(session, Role.LIAISON, unit_id):
            outbox.show(
                session,
                outbox.cadre_key(liaison.id),
                f"roll:{roll_id}",
                now=now,
                lane=Lane.REMINDER,
                rings=True,
                dedup=f"roll:{roll_id}:{liaison.id}:{activity.schedule_version}",
            )


def _audience(activity: Activity, step: Step) -> Select[Cadre]:
    """Select whom a step speaks to, one chunk of them in the order of their ids."""
    query = select(Cadre).where(Cadre.telegram_id.is_not(None), Cadre.consented_at.is_not(None))
    if step.kind is StepKind.OPEN:
        query = query.join(Roll, Roll.unit_id == Cadre.unit_id).where(
            Roll.activity_id == activity.id, Cadre.left_on.is_(None)
        )
        if asks_everybody(activity):
            return query.order_by(Cadre.id).limit(CHUNK)
        # Who was linked between two chunks was invited in the linking transaction.
        has_line = exists().where(Attendance.activity_id == activity.id, Attendance.cadre_id == Cadre.id)
        query = query.where(or_(~has_line, Roll.unit_id.in_(asked_units(activity))))
    else:
        query = query.join(Attendance, Attendance.cadre_id == Cadre.id)
        query = query.where(Attendance.activity_id == activity.id, Attendance.moved_to_id.is_(None))
    match step.kind:
        case StepKind.REMIND:
            query = query.where(Attendance.answer == AnswerState.PENDING, Attendance.checked_in_at.is_(None))
        case StepKind.MORNING:
            query = query.where(Attendance.answer.in_(MAY_COME), Attendance.checked_in_at.is_(None))
        case StepKind.NUDGE:
            query = query.where(Attendance.answer == AnswerState.GOING, Attendance.checked_in_at.is_(None))
        case StepKind.ROLL_CALL:
            query = query.where(Attendance.checked_in_at.is_not(None), Attendance.checked_out_at.is_(None))
        case _:
            pass
    return query.order_by(Cadre.id).limit(CHUNK)


@dataclass(frozen=True, slots=True)
class _Saying:
    """How a step speaks: the kind of its rows, whether the phone rings, and what must still hold when they leave."""

    kind: str
    lane: Lane
    is_silent: bool = False
    only_if: str | None = None


SAYINGS = {
    StepKind.OPEN: _Saying(outbox.CARD, Lane.BULK),
    StepKind.REMIND: _Saying("friday-remind", Lane.REMINDER, only_if="pending"),
    StepKind.MORNING: _Saying(outbox.CARD, Lane.REMINDER, only_if="going"),
    StepKind.NUDGE: _Saying("friday-nudge", Lane.REMINDER, only_if="awaited"),
    # At the end the card offers 签退, silently; after the close it loses its buttons.
    StepKind.ROLL_CALL: _Saying(outbox.CARD, Lane.BULK, is_silent=True),
    StepKind.CLOSE: _Saying(outbox.CARD, Lane.BULK, is_silent=True),
}
# In the morning the card of whoever has not answered is drawn anew without a sound: it now bears 签到.
UNASKED = _Saying(outbox.CARD, Lane.BULK, is_silent=True, only_if="pending")
# Who was reminded at an earlier hour, as they wished, has the card drawn anew without a sound: it now bears 签到.
REMINDED = _Saying(outbox.CARD, Lane.BULK, is_silent=True, only_if="going")
# Who is on leave on that day gets the card, already excused, without a sound.
AWAY = _Saying(outbox.CARD, Lane.BULK, is_silent=True)


def _fan_out(
    session: Session, activity: Activity, step: Step, chunk: Sequence[Cadre], *, now: datetime, zone: ZoneInfo
) -> None:
    """Write a step's rows for one chunk of people, each once; the morning's leaves later for who wishes it later."""
    if step.kind is StepKind.OPEN and asks_again(activity):
        _take_back_answers(session, activity, chunk, now=now)
    away = enrol(session, activity.id, chunk, now=now) if step.kind is StepKind.OPEN else set()
    is_morning = step.kind is StepKind.MORNING
    unasked = _pending_of(session, activity, chunk) if is_morning else set()
    reminded = _reminded(session, activity, step, chunk) if is_morning else set()
    cards = _cards(session, activity, chunk)
    messages = []
    for cadre in chunk:
        saying = UNASKED if cadre.id in unasked else AWAY if cadre.id in away else SAYINGS[step.kind]
        card = cards[outbox.cadre_key(cadre.id)]
        if cadre.id in reminded:
            messages.append(_row(REMINDED, activity, step, cadre, card, now=now, suffix=":drawn"))
            continue
        due_at = _wished(activity, cadre, now=now, zone=zone) if is_morning and saying is not UNASKED else now
        messages.append(_row(saying, activity, step, cadre, card, now=now, due_at=due_at))
    insert_new(session, Message, messages, key=("dedup_key",))
    session.info["wake"] = True


def remind(session: Session, activity: Activity, morning: Step, chunk: Sequence[Cadre], *, now: datetime) -> None:
    """Write the morning's row to people who wish it earlier, each once; the morning's step finds it written."""
    cards = _cards(session, activity, chunk)
    saying = SAYINGS[StepKind.MORNING]
    messages = [_row(saying, activity, morning, cadre, cards[outbox.cadre_key(cadre.id)], now=now) for cadre in chunk]
    insert_new(session, Message, messages, key=("dedup_key",))
    session.info["wake"] = True


def key_up_to_person(activity: Activity, step: Step) -> str:
    """Return the beginning of the key of a step's row, up to the person's id."""
    return f"{step.key}:{activity.id}:"


def key_from_version(activity: Activity) -> str:
    """Return the end of the key of a step's row, behind the person's id."""
    return f":v{activity.schedule_version}"


def _key(activity: Activity, step: Step, cadre_id: int) -> str:
    return f"{key_up_to_person(activity, step)}{cadre_id}{key_from_version(activity)}"


def _reminded(session: Session, activity: Activity, step: Step, chunk: Sequence[Cadre]) -> set[int]:
    """Return those of a chunk who have been reminded at an earlier hour, as they wished."""
    keys = {_key(activity, step, cadre.id): cadre.id for cadre in chunk if cadre.remind_minute is not None}
    if not keys:
        return set()
    return {keys[key] for key in session.scalars(select(Message.dedup_key).where(Message.dedup_key.in_(keys)))}


def _wished(activity: Activity, cadre: Cadre, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the morning's row leaves: now, or at a later hour of the day that the person wishes."""
    if cadre.remind_minute is None:
        return now
    at = wished_at(cadre.remind_minute, activity.held_on, zone)
    return at if now < at < activity.starts_at else now


def asks_again(activity: Activity) -> bool:
    """Tell whether day, hours or place were changed after people had been asked: what they said was said of others."""
    return bool(activity.change_note.get("asks_again", False))


def asked_units(activity: Activity) -> Sequence[int]:
    """List the units that are asked again because they alone serve elsewhere now; empty where all units are."""
    found: Sequence[int] = activity.change_note.get("asked_units", ()) if asks_again(activity) else ()
    return found


def asks_everybody(activity: Activity) -> bool:
    """Tell whether a change asks all units again."""
    return asks_again(activity) and not asked_units(activity)


def _take_back_answers(session: Session, activity: Activity, chunk: Sequence[Cadre], *, now: datetime) -> None:
    """Let those who answered before the change stand as not having answered; the answer stays in its history."""
    changed_at = datetime.fromisoformat(activity.change_note["at"])
    query = select(Attendance).where(
        Attendance.activity_id == activity.id,
        Attendance.cadre_id.in_([cadre.id for cadre in chunk]),
        Attendance.answer != AnswerState.PENDING,
        Attendance.answered_at < changed_at,
        Attendance.checked_in_at.is_(None),
    )
    if not asks_everybody(activity):
        query = query.where(Attendance.unit_id.in_(asked_units(activity)))
    for row in session.scalars(query).all():
        row.waits_since = row.offered_until = None
        answers.note(session, row, AnswerState.PENDING, None, now=now, source=MarkSource.ORGANIZER, by=None)
        settle_row(session, row, activity)
    session.flush()


def _row(
    saying: _Saying,
    activity: Activity,
    step: Step,
    cadre: Cadre,
    card: Card,
    *,
    now: datetime,
    due_at: datetime | None = None,
    suffix: str = "",
) -> dict[str, Any]:
    """Return the outbox row by which a step speaks to one person."""
    rings = saying.kind == outbox.CARD and not saying.is_silent
    params = outbox.encode({"by": outbox.DayAndTime(activity.reply_by)}) if step.kind is StepKind.REMIND else {}
    return {
        "dedup_key": f"{_key(activity, step, cadre.id)}{suffix}",
        "lane": saying.lane,
        "kind": saying.kind,
        "chat_key": card.chat_key,
        "params": {"rings": True} if rings else params,
        "card_id": card.id,
        "activity_id": activity.id,
        "only_if": saying.only_if,
        "is_silent": saying.is_silent,
        "created_at": now,
        "due_at": due_at or now,
        "expires_at": step.expires_at,
        "state": MessageState.WAITING,
        "attempts": 0,
        "reason": "",
    }


def _pending_of(session: Session, activity: Activity, chunk: Sequence[Cadre]) -> set[int]:
    """Return those of a chunk who have not answered."""
    query = select(Attendance.cadre_id).where(
        Attendance.activity_id == activity.id,
        Attendance.answer == AnswerState.PENDING,
        Attendance.cadre_id.in_([cadre.id for cadre in chunk]),
    )
    return set(session.scalars(query).all())


def _cards(session: Session, activity: Activity, chunk: Sequence[Cadre]) -> dict[str, Card]:
    """Return each person's card of the activity, one version newer than before and turned to its front."""
    subject = subject_of(activity.id)
    keys = [outbox.cadre_key(cadre.id) for cadre in chunk]
    rows: list[dict[str, Any]] = [
        {"chat_key": key, "subject": subject, "wanted_version": 0, "shown_version": 0, "rings": 0} for key in keys
    ]
    insert_new(session, Card, rows, key=("chat_key", "subject"))
    cards = session.scalars(select(Card).where(Card.subject == subject, Card.chat_key.in_(keys))).all()
    for card in cards:
        card.wanted_version += 1
        card.view = None
    return {card.chat_key: card for card in cards}


def invite(session: Session, cadre: Cadre, *, now: datetime) -> int:
    """Invite someone who was linked just now to every open activity of the unit; return how many.

    Called in the linking transaction. Who binds during the check-in window gets today's card at once. Who is on leave
    on that day gets the card without a sound.
    """
    activities = session.scalars(
        select(Activity)
        .join(Roll, Roll.activity_id == Activity.id)
        .where(Activity.state == ActivityState.OPEN, Activity.ends_at > now, Roll.unit_id == cadre.unit_id)
        .order_by(Activity.starts_at)
    ).all()
    for activity in activities:
        away = enrol(session, activity.id, [cadre], now=now)
        outbox.show(
            session,
            outbox.cadre_key(cadre.id),
            subject_of(activity.id),
            now=now,
            rings=not away,
            dedup=f"open:{activity.id}:{cadre.id}:v{activity.schedule_version}:{now:%Y%m%d%H%M%S}",
            expires_at=activity.ends_at,
            activity_id=activity.id,
        )
    return len(activities)
