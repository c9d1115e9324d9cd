"""Settings: the example file and the program agree, what goes before what, and what is said about a wrong file."""

from __future__ import annotations

import json
import tomllib
import traceback
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, ValidationError

from bot.config import (
    DayTime,
    FridaySettings,
    Settings,
    SettingsInvalid,
    example_config,
    load_settings,
    redacted,
    render_config,
)
from bot.config.values import Note
from bot.rules import timetable

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKEN = "123456789:AAE-not_a_real_token_0123456789abcd"


def load(tmp_path: Path, text: str, **environ: str) -> Settings:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file, environ={f"VOLUNTEER_BOT_{name}": value for name, value in environ.items()})


def refusal(tmp_path: Path, text: str, **environ: str) -> SettingsInvalid:
    with pytest.raises(SettingsInvalid) as caught:
        load(tmp_path, text, **environ)
    return caught.value


def paths(refused: SettingsInvalid) -> list[str]:
    return [fault.path for fault in refused.faults]


def sections() -> dict[str, type[BaseModel]]:
    return {name: type(getattr(Settings(), name)) for name in Settings.model_fields}


class TestWebhooks:
    COMPLETE = """
[telegram]
mode = "webhook"
webhook_url = "https://bot.example.org:8443/telegram"
webhook_secret = "a-secret-of-the-webhook"
[web]
listen = "[::1]:8080"
"""

    def test_what_is_complete_is_taken(self, tmp_path: Path) -> None:
        settings = load(tmp_path, self.COMPLETE)
        assert (settings.telegram.webhook_path, settings.web.address) == ("/telegram", ("::1", 8080))
        assert "a-secret-of-the-webhook" in settings.secrets()

    @pytest.mark.parametrize(
        ("old", "new", "path"),
        [
            ("https://bot.example.org:8443/telegram", "", "telegram.webhook_url"),
            ("a-secret-of-the-webhook", "", "telegram.webhook_secret"),
            ("a-secret-of-the-webhook", "too short", "telegram.webhook_secret"),
            ("https:", "http:", "telegram.webhook_url"),
            (":8443", ":8080", "telegram.webhook_url"),
            ("/telegram", "/", "telegram.webhook_url"),
            ("/telegram", "/readyz", "telegram.webhook_url"),
            ("/telegram", "/telegram?secret=1", "telegram.webhook_url"),
            ("https://", "https://me:secret@", "telegram.webhook_url"),
            ("[::1]:8080", "8080", "web.listen"),
            ("[::1]:8080", "127.0.0.1:80800", "web.listen"),
        ],
    )
    def test_what_telegram_could_not_use_is_named(self, tmp_path: Path, old: str, new: str, path: str) -> None:
        assert paths(refusal(tmp_path, self.COMPLETE.replace(old, new))) == [path]

    def test_a_bot_api_on_this_machine_posts_to_any_address(self, tmp_path: Path) -> None:
        here = self.COMPLETE.replace("https://bot.example.org:8443", "http://127.0.0.1:8080")
        text = here.replace("[telegram]\n", '[telegram]\nbase_url = "http://127.0.0.1:8081/bot"\n')
        assert load(tmp_path, text).telegram.mode == "webhook"

    def test_without_a_place_to_listen_it_cannot_run(self, tmp_path: Path) -> None:
        settings = load(tmp_path, self.COMPLETE.partition("[web]")[0])
        assert "web.listen" in [fault.path for fault in settings.missing_for_run()]


class TestExampleFile:
    def test_the_committed_file_is_what_the_sections_say(self) -> None:
        assert EXAMPLE.read_text(encoding="utf-8") == example_config()

    def test_it_loads_and_holds_the_defaults(self) -> None:
        assert load_settings(EXAMPLE, environ={}) == Settings()

    def test_it_has_every_setting_and_no_other(self) -> None:
        table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
        assert {name: set(keys) for name, keys in table.items()} == {
            name: set(section.model_fields) for name, section in sections().items()
        }

    def test_every_setting_has_its_meaning_above_it_in_both_languages(self) -> None:
        lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
        for section in sections().values():
            for key, field in section.model_fields.items():
                note = next(item for item in field.metadata if isinstance(item, Note))
                meanings = [(lines[n - 2], lines[n - 1]) for n, line in enumerate(lines) if line.startswith(f"{key} =")]
                assert any(
                    zh.startswith(f"# {note.zh}（") and en.lower().startswith(f"# {note.en.lower()} (")
                    for zh, en in meanings
                ), key

    def test_every_setting_says_which_values_it_takes(self) -> None:
        text = EXAMPLE.read_text(encoding="utf-8")
        assert "（）" not in text
        assert "()" not in text
        assert "# 达多少毫米建议集结（大于0且不超过100的数）\n" in text
        assert "# Mm from which a muster is suggested (number above 0, at most 100)\n" in text


