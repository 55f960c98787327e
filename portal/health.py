"""Is the process alive, and can it serve? Answered before host checks, sessions and pages."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

import redis
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal import clamd, status
from portal.storage import evidence_store

log = logging.getLogger(__name__)

LATE_AFTER = timedelta(minutes=5)
_SECONDS = 1.0
_CONNECT_SECONDS = 2  # the least that libpq knows


_STANDING_KEY, _STANDING_SECONDS = "health.standing", 60


class NotReady(Exception):
    """A part does not do what the portal needs of it."""


class HealthMiddleware:
    """Answers /healthz/ (live) and /readyz/ (ready), whatever host was asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.told = _Told()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the two addresses, and pass on every other."""
        if request.path == "/healthz/":
            return _unstored(HttpResponse("ok\n", content_type="text/plain"))
        if request.path == "/readyz/":
            return self._readiness()
        return self.get_response(request)

    def _readiness(self) -> HttpResponse:
        found = readiness()
        self.told.tell(found)
        words = {name: "ok" if good else "not ok" for name, good in found.items()}
        response = JsonResponse(words | _besides(found), status=200 if all(found.values()) else 503)
        # Django would write an error a second while the parts start; what there is to say is said.
        response._has_been_logged = True  # type: ignore[attr-defined] # Django's own mark
        return _unstored(response)


class _Told:
    """What was last logged: a line a change, and no warning before all has served once."""

    def __init__(self) -> None:
        self._missing: tuple[str, ...] | None = None
        self._was_ready = False

    def tell(self, found: Mapping[str, bool]) -> None:
        missing = tuple(name for name, good in found.items() if not good)
        if missing == self._missing:
            return
        if missing:
            level = logging.WARNING if self._was_ready else logging.INFO
            log.log(level, "not ready: %s", ", ".join(missing))
        elif self._missing:
            log.info("ready")
        self._missing, self._was_ready = missing, self._was_ready or not missing


def readiness() -> dict[str, bool]:
    """Try every part and say which of them serve; why, the log says at level debug.

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
        log.debug("not ready: %s (%s)", name, type(error).__name__)
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
    evidence_store().probe()


def _jobs() -> None:
    if late := status.late(after=LATE_AFTER):
        raise NotReady(f"late: {', '.join(late)}")


def _besides(found: Mapping[str, bool]) -> dict[str, str]:
    """Say of parts that the portal goes on without whether they serve, and what stands still."""
    words = {}
    if clamd.is_on():
        words["scanner"] = "ok" if clamd.answers(within=_SECONDS) else "not ok"
    if all(found[name] for name in _NEEDED_TO_COUNT):
        words |= dict.fromkeys(_standing(), "not ok")
    return words


def _standing() -> list[str]:
    """Say what stands still. All owed files are read for it, so only once a minute."""
    known: list[str] | None = caches["process"].get(_STANDING_KEY)
    if known is not None:
        return known
    try:
        found = list(status.standing())
    except Exception as error:  # noqa: BLE001 - no reason to call the portal away
        log.debug("nobody knows what stands still (%s)", type(error).__name__)
        return []
    caches["process"].set(_STANDING_KEY, found, _STANDING_SECONDS)
    return found


# The database comes first.
_CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "storage": _storage,
    "jobs": _jobs,
}
_ASK_THE_DATABASE = {"migrations", "jobs"}
_NEEDED_TO_COUNT = ("database", "migrations")


def _unstored(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response
