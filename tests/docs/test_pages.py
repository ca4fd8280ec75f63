"""What the pages print as runnable runs."""

import re
from pathlib import Path

import pytest

import heckman_nl as hn

ROOT = Path(__file__).parents[2]


def blocks(page, language):
    """Code blocks of a page."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(), re.S)


def test_the_example_of_the_how_to_runs(model, tmp_path):
    path = tmp_path / "example-visits.toml"
    path.write_text(blocks("docs/howto/new_intervention.md", "toml")[0])
    visits = hn.interventions.load(path)
    comparison = model.compare(hn.Cohort.births(20_000), hn.Scenario("Visits", [visits]))
    mkba = comparison.appraise()
    assert float(comparison.participants) > 100
    assert float(mkba.costs) > 1e5
    assert float(mkba.benefits) != 0.0


@pytest.mark.parametrize(
    "page", sorted(str(p.relative_to(ROOT)) for p in [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"])
)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", (ROOT / page).read_text()):
        if not target.startswith("http"):
            assert (ROOT / page).parent.joinpath(target).exists(), target
