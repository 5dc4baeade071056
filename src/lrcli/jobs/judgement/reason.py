"""Why a model cannot be used, and what mends it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lrcli.text import short

Remedy = Mapping[str, str | float | bool]  # options of the command and their values


@dataclass(frozen=True)
class Reason:
    """Why a model cannot be used. remedy: options that mend it, as `lrcli train` takes them."""

    kind: str
    text: str
    remedy: Remedy = field(default_factory=dict)


def rounded(r2: float) -> str:
    """R² with two digits behind the point, more next to 1, none far below 0."""
    if r2 < -10:
        return f"{r2:,.0f}"
    return f"{r2:.2f}" if r2 < 0.995 else f"{r2:.4f}" if r2 < 0.99995 else short(r2, 8)
