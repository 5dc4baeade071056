"""The floors of the house: who may import whom, with no circle among files, or among folders side by side."""

import ast
import sys
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "lrcli"
GROUND = {"options", "errors", "arrays", "text", "output", "temporary", "limits", "process"}
FLOORS = {  # the folders and files that each folder may import besides itself, the ground floor and standard library
    "notation": {"msgspec"},
    "notation/times": {"notation", "msgspec"},
    "model": {"notation", "msgspec"},
    "learning": {"numpy"},
    "learning/solution": {"learning/linear", "learning/losses", "numpy"},
    "learning/statistics": {"learning/solution", "learning/linear", "numpy"},
    "data/files": {"notation", "numpy", "pyarrow"},
    "data/files/structure": {
        "data/files/layout",
        "data/files/records",
        "data/files/chunk",
        "notation",
        "numpy",
        "pyarrow",
    },
    "data/files/readers": {"data/files", "notation", "pyarrow"},
    "data/files/readers/packings": {"data/files/readers", "pyarrow"},
    "data/columns": {"data/files", "notation", "numpy", "pyarrow"},
    "data/rows": {"data/columns", "data/files", "notation", "numpy", "pyarrow"},
    "data/tables": {"data/rows", "data/columns", "data/files", "notation", "numpy"},
    "data/describe": {"data/rows", "numpy", "pyarrow"},
    "data/write": {"data/files", "numpy", "pyarrow"},
    "fitting/storage": {"fitting/recipe", "fitting/scores", "model", "learning", "data", "numpy", "msgspec"},
    "fitting/evidence": {"fitting", "model", "learning", "data", "notation", "numpy"},
    "fitting/options": {"fitting/recipe", "fitting/trajectory"},
    "fitting": {"model", "learning", "data", "notation", "numpy", "msgspec"},
    "export": {"model", "notation", "onnx", "openpyxl"},
    "jobs/judgement": {"fitting", "model", "learning", "data", "notation", "numpy"},
    "jobs/measurement": {"jobs/apply", "jobs/plan", "jobs/trainable", "fitting", "model", "learning", "data", "numpy"},
    "jobs/prediction": {
        "jobs/apply",
        "jobs/case",
        "jobs/judgement",
        "fitting",
        "model",
        "learning",
        "data",
        "notation",
        "numpy",
    },
    "jobs": {"fitting", "model", "learning", "data", "notation", "numpy"},
    "report/words": {"jobs", "fitting", "model", "learning", "notation"},
    "report/json": {"report/words", "jobs", "fitting", "model"},
    "report/terminal/pictures": {
        "report/words",
        "report/terminal/colours",
        "jobs",
        "fitting",
        "model",
        "data",
        "notation",
        "rich",
        "plotext",
    },
    "report/terminal": {"report/words", "jobs", "fitting", "model", "learning", "data", "notation", "rich", "plotext"},
    "report/page": {"report/words", "jobs", "fitting", "model", "learning", "data", "notation"},
    "report/figure": {"report/terminal", "report/words", "jobs", "fitting", "model", "data", "notation", "matplotlib"},
    "server": {"python/values", "report", "jobs", "model", "data", "notation", "msgspec", "starlette", "uvicorn"},
    "cluster": {"data/rows/tasks", "data/rows/parcels", "data/files/portions", "distributed", "dask"},
    "sklearn": {"python/keywords", "jobs", "fitting", "data", "numpy"},
    "python": {
        "cluster",
        "report",
        "export",
        "jobs",
        "fitting",
        "model",
        "learning",
        "data",
        "notation",
        "numpy",
        "pandas",
    },
}
UNLIMITED = {"cli", "", "report"}  # the command line, and the package's own face


def files():
    return sorted(SOURCE.rglob("*.py"))


