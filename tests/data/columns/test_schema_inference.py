"""What each column is taken for, and what is said about it."""

from functools import partial

import pytest
from reading import read_table

from lrcli.data.columns.schema_inference import decide, decide_all
from lrcli.errors import DataError, OptionError


@pytest.fixture
def decided(write):
    """decided(text, **options): what the columns of a table with this text are."""
    return lambda text, **options: read_table(write(text), partial(decide, **options)).columns


def table(rows, **columns):
    """A CSV with a header: a column is a function from the row's number to its cell."""
    lines = [",".join(str(cell(k)) for cell in columns.values()) for k in range(rows)]
    return "\n".join([",".join(columns), *lines]) + "\n"


def reason(columns, name):
    return {column.name: column.reason for column in columns.left_out}[name]


CARS = "fuel,km,Price,doors\ngas,1,10,3\ndiesel,2,20,5\ngas,3,30,5\ngas,4,50,3\n"

# The target


@pytest.mark.parametrize("name", ["price", "Price", "PRICE", " price "])
def test_the_column_called_price_is_the_target_whatever_its_case(decided, name):
    assert decided(f"a,{name},b\n1,2,3\n4,5,6\n").target == name.strip()


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("selling_price,a,b", "selling_price"),
        ("a,List Price (EUR),b", "List Price (EUR)"),
        ("price_eur,price_usd,b", "b"),
        ("price_eur,price,b", "price"),
        ("priceless,a,b", "b"),
        ("SalePrice,a,b", "SalePrice"),
        ("consumer price index,a,b", "b"),
        ("pricesold,a,b", "pricesold"),
        ("MSRP,a,b", "MSRP"),
        ("Preis,a,b", "Preis"),
        ("Verkaufspreis in EUR,Preis,b", "Preis"),
        ("Kaufpreis,a,b", "Kaufpreis"),
        ("Preisindex,a,b", "b"),
        ("prix,a,b", "prix"),
        ("precio,a,b", "precio"),
        ("cost,a,b", "cost"),
        ("cost per unit,a,b", "b"),
        ("amount,a,b", "amount"),
    ],
)
def test_the_only_column_with_price_in_its_name_is_the_target(decided, header, target):
    assert decided(f"{header}\n1,2,3\n4,5,6\n").target == target


def test_without_a_price_the_last_column_is_the_target(decided):
    assert decided("prices,a,b\n1,2,3\n4,5,6\n").target == "b"


def test_the_last_column_is_no_target_where_it_is_empty_or_numbers_the_rows(decided):
    columns = decided("a,b,index,none\n1,5,1,\n2,6,2,\n3,8,3,\n")
    assert (columns.target, columns.target_reason) == ("b", "the last column with measured values")


def test_the_target_that_was_asked_for_is_taken_and_price_becomes_a_feature(decided):
    columns = decided(CARS, target="km")
    assert (columns.target, columns.numeric, columns.categorical) == ("km", ("Price", "doors"), ("fuel",))


def test_a_target_of_texts_is_refused_with_line_and_cell(write):
    path = write('a,price\n1,100\n2,NA\n"3\n",\n4,ask me\n5,you\n')
    with pytest.raises(DataError) as caught:
        read_table(path, decide)
    message = str(caught.value)
    assert message.startswith(f"{path}, line 6:")
    assert "'price'" in message
    assert "'ask me'" in message
    assert "--target" in message


@pytest.mark.parametrize("cell", ["", "NA", '" "'])
def test_a_target_without_any_value_is_refused(write, cell):
    path = write(f"a,price\n1,{cell}\n2,{cell}\n")
    with pytest.raises(DataError, match="the target 'price' has no value"):
        read_table(path, decide)


# Numbers and texts


@pytest.mark.parametrize("cells", ["1,2", "1,NA", " 1 ,2.5e3", "-1,+2", '"1","2"', "?,-0"])
def test_a_column_of_numbers_and_missing_cells_is_numeric(decided, cells):
    first, second = cells.split(",")
    assert decided(f"a,y\n{first},1\n{second},2\n").numeric == ("a",)


