"""What terms become once it is known which columns are numbers."""

from functools import partial

import pytest
from reading import read_table

from lrcli.data.columns.schema_inference import decide
from lrcli.data.columns.terms import MOST_SLOPES
from lrcli.errors import OptionError
from lrcli.notation.numbers import PLAIN
from lrcli.notation.terms import Factor

CARS = 'km,age,fuel,gear,price\n"1,000",1,gas,m,10\n"2,500",2,diesel,a,20\n"1,500",3,,m,5\n"5,250",4,gas,a,30\n'


@pytest.fixture
def decided(write):
    """decided(text, features, **options): what the columns of a table are."""
    return lambda text, *features, **options: (
        read_table(write(text), partial(decide, features=features, **options)).columns
    )


def test_a_product_of_numbers_is_a_numeric_feature_whose_columns_are_read(decided):
    columns = decided(CARS, "log(age)", "km:age")
    assert columns.numeric == ("log(age)", "km:age")
    assert columns.terms == {"log(age)": (Factor("age", "log"),), "km:age": (Factor("km"), Factor("age"))}
    assert columns.read_as_numbers == ("age", "km", "price")
    assert (columns.only_numbers, columns.only_texts) == (("age", "km"), ())


def test_the_numbers_in_a_term_may_be_written_in_any_way(decided):
    columns = decided(CARS, "km^2")
    assert columns.forms["km"] != PLAIN
    assert columns.forms["km"].number("2,500") == 2500


def test_a_text_times_a_number_is_a_slope_for_each_text_in_order_of_appearance(decided):
    columns = decided(CARS, "fuel:age")
    assert columns.numeric == ("fuel=gas:age", "fuel=diesel:age")
    assert columns.terms["fuel=diesel:age"] == (Factor("fuel", level="diesel"), Factor("age"))
    assert (columns.only_numbers, columns.only_texts) == (("age",), ("fuel",))


def test_a_number_times_a_text_is_the_same_with_the_factors_in_their_order(decided):
    columns = decided(CARS, "log(age):fuel:km")
    assert columns.numeric == ("log(age):fuel=gas:km", "log(age):fuel=diesel:km")


def test_texts_alone_are_joined_to_one_category(decided):
    columns = decided(CARS, "fuel:gear", "age")
    assert (columns.numeric, columns.categorical) == (("age",), ("fuel:gear",))
    assert columns.joined == {"fuel:gear": ("fuel", "gear")}
    assert columns.only_texts == ("fuel", "gear")


def test_a_column_that_is_categorical_by_option_is_a_text_in_a_term_too(decided):
    columns = decided(CARS, "age:gear", categorical=["age"])
    assert columns.joined == {"age:gear": ("age", "gear")}


def test_a_star_stands_for_all_columns_beside_the_terms(decided):
    columns = decided(CARS + CARS.partition("\n")[2], "*", "age^2")
    assert (columns.numeric, columns.categorical) == (("km", "age", "age^2"), ("fuel", "gear"))
    assert columns.only_numbers == ()


@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("log(fuel)", "features log(fuel): 'fuel' holds texts, like 'gas'; give numbers to a function"),
        ("fuel^2:age", "features fuel^2: 'fuel' holds texts, like 'gas'; give numbers to a function"),
        (
            "fuel:gear:age",
            "features fuel:gear:age: fuel and gear hold texts; a product with numbers takes one column of texts",
        ),
        ("log(price)", "features: 'price' is the target and cannot be a feature"),
        ("price:age", "features: 'price' is the target and cannot be a feature"),
        ("log(age):cost", "features 'log(age):cost': no column 'cost'"),
    ],
)
def test_a_term_that_cannot_be_is_refused_by_its_place(decided, term, said):
    with pytest.raises(OptionError) as caught:
        decided(CARS, term)
    assert str(caught.value).startswith(said)


def test_an_empty_column_has_no_slopes(decided):
    with pytest.raises(OptionError, match=r"^features e:age: 'e' is empty$"):
        decided("age,e,price\n1,,3.5\n2,,6.25\n3,,9.25\n", "e:age", "age")


@pytest.mark.parametrize("texts", [MOST_SLOPES, MOST_SLOPES + 1])
def test_up_to_a_hundred_texts_get_a_slope_each(decided, texts):
    table = "km,model,price\n" + "".join(f"{k},m{k % texts},{k * k % 7}\n" for k in range(300))
    if texts == MOST_SLOPES:
        assert len(decided(table, "km:model").terms) == texts
    else:
        with pytest.raises(OptionError, match="'model' has 101 texts, and more than 100 slopes tell nothing"):
            decided(table, "km:model")
