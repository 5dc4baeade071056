"""Text in any encoding as UTF-8, some bytes at a time.

No file is refused for one byte. In a text that is UTF-8 but for some bytes these are read as Windows-1252, their
likeliest source; in a text of single bytes, lines that are UTF-8 are read so, as rows from another source. NUL bytes,
which a power failure leaves at a log's end and old programs in their cells, go. All of that is counted and said.
"""

import codecs
import re
from collections.abc import Sequence

import numpy as np

from lrcli.data.files.codepages import WESTERN, characters, find_codepage
from lrcli.data.files.records import count_lines
from lrcli.errors import DataError, OptionError

UTF_8 = "UTF-8"
MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
MULTIBYTE = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|"
    rb"\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)  # a letter of UTF-8 beyond ASCII
LETTER = re.compile(MULTIBYTE)
LETTER_OR_WRONG = re.compile(rb"(%b)|[\x80-\xff]" % MULTIBYTE)
CUT_OFF = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
WESTERN_LETTERS = [letter.encode() for letter in characters(WESTERN)]
MIXED = 0.1  # of the lines with letters beyond ASCII are UTF-8: then those that are not are the exceptions
SAMPLE = 4000  # bytes by which UTF-16 without its mark is known
FEW, MANY = 40, 4  # one zero among so many bytes, where a line ends in UTF-16 in the sample, and where none does
EXAMPLES = 3
ONE_LINE = 1 << 20  # bytes that wait for a line's end, which settles how the line is written


