"""The card of an activity in every state: what it says, in both languages, and that its buttons do what they say."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.chat.buttons import Verb, parse
from bot.chat.cards import activity as card
from bot.chat.cards.scene import Face, Scene
from bot.chat.phrases import Voice
from bot.config import Settings
from bot.errors import Fault
from bot.model import Activity, ActivityState, Attendance, Cadre
from bot.rules.attendance import AnswerState, LeaveReason, MarkKind, MarkSource
from bot.rules.timetable import FridayRules, friday_timetable
from bot.services import activities, attendance, positions, settling, site_code_entry
from bot.services.attendance import CheckInClosed
from bot.services.batch import Batch
from bot.storage import Storage
from bot.texts import load_texts
from tests.town import build_town

ZONE = ZoneInfo("Asia/Shanghai")
FRIDAY = date(2026, 11, 27)
TIMES = friday_timetable(FRIDAY, FridayRules(starts=time(13, 30), ends=time(15, 30), zone=ZONE))


def local(hour: int, minute: int, day: int = 27) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


MOMENTS = {
    "before": local(10, 0, 25),
    "past reply_by": local(18, 0, 26),
    "morning": local(8, 30),
    "window": local(13, 10),
    "service": local(14, 0),
    "ended": local(15, 40),
    "over": local(16, 40),
}
PRESENCES: dict[str, tuple[datetime, datetime | None]] = {
    "in": (local(13, 18), None),
    "late": (local(13, 42), None),
    "out": (local(13, 18), local(15, 28)),
    "left early": (local(13, 18), local(14, 50)),
    "late, left early": (local(13, 42), local(14, 50)),
}


@dataclass
class Table:
    """One activity and one person of it, whose line is written as a case wants it."""

    storage: Storage
    telegram_id: int
    cadre_id: int
    activity_id: int

    def face(
        self, now: datetime, language: str = "zh-CN", view: str | None = None, settings: Settings | None = None
    ) -> Face:
        def draw(session: Session) -> Face:
            voice = Voice(load_texts(), language, ZONE)
            key = f"cadre:{self.cadre_id}"
            scene = Scene(Batch(session, []), now, voice, settings or Settings(), key, self.activity_id, view=view)
            drawn = card.draw(scene)
            assert isinstance(drawn, Face)
            return drawn

        return self.storage.read_now(draw)

    def set(
        self,
        *,
        answer: AnswerState = AnswerState.PENDING,
        state: ActivityState = ActivityState.OPEN,
        presence: tuple[datetime, datetime | None] | None = None,
        by_liaison: bool = False,
        source: MarkSource = MarkSource.LIAISON,
        mark_reason: str = "",
        reason: str = "",
    ) -> None:
        def write(session: Session) -> None:
            activity = session.get_one(Activity, self.activity_id)
            activity.state, activity.reason = state, reason
            row = attendance.row_of(session, self.activity_id, self.cadre_id)
            row.answer = answer
            row.reason = LeaveReason.TRIP if answer is AnswerState.EXCUSED else None
            by, made = (None, source) if by_liaison else (self.cadre_id, MarkSource.SELF_TAP)
            about: dict[str, Any] = {"source": made, "by": by, "reason": mark_reason}
            for kind, at in zip((MarkKind.CHECK_IN, MarkKind.CHECK_OUT), presence or (), strict=False):
                if at is not None:
                    attendance.add_mark(session, activity, self.cadre_id, kind, at=at, now=at, **about)
            settling.settle_row(session, row, activity)

        self.storage.write_now(write)

    def accepts(self, data: str, now: datetime, *, keeps: bool = False) -> Fault | None:
        """Do what a button asks for, and undo it unless it ``keeps``; return the refusal, if any."""
        call = parse(data)
        person: dict[str, Any] = {"now": now, "telegram_id": self.telegram_id, "activity_id": self.activity_id}
        excused: dict[str, Any] = {"answer": AnswerState.EXCUSED, "reason": LeaveReason.DUTY}
        acts: dict[Verb, Callable[[Session], object]] = {
            Verb.GO: partial(attendance.answer, **person, answer=AnswerState.GOING),
            Verb.DECLINE: partial(attendance.answer, **person, answer=AnswerState.DECLINED),
            Verb.EXCUSE: partial(attendance.answer, **person, **excused),
            Verb.CHECK_IN: partial(attendance.check_in, **person),
            Verb.CHECK_OUT: partial(attendance.check_out, **person),
            Verb.UNDO: partial(attendance.undo_check_in, **person),
            Verb.CHANGE: partial(attendance.offer_change, **person, is_offered=call.args[-1] == "1"),
            Verb.ENTER_CODE: partial(site_code_entry.ask, **person, settings=Settings().check_in),
            Verb.POSITION: partial(positions.ask, **person, settings=Settings().check_in),
            Verb.ROUTE: lambda session: attendance.row_of(session, self.activity_id, self.cadre_id),
        }

        def run(session: Session) -> None:
            acts[call.verb](session)
            if not keeps:
                raise _Undone

        try:
            self.storage.write_now(run)
        except Fault as fault:
            return fault
        except _Undone:
            pass
        return None


class _Undone(Exception):  # noqa: N818 - says what happens to the transaction
    """Rolls a tried act back."""


@pytest.fixture
def table(sqlite_url: str) -> Iterator[Table]:
    storage = Storage(sqlite_url)

    def build(session: Session) -> tuple[int, int, int]:
        town = build_town(session)
        window = TIMES.window
        activity = Activity(
            series="friday",
            kind="friday",
            title="周五志愿服务",
            content="社区环境清洁",
            held_on=FRIDAY,
            opens_at=TIMES.opens_at,
            reply_by=TIMES.reply_by,
            muster_at=TIMES.muster_at,
            check_in_from=window.check_in_from,
            starts_at=window.starts_at,
            late_after=window.late_after,
            left_early_before=window.left_early_before,
            ends_at=window.ends_at,
            closes_at=window.closes_at,
            state=ActivityState.OPEN,
        )
        session.add(activity)
        session.flush()
        site = activities.site_of(session, town.unit_ids[0])
        assert site is not None
        activities.open_roll(session, activity, town.unit_ids[0], site)
        cadre = session.scalars(select(Cadre).where(Cadre.telegram_id == town.cadres[0])).one()
        session.add(Attendance(activity_id=activity.id, cadre_id=cadre.id, unit_id=cadre.unit_id))
        return town.cadres[0], cadre.id, activity.id

    yield Table(storage, *storage.write_now(build))
    storage.close()


def rows(face: Face) -> list[list[str]]:
    return [[button.label for button in row] for row in face.keyboard.rows]


REASONS = [["公务", "出差"], ["值班", "病假", "个人原因"]]
WAYS_IN = ["输入签到码", "发送位置"]
CHECK_IN = [["签到"], WAYS_IN]
ASKED = [["参加", "请假", "不参加"]]
ASKED_TODAY = [*CHECK_IN, *ASKED]
GOING = [["不能前来", "查看路线", "高德地图"]]
GOING_TODAY = [*CHECK_IN, *GOING]
CHANGED = [["改为参加"]]
P, G, D, E = AnswerState.PENDING, AnswerState.GOING, AnswerState.DECLINED, AnswerState.EXCUSED

ABSENT = [
    (P, "before", "请于11月26日（星期四）17:30前答复", ASKED),
    (P, "past reply_by", "自愿参加；到场后直接签到即可。", ASKED),
    (P, "morning", "自愿参加；到场后直接签到即可。", ASKED_TODAY),
    (P, "window", "自愿参加；到场后直接签到即可。", ASKED_TODAY),
    (P, "service", "自愿参加；到场后直接签到即可。", ASKED_TODAY),
    (P, "ended", "本次没有签到记录。", []),
    (P, "over", "本次没有签到记录。", []),
    (G, "before", "您已答复：参加。</b>签到从13:00起。", GOING),
    (G, "past reply_by", "您已答复：参加。", GOING),
    (G, "morning", "您已答复：参加。", GOING_TODAY),
    (G, "window", "您已答复：参加。", GOING_TODAY),
    (G, "service", "您已答复：参加。", GOING_TODAY),
    (G, "ended", "本次没有签到记录。", []),
    (G, "over", "本次没有签到记录。", []),
    (D, "before", "您已答复：不参加。", CHANGED),
    (D, "service", "您已答复：不参加。", CHANGED),
    (D, "ended", "您答复了：不参加。", []),
    (D, "over", "您答复了：不参加。", []),
    (E, "before", "您已请假（出差）", CHANGED),
    (E, "service", "您已请假（出差）", CHANGED),
    (E, "ended", "您已请假（出差）。", []),
    (E, "over", "您已请假（出差）。", []),
]


@pytest.mark.parametrize(("answer", "last"), [(P, ["返回"]), (G, ["不参加", "返回"])])
@pytest.mark.parametrize("moment", ["before", "morning", "service"])
def test_the_reasons_for_leave_take_the_place_of_the_other_buttons(
    table: Table, moment: str, answer: AnswerState, last: list[str]
) -> None:
    table.set(answer=answer)
    face = table.face(MOMENTS[moment], view=attendance.CHANGE)
    assert rows(face) == [*REASONS, last]
    assert face.text == f"{table.face(MOMENTS[moment]).text}\n如请假，请点事由，无需另作说明。"
    for button in (button for row in face.keyboard.rows for button in row):
        assert button.data is not None
        assert table.accepts(button.data, MOMENTS[moment]) is None, button.label


@pytest.mark.parametrize(
    ("answer", "moment", "presence"),
    [(D, "morning", None), (E, "morning", None), (P, "ended", None), (G, "ended", None), (G, "service", "in")],
)
def test_a_card_turned_to_the_reasons_shows_its_front_where_leave_is_not_to_be_asked_for(
    table: Table, answer: AnswerState, moment: str, presence: str | None
) -> None:
    table.set(answer=answer, presence=PRESENCES[presence] if presence else None)
    now = MOMENTS[moment]
    assert table.face(now, view=attendance.CHANGE) == table.face(now)


@pytest.mark.parametrize("data", ["go:{}", "no:{}", "ch:{}:1", "ch:{}:0", *(f"ex:{{}}:{each}" for each in LeaveReason)])
def test_what_earlier_cards_carry_goes_on_working(table: Table, data: str) -> None:
    for answer in (P, G):
        table.set(answer=answer)
        assert table.accepts(data.format(table.activity_id), MOMENTS["before"]) is None


@pytest.mark.parametrize(("answer", "moment", "says", "offers"), ABSENT)
def test_the_card_of_someone_who_is_not_there_says_where_they_stand(
    table: Table, answer: AnswerState, moment: str, says: str, offers: list[list[str]]
) -> None:
    table.set(answer=answer)
    face = table.face(MOMENTS[moment])
    assert says in face.text
    assert rows(face) == offers
    is_over = moment in ("ended", "over")
    assert ("【已结束】" in face.text) is is_over
    assert ("集合：" in face.text) is not is_over


PRESENT = [
    ("in", "service", "已签到 13:18。</b>结束后请点“签退”", [["签退", "撤销签到"]]),
    ("late", "service", "已签到 13:42（迟到12分钟）。", [["签退", "撤销签到"]]),
    ("in", "ended", "已签到 13:18。</b>服务已结束，请点“签退”", [["签退", "撤销签到"]]),
    ("in", "over", "签到 13:18，未签退，时长暂不计入。", []),
    ("out", "ended", "签到 13:18，签退 15:28，服务1小时58分。", [["重新签退", "撤销签到"]]),
    ("out", "over", "签到 13:18，签退 15:28，服务1小时58分。", []),
    ("left early", "ended", "签到 13:18，签退 14:50（提前40分钟离开），服务1小时20分。", [["重新签退", "撤销签到"]]),
    ("late, left early", "over", "签到 13:42（迟到12分钟），签退 14:50（提前40分钟离开），服务1小时08分。", []),
]


@pytest.mark.parametrize("answer", [P, G, D, E])
@pytest.mark.parametrize(("presence", "moment", "says", "offers"), PRESENT)
def test_presence_beats_the_answer_on_the_card(
    table: Table, answer: AnswerState, presence: str, moment: str, says: str, offers: list[list[str]]
) -> None:
    table.set(answer=answer, presence=PRESENCES[presence])
    face = table.face(MOMENTS[moment])
    assert says in face.text
    assert rows(face) == offers


CHECKS_IN = (Verb.CHECK_IN, Verb.ENTER_CODE, Verb.POSITION)
CASES = [
    (answer, moment, presence)
    for answer, moment, presence in itertools.product([P, G, D, E], MOMENTS, [None, "in", "out"])
    if presence is None or max(at for at in PRESENCES[presence] if at is not None) <= MOMENTS[moment]
]


@pytest.mark.parametrize(("answer", "moment", "presence"), CASES)
def test_every_button_does_what_it_says_at_the_moment_it_is_drawn(
    table: Table, answer: AnswerState, moment: str, presence: str | None
) -> None:
    now = MOMENTS[moment]
    table.set(answer=answer, presence=PRESENCES[presence] if presence else None)
    for button in (button for row in table.face(now).keyboard.rows for button in row):
        if button.data is None:
            continue
        refusal = table.accepts(button.data, now)
        # The ways to check in stand from the morning on and say when it opens.
        is_early = parse(button.data).verb in CHECKS_IN and now < TIMES.check_in_from
        assert isinstance(refusal, CheckInClosed) if is_early else refusal is None, button.label


def test_what_the_roll_call_entered_is_said_and_is_not_the_persons_to_take_back(table: Table) -> None:
    table.set(presence=(TIMES.starts_at, None), by_liaison=True)
    face = table.face(MOMENTS["service"])
    assert "由点名登记" in face.text
    assert rows(face) == [["签退"]]


@pytest.mark.parametrize(("source", "mark_reason"), [(MarkSource.IMPORT, "sheet"), (MarkSource.LIAISON, "asked")])
def test_what_a_correction_entered_is_not_laid_to_the_roll_call(
    table: Table, source: MarkSource, mark_reason: str
) -> None:
    table.set(presence=(TIMES.starts_at, None), by_liaison=True, source=source, mark_reason=mark_reason)
    assert "（由更正登记；" in table.face(MOMENTS["service"]).text
    assert "(Entered by a correction;" in table.face(MOMENTS["service"], "en").text
    assert rows(table.face(MOMENTS["service"])) == [["签退"]]


WAYS = [
    (("code",), "到场后请向现场负责人索取签到码签到。", "ask the lead on the spot for the site code"),
    (("location",), "到场后请点“发送位置”签到。", "tap “Send position” there to check in"),
    (("location", "code"), "到场后请凭签到码或“发送位置”签到。", "with the site code or with “Send position”"),
    ((), "到场后由联络员点名登记，无需自行签到。", "the liaison calls the roll; you need not check in"),
]


@pytest.mark.parametrize(("ways", "says", "in_english"), WAYS)
def test_where_no_tap_checks_in_the_card_says_what_does(
    table: Table, ways: tuple[str, ...], says: str, in_english: str
) -> None:
    settings = Settings.model_validate({"check_in": {"friday": list(ways)}})
    table.set()
    now = MOMENTS["past reply_by"]
    assert f"自愿参加；{says}" in table.face(now, settings=settings).text
    assert in_english in table.face(now, "en", settings=settings).text
    table.set(answer=G)
    going, plain = table.face(now, settings=settings).text, table.face(now).text
    assert plain.endswith("签到从13:00起。")
    assert ("签到从13:00起，" in going) is bool(ways)
    assert ("由联络员点名登记" in going) is not bool(ways)


@pytest.mark.parametrize("answer", [P, G, D, E])
def test_a_cancelled_activity_says_so_and_offers_nothing(table: Table, answer: AnswerState) -> None:
    table.set(answer=answer, state=ActivityState.CANCELLED, reason="暴雪")
    face = table.face(MOMENTS["morning"])
    assert face.text == "【已取消】周五志愿服务，11月27日（星期五）\n本次活动已取消，您无需前来。原因：暴雪"
    assert rows(face) == []


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("answer", "view"), [(P, None), (P, attendance.CHANGE), (G, None), (D, None), (E, None)])
def test_english_cards_say_no_chinese_but_what_the_operator_wrote(
    table: Table, answer: AnswerState, view: str | None, moment: str
) -> None:
    table.set(answer=answer)
    face = table.face(MOMENTS[moment], "en", view)
    own = ("周五志愿服务", "社区环境清洁", "第1社区服务中心", "人民大街1号", "门前广场", "李四")
    text = face.text + "".join(itertools.chain(*rows(face)))
    for words in own:
        text = text.replace(words, "")
    assert not [sign for sign in text if "\u3400" <= sign <= "\u9fff"]


def test_a_check_out_tapped_too_soon_is_mended_by_a_later_one(table: Table) -> None:
    table.set(answer=G, presence=(local(13, 20), local(13, 31)))
    later = local(15, 30)
    assert "重新签退" in itertools.chain(*rows(table.face(later)))
    assert table.accepts(f"{Verb.CHECK_OUT}:{table.activity_id}", later + timedelta(seconds=5), keeps=True) is None
    assert "签到 13:20，签退 15:30，服务2小时。" in table.face(later + timedelta(minutes=1)).text
