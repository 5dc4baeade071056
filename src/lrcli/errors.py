"""The errors that lrcli raises, and when it raises them."""


class LrcliError(Exception):
    """A problem with the data, the model or a file to write; the command ends with status 1."""


class DataError(LrcliError):
    """Raised when a table cannot be read or cannot be learned from."""


class ModelError(LrcliError):
    """Raised when a model file is missing, damaged or does not fit the data."""


class DivergenceError(LrcliError):
    """Raised when the training loss grows instead of falling."""


class OptionError(LrcliError):
    """Raised when an option's value cannot be used; the command ends with status 2.

    option: its name in Python, as batch_size, which the command line spells as its flag, --batch-size. problem: what
    follows the name, either the rest of a sentence ("0 is not 1 or more") or, after a colon, one of its own
    (": no column 'cost'").
    """

    def __init__(self, option: str, problem: str) -> None:
        super().__init__(option, problem)  # both, so that a copy from another process is whole
        self.option, self.problem = option, problem

    def __str__(self) -> str:
        return self.named(self.option)

    def named(self, name: str) -> str:
        """The message with the option under another name."""
        return f"{name}{'' if self.problem.startswith(':') else ' '}{self.problem}"
