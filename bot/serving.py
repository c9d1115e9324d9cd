"""Joins the web server; imported only where the settings name an address, so that nobody else pays for it."""

from __future__ import annotations

from bot.config import Settings
from bot.web.app import build_app, watching
from bot.web.probes import Probes, Told
from bot.web.server import WebServer
from bot.web.webhook import Take, Webhook


def web_server(settings: Settings, take: Take, told: Told) -> WebServer:
    """Make the server of the settings' address: health and figures, and where updates are posted the webhook.

    Args:
        settings: Complete, with an address.
        take: Stores an update.
        told: Knows how the process stands.
    """
    host, port = settings.web.address or ("127.0.0.1", 0)
    routes = watching(Probes(told, settings.watch))
    secret = settings.telegram.webhook_secret
    if settings.telegram.mode == "webhook" and secret is not None:
        routes.append(Webhook(settings.telegram.webhook_path, secret.get_secret_value(), take).route)
    return WebServer(build_app(routes), host, port)
