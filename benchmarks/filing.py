"""Measures filing a complaint with five photos of 2 MB against a bare app that keeps the files.

Prints `filing FIGURE TARGET`: the portal's filings a second divided by the bare app's, each one
request to the same server with the same body, medians of interleaved rounds. The portal's files
are hashed, encrypted, written and fsynced, its rows committed; the bare app (`bare.py`) parses with
python-multipart, writes and fsyncs the files and their folder. Hashing and encrypting ten
megabytes alone took 26 ms where the bare app took 32 ms for everything, so about half is the most
that a portal which seals its photos can reach. Run: python -m benchmarks.filing [rounds]
"""

import http.client
import io
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.database import VAR, own_database
from tests.running import ROOT, free_port

TARGET = 0.75
ROUNDS = 9
FILINGS = 4  # a round; all stay under what one address may send in an hour
_PIXELS = (2560, 1920)
_BOUNDARY = "batas-dari-pengukuran"
_KINDS = ("ektp", "kk", "selfie_ektp", "selfie_kk", "screenshot")
_FOLDER = VAR / "filing"


class Refused(Exception):
    """A server did not do what is measured."""


class Browser:
    """One kept connection with the cookie and the token of the form."""

    def __init__(self, port: int) -> None:
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers: dict[str, str] = {}

    def open_form(self, path: str) -> str:
        """Return the CSRF token of the form at `path` and keep its cookies."""
        self._line.request("GET", path)
        answer = self._line.getresponse()
        page = answer.read().decode()
        cookies = [value.split(";")[0] for value in answer.headers.get_all("Set-Cookie") or ()]
        self._headers = {"Cookie": "; ".join(cookies)}
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise Refused(f"{path} shows no form: {answer.status}")
        return found.group(1)

    def send(self, path: str, body: bytes) -> tuple[int, str, float]:
        """Post `body`; return the status, where it leads, and the seconds it took."""
        kind = f"multipart/form-data; boundary={_BOUNDARY}"
        began = time.perf_counter()
        self._line.request("POST", path, body, {**self._headers, "Content-Type": kind})
        answer = self._line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location") or "", time.perf_counter() - began


def photos() -> list[bytes]:
    """Return five different JPEGs of about 2 MB, as phones shrink them for sending."""
    dice = np.random.default_rng(20261122)
    made = []
    for _ in _KINDS:
        shapes = Image.fromarray(dice.integers(0, 256, (48, 64, 3), dtype=np.uint8))
        smooth = np.asarray(shapes.resize(_PIXELS, Image.Resampling.BICUBIC), dtype=np.int16)
        noisy = smooth + dice.normal(0, 8, (_PIXELS[1], _PIXELS[0], 1)).astype(np.int16)
        out = io.BytesIO()
        Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=92)
        made.append(out.getvalue())
    return made


def body(files: list[bytes], *, token: str, number: int) -> bytes:
    """Return the whole form as a browser sends it, of an invented person of its own."""
    fields = {
        "csrfmiddlewaretoken": token,
        "token": str(uuid.uuid4()),
        "name": "Siti Contoh",
        "email": f"contoh{number}@example.id",
        "phone": "",
        "nik": f"317101120598{number + 1:04d}",
        "kk": "",
        "birth_date": "12-05-1998",
        "membership": "participant",
        "subject": "Akun Terblokir",
        "chronology": "Saya sudah lulus, tetapi akun saya diblokir.",
        "consent": "on",
        "consent_version": _consent_version(),
        "send": "1",
    }
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for kind, content in zip(_KINDS, files, strict=True):
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="photo_{kind}"; '
            f'filename="{kind}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
        )
        parts += [head.encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{_BOUNDARY}--\r\n".encode()])


def _consent_version() -> str:
    from appeals.intake import consent  # noqa: PLC0415 - needs the database's address

    return consent.SHOWN


@contextmanager
def served(target: str, **settings: str) -> Iterator[int]:
    """Serve an app by granian, as production does but with one worker; yields the port."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--blocking-threads", "4", target]
    env = os.environ | settings
    # Our own program with our own arguments.
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return


def measure(rounds: int) -> dict[str, list[float]]:
    """Return the seconds of one filing, by round, of the portal and of the bare app."""
    files = photos()
    bare_folder = _FOLDER / "bare"
    bare_folder.mkdir(parents=True, exist_ok=True)
    taken: dict[str, list[float]] = {"portal": [], "bare": []}
    with (
        served("portal.wsgi:application") as portal,
        served("benchmarks.bare:application", BARE_FOLDER=str(bare_folder)) as bare,
    ):
        ours, theirs = Browser(portal), Browser(bare)
        token = ours.open_form("/pengaduan/")
        for number in range(rounds + 1):
            bodies = [
                body(files, token=token, number=number * FILINGS + turn) for turn in range(FILINGS)
            ]
            spans = {
                "portal": [_file(ours, form) for form in bodies],
                "bare": [_keep(theirs, form) for form in bodies],
            }
            if number:  # the first round warms both up
                for name, seconds in spans.items():
                    taken[name].append(statistics.median(seconds))
    return taken


def _file(browser: Browser, form: bytes) -> float:
    status, place, seconds = browser.send("/pengaduan/", form)
    if (status, place) != (302, "/pengaduan/terkirim/"):
        raise Refused(f"the portal answered {status} {place}")
    return seconds


def _keep(browser: Browser, form: bytes) -> float:
    status, _place, seconds = browser.send("/", form)
    if status != 200:
        raise Refused(f"the bare app answered {status}")
    return seconds


def main() -> None:
    """Measure, check that all was stored, print the line and keep the raw figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with own_database("filing"):
        from django.core.cache import cache  # noqa: PLC0415 - needs the database's address

        from appeals.models import Appeal, Evidence  # noqa: PLC0415

        cache.clear()  # what an earlier run counted
        before = Appeal.objects.count(), Evidence.objects.count()
        taken = measure(rounds)
        filed = (rounds + 1) * FILINGS
        if (Appeal.objects.count(), Evidence.objects.count()) != (
            before[0] + filed, before[1] + filed * len(_KINDS),
        ):  # fmt: skip
            raise Refused("not every filing was stored with its five photos")
    figure = statistics.median(taken["bare"]) / statistics.median(taken["portal"])
    print(f"filing {figure:.2f} {TARGET}")  # noqa: T201 - the benchmark's answer
    for folder in (_FOLDER / "bare", _FOLDER / "evidence"):
        shutil.rmtree(folder, ignore_errors=True)
    raw = {"bytes": [len(file) for file in photos()], "filings_a_round": FILINGS, "seconds": taken}
    (Path(VAR) / "filing.json").write_text(json.dumps(raw, indent=2))


if __name__ == "__main__":
    main()
