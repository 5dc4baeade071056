"""A report as a visitor meets it: nothing fetched, nothing injected, by keyboard, on a phone, in the dark."""

import csv
import io

import pytest

from lrcli import load
from lrcli.text import plain

SHORT = ("--epochs", "20")  # of training: any model will do
NASTY = [
    "</script><script>document.title='x'</script>",
    "<script>document.title='x'</script>",
    "<!-- <script>",
    "\"'><img src=x onerror=\"document.title='x'\">",
    "</style><b>&amp;&#60;",
    "__proto__",
    "line\u2028and\u2029paragraph",
    "(missing)",
]


BEYOND = """
    return [...document.querySelectorAll('main *')].filter(element =>
        !element.closest('.scroll') && !element.closest('.unseen') && !element.closest('[clip-path]')
        && element.getBoundingClientRect().right > innerWidth + 0.5).map(element => element.outerHTML.slice(0, 80))
"""  # what sticks out to the right


@pytest.fixture
def hostile(write):
    """A table whose column names and categories are HTML."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([NASTY[0], NASTY[3], "<b>kind</b>", "<i>price</i>"])
    for k in range(160):
        writer.writerow(
            [k % 17, 3 * k % 11, NASTY[k % len(NASTY)], 1000 + 10 * (k % 17) + 50 * (k % len(NASTY)) + k % 3]
        )
    return write(file.getvalue(), "<b>table</b>.csv".replace("/", "_"))


@pytest.fixture(params=["train", "evaluate"])
def hostile_report(lrcli, hostile, request):
    assert lrcli("train", hostile, "--report", "train.html", *SHORT).status == 0
    assert lrcli("evaluate", hostile, "--report", "evaluate.html").status == 0
    return f"{request.param}.html"


def test_nothing_from_a_file_becomes_a_tag(page, hostile_report):
    page.open(hostile_report)
    assert page.browser.title == "<i>price</i>: a linear model"
    assert page.run("return document.querySelectorAll('script:not([type])').length") == 1  # the others are JSON
    assert page.run("return document.querySelectorAll('img, b, i').length") == 0
    assert page.complaints == []


def test_a_category_of_html_is_chosen_like_any_other(page, hostile_report):
    page.open(hostile_report)
    model = load("model.json")
    for place, text in enumerate(NASTY):
        assert plain(text) in page.options("<b>kind</b>")
        page.set("<b>kind</b>", plain(text))
        page.set(NASTY[0], str(place))
        page.set(NASTY[3], "5")
        predicted = model.predict_row({NASTY[0]: place, NASTY[3]: 5, "<b>kind</b>": text})
        assert page.price == model.written(predicted)
    assert page.browser.title == "<i>price</i>: a linear model"
    assert page.complaints == []


@pytest.fixture
def report(lrcli, used_cars):
    lrcli("train", used_cars, "--report", "r.html", *SHORT)
    return "r.html"


def test_nothing_is_asked_of_any_network(page, report):
    page.open(report)
    assert page.requested == [page.address]
    assert page.complaints == []
    blocked = """
        const done = arguments[0];
        document.addEventListener('securitypolicyviolation', event => done(event.effectiveDirective));
        new Image().src = 'http://127.0.0.1:9/';
    """
    assert page.browser.execute_async_script(blocked) == "img-src"


@pytest.mark.parametrize("width", [320, 390, 768, 1400])
def test_nothing_is_wider_than_the_screen(page, report, width):
    page.open(report, width)
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert page.run(BEYOND) == []


@pytest.mark.parametrize(("scale", "how"), [("e150", ()), ("e-150", ()), ("", ("--log-target",))])
def test_numbers_of_many_digits_are_broken_on_a_phone(lrcli, page, write, scale, how):
    rows = [f"2020-01-{k % 28 + 1:02d},{'long' * 20}{k % 2},{k % 7 + 1}{scale}" for k in range(60)]
    lrcli("train", write(f"{'day' * 30},kind,price\n" + "\n".join(rows) + "\n"), "--report", "r.html", *how)
    page.open("r.html", 390)
    assert page.run("return document.documentElement.scrollWidth") <= 390
    assert page.run(BEYOND) == []
    assert page.complaints == []


@pytest.mark.parametrize("width", [360, 390])
def test_a_part_of_a_price_is_on_one_line_of_a_phone(page, report, width):
    page.open(report, width)
    page.set("mileage", "325546")
    lines = """
        return [...document.querySelectorAll('#parts td.amount')].map(cell => {
            const range = document.createRange();
            range.selectNodeContents(cell);
            return [cell.textContent, new Set([...range.getClientRects()].map(box => Math.round(box.top))).size];
        });
    """
    broken = [text for text, count in page.run(lines) if count != 1]
    assert broken == []


def test_the_price_stays_in_view_on_a_phone_while_a_feature_is_moved(page, report):
    page.open(report, 390)
    page.run("document.querySelector('[data-input] input').scrollIntoView()")
    top = page.run("return document.getElementById('price').getBoundingClientRect().top")
    assert 0 < top < 900


def test_the_keyboard_moves_a_slider_and_the_price_with_it(page, report):
    from selenium.webdriver.common.keys import Keys

    page.open(report)
    mileage, first = page.field("mileage"), page.price
    slider = page.run("return arguments[0].closest('.field').querySelector('[type=range]')", mileage)
    slider.send_keys(Keys.ARROW_RIGHT)
    moved = float(mileage.get_property("value"))
    weight = next(f["weight"] for f in page.run("return model.targets[0].features") if f["name"] == "mileage")
    step = float(slider.get_attribute("step"))
    assert float(page.price) - float(first) == pytest.approx(weight * step, abs=0.02)
    slider.send_keys(Keys.HOME)
    assert float(mileage.get_property("value")) < moved
    assert float(slider.get_property("min")) == float(mileage.get_property("value"))


def test_everything_that_can_be_set_has_a_name_and_pictures_say_what_they_show(page, report):
    page.open(report)
    page.browser.execute_cdp_cmd("Accessibility.enable", {})
    nodes = page.browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    page.browser.execute_cdp_cmd("Accessibility.disable", {})
    named = {}
    for node in nodes:
        role = node.get("role", {}).get("value")
        named.setdefault(role, []).append(node.get("name", {}).get("value", ""))
    assert named["slider"][:3] == ["horsepower", "mileage", "age"]
    assert len(named["combobox"]) == 3 + 6  # of the training that is done again: what is compared, shown, and run A's
    assert "learning rate η₀" in named["slider"]
    for role in ("slider", "textbox", "combobox", "button", "image", "region", "form", "status"):
        assert named.get(role), role
        assert all(named[role]) or role == "status", (role, named[role])
    levels = page.run("return [...document.querySelectorAll('h1, h2')].map(h => h.tagName)")
    assert levels == ["H1", *["H2"] * 7]
    assert page.find("#price").get_attribute("aria-live") == "polite"
    assert page.run("return [...document.querySelectorAll('table')].every(t => t.caption.textContent)")


def contrast(page, selector):
    """WCAG's ratio of a text's colour to the page's."""
    script = """
        const light = color => {
            const [r, g, b] = color.match(/[0-9.]+/g).map(v => v / 255)
                .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const text = light(getComputedStyle(document.querySelector(arguments[0])).color);
        const paper = light(getComputedStyle(document.body).backgroundColor);
        return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
    """
    return page.run(script, selector)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_can_be_read_in_both_colour_schemes(page, report, scheme):
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page.open(report)
    dark = page.run("return getComputedStyle(document.body).backgroundColor") == "rgb(19, 20, 23)"
    ratios = [contrast(page, selector) for selector in ("body", ".lead", ".seen", "caption", ".note")]
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert dark == (scheme == "dark")
    assert min(ratios) >= 4.5


def test_on_paper_no_card_is_cut_and_nothing_is_wider_than_the_sheet(page, report):
    """A sheet of A4 with margins of 12 mm is 703 pixels wide."""
    page.open(report, 703)
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert page.run("return document.documentElement.scrollWidth") <= 703
        cut = "return [...document.querySelectorAll('.scroll')].filter(b => b.scrollWidth > b.clientWidth).length"
        assert page.run(cut) == 0
        breaks = "return [...document.querySelectorAll(arguments[0])].map(x => getComputedStyle(x).breakInside)"
        for card in (".calculator", "figure", "tr", ".figures"):
            assert set(page.run(breaks, card)) == {"avoid"}, card
        shown = "return [...document.querySelectorAll('input[type=range], button')].filter(x => x.offsetParent).length"
        assert page.run(shown) == 0
    finally:
        page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
