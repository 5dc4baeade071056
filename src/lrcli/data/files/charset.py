"""Text in any encoding as UTF-8, some bytes at a time."""

import codecs

from lrcli.errors import DataError, OptionError

UTF_8, WINDOWS = "UTF-8", "Windows-1252"
MARKS = {codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
CHARACTERS = "".join(bytes([k]).decode("cp1252", "ignore") or chr(k) for k in range(256))  # five bytes have none


class Decoder:
    """ASCII and UTF-8 stay as they are; UTF-16 tells by its first bytes; what is none of these is Windows-1252."""

    def __init__(self, name: str, encoding: str | None = None) -> None:
        """name: of the file; encoding: where it is known."""
        self.name, self.encoding = name, encoding
        self.asked = encoding is not None
        self.held = b""  # the start of a character whose end is still to come
        self.decoder = _decoder(encoding) if encoding and not _is_utf_8(encoding) else None

    @property
    def guessed(self) -> bool:
        """Whether the encoding is one that nobody named, and not the usual one."""
        return not self.asked and self.encoding not in (None, UTF_8)

    def decode(self, data: bytes, *, final: bool = False) -> bytes:
        """The same characters in UTF-8; what is not UTF-8 after UTF-8 stays as it is."""
        data, self.held = self.held + data, b""
        if self.encoding is None and (not data.isascii() or b"\0" in data):
            self._settle(data, final)
            if self.encoding is None:
                data, self.held = _whole(data)
        if self.decoder is None:
            return data
        try:
            return self.decoder.decode(data, final).encode()
        except UnicodeDecodeError as error:
            what = f"byte 0x{error.object[error.start]:02x}"
        except UnicodeError:  # UTF-16 or UTF-32 without a byte order mark
            what = "its start"
        raise DataError(f"{self.name}: {what} is not {self.encoding}; name another with --encoding")

    def _settle(self, data: bytes, final: bool) -> None:
        """Find the encoding by the first bytes that are not ASCII."""
        if wide := MARKS.get(data[:2]) or _without_mark(data):
            self.encoding, self.decoder = wide, _decoder(wide)
            return
        try:
            _, length = codecs.utf_8_decode(data, "strict", final)
            if not data[:length].isascii():
                self.encoding = UTF_8
        except UnicodeDecodeError as error:
            if data[: error.start].isascii():
                self.encoding, self.decoder = WINDOWS, _Windows()
            else:
                self.encoding = UTF_8


class _Windows(codecs.IncrementalDecoder):
    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
        return codecs.charmap_decode(data, "strict", CHARACTERS)[0]


def _whole(data: bytes) -> tuple[bytes, bytes]:
    """All but a character that is cut off, and that."""
    _, length = codecs.utf_8_decode(data, "strict", False)
    return data[:length], data[length:]


def _without_mark(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a text in Latin letters is zero."""
    for start, encoding in ((1, "UTF-16-LE"), (0, "UTF-16-BE")):
        if data[start:4000:2].count(0) > len(data[:4000]) / 4:
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
