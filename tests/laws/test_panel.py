"""A panel lives the lives that the kernel lives, whatever the number of threads, and answers what its columns say."""

import numpy as np
import pytest
from lives import HERS, Lives

import heckman_nl as hn
from heckman_nl.calibrate.answers import answer_together
from heckman_nl.calibrate.fields import Item
from heckman_nl.calibrate.panel import Panel, live_together
from heckman_nl.calibrate.targets import Targets
from heckman_nl.errors import InputError
from heckman_nl.vocabulary.state import FIELDS

FEW, SEED = 200, 3
AGES = (-1, 0, 4, 17, 30, 66, 90)
KEPT = [field.name for field in FIELDS if field.kind != "key" and field.owner != "exposure"]


def test_a_panel_lives_the_lives_of_the_kernel(model):
    """All fields, wages and well-being included, of the living and of the dead; the mother of who died is not followed in it."""
    panel = Panel(model.parameters, FEW, SEED)
    for age in AGES:
        panel.keep(age, *KEPT)
    panel.live()
    lives = Lives(model, hn.Cohort.births(1_000), seed=SEED)
    for age in AGES:
        states = lives.states(range(FEW), last_age=age)
        for name in KEPT:
            here = states["alive"] == 1 if name in HERS else slice(None)
            np.testing.assert_array_equal(panel[name, age][here], states[name][here], err_msg=f"{name} at {age}")


def test_threads_and_company_change_no_bit(model):
    """One thread or two, alone or branching off a baseline: the same persons."""
    asked = {30: ("earnings", "depressed"), 50: ("utility",)}
    setting = {"level": (3, 16)}

    def panels(*settings):
        made = [Panel(model.parameters, 5_000, SEED, setting) for setting in settings]
        for panel in made:
            for age, names in asked.items():
                panel.keep(age, *names)
        return made

    alone, alone_set = panels(None)[0].live(1), panels(setting)[0].live(2)
    together, together_set = panels(None, setting)
    live_together([together_set, together], 2)
    for one, other in ((alone, together), (alone_set, together_set)):
        for age, names in asked.items():
            for name in names:
                np.testing.assert_array_equal(one[name, age], other[name, age])
    assert (alone["earnings", 30] != alone_set["earnings", 30]).any()


def test_years_lived(model):
    """They are those of the run, and of the ages asked for."""
    panel = Panel(model.parameters, 4_000, SEED).keep_years((0, 110)).keep_years((20, 29)).keep(19).keep(29)
    panel.keep_years((0, 110), Item("utility")).live()
    life, twenties = panel.years((0, 110)), panel.years((20, 29))
    assert 75 < life[life > 0].mean() < 90
    assert (twenties[panel["alive", 29] == 1] == 10).all()
    assert (twenties[panel["alive", 19] == 0] == 0).all()
    assert (panel.years((0, 110), Item("utility")) <= life).all()


ROW = """
[[statistic]]
id = "own"
title = "Own"
title_nl = "Eigen"
kind = "other"
source = "judgement"
status = "assumed"
{0}
"""


def ask(model, tmp_path, text, births=8_192):
    """Answers of a panel to rows, by name, and the panel's columns on request."""
    from heckman_nl.datafiles import DATA

    (tmp_path / "targets").mkdir(exist_ok=True)
    (tmp_path / "sources.toml").write_text((DATA / "sources.toml").read_text())
    (tmp_path / "targets/own.toml").write_text(ROW.format(text))
    rows = Targets.read(tmp_path).statistics
    return answer_together(rows, model.parameters, births, SEED, 2026, None)


def columns(model, *kept, births=8_192, do=None):
    panel = Panel(model.parameters, births, SEED, do)
    for age, *names in kept:
        panel.keep(age, *names)
    return panel.live()


def test_groups_and_ages(model, tmp_path):
    """Person-years of the living who lie within all ranges."""
    found = ask(
        model, tmp_path,
        'measure = "ratio"\nfield = "position"\ncode = [2, 3, 4]\n'
        "at = [{ ages = [30, 31], where = { sex = [0, 0], level = [0, 1] }, against = { sex = [0, 0], level = [3, 4] }, value = 1 }]",
    )  # fmt: skip
    panel = columns(model, (30, "position", "sex", "level"), (31, "position", "sex", "level"))
    shares = []
    for low, high in ((0, 1), (3, 4)):
        here = [
            np.isin(panel["position", age], (2, 3, 4))[
                (panel["alive", age] == 1) & (panel["sex", age] == 0) & (panel["level", age] >= low) & (panel["level", age] <= high)
            ]
            for age in (30, 31)
        ]  # fmt: skip
        shares.append(np.concatenate(here).mean())
    (estimate,) = found.values()
    assert estimate.value == pytest.approx(shares[0] / shares[1])


