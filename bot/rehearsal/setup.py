"""Tuesday morning: the operator brings the roster in and makes the invitations, as the command line does it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from bot.config import Settings
from bot.rehearsal.arrivals import Tokens
from bot.rehearsal.stage import Stage
from bot.rehearsal.town import Town
from bot.reports.child import in_child
from bot.reports.orders import Invitation, InvitationsOrder, RosterFile, RosterOrder
from bot.services import invites, roster
from bot.services.invites import Minted

ACTOR = "operator"


@dataclass(slots=True)
class Papers:
    """The files that the story leaves, by name."""

    files: dict[str, bytes] = field(default_factory=dict)


async def bring_in_roster(stage: Stage, town: Town, papers: Papers, language: str) -> None:
    """Write the roster as a workbook, read it again as any roster is read, and import it."""
    content = await in_child("write_roster", RosterOrder(sheet=town.roster, language=language))
    papers.files["roster.xlsx"] = content
    sheet = await in_child("read_roster", RosterFile(name="roster.xlsx", content=content))
    await stage.bot.storage.write(
        partial(roster.apply, now=stage.clock.now(), actor=ACTOR, sheet=sheet, may_appoint=True)
    )


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
