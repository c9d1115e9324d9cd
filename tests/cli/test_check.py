"""``check``: what is well, what is not and what to do, of everything the bot needs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from bot.chat.request import build_bot
from bot.cli import checking, checking_database, checking_telegram
from bot.cli.console import Console
from bot.cli.findings import Finding, Mark
from bot.config import Settings
from bot.model import Pairing, RoleGrant, Unit
from bot.sandbox import Sandbox
from bot.storage import Storage
from tests.cli.terminal import Terminal, environ_for, telegram
from tests.town import build_town, settings_for


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with telegram() as sandbox:
        yield sandbox


def written(url: str, *changes: object) -> None:
    """Write the town and then change it."""
    storage = Storage(url)
    storage.write_now(build_town)
    for change in changes:
        storage.write_now(lambda session, change=change: session.execute(change))  # type: ignore[misc]
    storage.close()


def marks(found: list[Finding]) -> dict[str, Mark]:
    return {finding.key: finding.mark for finding in found}


def on_sandbox(sandbox: Sandbox, url: str, **operator: object) -> Settings:
    names: dict[str, object] = {
        "token": sandbox.token,
        "base_url": sandbox.base_url,
        "file_base_url": sandbox.file_base_url,
    }
    return settings_for(url, telegram=names, operator=operator)


class TestDatabase:
    def test_a_town_with_sites_and_liaisons_is_well_on_either_database(self, database_url: str) -> None:
        written(database_url)
        found = list(checking_database.findings(database_url))
        assert {finding.mark for finding in found} == {Mark.GOOD}
        assert "cli-check-writable" in marks(found)
        roster = next(finding for finding in found if finding.key == "cli-check-roster")
        assert roster.params == {"units": 1, "people": 6, "linked": 6}

    def test_a_unit_without_a_site_is_named(self, sqlite_url: str) -> None:
        written(sqlite_url, delete(Pairing))
        found = [finding for finding in checking_database.findings(sqlite_url) if finding.mark is Mark.BAD]
        assert [(finding.key, finding.params["names"]) for finding in found] == [("cli-check-no-site", "市第1局")]

    def test_a_unit_without_a_liaison_is_named(self, sqlite_url: str) -> None:
        written(sqlite_url, delete(RoleGrant))
        assert marks(list(checking_database.findings(sqlite_url)))["cli-check-no-liaison"] is Mark.BAD

    def test_what_a_unit_lacks_is_no_fault_before_it_is_enabled(self, sqlite_url: str) -> None:
        written(sqlite_url, delete(RoleGrant), update(Unit).values(is_enabled=False))
        found = marks(list(checking_database.findings(sqlite_url)))
        assert found["cli-check-no-liaison"] is Mark.NOTE
        assert found["cli-check-none-enabled"] is Mark.NOTE

    def test_looking_makes_no_database(self, tmp_path: Path) -> None:
        file = tmp_path / "none.sqlite3"
        assert marks(list(checking_database.findings(f"sqlite:///{file}"))) == {"cli-check-schema-empty": Mark.NOTE}
        assert not file.exists()

    def test_one_is_told_as_one_in_english(self) -> None:
        say = Console("en", is_chosen=True).words
        roster = say("cli-check-roster", units=1, people=2, linked=1)
        assert roster == "Roster: 1 unit, 2 people, 1 linked"
        assert say("cli-check-no-liaison", n=1, names="市教育局").startswith("1 unit without a liaison, ")

    def test_a_damaged_file_is_said_so(self, sqlite_url: str) -> None:
        written(sqlite_url)
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        content = bytearray(path.read_bytes())
        # The first page and the table of tables stay readable, or nothing at all does.
        for first in (len(content) // 4096 // 2, 1):
            for page in range(first, len(content) // 4096):
                content[page * 4096 : page * 4096 + 64] = b"\x07" * 64
            path.write_bytes(content)
            assert marks(list(checking_database.findings(sqlite_url)))["fault-database-damaged"] is Mark.BAD
        path.write_bytes(b"no database, but long enough to be taken for one" * 100)
        assert marks(list(checking_database.findings(sqlite_url))) == {"fault-database-damaged": Mark.BAD}


class TestTelegram:
    async def test_groups_are_asked_whether_the_bot_may_write(self, sandbox: Sandbox, sqlite_url: str) -> None:
        inside = sandbox.group("机关工委工作群", chat_id=-100)
        inside.add_bot(sandbox.person(1))
        muted = sandbox.group("通知群", chat_id=-200)
        muted.add_bot(sandbox.person(1))
        muted.mute_bot(sandbox.person(1))
        settings = on_sandbox(sandbox, sqlite_url, summary_chats=[-100, -200, -300])
        found = await checking_telegram.findings(settings)
        assert [(finding.key, finding.mark) for finding in found] == [
            ("cli-check-token", Mark.GOOD),
            ("cli-check-chat", Mark.GOOD),
            ("cli-check-chat-mute", Mark.BAD),
            ("cli-check-chat-away", Mark.BAD),
        ]

    async def test_whether_updates_come_as_they_are_to_is_told(self, sandbox: Sandbox, sqlite_url: str) -> None:
        address = "http://127.0.0.1:9/telegram"  # nobody listens there
        polling = on_sandbox(sandbox, sqlite_url)
        posted = {"mode": "webhook", "webhook_url": address, "webhook_secret": "s" * 32}
        webhook = polling.model_copy(update={"telegram": polling.telegram.model_copy(update=posted)})

        async def said(settings: Settings) -> list[tuple[str, Mark]]:
            found = await checking_telegram.findings(settings)
            return [(finding.key, finding.mark) for finding in found if "webhook" in finding.key]

        assert await said(polling) == []
        assert await said(webhook) == [("cli-check-webhook-not-set", Mark.NOTE)]
        async with build_bot(sandbox.token, sandbox.base_url, sandbox.file_base_url) as bot:
            await bot.set_webhook(address, secret_token="s" * 32)
        assert await said(webhook) == [("cli-check-webhook", Mark.GOOD)]
        assert await said(polling) == [("cli-check-webhook-of-others", Mark.NOTE)]
        sandbox.person(7).type("你好")
        async with asyncio.timeout(30):
            while (found := await said(webhook)) != [("cli-check-webhook-fails", Mark.BAD)]:
                assert found == [("cli-check-webhook", Mark.GOOD)]
                await asyncio.sleep(0.02)

    async def test_a_token_of_no_bot_is_refused(self, sandbox: Sandbox, sqlite_url: str) -> None:
        settings = on_sandbox(sandbox, sqlite_url)
        other = settings_for(
            sqlite_url, telegram={"token": "5:AAE-of_somebody_else_entirely_0123456", "base_url": sandbox.base_url}
        )
        assert marks(await checking_telegram.findings(settings)) == {
            "cli-check-token": Mark.GOOD,
            "cli-check-no-chats": Mark.NOTE,
        }
        assert marks(await checking_telegram.findings(other)) == {"fault-token-refused": Mark.BAD}

    async def test_an_outage_is_told_apart_from_a_wrong_token(self, sandbox: Sandbox, sqlite_url: str) -> None:
        settings = on_sandbox(sandbox, sqlite_url)
        await sandbox.stop()
        assert marks(await checking_telegram.findings(settings)) == {"fault-telegram-unreachable": Mark.BAD}


async def test_the_command_says_it_in_words_and_ends_by_it(sandbox: Sandbox, sqlite_url: str, tmp_path: Path) -> None:
    written(sqlite_url)
    terminal = Terminal(tmp_path, **environ_for(sandbox), VOLUNTEER_BOT_DATABASE__URL=sqlite_url)
    well = await terminal.call("check")
    await asyncio.to_thread(written_over, sqlite_url)
    unwell = await terminal.call("check", "--language", "en")
    assert (well.code, unwell.code) == (0, 2)
    assert "✓ 花名册：单位 1 个，人员 6 名，已绑定 6 名" in well.out
    assert well.out.endswith("一切就绪。\n")
    assert "✗ 1 unit without a site, add them in the roster's sheets Pairings and Sites: 市第1局" in unwell.out


def written_over(url: str) -> None:
    storage = Storage(url)
    storage.write_now(lambda session: session.execute(delete(Pairing)))
    storage.close()


class TestCopies:
    @pytest.mark.parametrize(
        ("name", "key", "mark"),
        [
            ("", "cli-check-backup-none", Mark.NOTE),
            ("volunteer-bot-20261127T183000Z.sqlite3", "cli-check-backup", Mark.GOOD),
            ("volunteer-bot-20261125T020000Z.sqlite3", "cli-check-backup-old", Mark.NOTE),
        ],
    )
    def test_the_age_of_the_newest_copy_is_told(self, tmp_path: Path, name: str, key: str, mark: Mark) -> None:
        if name:
            (tmp_path / name).touch()
        settings = settings_for("sqlite:////x", backup={"folder": str(tmp_path)})
        finding = checking._copies(settings, datetime(2026, 11, 28, 3, 0, tzinfo=UTC))
        assert (finding.key, finding.mark) == (key, mark)
        assert finding.params.get("at", "2026-11-28 02:30") in ("2026-11-28 02:30", "2026-11-25 10:00")

    def test_that_none_is_made_is_told(self) -> None:
        assert checking._copies(settings_for("sqlite:////x"), datetime.now(UTC)).key == "cli-check-no-backup"
