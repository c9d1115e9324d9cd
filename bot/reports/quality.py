"""What a reader must know before trusting the week's figures: the notes on their completeness."""

from __future__ import annotations

from bot.reports.words import Words
from bot.rules.figures import WeekFigures
from bot.texts.formats import count


def quality_notes(figures: WeekFigures, words: Words, language: str) -> tuple[list[str], bool]:
    """Return the notes, at least one, and whether nothing is wanting.

    What needs a decision comes first: units that have not confirmed, people in question, requests for correction; then
    people not linked, not reached and without check-out, then units that do not take part yet.
    """
    totals = figures.totals
    wanting = (
        (words.unconfirmed, figures.unconfirmed),
        (words.in_question, totals.in_question),
        (words.corrections, totals.corrections),
        (words.not_linked, totals.not_linked),
        (words.unreachable, totals.unreachable),
        (words.missing_check_out, totals.missing_check_out),
        (words.not_enabled, len(figures.units) - figures.enabled),
    )
    enabled = count(figures.enabled, language)
    notes = [text.format(count=count(number, language), units=enabled) for text, number in wanting if number]
    if not figures.enabled:
        return [words.no_units], False
    if not figures.unconfirmed:
        notes.insert(0, words.all_confirmed.format(units=enabled))
    return notes, len(notes) == 1 and not figures.unconfirmed
