"""Worker processes for tests that kill them or let them race: forked from one that is set up.

Run as a script it is the nursery: it reads `start` and `wait` from stdin and answers on stdout.
"""

import json
import os
import subprocess
import sys
import traceback
from types import TracebackType
from typing import Self

from tests.running import ROOT

_FAILED = 1


class Nursery:
    """Forks processes that do some work on a database, each with a connection of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.workers"],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def start(self, work: str, *arguments: object, database: str) -> int:
        """Begin `work`, a function by its full name, in a process; return its number."""
        return self._ask("start", work, list(arguments), database)

    def wait(self, worker: int) -> int:
        """Wait for the end of a process; return its exit code, or minus the signal's number."""
        return self._ask("wait", worker)

    def _ask(self, *order: object) -> int:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(order), file=self._process.stdin, flush=True)
        return int(self._process.stdout.readline())


def _serve() -> None:
    import django  # noqa: PLC0415 - only the nursery is set up here

    django.setup()
    for line in sys.stdin:
        order, *rest = json.loads(line)
        answer = _fork(*rest) if order == "start" else _ended(*rest)
        print(answer, flush=True)  # noqa: T201 - the answer to whoever started us


def _fork(work: str, arguments: list[object], database: str) -> int:
    if child := os.fork():
        return child
    try:
        os.close(sys.stdin.fileno())
        _do(work, arguments, database)
        os._exit(os.EX_OK)
    except BaseException:  # noqa: BLE001 - whatever it was, the child must not go on as its parent
        traceback.print_exc()
        os._exit(_FAILED)


def _do(work: str, arguments: list[object], database: str) -> None:
    from django.db import connection  # noqa: PLC0415 - set up by now
    from django.utils.module_loading import import_string  # noqa: PLC0415

    connection.settings_dict["NAME"] = database
    import_string(work)(*arguments)
    connection.close()


def _ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    _serve()
