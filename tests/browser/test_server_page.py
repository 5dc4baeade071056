"""The page of lrcli serve, tried by a visitor."""

import pytest
from servers import Client, served

import lrcli


@pytest.fixture
def server(used_cars, tmp_path):
    model = lrcli.train(used_cars, epochs=5).model
    model.save(tmp_path / "model.json")
    with served(tmp_path / "model.json") as (_, address):
        yield address


def test_the_page_predicts_what_the_server_does_and_asks_for_nothing_else(page, server):
    page.visit(server)
    case = {"brand": "Opel", "fuel": "petrol", "gearbox": "manual", "horsepower": "90", "mileage": "54321", "age": "7"}
    for label, text in case.items():
        page.set(label, text)
    with Client(server) as client:
        _, answer = client.predict(case, "?interval=90")
    assert float(page.price) == pytest.approx(answer["price_predicted"], abs=0.006)
    assert [float(end) for end in page.range] == pytest.approx([answer["price_low"], answer["price_high"]], abs=0.006)
    assert page.complaints == []
    assert {address for address in page.requested if "favicon" not in address} == {server}
