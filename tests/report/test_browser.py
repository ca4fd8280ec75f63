"""The report in a browser: no error, no request to anywhere, pictures that show, a PDF to print.

Needs Debian's `chromium` (apt-get install chromium); without it the tests are skipped and say so.
"""

import json
import re
import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no chromium here: the report was not opened in a browser")


class Opened:
    """A page as the browser saw it."""

    def __init__(self, path, folder):
        folder.mkdir()
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder / 'profile'}",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--enable-logging=stderr", "--window-size=1000,3000", "--dump-dom",
                f"--screenshot={folder / 'page.png'}", f"--print-to-pdf={folder / 'page.pdf'}", "--no-pdf-header-footer",
                f"--log-net-log={folder / 'net.json'}", path.as_uri(),
            ],
            capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        self.dom, self.folder = done.stdout, folder
        self.console = re.findall(r"CONSOLE[:(].*", done.stderr)

    @property
    def requests(self):
        """What the page asked of the network; what the browser asks of its maker has no page as its origin."""
        events = json.loads((self.folder / "net.json").read_text())["events"]
        asked = [event.get("params") or {} for event in events]
        return [
            found["url"]
            for found in asked
            if "url" in found
            and found.get("initiator", "not an origin") != "not an origin"
            and found["url"].startswith("http")
        ]

    @property
    def ink(self):
        """Share of the screen that is not white."""
        from PIL import Image

        with Image.open(self.folder / "page.png") as image:
            counts = image.convert("L").histogram()
        return 1.0 - counts[255] / sum(counts)


@needs_chromium
@pytest.mark.parametrize("code", ["nl", "en"])
def test_the_report_in_a_browser(made, tmp_path, code):
    path = tmp_path / "report.html"
    path.write_text(made.html[code], encoding="utf-8")
    seen = Opened(path, tmp_path / "seen")
    assert seen.console == []
    assert seen.requests == []
    assert f'<html lang="{code}">' in seen.dom
    assert len(re.findall(r"<svg [^>]*role=\"img\"", seen.dom)) == 4
    assert 0.02 < seen.ink < 0.5
    pdf = (seen.folder / "page.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 5


@needs_chromium
def test_a_page_that_is_not_sound_is_found_out(tmp_path):
    """The test above can fail: a message and a request are seen."""
    path = tmp_path / "bad.html"
    path.write_text('<img src="https://example.org/x.png"><script>console.error("broken")</script>')
    seen = Opened(path, tmp_path / "seen")
    assert "broken" in "".join(seen.console)
    assert seen.requests == ["https://example.org/x.png"] * len(seen.requests) != []
    assert seen.ink < 0.02