class TestWhatGoesBeforeWhat:
    def test_without_file_and_environment_there_are_the_defaults(self) -> None:
        assert load_settings(None, environ={}) == Settings()

    def test_a_file_goes_before_the_defaults(self, tmp_path: Path) -> None:
        assert load(tmp_path, "[delivery]\nattempts = 7\n").delivery.attempts == 7

    def test_the_environment_goes_before_the_file(self, tmp_path: Path) -> None:
        settings = load(tmp_path, "[delivery]\nattempts = 7\nin_flight = 3\n", DELIVERY__ATTEMPTS="9")
        assert (settings.delivery.attempts, settings.delivery.in_flight) == (9, 3)

    def test_an_empty_variable_leaves_the_file_in_force(self, tmp_path: Path) -> None:
        assert load(tmp_path, "[operator]\ncity = '四平市'\n", OPERATOR__CITY="").operator.city == "四平市"

    def test_lists_and_tables_of_the_environment_are_json(self) -> None:
        settings = load_settings(
            None,
            environ={
                "VOLUNTEER_BOT_OPERATOR__ADMINS": "[7, 8]",
                "VOLUNTEER_BOT_FRIDAY__OPENS": '{"days_before": 3, "at": "10:00"}',
                "VOLUNTEER_BOT_HOLIDAYS__OFF": '[{"date": "2027-02-12", "note": "调休"}]',
            },
        )
        assert settings.operator.admins == (7, 8)
        assert settings.friday.opens == DayTime(days_before=3, at=time(10))
        assert settings.holidays.off[0].date == date(2027, 2, 12)

    def test_one_key_of_a_table_may_come_from_the_environment(self, tmp_path: Path) -> None:
        text = '[friday]\nopens = { days_before = 3, at = "10:00" }\n'
        assert load(tmp_path, text, FRIDAY__OPENS__AT="11:00").friday.opens == DayTime(days_before=3, at=time(11))

    def test_a_whole_section_may_be_one_variable(self) -> None:
        settings = load_settings(None, environ={"VOLUNTEER_BOT_DELIVERY": '{"attempts": 7}'})
        assert settings.delivery.attempts == 7

    def test_the_process_environment_is_read_when_none_is_handed_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VOLUNTEER_BOT_SUMMARY__WEEKS_BACK", "2")
        assert load_settings(None).summary.weeks_back == 2
        assert Settings().summary.weeks_back == 4

    def test_variables_of_others_are_nobodys_business(self) -> None:
        assert load_settings(None, environ={"PATH": "/bin", "TELEGRAM__TOKEN": "x"}) == Settings()

    def test_settings_cannot_be_changed_afterwards(self) -> None:
        with pytest.raises(ValidationError):
            Settings().delivery.attempts = 2


