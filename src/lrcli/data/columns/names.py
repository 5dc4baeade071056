"""What a column's name says of it: that it is the target, numbers the rows, or holds codes."""

import re
from collections.abc import Sequence
from functools import lru_cache

PRICE = "price"
PRICES = {"preis", "prix", "precio", "prezzo", "prijs", "preço", "preco", "pris", "cena", "цена", "msrp", "pricesold"}
AMOUNTS = {"cost", "amount"}  # a target where they are the whole name; in longer names they are one thing among many
NO_PRICE = {"index", "level", "range", "class", "category", "type", "date", "currency", "unit", "label"}  # of a price
IDENTIFIER_NAMES = {"id", "index", "nr", "no", "sno", "number", "row", "rownames", "uuid", "vin"} | {
    "nº", "nro", "numero", "número", "numéro", "nummer", "numer", "номер", "序号", "编号", "番号", "번호",
}  # fmt: skip
CODE_NAMES = {"zip", "zipcode", "postal", "postcode", "plz", "code", "fips", "isbn", "ean", "sku"}
TIMES = {
    "year", "years", "quarter", "month", "week", "day", "days", "date", "time", "hour", "minute", "second", "period",
    "jahr", "quartal", "monat", "woche", "tag", "datum", "zeit", "stunde", "année", "annee", "mois", "semaine", "jour",
    "heure", "año", "mes", "semana", "día", "fecha", "hora",
}  # fmt: skip


def words_of(name: str) -> list[str]:
    """A name's words in small letters: selling, price of selling_price, Selling-Price, SellingPrice."""
    return [*_words(name)]


@lru_cache(maxsize=1 << 14)  # names of columns; several questions are asked about each
def _words(name: str) -> tuple[str, ...]:
    apart = re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", name)
    return tuple(word for word in re.split(r"[\W_]+", apart.casefold()) if word)


def target_by_name(names: Sequence[str]) -> str | None:
    """The column called price; else the only one with that word in its name, then with that word of another language,
    then that is called cost or amount.
    """
    exact = [name for name in names if is_price(name)]
    priced = [name for name in names if _has(name, {PRICE})]
    foreign = [name for name in names if name.strip().casefold() in PRICES]
    others = [name for name in names if _has(name, PRICES) or _is_german_compound(name)]
    amounts = [name for name in names if name.strip().casefold() in AMOUNTS]
    tiers = [exact[:1], priced, foreign, others, amounts]
    return next((tier[0] for tier in tiers if len(tier) == 1), None)


def is_price(name: str) -> bool:
    return name.strip().casefold() == PRICE


def _has(name: str, wanted: set[str]) -> bool:
    words = words_of(name)
    return not wanted.isdisjoint(words) and words[-1] not in NO_PRICE | IDENTIFIER_NAMES


def _is_german_compound(name: str) -> bool:
    """Verkaufspreis, Kaufpreis."""
    return _has(name, {word for word in words_of(name) if word.endswith("preis")})


def is_identifier(name: str) -> bool:
    """Whether a column's name says that it numbers the rows: id, car_id, S.No., order #, index, or no name at all."""
    words = words_of(name)
    unnamed = len(words) == 2 and words[0] in {"column", "unnamed"} and words[1].isdigit()
    numbered = name.strip().endswith(("#", "№"))
    return not words or unnamed or numbered or words == ["row", "name"] or words[-1] in IDENTIFIER_NAMES


def is_code(name: str) -> bool:
    """Whether a column's name says that its numbers stand for something that has no size: a postal code."""
    return not CODE_NAMES.isdisjoint(words_of(name))


def is_time(name: str) -> bool:
    """Whether a column's name says that its numbers count time: year, month_number, t."""
    words = words_of(name)
    return words == ["t"] or not TIMES.isdisjoint(words)
