"""A person's card of a call: asked, coming, waiting, on the spot, and the stand-down."""

from __future__ import annotations

from bot.chat.buttons import Verb, button, reason_rows
from bot.chat.cards.check_in import ways_at, ways_row
from bot.chat.cards.scene import Face, Scene
from bot.model import CALL_KINDS, Activity, Attendance, Callout, CalloutState, Shift, Site, Summons, SummonsState
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.geo import map_link
from bot.services import boards, summons
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime, Span, Term, TimeOfDay
from bot.texts.formats import NOTHING

Rows = list[tuple[Button, ...]]

ARRIVALS = (10, 20, 30)
OTHERS_SHOWN = 3
SAID = {
    SummonsState.DECLINED: "summons-declined",
    SummonsState.DROPPED: "summons-dropped",
}


def draw(scene: Scene) -> Face | Dropped:
    """Draw the card of somebody who was asked."""
    activity = scene.batch.activity(scene.number)
    asked = summons.find(scene.session, scene.number, scene.cadre_id)
    row = scene.batch.line(scene.number, scene.cadre_id)
    if activity is None or asked is None or row is None:
        return Dropped("not asked")
    callout = scene.session.get_one(Callout, asked.callout_id)
    shift = scene.session.get_one(Shift, asked.shift_id)
    site = scene.session.get_one(Site, shift.site_id)
    if callout.state in (CalloutState.ENDED, CalloutState.CANCELLED):
        return Face(_over(scene, callout, asked, row, site))
    head = scene.voice.html("summons-head", drill=int(callout.is_drill))
    lines = [
        head,
        *_notice(scene, callout),
        _body(scene, callout, shift, site),
        _standing(scene, asked, row, shift, site),
    ]
    if asked.state is SummonsState.ASKED:
        lines.append(ask(scene, callout))
    if asked.state is SummonsState.SPARED:
        lines = [head, scene.voice.html("summons-spared", place=site.name)]
    rows = _rows(scene, activity, asked, row, site)
    return Face("\n".join(line for line in lines if line), InlineKeyboard(tuple(rows)))


def sample(scene: Scene, callout: Callout, site: Site, quota: int) -> str:
    """Return the text as people will see it, for the preview of a draft."""
    shift = Shift(quota=quota, starts_at=callout.muster_at)
    head = scene.voice.html("summons-head", drill=int(callout.is_drill))
    lines = [head, *_notice(scene, callout), _body(scene, callout, shift, site), ask(scene, callout)]
    return "\n".join(line for line in lines if line)


def _notice(scene: Scene, callout: Callout) -> list[str]:
    """Pass the bureau's words on as they came, with their issuer and time."""
    return [scene.voice.html("summons-notice", text=callout.notice)] if callout.notice else []


def _body(scene: Scene, callout: Callout, shift: Shift, site: Site) -> str:
    return scene.voice.html(
        "summons-body",
        muster=DayAndTime(callout.muster_at),
        place=site.name,
        heads=shift.quota or 0,
        point=site.muster_point or site.address or site.name,
        tools=site.tools or scene.settings.snow.tools,
        risk=callout.risk or NOTHING,
    )


def ask(scene: Scene, callout: Callout) -> str:
    """Say by when an answer is wanted, and that it is free."""
    return scene.voice.html("summons-ask", by=TimeOfDay(callout.reply_by), operator=scene.settings.operator.name)


def _standing(scene: Scene, asked: Summons, row: Attendance, shift: Shift, site: Site) -> str:
    voice = scene.voice
    if row.checked_in_at is not None and row.checked_out_at is not None:
        return voice.html("summons-gone", **_served(row))
    if row.checked_in_at is not None:
        return voice.html("summons-here", time=TimeOfDay(row.checked_in_at), place=site.name)
    match asked.state:
        case SummonsState.COMING:
            at = "none" if asked.due_on_spot_at is None else voice.time(asked.due_on_spot_at)
            return voice.html("summons-coming", place=site.name, at=at)
        case SummonsState.WAITING:
            number = summons.place_in_list(scene.session, asked)
            return voice.html("summons-waiting", place=site.name, quota=shift.quota or 0, number=number)
        case SummonsState.DECLINED | SummonsState.DROPPED:
            reason = Term(f"leave-{row.reason}") if row.reason else "none"
            return voice.html(SAID[asked.state], reason=reason)
        case _:
            return ""


