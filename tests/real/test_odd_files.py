"""Real tables as they were found: what is understood, what is left out, and that it is said."""

import re
from pathlib import Path

import pytest
from splitting import read

from lrcli import load
from lrcli.model.features import Numeric


def trained(lrcli, path, *options):
    """The model of a table all of whose rows train, and what was said about it."""
    done = lrcli("train", str(path), "--solver", "exact", "--split", "none", *options)
    assert done.status == 0, done.err
    return load("model.json"), done.err


def feature(model, name):
    return next(feature for feature in model.features if feature.name == name)


# quikr: numbers grouped as in India, units, words among the numbers


def is_price(cell):
    return re.fullmatch(r"[\d,]+", cell) is not None


def test_quikr_trains_on_817_of_892_rows_and_names_the_others(lrcli, shared):
    header, rows = read(shared / "quikr.csv")
    table = [dict(zip(header, row, strict=True)) for row in rows]
    no_price = [row for row in table if not is_price(row["Price"])]
    no_year = [row for row in table if not row["year"].isdigit()]
    no_km = [row for row in table if row["kms_driven"] and not re.fullmatch(r"[\d,]+ kms", row["kms_driven"])]
    usable = [row for row in table if row not in [*no_price, *no_year, *no_km]]
    assert [len(table), len(no_price), len(no_year), len(no_km), len(usable)] == [892, 35, 50, 2, 817]
    assert {row["Price"] for row in no_price} == {"Ask For Price"}

    model, said = trained(lrcli, shared / "quikr.csv", "-t", "Price")
    assert (model.data.rows, model.data.rows_dropped) == (817, 75)
    assert "Price: 35 cells not understood: line 4 'Ask For Price'" in said
    assert "year: 50 cells not understood: line 187 '...'" in said
    assert "kms_driven: 2 cells not understood: line 892 'Petrol', line 893 'Petrol'" in said
    assert "75 rows left out for that" in said


def test_quikr_prices_years_and_kilometres_are_numbers(lrcli, shared):
    model, said = trained(lrcli, shared / "quikr.csv", "-t", "Price")
    header, rows = read(shared / "quikr.csv")
    price, year, km = (header.index(name) for name in ("Price", "year", "kms_driven"))
    usable = [row for row in rows if is_price(row[price]) and row[year].isdigit() and row[km].endswith(" kms")]
    prices = [float(row[price].replace(",", "")) for row in usable]
    kms = [float(row[km].removesuffix(" kms").replace(",", "")) for row in usable]
    assert max(prices) == 8_500_003
    assert model.target.mean == pytest.approx(sum(prices) / len(prices), rel=1e-12)
    assert feature(model, "kms_driven").mean == pytest.approx(sum(kms) / len(kms), rel=1e-12)
    assert (feature(model, "kms_driven").min, feature(model, "kms_driven").max) == (min(kms), max(kms))
    assert isinstance(feature(model, "year"), Numeric)
    assert "kms_driven: '45,000 kms' is a number" in said
    assert "unit kms" in said


@pytest.mark.parametrize("km", ["45,000 kms", "45000", "45,000"])
def test_quikr_a_price_is_predicted_from_kilometres_as_they_are_written_there(lrcli, shared, km):
    model, _ = trained(lrcli, shared / "quikr.csv", "-t", "Price", "-f", "year,kms_driven")
    year, kms = (feature(model, name) for name in ("year", "kms_driven"))
    found = float(lrcli("predict", "--year", "2010", "--kms-driven", km).out)
    assert found == pytest.approx(model.bias + 2010 * year.weight + 45_000 * kms.weight, abs=0.01)


# eBay Kleinanzeigen: Windows-1252, dates, currency and unit, a last line that is cut off


@pytest.fixture
def kleinanzeigen(shared):
    return shared / "ebay_kleinanzeigen_latin1.csv"


