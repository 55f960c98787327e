"""A database of the benchmarks' own: the embedded servers over a folder of theirs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from portal import embedded

VAR = Path(__file__).resolve().parent.parent / "var" / "benchmarks"


@contextmanager
def own_database(name: str) -> Iterator[None]:
    """Run the servers over `var/benchmarks/NAME`, migrated, while the context lasts."""
    var = VAR / name
    (var / "static").mkdir(parents=True, exist_ok=True)
    os.environ["PORTAL_MODE"] = "test"
    os.environ["PORTAL_VAR"] = str(var)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    with embedded.servers(var) as addresses:
        os.environ.update(addresses)
        django.setup()
        call_command("migrate", verbosity=0)
        yield
        django.db.connections.close_all()
