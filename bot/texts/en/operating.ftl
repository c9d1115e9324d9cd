### Notes to the admins; no personal data.

alert-poison = [Operation] One update could not be handled and is kept for inspection (no. { $number }). All else goes on.
alert-refused = [Operation] Telegram refused a message, or it could not be drawn ({ $message }): { $reason }
alert-chat-lost = [Operation] The group { $chat } cannot be written to any more; the bot was removed or muted.
