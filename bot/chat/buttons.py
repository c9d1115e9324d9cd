"""What stands behind a button: built and parsed here and nowhere else.

A client can send any bytes, so a parsed call says only what is asked for; whether it may happen is checked by the
service that it reaches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum, unique

from bot.errors import Fault
from bot.rules.attendance import LeaveReason
from bot.rules.delivery import Button

LONGEST = 64
LARGEST = 2**31 - 1
LARGEST_CHAT = 2**52


class StaleButton(Fault):
    """A button of an earlier version, or one that nobody drew."""

    key = "fault-stale-button"


@unique  # two of one word would be one verb
class Verb(StrEnum):
    """What a button asks for; the word is what travels."""

    GO = "go"
    DECLINE = "no"
    EXCUSE = "ex"
    CHANGE = "ch"
    CHECK_IN = "in"
    CHECK_OUT = "out"
    UNDO = "un"
    ROUTE = "rt"
    ROSTER_TEMPLATE = "tpl"
    IMPORT_CONFIRM = "imy"
    IMPORT_CANCEL = "imn"
    DOUBLES = "db"
    REACH = "rh"
    WISH = "wi"
    INVITES = "inv"
    INVITES_END = "ine"
    UNITS_TURN = "up"
    UNIT_SWITCH = "us"
    AGREE = "ok"
    DISAGREE = "nok"
    CHANGE_UNIT = "cu"
    LEAVE_ROSTER = "lv"
    CLAIM_ALL = "ca"
    CLAIM_YES = "cy"
    CLAIM_ADD = "cx"
    CLAIM_NO = "cn"
    CLAIM_PAGE = "cp"
    MEMBERS = "mb"
    MEMBER = "mc"
    MEMBER_LEFT = "ml"
    DELETE = "del"
    KEEP = "keep"
    LANGUAGE = "lang"
    ROLL_SHOW = "ro"
    ROLL_TURN = "rp"
    ROLL_UNITS = "ru"
    ROLL_MARK = "rm"
    ROLL_CONFIRM = "rc"
    ROLL_REOPEN = "rr"
    CORRECT = "cr"
    CORRECTION = "cq"
    ROLL_LATE = "rl"
    ROLL_DENY = "rx"
    ROLL_DECIDE = "rv"
    LEAVE = "le"
    LEAVE_DAYS = "ld"
    ME = "me"
    STATEMENT = "st"
    ROLL_SHEET = "rs"
    ROLL_QUANTITY = "rq"
    UNIT = "ut"
    BROADCAST = "bc"
    READ = "rd"
    SUMMARY = "sw"
    PERSONS = "sp"
    EXPORT = "xp"
    RECORD_CONFIRM = "xy"
    RECORD_CANCEL = "xn"
    CALLOUT = "co"
    SUMMONS = "su"
    POST = "po"
    CALLED = "cd"
    SUMMONS_UNDO = "sz"
    SNOWFALL = "sf"
    STANDBY = "sb"
    SITE_CODE = "sc"
    ENTER_CODE = "ec"
    POSITION = "lo"
    PLANS = "ps"
    FRIDAYS = "fr"
    PLAN = "pl"
    GROUP = "gr"
    ROLE = "rg"
    AUDIT = "au"


@dataclass(frozen=True, slots=True)
class Call:
    """A tap understood: the verb and its arguments, still unproven."""

    verb: Verb
    args: tuple[str, ...]

    def number(self, place: int) -> int:
        """Return an argument as a number that a table's id can be.

        Raises:
            StaleButton: It is missing, no number, or larger than any id: a database would stumble over it.
        """
        return self._number(place, LARGEST)

    def chat_id(self, place: int) -> int:
        """Return an argument as Telegram's id of a chat.

        Raises:
            StaleButton: It is missing or no such id.
        """
        return self._number(place, LARGEST_CHAT)

    def _number(self, place: int, largest: int) -> int:
        try:
            number = int(self.args[place])
        except (IndexError, ValueError):
            raise StaleButton from None
        if abs(number) > largest:
            raise StaleButton
        return number

    def word(self, place: int) -> str:
        """Return an argument as it is.

        Raises:
            StaleButton: It is missing.
        """
        try:
            return self.args[place]
        except IndexError:
            raise StaleButton from None


def button(label: str, verb: Verb, *args: object) -> Button:
    """Make a button; its data must fit Telegram's 64 bytes."""
    data = ":".join([verb.value, *(str(arg) for arg in args)])
    if len(data.encode()) > LONGEST:
        raise ValueError(f"button data is longer than {LONGEST} bytes: {verb}")
    return Button(label, data)


def reason_rows(label: Callable[[str], str], verb: Verb, *args: object) -> list[tuple[Button, ...]]:
    """Make the reasons for leave, in two rows; the reason is the last argument of each. ``label`` gives the words."""
    reasons = [button(label(f"leave-{reason}"), verb, *args, reason) for reason in LeaveReason]
    return [tuple(reasons[:2]), tuple(reasons[2:])]


def parse(data: str) -> Call:
    """Read what a tap carries.

    Raises:
        StaleButton: It is nothing that this version draws.
    """
    word, *args = data.split(":")
    try:
        return Call(Verb(word), tuple(args))
    except ValueError:
        raise StaleButton from None
