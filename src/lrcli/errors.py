"""What can go wrong, and when."""


class LrcliError(Exception):
    """A problem with the data or the model; the command ends with status 1."""


class DataError(LrcliError):
    """Raised when a table cannot be read or cannot be learned from."""


class ModelError(LrcliError):
    """Raised when a model file is missing, damaged or does not fit the data."""


class DivergenceError(LrcliError):
    """Raised when the training loss grows instead of falling."""


class OptionError(LrcliError):
    """Raised when an option's value cannot be used; the command ends with status 2."""
