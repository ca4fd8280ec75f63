"""The one-page HTML report: self-contained (no network), Dutch or English, printable."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..calibrate.validate import ENOUGH_BIRTHS, validate
from ..cohort import Cohort
from ..errors import HeckmanError, InputError
from ..vocabulary.channels import BY_NAME
from .language import (
    ACCOUNTS,
    GRADES,
    GROUPS,
    INDICATORS,
    IRR_STATUS,
    PARTIES,
    PER,
    STATUSES,
    STEPS,
    THE_PARTIES,
    Language,
    conventions,
    generation,
    pm_items,
)
from .summary import counted_how

if TYPE_CHECKING:
    from ..appraisal import Appraisal

WORTH_NAMING = 50_000  # euros


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
    national = Cohort.births(year=comparison.cohort.years)  # whose statistics the targets are, whatever the region
    run = model.run(national, seed=comparison.plan.seed, sample=ENOUGH_BIRTHS, progress=False)
    fit = validate(run, panel_births=0)
    titles = dict(zip(fit.id, fit.title_nl if say.code == "nl" else fit.title, strict=True))
    grades = appraisal.evidence()
    return {
        "a": appraisal,
        "c": comparison,
        "rules": appraisal.rules,
        "answer": answer(appraisal, say),
        "accounts": table(appraisal.by_account(), ACCOUNTS, say),
        "parties": table(appraisal.by_payer(), PARTIES, say),
        "payback": payback(appraisal, say),
        "irr": IRR_STATUS[appraisal.irr_status],
        "indicators": indicators(comparison, say),
        "generations": generations(appraisal, say),
        "groups": {name: group_rows(appraisal, name, say) for name in GROUPS},
        "group_names": GROUPS,
        "evidence": [(say.pick(GRADES[grade]), share) for grade, share in grades["share"].items() if share == share],
        "what_if": [what_if(change, say) for change in comparison.scenario.changes],
        "interventions": [card(item, model.parameters, say) for item in comparison.scenario.interventions],
        "fit": fit,
        "missed": fit[~fit.met],
        "checks_met": int((fit.met & fit.held_out).sum()),
        "pictures": {
            "parties": figures.parties(appraisal, say),
            "cash_flow": figures.cash_flow(appraisal, say),
            "fit": figures.fit(fit, titles, say),
        },
        "pm_items": [say.pick(item) for item in pm_items(comparison.generations)],
        "conventions": [say.pick(item) for item in conventions(*counted_how(appraisal))],
        "statuses": statuses(comparison.parameters, say),
        "parameters": list(comparison.parameters.values()),
        "grade_words": {key: say.pick(pair) for key, pair in GRADES.items()},
        "status_words": {key: say.pick(pair) for key, pair in STATUSES.items()},
        "sources": comparison.parameters.sources,
        "command": command(appraisal),
    }


def what_if(change, say: Language) -> str:
    """A change of a parameter in the scenario, in words."""
    if change.set is not None:
        return f"{change.parameter} = {change.set:g}"
    moved = f" + {change.shift:g}" if change.shift else ""
    return f"{change.parameter} × {change.scale:g}{moved}"


def answer(appraisal: Appraisal, say: Language) -> list[str]:
    """The answer in three sentences."""
    comparison = appraisal.comparison
    name, births = comparison.scenario.name, say.number(comparison.births)
    worth = say.million(appraisal.npv.value)
    if appraisal.npv.se is not None:
        worth += say(" (toevalsfout ± ", " (simulation error ± ") + say.million(appraisal.npv.se) + ")"
    ratio = say.number(appraisal.bcr.value, 2)
    costs = say(
        f"kost voor {births} geboorten {say.million(appraisal.costs.value)} en levert de samenleving "
        f"{say.million(appraisal.benefits.value)} op, in contante waarde over het hele leven: een saldo van {worth} en {ratio} "
        "euro per uitgegeven euro.",
        f"costs {say.million(appraisal.costs.value)} for {births} births and yields society "
        f"{say.million(appraisal.benefits.value)}, in present value over the whole of life: a balance of {worth} and {ratio} "
        "euro per euro spent.",
    )
    free = say(
        f"levert de samenleving voor {births} geboorten {worth} op, in contante waarde over het hele leven; aan programma's "
        "wordt niets uitgegeven.",
        f"yields society {worth} for {births} births, in present value over the whole of life; nothing is spent on "
        "programmes.",
    )
    return [
        f"{name} {free if appraisal.bcr.value is None else costs}",
        *parties_sentence(appraisal, say),
        say(
            "De onzekerheid van effecten, kosten en aannames is nog niet doorgerekend: bij andere, eveneens verdedigbare "
            "waarden kan het teken van het saldo omslaan.",
            "The uncertainty of effects, costs and assumptions is not yet worked through: under other defensible values the "
            "sign of the balance may change.",
        ),
    ]


def parties_sentence(appraisal: Appraisal, say: Language) -> list[str]:
    """How many families take part, who pays most and who gains most; nothing where nothing happens."""
    balance = {party: value for party, value in appraisal.by_payer()["value"].items() if abs(value) > 0.5}
    if not balance:
        return []
    loser, winner = min(balance, key=balance.get), max(balance, key=balance.get)
    people = say.number(appraisal.comparison.participants.value)
    parts = [say(f"{people} gezinnen doen mee", f"{people} families take part")] if people != "0" else []
    if balance[loser] < -WORTH_NAMING:
        parts.append(
            say("grootste netto betaler: ", "largest net payer: ")
            + f"{say.pick(THE_PARTIES[loser])} ({say.million(balance[loser])})"
        )
    if balance[winner] > WORTH_NAMING:
        parts.append(
            say("de meeste baten gaan naar ", "most gains go to ")
            + f"{say.pick(THE_PARTIES[winner])} ({say.million(balance[winner])})"
        )
    sentence = "; ".join(parts)
    return [] if not parts else [sentence[0].upper() + sentence[1:] + "."]


def table(frame, names, say: Language) -> list[dict]:
    """Rows (text, value, error) of a table of euros."""
    return [
        {"key": key, "text": say.pick(names[key]), "value": row.value, "se": row.se} for key, row in frame.iterrows()
    ]


def payback(appraisal: Appraisal, say: Language) -> dict[str, str]:
    """Pay-back year per party; a dash where it never comes, and who never lays anything out."""
    years = appraisal.payback()["year"].dropna()
    text = {party: str(years.get(party, "–")) for party in (*PARTIES, "society")}
    nothing = say("schiet niets voor", "lays nothing out")
    return {party: nothing if year == str(appraisal.base_year) else year for party, year in text.items()}


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


def generations(appraisal: Appraisal, say: Language) -> list[dict]:
    """NPV, benefits and programme cost by generation; nothing where only the cohort was simulated."""
    if appraisal.comparison.generations == 1:
        return []
    frame = appraisal.by_generation()
    return [{"text": generation(int(number), say), **row} for number, row in frame.iterrows()]


def card(item, parameters, say: Language) -> dict:
    """An intervention: cost per participant, effects with their trials, published ratios."""
    from ..vocabulary.rows import PRICE_YEAR

    effects = []
    for row, effect in zip(item.effects_table(), item.effect, strict=True):
        trials = [
            f"{t.trial}: {t.measure} {say.number(t.value, 2)} ({say.number(t.ci95[0], 2)} {say('tot', 'to')} "
            f"{say.number(t.ci95[1], 2)}), {t.source}, {say.pick(STATUSES[t.status])}"
            for t in effect.trials
        ]
        if row["set_by_user"]:
            trials = [
                say(
                    "door de gebruiker ingesteld, in plaats van de onderzoeken",
                    "set by the user, in place of the trials",
                )
            ]
        effects.append({
            "text": say(effect.text_nl or effect.text, effect.text), "channel": row["channel"], "measure": row["measure"], "value": row["value"],
            "grade": say.pick(GRADES[effect.grade]), "trials": trials, "note": BY_NAME[row["channel"]].text,
        })  # fmt: skip
    return {
        "title": item.title_nl if say.code == "nl" else item.title,
        "text": say(item.text_nl or item.text, item.text),
        "cost": item.cost_per_participant(lambda year: parameters.price_factor(year, PRICE_YEAR)),
        "price_year": PRICE_YEAR,
        "effects": effects,
        "rows": evidence_rows(item, say),
        "published": item.published,
        "changes": [f"{name} = {value}" for name, value in item.changes.items()],
    }


def evidence_rows(item, say: Language) -> list[tuple[str, str, str, str]]:
    """(what, value, grade, source and note) of reach, costs, corrections, persistence and weights."""

    def sourced(text: str, value: str, evidence) -> tuple[str, str, str, str]:
        status = say.pick(STATUSES[evidence.status])
        return (
            text,
            value,
            say.pick(GRADES[evidence.grade]),
            f"{evidence.source} ({status}) {getattr(evidence, 'note', '')}",
        )

    rows = [
        sourced(say.pick(STEPS[step]), say.number(getattr(item.offer, step), 2), item.offer.sources[step])
        for step in STEPS
    ]
    rows += [
        sourced(f"{say(c.text_nl or c.text, c.text)} ({say.pick(PER[c.per])})", f"{say.number(c.amount)} {c.unit}", c)
        for c in item.cost
    ]
    rows += [sourced(c.text, say.number(c.factor if c.on else 1.0, 3), c) for c in item.corrections.values()]
    rows += [
        sourced(
            f"{e.channel}: " + say("dooft per jaar uit vanaf leeftijd ", "fades a year from age ") + say.number(e.persistence.since),
            say.number(e.persistence.fade, 2), e.persistence,
        )
        for e in item.effect if e.persistence
    ]  # fmt: skip
    weight = say("gewicht in het gewogen gemiddelde", "weight in the mixture")
    rows += [(w.text, say.number(w.value, 2), say.pick(GRADES["assumption"]), weight) for w in item.weights.values()]
    return rows


def statuses(parameters, say: Language) -> list[tuple[str, int]]:
    """Number of parameters by status."""
    counts = {status: sum(p.status == status for p in parameters.values()) for status in STATUSES}
    return [(say.pick(STATUSES[status]), count) for status, count in counts.items() if count]


def command(appraisal: Appraisal) -> str:
    """The Python that gives this result again, with everything that was set."""
    comparison, rules = appraisal.comparison, appraisal.rules
    cohort, scenario = comparison.cohort, comparison.scenario
    items = []
    for item in scenario.interventions:
        name = item.origin if item.origin.endswith(".toml") else item.id
        items.append(f"hn.interventions.load({name!r})" + (f".but({item.changes!r})" if item.changes else ""))
    changes = [
        f"hn.Change({c.parameter!r}, "
        + (f"set={c.set!r}" if c.set is not None else f"shift={c.shift!r}, scale={c.scale!r}")
        + ")"
        for c in scenario.changes
    ]
    set_by_user = {
        p.key: p.value.tolist() if p.is_table else float(p.value)
        for p in comparison.plan.model.parameters.values()
        if p.source == "user"
    }
    model = f"hn.Model(hn.ParameterSet.read().but({set_by_user!r}))" if set_by_user else "hn.Model()"
    region = cohort.region.origin or cohort.region.id
    births = f", births_in_one_arm={appraisal.births_in_one_arm!r}" if appraisal.births_in_one_arm != "left out" else ""
    settings = rules.settings()
    if not any(settings["growth"].values()):
        del settings["growth"]
    given = ", ".join(f"{name}={value!r}" for name, value in settings.items())
    generations = f", generations={comparison.generations}" if comparison.generations > 1 else ""
    return "\n".join([
        "import heckman_nl as hn",
        f"cohort = hn.Cohort.births({cohort.per_year}, year={list(cohort.years)}, region={region!r})",
        f"scenario = hn.Scenario({scenario.name!r}, [{', '.join(items)}], [{', '.join(changes)}])",
        f"comparison = {model}.compare(cohort, scenario, seed={comparison.plan.seed}, sample={comparison.simulated}{generations})",
        f"mkba = comparison.appraise({rules.name!r}, {given}{births})",
    ])  # fmt: skip
