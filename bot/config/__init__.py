"""What the operator decides: read once at the start from a TOML file and the environment, then never changed.

``sections`` holds every setting with its meaning, bounds and default; ``values`` how single values are read;
``faults`` what is said about a wrong one; ``loading`` the reading; ``example`` the writing of a commented file.
Words stand here in both languages, not in the catalogs: a wrong file is told of before anything else is loaded.
"""

from bot.config.example import example_config, redacted, render_config
from bot.config.faults import SettingFault, SettingsInvalid
from bot.config.loading import load_settings
from bot.config.sections import (
    BackupSettings,
    CheckInSettings,
    DatabaseSettings,
    DayTime,
    DeliverySettings,
    FridaySettings,
    HolidaySettings,
    LimitSettings,
    NotedDay,
    OperatorSettings,
    PrivacySettings,
    RegistrationSettings,
    Settings,
    SnowSettings,
    SummarySettings,
    TelegramSettings,
    WatchSettings,
    Way,
    WebSettings,
)
from bot.config.values import Words

__all__ = [
    "BackupSettings",
    "CheckInSettings",
    "DatabaseSettings",
    "DayTime",
    "DeliverySettings",
    "FridaySettings",
    "HolidaySettings",
    "LimitSettings",
    "NotedDay",
    "OperatorSettings",
    "PrivacySettings",
    "RegistrationSettings",
    "SettingFault",
    "Settings",
    "SettingsInvalid",
    "SnowSettings",
    "SummarySettings",
    "TelegramSettings",
    "WatchSettings",
    "Way",
    "WebSettings",
    "Words",
    "example_config",
    "load_settings",
    "redacted",
    "render_config",
]
