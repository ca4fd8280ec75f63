"""Commands on what a result hangs on: heckman-nl sensitivity {tornado,morris,sobol,breakeven}."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from .. import interventions as catalogue
from .common import (
    Births,
    Json,
    Language,
    Region,
    Seed,
    Sets,
    app,
    check_language,
    command,
    complete_scenario,
    number_of,
    one_of,
    picture_of,
    plain,
    print_json,
    starting,
)
from .reading import read, settings

group = typer.Typer(
    help="What a result hangs on: one number at a time, groups of numbers, and where the sign turns.",
    no_args_is_help=True, rich_markup_mode=None,
)  # fmt: skip
app.add_typer(group, name="sensitivity")


def complete_unknown(incomplete: str) -> list[str]:
    """Uncertain parameters, and uncertain places of the intervention whose id was typed."""
    from ..parameters import ParameterSet

    head = incomplete.partition(".")[0]
    own = [f"{head}.{place}" for place in catalogue.load(head).uncertain()] if head in catalogue.names() else []
    model = (name for name in ParameterSet.read().uncertain() if not name.startswith("economics."))
    return starting([*own, *model], incomplete)


Scenario = Annotated[
    str,
    typer.Argument(
        help="An intervention, a scenario of the library, or the TOML file of either.", autocompletion=complete_scenario
    ),
]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--name",
        autocompletion=complete_unknown,
        help="An uncertain number that moves, or a pattern such as 'voorzorg.*'; repeatable. All if left out.",
    ),
]
Groups = Annotated[
    list[str] | None,
    typer.Option(
        "--group",
        help="NAME=PATTERN[,PATTERN]: numbers that move as one; repeatable, what fits none is one more. Ten ready ones if left out.",
    ),
]
Outcome = Annotated[
    str,
    typer.Option(
        help="npv, costs, benefits, qalys, or a party, whose gain it then is.",
        autocompletion=one_of("npv", "costs", "benefits", "qalys", "family", "municipality", "zvw", "wlz", "central"),
    ),
]
Pairs = Annotated[
    int | None,
    number_of(
        "Families who are lived twice at each point, in each birth year; 4,000 if left out; more lowers the error."
    ),
]
Recalibrate = Annotated[
    bool, typer.Option("--recalibrate", help="Solve the baseline again at every point (much slower).")
]
Rules = Annotated[
    str, typer.Option(help="mkba, zin or budget, as for run.", autocompletion=one_of("mkba", "zin", "budget"))
]


def asked(
    scenario: str, births, region, sets, seed: int, pairs: int | None, rules: str, json_: bool, **more: Any
) -> tuple[tuple, dict[str, Any]]:
    """(model, cohort, scenario) and options of the functions of `heckman_nl.uncertainty`."""
    from ..model import Model

    cohort, chosen = read(scenario, births, None, region)
    parameters, chosen = settings(chosen, sets or [])
    options = {"seed": seed, "rules": rules, "progress": not json_, **more}
    return (Model(parameters), cohort, chosen), options | ({} if pairs is None else {"pairs": pairs})


def printed(frame, json_: bool, rows: str) -> bool:
    """Print the table as JSON, or only how it was made: True where nothing is left to print."""
    if json_:
        print_json({**facts(frame), rows: frame.reset_index().to_dict("records")})
        return True
    typer.echo(head(frame))
    return False


def facts(frame) -> dict[str, Any]:
    """What the analysis was, for JSON."""
    return {key: value for key, value in frame.attrs.items() if key not in ("units", "members", "texts")}


def head(frame) -> str:
    """One line on how it was made."""
    a = frame.attrs
    again = "solved again at every point" if a["recalibrated"] else "as it is solved now"
    base = f" As things are: {a['base']:,.0f} ± {a['base_se']:,.0f}." if "base" in a else ""
    return f"{a['scenario']}: {a['outcome']}, {a['unit']}; {a['pairs']:,} pairs of lives per birth year, seed {a['seed']}, baseline {again}.{base}\n"


@command(
    "heckman-nl sensitivity tornado voorzorg --name 'voorzorg.*' --name 'causal.*'",
    "heckman-nl sensitivity tornado vipp-sd --name 'vipp-sd.*' --picture out/tornado.svg --language nl",
    on=group,
)
def tornado(
    scenario: Scenario,
    name: Names = None,
    low: Annotated[float, typer.Option(help="Quantile of the low end.")] = 0.05,
    high: Annotated[float, typer.Option(help="Quantile of the high end.")] = 0.95,
    most: Annotated[int, typer.Option(help="Rows to print; with --json all are.")] = 25,
    outcome: Outcome = "npv",
    births: Births = None,
    region: Region = None,
    set_: Sets = None,
    pairs: Pairs = None,
    recalibrate: Recalibrate = False,
    rules: Rules = "mkba",
    seed: Seed = 1,
    picture: Annotated[Path | None, picture_of("it")] = None,
    language: Language = "en",
    json_: Json = False,
) -> None:
    """Each uncertain number alone to its low and its high end: which move the result most? All 650 take some minutes."""
    from ..uncertainty import tornado as find

    check_language(language)
    what, options = asked(
        scenario, births, region, set_, seed, pairs, rules, json_, outcome=outcome, recalibrate=recalibrate
    )
    found = find(*what, name, (low, high), **options)
    if picture:
        from ..report.drawn import Names as Labels
        from ..report.figures import save_tornado
        from ..report.language import Language as Words

        model, _, chosen = what
        picture.parent.mkdir(parents=True, exist_ok=True)
        labels = Labels(model.parameters, chosen.interventions, Words(language))
        save_tornado(found, picture, labels)
    if printed(found, json_, "numbers"):
        return
    typer.echo(f"{'low':>12s}{'high':>12s}{'at low':>16s}{'at high':>16s}{'swing':>15s}{'±':>13s}  number")
    for row in found.head(most).itertuples():
        low_end, high_end = row[4], row[5]
        typer.echo(
            f"{row.low:12.4g}{row.high:12.4g}{low_end:16,.0f}{high_end:16,.0f}{row.swing:15,.0f}{row.swing_se:13,.0f}  {row.Index} ({row.unit})"
        )


@command(
    "heckman-nl sensitivity morris voorzorg",
    "heckman-nl sensitivity morris voorzorg --each --name 'voorzorg.*'",
    on=group,
)
def morris(
    scenario: Scenario,
    name: Names = None,
    group: Groups = None,
    each: Annotated[bool, typer.Option("--each", help="Every number for itself, in place of groups.")] = False,
    trajectories: Annotated[int, typer.Option(help="Walks, each of one point more than there are groups.")] = 10,
    outcome: Outcome = "npv",
    births: Births = None,
    region: Region = None,
    set_: Sets = None,
    pairs: Pairs = None,
    recalibrate: Recalibrate = False,
    rules: Rules = "mkba",
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """Screening: which groups of uncertain numbers can be left alone? To be done before sobol."""
    from ..errors import InputError
    from ..uncertainty import morris as find

    if each and group:
        raise InputError("--each and --group exclude one another")
    what, options = asked(
        scenario, births, region, set_, seed, pairs, rules, json_, outcome=outcome, recalibrate=recalibrate
    )
    groups = "each" if each else groups_of(group)
    found = find(*what, trajectories, name, groups, **options)
    if printed(found, json_, "factors"):
        return
    typer.echo(f"{'mu*':>15s}{'±':>15s}{'numbers':>9s}  group")
    for row in found.itertuples():
        typer.echo(f"{row.mu_star:15,.0f}{row.mu_star_ci:15,.0f}{row.numbers:9d}  {row.Index}")
    typer.echo("\nmu*: mean absolute change from the 2.5% to the 97.5% point; ± half its 95% interval.")


@command(
    "heckman-nl sensitivity sobol voorzorg",
    "heckman-nl sensitivity sobol voorzorg --n 64 --group 'effects=voorzorg.effect.*' --group 'costs=voorzorg.cost.*'",
    on=group,
)
def sobol(
    scenario: Scenario,
    name: Names = None,
    group: Groups = None,
    n: Annotated[int, typer.Option(help="A power of two; n x (groups + 2) points are lived.")] = 128,
    outcome: Outcome = "npv",
    births: Births = None,
    region: Region = None,
    set_: Sets = None,
    pairs: Pairs = None,
    recalibrate: Recalibrate = False,
    rules: Rules = "mkba",
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """Which share of the variance comes from which group of uncertain numbers? At most ten groups; takes minutes."""
    from ..uncertainty import sobol as find

    what, options = asked(
        scenario, births, region, set_, seed, pairs, rules, json_, outcome=outcome, recalibrate=recalibrate
    )
    found = find(*what, n, name, groups_of(group), **options)
    if printed(found, json_, "factors"):
        return
    typer.echo(f"{'first':>7s}{'95% interval':>16s}{'total':>9s}{'95% interval':>16s}{'numbers':>9s}  group")
    for row in found.itertuples():
        first = f"{row.first_low:.2f} to {row.first_high:.2f}"
        total = f"{row.total_low:.2f} to {row.total_high:.2f}"
        typer.echo(f"{row.first:7.2f}{first:>16s}{row.total:9.2f}{total:>16s}{row.numbers:9d}  {row.Index}")
    typer.echo(
        f"\nShares of the variance (standard deviation {found.attrs['sd']:,.0f}); a little below 0 is sampling error."
    )
    if not found.attrs.get("enough_lives", True):
        typer.echo("The simulation error exceeds a quarter of the spread: take more --pairs.")


def groups_of(given: list[str] | None) -> dict[str, list[str]] | None:
    """Groups of --group NAME=PATTERN,PATTERN."""
    from ..errors import InputError

    found: dict[str, list[str]] = {}
    for text in given or []:
        name, mark, patterns = text.partition("=")
        if not mark or not name or not patterns:
            raise InputError(f"--group {text!r}: give NAME=PATTERN, or NAME=PATTERN,PATTERN")
        found.setdefault(name, []).extend(patterns.split(","))
    return found or None


@command(
    "heckman-nl sensitivity breakeven voorzorg",
    "heckman-nl sensitivity breakeven voorzorg --kind price --kind 'QALY value'",
    on=group,
)
def breakeven(
    scenario: Scenario,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            help="QALY value, discount rate, price, reach or effect; repeatable. All if left out.",
            autocompletion=one_of("QALY value", "discount rate", "price", "reach", "effect"),
        ),
    ] = None,
    births: Births = None,
    region: Region = None,
    set_: Sets = None,
    pairs: Pairs = None,
    rules: Rules = "mkba",
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """At which value of a QALY, discount rate, price, reach and effects does the sign turn? Each alone."""
    from ..uncertainty import turning_points
    from ..uncertainty.turning import KINDS

    what, options = asked(scenario, births, region, set_, seed, pairs, rules, json_)
    found = turning_points(*what, tuple(kind or KINDS), **options)
    if printed(found.set_index("kind"), json_, "break_even"):
        return
    typer.echo(f"{'now':>12s}{'break-even':>14s}  number")
    for row in found.itertuples():
        typer.echo(
            f"{plain(row.now):>12s}{plain(row.value):>14s}  {row.intervention + ' ' if row.intervention else ''}{row.number} ({row.unit}): {row.text}"
        )