@pytest.mark.parametrize(("texts", "numeric"), [(1, True), (2, False)])
def test_a_column_is_numeric_when_nine_tenths_of_its_cells_are_numbers(decided, texts, numeric):
    columns = decided(table(10, a=lambda k: "many" if k < texts else k % 3, y=lambda k: k))
    assert (columns.numeric, columns.categorical) == ((("a",), ()) if numeric else ((), ("a",)))


def test_numbers_may_all_differ_or_repeat(decided):
    columns = decided(table(100, km=lambda k: k * 1000.5, doors=lambda k: 3 + k % 3, y=lambda k: k))
    assert columns.numeric == ("km", "doors")


# What is left out


@pytest.mark.parametrize(("cell", "value"), [("5", "5"), ("new", "new"), ('" new "', "new")])
def test_a_constant_column_is_left_out_with_its_value(decided, cell, value):
    columns = decided(table(4, a=lambda k: cell, b=lambda k: k % 3, y=lambda k: k))
    assert columns.numeric == ("b",)
    assert columns.categorical == ()
    assert reason(columns, "a").startswith("constant")
    assert value in reason(columns, "a")


@pytest.mark.parametrize("cells", [["", ""], ["NA", "?"], ["''", "''"], ["' '", "'  '"]])
def test_a_column_without_a_value_is_left_out_as_empty(decided, cells):
    columns = decided(table(4, a=lambda k: cells[k % 2].replace("'", '"'), b=lambda k: k % 3, y=lambda k: k))
    assert columns.numeric == ("b",)
    assert reason(columns, "a") == "empty"


def test_one_value_with_missing_cells_is_learned_from(decided):
    """A sunroof is there or the cell is empty: that is two levels."""
    assert decided(table(8, roof=lambda k: "yes" if k % 2 else "", y=lambda k: k)).categorical == ("roof",)


@pytest.mark.parametrize("name", ["id", "ID", "Id", "car_id", "car-id", "Car ID", "index", "nr", "Unnamed: 0", ""])
def test_a_column_that_numbers_the_rows_is_left_out_as_an_identifier(decided, name):
    columns = decided(table(10, **{name: lambda k: k, "km": lambda k: k, "y": lambda k: k}))
    assert columns.numeric == ("km",)
    assert reason(columns, name or "column 1").startswith("an identifier")


@pytest.mark.parametrize("name", ["S.No.", "Sr. No", "row name", "No.", "order #", "Заказ №"])
def test_punctuation_hides_no_identifier(decided, name):
    columns = decided(table(10, **{name: lambda k: k, "km": lambda k: k, "y": lambda k: k}))
    assert reason(columns, name).startswith("an identifier")


@pytest.mark.parametrize("name", ["body mass index", "heat index", "column height"])
def test_an_index_with_fractions_is_measured(decided, name):
    assert decided(table(10, **{name: lambda k: k + 0.5, "y": lambda k: k})).numeric == (name,)


@pytest.mark.parametrize("name", ["zip", "PLZ", "postal code"])
def test_codes_that_are_read_as_numbers_are_pointed_out(decided, name):
    columns = decided(table(10, **{name: lambda k: 10115 + k % 5, "y": lambda k: k}))
    assert columns.numeric == (name,)
    assert any("--categorical if it is a code" in remark for remark in columns.remarks)


def test_an_id_that_hardly_repeats_is_pointed_out(decided):
    columns = decided(table(40, car_id=lambda k: 1000 + max(k, 1), y=lambda k: k))
    assert any("'1001' is read as a number" in remark for remark in columns.remarks)


def test_an_id_that_repeats_is_no_identifier(decided):
    assert decided(table(10, shop_id=lambda k: k % 3, y=lambda k: k)).numeric == ("shop_id",)


def test_texts_that_all_differ_are_left_out_as_an_identifier(decided):
    columns = decided(table(10, plate=lambda k: f"HH-{k}", km=lambda k: k, y=lambda k: k))
    assert reason(columns, "plate").startswith("an identifier")


def test_texts_that_hardly_repeat_are_left_out_as_free_text_with_their_count(decided):
    columns = decided(table(1500, ad=lambda k: f"text {k // 2 if k < 1000 else k}", km=lambda k: k, y=lambda k: k))
    assert reason(columns, "ad") == "free text: 1,000 different values in 1,500 rows"


