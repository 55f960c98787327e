"""The yardstick of `filing`: an app that parses a form's files, writes and fsyncs them, no more.

Served by the same server as the portal: `granian --interface wsgi benchmarks.bare:application`.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

import python_multipart
from python_multipart.multipart import Field, File

_CHUNK = 64 * 1024


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Write each file of the form to the disk and answer once all are safe there."""
    written: list[str] = []

    def keep(file: File) -> None:
        os.fsync(file.file_object.fileno())
        file.close()
        written.append(str(file.size))

    def pass_over(_field: Field) -> None:
        """Text is not what is measured."""

    parser = python_multipart.create_form_parser(
        {
            "Content-Type": environ["CONTENT_TYPE"].encode(),
            "Content-Length": environ["CONTENT_LENGTH"].encode(),
        },
        pass_over,
        keep,
        config={
            "UPLOAD_DIR": os.environ["BARE_FOLDER"],
            "MAX_MEMORY_FILE_SIZE": 0,
            "UPLOAD_DELETE_TMP": False,
        },
    )
    while chunk := environ["wsgi.input"].read(_CHUNK):
        parser.write(chunk)
    parser.finalize()
    _sync_folder(os.environ["BARE_FOLDER"])
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [" ".join(written).encode()]


def _sync_folder(folder: str) -> None:
    """Let the names be as safe on the disk as the bytes: without them a crash loses the files."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
