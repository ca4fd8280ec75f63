"""The command line `heckman-nl`: thin, every command one call of the library.

Exit codes: 0 done, 1 a check failed, 2 wrong use. With `--json` standard output holds one JSON object and nothing else.
"""

from __future__ import annotations

import functools
import sys
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from . import interventions as catalogue
from .datafiles import read_toml
from .errors import CalibrationError, HeckmanError, InputError, check_number

app = typer.Typer(
    help="The Dutch Heckman model: what interventions in the first 1,000 days change, for whom, when, and at whose cost.",
    no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip


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


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Births = Annotated[
    int | None, typer.Option(help="Births per birth year, live or still; the region's own number if left out.")
]
Seed = Annotated[int, typer.Option(help="Seed of the random numbers; 0 is a seed.")]
Region = Annotated[
    str | None, typer.Option(help="A region profile (heckman-nl regions), or the TOML file of a region of your own.")
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", help="NAME=VALUE, repeatable: a parameter of the model, to a number or to the value of another parameter (the "
                               "baseline is solved again where it depends on it; what is itself solved changes in a scenario file), or a step, channel or place of an intervention's file: voorzorg.uptake=0.6, "
                               "voorzorg.maltreatment=0.8, voorzorg.weights.english.value=0, voorzorg.corrections.scale_up.on=false."),
]  # fmt: skip


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
    from .report.summary import to_json

    typer.echo(to_json(content))


@app.command()
@guarded
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
        from .report.cards import menu

        typer.echo(menu(table))
    for message in refused:
        typer.echo(f"left out: {message}", err=True)


@app.command()
@guarded
def show(id: Annotated[str, typer.Argument(help="An intervention.")], json_: Json = False) -> None:
    """The card of one intervention: who, how many, what it costs, what it changes, and how we know."""
    item = catalogue.load(id)
    if json_:
        intervals = item.intervals()
        used = [{**row, "interval": intervals[row["channel"]]} for row in item.effects_table()]
        print_json({**item.model_dump(mode="json"), "effects_used": used})
        return
    from .report.cards import card, sources_text

    typer.echo(f"{card(item)}\n\n{sources_text(item)}")


@app.command()
@guarded
def run(
    scenario: Annotated[str, typer.Argument(help="An intervention, or the TOML file of one or of a scenario.")],
    births: Births = None,
    sample: Annotated[
        int | None, typer.Option(help="Births to simulate, if not all; more than all lowers the simulation error.")
    ] = None,
    year: Annotated[list[int] | None, typer.Option(help="Birth year; repeatable.")] = None,
    seed: Seed = 1,
    region: Region = None,
    set_: Sets = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the HTML report and the JSON file.")] = None,
    language: Annotated[str, typer.Option(help="nl or en, of the table and the report.")] = "nl",
    workers: Annotated[int | None, typer.Option(help="Threads; all processors if left out. Changes no digit.")] = None,
    generations: Annotated[
        int,
        typer.Option(help="1: the cohort only; 2: its children as well, each by half; 3: their children; and so on."),
    ] = 1,
    json_: Json = False,
) -> None:
    """The cost-benefit analysis (MKBA) of a scenario: table on the screen, report with --out."""
    from .model import Model
    from .report.language import LANGUAGES
    from .report.text import screen

    if language not in LANGUAGES:
        raise InputError(f"language is nl or en, not {language!r}")
    if out is not None and out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file; --out names a folder")
    cohort, chosen = read(scenario, births, year, region, language)
    parameters, chosen = settings(chosen, set_ or [])
    comparison = Model(parameters).compare(cohort, chosen, seed, workers, sample, generations=generations)
    appraisal = comparison.appraise()
    content = appraisal.to_dict()
    written = []
    if out is not None:
        from .report.page import render, write_texts
        from .report.summary import to_json

        name = Path(scenario).stem
        texts = {out / f"{name}-{language}.html": render(appraisal, language), out / f"{name}.json": to_json(content)}
        written = write_texts(texts)
    if json_:
        print_json(content)
        return
    typer.echo(screen(appraisal, language))
    if written:
        typer.echo("\n" + "\n".join(str(path) for path in written))


def read(scenario: str, births: int | None, years: list[int] | None, region: str | None, language: str = "en"):
    """Cohort and scenario: of a scenario file (options on the command line come first), or of one intervention (its id or file)."""
    from .cohort import Cohort
    from .scenario import by_itself, read_scenario, ready_scenarios

    ready = scenario in ready_scenarios()
    if ready or (scenario.endswith(".toml") and "offer" not in read_toml(Path(scenario))):
        cohort, chosen = read_scenario(scenario)
        if births is None and years is None and region is None:
            return cohort, chosen
        number = births if births is not None else (cohort.per_year if region is None else None)
        return Cohort.births(number, years or cohort.years, region or cohort.region), chosen
    item = catalogue.load(scenario)
    title = item.title_nl if language == "nl" else item.title
    return Cohort.births(births, years or [2026], region or "NL"), by_itself(item, title)


def settings(scenario, sets: list[str]):
    """Parameters (None: those of the library) and scenario after every --set."""
    from dataclasses import replace

    from .parameters import ParameterSet

    known, changes, items = ParameterSet.read(), {}, {item.id: item for item in scenario.interventions}
    for text in sets:
        name, mark, value = text.partition("=")
        if not mark or not name:
            raise InputError(f"--set {text!r}: give NAME=VALUE")
        head, _, place = name.partition(".")
        if head in items:
            items[head] = items[head].but({place: setting(text, value, switch=True)})
        else:
            changes[name] = value_of(known, name, value) if value in known else setting(text, value)
    parameters = known.but(changes) if changes else None
    return parameters, replace(scenario, interventions=tuple(items.values()))


def value_of(known, name: str, other: str):
    """The value of the parameter `other`, for the parameter `name`, which is in the same unit."""
    if known[name].unit != known[other].unit:
        raise InputError(f"--set {name}={other}: {other} is in {known[other].unit}, {name} in {known[name].unit}")
    return known.value(other)


def setting(text: str, value: str, switch: bool = False) -> float | bool:
    """The number of a --set; where something can be switched, true or false as well."""
    if switch and value in ("true", "false"):
        return value == "true"
    try:
        return check_number(text, float(value))
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        allowed = "a number, true or false" if switch else "a number"
        raise InputError(f"--set {text!r}: give NAME=VALUE, where VALUE is {allowed}") from None


@app.command()
@guarded
def parameters(
    name: Annotated[str | None, typer.Argument(help="A parameter, or the beginning of its name.")] = None,
    json_: Json = False,
) -> None:
    """Every number of the model with unit, interval, source, grade and status."""
    from .errors import unknown
    from .parameters import ParameterSet

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


@app.command()
@guarded
def calibrate(
    births: Annotated[
        int | None, typer.Option(help="Births to solve on; those of the shipped baseline if left out.")
    ] = None,
    sweeps: Annotated[int | None, typer.Option(help="Sweeps; those of the shipped baseline if left out.")] = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the solved values; nothing is written if left out.")
    ] = None,
    json_: Json = False,
) -> None:
    """Solve the Dutch baseline from nothing. Exit code 1 when it should be the shipped one and differs in any digit."""
    from .calibrate import fitted
    from .errors import check_number
    from .model import progress_bar

    births = fitted.BIRTHS if births is None else check_number("births", births, 1000, 10_000_000, whole=True)
    sweeps = fitted.SWEEPS if sweeps is None else check_number("sweeps", sweeps, 1, 100, whole=True)
    parameters, steps = fitted.calibrate(births, sweeps, seed, lambda sweep: progress_bar(f"sweep {sweep}"))
    if out is not None:
        fitted.write_fitted(parameters, sweeps, out)
    as_shipped = (births, sweeps, seed) == (fitted.BIRTHS, fitted.SWEEPS, fitted.SEED)
    differ = fitted.differs_from_shipped(parameters, sweeps) if as_shipped else None
    if json_:
        print_json(
            {
                "births": births,
                "sweeps": sweeps,
                "seed": seed,
                "loadings": steps,
                "differs": differ,
                "notes": parameters.provenance["notes"],
            }
        )
    else:
        for key, what in fitted.LOADINGS.items():
            values = "  ".join(f"{fitted.loading_text(step[key]):>16s}" for step in steps)
            typer.echo(f"{key:26s} {values}  {what}")
        for note in parameters.provenance["notes"]:
            typer.echo(note)
        if differ is not None:
            typer.echo(
                f"differs from what is shipped: {', '.join(differ)}"
                if differ
                else "the shipped baseline, digit for digit"
            )
    raise typer.Exit(1 if differ else 0)


