"""Hides this process from others of its own user: they read no keys from /proc/PID/environ or mem.

An image child runs as the worker's user, and a hostile file may take the child over. Linux only.
A fresh program begins unshielded, so each one that holds keys calls `shield` itself.
"""

import ctypes
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def shield() -> None:
    """Let nobody but root read this process's memory and environment, or dump its core."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
