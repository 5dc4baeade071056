"""Whatever is in a file: a result or one line, and never a traceback."""

import contextlib
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrcli.cli.app import main

TABLES = [
    b"km,fuel,price\n" + b"".join(b"%d,%s,%d\n" % (k, [b"gas", b"lpg"][k % 2], 90 - k) for k in range(12)),
    "sold;öko;preis\n".encode()
    + b"".join(b"%d.3.2020;%s;1.%d00,50\n" % (k + 13, b"ja" * (k % 2), k) for k in range(9)),
    b"# note\n\n  a   b  c \n" + b"".join(b" %d   '%d'  %d\n" % (k, k * k, k + 7) for k in range(12)),
    b'"a ""x""",b,price\r\n' + b"".join(b'"q\r\n,%d",%d%%,"$%d,500"\r\n' % (k % 3, k, k + 7) for k in range(12)),
]
TABLES += [TABLES[0].decode().encode("utf-16"), TABLES[1].decode().encode("cp1252")]
PIECES = [
    *(b", ; \t | \" ' # - . a 1 $ % ( ) : /".split(b" ")), b" ", b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xe4",
    b"\xef\xbb\xbf", b"\xff\xfe", b"inf", b"NA", b"1.500", b"1e999", b"2020-01-01", b"sep=;\n", b"\xe2\x80\xa8",
    b"\x1c", b"\x85", b"\x1f\x8b", b"PAR1", b"BZh", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"PK\x03\x04",
]  # fmt: skip
COMMANDS = (("train", "--epochs", "2", "-o", "new.json"), ("stats",), ("evaluate",), ("predict",))
OPTIONS = [
    [], [], [], ["--no-header"], ["--skip-lines", "1"], ["--delimiter", ";"], ["--delimiter", "blanks"],
    ["--quote", "'"], ["--encoding", "utf-16"], ["--encoding", "cp1252"], ["--thousands", "."], ["--comment", "1"],
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a model of each table, which becomes the current one."""
    place = tmp_path_factory.mktemp("any")
    with contextlib.chdir(place):
        for k, table in enumerate(TABLES):
            (place / "t.csv").write_bytes(table)
            status, said = run("train", "t.csv", "--epochs", "2", "-q", "-o", f"{k}.json")
            assert (status, said.partition("Not usable: ")[0]) == (0, "")  # nothing but the verdict
        yield place


def run(*argv):
    """Status and standard error."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        return main(argv), err.getvalue()


def check(folder, content, model, options):
    (folder / "t.csv").write_bytes(content)
    for command, *more in COMMANDS:
        apply = ["-m", f"{model}.json"] if command in {"evaluate", "predict"} else []
        status, err = run(command, "t.csv", *more, *apply, *options)
        assert status in {0, 1, 2}
        if status:
            assert err.startswith("lrcli: ")
            assert err.count("\n") == 1


models = st.integers(0, len(TABLES) - 1)
pieces = st.lists(st.sampled_from(PIECES), max_size=25).map(b"".join)


@given(st.one_of(pieces, st.binary(max_size=60)), models, st.sampled_from(OPTIONS))
@example(b"\x1cinf\xff\xfe\x0c\n.1e999", 0, [])
@example(b"a b\n1 2\n \t\n3 4\n ", 2, ["--delimiter", "blanks"])
@example(b"km,fuel,price\n1,gas,2\n", 0, ["--encoding", "utf-16"])
def test_any_bytes_at_all(folder, content, model, options):
    check(folder, content, model, options)


@given(st.data(), models, st.sampled_from(OPTIONS))
def test_a_table_with_anything_put_in_or_taken_out(folder, data, model, options):
    content = TABLES[model]
    for _ in range(data.draw(st.integers(1, 3))):
        start, size = data.draw(st.integers(0, len(content))), data.draw(st.sampled_from([0, 0, 1, 2, 40, 1000]))
        piece = data.draw(st.sampled_from(PIECES)) * data.draw(st.sampled_from([0, 1, 1, 30]))
        content = content[:start] + piece + content[start + size :]
    check(folder, content, model, options)


def test_a_cell_that_is_not_utf_8_in_a_row_too_long_is_one_line(folder, capfd):
    """The parser that is asked about such a row wants to read it as text."""
    rows = "ü,1\n" * 5
    (folder / "t.csv").write_bytes(f"a,b\n{rows}".encode() + b"\xfe,1,2\n")
    status, err = run("train", "t.csv")
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("lrcli: t.csv, line 7: 3 cells where the header has 2 columns; ")
    assert capfd.readouterr().err == ""
