import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.rows.sample import Picked


@given(st.lists(st.integers(0, 50), max_size=30), st.integers(1, 40))
def test_every_sth_of_all_items_is_picked_and_more_than_half_the_room_is_used(sizes, most):
    room, seen = np.empty(most), 0
    picker = Picked(room)
    for n in sizes:
        items = np.arange(seen, seen + n)
        picked, place = picker.next(n)
        room[place] = items[picked]
        seen += n
        assert room[: picker.n].tolist() == list(range(0, seen, picker.stride))
        assert picker.stride == 1 or picker.n >= most // 2


def test_rooms_are_thinned_alike():
    a, b = np.empty(4), np.empty((4, 2), dtype=int)
    picker = Picked(a, b)
    for k in range(9):
        picked, place = picker.next(1)
        a[place], b[place] = [k][picked], np.array([[k, -k]])[picked]
    assert a[: picker.n].tolist() == [0, 4, 8]
    assert b[: picker.n].tolist() == [[0, 0], [4, -4], [8, -8]]
