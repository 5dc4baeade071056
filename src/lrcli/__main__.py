"""python -m lrcli, and the console script."""

import signal


def start() -> None:
    """Run the command line. Ctrl-C while its modules are imported ends the process without a traceback."""
    interrupted = signal.getsignal(signal.SIGINT)
    if interrupted is signal.default_int_handler:  # else it is ignored, and stays so
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from lrcli.cli.app import entry

    signal.signal(signal.SIGINT, interrupted)
    entry()


if __name__ == "__main__":
    start()
