"""The wire to the Bot API: python-telegram-bot's request interface on one aiohttp session.

What a broken exchange means stands in ``bot.chat.failures``, what Telegram's own answers mean for a message in
``bot.chat.transport``.
"""

from __future__ import annotations

import io
import json
import os
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import aiohttp
from telegram.error import NetworkError, TelegramError
from telegram.ext import ExtBot
from telegram.request import BaseRequest, RequestData

from bot.chat.failures import AnswerTooLarge, NotConnected, TooLate, after_connection, before_connection, parsed, vetted
from bot.rules.delivery import may_leave

if TYPE_CHECKING:
    from aiohttp.client_reqrep import ClientRequest
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

__all__ = ["AiohttpRequest", "AnswerTooLarge", "NotConnected", "Timeouts", "build_bot", "requests_for"]

# PTB's switch for waits as timedelta. Without it every RetryAfter warns of deprecation while it is being made.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# Shorter than that of any server we talk to (75 s and more), so that it is we who drop an idle connection: a request
# on a connection that the server is just closing may or may not have been read.
KEEP_ALIVE_SECONDS = 10.0
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds, for each step of one exchange.

    ``pool`` is for a free connection, ``write`` for sending a plain request and ``upload`` for one with a file,
    ``read`` for each piece of the answer. All steps together also bound the whole exchange.
    """

    pool: float = 10.0
    connect: float = 10.0
    write: float = 10.0
    upload: float = 60.0
    read: float = 15.0


class AiohttpRequest(BaseRequest):
    """Carries PTB's requests over one aiohttp session, which lives from ``initialize`` to ``shutdown``.

    Raises, besides what PTB makes of Telegram's answers: ``NotConnected`` when nothing was sent; ``TimedOut`` and
    other ``NetworkError`` when it may have been sent.
    """

    def __init__(
        self,
        *,
        secret: str,
        connections: int = 50,
        proxy: str | None = None,
        timeouts: Timeouts = Timeouts(),
    ) -> None:
        """Keep the settings; no socket is opened before ``initialize``.

        Args:
            secret: The token; it is blanked wherever an answer quotes it.
            connections: At most so many at a time; further requests wait for one.
            proxy: ``http://[user:password@]host:port`` or None for none.
            timeouts: What holds where the caller names no time-out.

        Raises:
            ValueError: The proxy is not an HTTP one.
        """
        if proxy is not None and not proxy.startswith(("http://", "https://")):
            raise ValueError("the proxy must be an http:// or https:// address")
        self._secret = secret
        self._connections = connections
        self._proxy = proxy
        self._timeouts = timeouts
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._timeouts.read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=_Connector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
                # The setting alone decides: a forgotten HTTPS_PROXY or ~/.netrc must not see the token.
                trust_env=False,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        defaults = self._timeouts
        has_files = request_data is not None and request_data.contains_files
        timeout = _client_timeout(
            pool=_seconds(pool_timeout, defaults.pool),
            connect=_seconds(connect_timeout, defaults.connect),
            write=_seconds(write_timeout, defaults.upload if has_files else defaults.write),
            read=_seconds(read_timeout, defaults.read),
        )
        status, body = await self._exchange(method, url, request_data, timeout)
        return status, vetted(status, body, secret=self._secret)

    async def call(self, url: str, fields: dict[str, Any], *, within_seconds: float | None = None) -> object:
        """Call a method of the Bot API with plain fields and return its result as it came, not made into objects.

        PTB's own methods do the same around it, at several times the cost.

        Args:
            url: Of the method.
            fields: What JSON can say; escaped to ASCII, so that no text whatever can fail to be encoded.
            within_seconds: For each step; None for what holds else.

        Raises:
            TelegramError: As for any request of PTB.
        """
        steps = self._timeouts
        timeout = _client_timeout(
            pool=within_seconds or steps.pool,
            connect=within_seconds or steps.connect,
            write=steps.write,
            read=within_seconds or steps.read,
        )
        status, answer = await self._exchange("POST", url, json.dumps(fields).encode("ascii"), timeout)
        body = vetted(status, answer, secret=self._secret)
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            return await _Answered(status, body).post(url)
        payload = self.parse_json_payload(body)
        if "result" not in payload:
            raise TelegramError("the answer has no result")
        return payload["result"]

    async def fetch(self, url: str, *, max_bytes: int, total_seconds: float = 60.0) -> bytes:
        """Download a file, at most ``max_bytes`` of it and within ``total_seconds``.

        Raises:
            AnswerTooLarge: The file says or turns out to be larger; reading stopped there.
            TelegramError: As for any request.
        """
        steps = self._timeouts
        timeout = aiohttp.ClientTimeout(
            total=total_seconds,
            connect=steps.pool + steps.connect,
            sock_connect=steps.connect,
            sock_read=steps.read,
        )
        status, body = await self._exchange("GET", url, None, timeout, max_bytes=max_bytes)
        vetted(status, body, secret=self._secret)
        if status != HTTPStatus.OK:
            raise NetworkError(f"the file was answered with HTTP {status}")
        return body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        # PTB's own writes a body that is not JSON to the log, whatever it quotes.
        answer = parsed(payload)
        if answer is None:
            raise TelegramError("the answer is not one of the Bot API")
        return answer

    async def _exchange(
        self,
        method: str,
        url: str,
        data: RequestData | bytes | None,
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - it is aiohttp's, one per step
        max_bytes: int | None = None,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise NotConnected("the session with Telegram is not open")
        body, headers = _encoded(data)
        # aiohttp sends a request once more by itself when a kept connection turns out to be dead, but only those of
        # its IDEMPOTENT_METHODS (client.py), and POST is none of them. A redirect would be a second way to double a
        # message (307 and 308 repeat the body), and the Bot API never redirects.
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await _read(response, max_bytes)
        except TelegramError:
            raise
        except Exception as error:  # noqa: BLE001 - PTB would quote whatever it is, and with it perhaps the address
            failure = after_connection(error)
        # Raised out here, so that aiohttp's error, which quotes the address, is not even its context.
        raise failure


class _Answered(AiohttpRequest):
    """An answer that is there already: its ``post`` tells PTB's error for it."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(secret="")
        self._answer = status, body

    async def do_request(self, *_asked: object, **_timeouts: object) -> tuple[int, bytes]:
        return self._answer


