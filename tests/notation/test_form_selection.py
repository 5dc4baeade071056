from hypothesis import given
from hypothesis import strategies as st

from lrcli.notation.form_selection import readings
from lrcli.notation.hints import Hints
from lrcli.notation.kinds import find_form

counts = st.dictionaries(st.integers(0, 99).map(str), st.integers(1, 5), max_size=30)


def even(text):
    return int(text) if int(text) % 2 == 0 else None


@given(counts)
def test_texts_are_read_where_nine_of_ten_cells_can_be_and_else_none_is(counts):
    texts = {text: int(text) for text in counts if int(text) % 2 == 0}
    nearly_all = 10 * sum(counts[text] for text in texts) >= 9 * sum(counts.values())
    assert readings(counts, even) == (texts if nearly_all else {})


def test_a_reading_that_fails_ends_once_more_than_a_tenth_of_the_cells_cannot_be_read():
    seen = []
    readings(dict.fromkeys(map(str, range(1, 200, 2)), 1), lambda text: seen.append(text))
    assert len(seen) == 11  # of 100 texts


def test_a_column_of_texts_is_no_kind_whatever_its_last_cells_are():
    texts = [f"Golf {k} TDI" for k in range(50)]
    for cells in (["08:30", "1:30"], ["5 kg 300 g"], ["1.5 €"], ["2020-01-31"]):
        assert find_form(dict.fromkeys([*texts, *cells], 1), Hints()) is None
