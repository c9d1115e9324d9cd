"""Whatever anybody sends who has no business with it: answered, and nothing of the town is changed."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from bot.chat.buttons import LARGEST, Verb
from bot.chat.handlers.broadcast import ACTS
from bot.chat.routes import COMMANDS
from bot.sandbox.phone import Phone
from bot.texts import LANGUAGES, load_texts
from tests.chat.bystanders import Bystanders, bystanders_on

HUGE = "9" * 30
# Ids 1 and 2 are those of the others' units, rolls, claims, invitations, imports, broadcasts and activities; 4 is a
# person of the first unit.
FORGED = ("", "x", "１", "1", "-1", HUGE, "1:x", "1:1", "1:999", f"1:{HUGE}", "1:1:1", "1:4:1")
# Words that some verb takes for one of its arguments.
FITTING = {
    Verb.EXCUSE: ("1:duty", "999:duty", "1:"),
    Verb.LEAVE: ("1:trip", "999:trip"),
    Verb.ROLL_CONFIRM: ("1:count", "1:skip", "999:skip"),
    Verb.ROLL_TURN: ("1:unknown:0", "1:guests:-1", "999:left:0"),
    Verb.UNIT: ("1:leaves:0", "999:leaves:0"),
    Verb.INVITES: ("all", "few", "few:1"),
    Verb.INVITES_END: ("all", "few"),
    Verb.PERSONS: ("2026-11-23:0", "2026-11-23:1", "2026-13-45:1", f"2026-11-23:{HUGE}"),
    Verb.STANDBY: ("1:ready", "999:late", "20261128:send", "20261128:cancel", "20261332:ask", "20991231:drop"),
    Verb.LANGUAGE: ("xx", "zh", "zh-CN "),
    Verb.BROADCAST: tuple(f"{act}:{args}" for act in ACTS for args in ("1", "1:1", "1:1:1", "1:1:going", "x", "999:0")),
}
# Acts about nobody but oneself: their taps are no trespass.
OWN = {Verb.LEAVE_ROSTER, Verb.ME, Verb.SUMMARY}
CHINESE = re.compile("[\u4e00-\u9fff]")


# What may be answered with "no right" to a command, by whom: everything that is not about oneself.
SNOW = {"snow", "board", "duty", "standby", "stretch"}
PRIVILEGED = {
    "roster",
    "units",
    "invites",
    "broadcast",
    "friday",
    "rollcall",
    "code",
    "export",
    "unit",
    "summary",
    "activity",
    "reach",
    "bind",
    "roles",
    "audit",
} | SNOW
REFUSED = {
    "cadre": PRIVILEGED,
    "liaison": PRIVILEGED - {"rollcall", "code", "export", "unit", "summary", "bind"},
    "organizer": {"unit", "audit"},
}
FILE = {"file_id": "f", "file_unique_id": "f"}
STICKER = {"sticker": {**FILE, "type": "regular", "width": 9, "height": 9, "is_animated": False, "is_video": False}}
DICE = {"dice": {"emoji": "🎲", "value": 3}}


@pytest.fixture
async def bystanders(sqlite_url: str) -> AsyncIterator[Bystanders]:
    async with bystanders_on(sqlite_url) as opened:
        yield opened


def forged_taps() -> list[str]:
    """List taps of every verb with every odd argument, and some of no verb at all."""
    taps = [f"{verb}:{args}" if args else verb.value for verb in Verb for args in (*FORGED, *FITTING.get(verb, ()))]
    taps = [data for data in taps if data.partition(":")[0] not in OWN]
    return [*taps, "", "::::", "nothing:1", "x" * 64, "go\n:1", "go:\u202e1", "\u0000", "＊"]


async def test_forged_taps_are_answered_and_change_nothing(bystanders: Bystanders) -> None:
    before = bystanders.marks()
    assert before["attendance"].startswith("8:"), "two units of four have been invited"
    for name in ("stranger", "cadre", "liaison"):
        answers = await tap_all(bystanders, name, forged_taps())
        assert [data for data, text in answers.items() if not text] == []
        assert unfit(answers, name) == {}
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == set()


async def test_an_organizers_taps_about_nothing_there_is_change_nothing(bystanders: Bystanders) -> None:
    before = bystanders.marks()
    gone = ("", "x", "999", HUGE, "999:1", "999:999:0")
    acts = [f"{Verb.BROADCAST}:{act}:{args}" for act in ACTS for args in ("999:1", "-1:1:1", "x", "999:1:1:1")]
    taps = [f"{verb}:{args}" if args else verb.value for verb in Verb for args in gone]
    taps = [data for data in taps if data.partition(":")[0] not in OWN] + acts
    taps += [f"{data}:{LARGEST}" for data in ("mb:1", "cp:1", "rp:1:unknown", "rp:1:guests", "ru:1", "up", "me:year")]
    answers = await tap_all(bystanders, "organizer", taps)
    assert unfit(answers, "organizer") == {}
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == set()


async def tap_all(bystanders: Bystanders, name: str, taps: list[str]) -> dict[str, str]:
    """Send all taps, at a pace that is no flood, and return what was shown for each."""
    phone = bystanders.phone(name)
    queries = []
    for place in range(0, len(taps), 500):
        queries += [phone.tap_data(data) for data in taps[place : place + 500]]
        await bystanders.stage.advance(minutes=1)
    assert bystanders.unheard() == 0
    answers = [phone.answer_to(query) for query in queries]
    assert None not in answers, "every tap is answered"
    return {data: (answer.text or "") if answer else "" for data, answer in zip(taps, answers, strict=True)}


def unfit(answers: dict[str, str], name: str) -> dict[str, str]:
    """Return what is in the wrong language, or says that nobody foresaw it."""
    unknown = {load_texts().format(language, "fault-unknown") for language in LANGUAGES}
    is_chinese = name in ("cadre", "organizer")
    return {
        data: text
        for data, text in answers.items()
        if text and (text in unknown or bool(CHINESE.search(text)) is not is_chinese)
    }


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Name the tables that differ."""
    return {table for table in after if after[table] != before[table]}


