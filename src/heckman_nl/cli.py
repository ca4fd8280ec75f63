"""The command line `heckman-nl`: thin, every command one call of the library.

Exit codes: 0 done, 1 a check failed, 2 wrong use. With `--json` standard output holds one JSON object and nothing else.
"""

from __future__ import annotations

import functools
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from . import interventions as catalogue
from .datafiles import read_toml
from .errors import CalibrationError, HeckmanError, InputError, check_number
from .interventions.schema import Intervention

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
Region = Annotated[str, typer.Option(help="Region profile.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", help="NAME=VALUE, repeatable: a parameter of the model (the baseline is solved again; what is itself solved "
                               "changes in a scenario file), or a step, channel or place of an intervention's file: voorzorg.uptake=0.6, "
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
def interventions(json_: Json = False) -> None:
    """The menu: every intervention with phase, grade, cost per participant and payer."""
    table = catalogue.available()
    if json_:
        rows = table.reset_index().to_dict("records")
        print_json(
            {"interventions": [{**row, "cost_unit": table.attrs["units"]["cost_per_participant"]} for row in rows]}
        )
        return
    shown = table[["title", "phase", "grade", "cost_per_participant", "payer", "origin"]].copy()
    shown["cost_per_participant"] = shown["cost_per_participant"].map("{:,.0f}".format)
    typer.echo(shown.to_string())
    typer.echo(f"\ncost_per_participant in {table.attrs['units']['cost_per_participant']}. More: heckman-nl show ID")


@app.command()
@guarded
def show(id: Annotated[str, typer.Argument(help="An intervention.")], json_: Json = False) -> None:
    """The card of one intervention: who, how many, what it costs, what it changes, and how we know."""
    item = catalogue.load(id)
    if json_:
        print_json({**item.model_dump(mode="json"), "effects_used": item.effects_table()})
        return
    typer.echo(card(item))


def card(item: Intervention) -> str:
    """An intervention as text."""
    offer = item.offer
    lines = [f"{item.title} ({item.id})", f"phase: {item.phase}   grade: {item.grade}   origin: {item.origin}", ""]
    lines += [item.text.strip(), "", f"offered: {'in pregnancy' if offer.age < 0 else f'at age {offer.age}'}"]
    lines.append("to families with all of: " + (", ".join(map(condition, offer.where)) or "no condition"))
    for group in offer.any:
        lines.append(f"and at least {group.at_least} of: " + ", ".join(map(condition, group.of)))
    compared = (
        f"compared with today, reach {offer.reach_today:g}" if offer.comparator == "today" else "compared with nothing"
    )
    lines += ["", f"cascade ({compared})"]
    for step in catalogue.CASCADE:
        source = offer.sources[step]
        lines.append(
            f"  {step:<12}{getattr(offer, step):6.2f}   {source.grade}, {source.source} ({source.status})  {source.note}"
        )
    lines += ["", "costs"]
    for cost in item.cost:
        lines.append(
            f"  {cost.amount:8,.0f} {cost.unit} per {cost.per} at age {cost.age}, {cost.payer}: {cost.text}  "
            f"[{cost.grade}, {cost.source}, {cost.status}]"
        )
    lines += ["", "effects (value used after weighing and corrections, less what other channels carry)"]
    for row, effect in zip(item.effects_table(), item.effect, strict=True):
        lines.append(
            f"  {effect.channel}: {row['measure']} {row['value']:.3g}{lasting(effect)}  [{effect.grade}]  {effect.text}"
        )
        lines += [
            f"      {t.trial}: {t.measure} {t.value:g} ({t.ci95[0]:g} to {t.ci95[1]:g}), {t.source}, {t.status}. {t.note}"
            for t in effect.trials
        ]
    if item.weights:
        lines += ["", "weights of the trials"]
        lines += [f"  {name}: {weight.value:g}  {weight.text}" for name, weight in item.weights.items()]
    if item.corrections:
        lines += ["", "corrections"]
        lines += [
            f"  {name}: × {c.factor:g}{'' if c.on else ' (off)'}  [{c.grade}, {c.source}, {c.status}]  {c.text}"
            for name, c in item.corrections.items()
        ]
    return "\n".join([*lines, "", "published", *(f"  {text}" for text in item.published)])


def lasting(effect) -> str:
    """When an effect holds, as text."""
    parts = []
    if effect.start > 0:
        parts.append(f"from age {effect.start:g}")
    if effect.persistence:
        parts.append(f"fading {100 * effect.persistence.fade:g}% a year from age {effect.persistence.since:g}")
    if effect.stop < float("inf"):
        parts.append(f"to age {effect.stop:g}")
    return f" ({', '.join(parts)})" if parts else ""


def condition(rule) -> str:
    """An eligibility rule as text."""
    low, high = rule.between
    return f"{rule.field} = {low:g}" if low == high else f"{rule.field} from {low:g} to {high:g}"


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
    region: Annotated[str | None, typer.Option(help="Region profile.")] = None,
    set_: Sets = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the HTML report and the JSON file.")] = None,
    language: Annotated[str, typer.Option(help="nl or en, of the table and the report.")] = "nl",
    workers: Annotated[int | None, typer.Option(help="Threads; all processors if left out. Changes no digit.")] = None,
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
    comparison = Model(parameters).compare(cohort, chosen, seed, workers, sample)
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
    from .scenario import Scenario, read_scenario

    if scenario.endswith(".toml") and "offer" not in read_toml(Path(scenario)):
        cohort, chosen = read_scenario(scenario)
        if births is None and years is None and region is None:
            return cohort, chosen
        number = births if births is not None else (cohort.per_year if region is None else None)
        return Cohort.births(number, years or cohort.years, region or cohort.region), chosen
    item = catalogue.load(scenario)
    title = item.title_nl if language == "nl" else item.title
    return Cohort.births(births, years or [2026], region or "NL"), Scenario(title, (item,))


def settings(scenario, sets: list[str]):
    """Parameters (None: those of the library) and scenario after every --set."""
    from dataclasses import replace

    from .parameters import ParameterSet

    changes, items = {}, {item.id: item for item in scenario.interventions}
    for text in sets:
        name, mark, value = text.partition("=")
        if not mark or not name:
            raise InputError(f"--set {text!r}: give NAME=VALUE")
        head, _, place = name.partition(".")
        if head in items:
            items[head] = items[head].but({place: setting(text, value, switch=True)})
        else:
            changes[name] = setting(text, value)
    parameters = ParameterSet.read().but(changes) if changes else None
    return parameters, replace(scenario, interventions=tuple(items.values()))


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
def validate(
    births: Annotated[int | None, typer.Option(help="Births to simulate; a million if left out.")] = None,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """The baseline beside Dutch statistics. Exit code 1 when a row is missed without a stated reason."""
    from .calibrate.validate import ENOUGH_BIRTHS, failures
    from .calibrate.validate import validate as compare_with_targets
    from .cohort import Cohort
    from .model import Model

    births = ENOUGH_BIRTHS if births is None else births
    table = compare_with_targets(Model().run(Cohort.births(births), seed=seed))
    failed = failures(table)
    if json_:
        print_json({"targets": table.to_dict("records"), "simulated_births": births, "failed": failed.name.tolist()})
    else:
        typer.echo(validation_text(table))
    raise typer.Exit(1 if len(failed) else 0)


def validation_text(table) -> str:
    """The comparison as text: every row, then those that are missed and why."""
    from .calibrate.validate import FAILED, MET

    lines = [f"{'target':<48}{'value':>10}{'interval':>20}{'simulated':>11}{'z':>6}  {'used':<7}{'status':<10}source"]
    for row in table.itertuples():
        mark = " " if row.met else "*"
        used = "check" if row.held_out else "solved"
        interval = f"{row.low:.4g}-{row.high:.4g}{'~' if row.interval_assumed else ' '}"
        lines.append(
            f"{row.name:<48}{row.target:>10.5g}{interval:>20}{row.simulated:>11.5g}{row.z:>6.1f}{mark} {used:<7}{row.status:<10}{row.source}"
        )
    missed = table[~table.met]
    checks = table[table.held_out]
    lines += [
        "",
        "~ no interval is printed: 3% either way for a register, 10% for a survey, 20% for another source (judgement).",
        f"{int(table.met.sum())} of {len(table)} rows are met (|z| <= {MET}); of the {len(checks)} checks {int(checks.met.sum())}.",
    ]
    lines += [
        f"* {row.name} (z {row.z:.1f}): {row.reason or f'no reason known; up to |z| = {FAILED} it may be chance'}"
        for row in missed.itertuples()
    ]
    return "\n".join(lines)


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
        print_json({"person": person, "text": told.text, "years": told.to_frame().reset_index().to_dict("records")})
    else:
        typer.echo(told)


def main() -> None:
    """Entry point; usage errors of typer exit with 2 as well."""
    app()


if __name__ == "__main__":
    sys.exit(main())
