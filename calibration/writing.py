"""Words and numbers of the generated pages: how a value, a parameter, a table and a page are written."""

import re
from collections.abc import Iterable

import numpy as np

from heckman_nl.calibrate.solvers import BOUND
from heckman_nl.parameters import REST, Parameter

HEAD = "<!-- Written by `make pages` from code and data; do not edit. -->"
MOST_SHOWN = 10  # numbers of a table that are printed one by one
NONE = "–"
ALL_DIGITS, SOME_DIGITS = 6, 4


class Raw(str):
    """Text of a table cell in which `<` is meant."""

    __slots__ = ()


def number(value: float, digits: int = ALL_DIGITS) -> str:
    """A number for reading: no exponent where it can be helped, thousands apart, a true minus."""
    if value != 0.0 and (abs(value) >= 1e9 or abs(value) < 1e-4):
        text = f"{value:.3g}"
    elif abs(value) >= 1000:
        text = f"{value:,.0f}"
    else:
        text = f"{value:.{digits}g}"
    return minus(text)


def minus(text: str) -> str:
    """A figure with a true minus; a rounded nil has none."""
    return text.replace("-", "−") if text.strip("-0.") else text.removeprefix("-")


def value_of(parameter: Parameter) -> str:
    """Value with its 95% interval; of a table its numbers if they are few, else its shape and range."""
    digits = SOME_DIGITS if parameter.solved is not None else ALL_DIGITS
    if not parameter.is_table:
        text = number(parameter.value, digits)
        return text + (f" ({interval(parameter)})" if parameter.interval else "")
    array = np.asarray(parameter.value)
    if array.size <= MOST_SHOWN:
        text = ", ".join(number(x, digits) for x in array.ravel())
        text = f"[{text}]" if array.ndim == 1 else f"{shape_of(parameter)}: [{text}]"
    else:
        least, most = (number(bound(in_use(array)), SOME_DIGITS) for bound in (np.min, np.max))
        text = f"{shape_of(parameter)} table, {least} to {most}"
    return text + (f" × ({interval(parameter)})" if parameter.interval else "")


def in_use(array: np.ndarray) -> np.ndarray:
    """Cells that say something: a nil, or a cut that no one passes, stands where nothing happens."""
    used = array[(array != 0.0) & (np.abs(array) < BOUND if np.abs(array).max() <= BOUND else True)]
    return used if used.size else array


def interval(parameter: Parameter) -> str:
    between = " to " if parameter.interval[0] < 0.0 else "–"
    return between.join(number(bound) for bound in parameter.interval)


def shape_of(parameter: Parameter) -> str:
    return "×".join(str(n) for n in np.shape(parameter.value)) or NONE


def unit_of(parameter: Parameter) -> str:
    """The unit; with the causal share that multiplies it, or what the share leaves, if any."""
    if not parameter.share:
        return parameter.unit
    name = f"`causal.{parameter.share.removeprefix(REST)}`"
    return f"{parameter.unit}, × (1 − {name})" if parameter.share.startswith(REST) else f"{parameter.unit}, × {name}"


def where_of(parameter: Parameter) -> str:
    """Where a number comes from: source and place, or what it is solved on."""
    if parameter.solved is not None:
        return f"solved on: {parameter.solved}"
    place = f", {parameter.place}" if parameter.place else ""
    return f"[{parameter.source}](@sources.md#{parameter.source}){place}"


def text_of(parameter: Parameter) -> str:
    return f"{parameter.text} *{parameter.note}*" if parameter.note else parameter.text


def table(head: str, rows: Iterable[Iterable[object]], right: str = "") -> list[str]:
    """A Markdown table; `head` holds the titles between bars, `right` those that are aligned to the right."""
    titles = [title.strip() for title in head.split("|")]
    aligned = [title.strip() for title in right.split("|")]
    lined = [[cell(part) for part in row] for row in rows]
    if not lined:
        return ["None.", ""]
    rule = ["---:" if title in aligned else "---" for title in titles]
    return [bar(row) for row in (titles, rule, *lined)] + [""]


def cell(content: object) -> str:
    text = str(content) if isinstance(content, Raw) else str(content).replace("<", "&lt;")
    return text.replace("|", "\\|") or NONE


def anchor(key: str) -> str:
    """A place that links may lead to."""
    return f'<a id="{key}"></a>'


def bar(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def page(title: str, *parts: str | list[str], up: str = "") -> str:
    """A whole page; `@` in a link stands for the way to docs/reference."""
    content = [f"# {title}", "", HEAD, ""]
    for part in parts:
        content += [part, ""] if isinstance(part, str) else part
    return "\n".join(content).rstrip().replace("](@", f"]({up}") + "\n"


def filled(text: str, name: str, content: str) -> str:
    """A page with other content between the marks of a name; LookupError where it has no such marks."""
    mark = rf"(<!-- {name} -->\n).*?(<!-- end -->)"
    found, times = re.subn(mark, lambda at: at.group(1) + content + at.group(2), text, flags=re.S)
    if times != 1:
        raise LookupError(f"the page has {times} places marked {name!r}: it needs one")
    return found
