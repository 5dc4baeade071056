"""Inputs that hypothesis draws and shrinks: each ends in an answer or in one message, whatever it is."""

import contextlib
import json
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lrcli.cli.app import main
from lrcli.errors import LrcliError
from lrcli.model.linear import decoded
from lrcli.notation.terms import parse_term

ROOT = Path(__file__).parents[2]
COLUMNS = ["mileage", "age", "fuel", "a b", "log(x)"]
any_text = st.text(max_size=40)
in_a_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def ended_in_order(status, err):
    assert status in (0, 1, 2)
    assert "Traceback" not in err
    assert "Warning" not in err
    assert not status or sum(line.startswith("lrcli: ") for line in err.splitlines()) == 1


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """run(*argv) checks that a command line ends in order, and returns its status."""
    monkeypatch.chdir(tmp_path)

    def checked(*argv):
        capfd.readouterr()
        status = main(argv)
        ended_in_order(status, capfd.readouterr().err)
        return status

    return checked


names = st.sampled_from(["mileage", "age", "fuel", "price", "nope", "`age`", ""])
values = st.one_of(
    st.floats().map(repr), st.integers().map(str), any_text, st.sampled_from(["'x'", "120.000", "1e999"])
)
comparisons = st.tuples(names, st.sampled_from(["<", "<=", "==", "!=", ">", "in", "is", "=~"]), values).map(" ".join)
conditions = st.recursive(
    st.one_of(comparisons, any_text, names.map("{} is missing".format)),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(" and ".join),
        st.lists(inner, min_size=2, max_size=4).map(" or ".join),
        inner.map("not ({})".format),
        inner.map("(({}".format),
    ),
    max_leaves=8,
)


@in_a_folder
@given(condition=conditions.filter(lambda text: "\0" not in text))
@example(condition="not and == 1")
def test_a_condition_selects_rows_or_is_refused(run, condition):
    Path("t.csv").write_text(
        "mileage,age,fuel,price\n" + "".join(f"{k},{k % 5},{'xy'[k % 2]},{9 * k}\n" for k in range(9))
    )
    run("stats", "t.csv", f"--where={condition}")


terms = st.recursive(
    st.one_of(st.sampled_from([*COLUMNS, "nope", ""]), any_text),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(":".join),
        inner.map("log({})".format),
        inner.map("sqrt({})".format),
        st.tuples(inner, st.one_of(st.integers(), st.floats(), any_text)).map(lambda pair: f"{pair[0]}^{pair[1]}"),
    ),
    max_leaves=6,
)


@given(terms)
def test_a_term_is_understood_or_refused(text):
    try:
        term = parse_term(COLUMNS, text)
    except LrcliError:
        return
    assert {factor.column for factor in term.factors} <= set(COLUMNS)


@cache
def sound_model():
    return json.loads((ROOT / "tests" / "model" / "released" / "0.2.0" / "ads.json").read_text(encoding="utf-8"))


def places(value, path=()):
    """The path of keys and indices to each value of a JSON document."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value) if isinstance(value, list) else 0):
        yield from places(value[key], (*path, key))


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), any_text),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(any_text, inner, max_size=3)),
    max_leaves=4,
)


@given(st.data())
def test_a_model_with_another_value_predicts_or_is_refused(data):
    model = json.loads(json.dumps(sound_model()))
    *way, last = data.draw(st.sampled_from([path for path in places(model) if path]))
    inner = model
    for key in way:
        inner = inner[key]
    inner[last] = data.draw(json_values)
    try:
        loaded = decoded(json.dumps(model).encode(), "m.json")
        loaded.predict(**{column.name: None for column in loaded.inputs})
    except LrcliError:
        pass


@given(st.binary(max_size=200), st.integers(0))
def test_a_model_with_other_bytes_is_refused(content, at):
    sound = json.dumps(sound_model()).encode()
    at %= len(sound)
    with contextlib.suppress(LrcliError):
        decoded(sound[:at] + content + sound[at + len(content) // 2 :], "m.json")


cells = st.one_of(
    st.floats().map(repr), any_text, st.sampled_from(["", "NA", '"', "1,5", "31.12.1999", "€ 5", "12 km"])
)
rows = st.lists(st.lists(cells, min_size=1, max_size=4), max_size=12)
delimiters = st.sampled_from([",", ";", "\t", "|", " "])


@in_a_folder
@given(rows, delimiters, st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-32"]))
def test_any_table_is_described_or_refused(run, rows, delimiter, encoding):
    text = "\n".join(delimiter.join(row) for row in rows)
    Path("t.csv").write_bytes(text.encode(encoding, "replace"))
    run("stats", "t.csv")


@cache
def sound_files(folder):
    """One file of each format that is no text, as the campaigns make them."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        from campaigns.containers import sound
    finally:
        sys.path.pop(0)
    return sound(folder)


@in_a_folder
@given(st.data())
def test_any_packed_file_is_read_or_refused_wherever_it_is_cut_or_changed(run, tmp_path_factory, data):
    files = sound_files(tmp_path_factory.getbasetemp())
    name = data.draw(st.sampled_from(sorted(files)))
    content = files[name]
    at = data.draw(st.integers(0, len(content)))
    change = data.draw(st.one_of(st.just(None), st.binary(max_size=8)))
    changed = content[:at] if change is None else content[:at] + change + content[at + len(change) :]
    Path(name).write_bytes(changed or b"\0")
    run("stats", name)
