"""Waiting for what other processes do."""

from time import monotonic, sleep

SECONDS = 60  # for what takes one, on a machine that is busy


def until(condition):
    """What the condition gives once it is true, within SECONDS."""
    end = monotonic() + SECONDS
    while not (result := condition()):
        assert monotonic() < end
        sleep(0.05)
    return result
