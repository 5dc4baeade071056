"""python -m lrcli, and the console script."""

import gc
import signal

MORE_OBJECTS = 200_000  # between two searches for cycles, more than the modules of a training make; Python has 700


def start() -> None:
    """Run the command line. Ctrl-C while its modules are imported ends the process without a traceback."""
    gc.set_threshold(MORE_OBJECTS)  # nearly all objects are of modules and stay: to search them is a tenth of the start
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else it is ignored, and stays so
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from lrcli.cli.app import entry

    entry()


if __name__ == "__main__":
    start()
