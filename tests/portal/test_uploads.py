"""Where uploads in transit lie: a private folder, in which nothing stays."""

import os
import stat
from pathlib import Path

from pytest_django import Settings

from portal import tasks, uploads


def test_uploads_go_into_a_folder_that_only_its_owner_reads(settings: Settings) -> None:
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR)
    assert folder == settings.UPLOAD_DIR
    assert settings.VAR_DIR in folder.parents
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_a_killed_process_left_is_swept_and_nothing_else(
    settings: Settings, tmp_path: Path
) -> None:
    settings.UPLOAD_DIR = tmp_path
    old, fresh, foreign = (tmp_path / name for name in ("tmpold", "tmpfresh", "readme"))
    for path in (old, fresh, foreign):
        path.write_bytes(b"x")
    for path in (old, foreign):
        os.utime(path, (0, 0))
    assert uploads.sweep() == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["readme", "tmpfresh"]


def test_the_nightly_tidying_sweeps_uploads(settings: Settings, tmp_path: Path, db: None) -> None:
    settings.UPLOAD_DIR = tmp_path
    left = tmp_path / "tmpleft"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    for _ in range(2):
        tasks.tidy()
    assert not left.exists()
