"""The web application: the routes it is given, and for everything else a status without a word."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.web.probes import Probes


def build_app(routes: Iterable[Route]) -> Starlette:
    """Return the application over these routes: the webhook's, those of ``watching``, or others."""
    return Starlette(
        routes=list(routes),
        exception_handlers={HTTPException: _wordless, HTTPStatus.INTERNAL_SERVER_ERROR: _failed},
    )


def watching(probes: Probes) -> list[Route]:
    """Return the routes for those who watch the bot."""

    async def answer(request: Request) -> Response:
        reply = await probes.answer(request.url.path, request.headers.get("authorization", ""))
        return Response(reply.body, reply.status, dict(reply.headers or {}), reply.content_type)

    return [Route(path, answer, methods=["GET"]) for path in probes.paths]


async def _wordless(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    return Response(status_code=status)


async def _failed(_request: Request, _error: Exception) -> Response:
    return Response(status_code=HTTPStatus.INTERNAL_SERVER_ERROR)
