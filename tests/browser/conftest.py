"""Reports in a real browser: chromium, driven by chromedriver, skipped where these are not installed."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE, DESK = 390, 1400  # pixels
MINUS = {"−": "-", ",": ""}


def pytest_collection_modifyitems(items):
    """Every test of this folder needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    if not importlib.util.find_spec("selenium"):
        pytest.skip("needs selenium: pip install '.[test]'")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("needs a browser: apt-get install chromium chromium-driver")
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('browser')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(driver))
    yield chrome
    chrome.quit()


class Page:
    """A report as a visitor has it before them."""

    def __init__(self, browser):
        self.browser = browser

    def open(self, path, width=DESK):
        return self.visit(Path(path).resolve().as_uri(), width)

    def visit(self, address, width=DESK):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width == PHONE}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        self.address = address
        self.browser.get(self.address)
        return self

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def find(self, selector):
        from selenium.webdriver.common.by import By

        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def field(self, label):
        """The field that a label names."""
        return self.run(
            "return [...document.querySelectorAll('label')].find(l => l.textContent === arguments[0]).control", label
        )

    def options(self, label):
        """The texts that can be chosen, none of a number."""
        return self.run("return [...arguments[0].options ?? []].map(o => o.textContent)", self.field(label))

    def set(self, label, text):
        """Give a field a value: a number, a day, or one of the texts that can be chosen."""
        script = """
            const [field, text] = arguments;
            if (field.options) field.selectedIndex = [...field.options].findIndex(o => o.textContent === text);
            else field.value = text;
            field.dispatchEvent(new Event("input"));
            field.dispatchEvent(new Event("change"));
        """
        self.run(script, self.field(label), text)

    @property
    def price(self):
        """As `lrcli predict` writes it."""
        return self.find("#price").text.translate(str.maketrans(MINUS))

    @property
    def range(self):
        """The low and the high end, as `lrcli predict --interval` writes them."""
        return [self.find(f"#{end}").text.translate(str.maketrans(MINUS)) for end in ("low", "high")]

    @property
    def complaints(self):
        """What the browser's console says."""
        return [entry["message"] for entry in self.browser.get_log("browser")]

    @property
    def requested(self):
        """The addresses that were asked for."""
        events = (json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance"))
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


@pytest.fixture
def page(browser):
    return Page(browser)
