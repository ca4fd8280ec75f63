"""What commands share: the application, options, errors, examples, completion."""

from __future__ import annotations

import functools
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from .. import interventions as catalogue
from ..errors import CalibrationError, HeckmanError

app = typer.Typer(
    help="The Dutch Heckman model: what interventions in the first 1,000 days change, for whom, when, and at whose cost.",
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
    epilog="\b\nTo begin with:\n  heckman-nl interventions\n  heckman-nl show voorzorg\n  heckman-nl run voorzorg --out out --excel\n\n"
           "Each command has examples: heckman-nl COMMAND --help. With --json standard output is one JSON object. "
           "Completion of names by the shell: heckman-nl --install-completion.",
)  # fmt: skip

PICTURES = (".svg", ".png", ".pdf")


def command(*examples: str, on: typer.Typer = app):
    """Register a command of the library, its errors guarded, with examples at the end of its help."""
    epilog = "\b\nExamples:\n" + "\n".join(f"  {example}" for example in examples)

    def register(function):
        return on.command(epilog=epilog)(guarded(function))

    return register


def print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("heckman-nl"))
        raise typer.Exit


@app.callback()
def program(
    _: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """The Dutch Heckman model: what interventions in the first 1,000 days change, for whom, when, and at whose cost."""


# completion by the shell


def starting(names, typed: str) -> list[str]:
    return [name for name in names if name.startswith(typed)]


def complete_intervention(incomplete: str) -> list[str]:
    return starting(catalogue.names(), incomplete)


def complete_scenario(incomplete: str) -> list[str]:
    from ..scenario import ready_scenarios

    return starting([*catalogue.names(), *ready_scenarios()], incomplete)


def complete_parameter(incomplete: str) -> list[str]:
    from ..parameters import ParameterSet

    return starting(ParameterSet.read(), incomplete)


def complete_setting(incomplete: str) -> list[str]:
    """Parameters, and steps and channels of the intervention whose name was typed."""
    head = incomplete.partition(".")[0]
    own: list[str] = []
    if head in catalogue.names():
        item = catalogue.load(head)
        own = [f"{head}.{name}=" for name in (*catalogue.CASCADE, *(effect.channel for effect in item.effect))]
    return starting([*own, *(f"{name}=" for name in complete_parameter(""))], incomplete)


def complete_region(incomplete: str) -> list[str]:
    from ..region import names

    return starting(names(), incomplete)


def complete_party(incomplete: str) -> list[str]:
    from ..vocabulary.payers import PARTIES

    return starting(PARTIES, incomplete)


def one_of(*names: str):
    """Completion from a closed list."""

    def complete(incomplete: str) -> list[str]:
        return starting(names, incomplete)

    return complete


# options


def count(text: str | int) -> int:
    """A whole number, written in full or as 2e6."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        number = float(text)
    except ValueError:
        number = 0.5
    if not number.is_integer():
        raise typer.BadParameter(f"{text!r} is not a whole number, such as 200000 or 2e5")
    return int(number)


def number_of(help: str) -> Any:
    """An option of births, draws or pairs: so many."""
    return typer.Option(help=help, parser=count, metavar="INTEGER")


def check_picture(path: Path | None) -> Path | None:
    """Its ending says what it is drawn as: refused before anything is computed."""
    if path is not None and path.suffix.lower() not in PICTURES:
        raise typer.BadParameter(f"{path.name!r} does not end in {', '.join(PICTURES[:-1])} or {PICTURES[-1]}")
    return path


def picture_of(what: str) -> Any:
    """An option for a file that a picture is written to."""
    return typer.Option(help=f"Draw {what} to this file (.svg, .png or .pdf).", callback=check_picture)


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Births = Annotated[int | None, number_of("Births per birth year, live or still; the region's own number if left out.")]
Seed = Annotated[int, typer.Option(help="Seed of the random numbers; 0 is a seed.")]
Region = Annotated[
    str | None,
    typer.Option(
        autocompletion=complete_region,
        help="A region profile (heckman-nl regions), or the TOML file of a region of your own.",
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", autocompletion=complete_setting, help="NAME=VALUE, repeatable: a parameter of the model, to a number or to the value of another parameter (the "
                               "baseline is solved again where it depends on it; what is itself solved changes in a scenario file), or a step, channel or place of an intervention's file: voorzorg.uptake=0.6, "
                               "voorzorg.maltreatment=0.8, voorzorg.weights.english.value=0, voorzorg.corrections.scale_up.on=false."),
]  # fmt: skip
Names = Annotated[list[str], typer.Argument(help="Interventions.", autocompletion=complete_intervention)]
Language = Annotated[
    str, typer.Option(help="nl or en, of what is printed and written.", autocompletion=one_of("nl", "en"))
]


# errors and output


def guarded(command):
    """Errors of the library become one line on stderr and an exit code; no traceback for wrong use."""

    @functools.wraps(command)
    def run(*args, **kwargs):
        try:
            return command(*args, **kwargs)
        except CalibrationError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(1) from None
        except HeckmanError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(2) from None

    return run


def print_json(content: dict[str, Any]) -> None:
    from ..report.summary import to_json

    typer.echo(to_json(content))


def plain(value: float) -> str:
    """A number without powers of ten: thousands in whole numbers, five digits of what is smaller; "-" of what is none."""
    if value != value:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000.0 else f"{value:.5g}"


def note(text: str) -> None:
    """Say on a terminal that something takes a while; nothing elsewhere."""
    if sys.stderr.isatty():
        typer.echo(text, err=True)


def check_language(code: str) -> str:
    from ..errors import InputError
    from ..report.language import LANGUAGES

    if code not in LANGUAGES:
        raise InputError(f"language is nl or en, not {code!r}")
    return code
