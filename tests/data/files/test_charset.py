"""Bytes in any encoding, cut anywhere, against Python's own codecs."""

import codecs
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrcli.data.files.charset import Decoder
from lrcli.errors import DataError, OptionError

TABLE = "name,preis\r\nGroße Übung,1\nstraße,20 €\n"


def decoded(data, cuts=(), encoding=None):
    decoder = Decoder("cars.csv", encoding)
    edges = sorted({0, *(min(cut, len(data)) for cut in cuts), len(data)})
    pieces = [decoder.decode(data[a:b]) for a, b in pairwise(edges)]
    return b"".join([*pieces, decoder.decode(b"", final=True)]), decoder.encoding


cuts = st.lists(st.integers(0, 80))


@given(cuts)
@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"),
     ("utf-16-be", "UTF-16-BE")],
)  # fmt: skip
def test_the_encoding_is_found_wherever_the_bytes_are_cut(codec, name, cuts):
    assert decoded(TABLE.encode(codec), [cut for cut in cuts if cut > 20]) == (TABLE.encode(), name)


@given(cuts)
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "latin-1", "utf-16", "cp437", "mac-roman", "utf-32"])
def test_an_encoding_that_is_named_is_that_of_python(codec, cuts):
    text = TABLE.replace("€", "ß") if codec in {"latin-1", "cp437"} else TABLE
    assert decoded(text.encode(codec), cuts, codec)[0] == text.encode()


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1), cuts)
def test_utf_8_stays_as_it_is(text, cuts):
    assert decoded(("x" + text).encode(), cuts)[0] == ("x" + text).encode()


@given(
    st.binary().filter(lambda data: b"\0" not in data and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
)
def test_any_bytes_without_zeros_are_utf_8_or_windows_1252(data):
    found, encoding = decoded(data)
    if encoding == "Windows-1252":
        with pytest.raises(UnicodeDecodeError) as error:
            data.decode()
        assert data[: error.value.start].isascii()
        for byte, character in zip(data, found.decode(), strict=True):
            known = bytes([byte]).decode("cp1252", "ignore")
            assert character == (known or chr(byte))
    else:
        assert found == data


def test_all_ascii_is_no_encoding_in_particular():
    assert decoded(b"a,b\n1,2\n") == (b"a,b\n1,2\n", None)


def test_what_is_not_utf_8_behind_utf_8_is_left_for_the_reader_to_name():
    data = "ü,1\n".encode() + "ü,2\n".encode("latin-1")
    assert decoded(data, [4]) == (data, "UTF-8")


@pytest.mark.parametrize("name", ["nonsense", "base64", "rot13"])
def test_an_encoding_that_there_is_not_is_wrong_usage(name):
    with pytest.raises(OptionError, match=f"encoding '{name}' is unknown"):
        Decoder("cars.csv", name)


def test_bytes_that_a_named_encoding_lacks_are_an_error():
    with pytest.raises(DataError, match=r"cars\.csv: byte 0xff is not ascii; name another with --encoding"):
        decoded(b"a\xff", (), "ascii")
