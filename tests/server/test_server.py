"""lrcli serve, in a process of its own: what it answers, what it refuses, that it loses nothing and ends in order."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import jsonschema
import pytest
from servers import Client, served

import lrcli
from lrcli.cli.app import main
from lrcli.server.app import MOST_BYTES

CASE = {"brand": "BMW", "fuel": "diesel", "gearbox": "manual", "horsepower": 150, "mileage": 33488, "age": 3}
AT_ONCE, REQUESTS = 50, 2000  # of the load


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def model(folder):
    from pathlib import Path

    table = Path(__file__).parents[2] / "sample_data" / "used_cars.csv"
    model = lrcli.train(str(table), epochs=5).model
    model.save(folder / "model.json")
    return model


@pytest.fixture(scope="module")
def address(folder, model):
    with served(folder / "model.json") as (process, address):
        yield address
    assert process.returncode == 0


@pytest.fixture
def client(address):
    with Client(address) as client:
        yield client


def test_one_case_is_answered_with_what_predict_says_of_it(client, model):
    status, answer = client.predict(CASE, "?interval=90&explain=true")
    assert status == 200
    assert answer["price_predicted"] == pytest.approx(model.predict(**CASE))
    low, high = model.around(answer["price_predicted"], model.reach(90))
    assert (answer["price_low"], answer["price_high"]) == pytest.approx((low, high))
    assert sum(answer[name] for name in model.contribution_names) == pytest.approx(answer["price_predicted"])
    _, answer = client.predict({**CASE, "brand": "bmw", "age": None, "mileage": "33,488 km", "fuel": "steam"})
    assert answer["values"] | {"age": None, "fuel": "steam"} == {**CASE, "age": None, "fuel": "steam"}
    assert any(remark.startswith("age is missing") for remark in answer["remarks"])
    assert any("'steam' was not seen in training" in remark for remark in answer["remarks"])


def test_half_a_character_as_json_can_escape_it_is_answered_with_a_mark_in_its_place(client):
    status, answer = client.predict({**CASE, "fuel": "\ud800"})
    assert status == 200
    assert answer["values"]["fuel"] == "\ufffd"


def test_many_cases_are_answered_in_their_order_with_notes(client, model):
    blank = dict.fromkeys(CASE)
    status, answer = client.predict(
        [CASE, blank, {**CASE, "fuel": "steam"}, {**CASE, "age": "old"}, {**CASE, "age": 99}]
    )
    assert status == 200
    first, second, third, fourth, fifth = answer["predictions"]
    assert first == {"price_predicted": pytest.approx(model.predict(**CASE)), "notes": []}
    assert second == {"price_predicted": None, "notes": ["blank"]}
    assert third["notes"] == ["unseen:fuel=steam"]
    assert fourth == {"price_predicted": None, "notes": ["unreadable:age"]}
    assert fifth["notes"] == ["outside:age"]
    assert any("1 row not seen in training" in remark for remark in answer["remarks"])
    assert client.predict([])[1] == {"predictions": [], "remarks": []}


def test_a_csv_is_answered_as_predict_writes_it_or_as_json(client, used_cars, folder, capsys):
    with open(used_cars, "rb") as file:
        body = b"".join(line for line, _ in zip(file, range(50), strict=False)) + b"Fiat,,manual,many,1,2,3\n"
    status, headers, answer = client.ask("POST", "/predict?interval=90", body, content_type="text/csv; charset=utf-8")
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/csv")
    (folder / "body.csv").write_bytes(body)
    assert main(["predict", "-m", str(folder / "model.json"), str(folder / "body.csv"), "--interval", "90"]) == 0
    assert answer.decode() == capsys.readouterr().out
    _, _, answer = client.ask("POST", "/predict", body, content_type="text/csv", accept="application/json")
    last = json.loads(answer)["predictions"][-1]
    assert last == {
        "line": 51,
        "price_predicted": None,
        "notes": ["unreadable:horsepower", "outside:mileage", "missing:fuel"],
    }


@pytest.mark.parametrize(
    ("body", "kind", "query", "status", "message"),
    [
        (b"{", "application/json", "", 400, "the body is not JSON: "),
        (b'{"age": NaN}', "application/json", "", 400, "NaN is no number in JSON"),
        (b"[" * 100_000, "application/json", "", 400, "the body is not JSON: "),
        (b"3", "application/json", "", 400, "the body is one case, an object, or a list of cases"),
        (b"{}", "application/json", "", 422, "no value for horsepower, mileage"),
        (b'[{"age": 3}, 4]', "application/json", "", 422, "a case is an object"),
        (json.dumps([CASE, {"age": 3}]).encode(), "application/json", "", 422, "case 1: no value for horsepower"),
        (json.dumps([CASE | {"colour": "red"}]).encode(), "application/json", "", 422, "case 0: no feature 'colour'"),
        (json.dumps([CASE, CASE | {"age": [3]}]).encode(), "application/json", "", 422, "case 1: age is a list or an"),
        (b"[{}]", "application/json", "", 422, "case 0: no value for horsepower, mileage"),
        (b'{"age": 1e999}', "application/json", "", 400, "1e999 is too large for a number"),
        (b'{"colour": "red"}', "application/json", "", 422, "no feature 'colour'"),
        (json.dumps(CASE | {"age": [3]}).encode(), "application/json", "", 422, "age is a list or an object, no value"),
        (json.dumps(CASE | {"age": "old"}).encode(), "application/json", "", 422, "age 'old' is not a number"),
        (json.dumps(CASE | {"mileage": "180.000"}).encode(), "application/json", "", 422, "may be 180 or 180,000"),
        (b"{}", "application/json", "?interval=0.9", 422, "is 90 meant?"),
        (b"{}", "application/json", "?interval=ninety", 422, "interval 'ninety' is not a number"),
        (b"{}", "application/json", "?interval=nan", 422, "interval nan is not above 0 and below 100"),
        (b"{}", "application/json", "?explain=maybe", 422, "explain 'maybe' is neither true nor false"),
        (b"{}", "application/json", "?colour=red", 422, "colour is none of interval, mean, explain"),
        (b"a,b\n1,2\n", "text/csv", "", 422, "the body lacks the columns horsepower, "),
        (b"", "text/csv", "", 422, "the body"),
        (b"PK\x03\x04 no workbook", "text/csv", "", 422, "the body"),
        (b"x", "image/png", "", 415, "a body is application/json or text/csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_a_reason(client, folder, body, kind, query, status, message):
    got, headers, answer = client.ask("POST", f"/predict{query}", body, content_type=kind)
    text = json.loads(answer)["error"]
    assert (got, headers["content-type"]) == (status, "application/json")
    assert message in text
    assert not any(path in text for path in ("/tmp", str(folder), ".csv", ".py"))


def test_a_body_that_is_too_large_is_refused(client, address):
    status, _, answer = client.ask("POST", "/predict", b"x" * (MOST_BYTES + 1), content_type="text/csv")
    assert status == 413
    assert "the body is larger than 10,485,760 bytes" in json.loads(answer)["error"]
    pieces = (b"x" * (1 << 20) for _ in range(12))  # without a length before it
    with Client(address) as other:
        status, *_ = other.ask("POST", "/predict", pieces, content_type="text/csv")
    assert status == 413


def test_other_addresses_and_names_of_the_machine_are_refused(client):
    assert client.ask("GET", "/model.json")[0] == 404
    assert client.ask("GET", "/predict")[0] == 405
    assert client.ask("GET", "/health", host="example.org")[0] == 400


def test_health_and_openapi_describe_the_model(client):
    status, _, body = client.ask("GET", "/health")
    assert (status, json.loads(body)["targets"], set(json.loads(body)["features"])) == (200, ["price"], set(CASE))
    _, _, body = client.ask("GET", "/openapi.json")
    openapi = json.loads(body)
    assert openapi["openapi"].startswith("3.1")
    assert set(openapi["paths"]) == {"/", "/predict", "/health"}
    content = openapi["paths"]["/predict"]["post"]["requestBody"]["content"]
    case, _ = content["application/json"]["schema"]["oneOf"]
    jsonschema.Draft202012Validator.check_schema(case)
    jsonschema.validate(CASE, case)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**CASE, "age": [3]}, case)


def test_fifty_at_a_time_all_get_their_own_answer(address, model):
    def ask(worker):
        answers = []
        with Client(address) as client:
            for k in range(worker, REQUESTS, AT_ONCE):
                case = {**CASE, "mileage": 100 * k}
                answers.append((k, client.predict([case] if k % 40 == 0 else case)))
        return answers

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(answer for some in pool.map(ask, range(AT_ONCE)) for answer in some)
    assert len(answers) == REQUESTS
    for k, (status, answer) in answers.items():
        assert status == 200
        one = answer["predictions"][0] if "predictions" in answer else answer
        assert one["price_predicted"] == pytest.approx(model.predict(**{**CASE, "mileage": 100 * k}))


def test_a_port_that_is_taken_is_said(address, folder, capsys):
    port = address.rsplit(":")[-1].strip("/")
    assert main(["serve", str(folder / "model.json"), "--port", port]) == 1
    assert f"cannot listen on port {port}: Address already in use; give another with --port" in capsys.readouterr().err


@pytest.mark.parametrize("absent", ["uvicorn", "starlette"])
def test_an_absent_package_is_named_with_the_command_that_installs_it(folder, model, monkeypatch, capsys, absent):
    for name in [name for name in sys.modules if name.partition(".")[0] == absent or name == "lrcli.server.app"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, absent, None)
    assert main(["serve", str(folder / "model.json"), "--port", "0"]) == 1
    assert capsys.readouterr().err == f"lrcli: serve needs {absent}: pip install 'lrcli[serve]'\n"


@pytest.mark.parametrize("port", ["70000", "-1", "http"])
def test_a_port_that_is_none_is_refused(folder, model, capsys, port):
    assert main(["serve", str(folder / "model.json"), "--port", port]) == 2
    assert "--port" in capsys.readouterr().err