@app.command()
@guarded
def validate(
    births: Annotated[int | None, typer.Option(help="Births to simulate; a million if left out.")] = None,
    panel: Annotated[
        int | None,
        typer.Option(
            help="Births of the panel that answers statistics of persons; 200,000 (or --births, if fewer) if left out, "
            "0 for none."
        ),
    ] = None,
    seed: Seed = 1,
    plots: Annotated[Path | None, typer.Option(help="Folder for a picture of every target, and of all z.")] = None,
    workers: Annotated[int | None, typer.Option(help="Threads; all processors if left out. Changes no digit.")] = None,
    json_: Json = False,
) -> None:
    """The baseline beside Dutch statistics. Exit code 1 when a row is missed without a stated reason."""
    from .calibrate.validate import ENOUGH_BIRTHS, counts, failures
    from .calibrate.validate import validate as compare_with_targets
    from .cohort import Cohort
    from .model import Model

    if plots is not None and plots.exists() and not plots.is_dir():
        raise InputError(f"{plots} is a file; --plots names a folder")
    births = ENOUGH_BIRTHS if births is None else births
    result = Model().run(Cohort.births(births), seed=seed, workers=workers)
    table = compare_with_targets(result, panel_births=panel, workers=workers)
    failed = failures(table)
    written = []
    if plots is not None:
        from .report.validation import write_plots

        written = write_plots(table, plots)
    if json_:
        content = {
            "simulated_births": births,
            "panel_births": table.attrs["panel births"],
            "counts": counts(table),
            "failed": failed.name.tolist(),
        }
        print_json({"targets": table.to_dict("records"), **content})
    else:
        from .report.validation_text import validation_text

        typer.echo(validation_text(table))
        if written:
            typer.echo(f"\n{len(written)} pictures in {plots}")
    raise typer.Exit(1 if len(failed) else 0)


