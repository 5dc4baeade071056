"""A model in C, compiled without a warning and run."""

import math
import shutil
import subprocess

import pytest
from exports import CENT, INTERVAL

from lrcli.export.c import c_string
from lrcli.export.cells import cells_of
from lrcli.export.infix import variable_names
from lrcli.export.languages import export

MAIN = """
#include <stdio.h>
static const struct row ROWS[] = {{ {rows} }};
int main(void)
{{
    size_t k;
    for (k = 0; k < sizeof ROWS / sizeof *ROWS; k++) {{
        double low, high;
        predict_range(&ROWS[k], &low, &high);
        printf("%.17g %.17g %.17g\\n", predict(&ROWS[k]), low, high);
    }}
    return 0;
}}
"""


@pytest.fixture(scope="module")
def compiler():
    path = shutil.which("gcc")
    if path is None:
        pytest.skip("needs a compiler: apt-get install gcc")
    return path


def literal(value, is_text):
    if is_text:
        return "NULL" if value is None else c_string(value)
    return "NAN" if value is None else "INFINITY" if math.isinf(value) else repr(value)


def test_c_agrees_with_predict_on_rows_of_numbers(examples, tmp_path, compiler):
    for one in examples:
        cells = cells_of(one.model)
        names = variable_names(cells)
        rows = ",\n".join(
            f"{{ {', '.join(f'.{names[c.index]} = {literal(row[c.name], c.is_text)}' for c in cells)} }}"
            for row in one.numbers
        )
        source, program = tmp_path / f"{one.name}.c", tmp_path / one.name
        source.write_bytes(export(one.model, "c", interval=INTERVAL).content + MAIN.format(rows=rows).encode())
        flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror"]
        subprocess.run([compiler, *flags, str(source), "-o", str(program), "-lm"], check=True)
        printed = subprocess.run([str(program)], capture_output=True, text=True, check=True).stdout
        said = [[None if x in ("nan", "-nan") else float(x) for x in line.split()] for line in printed.splitlines()]
        assert max(one.differences(said)) < CENT, one.name


def test_a_model_without_a_range_compiles_too(examples, tmp_path, compiler):
    for one in examples:
        source = tmp_path / f"{one.name}.c"
        source.write_bytes(export(one.model, "c").content)
        flags = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
        subprocess.run([compiler, *flags, str(source)], check=True)
