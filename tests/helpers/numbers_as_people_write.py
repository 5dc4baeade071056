"""Numbers as people write them, by code that shares nothing with the reader."""

from hypothesis import strategies as st

from lrcli.notation.numbers import NumberForm

UNITS = ["", "km", "kmpl", "€", "%", "l/100km", "bhp", "Rs.", "EUR", "m²", "K"]
CURRENCIES = ["", "$", "£", "€", "Rs.", "EUR", "US$", "kr"]

forms = st.builds(
    NumberForm,
    decimal=st.just("."),
    thousands=st.sampled_from(["", ",", " ", "'"]),
    before=st.sampled_from(CURRENCIES),
    after=st.sampled_from(UNITS),
) | st.builds(
    NumberForm,
    decimal=st.just(","),
    thousands=st.sampled_from(["", ".", " ", "'"]),
    before=st.sampled_from(CURRENCIES),
    after=st.sampled_from(UNITS),
)


def grouped(digits, separator, size):
    """The last three digits, and before them groups of `size`."""
    groups, rest = [digits[-3:]], digits[:-3]
    while rest:
        groups.insert(0, rest[-size:])
        rest = rest[:-size]
    return separator.join(groups)


@st.composite
def written(draw, form):
    """A text in the form, and what Python reads in the same digits."""
    whole = str(draw(st.integers(0, 10**10)))
    fraction = draw(st.none() | st.text("0123456789", max_size=6))
    size = draw(st.sampled_from([3, 2] if form.thousands == "," else [3]))
    separated = form.thousands and draw(st.booleans())
    number = grouped(whole, form.thousands, size) if separated else whole
    number += "" if fraction is None else form.decimal + fraction
    after = draw(st.sampled_from(["", " ", "\u00a0"])) + form.after if form.after else ""
    before = form.before + draw(st.sampled_from(["", " "])) if form.before else ""
    sign, places = draw(
        st.sampled_from(
            [
                ("", "{b}{n}{a}"),
                ("-", "-{b}{n}{a}"),
                ("-", "{b}-{n}{a}"),
                ("-", "−{b}{n}{a}"),
                ("-", "({b}{n}{a})"),
                ("", "+{b}{n}{a}"),
            ]
        )
    )
    blank = draw(st.sampled_from(["", " ", "\t"]))
    return blank + places.format(b=before, n=number, a=after) + blank, float(f"{sign}{whole}.{fraction or ''}")