def test_texts_most_of_which_differ_are_free_text_however_few_rows_there_are(decided):
    assert decided(table(10, color=lambda k: f"c{k % 5}", y=lambda k: k)).categorical == ("color",)
    columns = decided(table(10, color=lambda k: f"c{k % 6}", km=lambda k: k, y=lambda k: k))
    assert reason(columns, "color") == "free text: 6 different values in 10 rows"


@pytest.mark.parametrize(("rows", "levels"), [(200, 50), (1000, 200)])
def test_texts_that_repeat_are_levels_up_to_fifty_or_a_fifth_of_the_rows(decided, rows, levels):
    assert decided(table(rows, model=lambda k: f"m{k % levels}", y=lambda k: k)).categorical == ("model",)
    one_more = decided(table(rows, model=lambda k: f"m{k % (levels + 1)}", km=lambda k: k, y=lambda k: k))
    assert reason(one_more, "model").startswith("free text")


def test_in_a_real_table_id_and_constant_are_left_out_and_fuel_is_categorical(shared):
    columns = read_table(str(shared / "toyota_corolla.csv"), decide).columns
    assert columns.target == "Price"
    assert {"Age_08_04", "KM", "HP"} <= set(columns.numeric)
    assert "Fuel_Type" in columns.categorical
    assert reason(columns, "Id").startswith("an identifier")
    assert reason(columns, "Cylinders") == "constant (4)"


def test_every_column_is_in_exactly_one_place(decided):
    cells = {
        "id": lambda k: k,
        "km": lambda k: k,
        "fuel": lambda k: "ab"[k % 2],
        "none": lambda k: "",
        "y": lambda k: k,
    }
    columns = decided(table(20, **cells))
    left_out = [column.name for column in columns.left_out]
    assert sorted([columns.target, *columns.numeric, *columns.categorical, *left_out]) == sorted(cells)


# Options


def test_named_features_are_taken_even_where_they_would_be_left_out(decided):
    columns = decided(table(10, id=lambda k: k, plate=lambda k: f"HH-{k}", y=lambda k: k), features=["plate", "id"])
    assert (columns.numeric, columns.categorical, columns.left_out) == (("id",), ("plate",), ())


def test_columns_that_are_not_named_are_not_features(decided):
    columns = decided(CARS, features=["doors"])
    assert (columns.numeric, columns.categorical) == (("doors",), ())


def test_an_excluded_column_is_no_feature_even_where_it_is_named(decided):
    assert decided(CARS, exclude=["doors", "fuel"]).numeric == ("km",)
    assert decided(CARS, features=["km", "doors"], exclude=["doors"]).numeric == ("km",)


def test_a_feature_named_twice_is_one_feature(decided):
    assert decided(CARS, features=["km", "km"]).numeric == ("km",)


def test_the_target_cannot_be_a_feature(decided):
    with pytest.raises(OptionError, match="'Price' is the target"):
        decided(CARS, features=["km", "Price"])


@pytest.mark.parametrize("option", [{"target": "cost"}, {"features": ["km", "cost"]}, {"exclude": ["cost"]}])
def test_an_unknown_name_is_refused_with_the_names_there_are(decided, option):
    with pytest.raises(OptionError) as caught:
        decided(CARS, **option)
    named = next(iter(option))
    assert str(caught.value).startswith(f"{named}: no column 'cost'; the columns are fuel, km, Price, doors")


# All columns, for statistics


def test_every_column_is_described_as_numbers_or_texts(write):
    columns = read_table(write("id,fuel,none,price\n1,gas,,ask\n2,gas,,5\n"), decide_all).columns
    assert (columns.target, columns.numeric, columns.left_out) == (None, ("id",), ())
    assert columns.categorical == ("fuel", "none", "price")


@pytest.mark.parametrize(
    ("cells", "said"),
    [(["5 Series", "3 Series", "X5", "i3"], False), (["5 km", "3 km", "4 miles", "7 km"], True)],
)
def test_names_with_digits_are_no_numbers_in_another_unit(lrcli, write, cells, said):
    rows = "".join(f"{cells[k % 4]},{k},{k * k % 7}\n" for k in range(40))
    assert ("in another unit" in lrcli("train", write("what,x,y\n" + rows), "--solver", "exact").err) == said