class TestFaults:
    def test_all_are_listed_at_once_with_their_keys(self, tmp_path: Path) -> None:
        refused = refusal(
            tmp_path,
            '[delivery]\nper_second = 31\n[operator]\ntimezone = "Mars"\n[friday]\nstarts = "25:00"\n[rain]\n',
            LIMITS__UPDATES_PER_MINUTE="many",
            WEATHER__KEY="1",
        )
        assert sorted(paths(refused)) == [
            "VOLUNTEER_BOT_WEATHER__KEY",
            "delivery.per_second",
            "friday.starts",
            "limits.updates_per_minute",
            "operator.timezone",
            "rain",
        ]

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ('[telegram]\nmode = "fax"', "telegram.mode"),
            ('[telegram]\nmode = "push"', "telegram.mode"),
            ('[telegram]\ntoken = "abc"', "telegram.token"),
            ('[telegram]\nbase_url = "api.telegram.org"', "telegram.base_url"),
            ('[telegram]\nproxy = "127.0.0.1:1080"', "telegram.proxy"),
            ('[telegram]\nproxy = "http://host:99999"', "telegram.proxy"),
            ('[telegram]\nproxy = "socks5://127.0.0.1:1080"', "telegram.proxy"),
            ("[telegram]\ntoken = 5", "telegram.token"),
            ('[database]\nurl = "mysql://h/d"', "database.url"),
            ('[database]\nurl = "sqlite://"', "database.url"),
            ('[database]\nurl = "sqlite:///:memory:"', "database.url"),
            ('[database]\nurl = "postgresql:///"', "database.url"),
            ('[database]\nurl = "postgresql://host"', "database.url"),
            ('[database]\nurl = "postgresql://host:99999/name"', "database.url"),
            ('[operator]\nname = ""', "operator.name"),
            ('[operator]\ntimezone = "../etc/passwd"', "operator.timezone"),
            ('[operator]\nlanguage = "fr"', "operator.language"),
            ("[operator]\nadmins = 7", "operator.admins"),
            ('[operator]\nadmins = ["x"]', "operator.admins[0]"),
            ("[operator]\nadmins = [7, 7]", "operator.admins"),
            ("[operator]\nsummary_chats = [0]", "operator.summary_chats"),
            ('[operator]\nheartbeat_url = "ftp://x/"', "operator.heartbeat_url"),
            ('[friday]\nstarts = "1330"', "friday.starts"),
            ("[friday]\nstarts = 13:30:15", "friday.starts"),
            ("[friday]\nopens = { days_before = 2 }", "friday.opens.at"),
            ('[friday]\nopens = { days_before = 15, at = "09:00" }', "friday.opens.days_before"),
            ('[friday]\nopens = "09:00"', "friday.opens"),
            ('[friday]\nreminders = [{ days_before = 1, at = "24:00" }]', "friday.reminders[0].at"),
            ("[delivery]\nper_second = 0", "delivery.per_second"),
            ("[delivery]\nper_second = 1.5", "delivery.per_second"),
            ("[delivery]\nper_second = true", "delivery.per_second"),
            ("[delivery]\nper_chat_seconds = nan", "delivery.per_chat_seconds"),
            ("[snow]\nmuster_mm = 0", "snow.muster_mm"),
            ('[summary]\nweekday = "monday"', "summary.weekday"),
            ('[privacy]\nconsent_version = "a b"', "privacy.consent_version"),
            ("[holidays]\noff = [{ date = 2027-13-01 }]", None),
            ('[holidays]\noff = [{ date = "soon" }]', "holidays.off[0].date"),
            ("[holidays]\noff = [{ date = 2027-02-12 }]\nwork = [{ date = 2027-02-12 }]", "holidays"),
            ("telegram = 3", "telegram"),
        ],
    )
    def test_a_wrong_value_is_named_with_what_is_allowed(self, tmp_path: Path, text: str, path: str | None) -> None:
        (fault,) = refusal(tmp_path, text + "\n").faults
        if path is None:  # TOML itself refuses it
            assert "line 2" in fault.text("en")
            return
        assert fault.path == path
        for language in ("zh-CN", "en"):
            assert fault.message.say(language)
        if path != "telegram":
            assert fault.allowed.zh
            assert fault.allowed.en

    def test_no_message_of_the_library_shows_through(self, tmp_path: Path) -> None:
        refused = refusal(
            tmp_path,
            "[operator]\nname = 3\nadmins = 4\n[delivery]\nattempts = []\nper_chat_seconds = 'x'\nin_flight = 3.5\n"
            "[friday]\nopens = 3\nreminders = 4\n[holidays]\noff = [{ note = 'x' }]\nwork = [{ date = 1.5 }]\n",
        )
        assert len(refused.faults) == 9
        for fault in refused.faults:
            assert fault.message.zh != fault.message.en, fault

    def test_an_unknown_key_is_answered_with_the_nearest_one(self, tmp_path: Path) -> None:
        (fault,) = refusal(tmp_path, "[friday]\nmuster_minutes = 5\n").faults
        assert fault.path == "friday.muster_minutes"
        assert "muster_minutes_before" in fault.message.zh

    def test_a_value_from_the_environment_is_named_with_its_variable(self, tmp_path: Path) -> None:
        (fault,) = refusal(tmp_path, "", OPERATOR__ADMINS="seven").faults
        assert fault.path == "operator.admins"
        assert "VOLUNTEER_BOT_OPERATOR__ADMINS" in fault.text("zh-CN")

    def test_a_value_from_the_file_is_not_laid_to_the_environment(self, tmp_path: Path) -> None:
        (fault,) = refusal(tmp_path, "[operator]\nadmins = 3\n", OPERATOR__CITY="四平市").faults
        assert not fault.variable

    def test_the_text_is_chinese_unless_english_is_asked_for(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "[delivery]\nattempts = 99\n")
        assert refused.text() == "设置有 1 处错误：\n  delivery.attempts：太大；可用：整数 1–20"
        assert refused.text("en") == (
            "The settings have 1 fault:\n  delivery.attempts: is too large; allowed: whole number 1 to 20"
        )

    def test_what_is_not_set_is_told_with_its_reason_and_not_with_a_choice(self) -> None:
        contact = next(fault for fault in Settings().missing_for_run() if fault.path == "privacy.contact")
        assert contact.text() == "privacy.contact：未设置，运行需要（告知书须写明）"
        assert contact.text("en") == "privacy.contact: is not set and needed to run (the notice must name it)"

    def test_a_token_is_repeated_neither_in_the_text_nor_in_the_traceback(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, f'[telegram]\ntoken = "{TOKEN} "\nproxy = "x://u:geheim@h"\n')
        shown = "".join(traceback.format_exception(refused)) + refused.text() + repr(refused.faults)
        assert TOKEN not in shown
        assert "geheim" not in shown


