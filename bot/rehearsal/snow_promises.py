"""The promises of a call, checked one by one at its end: from the phones, the diaries and the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.model import MessageState, SummonsState
from bot.rehearsal import promises
from bot.rehearsal.books import reached
from bot.rehearsal.hands import Deed
from bot.rehearsal.promises import Promise
from bot.rehearsal.snow_figures import rings_of
from bot.rehearsal.snow_night import Night
from bot.rehearsal.snow_people import BLANK, Helper, plain
from bot.rehearsal.snow_tables import Asked, Call

YES = frozenset({SummonsState.COMING, SummonsState.WAITING})
NO = frozenset({SummonsState.DECLINED, SummonsState.DROPPED})
UNANSWERED = frozenset({SummonsState.ASKED, SummonsState.SPARED})


def check(session: Session, night: Night, call: Call) -> list[Promise]:
    """Check every promise."""
    judge = _Judge(night, call)
    sandbox, delivery = night.stage.sandbox, night.settings.delivery
    return [
        promises.inbox(sandbox.statistics, call.inbox),
        judge.answers(),
        judge.quota(),
        judge.once(),
        judge.declined(),
        judge.stood_down(),
        judge.silence(),
        judge.hours(),
        judge.others(),
        promises.doubles(pair for pair in sandbox.doubles() if pair[0].text != night.say("card-moved")),
        promises.pace(sandbox.statistics),
        promises.outbox(session, now=night.agenda.now, most_uncertain=len(night.outages) * delivery.in_flight),
        promises.buttons(night.diaries),
    ]


def joined(one: Promise, other: Promise) -> Promise:
    """Return a promise that was kept if it was kept in both nights; its figures are those of the first."""
    return replace(one, notes=(*one.notes, *other.notes), differences=(*one.differences, *other.differences))


class _Judge:
    """Holds the phones against the tables."""

    def __init__(self, night: Night, call: Call) -> None:
        self.night = night
        self.call = call
        self.rings = rings_of(night)
        self._full = night.say("fault-summons-full")
        helpers = night.by_number
        self.pairs = [(each, helpers[each.roster_no]) for each in call.asked if each.roster_no in helpers]

    @property
    def ended_at(self) -> datetime:
        """When everybody was stood down."""
        return self.call.callout.ended_at or self.night.agenda.now

    def answers(self) -> Promise:
        """What was said on the phones stands in the tables, and before the end each card showed how it stood."""
        notes = [note for each, helper in self.pairs for note in self._answer(each, helper)]
        return Promise("demo-snow-promise-answers", (*notes, *self.night.wrongly_shown), {"count": len(self.pairs)})

    def _answer(self, each: Asked, helper: Helper) -> Iterator[str]:
        state, word = each.summons.state, helper.diary.last
        if word is None:
            is_right = state in UNANSWERED or each.summons.entered_by is not None
        elif word.is_yes:
            is_right = state in YES or (state in UNANSWERED and self._was_refused(helper, word.deed, state))
        else:
            is_right = state in NO
        if not is_right:
            yield f"{each.roster_no}: said {None if word is None else word.is_yes}, table {state}"
        if helper.diary.has_read and each.summons.read_at is None:
            yield f"{each.roster_no}: has read, table has not"
        if not _fits(helper.diary.check_in, each.line.checked_in_at, self.night):
            yield f"{each.roster_no}: came {helper.diary.check_in}, table {each.line.checked_in_at}"

    def _was_refused(self, helper: Helper, deed: Deed, state: SummonsState) -> bool:
        """Tell whether the phone said that all is full; where the word of it was cut off, the card says so."""
        is_cut_off = any(since <= deed.at <= until for since, until in self.night.outages)
        toasts = sum(self._full in answer.text for answer in helper.phone.answers)
        return toasts + self._refusals(helper) > 0 or (is_cut_off and state is SummonsState.SPARED)

    def _refusals(self, helper: Helper) -> int:
        """Count the messages that say that all is full, each an answer to one."""
        return sum(self._full in message.text for message in helper.phone.messages)

    def quota(self) -> Promise:
        """No stretch ever had more people than it wanted at that moment."""
        places = {place.shift_id: place for place in self.call.places}
        notes = [
            f"{places[step.shift_id].name}: {step.coming} at {step.at.isoformat()}"
            for step in self.call.steps
            if step.coming > places[step.shift_id].quota_at(step.at)
        ]
        coming = Counter(each.summons.shift_id for each in self.call.asked if each.summons.state is SummonsState.COMING)
        played = Counter[int]()
        for step in self.call.steps:
            played[step.shift_id] += step.change
        notes += [
            f"{place.name}: {coming[number]} in the tables, {played[number]} played over"
            for number, place in places.items()
            if coming[number] != played[number]
        ]
        return Promise("demo-snow-promise-quota", tuple(notes), {"count": len(places)})

    def once(self) -> Promise:
        """A phone rings once for the call; else for a place that became free, in reply, or marked so after a crash."""
        notes = []
        for each, helper in self.pairs:
            called = self.call.calls.get(each.account)
            allowed = 1 + self.call.called_up[each.account] + (called is not None and called.is_repeat)
            allowed += self._refusals(helper)
            rings = sum(at < self.ended_at for at in self.rings.get(each.account, ()))
            if rings > allowed:
                notes.append(f"{each.roster_no}: {rings} rings before the end, {allowed} allowed")
        return Promise("demo-snow-promise-once", tuple(notes))

    def declined(self) -> Promise:
        """Who has said no is left in peace."""
        notes, count = [], 0
        for each, helper in self.pairs:
            word = helper.diary.last
            if word is None or word.is_yes:
                continue
            count += 1
            later = [at for at in self.rings.get(each.account, ()) if at > word.deed.at]
            notes += [f"{each.roster_no}: rang at {at.isoformat()}" for at in later]
        return Promise("demo-snow-promise-declined", tuple(notes), {"count": count})

    def stood_down(self) -> Promise:
        """Whose card said that they have a place or wait for one is rung and told at the end."""
        head = plain(self.night.say("summons-over-coming", place=BLANK).split(BLANK)[0])
        told = [self.night.by_number[number] for number in self._counting() if number in self.night.by_number]
        notes = []
        for helper in told:
            rang = any(at >= self.ended_at for at in self.rings.get(helper.phone.id, ()))
            is_told = any(message.text.startswith(head) for message in helper.phone.messages)
            if not rang or not is_told:
                notes.append(f"{helper.resident.roster_no}: rang {rang}, told {is_told}")
        return Promise("demo-snow-promise-stood-down", tuple(notes), {"count": len(told)})

    def _counting(self) -> list[str]:
        return [number for number, each in self.night.standing.items() if each.is_on_the_spot or each.state in YES]

    def silence(self) -> Promise:
        """After 停止 no call left any more, and after 收队 neither."""
        stopped_at = self.night.hours.stopped_at + timedelta(seconds=1)
        notes = [
            f"{called.account_key}: {called.state} at {called.started_at}"
            for called in self.call.calls.values()
            if called.state is MessageState.WAITING
            or (called.started_at is not None and called.started_at > stopped_at)
        ]
        return Promise("demo-snow-promise-silence", tuple(notes))

    def hours(self) -> Promise:
        """Hours run from the check-in, not before the muster, to the stand-down, or to an earlier check-out."""
        notes, ended_at = [], self.call.activity.ends_at
        for each, helper in self.pairs:
            line = each.line
            if line.checked_in_at is None:
                continue
            out = helper.diary.check_out
            went = self.ended_at if out is None else line.checked_out_at
            if went is None or (out is not None and not _fits(out, went, self.night)):
                notes.append(f"{each.roster_no}: went {out}, table {line.checked_out_at}")
                continue
            since = max(line.checked_in_at, self.night.hours.muster_at)
            served = max((min(went, ended_at) - since) // timedelta(minutes=1), 0)
            if served != line.minutes:
                notes.append(f"{each.roster_no}: {served} minutes, table {line.minutes}")
        return Promise("demo-snow-promise-hours", tuple(notes), {"count": len(self.call.here)})

    def others(self) -> Promise:
        """Who was not asked got no message at all."""
        asked = {each.roster_no for each in self.call.asked}
        notes = [
            f"{number}: {len(helper.phone.messages)} messages"
            for number, helper in self.night.by_number.items()
            if number not in asked and helper.phone.messages
        ]
        count = len(self.night.by_number) - len(self.pairs)
        return Promise("demo-snow-promise-others", tuple(notes), {"count": count})


def _fits(deed: Deed | None, at: datetime | None, night: Night) -> bool:
    """Tell whether the table's moment is that of the deed; a tap made in an outage is stamped when the bot is back."""
    if deed is None or at is None:
        return deed is None and at is None
    earliest, latest = reached(deed, night.outages)
    return earliest <= at <= latest
