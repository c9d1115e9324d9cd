"""The board of a call before the organizers, and the card of one place before its lead."""

from __future__ import annotations

from datetime import datetime

from bot.chat.buttons import Verb, button
from bot.chat.cards.check_in import code_button
from bot.chat.cards.scene import Face, Scene
from bot.model import Activity, Callout, CalloutState, Shift, Unit
from bot.rules.delivery import Button, InlineKeyboard
from bot.rules.figures import hours
from bot.rules.rights import Right, may
from bot.services import boards, people
from bot.services.boards import Figures
from bot.services.delivery import Dropped
from bot.services.outbox import DayAndTime, Term
from bot.texts.formats import NOTHING

UNREAD_SHOWN = 6
OVER = frozenset({CalloutState.ENDED, CalloutState.CANCELLED})
MARKS = {"full": "🟢 ", "half": "🟡 ", "few": "🔴 "}

Rows = list[tuple[Button, ...]]


def draw(scene: Scene) -> Face | Dropped:
    """Draw every place with its figures, gaps first to the eye by a mark; a group sees it without buttons."""
    callout = scene.session.get(Callout, scene.number)
    if callout is None or callout.activity_id is None:
        return Dropped("no such call")
    is_group = scene.chat_key.startswith("chat:")
    if not is_group and not may(people.grants_of(scene.session, scene.cadre_id), Right.CALL_OUT):
        return Dropped("no right any more")
    places = boards.figures(scene.session, callout.activity_id)
    voice = scene.voice
    lines = [
        voice.html(
            "board-head",
            muster=DayAndTime(callout.muster_at),
            state=Term(f"board-state-{callout.state.value}"),
            drill=int(callout.is_drill),
        ),
        *(_place(scene, place, is_over=callout.state in OVER) for place in places),
        voice.html(
            "board-total",
            quota=sum(place.quota for place in places),
            coming=sum(place.coming for place in places),
            here=sum(place.on_spot for place in places),
            waiting=sum(place.waiting for place in places),
        ),
        voice.html(
            "board-asked",
            asked=sum(place.asked for place in places),
            read=sum(place.read for place in places),
            declined=sum(place.declined for place in places),
            next="none" if callout.next_wave_at is None else voice.time(callout.next_wave_at),
        ),
    ]
    if callout.state in OVER:
        lines.append(_log(scene, callout, places))
    elif scene.view in ("end", "cancel"):
        lines.append(voice.html(f"board-asks-{scene.view}"))
    return Face("\n".join(lines), InlineKeyboard(() if is_group else tuple(_rows(scene, callout))))


def _place(scene: Scene, place: Figures, *, is_over: bool) -> str:
    share = place.coming / place.quota if place.quota else 1.0
    mark = MARKS["full" if share >= 1 else "half" if share >= 0.5 else "few"]
    shown = {
        "mark": mark,
        "name": place.site.name,
        "coming": place.coming,
        "quota": place.quota,
        "here": place.on_spot,
        "progress": Term(f"progress-{place.shift.progress.value}"),
    }
    if is_over:  # nobody is on the way any more
        return scene.voice.html("board-place-over", **shown)
    return scene.voice.html("board-place", **shown, way=place.on_the_way)


def _log(scene: Scene, callout: Callout, places: list[Figures]) -> str:
    log = boards.log_of(scene.session, callout)
    return scene.voice.html(
        "board-log",
        first=_after(scene, callout, log.first_at),
        half=_after(scene, callout, log.half_at),
        full=_after(scene, callout, log.full_at),
        rung=sum(place.asked for place in places),
        here=sum(place.on_spot for place in places),
        hours=f"{hours(log.minutes)}",
    )