class TestUnreadableFiles:
    def test_a_missing_file_is_said_to_be_missing(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsInvalid, match="does not exist"):
            load_settings(tmp_path / "none.toml", environ={})

    def test_a_syntax_error_has_line_and_column(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, "[friday]\nstarts = = 3\n")
        assert "line 2, column 10" in refused.text("en")
        assert "第2行第10列" in refused.text("zh-CN")

    def test_a_file_that_breaks_off_has_a_line_too(self, tmp_path: Path) -> None:
        assert "line 2, column" in refusal(tmp_path, "[friday]\nstarts =").text("en")

    def test_full_width_quotes_are_pointed_at(self, tmp_path: Path) -> None:
        assert "全角符号“\u201d”" in refusal(tmp_path, "[friday]\nstarts = \u201d13:30\u201d\n").text("zh-CN")

    def test_full_width_signs_in_a_comment_are_not(self, tmp_path: Path) -> None:
        assert "全角" not in refusal(tmp_path, "[friday]\nstarts = # \uff1a\n").text("zh-CN")

    def test_another_encoding_is_named(self, tmp_path: Path) -> None:
        file = tmp_path / "config.toml"
        file.write_bytes("[operator]\ncity = '辽源市'\n".encode("gb18030"))
        with pytest.raises(SettingsInvalid, match="UTF-8"):
            load_settings(file, environ={})

    def test_the_mark_that_windows_puts_in_front_does_no_harm(self, tmp_path: Path) -> None:
        file = tmp_path / "config.toml"
        file.write_bytes(b"\xef\xbb\xbf[delivery]\r\nattempts = 7\r\n")
        assert load_settings(file, environ={}).delivery.attempts == 7


