"""Tables in which late rows differ: in levels, gaps, quoted line ends; and some of which cannot be used."""

import numpy as np

FUELS = ["diesel", "petrol", "gas, liquid", 'a "strange"\none']


def ragged_table(n, seed=0, *, quotes=True, header=True):
    """n rows; some levels, missing cells and unreadable ones come late, and a few cells have line ends in them."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(5, 2, n).round(3), rng.integers(0, 2000, n)
    fuel = rng.choice(FUELS if quotes else FUELS[:2], n, p=[0.5, 0.3, 0.15, 0.05] if quotes else [0.6, 0.4])
    late = np.arange(n) > 0.6 * n
    fuel = np.where(late & (rng.random(n) < 0.1), "hydrogen", fuel)
    y = 20 + 3 * a - 0.01 * b + 2 * (fuel == "diesel") + rng.normal(0, 1, n)
    gap, odd, none = late & (rng.random(n) < 0.03), rng.random(n) < 0.002, rng.random(n) < 0.02
    a_cells = np.where(gap, "", np.where(odd, "oops", a.astype(str)))
    y_cells = np.where(none, "", np.char.mod("%.3f", y))
    quoted = ['"' + text.replace('"', '""') + '"' if {*text} & {*',"\n'} else text for text in fuel.tolist()]
    rows = [f"{p},{q},{f},{r}\n" for p, q, f, r in zip(a_cells, b, quoted, y_cells, strict=True)]
    return ("a,b,fuel,price\n" if header else "") + "".join(rows)
