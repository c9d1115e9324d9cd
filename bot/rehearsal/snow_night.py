"""The story: a night of snow, from the draft at 05:40 to the stand-down, with two crashes on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bot.config import Settings
from bot.model import Role
from bot.rehearsal.agenda import Agenda
from bot.rehearsal.crash import CrashStage, cut_power
from bot.rehearsal.hands import Handled, Say
from bot.rehearsal.snow_organizer import Organizer
from bot.rehearsal.snow_people import ON_THE_SPOT, SHOWN, Helper, Lead, fit_for_stills
from bot.rehearsal.snow_plans import draw
from bot.rehearsal.snow_tables import Standing, standing
from bot.rehearsal.snow_town import PLACES_SHARE, settle_in
from bot.rehearsal.stills import Stills
from bot.rehearsal.town import GROUP, Resident, Town, chance
from bot.sandbox import Phone
from bot.texts import load_texts

Tell = Callable[[str], None]
DAY: Final = date(2026, 11, 24)
"""A Tuesday, so that no Friday is open and no summary is due."""
GRAINS: Final = {1000: timedelta(seconds=5), 0: timedelta(seconds=1)}
"""In a town of so many people, or more, acts happen at multiples of this span only."""
OUTAGE: Final = timedelta(seconds=40)
RUSH: Final = timedelta(seconds=30)
MOMENT: Final = timedelta(milliseconds=50)
MOST_PICTURED: Final = 40
FIRST_PICTURE: Final = timedelta(seconds=10)
PICTURED_EVERY: Final = timedelta(minutes=2)
PICTURES: Final = 40
"""How many people, how often and how many times."""
LISTENS_EVERY: Final = timedelta(seconds=5)
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """The moments of the night, aware UTC."""

    zone: ZoneInfo
    muster: timedelta

    def at(self, hour: int, minute: int, second: int = 0) -> datetime:
        """Return a moment of the day by the wall clock."""
        return datetime.combine(DAY, time(hour, minute, second), tzinfo=self.zone).astimezone(UTC)

    @property
    def begins_at(self) -> datetime:
        """When the bot is started."""
        return self.at(5, 30)

    @property
    def drafted_at(self) -> datetime:
        """When the organizer writes /snow; a full ten minutes, so that the muster is exactly so much later."""
        return self.at(5, 40)

    @property
    def sent_at(self) -> datetime:
        """When the organizer calls out, in the quiet hours."""
        return self.at(5, 41, 30)

    @property
    def answers_crash_at(self) -> datetime:
        """When the process dies amid the answers."""
        return self.sent_at + 4 * MINUTE

    @property
    def muster_at(self) -> datetime:
        """When the muster is."""
        return self.drafted_at + self.muster

    @property
    def short_at(self) -> datetime:
        """When a lead finds that there is more snow than thought: before the muster, while phones may still ring."""
        return self.muster_at - 12 * MINUTE

    @property
    def stopped_at(self) -> datetime:
        """When nobody is asked any more."""
        return self.muster_at + 10 * MINUTE

    @property
    def ended_at(self) -> datetime:
        """When the work is done."""
        return self.at(8, 45)

    @property
    def curtain_at(self) -> datetime:
        """When the curtain falls."""
        return self.ended_at + 10 * MINUTE


class Night:
    """One rehearsal of a call: a town with stretches, the bot on its stage, and everybody's diaries.

    Args:
        settings: Over the database to be used; its schema is there and nobody is in it.
        town: Who lives there, and the stretches.
        seed: What people do is drawn from it.
        tell: Called with the key of a line of progress at the end of each part.
        language: That of the phones and of the files.
    """

    def __init__(
        self, settings: Settings, town: Town, *, seed: int, tell: Tell = lambda _key: None, language: str = "zh-CN"
    ) -> None:
        zone = settings.operator.zone
        self.hours = Hours(zone, timedelta(minutes=settings.snow.muster_minutes))
        self.settings = settings
        self.town = town
        self.stage = CrashStage(settings, start=self.hours.begins_at)
        self.stage.punctual = {"callouts"}
        self.outages: list[tuple[datetime, datetime]] = []
        self.standing: dict[str, Standing] = {}
        self.wrongly_shown: list[str] = []
        self._tell = tell
        self._seed = seed
        self._language = language
        self._heard = 0
        self.say: Say = partial(load_texts().format, language)
        grain = next(grain for people, grain in GRAINS.items() if len(town.residents) >= people)
        self.agenda = Agenda(self.stage, grain=grain)
        self._cast()

    def _cast(self) -> None:
        """Hand out the parts: an organizer, a lead for each stretch, and everybody else may be asked."""
        residents = self.town.residents
        sites = [site for site in self.town.roster.sites if site.unit]
        self.stretches = tuple(site.name for site in sites)
        leading = {site.unit for site in sites}
        organizer = next(each for each in residents if each.has(Role.ORGANIZER))
        leads = [each for each in residents if each.has(Role.LIAISON) and each.unit in leading]
        self.helpers = [self._helper(each) for each in residents if each is not organizer and each not in leads]
        self.organizer = Organizer(organizer, self._phone(organizer), self.agenda, self.say)
        self.leads = [self._lead(each) for each in leads]
        self.by_number = {helper.resident.roster_no: helper for helper in self.helpers}
        self._group = self.stage.sandbox.group("清雪指挥群", chat_id=GROUP)
        self._by_account = {helper.phone.id: helper for helper in self.helpers}

    def _phone(self, resident: Resident) -> Phone:
        phone = self.stage.sandbox.person(resident.account, resident.name, self._language)
        phone.account.has_started = True
        return phone

    def _helper(self, resident: Resident) -> Helper:
        return Helper(
            resident,
            self._phone(resident),
            draw(self._chance(resident.roster_no)),
            self.agenda,
            self.say,
            rng=self._chance(f"{resident.roster_no}:words"),
            muster_at=self.hours.muster_at,
        )

    def _lead(self, resident: Resident) -> Lead:
        unit = [helper for helper in self.helpers if helper.resident.unit == resident.unit]
        return Lead(resident, self._phone(resident), self.agenda, self.say, unit)

    def _chance(self, what: str) -> Random:
        # Everybody's luck is their own: one more person changes nobody else's night.
        return chance(f"{self._seed}:{what}")

    @property
    def diaries(self) -> dict[str, Handled]:
        """Everybody's diary, by the number on the roster."""
        return {each.resident.roster_no: each.diary for each in (*self.helpers, *self.leads, self.organizer)}

    @property
    def counts(self) -> Mapping[str, str | int]:
        """Count what the lines of progress tell, from the diaries and the phones alone."""
        asked = [helper for helper in self.helpers if helper.diary.rung_at is not None]
        return {
            "rung": len(asked),
            "answered": sum(bool(helper.diary.words) for helper in asked),
            "coming": sum(helper.is_coming or helper.sees(*ON_THE_SPOT) for helper in asked),
            "here": sum(helper.diary.check_in is not None for helper in asked),
            "stretches": len(self.stretches),
            "seconds": OUTAGE.seconds,
        }

    async def play(self) -> None:
        """Play the night from end to end; the stage stays open, so that everything can be looked at."""
        await self.stage.open()
        await self.stage.bot.storage.write(
            partial(
                settle_in,
                town=self.town,
                now=self.stage.clock.now(),
                consent_version=self.settings.privacy.consent_version,
            )
        )
        self._tell("demo-snow-set-up")
        for part in (self._call_out, self._answers, self._muster, self._work, self._stand_down):
            await part()

    # ── the call ──

    async def _call_out(self) -> None:
        """Draft the call and send it out; the bot dies in the middle of the first wave."""
        hours, agenda, organizer = self.hours, self.agenda, self.organizer
        self._group.add_bot(organizer.phone)
        for number, act in enumerate((organizer.draft, organizer.preview, organizer.insure)):
            agenda.at(hours.drafted_at + timedelta(seconds=30 * number), act)
        await agenda.play_until(hours.sent_at)
        self._plan_listening()
        self._plan_leads()
        self._plan_stills()
        organizer.send_out()
        await self.stage.advance(seconds=self._half_a_wave)
        self.stage.clock.set(self.agenda.now + MOMENT)
        self.outages.append(await cut_power(self.stage, agenda, OUTAGE))
        await agenda.play_until(hours.sent_at + 2 * MINUTE)
        self._tell("demo-snow-called")

    @property
    def _half_a_wave(self) -> float:
        """How many seconds the first half of the first wave takes; none in a small town, where it leaves at once."""
        heads = len(self.town.residents) * PLACES_SHARE
        seconds = heads * self.settings.snow.over_call / self.settings.delivery.per_second / 2
        return seconds if seconds > 1 else 0.0

    def _plan_listening(self) -> None:
        """Let people hear their phones: every few seconds as long as waves ring, then once a minute."""
        hours, at = self.hours, self.hours.sent_at
        while at < hours.curtain_at:
            self.agenda.at(at, self._listen)
            at += LISTENS_EVERY if at < hours.stopped_at else MINUTE

    def _listen(self) -> None:
        sends = self.stage.sandbox.world.sends
        for send in sends[self._heard :]:
            helper = self._by_account.get(send.chat_id)
            if helper is not None and not send.is_silent:
                helper.hear(self.agenda.now)
        self._heard = len(sends)

    def _plan_leads(self) -> None:
        """Have each lead report how far the stretch is; the second enters a colleague, the last is short of hands."""
        hours, rng = self.hours, self._chance("leads")
        for lead in self.leads:
            for key, at in (
                ("button-post-on-site", hours.muster_at - 14 * MINUTE),
                ("button-post-clearing", hours.muster_at + 2 * MINUTE),
                ("button-post-cleared", hours.ended_at - 20 * MINUTE),
            ):
                self.agenda.at(at + timedelta(seconds=rng.randrange(600)), lead.press(key))
        self.agenda.at(hours.sent_at + 8 * MINUTE, self.leads[:2][-1].answer_for)
        self.agenda.at(hours.short_at, self.leads[-1].press("button-post-heads"))

    def _plan_stills(self) -> None:
        """Take pictures of all whose night may go as the bot hopes; nobody knows yet who is asked."""
        fit = [helper for helper in self.helpers if fit_for_stills(helper)][:MOST_PICTURED]
        self._stills = [Stills(helper, self.agenda, self.hours.zone, self.say) for helper in fit or self.helpers[:1]]
        moments = [self.hours.sent_at + FIRST_PICTURE + PICTURED_EVERY * number for number in range(PICTURES)]
        for still in self._stills:
            for at in (*moments, self.hours.ended_at + 3 * MINUTE):
                self.agenda.at(at, still.take)

    @property
    def stills(self) -> Stills:
        """The pictures of somebody who came, or of anybody where none of them did."""
        shown = {helper.phone.id for helper in self.helpers if helper.diary.check_in is not None}
        return next((still for still in self._stills if still.person.phone.id in shown), self._stills[0])

    # ── answers, muster, work, stand-down ──

    async def _answers(self) -> None:
        await self.agenda.play_until(self.hours.answers_crash_at)
        self.agenda.rush(RUSH)
        self.outages.append(await cut_power(self.stage, self.agenda, OUTAGE))
        self._tell("demo-snow-crashed")
        await self.agenda.play_until(self.hours.short_at)
        self._tell("demo-snow-answered")

    async def _muster(self) -> None:
        hours, agenda = self.hours, self.agenda
        agenda.at(hours.stopped_at, self.organizer.stop)
        await agenda.play_until(hours.stopped_at + MINUTE)
        self.stage.punctual = {"callout_logs"}  # no wave can ring any more; the log is to follow the end at once
        self._tell("demo-snow-mustered")

    async def _work(self) -> None:
        await self.agenda.play_until(self.hours.ended_at - MINUTE)
        self.standing = await self.stage.bot.storage.read(standing)
        self.wrongly_shown = [
            f"{number}: {each}"
            for number, each in self.standing.items()
            if (helper := self.by_number.get(number)) is not None and not _shows(helper, each)
        ]
        self._tell("demo-snow-worked")

    async def _stand_down(self) -> None:
        hours, agenda = self.hours, self.agenda
        agenda.at(hours.ended_at, self.organizer.ask_to_end)
        agenda.at(hours.ended_at + timedelta(seconds=20), self.organizer.end)
        await agenda.play_until(hours.curtain_at)
        self._tell("demo-snow-ended")


def _shows(helper: Helper, each: Standing) -> bool:
    """Tell whether the card has the buttons for it; who never was rung, since all was full before, has no card."""
    if helper.diary.rung_at is None:
        return not helper.sees(*(key for keys in SHOWN.values() for key in keys))
    return helper.sees(*each.buttons)