class Decoder:
    """ASCII and UTF-8 stay as they are; UTF-16 tells by its first bytes; what is none of these is of single bytes."""

    def __init__(self, name: str, encoding: str | None = None) -> None:
        """name: of the file; encoding: where it is known."""
        self.name, self.encoding = name, encoding
        self.asked = encoding is not None
        self.held = b""  # the start of a character or a line whose end is still to come
        self.decoder = _decoder(encoding) if encoding and not _is_utf_8(encoding) else None
        self.letters: str | None = None  # of each byte, where the encoding is of single bytes and was found out
        self.begun = False
        self.lines = 0  # that were decoded
        self.others, self.first_others = 0, list[int]()  # lines in the other encoding
        self.nuls = 0

    @property
    def guessed(self) -> bool:
        """Whether the encoding is one that nobody named, and not the usual one."""
        return not self.asked and self.encoding not in (None, UTF_8)

    def remarks(self) -> list[str]:
        """What of the bytes so far was not as the rest."""
        found = []
        if self.others:
            usual, other = ("UTF-8", WESTERN) if self.letters is None else (self.encoding, "UTF-8")
            is_are, lines = ("is", "line") if self.others == 1 else ("are", "lines")
            places = ", ".join(f"line {line:,}" for line in self.first_others)
            more = " …" if self.others > len(self.first_others) else ""
            found.append(
                f"{self.others:,} {lines} of {self.name} {is_are} not {usual} and read as {other}: {places}{more}"
            )
        if self.nuls:
            found.append(f"{self.nuls:,} NUL byte{'s' * (self.nuls > 1)} in {self.name} left out")
        return found

    def decode(self, data: bytes, *, final: bool = False) -> bytes:
        """The same characters in UTF-8."""
        text = self._decode(data, final)
        if b"\0" in text:
            self.nuls += text.count(b"\0")
            text = text.replace(b"\0", b"")
        self.lines += count_lines(text)
        return text

    def _decode(self, data: bytes, final: bool) -> bytes:
        data, self.held = self.held + data, b""
        if self.encoding is None and (not data.isascii() or b"\0" in data):
            self._settle(data, final)
        self.begun = self.begun or len(data) > 3
        if self.letters is not None:
            return self._from_single_bytes(data, self.letters, final)
        if self.decoder is None:
            return data if data.isascii() else self._from_utf_8(data, final)
        try:
            return self.decoder.decode(data, final).encode()
        except UnicodeDecodeError as error:
            what = f"byte 0x{error.object[error.start]:02x}"
        except UnicodeError:  # UTF-16 or UTF-32 without a byte order mark
            what = "its start"
        raise DataError(f"{self.name}: {what} is not {self.encoding}; name another with --encoding")

    def _settle(self, data: bytes, final: bool) -> None:
        """Find the encoding by the first bytes that are not ASCII."""
        marks = (encoding for mark, encoding in MARKS.items() if data.startswith(mark))
        if not self.begun and (wide := next(marks, None) or _without_mark(data)):
            self.encoding, self.decoder = wide, _decoder(wide)
            return
        try:
            _, length = codecs.utf_8_decode(data, "strict", final)
            self.encoding = None if data[:length].isascii() else UTF_8
        except UnicodeDecodeError:
            lines = [line for line in data.splitlines() if not line.isascii()]
            if sum(map(_is_valid, lines)) >= max(1, MIXED * len(lines)):
                self.encoding = UTF_8
            else:
                self.encoding = find_codepage(data)
                self.letters = characters(self.encoding)

    def _from_utf_8(self, data: bytes, final: bool) -> bytes:
        """All but a character that is cut off; of bytes that are none the character of Windows-1252."""
        if not final and (cut_off := CUT_OFF.search(data)):
            data, self.held = data[: cut_off.start()], cut_off[0]
        if _is_valid(data):
            return data
        wrong: list[int] = []

        def letter(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                wrong.append(match.start())
            return match[1] or WESTERN_LETTERS[match[0][0]]

        text = LETTER_OR_WRONG.sub(letter, data)
        ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n"))
        self._note(np.unique(np.searchsorted(ends, wrong)).tolist())
        return text

    def _from_single_bytes(self, data: bytes, letters: str, final: bool) -> bytes:
        """By one character a byte, but for whole lines that are UTF-8."""
        if not final and (end := data.rfind(b"\n") + 1 or ONE_LINE * (len(data) > ONE_LINE)) < len(data):
            data, self.held = data[:end], data[end:]
        if not LETTER.search(data):
            return codecs.charmap_decode(data, "strict", letters)[0].encode()
        lines = data.split(b"\n")
        others = [k for k, line in enumerate(lines) if not line.isascii() and _is_valid(line)]
        self._note(others)
        for k in {*range(len(lines))} - {*others}:
            lines[k] = codecs.charmap_decode(lines[k], "strict", letters)[0].encode()
        return b"\n".join(lines)

    def _note(self, lines: Sequence[int]) -> None:
        """Remember lines in the other encoding, by their numbers among those that are decoded now."""
        self.others += len(lines)
        missing = EXAMPLES - len(self.first_others)
        self.first_others += [self.lines + 1 + line for line in lines[:missing]]


def _is_valid(line: bytes) -> bool:
    try:
        codecs.utf_8_decode(line, "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: one half of each digit, delimiter and line end is zero, and always the same half.

    In a text of Latin letters that is every second byte; in Cyrillic or Chinese at least all that is no letter. Zeros
    that fill up cells or a file's end stand on both halves.
    """
    sample = data[: min(SAMPLE, len(data) // 2 * 2)]
    pairs = {sample[k : k + 2] for k in range(0, len(sample), 2)}
    for start, encoding, newline in ((1, "UTF-16-LE", b"\n\0"), (0, "UTF-16-BE", b"\0\n")):
        zeros, others = sample[start::2].count(0), sample[1 - start :: 2].count(0)
        if zeros > len(sample) / (FEW if newline in pairs else MANY) and others < zeros / 20:
            return encoding
    return None


def _is_utf_8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in {"utf-8", "utf8", "utf-8-sig"}


def _decoder(encoding: str) -> codecs.IncrementalDecoder:
    try:
        "a".encode(encoding)  # also a codec that makes no text is unknown
        return codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise OptionError("encoding", f"{encoding!r} is unknown; give utf-8, utf-16, cp1252, latin-1 …") from None
