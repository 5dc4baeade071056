"""Which encoding of single bytes a text is in: western, central European or Cyrillic."""

import re

WESTERN, CENTRAL, CYRILLIC, KOI8 = "Windows-1252", "Windows-1250", "Windows-1251", "KOI8-R"
CODEC_OF_CODEPAGE = {WESTERN: "cp1252", CENTRAL: "cp1250", CYRILLIC: "cp1251", KOI8: "koi8_r"}
WORD = re.compile(rb"[\x80-\xff]{3,}")
RUSSIAN_BYTES = {*range(0xC0, 0x100), 0xA3, 0xA8, 0xB3, 0xB8}  # of Russian in both Cyrillic encodings, ё among them
SHARE_IN_WORDS, SHARE_OF_RUSSIAN = 0.5, 0.9
INSIDE_WORDS = re.compile(rb"[A-Za-z\xc0-\xff][\xa3\xa5\xaa\xaf\xb3\xb9\xba\xbc\xbe\xbf\x8d\x8f\x9d\x9f][a-z\xe0-\xff]")
CZECH, HUNGARIAN = b"\xf8\xec\xf9\xe8", b"\xf5\xfb"  # ř ě ů č, in the western encoding ø ì ù è; ő ű, there õ û


def characters_of(encoding: str) -> str:
    """The 256 characters of an encoding; a byte without a character is the control character of its number."""
    return "".join(bytes([k]).decode(CODEC_OF_CODEPAGE[encoding], "ignore") or chr(k) for k in range(256))


# Each byte is a character in each of these encodings, so that no byte proves one of them wrong. But languages tell
# them apart: words in Cyrillic consist of bytes beyond ASCII alone and begin with their only capital letter; Polish has
# letters inside words where the western encoding has signs (³, ¹, ¿); Czech and Hungarian need letters that, read as
# western, no single language has together.


def find_codepage(data: bytes) -> str:
    """The likeliest encoding of a text that is not UTF-8."""
    high = data.translate(None, bytes(range(128)))
    words = WORD.findall(data)
    russian = sum(byte in RUSSIAN_BYTES for byte in high)
    if sum(map(len, words)) > SHARE_IN_WORDS * len(high) and russian > SHARE_OF_RUSSIAN * len(high):
        lower = sum(byte >= 0xE0 for word in words for byte in word[1:])
        return CYRILLIC if 2 * lower > sum(len(word) - 1 for word in words) else KOI8
    if INSIDE_WORDS.search(data) or sum(byte in high for byte in CZECH) >= 3 or all(b in high for b in HUNGARIAN):
        return CENTRAL
    return WESTERN
