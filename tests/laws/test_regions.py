"""Laws of regions: a region is the Netherlands with other families, and with nothing else."""

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl import region
from heckman_nl.vocabulary.lines import NUMBER

BIRTHS = 30_000


@pytest.fixture(scope="module")
def national(model):
    return model.run(hn.Cohort.births(BIRTHS))


def file(tmp_path, *figures):
    """A region with these figures: (parameter, value)."""
    lines = [f'"{name}" = {{ value = {value!r}, source = "judgement", status = "assumed" }}' for name, value in figures]
    path = tmp_path / "delta.toml"
    head = 'name = "Delta"\nname_nl = "Delta"\nbirths = 2500\nsource = "judgement"\n[parameters]\n'
    path.write_text(head + "\n".join(lines))
    return hn.Region.read(path)


def test_a_region_without_figures_is_the_country_bit_for_bit(model, national, tmp_path):
    found = model.run(hn.Cohort.births(BIRTHS, region=file(tmp_path)))
    np.testing.assert_array_equal(found.batches, national.batches)


def test_a_region_with_the_national_figures_is_the_country_bit_for_bit(model, national, tmp_path):
    """Every line of the template, uncommented: each factor at its national value."""
    path = tmp_path / "filled.toml"
    text = region.template()
    filled = [line.removeprefix("# ") if line.startswith('# "') else line for line in text.splitlines()]
    path.write_text("\n".join(filled))
    profile = hn.Region.read(path)
    assert set(dict(profile.parameters)) == set(region.factors())
    found = model.run(hn.Cohort.births(BIRTHS, region=profile))
    np.testing.assert_array_equal(found.batches, national.batches)


def test_births_scale_totals_and_leave_rates(model, national, tmp_path):
    """The births of a profile are what the same lives stand for."""
    found = model.run(hn.Cohort.births(region=file(tmp_path)), sample=BIRTHS)
    assert found.births == 2500
    here, there = found.indicators(), national.indicators()
    np.testing.assert_allclose(here.per_1000_births, there.per_1000_births, rtol=1e-12)
    np.testing.assert_allclose(here.total, there.total * 2500 / BIRTHS, rtol=1e-9)


@pytest.mark.parametrize(
    ("figure", "line"),
    [
        (("household.smoking_before.prevalence", 0.3), "smoked_in_pregnancy"),
        (("household.maternal_obesity.prevalence", 0.3), "overweight"),
        (("household.age.sd", 6.0), "teenage_mothers"),
        (("household.partner_violence.prevalence", 0.2), "violence_in_pregnancy"),
        (("household.parental_distress.prevalence", 0.4), "distressed"),
    ],
)
def test_more_of_a_factor_is_more_of_what_it_causes(model, national, tmp_path, figure, line):
    """In the birth year or at 2, on the same random numbers."""
    found = model.run(hn.Cohort.births(BIRTHS, region=file(tmp_path, figure)))
    assert float(found.total(line)) > 1.05 * float(national.total(line))


def test_less_of_it_is_less(model, national, tmp_path):
    found = model.run(hn.Cohort.births(BIRTHS, region=file(tmp_path, ("household.smoking_before.prevalence", 0.05))))
    assert float(found.total("smoked_in_pregnancy")) < 0.5 * float(national.total("smoked_in_pregnancy"))


def test_a_cost_moves_money_and_no_life(model, national, tmp_path):
    """Foster care at twice the price: twice the money of that line, and all else the same bits."""
    price = region.factors()["youthcare.foster.cost"].value
    found = model.run(hn.Cohort.births(BIRTHS, region=file(tmp_path, ("youthcare.foster.cost", 2 * price))))
    foster = NUMBER["youth_foster"]
    np.testing.assert_allclose(found.batches[..., foster], 2 * national.batches[..., foster], rtol=1e-12)
    rest = [k for k in range(found.batches.shape[-1]) if k != foster]
    np.testing.assert_array_equal(found.batches[..., rest], national.batches[..., rest])


@pytest.mark.parametrize("name", [name for name in region.names() if name != "NL"])
def test_a_profile_changes_its_own_figures_only(model, name):
    """What a life reads differs in the figures of the profile, each under its own source; nothing else, nothing solved."""
    profile = hn.Region.load(name)
    own = profile.apply(model.parameters)
    changed = {p.key for p in own.values() if not np.array_equal(p.value, model.parameters.value(p.key))}
    assert changed == set(dict(profile.parameters))
    assert not own.pinned
    for key, value in profile.parameters:
        assert own.value(key) == value
        assert (own[key].source, own[key].status) == (profile.figures[key].source, profile.figures[key].status)
        assert own.sources[own[key].source].citation
    assert all(own[key].solved is None for key in changed)


def test_the_vulnerable_are_more_where_risks_are(model):
    """The cuts of the score are national, so a region with more risks has more families above them."""
    table = hn.regions_table(model, ["NL", "rotterdam", "oost-groningen"], sample=BIRTHS)
    share = table[table.indicator == "vulnerable_multiple"].set_index("code").value
    assert share["GM0599"] > share["CR01"] > share["NL"]


def test_the_profiles_keep_income_and_poverty_together():
    """The national poverty line falls in the regional distribution of incomes at the region's prevalence of poverty."""
    from scipy.special import ndtr

    line = hn.ParameterSet.read().value("household.income.line")
    for name in region.names():
        figures = hn.Region.load(name).to_frame().value
        below = ndtr((np.log(line) - figures["household.income.log_mean"]) / figures["household.income.log_sd"])
        assert below == pytest.approx(figures["household.poverty.prevalence"], rel=0.03)