@app.command()
@guarded
def explain(
    person: Annotated[int, typer.Argument(help="Number of the person in the cohort.")],
    scenario: Annotated[str | None, typer.Option(help="An intervention, or a TOML file.")] = None,
    seed: Seed = 1,
    year: Annotated[int, typer.Option(help="Birth year.")] = 2026,
    json_: Json = False,
) -> None:
    """One life in words, year by year; with a scenario, in both arms."""
    from .cohort import Cohort
    from .model import Model

    cohort, chosen = read(scenario, None, [year], None) if scenario else (Cohort.births(year=year), None)
    told = Model().explain(cohort, person, chosen, seed)
    if json_:
        events = [{"arm": arm, "age": age, "text": words} for arm, said in told.events.items() for age, words in said]
        frame = told.to_frame().reset_index()
        print_json({"person": person, "text": told.text, "events": events, "years": frame.to_dict("records")})
    else:
        typer.echo(told)


@app.command()
@guarded
def regions(
    name: Annotated[
        str | None, typer.Argument(help="A profile or a TOML file: show its figures and their sources.")
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Print a region file to fill in.")] = False,
    table: Annotated[bool, typer.Option("--table", help="Print the monitor by region as CSV, for a map.")] = False,
    scenario: Annotated[
        str | None, typer.Option(help="With --table: what this intervention or TOML file changes in each region.")
    ] = None,
    region: Annotated[
        list[str] | None, typer.Option(help="With --table: a profile or a file; repeatable. All profiles if left out.")
    ] = None,
    sample: Annotated[int | None, typer.Option(help="With --table: births to simulate in each region.")] = None,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """Region profiles: the list, the figures of one, a template, or a table for a map."""
    from .region import Region as Profile
    from .region import names
    from .region import template as empty

    if template:
        typer.echo(empty(), nl=False)
        return
    if table:
        frame = map_table(region, scenario, sample, seed)
        if json_:
            print_json({"regions": frame.to_dict("records")})
        else:
            typer.echo(frame.to_csv(index=False), nl=False)
        return
    if name is not None:
        profile = Profile.load(name)
        frame = profile.to_frame()
        if json_:
            print_json({"region": profile_line(profile), "figures": frame.reset_index().to_dict("records")})
            return
        line = profile_line(profile)
        typer.echo(f"{line['name']} ({line['id']}, {line['code'] or 'no code'}), {line['births']:,.0f} births\n")
        typer.echo(frame[["unit", "national", "value", "status", "source"]].to_string(float_format="{:.4g}".format))
        typer.echo("")
        for key, note in frame[frame.note != ""].note.items():
            typer.echo(f"{key}: {note}")
        return
    rows = [profile_line(Profile.load(id)) for id in names()]
    if json_:
        print_json({"regions": rows})
        return
    typer.echo(f"{'region':<18}{'code':<9}{'births':>9}{'figures':>9}  name")
    for row in rows:
        typer.echo(f"{row['id']:<18}{row['code']:<9}{row['births']:>9,.0f}{row['figures']:>9}  {row['name']}")
    typer.echo("\nfigures: own values; all others are national. More: heckman-nl regions NAME; your own: --template")


def profile_line(profile) -> dict[str, Any]:
    """A region as plain values."""
    return {
        "id": profile.id, "name": profile.name, "name_nl": profile.name_nl, "code": profile.code, "births": profile.births,
        "figures": len(profile.parameters),
    }  # fmt: skip


def map_table(regions: list[str] | None, scenario: str | None, sample: int | None, seed: int):
    """The monitor by region, or what a scenario changes in it."""
    from .model import Model
    from .monitor import FOR_A_MAP, regions_table

    chosen = read(scenario, None, None, None)[1] if scenario else None
    return regions_table(Model(), regions or None, chosen, seed=seed, sample=FOR_A_MAP if sample is None else sample)


@app.command()
@guarded
def monitor(
    births: Annotated[int, typer.Option(help="Births to simulate.")] = 200_000,
    scenario: Annotated[
        str | None, typer.Option(help="An intervention or a TOML file: its levels beside those of the baseline.")
    ] = None,
    region: Region = None,
    seed: Seed = 1,
    language: Annotated[str, typer.Option(help="nl or en, of the table.")] = "en",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table of docs/explanation/monitor.md.")
    ] = False,
    json_: Json = False,
) -> None:
    """The national monitor of the first 1,000 days: every indicator, simulated beside observed, with year and source."""
    from .cohort import Cohort
    from .model import Model
    from .monitor import markdown as as_markdown
    from .monitor import records, screen
    from .report.language import LANGUAGES

    if language not in LANGUAGES:
        raise InputError(f"language is nl or en, not {language!r}")
    if scenario:
        cohort, chosen = read(scenario, None, None, region)
        compared = Model().compare(cohort, chosen, seed, sample=births)
        frame = compared.monitor()
    else:
        frame = Model().run(Cohort.births(region=region or "NL"), seed=seed, sample=births).monitor()
    if json_:
        about = {key.replace(" ", "_"): value for key, value in frame.attrs.items()}
        print_json({"indicators": records(frame), **about})
    else:
        typer.echo(as_markdown(frame) if markdown else screen(frame, language))


Names = Annotated[list[str], typer.Argument(help="Interventions.")]


@app.command()
@guarded
def breakeven(
    id: Annotated[str, typer.Argument(help="An intervention, or its TOML file.")],
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
    sample: Annotated[int | None, typer.Option(help="Births to simulate at each trial value.")] = 200_000,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """From which effect on do the benefits of an intervention exceed its costs? The answer for what is theory only."""
    from .break_even import break_even
    from .cohort import Cohort
    from .model import Model

    others = tuple(catalogue.load(name) for name in beside or ())
    found = break_even(Model(), Cohort.births(births), id, channel, others, seed, sample)
    if json_:
        print_json(found._asdict())
        return
    typer.echo(f"{found.intervention}, {found.channel}: {found.text}")
    typer.echo(
        f"Without any effect on it the net present value is EUR {found.npv_without:,.0f}, for {found.participants:,.0f} "
        f"participating families{' (all that is offered)' if others else ''}. Everything else as on its card: heckman-nl show {found.intervention}"
    )


@app.command()
@guarded
def payback(
    scenario: Annotated[str, typer.Argument(help="An intervention, a scenario of the library, or a TOML file.")],
    payer: Annotated[str, typer.Option(help="The party: zvw, municipality, central, ...")] = "zvw",
    births: Births = None,
    year: Annotated[list[int] | None, typer.Option(help="Birth year, repeatable.")] = None,
    sample: Annotated[int | None, typer.Option(help="Births to simulate.")] = None,
    seed: Seed = 1,
    sets: Sets = None,
    json_: Json = False,
) -> None:
    """Does a party get back what it pays, and by which calendar year? Its flow and its discounted running sum."""
    import pandas as pd

    from .errors import unknown
    from .model import Model
    from .vocabulary.payers import PARTIES

    if payer not in PARTIES:
        raise unknown("party", payer, list(PARTIES))
    cohort, chosen = read(scenario, births, year, None)
    parameters, chosen = settings(chosen, sets or [])
    mkba = Model(parameters).compare(cohort, chosen, seed=seed, sample=sample).appraise()
    flows = mkba.by_year()
    running = pd.Series(mkba.cumulative(payer), flows.index)
    first = mkba.payback().loc[payer].iloc[0]
    answer = None if pd.isna(first) else int(first)
    if json_:
        print_json({
            "scenario": chosen.name, "payer": payer, "pays_back_in": answer, "running_sum_at_end": float(running.iloc[-1]),
            "years": [int(y) for y in flows.index], "flow": flows[payer].tolist(), "running_sum": running.tolist(),
            "discount_rate": mkba.rules.discount_rate, "price_year": mkba.rules.price_year,
        })  # fmt: skip
        return
    typer.echo(f"{chosen.name}: {PARTIES[payer]}, paid and got back, EUR of {mkba.rules.price_year}\n")
    typer.echo(f"{'year':>6s} {'in the year':>16s} {'running sum':>16s}")
    told = [y for y in flows.index if y - flows.index[0] <= 10 or (y - flows.index[0]) % 10 == 0]
    for y in told:
        typer.echo(f"{y:6d} {flows[payer][y]:16,.0f} {running[y]:16,.0f}")
    end = f"after {flows.index[-1]} the running sum, discounted at {mkba.rules.discount_rate:.2%}, is EUR {running.iloc[-1]:,.0f}"
    typer.echo(f"\n{'It pays back in ' + str(answer) if answer else 'It never pays back'}: {end}.")


@app.command()
@guarded
def trial(
    id: Annotated[list[str] | None, typer.Argument(help="Interventions or trials; all trials if left out.")] = None,
    births: Annotated[int, typer.Option(help="Births among whom the eligible are looked for.")] = 400_000,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """Trials as the model would have run them, beside what they found: fitted, predicted, control arm."""
    from .calibrate.trials import emulate_all
    from .parameters import ParameterSet
    from .report.cards import trial_table

    table = emulate_all(id or [], ParameterSet.read(), births, seed)
    if json_:
        print_json({"outcomes": table.to_dict("records")})
    else:
        typer.echo(trial_table(table))


@app.command()
@guarded
def optimise(
    ids: Names,
    budget: Annotated[float, typer.Option(help="EUR, present value of the programme costs of the cohort.")],
    view: Annotated[str, typer.Option(help="society, or the party whose gain counts.")] = "society",
    payer: Annotated[str | None, typer.Option(help="The party whose budget it is; all if left out.")] = None,
    births: Births = None,
    search: Annotated[int, typer.Option(help="Births on which mixes are compared.")] = 100_000,
    sample: Annotated[int | None, typer.Option(help="Births on which the mix is appraised.")] = None,
    seed: Seed = 1,
    picture: Annotated[Path | None, typer.Option(help="Draw the frontier to this file (.svg or .png).")] = None,
    json_: Json = False,
) -> None:
    """The best mix and reach under a budget, interactions simulated: the frontier and its appraisal in full."""
    from .cohort import Cohort
    from .model import Model
    from .portfolio import optimise as find

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
        from .report.figures import frontier

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


def main() -> None:
    """Entry point; usage errors of typer exit with 2 as well."""
    app()


if __name__ == "__main__":
    sys.exit(main())
