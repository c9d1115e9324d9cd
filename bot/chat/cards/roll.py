"""The roll-call card of one unit, and the card from which a unit is chosen. Names stand on buttons alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chat.buttons import Verb, button
from bot.chat.cards.check_in import code_button
from bot.chat.cards.paging import clamp, pager
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, ActivityState, Roll, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.figures import Counts
from bot.rules.kinds import KINDS, Measure
from bot.rules.rights import Right, may
from bot.services import outbox, people, rolls
from bot.services.delivery import Dropped
from bot.services.outbox import Day, DayAndTime, TimeOfDay
from bot.services.rollcall import CheckOuts, LateReason, Rest
from bot.services.rolls import Name, RollView

NAMES_A_PAGE = 8
UNITS_A_PAGE = 12
NAMES_A_ROW = 2
SWITCHES = (RollView.LEFT, RollView.NOT_LINKED, RollView.OTHERS, RollView.GUESTS)
OWN_SWITCHES = (RollView.SELF, RollView.CONFLICTS)
QUESTIONS = frozenset({RollView.REST, RollView.WHY, RollView.CHECK_OUTS})

Rows = list[tuple[Button, ...]]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a roll-call card is drawn from.

    ``is_late``: the summary is made and each entry wants its reason. ``decides``: the reader settles conflicts.
    """

    scene: Scene
    roll: Roll
    activity: Activity
    unit: Unit
    counts: Counts
    everyone: Mapping[RollView, Sequence[Name]]
    view: RollView
    page: int
    is_open: bool
    is_late: bool
    decides: bool

    @property
    def measure(self) -> Measure | None:
        """What the work is counted in."""
        return KINDS.get(self.activity.kind)

    @property
    def is_final(self) -> bool:
        """Whether the figures are those of the record: who is missing did not come."""
        return self.roll.confirmed_at is not None or self.activity.state is ActivityState.CLOSED


def draw(scene: Scene) -> Face | Dropped:
    """Draw the list of a unit for the one who calls the roll."""
    session = scene.session
    roll = session.get(Roll, scene.number)
    if roll is None:
        return Dropped("no such list")
    grants = people.grants_of(session, scene.cadre_id)
    if not may(grants, Right.MARK_UNIT, roll.unit_id):
        return Dropped("no right to this list")
    activity = session.get_one(Activity, roll.activity_id)
    corrections = rolls.corrections_of(scene.settings)
    decides = may(grants, Right.MARK_UNIT)
    is_late = not decides and scene.now >= corrections.until(activity.held_on)
    card = outbox.find_card(session, scene.chat_key, rolls.roll_subject(roll.id))
    everyone = rolls.names(session, roll)
    view = rolls.view_of(card.view if card else None)
    sheet = _Sheet(
        scene,
        roll,
        activity,
        session.get_one(Unit, roll.unit_id),
        rolls.counts(session, roll),
        everyone,
        # Where the last name of a page is dealt with, those nobody knows about come back.
        view if everyone[view] or view in QUESTIONS else RollView.LEFT,
        card.page if card else 0,
        is_open=activity.state in (ActivityState.OPEN, ActivityState.CLOSED)
        and (decides or scene.now < corrections.late_until(activity.held_on)),
        is_late=is_late,
        decides=decides,
    )
    names, total = _names(sheet)
    lines = [_head(sheet), _figures(sheet), *_notes(sheet), *_done(sheet), _advice(sheet, is_empty=total == 0)]
    return Face("\n".join(line for line in lines if line), InlineKeyboard(tuple(_rows(sheet, names, total))))


def _head(sheet: _Sheet) -> str:
    activity = sheet.activity
    name = {"unit": sheet.unit.name, "title": activity.title, "day": Day(activity.held_on)}
    is_cancelled = activity.state is ActivityState.CANCELLED
    return sheet.scene.voice.html("roll-head-cancelled" if is_cancelled else "roll-head", **name)


def _figures(sheet: _Sheet) -> str:
    counts = sheet.counts
    shared = {
        "expected": counts.expected,
        "present": counts.present,
        "excused": counts.excused,
        "declined": counts.declined,
    }
    if sheet.is_final:
        return sheet.scene.voice.html(
            "roll-figures-final", **shared, no_show=counts.no_show, no_answer=counts.no_answer
        )
    return sheet.scene.voice.html("roll-figures", **shared, unknown=counts.no_show + counts.no_answer)


def _notes(sheet: _Sheet) -> list[str]:
    voice, counts = sheet.scene.voice, sheet.counts
    notes: list[str] = []
    if counts.not_linked:
        notes.append(voice.html("roll-not-linked", count=counts.not_linked))
    if conflicts := len(sheet.everyone[RollView.CONFLICTS]):
        notes.append(voice.html("roll-conflicts", count=conflicts))
    if moved := rolls.moved(sheet.scene.session, sheet.roll):
        notes.append(voice.html("roll-moved", count=moved))
    if counts.missing_check_out and sheet.scene.now >= sheet.activity.ends_at:
        notes.append(voice.html("roll-missing-check-out", count=counts.missing_check_out))
    return notes


