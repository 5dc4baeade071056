"""The characters of a block as cells have them: no invisible marks, and the digits of ASCII whatever the script."""

from lrcli.notation.characters import USUAL_CHARACTERS

USUAL_BYTES = {char.encode(): usual.encode() for char, usual in USUAL_CHARACTERS.items()}
# All but the last byte of each: most texts that are not ASCII have few of these, and need no more than this search.
BYTES_BY_LEAD = {
    lead: {char: usual for char, usual in USUAL_BYTES.items() if char[:-1] == lead}
    for lead in dict.fromkeys(char[:-1] for char in USUAL_BYTES)
}


def with_usual_characters(data: bytes) -> bytes:
    """The same text in UTF-8, as `notation.characters.with_usual_characters` has it."""
    if data.isascii():
        return data
    for lead, characters in BYTES_BY_LEAD.items():
        if lead in data:
            for char, usual in characters.items():
                data = data.replace(char, usual)
    return data
