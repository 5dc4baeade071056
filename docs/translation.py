"""Put the blocks of the English documents into the German ones: `python docs/translation.py`.

`name.de.md` stands beside `name.md`, and `docs/index.de.md` is the README. What the program prints is the same in both
languages, so only the English documents are run, and their blocks are copied.
"""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOME = ROOT / "docs" / "index.de.md"
TRANSLATIONS = sorted((ROOT / "docs").rglob("*.de.md"))
BLOCK = re.compile(r"^```.*?^```$|(?<=\n\n)(?: {4}[^\n]*\n)+", re.DOTALL | re.MULTILINE)  # between fences, or indented


def english(translation: Path) -> Path:
    """The document that one is the translation of."""
    return ROOT / "README.md" if translation == HOME else translation.with_name(translation.name.replace(".de.", "."))


def with_blocks(original: str, translation: str) -> str:
    """The translation with the blocks of the original in their order."""
    blocks = BLOCK.findall(original)
    if (count := len(BLOCK.findall(translation))) != len(blocks):
        raise ValueError(f"the translation has {count} blocks, the original {len(blocks)}")
    in_order = iter(blocks)
    return BLOCK.sub(lambda _: next(in_order), translation)


def copy_blocks() -> None:
    """Write all translations with the blocks that their originals have now."""
    for path in TRANSLATIONS:
        try:
            text = with_blocks(english(path).read_text(encoding="utf-8"), path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    copy_blocks()
