"""What the jobs say, with options as Python calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lrcli.jobs.judgement.verdict import Verdict
from lrcli.python.keywords import in_python


def in_python_all(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(in_python, sentences))


def verdict_in_python(verdict: Verdict) -> Verdict:
    """The verdict, which calls options as Python does."""
    reasons = tuple(replace(reason, text=in_python(reason.text)) for reason in verdict.reasons)
    return replace(verdict, text=in_python(verdict.text), reasons=reasons)
