"""Any text survives as text: a parser of HTML gives it back, and finds no tag in it."""

import json
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from lrcli.report.page.markup import Markup, join, script_json, tag
from lrcli.text import plain

HTML = ["<script>", "</script>", "<!--", "-->", "&amp;", "&", "'", '"', ">", "<b x=1>", "\u2028", "\u2029", "]]>"]
texts = st.lists(st.one_of(st.sampled_from(HTML), st.text(st.characters(exclude_categories=["Cs", "Cc"])))).map("".join)


class Seen(HTMLParser):
    """What a browser would see."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, name, attributes):
        self.tags.append((name, attributes))

    def handle_data(self, text):
        self.texts.append(text)


@given(texts, texts)
def test_a_text_is_given_back_inside_and_as_an_attribute(inside, attribute):
    seen = Seen(tag("p", inside, title=attribute))
    assert seen.tags == [("p", [("title", attribute)])]
    assert "".join(seen.texts) == plain(inside)  # with what would steer a reader's eyes written out


@given(
    st.recursive(
        texts | st.floats(allow_nan=False, allow_infinity=False), lambda x: st.lists(x) | st.dictionaries(texts, x)
    )
)
def test_json_in_a_script_is_the_same_json_and_ends_no_script(value):
    written = script_json(value)
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written) == value
    seen = Seen(tag("script", written))
    assert [name for name, _ in seen.tags] == ["script"]
    assert json.loads("".join(seen.texts)) == value


def test_elements_nest_and_attributes_are_spelled_as_in_html():
    assert tag("p", "a < ", tag("b", "b"), None, class_="x", aria_label='"', hidden=False) == (
        '<p class="x" aria-label="&quot;">a &lt; <b>b</b></p>'
    )
    assert tag("input", type="range", min=0.25, required=True) == '<input type="range" min="0.25" required>'
    assert isinstance(join("<", Markup("<br>")), Markup)
    assert join("<", Markup("<br>")) == "&lt;<br>"
