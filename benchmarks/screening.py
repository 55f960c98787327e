"""Measures full screening against one scan of the accounts, and re-screening a thousand changes.

Prints `screening_1m`, `screening_5m` (a first pass of all rules with its findings written, divided
by one sequential scan over the same columns of the tables that the rules read; medians of
interleaved rounds), `screening_1m_floor`, `screening_5m_floor` (writing the same findings into the
emptied table alone, divided by the same scan: what no first pass can go below),
`screening_oracle` (findings on 20,000 accounts that differ from a plain-Python oracle's),
`screening_engines` (accounts a second, against the fastest engine that takes one row at a time),
`rescreen_ms` (per changed account at the largest size) and `rescreen_growth` (largest against
smallest size). Run: python -m benchmarks.screening [size …]
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.database import VAR, own_database

SIZES = (1_000_000, 5_000_000)
TARGETS = {"scan": 3.0, "engines": 40.0, "rescreen_ms": 0.25, "growth": 1.2}
ROUNDS = 5
CHANGED = 1_000

# What the rules read, each table once, with no answer to send.
_SCAN = (
    """
    SELECT count(nik), count(kk), count(phone), count(email), count(payout_account),
           count(birth_date), count(sex), count(education), count(employment),
           count(citizenship), count(declared_office), count(registered_on),
           count(nik_birth_date), count(nik_sex), count(is_nik_well_formed), count(status)
    FROM eligibility_account
    """,
    """
    SELECT count(account_id), count(gelombang_id), count(kk), count(slot), count(granted_at),
           count(first_bought_at), count(first_training_until)
    FROM eligibility_grant
    """,
    """
    SELECT count(grant_id), count(device), count(bought_at), count(complete_until),
           count(completed_at)
    FROM eligibility_trainingpurchase
    """,
    """
    SELECT count(account_id), count(kind), count(at), count(device), count(address),
           count(form_seconds)
    FROM eligibility_registrationevent
    """,
    """
    SELECT count(account_id), count(register), count(verdict), count(superseded_at)
    FROM eligibility_registryverdict
    """,
    "SELECT count(nik), count(source), count(removed_at) FROM eligibility_referencelistentry",
    "SELECT count(account_id), count(other_id), count(kind) FROM eligibility_photomatch",
)
_FORGET = (
    """
    TRUNCATE eligibility_finding, eligibility_block, eligibility_blockletter,
             eligibility_screeningchunk, eligibility_screeningrun, eligibility_changedaccount
    CASCADE
    """,
    """
    UPDATE eligibility_account SET status = 'candidate', blocked_since = NULL
    WHERE status IN ('blocked', 'flagged')
    """,
)
ORACLE = 20_000


def measure(size: int) -> dict[str, list[float]]:
    """Measure one size in a database of its own; returns the raw figures in seconds."""
    with own_database(f"nation-{size}"):
        # Django's models can be read only once the database's address is known.
        from benchmarks import engines, nation  # noqa: PLC0415
        from benchmarks.passes import Passes  # noqa: PLC0415
        from eligibility.models import Account  # noqa: PLC0415

        if Account.objects.count() != size:
            nation.populate(size, show=_say)
        passes = Passes(_SCAN, _FORGET)
        taken: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            _note(taken, "scan", passes.scan)
            _note(taken, "first", passes.first_pass)
            _note(taken, "write", passes.write_alone)
        _note(taken, "again", passes.pass_again)
        for round_ in range(ROUNDS):
            _note(taken, "changed", lambda round_=round_: passes.changed(CHANGED, round_))
        _note(taken, "blocks", passes.first_pass_with_blocks)
        for name, engine in engines.ENGINES.items():
            taken[name] = [engine(engines.SAMPLE)]
        return taken


def _note(taken: dict[str, list[float]], name: str, work: Callable[[], float]) -> None:
    seconds = work()
    taken.setdefault(name, []).append(seconds)
    _say(f"{name}: {seconds:.2f} s")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - how it goes; the answer is on stdout


def disagreements(size: int) -> int:
    """Return how many findings of a first pass differ from the plain-Python oracle's."""
    with own_database(f"oracle-{size}"):
        from benchmarks import agreement, nation  # noqa: PLC0415
        from benchmarks.passes import Passes  # noqa: PLC0415
        from eligibility.models import Account  # noqa: PLC0415

        if Account.objects.count() != size:
            nation.populate(size, show=_say)
        Passes(_SCAN, _FORGET).first_pass()
        compared = agreement.compare()
        _say(f"{compared.agreed} findings agree; {compared.missing} {compared.extra}")
        return len(compared.missing) + len(compared.extra)


def _in_a_process(part: str, size: int) -> Any:  # noqa: ANN401 - whatever the part answers
    """Do a part in a process of its own: the settings hold one database."""
    done = subprocess.run(  # noqa: S603 - this very file
        [sys.executable, "-m", "benchmarks.screening", part, str(size)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def _line(name: str, figure: float, target: float) -> None:
    print(f"{name} {figure:.2f} {target}", flush=True)  # noqa: T201 - the benchmark's answer


PARTS: Mapping[str, Callable[[int], object]] = {
    "measure": measure,
    "disagreements": disagreements,
}


def main() -> None:
    """Measure every size, print the lines and keep the raw figures."""
    if sys.argv[1:2] and sys.argv[1] in PARTS:
        answer = PARTS[sys.argv[1]](int(sys.argv[2]))
        print(json.dumps(answer))  # noqa: T201 - for the process above
        return
    sizes = [int(size) for size in sys.argv[1:]] or list(SIZES)
    _line("screening_oracle", _in_a_process("disagreements", ORACLE), 0)
    raw: dict[int, dict[str, list[float]]] = {
        size: _in_a_process("measure", size) for size in sizes
    }
    middle = {
        size: {name: statistics.median(values) for name, values in taken.items()}
        for size, taken in raw.items()
    }
    for size in sizes:
        ratio = middle[size]["first"] / middle[size]["scan"]
        _line(f"screening_{size / 1_000_000:g}m", ratio, TARGETS["scan"])
        floor = middle[size]["write"] / middle[size]["scan"]
        _line(f"screening_{size / 1_000_000:g}m_floor", floor, TARGETS["scan"])
    small, large = middle[min(sizes)], middle[max(sizes)]
    engine = max(value for name, value in large.items() if name.startswith("engine"))
    _line("screening_engines", max(sizes) / large["first"] / engine, TARGETS["engines"])
    _line("rescreen_ms", large["changed"] * 1000 / CHANGED, TARGETS["rescreen_ms"])
    _line("rescreen_growth", large["changed"] / small["changed"], TARGETS["growth"])
    VAR.mkdir(parents=True, exist_ok=True)
    (VAR / "screening.json").write_text(json.dumps(raw, indent=2))


if __name__ == "__main__":
    main()
