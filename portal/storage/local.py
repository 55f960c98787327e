"""What a disk of this machine says, in the store's own faults."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager

from portal.storage.faults import Damaged, Missing, Unavailable, Withheld

# The disk's own faults while something is written; what its source says is its caller's.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE}
_NOT_OURS = {errno.EACCES, errno.EPERM}


@contextmanager
def writing() -> Iterator[None]:
    """Say Unavailable where the disk is full, broken or shut to us; let all else through."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM | _NOT_OURS:
            raise _unavailable(error) from error
        raise


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Say what is wrong with one file: Missing, Damaged (a bad sector), Withheld or Unavailable."""
    try:
        yield
    except FileNotFoundError:
        raise Missing(f"file {name} is not in the store") from None
    except OSError as error:
        if error.errno == errno.EIO:
            raise Damaged(f"file {name} cannot be read from the disk") from error
        raise _unavailable(error) from error


@contextmanager
def asking() -> Iterator[None]:
    """Say Unavailable, or Withheld, whatever is wrong with the disk."""
    try:
        yield
    except OSError as error:
        raise _unavailable(error) from error


def _unavailable(error: OSError) -> Unavailable:
    kind = Withheld if error.errno in _NOT_OURS else Unavailable
    return kind(f"the disk of the store: {os.strerror(error.errno or 0)}")