def test_kleinanzeigen_price_odometer_and_dates_are_numbers_and_all_else_is_explained(lrcli, kleinanzeigen):
    model, said = trained(lrcli, kleinanzeigen)
    _, rows = read(kleinanzeigen, "cp1252")
    kms = [float(row[11].removesuffix("km").replace(",", "")) for row in rows[:-1]]
    prices = [float(row[4].removeprefix("$").replace(",", "")) for row in rows[:-1]]
    assert model.data.rows == 18_704
    assert feature(model, "odometer").mean == pytest.approx(sum(kms) / len(kms), rel=1e-12)
    assert model.target.mean == pytest.approx(sum(prices) / len(prices), rel=1e-12)
    for line in (
        "read with encoding Windows-1252",
        "price: '$5,000' is a number: thousands \",\", unit $",
        "odometer: '150,000km' is a number: thousands \",\", unit km",
        "dateCreated: '2016-03-26 00:00:00' is a date: YYYY-MM-DD with a time",
        "notRepairedDamage: ja is 1, nein is 0",
        "seller left out: nearly constant: 99.99% of the cells are alike",
        "offerType left out: constant (Angebot)",
        "name left out: free text",
    ):
        assert line in said


def test_kleinanzeigen_the_last_line_which_is_cut_off_is_reported_with_its_number(lrcli, kleinanzeigen):
    model, said = trained(lrcli, kleinanzeigen)
    lines = kleinanzeigen.read_bytes().split(b"\n")
    assert lines[-1].endswith(b",2016-03-14 ")
    assert f"lastSeen: 1 cell not understood: line {len(lines):,} '2016-03-14 '" in said
    assert model.data.rows_dropped == 1


def test_kleinanzeigen_umlauts_survive_and_no_row_is_lost_when_prices_are_predicted(lrcli, kleinanzeigen):
    """Whatever the encoding of the table, what lrcli writes is UTF-8."""
    trained(lrcli, kleinanzeigen)
    _, before = read(kleinanzeigen, "cp1252")
    assert any("TÜV" in row[1] for row in before)
    assert lrcli("predict", str(kleinanzeigen), "-o", "priced.csv").status == 0
    _, after = read(Path("priced.csv"))
    assert [row[:-2] for row in after] == before
    assert after[-1][-2:] == ["", "unreadable:lastSeen"]
    assert all(row[-2] for row in after[:-1])


# imports-85: tabs, three lines of header, question marks


def test_imports_85_is_read_without_an_option_and_question_marks_are_missing(lrcli, shared):
    model, said = trained(lrcli, shared / "imports-85.tab")
    table = [line.split("\t") for line in (shared / "imports-85.tab").read_text().splitlines()]
    names, rows = [name.strip() for name in table[0]], [row for row in table[3:] if len(row) == len(table[0])]
    prices = [float(row[-1]) for row in rows if row[-1].strip() != "?"]
    assert (model.target.name, model.data.rows, len(prices)) == ("price", 201, 201)
    assert model.target.mean == pytest.approx(sum(prices) / len(prices), rel=1e-12)
    assert f"{len(rows) - len(prices)} rows without price left out" in said
    for name in ("normalized-losses", "bore", "num-of-doors"):
        column = [row[names.index(name)] for row in rows if row[-1].strip() != "?"]
        assert f"{name}: {column.count('?')} missing" in said


def test_imports_85_fuel_system_tells_the_fuel_which_is_said(lrcli, shared):
    _, said = trained(lrcli, shared / "imports-85.tab")
    assert "fuel-type is redundant: each fuel-system has one fuel-type" in said


# cardekho: units, one of them in another unit, torques at a number of turns in two units

TORQUE = re.compile(
    r"\s*(?P<torque>[\d.]+)\s*(?P<unit>nm|kgm)(\s*(@|at|/)\s*[\d,]+(\s*[-~]\s*[\d,]+)?\s*rpm)?\s*"
    r"|\s*(?P<bare>[\d.]+)\s*@\s*[\d,]+(\s*[-~]\s*[\d,]+)?\s*\((?P<behind>kgm|nm)@ rpm\)\s*",
    re.IGNORECASE,
)


