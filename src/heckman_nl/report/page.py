"""The one-page HTML report: self-contained (no network), Dutch or English, printable."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..calibrate.validate import validate
from ..errors import HeckmanError, InputError
from ..vocabulary.channels import BY_NAME
from .language import (
    ACCOUNTS,
    CONVENTIONS,
    GRADES,
    GROUPS,
    INDICATORS,
    IRR_STATUS,
    PARTIES,
    PM_ITEMS,
    STATUSES,
    THE_PARTIES,
    Language,
)

if TYPE_CHECKING:
    from ..appraisal import Appraisal

FIT_BIRTHS = 200_000  # births of the baseline run beside the Dutch statistics


def write_report(appraisal: Appraisal, path: Path | str, code: str) -> Path:
    """Write the report to `path`; a folder that does not exist is made. Nothing is left behind when it fails."""
    return write_texts({Path(path): render(appraisal, code)})[0]


def write_texts(texts: dict[Path, str]) -> list[Path]:
    """Write files so that each is there whole, and all or none of them."""
    parts: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            if path.is_dir():
                raise IsADirectoryError(0, "it is a folder", str(path))
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", dir=path.parent, suffix=".part", encoding="utf-8", delete=False
            ) as part:
                parts[path] = Path(part.name)
                part.write(text)
            parts[path].chmod(0o644)
        for path, part in parts.items():
            os.replace(part, path)
    except OSError as error:
        raise InputError(f"cannot write {error.filename or path}: {error.strerror or error}") from None
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)
    return list(texts)


def render(appraisal: Appraisal, code: str) -> str:
    """The report as HTML text."""
    try:
        import jinja2
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise HeckmanError(f"a report needs {error.name}. Install it with: pip install 'heckman-nl[report]'") from None
    say = Language(code)
    loader = jinja2.PackageLoader("heckman_nl.report")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["n"] = say.number
    environment.filters["m"] = say.million
    return environment.get_template("page.html").render(say=say, **content(appraisal, say))


def content(appraisal: Appraisal, say: Language) -> dict[str, Any]:
    """Everything the template shows."""
    from . import figures

    comparison = appraisal.comparison
    model = comparison.plan.model
    fit = validate(model.run(comparison.cohort, seed=comparison.plan.seed, sample=FIT_BIRTHS, progress=False))
    titles = dict(zip(fit.id, fit.title_nl if say.code == "nl" else fit.title, strict=True))
    grades = comparison.by_grade()
    return {
        "a": appraisal,
        "c": comparison,
        "rules": appraisal.rules,
        "answer": answer(appraisal, say),
        "accounts": table(appraisal.by_account(), ACCOUNTS, say),
        "parties": table(appraisal.by_payer(), PARTIES, say),
        "payback": payback(appraisal),
        "irr": IRR_STATUS[appraisal.irr_status],
        "indicators": indicators(comparison, say),
        "groups": {name: group_rows(appraisal, name, say) for name in GROUPS},
        "group_names": GROUPS,
        "evidence": [(say.pick(GRADES[grade]), share) for grade, share in grades["share"].items()],
        "interventions": [card(item, model.parameters, say) for item in comparison.scenario.interventions],
        "fit": fit,
        "missed": fit[~fit.met],
        "checks_met": int((fit.met & fit.held_out).sum()),
        "pictures": {
            "parties": figures.parties(appraisal, say),
            "cash_flow": figures.cash_flow(appraisal, say),
            "fit": figures.fit(fit, titles, say),
        },
        "pm_items": [say.pick(item) for item in PM_ITEMS],
        "conventions": [say.pick(item) for item in CONVENTIONS],
        "statuses": statuses(model.parameters, say),
        "parameters": list(model.parameters.values()),
        "sources": model.parameters.sources,
        "command": command(appraisal),
    }


def answer(appraisal: Appraisal, say: Language) -> list[str]:
    """The answer in three sentences."""
    comparison = appraisal.comparison
    balance = {party: value for party, value in appraisal.by_payer()["value"].items() if abs(value) > 0.5}
    loser, winner = min(balance, key=balance.get, default=""), max(balance, key=balance.get, default="")
    name, births = comparison.scenario.name, say.number(comparison.births)
    people = say.number(comparison.participants.value)
    error = say.number(None if appraisal.npv.se is None else appraisal.npv.se / 1e6, 1)
    ratio = say.number(appraisal.bcr.value, 2)
    sentences = [
        say(
            f"{name} kost voor {births} geboorten {say.million(appraisal.costs.value)} en levert de samenleving "
            f"{say.million(appraisal.benefits.value)} op, in contante waarde over het hele leven: een saldo van "
            f"{say.million(appraisal.npv.value)} (toevalsfout ± {error}) en {ratio} euro per uitgegeven euro.",
            f"{name} costs {say.million(appraisal.costs.value)} for {births} births and yields society "
            f"{say.million(appraisal.benefits.value)}, in present value over the whole of life: a balance of "
            f"{say.million(appraisal.npv.value)} (simulation error ± {error}) and {ratio} euro per euro spent.",
        )
    ]
    if balance:
        sentences.append(
            say(
                f"{people} gezinnen doen mee; de grootste netto betaler is {say.pick(THE_PARTIES[loser])} "
                f"({say.million(balance[loser])}), de grootste winnaar {say.pick(THE_PARTIES[winner])} ({say.million(balance[winner])}).",
                f"{people} families take part; the largest net payer is {say.pick(THE_PARTIES[loser])} "
                f"({say.million(balance[loser])}), the largest gainer {say.pick(THE_PARTIES[winner])} ({say.million(balance[winner])}).",
            )
        )
    sentences.append(
        say(
            "De onzekerheid van effecten, kosten en aannames is nog niet doorgerekend: het teken van het saldo kan onder andere, "
            "verdedigbare waarden omslaan.",
            "The uncertainty of effects, costs and assumptions is not yet worked through: under other defensible values the sign of "
            "the balance may change.",
        )
    )
    return sentences


def table(frame, names, say: Language) -> list[dict]:
    """Rows (text, value, error) of a table of euros."""
    return [
        {"key": key, "text": say.pick(names[key]), "value": row.value, "se": row.se} for key, row in frame.iterrows()
    ]


def payback(appraisal: Appraisal) -> dict[str, str]:
    """Pay-back year per party; a dash where it never comes."""
    years = appraisal.payback()["year"].dropna()
    return {party: str(years.get(party, "–")) for party in (*PARTIES, "society")}


def indicators(comparison, say: Language) -> list[dict]:
    """Headline indicators in total and per 100 participants."""
    frame = comparison.indicators()
    people = comparison.participants.value or 0.0
    rows = []
    for name, pair in INDICATORS.items():
        row = frame.loc[name]
        rows.append({
            "text": say.pick(pair), "total": row.total, "se": row.total_se, "per_1000": row.per_1000_births,
            "per_100": 100 * row.total / people if people else float("nan"),
        })  # fmt: skip
    return rows


def group_rows(appraisal: Appraisal, name: str, say: Language) -> list[dict]:
    """NPV, benefits and programme cost by class."""
    frame = appraisal.by_group(name)
    return [{"text": say.pick(GROUPS[name][key]), **row} for key, row in frame.iterrows()]


def card(item, parameters, say: Language) -> dict:
    """An intervention: cost per participant, effects with their trials, published ratios."""
    from ..vocabulary.rows import PRICE_YEAR

    effects = []
    for row, effect in zip(item.effects_table(), item.effect, strict=True):
        trials = [
            f"{t.trial}: {t.measure} {t.value:g} ({t.ci95[0]:g} {say('tot', 'to')} {t.ci95[1]:g}), {t.source}, {t.status}"
            for t in effect.trials
        ]
        effects.append({
            "text": say(effect.text_nl or effect.text, effect.text), "channel": row["channel"], "measure": row["measure"], "value": row["value"],
            "grade": say.pick(GRADES[effect.grade]), "trials": trials, "note": BY_NAME[row["channel"]].text,
            "set_by_user": row["set_by_user"],
        })  # fmt: skip
    offer = item.offer
    return {
        "title": item.title_nl if say.code == "nl" else item.title,
        "text": say(item.text_nl or item.text, item.text),
        "cost": item.cost_per_participant(lambda year: parameters.price_factor(year, PRICE_YEAR)),
        "price_year": PRICE_YEAR,
        "effects": effects,
        "costs": item.cost,
        "cascade": [(step, getattr(offer, step), offer.sources[step]) for step in
                    ("reach", "noticed", "offered", "referred", "uptake", "completion")],
        "corrections": item.corrections,
        "weights": item.weights,
        "published": item.published,
    }  # fmt: skip


def statuses(parameters, say: Language) -> list[tuple[str, int]]:
    """Number of parameters by status."""
    counts = {status: sum(p.status == status for p in parameters.values()) for status in STATUSES}
    return [(say.pick(STATUSES[status]), count) for status, count in counts.items() if count]


def command(appraisal: Appraisal) -> str:
    """The Python that gives this result again."""
    comparison, rules = appraisal.comparison, appraisal.rules
    cohort = comparison.cohort
    ids = ", ".join(f'hn.interventions.load("{item.id}")' for item in comparison.scenario.interventions)
    return "\n".join([
        "import heckman_nl as hn",
        f'cohort = hn.Cohort.births({cohort.per_year}, year={list(cohort.years)}, region="{cohort.region.id}")',
        f"scenario = hn.Scenario({comparison.scenario.name!r}, [{ids}])",
        f"comparison = hn.Model().compare(cohort, scenario, seed={comparison.plan.seed}, sample={comparison.simulated})",
        f"mkba = comparison.appraise({rules.name!r}, discount_rate={rules.discount_rate}, qaly_value={rules.qaly_value}, "
        f"horizon={rules.horizon}, price_year={rules.price_year})",
    ])  # fmt: skip
