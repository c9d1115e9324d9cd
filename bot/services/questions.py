"""Questions back about a broadcast: asked under the notice, answered by who may broadcast, each in their own chat.

The thread is kept in the tables; who asked and who answered stands in the audit, without a word of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.errors import Fault
from bot.model import Broadcast, Cadre, Question
from bot.rules.rights import Right
from bot.services import dialogues, outbox, people
from bot.services.broadcast_answers import NotYours, received, show_figures
from bot.services.broadcast_choices import buttons_of
from bot.services.broadcast_people import broadcasters
from bot.services.broadcasts import excerpt

ASK_STEP: Final = "question.text"
ANSWER_STEP: Final = "question.answer"
LONGEST: Final = 500
LASTS: Final = timedelta(days=7)
MOST_A_PERSON: Final = 5


class QuestionUnfit(Fault):
    """What was sent is no text, or is longer than ``limit`` characters."""

    key = "fault-question-text"


class QuestionLate(Fault):
    """The notice, or the question, is more than a week old."""

    key = "fault-question-late"


class QuestionsMany(Fault):
    """Somebody has asked ``count`` times and waits for answers."""

    key = "fault-question-many"


class NoSuchQuestion(Fault):
    """Nobody asked it."""

    key = "fault-question-gone"


class AnsweredBy(Fault):
    """Somebody, ``name``, has answered it."""

    key = "fault-question-answered"


def subject_of(question_id: int) -> str:
    """Name the card on which a question is read and answered."""
    return f"question:{question_id}"


def begin(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int) -> None:
    """提问 under a notice: the person's next message is the question.

    Raises:
        NotYours: It was never sent to this person, or takes no questions.
        Retracted: It was retracted.
        QuestionLate: It was sent more than a week ago.
        QuestionsMany: So many questions of this person wait already.
    """
    person, broadcast = _askable(session, telegram_id, broadcast_id, now=now)
    dialogues.ask(session, telegram_id, ASK_STEP, now=now, broadcast_id=broadcast.id)
    outbox.say(session, outbox.cadre_key(person.id), "question-ask", now=now, is_silent=True, limit=LONGEST)


def give_up(session: Session, *, now: datetime, telegram_id: int) -> None:
    """取消 instead of a question or an answer."""
    person = people.require(session, telegram_id)
    dialogues.close(session, telegram_id)
    outbox.say(session, outbox.cadre_key(person.id), "question-left", now=now, is_silent=True)


def take(session: Session, *, now: datetime, telegram_id: int, broadcast_id: int, text: str) -> None:
    """Keep the question and show it to the author, who is rung, and to all others who may broadcast.

    Raises:
        QuestionUnfit: It is no text, or too long; the person may write again.
        Fault: As ``begin``.
    """
    person, broadcast = _askable(session, telegram_id, broadcast_id, now=now)
    _check(text)
    question = Question(broadcast_id=broadcast.id, cadre_id=person.id, text=text, asked_at=now)
    session.add(question)
    session.flush()
    dialogues.close(session, telegram_id)
    subject, answering = subject_of(question.id), broadcasters(session)
    is_author_there = any(each.id == broadcast.author_id for each in answering)
    for each in answering:
        rings = each.id == broadcast.author_id or not is_author_there
        to = outbox.cadre_key(each.id)
        outbox.show(session, to, subject, now=now, rings=rings, anew=True, dedup=f"{subject}:{to}")
    outbox.say(session, outbox.cadre_key(person.id), "question-taken", now=now, is_silent=True)
    _note(session, person, "question.ask", question, now=now)
    show_figures(session, broadcast, now=now)


def begin_answer(session: Session, *, now: datetime, telegram_id: int, question_id: int) -> None:
    """回复 on the card: the next message is the answer.

    Raises:
        NotAllowed: The person may not broadcast (any more).
        AnsweredBy: Somebody has answered it.
        QuestionLate: It was asked more than a week ago.
    """
    by, question = _answerable(session, telegram_id, question_id, now=now)
    dialogues.ask(session, telegram_id, ANSWER_STEP, now=now, question_id=question.id)
    asker = session.get_one(Cadre, question.cadre_id)
    outbox.say(
        session, outbox.cadre_key(by.id), "question-ask-answer", now=now, is_silent=True, name=asker.name, limit=LONGEST
    )


def take_answer(session: Session, *, now: datetime, telegram_id: int, question_id: int, text: str) -> None:
    """Keep the answer and send it to who asked.

    Raises:
        QuestionUnfit: It is no text, or too long; the answer may be written again.
        Fault: As ``begin_answer``.
    """
    by, question = _answerable(session, telegram_id, question_id, now=now)
    _check(text)
    question.answer, question.answered_at, question.answered_by = text, now, by.id
    dialogues.close(session, telegram_id)
    broadcast = session.get_one(Broadcast, question.broadcast_id)
    outbox.say(
        session,
        outbox.cadre_key(question.cadre_id),
        "question-answer",
        now=now,
        dedup=f"answer:{question.id}",
        notice=excerpt(broadcast),
        question=question.text,
        answer=text,
        number=question.broadcast_id,
    )
    outbox.refresh(session, subject_of(question.id), now=now)
    _note(session, by, "question.answer", question, now=now)
    show_figures(session, broadcast, now=now)


def unanswered(session: Session, broadcast_id: int) -> int:
    """Count the questions about a broadcast that wait for an answer."""
    query = select(func.count(Question.id)).where(Question.broadcast_id == broadcast_id, Question.answered_at.is_(None))
    return session.scalar(query) or 0


def _askable(session: Session, telegram_id: int, broadcast_id: int, *, now: datetime) -> tuple[Cadre, Broadcast]:
    person, broadcast = received(session, telegram_id, broadcast_id)
    if "ask" not in buttons_of(broadcast):
        raise NotYours
    if now - (broadcast.due_at or broadcast.created_at) > LASTS:
        raise QuestionLate(days=LASTS.days)
    waiting = session.scalar(
        select(func.count(Question.id)).where(
            Question.broadcast_id == broadcast.id, Question.cadre_id == person.id, Question.answered_at.is_(None)
        )
    )
    if (waiting or 0) >= MOST_A_PERSON:
        raise QuestionsMany(count=waiting)
    return person, broadcast


def _answerable(session: Session, telegram_id: int, question_id: int, *, now: datetime) -> tuple[Cadre, Question]:
    by = people.require_right(session, telegram_id, Right.BROADCAST)
    question = session.get(Question, question_id)
    if question is None:
        raise NoSuchQuestion
    if question.answered_by is not None:
        raise AnsweredBy(name=session.get_one(Cadre, question.answered_by).name)
    if now - question.asked_at > LASTS:
        raise QuestionLate(days=LASTS.days)
    return by, question


def _check(text: str) -> None:
    if not 0 < len(text) <= LONGEST:
        raise QuestionUnfit(limit=LONGEST, count=len(text))


def _note(session: Session, by: Cadre, action: str, question: Question, *, now: datetime) -> None:
    people.note(
        session,
        now=now,
        actor=outbox.cadre_key(by.id),
        action=action,
        subject=subject_of(question.id),
        after={"broadcast": question.broadcast_id},
    )
