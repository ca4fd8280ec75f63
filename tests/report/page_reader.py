"""A reader of pages for tests."""

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input", "col"}


class Page(HTMLParser):
    """What a test wants of a page: tables by name (rows by key), links to resources, ids, text, tags that do not close."""

    def __init__(self, text: str):
        super().__init__()
        self.tables: dict[str, dict[str, list[list]]] = {}  # name -> key -> [number or None, text] per cell
        self.ids, self.loaded, self.open, self.unbalanced = [], [], [], []
        self.headers = {"scoped": 0, "bare": 0}
        self.pictures, self.texts, self.lang = [], [], None
        self._table, self._key, self._cell = None, None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag not in VOID:
            self.open.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        for name in ("src", "srcset", "data", "poster", "action"):
            if name in found:
                self.loaded.append(found[name])
        if tag in ("link", "use", "image") or (tag == "a" and "ping" in found):
            self.loaded.append(found.get("href") or found.get("xlink:href") or "")
        if tag == "html":
            self.lang = found.get("lang")
        if tag == "svg":
            self.pictures.append(found)
        if tag == "table":
            self._table, self._key = self.tables.setdefault(found["id"].removeprefix("t-"), {}), None
        if tag == "th":
            self.headers["scoped" if found.get("scope") in ("col", "row", "colgroup") else "bare"] += 1
        if "data-key" in found and self._table is not None:
            self._key = found["data-key"]
            self._table[self._key] = []
        if tag == "td":
            self._cell = [None, ""]
        if tag == "data":
            self._cell[0] = float(found["value"])

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)
        if tag == "td":
            if self._key is not None:  # a table of words has no keys
                self._table[self._key].append(self._cell)
            self._cell = None
        if tag == "table":
            self._table = None

    def handle_data(self, text):
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(text)
        if self._cell is not None:
            self._cell[1] += text
