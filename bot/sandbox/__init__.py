"""A Bot API on loopback, HTTP as Telegram speaks it, with phones on the other side.

The demo, the rehearsal and the chat tests run the unmodified bot against it. It keeps Telegram's rules where they
can hurt a bot: strict HTML, lengths, keyboards, limits by the second, chats that block or migrate, updates and taps
that grow too old, one poller at a time. Time is that of the clock it is given.

It is not Telegram: it knows the methods this bot uses and no others, one token, no channels, topics, business
accounts or inline mode; it binds to 127.0.0.1 alone and stores nothing. Of ours it imports only ``bot.clock``.
"""

from bot.sandbox.errors import SandboxError
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.group import Group
from bot.sandbox.limits import Limits
from bot.sandbox.phone import Phone
from bot.sandbox.sandbox import TOKEN, Sandbox, Statistics, busiest
from bot.sandbox.state import Answer, InlineButton, KeyboardKey, Message, Tap
from bot.sandbox.world import Send

__all__ = [
    "TOKEN",
    "Answer",
    "Fault",
    "Faults",
    "Group",
    "InlineButton",
    "KeyboardKey",
    "Limits",
    "Message",
    "Phone",
    "Sandbox",
    "SandboxError",
    "Send",
    "Statistics",
    "Tap",
    "busiest",
]
