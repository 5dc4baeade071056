"""Options as the flags of a command, and words of the command line as their values."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, Protocol, cast

import typer

from lrcli.cli.options.flags import flag
from lrcli.cli.options.help import Group, HelpEntry, HelpText, help_page
from lrcli.options import Declaration, Option


def command_option(
    name: str, default: Any, help: str, symbol: str = "", *, several: bool = False, **attributes: Any
) -> Declaration:
    """An option that only the command line has. attributes: the other fields of Option."""
    return Declaration(name, default, Option(help, symbol, **attributes), several)


class Command(Protocol):
    """A function that typer can make a command of."""

    help_text: HelpText  # all that --help says

    def __call__(self, *args: Any, **typed: Any) -> Any: ...


def takes(
    *groups: Iterable[Declaration],
    files: str = "",
    argument: str = "DATA",
    needs_files: bool = True,
    one_file: bool = False,
    commands: Sequence[HelpEntry] = (),
    about: str,
    examples: Sequence[str],
    below: Sequence[Group] = (),
) -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command: it is called with the values of these options by name, and of its files as `data`.

    A parameter called `words` gets the whole command line as it was typed.

    files: the help of the argument for files, "" where there is none; argument: its name; one_file: whether
    the command takes no second one. commands: its subcommands.
    about: what it does.
    below: groups that stand below the options in the help. The help has all options with --help, with -h the common
    ones.
    """
    declarations = {declaration.name: declaration for group in groups for declaration in group}

    def decorate(function: Callable[..., Any]) -> Command:
        wants_words = "words" in inspect.signature(function).parameters

        def command(context: typer.Context, **typed: Any) -> Any:
            files = {"data": typed["data"]} if "data" in typed else {}
            line = {"words": context.obj} if wants_words else {}
            return function(
                **line,
                **files,
                **{name: value_of(declaration, typed[name]) for name, declaration in declarations.items()},
            )

        def help_text(*, every: bool) -> HelpText:
            arguments = f"[OPTIONS]{' COMMAND ...' if commands else ''}"
            more = "" if one_file else "..."
            arguments += f" {argument if needs_files else f'[{argument}]'}{more}" if files else ""
            above: list[Group] = [("Arguments", [HelpEntry(f"{argument}{more}", files)])] if files else []
            above += [("Commands", commands)] if commands else []
            groups = [*above, *grouped(declarations.values(), every=every), *below]
            return HelpText(arguments, about, groups, examples)

        def show(context: typer.Context, *, every: bool) -> None:
            closing = "" if every or commands else f"All options: {context.command_path} --help"
            print(help_page(context.command_path, help_text(every=every), closing), end="")

        words = [_argument(argument, needs_files=needs_files)] if files else []
        whole = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
        parameters = [whole, *words, *map(_parameter, declarations.values()), *help_parameters(show)]
        command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        described = cast(Command, command)
        described.help_text = help_text(every=True)
        return described

    return decorate


def grouped(declarations: Iterable[Declaration], *, every: bool) -> list[Group]:
    """The options under their headings, in the order in which these come up first."""
    groups: dict[str, list[HelpEntry]] = {}
    for declaration in declarations:
        if every or declaration.option.common:
            heading = declaration.option.group if every else "Options"
            groups.setdefault(heading, []).append(HelpEntry(flags_and_value(declaration), help_of(declaration)))
    general = groups.setdefault("Options", [])
    general.append(HelpEntry("-h, --help", "Show the options that matter most (-h), or all of them (--help)"))
    return list(groups.items())


def help_parameters(show: Callable[..., None]) -> list[inspect.Parameter]:
    """-h and --help, which come before everything else. show: (context, every=) prints the page."""

    def printer(*, every: bool) -> Callable[..., None]:
        def callback(context: typer.Context, present: bool) -> None:
            if present:
                show(context, every=every)
                raise typer.Exit

        return callback

    return [
        _keyword(name, bool, False, typer.Option(word, is_eager=True, callback=callback, help=help, expose_value=False))
        for name, word, callback, help in (
            ("short_help", "-h", printer(every=False), "Show the options that matter most"),
            ("long_help", "--help", printer(every=True), "Show all options"),
        )
    ]


def _argument(name: str, *, needs_files: bool) -> inspect.Parameter:
    kind: Any = list[str] if needs_files else list[str] | None
    annotation: Any = Annotated[kind, typer.Argument(metavar=name)]
    default: Any = inspect.Parameter.empty if needs_files else None
    return inspect.Parameter("data", inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _parameter(declaration: Declaration) -> inspect.Parameter:
    """An option as typer takes it: a switch, or texts, which become values later."""
    info = typer.Option(
        *flags_of(declaration), metavar=metavar(declaration.option), help=help_of(declaration), show_default=False
    )
    if not declaration.is_switch:
        return _keyword(declaration.name, list[str] | None if declaration.several else str | None, None, info)
    default = False if turns_off(declaration) else declaration.default
    return _keyword(declaration.name, bool if default is not None else bool | None, default, info)


def _keyword(name: str, kind: Any, default: Any, info: Any) -> inspect.Parameter:
    annotation: Any = Annotated[kind, info]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def flags_of(declaration: Declaration) -> tuple[str, ...]:
    return declaration.option.flags or (flag(declaration.name),)


def flags_and_value(declaration: Declaration) -> str:
    """The left column of the help: -t, --target NAME."""
    words = [word for flags in flags_of(declaration) for word in flags.split("/")]
    short = "" if len(words[0]) == 2 else "    "  # so that the long flags stand in a column
    return f"{short}{', '.join(words)} {metavar(declaration.option)}".rstrip()


def metavar(option: Option) -> str:
    """What stands for the value: λ, [sgd|exact], INT|full|auto; nothing for a switch."""
    if option.choices and option.limits is None and not option.symbol:
        return f"[{'|'.join(option.choices)}]"
    return "|".join([option.symbol, *option.choices])


def help_of(declaration: Declaration) -> str:
    """The help, with the default behind it."""
    default = declaration.option.default_text
    if not default and not declaration.is_switch and declaration.default not in (None, ()):
        default = f"{declaration.default:g}" if isinstance(declaration.default, float) else str(declaration.default)
    return f"{declaration.option.help} (default: {default})" if default else declaration.option.help


def turns_off(declaration: Declaration) -> bool:
    """Whether it is a switch whose only flag turns it off, like --no-header."""
    return (
        declaration.is_switch
        and declaration.default is True
        and len(declaration.option.flags) == 1
        and "/" not in declaration.option.flags[0]
    )


def value_of(declaration: Declaration, typed: Any) -> Any:
    """The value of an option from what was typed, its default where nothing was. Raise OptionError for a wrong one."""
    if declaration.is_switch:
        return not typed if turns_off(declaration) else typed
    if declaration.several:
        return [declaration.read(text) for text in typed or ()]
    if typed is None:
        return declaration.default
    value = declaration.read(typed)
    declaration.check(value)
    return value


def subset(declarations: Mapping[str, Declaration], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are declared here, as far as the command has them."""
    return {name: options[name] for name in declarations if name in options}
