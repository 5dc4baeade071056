"""Declared options as the parameters of a command, which typer makes flags of."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeVar

import typer

from lrcli.cli.options.flags import flag
from lrcli.options import Declared, Option

Command = TypeVar("Command", bound=Callable[..., Any])


def own(name: str, default: Any, help: str, symbol: str = "", **more: Any) -> Declared:
    """An option that only the command line has. more: the other fields of Option."""
    return Declared(name, default, Option(help, symbol, **more))


def parameter(each: Declared, *, several: bool = False) -> inspect.Parameter:
    """An option as typer takes it: a switch, or a text that is read later. several: it may be given several times."""
    option = each.option
    kind: Any = list[str] | None if several else str | None
    default = None
    if each.is_switch:
        default = False if turns_off(each) else each.default
        kind = bool if default is not None else bool | None
    info = typer.Option(
        *(option.flags or (flag(each.name),)),
        metavar=metavar(option),
        help=told(each),
        show_default=False,
        rich_help_panel=option.group,
    )
    annotation: Any = Annotated[kind, info]
    return inspect.Parameter(each.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def parameters(known: Mapping[str, Declared], *, several: bool = False) -> list[inspect.Parameter]:
    return [parameter(each, several=several) for each in known.values()]


def turns_off(each: Declared) -> bool:
    """Whether it is a switch with one flag for what is on without it, like --no-header."""
    return each.is_switch and each.default is True and len(each.option.flags) == 1 and "/" not in each.option.flags[0]


def metavar(option: Option) -> str:
    """What stands for the value: λ, [sgd|exact], INT|full|auto; nothing for a switch."""
    if option.words and option.limits is None and not option.symbol:
        return f"[{'|'.join(option.words)}]"
    return "|".join([option.symbol, *option.words])


def told(each: Declared) -> str:
    """The help, with the default behind it."""
    default = each.option.usual
    if not default and not each.is_switch and each.default not in (None, ()):
        default = f"{each.default:g}" if isinstance(each.default, float) else str(each.default)
    sentence = each.option.help if each.option.help.endswith("…") else f"{each.option.help}."
    return f"{sentence} (default: {default})" if default else sentence


def takes(*groups: Iterable[inspect.Parameter]) -> Callable[[Command], Command]:
    """Give a command these options; it finds them in its `**options`."""

    def give(command: Command) -> Command:
        written = [p for p in inspect.signature(command).parameters.values() if p.kind is not p.VAR_KEYWORD]
        parameters = [*written, *(parameter for group in groups for parameter in group)]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return give


def values_of(known: Mapping[str, Declared], options: Mapping[str, Any]) -> dict[str, Any]:
    """Of the options that are known their values, read from what was typed. Raise OptionError where one is none."""
    return {name: value_of(each, options[name]) for name, each in known.items() if name in options}


def value_of(each: Declared, typed: Any) -> Any:
    """The value that a text or a switch stands for; the default where nothing was typed."""
    if each.is_switch:
        return not typed if turns_off(each) else typed
    return each.default if typed is None else each.read(typed)
