"""What the bot does: one use case per function, each given a session and ``now``.

A service opens no connection, reads no clock and knows no Telegram. What it wants said it puts into the outbox, in the
same transaction as its changes.
"""
