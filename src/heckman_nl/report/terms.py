"""The glossary: words of the trade in Dutch and English, for the report and for docs/reference/glossary.md."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("terms.toml")


class Term(NamedTuple):
    """One term with its meaning in both languages."""

    nl: str
    en: str
    meaning_nl: str
    meaning_en: str


@cache
def terms() -> tuple[Term, ...]:
    """All terms, in the order of the file."""
    return tuple(Term(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["term"])
