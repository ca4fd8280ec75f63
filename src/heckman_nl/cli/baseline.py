"""Commands on the baseline: solving it, setting it beside statistics, regions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import InputError, check_number
from ..region import NATIONAL
from .common import (
    Json,
    Language,
    Region,
    Seed,
    check_language,
    command,
    complete_region,
    complete_scenario,
    number_of,
    plain,
    print_json,
)
from .reading import read


@command(
    "heckman-nl calibrate --out out/fitted",
    "heckman-nl calibrate --births 50000 --sweeps 2",
)
def calibrate(
    births: Annotated[int | None, number_of("Births to solve on; those of the shipped baseline if left out.")] = None,
    sweeps: Annotated[int | None, typer.Option(help="Sweeps; those of the shipped baseline if left out.")] = None,
    seed: Seed = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the solved values; nothing is written if left out.")
    ] = None,
    json_: Json = False,
) -> None:
    """Solve the Dutch baseline from nothing. Exit code 1 when it should be the shipped one and differs in any digit."""
    from ..calibrate import fitted
    from ..model import progress_bar

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


@command(
    "heckman-nl validate",
    "heckman-nl validate --births 200000 --plots out/fit",
)
def validate(
    births: Annotated[int | None, number_of("Births to simulate; a million if left out.")] = None,
    panel: Annotated[
        int | None,
        number_of(
            "Births of the panel that answers statistics of persons; 200,000 (or --births, if fewer) if left out, "
            "0 for none."
        ),
    ] = None,
    seed: Seed = 1,
    plots: Annotated[Path | None, typer.Option(help="Folder for a picture of every target, and of all z.")] = None,
    workers: Annotated[int | None, typer.Option(help="Threads; all processors if left out. Changes no digit.")] = None,
    json_: Json = False,
) -> None:
    """The baseline beside Dutch statistics. Exit code 1 when a row is missed without a stated reason."""
    from ..calibrate.validate import ENOUGH_BIRTHS, counts, failures
    from ..calibrate.validate import validate as compare_with_targets
    from ..cohort import Cohort
    from ..model import Model

    if plots is not None and plots.exists() and not plots.is_dir():
        raise InputError(f"{plots} is a file; --plots names a folder")
    births = ENOUGH_BIRTHS if births is None else births
    result = Model().run(Cohort.births(births), seed=seed, workers=workers)
    table = compare_with_targets(result, panel_births=panel, workers=workers)
    failed = failures(table)
    written = []
    if plots is not None:
        from ..report.validation import write_plots

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
        from ..report.validation_text import validation_text

        typer.echo(validation_text(table))
        if written:
            typer.echo(f"\n{len(written)} pictures in {plots}")
    raise typer.Exit(1 if len(failed) else 0)


@command(
    "heckman-nl monitor",
    "heckman-nl monitor --scenario voorzorg --language nl",
)
def monitor(
    births: Annotated[int, number_of("Births to simulate.")] = 200_000,
    scenario: Annotated[
        str | None,
        typer.Option(
            help="An intervention or a TOML file: its levels beside those of the baseline.",
            autocompletion=complete_scenario,
        ),
    ] = None,
    region: Region = None,
    seed: Seed = 1,
    language: Language = "en",
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table of docs/explanation/monitor.md.")
    ] = False,
    json_: Json = False,
) -> None:
    """The national monitor of the first 1,000 days: every indicator, simulated beside observed, with year and source."""
    from ..cohort import Cohort
    from ..model import Model
    from ..monitor import markdown as as_markdown
    from ..monitor import records, screen

    check_language(language)
    births = check_number("births", births, 1, 1e10, whole=True)
    if scenario:
        cohort, chosen = read(scenario, None, None, region)
        compared = Model().compare(cohort, chosen, seed, sample=births)
        frame = compared.monitor()
    else:
        frame = Model().run(Cohort.births(region=region or NATIONAL), seed=seed, sample=births).monitor()
    if json_:
        about = {key.replace(" ", "_"): value for key, value in frame.attrs.items()}
        print_json({"indicators": records(frame), **about})
    else:
        typer.echo(as_markdown(frame) if markdown else screen(frame, language))


@command(
    "heckman-nl regions",
    "heckman-nl regions rotterdam",
    "heckman-nl regions --template > mine.toml",
    "heckman-nl regions --table --scenario voorzorg > map.csv",
)
def regions(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A profile or a TOML file: show its figures and their sources.", autocompletion=complete_region
        ),
    ] = None,
    template: Annotated[bool, typer.Option("--template", help="Print a region file to fill in.")] = False,
    table: Annotated[bool, typer.Option("--table", help="Print the monitor by region as CSV, for a map.")] = False,
    scenario: Annotated[
        str | None,
        typer.Option(
            help="With --table: what this intervention or TOML file changes in each region.",
            autocompletion=complete_scenario,
        ),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="With --table: a profile or a file; repeatable. All profiles if left out.",
            autocompletion=complete_region,
        ),
    ] = None,
    sample: Annotated[int | None, number_of("With --table: births to simulate in each region.")] = None,
    seed: Seed = 1,
    json_: Json = False,
) -> None:
    """Region profiles: the list, the figures of one, a template, or a table for a map."""
    from ..region import Region as Profile
    from ..region import names
    from ..region import template as empty

    only = {"--scenario": scenario, "--region": region, "--sample": sample}
    unused = [option for option, given in only.items() if given is not None and not table]
    if unused:
        raise InputError(f"{', '.join(unused)}: only with --table")
    if (name is not None) + template + table > 1:
        raise InputError("give one of a profile, --template and --table")
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
        typer.echo(frame[["unit", "national", "value", "status", "source"]].to_string(float_format=plain))
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
    from ..model import Model
    from ..monitor import FOR_A_MAP, regions_table

    chosen = read(scenario, None, None, None)[1] if scenario else None
    return regions_table(Model(), regions or None, chosen, seed=seed, sample=FOR_A_MAP if sample is None else sample)
