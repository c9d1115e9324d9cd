"""Which of several processes leads: a row in PostgreSQL that is renewed every second for four, by the database's clock.

Whoever finds it expired takes it over with the next epoch. Under an epoch that is not live any more nothing can be
committed: every transaction of the leader's parts looks at the row just before its commit and holds it until then.
The driver is loaded with the first look at the row, since a bot on SQLite never takes one. Docs:
docs/decisions/0018-one-leads.md.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.clock import SystemClock
from bot.storage.engine import CONNECTING, DatabaseAway, connect_arguments

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = logging.getLogger(__name__)

LEASE_SECONDS: Final = 4.0
RENEW_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 0.25
LEAVE_SECONDS: Final = 2.0
"""How old a start may be whose bytes leave; a commit wants as much left of the lease, so nobody else leads by then."""
_AWAY_SECONDS: Final = 0.5
_ANSWER_SECONDS: Final = 2.0
_NAME_MOST: Final = 63

_MAKE: Final = (
    "INSERT INTO leadership (id, epoch, holder, expires_at) VALUES (1, 0, '', clock_timestamp()) "
    "ON CONFLICT (id) DO NOTHING"
)
_LOOK: Final = (
    "SELECT epoch, holder, extract(epoch FROM expires_at - clock_timestamp())::float8 FROM leadership WHERE id = 1"
)
# What the one before left open, as when it was frozen amid a transaction, would keep its rows locked.
_SHUT_OUT: Final = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE application_name = %s AND datname = current_database() AND usename = current_user"
)
_TAKE: Final = (
    "UPDATE leadership SET epoch = epoch + 1, holder = %s, expires_at = clock_timestamp() + make_interval(secs => %s) "
    "WHERE id = 1 AND (expires_at <= clock_timestamp() OR expires_at > clock_timestamp() + make_interval(secs => %s)) "
    "RETURNING epoch"
)
_RENEW: Final = (
    "UPDATE leadership SET expires_at = clock_timestamp() + make_interval(secs => %s) "
    "WHERE id = 1 AND epoch = %s AND holder = %s RETURNING epoch"
)
_HAND_OVER: Final = "UPDATE leadership SET expires_at = clock_timestamp() WHERE id = 1 AND epoch = %s AND holder = %s"
_IS_LIVE: Final = text(
    "SELECT 1 FROM leadership WHERE id = 1 AND epoch = :epoch "
    "AND expires_at > clock_timestamp() + make_interval(secs => :left) FOR SHARE"
)


class LostLeadership(DatabaseAway):
    """The epoch is over, or about to be; nothing was changed, and nothing will be under it."""


class Leadership:
    """One process's part in it: waits for its turn, keeps it, hands it over.

    ``holder`` names the process: so are the connections of its leading parts called, and so can the next leader shut
    them out. One call at a time, all from one event loop.
    """

    def __init__(self, url: str, *, monotonic: Callable[[], float] | None = None) -> None:
        self._arguments = connect_arguments(url)
        self._monotonic = monotonic or SystemClock().monotonic
        self._connection: AsyncConnection[tuple[Any, ...]] | None = None
        self._until = float("-inf")
        self._ahead_since: float | None = None  # since when the lease of another has run for longer than any can
        self.epoch = 0
        self.holder = f"volunteer-bot {socket.gethostname()[:24]} {os.getpid()} {secrets.token_hex(4)}"[:_NAME_MOST]

    def is_leading(self) -> bool:
        """Tell, by this machine's own clock, whether the lease still runs; asked without the database."""
        return self._monotonic() < self._until

    async def win(self) -> int:
        """Wait until this process leads, however long; return the epoch."""
        is_away = False
        while True:
            try:
                left = await self._try()
                is_away = False
            except DatabaseAway as away:
                await self.close()
                if not is_away:
                    log.warning("leadership.database_away error=%s", away)
                is_away, left = True, _AWAY_SECONDS
            if left <= 0:
                log.info("leadership.won epoch=%d", self.epoch)
                return self.epoch
            await asyncio.sleep(min(left, LOOK_SECONDS))

    async def keep(self) -> None:
        """Renew the lease every second; return as soon as another process leads.

        While the database cannot be reached it tries on: ``is_leading`` tells meanwhile that the lease is over, and it
        goes on with the same epoch if nobody has led in between.
        """
        was_leading = True
        while True:
            await asyncio.sleep(RENEW_SECONDS if was_leading else LOOK_SECONDS)
            try:
                if not await self._renew():
                    self._until = float("-inf")
                    log.error("leadership.lost epoch=%d", self.epoch)
                    return
            except DatabaseAway as away:
                await self.close()
                if was_leading and not self.is_leading():
                    log.warning("leadership.cut_off epoch=%d error=%s", self.epoch, away)
                    was_leading = False
            else:
                if not was_leading:
                    log.info("leadership.goes_on epoch=%d", self.epoch)
                was_leading = True

    async def hand_over(self) -> None:
        """End the lease at once, so that the next process need not wait for it; of no effect for one that lost it."""
        self._until = float("-inf")
        with suppress(DatabaseAway):
            await self._execute(_HAND_OVER, self.epoch, self.holder)

    async def close(self) -> None:
        """Close the connection; the next call opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            from psycopg import Error  # noqa: PLC0415 - see the top

            with suppress(Error, OSError):
                await connection.close()

    def fence(self, epoch: int) -> Callable[[Session], None]:
        """Return what a transaction does last, in its own thread: it stops one that is not of the live epoch."""

        def check(session: Session) -> None:
            if session.connection().execute(_IS_LIVE, {"epoch": epoch, "left": LEAVE_SECONDS}).first() is None:
                raise LostLeadership(f"epoch {epoch} is over")

        return check

    async def _try(self) -> float:
        """Take the leadership over if nobody has it; return for how many seconds somebody has it, 0 if taken."""
        row = await self._execute(_LOOK)
        if row is None:
            await self._execute(_MAKE)
            return LOOK_SECONDS
        _epoch, holder, left = row
        if 0 < left <= LEASE_SECONDS:
            self._ahead_since = None
            return float(left)
        if left > 0 and not self._is_forsaken():
            return LOOK_SECONDS
        if holder:
            await self._execute(_SHUT_OUT, holder)
        begun = self._monotonic()
        taken = await self._execute(_TAKE, self.holder, LEASE_SECONDS, LEASE_SECONDS)
        if taken is None:
            return LOOK_SECONDS
        self.epoch, self._until, self._ahead_since = int(taken[0]), begun + LEASE_SECONDS, None
        return 0.0

    def _is_forsaken(self) -> bool:
        """Tell whether a lease that runs too long, as the database's clock was set back, stands unrenewed for one."""
        now = self._monotonic()
        if self._ahead_since is None:
            self._ahead_since = now
        return now - self._ahead_since >= LEASE_SECONDS

    async def _renew(self) -> bool:
        begun = self._monotonic()
        if await self._execute(_RENEW, LEASE_SECONDS, self.epoch, self.holder) is None:
            return False
        self._until = begun + LEASE_SECONDS
        return True

    async def _execute(self, statement: str, *values: Any) -> tuple[Any, ...] | None:
        """Run a statement in a transaction of its own; return its first row, if any.

        Raises:
            DatabaseAway: With the name of what went wrong.
        """
        from psycopg import AsyncConnection, Error  # noqa: PLC0415 - see the top

        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                if self._connection is None or self._connection.closed:
                    # A row that the one before has locked is not waited for long: it may be frozen.
                    options = {"application_name": "volunteer-bot leadership", "options": "-c lock_timeout=1000"}
                    arguments = {**CONNECTING, **self._arguments, **options}
                    self._connection = await AsyncConnection.connect(**arguments, autocommit=True)
                cursor = await self._connection.execute(statement, values or None)
                return await cursor.fetchone() if cursor.description is not None else None
        except (Error, TimeoutError, OSError) as error:
            raise DatabaseAway(type(error).__name__) from error
