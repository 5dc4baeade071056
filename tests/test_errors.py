"""An option is called by its name in Python, and by its flag on the command line."""

import pickle

import pytest

from lrcli.cli.options.flags import flag
from lrcli.errors import OptionError


@pytest.mark.parametrize(
    ("option", "problem", "in_python", "on_the_command_line"),
    [
        ("batch_size", "0 is not 1 or more", "batch_size 0 is not 1 or more", "--batch-size 0 is not 1 or more"),
        ("where", ": 'fuel' holds texts", "where: 'fuel' holds texts", "--where: 'fuel' holds texts"),
        ("k", "1 is below 2", "k 1 is below 2", "-k 1 is below 2"),
        ("LRCLI_THREADS", "'x' is not a whole number", "LRCLI_THREADS 'x' is not a whole number", None),
        ("--set fuel=…", "'x' is not a number", "--set fuel=… 'x' is not a number", None),
    ],
)
def test_an_option_is_called_as_it_is_given(option, problem, in_python, on_the_command_line):
    error = OptionError(option, problem)
    assert str(error) == in_python
    assert error.named(flag(option)) == (on_the_command_line or in_python)


def test_an_error_is_whole_in_another_process():
    assert str(pickle.loads(pickle.dumps(OptionError("seed", "-1 is not 0 or more")))) == "seed -1 is not 0 or more"
