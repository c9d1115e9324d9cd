"""Each role tries each command and each button; only those act who may, as ``docs/commands.md`` has it.

The table of the documents is what is checked here against the bot, and against its own tables of commands and taps.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.buttons import Verb
from bot.chat.commands import COMMANDS_OF, EVERYONE, UNOFFERED
from bot.chat.routes import COMMANDS, TAPS
from bot.model import (
    Activity,
    Cadre,
    Callout,
    Claim,
    Correction,
    CorrectionKind,
    Role,
    RoleGrant,
    Roll,
    Shift,
    Site,
)
from bot.texts import LANGUAGES, load_texts
from tests.chat.bystanders import SERVICE, Bystanders, bystanders_on
from tests.chat.test_bad_input import changed

DOCUMENT = (Path(__file__).parent.parent.parent / "docs" / "commands.md").read_text(encoding="utf-8")
EVERYBODY, CADRES = "everybody", "cadres"
HELD_BY: dict[str, frozenset[Role]] = {
    EVERYBODY: EVERYONE,
    CADRES: EVERYONE,
    "liaisons": frozenset({Role.LIAISON, Role.DEPUTY}),
    "leads": frozenset({Role.LEAD}),
    "leaders": frozenset({Role.LEADER}),
    "organizers": frozenset({Role.ORGANIZER, Role.ADMIN}),
    "admins": frozenset({Role.ADMIN}),
}
# Who tries; "other" is the liaison of another unit than the one that everything is about.
NOBODY, CADRE, OTHER = "stranger", "cadre", "other"
PEOPLE = (NOBODY, CADRE, OTHER, *(role.value for role in Role))

# A tap of each verb about the first unit, its people, its list, or its site.
TRIED: dict[Verb, str] = {
    Verb.GO: "{activity}",
    Verb.DECLINE: "{activity}",
    Verb.EXCUSE: "{activity}:duty",
    Verb.CHANGE: "{activity}:1",
    Verb.CHECK_IN: "{activity}",
    Verb.CHECK_OUT: "{activity}",
    Verb.UNDO: "{activity}",
    Verb.ROUTE: "{activity}",
    Verb.ROSTER_TEMPLATE: "",
    Verb.IMPORT_CONFIRM: "999",
    Verb.IMPORT_CANCEL: "999",
    Verb.DOUBLES: "page:0",
    Verb.REACH: "link:{unit}",
    Verb.INVITES: "999",
    Verb.INVITES_END: "999",
    Verb.UNITS_TURN: "0",
    Verb.UNIT_SWITCH: "{unit}:0",
    Verb.AGREE: "999",
    Verb.DISAGREE: "999",
    Verb.CHANGE_UNIT: "999",
    Verb.LEAVE_ROSTER: "",
    Verb.CLAIM_ALL: "{unit}:0",
    Verb.CLAIM_YES: "{claim}:{unit}:{person}",
    Verb.CLAIM_ADD: "{claim}:{unit}",
    Verb.CLAIM_NO: "{claim}:{unit}",
    Verb.CLAIM_PAGE: "{unit}:0",
    Verb.MEMBERS: "{unit}:0",
    Verb.MEMBER: "{unit}:{person}:0",
    Verb.MEMBER_LEFT: "{unit}:{person}",
    Verb.DELETE: "",
    Verb.KEEP: "",
    Verb.LANGUAGE: "zh-CN",
    Verb.WISH: "sound:1",
    Verb.ROLL_SHOW: "{roll}",
    Verb.ROLL_TURN: "{roll}:left:0",
    Verb.ROLL_UNITS: "{activity}:0",
    Verb.ROLL_MARK: "{roll}:{person}:1",
    Verb.ROLL_CONFIRM: "{roll}:skip",
    Verb.ROLL_REOPEN: "{roll}",
    Verb.CORRECT: "{activity}",
    Verb.CORRECTION: "{correction}:0",
    Verb.ROLL_LATE: "{roll}:{person}",
    Verb.ROLL_DENY: "{roll}:{person}:1",
    Verb.ROLL_DECIDE: "{roll}:{person}:1",
    Verb.LEAVE: "{activity}:trip",
    Verb.LEAVE_DAYS: "ask",
    Verb.ME: "year:0",
    Verb.STATEMENT: "this",
    Verb.ROLL_SHEET: "{roll}",
    Verb.ROLL_QUANTITY: "{roll}:1",
    Verb.UNIT: "{roll}:leaves:0",
    Verb.BROADCAST: "cancel:1",
    Verb.READ: "1",
    Verb.SUMMARY: "last",
    Verb.PERSONS: "2026-11-16:{unit}",
    Verb.EXPORT: "f:2026-11-16:2026-11-20:{unit}:xlsx:here",
    Verb.RECORD_CONFIRM: "999",
    Verb.RECORD_CANCEL: "999",
    Verb.CALLOUT: "{callout}:drop",
    Verb.SUMMONS: "999:no",
    Verb.POST: "999:cleared",
    Verb.CALLED: "999:{unit}:1:1",
    Verb.SUMMONS_UNDO: "999:coming:declined",
    Verb.SNOWFALL: "999:seen",
    Verb.STANDBY: "20261128:drop",
    Verb.SITE_CODE: "{shift}:show",
    Verb.ENTER_CODE: "{activity}",
    Verb.POSITION: "{activity}:anyway",
    Verb.PLANS: "list:0",
    Verb.FRIDAYS: "day:{activity}",
    Verb.PLAN: "999:drop",
    Verb.GROUP: "{activity}:go",
    Verb.ROLE: "open:{person}",
    Verb.AUDIT: "page:0:0:0:0",
}
# A liaison of any unit may tap these: what comes is about the own one.
OF_ANY_UNIT = {Verb.ROLL_UNITS, Verb.SUMMARY}
# Of what these are about there is none in this town: it is tried only that nobody else gets so far.
NOTHING_THERE = {
    Verb.IMPORT_CONFIRM,
    Verb.IMPORT_CANCEL,
    Verb.RECORD_CONFIRM,
    Verb.RECORD_CANCEL,
    Verb.POST,
    Verb.CALLED,
}
# These make files, which takes long; that those get them who may is seen in the tests of each file.
MAKING_FILES = {Verb.STATEMENT, Verb.ROLL_SHEET, Verb.PERSONS, Verb.EXPORT, Verb.ROSTER_TEMPLATE}


def audiences(pattern: str) -> dict[str, frozenset[str]]:
    """Read who stands in the second column of the table's rows, by what stands in the first."""
    rows = re.findall(rf"^\| `{pattern}` \| ([^|]+) \|", DOCUMENT, flags=re.MULTILINE)
    return {word: frozenset(who.strip() for who in said.replace(" of a place", "").split(",")) for word, said in rows}


