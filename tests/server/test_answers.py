"""What the server answers, without a server: a case alone and in a list, and what a client can send."""

import asyncio
import json
import math
import random

import pytest
from starlette.exceptions import HTTPException

import lrcli
from lrcli.errors import LrcliError
from lrcli.server.answers import Wanted, documents_of_csv, in_address, many_cases, one_case
from lrcli.server.app import app, of_json, wanted_of
from lrcli.server.openapi import description

CASE = {"km": 33.488, "new": True, "share": "5 %"}


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """Points for thousands, ja and nein, percentages, and a logarithm, whose mean is far from its median."""
    draw = random.Random(4)
    rows = "".join(
        f"{km:,}".replace(",", ".") + f";{word};{share} %;{math.exp(draw.gauss(8 - km / 90_000, 0.8)):.2f}\n"
        for km, word, share in ((draw.randint(0, 200_000), draw.choice(["ja", "nein"]), k % 60 + 1) for k in range(200))
    )
    path = tmp_path_factory.mktemp("table") / "cars.csv"
    path.write_text("km;new;share;price\n" + rows)
    return lrcli.train(path, target="price", thousands=".", log_target=True, solver="exact").model


@pytest.mark.parametrize("new", [True, False, 1, 0, "ja", "nein", None])
@pytest.mark.parametrize("others", [[], [{**CASE, "new": "nein"}], [{**CASE, "new": None}, {**CASE, "new": True}]])
def test_a_case_is_answered_alike_alone_and_beside_any_others(model, new, others):
    case = {**CASE, "new": new}
    alone = one_case(model, case, Wanted())["price_predicted"]
    beside = many_cases(model, [*others, case], Wanted())["predictions"][-1]["price_predicted"]
    assert beside == pytest.approx(alone, rel=1e-12)
    assert (alone == one_case(model, {**CASE, "new": "ja"}, Wanted())["price_predicted"]) == (new in (True, "ja"))


@pytest.mark.parametrize("change", [{"km": True}, {"km": "far"}, {"share": 5}, {"share": False}, {"new": 0.5}])
def test_what_is_refused_alone_is_unreadable_in_a_list(model, change):
    case = {**CASE, **change}
    with pytest.raises(LrcliError, match=f"^{next(iter(change))} "):
        one_case(model, case, Wanted())
    (answer,) = many_cases(model, [case], Wanted())["predictions"]
    assert answer["price_predicted"] is None
    assert f"unreadable:{next(iter(change))}" in answer["notes"]


def test_numbers_and_texts_of_one_column_are_refused_where_the_same_digits_are_two_values(model):
    with pytest.raises(LrcliError, match="km is a number in some cases and a text in others"):
        many_cases(model, [CASE, {**CASE, "km": "33.488"}], Wanted())


def test_remarks_name_what_a_client_can_send(model):
    one, many = one_case(model, CASE, Wanted()), many_cases(model, [CASE], Wanted())
    for remarks in (one["remarks"], many["remarks"]):
        (remark,) = (remark for remark in remarks if "median" in remark)
        assert remark.endswith(": see ?mean=true")
    assert one_case(model, CASE, Wanted(mean=True))["price_mean"] > 1.1 * one["price_predicted"]
    assert in_address("name another with --encoding") == "name another with encoding"


def test_a_csv_in_doubt_is_read_as_the_address_says():
    km = [1000 * k for k in range(200)]
    model = lrcli.train({"km": km, "y": [2 * each for each in km]}, solver="exact").model
    body = b"km\n120.000\n7000\n"
    with pytest.raises(LrcliError) as refusal:
        documents_of_csv(model, body, wanted_of({}))
    assert in_address(str(refusal.value)).endswith("""'120.000' is 120 (decimal ".") or 120000 (thousands ".")""")
    for query, first in (({"decimal": "."}, 240), ({"thousands": "."}, 240_000)):
        answer = documents_of_csv(model, body, wanted_of(query))
        assert answer["predictions"][0]["y_predicted"] == pytest.approx(first)
        assert set(query) < {each["name"] for each in parameters(model)}
    with pytest.raises(LrcliError, match="thousands 'x' is none of"):
        wanted_of({"thousands": "x"})


def parameters(model):
    return description(model, 1)["paths"]["/predict"]["post"]["parameters"]


def test_the_description_says_which_values_a_column_takes(model):
    content = description(model, 1)["paths"]["/predict"]["post"]["requestBody"]["content"]
    case, _ = content["application/json"]["schema"]["oneOf"]
    types = {name: set(each["type"]) for name, each in case["properties"].items()}
    assert types == {
        "km": {"number", "string", "null"},
        "new": {"boolean", "string", "null"},
        "share": {"string", "null"},
    }


def test_a_number_that_is_too_large_is_no_json(model):
    body = json.dumps({**CASE, "km": 10**400}).encode()
    with pytest.raises(HTTPException) as refusal:
        of_json(model, body, Wanted())
    assert "is too large for a number" in refusal.value.detail


def test_every_target_is_answered_by_what_its_own_model_says():
    table = {"km": list(range(60)), "price": [2.0 ** (k / 20) * (1 + k % 3) for k in range(60)]}
    table["share"] = [k % 7 + 0.5 * k for k in range(60)]
    model = lrcli.train(table, target="log(price), share", solver="exact").model
    wanted = Wanted(interval=80, mean=True, explain=True)
    both = one_case(model, {"km": 12}, wanted)
    many = many_cases(model, [{"km": 12}], wanted)["predictions"][0]
    csv = documents_of_csv(model, b"km\n12\n", wanted)["predictions"][0]
    for each in model.each:
        alone = one_case(each, {"km": 12}, Wanted(interval=80, mean=each.target.log is not None, explain=True))
        for name in alone.keys() - {"values", "remarks"}:
            assert both[name] == alone[name]
            assert many[name] == csv[name] == pytest.approx(alone[name])
    assert "share_mean" not in both
    content = description(model, 1)["paths"]["/predict"]["post"]["responses"]["200"]["content"]
    answer = content["application/json"]["schema"]["oneOf"][0]
    assert answer["required"] == ["price_predicted", "share_predicted"]


def test_a_model_that_its_training_called_unusable_says_so_at_every_address(model):
    """A server measures nothing: without the training's word a model of a rank would look like any other."""
    draw = random.Random(5)
    km = [draw.randint(0, 200_000) for _ in range(120)]
    price = sorted((30_000 - x / 10 + draw.gauss(0, 4000) for x in km), reverse=True)
    ranked = lrcli.train({"km": km, "place": [*range(120)], "price": price}, target="price", solver="exact").model
    said = "place has price in its order in 120 rows"
    case = {"km": 20_000, "place": 7}
    assert said in one_case(ranked, case, Wanted())["remarks"][0]
    assert said in many_cases(ranked, [case, case], Wanted())["remarks"][0]
    routes = {route.path: route.endpoint for route in app(ranked).routes}
    health = json.loads(asyncio.run(routes["/health"](None)).body)
    assert said in health["doubts"]["price"]["target in disguise"]
    assert f"Not usable: {said}" in asyncio.run(routes["/"](None)).body.decode()
    assert not model.doubts
