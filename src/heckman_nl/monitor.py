"""The national monitor: what the policy texts on the first 1,000 days follow, simulated beside observed, and by region.

`data/monitor.toml` lists the indicators. Each is a ratio of ledger lines, or by how much that ratio exceeds the one of all
others, or the prevalence with which the model draws a factor, or says why the model has none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pydantic

from .datafiles import DATA, Number, Table, first_problem, read_sources, read_toml
from .errors import DataFileError, InputError, nearest
from .estimate import Estimate, estimate
from .parameters import ParameterSet
from .region import NATIONAL, Region, names
from .vocabulary.lines import NUMBER
from .vocabulary.state import GROUPS, LAST_AGE, N_GROUPS

if TYPE_CHECKING:
    import pandas as pd

    from .model import Model
    from .results import Comparison, Result
    from .scenario import Scenario

FOR_A_MAP = 100_000  # births simulated in each region
UNITS = {1: "share", 1000: "per 1,000"}  # by `per`


class Observed(Table):
    """A published figure of an indicator, in its unit."""

    value: Number
    year: int
    source: str
    low: Number | None = None
    high: Number | None = None
    place: str = ""
    note: str = ""


class Indicator(Table):
    """An indicator as it stands in the file."""

    id: str
    title: str
    title_nl: str
    text: str  # where policy names it, and what it prints
    per: int = 1
    numerator: str | list[str] | None = None
    denominator: str | list[str] | None = None
    of_all_births: tuple[str, str] | None = None  # the same two lines of everybody: the excess over the others is meant
    ages: tuple[int, int] = (0, 0)
    vulnerability: tuple[str, ...] | None = None
    maternal_education: str | None = None
    of_all: bool = False  # the denominator ignores the groups
    parameter: str | None = None  # the prevalence with which what the numerator counts is drawn
    unavailable: str = ""
    unavailable_nl: str = ""
    observed: tuple[Observed, ...] = ()
    reason: str = ""  # why what is simulated is another figure
    reason_nl: str = ""

    def lines(self, which: str) -> tuple[str, ...]:
        """Ledger lines of the numerator or the denominator."""
        named = getattr(self, which) or ()
        return (named,) if isinstance(named, str) else tuple(named)

    @property
    def groups(self) -> tuple[int, ...]:
        """Ledger groups that the numerator counts."""
        chosen = (
            self.vulnerability or GROUPS["vulnerability"],
            self.maternal_education or GROUPS["maternal_education"],
        )
        return tuple(
            3 * v + e
            for v, vulnerability in enumerate(GROUPS["vulnerability"])
            for e, education in enumerate(GROUPS["maternal_education"])
            if vulnerability in chosen[0] and education in chosen[1]
        )

    @property
    def over_groups(self) -> tuple[int, ...]:
        """Ledger groups that the denominator counts."""
        return tuple(range(N_GROUPS)) if self.of_all else self.groups


def read_monitor(path: Path | str = DATA / "monitor.toml") -> list[Indicator]:
    """The indicators of a file; errors name file, key and fix."""
    path = Path(path)
    content = read_toml(path)
    parameters, sources = ParameterSet.read(), read_sources(DATA / "sources.toml")
    for key in content:
        if key != "indicator":
            raise DataFileError(path, key, "unknown table", "Indicators stand under [[indicator]].")
    found = []
    for raw in content.get("indicator", []):
        where = str(raw.get("id", "indicator"))
        try:
            found.append(Indicator(**raw))
        except pydantic.ValidationError as error:
            raise DataFileError(path, *first_problem(error, Indicator.model_fields, where)) from None
        check_indicator(path, found[-1], parameters, sources)
    ids = [item.id for item in found]
    for id in ids:
        if ids.count(id) > 1:
            raise DataFileError(path, id, "occurs twice", "Give each indicator an id of its own.")
    return found


def check_indicator(path: Path, item: Indicator, parameters, sources) -> None:
    """Refuse what cannot be counted, and figures without a source."""

    def refuse(key: str, problem: str, fix: str) -> None:
        raise DataFileError(path, f"{item.id}.{key}", problem, fix)

    given = [key for key in ("numerator", "unavailable") if getattr(item, key)]
    if len(given) != 1:
        refuse("numerator", "has " + (" and ".join(given) or "nothing"), "Give one of numerator, unavailable.")
    if bool(item.numerator) != bool(item.denominator):
        refuse("denominator", "a ratio has two sides", "Give numerator and denominator.")
    if item.of_all_births and not item.numerator:
        refuse("of_all_births", "an excess is of a ratio", "Give numerator and denominator.")
    for key in ("numerator", "denominator", "of_all_births"):
        for line in item.lines(key):
            if line not in NUMBER:
                refuse(key, f"there is no ledger line {line!r}", nearest(line, NUMBER))
    for key in ("vulnerability", "maternal_education"):
        named = getattr(item, key) or ()
        for word in (named,) if isinstance(named, str) else named:
            if word not in GROUPS[key]:
                refuse(key, f"{word!r} is not known", nearest(word, GROUPS[key]))
    for key in ("unavailable", "reason"):
        if bool(getattr(item, key)) != bool(getattr(item, f"{key}_nl")):
            refuse(f"{key}_nl", "stands in one language only", "Say it in both.")
    if item.per not in UNITS:
        refuse("per", f"{item.per} is not known", nearest(item.per, UNITS))
    if not 0 <= item.ages[0] <= item.ages[1] <= LAST_AGE:
        refuse("ages", f"{item.ages} is not a range within 0-{LAST_AGE}", "Correct it.")
    if item.parameter and not item.numerator:
        refuse("parameter", "what is drawn is counted as well", "Give numerator and denominator.")
    if item.parameter and item.parameter not in parameters:
        refuse("parameter", f"there is no parameter {item.parameter!r}", nearest(item.parameter, parameters))
    for figure in item.observed:
        if figure.source not in sources:
            refuse("observed", f"{figure.source!r} is not in sources.toml", nearest(figure.source, sources))


@cache
def indicators() -> tuple[Indicator, ...]:
    """The indicators of the library."""
    return tuple(read_monitor())


def simulated(item: Indicator, result: Result) -> Estimate:
    """An indicator in one arm."""
    if item.unavailable:
        return Estimate(None, None)
    return estimate(sums(item, result), result.batch_births, item.per, level)


def difference(item: Indicator, before: Result, after: Result) -> Estimate:
    """Scenario minus baseline of an indicator: the lives are paired, so its error is far below that of either arm."""
    if item.unavailable:
        return Estimate(None, None)
    both = np.concatenate([sums(item, before), sums(item, after)], axis=-1)
    half = both.shape[-1] // 2
    return estimate(both, before.batch_births, item.per, lambda x: level(x[..., half:]) - level(x[..., :half]))


def sums(item: Indicator, result: Result) -> np.ndarray:
    """(batch, 2 or 4) sums of numerator and denominator, and of the same two of everybody where an excess is meant."""
    sides = [(item.lines("numerator"), item.groups), (item.lines("denominator"), item.over_groups)]
    sides += [((line,), item.groups) for line in item.lines("of_all_births")]
    return np.stack([result.by_batch(lines, item.ages, groups) for lines, groups in sides], axis=-1)


def level(x: np.ndarray) -> np.ndarray:
    """A ratio, or its excess over that of all others, of sums as `sums` gives them on the last axis."""
    here = x[..., 0] / x[..., 1]
    if x.shape[-1] == 2:
        return here
    return here / ((x[..., 2] - x[..., 0]) / (x[..., 3] - x[..., 1])) - 1.0


@cache
def usage() -> dict[str, str]:
    """How the baseline uses each indicator: it is solved on it, drawn with it, checked against it, or none of these."""
    from .calibrate.targets import Targets

    rows = Targets.read().rows
    return {item.id: used_as(item, rows) for item in indicators()}


def used_as(item: Indicator, targets) -> str:
    """The use of one indicator: the targets that are the same ratio say so."""
    if item.parameter:
        return "drawn"
    wanted = (item.lines("numerator"), item.lines("denominator"), item.ages, item.ages, item.groups, item.over_groups)
    same = [
        row.fitted
        for row in targets
        if (row.numerator, row.denominator, row.ages, row.over, row.groups, row.over_groups) == wanted
    ]
    return "" if not same else "solved" if any(same) else "check"


def monitor(before: Result, after: Result | None = None) -> pd.DataFrame:
    """Every indicator: what is simulated (with the scenario beside it, if given), the latest figure observed, earlier ones."""
    import pandas as pd

    rows = []
    for item in indicators():
        level = simulated(item, before)
        row: dict[str, Any] = {"title": item.title, "title_nl": item.title_nl, "unit": UNITS[item.per]}
        row |= {"simulated": float(level), "simulated_se": level.error}
        if after is not None:
            change = difference(item, before, after)
            row |= {
                "scenario": float(simulated(item, after)),
                "change": float(change),
                "change_se": change.error,
            }
        latest = item.observed[0] if item.observed else None
        row |= {
            "observed": latest.value if latest else float("nan"),
            "year": latest.year if latest else None,
            "note": latest.note if latest else "",
            "source": latest.source if latest else "",
            "used": usage()[item.id],
            "earlier": "; ".join(told(figure, item.per) for figure in item.observed[1:]),
            "unavailable": item.unavailable,
            "unavailable_nl": item.unavailable_nl,
            "reason": item.reason,
            "reason_nl": item.reason_nl,
            "text": item.text,
        }
        rows.append(row)
    frame = pd.DataFrame(rows, index=pd.Index([item.id for item in indicators()], name="id"))
    frame["year"] = frame["year"].astype("Int64")
    frame.attrs |= {"births": before.births, "simulated births": before.simulated, "region": before.cohort.region.id}
    return frame


def told(figure: Observed, per: int) -> str:
    """An earlier figure in words."""
    return f"{shown(figure.value, UNITS[per])} ({figure.year}{', ' + figure.note if figure.note else ''})"


def regions_table(
    model: Model,
    regions: Iterable[str | Region] | None = None,
    scenario: Scenario | None = None,
    year: int | Iterable[int] = 2026,
    seed: int = 1,
    sample: int | None = FOR_A_MAP,
    workers: int | None = None,
) -> pd.DataFrame:
    """A table for a map: one row per region and indicator, with the region's CBS code.

    Parameters
    ----------
    model : Model
    regions : list of str or Region, optional
        Profiles, TOML files or Regions; the profiles of the library if left out.
    scenario : Scenario, optional
        Without one, `value` is the level of each indicator of the monitor. With one it is the change, and the families
        that take part and the net present value per birth (MKBA rules) are added.
    sample : int, optional
        Births to simulate in each region, so that a small one is not lost in chance; None: the births of the region.
        All regions share their random numbers, so that chance hardly matters for what differs between them.
    year, seed, workers
        As for `Cohort.births` and `Model.run`.

    Returns
    -------
    DataFrame with columns code, region, indicator, value, unit, se, title
    """
    import pandas as pd

    from .cohort import Cohort

    listed = list(names() if regions is None else regions)
    if not listed or isinstance(regions, str):
        raise InputError("regions is a list of profiles, TOML files or Regions")
    rows = []
    for entry in listed:
        cohort = Cohort.births(year=year, region=entry)
        place = {"code": cohort.region.code or cohort.region.id, "region": cohort.region.name}
        if scenario is None:
            result = model.run(cohort, None, seed, workers, sample)
            frame, value, error = monitor(result), "simulated", "simulated_se"
        else:
            comparison = model.compare(cohort, scenario, seed, workers, sample)
            frame, value, error = comparison.monitor(), "change", "change_se"
            rows += per_birth(comparison, place)
        for id, row in frame[frame.unavailable == ""].iterrows():
            rows.append(
                {**place, "indicator": id, "value": row[value], "unit": row.unit, "se": row[error], "title": row.title}
            )
    return pd.DataFrame(rows, columns=["code", "region", "indicator", "value", "unit", "se", "title"])


def per_birth(comparison: Comparison, place: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of a map that a scenario adds: who takes part, and what it is worth per birth."""
    worth, births = comparison.appraise(), comparison.births
    figures = (
        ("participants", comparison.participants, 1000, UNITS[1000], "Families that take part, per 1,000 births"),
        ("npv_per_birth", worth.npv, 1, f"EUR {worth.rules.price_year}", "Net present value per birth"),
    )
    return [
        {**place, "indicator": id, "value": scale * float(figure) / births, "unit": unit,
         "se": scale * figure.error / births, "title": title}
        for id, figure, scale, unit, title in figures
    ]  # fmt: skip