OF_COMMANDS, OF_VERBS = audiences(r"/(\w+)"), audiences(r"(\w+)")


def may(name: str, audience: Iterable[str]) -> bool:
    """Tell whether somebody is of an audience."""
    if name == NOBODY:
        return EVERYBODY in audience
    if name in (CADRE, OTHER):
        return not {EVERYBODY, CADRES}.isdisjoint(audience)
    return any(Role(name) in HELD_BY[word] for word in audience)


def may_tap(name: str, verb: Verb) -> bool:
    """Tell whether somebody may tap this about the first unit."""
    return may(name, OF_VERBS[verb.value]) or (name == OTHER and verb in OF_ANY_UNIT)


def may_command(name: str, word: str) -> bool:
    """Tell whether a command is for somebody; a liaison of any unit is a liaison."""
    return may("liaison" if name == OTHER else name, OF_COMMANDS[word])


def test_every_command_stands_in_the_table_with_those_to_whom_it_is_offered() -> None:
    assert sorted(OF_COMMANDS) == sorted(COMMANDS)
    for word, audience in OF_COMMANDS.items():
        if word not in UNOFFERED:
            assert {role for each in audience for role in HELD_BY[each]} == set(COMMANDS_OF[word]), word


def test_every_button_stands_in_the_table_and_is_tried() -> None:
    assert set(OF_VERBS) == {verb.value for verb in Verb}
    assert set(TAPS) == set(Verb) == set(TRIED)
    assert {word for audience in OF_VERBS.values() for word in audience} <= set(HELD_BY)


@pytest.fixture
async def bystanders(sqlite_url: str) -> AsyncIterator[Bystanders]:
    async with bystanders_on(sqlite_url) as opened:
        yield opened


