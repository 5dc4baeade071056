"""`--path` of lrcli crossval: a hundred penalties instead of trainings."""

from lrcli.cli.options.parameters import command_option
from lrcli.fitting.options.regularization_path import L1_RATIO

PATH = [
    command_option(
        "path",
        False,
        "Solve a hundred values of --l1 instead of training, and choose by the one-standard-error rule",
    ),
    L1_RATIO,
]
