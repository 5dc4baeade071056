"""File names of a table that is written as several files: each is named after the file whose rows it has."""

from collections import Counter
from pathlib import PurePath

from lrcli.errors import OptionError

PACKED_ENDINGS = (".gz", ".bz2", ".xz", ".zst", ".lz4", ".zip")
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".dat", ".psv")  # rows of any other format are written as .csv


class PartNames:
    """Gives the files their names, in order. Two inputs of the same name are an error."""

    def __init__(self) -> None:
        self.file_of: dict[str, str] = {}  # the input of each name
        self.ranges: Counter[str] = Counter()  # of each input, how many ranges have a name

    def name(self, path: str, *, is_whole: bool) -> str:
        """cars.csv of data/cars.csv.gz; cars-00001.csv, cars-00002.csv of a file that is read in several ranges."""
        name = PurePath(path).name
        for ending in PACKED_ENDINGS:
            name = name[: -len(ending)] if name.lower().endswith(ending) else name
        root, ending = (PurePath(name).stem, PurePath(name).suffix) if "." in name else (name, "")
        ending = ending if ending.lower() in TEXT_ENDINGS else ".csv"
        if not is_whole:
            self.ranges[path] += 1
            root = f"{root}-{self.ranges[path]:05}"
        name = root + ending
        if self.file_of.setdefault(name, path) != path:
            raise OptionError(
                "output",
                f"would get the name {name} twice, for {self.file_of[name]} and {path}; predict them one at a time",
            )
        return name
