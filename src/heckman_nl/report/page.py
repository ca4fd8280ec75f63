"""The HTML report: self-contained (no network), Dutch or English, printable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..datafiles import DATA, read_toml
from ..errors import HeckmanError
from ..vocabulary.rows import PRICE_YEAR
from ..writing import write_files
from .drawn import Names
from .language import PER, RULES, STATUSES, THE_PARTIES, Language, conventions
from .summary import counted_how
from .table import FORMS, NIL, WORDS, Column, Table, shown
from .tables import tables
from .uncertain import certain, error, reservations

if TYPE_CHECKING:
    from ..appraisal import Appraisal

WORTH_NAMING = 50_000  # euros
LONG = 100  # rows of a table that is a register


def write_report(appraisal: Appraisal, path: Path | str, code: str, texts: dict[str, str] | None = None) -> Path:
    """Write the report to `path`; a folder that does not exist is made. Nothing is left behind when it fails."""
    need_extra()
    say = Language(code)
    return write_files({Path(path): render(appraisal, tables(appraisal, say, texts), say)})[0]


def need_extra() -> None:
    """Refuse at once where a report cannot be made."""
    try:
        import great_tables  # noqa: F401
        import jinja2  # noqa: F401
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise HeckmanError(f"a report needs {error.name}. Install it with: pip install 'heckman-nl[report]'") from None


def render(appraisal: Appraisal, made: dict[str, Table], say: Language) -> str:
    """The report as HTML text, from these tables."""
    need_extra()
    import jinja2

    loader = jinja2.PackageLoader("heckman_nl.report")
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["n"] = say.number
    environment.filters["m"] = say.million
    html = {name: as_html(table, say) for name, table in made.items()}
    return environment.get_template("page.html").render(say=say, t=html, made=made, **content(appraisal, made, say))


def as_html(table: Table, say: Language):
    """A table of the page; every number is a <data> element that holds it in full, rows of nothing are left out."""
    frame = table.frame
    if table.nil:
        frame = frame[[says(key, value, table) for key, value in frame[table.nil].items()]]
    unit = unit_of(table, say)
    titles = {column.key: column.title if unit else heading(column, say) for column in table.columns}
    cells: dict[str, list] = {"label": [label(key, text, table, say) for key, text in frame["text"].items()]}
    for column in table.columns:
        values = [table.unit(key, say) for key in frame.index] if column.form == "unit" else frame[column.key]
        cells[column.key] = [cell(*pair, column, table, say) for pair in zip(frame.index, values, strict=True)]
    groups = list(frame[table.group]) if table.group else None
    inner = (
        by_great_tables(table, titles, cells, groups) if len(frame) <= LONG else plainly(table, titles, cells, groups)
    )
    from markupsafe import Markup

    caption = Markup("<caption>{}</caption>").format(f"{table.title}, {unit}" if unit else table.title)
    return Markup(f'<table id="t-{table.name}">{caption}{inner}</table>')


def by_great_tables(table: Table, titles: dict[str, str], cells: dict[str, list], groups: list[str] | None) -> str:
    """Head and body by great_tables, without the style sheet that each of its tables brings: that stands once in the page."""
    import pandas as pd
    from great_tables import GT

    frame = pd.DataFrame(cells if groups is None else {**cells, "group": groups}, dtype=object)
    groupname = None if groups is None else "group"
    made = GT(frame, rowname_col="label", groupname_col=groupname, id=f"t-{table.name}", auto_align=False)
    made = made.tab_stubhead(table.head).cols_label(titles).cols_align("left")
    numbers = [column.key for column in table.columns if column.form not in WORDS]
    made = made.cols_align("right", numbers) if numbers else made
    with pd.option_context("mode.string_storage", "python"):  # an Arrow array is copied for each cell that is written
        text = made.fmt(str, columns=list(cells)).as_raw_html()  # what is markup already stays so
    text = text[text.index("<table") : text.rindex("</table>")]
    return text.split(">", 1)[1]


def plainly(table: Table, titles: dict[str, str], cells: dict[str, list], groups: list[str] | None) -> str:
    """Head and body of a long register, on which great_tables takes seconds."""
    from markupsafe import Markup

    sides = ["gt_left" if column.form in WORDS else "gt_right" for column in table.columns]
    head = Markup('<th class="{}" scope="col">{}</th>')
    over = Markup('<tr><th class="gt_group_heading" colspan="{}" scope="colgroup">{}</th></tr>')
    top = head.format("gt_left", table.head) + Markup("").join(map(head.format, sides, titles.values()))
    rows, above = [], None
    for number, (first, *rest) in enumerate(zip(*cells.values(), strict=True)):
        if groups is not None and groups[number] != above:
            above = groups[number]
            rows.append(over.format(len(cells), above))
        inner = "".join(f'<td class="{side}">{text}</td>' for side, text in zip(sides, rest, strict=True))
        rows.append(f'<tr><th scope="row">{first}</th>{inner}</tr>')
    return f"<thead><tr>{top}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>"


def says(key: str, value: Any, table: Table) -> bool:
    """Does a row say anything: words, a total, or more than nil."""
    return isinstance(value, str) or key in table.totals or (value is not None and abs(value) > NIL)


def unit_of(table: Table, say: Language) -> str:
    """The unit of all numbers of a table, if they share one and no row has a form of its own."""
    found = {FORMS[column.form].unit for column in table.columns if column.form not in WORDS} - {("", "")}
    mixed = any(column.form in ("share", "ratio", "rate") for column in table.columns)
    return say.pick(found.pop()) if len(found) == 1 and not mixed and not table.forms else ""


def heading(column: Column, say: Language) -> str:
    """Title of a column, with the unit if it has one and no sign says so."""
    unit = "" if column.form in WORDS or column.title == "±" else say.pick(FORMS[column.form].unit)
    return f"{column.title}, {unit}" if unit and not FORMS[column.form].before else column.title


def label(key: str, text: str, table: Table, say: Language) -> str:
    """The label of a row, with its key."""
    from markupsafe import Markup

    inner = words(text, "english" if key in table.foreign else table.label, say)
    return Markup('<span data-key="{}">{}</span>').format(
        key, Markup("<b>{}</b>").format(inner) if key in table.totals else inner
    )


def cell(key: str, value: Any, column: Column, table: Table, say: Language) -> str:
    """One cell as markup."""
    from markupsafe import Markup

    form = table.form(key, column)
    if isinstance(value, str) or value is None or value != value or form in WORDS:
        return words(shown(value, form, say), form, say)
    inner = Markup('<data value="{}">{}</data>').format(repr(float(value)), shown(value, form, say))
    return Markup("<b>{}</b>").format(inner) if key in table.totals else inner


def words(text: str, form: str, say: Language) -> str:
    """Words as markup: code as code, and what stands in English marked so in a Dutch page."""
    from markupsafe import Markup, escape

    if form == "code" and text:
        return Markup("<code>{}</code>").format(text)
    if form == "english" and say.code != "en" and text:
        return Markup('<span lang="en">{}</span>').format(text)
    return escape(text)


def content(appraisal: Appraisal, made: dict[str, Table], say: Language) -> dict[str, Any]:
    """Everything the template shows beside the tables."""
    from . import figures

    comparison, fit = appraisal.comparison, made["fit"].frame
    titles = dict(zip(fit.id, fit.title_, strict=True))
    drawn = {
        "parties": (figures.parties(appraisal, say), parties_in_words(made["parties"], say)),
        "cash_flow": (figures.cash_flow(appraisal, say), flow_in_words(made["periods"], say)),
        "running": (figures.running(appraisal, say), back_in_words(made["parties"], say)),
        "fit": (figures.fit(fit, titles, say), fit_in_words(fit, say)),
    }
    if appraisal.psa is not None:
        drawn["acceptability"] = (
            figures.acceptability(appraisal, say),
            acceptability_in_words(made["acceptability"], say),
        )
    for frame in appraisal.sensitivity:
        if frame.attrs["analysis"] == "tornado":
            drawn["tornado"] = (
                figures.tornado(frame, Names.of(appraisal, say)),
                tornado_in_words(made["tornado"], say),
            )
    return {
        "a": appraisal,
        "c": comparison,
        "rules": appraisal.rules,
        "kind": capital(say.pick(RULES[appraisal.rules.name])),
        "answer": answer(appraisal, say),
        "what_if": [what_if(change, say) for change in comparison.scenario.changes],
        "interventions": [
            card(item, comparison.plan.model.parameters, say) for item in comparison.scenario.interventions
        ],
        "baseline": baseline_in_words(fit, say),
        "missed": int((~fit.met).sum()),
        "pictures": {name: figures.accessible(text, name, words) for name, (text, words) in drawn.items()},
        "conventions": [say.pick(item) for item in conventions(*counted_how(appraisal))],
        "statuses": statuses(comparison.parameters, say),
        "error": error(appraisal, say),
        "reservations": [] if appraisal.psa is None else reservations(appraisal.psa, say),
        "curve": [] if appraisal.curve is None else curve_parts(appraisal.curve, say.code),
        "command": command(appraisal),
    }


def curve_parts(found, code: str) -> list[dict[str, Any]]:
    """The Heckman curve: a part with title, paragraphs, picture and table for each of the three."""
    from markupsafe import Markup

    from . import figures
    from .curve import html, sections

    return [
        {
            "title": part.title, "text": part.text, "table": Markup(html(part.table, f"curve-{number}")),
            "picture": figures.accessible(part.picture, f"curve-{number}", part.words),
        }
        for number, part in enumerate(sections(found, code), 1)
    ]  # fmt: skip


# pictures in words, for who cannot see them


def parties_in_words(table: Table, say: Language) -> str:
    m = next(column.form for column in table.columns if column.key == "value")
    told = [
        f"{row.text} {shown(row.value, m, say)}" for key, row in table.frame.iterrows() if says(key, row.value, table)
    ]
    return (
        say("Staafdiagram van het saldo per partij in ", "Bar chart of the balance by party in ")
        + f"{say.pick(FORMS[m].unit)}: {'; '.join(told)}."
    )


def flow_in_words(table: Table, say: Language) -> str:
    m = table.columns[-1].form
    society = table.frame.loc["society"]
    told = [f"{column.title} {shown(society[column.key], m, say)}" for column in table.columns[:-1]]
    return (
        say("Kasstroom van de samenleving over het leven; contante waarde per periode in ", "Cash flow of society over life; present value by period in ")
        + f"{say.pick(FORMS[m].unit)}: {'; '.join(told)}."
    )  # fmt: skip


def back_in_words(table: Table, say: Language) -> str:
    told = [
        f"{row.text}: {shown(row.payback, 'year', say)}" for key, row in table.frame.iterrows() if says(key, row.value, table)
    ]  # fmt: skip
    return (
        say("Lopend verdisconteerd saldo per partij; terug in: ", "Running discounted balance by party; back in: ")
        + "; ".join(told)
        + "."
    )


def fit_in_words(fit, say: Language) -> str:
    return say(
        f"Gesimuleerd gedeeld door waargenomen voor de {len(fit)} statistieken die dit rapport kan tonen; {int(fit.met.sum())} liggen binnen hun marge.",
        f"Simulated over observed for the {len(fit)} statistics that this report can show; {int(fit.met.sum())} lie within their margin.",
    )


def baseline_in_words(fit, say: Language) -> str:
    """How the baseline does on what a run can show, and on all statistics when it was last solved."""
    whole = read_toml(DATA / "validation.toml")
    rows, met = sum(count["rows"] for count in whole.values()), int(fit.met.sum())
    held, here, here_met = whole["held out"], int(fit.held_out.sum()), int((fit.met & fit.held_out).sum())
    n, share = say.number, say.number(100 * held["met"] / held["rows"])
    return say(
        f"Van de {n(rows)} statistieken waarnaast het nulalternatief is gelegd, kan dit rapport er {n(len(fit))} tonen; daarvan liggen er {n(met)} binnen hun marge (|z| ≤ 2). "
        f"Van de {n(held['rows'])} die nergens voor zijn gebruikt (controle), kan het er {n(here)} tonen; daarvan liggen er {n(here_met)} binnen hun marge. "
        f"De overige worden berekend uit een panel van gesimuleerde personen. Van alle {n(held['rows'])} samen lagen er bij de laatste kalibratie {n(held['met'])} ({share}%) binnen hun marge. "
        "heckman-nl validate toont ze alle, met de reden van elke misser.",
        f"Of the {n(rows)} statistics that the baseline was set beside, this report can show {n(len(fit))}; of these {n(met)} lie within their margin (|z| ≤ 2). "
        f"Of the {n(held['rows'])} that were used for nothing (checks), it can show {n(here)}; of these {n(here_met)} lie within their margin. "
        f"The others are computed from a panel of simulated persons. Of all {n(held['rows'])} together {n(held['met'])} ({share}%) lay within their margin when the baseline was last solved. "
        "heckman-nl validate shows them all, with the reason for each miss.",
    )


def acceptability_in_words(table: Table, say: Language) -> str:
    told = [
        f"{text} {row['best']} {shown(row['frontier'], 'share', say)}"
        for text, row in zip(table.frame["text"], table.frame.to_dict("records"), strict=True)
    ]
    return (
        say("Kans dat de optie met de hoogste verwachte netto baten de beste is, per waarde van een QALY: ",
            "Probability that the option with the highest expected net benefit is the best, by value of a QALY: ")
        + "; ".join(told)
        + "."
    )  # fmt: skip


def tornado_in_words(table: Table, say: Language) -> str:
    """The longest bars, for who cannot see them."""
    form = next(column.form for column in table.columns if column.key == "swing")
    widest = [f"{row.text} ({shown(row.swing, form, say)})" for row in table.frame.head(3).itertuples()]
    return say("Langste staven: ", "Longest bars: ") + "; ".join(widest) + "."


def what_if(change, say: Language) -> str:
    """A change of a parameter in the scenario, in words."""
    if change.set is not None:
        return f"{change.parameter} = {change.set:g}"
    moved = f" + {change.shift:g}" if change.shift else ""
    return f"{change.parameter} × {change.scale:g}{moved}"


def capital(text: str) -> str:
    """A sentence begins with a capital."""
    return text[0].upper() + text[1:]


def answer(appraisal: Appraisal, say: Language) -> list[str]:
    """The answer in three sentences."""
    comparison = appraisal.comparison
    name, births = comparison.scenario.name, say.number(comparison.births)
    worth = say.million(appraisal.npv.value, 2)
    if appraisal.npv.se is not None:
        worth += say(" (toevalsfout ± ", " (simulation error ± ") + say.million(appraisal.npv.se, 2) + ")"
    ratio = say.number(appraisal.bcr.value, 2)
    horizon = appraisal.rules.horizon
    span = (
        say("het hele leven", "the whole of life")
        if horizon is None
        else say(f"de eerste {horizon} jaar na het basisjaar", f"the first {horizon} years after the base year")
    )
    money_only = appraisal.rules.name == "budget"
    yields = say("brengt in geld", "returns in money") if money_only else say("levert de samenleving", "yields society")
    costs = say(
        f"kost voor {births} geboorten {say.million(appraisal.costs.value, 2)} en {yields} "
        f"{say.million(appraisal.benefits.value, 2)} op, in contante waarde over {span}: een saldo van {worth} en {ratio} "
        "euro per uitgegeven euro.",
        f"costs {say.million(appraisal.costs.value, 2)} for {births} births and {yields} "
        f"{say.million(appraisal.benefits.value, 2)}, in present value over {span}: a balance of {worth} and {ratio} "
        "euro per euro spent.",
    )
    free = say(
        f"{yields} voor {births} geboorten {worth} op, in contante waarde over {span}; aan programma's "
        "wordt niets uitgegeven.",
        f"{yields} {worth} for {births} births, in present value over {span}; nothing is spent on programmes.",
    )
    return [
        f"{name} {free if appraisal.bcr.value is None else costs}",
        *parties_sentence(appraisal, say),
        certain(appraisal, say),
    ]


def parties_sentence(appraisal: Appraisal, say: Language) -> list[str]:
    """How many families take part, who pays most and who gains most; nothing where nothing happens."""
    balance = {party: value for party, value in appraisal.by_payer()["value"].items() if abs(value) > 0.5}
    if not balance:
        return []
    loser, winner = min(balance, key=balance.get), max(balance, key=balance.get)
    people = say.number(appraisal.comparison.participants.value)
    sentences = [say(f"Er doen {people} gezinnen mee.", f"{people} families take part.")] if people != "0" else []
    parts = []
    if balance[loser] < -WORTH_NAMING:
        payer = f"{say.pick(THE_PARTIES[loser])} ({say.million(-balance[loser], 2)})"
        parts.append(say(f"per saldo betaalt het meest: {payer}", f"who pays most on balance: {payer}"))
    if balance[winner] > WORTH_NAMING:
        gainer = f"{say.pick(THE_PARTIES[winner])} ({say.million(balance[winner], 2)})"
        parts.append(say(f"het grootste voordeel is voor {gainer}", f"the largest gain goes to {gainer}"))
    if parts:
        sentences.append(capital("; ".join(parts)) + ".")
    return [" ".join(sentences)] if sentences else []


def card(item, parameters, say: Language) -> dict[str, Any]:
    """What a page says of an intervention beside the tables."""

    def factor(year: int) -> float:
        return parameters.price_factor(year, PRICE_YEAR)

    return {
        "title": say(item.title_nl, item.title),
        "text": say(item.text_nl or item.text, item.text),
        "cost": item.cost_per_participant(factor),
        "before": [(amount, say.pick(PER[step])) for step, amount in item.costs_before(factor)],
        "price_year": PRICE_YEAR,
        "changes": [f"{name} = {value}" for name, value in item.changes.items()],
    }


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
