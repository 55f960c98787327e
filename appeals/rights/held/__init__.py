"""What is held about a person, within what they proved to be theirs, and as lines of a copy.

An account and a case each tell it section by section; what belongs to others stays out.
"""

from appeals.rights.held.account import cases_of
from appeals.rights.held.gathering import held

__all__ = ["cases_of", "held"]