def _done(sheet: _Sheet) -> list[str]:
    """Say how much the unit got done, where somebody has entered it."""
    if sheet.measure is None or sheet.roll.quantity is None:
        return []
    return [sheet.scene.voice.html(f"roll-quantity-{sheet.measure}", count=sheet.roll.quantity)]


def _advice(sheet: _Sheet, *, is_empty: bool) -> str:
    """Say what is to be done now."""
    voice, activity = sheet.scene.voice, sheet.activity
    if sheet.roll.confirmed_at is not None:
        return voice.html("roll-confirmed", at=DayAndTime(sheet.roll.confirmed_at))
    if not sheet.is_open:
        return voice.html("roll-closed")
    if sheet.scene.now < activity.check_in_from:
        return voice.html("roll-not-yet", time=TimeOfDay(activity.check_in_from))
    if sheet.view is RollView.CHECK_OUTS:
        return voice.html("roll-ask-check-outs", count=sheet.counts.missing_check_out, time=TimeOfDay(activity.ends_at))
    if sheet.view is RollView.REST:
        return voice.html("roll-ask-rest", count=_unknown(sheet), time=TimeOfDay(activity.starts_at))
    if sheet.view is RollView.WHY:
        return voice.html("roll-ask-why")
    if sheet.is_late:
        return voice.html("roll-late", time=TimeOfDay(activity.starts_at))
    key = "roll-nobody-left" if is_empty else f"roll-tap-{sheet.view}"
    return voice.html(key, time=TimeOfDay(activity.starts_at))


def _unknown(sheet: _Sheet) -> int:
    """Count those nobody knows about; who is marked already stands in the same list."""
    return sum(not name.is_here for name in sheet.everyone[RollView.LEFT])


def _names(sheet: _Sheet) -> tuple[Sequence[Name], int]:
    """Return the names of the page that is shown, and how many there are in all."""
    if not sheet.is_open or sheet.roll.confirmed_at is not None or sheet.view in QUESTIONS:
        return [], 0
    if sheet.scene.now < sheet.activity.check_in_from:
        return [], 0
    everyone = sheet.everyone[sheet.view]
    page = clamp(sheet.page, len(everyone), NAMES_A_PAGE)
    # Of two with one name both carry their title.
    alike = Counter(name.name for name in everyone)
    shown = everyone[page * NAMES_A_PAGE : (page + 1) * NAMES_A_PAGE]
    return [
        name if alike[name.name] == 1 else Name(name.cadre_id, f"{name.name} {name.title}".rstrip(), "", name.is_here)
        for name in shown
    ], len(everyone)


def _rows(sheet: _Sheet, names: Sequence[Name], total: int) -> Rows:
    voice, number = sheet.scene.voice, sheet.roll.id
    if not sheet.is_open:
        return []
    if sheet.roll.confirmed_at is not None:
        return [*_quantity_row(sheet), (button(voice.plain("button-roll-reopen"), Verb.ROLL_REOPEN, number),)]
    if (question := _question(sheet)) is not None:
        return question
    print_out = button(voice.plain("button-roll-sheet"), Verb.ROLL_SHEET, number)
    spot = (print_out, *code_button(sheet.scene, sheet.activity, sheet.roll.shift_id))
    if sheet.scene.now < sheet.activity.check_in_from:
        return [spot]
    rows = _name_rows(sheet, names)
    rows += pager(
        sheet.scene, clamp(sheet.page, total, NAMES_A_PAGE), total, NAMES_A_PAGE, Verb.ROLL_TURN, number, sheet.view
    )
    rows += _switches(sheet)
    rows += _quantity_row(sheet)
    if sheet.scene.now < sheet.activity.ends_at:
        return [*rows, spot]
    return [*rows, (button(voice.plain("button-roll-confirm"), Verb.ROLL_CONFIRM, number, CheckOuts.ASK),)]


def _quantity_row(sheet: _Sheet) -> Rows:
    """Draw the ways to enter how much was done, to change it and to take it back."""
    voice, number, measure = sheet.scene.voice, sheet.roll.id, sheet.measure
    if measure is None:
        return []
    if sheet.roll.quantity is None:
        return [(button(voice.plain(f"button-roll-quantity-{measure}"), Verb.ROLL_QUANTITY, number, 1),)]
    change = button(voice.plain(f"button-roll-quantity-change-{measure}"), Verb.ROLL_QUANTITY, number, 1)
    return [(change, button(voice.plain(f"button-roll-quantity-remove-{measure}"), Verb.ROLL_QUANTITY, number, 0))]


