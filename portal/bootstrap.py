"""Makes `.venv` and installs requirements.txt, with the standard library only.

`manage.py` runs it before anything of the project can be imported; it steps aside when this
Python has every pinned requirement. The reader's requirements are installed by the commands that
name them, and kept current from then on.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
REQUIREMENTS = ROOT / "requirements.txt"
READER = ROOT / "requirements-reader.txt"
# Its tests must not be skipped where the tests run.
COMMANDS_WITH_READER = ("install_reader", "test")
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;#]+)")
LINES_SHOWN_OF_A_FAILURE = 15


def prepare() -> None:
    """Return when this process has what the portal needs; else make it and start over in it."""
    os.environ.setdefault("PORTAL_STARTED_AT", str(time.time()))
    if Path(sys.prefix).resolve() == VENV.resolve():
        _bring_up_to_date()
        return
    if not os.access(PYTHON, os.X_OK):
        if has_every_pin(REQUIREMENTS):
            return
        with _alone():
            if not os.access(PYTHON, os.X_OK):
                _make_venv()
    _start_over(PYTHON)


def has_every_pin(requirements: Path) -> bool:
    """Tell whether this Python has every package of the file in exactly its version."""
    pins = [found for line in requirements.read_text().splitlines() if (found := PIN.match(line))]
    try:
        return all(importlib.metadata.version(pin[1]) == pin[2] for pin in pins)
    except importlib.metadata.PackageNotFoundError:
        return False


def _bring_up_to_date() -> None:
    if not _stale():
        return
    with _alone():
        stale = _stale()
        for requirements in stale:
            if not has_every_pin(requirements):
                _install(requirements)
            _stamp(requirements).write_text(_digest(requirements))
    if stale:
        _start_over(Path(sys.executable))


def _stale() -> list[Path]:
    """Return the wanted requirements that were not installed as they are now."""
    return [
        requirements
        for requirements in _wanted()
        if not _stamp(requirements).exists()
        or _stamp(requirements).read_text() != _digest(requirements)
    ]


def _wanted() -> list[Path]:
    command = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    if command in COMMANDS_WITH_READER or _stamp(READER).exists():
        return [REQUIREMENTS, READER]
    return [REQUIREMENTS]


def _stamp(requirements: Path) -> Path:
    return Path(sysconfig.get_path("purelib")) / f"portal-{requirements.stem}.sha256"


def _digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _make_venv() -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            f"{sys.executable} lacks the venv module: install it (Debian and Ubuntu: apt-get "
            f"install python3-venv) or use another Python 3.11 or newer."
        )
    say("making the virtual environment .venv")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if made.returncode:
        _give_up("The virtual environment .venv could not be made.", made.stdout.splitlines())


def _install(requirements: Path) -> None:
    if importlib.util.find_spec("pip") is None:  # making .venv was interrupted
        subprocess.run([sys.executable, "-m", "ensurepip", "--default-pip"], check=True)
    say(f"installing {requirements.name} (about a minute the first time)")
    pip = subprocess.Popen(
        [
            sys.executable, "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
            # Python compiles what is used as it is used: most of it never is.
            "--no-compile",
            "--progress-bar", "off", "-r", str(requirements),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )  # fmt: skip
    last: deque[str] = deque(maxlen=LINES_SHOWN_OF_A_FAILURE)
    assert pip.stdout is not None
    for line in _counted(pip.stdout):
        last.append(line)
    if pip.wait():
        _give_up(f"The packages of {requirements.name} could not be installed.", list(last))
    say(f"{requirements.name} is installed")


def _counted(lines: Iterator[str]) -> Iterator[str]:
    """Pass pip's lines on and show every tenth package, so that a wait can be told from a halt."""
    gathered = 0
    for line in lines:
        if line.startswith("Collecting "):
            gathered += 1
            if gathered % 10 == 0:
                say(f"  {gathered} packages gathered, now {line.split()[1]}")
        elif line.startswith("Installing collected"):
            say(f"  installing {gathered} packages")
        yield line.rstrip()


def say(text: str) -> None:
    """Print a line with the seconds since the command began."""
    seconds = time.time() - float(os.environ["PORTAL_STARTED_AT"])
    print(f"[{seconds:6.1f} s] {text}", flush=True)


@contextmanager
def _alone() -> Iterator[None]:
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another command that is installing")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _give_up(sentence: str, lines: list[str]) -> NoReturn:
    sys.exit("\n".join([*lines, sentence]))


def _start_over(python: Path) -> NoReturn:
    sys.stdout.flush()
    os.execv(python, [str(python), *sys.orig_argv[1:]])