def name_of(file):
    return ".".join(("lrcli", *file.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


MODULES = {name_of(file): file for file in files()}


@cache
def tree_of(file):
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports(file):
    """The modules that a file imports, wherever in the file: of our own the module, of others the package."""
    return [*imports_of(tree_of(file))]


def imports_of(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            ours = name if name in MODULES else name.rpartition(".")[0]
            yield ours if ours in MODULES and name.startswith("lrcli") else name.partition(".")[0]


def folder_of(file):
    return file.relative_to(SOURCE).parent.as_posix().removeprefix(".")


@pytest.mark.parametrize("folder", FLOORS)
def test_a_folder_imports_only_what_lies_below_it(folder):
    found = list((SOURCE / folder).glob("*.py"))
    assert found
    for file in found:
        for name in imports(file):
            if name in sys.stdlib_module_names or name.removeprefix("lrcli.") in GROUND:
                continue
            place = name.removeprefix("lrcli.").replace(".", "/")
            permitted = any(f"{place}/".startswith(f"{below}/") for below in {*FLOORS[folder], folder})
            assert permitted, f"{folder}/{file.name} imports {name}"


def test_every_folder_has_its_floor():
    assert {folder_of(file) for file in files() if not folder_of(file).startswith("cli")} <= {
        *FLOORS,
        *UNLIMITED,
        "data",
    }


def test_the_ground_floor_imports_nothing_above_it():
    for file in SOURCE.glob("*.py"):
        if file.stem in GROUND:
            ours = {name for name in imports(file) if name.startswith("lrcli")}
            assert ours <= {f"lrcli.{name}" for name in GROUND}, file


def test_nothing_imports_the_command_line():
    for file in files():
        if not folder_of(file).startswith("cli") and file.name != "__main__.py":
            assert not [name for name in imports(file) if name.startswith("lrcli.cli")], file


def test_only_the_rule_knows_the_ways_to_keep_rows():
    """So that nothing depends on which one it is, and a new one is its file and a line in the rule."""
    ways = {f"lrcli.fitting.storage.{way}" for way in ("rows", "moments", "shuffled")}
    assert {name_of(file) for file in files() if ways & set(imports(file))} == {"lrcli.fitting.storage.rule"}


RESULTS = {"Ambiguous", "Doubt"}  # what a function returns in place of a value: a text can be read in two ways


def test_nothing_asks_which_of_our_classes_a_value_is_but_the_file_that_defines_it():
    """What differs between kinds of cells, or between ways to keep rows, is a method of theirs."""
    classes = {node.name for file in files() for node in ast.walk(tree_of(file)) if isinstance(node, ast.ClassDef)}
    for file in files():
        own = {node.name for node in ast.walk(tree_of(file)) if isinstance(node, ast.ClassDef)}
        asked = {name for call in isinstance_calls(file) for name in names_in(call.args[1])}
        assert not asked & (classes - own - RESULTS), file


def isinstance_calls(file):
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            yield node


def names_in(expression):
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


def test_no_files_import_one_another_in_a_circle():
    graph = {name: {other for other in imports(file) if other in MODULES} - {name} for name, file in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("parent", ["", *sorted({Path(folder).parts[0] for folder in FLOORS}), "cli"])
def test_folders_side_by_side_import_one_another_in_one_direction(parent):
    """Those in one folder. What lies in a folder of theirs counts as theirs."""

    def child(file):
        parts = file.parent.relative_to(SOURCE / parent).parts if file.is_relative_to(SOURCE / parent) else ()
        return parts[0] if parts else None

    graph = {child(file): set() for file in files() if child(file)}
    for file in files():
        if child(file):
            others = {child(MODULES[name]) for name in imports(file) if name in MODULES}
            graph[child(file)] |= others - {child(file), None}
    assert parent not in ("", "cli", "data", "report") or any(graph.values())
    TopologicalSorter(graph).prepare()


def test_no_folder_has_more_than_twenty_files():
    files_in = Counter(folder_of(file) for file in files() if file.name != "__init__.py")
    assert {folder: number for folder, number in files_in.items() if number > 20} == {}


GROWING = ["notation", "data/files/readers", "jobs", "export", "cli/commands", "fitting/storage", "report/page"]


@pytest.mark.parametrize("folder", GROWING)
def test_a_folder_that_grows_by_the_recipes_has_room_for_one_more_file(folder):
    assert len([*(SOURCE / folder).glob("[!_]*.py")]) < 20


def test_no_file_is_longer_than_a_room():
    assert [file.name for file in files() if len(file.read_text(encoding="utf-8").splitlines()) > 350] == []


SIBLINGS = {  # of one shape, so that the eye sees only what differs: one in each file of a folder, or in two
    "table": "of each format that is not delimited text",
    "content": "of each way to pack files",
    "cut_of": "of each way to cut a file into portions",
    "command": "of each command",
    "command_for": "of each command",
    "source": "of each language that a model is exported to",
    "document": "of each result in JSON",
    "predict": "in the lecture ŷ = Xw, as a job the rows of a table",
    "with_usual_characters": "of a text and of its bytes in UTF-8",
    "Block": "of a file whole records, in the lecture some of the encoded rows",
    "Moments": "of a table all its minibatches, in model.json their sum, under the name of its record",
    "START_TIME": "of each start that is waited for",
}


def test_a_public_name_is_defined_in_one_file():
    """But for siblings, for what Python gives by the name that it has below, and for what an exported program has."""
    defined = Counter()
    for file in files():
        if not file.is_relative_to(SOURCE / "python") and file != SOURCE / "export" / "runtime.py":
            defined.update(set(names_defined_in(file)))
    assert {name for name, count in defined.items() if count > 1} == set(SIBLINGS)


def names_defined_in(file):
    """The public functions, classes and constants of a module."""
    for node in tree_of(file).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        else:
            names = []
        yield from (name for name in names if not name.startswith("_"))


def test_one_prediction_by_hand_needs_no_numpy():
    assert not imported_with("lrcli.jobs.case", "lrcli.report.json.case") & {"numpy", "pyarrow", "rich"}


@pytest.mark.parametrize("job", ["train", "evaluate", "stats"])
def test_a_table_of_text_on_one_machine_needs_nothing_of_other_formats_and_of_clusters(job):
    modules = imported_with(f"lrcli.jobs.{job}")
    assert "lrcli.data.files.formats" in modules
    assert not [name for name in modules if name.endswith(("_apart", ".read_portion", ".row_groups", ".parquet"))]


def imported_with(*names):
    """All that these modules import at their top, wherever that leads."""

    def at_the_top(file):
        body = [node for node in tree_of(file).body if isinstance(node, ast.Import | ast.ImportFrom)]
        return set(imports_of(ast.Module(body, [])))

    seen, ahead = set(), [*names]
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += at_the_top(MODULES[name]) if name in MODULES else []
    return seen
