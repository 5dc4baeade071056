"""A model as Python's functions give it: it predicts one case from keywords, or every row of a table."""

from os import PathLike
from typing import TYPE_CHECKING, Any, Unpack, overload

from lrcli.errors import ModelError
from lrcli.model import linear
from lrcli.model.features import Value
from lrcli.python.values import case_value

if TYPE_CHECKING:  # which one case does without
    from pandas import DataFrame

    from lrcli.data.files.frames import Table
    from lrcli.python.options import FileOptions


class Model(linear.Model, frozen=True, omit_defaults=True):
    """A linear model and where it comes from: the record of model.json."""

    @classmethod
    def of(cls, record: linear.Model) -> "Model":
        fields = {name: getattr(record, name) for name in record.__struct_fields__}
        return cls(**{**fields, "others": [cls.of(other) for other in record.others]})

    def of_target(self, name: str) -> "Model":
        """The model of one of several targets, by itself. Raise ModelError where there is none of that name."""
        return Model.of(super().of_target(name))

    @overload
    def predict(
        self,
        data: "Table",
        /,
        *,
        interval: float | None = None,
        mean: bool = False,
        explain: bool = False,
        **options: Unpack["FileOptions"],
    ) -> "DataFrame": ...
    @overload
    def predict(self, /, **values: Value) -> Any: ...
    def predict(self, data: Any = None, /, **keywords: Any) -> Any:
        """The prediction for one case, or a data frame with that for every row of a table.

            model.predict(mileage=120_000, age=10)
            model.predict(cars, interval=90, explain=True)

        One case: a keyword for each column that the model needs, None for a missing value; the prediction is a number,
        of a model with several targets a dict of numbers by target. Many: the frame has the
        index of the table, and the columns that `lrcli predict` adds: the prediction, with mean=True the mean where a
        logarithm was learned, with interval=90 the range that holds 90 of 100 new cases, with explain=True the average
        and what each feature adds to it, and a note where there is something to be said of a row. The other options
        say how a file is written. The frame's attrs["remarks"] sum the notes up.

        Raises ModelError for a value that is absent or cannot be read, DataError for a table that cannot be.
        """
        if data is None:
            case = self._case(keywords)
            predicted = {model.target.name: model.predict_row(case) for model in self.each}
            return predicted if self.others else predicted[self.target.name]
        from lrcli.python.prediction import predict

        return predict(self, data, **keywords)

    def export(
        self,
        to: str,
        *,
        target: str | None = None,
        dialect: str | None = None,
        table: str | None = None,
        interval: float | None = None,
    ) -> str | bytes:
        """The model as a program, a query or a workbook that predicts without lrcli: a text, or the bytes of a file.

            model.export("sql", dialect="sqlite", table="cars")

        to: python, javascript, c, sql, excel, onnx or pytorch; target: the one to predict, of a model with several;
        dialect: of SQL, postgres unless given; table: that the query reads; interval: of 100 new cases, how many the
        range holds that is computed as well.
        Raises OptionError, or ModelError where the model's residuals are too few for the range.
        """
        from lrcli.export.languages import export

        exported = export(self, to, target=target, dialect=dialect, table=table, interval=interval)
        return exported.content if exported.is_binary else exported.content.decode()

    def _case(self, given: dict[str, Any]) -> dict[str, Value]:
        columns = {column.name: column for column in self.inputs}
        if unknown := [name for name in given if name not in columns]:
            raise ModelError(f"no feature {unknown[0]!r}; the model's features are {', '.join(columns)}")
        return {name: case_value(columns[name], value) for name, value in given.items()}


def load(path: str | PathLike[str]) -> Model:
    """Read a model file; raise ModelError with file, place and problem for any other."""
    return Model.of(linear.load(path))
