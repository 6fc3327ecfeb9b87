"""The named errors that every floor may raise."""


class Refused(Exception):
    """Refuse a request for a reason that its sender can mend.

    It carries a key and values, never a sentence: the door turns both into a sentence in the
    reader's language.
    """

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class NotFound(Exception):
    """Say that nothing answers to this id or token."""


class Expired(Exception):
    """Say that this once existed and its time is over."""


class Conflict(Exception):
    """Say that this key was already used for something else."""
