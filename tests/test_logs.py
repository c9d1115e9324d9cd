"""Logs: one event per line, and no secret in any of it."""

from __future__ import annotations

import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any, Literal, NoReturn

import pytest
from sqlalchemy.exc import IntegrityError

from bot.logs import event, set_up_logging
from bot.model import Community
from bot.storage import Storage

TOKEN = "123456789:AAE-not_a_real_token_0123456789abcd"
TALKATIVE = ("httpx", "httpcore", "aiohttp.access", "telegram", "apscheduler")

SetUp = Callable[..., io.StringIO]


@pytest.fixture
def set_up() -> Iterator[SetUp]:
    """Set logging up on a stream of its own, and leave it afterwards as it was."""
    root = logging.getLogger()
    handlers, level, hook = root.handlers[:], root.level, sys.excepthook
    levels = {name: logging.getLogger(name).level for name in TALKATIVE}

    def on_stream(
        level: int | str = logging.INFO, *, secrets: tuple[str, ...] = (), log_format: Literal["text", "json"] = "text"
    ) -> io.StringIO:
        stream = io.StringIO()
        set_up_logging(level, secrets=secrets, stream=stream, log_format=log_format)
        return stream

    yield on_stream
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook = hook
    for name, former in levels.items():
        logging.getLogger(name).setLevel(former)


class TestLines:
    def test_an_event_is_one_line_of_time_level_logger_event_and_fields(self, set_up: SetUp) -> None:
        stream = set_up()
        event(logging.getLogger("bot.chat.intake"), "inbox.stored", rows=3, update=77)
        moment, rest = stream.getvalue().split(" ", 1)
        assert rest == "INFO bot.chat.intake inbox.stored rows=3 update=77\n"
        assert moment.endswith("Z")
        assert len(moment) == len("2026-11-27T05:30:00.000Z")

    @pytest.mark.parametrize(
        ("value", "written"),
        [("a b", '"a b"'), ("", '""'), ("x=1", '"x=1"'), ('"', '"\\""'), ("a\nb", '"a\\nb"'), (None, "None")],
    )
    def test_values_that_would_break_the_line_are_quoted(self, set_up: SetUp, value: object, written: str) -> None:
        stream = set_up()
        event(logging.getLogger("bot"), "thing.done", value=value)
        assert stream.getvalue().endswith(f" thing.done value={written}\n")

    def test_percent_signs_in_a_value_stay(self, set_up: SetUp) -> None:
        stream = set_up()
        event(logging.getLogger("bot"), "thing.done", share="50%s")
        assert stream.getvalue().endswith("share=50%s\n")

    def test_a_field_may_be_called_as_our_own_parameters(self, set_up: SetUp) -> None:
        stream = set_up()
        event(logging.getLogger("bot"), "job.run", name="summary", logger=1)
        assert "name=summary logger=1" in stream.getvalue()

    def test_what_a_library_quotes_begins_no_line(self, set_up: SetUp) -> None:
        stream = set_up()
        logging.getLogger("other").warning("said %s", "hello\n2026 INFO bot forged")
        assert stream.getvalue().count("\n") == 1

    def test_below_the_level_nothing_is_written(self, set_up: SetUp) -> None:
        stream = set_up("WARNING")
        event(logging.getLogger("bot"), "thing.done")
        event(logging.getLogger("bot"), "thing.odd", level=logging.WARNING)
        assert stream.getvalue().count("\n") == 1

    def test_a_second_set_up_replaces_the_first(self, set_up: SetUp) -> None:
        first, second = set_up(), set_up()
        event(logging.getLogger("bot"), "thing.done")
        assert (first.getvalue(), second.getvalue().count("\n")) == ("", 1)

    @pytest.mark.parametrize("name", [*TALKATIVE, "telegram.ext.Application"])
    def test_libraries_are_quiet_below_warning_even_when_we_debug(self, set_up: SetUp, name: str) -> None:
        stream = set_up(logging.DEBUG)
        logging.getLogger(name).info("HTTP Request: POST …")
        assert stream.getvalue() == ""
        logging.getLogger(name).warning("odd")
        assert "odd" in stream.getvalue()

    def test_warnings_of_python_become_lines(self, set_up: SetUp) -> None:
        stream = set_up()
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            set_up_logging(stream=stream)
            warnings.warn("old way", DeprecationWarning, stacklevel=1)
        assert "WARNING py.warnings" in stream.getvalue()


