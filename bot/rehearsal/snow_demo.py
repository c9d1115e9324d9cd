"""``volunteer-bot demo --story snow``: plays the night, once more with a call to everyone, and hands over both."""

from __future__ import annotations

import time

from bot.config import Settings
from bot.rehearsal.outcome import Outcome, as_file, papers_on, transcript_of
from bot.rehearsal.printing import Printer
from bot.rehearsal.promises import Promise
from bot.rehearsal.snow_everyone import everyone_called
from bot.rehearsal.snow_figures import Figures, table
from bot.rehearsal.snow_night import Night
from bot.rehearsal.snow_promises import check, joined
from bot.rehearsal.snow_tables import Call, read_call
from bot.rehearsal.snow_town import with_stretches
from bot.rehearsal.town import chance, found


async def rehearse(settings: Settings, *, people: int, seed: int, printer: Printer, language: str) -> Outcome:
    """Play one night over a fresh database, then the call to everyone, and look at everything that came of them."""
    since = time.monotonic(), time.process_time()
    town = with_stretches(found(people, chance(str(seed))))
    printer.line("demo-snow-begin", people=people, units=len(town.units), seed=seed)

    def tell(key: str) -> None:
        printer.progress(key, night.agenda.now, night.hours.zone, night.counts)

    night = Night(settings, town, seed=seed, tell=tell, language=language)
    try:
        await night.play()
        call, promises = await _found(night)
    finally:
        await night.stage.close()
    async with everyone_called(settings, town, seed=seed, language=language) as everyone:
        call_to_everyone, promises_to_everyone = await _found(everyone)
    rows = table(night, call, Figures(everyone, call_to_everyone), since=since)
    both = [joined(*pair) for pair in zip(promises, promises_to_everyone, strict=True)]
    return Outcome(rows, both, _files(night), "demo-snow-table")


async def _found(night: Night) -> tuple[Call, list[Promise]]:
    """Read what the tables hold of a night, and hold it against the phones."""
    storage = night.stage.bot.storage
    call = await storage.read(read_call)
    return call, await storage.read(lambda session: check(session, night, call))


def _files(night: Night) -> dict[str, bytes]:
    """Take from the phones what people would show each other: the board and the log as it ended, and two chats."""
    organizer, zone = night.organizer, night.hours.zone
    texts = {
        "board.txt": organizer.board(),
        "organizer.txt": transcript_of(organizer.phone, zone, night.say),
        "transcript.txt": night.stills.text(),
        "log.txt": next((message.text for message in organizer.phone.messages if message.photo), ""),
    }
    papers = papers_on(organizer.phone, chart="log.png", workbook="log.xlsx")
    return {name: as_file(text) for name, text in texts.items()} | dict(papers)
