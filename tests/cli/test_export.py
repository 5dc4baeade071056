"""lrcli export: what goes where, and what it refuses. That exports are right, tests/export shows by running them."""

import pytest


@pytest.fixture
def model(lrcli, used_cars):
    assert lrcli("train", used_cars, "--epochs", "2").status == 0


def test_a_program_goes_to_standard_output_or_to_a_file(lrcli, model, tmp_path):
    printed = lrcli("export", "model.json", "--to", "python")
    assert (printed.status, printed.err) == (0, "")
    assert lrcli("export", "--to", "python", "-o", "price.py").out == ""
    assert (tmp_path / "price.py").read_text() == printed.out
    assert "def predict(row" in printed.out


def test_sql_reads_the_table_that_is_named_or_that_the_file_was_called(lrcli, model):
    assert 'FROM "used_cars" AS t' in lrcli("export", "--to", "sql").out
    assert "FROM `my cars` AS t" in lrcli("export", "--to", "sql", "--dialect", "mysql", "--table", "my cars").out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "--to is missing: one of python, "),
        (["--to", "cobol"], "--to 'cobol' is none of python, "),
        (["--to", "c", "--dialect", "sqlite"], "--dialect is for SQL alone, and the language is c; leave it out"),
        (["--to", "c", "--table", "cars"], "--table is for SQL alone, and the language is c"),
        (["--to", "sql", "--dialect", "oracle"], "--dialect 'oracle' is none of postgres, "),
        (["--to", "c", "model.json", "other.json"], "'other.json' is a second model; export one at a time"),
        (["--to", "c", "-o", "model.json"], "model.json would replace a file that is used already"),
    ],
)
def test_a_wrong_line_is_told_what_is_wrong_with_it(lrcli, model, words, complaint):
    done = lrcli("export", *words)
    assert (done.status, done.out) == (2, "")
    assert complaint in done.err


def test_an_interval_that_the_residuals_cannot_tell_is_refused(lrcli, write):
    table = write("km,price\n" + "".join(f"{k},{k * 7 % 11}\n" for k in range(12)))
    assert lrcli("train", table, "-t", "price", "--epochs", "2").status == 0
    done = lrcli("export", "--to", "c", "--interval", "99")
    assert done.status == 1
    assert "a range that holds in 99 of 100 cases needs" in done.err


def test_what_a_language_does_not_read_is_said(lrcli, write):
    rows = "".join(f'{k},"{k}.500 km",0{k % 9 + 1}.01.2020,{k * 3}\n' for k in range(10, 40))
    assert (
        lrcli("train", write(f"n,way,day,price\n{rows}"), "-t", "price", "--thousands", ".", "--epochs", "2").status
        == 0
    )
    done = lrcli("export", "--to", "c")
    assert "takes numbers where the table has them with units, marks or as dates: " in done.err
    assert "way, a number of km" in done.err
    assert "day, a number: days since 1970-01-01" in done.err
    assert lrcli("export", "--to", "javascript").err == ""
