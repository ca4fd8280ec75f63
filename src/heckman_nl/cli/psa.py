"""The command on parameter uncertainty: a probabilistic sensitivity analysis of one or more scenarios."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from ..errors import InputError
from .common import (
    Births,
    Json,
    Language,
    Region,
    Seed,
    Sets,
    check_language,
    command,
    complete_scenario,
    note,
    number_of,
    one_of,
    print_json,
)
from .reading import read, settings


@command(
    "heckman-nl psa voorzorg --draws 200 --path runs/voorzorg",
    "heckman-nl psa voorzorg vipp-sd --draws 1000 --path runs/two --workers 2",
    "heckman-nl psa voorzorg --draws 10000 --path runs/big --shard 3/100",
)
def psa(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            help="The strategies beside the baseline: interventions, scenarios of the library, or TOML files.",
            autocompletion=complete_scenario,
        ),
    ],
    draws: Annotated[int, number_of("Draws of everything that is uncertain.")] = 1000,
    seed: Seed = 1,
    path: Annotated[
        Path | None,
        typer.Option(
            help="Folder for finished batches: the same command goes on where it stopped. For a report: heckman-nl run ... --psa FOLDER."
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(help="i/n: only the i-th of n parts of what is missing in --path, as for a SLURM array."),
    ] = None,
    births: Births = None,
    pairs: Annotated[int, number_of("Lives lived twice per draw, strategy and birth year.")] = 4_000,
    solve_births: Annotated[int, number_of("Births on which the baseline of a draw is solved.")] = 10_000,
    recalibrate: Annotated[
        bool,
        typer.Option(
            help="Solve the baseline of every draw again. Without it the analysis is much faster, but its intervals are too narrow or too wide."
        ),
    ] = True,
    workers: Annotated[
        int | None,
        typer.Option(
            help="Processes (threads for fewer than 64 draws); one for each processor if left out. Changes no digit."
        ),
    ] = None,
    batch: Annotated[int, typer.Option(help="Draws per task and file.")] = 8,
    year: Annotated[list[int] | None, typer.Option(help="Birth year; repeatable.")] = None,
    region: Region = None,
    set_: Sets = None,
    rules: Annotated[
        str, typer.Option(help="Of the appraisal, as in run.", autocompletion=one_of("mkba", "zin", "budget"))
    ] = "mkba",
    language: Language = "nl",
    json_: Json = False,
) -> None:
    """How sure are we? Draws every uncertain number, solves the baseline again, compares: interval and chance of a gain."""
    from ..model import Model
    from ..uncertainty.workers import processes

    check_language(language)
    part = read_shard(shard)
    read_all = [read(scenario, births, year, region, language) for scenario in scenarios]
    cohort = read_all[0][0]

    def what(found):
        return found.total, found.years, found.region.fingerprint

    other = [name for name, (found, _) in zip(scenarios, read_all, strict=True) if what(found) != what(cohort)]
    if other:
        raise InputError(
            f"{', '.join(other)}: other births, birth years or region than {scenarios[0]}. Name them with --births, --year, --region"
        )
    parameters, chosen = None, []
    for name, (_, one) in zip(scenarios, read_all, strict=True):
        parameters, changed = settings(one, [text for text in set_ or [] if concerns(text, one, read_all)])
        chosen.append(replace(changed, name=Path(name).stem))  # the same in every language
    note("looking for families who may take part ...")
    with said_below(), processes(workers, draws) as executor:
        found = Model(parameters).psa(
            cohort, chosen, draws, seed, path, executor, recalibrate=recalibrate, pairs=pairs, solve_births=solve_births,
            shard=part, workers=workers, batch=batch, progress=not json_, rules=rules,
        )  # fmt: skip
    from ..report.uncertain import as_dict, screen

    if json_:
        print_json(as_dict(found))
        return
    typer.echo(screen(found, language))


@contextmanager
def said_below():
    """Without the warning of many incompatible draws, which stands among the reservations of what is printed."""
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*cannot be brought to the Dutch statistics", category=RuntimeWarning
        )
        yield


def read_psa(path: Path, parameters):
    """The analysis in a folder, of a run with these parameters."""
    from ..uncertainty.psa import PSA

    with said_below():
        return PSA.read(path, parameters)


def concerns(text: str, one, read_all) -> bool:
    """Is a --set about this scenario: about the model, or about an intervention of it and not of another only?"""
    head = text.partition("=")[0].partition(".")[0]
    anywhere = any(item.id == head for _, scenario in read_all for item in scenario.interventions)
    return not anywhere or any(item.id == head for item in one.interventions)


def read_shard(text: str | None) -> tuple[int, int] | None:
    """(i, n) of "i/n"."""
    if text is None:
        return None
    first, mark, second = text.partition("/")
    if not (mark and first.isdecimal() and second.isdecimal()):
        raise InputError(f"--shard {text!r}: give i/n, such as 3/100")
    return int(first), int(second)
