"""Lets two transactions meet: the second begins while the first has not committed yet."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

from django.db import connection, transaction


@contextmanager
def before_commit(second: Callable[[], object]) -> Iterator[None]:
    """Do something in a transaction; half a second before it commits, `second` begins."""

    def work() -> None:
        try:
            second()
        finally:
            connection.close()

    other = threading.Thread(target=work)
    with transaction.atomic():
        yield
        other.start()
        sleep(0.5)
    other.join()