class _Connector(aiohttp.TCPConnector):
    """Marks the one border that counts: whatever fails before a connection is handed out was not sent.

    That holds for names that do not resolve, refusals, certificates, the proxy's greeting and waiting for a free
    connection alike; aiohttp's classes alone do not tell (a proxy that hangs up looks like a server that does).
    """

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's
    ) -> Connection:
        try:
            connection = await super().connect(req, traces, timeout)
        except (aiohttp.ClientError, OSError) as error:
            failure = before_connection(error)
        else:
            # Here ends the last wait before the bytes leave.
            if may_leave.get()():
                return connection
            connection.release()
            failure = TooLate("started too long ago")
        raise failure


def requests_for(
    token: str, *, proxy: str | None = None, connections: int = 50, timeouts: Timeouts = Timeouts()
) -> tuple[AiohttpRequest, AiohttpRequest]:
    """Make the two requests that PTB wants: one for everything, and one for getUpdates, which holds its connection.

    Returns:
        ``(request, get_updates_request)``, in the order of the keyword arguments of ``telegram.Bot``.
    """
    ordinary = AiohttpRequest(secret=token, connections=connections, proxy=proxy, timeouts=timeouts)
    # Two, so that a poll that was given up does not keep the next one waiting.
    polling = AiohttpRequest(secret=token, connections=2, proxy=proxy, timeouts=timeouts)
    return ordinary, polling


def build_bot(
    token: str,
    base_url: str,
    file_base_url: str,
    proxy: str | None = None,
    *,
    connections: int = 50,
    timeouts: Timeouts = Timeouts(),
) -> ExtBot[None]:
    """Build the bot for PTB's ``Application`` or for use by itself; it opens nothing before ``initialize``.

    Args:
        token: As given by BotFather.
        base_url: Up to the token, such as ``https://api.telegram.org/bot``.
        file_base_url: The same for files, such as ``https://api.telegram.org/file/bot``.
        proxy: ``http://host:port`` or None.
        connections: Connections for everything but getUpdates; not fewer than sends in flight.
        timeouts: What holds where a call names none.
    """
    request, get_updates_request = requests_for(token, proxy=proxy, connections=connections, timeouts=timeouts)
    return ExtBot(token, base_url, file_base_url, request=request, get_updates_request=get_updates_request)


async def close_requests(bot: ExtBot[None]) -> None:
    """Close the lines of a bot, also of one that has never reached Telegram: PTB leaves those open."""
    for request in bot._request:  # noqa: SLF001 - PTB shows only one of the two
        await request.shutdown()


def _seconds(value: object, default: float) -> float | None:
    """Read one of PTB's time-outs: a number, None for no limit, or its mark for "not given"."""
    if value is None:
        return None
    return float(value) if isinstance(value, int | float) else default


def _client_timeout(
    *, pool: float | None, connect: float | None, write: float | None, read: float | None
) -> aiohttp.ClientTimeout:
    # aiohttp's "connect" includes the wait for a free connection, and it has no time-out for writing: a server that
    # does not read is caught by the total.
    to_connection = None if pool is None or connect is None else pool + connect
    total = None if to_connection is None or write is None or read is None else to_connection + write + read
    return aiohttp.ClientTimeout(total=total, connect=to_connection, sock_connect=connect, sock_read=read)


def _encoded(data: RequestData | bytes | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    if data is None:
        return None, {}
    if isinstance(data, bytes):
        return data, _JSON
    if not data.contains_files:
        # Escaped to ASCII, so that no text whatever can fail to be encoded.
        return json.dumps(data.parameters).encode("ascii"), _JSON
    # Unquoted, because Telegram takes a file's name as it stands: %E5%91%A8 would be shown as such.
    form = aiohttp.FormData(quote_fields=False)
    for name, value in data.json_parameters.items():
        form.add_field(name, value.encode("utf-8", "replace").decode())
    for name, (file_name, content, content_type) in data.multipart_data.items():
        # As a stream, because aiohttp would write bytes in one go and warns of more than 1 MiB.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=content_type)
    return form, {}


async def _read(response: aiohttp.ClientResponse, max_bytes: int | None) -> bytes:
    if max_bytes is None or response.status != HTTPStatus.OK:  # an error page is no file and has no bound
        return await response.read()
    if (response.content_length or 0) > max_bytes:
        raise AnswerTooLarge(f"more than {max_bytes} bytes")
    body = bytearray()
    async for piece in response.content.iter_any():
        body += piece
        if len(body) > max_bytes:
            raise AnswerTooLarge(f"more than {max_bytes} bytes")
    return bytes(body)