def test_death_and_survival(model, tmp_path):
    """Deaths of a year are of those alive when it began; survival of those alive when groups were told apart."""
    text = 'measure = "mean"\nfield = "death"\nat = [{ ages = [80, 81], value = 1 }]'
    (rate,) = ask(model, tmp_path, text).values()
    text = 'measure = "mean"\nfield = "alive"\nat = [{ age = 81, where = { sex = [1, 1] }, where_age = 40, value = 1 }]'
    (share,) = ask(model, tmp_path, text).values()
    panel = columns(model, (40, "sex"), (79,), (80,), (81,))
    alive = {age: panel["alive", age] == 1 for age in (40, 79, 80, 81)}
    died = (alive[79] & ~alive[80]).sum() + (alive[80] & ~alive[81]).sum()
    assert rate.value == pytest.approx(died / (alive[79].sum() + alive[80].sum()))
    women = alive[40] & (panel["sex", 40] == 1)
    assert share.value == pytest.approx(alive[81][women].mean())


def test_the_year_of_birth_begins_at_birth(model, tmp_path):
    """Deaths of the first year are of all live-born children, the first weeks among them."""
    text = 'measure = "mean"\nfield = "death"\nat = [{ age = 0, where_age = -1, where = { gestation = [1, 4] }, value = 1 }]'
    (rate,) = ask(model, tmp_path, text).values()
    panel = columns(model, (-1, "live_born", "gestation"), (0,))
    born = (panel["live_born", -1] == 1) & (panel["gestation", -1] > 0)
    assert (panel["alive", -1][born] == 0).any()  # some die in the first weeks already
    assert rate.value == pytest.approx((panel["alive", 0][born] == 0).mean())


def test_groups_told_apart_so_many_years_before(model, tmp_path):
    """At every age of the range groups are those of so many years before."""
    text = (
        'measure = "ratio"\nfield = "smokes"\nat = [{ ages = [30, 31], where_before = 5, '
        "where = { smokes = [1, 1] }, against = { smokes = [0, 0] }, value = 1 }]"
    )
    (ratio,) = ask(model, tmp_path, text).values()
    panel = columns(model, *((age, "smokes") for age in (25, 26, 30, 31)))
    shares = []
    for group in (1, 0):
        here = [
            panel["smokes", age][(panel["alive", age] == 1) & (panel["smokes", age - 5] == group)] for age in (30, 31)
        ]
        shares.append(np.concatenate(here).mean())
    assert ratio.value == pytest.approx(shares[0] / shares[1])


def test_birth_counts_children_born_still(model, tmp_path):
    """Of what is settled at birth everybody counts, of the first weeks the living."""
    text = 'measure = "mean"\nfield = "{}"\nat = [{{ age = -1, value = 1 }}]'
    (still,) = ask(model, tmp_path, text.format("live_born")).values()
    (kraamzorg,) = ask(model, tmp_path, text.format("kraamzorg")).values()
    panel = columns(model, (-1, "live_born", "kraamzorg"))
    assert still.value == panel["live_born", -1].mean() < 1
    assert kraamzorg.value == panel["kraamzorg", -1][panel["alive", -1] == 1].mean()


def test_ranks_are_of_persons(model, tmp_path):
    """Over several ages a person is ranked by the mean of what is earned."""
    text = (
        'measure = "rank slope"\nfield = "earnings"\nwith = "household_income"\nat = [{ ages = [30, 31], value = 0.3 }]'
    )
    (found,) = ask(model, tmp_path, text).values()
    panel = columns(model, (30, "earnings", "household_income"), (31, "earnings", "household_income"))
    both = panel["alive", 31] == 1
    earned = 0.5 * (panel["earnings", 30] + panel["earnings", 31])[both]
    income = panel["household_income", 30][both]
    rank = [0.5 * (np.searchsorted(np.sort(v), v, "left") + np.searchsorted(np.sort(v), v, "right")) for v in (earned, income)]  # fmt: skip
    assert found.value == pytest.approx(
        np.polyfit(rank[1], rank[0], 1)[0], abs=1e-3
    )  # who died at 31 counts with one year


def test_a_setting_compares_two_populations(model, tmp_path):
    text = 'measure = "difference"\nfield = "small"\nat = [{ age = -1, do = { field = "smoking", from = 0, to = 2 }, value = 0.03 }]'
    (found,) = ask(model, tmp_path, text).values()
    one, other = (columns(model, (-1, "small"), do={"smoking": k})["small", -1].mean() for k in (2, 0))
    assert found.value == pytest.approx(one - other)
    assert 0 < found.se < found.value


@pytest.mark.parametrize(
    ("do", "says"),
    [
        ({"V": 0.0}, "hidden"),
        ({"smokng": 1}, "'smoking'"),
        ({"smoking": 3}, "0 to 2"),
        ({"smoking": 0.5}, "whole"),
        ({"position": (0, 12)}, "16"),
        ({"violence": 1}, "partner_violence"),
        ({"identity": 1}, "unknown"),
    ],
)
def test_what_cannot_be_set(model, do, says):
    with pytest.raises(InputError, match=says):
        Panel(model.parameters, 10, do=do)


def test_what_was_not_kept(model):
    panel = Panel(model.parameters, 10).keep(0, "asthma").live()
    with pytest.raises(InputError, match=r"keep\(1, 'asthma'\)"):
        panel["asthma", 1]
    with pytest.raises(InputError, match="'asthma'"):
        Panel(model.parameters, 10).keep(0, "astma")