# as text


WORDS = {
    "simulated": ("gesimuleerd", "simulated"),
    "scenario": ("scenario", "scenario"),
    "observed": ("waargenomen", "observed"),
    "elsewhere": ("Waargenomen is heel Nederland, gesimuleerd is", "Observed is all of the Netherlands, simulated is"),
    "year": ("jaar", "year"),
    "used": ("gebruikt", "used"),
    "source": ("bron", "source"),
    "solved": ("gekalibreerd", "solved"),
    "drawn": ("getrokken", "drawn"),
    "check": ("controle", "check"),
    "": ("", ""),
    "absent": ("Niet in het model:", "Not in the model:"),
}


def screen(frame: pd.DataFrame, language: str = "en") -> str:
    """The monitor as text: what is simulated beside what is observed, then why they differ, then what the model has not."""
    end = "_nl" if language == "nl" else ""
    word = {key: pair[0 if language == "nl" else 1] for key, pair in WORDS.items()}
    here, absent = frame[frame.unavailable == ""], frame[frame.unavailable != ""]
    columns = ["simulated", *(["scenario"] if "scenario" in frame else []), "observed"]
    width = max(len(text) for text in here[f"title{end}"])
    used = 2 + max(len(word[use]) for use in ("used", "solved", "drawn", "check"))
    head = "".join(f"{word[column]:>13}" for column in columns)
    region = frame.attrs["region"]
    lines = [] if region == NATIONAL else [f"{word['elsewhere']} {region}.", ""]
    lines.append(f"{'':<{width}}{head}  {word['year']:<6}{word['used']:<{used}}{word['source']}")
    reasons: list[str] = []
    for row in here.to_dict("records"):
        figures = "".join(f"{shown(row[column], row['unit'], language):>13}" for column in columns)
        year = row["year"] if known(row["year"]) else ""
        why = row["reason"] if region == NATIONAL else ""  # of the national figure
        mark = "*" if why else " "
        lines.append(
            f"{row[f'title{end}']:<{width}}{figures}{mark} {year:<6}{word[row['used']]:<{used}}{row['source']}"
        )
        reasons += [f"* {row[f'title{end}']}: {row[f'reason{end}']}"] if why else []
    lines += ["", *reasons]
    lines += ["", word["absent"]]
    for row in absent.to_dict("records"):
        observed = shown(row["observed"], row["unit"], language)
        figure = f" ({observed}, {row['year']})" if observed else ""
        lines.append(f"  {row[f'title{end}']}{figure}: {row[f'unavailable{end}']}")
    return "\n".join(lines)


