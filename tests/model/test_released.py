"""Models of every released version are read as that version read them."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASED = Path(__file__).parent / "released"
MODELS = sorted(RELEASED.glob("*/*.predictions.jsonl"))
KEEPING = [path for path in sorted(RELEASED.glob("*/cars.json")) if '"moments"' in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("kept", MODELS, ids=lambda path: f"{path.parent.name}-{path.name.partition('.')[0]}")
def test_a_released_version_and_this_one_predict_the_same_by_its_model(lrcli, kept):
    """The numbers are those that the other version wrote when it was released."""
    name = kept.name.partition(".")[0]
    rows = (ROOT / "sample_data" / f"{name}.csv").read_text(encoding="utf-8").splitlines()[:21]
    Path("rows.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    done = lrcli("predict", "rows.csv", "-m", str(kept.with_name(f"{name}.json")), "--json", "--interval", "90")
    assert done.status == 0, done.err
    theirs = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    ours = [json.loads(line) for line in done.out.splitlines()]
    assert len(theirs) == len(ours) == 20
    for one, other in zip(theirs, ours, strict=True):
        for number in ("price_predicted", "price_low", "price_high"):
            assert other[number] == pytest.approx(one[number], rel=1e-12)


@pytest.mark.parametrize("version", [path.parent.name for path in KEEPING])
def test_a_model_that_keeps_its_moments_goes_on_learning(lrcli, cars, version):
    """All rows twice, the second time in another order, are learned exactly as once."""
    kept = RELEASED / version / "cars.json"
    header, *rows = Path(cars).read_text(encoding="utf-8").splitlines(keepends=True)
    Path("again.csv").write_text("".join([header, *reversed(rows)]), encoding="utf-8")
    argv = ["train", "again.csv", "-q", "--update", str(kept), "--solver", "exact", "-o", "more.json"]
    assert lrcli(*argv).status == 0
    old, new = (json.loads(Path(path).read_text(encoding="utf-8")) for path in (kept, "more.json"))
    assert new["bias"] == pytest.approx(old["bias"], rel=1e-9)
    weights = [[feature["weight"] for feature in model["features"]] for model in (old, new)]
    assert weights[0] == pytest.approx(weights[1], rel=1e-9)


def test_every_version_of_the_change_log_has_its_models():
    """`tests/model/released/make.sh VERSION` keeps them when a version is released."""
    versions = re.findall(r"^## (\d+\.\d+\.\d+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions
    assert sorted({path.parent.name for path in MODELS}) == sorted(versions)
