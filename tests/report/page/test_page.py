"""The page as a file: whole, closed against any network, and nothing of a table in it but as text."""

import base64
import hashlib
import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from lrcli import load
from lrcli.cli.app import main
from lrcli.text import plain

VOID = {"meta", "input"}
NASTY = ["</script><script>alert(1)</script>", "<!--<script>", "'\"><svg onload=alert(1)>", "&lt;", "a\u2028b"]


class Page(HTMLParser):
    """Elements with their attributes, and the text in each."""

    def __init__(self, path):
        super().__init__()
        self.elements, self.open = [], []
        self.feed(Path(path).read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, name, attributes):
        self.elements.append([name, dict(attributes), ""])
        if name not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, name):
        assert self.open.pop()[0] == name

    def handle_data(self, text):
        if self.open:
            self.open[-1][2] += text

    def named(self, name):
        return [(attributes, text) for element, attributes, text in self.elements if element == name]


def hostile():
    """A table whose columns and categories are HTML."""
    rows = [
        f'{k % 13},"{NASTY[k % 5].replace(chr(34), chr(34) * 2)}",{k % 13 + 100 * (k % 5) + k % 3}' for k in range(120)
    ]
    return '"<b>size</b>","<i>kind</i>","<script>price</script>"\n' + "\n".join(rows) + "\n"


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder with that table, its model and the page of each command."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "table.csv").write_text(hostile(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["train", "table.csv", "--report", "train.html"]) == 0
        assert main(["evaluate", "table.csv", "--report", "evaluate.html"]) == 0
    return folder


@pytest.fixture(params=["train", "evaluate"])
def report(reports, monkeypatch, request):
    monkeypatch.chdir(reports)
    return Page(f"{request.param}.html")


def test_every_element_is_closed_and_all_are_ours(report):
    assert report.open == []
    ours = (Path(__file__).parents[3] / "src/lrcli/report/page").glob("*.py")
    used = {name for file in ours for name in re.findall(r'tag\(\s*"(\w+)"', file.read_text(encoding="utf-8"))}
    assert {name for name, _, _ in report.elements} <= used | {"figcaption"}
    assert [attributes.get("type") for attributes, _ in report.named("script")].count(None) == 1


def test_names_and_categories_are_texts_of_the_page(report):
    labels = [text for _, text in report.named("label")]
    assert labels[:2] == ["<b>size</b>", "<i>kind</i>"]
    assert {text for _, text in report.named("option")} >= set(map(plain, NASTY))
    assert report.named("h1")[0][1] == "<script>price</script>"


def test_the_script_reads_the_weights_of_the_model(report):
    attributes, text = report.named("script")[0]
    assert attributes == {"type": "application/json", "id": "model"}
    read, model = json.loads(text), load("model.json")
    (target,) = read["targets"]
    assert target["bias"] == model.bias
    assert target["features"][0]["weight"] == model.features[0].weight
    assert dict(target["features"][1]["weights"]) == model.features[1].weights
    assert [column["name"] for column in read["inputs"]] == ["<b>size</b>", "<i>kind</i>"]


def test_the_policy_allows_the_one_style_and_the_one_script(report):
    policy = next(a["content"] for a, _ in report.named("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ")
    for text in (report.named("style")[0][1], report.named("script")[-1][1]):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_element_points_anywhere(report):
    for name, attributes, _ in report.elements:
        assert not {"src", "href", "action", "style", "srcset"} & set(attributes), name
        assert not [attribute for attribute in attributes if attribute.startswith("on")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--solver", "exact"), "The analytic optimum."),
        (("--log-target",), "exp(bias + "),
        (("--split", "none"), "On 500 rows that it was trained on, which it knows better than new ones."),
        (("--features", "age"), "predicted from age"),
    ],
)
def test_the_page_says_how_the_model_was_made(lrcli, cars, options, said):
    assert lrcli("train", cars, "--report", "r.html", *options).status == 0
    assert said in Path("r.html").read_text(encoding="utf-8")


