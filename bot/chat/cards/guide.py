"""`/help`: what this person can do here, and no more."""

from __future__ import annotations

from bot.chat.cards.scene import Face, Scene
from bot.chat.commands import commands_for
from bot.services import people
from bot.services.delivery import Dropped


def draw(scene: Scene) -> Face | Dropped:
    """Draw the commands of the reader's roles and the replies that are understood."""
    roles = {grant.role for grant in people.grants_of(scene.session, scene.cadre_id)}
    voice = scene.voice
    commands = [
        voice.html("help-command", word=word, does=voice.plain(f"command-{word}")) for word in commands_for(roles)
    ]
    return Face("\n".join([voice.html("help-head"), *commands, voice.html("help-replies"), voice.html("help-contact")]))
