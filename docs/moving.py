"""The moving picture of the README: what is typed, what is printed, and how the curve falls, as SVG.

It moves by itself, once, without a script, and stands still, complete, where the reader asks for no motion.
"""

import re
from itertools import chain, groupby

LINE_HEIGHT, WIDTH, MARGIN, TOP = 24.4, 994, 9, 41  # pixels, as rich draws a terminal of 80 columns
LINES = 29  # of the window; what is above has been scrolled away
BEFORE, TYPING, THINKING, A_LINE, THE_CURVE, READING = 0.8, 1.4, 0.7, 0.06, 3.5, 2.2  # seconds
TEXT = re.compile(r"<text [^>]*clip-path=\"url\(#\w+-line-(\d+)\)\"[^>]*>.*?</text>", re.DOTALL)
CURVE = re.compile(r"[┤│┌┐└]")
SPOKEN = "lrcli train draws the falling loss and ends with a verdict; lrcli predict prints a price"
STYLE = """\
.moving { font: 20px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.title { font: bold 18px sans-serif; }
@keyframes appear { from { visibility: hidden } to { visibility: visible } }
@keyframes draw { from { clip-path: inset(0 100% 0 0) } to { clip-path: inset(0 0 0 0) } }
.line { animation: appear 0.01s both }
.drawn { animation: draw both }
@media (prefers-reduced-motion: reduce) {
  .line, .drawn, .scroll { animation-duration: 0s !important; animation-delay: 0s !important }
}
"""


def moving(svg: str) -> str:
    """A picture of a terminal, with its lines appearing in their time; svg: as rich draws it, without line clips."""
    styles = "\n".join(re.findall(r"^\.\w+-r\d+ \{.*\}$", svg, re.MULTILINE))
    lines = texts_by_line(svg)
    shown, scrolled, end = timed(lines)
    height = LINES * LINE_HEIGHT + TOP + 16
    return f"""\
<svg role="img" aria-label="{SPOKEN}" viewBox="0 0 {WIDTH} {height:g}" xmlns="http://www.w3.org/2000/svg">
<style>
{STYLE}{styles}
@keyframes scroll {{ {scroll_keyframes(scrolled, end)} }}
.scroll {{ animation: scroll {end:g}s step-end both }}
</style>
<defs><clipPath id="window"><rect width="975" height="{LINES * LINE_HEIGHT:g}"/></clipPath></defs>
<rect fill="#292929" x="1" y="1" width="{WIDTH - 2}" height="{height - 2:g}" rx="8"/>
<text class="title" fill="#c5c8c6" text-anchor="middle" x="{WIDTH // 2}" y="27">lrcli</text>
<circle cx="26" cy="22" r="7" fill="#ff5f57"/>
<circle cx="48" cy="22" r="7" fill="#febc2e"/>
<circle cx="70" cy="22" r="7" fill="#28c840"/>
<g transform="translate({MARGIN}, {TOP})" clip-path="url(#window)"><g class="scroll moving">
{"".join(shown)}</g></g>
</svg>
"""


def texts_by_line(svg: str) -> list[list[str]]:
    """The pieces of text of each line, as rich wrote them."""
    lines: list[list[str]] = []
    for piece in TEXT.finditer(svg):
        number = int(piece[1])
        lines.extend([] for _ in range(number + 1 - len(lines)))
        lines[number].append(re.sub(r' clip-path="[^"]*"', "", piece[0]))
    while lines and not re.sub(r"<[^>]*>|&#160;|\s", "", "".join(lines[-1])):
        lines.pop()
    return lines


def timed(lines: list[list[str]]) -> tuple[list[str], list[tuple[float, int]], float]:
    """What appears together, in its time; when how many lines have been scrolled away; and the last second."""
    shown, scrolled, now, number = [], [(0.0, 0)], BEFORE, 0
    for kind, together in groupby(lines, kind_of):
        for pieces in [list(chain.from_iterable(together))] if kind == "curve" else together:
            ends = now
            if kind == "command":  # the prompt at once, the rest as it is typed
                shown.append(group("line", pieces[:1], now) + group("drawn", pieces[1:], now + 0.3, TYPING))
                ends += 0.3 + TYPING + THINKING
            elif kind == "curve":
                shown.append(group("drawn", pieces, now, THE_CURVE))
                ends += THE_CURVE
            else:
                shown.append(group("line", pieces, now))
                ends += A_LINE
            number += len({re.findall(r' y="([^"]*)"', piece)[0] for piece in pieces})
            if number > LINES:
                scrolled.append((now, number - LINES))
            now = ends
    return shown, scrolled, now + READING


def kind_of(line: list[str]) -> str:
    text = "".join(line)
    return "command" if "$&#160;" in text else "curve" if CURVE.search(text) else "line"


def group(name: str, pieces: list[str], begin: float, lasts: float = 0) -> str:
    style = f"animation-delay:{begin:.2f}s" + (f";animation-duration:{lasts:g}s" if lasts else "")
    return f'<g class="{name}" style="{style}">{"".join(pieces)}</g>\n'


def scroll_keyframes(scrolled: list[tuple[float, int]], end: float) -> str:
    """What is above at each moment, as a part of the whole time."""
    steps = {f"{100 * when / end:.2f}": lines for when, lines in scrolled}
    steps["100"] = scrolled[-1][1]
    return " ".join(f"{when}% {{ transform: translateY({-LINE_HEIGHT * lines:g}px) }}" for when, lines in steps.items())