def _served(row: Attendance) -> dict[str, object]:
    assert row.checked_in_at is not None  # noqa: S101 - asked of those who came
    assert row.checked_out_at is not None  # noqa: S101 - and went
    return {
        "time": TimeOfDay(row.checked_in_at),
        "out": TimeOfDay(row.checked_out_at),
        "span": Span(row.minutes or 0),
    }


def _over(scene: Scene, callout: Callout, asked: Summons, row: Attendance, site: Site) -> str:
    if callout.state is CalloutState.CANCELLED:
        return scene.voice.html("summons-cancelled")
    if row.checked_in_at is not None and row.checked_out_at is not None:
        return scene.voice.html("summons-over-served", place=site.name, **_served(row))
    if asked.state in (SummonsState.COMING, SummonsState.WAITING):
        return scene.voice.html("summons-over-coming", place=site.name)
    return scene.voice.html("summons-over")


def _rows(scene: Scene, activity: Activity, asked: Summons, row: Attendance, site: Site) -> Rows:
    label, number = scene.voice.plain, activity.id
    if row.checked_in_at is not None:
        is_out = row.checked_out_at is not None
        key = "button-check-out-again" if is_out else "button-check-out"
        return [(button(label(key), Verb.CHECK_OUT, number),)]
    decline = button(label("button-summons-decline"), Verb.SUMMONS, number, "no")
    match asked.state:
        case SummonsState.ASKED:
            return [_arrivals(scene, number), (button(label("button-come"), Verb.SUMMONS, number, "come"), decline)]
        case SummonsState.COMING:
            check_in = button(label("button-check-in"), Verb.CHECK_IN, number)
            first = (check_in,) if "tap" in ways_at(scene, activity) else ()
            drop = button(label("button-summons-drop"), Verb.SUMMONS, number, "no")
            return [(*first, drop), *ways_row(scene, activity, site), *_way(scene, site)]
        case SummonsState.WAITING:
            leave = button(label("button-summons-leave-list"), Verb.SUMMONS, number, "no")
            return [*_others(scene, number, asked), (leave,)]
        case SummonsState.SPARED:
            return [(button(label("button-come-waiting"), Verb.SUMMONS, number, "come"),)]
        case _:
            come = button(label("button-go-after-all"), Verb.SUMMONS, number, "come")
            return [*([] if row.reason else _reasons(scene, number)), (come,)]


def _arrivals(scene: Scene, number: int) -> tuple[Button, ...]:
    return tuple(
        button(scene.voice.plain("button-come-in", minutes=minutes), Verb.SUMMONS, number, "come", minutes)
        for minutes in ARRIVALS
    )


def _reasons(scene: Scene, number: int) -> Rows:
    """Offer the reasons to somebody who cannot come; nobody has to say one."""
    return reason_rows(scene.voice.plain, Verb.SUMMONS, number, "no")


def _way(scene: Scene, site: Site) -> Rows:
    if site.latitude is None or site.longitude is None:
        return []
    link = map_link(site.latitude, site.longitude, site.name)
    return [(Button(scene.voice.plain("button-map"), url=link),)]


def _others(scene: Scene, number: int, asked: Summons) -> Rows:
    """Offer the places of the call at which hands are missing."""
    gaps = [
        each
        for each in boards.figures(scene.session, number)
        if each.shift.id != asked.shift_id and each.coming < each.quota
    ]
    return [
        (
            button(
                scene.voice.plain(
                    "button-summons-other", place=each.site.name[:16], coming=each.coming, quota=each.quota
                ),
                Verb.SUMMONS,
                number,
                "at",
                each.shift.id,
            ),
        )
        for each in gaps[:OTHERS_SHOWN]
    ]


def is_call(activity: Activity) -> bool:
    """Tell whether an activity's card is drawn here."""
    return activity.kind in CALL_KINDS
