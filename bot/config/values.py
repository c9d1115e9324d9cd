"""How single values are read and bounded: times of day, addresses, zones; and the words said about them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Final, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)

_CREDENTIALS = re.compile(r"(?<=//)([^/@:\s]*):([^/\s]*)@")
_QUERY_PASSWORD = re.compile(r"(?i)(?<=password=)[^&\s]+")


class Words(NamedTuple):
    """The same said in both languages."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the words in ``en`` or, for any other language, in Chinese."""
        return self.en if language == "en" else self.zh


UNSAID: Final = Words("", "")


@dataclass(frozen=True, slots=True)
class Note:
    """What a setting means, with its unit; ``example`` shows a value where the default is empty."""

    zh: str
    en: str
    example: str = ""
    is_needed_to_run: bool = False


@dataclass(frozen=True, slots=True)
class Allowed:
    """Which values a setting takes, where type and bounds do not say it by themselves."""

    words: Words


class Flaw(NamedTuple):
    """One thing wrong within a section: the key in it (empty for the value itself), what is wrong, what is allowed."""

    key: str
    message: Words
    allowed: Words = UNSAID


class Misfit(ValueError):  # noqa: N818 - carries the flaws of a value, itself no fault of the program
    """What a value or a section has wrong; several flaws are told at once."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(flaw.message.en for flaw in self.flaws))


class Section(BaseModel):
    """A table of the file: frozen, unknown keys refused, no secret in its ``repr``."""

    # Pydantic builds all of them once, within ``Settings``, and one by itself only where one is made by itself.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth_for_a_number(cls, value: object, info: ValidationInfo) -> object:
        # Where no yes or no is asked for, pydantic would read true as 1.
        if isinstance(value, bool) and cls.model_fields[info.field_name or ""].annotation is not bool:
            raise Misfit([Flaw("", Words("不能是 true 或 false", "must not be true or false"))])
        return value

    def __repr_args__(self) -> list[tuple[str | None, object]]:
        return [(name, masked(value)) for name, value in super().__repr_args__()]


def masked(value: object) -> object:
    """Return the value with the password of an address replaced by ``***``; anything else as it is."""
    if not isinstance(value, str):
        return value
    return _QUERY_PASSWORD.sub("***", _CREDENTIALS.sub(r"\1:***@", value))


def passwords(address: str) -> set[str]:
    """Return the passwords in an address, percent-encoded as they stand there and plain."""
    written = {found[2] for found in _CREDENTIALS.finditer(address)} | set(_QUERY_PASSWORD.findall(address))
    return written | {unquote(word) for word in written}


def _read_clock(value: object) -> object:
    if isinstance(value, str):
        found = re.fullmatch(r"(\d{1,2}):(\d{2})", value.strip())
        if found and int(found[1]) < 24 and int(found[2]) < 60:
            return time(int(found[1]), int(found[2]))
    if isinstance(value, time) and value.tzinfo is None and not (value.second or value.microsecond):
        return value
    raise Misfit([Flaw("", Words("不是有效的时刻", "is not a time of day"))])


def _none_if_empty(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _is_address(value: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _address(value: str, schemes: tuple[str, ...]) -> str:
    if not _is_address(value, schemes):
        raise Misfit([Flaw("", Words("不是有效的网址", "is not a usable address"))])
    return value


def _api_address(value: str) -> str:
    return _address(value, ("http", "https"))


def _proxy_address(value: str) -> str:
    return _address(value, ("http", "https"))


def _secret_address(value: SecretStr) -> SecretStr:
    _api_address(value.get_secret_value())
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", value.get_secret_value()):
        raise Misfit([Flaw("", Words("不像机器人令牌（不显示其内容）", "does not look like a bot token (not shown)"))])
    return value


def _secret_word(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9._~+/=-]{16,}", value.get_secret_value()):
        raise Misfit(
            [Flaw("", Words("过短或含有其他字符（不显示其内容）", "is too short or holds other signs (not shown)"))]
        )
    return value


def _names_a_database(value: str) -> bool:
    """Tell whether a PostgreSQL address has a database; without a host it is reached by the machine's own socket."""
    try:
        parts = urlsplit(value)
        return bool(parts.path.strip("/")) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def _database_address(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if separator and scheme == "sqlite" and len(rest) > 1 and rest.startswith("/") and ":memory:" not in rest:
        return value
    if scheme in {"postgresql", "postgresql+psycopg"} and _names_a_database(value):
        return value
    raise Misfit([Flaw("", Words("不是可用的数据库地址", "is not a usable database address"))])


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise Misfit([Flaw("", Words(f"没有时区“{value}”", f"there is no time zone {value!r}"))]) from None
    return value


def _webhook_address(value: str) -> str:
    parts = urlsplit(_address(value, ("http", "https")))
    if parts.username or parts.query or parts.fragment or not parts.path.strip("/"):
        raise Misfit([Flaw("", Words("须有路径，不带参数和口令", "needs a path and neither query nor password"))])
    return value


def _header_word(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise Misfit(
            [Flaw("", Words("长度不符或含有其他字符（不显示其内容）", "is too short or holds other signs (not shown)"))]
        )
    return value


def _listen_address(value: str) -> str:
    if split_listen(value) is None:
        raise Misfit([Flaw("", Words("不是 地址:端口", "is not host:port"))])
    return value


def split_listen(value: str) -> tuple[str, int] | None:
    """Read ``host:port``, an IPv6 host in brackets, as host and port; None where it is none."""
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:]+)\]|([A-Za-z0-9.-]+)):(\d{1,5})", value)
    if found is None or not 0 < int(found[3]) < 65536:
        return None
    return found[1] or found[2], int(found[3])


