"""`dataclass` as in the standard library, which costs a start a quarter of the time.

The standard library writes the source of six methods for each frozen class and compiles each by itself. A training
has some 140 classes, and to make them took half of the time that all of its own modules take to import. Here only
`__init__` is compiled. The other methods need no source of their own: they are the same function for every class, with
the names of its fields at hand. What a class can do and what it forbids is the same, and so type checkers see the
standard library's.
"""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from dataclasses import dataclass as of_standard_library
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

Method = Callable[..., Any]


def _define(cls: type, *, frozen: bool, eq: bool, repr: bool, kw_only: bool) -> type:
    of_standard_library(eq=False, repr=False, kw_only=kw_only)(cls)
    methods: dict[str, Method | None] = {}
    if repr:
        methods["__repr__"] = _repr([field.name for field in fields(cls) if field.repr])
    if eq:
        compared = _values([field.name for field in fields(cls) if field.compare])
        methods |= {"__eq__": _eq(compared), "__hash__": _hash(compared) if frozen else None}
    if frozen:
        methods |= {"__setattr__": _set_once, "__delattr__": _do_not_delete}
    own = {name for name, method in vars(cls).items() if method is not None}  # __hash__ is None beside one's own __eq__
    for name, method in methods.items():
        if name not in own:
            setattr(cls, name, method)
    return cls


def _values(names: list[str]) -> Method:
    """The values of these fields, as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _repr(names: list[str]) -> Method:
    @recursive_repr()
    def text(self: Any) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({values})"

    return text


def _eq(values: Method) -> Method:
    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _hash(values: Method) -> Method:
    def number(self: Any) -> int:
        return hash(values(self))

    return number


def _set_once(self: Any, name: str, value: object) -> None:
    """A field has no value before `__init__` sets it, and then for good."""
    if name in vars(self) or name not in self.__dataclass_fields__:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _do_not_delete(self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, eq=True, repr=True, kw_only=False):
        """A class with the fields that its annotations name; frozen: they are set once."""

        def define(cls):
            return _define(cls, frozen=frozen, eq=eq, repr=repr, kw_only=kw_only)

        return define if cls is None else define(cls)