def test_a_weight_of_a_logarithm_changes_by_a_part_and_is_per_its_own_unit(lrcli, write):
    """y = exp(0.01 d + 0.1 x) over days d: each day 1.005 % more, each x 10.52 %."""
    rows = "".join(
        f"2020-01-{k % 28 + 1:02d},{k % 7},{math.exp(0.01 * (k % 28) + 0.1 * (k % 7))!r}\n" for k in range(60)
    )
    path = write("day,x,y\n" + rows)
    lrcli("train", path, "-q", "--solver", "exact", "--log-target", "--report", "r.html")
    small = [text for _, text in Page("r.html").named("small")]
    assert "+1.005 % per day" in small
    assert "+10.52 % per unit" in small
    text = Path("r.html").read_text(encoding="utf-8")
    assert "changes y by" in text
    assert "multiplies y" not in text
    lrcli("train", path, "-q", "--solver", "exact", "--report", "r.html")
    assert any(text.endswith(" per day") and "%" not in text for _, text in Page("r.html").named("small"))


def test_the_same_training_makes_the_same_page(lrcli, cars):
    pages = []
    for _ in range(2):
        lrcli("train", cars, "--report", "r.html", "--epochs", "5")
        pages.append(Path("r.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_head_of_each_column_of_errors_says_what_it_is_and_which_way_is_better(report):
    heads = {text: attributes["title"] for attributes, text in report.named("abbr")}
    assert list(heads) == ["RMSE", "MAE", "MAPE", "R²"]
    assert heads["MAE"] == "mean absolute error, 1/n Σ |ŷ − y|; less is better"
    assert heads["R²"].endswith("; more is better")


def test_the_most_important_feature_is_first_in_weights_network_and_largest_errors(lrcli, write):
    """y = a + 100 b + 10 c over the same values: in the file the least important comes first."""
    rows = "".join(
        f"{k % 5},{k // 5 % 5},{k // 25 % 5},{k % 5 + 100 * (k // 5 % 5) + 10 * (k // 25 % 5)}\n" for k in range(250)
    )
    lrcli("train", write("aaa,bbb,ccc,y\n" + rows), "--report", "r.html", "--solver", "exact")
    html = Path("r.html").read_text(encoding="utf-8")
    html = html[html.index("What it learned") :]
    for start, end in (("What it learned", "How well"), ('role="img"', "How well"), ("Largest errors", "How it was")):
        section = html[html.index(start) : html.index(end)]
        positions = [section.index(name) for name in ("bbb", "ccc", "aaa")]
        assert positions == sorted(positions), start


@pytest.mark.parametrize("words", [["train", "-t", "price,weight", "--epochs", "3", "--inference"], ["evaluate"]])
def test_a_page_of_several_targets_has_a_part_for_each_and_no_name_twice(lrcli, tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{k},{7 * k % 31},{3 * k + 7 * k % 11},{k % 13}\n" for k in range(60))
    Path("two.csv").write_text(f"size,age,price,weight\n{rows}")
    if words[0] == "evaluate":
        lrcli("train", "two.csv", "-t", "price,weight", "--epochs", "3")
    assert lrcli(words[0], "two.csv", "--report", "two.html", *words[1:]).status == 0
    page = Page("two.html")
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    pointed = {
        name for _, a, _ in page.elements for key in ("for", "aria-labelledby") for name in a.get(key, "").split()
    }
    assert pointed <= set(ids)
    assert page.named("h1")[0][1] == "price and weight"
    assert [text for a, text in page.named("h2") if a["id"].startswith("target-")] == ["price", "weight"]
    assert [text for _, text in page.named("h3")].count("What it learned") == 2
    verdicts = [text for a, text in page.named("p") if a.get("class", "").startswith("verdict")]
    assert [text.partition(":")[0] for text in verdicts] == ["price", "weight"]
    rows_of_data = [text for a, text in page.named("th") if a.get("scope") == "row"]
    assert rows_of_data[-4:] == ["size", "age", "price", "weight"]
