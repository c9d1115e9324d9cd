"""The order for the file of invitations, made of what was minted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.reports.orders import Invitation, InvitationsOrder
from bot.services.invites import Minted, link_of


def invitations_order(
    minted: Iterable[Minted], *, bot_name: str, organization: str, expires_on: date, language: str
) -> InvitationsOrder:
    """Return what ``bot.reports`` writes the file from; staff outside the roster stand under the operator's name."""
    return InvitationsOrder(
        invitations=tuple(
            Invitation(
                unit=each.target.unit or organization,
                link=link_of(bot_name, each.secret.token),
                code=each.secret.code,
                name=each.target.name,
                title=each.target.title,
            )
            for each in minted
        ),
        organization=organization,
        expires_on=expires_on,
        language=language,
    )
