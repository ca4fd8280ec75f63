"""What a table of a report is, and the pieces that tables are made of.

Numbers are held in full, in euros, persons or shares; a form says how one is rounded for a reader.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from .language import PARTIES, Language

if TYPE_CHECKING:
    import pandas as pd

    from ..appraisal import Appraisal
    from ..estimate import Estimate

NIL = 0.5  # euros: less is nothing


class Form(NamedTuple):
    """How a number is written: value / scale, rounded to `digits`, between `before` and `after`."""

    digits: int = 0
    scale: float = 1.0
    before: str = ""
    after: str = ""
    unit: tuple[str, str] = ("", "")
    grouped: bool = True
    sheet: str = "#,##0"  # number format of the full value in a workbook
    sheet_unit: tuple[str, str] = ("", "")


def counted(unit: tuple[str, str], digits: int = 0, sheet: str = "#,##0", **more: Any) -> dict[str, Form]:
    """Form of a number with a unit of its own and of its error, under the English unit."""
    form = Form(digits, unit=unit, sheet=sheet, sheet_unit=unit, **more)
    return {unit[1]: form, f"{unit[1]} ±": form._replace(before="± " + form.before)}


EURO, MILLION, THOUSAND = ("euro", "EUR"), ("mln euro", "EUR million"), ("1.000 euro", "EUR 1,000")
FORMS = {
    "million": Form(2, 1e6, unit=MILLION, sheet_unit=EURO),
    "million ±": Form(2, 1e6, before="± ", unit=MILLION, sheet_unit=EURO),
    "thousand": Form(1, 1e3, unit=THOUSAND, sheet_unit=EURO),
    "thousand ±": Form(1, 1e3, before="± ", unit=THOUSAND, sheet_unit=EURO),
    "euro": Form(0, before="€ ", sheet_unit=EURO),
    "euro ±": Form(0, before="± € ", sheet_unit=EURO),
    "whole": Form(0),
    "whole ±": Form(0, before="± "),
    "number": Form(1, sheet="#,##0.0"),
    "number ±": Form(1, before="± ", sheet="#,##0.0"),
    "ratio": Form(2, sheet="#,##0.00"),
    "ratio ±": Form(2, before="± ", sheet="#,##0.00"),
    "small": Form(3, sheet="#,##0.000"),
    "small ±": Form(3, before="± ", sheet="#,##0.000"),
    "rate": Form(2, 0.01, after="%", sheet="0.00%"),
    "rate ±": Form(2, 0.01, before="± ", after="%", sheet="0.00%"),
    **counted(("euro per euro", "EUR per EUR"), 2, "#,##0.00"),
    **counted(("per jaar", "a year"), 2, "0.00%", scale=0.01, after="%"),
    **counted(("euro per QALY", "EUR per QALY")),
    **counted(("QALY's", "QALYs"), 1, "#,##0.0"),
    **counted(("levensjaren", "life years"), 1, "#,##0.0"),
    **counted(("gezinnen", "families")),
    **counted(("geboorten", "births")),
    "share": Form(0, 0.01, after="%", sheet="0%"),
    "year": Form(0, grouped=False, sheet="0"),
    "years ±": Form(1, before="± ", sheet="0.0"),
}
WORDS = (
    "text",
    "english",
    "code",
    "unit",
)  # forms of columns without numbers; "english" stands in English in either language, "unit" is that of the row


class Column(NamedTuple):
    key: str
    title: str
    form: str = "text"


@dataclass(frozen=True)
class Table:
    """Rows by key, with a label in the column `text`; `columns` says what else is shown, and how."""

    name: str
    title: str
    head: str  # of the labels
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    note: str = ""
    totals: tuple[str, ...] = ()  # keys of rows in bold
    forms: dict[str, str] = field(
        default_factory=dict
    )  # key of a row: the form of its numbers, if not that of the column
    nil: str = ""  # a column: where it is nil the page leaves a row out
    group: str = ""  # a column: rows stand under its values
    label: str = "text"  # form of the labels
    foreign: frozenset[str] = frozenset()  # keys of rows whose label stands in English in either language

    def unit(self, key: str, say: Language, sheet: bool = False) -> str:
        """Unit of a row that has a form of its own, on the page or in a workbook."""
        form = FORMS.get(self.forms.get(key, ""), Form())
        return say.pick(form.sheet_unit if sheet else form.unit)

    def form(self, key: str, column: Column) -> str:
        """Form of one cell; a column of errors takes that of errors."""
        if key not in self.forms or column.form in WORDS or column.form == "share":
            return column.form
        return self.forms[key] + (" ±" if column.form.endswith("±") else "")


def shown(value: Any, form: str, say: Language) -> str:
    """A cell for a reader; a dash where there is no number."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return "" if form.endswith("±") else "–"
    if form in WORDS:
        return str(value)
    how = FORMS[form]
    if value == 0.0 and how.scale > 1.0:  # nothing at all, told apart from what rounds to it
        return "" if how.before else "0"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    scaled = float(value) / how.scale
    number = say.number(scaled, how.digits) if how.grouped else f"{scaled:.{how.digits}f}"
    sign = "−" if how.before and number.startswith("−") else ""
    return f"{sign}{how.before}{number.removeprefix('−') if sign else number}{how.after}"


def frame_of(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows with a `key` and a `text` as a frame that keeps numbers and words as they are."""
    import pandas as pd

    columns = list(dict.fromkeys(name for row in rows for name in row)) or ["key", "text"]
    frame = pd.DataFrame({name: pd.Series([row.get(name) for row in rows], dtype=object) for name in columns})
    return frame.set_index("key")


def of_frame(
    name: str,
    title: str,
    head: str,
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    labels: dict[str, str] | None = None,
    **more: Any,
) -> Table:
    """A table of a DataFrame as the library gives it: its index holds the keys; labels by key, else its column `text`, else the keys.

    `more` are further fields of a `Table`: note, totals, forms, nil, group, label.
    """
    found = frame.astype(object).where(frame.notna(), None)
    rows = [
        {**row.to_dict(), "key": str(key), "text": (labels or {}).get(key) or row.get("text") or str(key)}
        for key, row in found.iterrows()
    ]
    return Table(name, title, head, columns, frame_of(rows), **more)


# pieces


def money(appraisal: Appraisal) -> str:
    """Millions, or thousands where everything is small."""
    largest = max(abs(float(x)) for x in (appraisal.costs, appraisal.benefits, *appraisal.by_payer()["value"]))
    return "million" if largest >= 1e6 or largest == 0.0 else "thousand"


def pair(key: str, text: str, figure: Estimate, **more: Any) -> dict[str, Any]:
    """A row of a figure with its error."""
    return {"key": key, "text": text, "value": figure.value, "se": figure.se, **more}


def value_and_error(say: Language, form: str, title: tuple[str, str]) -> tuple[Column, Column]:
    return Column("value", say.pick(title), form), Column("se", "±", f"{form} ±")


def present(appraisal: Appraisal, say: Language) -> str:
    """Unit of present values, in words."""
    year, base = appraisal.rules.price_year, appraisal.base_year
    return say(f"Contante waarde in {base}, prijspeil {year}.", f"Present value in {base}, prices of {year}.")


def party(key: str, say: Language) -> str:
    """The label of a party; society is a total."""
    text = say.pick(PARTIES[key])
    return text.capitalize() if key == "society" else text


def title(item, say: Language) -> str:
    return say(item.title_nl, item.title)
