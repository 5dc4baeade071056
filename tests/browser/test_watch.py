"""The page of --watch trains in the browser as lrcli does: the same weights after every epoch, to nine digits."""

import numpy as np
import pytest

from lrcli.fitting.recipe import Recipe
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import training

PHONE, DESK = 390, 1400  # pixels
BRIEF = {"split": "80/20", "epochs": 40}

BEYOND = """
    return [...document.querySelectorAll('main *')].filter(element =>
        !element.closest('.scroll') && !element.closest('[clip-path]')
        && element.getBoundingClientRect().right > innerWidth + 0.5).map(element => element.outerHTML.slice(0, 80))
"""  # what sticks out to the right
AFTER_EPOCHS = """
    const all = [];
    for (let epoch = 1; epoch <= arguments[0]; epoch++) {
        while (runs[0].epoch < epoch && !runs[0].over) runs[0].step();
        const { train, validation } = runs[0].losses();
        all.push([train, validation, ...weights(runs[0].v)]);
    }
    return all;
"""
RECIPES = {
    "default": {},
    "sgd": {"optimizer": "sgd", "schedule": "constant"},
    "one row at a time": {"optimizer": "rmsprop", "batch_size": 1, "schedule": "inverse-scaling"},
    "all rows": {"optimizer": "momentum", "batch_size": "full", "beta": 0.7, "schedule": "exponential"},
    "adagrad": {"optimizer": "adagrad", "schedule": "time", "decay": 0.2},
    "adadelta": {"optimizer": "adadelta", "schedule": "plateau", "plateau_patience": 1},
    "weight decay": {"weight_decay": 0.3, "schedule": "step", "every": 3},
    "raw numbers": {"optimizer": "sgd", "standardize": False, "learning_rate": 1e-4, "batch_size": 50},
}


@pytest.fixture
def rows(write):
    """Numbers of which one is missing now and then, and a category with rare levels: 240 rows."""
    rng = np.random.default_rng(3)
    km, age = rng.uniform(1, 20, 240), rng.uniform(0, 10, 240)
    brand = rng.choice(["Audi", "BMW", "Fiat", "Seat", "Opel", "Kia"], 240, p=[0.4, 0.3, 0.2, 0.06, 0.02, 0.02])
    price = 30 - km - 0.8 * age + 2.0 * (brand == "BMW") + rng.normal(size=240)
    lines = [
        f"{k:.3f},{a if i % 9 else ''},{b},{y:.3f}"
        for i, (k, a, b, y) in enumerate(zip(km, age.round(1), brand, price, strict=True))
    ]
    return write("km,age,brand,price\n" + "\n".join(lines) + "\n")


def of_lrcli(path, features=(), **options):
    """Both losses and the weights of the standardised columns after each epoch."""
    with training([path], Selection(features=features), Recipe.of(**BRIEF | options)) as epochs:
        unit = epochs.folds[0].encoding.y_scale ** 2
        return np.array([(e.train_loss[0, 0] / unit, e.validation_loss[0, 0] / unit, *e.w[0, 0]) for e in epochs])


def words(options):
    """The options as they are typed."""
    for name, value in options.items():
        flag = name.replace("_", "-")
        yield from [f"--no-{flag}"] if value is False else [f"--{flag}", str(value)]


def watch(lrcli, path, *typed, **options):
    done = lrcli("train", path, "--watch", "learn.html", *words({**BRIEF, **options}), *typed)
    assert done.status == 0, done.err


@pytest.mark.parametrize("name", RECIPES)
def test_the_page_takes_the_steps_that_the_training_took(lrcli, page, rows, name):
    watch(lrcli, rows, **RECIPES[name])
    ours = of_lrcli(rows, **RECIPES[name])
    theirs = np.array(page.open("learn.html").run(AFTER_EPOCHS, 40))
    np.testing.assert_allclose(theirs, ours, rtol=1e-9, atol=1e-9)
    assert len(ours) == 40
    assert np.abs(np.diff(ours[:, 2:], axis=0)).max() > 1e-6  # it moved at all


@pytest.mark.parametrize("features", ["km,km^2,km^3", "km,brand"])
def test_powers_and_levels_are_learned_in_the_page_as_well(lrcli, page, rows, features):
    watch(lrcli, rows, "--features", features)
    theirs = np.array(page.open("learn.html").run(AFTER_EPOCHS, 40))
    np.testing.assert_allclose(theirs, of_lrcli(rows, features.split(",")), rtol=1e-9, atol=1e-9)


def test_moments_are_enough_where_rows_are_many(lrcli, page, rows, within):
    within(window_rows=60, block_bytes=2000)
    watch(lrcli, rows, "--features", "km,age")
    page.open("learn.html")
    assert page.run("return replay.rows === null && replay.sizes.length > 1")
    theirs = np.array(page.run(AFTER_EPOCHS, 40))
    np.testing.assert_allclose(theirs, of_lrcli(rows, ["km", "age"]), rtol=1e-9, atol=1e-9)


