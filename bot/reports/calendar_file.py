"""The calendar file of the activities that somebody is asked to or comes to, for the phone's own calendar.

An activity keeps its identity over every change, so a file that is opened again moves the entry instead of doubling it
(RFC 5545: UID, SEQUENCE, STATUS).
"""

from __future__ import annotations

from icalendar import Calendar, Event

from bot.reports.orders import CalendarOrder
from bot.rules.calendar_entries import CalendarEntry


def write_calendar(order: CalendarOrder) -> bytes:
    """Return the .ics of the entries, in the order in which they are given."""
    calendar = Calendar()
    calendar.add("PRODID", "-//volunteer-bot//activities//ZH")
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", order.name)
    for entry in order.entries:
        calendar.add_component(_event(entry, order))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: CalendarEntry, order: CalendarOrder) -> Event:
    event = Event()
    event.add("UID", f"activity-{entry.activity_id}@{order.source}")
    event.add("SEQUENCE", entry.version)
    event.add("DTSTAMP", order.made_at)
    event.add("DTSTART", entry.starts_at)
    event.add("DTEND", entry.ends_at)
    event.add("SUMMARY", entry.title)
    event.add("LOCATION", entry.place)
    event.add("DESCRIPTION", entry.content)
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    return event
