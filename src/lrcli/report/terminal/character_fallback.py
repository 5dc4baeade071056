"""What stands for a character that a terminal cannot show."""

REPLACEMENTS = {
    **dict.fromkeys(map(chr, range(0x2800, 0x2900)), "*"),
    **dict.fromkeys("┌┐└┘┤├┬┴┼", "+"), "│": "|", "─": "-", "•": "o", "▒": "-",
    **dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True)),
    "²": "2", "−": "-", "–": "-", "·": "*", "±": "+-", "≥": ">=", "≈": "~", "→": "->", "×": "x", "…": "...",
    "λ": "lambda", "η": "eta", "β": "beta", "α": "alpha", "ρ": "rho", "ε": "epsilon", "γ": "gamma", "Σ": "sum",
    "₀": "0", "₁": "1", "₂": "2", "ᵖ": "^p", "ŷ": "y^", "ᵀ": "^T", "ᵗ": "^t", "←": "<-", "√": "sqrt", "Δ": "Delta",
    "½": "1/2",
}  # fmt: skip


def replacement_of(text: str) -> str:
    """The text with what comes nearest in place of each character; a question mark where nothing does."""
    return "".join(REPLACEMENTS.get(char, "?") for char in text)


def writable(text: str, encoding: str) -> str:
    """The text with what comes nearest in place of each character that the encoding lacks.

    A stream does the same when it writes. A table does it before, since a replacement may be longer than its character.
    """
    if text.isascii() or encoding.lower().startswith("utf"):
        return text
    return "".join(char if _has(encoding, char) else replacement_of(char) for char in text)


def _has(encoding: str, char: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
