"""Codes of a place: what they are made from, how long they are taken, and what a scanned picture proves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import site_codes
from bot.rules.site_codes import Payload

TEN = timedelta(minutes=10)
NOON = datetime(2026, 11, 27, 4, 0, tzinfo=UTC)
DAY = date(2026, 11, 27)
SECRETS = st.text("0123456789abcdef", min_size=32, max_size=32)
IDS = st.integers(1, site_codes.LARGEST_ID)
SLOTS = st.integers(0, 2**26)


@given(secret=SECRETS, shift_id=IDS, slot=SLOTS)
def test_a_code_is_six_digits_and_the_same_each_time(secret: str, shift_id: int, slot: int) -> None:
    code = site_codes.code_of(secret, shift_id, slot)
    assert len(code) == 6
    assert code.isdecimal()
    assert code == site_codes.code_of(secret, shift_id, slot)
    assert site_codes.code_in(site_codes.spoken(code)) == code


def test_place_slot_and_secret_each_change_the_code() -> None:
    codes = {
        site_codes.code_of(secret, shift_id, slot)
        for secret in ("a" * 32, "b" * 32)
        for shift_id in range(1, 11)
        for slot in range(10)
    }
    assert len(codes) > 195


def test_a_code_is_taken_for_one_lifetime_after_it_was_shown() -> None:
    slot = site_codes.slot_of(NOON, TEN)
    assert site_codes.ends_at(slot, TEN) == NOON + TEN
    assert site_codes.taken_until(slot, TEN) == NOON + 2 * TEN
    second = timedelta(seconds=1)
    assert slot in site_codes.live_slots(NOON, TEN)
    assert slot in site_codes.live_slots(NOON + 2 * TEN - second, TEN)
    assert slot not in site_codes.live_slots(NOON + 2 * TEN, TEN)
    assert slot not in site_codes.live_slots(NOON - second, TEN), "a code of the future is not taken"


@pytest.mark.parametrize("text", ["123456", "123 456", "12-34-56", " １２３４５６ ", "1 2 3 4 5 6"])
def test_a_code_is_read_however_it_was_typed(text: str) -> None:
    assert site_codes.code_in(text) == "123456"


@pytest.mark.parametrize("text", ["", "12345", "1234567", "12345a", "一二三四五六", "签到123456", "١٢٣٤٥٦", "123.456"])
def test_anything_else_is_no_code(text: str) -> None:
    assert site_codes.code_in(text) is None


@given(secret=SECRETS, shift_id=IDS, slot=SLOTS)
def test_a_picture_fits_into_a_link_and_proves_its_slot(secret: str, shift_id: int, slot: int) -> None:
    typed = site_codes.live_payload(secret, shift_id, slot)
    assert len(typed) <= 64
    payload = site_codes.read_payload(typed)
    assert payload is not None
    assert (payload.shift_id, payload.slot) == (shift_id, slot)
    assert site_codes.is_genuine(payload, secret, DAY)
    assert not site_codes.is_genuine(Payload(shift_id, slot + 1, payload.seal), secret, DAY)
    assert not site_codes.is_genuine(Payload(shift_id, None, payload.seal), secret, DAY)
    assert not site_codes.is_genuine(payload, secret[::-1] + "x", DAY)


@given(secret=SECRETS, shift_id=IDS)
def test_a_printed_sheet_holds_for_its_place_and_day(secret: str, shift_id: int) -> None:
    typed = site_codes.paper_payload(secret, shift_id, DAY)
    assert len(typed) <= 64
    assert typed == site_codes.paper_payload(secret, shift_id, DAY)
    payload = site_codes.read_payload(typed)
    assert payload is not None
    assert payload.slot is None
    assert site_codes.is_genuine(payload, secret, DAY)
    assert not site_codes.is_genuine(payload, secret, DAY + timedelta(days=7))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "code",
        "code-1-2",
        "code-x-2-" + "a" * 22,
        "code-1-2-" + "a" * 21,
        "code-99999999999-2-" + "a" * 22,
        "code-4294967296-2-" + "a" * 22,
        "paper-1-" + "a" * 23,
        "A" * 32,
    ],
)
def test_what_is_about_no_place_is_left_to_others(text: str) -> None:
    assert site_codes.read_payload(text) is None
