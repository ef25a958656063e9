"""How the program ends; scripts rely on these numbers."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes; click itself ends with 2 on wrong usage."""

    DONE = 0
    FAILURE = 1
    FOUND = 3
    INCOMPLETE = 4