def _distinct(values: tuple[int, ...]) -> tuple[int, ...]:
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice or 0 in values:
        shown = "、".join(map(str, twice)) or "0"
        raise Misfit([Flaw("", Words(f"编号重复或为零：{shown}", f"an id stands twice or is zero: {shown}"))])
    return values


ClockTime = Annotated[
    time, BeforeValidator(_read_clock), Allowed(Words('"时:分",00:00–23:59', '"HH:MM", 00:00 to 23:59'))
]
ApiAddress = Annotated[str, AfterValidator(_api_address), Allowed(Words("http(s) 网址", "an http(s) address"))]
ProxyAddress = Annotated[
    Annotated[str, AfterValidator(_proxy_address)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("http(s):// 网址，可留空；不支持 socks5", "an http(s):// address, may be empty; no socks5")),
]
SecretAddress = Annotated[
    Annotated[SecretStr, AfterValidator(_secret_address)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("http(s) 网址，可留空", "an http(s) address, may be empty")),
]
SecretWord = Annotated[
    Annotated[SecretStr, AfterValidator(_secret_word)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(
        Words(
            "至少16个字母、数字或 . _ ~ + / = -，可留空", "at least 16 letters, digits or . _ ~ + / = -, may be empty"
        )
    ),
]
Token = Annotated[
    Annotated[SecretStr, AfterValidator(_token)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("BotFather 给出的令牌，形如 123456789:AAE…", "as BotFather gave it, like 123456789:AAE…")),
]
DatabaseAddress = Annotated[
    str,
    AfterValidator(_database_address),
    Allowed(
        Words(
            "sqlite:///文件路径 或 postgresql://用户:密码@主机/库名",
            "sqlite:///path of a file, or postgresql://user:password@host/name",
        )
    ),
]
ZoneName = Annotated[
    str, AfterValidator(_zone), Allowed(Words("IANA 时区名，如 Asia/Shanghai", "an IANA name such as Asia/Shanghai"))
]
ChatIds = Annotated[
    tuple[int, ...],
    AfterValidator(_distinct),
    Allowed(Words("不重复的整数列表，可为空 []", "a list of distinct whole numbers, may be empty []")),
]
OptionalText = Annotated[
    str | None, BeforeValidator(_none_if_empty), Allowed(Words("文字，可留空", "text, may be empty"))
]
Latitude = Annotated[
    Annotated[float, Field(ge=-90, le=90)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("−90 至 90 度，WGS-84，可留空", "-90 to 90 degrees, WGS-84, may be empty")),
]
Longitude = Annotated[
    Annotated[float, Field(ge=-180, le=180)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("−180 至 180 度，WGS-84，可留空", "-180 to 180 degrees, WGS-84, may be empty")),
]
WebhookAddress = Annotated[
    Annotated[str, AfterValidator(_webhook_address)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("https 网址，可留空", "an https address, may be empty")),
]
HeaderWord = Annotated[
    Annotated[SecretStr, AfterValidator(_header_word)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("16–256个字母、数字或 _ -，可留空", "16 to 256 letters, digits or _ -, may be empty")),
]
ListenAddress = Annotated[
    Annotated[str, AfterValidator(_listen_address)] | None,
    BeforeValidator(_none_if_empty),
    Allowed(Words("地址:端口，可留空", "host:port, may be empty")),
]
