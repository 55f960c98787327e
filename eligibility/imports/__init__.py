"""Takes in files of facts: accounts, grants, training, register verdicts and reference lists.

Owns reading, refusing single lines with a reason, and writing in bulk; a repeated file gives the
same state. What the facts lead to is screening's.
"""

from eligibility.imports.files import FileFault, Source, import_file, reject_path, take_in
from eligibility.imports.intake import Refusal, Taken, begin

__all__ = [
    "FileFault",
    "Refusal",
    "Source",
    "Taken",
    "begin",
    "import_file",
    "reject_path",
    "take_in",
]