def newton_metres(text):
    match = TORQUE.fullmatch(text)
    if match is None:
        return None
    in_kilopond_metres = (match["unit"] or match["behind"]).lower() == "kgm"
    return float(match["torque"] or match["bare"]) * (9.80665 if in_kilopond_metres else 1)


def test_cardekho_numbers_have_units_and_torque_is_two_quantities(lrcli, shared):
    model, said = trained(lrcli, shared / "cardekho_v3.csv", "-t", "selling_price")
    header, rows = read(shared / "cardekho_v3.csv")
    table = [dict(zip(header, row, strict=True)) for row in rows]
    usable = [
        row
        for row in table
        if "km/kg" not in row["mileage"]
        and row["max_power"].strip() != "bhp"
        and (not row["torque"].strip() or newton_metres(row["torque"]) is not None)
    ]
    assert model.data.rows == len(usable)
    for name, unit in (("mileage", "kmpl"), ("engine", "CC"), ("max_power", "bhp")):
        values = [float(row[name].removesuffix(unit)) for row in usable if row[name]]
        assert feature(model, name).mean == pytest.approx(sum(values) / len(values), rel=1e-12)
        assert f"unit {unit}" in said
    assert "torque: '190Nm@ 2000rpm' is read as 3 columns: 'torque Nm', 'torque rpm from', 'torque rpm to'" in said
    torques = [newton_metres(row["torque"]) for row in usable if row["torque"].strip()]
    assert feature(model, "torque Nm").mean == pytest.approx(sum(torques) / len(torques), rel=1e-12)
    in_gas = sum("km/kg" in row["mileage"] for row in table)
    assert f"mileage: {in_gas} cells not understood" in said


# uk_bmw and toyota_corolla: blanks before a level, columns that are none of a model's business


def test_uk_bmw_a_level_is_one_level_with_and_without_a_blank_before_it(lrcli, shared, write):
    header, rows = read(shared / "uk_bmw.csv")
    assert all(row[1].startswith(" ") for row in rows)
    stripped = [[cell.strip() if k % 2 else cell for cell in row] for k, row in enumerate(rows)]
    path = write("\n".join(",".join(row) for row in [header, *stripped]) + "\n")
    mixed, _ = trained(lrcli, path)
    as_found, _ = trained(lrcli, shared / "uk_bmw.csv")
    assert set(feature(mixed, "model").weights) == {row[1].strip() for row in rows}
    assert mixed.features == as_found.features
    predict = ("predict", "--set", "model={}5 Series", "--year", "2016", "--mileage", "5e4", "--tax", "145")
    more = ("--mpg", "50", "--engine-size", "2", "--transmission", "Manual", "--fuel-type", "Diesel")
    found = {lrcli(*(text.format(blank) for text in predict), *more).out for blank in ("", " ")}
    assert len(found) == 1
    assert float(found.pop()) > 0


def test_toyota_corolla_id_model_and_cylinders_are_explained(lrcli, shared):
    _, said = trained(lrcli, shared / "toyota_corolla.csv")
    assert "Id left out: an identifier: every value is different" in said
    assert "Model left out: free text" in said
    assert "Cylinders left out: constant (4)" in said


def test_toyota_corolla_the_year_of_making_is_said_to_follow_from_age_and_month(lrcli, shared):
    """The age is in months, in August 2004: 12 · (2004 - year) + 8 - month + 1 for all of the 1,436 cars."""
    _, said = trained(lrcli, shared / "toyota_corolla.csv")
    expected = "2004.75 - 0.0833333 Age_08_04 - 0.0833333 Mfg_Month"
    assert f"Mfg_Year is redundant: it is {expected} in every training row" in said
