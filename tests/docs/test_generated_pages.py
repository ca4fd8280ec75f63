"""The generated pages say what the code and the data say."""

import pages
import scan

from heckman_nl.parameters import ParameterSet


def test_committed_pages_are_up_to_date():
    """Each page is what `make pages` writes, and no page of a module that is gone is left."""
    found = pages.pages()
    stale = [
        str(path.relative_to(pages.DOCS))
        for path, content in found.items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    assert not stale, f"run `make pages`: {', '.join(stale)} do not say what code and data say"
    left = {path for folder in pages.GENERATED for path in folder.glob("*.md")} - set(found)
    assert not left, f"run `make pages`: {', '.join(path.name for path in left)} are of no module or intervention"


def test_pages_name_everything():
    """Every parameter stands on a page, every channel, line and field as well."""
    found = {path.stem: content for path, content in pages.pages().items()}
    parameters = ParameterSet.read()
    for p in parameters.values():
        name, where = (p.name, p.module) if p.module in scan.MODULES else (p.key, "parameters")
        assert f"`{name}`" in found[where], p.key
    for name in pages.channels.NUMBER:
        assert f"`{name}`" in found["channels"]
    for line in pages.lines.LINES:
        assert f"`{line.name}`" in found["lines"]
    for field in pages.state.FIELDS:
        assert f"`{field.name}`" in found[field.owner]
