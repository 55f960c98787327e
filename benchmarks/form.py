"""Measures the form's page for a new visitor against the same page rendered by crispy each time.

Prints `form FIGURE TARGET` and, for a step, `form_step FIGURE TARGET`: seconds of the page whose
empty form is rendered on every request, divided by seconds of the page as served, through all
middleware in one process, medians of interleaved rounds. Run: python -m benchmarks.form [rounds]
"""

import json
import statistics
import sys
import time
from collections.abc import Callable

from benchmarks.database import VAR, own_database

TARGET = 15.0
ROUNDS = 9
_PAGES = {"form": "/pengaduan/", "form_step": "/pengaduan/langkah/siapa/"}
_AS_SERVED, _ANEW = 40, 4  # pages a round


def main(rounds: int) -> None:
    """Measure both pages and keep the raw figures."""
    raw = {}
    with own_database("form"):
        for name, path in _PAGES.items():
            measured = _measured(path, rounds)
            raw[name] = measured
            figure = statistics.median(anew / served for anew, served in measured)
            print(f"{name} {figure:.1f} {TARGET}")  # noqa: T201 - the benchmark's answer
    (VAR / "form.json").write_text(json.dumps(raw, indent=1))


def _measured(path: str, rounds: int) -> list[tuple[float, float]]:
    """Return seconds a page of each round: rendered anew, as served."""
    from django.test import Client  # noqa: PLC0415 - only once Django is set up

    from appeals.intake import blank  # noqa: PLC0415

    client = Client(headers={"host": "localhost"})

    def served() -> None:
        client.cookies.clear()
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code

    def anew() -> None:
        blank.forget()
        served()

    served()
    return [(_seconds(anew, _ANEW), _seconds(served, _AS_SERVED)) for _ in range(rounds)]


def _seconds(page: Callable[[], None], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        page()
    return (time.perf_counter() - began) / times


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