async def test_commands_are_for_those_who_have_the_right(bystanders: Bystanders) -> None:
    before = bystanders.marks()
    for name, refused in REFUSED.items():
        phone = bystanders.phone(name)
        refusal = load_texts().format("en" if name == "liaison" else "zh-CN", "fault-not-allowed")
        found = set()
        for word in COMMANDS if name != "organizer" else sorted(PRIVILEGED - {"summary"}):
            count = len(phone.messages)
            phone.type(f"/{word} <b>&" if word == "today" else f"/{word}")
            await bystanders.stage.advance(seconds=3)
            assert len(phone.messages) > count, f"{name} is answered to /{word}"
            found |= {word} if phone.last.text == refusal else set()
        assert found == refused
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == {"audit"}  # /mydata hands out a copy, and that is noted


async def test_a_stranger_gets_one_line_for_all_commands_together(bystanders: Bystanders) -> None:
    before, phone = bystanders.marks(), bystanders.phone("stranger")
    for word in (*COMMANDS, "nothing", "start x", "invites 市第1局", "START@somebody_else"):
        phone.type(f"/{word}")
    phone.type("/")
    await bystanders.stage.advance(minutes=1)
    texts = load_texts()
    assert {message.text for message in phone.messages} == {
        texts.format("en", "stranger"),
        texts.format("en", "fault-invite-invalid"),
    }
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == set()


async def test_odd_messages_are_answered_and_change_nothing(bystanders: Bystanders) -> None:
    before = bystanders.marks()
    organizer = bystanders.phone("organizer")
    for name in ("stranger", "cadre", "liaison"):
        phone = bystanders.phone(name)
        count = len(phone.messages)
        sent = send_odd_ones(bystanders, name)
        await bystanders.stage.advance(minutes=1)
        assert len(phone.messages) - count == (0 if name == "stranger" else sent)
        unfitting = [m.text for m in phone.messages if bool(CHINESE.search(m.text)) is not (name == "cadre")]
        assert unfitting == [], name
    for command, reply in (("/broadcast", "请发送一段文字"), ("/roster", "正在等待花名册文件")):
        organizer.type(command)
        await bystanders.stage.advance(seconds=5)
        count = len(organizer.messages)
        # A list of people may be a file, and a broadcast a picture.
        odd = {"has_files": command != "/roster", "has_photo": command != "/broadcast"}
        sent = send_odd_ones(bystanders, "organizer", **odd)
        await bystanders.stage.advance(minutes=1)
        replies = [message.text for message in organizer.messages[count:]]
        assert len(replies) == sent
        # A position is a check-in, whatever was asked.
        assert [text for text in replies if reply not in text and "签到时间" not in text] == []
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == set()


