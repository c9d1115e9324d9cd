"""Everything that speaks Telegram: what comes in, what is shown, and the wire itself."""
