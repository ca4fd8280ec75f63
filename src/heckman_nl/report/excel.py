"""The tables of a report as an Excel workbook: one sheet each, in full digits, with units, price year and provenance."""

from __future__ import annotations

import io
import math
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import HeckmanError
from ..writing import write_files
from .language import Language
from .table import FORMS, WORDS, Table, present
from .tables import tables
from .uncertain import error

if TYPE_CHECKING:
    from ..appraisal import Appraisal

EPOCH = datetime(1980, 1, 1)  # the same contents give the same file
WIDEST, NARROWEST = 60, 9  # characters
MAX_NAME = 31  # of a sheet


def write_excel(appraisal: Appraisal, path: Path | str, code: str, texts: dict[str, str] | None = None) -> Path:
    """Write the workbook to `path`; a folder that does not exist is made. Nothing is left behind when it fails."""
    say = Language(code)
    return write_files({Path(path): workbook(appraisal, tables(appraisal, say, texts), say)})[0]


def workbook(appraisal: Appraisal, made: dict[str, Table], say: Language) -> bytes:
    """The workbook of these tables, as the bytes of its file."""
    try:
        import xlsxwriter
    except ImportError:
        raise HeckmanError("Excel needs xlsxwriter. Install it with: pip install 'heckman-nl[report]'") from None
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": appraisal.comparison.scenario.name, "created": EPOCH})
    writer = Writer(book, say)
    writer.front(appraisal, made)
    for table in made.values():
        writer.sheet(table)
    book.close()
    return out.getvalue()


class Writer:
    """Writes sheets with the formats they share."""

    def __init__(self, book, say: Language):
        self.book, self.say, self.formats = book, say, {}

    def format(self, **properties):
        """A format of the book, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"font_size": 10, "valign": "top", **properties})
        return self.formats[key]

    def front(self, appraisal: Appraisal, made: dict[str, Table]) -> None:
        """What this is, in which units, and the list of sheets."""
        say, comparison = self.say, appraisal.comparison
        sheet = self.book.add_worksheet(say("Leeswijzer", "Read me"))
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 90)
        sheet.write_string(0, 0, comparison.scenario.name, self.format(bold=True, font_size=14))
        lines = [
            (say("geboorten", "births"), f"{say.number(comparison.births)} ({', '.join(map(str, comparison.cohort.years))})"),
            (say("eenheid", "unit"), say("Euro, tenzij de kop van een kolom iets anders zegt. ", "EUR, unless the head of a column says otherwise. ") + present(appraisal, say)),
            (say("teken", "sign"), say("Scenario min nulalternatief; plus is een voordeel voor die partij.", "Scenario minus baseline; plus is a gain for that party.")),
            ("±", error(appraisal, say)),
            (say("herkomst", "provenance"), f"heckman_nl {comparison.provenance['version']}"),
        ]  # fmt: skip
        for row, (name, text) in enumerate(lines, 2):
            sheet.write_string(row, 0, name, self.format(bold=True))
            sheet.write_string(row, 1, text, self.format(text_wrap=True))
        first = len(lines) + 3
        sheet.write_string(first, 0, say("blad", "sheet"), self.format(bold=True, bottom=1))
        sheet.write_string(first, 1, say("inhoud", "contents"), self.format(bold=True, bottom=1))
        for row, table in enumerate(made.values(), first + 1):
            link = self.format(font_color="#1b6ca8", underline=1)
            sheet.write_url(row, 0, f"internal:'{table.name[:MAX_NAME]}'!A1", link, table.name[:MAX_NAME])
            sheet.write_string(row, 1, table.title, self.format())

    def sheet(self, table: Table) -> None:
        """Title, note, head, rows; every row of the table, those that the page leaves out as well."""
        sheet = self.book.add_worksheet(table.name[:MAX_NAME])
        sheet.write_string(0, 0, table.title, self.format(bold=True, font_size=13))
        sheet.write_string(1, 0, table.note, self.format(italic=True))
        heads = [*([""] if table.group else []), table.head, *map(self.head, table.columns)]
        for place, text in enumerate(heads):
            sheet.write_string(3, place, text, self.format(bold=True, bottom=1, text_wrap=True))
        sheet.freeze_panes(4, 1 + bool(table.group))
        widths = [len(text) for text in heads]
        for number, (key, row) in enumerate(table.frame.iterrows(), 4):
            bold = key in table.totals
            cells = [*([row[table.group]] if table.group else []), row["text"]]
            for place, text in enumerate(cells):
                sheet.write_string(number, place, text, self.format(bold=bold, text_wrap=True))
                widths[place] = max(widths[place], len(text))
            for place, column in enumerate(table.columns, len(cells)):
                value = table.unit(key, self.say, sheet=True) if column.form == "unit" else row[column.key]
                widths[place] = max(
                    widths[place], self.cell(sheet, number, place, value, table.form(key, column), bold)
                )
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(max(width + 1, NARROWEST), WIDEST))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3)

    def head(self, column) -> str:
        unit = "" if column.form in WORDS else self.say.pick(FORMS[column.form].sheet_unit)
        return f"{column.title} ({unit})" if unit else column.title

    def cell(self, sheet, row: int, place: int, value, form: str, bold: bool) -> int:
        """Write one cell, empty where there is no number; returns its width in characters."""
        if isinstance(value, str):
            sheet.write_string(
                row, place, value, self.format(bold=bold, text_wrap=True, align="left" if form in WORDS else "right")
            )
            return len(value)
        if value is None or value != value:
            return 0
        if math.isinf(value):
            sheet.write_string(row, place, "∞" if value > 0 else "−∞", self.format(bold=bold, align="right"))
            return 1
        how = self.format(bold=bold) if form in WORDS else self.format(bold=bold, num_format=FORMS[form].sheet)
        sheet.write_number(row, place, float(value), how)
        return len(f"{float(value):,.2f}")