def send_odd_ones(bystanders: Bystanders, name: str, *, has_files: bool = True, has_photo: bool = True) -> int:
    """Send everything that is no plain short text; return how many messages it was."""
    phone = bystanders.phone(name)
    count = len(phone.chat.messages)
    bystanders.send(name, STICKER)
    bystanders.send(name, DICE)
    if has_photo:
        phone.send_photo(b"\xff\xd8\xff\xe0", "")
    album = phone.new_album()
    for _ in range(3):
        phone.send_photo(b"\xff\xd8\xff\xe0", "参加", album=album)
    if has_files:
        phone.send_document("", b"", mime="")
    phone.send_location(42.9, 125.1)
    phone.send_location(-90.0, 180.0, 1500.0, forwarded=True)
    phone.send_contact()
    phone.send_contact(1)
    phone.type("雪" * 4096)
    phone.type("<b>" * 1365)
    if name != "organizer":  # who is asked for a text may well write this one
        phone.type("\u202e\u200b<a href='x'>&amp;{ $name }")
    return len(phone.chat.messages) - count


async def test_text_where_a_button_is_awaited_and_edited_messages_change_nothing(bystanders: Bystanders) -> None:
    before = bystanders.marks()
    phone = bystanders.phone("liaison")
    for said, reply in (
        ("/delete", "Unlink now?"),
        ("yes, unlink me", "not understood"),
        ("/start t", "does not work"),
        ("Agree", "not understood"),
        ("/leave", "No activity is waiting"),
        ("Leave: business", "not understood"),
    ):
        assert reply in await say(bystanders, phone, said)
    phone.edit_last("/delete")
    await bystanders.stage.advance(seconds=2)
    assert phone.last.text == "Edited messages are not read; please send a new one."
    stranger = bystanders.phone("stranger")
    count = len(stranger.messages)
    stranger.edit_last("ABCD2345")
    await bystanders.stage.advance(seconds=2)
    assert len(stranger.messages) == count
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == set()


async def test_what_cannot_be_a_name_is_asked_for_again_in_english(bystanders: Bystanders) -> None:
    link = bystanders.unit_link()
    stranger = bystanders.phone("stranger")
    stranger.start(link)
    await bystanders.stage.advance(seconds=2)
    before = bystanders.marks()
    assert "please tap “agree”" in (await say(bystanders, stranger, "What is this?")).lower()
    stranger.tap("Agree")
    await bystanders.stage.advance(seconds=2)
    for typed in ("W" * 300, "<b>Wang</b>", "王" * 31, "Wang 13800000000", "\u202e", "+"):
        assert "not understood as a name" in await say(bystanders, stranger, typed)
    stranger.send_contact()
    stranger.send_photo(b"\xff\xd8\xff\xe0", "Wang")
    await bystanders.stage.advance(seconds=5)
    assert "not understood as a name" in stranger.last.text
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) == set()


async def test_faults_of_a_roster_are_named_in_english(bystanders: Bystanders) -> None:
    bystanders.let_read_english(bystanders.town.organizer)
    before, phone = bystanders.marks(), bystanders.phone("organizer")
    for name, content, said in (
        ("people.pdf", b"%PDF-1.7", "of an unknown kind"),
        ("people.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xls"),
        ("<b>" + "长" * 200 + ".csv", "单位,姓名\n市第1局,=1+1\n".encode(), "is a formula"),
        ("x.csv", f"单位,姓名\n市第1局,{'王' * 300}\n市第1局,<b>王五</b>\n".encode(), "has 300 characters"),
        ("x.csv", "单位,姓名,血型\n市第1局,王五,A\n".encode(), "column C: “血型” is unknown"),
        ("x.csv", "单位,姓名,职务\n市第1局,王五,科员\n市第1局,王五,科员\n".encode(), "cannot be told apart"),
        ("x.csv", "单位,姓名\n市第1局,王\0五\n".encode(), "of an unknown kind"),
    ):
        phone.type("/roster")
        await bystanders.stage.advance(seconds=2)
        phone.send_document(name, content)
        await bystanders.stage.advance(seconds=4)
        assert said in phone.last.text, name
    assert bystanders.failures() == []
    assert changed(before, bystanders.marks()) <= {"roster_import"}


async def say(bystanders: Bystanders, phone: Phone, text: str) -> str:
    """Write a message and return what came back."""
    phone.type(text)
    await bystanders.stage.advance(seconds=3)
    return phone.last.text
