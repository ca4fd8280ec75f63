"""The reference pages that follow from code and data.

    python calibration/pages.py          # or `make pages`

Writes `docs/reference/modules/`, `docs/reference/{parameters,channels,lines,sources,glossary}.md` and
`docs/explanation/identification.md`. A test fails when a committed page is not what this writes.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import identification_page
import scan
from identification import in_order
from writing import NONE, Raw, anchor, page, table, text_of, unit_of, value_of, where_of

import heckman_nl as hn
from heckman_nl import interventions
from heckman_nl.calibrate.targets import Targets
from heckman_nl.datafiles import DATA, EURO
from heckman_nl.parameters import KERNEL_MODULES, Parameter, ParameterSet
from heckman_nl.report.cards import card, cited, names_cited
from heckman_nl.report.terms import terms
from heckman_nl.vocabulary import channels, lines, payers, processes, state
from heckman_nl.vocabulary.rows import GRADES, PREGNANCY, STATUSES, UNITS

DOCS = Path(__file__).parents[1] / "docs"
GENERATED = (DOCS / "reference" / "modules", DOCS / "reference" / "interventions")


# one module of a life


def module_page(module: str, parameters: ParameterSet) -> str:
    """What a module is, writes, reads, draws, books, and its numbers."""
    own = [p for p in parameters.values() if p.module == module]
    data = f"; its numbers: `data/parameters/{module}.toml`" if own else ""
    return page(
        f"`{module}`",
        *scan.docstring(module),
        f"Source: `lifecourse/{module}.py`{data}; its equations: [the model](../../explanation/model.md).",
        "## What it writes of a person's state",
        table("field | kind | what it says", owned(module)),
        "## What it reads of other modules",
        table("field | of | what it says", borrowed(module)),
        "## Decisions that it draws",
        table("decision | number | what is decided", decisions(module)),
        "## Channels that act in it",
        table("channel | measure | what it moves", acting(module)),
        "## Lines of the ledger that it books",
        table("line | unit | account | party | what is booked", booked(module)),
        "## Parameters",
        f"{counted(own)}",
        table("parameter | value | unit | grade | status | source | evidence | what it is", map(numbered, own)),
        up="../",
    )


def owned(module: str) -> list[tuple]:
    return [(f"`{f.name}`", f.kind, f.text) for f in state.FIELDS if f.owner == module]


def borrowed(module: str) -> list[tuple]:
    """Fields that a module reads and another writes."""
    found = [state.BY_NAME[name] for name in scan.fields(module, ast.Load) if name in state.BY_NAME]
    order = {name: number for number, name in enumerate(scan.MODULES)}
    found = sorted((f for f in found if f.owner != module), key=lambda f: order.get(f.owner, len(order)))
    return [(f"`{f.name}`", f"[{f.owner}]({f.owner}.md)", f.text) for f in found]


def decisions(module: str) -> list[tuple]:
    numbers = [(name, int(getattr(processes, name))) for name in scan.used(module, "do")]
    return [(f"`{name}`", number, processes.PROCESSES[number]) for name, number in numbers]


def acting(module: str) -> list[tuple]:
    found = [channels.BY_NAME[name] for name in scan.used(module, "fx") if name in channels.BY_NAME]
    return [(f"[`{c.name}`](@channels.md#{c.name})", c.measure, c.text) for c in found]


def lines_of(module: str) -> list[lines.Line]:
    return [lines.LINES[number] for number in scan.lines_booked(module)]


def booked(module: str) -> list[tuple]:
    return [line_cells(line) for line in lines_of(module)]


def line_cells(line: lines.Line) -> tuple:
    account = payers.ACCOUNTS[line.account] if line.account else "counted only"
    return f"`{line.name}`", line.unit, account, payers.PARTIES.get(line.party, NONE), line.text


def numbered(p: Parameter) -> tuple:
    return f"`{p.name}`", value_of(p), unit_of(p), p.grade, p.status, where_of(p), p.evidence, text_of(p)


def counted(own: list[Parameter]) -> str:
    """How many, by grade."""
    if not own:
        return "It has none."
    grades = Counter(p.grade for p in own)
    parts = [f"{grades[grade]} {grade}" for grade in GRADES if grades[grade]]
    solved = sum(p.solved is not None for p in own)
    return f"{len(own)} in all, by grade: {', '.join(parts)}; {solved} of them are solved."


def modules_page(parameters: ParameterSet) -> str:
    """All modules in the order of a life, and who reads whom."""
    rows = []
    for module in scan.MODULES:
        own = [p for p in parameters.values() if p.module == module]
        rows.append((
            f"[{module}]({module}.md)", scan.docstring(module)[0], len(own), len(owned(module)), len(decisions(module)),
            ", ".join(of_whom(module)) or NONE,
        ))  # fmt: skip
    return page(
        "The modules of a life",
        "In the order of a life; each module is one file, `lifecourse/<module>.py`, with its numbers in `data/parameters/<module>.toml`. "
        "A field of a person's state is written by one module and may be read by all.",
        table(
            "module | what it is | parameters | fields | decisions | reads fields of",
            rows,
            "parameters|fields|decisions",
        ),
        up="../",
    )


def of_whom(module: str) -> list[str]:
    """Modules whose fields a module reads, in the order of a life."""
    owners = {state.BY_NAME[name].owner for name in scan.fields(module, ast.Load) if name in state.BY_NAME}
    return [name for name in scan.MODULES if name in owners and name != module]


# all parameters


def parameters_page(parameters: ParameterSet) -> str:
    everything = in_order(parameters)
    outside = [p for p in everything if p.module not in KERNEL_MODULES]
    assumed = [p for p in everything if p.grade == "assumption"]
    return page(
        "Parameters",
        f"{len(everything)} parameters. A number is given with its 95% interval in brackets; of a table, the interval is that "
        "of a common factor. `heckman-nl parameters NAME` prints one; `hn.ParameterSet.read().to_frame()` gives all as a table.",
        "## By grade and status",
        by_grade_and_status(everything),
        "**Grade** is the strength of the evidence: experimental, quasi-experimental and sibling evidence that was read is "
        "strong (of another country moderate), adjusted observational evidence moderate or weak, crude evidence weak, memory "
        "or judgement an assumption. **Status** says how the number got here: read in its source, secondary (read in another), "
        "recalled, assumed, derived from what was read, or solved so that the baseline meets a target "
        "([how](../explanation/identification.md)).",
        "## By module",
        by_module(everything),
        "## Units",
        table("unit | what it is | parameters", units(everything), "parameters"),
        "## Parameters outside a life",
        "Causal shares, prices, the life table, the rules of appraisal; those of a life stand on the page of their module.",
        table(
            "parameter | value | unit | grade | status | source | evidence | what it is",
            [(f"`{p.key}`", *numbered(p)[1:]) for p in outside],
        ),
        "## All assumptions",
        f"{len(assumed)} numbers rest on memory or judgement, or on a source that does not say quite this; each has the reason.",
        table(
            "parameter | value | unit | status | source | what it is, and why",
            [(f"`{p.key}`", value_of(p), unit_of(p), p.status, where_of(p), text_of(p)) for p in assumed],
        ),
    )


def by_grade_and_status(everything: list[Parameter]) -> list[str]:
    number_of = Counter((p.grade, p.status) for p in everything)
    statuses = [status for status in STATUSES if any(number_of[grade, status] for grade in GRADES)]
    rows = [
        (grade, *(number_of[grade, s] or NONE for s in statuses), sum(number_of[grade, s] for s in statuses))
        for grade in GRADES
    ]
    rows.append(("all", *(sum(number_of[g, s] for g in GRADES) for s in statuses), len(everything)))
    return table(" | ".join(["grade", *statuses, "all"]), rows, "|".join([*statuses, "all"]))


def by_module(everything: list[Parameter]) -> list[str]:
    modules = [*KERNEL_MODULES, *sorted({p.module for p in everything} - set(KERNEL_MODULES))]
    rows = []
    for module in modules:
        own = [p for p in everything if p.module == module]
        name = f"[{module}](modules/{module}.md)" if module in scan.MODULES else module
        grades = Counter(p.grade for p in own)
        solved = sum(p.solved is not None for p in own)
        rows.append((name, *(grades[grade] or NONE for grade in GRADES), solved or NONE, len(own)))
    right = "|".join([*GRADES, "of which solved", "all"])
    return table(" | ".join(["module", *GRADES, "of which solved", "all"]), rows, right)


def units(everything: list[Parameter]) -> list[tuple]:
    found = Counter("EUR" if EURO.match(p.unit) else p.unit for p in everything)
    rows = [(name, unit.text, found[name]) for name, unit in UNITS.items() if found[name]]
    return [*rows, ("EUR", "euros of the year that is named; the model moves them to its own price year", found["EUR"])]


# words


def channels_page() -> str:
    users = {channel.name: [] for channel in channels.CHANNELS}
    for id in hn.interventions.available().index:
        for name in dict.fromkeys(effect.channel for effect in hn.interventions.load(id).effect):
            users[name].append(f"`{id}`")
    rows = [
        (
            Raw(f"{anchor(c.name)}`{c.name}`"), c.measure, c.text, c.acts_in,
            "birth" if c.offer_by == PREGNANCY else f"age {c.offer_by}", ", ".join(users[c.name]) or NONE,
        )
        for c in channels.CHANNELS
    ]  # fmt: skip
    return page(
        "Channels",
        "The dials of a life that an intervention may turn. Of several active effects of one mechanism the strongest counts; "
        "mechanisms add up, as log odds, log hazards or standard deviations. A dial that nothing turns is neutral: a ratio of "
        "1 or a difference of 0.",
        table("channel | measure | what it moves | acts in (module: decision) | offers until | turned by", rows),
    )


def lines_page() -> str:
    books = {line.name: [] for line in lines.LINES}
    for module in scan.MODULES:
        for line in lines_of(module):
            books[line.name].append(f"[{module}](modules/{module}.md)")
    money = [line for line in lines.LINES if line.account]
    counts = [line for line in lines.LINES if not line.account]
    return page(
        "Lines of the ledger",
        "What is booked, by birth year, age and group. Positive is a gain for the party of the line; a transfer is booked on "
        "both sides. Lines with an account enter the appraisal; the others count persons, events and years. Programme costs "
        "are booked by the offers, to whoever pays.",
        "## Lines that enter the appraisal",
        table(
            "line | unit | account | party | what is booked | booked in",
            [(*line_cells(line), ", ".join(books[line.name]) or "offers") for line in money],
        ),
        "## Lines that count",
        table(
            "line | unit | what is counted | booked in",
            [(f"`{x.name}`", x.unit, x.text, ", ".join(books[x.name]) or "offers") for x in counts],
        ),
        "## Parties",
        table("party | who", [(f"`{k}`", text) for k, text in payers.PARTIES.items()]),
        "## Accounts",
        table("account | what", [(f"`{k}`", text) for k, text in payers.ACCOUNTS.items()]),
    )


def sources_page(parameters: ParameterSet, targets: Targets) -> str:
    of_parameters = Counter(p.source for p in parameters.values())
    of_targets = Counter(row.source for row in (*targets.rows, *targets.statistics))
    of_interventions, of_others = Counter(cited_by_interventions()), Counter(cited_elsewhere())
    rows = []
    for key, source in sorted(parameters.sources.items()):
        citation = Raw(f"{source.citation} <{source.url}>" if source.url else source.citation)
        uses = [
            f"{count[key]} {one if count[key] == 1 else more}"
            for count, one, more in (
                (of_parameters, "parameter", "parameters"), (of_targets, "target row", "target rows"),
                (of_interventions, "figure of interventions", "figures of interventions"),
                (of_others, "other figure", "other figures"),
            )
            if count[key]
        ]  # fmt: skip
        rows.append(
            (Raw(f"{anchor(key)}{key}"), citation, source.read, source.licence, ", ".join(uses) or "not used now")
        )
    return page(
        "Sources",
        f"{len(rows)} sources, by the key that parameters, targets and interventions give.",
        table("key | citation | what was read | licence | used for", rows),
    )


def glossary_page() -> str:
    return page(
        "Glossary",
        "Every report shows these terms as well, in its own language.",
        table("term | in Dutch | meaning | betekenis", [(t.en, t.nl, t.meaning_en, t.meaning_nl) for t in terms()]),
    )


def cited_by_interventions() -> list[str]:
    """Source of every figure in the catalogue."""
    ids = hn.interventions.available().index
    return [source for id in ids for source in names_cited(hn.interventions.load(id))]


def cited_elsewhere() -> list[str]:
    """Source of every figure of regions, emulated trials, the monitor and what else is data beside parameters and targets."""
    files = [p for folder in ("", "regions", "trials", "scenarios") for p in sorted((DATA / folder).glob("*.toml"))]
    texts = [path.read_text(encoding="utf-8") for path in files if path.name != "sources.toml"]
    return [key for text in texts for key in re.findall(r'\bsource = "([^"]+)"', text)]


# all pages


# interventions


def catalogue_page() -> str:
    """The menu."""
    table_ = interventions.available()
    rows = [
        (
            Raw(f"[{row.title}]({id}.md)"), row.phase, row.target, "" if row.reach_today != row.reach_today or row.reach_today is None else f"{row.reach_today:.0%}",
            ", ".join(part for part in (whole(row.cost_per_participant), row.cost_before) if part), row.payer, row.grade, row.effect,
        )
        for id, row in zip(table_.index, table_.itertuples(), strict=True)
    ]  # fmt: skip
    return page(
        "Interventions",
        "The catalogue: `heckman-nl interventions`; a card each: `heckman-nl show ID`. Costs in euros of 2024 per family that takes part, or as it says, what one party pays another left out. "
        "What each yields, and how it fares against its own trial: [interventions](../../explanation/interventions.md). Add your own: [how-to](../../howto/new_intervention.md).",
        table("intervention | phase | for | reach today | cost | payer | grade | effect", rows, "cost | reach today"),
        up="../",
    )


def whole(amount: float | None) -> str:
    """An amount without digits behind the point; "" if there is none."""
    return "" if amount is None or amount != amount else f"{amount:,.0f}"


def intervention_page(name: str) -> str:
    """The card of one intervention."""
    item = interventions.load(name)
    rows = [(f"`{id}`", source.citation, source.read, source.url) for id, source in cited(item).items()]
    return page(
        item.title,
        f"In Dutch: {item.title_nl}. {' '.join(item.text_nl.split())}",
        "```text\n" + card(item) + "\n```",
        "## Sources",
        table("id | citation | read | url", rows),
        up="../",
    )


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    parameters, targets = ParameterSet.read(), Targets.read()
    reference = DOCS / "reference"
    found = {reference / "modules" / f"{module}.md": module_page(module, parameters) for module in scan.MODULES}
    found[reference / "modules" / "README.md"] = modules_page(parameters)
    found[reference / "parameters.md"] = parameters_page(parameters)
    found[reference / "channels.md"] = channels_page()
    found[reference / "lines.md"] = lines_page()
    found[reference / "glossary.md"] = glossary_page()
    found[reference / "sources.md"] = sources_page(parameters, targets)
    catalogue = reference / "interventions"
    found |= {catalogue / f"{name}.md": intervention_page(name) for name in interventions.names()}
    found[catalogue / "README.md"] = catalogue_page()
    found[DOCS / "explanation" / "identification.md"] = identification_page.page_of(parameters, targets)
    return found


def main() -> None:
    found = pages()
    for folder in GENERATED:
        for old in set(folder.glob("*.md")) - set(found):
            old.unlink()
    for path, content in found.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    print(f"{len(found)} pages written")


if __name__ == "__main__":
    main()