def test_the_cross_is_at_the_analytic_solution_and_a_bowl_bends_as_its_hessian_does(lrcli, page, rows):
    watch(lrcli, rows, weight_decay=0.3)
    page.open("learn.html")
    exact = of_table(rows, weight_decay=0.3)
    np.testing.assert_allclose(page.run("return [...lowestOf(runs[0]).w]"), exact.w, rtol=1e-9, atol=1e-12)
    H = exact.hessian(np.eye(len(exact.w))) + np.diag(exact.decay)
    assert page.run("return lowestOf(runs[0]).steepest") == pytest.approx(np.linalg.eigvalsh(H)[-1], rel=1e-9)
    S = np.linalg.inv(np.linalg.inv(H)[1:3, 1:3])
    drawn = page.run("bowl.pair = [1, 2]; const s = section(lowestOf(runs[0])); return [s.aa, s.ab, s.bb]")
    np.testing.assert_allclose(drawn, [S[0, 0], S[0, 1], S[1, 1]], rtol=1e-8)


def of_table(path, **options):
    recipe = Recipe.of(**BRIEF | options)
    with training([path], None, recipe) as epochs:
        return epochs.folds[0].solve(recipe.weight_decay)


def test_beyond_two_over_the_largest_curvature_the_ball_leaves_and_the_page_says_why(lrcli, page, rows):
    watch(lrcli, rows, optimizer="sgd", batch_size="full", schedule="constant", epochs=2000)
    page.open("learn.html")
    for times, leaves in ((0.95, False), (1.05, True)):
        page.run(
            "runs[0].reset(); runs[0].settings.rate = arguments[0] * 2 / lowestOf(runs[0]).steepest;"
            "for (let k = 0; k < 1500; k++) runs[0].step(); afterSteps(true)",
            times,
        )
        assert ("take a smaller learning rate" in page.find("#status").text) == leaves


def test_buttons_and_sliders_work_by_keyboard(lrcli, page, rows):
    from selenium.webdriver.common.keys import Keys

    watch(lrcli, rows)
    page.open("learn.html")
    page.find("#step").send_keys(Keys.ENTER)
    assert page.find("#status").text.startswith("step 1, epoch 0")
    page.find("#epoch").send_keys(Keys.SPACE)
    assert "epoch 1:" in page.find("#status").text
    before = page.run("return runs[0].settings.rate")
    page.find("#rate-A").send_keys(Keys.ARROW_RIGHT)
    assert page.run("return runs[0].settings.rate") > before
    assert page.find("#rate-A").get_attribute("aria-valuetext") == page.find("#rate-A-value").text
    page.find("#reset").send_keys(Keys.ENTER)
    assert page.find("#status").text.startswith("step 0, epoch 0")
    named = "return [...document.querySelectorAll('input, select')].filter(f => !f.labels.length).map(f => f.id)"
    assert page.run(named) == []


def test_it_runs_until_the_last_epoch_and_says_so(lrcli, page, rows):
    watch(lrcli, rows, epochs=3)
    page.open("learn.html")
    page.run("element('speed').value = 100; element('run').click()")
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(page.browser, 20).until(lambda _: "the last" in page.find("#status").text)
    assert page.find("#run").text == "Run"
    assert page.run("return runs[0].epoch") == 3


@pytest.mark.parametrize("choice", ["momentum", "decay", "batch", "schedule", "adam"])
def test_two_runs_side_by_side_differ_in_what_is_chosen(lrcli, page, rows, choice):
    watch(lrcli, rows)
    page.open("learn.html")
    page.run("const c = element('comparison'); c.value = arguments[0]; c.dispatchEvent(new Event('input'))", choice)
    page.run("for (let k = 0; k < 5; k++) element('epoch').click()")
    a, b = page.run("return runs.map(run => run.settings)")
    apart = {name for name in a if a[name] != b[name]}
    expected = {"momentum": {"optimizer"}, "adam": {"optimizer", "rate"}}.get(choice, {choice})
    assert apart == expected
    assert page.run("return runs.map(run => run.losses().train)")[0] != page.run("return runs[1].losses().train")
    assert [page.run(f"return element('run-{letter}').hidden") for letter in "AB"] == [False, False]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_is_fetched_nothing_sticks_out_and_the_console_is_silent(lrcli, page, rows, width):
    watch(lrcli, rows)
    page.open("learn.html", width)
    page.run("element('fog').click(); for (let k = 0; k < 30; k++) element('step').click()")
    assert page.run(BEYOND) == []
    assert page.complaints == []
    assert page.requested == [page.address]


def test_names_that_are_markup_are_words(lrcli, page, write):
    name = "</script><script>document.title='x'</script>"
    lines = "".join(f"{k},<b>{'ab'[k % 2]}</b>,{3 * k + k % 2}\n" for k in range(60))
    watch(lrcli, write(f'"{name}",<i>kind</i>,y\n{lines}'), target="y")
    page.open("learn.html")
    page.run("element('epoch').click()")
    assert page.run("return document.title") == "y: a linear model"
    assert name in page.run("return element('across').textContent")
    assert page.run("return document.querySelectorAll('#watch b, #watch i').length") == 0
    assert page.complaints == []


def test_another_target_that_is_chosen_is_watched_from_its_start(lrcli, page, write):
    from selenium.webdriver.support.wait import WebDriverWait

    table = write("km,price,age\n" + "".join(f"{k},{90 - 2 * k % 31},{k % 7}\n" for k in range(60)))
    lrcli("train", table, "-t", "price,age", "--watch", "both.html", "--epochs", "3")
    page.open("both.html")
    assert page.run("return replay.target[0]") == "price"
    page.set("target", "age")
    WebDriverWait(page.browser, 10).until(lambda _: page.run("return replay.target[0]") == "age")
    assert page.run("return arguments[0].value", page.field("target")) == "1"
    assert page.complaints == []
