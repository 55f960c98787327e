"""An export's worker killed in the middle: no half file, and another worker writes all of it."""

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as ours
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from appeals import tasks
from appeals.models import Export
from appeals.reports import exporting
from portal.models import AuditEntry
from portal.storage import export_store
from tests import builders
from tests.appeals.exports import content, requested
from tests.faults.workers import Nursery

pytestmark = pytest.mark.django_db(transaction=True)
CASES = 5


def die_amid_the_rows(export_id: int, folder: str) -> None:
    """Write an export as a worker does, and die once two rows are through."""
    ours.EXPORT_DIR = Path(folder)
    through = exporting._with_progress

    def doomed(export: Export, rows: Iterator[list[str]]) -> Iterator[list[str]]:
        for number, row in enumerate(through(export, rows), start=1):
            if number > 2:
                os.kill(os.getpid(), signal.SIGKILL)
            yield row

    exporting._with_progress = doomed
    tasks.write_export(export_id=export_id)


def die_before_the_end(export_id: int, folder: str) -> None:
    """Write an export, and die once the file is in the store but nothing names it."""
    ours.EXPORT_DIR = Path(folder)

    def doomed(*_: object, **__: object) -> bool:
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    Export.finish = doomed  # type: ignore[method-assign]
    tasks.write_export(export_id=export_id)


def test_a_file_that_nothing_names_is_removed_and_written_anew(
    settings: Settings, tmp_path: Path
) -> None:
    settings.EXPORT_DIR = tmp_path
    builders.appeal()
    export = requested(builders.officer("supervisor"))
    with Nursery() as nursery:
        worker = nursery.start(
            f"{__name__}.die_before_the_end", export.pk, str(tmp_path),
            database=connection.settings_dict["NAME"],
        )  # fmt: skip
        assert nursery.wait(worker) == -signal.SIGKILL
    (orphan,) = export_store().names()
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert list(export_store().names()) == [export.file_name] != [orphan]
    assert AuditEntry.objects.filter(action="export.written").count() == 1


def test_a_killed_worker_leaves_no_half_file_and_another_writes_it_whole(
    settings: Settings, tmp_path: Path
) -> None:
    settings.EXPORT_DIR = tmp_path
    for _ in range(CASES):
        builders.appeal()
    export = requested(builders.officer("supervisor"))
    with Nursery() as nursery:
        worker = nursery.start(
            f"{__name__}.die_amid_the_rows", export.pk, str(tmp_path),
            database=connection.settings_dict["NAME"],
        )  # fmt: skip
        assert nursery.wait(worker) == -signal.SIGKILL
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    tasks.write_owed_exports()  # the dead worker's lease still stands
    export.refresh_from_db()
    assert (export.deliveries, export.done_at) == (1, None)
    Export.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert (export.deliveries, export.rows) == (2, CASES)
    assert list(export_store().names()) == [export.file_name]
    assert content(export).count(b"PRK-") == CASES
    assert AuditEntry.objects.filter(action="export.written").count() == 1
