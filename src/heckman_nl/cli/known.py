"""Commands on what is known: interventions, their trials, parameters."""

from __future__ import annotations

import warnings
from typing import Annotated, Any

import typer

from .. import interventions as catalogue
from .common import Json, Seed, command, complete_intervention, complete_parameter, number_of, print_json


@command(
    "heckman-nl interventions",
    'heckman-nl interventions --json | jq ".interventions[].id"',
    "heckman-nl interventions --template > mine.toml",
)
def interventions(
    template: Annotated[
        bool, typer.Option("--template", help="Print an intervention file that runs, to start your own from.")
    ] = False,
    json_: Json = False,
) -> None:
    """The menu: every intervention with phase, target group, reach today, cost and payer, grade and effect."""
    if template:
        typer.echo(catalogue.template(), nl=False)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # said below, in one line each
        table = catalogue.available()
    refused = table.attrs["refused"]
    if json_:
        rows = table.reset_index().to_dict("records")
        unit = table.attrs["units"]["cost_per_participant"]
        print_json({"interventions": [{**row, "cost_unit": unit} for row in rows], "refused": refused})
    else:
        from ..report.cards import menu

        typer.echo(menu(table))
    for message in refused:
        typer.echo(f"left out: {message}", err=True)


@command(
    "heckman-nl show voorzorg",
    "heckman-nl show mine.toml --json",
)
def show(
    id: Annotated[str, typer.Argument(help="An intervention, or its TOML file.", autocompletion=complete_intervention)],
    json_: Json = False,
) -> None:
    """The card of one intervention: who, how many, what it costs, what it changes, and how we know."""
    item = catalogue.load(id)
    if json_:
        intervals = item.intervals()
        used = [{**row, "interval": intervals[row["channel"]]} for row in item.effects_table()]
        print_json({**item.model_dump(mode="json"), "effects_used": used})
        return
    from ..report.cards import card, sources_text

    typer.echo(f"{card(item)}\n\n{sources_text(item)}")


@command(
    "heckman-nl parameters",
    "heckman-nl parameters work.schooling",
    "heckman-nl parameters economics --json",
)
def parameters(
    name: Annotated[
        str | None, typer.Argument(help="A parameter, or the beginning of its name.", autocompletion=complete_parameter)
    ] = None,
    json_: Json = False,
) -> None:
    """Every number of the model with unit, interval, source, grade and status."""
    from ..errors import unknown
    from ..parameters import ParameterSet

    everything = ParameterSet.read()
    chosen = [p for p in everything.values() if name is None or p.key == name or p.key.startswith(name + ".")]
    if not chosen:
        beginnings = {key.rsplit(".", k)[0] for key in everything for k in range(key.count(".") + 1)}
        raise unknown("parameter", name, sorted(beginnings))
    if json_:
        print_json({"parameters": [describe(p) for p in chosen]})
    elif len(chosen) == 1:
        source = everything.sources[chosen[0].source]
        lines = [f"{key}: {value}" for key, value in describe(chosen[0]).items() if value not in (None, "")]
        typer.echo("\n".join([*lines, f"citation: {source.citation}", *([f"url: {source.url}"] if source.url else [])]))
    else:
        table = everything.to_frame().loc[[p.key for p in chosen]]
        typer.echo(table.drop(columns=["text", "place"]).to_string(float_format=lambda x: f"{x:.5g}", na_rep=""))


def describe(p) -> dict[str, Any]:
    """A parameter as plain values."""
    return {
        "name": p.key, "text": p.text, "value": p.value.tolist() if p.is_table else float(p.value), "unit": p.unit,
        "interval": list(p.interval) if p.interval else None, "grade": p.grade, "status": p.status,
        "causal_share": p.share, "solved_on": p.solved, "source": p.source, "place": p.place, "evidence": p.evidence, "note": p.note,
    }  # fmt: skip


@command(
    "heckman-nl trial",
    "heckman-nl trial voorzorg",
)
def trial(
    id: Annotated[
        list[str] | None,
        typer.Argument(help="Interventions or trials; all trials if left out.", autocompletion=complete_intervention),
    ] = None,
    births: Annotated[int, number_of("Births among whom the eligible are looked for.")] = 400_000,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """Trials as the model would have run them, beside what they found: fitted, predicted, control arm."""
    from ..calibrate.trials import emulate_all
    from ..parameters import ParameterSet
    from ..report.cards import trial_table

    table = emulate_all(id or [], ParameterSet.read(), births, seed)
    if json_:
        print_json({"outcomes": table.to_dict("records")})
    else:
        typer.echo(trial_table(table))
