"""Where a large upload waits while a request lasts: in a file without a name.

Django's own has a name until it is closed, and a killed process never closes it: a person's card
would lie on the disk as it was sent. A file without a name ends with its process.
"""

import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Longer than any request: what is older belongs to nobody any more.
LEFT_SECONDS = 24 * 3600


def sweep(*, older_than_seconds: float = LEFT_SECONDS) -> int:
    """Remove named files that a killed process left in UPLOAD_DIR; return how many.

    A file has a name there for a moment on file systems that know no nameless ones, and where
    somebody sets another handler.
    """
    before = time.time() - older_than_seconds
    removed = 0
    for path in Path(settings.UPLOAD_DIR).glob(f"{tempfile.gettempprefix()}*"):
        with suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < before:
                path.unlink()
                removed += 1
    return removed


class NamelessFileUploadHandler(FileUploadHandler):
    """Streams an upload into a nameless file in UPLOAD_DIR."""

    def new_file(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """Begin a file."""
        super().new_file(*args, **options)
        self.file = UploadedFile(
            tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR),  # noqa: SIM115 - the request closes it
            self.file_name,
            self.content_type,
            0,
            self.charset,
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Add to the file."""
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Return the whole file, ready to be read."""
        self.file.seek(0)
        self.file.size = file_size
        return self.file

    def upload_interrupted(self) -> None:
        """Let go of a file that will never be whole."""
        if hasattr(self, "file"):
            self.file.close()