def _after(scene: Scene, callout: Callout, moment: datetime | None) -> str:
    if moment is None or callout.confirmed_at is None:
        return NOTHING
    return scene.voice.span(int((moment - callout.confirmed_at).total_seconds()) // 60)


def _rows(scene: Scene, callout: Callout) -> Rows:
    def act(key: str, word: str, *args: object) -> Button:
        return button(scene.voice.plain(key), Verb.CALLOUT, callout.id, word, *args)

    if callout.state not in (CalloutState.CALLING, CalloutState.STOPPED):
        return []
    if scene.view in ("end", "cancel"):
        return [(act(f"button-board-{scene.view}-sure", scene.view), act("button-board-back", "ask", "none"))]
    stop = (act("button-board-stop", "stop"),) if callout.state is CalloutState.CALLING else ()
    return [(*stop, act("button-board-end", "ask", "end")), (act("button-board-cancel", "ask", "cancel"),)]


def draw_post(scene: Scene) -> Face | Dropped:
    """Draw one place for its lead: figures, how far it is, and who has not read the call."""
    shift = scene.session.get(Shift, scene.number)
    if shift is None or shift.lead_id != scene.cadre_id:
        return Dropped("another leads it")
    found = boards.figures(scene.session, shift.activity_id, shift.id)
    callout = boards.callout_of(scene.session, shift.activity_id)
    if not found or callout is None:
        return Dropped("no such call")
    place, voice = found[0], scene.voice
    lines = [
        voice.html("post-head", name=place.site.name, coming=place.coming, quota=place.quota),
        voice.html(
            "post-figures",
            way=place.on_the_way,
            here=place.on_spot,
            waiting=place.waiting,
            asked=place.asked,
            read=place.read,
            progress=Term(f"progress-{shift.progress.value}"),
        ),
    ]
    if callout.state not in (CalloutState.CALLING, CalloutState.STOPPED):
        return Face("\n".join([*lines, voice.html("post-over")]))
    unread = boards.unread(scene.session, shift.activity_id, people.units_of(scene.session, scene.cadre_id))
    if unread:
        lines.append(voice.html("post-not-read", count=len(unread)))
    rows: Rows = [
        tuple(_post_button(scene, shift, word) for word in ("on-site", "clearing", "cleared")),
        tuple(_post_button(scene, shift, word) for word in ("heads", "tools")),
    ]
    if code := code_button(scene, scene.session.get_one(Activity, shift.activity_id), shift.id):
        rows.append(code)
    rows += _pairs(
        [
            button(
                voice.plain("button-post-answer-for", name=each.name),
                Verb.POST,
                shift.id,
                "for",
                each.cadre_id,
                each.shift_id,
            )
            for each in unread[:UNREAD_SHOWN]
        ]
    )
    return Face("\n".join(lines), InlineKeyboard(tuple(rows)))


def _pairs(buttons: list[Button]) -> Rows:
    return [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]


def draw_called(scene: Scene) -> Face | Dropped:
    """Draw how a unit's people stand in a call, for its liaison; who has not read it can be entered by telephone."""
    activity_id, unit_id = scene.number, int(scene.more[0])
    callout = boards.callout_of(scene.session, activity_id)
    unit = scene.session.get(Unit, unit_id)
    if callout is None or unit is None:
        return Dropped("no such call")
    if unit_id not in people.units_of(scene.session, scene.cadre_id):
        return Dropped("another's unit")
    voice = scene.voice
    counts = boards.unit_counts(scene.session, activity_id, unit_id)
    lines = [
        voice.html("called-head", unit=unit.name, drill=int(callout.is_drill), muster=DayAndTime(callout.muster_at)),
        voice.html(
            "called-figures",
            asked=counts.asked,
            coming=counts.coming,
            here=counts.on_spot,
            waiting=counts.waiting,
            declined=counts.declined,
            read=counts.read,
        ),
    ]
    if callout.state in OVER:
        return Face("\n".join([*lines, voice.html("post-over")]))
    unread = boards.unread(scene.session, activity_id, [unit_id])
    if unread:
        lines.append(voice.html("post-not-read", count=len(unread)))
    named = [
        button(
            voice.plain("button-post-answer-for", name=each.name),
            Verb.CALLED,
            activity_id,
            unit_id,
            each.shift_id,
            each.cadre_id,
        )
        for each in unread[:UNREAD_SHOWN]
    ]
    return Face("\n".join(lines), InlineKeyboard(tuple(_pairs(named))))


def _post_button(scene: Scene, shift: Shift, word: str) -> Button:
    return button(scene.voice.plain(f"button-post-{word}"), Verb.POST, shift.id, word.replace("-", "_"))
