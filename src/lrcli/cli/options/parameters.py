"""Declared options as the flags of a command, and what was typed as their values."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any

import typer

from lrcli.cli.options.flags import flag
from lrcli.cli.options.help import Entry, Group, page
from lrcli.options import Declaration, Option


def own(name: str, default: Any, help: str, symbol: str = "", *, several: bool = False, **more: Any) -> Declaration:
    """An option that only the command line has. more: the other fields of Option."""
    return Declaration(name, default, Option(help, symbol, **more), several)


def takes(
    *groups: Iterable[Declaration],
    files: str = "",
    needs_files: bool = True,
    commands: Sequence[Entry] = (),
    about: str,
    examples: Sequence[str],
    below: Sequence[Group] = (),
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function a command: it is called with the values of these options by name, and of its files as `data`.

    A parameter called `words` gets the whole command line, as it was given.

    files: the help of the argument, none where it has none. commands: those in it. about: what it does. Its help has
    all options with --help, with -h those that are common; below these stands what is no option.
    """
    known = {each.name: each for group in groups for each in group}

    def give(function: Callable[..., Any]) -> Callable[..., Any]:
        wants_words = "words" in inspect.signature(function).parameters

        def command(context: typer.Context, **typed: Any) -> Any:
            files = {"data": typed["data"]} if "data" in typed else {}
            line = {"words": context.obj} if wants_words else {}
            return function(**line, **files, **{name: value(each, typed[name]) for name, each in known.items()})

        def show(context: typer.Context, *, every: bool) -> None:
            usage = f"{context.command_path} [OPTIONS]{' COMMAND ...' if commands else ''}"
            usage += f" {'DATA...' if needs_files else '[DATA]...'}" if files else ""
            closing = "" if every or commands else f"All options: {context.command_path} --help"
            above: list[Group] = [("Arguments", [Entry("DATA...", files)])] if files else []
            above += [("Commands", commands)] if commands else []
            groups = [*above, *headed(known.values(), every=every), *below]
            print(page(usage, about, groups, examples, closing), end="")

        argument = [_argument(needs_files=needs_files)] if files else []
        whole = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
        parameters = [whole, *argument, *map(_parameter, known.values()), *help_parameters(show)]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return command

    return give


def headed(known: Iterable[Declaration], *, every: bool) -> list[Group]:
    """The options under their headings, in the order in which these come up first."""
    groups: dict[str, list[Entry]] = {}
    for each in known:
        if every or each.option.common:
            groups.setdefault(each.option.group if every else "Options", []).append(Entry(left(each), told(each)))
    general = groups.setdefault("Options", [])
    general.append(Entry("-h, --help", "Show the options that matter most (-h), or all of them (--help)"))
    return list(groups.items())


def help_parameters(show: Callable[..., None]) -> list[inspect.Parameter]:
    """-h and --help, which come before everything else. show: (context, every=) prints the page."""

    def answer(*, every: bool) -> Callable[..., None]:
        def callback(context: typer.Context, asked: bool) -> None:
            if asked:
                show(context, every=every)
                raise typer.Exit

        return callback

    return [
        _keyword(name, bool, False, typer.Option(word, is_eager=True, callback=callback, help=help, expose_value=False))
        for name, word, callback, help in (
            ("short_help", "-h", answer(every=False), "Show the options that matter most"),
            ("long_help", "--help", answer(every=True), "Show all options"),
        )
    ]


def _argument(*, needs_files: bool) -> inspect.Parameter:
    kind: Any = list[str] if needs_files else list[str] | None
    annotation: Any = Annotated[kind, typer.Argument(metavar="DATA")]
    default: Any = inspect.Parameter.empty if needs_files else None
    return inspect.Parameter("data", inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _parameter(each: Declaration) -> inspect.Parameter:
    """An option as typer takes it: a switch, or texts, which become values later."""
    info = typer.Option(*flags_of(each), metavar=metavar(each.option), help=told(each), show_default=False)
    if not each.is_switch:
        return _keyword(each.name, list[str] | None if each.several else str | None, None, info)
    default = False if turns_off(each) else each.default
    return _keyword(each.name, bool if default is not None else bool | None, default, info)


def _keyword(name: str, kind: Any, default: Any, info: Any) -> inspect.Parameter:
    annotation: Any = Annotated[kind, info]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def flags_of(each: Declaration) -> tuple[str, ...]:
    return each.option.flags or (flag(each.name),)


def left(each: Declaration) -> str:
    """The flags and the value as they stand in the help: -t, --target NAME."""
    words = [word for flags in flags_of(each) for word in flags.split("/")]
    short = "" if len(words[0]) == 2 else "    "  # so that the long flags stand in a column
    return f"{short}{', '.join(words)} {metavar(each.option)}".rstrip()


def metavar(option: Option) -> str:
    """What stands for the value: λ, [sgd|exact], INT|full|auto; nothing for a switch."""
    if option.choices and option.limits is None and not option.symbol:
        return f"[{'|'.join(option.choices)}]"
    return "|".join([option.symbol, *option.choices])


def told(each: Declaration) -> str:
    """The help, with the default behind it."""
    default = each.option.default_text
    if not default and not each.is_switch and each.default not in (None, ()):
        default = f"{each.default:g}" if isinstance(each.default, float) else str(each.default)
    return f"{each.option.help} (default: {default})" if default else each.option.help


def turns_off(each: Declaration) -> bool:
    """Whether it is a switch with one flag for what is on without it, like --no-header."""
    return each.is_switch and each.default is True and len(each.option.flags) == 1 and "/" not in each.option.flags[0]


def value(each: Declaration, typed: Any) -> Any:
    """The value of an option from what was typed; its default where nothing was. Raise OptionError where it is none."""
    if each.is_switch:
        return not typed if turns_off(each) else typed
    if each.several:
        return [each.read(text) for text in typed or ()]
    if typed is None:
        return each.default
    found = each.read(typed)
    each.check(found)
    return found


def chosen(known: Mapping[str, Declaration], options: Mapping[str, Any]) -> dict[str, Any]:
    """Of all options those that are known, as far as the command has them."""
    return {name: options[name] for name in known if name in options}
