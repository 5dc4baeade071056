"""A formula as a graph of ONNX: one input for each column, of n rows."""

from collections.abc import Iterable, Sequence
from typing import Any

from lrcli.errors import LrcliError
from lrcli.export.cells import Cell, distinct_cells
from lrcli.export.formula import Formula, LookUp, segments
from lrcli.model.residuals import Reach
from lrcli.notation.terms import Function

OPSET, ML_OPSET = 20, 4  # the first with StringConcat; the first whose LabelEncoder makes doubles of texts
IR_VERSION = 10  # of the file's format; what runtimes of 2024 and later read


def source(formula: Formula) -> bytes:
    """The file. Numbers are doubles, NaN where missing; texts are strings, empty where missing."""
    try:
        from onnx import TensorProto, helper
    except ImportError:
        raise LrcliError("--to onnx needs onnx: pip install 'lrcli[onnx]'") from None
    graph = Graph(formula)
    total = formula.total.write(graph)
    prediction = graph.less(graph.node("Exp", total), formula.shift) if formula.is_log else total
    results = [prediction, *(_range(graph, formula, formula.reach, prediction) if formula.reach else [])]
    for name, result in zip(formula.names, results, strict=True):
        graph.nodes.append(helper.make_node("Identity", [result], [name]))
    kinds = {True: TensorProto.STRING, False: TensorProto.DOUBLE}
    inputs = [helper.make_tensor_value_info(cell.name, kinds[cell.is_text], ["n"]) for cell in formula.cells]
    outputs = [helper.make_tensor_value_info(name, TensorProto.DOUBLE, ["n"]) for name in formula.names]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "lrcli", inputs, outputs, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ML_OPSET)],
        ir_version=IR_VERSION,
        producer_name="lrcli",
    )
    content: bytes = model.SerializeToString()
    return content


def _range(graph: "Graph", formula: Formula, reach: Reach, prediction: str) -> list[str]:
    """The ends of the range."""
    shifted = graph.less(prediction, -formula.shift)
    x = graph.function("log", shifted) if formula.is_log else prediction
    ends = []
    for sizes in (reach.lows, reach.highs):
        end = graph.constant(sizes[0])
        for begin, length, slope in segments(reach.predictions, sizes):
            within = graph.node("Max", graph.node("Sub", x, graph.constant(begin)), graph.constant(0.0))
            within = graph.node("Min", within, graph.constant(length))
            end = graph.sum([end, graph.product([graph.constant(slope), within])])
        ends.append(end)
    if not formula.is_log:
        return [graph.node("Add", prediction, end) for end in ends]
    return [graph.less(graph.product([shifted, graph.node("Exp", end)]), formula.shift) for end in ends]


class Graph:
    """Nodes and constants; an expression is the name of the tensor that it is."""

    def __init__(self, formula: Formula) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.taken = {*formula.names, *(cell.name for cell in formula.cells)}
        self.known: dict[Any, str] = {}  # tensors by what they are, so that each is computed once

    def less(self, tensor: str, number: int) -> str:
        return self.node("Sub", tensor, self.constant(float(number))) if number else tensor

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """The result of a node."""
        from onnx import helper

        key = (operator, inputs, domain, str(attributes))
        if key not in self.known:
            self.known[key] = self._name(operator)
            self.nodes.append(helper.make_node(operator, list(inputs), [self.known[key]], domain=domain, **attributes))
        return self.known[key]

    def _name(self, kind: str) -> str:
        name = kind
        while name in self.taken:
            name = f"{kind} {len(self.taken)}"
        self.taken.add(name)
        return name

    def constant(self, value: float) -> str:
        from onnx import TensorProto, helper

        if repr(value) not in self.known:
            self.known[repr(value)] = self._name("number")
            self.constants.append(helper.make_tensor(self.known[repr(value)], TensorProto.DOUBLE, [], [value]))
        return self.known[repr(value)]

    def value(self, cell: Cell) -> str:
        """What is infinite has no prediction."""
        return self.node("Where", self.node("IsInf", cell.name), self.constant(float("nan")), cell.name)

    def function(self, name: Function, argument: str) -> str:
        if name == "sqrt":
            return self.node("Sqrt", argument)
        exists = self.node("Greater", argument, self.constant(0.0))
        return self.node("Where", exists, self.node("Log", argument), self.constant(float("nan")))

    def power(self, base: str, exponent: int) -> str:
        return self.product([base] * exponent)

    def product(self, factors: Sequence[str]) -> str:
        return self._chain("Mul", factors)

    def sum(self, summands: Sequence[str]) -> str:
        return self._chain("Add", summands)

    def _chain(self, operator: str, names: Sequence[str]) -> str:
        result, *others = names
        for name in others:
            result = self.node(operator, result, name)
        return result

    def if_missing(self, cells: Sequence[Cell], then: str, otherwise: str) -> str:
        missing = self._chain("Or", [test for cell in distinct_cells(cells) for test in self._is_missing(cell)])
        return self.node("Where", missing, then, otherwise)

    def _is_missing(self, cell: Cell) -> list[str]:
        if not cell.is_text:
            equal = (self.node("Equal", cell.name, self.constant(number)) for number in cell.missing_numbers)
            return [self.node("IsNaN", cell.name), *equal]
        one = self._encoded(cell.name, dict.fromkeys(cell.missing_words, 1.0), 0.0)
        return [self.node("Greater", one, self.constant(0.5))]

    def look_up(self, levels: LookUp) -> str:
        text, *others = (cell.name for cell in levels.cells)
        for other in others:
            text = self.node("StringConcat", self.node("StringConcat", text, self._text(":")), other)
        return self._encoded(text, dict(levels.numbers), levels.other)

    def _text(self, text: str) -> str:
        from onnx import TensorProto, helper

        key = ("text", text)
        if key not in self.known:
            self.known[key] = self._name("text")
            self.constants.append(helper.make_tensor(self.known[key], TensorProto.STRING, [1], _bytes([text])))
        return self.known[key]

    def _encoded(self, text: str, numbers: dict[str, float], other: float) -> str:
        """The number of each text, `other` of those that have none."""
        from onnx import TensorProto, helper

        return self.node(
            "LabelEncoder",
            text,
            domain="ai.onnx.ml",
            keys_tensor=helper.make_tensor("keys", TensorProto.STRING, [len(numbers)], _bytes(numbers)),
            values_tensor=helper.make_tensor("values", TensorProto.DOUBLE, [len(numbers)], [*numbers.values()]),
            default_tensor=helper.make_tensor("default", TensorProto.DOUBLE, [1], [other]),
        )


def _bytes(texts: Iterable[str]) -> Any:
    """Texts as ONNX keeps them; its annotations know numbers alone."""
    return [text.encode() for text in texts]
