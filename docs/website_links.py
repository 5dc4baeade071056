"""Files of the repository as pages of the site.

The pages are the files of docs/ as they are, and others that a reader needs, above all README.md as the home page. What
their links lead to are files of the repository; on the site these are pages.
"""

import json
import posixpath
import re
from typing import Any

BORROWED = {  # page of the site → the file of the repository that it shows
    "index.md": "README.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
    "notebook.md": "docs/notebook.ipynb",
}
PAGES = {source: page for page, source in BORROWED.items()}
LINK = re.compile(r"(?P<text>!?\[[^\]]*\])\((?P<target>(?!https?:|#)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
GERMAN = ".de.md"
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def notebook(text: str) -> str:
    """The cells of a notebook as Markdown."""
    cells = [
        "".join(cell["source"]) if cell["cell_type"] == "markdown" else code(cell) for cell in json.loads(text)["cells"]
    ]
    title, *rest = cells
    return "\n\n".join([title, "[The notebook as a file](notebook.ipynb)", *rest])


def code(cell: dict[str, Any]) -> str:
    return f"```python\n{''.join(cell['source'])}\n```"


def page_of(source: str) -> str | None:
    """Where the site has a file of the repository; None where it does not."""
    return PAGES.get(source) or (source.removeprefix("docs/") if source.startswith("docs/") else None)


def links_of_the_site(markdown: str, source: str) -> str:
    """The text of a file of the repository with links to the pages of the site.

    A file that the site does not have is named without a link.
    """
    here = page_of(source) or ""

    def link(match: re.Match[str]) -> str:
        text, anchor = match["text"], match["anchor"] or ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), match["target"]))
        page = page_of(path) if path != source else match["target"]  # a page leads to the file that it shows
        if page is None:
            return text.strip("[]")
        if page.endswith(GERMAN) != here.endswith(GERMAN) and page.replace(GERMAN, ".md") == here.replace(
            GERMAN, ".md"
        ):
            # The plugin of the languages would lead to the page in the reader's own, so this says where it will be.
            address = posixpath.relpath(address_of(page), posixpath.dirname(address_of(here)) or ".")
            return f'<a href="{address}{anchor}">{text[1:-1]}</a>'
        return f"{text}({posixpath.relpath(page, posixpath.dirname(here) or '.')}{anchor})"

    pieces, end = [], 0
    for block in CODE.finditer(markdown):
        pieces += [LINK.sub(link, markdown[end : block.start()]), block[0]]
        end = block.end()
    return "".join([*pieces, LINK.sub(link, markdown[end:])])


def address_of(page: str) -> str:
    """Where a page is in the folder of the site."""
    return f"de/{page.removesuffix(GERMAN)}.html" if page.endswith(GERMAN) else f"{page.removesuffix('.md')}.html"
