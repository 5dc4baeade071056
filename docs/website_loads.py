"""What a built site loads from other hosts: nothing, so that a reader's browser tells nobody what is read."""

import re
from html.parser import HTMLParser
from pathlib import Path

LOADED = {  # element → the attributes by which a browser loads something without being asked
    "img": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "link": ("href",),
    "input": ("src",),
    "image": ("href", "xlink:href"),  # these two in drawings
    "use": ("href", "xlink:href"),
}
ELSEWHERE = re.compile(r"(?:https?:)?//[^/\s]")
STYLE_LOADS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?((?:https?:)?//[^\"')\s]+)")


class Loads(HTMLParser):
    """Collects what a page loads from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "link" and given.get("rel") in ("canonical", "alternate", "prev", "next"):
            return  # nothing is loaded for these
        addresses = [given.get(name, "") for name in LOADED.get(tag, ())]
        addresses += STYLE_LOADS.findall(given.get("style", ""))
        self.addresses += [address for address in addresses if ELSEWHERE.match(address)]


def loads_from_elsewhere(folder: Path) -> list[str]:
    """Each page, style or drawing of a built site with what it loads from another host."""
    loads = []
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".html", ".css", ".svg"):
            continue
        text = path.read_text(encoding="utf-8")
        addresses = STYLE_LOADS.findall(text)
        if path.suffix != ".css":
            page = Loads()
            page.feed(text)
            addresses += page.addresses
        loads += [f"{path.relative_to(folder)}: {address}" for address in addresses]
    return loads
