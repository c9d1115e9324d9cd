"""The web server, where one is configured: updates by webhook, health, metrics."""
