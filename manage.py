#!/usr/bin/env python3
"""The one command: makes its own virtual environment, then is Django's manage.py.

The first lines run on any Python 3, so that an old one can be named in a sentence.
"""

import os
import runpy
import sys

OLDEST_PYTHON = (3, 11)
HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - old Pythons


def main() -> None:
    """Make ready what is missing, then run the command."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit("The portal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    bootstrap = runpy.run_path(os.path.join(HERE, "portal", "bootstrap.py"))  # noqa: PTH118
    bootstrap["prepare"]()
    from portal.launcher import run  # noqa: PLC0415 - its imports need what was installed

    run(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