class TestSecrets:
    @pytest.mark.parametrize(
        "text",
        [
            f"https://api.telegram.org/bot{TOKEN}/getMe",
            f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",
            f"token={TOKEN}",
            f"<{TOKEN}>",
        ],
    )
    def test_a_token_is_struck_out_though_nobody_named_it(self, set_up: SetUp, text: str) -> None:
        stream = set_up()
        logging.getLogger("bot").warning(text)
        logging.getLogger("bot").warning("%s", text)
        logging.getLogger("bot").warning("%r", {"url": text})
        event(logging.getLogger("bot"), "thing.done", url=text)
        assert "not_a_real_token" not in stream.getvalue()
        assert stream.getvalue().count("***") == 4

    def test_what_surrounds_a_token_stays_readable(self, set_up: SetUp) -> None:
        stream = set_up()
        logging.getLogger("bot").warning("https://api.telegram.org/bot%s/sendMessage 429", TOKEN)
        assert "https://api.telegram.org/bot***/sendMessage 429" in stream.getvalue()

    def test_times_and_ids_are_no_tokens(self, set_up: SetUp) -> None:
        stream = set_up()
        event(logging.getLogger("bot"), "thing.done", at="13:30", key="friday:1201:2026-11-27", chat=-1001234567890)
        assert "at=13:30 key=friday:1201:2026-11-27 chat=-1001234567890" in stream.getvalue()

    @pytest.mark.parametrize("spelling", ["hush/hush", "hush%2Fhush"])
    def test_a_configured_secret_is_struck_out_in_both_spellings(self, set_up: SetUp, spelling: str) -> None:
        stream = set_up(secrets=("hush/hush", "", "x"))
        logging.getLogger("bot").warning("postgresql://bot:%s@db/x", spelling)
        assert stream.getvalue().endswith("postgresql://bot:***@db/x\n")

    def test_a_secret_within_another_leaves_no_rest(self, set_up: SetUp) -> None:
        stream = set_up(secrets=("hush", "hush-hush"))
        logging.getLogger("bot").warning("hush-hush")
        assert stream.getvalue().endswith(" ***\n")

    def test_tracebacks_and_their_causes_hold_none(self, set_up: SetUp) -> None:
        stream = set_up(secrets=("hush-hush",))
        event(logging.getLogger("bot"), "send.failed", level=logging.ERROR, error=_chain())
        shown = stream.getvalue()
        assert "not_a_real_token" not in shown
        assert "hush-hush" not in shown
        assert shown.count("Traceback") == 3
        assert "https://api.telegram.org/bot***/getMe" in shown
        assert "LookupError: away with ***" in shown

    def test_a_group_of_faults_and_its_notes_hold_none(self, set_up: SetUp) -> None:
        stream = set_up()
        inner = ValueError("inner")
        inner.add_note(f"while calling bot{TOKEN}")
        event(logging.getLogger("bot"), "send.failed", error=ExceptionGroup(f"bot{TOKEN}", [inner]))
        assert "while calling bot***" in stream.getvalue()
        assert "not_a_real_token" not in stream.getvalue()

    def test_a_line_that_cannot_be_written_shows_no_arguments(
        self, set_up: SetUp, capsys: pytest.CaptureFixture[str]
    ) -> None:
        stream = set_up()
        logging.getLogger("bot").warning("%d rows", TOKEN)
        assert "line.unwritable" in stream.getvalue()
        assert "not_a_real_token" not in stream.getvalue() + capsys.readouterr().err

    def test_a_fault_that_ends_the_program_is_logged_without_any(self, set_up: SetUp) -> None:
        stream = set_up()
        error = RuntimeError(f"bot{TOKEN}")
        sys.excepthook(RuntimeError, error, None)
        assert "CRITICAL bot.logs program.failed" in stream.getvalue()
        assert "RuntimeError: bot***" in stream.getvalue()


