"""The QR picture of a link, large enough to be scanned from a phone that somebody holds up."""

from __future__ import annotations

import io
from typing import Final

import segno

PIXELS_A_MODULE: Final = 12
QUIET_MODULES: Final = 4


def draw_qr(link: str) -> bytes:
    """Return the PNG of a link."""
    stream = io.BytesIO()
    segno.make(link, error="m", micro=False).save(stream, kind="png", scale=PIXELS_A_MODULE, border=QUIET_MODULES)
    return stream.getvalue()