def _question(sheet: _Sheet) -> Rows | None:
    """Draw the answers to what the card asks, where it asks something."""
    voice, number = sheet.scene.voice, sheet.roll.id
    back = (button(voice.plain("button-roll-back"), Verb.ROLL_TURN, number, RollView.LEFT, 0),)
    if sheet.view is RollView.CHECK_OUTS and sheet.counts.missing_check_out:
        at = TimeOfDay(sheet.activity.ends_at)
        count, skip = voice.plain("button-roll-count", time=at), voice.plain("button-roll-skip")
        return [
            (
                button(count, Verb.ROLL_CONFIRM, number, CheckOuts.COUNT, Rest.ABSENT),
                button(skip, Verb.ROLL_CONFIRM, number, CheckOuts.SKIP, Rest.ABSENT),
            ),
            back,
        ]
    if sheet.view is RollView.REST:
        absent, here = voice.plain("button-roll-rest-absent"), voice.plain("button-roll-rest-here")
        return [
            (
                button(absent, Verb.ROLL_CONFIRM, number, CheckOuts.ASK, Rest.ABSENT),
                button(here, Verb.ROLL_CONFIRM, number, CheckOuts.ASK, Rest.HERE),
            ),
            back,
        ]
    if sheet.view is RollView.WHY:
        reasons = [
            button(voice.plain(f"roll-why-{reason}"), Verb.ROLL_MARK, number, sheet.page, 1, reason)
            for reason in LateReason
        ]
        return [tuple(reasons[:2]), tuple(reasons[2:]), back]
    return None


def _name_rows(sheet: _Sheet, names: Sequence[Name]) -> Rows:
    if sheet.view is RollView.CONFLICTS:
        return [row for name in names for row in _decisions(sheet, name)]
    buttons = [_name_button(sheet, name) for name in names]
    return [tuple(buttons[place : place + NAMES_A_ROW]) for place in range(0, len(buttons), NAMES_A_ROW)]


def _name_button(sheet: _Sheet, name: Name) -> Button:
    """Draw one name; what the tap wants is its argument, not a toggle: a doubled tap changes nothing more."""
    voice, number = sheet.scene.voice, sheet.roll.id
    if sheet.view is RollView.SELF:
        label = name.name if name.is_here else voice.plain("button-roll-denied", name=name.name)
        return button(label, Verb.ROLL_DENY, number, name.cadre_id, int(name.is_here))
    if name.is_here:
        return button(voice.plain("button-roll-here", name=name.name), Verb.ROLL_MARK, number, name.cadre_id, 0)
    if sheet.is_late:
        return button(name.name, Verb.ROLL_LATE, number, name.cadre_id)
    return button(name.name, Verb.ROLL_MARK, number, name.cadre_id, 1)


def _decisions(sheet: _Sheet, name: Name) -> Rows:
    """Draw what can be decided about somebody whose word and the unit's disagree."""
    voice, number = sheet.scene.voice, sheet.roll.id
    row = [
        button(voice.plain("button-roll-decide-here", name=name.name), Verb.ROLL_DECIDE, number, name.cadre_id, 1),
    ]
    if sheet.decides:
        label = voice.plain("button-roll-decide-absent", name=name.name)
        row.append(button(label, Verb.ROLL_DECIDE, number, name.cadre_id, 0))
    return [tuple(row)]


def _switches(sheet: _Sheet) -> Rows:
    """Draw the ways to the other names, as far as there are any."""
    rows = [_switch_row(sheet, views) for views in (SWITCHES, OWN_SWITCHES)]
    return [row for row in rows if row]


def _switch_row(sheet: _Sheet, views: Sequence[RollView]) -> tuple[Button, ...]:
    row = []
    for view in views:
        if view is sheet.view:
            continue
        names = sheet.everyone[view]
        if names or view is RollView.LEFT:
            # Who is marked stands among the present in the figures above.
            count = len(names) if view in OWN_SWITCHES else sum(not name.is_here for name in names)
            label = sheet.scene.voice.plain(f"button-roll-{view}", count=count)
            row.append(button(label, Verb.ROLL_TURN, sheet.roll.id, view, 0))
    return tuple(row)


def draw_choice(scene: Scene) -> Face | Dropped:
    """Draw the units whose roll the reader may call."""
    activity = scene.session.get(Activity, scene.number)
    if activity is None:
        return Dropped("no such activity")
    found = rolls.choices(scene.session, activity.id, scene.cadre_id)
    card = outbox.find_card(scene.session, scene.chat_key, rolls.rolls_subject(activity.id))
    page = clamp(card.page if card else 0, len(found), UNITS_A_PAGE)
    buttons = [
        button(
            scene.voice.plain("button-roll-unit-confirmed", unit=unit.name) if roll.confirmed_at else unit.name,
            Verb.ROLL_SHOW,
            roll.id,
        )
        for roll, unit in found[page * UNITS_A_PAGE : (page + 1) * UNITS_A_PAGE]
    ]
    rows = [tuple(buttons[place : place + NAMES_A_ROW]) for place in range(0, len(buttons), NAMES_A_ROW)]
    rows += pager(scene, page, len(found), UNITS_A_PAGE, Verb.ROLL_UNITS, activity.id)
    text = scene.voice.html(
        "roll-choose-unit",
        title=activity.title,
        day=Day(activity.held_on),
        count=len(found),
        confirmed=sum(roll.confirmed_at is not None for roll, _unit in found),
    )
    return Face(text, InlineKeyboard(tuple(rows)))
