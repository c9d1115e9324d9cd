"""What a night of snow came to, counted: from the tables, from the sandbox, and from the diaries."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.model import SummonsState
from bot.rehearsal.figures import SENDS, Row, of_the_run
from bot.rehearsal.snow_night import Night
from bot.rehearsal.snow_tables import Call, Place
from bot.rules.figures import hours
from bot.sandbox import Send
from bot.texts.formats import NOTHING

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_WAVE: Final = 1
MEDIAN, NINE_IN_TEN = 0.5, 0.9


def moment_of(send: Send) -> datetime:
    """Return when something was sent."""
    return EPOCH + timedelta(microseconds=send.at)


def rings_of(night: Night) -> dict[int, list[datetime]]:
    """List when each phone rang since the call went out, by account."""
    rings: dict[int, list[datetime]] = {}
    for send in night.stage.sandbox.world.sends:
        at = moment_of(send)
        if not send.is_silent and send.method in SENDS and at >= night.hours.sent_at:
            rings.setdefault(send.chat_id, []).append(at)
    return rings


def filled_at(call: Call, place: Place) -> datetime | None:
    """Return when the last of the places that were wanted first was taken; None where it never was."""
    steps = (step for step in call.steps if step.shift_id == place.shift_id)
    return next((step.at for step in steps if step.change > 0 and step.coming == place.quota), None)


class Figures:
    """The rows of the table; ``rings`` are those of the phones.

    All but the town hang a little on what was under way when the power failed: whose answer came first took the place.
    """

    def __init__(self, night: Night, call: Call) -> None:
        self.night = night
        self.call = call
        self.rings = rings_of(night)
        self.accounts = {each.account for each in call.asked}
        self.rung = sum(account in self.rings for account in self.accounts)
        self.filled = call.in_state(SummonsState.COMING)

    def town(self) -> Row:
        town, places = self.night.town, self.call.places
        params = {"people": len(town.residents), "units": len(town.units), "stretches": len(places)}
        return Row("demo-snow-row-town", params | {"places": sum(place.quota for place in places)})

    def rung_row(self) -> Row:
        read = sum(each.summons.read_at is not None for each in self.call.asked)
        return Row(
            "demo-snow-row-rung", {"rung": self.rung, "waves": self.call.callout.wave, "read": read}, is_steady=False
        )

    def answers(self) -> Row:
        helpers = self.night.by_number
        diaries = [helpers[each.roster_no].diary for each in self.call.asked if each.roster_no in helpers]
        words = [diary.last for diary in diaries if diary.last is not None]
        return Row(
            "demo-snow-row-answers",
            {
                "yes": sum(word.is_yes for word in words),
                "no": sum(not word.is_yes for word in words),
                "read": sum(diary.has_read and not diary.words for diary in diaries),
                "silent": sum(not diary.has_read and not diary.words for diary in diaries),
                "entered": sum(each.summons.entered_by is not None for each in self.call.asked),
            },
            is_steady=False,
        )

    def coming(self) -> Row:
        params = {state.value: self.call.in_state(state) for state in SummonsState}
        return Row("demo-snow-row-coming", params, is_steady=False)

    def spot(self) -> Row:
        here = self.call.here
        deeds = [each.diary.check_in for each in self.night.helpers if each.diary.check_in is not None]
        served = hours(sum(each.line.minutes or 0 for each in here))
        by_card = sum(deed.is_tap for deed in deeds)
        counts = {"here": len(here), "card": by_card, "words": len(deeds) - by_card}
        return Row("demo-snow-row-spot", {**counts, "hours": f"{served}"}, is_steady=False)

    def fill(self) -> Row:
        sent_at, moments = (
            self.night.hours.sent_at,
            [(place, filled_at(self.call, place)) for place in self.call.places],
        )
        spans = sorted((at - sent_at).total_seconds() / 60 for _place, at in moments if at is not None)
        open_ones = [place.name for place, at in moments if at is None]
        return Row(
            "demo-snow-row-fill",
            {
                "p50": _at(spans, MEDIAN),
                "p90": _at(spans, NINE_IN_TEN),
                "filled": len(spans),
                "stretches": len(moments),
                "missing": "、".join(open_ones) or "none",
            },
            is_steady=False,
        )

    def raised(self) -> Row:
        raised = [place for place in self.call.places if place.raised_at]
        wanted = sum(place.quota_at(self.night.hours.ended_at) - place.quota for place in raised)
        taken = sum(
            max(sum(step.change for step in self.call.steps if step.shift_id == place.shift_id) - place.quota, 0)
            for place in raised
        )
        return Row(
            "demo-snow-row-raised", {"stretches": len(raised), "wanted": wanted, "taken": taken}, is_steady=False
        )

    def wave(self) -> Row:
        sent_at, moments = self.night.hours.sent_at, self._first_wave()
        down = sum((until - since).seconds for since, until in self.night.outages[:1])
        first, last = ((at - sent_at).total_seconds() for at in (moments[0], moments[-1]))
        spans = {"first": f"{first:.1f}", "last": f"{last:.1f}"}
        return Row("demo-snow-row-wave", {**spans, "phones": len(moments), "down": down}, is_steady=False)

    def _first_wave(self) -> list[datetime]:
        """List when the phones of the first wave rang first."""
        asked = [each.account for each in self.call.asked if each.summons.wave == FIRST_WAVE]
        return sorted(self.rings[account][0] for account in asked if account in self.rings)

    def load(self) -> Row:
        new, edits = self._messages()
        rings = Counter({account: len(self.rings.get(account, ())) for account in self.accounts})
        return Row(
            "demo-snow-row-load",
            {
                "new": _mean(new, len(self.accounts)),
                "rings": _mean(rings, len(self.accounts)),
                "most": max(rings.values(), default=0),
                "edits": _mean(edits, len(self.accounts)),
            },
            is_steady=False,
        )

    def _messages(self) -> tuple[Counter[int], Counter[int]]:
        """Count new messages and edits for each of those who were asked."""
        new: Counter[int] = Counter()
        edits: Counter[int] = Counter()
        for send in self.night.stage.sandbox.world.sends:
            if send.chat_id in self.accounts:
                (new if send.method in SENDS else edits)[send.chat_id] += 1
        return new, edits

    def economy(self) -> Row:
        ratio = _ratio(self.rung, self.filled)
        return Row("demo-snow-row-economy", {"rung": self.rung, "filled": self.filled, "ratio": ratio}, is_steady=False)

    def everyone(self) -> Row:
        """Sum up a call to everyone; the seconds to the last phone are those that the bot was there."""
        new, _edits = self._messages()
        last = self._first_wave()[-1]
        down = sum((min(until, last) - since for since, until in self.night.outages if since < last), timedelta())
        return Row(
            "demo-snow-row-everyone",
            {
                "people": self.rung,
                "ratio": _ratio(self.rung, self.filled),
                "messages": new.total(),
                "seconds": math.ceil((last - self.night.hours.sent_at - down).total_seconds()),
            },
            is_steady=False,
        )


def table(night: Night, call: Call, everyone: Figures, *, since: tuple[float, float]) -> list[Row]:
    """Write the table.

    Args:
        night: The night that was played first.
        call: Its call.
        everyone: The night in which everybody was called at once; three lines tell of it.
        since: The real and the CPU seconds at which the demo began.
    """
    figures = Figures(night, call)
    return [
        figures.town(),
        figures.rung_row(),
        figures.answers(),
        figures.coming(),
        figures.spot(),
        figures.fill(),
        figures.raised(),
        figures.wave(),
        figures.load(),
        figures.economy(),
        everyone.everyone(),
        everyone.fill(),
        everyone.load(),
        *of_the_run(night.stage.sandbox.statistics, call.outbox, outages=len(night.outages), since=since),
    ]


def _at(ordered: Sequence[float], share: float) -> str:
    """Return the value below which a share of them lies, by the nearest rank."""
    return f"{ordered[math.ceil(share * len(ordered)) - 1]:.1f}" if ordered else NOTHING


def _ratio(count: int, parts: int) -> str:
    return f"{count / parts:.2f}" if parts else NOTHING


def _mean(counts: Counter[int], people: int) -> str:
    return f"{counts.total() / max(people, 1):.1f}"
