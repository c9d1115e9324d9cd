"""Why there is no forecast. Their words hold neither the address nor the place, and nothing that the server wrote."""

from __future__ import annotations


class WeatherError(Exception):
    """There is no forecast; nobody in chat is told as such, so it is no ``bot.errors.Fault``."""


class WeatherBroken(WeatherError):  # noqa: N818 - named for what is wrong, as faults are
    """An answer came that is no forecast: cut off, not JSON, or of another shape than documented."""


class WeatherRefused(WeatherError):  # noqa: N818 - as above
    """The server will not have the question, such as a wrong place or zone; asking again will not help."""


class WeatherAway(WeatherError):  # noqa: N818 - as above
    """The server cannot be reached, is overloaded or has had enough of us.

    ``retry_after_seconds`` says after how long, by the client's clock, the next question will be put; positive.
    """

    def __init__(self, cause: str, retry_after_seconds: float) -> None:
        super().__init__(f"{cause}; next try in {retry_after_seconds:.0f} s")
        self.cause = cause
        self.retry_after_seconds = retry_after_seconds
