### Groups: the bot speaks only where an admin has put it, and only answers commands and sends the summary.

group-approved = Switched on. The weekly volunteer summary will be sent here; answers and check-ins belong in the private chat with this bot.
group-hint = Please use the private chat with this bot; in groups there is only the summary (/summary).
button-private-chat = Private chat
group-lost = [Operation] This bot was removed from the group “{ $title }”; the summary no longer goes there.
group-muted = [Operation] This bot may not write in the group “{ $title }”; the summary cannot be sent there.
alert-group-left = [Operation] Someone who is no admin added this bot to the group “{ $title }”; it has left. To use it there, let an admin add it.
