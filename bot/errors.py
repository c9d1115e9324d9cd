"""Faults that we foresee: one class per fault, with the key of its text and that text's parameters.

``bot.texts`` turns a fault into the reader's language. A fault that is not a ``Fault`` is a bug: it is logged with its
traceback and the person gets one polite line.
"""

from __future__ import annotations

from typing import Any, ClassVar


class Fault(Exception):  # noqa: N818 - the glossary's word; subclasses name what is wrong
    """A refusal that a person is told about; nothing has been changed.

    ``key`` names the message in the catalogs; ``params`` are its placeholders.
    """

    key: ClassVar[str] = "fault-unknown"

    def __init__(self, **params: Any) -> None:
        super().__init__(self.key, params)
        self.params = params
