"""Packs the copy of what is held: a page to read and print, the same as data, photos, letters."""

import json
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.template.loader import render_to_string
from django.utils.translation import get_language

from appeals.evidence.serve import NotReady, open_image
from appeals.letters import draw
from appeals.rights.held.lines import Held
from portal.exports import nameless_file
from portal.storage import Damaged, Missing, Withheld

_FOLDER = "data-saya/"


def pack(copy: Held) -> BinaryIO:
    """Return an unnamed ZIP file with `copy` in the active language; the caller closes it.

    A photo that cannot be read is left out and named on the page. Raises Unavailable while the
    store does not answer: later the copy is whole.
    """
    file = nameless_file()
    try:
        _pack(copy, file)
    except BaseException:
        file.close()
        raise
    return file


def _pack(copy: Held, file: BinaryIO) -> None:
    lost: list[str] = []
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for photo in copy.photos:
            try:
                picture = b"".join(open_image(photo.evidence, thumbnail=False))
            except (NotReady, Missing, Damaged, Withheld):
                lost.append(photo.name)
                continue
            archive.writestr(_FOLDER + photo.name, picture, compress_type=ZIP_STORED)
        for paper in copy.letters:
            archive.writestr(_FOLDER + paper.name, draw(paper.letter), compress_type=ZIP_STORED)
        words = {"copy": copy, "lost": lost, "language": get_language()}
        archive.writestr(
            f"{_FOLDER}data-saya.html", render_to_string("appeals/rights/copy.html", words)
        )
        archive.writestr(f"{_FOLDER}gaya.css", render_to_string("appeals/rights/copy.css"))
        values = json.dumps(copy.as_values(), ensure_ascii=False, indent=1)
        archive.writestr(f"{_FOLDER}data.json", values)
