"""Early pytest plugin: which tests xdist gives to one worker together.

A file stays together for its fixtures. All journeys stay together, too: they share one running
product, and two workers would each start their own.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling

JOURNEYS = "tests/journeys"


class ByFile(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Scopes that are files, or all journeys."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def scope_of(nodeid: str) -> str:
    """Return what the test is given out with: its file, or the journeys' folder."""
    file = nodeid.partition("::")[0]
    return JOURNEYS if file.startswith(f"{JOURNEYS}/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> LoadScopeScheduling:
    """Share the tests out by file, whatever --dist says."""
    return ByFile(config, log)