def _connect() -> NoReturn:
    raise OSError(f"https://api.telegram.org/bot{TOKEN}/getMe")


def _chain() -> Exception:
    """Return a fault with a cause and a context, a secret in each."""
    try:
        try:
            try:
                _connect()
            except OSError:
                raise LookupError("away with hush-hush")  # noqa: B904 - the context is what is tested
        except LookupError as error:
            raise RuntimeError(f"bot{TOKEN}") from error
    except RuntimeError as error:
        return error


class TestJson:
    def lines(self, stream: io.StringIO) -> list[dict[str, Any]]:
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    def test_an_event_is_an_object_with_its_fields(self, set_up: SetUp) -> None:
        stream = set_up(log_format="json")
        event(logging.getLogger("bot.x"), "inbox.stored", rows=3, key="chat:-1001", why='a "b" c', share=0.5)
        logging.getLogger("jobs").warning("job.database_away job=%s", "fridays.plan")
        logging.getLogger("bot").info("sender.back")
        first, second, third = self.lines(stream)
        assert first.pop("time").endswith("Z")
        assert first == {
            "level": "INFO",
            "logger": "bot.x",
            "event": "inbox.stored",
            "fields": {"rows": 3, "key": "chat:-1001", "why": 'a "b" c', "share": 0.5},
        }
        assert (second["event"], second["fields"]) == ("job.database_away", {"job": "fridays.plan"})
        assert "fields" not in third

    def test_a_sentence_and_a_traceback_are_one_line_without_secrets(self, set_up: SetUp) -> None:
        stream = set_up(log_format="json", secrets=('hush"hush',))
        logging.getLogger("other").warning('it said "%s" to %s', 'hush"hush', TOKEN)
        event(logging.getLogger("bot"), "send.failed", level=logging.ERROR, error=_chain())
        sentence, fault = self.lines(stream)
        assert sentence["message"] == 'it said "***" to ***'
        assert fault["event"] == "send.failed"
        assert fault["trace"].count("Traceback") == 3
        assert "not_a_real_token" not in stream.getvalue()

    def test_a_line_that_cannot_be_written_is_said_so(self, set_up: SetUp) -> None:
        stream = set_up(log_format="json")
        logging.getLogger("bot").warning("%d rows", TOKEN)
        (line,) = self.lines(stream)
        assert line["event"] == "line.unwritable"
        assert "not_a_real_token" not in stream.getvalue()


class TestPersons:
    @pytest.mark.parametrize("log_format", ["text", "json"])
    @pytest.mark.parametrize("quoted", ["张三", "𠮷田", "13812345678", "22040219800101123X"])
    def test_what_a_fault_quotes_of_a_person_is_struck_out(self, set_up: SetUp, log_format: str, quoted: str) -> None:
        stream = set_up(log_format=log_format)
        event(logging.getLogger("bot"), "send.failed", level=logging.ERROR, error=KeyError(quoted))
        logging.getLogger("other").warning("odd value %r", quoted)
        assert stream.getvalue().count("***") >= 2
        for line in stream.getvalue().splitlines():
            assert quoted not in (json.loads(f'"{line}"') if log_format == "text" else str(json.loads(line)))

    def test_ids_are_left_as_they_are(self, set_up: SetUp) -> None:
        stream = set_up()
        event(
            logging.getLogger("bot"),
            "x.done",
            user=6123456789,
            group=-1001381234567,
            update=138123456,
            at=1795600000123,
        )
        assert "***" not in stream.getvalue()

    def test_a_refused_statement_names_nobody(self, database_url: str, set_up: SetUp) -> None:
        stream, name = set_up(), "Zhang San"
        storage = Storage(database_url)
        try:
            for _time in range(2):
                storage.write_now(lambda session: session.add(Community(name=name)))
        except IntegrityError as error:
            event(logging.getLogger("bot"), "write.failed", level=logging.ERROR, error=error)
        finally:
            storage.close()
        assert "IntegrityError" in stream.getvalue()
        assert "INSERT INTO community" in stream.getvalue()
        assert name not in stream.getvalue()
