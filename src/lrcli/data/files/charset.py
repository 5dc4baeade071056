"""Text in any encoding as UTF-8, some bytes at a time."""

import codecs
import re
from collections.abc import Sequence

import numpy as np

from lrcli.data.files.codepages import ASIAN, WESTERN, characters_of, find_codepage
from lrcli.data.files.records import count_lines
from lrcli.errors import DataError, OptionError

UTF_8 = "UTF-8"
REPLACEMENT = "\ufffd"
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
MULTIBYTE = (
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|"
    rb"\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)  # a character of UTF-8 beyond ASCII
UTF_8_LETTER = re.compile(MULTIBYTE)
LETTER_OR_WRONG = re.compile(rb"(%b)|[\x80-\xff]" % MULTIBYTE)
CUT_OFF = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")
WESTERN_LETTERS = [letter.encode() for letter in characters_of(WESTERN)]
SHARE_OF_UTF_8 = 0.1  # of the lines beyond ASCII; from here on UTF-8 is the rule and other lines are the exceptions
UTF16_SAMPLE_BYTES = 4000  # at a file's start, which tell UTF-16 without a byte order mark
# UTF-16 has at least one zero among so many bytes: where a line ends in it, which is evidence, and where none does.
BYTES_PER_ZERO_WITH_LINE_END, BYTES_PER_ZERO = 40, 4
EXAMPLE_LINES = 3
UTF_7_WORD = re.compile(rb"\+[A-Za-z0-9/]{3,}(?![A-Za-z0-9+/])")
FEWEST_UTF_7_WORDS = 2  # different ones that all are letters; a telephone number +4930- is one by chance
LONGEST_LINE_BYTES = 1 << 20  # that wait for the end of their line, since a line is in one encoding


# No file is refused for one byte, since files are put together of rows from several sources, and most of the rows are
# good. Where UTF-8 is the rule, other bytes are read as Windows-1252, their likeliest source; where an encoding of
# single bytes is the rule, lines that are UTF-8 are read as UTF-8. NUL bytes, which a power failure leaves at the end
# of a log and old programs in their cells, are left out. All of it is counted, and `remarks` says it.


class Decoder:
    """Decodes ASCII, UTF-8, UTF-16 and UTF-32 by their bytes; any other text as an encoding of single bytes."""

    def __init__(self, name: str, encoding: str | None = None) -> None:
        """name: of the file. encoding: None to find it out."""
        self.name, self.encoding = name, encoding
        self.named = encoding is not None
        self.pending = b""  # a character or a line whose end is still to come
        self.decoder = _decoder(encoding) if encoding and not _is_utf_8(encoding) else None
        self.letters: str | None = None  # the character of each byte, where an encoding of single bytes was found out
        self.started = False
        self.lines = 0  # decoded so far
        self.other_lines, self.first_other_lines = 0, list[int]()  # lines in the other encoding
        self.nuls = 0
        self.replaced = 0  # characters that are not of the encoding, where that was found out

    @property
    def is_unusual(self) -> bool:
        """Whether the encoding was found out and is not UTF-8."""
        return not self.named and self.encoding not in (None, UTF_8)

    def remarks(self) -> list[str]:
        """How many lines so far are in another encoding than the rest, and how many NUL bytes were left out."""
        remarks = []
        if self.other_lines:
            usual, other = ("UTF-8", WESTERN) if self.letters is None else (self.encoding, "UTF-8")
            is_are, lines = ("is", "line") if self.other_lines == 1 else ("are", "lines")
            numbers = ", ".join(f"line {line:,}" for line in self.first_other_lines)
            more = " …" if self.other_lines > len(self.first_other_lines) else ""
            remarks.append(
                f"{self.other_lines:,} {lines} of {self.name} {is_are} not {usual} and read as {other}: {numbers}{more}"
            )
        if self.replaced:
            characters = f"{self.replaced:,} character{'s' * (self.replaced > 1)}"
            remarks.append(f"{characters} of {self.name} not {self.encoding} and read as {REPLACEMENT}")
        if self.nuls:
            remarks.append(f"{self.nuls:,} NUL byte{'s' * (self.nuls > 1)} in {self.name} left out")
        return remarks

    def decode(self, data: bytes, *, final: bool = False) -> bytes:
        """The same characters in UTF-8. Raise DataError for bytes that the encoding does not have."""
        text = self._decode(data, final)
        if b"\0" in text:
            self.nuls += text.count(b"\0")
            text = text.replace(b"\0", b"")
        self.lines += count_lines(text)
        return text

    def _decode(self, data: bytes, final: bool) -> bytes:
        data, self.pending = self.pending + data, b""
        is_ascii = data.isascii()
        if self.encoding is None and (not is_ascii or b"\0" in data):
            self._settle(data, final)
        if not self.started and self.encoding is None and _is_utf_7(data):
            raise DataError(f"{self.name} looks like UTF-7, which is read only if named: --encoding utf-7, else utf-8")
        self.started = self.started or len(data) > 3
        if self.letters is not None:
            return self._from_single_bytes(data, self.letters, final)
        if self.decoder is None:
            return data if is_ascii else self._from_utf_8(data, final)
        try:
            text = self.decoder.decode(data, final)
            self.replaced += text.count(REPLACEMENT) * (self.decoder.errors == "replace")
            return text.encode()
        except UnicodeDecodeError as error:
            wrong = f"byte 0x{error.object[error.start]:02x}"
        except UnicodeError:  # UTF-16 or UTF-32 without a byte order mark
            wrong = "its start"
        raise DataError(f"{self.name}: {wrong} is not {self.encoding}; name another with --encoding")

    def _settle(self, data: bytes, final: bool) -> None:
        """Find the encoding by the first bytes that are not ASCII."""
        marks = (encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark))
        if not self.started and (wide := next(marks, None) or _without_mark(data)):
            self.encoding, self.decoder = wide, _decoder(wide)
            return
        try:
            _, length = codecs.utf_8_decode(data, "strict", final)
            self.encoding = None if data[:length].isascii() else UTF_8
        except UnicodeDecodeError:
            lines = [line for line in data.splitlines() if not line.isascii()]
            if sum(map(_is_valid, lines)) >= max(1, SHARE_OF_UTF_8 * len(lines)):
                self.encoding = UTF_8
            else:
                self._find_codepage(data)

    def _find_codepage(self, data: bytes) -> None:
        self.encoding, *others = find_codepage(data)
        if others:
            names = " or ".join([self.encoding, *others])
            raise DataError(f"{self.name} is not UTF-8; its few letters may be {names}; name its --encoding")
        if self.encoding in ASIAN:
            self.decoder = _decoder(ASIAN[self.encoding].codec, errors="replace")
        else:
            self.letters = characters_of(self.encoding)

    def _from_utf_8(self, data: bytes, final: bool) -> bytes:
        """All but a character that is cut off. Bytes that are not UTF-8 are read as Windows-1252."""
        if not final and (cut_off := CUT_OFF.search(data)):
            data, self.pending = data[: cut_off.start()], cut_off[0]
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
        """One character a byte, but whole lines that are UTF-8 as UTF-8."""
        if not final and (end := data.rfind(b"\n") + 1 or LONGEST_LINE_BYTES * (len(data) > LONGEST_LINE_BYTES)) < len(
            data
        ):
            data, self.pending = data[:end], data[end:]
        if not UTF_8_LETTER.search(data):
            return codecs.charmap_decode(data, "strict", letters)[0].encode()
        lines = data.split(b"\n")
        other_lines = [k for k, line in enumerate(lines) if not line.isascii() and _is_valid(line)]
        self._note(other_lines)
        for k in {*range(len(lines))} - {*other_lines}:
            lines[k] = codecs.charmap_decode(lines[k], "strict", letters)[0].encode()
        return b"\n".join(lines)

    def _note(self, lines: Sequence[int]) -> None:
        """Count lines in the other encoding. lines: their numbers among those that are decoded now, 0 for the first."""
        self.other_lines += len(lines)
        missing = EXAMPLE_LINES - len(self.first_other_lines)
        self.first_other_lines += [self.lines + 1 + line for line in lines[:missing]]


