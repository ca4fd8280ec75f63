"""The page on identification: what fixes each solved number, how well it is met, and what is left to assumption."""

from collections.abc import Iterable

import identification as identify
import numpy as np
from rank import BIRTHS, CLEARLY
from writing import NONE, SOME_DIGITS, minus, number, page, shape_of, table, text_of, value_of

from heckman_nl.calibrate.targets import Targets
from heckman_nl.parameters import Parameter, ParameterSet

MOST_CELLS = 3  # rows of one id that are named one by one
GOODS = ("early.breastfeeding.V", "school.level.V", "work.wage.V")  # loadings of what vulnerability should lower
OTHER_SIGN = """
V is vulnerability, so that one expects it to add to what is bad. Below it does not: the arrows into the outcome already make
more of the named gradient than is published, and the loading takes the rest back. The gradient is met, but an arrow is too
strong, one that works against them lacks, or the published gradient is too flat, and which of these no row tells. Until it is
known, what an intervention gains along these arrows is more likely too large than too small. A loading near nil says no such thing. They are drawn within their intervals
like all others, and the loading is solved again in each draw.
"""
INTRO = """
Most parameters are evidence: a number with a source. The *solved* ones are not known from anywhere; they take the value at
which the baseline reproduces a Dutch statistic. This page names, for each of them, the statistic that fixes it and how well
it is met, so that a reader can see that no number is free and none is fixed twice.

A life runs forwards, and so does the solving: at each decision the number is solved on the mean *probability* of everyone
who is at risk, then all live on (see [the model](model.md#baseline)). What is solved therefore has one equation of its own:

- an **intercept** or **normaliser**, the share of everyone (at each age and of each sex, where it is a table);
- a **cut**, the share in that class or a worse one;
- a **hazard**, the number who have the condition at that age, given who had it before;
- a **loading on V**, the hidden vulnerability of the family: the share of *one* group, mostly the low educated, beside the
  share of all, which the intercept meets; or the ratio of the two, or of two groups of families. The causal arrows are in
  the equation already: the loading takes what they leave of the gradient, and may be nil or negative where they explain
  more than all of it.

One loading per outcome is solved, on one named gradient. All other gradients of that outcome are checks, and so is every
gradient of an outcome whose loading is an assumption. The loadings of household factors on V are assumptions as well: they
say which families the model has, and no row fixes them one by one.

Wanted and simulated are those of the [calibration report](../../calibration/REPORT.md), where another cohort is lived with
the solved numbers; z is the difference in standard errors of target and chance together. Where a parameter has many rows,
the row with the largest z is shown.
"""
RANK = f"""
## Is it enough? The rank of the Jacobian

That each number has a row of its own does not yet make them independent: two numbers might move their two rows in the same
proportion. `tests/laws/test_identification.py` (one of the slow tests) therefore works out the Jacobian: {BIRTHS:,} births
are lived, and lived again with one solved number moved, for all in turn, each time with the same random numbers. Its rows
are the target rows that something is solved on; its columns the solved numbers. A ratio of two groups of families is asked
of a panel of persons, all other rows are read from the ledger.

A table by age has one column for every class at one age and sex, the one with most events, and its rows are the targets at
that age. One age stands for all: a table is solved age by age, each age on its own rows with all earlier ages done, so that
the Jacobian is block triangular in age. Numbers that set the unit of a scale have no row, and are left out: each solves one
equation in which it alone is unknown.

Rows are divided by their standard error and columns by their length. The columns are independent, and every solved number
is identified, if the smallest singular value of this matrix is not zero, and since it is measured on a finite number of
births, if it is many times its standard error (a jackknife over groups of births): the test asks for more than {CLEARLY}. To see
that the test can fail, the gradient that a loading is solved on is taken out, for each loading in turn: the smallest
singular value must then fall below a tenth of itself, or to nil within chance.

`python calibration/rank.py` prints the figures, and which numbers are hardest to tell apart.
"""


def page_of(parameters: ParameterSet, targets: Targets) -> str:
    """The whole page."""
    items = identify.solved(parameters, targets)
    fits = identify.fits()
    loadings = [item for item in items if item.is_loading]
    assumed = identify.assumed_loadings(parameters)
    return page(
        "What fixes the solved numbers",
        INTRO.strip(),
        "## Every solved parameter",
        f"{len(items)} parameters are solved.",
        table(
            "parameter | kind | numbers | value | target | wanted | simulated | z",
            [solved_cells(item, fits) for item in items],
            "numbers|wanted|simulated|z",
        ),
        "## Loadings on V: one per outcome, one gradient each",
        "The named gradient fixes the loading. Other rows by group of the same outcome are checks, but for those that are marked "
        "as fitted: something else is solved on them.",
        table(
            "loading | value | unit | named gradient | wanted | simulated | z | other gradients of the outcome (z)",
            [
                (*loading_cells(i, fits), checks_of(identify.gradients(i.parameter, i.rows, targets), fits))
                for i in loadings
            ],
            "wanted|simulated|z",
        ),
        "## Loadings with the other sign, and the arrows they correct",
        OTHER_SIGN.strip(),
        table(
            "loading | value | what else acts on the outcome, before any causal share",
            [(f"`{i.key}`", value_of(i.parameter), arrows_of(i, parameters)) for i in loadings if is_of_other_sign(i)],
        ),
        "## Loadings on V and G that are assumptions",
        "Nothing is solved on these. G is never solved: no target row tells genes from circumstances. For the others there is "
        "no gradient that they could be solved on, or it is kept as a check.",
        table(
            "loading | value | unit | what it is, and why | gradients that are checks (z)",
            [assumed_cells(p, targets, fits) for p in assumed],
        ),
        "## Numbers that are no row of a target",
        table(
            "words | what they stand for",
            [
                (words, c.text)
                for words, c in identify.CONVENTIONS.items()
                if any(words in i.conventions for i in items)
            ],
        ),
        "## Rows that are marked as fitted and that nothing is solved on",
        "They follow from rows that are solved on (the rest of a whole, a sum over ages), or a number was set by hand to meet them.",
        table(
            "target | wanted | simulated | z | note",
            [(row.name, *fit_of(row, fits), row.note) for row in identify.unclaimed(items, targets)],
            "wanted|simulated|z",
        ),
        RANK.strip(),
        up="../reference/",
    )


