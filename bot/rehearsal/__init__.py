"""A week in minutes: the unmodified bot, the sandbox's Bot API on loopback, and a clock that is moved."""