class TestOrderOfTimes:
    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ('ends = "13:30"', "friday.ends"),
            ('opens = { days_before = 1, at = "15:00" }', "friday.reminders[0]"),
            (
                'reminders = [{ days_before = 1, at = "15:00" }, { days_before = 1, at = "14:00" }]',
                "friday.reminders[1]",
            ),
            ('reply_by = { days_before = 1, at = "14:59" }', "friday.reply_by"),
            ('reminders = []\nreply_by = { days_before = 2, at = "09:00" }', "friday.reply_by"),
            ('reply_by = { days_before = 0, at = "08:30" }', "friday.morning"),
            ('morning = "13:00"', "friday.morning"),
            ("muster_minutes_before = 31", "friday.muster_minutes_before"),
            ("late_after_minutes = 120", "friday.late_after_minutes"),
            ("nudge_minutes_after_start = 120", "friday.nudge_minutes_after_start"),
            ("left_early_minutes = 120", "friday.left_early_minutes"),
            ("check_out_minutes_after_end = 510", "friday.check_out_minutes_after_end"),
            ('starts = "01:00"\nmorning = "00:30"\ncheck_in_minutes_before = 61', "friday.check_in_minutes_before"),
        ],
    )
    def test_what_is_out_of_order_is_refused(self, tmp_path: Path, text: str, path: str) -> None:
        (fault,) = refusal(tmp_path, f"[friday]\n{text}\n").faults
        assert fault.path == path
        assert fault.allowed.zh

    @pytest.mark.parametrize(
        "text",
        [
            "reminders = []",
            'reply_by = { days_before = 1, at = "15:00" }',
            'morning = "12:59"',
            "muster_minutes_before = 30",
            "late_after_minutes = 119",
            "check_out_minutes_after_end = 509",
        ],
    )
    def test_what_just_fits_is_taken(self, tmp_path: Path, text: str) -> None:
        load(tmp_path, f"[friday]\n{text}\n")

    def test_several_contradictions_are_listed_together(self, tmp_path: Path) -> None:
        refused = refusal(tmp_path, '[friday]\nends = "14:00"\nlate_after_minutes = 30\nleft_early_minutes = 30\n')
        assert paths(refused) == ["friday.late_after_minutes", "friday.left_early_minutes"]

    @pytest.mark.parametrize(
        ("text", "path"),
        [
            ('[delivery]\nquiet_until = "09:00"', "friday.morning"),
            ('[delivery]\nquiet_from = "15:00"', "friday.reminders[0].at"),
            ('[delivery]\nquiet_from = "08:45"\nquiet_until = "09:01"', "friday.opens.at"),
            ('[summary]\nat = "05:59"', "summary.at"),
        ],
    )
    def test_nothing_is_planned_into_quiet_hours(self, tmp_path: Path, text: str, path: str) -> None:
        assert path in paths(refusal(tmp_path, text + "\n"))

    def test_equal_ends_mean_no_quiet_hours(self, tmp_path: Path) -> None:
        load(tmp_path, '[delivery]\nquiet_from = "00:00"\nquiet_until = "00:00"\n[summary]\nat = "03:00"\n')

    @given(data=st.data())
    def test_every_friday_taken_makes_a_timetable(self, data: st.DataObject) -> None:
        """What config lets through, the rules must not refuse."""
        starts = data.draw(st.integers(8 * 60, 20 * 60))
        ends = min(starts + data.draw(st.integers(-1, 240)), 1439)
        planned = sorted(data.draw(st.lists(st.integers(-3000, starts), min_size=3, max_size=5)))
        opens, *reminders, reply_by, morning = [_day_time(minute) for minute in planned]
        values: dict[str, Any] = {
            "starts": _clock(starts),
            "ends": _clock(ends),
            "opens": opens,
            "reminders": tuple(reminders),
            "reply_by": reply_by,
            "morning": morning.at,
            **{key: data.draw(st.integers(1, 90)) for key in FridaySettings.model_fields if "minutes" in key},
        }
        try:
            friday = FridaySettings(**values)
        except ValidationError:
            event("refused")
            return
        event("taken")
        assert _rules_of(friday).starts == friday.starts


def _clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def _day_time(minute: int) -> DayTime:
    day, rest = divmod(minute, 1440)
    return DayTime(days_before=-day, at=_clock(rest))


def _rules_of(friday: FridaySettings) -> timetable.FridayRules:
    def at(when: DayTime) -> timetable.DayTime:
        return timetable.DayTime(when.days_before, when.at)

    return timetable.FridayRules(
        starts=friday.starts,
        ends=friday.ends,
        zone=Settings().operator.zone,
        muster_minutes_before=friday.muster_minutes_before,
        opens=at(friday.opens),
        reply_by=at(friday.reply_by),
        reminders=tuple(at(when) for when in friday.reminders),
        morning=timetable.DayTime(0, friday.morning),
        nudge_minutes_after_start=friday.nudge_minutes_after_start,
        check_in_minutes_before=friday.check_in_minutes_before,
        late_after_minutes=friday.late_after_minutes,
        left_early_minutes=friday.left_early_minutes,
        check_out_minutes_after_end=friday.check_out_minutes_after_end,
    )


