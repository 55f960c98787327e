"""Is the process alive, and can it serve? Answered before host checks, sessions and pages."""

import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal import status
from portal.storage import evidence_store

log = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=5)
_SECONDS = 1.0
_CONNECT_SECONDS = 2  # the least that libpq knows


class NotReady(Exception):
    """A part does not do what the portal needs of it."""


class HealthMiddleware:
    """Answers /healthz/ (live) and /readyz/ (ready), whatever host was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the two addresses, and pass on every other."""
        if request.path == "/healthz/":
            return _unstored(HttpResponse("ok\n", content_type="text/plain"))
        if request.path == "/readyz/":
            found = readiness()
            is_ready = all(found.values())
            words = {name: "ok" if good else "not ok" for name, good in found.items()}
            return _unstored(JsonResponse(words, status=200 if is_ready else 503))
        return self.get_response(request)


def readiness() -> dict[str, bool]:
    """Try every part and say which of them serve; the reasons go to the log, not to the caller.

    Parts that ask the database are not tried once it does not answer: they would wait for it.
    """
    found: dict[str, bool] = {}
    for name, check in _CHECKS.items():
        is_vain = name in _ASK_THE_DATABASE and not found["database"]
        found[name] = not is_vain and _serves(name, check)
    return found


def _serves(name: str, check: Callable[[], None]) -> bool:
    try:
        check()
    except Exception as error:  # noqa: BLE001 - whatever it is, this part does not serve
        log.warning("not ready: %s (%s)", name, type(error).__name__)
        return False
    return True


def _database() -> None:
    """Connect anew: nothing ends the wait for a frozen server on a connection that stands."""
    probe = connection.copy()
    probe.settings_dict["OPTIONS"]["connect_timeout"] = _CONNECT_SECONDS
    try:
        with probe.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        probe.close()


def _migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady("migrations are not applied")


def _broker() -> None:
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=_SECONDS,
        socket_connect_timeout=_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
    with client:
        client.ping()


def _storage() -> None:
    root = evidence_store().root
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    probe = root / f".probe-{uuid.uuid4().hex}"
    probe.touch(mode=0o600)
    probe.unlink()


def _jobs() -> None:
    if late := status.late(after=LATE_AFTER):
        raise NotReady(f"late: {', '.join(late)}")


# The database comes first.
_CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "storage": _storage,
    "jobs": _jobs,
}
_ASK_THE_DATABASE = {"migrations", "jobs"}


def _unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
