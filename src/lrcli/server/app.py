"""The server's addresses: a page, predictions, health, and the description of all of them."""

import json
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from lrcli.data.files.layout import Layout
from lrcli.errors import LrcliError, OptionError
from lrcli.model.file import to_json, to_json_lines
from lrcli.model.linear import Model
from lrcli.model.residuals import check_interval
from lrcli.options import declarations
from lrcli.report.page.page import calculator_page
from lrcli.server.answers import (
    CSV_OPTIONS,
    SWITCHES,
    Wanted,
    documents_of_csv,
    in_address,
    many_cases,
    one_case,
    table_of_csv,
)
from lrcli.server.openapi import description

MOST_BYTES = 10 << 20  # of a body: some 200,000 rows; larger tables are for lrcli predict
MOST_READ = 10  # times that: so much of a refused body is still read
HOSTS = [
    "127.0.0.1",
    "localhost",
]  # else a page on another site could reach the server under a host name of its own (DNS rebinding)
JSON, CSV = "application/json", "text/csv"
TRUTH_VALUES = {"true": True, "1": True, "": True, "false": False, "0": False}


def app(model: Model) -> Starlette:
    """The server of a model. Page and description are made once, since they are the same for every request."""
    page, openapi = calculator_page(model), to_json(description(model, MOST_BYTES))
    names = {"targets": model.target_names, "features": [column.name for column in model.inputs]}
    health = to_json({"status": "ok", **names, "doubts": {each.target.name: each.doubts for each in model.each}})

    async def show_page(request: Request) -> Response:
        return HTMLResponse(page)

    async def show_health(request: Request) -> Response:
        return Response(health, media_type=JSON)

    async def show_openapi(request: Request) -> Response:
        return Response(openapi, media_type=JSON)

    async def predict(request: Request) -> Response:
        wanted = wanted_of(request.query_params)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await body_of(request)
        if kind == JSON:
            answer: Callable[..., Any] = of_json
        elif kind == CSV and JSON in request.headers.get("accept", ""):
            answer = documents_of_csv
        elif kind == CSV:
            return Response(await run_in_threadpool(table_of_csv, model, body, wanted), media_type=CSV)
        else:
            raise HTTPException(415, f"a body is {JSON} or {CSV}, by its Content-Type; this one is {kind or 'neither'}")
        return Response(to_json_line(await run_in_threadpool(answer, model, body, wanted)), media_type=JSON)

    return Starlette(
        routes=[
            Route("/", show_page),
            Route("/predict", predict, methods=["POST"]),
            Route("/health", show_health),
            Route("/openapi.json", show_openapi),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)],
        exception_handlers={HTTPException: refused, LrcliError: not_predicted, Exception: failed},
    )


def of_json(model: Model, body: bytes, wanted: Wanted) -> dict[str, Any]:
    """The answer to one case or to a list of cases."""
    try:
        value = json.loads(body, parse_constant=_no_number, parse_float=_finite, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise HTTPException(400, f"the body is not JSON: {error}") from None
    if isinstance(value, dict):
        return one_case(model, value, wanted)
    if isinstance(value, list):
        return many_cases(model, value, wanted)
    raise HTTPException(400, "the body is one case, an object, or a list of cases")


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON; null is a missing value")


def _finite(digits: str) -> float:
    if not isfinite(value := float(digits)):
        raise ValueError(f"{digits} is too large for a number")
    return value


def _whole(digits: str) -> int:
    _finite(digits)
    return int(digits)


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What the address asks for: ?interval=90&mean=true&explain=true, and how a CSV is written: &thousands=."""
    known = ["interval", *SWITCHES, *CSV_OPTIONS]
    if unknown := [name for name in query if name not in known]:
        raise OptionError(unknown[0], f"is none of {', '.join(known)}")
    interval = query.get("interval")
    try:
        number = None if interval is None else float(interval)
    except ValueError:
        raise OptionError("interval", f"{interval!r} is not a number") from None
    check_interval(number)
    options = declarations(Layout)
    layout = Layout(**{name: options[name].read(query[name]) for name in CSV_OPTIONS if name in query})
    return Wanted(number, **{name: _switch(query, name) for name in SWITCHES}, layout=layout)


def _switch(query: Mapping[str, str], name: str) -> bool:
    text = query.get(name, "false")
    if text not in TRUTH_VALUES:
        raise OptionError(name, f"{text!r} is neither true nor false")
    return TRUTH_VALUES[text]


async def body_of(request: Request) -> bytes:
    """The whole body. Raise 413 where it is too large."""
    # A client that is still sending does not read the answer, and loses it when the connection is closed. So the rest
    # of a body that is too large is read and dropped, up to a limit.
    length, body = 0, bytearray()
    async for piece in request.stream():
        length += len(piece)
        if length <= MOST_BYTES:
            body += piece
        elif length > MOST_READ * MOST_BYTES:
            break
    if length > MOST_BYTES:
        raise HTTPException(413, f"the body is larger than {MOST_BYTES:,} bytes; send fewer cases at once")
    return bytes(body)


def to_json_line(value: Any) -> str:
    """JSON on one line. A prediction that is too large for a number is null."""
    return to_json_lines([value]).removesuffix("\n")


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, error.detail, error.headers)


async def not_predicted(request: Request, error: Exception) -> Response:
    return problem(422, in_address(str(error)))


async def failed(request: Request, error: Exception) -> Response:
    """An unexpected error: the details are printed in the server's own terminal."""
    return problem(500, "the server failed; its terminal says where")


def problem(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(to_json({"error": message}), status, headers, JSON)
