"""Run the lines behind >>> of standard input as Python's prompt does, and write them with what they print.

For docs/refresh.py: blocks are kept apart by a line of `%%`, and share their names.
"""

import contextlib
import io
import sys
from collections.abc import Iterator

PROMPT, CONTINUED = ">>> ", "... "


def statements(block: str) -> Iterator[str]:
    """The statements of a block, without the output between them."""
    lines: list[str] = []
    for line in block.splitlines():
        if line.startswith(PROMPT) and lines:
            yield "\n".join(lines)
            lines = []
        if line.startswith((PROMPT, CONTINUED.rstrip())):
            lines.append(line[len(PROMPT) :])
    yield "\n".join(lines)


def session(block: str, names: dict[str, object]) -> Iterator[str]:
    """The lines of a block with what each statement prints now."""
    for statement in statements(block):
        first, *others = statement.split("\n")
        yield PROMPT + first
        yield from ((CONTINUED + line).rstrip() for line in others)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            try:
                exec(compile(f"{statement}\n", "<document>", "single"), names)
            except Exception as error:  # as a prompt shows it, without the way to it
                module = type(error).__module__.replace("builtins", "")
                print(f"{module}{'.' * bool(module)}{type(error).__name__}: {error}")
        yield from printed.getvalue().splitlines()


if __name__ == "__main__":
    names: dict[str, object] = {}
    blocks = sys.stdin.read().split("\n%%\n")
    print("\n%%\n".join("\n".join(session(block, names)) for block in blocks))