def known(value) -> bool:
    """Is there a figure at all?"""
    import pandas as pd

    return not pd.isna(value)


def shown(value: float, unit: str, language: str = "en") -> str:
    """A figure of the monitor as text."""
    if not known(value):
        return ""
    text = f"{100 * value:.3g}%" if unit == "share" else f"{value:.3g}‰"
    return text.replace(".", ",") if language == "nl" else text


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as plain values."""
    rows = frame.reset_index().astype({"year": object}).to_dict("records")
    return [{**row, "year": int(row["year"]) if known(row["year"]) else None} for row in rows]


def markdown(frame: pd.DataFrame) -> str:
    """The monitor as the table of docs/explanation/monitor.md."""
    head = ("indicator", "simulated", "observed", "year", "used", "earlier figures; why they differ")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for id, row in frame.iterrows():
        year = f"{row.year}{f' ({row.note})' if row.note else ''}" if known(row.year) else ""
        words = [f"Earlier: {row.earlier}." if row.earlier else "", row.reason]
        words.append(f"Not in the model: {row.unavailable}." if row.unavailable else "")
        cells = [f"{row.title} (`{id}`)", shown(row.simulated, row.unit), shown(row.observed, row.unit), year, row.used]
        cells.append(" ".join(word for word in words if word))
        lines.append("| " + " | ".join(cell or "–" for cell in cells) + " |")
    return "\n".join(lines)
