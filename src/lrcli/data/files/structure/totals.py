"""The last row of a table, where it may hold the sums of those above, as spreadsheets and reports write it.

Here only its cells are known: a word such as "Total", or blanks where other rows have something. `data/rows/totals.py`
compares its numbers with the sums.
"""

from collections.abc import Sequence
from dataclasses import replace

from lrcli.data.files.chunk import Block, records_of
from lrcli.data.files.records import count_lines
from lrcli.data.files.structure.dialect import Dialect

TOTAL_WORDS_BY_SCRIPT = (
    "total totals subtotal sum sums summe summen gesamt gesamtsumme insgesamt endsumme zusammen somme totaux totale",
    "gesamtergebnis ergebnis eindtotaal součet végösszeg totalsumma totalt",
    "somma suma totaal som soma razem celkem összesen summa yhteensä toplam genel",
    "итого итог всего сумма всього",
    "合计 总计 共计 合計 總計 総計 합계 कुल योग",
)
# One of them is the first or the second word of a cell: "Total", "Grand Total", "Total général".
TOTAL_WORDS = frozenset(" ".join(TOTAL_WORDS_BY_SCRIPT).split())
RECORDS_AT_THE_END = 10  # among which the last row is looked for, since blank records and footnotes may follow it
ROUNDED_SUM = 1e-6  # of the magnitudes that are added up: so far rounded numbers may miss their sum
FEWEST_ROWS_OF_SUM = 2  # that a sum adds up
FEWEST_FOR_ONE_SUM = 10  # rows, where no word says so and the line of sums has one number only


def cut_off_total(block: Block, dialect: Dialect, width: int) -> Sequence[Block]:
    """The last block of a file; as two blocks where its last row may hold sums, which then is the second."""
    records = records_of(block.data, dialect)
    for index in range(len(records.starts) - 1, max(-1, len(records.starts) - 1 - RECORDS_AT_THE_END), -1):
        start = int(records.starts[index])
        cells = dialect.row(block.data[start : records.ends[index]].decode(errors="replace"))
        filled = [cell.strip() for cell in cells if cell.strip()]
        if len(filled) > 1 or (filled and width < 3):
            if start and width > 1 and (len(filled) < width or has_total_word(cells)):
                head, tail = block.data[:start], block.data[start:]
                lines = count_lines(head)
                return replace(block, data=head, line_ends=lines), Block(tail, block.line + lines, may_be_total=True)
            break
    return (block,)


def has_total_word(cells: Sequence[str]) -> bool:
    """Whether a cell has a word that is written before sums."""
    return any(word.strip(":.") in TOTAL_WORDS for cell in cells for word in cell.casefold().split()[:2])
