"""What can be wrong with a private file, or with the place where it lies."""


class Missing(LookupError):
    """There is no file of this name."""


class Damaged(ValueError):
    """The file's bytes are not those that were written under this name."""


class Unavailable(Exception):
    """The place has no room or does not answer: nothing was kept, and later it may work."""


class Withheld(Unavailable):
    """The place answers, but does not let us have this one file: others may be fine."""
