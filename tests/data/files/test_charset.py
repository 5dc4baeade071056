"""Bytes in any encoding, cut anywhere, against Python's own codecs."""

import codecs
from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from lrcli.data.files.charset import Decoder
from lrcli.data.files.codepages import ASIAN, CODEC_OF_CODEPAGE
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


def by_python(data, encoding):
    """Bytes of a known encoding, those that it lacks as Windows-1252 or, of single bytes, as control characters."""
    if encoding in (None, "UTF-8"):
        text = data.decode(errors="surrogateescape")
        return "".join(of_byte(ord(c) - 0xDC00, "cp1252") if 0xDC80 <= ord(c) <= 0xDCFF else c for c in text)
    if encoding in ASIAN:
        return data.decode(ASIAN[encoding].codec, "replace")
    try:
        return data.decode()  # a line that is UTF-8
    except UnicodeDecodeError:
        return "".join(of_byte(byte, CODEC_OF_CODEPAGE[encoding]) for byte in data)


def of_byte(byte, codec):
    return bytes([byte]).decode(codec, "ignore") or chr(byte)


@given(st.lists(st.binary(max_size=12), max_size=6).map(b"\n".join))
@example("kaffee,Ü\nthé,1\n".encode() + "blé,1\n".encode("cp1252"))
@example("Škoda,Citroën\n".encode() * 3 + b"Citro\xebn\n")
@example(b"Citro\xebn\n" * 30 + "Citroën\n".encode())
def test_any_bytes_without_zeros_are_utf_8_or_of_single_bytes_line_by_line(data):
    assume(b"\0" not in data and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    text, encoding = decoded(data)
    expected = [by_python(line, encoding) for line in data.split(b"\n")]
    assert text.decode().split("\n") == expected


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("cp1251", "Windows-1251", "марка,цена\nЛада Гранта,650000\nЁлка,1\n"),
        ("koi8_r", "KOI8-R", "марка,цена\nЛада Гранта,650000\nволга,1\n"),
        ("cp1250", "Windows-1250", "marka,cena\nŻółty Maluch,1000\nksiążka,2\n"),
        ("cp1250", "Windows-1250", "město,cena\nPříbram,1000\nČeské Budějovice,2\nkůň,1\n"),
        ("cp1250", "Windows-1250", "név,ár\nŐri fűtő,1000\nGyőr,2\n"),
        ("koi8_r", "KOI8-R", "МАРКА,ЦЕНА\nЛАДА,5\nМОСКВА,4\n"),
        ("cp1251", "Windows-1251", "МАРКА,ЦЕНА\nЛАДА,5\nМОСКВА,4\n"),
        ("cp1251", "Windows-1251", "місто,ціна\nКиїв,1\nЛьвів,2\nІвано-Франківськ,3\n"),
        ("cp1250", "Windows-1250", "oraş,preţ\nBucureşti,1\nTimişoara,2\nGalaţi,3\n"),
        ("cp1250", "Windows-1250", "ime,cijena\nPetrović,1\nČačak,2\nŽupanja,3\n"),
        ("cp1253", "Windows-1253", "μάρκα,τιμή\nΑθήνα,1\nΘεσσαλονίκη,2\n"),
        ("cp1253", "Windows-1253", "ΜΑΡΚΑ,ΤΙΜΗ\nΑΘΗΝΑ,1\nΠΑΤΡΑ,3\n"),
        ("cp1254", "Windows-1254", "şehir,fiyat\nİstanbul,1\nEskişehir,2\nMuğla,3\nDiyarbakır,4\n"),
        ("gbk", "GBK", "品牌,价格\n红旗,300000\n丰田,20000\n大众汽车,3\n"),
        ("gbk", "GBK", "城市,价格\n北京,1\n上海,2\n"),
        ("big5", "Big5", "品牌,價格\n豐田,300000\n國瑞汽車,3\n臺北,5\n"),
        ("shift_jis", "Shift-JIS", "メーカー,価格\nトヨタ,100\n日産自動車,200\n"),
        ("cp932", "Shift-JIS", "家賃,築年数,階\n7.5万円,築1年,3階\n8.1万円,築12年,1階\n"),
        ("shift_jis", "Shift-JIS", "東京都,1\n大阪府,2\n北海道,3\n"),
        ("euc_jp", "EUC-JP", "メーカー,価格\nトヨタ,100\n日産自動車,200\n"),
        ("shift_jis", "Shift-JIS", "価格,面積\n1,2\n3,4\n"),
        ("shift_jis", "Shift-JIS", "city,price\n東京,1\nKobe,2\n"),
        ("shift_jis", "Shift-JIS", "名前,価格\nﾄﾖﾀ,1\n日産,2\nﾎﾝﾀﾞ,3\n"),
        ("euc_jp", "EUC-JP", "都市,価格\n東京,1\n大阪,2\n"),
        ("euc_jp", "EUC-JP", "県,人口\n青森,1\n岩手,2\n秋田,3\n"),
        ("gbk", "GBK", "价格,面积\n1,2\n3,4\n"),
        ("gbk", "GBK", "city,price\n北京,1\nWuhan,2\n"),
        ("big5", "Big5", "價格,面積\n1,2\n3,4\n"),
        ("big5", "Big5", "city,price\n台北,1\nTainan,2\n"),
        ("euc_kr", "EUC-KR", "city,price\n서울,1\n부산,2\n"),
        ("euc_kr", "EUC-KR", "가격,면적\n1,2\n3,4\n"),
        ("euc_kr", "EUC-KR", "제조사,가격\n현대자동차,1000\n기아,2000\n"),
        ("cp1252", "Windows-1252", "bær,Reykjavík\nÞorlákshöfn,1\nÍsafjörður,2\n"),
        ("cp1252", "Windows-1252", "it’s,“quoted” – dash\ncan’t,we’ll\n"),
        ("cp1252", "Windows-1252", "München,Zürich\nGenève,Málaga\nKøbenhavn,Škoda\n"),
        ("cp1252", "Windows-1252", "length,5 µm\nwidth,2 m²\n"),
        ("cp1252", "Windows-1252", "Montréal,Québec\nLévis,1\nNuñez,2\n"),
        ("cp1252", "Windows-1252", "marque,prix\nCitroën,1000 €\nCôte d’Or,2\n"),
        ("cp1252", "Windows-1252", "Raum,Größe\nKüche,12 m³\n¿Qué?,5 £\nMøller,1\nSão João,2\n"),
    ],
)  # fmt: skip
def test_letters_tell_which_encoding_a_text_is_in(codec, name, text):
    assert decoded(text.encode(codec)) == (text.encode(), name)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["марка,цена\nЛада Гранта,650000\n" * 5, "品牌,价格\n红旗,300000\n" * 9, TABLE])
