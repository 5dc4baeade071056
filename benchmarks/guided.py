"""Let atheris guide the inputs of a campaign of benchmarks/faults.py by the lines of lrcli that they reach.

    pip install atheris
    python benchmarks/guided.py cells --minutes 10 --corpus found

A campaign draws its input at random. Here it draws from the bytes that libFuzzer changes; when they are used up, a
random generator with these bytes as its seed continues. So campaigns and their faults are the same in both programs.
Each kind of fault is printed once, with the file that reproduces it: python benchmarks/guided.py cells FILE
"""

import argparse
import hashlib
import random
import sys
import tempfile
from pathlib import Path

import atheris

SOURCE = Path(__file__).parents[1] / "src"
BITS_OF_A_BYTE = 8
BITS_OF_A_FRACTION = 53  # of a float between 0 and 1
LONGEST = 4096  # bytes of an input


class Chances(random.Random):
    """A random generator that takes its bits from given bytes as long as there are some."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.data, self.position = data, 0

    def getrandbits(self, k: int) -> int:
        size = -(-k // BITS_OF_A_BYTE)
        piece = self.data[self.position : self.position + size]
        if len(piece) < size:
            return super().getrandbits(k)
        self.position += size
        return int.from_bytes(piece, "little") >> (size * BITS_OF_A_BYTE - k)

    def random(self) -> float:
        return self.getrandbits(BITS_OF_A_FRACTION) / (1 << BITS_OF_A_FRACTION)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", help="a campaign that benchmarks/faults.py runs in one process")
    parser.add_argument("files", nargs="*", type=Path, help="inputs to try instead")
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--corpus", type=Path, help="a folder for inputs that reach new lines, which the next run takes up"
    )
    options = parser.parse_args()
    sys.path.insert(0, str(SOURCE))
    with atheris.instrument_imports(include=["lrcli"]):
        from campaigns import inside, pieces

    piece, found = pieces.PIECES[options.part], set[str]()
    folder = Path(tempfile.mkdtemp())
    inside.warm_up(piece)

    def try_one(data: bytes) -> None:
        for fault in sorted(inside.tried(piece, Chances(data), folder) - found):
            found.add(fault)
            path = Path(f"{options.part.replace(' ', '-')}-{hashlib.sha256(data).hexdigest()[:8]}")
            path.write_bytes(data)
            print(f"{options.part}: {fault}: python benchmarks/guided.py '{options.part}' {path}", flush=True)

    for path in options.files:
        try_one(path.read_bytes())
    if options.files:
        return
    ours = [f"-max_total_time={60 * options.minutes:.0f}", f"-seed={options.seed}", f"-max_len={LONGEST}"]
    ours += ["-rss_limit_mb=2000"]  # its own limit of time takes the alarm by which an input is broken off here
    if options.corpus:
        options.corpus.mkdir(exist_ok=True)
        ours.append(str(options.corpus))
    atheris.Setup([sys.argv[0], *ours], try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
