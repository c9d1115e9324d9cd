"""Makes what leaves from a row of the outbox: a card drawn from the tables, a text of the catalogs, or a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.chat.cards import (
    activity,
    announcement,
    audit,
    board,
    broadcast,
    broadcast_notice,
    broadcast_preview,
    callout,
    check_in,
    claims,
    corrections,
    doubles,
    drill,
    fridays,
    guide,
    leaves,
    me,
    members,
    planning,
    questions,
    reach,
    record_import,
    roles,
    roll,
    roster_import,
    settings,
    snowfall,
    standby,
    summons,
    templates,
    unit,
    units,
)
from bot.chat.cards.scene import Draw, Face, Scene
from bot.chat.keyboards import keyboard_for
from bot.chat.phrases import Voice
from bot.chat.work import Toast
from bot.config import Settings
from bot.model import Attachment, Card, Message
from bot.rules.delivery import (
    EditText,
    FileKind,
    InlineKeyboard,
    LeaveChat,
    Outgoing,
    Pin,
    SendFile,
    SendText,
    SendVenue,
)
from bot.rules.rights import Right, may
from bot.services import outbox, people
from bot.services.batch import Batch
from bot.services.delivery import Dropped, Recipient
from bot.texts import Markup, Texts


def draw_activity(scene: Scene) -> Face | Dropped:
    """Draw a person's card of an activity: that of a call where it is one."""
    held = scene.batch.activity(scene.number)
    is_call = held is not None and summons.is_call(held)
    return summons.draw(scene) if is_call else activity.draw(scene)


CARDS: Mapping[str, Draw] = {
    "activity": draw_activity,
    "announcement": announcement.draw,
    "callout": callout.draw,
    "board": board.draw,
    "post": board.draw_post,
    "called": board.draw_called,
    "correct": corrections.draw_offer,
    "correction": corrections.draw_request,
    "snowfall": snowfall.draw,
    "duty": snowfall.draw_duty,
    "standby": standby.draw,
    "readiness": standby.draw_question,
    "import": roster_import.draw,
    "returned": record_import.draw,
    "units": units.draw,
    "code": check_in.draw_code,
    "codes": check_in.draw_choice,
    "broadcast": broadcast.draw,
    "approval": broadcast_preview.draw_approval,
    "question": questions.draw,
    "templates": templates.draw,
    "notice": broadcast_notice.draw,
    "claims": claims.draw,
    "members": members.draw,
    "doubles": doubles.draw,
    "reach": reach.draw,
    "drill": drill.draw,
    "settings": settings.draw,
    "fridays": fridays.draw,
    "plans": planning.draw_list,
    "plan": planning.draw,
    "roll": roll.draw,
    "rolls": roll.draw_choice,
    "me": me.draw,
    "leaves": leaves.draw,
    "unit": unit.draw,
    "help": guide.draw,
    "roles": roles.draw,
    "grants": roles.draw_person,
    "audit": audit.draw,
}
# Cards about what one right is for: whoever lost it keeps what they have seen, and is shown nothing newer.
RIGHTS: Mapping[str, Right] = {
    "callout": Right.CALL_OUT,
    "broadcast": Right.BROADCAST,
    "approval": Right.BROADCAST,
    "question": Right.BROADCAST,
    "templates": Right.BROADCAST,
    "fridays": Right.PLAN,
    "import": Right.IMPORT_ROSTER,
}
VENUE = "activity-venue"


class Renderer:
    """Speaks for the bot; implements ``bot.services.delivery.Render``."""

    def __init__(self, texts: Texts, settings: Settings) -> None:
        self._texts = texts
        self._settings = settings

    def voice(self, language: str | None) -> Voice:
        """Return the voice for a reader; the operator's language where none is known."""
        operator = self._settings.operator
        return Voice(self._texts, language or operator.language, operator.zone)

    def toast(self, language: str, toast: Toast) -> str:
        """Say what is shown over the chat in answer to a tap."""
        return self.voice(language).plain(toast.key, **toast.params)

    def __call__(self, batch: Batch, message: Message, recipient: Recipient, now: datetime) -> Outgoing | Dropped:
        """Render a row as it should look at ``now``."""
        voice, card = self.voice(recipient.language), batch.card(message)
        if message.kind == outbox.LEAVE:
            return LeaveChat()
        if message.kind == outbox.RETIRE:
            has_file = broadcast_notice.has_file(batch.session, str(message.params.get("subject", "")))
            return EditText(int(message.params["message_id"]), voice.html("card-moved"), is_caption=has_file)
        if message.kind == outbox.UNPIN:
            return Pin(int(message.params["message_id"]), is_pinned=False)
        if message.kind == outbox.PIN:
            sent_as = card.telegram_message_id if card is not None else None
            return Dropped("never sent") if sent_as is None else Pin(sent_as)
        if message.kind == outbox.CARD:
            if card is None:
                return Dropped("no card")
            return self._show(batch, message, card, voice, now)
        params = dict(message.params)
        is_repeat = params.pop("is_repeat", False)
        if message.kind == VENUE:
            return SendVenue(**params)
        text = voice.html(message.kind, **params)
        if is_repeat:
            text = voice.html("repeated", text=text)
        keyboard = keyboard_for(message.kind, voice, message.params)
        attachment = batch.session.get(Attachment, message.attachment_id) if message.attachment_id else None
        if attachment is not None:
            return _send_file(attachment, text, None, is_silent=message.is_silent)
        reply_to = card.telegram_message_id if card is not None else None
        return SendText(text, keyboard, is_silent=message.is_silent, reply_to=reply_to)

    def _show(self, batch: Batch, message: Message, card: Card, voice: Voice, now: datetime) -> Outgoing | Dropped:
        must_send = bool(message.params.get("rings")) or card.telegram_message_id is None
        is_stale = card.shown_version < card.wanted_version or bool(message.params.get("is_live"))
        if not must_send and not is_stale:
            return Dropped("shown already")
        kind, number, *more = card.subject.split(":")
        scene = Scene(batch, now, voice, self._settings, card.chat_key, int(number), tuple(more), card.view)
        if kind in RIGHTS and not may(people.grants_of(batch.session, scene.cadre_id), RIGHTS[kind]):
            return Dropped("no right any more")
        face = CARDS[kind](scene)
        if not isinstance(face, Face):
            return face
        if message.params.get("is_repeat"):
            face = replace(face, text=voice.html("repeated", text=Markup(face.text)))
        if not must_send and card.telegram_message_id is not None:
            return EditText(card.telegram_message_id, face.text, face.keyboard, is_caption=face.file is not None)
        if face.file is None:
            return SendText(face.text, face.keyboard, is_silent=message.is_silent)
        if not face.file.telegram_file_id and not face.file.content:
            return Dropped("the file is forgotten")
        return _send_file(face.file, face.text, face.keyboard, is_silent=message.is_silent)


def _send_file(attachment: Attachment, caption: str, keyboard: InlineKeyboard | None, *, is_silent: bool) -> SendFile:
    return SendFile(
        FileKind(attachment.kind),
        attachment.name,
        b"" if attachment.telegram_file_id else attachment.content,
        caption=caption,
        keyboard=keyboard,
        is_silent=is_silent,
        file_id=attachment.telegram_file_id,
    )
