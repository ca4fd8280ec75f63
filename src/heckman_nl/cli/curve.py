"""The command of the Heckman curve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..region import NATIONAL
from .common import Births, Json, Language, Region, Seed, check_language, command, note, number_of, one_of, print_json


@command(
    "heckman-nl curve",
    "heckman-nl curve --sample 100000 --draws 50 --out out",
    "heckman-nl curve --by endowment --by family --language en --json",
)
def curve(
    births: Births = None,
    region: Region = None,
    sample: Annotated[int, number_of("Births simulated at each age.")] = 20_000,
    draws: Annotated[int, number_of("Draws of the uncertain parameters, each lived at every age.")] = 0,
    amount: Annotated[float, typer.Option(help="EUR invested in every child at each age.")] = 3000.0,
    by: Annotated[
        list[str] | None,
        typer.Option(
            help="Children told apart, repeatable: vulnerability, maternal_education, circumstances, endowment, family.",
            autocompletion=one_of("vulnerability", "maternal_education", "circumstances", "endowment", "family"),
        ),
    ] = None,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for a page with pictures and tables.")] = None,
    language: Language = "nl",
    json_: Json = False,
) -> None:
    """The Heckman curve in three: what a euro at each age returns, what programmes return, and that after selection."""
    from ..cohort import Cohort
    from ..model import Model, progress_bar
    from ..theory.curve import heckman_curve

    check_language(language)
    note("living an investment at each age")
    cohort = Cohort.births(births, region=region or NATIONAL)
    wanted = ("vulnerability",) if by is None else tuple(by)
    found = heckman_curve(Model(), cohort, amount, wanted, draws, seed, sample, progress=progress_bar("curves"))
    if out:
        from ..report.curve import page
        from ..writing import write_files

        write_files({out / "heckman-curve.html": page(found, language)})
    if json_:
        print_json(content(found))
        return
    from ..report.curve import class_table, corrected_table, model_table, programme_table
    from ..report.language import Language as Words

    say = Words(language)
    for title, table in (
        (say("1. Het model: baten van een extra euro, naar leeftijd", "1. The model: benefits of one further euro, by age"), model_table),
        (say("   naar groepen kinderen", "   by groups of children"), class_table),
        (say("2. Programma's, zoals gepubliceerd", "2. Programmes, as published"), programme_table),
        (say("3. Gecorrigeerd voor selectieve publicatie", "3. Corrected for selective publication"), corrected_table),
    ):  # fmt: skip
        typer.echo(f"{title}\n\n{table(found, say).to_string()}\n")
    if out:
        typer.echo(f"{out / 'heckman-curve.html'}")


def content(found) -> dict:
    """The three curves as plain values."""
    selection = found.corrections.attrs["selection"]
    return {
        "model": found.model.to_dict("records"), "no_fade_out": found.no_fade_out.to_dict("records"),
        "uncertainty": None if found.spread is None else found.spread.reset_index().to_dict("records"),
        "programmes": found.programmes.reset_index().to_dict("records"), "lines": found.lines.to_dict("records"),
        "corrections": found.corrections.reset_index().to_dict("records"), "selection": selection._asdict(),
        "amount": found.model.attrs["amount"], "price_per_sd": found.model.attrs["price"], "seed": found.model.attrs["seed"],
        "sample": found.model.attrs["sample"],
    }  # fmt: skip
