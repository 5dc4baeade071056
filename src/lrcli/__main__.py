"""python -m lrcli."""

from lrcli.cli.app import entry

entry()
