"""Commands on a scenario: its appraisal, one life, who is paid back, from which effect on, the best mix."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from .. import interventions as catalogue
from ..datafiles import read_toml
from ..errors import InputError
from ..estimate import Estimate
from ..vocabulary.state import USUAL_AXIS
from .common import (
    Births,
    Json,
    Language,
    Names,
    Region,
    Seed,
    Sets,
    check_language,
    command,
    complete_intervention,
    complete_party,
    complete_scenario,
    note,
    number_of,
    one_of,
    picture_of,
    print_json,
)
from .reading import read, settings


@command(
    "heckman-nl run voorzorg",
    "heckman-nl run voorzorg --sample 2000000 --out out --excel --language en",
    "heckman-nl run voorzorg --psa runs/voorzorg --out out",
    "heckman-nl run voorzorg --set voorzorg.uptake=0.5 --set economics.discount.mkba=0.03",
    "heckman-nl run scenario.toml --rules zin --json > result.json",
)
def run(
    scenario: Annotated[
        str,
        typer.Argument(
            help="An intervention, a scenario of the library, or the TOML file of either.",
            autocompletion=complete_scenario,
        ),
    ],
    births: Births = None,
    sample: Annotated[
        int | None, number_of("Births to simulate, if not all; more than all lowers the simulation error.")
    ] = None,
    year: Annotated[list[int] | None, typer.Option(help="Birth year; repeatable.")] = None,
    seed: Seed = 1,
    region: Region = None,
    set_: Sets = None,
    rules: Annotated[
        str,
        typer.Option(
            help="mkba: all of society; zin: economic evaluation in health care; budget: money by party.",
            autocompletion=one_of("mkba", "zin", "budget"),
        ),
    ] = "mkba",
    out: Annotated[Path | None, typer.Option(help="Folder for the HTML report and the JSON file.")] = None,
    excel: Annotated[
        bool, typer.Option("--excel", help="With --out: the tables of the report as an Excel workbook as well.")
    ] = False,
    texts: Annotated[
        Path | None,
        typer.Option(
            help='With --out: a TOML file with words for the checklists of the report, as "cheers.27" = "...".'
        ),
    ] = None,
    psa: Annotated[
        Path | None, typer.Option(help="Folder of an uncertainty analysis of the same run (heckman-nl psa ... --path).")
    ] = None,
    tornado: Annotated[
        bool,
        typer.Option(
            "--tornado",
            help="With --out: every uncertain number alone at its low and its high end, and break-even values (some minutes).",
        ),
    ] = False,
    curve: Annotated[
        int | None,
        number_of("With --out: the Heckman curve in the report as well, with so many births simulated at each age."),
    ] = None,
    language: Language = "nl",
    workers: Annotated[int | None, typer.Option(help="Threads; all processors if left out. Changes no digit.")] = None,
    generations: Annotated[
        int,
        typer.Option(help="1: the cohort only; 2: its children as well, each by half; 3: their children; and so on."),
    ] = 1,
    json_: Json = False,
) -> None:
    """The cost-benefit analysis (MKBA) of a scenario: table on the screen; with --out a report, and with --excel a workbook."""
    from ..model import Model, progress_bar
    from ..report.text import screen
    from .psa import read_psa

    check_language(language)
    if out is not None and out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; --out names a folder")
    if out is None and (excel or texts or curve or tornado):
        raise InputError("--excel, --texts, --tornado and --curve need --out, the folder to write in")
    words = read_texts(texts)
    cohort, chosen = read(scenario, births, year, region, language)
    parameters, chosen = settings(chosen, set_ or [])
    axis = USUAL_AXIS if out is None else "circumstances"  # a report tells fifths of the births apart as well
    model = Model(parameters)
    found = None if psa is None else read_psa(psa, model.parameters)
    comparison = model.compare(cohort, chosen, seed, workers, sample, generations=generations, axis=axis)
    appraisal = comparison.appraise(rules).with_psa(found)
    if tornado:
        from ..uncertainty import tornado as bars
        from ..uncertainty import turning_points

        options = {"seed": seed, "rules": rules, "workers": workers, "progress": not json_}
        found = [analysis(model, cohort, chosen, **options) for analysis in (bars, turning_points)]
        appraisal = appraisal.with_sensitivity(*found)
    if curve is not None:
        from ..theory.curve import heckman_curve

        note("living an investment at each age")
        appraisal = appraisal.with_curve(
            heckman_curve(model, cohort, by=(), seed=seed, sample=curve, progress=progress_bar("curves"))
        )
    content = appraisal.to_dict()
    written = [] if out is None else write(appraisal, content, out / Path(scenario).stem, language, excel, words)
    if json_:
        print_json(content)
        return
    typer.echo(screen(appraisal, language))
    if chosen.changes:
        typer.echo(at_no_cost(chosen, language))
    if written:
        typer.echo("\n" + "\n".join(str(path) for path in written))


def about_error(error: float | None) -> str:
    """What a ± is, or that there is none."""
    return "no simulation error is known" if error is None else "± is the simulation error"


def at_no_cost(scenario, language: str) -> str:
    """That the what-ifs of a scenario cost nothing, while what they bring counts."""
    names = ", ".join(dict.fromkeys(change.parameter for change in scenario.changes))
    if language == "nl":
        return f"LET OP: saldo en verhouding bevatten de baten van een wat-als zonder kosten ([[change]]: {names})."
    return f"NOTE: balance and ratio include the benefits of a what-if at no cost ([[change]]: {names})."


def read_texts(path: Path | None) -> dict[str, str]:
    """Words for the checklists: a flat TOML file, or tables [cheers] and [mkba]."""
    from ..report.checklists import check_texts

    flat: dict[str, str] = {}
    for key, value in ({} if path is None else read_toml(path)).items():
        flat |= {f"{key}.{item}": text for item, text in value.items()} if isinstance(value, dict) else {key: value}
    return check_texts(flat)


def write(appraisal, content, stem: Path, language: str, excel: bool, texts: dict[str, str]) -> list[Path]:
    """Report, JSON and workbook from one set of tables: all of them or none."""
    from ..report.excel import workbook
    from ..report.language import Language as Words
    from ..report.page import need_extra, render
    from ..report.summary import to_json
    from ..report.tables import tables
    from ..writing import write_files

    need_extra()
    note("writing the report: the baseline is set beside Dutch statistics ...")
    say = Words(language)
    made = tables(appraisal, say, texts)
    files: dict[Path, str | bytes] = {
        stem.with_name(f"{stem.name}-{language}.html"): render(appraisal, made, say),
        stem.with_name(f"{stem.name}.json"): to_json(content),
    }
    if excel:
        files[stem.with_name(f"{stem.name}-{language}.xlsx")] = workbook(appraisal, made, say)
    return write_files(files)


@command(
    "heckman-nl explain 464",
    "heckman-nl explain 464 --scenario voorzorg",
)
def explain(
    person: Annotated[int, typer.Argument(help="Number of the person in the cohort.")],
    scenario: Annotated[
        str | None, typer.Option(help="An intervention, or a TOML file.", autocompletion=complete_scenario)
    ] = None,
    seed: Seed = 1,
    year: Annotated[int, typer.Option(help="Birth year.")] = 2026,
    json_: Json = False,
) -> None:
    """One life in words, year by year; with a scenario, in both arms."""
    from ..cohort import Cohort
    from ..model import Model

    cohort, chosen = read(scenario, None, [year], None) if scenario else (Cohort.births(year=year), None)
    told = Model().explain(cohort, person, chosen, seed)
    if json_:
        events = [{"arm": arm, "age": age, "text": words} for arm, said in told.events.items() for age, words in said]
        frame = told.to_frame().reset_index()
        print_json({"person": person, "text": told.text, "events": events, "years": frame.to_dict("records")})
    else:
        typer.echo(told)


@command(
    "heckman-nl breakeven k-vht",
    "heckman-nl breakeven local-coalition --beside voorzorg",
)
def breakeven(
    id: Annotated[str, typer.Argument(help="An intervention, or its TOML file.", autocompletion=complete_intervention)],
    channel: Annotated[
        str | None, typer.Option(help="The channel, or lift; the first on which it (might) act if left out.")
    ] = None,
    beside: Annotated[
        list[str] | None,
        typer.Option(
            help="What is offered beside it, repeatable; if left out, the programmes whose cascades it lifts, as they are today."
        ),
    ] = None,
    births: Births = None,
    sample: Annotated[int | None, number_of("Births to simulate at each trial value.")] = 200_000,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """From which effect on do the benefits of an intervention exceed its costs? The answer for what is theory only."""
    from ..break_even import break_even
    from ..cohort import Cohort
    from ..model import Model

    others = tuple(catalogue.load(name) for name in beside or ())
    found = break_even(Model(), Cohort.births(births), id, channel, others, seed, sample)
    if json_:
        print_json(found._asdict())
        return
    typer.echo(f"{found.intervention}, {found.channel}: {found.text}")
    typer.echo(
        f"Without any effect on it the net present value is EUR {Estimate(found.npv_without, found.npv_without_se):,.0f}, for {found.participants:,.0f} "
        f"participating families{' (all that is offered)' if others else ''}. Everything else as on its card: heckman-nl show {found.intervention}\n"
        f"{found.simulated:,} births simulated at each value; {about_error(found.npv_without_se)}."
    )


@command(
    "heckman-nl payback rookvrije-start --payer zvw",
    "heckman-nl payback voorzorg --payer municipality --json",
)
def payback(
    scenario: Annotated[
        str,
        typer.Argument(
            help="An intervention, a scenario of the library, or a TOML file.", autocompletion=complete_scenario
        ),
    ],
    payer: Annotated[
        str, typer.Option(help="The party: zvw, municipality, central, ...", autocompletion=complete_party)
    ] = "zvw",
    births: Births = None,
    year: Annotated[list[int] | None, typer.Option(help="Birth year, repeatable.")] = None,
    sample: Annotated[int | None, number_of("Births to simulate.")] = None,
    seed: Seed = 1,
    sets: Sets = None,
    json_: Json = False,
) -> None:
    """Does a party get back what it pays, and by which calendar year? Its flow and its discounted running sum."""
    import pandas as pd

    from ..appraisal import finite
    from ..errors import unknown
    from ..model import Model
    from ..vocabulary.payers import PARTIES

    if payer not in PARTIES:
        raise unknown("party", payer, list(PARTIES))
    cohort, chosen = read(scenario, births, year, None)
    parameters, chosen = settings(chosen, sets or [])
    mkba = Model(parameters).compare(cohort, chosen, seed=seed, sample=sample).appraise()
    flows = mkba.by_year()
    running = pd.Series(mkba.cumulative(payer), flows.index)
    first = mkba.payback().loc[payer]
    answer = None if pd.isna(first.year) else int(first.year)
    answer_error = finite(first.se) if answer else None
    end = Estimate(float(running.iloc[-1]), finite(mkba.by_payer().loc[payer, "se"]))
    if json_:
        print_json({
            "scenario": chosen.name, "payer": payer, "pays_back_in": answer, "pays_back_in_se": answer_error,
            "running_sum_at_end": end.value, "running_sum_at_end_se": end.se, "births": cohort.total, "simulated_births": mkba.comparison.simulated,
            "years": [int(y) for y in flows.index], "flow": flows[payer].tolist(), "running_sum": running.tolist(),
            "discount_rate": mkba.rules.discount_rate, "price_year": mkba.rules.price_year,
        })  # fmt: skip
        return
    typer.echo(f"{chosen.name}: {PARTIES[payer]}, paid and got back, EUR of {mkba.rules.price_year}\n")
    typer.echo(f"{'year':>6s} {'in the year':>16s} {'running sum':>16s}")
    told = [y for y in flows.index if y - flows.index[0] <= 10 or (y - flows.index[0]) % 10 == 0]
    for y in told:
        typer.echo(f"{y:6d} {flows[payer][y]:16,.0f} {running[y]:16,.0f}")
    when = f"It pays back in {answer}" if answer else "It never pays back"
    within = f" (± {answer_error:.0f} years)" if answer_error else ""
    typer.echo(
        f"\n{when}{within}: after {flows.index[-1]} the running sum, discounted at {mkba.rules.discount_rate:.2%}, is EUR {end:,.0f}.\n"
        f"{mkba.comparison.simulated:,} births simulated, for {cohort.total:,}; {about_error(end.se)}."
    )


@command(
    "heckman-nl optimise voorzorg vipp-sd incredible-years --budget 20e6",
    "heckman-nl optimise voorzorg home-start --budget 5e6 --view municipality --picture out/frontier.svg",
)
def optimise(
    ids: Names,
    budget: Annotated[float, typer.Option(help="EUR, present value of the programme costs of the cohort.")],
    view: Annotated[
        str, typer.Option(help="society, or the party whose gain counts.", autocompletion=complete_party)
    ] = "society",
    payer: Annotated[
        str | None, typer.Option(help="The party whose budget it is; all if left out.", autocompletion=complete_party)
    ] = None,
    births: Births = None,
    search: Annotated[int, number_of("Births on which mixes are compared.")] = 100_000,
    sample: Annotated[int | None, number_of("Births on which the mix is appraised.")] = None,
    seed: Seed = 1,
    picture: Annotated[Path | None, picture_of("the frontier")] = None,
    json_: Json = False,
) -> None:
    """The best mix and reach under a budget, interactions simulated: the frontier and its appraisal in full."""
    from ..cohort import Cohort
    from ..model import Model
    from ..portfolio import optimise as find

    items = [catalogue.load(name) for name in ids]
    show = (
        None if json_ or not sys.stderr.isatty() else lambda n: print(f"\rmixes compared: {n}", end="", file=sys.stderr)
    )
    found = find(
        Model(),
        Cohort.births(births),
        items,
        budget,
        view,
        payer,
        seed=seed,
        search=search,
        sample=sample,
        progress=show,
    )
    mkba = found.comparison.appraise() if found.comparison else None
    if picture:
        from ..report.figures import frontier

        frontier(found, picture)
    if json_:
        print_json({
            "budget": budget, "view": view, "payer": payer, "reach": found.reach, "frontier": found.frontier.to_dict("records"),
            "npv": mkba and float(mkba.npv), "npv_se": mkba and mkba.npv.se, "costs": mkba and float(mkba.costs), "bcr": mkba and mkba.bcr.value,
        })  # fmt: skip
        return
    typer.echo(
        found.frontier.to_string(index=False, float_format=lambda x: f"{x:,.2f}" if abs(x) < 10 else f"{x:,.0f}")
    )
    if mkba is None:
        typer.echo("\nNo step of any of them is worth its cost within this budget.")
        return
    typer.echo(
        f"\nOn all births: net present value EUR {mkba.npv:,.0f}, costs {mkba.costs:,.0f}, ratio {mkba.bcr:.2f}; view {view}."
    )
