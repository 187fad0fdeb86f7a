"""What can be wrong with the store. None of them carries a value, an address or a statement."""


class StoreRefused(Exception):  # noqa: N818 - a state of the outside world
    """The database cannot be used as it is: wrong address, damaged, or newer than this program. A person is needed."""


class StoreUnavailable(Exception):  # noqa: N818 - a state of the outside world
    """The database did not answer, or not in time: try later. What was in hand may or may not have been committed."""


class StoreOccupied(Exception):  # noqa: N818 - a state of the outside world
    """Somebody else works on it who can share it with nobody: try when they have ended."""


class StoreConflict(Exception):  # noqa: N818 - a state of the data
    """What was to be written is there already, and nothing of it was written again."""


class StoreFault(Exception):  # noqa: N818 - a fault of ours
    """The database would not take one of our own statements: a fault of this program."""


class LeaseLost(Exception):  # noqa: N818 - a state of the data
    """Somebody else holds this row by now, or it is finished: stop, and leave it to them."""
