"""The web server with its main process shielded: `python -m portal.serve` takes granian's words.

Its workers read the settings, which shield them; the process that starts these never does.
"""

import runpy

from portal.shielding import shield

if __name__ == "__main__":
    shield()
    runpy.run_module("granian", run_name="__main__")
