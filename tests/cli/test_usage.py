"""What every command shares: exit statuses, one line for each mistake, help."""

from pathlib import Path

import pytest

THREE = "a,price\n1,2\n2,5\n3,4\n"
COMMANDS = ("train", "predict", "evaluate", "crossval", "stats")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("a,b,price\n", "has a header and no rows"),
        ("a,price\n1,2\n", "1 training row; at least 2 are needed"),
        ("a,price\n1,x\n2,3\n", "line 2: the target 'price' is 'x' there, not a number"),
        ("a,price\n1,\n2,\n", "the target 'price' has no value"),
        ("a,price\n1,3\n2,3\n", "the target 'price' is 3 in every training row"),
        ("a,price\n1,3\n1,4\n", "no column to learn 'price' from (a: constant (1))"),
        ("price\n1\n2\n", "no column to learn 'price' from"),
        ('a,b,price\n"1\n1",2,3\n1,2,3,4\n', "line 4: 4 cells where the header has 3 columns"),
        ("a,price\n1,2\n2,inf\n", "line 3: the target 'price' is 'inf' there, not a number"),
        ("1,2\n3,4\n", "only numbers where the column names should be"),
    ],
)
def test_bad_data_is_one_line_with_status_1_and_no_file(lrcli, write, content, message):
    done = lrcli("train", write(content))
    assert done.status == 1
    assert done.out == ""
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert not Path("model.json").exists()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--learning-rate", "-1"], "--learning-rate -1 is not above 0"),
        (["--learning-rate", "fast"], "--learning-rate 'fast' is neither a number nor auto"),
        (["--epochs", "0"], "--epochs 0 is not 1 or more"),
        (["--epochs", "1.5"], "--epochs '1.5' is neither a whole number nor auto"),
        (["--batch-size", "0"], "--batch-size 0 is not 1 or more"),
        (["--weight-decay", "-1"], "--weight-decay -1 is not 0 or more"),
        (["--weight-decay", "nan"], "--weight-decay nan is not 0 or more"),
        (["--tolerance", "1"], "--tolerance 1 is not 0 or more and below 1"),
        (["--patience", "0", "--split", "80/20"], "--patience 0 is not 1 or more"),
        (["--patience", "3"], "--patience needs validation rows"),
        (["--seed", "-1"], "--seed -1 is not 0 or more"),
        (["--optimizer", "newton"], "--optimizer 'newton' is none of sgd"),
        (["--beta", "0.5"], "--beta belongs to momentum, not to adam"),
        (["--optimizer", "momentum", "--beta", "1"], "--beta 1 is not 0 or more and below 1"),
        (["--schedule", "warm"], "--schedule 'warm' is none of constant"),
        (["--gamma", "0.5"], "--gamma belongs to step and exponential, not to cosine"),
        (["--split", "10"], "--split '10' is not like 80/10/10"),
        (["--solver", "exact", "--epochs", "3"], "--epochs has no effect with --solver exact"),
        (["-t", "cost"], "no column 'cost'; the columns are a, price"),
        (["-f", "a,b"], "no column 'b'"),
        (["-x", "b"], "no column 'b'"),
        (["-f", "price"], "'price' is the target"),
        (["--json", "-o", "-"], "--json and --output -"),
        (["--bogus"], "No such option: --bogus"),
    ],
)
def test_wrong_usage_is_one_line_with_status_2_and_no_file(lrcli, write, argv, message):
    done = lrcli("train", write(THREE), *argv)
    assert done.status == 2
    assert done.out == ""
    assert message in done.err
    assert len(done.err.splitlines()) == 1
    assert not Path("model.json").exists()


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "predict"])
def test_a_missing_file_and_an_empty_directory_are_named(lrcli, write, tmp_path, command):
    model = write(THREE)
    lrcli("train", model, "-q")
    (tmp_path / "empty").mkdir()
    assert "no such file: nowhere.csv" in lrcli(command, "nowhere.csv").err
    assert "empty is a directory without a file in it" in lrcli(command, str(tmp_path / "empty")).err


def test_a_model_is_needed_and_its_damage_is_placed(lrcli, write):
    path = write(THREE)
    for argv in (["predict", "--a", "1"], ["evaluate", path]):
        done = lrcli(*argv)
        assert done.status == 1
        assert "no model file 'model.json'; make one with: lrcli train DATA" in done.err
    Path("model.json").write_text('{\n"format": "lrcli-model",\n"version": 1,\n"bias": NaN}')
    for argv in (["predict", "--a", "1"], ["evaluate", path]):
        done = lrcli(*argv)
        assert done.status == 1
        assert "model.json is damaged: JSON is malformed: invalid character in line 4, column 9" in done.err


def test_an_output_that_cannot_be_written_is_named(lrcli, write):
    done = lrcli("train", write(THREE), "-q", "-o", "no/such/folder/model.json")
    assert done.status == 1
    assert "cannot write no/such/folder/model.json" in done.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(lrcli, command):
    done = lrcli(command, "--help")
    assert done.status == 0
    assert f"\nExamples:\n  lrcli {command} " in done.out
    for option in ("--json", "--quiet", "--help"):
        assert option in done.out


def test_alone_it_shows_its_commands(lrcli):
    done = lrcli()
    assert done.status == 0
    assert all(command in done.out for command in COMMANDS)


def test_a_mistyped_command_is_guessed(lrcli):
    done = lrcli("trian")
    assert done.status == 2
    assert "Did you mean 'train'?" in done.err


@pytest.mark.parametrize("command", ["stats", "train", "crossval"])
def test_standard_input_is_a_table_like_any_other(lrcli, write, cars, command):
    piped = lrcli(command, "-", stdin=Path(cars).read_text())
    assert piped.status == 0
    assert piped.out.replace("standard input", "cars.csv") == lrcli(command, cars).out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["crossval", "cars.csv", "-k", "abc"], "--folds 'abc' is not a whole number"),
        (
            ["crossval", "cars.csv", "--weight-decay", "0", "--weight-decay", "x"],
            "--weight-decay 'x' is neither a number nor auto",
        ),
        (["train", "cars.csv", "--seed", "1.5"], "--seed '1.5' is not a whole number"),
    ],
)
def test_a_word_that_is_no_number_is_named_with_its_option(lrcli, argv, message):
    done = lrcli(*argv)
    assert (done.status, done.out, done.err) == (2, "", f"lrcli: {message}\n")
