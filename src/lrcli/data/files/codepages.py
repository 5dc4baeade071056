"""Which of the old encodings of one byte a letter a text is in: western, central European or Cyrillic, by evidence.

Every byte means some letter in each of them, so no byte is wrong. But languages give them away: Cyrillic words are of
such bytes alone, and begin with a capital if they have one; Polish has letters inside words where the western encoding
has signs (³, ¹, ¿); Czech and Hungarian need letters that, read as western, no single language has together.
"""

import re

WESTERN, CENTRAL, CYRILLIC, KOI8 = "Windows-1252", "Windows-1250", "Windows-1251", "KOI8-R"
CODECS = {WESTERN: "cp1252", CENTRAL: "cp1250", CYRILLIC: "cp1251", KOI8: "koi8_r"}
WORD = re.compile(rb"[\x80-\xff]{3,}")
LETTERS = {*range(0xC0, 0x100), 0xA3, 0xA8, 0xB3, 0xB8}  # of Russian in both Cyrillic encodings, ё among them
MOSTLY, NEARLY_ALL = 0.5, 0.9
INSIDE_WORDS = re.compile(rb"[A-Za-z\xc0-\xff][\xa3\xa5\xaa\xaf\xb3\xb9\xba\xbc\xbe\xbf\x8d\x8f\x9d\x9f][a-z\xe0-\xff]")
CZECH, HUNGARIAN = b"\xf8\xec\xf9\xe8", b"\xf5\xfb"  # ř ě ů č, in the western encoding ø ì ù è; ő ű, there õ û


def characters(encoding: str) -> str:
    """The character of each byte; a byte that has none is the control character of its number."""
    return "".join(bytes([k]).decode(CODECS[encoding], "ignore") or chr(k) for k in range(256))


def find_codepage(data: bytes) -> str:
    """The encoding of a text that is not UTF-8."""
    high = data.translate(None, bytes(range(128)))
    words = WORD.findall(data)
    letters = sum(byte in LETTERS for byte in high)
    if sum(map(len, words)) > MOSTLY * len(high) and letters > NEARLY_ALL * len(high):
        lower = sum(byte >= 0xE0 for word in words for byte in word[1:])
        return CYRILLIC if 2 * lower > sum(len(word) - 1 for word in words) else KOI8
    if INSIDE_WORDS.search(data) or sum(byte in high for byte in CZECH) >= 3 or all(b in high for b in HUNGARIAN):
        return CENTRAL
    return WESTERN
