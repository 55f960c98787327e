"""What holds keys is shielded: another process of its user reads neither environment nor memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="shielding is Linux's")

# Both halves are one ordinary user's. A change of user shields by itself, which an exec would end:
# so that the rest is as after one, the shield is taken down first.
PAIR = """
import ctypes, os
from portal.shielding import shield
if os.getuid() == 0:
    os.setgroups([]); os.setgid({nobody}); os.setuid({nobody})
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
{deed}
if os.fork():
    os.wait()
else:
    for name in ("environ", "mem"):
        try:
            os.close(os.open(f"/proc/{{os.getppid()}}/{{name}}", os.O_RDONLY))
            print("open", flush=True)
        except PermissionError:
            print("shut", flush=True)
"""


def said(deed: str) -> list[str]:
    """Return what the child could open after its parent did `deed`; as nobody if we are root."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PAIR.format(nobody=NOBODY, deed=deed)],
        cwd=ROOT,
        env={"MASTER_KEYS": "must-not-be-read"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_a_child_cannot_read_the_keys_of_its_parent() -> None:
    assert said("shield()") == ["shut", "shut"]


def test_without_the_shield_it_could_read_its_environment() -> None:
    assert said("")[0] == "open"


@pytest.mark.parametrize("module", ["portal.settings", "portal.wsgi"])
def test_whoever_reads_the_settings_is_shielded(module: str) -> None:
    program = f"import ctypes, {module}; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        env={"PORTAL_MODE": "test", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split()[-1] == "0"
