"""The notice that people get by a broadcast: as its author wrote it, with what they can answer; or 已取消."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.chat.buttons import Verb, button
from bot.chat.cards.scene import Face, Scene
from bot.model import Attachment, Broadcast, BroadcastState, Receipt
from bot.rules.audience import Audience, AudienceKind
from bot.rules.delivery import Button, InlineKeyboard
from bot.services import broadcasts, outbox, questions
from bot.services.broadcast_choices import buttons_of
from bot.services.broadcast_figures import GOING, HELD
from bot.services.broadcast_people import unlinked_of
from bot.services.delivery import Dropped
from bot.texts import Markup

TRIAL = "trial"


def draw(scene: Scene) -> Face | Dropped:
    """Draw what people get; a trial looks the same."""
    broadcast = scene.session.get(Broadcast, scene.number)
    if broadcast is None:
        return Dropped("no such broadcast")
    is_trial = bool(scene.more)
    held = {BroadcastState.STOPPED: "stopped", BroadcastState.PAUSED: HELD}.get(broadcast.state)
    if not is_trial and held is not None and not _was_sent(scene):
        return Dropped(held)
    file = file_of(scene.session, broadcast)
    if broadcast.retracted_at is not None and not is_trial:
        return Face(scene.voice.html("broadcast-retracted", operator=scene.settings.operator.name), file=file)
    text = notice(scene, broadcast)
    receipt = None if is_trial else scene.session.get(Receipt, (broadcast.id, scene.cadre_id))
    if receipt is not None and receipt.is_going:
        text = Markup(f"{text}\n{scene.voice.html('broadcast-notice-going')}")
    if _is_passed_on(broadcast) and not is_trial:
        count = unlinked_of(scene.session, scene.cadre_id)
        text = Markup(f"{text}\n{scene.voice.html('broadcast-notice-pass-on', count=count)}")
    row = _buttons(scene, broadcast, receipt, is_trial=is_trial)
    return Face(text, InlineKeyboard((row,) if row else ()), file)


def notice(scene: Scene, broadcast: Broadcast) -> Markup:
    """Say the text with the operator's name under it."""
    operator = scene.settings.operator.name
    if not broadcast.text:
        return scene.voice.html("broadcast-notice-bare", operator=operator)
    return scene.voice.html("broadcast-notice", text=Markup(broadcast.text), operator=operator)


def file_of(session: Session, broadcast: Broadcast) -> Attachment | None:
    """Return the picture or file of a broadcast, if it has one."""
    return session.get(Attachment, broadcast.attachment_id) if broadcast.attachment_id is not None else None


def has_file(session: Session, subject: str) -> bool:
    """Tell whether a card of this subject is a picture or a file with a caption."""
    kind, _, rest = subject.partition(":")
    number = rest.partition(":")[0]
    if kind != "notice" or not number.isdecimal():
        return False
    broadcast = session.get(Broadcast, int(number))
    return broadcast is not None and broadcast.attachment_id is not None


def _is_passed_on(broadcast: Broadcast) -> bool:
    audience = Audience.from_json(broadcast.audience)
    return audience is not None and audience.kind is AudienceKind.UNLINKED


def _buttons(scene: Scene, broadcast: Broadcast, receipt: Receipt | None, *, is_trial: bool) -> tuple[Button, ...]:
    """Draw what the reader can still tap."""
    row = []
    for name in buttons_of(broadcast):
        match name:
            case "read":
                is_drawn = receipt is None
            case "ask":
                is_drawn = scene.now - (broadcast.due_at or broadcast.created_at) <= questions.LASTS
            case _:
                is_drawn = True
        word = "not-going" if name == GOING and receipt is not None and receipt.is_going else name
        if is_drawn:
            args = (broadcast.id, TRIAL) if is_trial else (broadcast.id,) if word == "read" else (broadcast.id, word)
            row.append(button(scene.voice.plain(f"button-broadcast-{word}"), Verb.READ, *args))
    return tuple(row)


def _was_sent(scene: Scene) -> bool:
    card = outbox.find_card(scene.session, scene.chat_key, broadcasts.notice_of(scene.number))
    return card is not None and card.telegram_message_id is not None