def _is_valid(line: bytes) -> bool:
    try:
        codecs.utf_8_decode(line, "strict", True)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(data: bytes) -> str | None:
    """The name of UTF-16 in one of its byte orders, where a text without a byte order mark is written so."""
    # In UTF-16 one half of each digit, delimiter and line end is zero, always the same half. In a text of Latin letters
    # that is every second byte; in Cyrillic or Chinese at least all that is no letter. Zeros that fill up cells or the
    # end of a file stand in both halves.
    sample = data[: min(UTF16_SAMPLE_BYTES, len(data) // 2 * 2)]
    pairs = {sample[k : k + 2] for k in range(0, len(sample), 2)}
    for start, encoding, newline in ((1, "UTF-16-LE", b"\n\0"), (0, "UTF-16-BE", b"\0\n")):
        zeros, others = sample[start::2].count(0), sample[1 - start :: 2].count(0)
        if (
            zeros > len(sample) / (BYTES_PER_ZERO_WITH_LINE_END if newline in pairs else BYTES_PER_ZERO)
            and others < zeros / 20
        ):
            return encoding
    return None


def _is_utf_7(data: bytes) -> bool:
    """Whether a text of ASCII has letters as UTF-7 writes them, +AOk- for é."""
    words = set(UTF_7_WORD.findall(data)) if b"+" in data else set()
    words = {word for word in words if not word[1:].isdigit()}  # 1e+110 is a number
    try:
        letters = [(word + b"-").decode("utf-7") for word in words]
    except UnicodeDecodeError:
        return False
    return len(letters) >= FEWEST_UTF_7_WORDS and all(map(str.isalpha, letters))


def _is_utf_8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in {"utf-8", "utf8", "utf-8-sig"}


def _decoder(encoding: str, errors: str = "strict") -> codecs.IncrementalDecoder:
    try:
        "a".encode(encoding)  # also a codec that makes no text is unknown
        return codecs.getincrementaldecoder(encoding)(errors)
    except LookupError:
        raise OptionError("encoding", f"{encoding!r} is unknown; give utf-8, utf-16, cp1252, latin-1 …") from None
