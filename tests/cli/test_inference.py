"""lrcli train --inference, as a person runs it."""

import re
from pathlib import Path

import pytest

PLOTS = """rain,irrigation,soil,yield
54.5,49.0,C,48.5
56.2,52.2,C,50.0
44.2,39.1,A,37.4
61.0,55.9,B,52.9
49.7,44.0,A,45.2
58.3,53.8,B,49.9
47.1,41.9,C,42.0
52.6,48.4,A,44.4
63.9,57.0,B,57.1
41.5,37.7,A,36.0
"""


@pytest.fixture
def shown(lrcli, write, monkeypatch):
    """What `lrcli train plots.csv --inference` shows, with these options more."""

    def run(*argv):
        return lrcli("train", write(PLOTS), "-t", "yield", "--solver", "exact", "--inference", *argv)

    return run


def test_the_table_has_the_digits_of_the_json_and_marks_what_may_be_0(shown):
    weights = {each["feature"]: each for each in shown("--json").json["inference"]["weights"] if not each["level"]}
    out = shown().out
    row = next(line.split() for line in out.splitlines() if line.strip().startswith("irrigation") and "may be" in line)
    found = weights["irrigation"]
    names = ["estimate", "standard_error", "robust_error", "t", "p", "low", "high", "vif"]
    for text, name in zip(row[1:], names, strict=False):
        assert float(text) == pytest.approx(found[name], rel=0.05 if name in ("t", "p") else 2e-3)
    assert found["low"] < 0 < found["high"]
    assert out.count("may be 0") - 1 == sum(
        each["low"] < 0 < each["high"] for each in shown("--json").json["inference"]["weights"]
    )


def test_a_smaller_confidence_makes_shorter_intervals(shown):
    wide, short = (shown("--json", *argv).json["inference"] for argv in ((), ("--confidence", "80")))
    assert (wide["confidence"], short["confidence"]) == (95, 80)
    lengths = [[weight["high"] - weight["low"] for weight in each["weights"]] for each in (wide, short)]
    ratio = 1.4759 / 2.5706  # of Student's t with 5 degrees of freedom, as printed
    assert lengths[1] == pytest.approx([ratio * length for length in lengths[0]], rel=1e-4)
    assert "80 % from" in shown("--confidence", "80").out


def test_confidence_without_inference_is_refused(lrcli, write):
    done = lrcli("train", write(PLOTS), "-t", "yield", "--confidence", "90")
    assert (done.status, done.out) == (2, "")
    assert "--confidence needs --inference" in done.err


@pytest.mark.parametrize("level", ["0", "100", "nan"])
def test_a_confidence_that_is_none_is_refused(shown, level):
    done = shown("--confidence", level)
    assert done.status == 2
    assert "--confidence" in done.err


def test_near_collinearity_is_a_remark(shown):
    assert re.search(r"nearly collinear: \w+ \(VIF [\d.]+\), \w+ \(VIF [\d.]+\)", shown().err)


def test_that_it_is_of_the_analytic_solution_is_said_and_without_weight_decay(shown):
    assert "of the analytic solution, from 10 training rows" in " ".join(shown().out.split())
    assert "without the penalty on the weights" in " ".join(shown("--weight-decay", "0.1").out.split())


def test_the_page_has_a_section_of_it_and_none_unasked(shown, lrcli, write):
    shown("--report", "with.html")
    lrcli("train", write(PLOTS), "-t", "yield", "--solver", "exact", "--report", "without.html")
    page, other = Path("with.html").read_text(), Path("without.html").read_text()
    section = page[page.index('aria-labelledby="inference"') :]
    section = section[: section.index("</section>")]
    for text in ("std. error", "robust error", "VIF", "adjusted R²", "The model with each category", "may be 0"):
        assert text in section
    assert 'aria-labelledby="inference"' not in other


def test_a_level_named_like_a_tag_stays_a_text(lrcli, write):
    rows = "".join(f"{k},{'<b>' if k % 3 else 'x'},{k * k % 11}\n" for k in range(20))
    assert lrcli("train", write("a,k,y\n" + rows), "--inference", "--report", "r.html", "-q").status == 0
    page = Path("r.html").read_text()
    assert "<b>" not in page
    assert "&lt;b&gt;" in page


def test_unasked_nothing_of_it_is_computed_or_shown(lrcli, write):
    done = lrcli("train", write(PLOTS), "-t", "yield", "--solver", "exact", "--json")
    assert "inference" not in done.json
    assert "std. error" not in lrcli("train", write(PLOTS), "-t", "yield", "--solver", "exact").out