class TestSecrets:
    SETTINGS = Settings.model_validate(
        {
            "telegram": {"token": TOKEN, "proxy": "http://me:hush-proxy@127.0.0.1:1080"},
            "database": {"url": "postgresql://bot:hush%40db@db/bot?sslpassword=hush%2Bkey"},
            "operator": {"heartbeat_url": "https://monitor.example.org/ping/hush-beat"},
        }
    )

    @pytest.mark.parametrize("secret", [TOKEN, "hush-proxy", "hush%40db", "hush%2Bkey", "hush-beat"])
    def test_none_is_printed(self, secret: str) -> None:
        for shown in (repr(self.SETTINGS), str(self.SETTINGS), redacted(self.SETTINGS)):
            assert secret not in shown

    def test_what_is_no_secret_stays_readable(self) -> None:
        shown = tomllib.loads(redacted(self.SETTINGS))
        assert shown["telegram"]["token"] == "***"
        assert shown["telegram"]["proxy"] == "http://me:***@127.0.0.1:1080"
        assert shown["database"]["url"] == "postgresql://bot:***@db/bot?sslpassword=***"
        assert shown["delivery"]["per_second"] == 30

    def test_logs_are_told_of_all_of_them(self) -> None:
        beat = "https://monitor.example.org/ping/hush-beat"
        spelled = {"hush-proxy", "hush%40db", "hush@db", "hush%2Bkey", "hush+key"}
        assert {TOKEN, beat, *spelled} == set(self.SETTINGS.secrets())

    def test_defaults_hold_none(self) -> None:
        assert Settings().secrets() == []


class TestWhatRunNeeds:
    def test_token_and_the_names_of_the_privacy_notice_are_needed(self) -> None:
        assert [fault.path for fault in Settings().missing_for_run()] == [
            "telegram.token",
            "privacy.person_in_charge",
            "privacy.contact",
        ]

    @pytest.mark.parametrize("host", ["127.0.0.1:8081", "localhost", "[::1]:8081"])
    def test_on_loopback_the_token_suffices(self, host: str) -> None:
        settings = Settings.model_validate({"telegram": {"token": TOKEN, "base_url": f"http://{host}/bot"}})
        assert settings.missing_for_run() == []

    def test_a_name_that_only_looks_local_is_not(self) -> None:
        settings = Settings.model_validate({"telegram": {"token": TOKEN, "base_url": "http://127.0.0.1.nip.io/bot"}})
        assert len(settings.missing_for_run()) == 2

    def test_when_all_is_named_nothing_is_missing(self) -> None:
        named = {"person_in_charge": "李四", "contact": "0437-0000000"}
        assert Settings.model_validate({"telegram": {"token": TOKEN}, "privacy": named}).missing_for_run() == []


class TestWritingAFile:
    def test_answers_are_filled_in_and_the_rest_stays(self, tmp_path: Path) -> None:
        text = render_config(
            {
                "telegram.token": TOKEN,
                "operator.admins": [7, 8],
                "friday.opens": {"days_before": 3, "at": "10:00"},
                "holidays.off": [{"date": date(2027, 2, 12), "note": "春节“调休”"}],
                "friday.starts": "14:00",
            }
        )
        settings = load(tmp_path, text)
        assert settings.telegram.token == SecretStr(TOKEN)
        assert settings.operator.admins == (7, 8)
        assert settings.friday.opens == DayTime(days_before=3, at=time(10))
        assert settings.friday.starts == time(14)
        assert settings.holidays.off[0].note == "春节“调休”"
        assert settings.delivery == Settings().delivery

    def test_an_answer_to_no_question_is_an_error(self) -> None:
        for path in ("telegram.tokn", "rain.place", "telegram", ""):
            with pytest.raises(KeyError):
                render_config({path: 1})

    def test_a_wrong_answer_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            render_config({"delivery.attempts": 99})

    @given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
    def test_any_text_survives_the_file(self, text: str) -> None:
        table = tomllib.loads(render_config({"operator.name": text}))
        assert table["operator"]["name"] == text

    def test_numbers_of_json_and_of_the_file_are_one(self, tmp_path: Path) -> None:
        shown = tomllib.loads(redacted(load(tmp_path, example_config())))
        assert json.loads(json.dumps(shown)) == tomllib.loads(example_config())


def test_days_begin_in_the_operators_zone() -> None:
    midnight = datetime(2026, 11, 27, tzinfo=Settings().operator.zone)
    assert midnight.utcoffset() == timedelta(hours=8)


def test_the_defaults_are_those_of_the_rules() -> None:
    settings = Settings()
    rules = timetable.FridayRules(starts=time(13, 30), ends=time(15, 30), zone=settings.operator.zone)
    assert _rules_of(settings.friday) == rules