def test_utf_16_without_its_mark_is_known_in_any_letters(codec, text):
    assert decoded(text.encode(codec))[0] == text.encode()


@pytest.mark.parametrize("padded", ["km,price\n1,2\n" + "\0" * 4000, "make\0\0,price\nBMW\0\0\0,1\nAudi\0\0,2\n"])
def test_zeros_that_fill_up_cells_or_a_files_end_are_no_utf_16_and_go(padded):
    assert decoded(padded.encode()) == (padded.replace("\0", "").encode(), None)


def test_lines_of_another_encoding_are_counted_and_named():
    decoder = Decoder("cars.csv")
    lines = ["ü,1\n".encode()] * 3 + [b"\xfc,2\n"] * 5
    for line in lines:
        decoder.decode(line)
    assert decoder.remarks() == ["5 lines of cars.csv are not UTF-8 and read as Windows-1252: line 4, line 5, line 6 …"]


def test_few_letters_that_may_be_of_several_countries_are_in_doubt():
    with pytest.raises(DataError, match=r"may be EUC-KR or .*; name its --encoding"):
        decoded("flower,price\n꽃밭,1\n튤립,2\n".encode("euc_kr"))


def test_wrong_bytes_in_a_text_of_two_bytes_a_character_are_counted():
    decoder = Decoder("cars.csv")
    decoder.decode("品牌,价格\n红旗,300000\n丰田,20000\n".encode("gbk"))
    assert decoder.decode(b"\xff,1\n").decode() == "\ufffd,1\n"
    assert decoder.remarks() == ["1 character of cars.csv not GBK and read as \ufffd"]


def test_utf_7_is_called_what_it_is_and_telephone_numbers_are_not():
    with pytest.raises(DataError, match="looks like UTF-7"):
        decoded("name,preis\nMüller,1\nGroß,2\n".encode("utf-7"))
    phones = b"phone,price\n+4930-123,1\n+4989-456,2\n"
    assert decoded(phones) == (phones, None)


def test_all_ascii_is_no_encoding_in_particular():
    assert decoded(b"a,b\n1,2\n") == (b"a,b\n1,2\n", None)


@pytest.mark.parametrize("name", ["nonsense", "base64", "rot13"])
def test_an_encoding_that_there_is_not_is_wrong_usage(name):
    with pytest.raises(OptionError, match=f"encoding '{name}' is unknown"):
        Decoder("cars.csv", name)


def test_bytes_that_a_named_encoding_lacks_are_an_error():
    with pytest.raises(DataError, match=r"cars\.csv: byte 0xff is not ascii; name another with --encoding"):
        decoded(b"a\xff", (), "ascii")
