"""The last row of a table that holds the sums of those above, as spreadsheets and reports write it.

Here it is told by its cells, "Total" or a blank where other rows have something, and cut off as a block of its own.
Whether its numbers are the sums is known to who has added up the others.
"""

from collections.abc import Sequence
from dataclasses import replace

from lrcli.data.files.chunk import Block, records_of
from lrcli.data.files.dialect import Dialect
from lrcli.data.files.records import count_lines

WORDS_BY_SCRIPT = (
    "total totals subtotal sum sums summe summen gesamt gesamtsumme insgesamt endsumme zusammen somme totaux totale",
    "somma suma totaal som soma razem celkem összesen summa yhteensä toplam genel",
    "итого всего сумма всього",
    "合计 总计 共计 合計 總計 합계 कुल योग",
)
WORDS = frozenset(
    " ".join(WORDS_BY_SCRIPT).split()
)  # one of them is the first or the second word of a cell: "Total", "Grand Total", "Total général"
NEAR_THE_END = 10  # records, of which those behind the row are blank or footnotes


def cut_off(block: Block, dialect: Dialect, width: int) -> Sequence[Block]:
    """The last block of a file, in two where its last row may be one of sums."""
    records = records_of(block.data, dialect)
    for place in range(len(records.starts) - 1, max(-1, len(records.starts) - 1 - NEAR_THE_END), -1):
        start = int(records.starts[place])
        cells = dialect.row(block.data[start : records.ends[place]].decode(errors="replace"))
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > 1 or (filled and width < 3):
            if start and width > 1 and (len(filled) < width or has_word(cells)):
                head, tail = block.data[:start], block.data[start:]
                return replace(block, data=head), Block(tail, block.line + count_lines(head), may_be_total=True)
            break
    return (block,)


def has_word(cells: Sequence[str]) -> bool:
    """Whether a cell says that a row is one of sums."""
    return any(word.strip(":.") in WORDS for cell in cells for word in cell.casefold().split()[:2])
