"""Tables as csv.writer writes them, for properties."""

import csv
import io

from hypothesis import strategies as st

cells = st.lists(st.sampled_from(["a", "é", " ", '"', ",", "\n", "\r\n"]), max_size=5).map("".join)


@st.composite
def csv_files(draw):
    """With blank lines between the records and perhaps no line end at the end."""
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=line_end)
    for row in draw(st.lists(st.lists(cells, min_size=1, max_size=3), min_size=1, max_size=8)):
        text.write(line_end * draw(st.integers(0, 2)))
        writer.writerow(row)
    whole = text.getvalue()
    return whole.removesuffix(line_end) if draw(st.booleans()) else whole
