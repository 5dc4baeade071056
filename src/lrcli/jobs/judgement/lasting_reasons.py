"""What a training said against its model that no other rows can refute, kept in the model for all who use it.

The error on new rows tells how far off the model is there. It does not tell that a column which gives the target away
may be unknown when the target has to be predicted, or that many other models fit the training rows just as exactly.
"""

from lrcli.jobs.judgement.leakage import TARGET_LEAKAGE
from lrcli.jobs.judgement.reason import Reason
from lrcli.jobs.judgement.verdict import TOO_MANY_WEIGHTS, Verdict
from lrcli.model.linear import Model

LASTING = {TARGET_LEAKAGE, TOO_MANY_WEIGHTS}
AS_IN_TRAINING = 2.0  # times the error on the training rows: rows with a larger one do not give the target away
NO_ERROR = 1e-4  # of the target's deviation: no error at all


def lasting_reasons(verdict: Verdict) -> dict[str, str]:
    """The reasons that a model keeps, by their kind."""
    return {reason.kind: reason.text for reason in verdict.reasons if reason.kind in LASTING}


def doubts_on_rows(model: Model, rmse: float) -> dict[str, str]:
    """The reasons kept in the model that hold, too, on rows on which it has this error.

    Columns may give the target away in the rows that trained and not in others. Then the model, which relies on them,
    is much farther off, and that error is what it is worth.
    """
    given_away = rmse <= max(AS_IN_TRAINING * model.metrics.train.rmse, NO_ERROR * model.target.std)
    return {kind: text for kind, text in model.doubts.items() if given_away or kind != TARGET_LEAKAGE}


def verdict_of_doubts(model: Model) -> Verdict | None:
    """The verdict on a model of one target where no rows are there to measure it; None if nothing speaks against it."""
    reasons = tuple(Reason(kind, text) for kind, text in model.doubts.items())
    return Verdict(False, reasons, f"Not usable: {reasons[0].text}") if reasons else None
