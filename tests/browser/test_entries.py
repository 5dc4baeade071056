"""A typed value means the same in the calculator, as an option, as an answer and in a file: value by value."""

import csv
import io

import pytest

from lrcli.notation.entry import Doubt, read_entry
from lrcli.notation.numbers import PLAIN

TEXTS = [
    "120000", "120.000", "120,000", "45 000", "45\u202f000", "45'000", "120k", "1,5k", "1.2 Mio", "3 lakh",
    "120 tsd", "120000 km", "120.000 km", "$5000", "€ 120.000,-", "1.234,5", "1,234.5", "3,5", "3.5", ".5", "5.",
    "1e5", "−5", "-5", "+5", "(500)", "1.500", "1.500.000", "0.500", "0,5", "120m", "5 %", "12 Series", "ten",
    "1_000", "inf", "-5-", "200-", "--5", "k", "1 000 000", "1.50", "120.000.00", "5 000 €", "5 Rs.", "12 kms",
    "3 thousands", "2 Crores", "1 2", "0.000", "999.999", "1.000k",
    "١٢٠٠٠٠", "۱۲۰٬۰۰۰", "٣٫٥", "१२०००० km", "１２０",
]  # fmt: skip
CARS, WIDE, LITRES = (22_899, 240_000), (50, 324_128), (0.9, 6.6)


def texts_of(table):
    return [row[-2] for row in csv.reader(io.StringIO(table))][1:]


@pytest.mark.parametrize(
    ("cells", "span"),
    [
        ("{:.0f}", CARS),  # plain whole numbers, as in the lecture
        ("{:.0f}", WIDE),
        ("{:.1f}", LITRES),
        ('"{:,.0f} km"', WIDE),  # thousands and a unit
    ],
)
def test_every_text_means_the_same_everywhere(lrcli, page, write, cells, span):
    low, high = span
    values = [low + (high - low) * k / 39 for k in range(40)]
    rows = "".join(f"{cells.format(value)},{2 * float(value) + 3 * (k % 2):.1f}\n" for k, value in enumerate(values))
    assert lrcli("train", write("size,y\n" + rows), "--report", "r.html", "--epochs", "5").status == 0
    page.open("r.html")
    as_option = {text: lrcli("predict", f"--size={text}") for text in TEXTS}
    for text, done in as_option.items():
        page.set("size", text)
        note = page.find("#note").text
        if done.status == 0:
            assert page.price == done.out.strip(), text
            assert ("is read as" in note) == ("is read as" in done.err), text
        else:
            assert done.status == 2
            assert page.price == "–", text
            assert page.range == ["", ""], text  # no range around nothing
            assert ("may be" in note) == ("may be" in done.err), (text, note, done.err)
    assert sum(done.status == 0 for done in as_option.values()) > len(TEXTS) / 2
    # What a cell of a file is read as, where no other cell proves anything, is what the option is but for doubts.
    for text, done in as_option.items():
        alone = lrcli("predict", write(f'size\n"{text}"\n', "new.csv"))
        value = list(csv.reader(io.StringIO(alone.out)))[1][1] if alone.status == 0 else ""
        if value and "may be" not in done.err and "since" not in done.err:
            assert (done.status, done.out.strip()) == (0, value), text
    assert page.complaints == []


def test_the_texts_are_of_every_outcome():
    """Values, doubts and none are all among them: else nothing would be compared."""
    outcomes = [read_entry(text, PLAIN, *map(float, WIDE)) for text in TEXTS]
    assert None in outcomes
    assert any(isinstance(outcome, Doubt) for outcome in outcomes)
    assert any(outcome and not isinstance(outcome, Doubt) and not outcome.as_written for outcome in outcomes)
