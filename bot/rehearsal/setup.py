"""Tuesday morning: the admin brings the roster in by chat, the operator makes the invitations on the command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.config import Settings
from bot.rehearsal.arrivals import Tokens
from bot.rehearsal.stage import Stage
from bot.rehearsal.strangers import Admin
from bot.rehearsal.town import Town
from bot.reports.child import in_child
from bot.reports.orders import Invitation, InvitationsOrder, RosterOrder
from bot.services import invites
from bot.services.invites import Minted

ACTOR = "operator"


@dataclass(slots=True)
class Papers:
    """The files that the story leaves, by name."""

    files: dict[str, bytes] = field(default_factory=dict)


async def bring_in_roster(stage: Stage, admin: Admin, town: Town, papers: Papers, language: str) -> None:
    """Write the roster as a workbook, send it to the bot, look at the preview and confirm the import."""
    content = await in_child("write_roster", RosterOrder(sheet=town.roster, language=language))
    papers.files["roster.xlsx"] = content
    for act in (admin.ask_for_roster, partial(admin.send_roster, content), admin.confirm_roster):
        act()
        await stage.advance(seconds=30)


async def invite_everybody(stage: Stage, settings: Settings, town: Town, papers: Papers, language: str) -> Tokens:
    """Make an invitation for each unit and each person, with the file that the organizer hands on."""
    lasts = timedelta(days=settings.registration.invite_days)
    now = stage.clock.now()
    minted: list[Minted] = await stage.bot.storage.write(
        partial(invites.issue_all, now=now, actor=ACTOR, lasts=lasts, everyone=True)
    )
    bot_name = stage.bot.application.bot.username
    order = InvitationsOrder(
        invitations=tuple(
            Invitation(
                unit=each.target.unit,
                link=invites.link_of(bot_name, each.secret.token),
                code=each.secret.code,
                name=each.target.name,
                title=each.target.title,
            )
            for each in minted
        ),
        organization=settings.operator.name,
        expires_on=(now + lasts).astimezone(settings.operator.zone).date(),
        language=language,
    )
    papers.files["invitations.xlsx"] = await in_child("write_invitations", order)
    return _tokens(minted, town)


def _tokens(minted: list[Minted], town: Town) -> Tokens:
    """Sort the tokens by whom they let in. Targets stand by unit and in the roster's order, as the town's people do."""
    by_unit = {each.target.unit: each.secret.token for each in minted if each.target.cadre_id is None}
    persons = sorted((each for each in minted if each.target.cadre_id is not None), key=_cadre_id)
    numbers = [resident.roster_no for resident in town.residents]
    return Tokens(by_unit, {number: each.secret.token for number, each in zip(numbers, persons, strict=True)})


def _cadre_id(each: Minted) -> int:
    return each.target.cadre_id or 0


async def first_admin_token(stage: Stage, settings: Settings) -> str:
    """Make the link that the first admin comes in by."""
    issued = await stage.bot.storage.write(
        partial(invites.admin_link, now=stage.clock.now(), minutes=settings.registration.admin_link_minutes)
    )
    return issued.token
