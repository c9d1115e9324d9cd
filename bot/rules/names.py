"""Names of people as they are typed, brought to one form so that they can be compared."""

from __future__ import annotations

import unicodedata

LONGEST = 30
# Between the parts of a name: 阿依古丽·买买提, O'Brien, Jean-Luc, J. Smith.
JOINTS = frozenset("·'-.")
_DOTS = str.maketrans("•‧∙・⋅’", "·····'")


def normalise(name: str) -> str:
    """Return a name in one form: compatibility characters unified (NFKC), one kind of dot, no spaces."""
    joined = "".join(unicodedata.normalize("NFKC", name.translate(_DOTS)).split())
    # Once more: a sign that NFKC takes apart into a space and an accent has lost the space since.
    return unicodedata.normalize("NFC", joined).translate(_DOTS)


def read_name(typed: str) -> str | None:
    """Return a typed name in its one form, or None when it cannot be a name.

    A name has 1 to 30 letters (of any script), with dots, hyphens or apostrophes between them; nothing that could be
    markup, a number or a sentence.
    """
    name = normalise(typed)
    if not 1 <= len(name) <= LONGEST or "\n" in typed.strip():
        return None
    if not all(sign in JOINTS or unicodedata.category(sign)[0] in "LM" for sign in name):
        return None
    return name if name[0] not in JOINTS and any(sign.isalpha() for sign in name) else None


def folded(name: str) -> str:
    """Return a name in the form in which two are compared: however they are spaced and whatever their case."""
    return normalise(name).casefold()