def solved_cells(item: identify.Solved, fits: dict) -> tuple:
    worst = worst_of(item.rows, fits)
    on = rows_in_words(item.rows, worst) + [identify.CONVENTIONS[word].text for word in item.conventions]
    numbers = shape_of(item.parameter) if item.parameter.is_table else "1"
    return f"`{item.key}`", item.kind, numbers, value_of(item.parameter), "; ".join(on), *fit_of(worst, fits)


def rows_in_words(rows: Iterable[identify.Fixed], worst: identify.Fixed | None) -> list[str]:
    """Row names; of a target with many rows its id, their number, and the one that is shown."""
    by_id: dict[str, list[identify.Fixed]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    words = []
    for id, some in by_id.items():
        shown = f"; shown: {worst.name}" if worst in some else ""
        words.append(some[0].name if len(some) == 1 else f"{id} ({len(some)} rows{shown})")
    return words


def worst_of(rows: Iterable[identify.Fixed], fits: dict) -> identify.Fixed | None:
    """The row with the largest z, of those that the report has."""
    return max((row for row in rows if row.name in fits), key=lambda row: abs(float(fits[row.name][2])), default=None)


def fit_of(row: identify.Fixed | None, fits: dict) -> tuple[str, str, str]:
    """Wanted, simulated and z of a row, as the report gives them."""
    if row is None or row.name not in fits:
        return NONE, NONE, NONE
    wanted, simulated, z = fits[row.name]
    return readable(wanted), readable(simulated), minus(z)


def readable(text: str) -> str:
    """A figure of the calibration report, without its exponent."""
    return number(float(text), SOME_DIGITS)


def loading_cells(item: identify.Solved, fits: dict) -> tuple:
    worst = worst_of(item.rows, fits)
    on = "; ".join(rows_in_words(item.rows, worst))
    return f"`{item.key}`", value_of(item.parameter), item.parameter.unit, on, *fit_of(worst, fits)


def is_of_other_sign(item: identify.Solved) -> bool:
    """Does vulnerability lower what is bad, or raise what is good?"""
    sign = -1.0 if item.key in GOODS else 1.0
    return bool(np.any(sign * np.asarray(item.parameter.value) < 0.0))


def arrows_of(item: identify.Solved, parameters: ParameterSet) -> str:
    """What else moves the outcome of a loading: its parameters that are evidence, as published."""
    module, outcome = item.key.split(".")[:2]
    own = [p for p in parameters.values() if p.module == module and p.name.split(".")[0] == outcome]
    own = [p for p in own if p.solved is None and not p.unit.startswith("EUR")]
    return ", ".join(f"`{p.name.split('.', 1)[1]}` {value_of(p)}" for p in own)


def assumed_cells(p: Parameter, targets: Targets, fits: dict) -> tuple:
    return f"`{p.key}`", value_of(p), p.unit, reason(p), checks_of(identify.gradients(p, (), targets), fits)


def checks_of(rows: list[identify.Fixed], fits: dict) -> str:
    """Other gradients of an outcome with their z; of a row with many cells the one that fits worst."""
    by_id: dict[str, list[identify.Fixed]] = {}
    for row in rows:
        by_id.setdefault(row.id, []).append(row)
    shown = []
    for id, some in by_id.items():
        worst = worst_of(some, fits) or some[0]
        cells = [gradient_in_words(row, fits) for row in (some if len(some) <= MOST_CELLS else [worst])]
        shown.append("; ".join(cells) if len(some) <= MOST_CELLS else f"{len(some)} rows of {id}, worst: {cells[0]}")
    return "; ".join(shown) or "none"


def gradient_in_words(row: identify.Fixed, fits: dict) -> str:
    """A row with its z; where it is marked as fitted it is no check."""
    return f"{row.name} ({fit_of(row, fits)[2]}{', fitted' if row.fitted else ''})"


def reason(parameter: Parameter) -> str:
    """What a loading is and why it has this value."""
    why = "" if parameter.note else " *By judgement.*" if parameter.source == "judgement" else f" *{parameter.source}.*"
    return text_of(parameter) + why
