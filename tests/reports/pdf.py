"""Reads back what our own PDFs say, page by page; enough for them and for no other."""

from __future__ import annotations

import re
import zlib

STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
GLYPH = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
SHOWN = re.compile(rb"\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
ESCAPED = re.compile(rb"\\(.)", re.DOTALL)
SIGNS = {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def pages(content: bytes) -> list[str]:
    """Return the texts of each page, one a line, in the order in which they were drawn."""
    streams = [_opened(found[1]) for found in STREAM.finditer(content)]
    glyphs = next(stream for stream in streams if b"begincmap" in stream)
    signs = {int(glyph, 16): bytes.fromhex(sign.decode()).decode("utf-16-be") for glyph, sign in GLYPH.findall(glyphs)}
    drawn = [stream for stream in streams if b"BT /F1" in stream]
    assert len(drawn) == len(re.findall(rb"/Type /Page\b(?!s)", content))
    return ["\n".join(_said(text, signs) for text in SHOWN.findall(page)) for page in drawn]


def _opened(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def _said(text: bytes, signs: dict[int, str]) -> str:
    plain = ESCAPED.sub(lambda found: SIGNS.get(found[1], found[1]), text)
    return "".join(signs[int.from_bytes(plain[place : place + 2])] for place in range(0, len(plain), 2))
