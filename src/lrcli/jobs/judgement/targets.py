"""Remarks on several targets: what holds for all of them is said once."""

from collections.abc import Mapping, Sequence


def remarks_of_targets(by_target: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Remarks that all targets share, once; then the others, with the name of their target in front."""
    first, *others = by_target.values()
    shared = [remark for remark in first if all(remark in other for other in others)]
    own = [f"{name}: {remark}" for name, remarks in by_target.items() for remark in remarks if remark not in shared]
    return (*shared, *own)
