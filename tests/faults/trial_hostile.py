"""Sends ten thousand hostile submissions over HTTP, and as many through the form classes.

Run as `python -m tests.faults.trial_hostile [count]` (`make trial-hostile`), on a database of its
own and the web server as it is; prints `hostile FAULTS 0`. A fault is a 5xx, no answer at all, a
form that raises, a case that was not announced, or a stored file that no phone made.
"""

import http.client
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks.database import VAR, own_database
from benchmarks.filing import served

if TYPE_CHECKING:
    from tests.faults.hostile import Submission

COUNT, CLIENTS = 10_000, 4
_SEED = 20261122


def send(submission: "Submission", *, port: int, csrf: str) -> tuple[int, str]:
    """Send one request from its own address; return the status and where it leads, 0 for none."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Content-Type": submission.kind,
        "Cookie": f"csrftoken={csrf}",
        "X-Forwarded-For": submission.address,
    }
    try:
        line.request("POST", submission.path, submission.body, headers)
        answer = line.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        line.close()
    return answer.status, answer.headers.get("Location") or ""


def main() -> None:
    """Send, judge, and print how many faults there were and what came."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    shutil.rmtree(VAR / "hostile", ignore_errors=True)  # what an earlier trial left
    with own_database("hostile"):
        # Django's models can be read only once the database's address is known.
        from appeals import lifecycle  # noqa: PLC0415
        from appeals.intake.consent import SHOWN  # noqa: PLC0415
        from portal import calendar  # noqa: PLC0415
        from tests import builders  # noqa: PLC0415
        from tests.faults import hostile  # noqa: PLC0415

        requests = hostile.submissions(count, seed=_SEED, version=SHOWN)
        came: Counter[tuple[int, bool]] = Counter()
        with (
            served("portal.wsgi:application", TRUSTED_PROXIES="1") as port,
            ThreadPoolExecutor(CLIENTS) as clients,
        ):
            while some := list(islice(requests, 500)):
                for status, place in clients.map(
                    lambda one: send(one, port=port, csrf=hostile.CSRF), some
                ):
                    came[status, place == hostile.SENT] += 1
        announced = sum(times for (_, is_sent), times in came.items() if is_sent)
        wrong = hostile.stored_wrongly(announced=announced)
        unanswered = sum(times for (status, _), times in came.items() if not 0 < status < 500)
        at = builders.now()
        judged = hostile.through_the_forms(
            hostile.answers(count, seed=_SEED + 1, version=SHOWN),
            day=calendar.civil_date(at),
            file_it=lambda filing: lifecycle.submit(filing, at=at),
        )
    print(f"hostile {unanswered + len(wrong)} 0")  # noqa: T201 - the trial's answer
    print(*wrong, dict(sorted(came.items())), dict(judged), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