def appoint(session: Session, bystanders: Bystanders) -> None:
    """Give each role to somebody, those with a scope at the first unit and its site, and leave things to decide."""
    town = bystanders.town
    names = {
        Role.DEPUTY: town.cadres[1],
        Role.LEADER: town.cadres[3],
        Role.LEAD: town.cadres[4],
        Role.LIAISON: town.liaison,
        Role.ORGANIZER: town.organizer,
        Role.ADMIN: town.admin,
    }
    bystanders.names |= {role.value: telegram_id for role, telegram_id in names.items()}
    bystanders.names[OTHER] = bystanders.names["liaison_of_the_third"]
    site = session.scalars(select(Site).order_by(Site.id)).first()
    assert site is not None
    for role in (Role.DEPUTY, Role.LEADER, Role.LEAD):
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == names[role])).one()
        unit_id = town.unit_ids[0] if role is Role.DEPUTY else None
        site_id = site.id if role is Role.LEAD else None
        session.add(
            RoleGrant(
                cadre_id=cadre.id, role=role, unit_id=unit_id, site_id=site_id, granted_at=SERVICE, granted_by="test"
            )
        )
        if role is Role.LEAD:
            session.scalars(select(Shift).where(Shift.site_id == site.id)).one().lead_id = cadre.id
    asker = session.scalars(select(Cadre).where(Cadre.roster_no == "C1-3")).one()
    activity = session.scalars(select(Activity).join(Roll, Roll.activity_id == Activity.id)).first()
    assert activity is not None
    session.add(
        Correction(
            activity_id=activity.id,
            cadre_id=asker.id,
            kind=CorrectionKind.CAME,
            wanted_in_at=activity.starts_at,
            wanted_out_at=activity.ends_at,
            words="在场",
            asked_at=SERVICE,
        )
    )
    organizer = session.scalars(select(Cadre).where(Cadre.telegram_id == town.organizer)).one()
    session.add(
        Callout(
            author_id=organizer.id,
            is_drill=False,
            muster_at=activity.ends_at,
            reply_by=activity.ends_at,
            plan=[],
            created_at=SERVICE,
        )
    )


def ids(session: Session, unit_id: int) -> dict[str, int]:
    """Return what the taps are about: everything of the first unit."""
    roll = session.scalars(select(Roll).where(Roll.unit_id == unit_id)).one()
    return {
        "unit": unit_id,
        "roll": roll.id,
        "activity": roll.activity_id,
        "shift": roll.shift_id,
        "person": session.scalars(select(Cadre.id).where(Cadre.roster_no == "C1-1")).one(),
        "claim": session.scalars(select(Claim.id)).one(),
        "correction": session.scalars(select(Correction.id)).one(),
        "callout": session.scalars(select(Callout.id)).one(),
    }


def refusals() -> set[str]:
    keys = ("fault-not-allowed", "fault-not-registered", "fault-not-lead")
    return {load_texts().format(language, key) for language in LANGUAGES for key in keys}


async def tapped(bystanders: Bystanders, name: str, taps: dict[Verb, str]) -> dict[Verb, str]:
    """Let somebody send taps, and return what was shown for each."""
    phone = bystanders.phone(name)
    queries = {verb: phone.tap_data(data) for verb, data in taps.items()}
    await bystanders.stage.advance(minutes=1)
    answers = {verb: phone.answer_to(query) for verb, query in queries.items()}
    return {verb: (answer.text or "") if answer else "unanswered" for verb, answer in answers.items()}


async def told(bystanders: Bystanders, name: str, commands: list[str]) -> list[str]:
    """Let somebody send commands, and return what came back."""
    phone = bystanders.phone(name)
    before = len(phone.messages)
    for word in commands:
        phone.type(f"/{word}")
    await bystanders.stage.advance(minutes=2)
    return [message.text for message in phone.messages[before:]]


async def test_each_role_tries_everything_and_only_the_allowed_act(bystanders: Bystanders) -> None:
    bystanders.names["liaison_of_the_third"] = bystanders.names["liaison"]
    bystanders.stage.bot.storage.write_now(lambda session: appoint(session, bystanders))
    numbers = bystanders.stage.bot.storage.read_now(lambda session: ids(session, bystanders.town.unit_ids[0]))
    taps = {
        verb: ":".join(part for part in (verb.value, args.format(**numbers)) if part) for verb, args in TRIED.items()
    }
    for name in PEOPLE:
        bystanders.phone(name).type("你好")
    await bystanders.stage.advance(minutes=1)
    before = bystanders.marks()
    for name in PEOPLE:
        barred = {verb: data for verb, data in taps.items() if not may_tap(name, verb)}
        answers = await tapped(bystanders, name, barred)
        assert {verb: text for verb, text in answers.items() if text not in refusals()} == {}, name
        if name != NOBODY:  # a stranger is answered once a day, however much they type
            words = [word for word in COMMANDS if not may_command(name, word)]
            replies = await told(bystanders, name, words)
            assert [text for text in replies if text not in refusals()] == [], name
            assert len(replies) == len(words)
    assert changed(before, bystanders.marks()) == set()
    for name in PEOPLE:
        tried = taps.keys() - NOTHING_THERE - MAKING_FILES
        allowed = {verb: data for verb, data in taps.items() if verb in tried and may_tap(name, verb)}
        answers = await tapped(bystanders, name, allowed)
        assert {verb: text for verb, text in answers.items() if text in refusals()} == {}, name
        if name != NOBODY:
            words = [word for word in COMMANDS if may_command(name, word) and word not in ("start", "delete")]
            replies = await told(bystanders, name, words)
            assert [text for text in replies if text in refusals()] == [], name
            assert len(replies) >= len(words)
    assert bystanders.failures() == []
