"""What exists: typed tables, one module per noun. No rule and no query lives here."""

from bot.model.activities import Activity, ActivityState, Plan, PlanState, Roll, Shift, ShiftProgress, Shortage
from bot.model.attendance import AnswerChange, Attendance, Mark
from bot.model.audit import AuditEntry
from bot.model.base import Base
from bot.model.broadcasts import Broadcast, BroadcastState, BroadcastTemplate, Purpose, Question, Receipt
from bot.model.callouts import CALL_KINDS, DRILL, SNOW, Callout, CalloutState, Summons, SummonsState
from bot.model.corrections import Correction, CorrectionKind, CorrectionState, LeavePeriod, Statement
from bot.model.imports import ImportState, RosterImport
from bot.model.messages import Attachment, Card, Chat, ChatState, Lane, Message, MessageState, SenderState
from bot.model.people import (
    Cadre,
    Claim,
    ClaimKind,
    ClaimState,
    CodeTry,
    Invite,
    InviteKind,
    Reach,
    Role,
    RoleGrant,
)
from bot.model.places import Community, Pairing, Site, Unit
from bot.model.standbys import Readiness, Standby, StandbyAnswer
from bot.model.weather import Duty, Snowfall, SnowfallState, WeatherState
from bot.model.work import Dialogue, InboxRow, InboxState, Leadership, Occurrence, OccurrenceState

__all__ = [
    "CALL_KINDS",
    "DRILL",
    "SNOW",
    "Activity",
    "ActivityState",
    "AnswerChange",
    "Attachment",
    "Attendance",
    "AuditEntry",
    "Base",
    "Broadcast",
    "BroadcastState",
    "BroadcastTemplate",
    "Cadre",
    "Callout",
    "CalloutState",
    "Card",
    "Chat",
    "ChatState",
    "Claim",
    "ClaimKind",
    "ClaimState",
    "CodeTry",
    "Community",
    "Correction",
    "CorrectionKind",
    "CorrectionState",
    "Dialogue",
    "Duty",
    "ImportState",
    "InboxRow",
    "InboxState",
    "Invite",
    "InviteKind",
    "Lane",
    "Leadership",
    "LeavePeriod",
    "Mark",
    "Message",
    "MessageState",
    "Occurrence",
    "OccurrenceState",
    "Pairing",
    "Plan",
    "PlanState",
    "Purpose",
    "Question",
    "Reach",
    "Readiness",
    "Receipt",
    "Role",
    "RoleGrant",
    "Roll",
    "RosterImport",
    "SenderState",
    "Shift",
    "ShiftProgress",
    "Shortage",
    "Site",
    "Snowfall",
    "SnowfallState",
    "Standby",
    "StandbyAnswer",
    "Statement",
    "Summons",
    "SummonsState",
    "Unit",
    "WeatherState",
]
