"""Laws of the second axis, of gaps and equity weights, and of who comes into care."""

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl.distribution import gaps
from heckman_nl.errors import InputError
from heckman_nl.model import CUT_SAMPLE
from heckman_nl.vocabulary.lines import INFLOW, LINES, NUMBER, VOLUMES
from heckman_nl.vocabulary.state import FIFTHS, N_AGES, N_GROUPS, USUAL_AXIS

BIRTHS = 20_000
EUROS = [k for k, line in enumerate(LINES) if "EUR" in line.unit or "QALY" in line.unit]
NOT_WHOLE = [*VOLUMES, NUMBER["detained"]]  # a rate or a part of a year each, which no binary number is
COUNTS = [k for k, _ in enumerate(LINES) if k not in EUROS and k not in NOT_WHOLE]
ENTRIES = {  # who comes in: who is in
    ("entered_youth_care",): ("in_ambulatory_help", "supervised_at_home", "in_foster_care", "in_residential_care"),
    ("entered_ambulatory_help",): ("in_ambulatory_help",),
    ("entered_supervision",): ("supervised_at_home",),
    ("entered_foster_care",): ("in_foster_care",),
    ("entered_residential_care",): ("in_residential_care",),
    ("entered_mental_care",): ("in_mental_care",),
    ("entered_long_term_care",): ("long_term_care_male", "long_term_care_female"),
    ("entered_wmo_support",): ("wmo_support_male", "wmo_support_female"),
    ("new_cardiovascular",): ("cardiovascular_male", "cardiovascular_female"),
}  # fmt: skip


@pytest.fixture(scope="module")
def cohort():
    return hn.Cohort.births(BIRTHS)


@pytest.fixture(scope="module")
def run(model, cohort):
    return model.run(cohort, axis="circumstances", generations=2)


@pytest.fixture(scope="module")
def scenario(voorzorg):
    return hn.Scenario("VoorZorg", [voorzorg.but(reach=1.0, uptake=1.0)])


@pytest.fixture(scope="module")
def comparison(model, cohort, scenario):
    return model.compare(cohort, scenario, axis="circumstances")


# the axis


def test_the_axis_changes_no_bit(model, cohort, scenario, run, comparison):
    np.testing.assert_array_equal(model.run(cohort, generations=2).batches, run.batches)
    usual = model.compare(cohort, scenario)
    np.testing.assert_array_equal(usual.batches, comparison.batches)
    assert usual.appraise().npv == comparison.appraise().npv


def test_workers_change_no_bit_of_the_fifths(model, cohort, scenario, comparison):
    one = model.compare(cohort, scenario, axis="circumstances", workers=1).on_axis("circumstances")
    np.testing.assert_array_equal(one.batches, comparison.on_axis("circumstances").batches)


def test_the_fifths_add_up(run, comparison):
    """What is counted to the last bit; sums in euros to rounding, since they are added in another order."""
    for found in (run, comparison):
        usual = found.batches[:, :, :N_GROUPS].sum(2)
        fifths = found.on_axis("circumstances").batches[:, :, :N_GROUPS]
        assert not fifths[:, :, len(FIFTHS) :].any()
        np.testing.assert_array_equal(fifths.sum(2)[..., COUNTS], usual[..., COUNTS])
        np.testing.assert_allclose(fifths.sum(2)[..., EUROS], usual[..., EUROS], rtol=1e-9, atol=1e-4)
        np.testing.assert_allclose(fifths.sum(2)[..., NOT_WHOLE], usual[..., NOT_WHOLE], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("region", [None, "rotterdam"])
def test_each_fifth_holds_a_fifth(model, region):
    """Of other births than those on which the cuts were found, in the country and in a region of its own."""
    where = {} if region is None else {"region": hn.Region.load(region)}
    run = model.run(hn.Cohort.births(BIRTHS, **where), seed=3, axis="circumstances").on_axis("circumstances")
    births = [float(run.total("births", groups=[k])) for k in range(len(FIFTHS))]
    error = np.sqrt(0.2 * 0.8 * (1 / BIRTHS + 1 / CUT_SAMPLE))
    assert sum(births) == BIRTHS
    assert np.abs(np.array(births) / BIRTHS - 0.2).max() < 4 * error
    incomes = [float(run.ratio(("household_income",), ("births",), (0, 0), groups=[k])) for k in range(len(FIFTHS))]
    assert incomes == sorted(incomes)


def test_children_stand_under_their_first_ancestor(run):
    """Births of the second generation of a fifth are half of those given in that fifth, at the age of the parent."""
    batches = run.on_axis("circumstances").batches.sum((0, 1))  # (generation and group, age, line)
    given = batches[:N_GROUPS][..., [NUMBER["births_given_male"], NUMBER["births_given_female"]]].sum(-1)
    born = batches[N_GROUPS:][..., NUMBER["births"]]
    assert (born[: len(FIFTHS)].sum(1) > 1_000).all()
    np.testing.assert_allclose(born, given / 2, rtol=1e-12)


def test_gains_by_fifth_add_up_and_an_axis_must_be_asked_for(model, cohort, scenario, comparison):
    mkba = comparison.appraise()
    assert float(mkba.npv) == pytest.approx(mkba.by_group("circumstances")["npv"].sum(), rel=1e-9)
    assert float(mkba.npv) == pytest.approx(mkba.by_group("vulnerability")["npv"].sum(), rel=1e-9)
    usual = model.compare(cohort, scenario, sample=2_000)
    with pytest.raises(InputError, match=f"lived on the axis '{USUAL_AXIS}', not on 'circumstances'"):
        usual.appraise().by_group("circumstances")
    with pytest.raises(InputError, match="circumstances"):
        mkba.by_group("income")
    with pytest.raises(InputError, match=f"{USUAL_AXIS}"):
        model.run(cohort, axis="fifths")


# levels and gaps


def test_levels_of_a_fifth_by_hand(run, model):
    here, table = run.on_axis("circumstances"), gaps(run)
    total = {k: {name: float(here.total(name, ages=ages, groups=groups)) for name, ages in {
        "qaly_child": (0, 110), "life_years_male": (0, 110), "life_years_female": (0, 110), "detention_central": (0, 110),
        "justice_central": (0, 110)}.items()} for k, groups in {"worst fifth": [0], "all": range(12)}.items()}  # fmt: skip
    for k, groups in {"worst fifth": [0], "all": range(12)}.items():
        live = float(here.total("live_births_male", "live_births_female", groups=groups))
        found = table.loc[k]
        assert found["healthy_years"] == pytest.approx(total[k]["qaly_child"] / live)
        years = total[k]["life_years_male"] + total[k]["life_years_female"]
        assert found["life_years"] == pytest.approx(years / live)
        assert found["crime"] == pytest.approx(-(total[k]["detention_central"] + total[k]["justice_central"]) / live)
        adult = float(here.total("life_years_male", "life_years_female", ages=(18, 110), groups=groups))
        own = float(here.total("production_family", "tax_family", "benefit_family", ages=(18, 110), groups=groups))
        own += model.parameters.value("parents.tax.share") * float(
            here.total("production_mother", ages=(18, 110), groups=groups)
        )
        assert found["income"] == pytest.approx(own / adult)
    assert table.loc["all", "births"] == BIRTHS
    assert table.loc["all", "good_years"] == pytest.approx(table.loc["all", "healthy_years"])  # at the mean income
    gap = table.loc["best fifth"] - table.loc["worst fifth"]
    for name in table.attrs["texts"]:
        assert table.loc["best minus worst", name] == pytest.approx(gap[name])
    assert gap["good_years"] > gap["healthy_years"] > 0


@pytest.mark.parametrize("name", ["circumstances", "vulnerability"])
def test_the_change_is_scenario_minus_baseline(comparison, name):
    table = gaps(comparison, name)
    texts = list(table.attrs["texts"])
    change = table.loc["scenario", texts] - table.loc["baseline", texts]
    np.testing.assert_allclose(table.loc["change", texts], change, atol=1e-7)
    worst, best = ("worst fifth", "best fifth") if name == "circumstances" else ("very", "none")
    assert table.loc[("baseline", best), "income"] > table.loc[("baseline", worst), "income"]
    assert table.loc[("baseline", "best minus worst"), "income"] > 0
    assert 0 < table.loc[("change", worst), "healthy_years_se"] < table.loc[("baseline", worst), "healthy_years_se"]


# equity weights


def test_weights_move_what_the_families_gain(comparison):
    mkba = comparison.appraise()
    plain, weighted = mkba.distribution(), mkba.distribution(elasticity=1.3)
    assert plain.loc["all", "npv"] == pytest.approx(float(mkba.npv))
    assert plain.loc["all", "npv_family"] == pytest.approx(mkba.by_payer().loc["family", "value"])
    assert plain.loc["all", "qalys"] == pytest.approx(float(mkba.qalys))
    assert plain.loc["all", "births"] == BIRTHS
    assert (plain["weighted_npv"] == plain["npv"]).all()
    weights, births = weighted["weight"].iloc[:-1], weighted["births"].iloc[:-1]
    assert (weights @ births) / births.sum() == pytest.approx(1.0)
    assert list(weights) == sorted(weights, reverse=True)
    gain = ((weights - 1.0) * plain["npv_family"].iloc[:-1]).sum()
    assert weighted.loc["all", "weighted_npv"] == pytest.approx(plain.loc["all", "npv"] + gain)
    own = mkba.distribution(weights=dict.fromkeys(FIFTHS, 7.0))
    np.testing.assert_allclose(own["weighted_npv"], plain["npv"])


def test_weights_that_are_refused(comparison):
    mkba = comparison.appraise()
    for settings, says in (
        ({"weights": {"worst fifth": 2.0}}, "no weight for second fifth"),
        ({"weights": {"poorest": 2.0}}, "poorest"),
        ({"weights": dict.fromkeys(FIFTHS, 1.0), "elasticity": 1.0}, "not both"),
    ):
        with pytest.raises(InputError, match=says):
            mkba.distribution(**settings)


# who comes into care


@pytest.mark.parametrize(("entries", "stock"), ENTRIES.items())
def test_who_is_in_was_in_or_came_in(run, entries, stock):
    """At every age: in care this year is at most in care last year plus who came in; and some come in."""
    came, inside = (sum(run.line(name)[0] for name in names) for names in (entries, stock))
    assert came.sum() > 0
    before = np.concatenate([[0.0], inside[:-1]])
    assert (inside <= before + came + 1e-9).all()


def test_entries_of_youth_care_by_kind(run):
    """The first time is one entry of all; a move from kind to kind is an entry of that kind only."""
    line = {name: run.line(name)[0] for name in (LINES[k].name for k in INFLOW)}
    kinds = sum(
        line[f"entered_{kind}"] for kind in ("ambulatory_help", "supervision", "foster_care", "residential_care")
    )
    assert (line["first_in_youth_care"] <= line["entered_youth_care"]).all()
    assert (line["entered_youth_care"] <= kinds).all()
    assert kinds.sum() > line["entered_youth_care"].sum() > line["first_in_youth_care"].sum() > 0
    assert line["first_in_youth_care"][0] == line["entered_youth_care"][0] == kinds[0]  # at birth no one was in
    assert not kinds[18:].any()


def test_inflow_by_calendar_year(model, scenario):
    """Age and birth year give the year; of a comparison it is the change; per 1,000 births it is a scale."""
    cohort = hn.Cohort.births(4_000, year=[2026, 2028])
    comparison = model.compare(cohort, scenario)
    for found in (comparison, comparison.baseline()):
        table = found.inflow()
        assert list(table.columns) == [LINES[k].name for k in INFLOW]
        expected = np.zeros(len(table))
        for number, year in enumerate(cohort.years):
            first = year - cohort.years[0]
            expected[first : first + N_AGES] += found.line("entered_ambulatory_help")[number]
        np.testing.assert_allclose(table["entered_ambulatory_help"], expected)
        assert table.index[0] == 2026
        np.testing.assert_allclose(found.inflow(per_1000_births=True), table * 1_000 / found.births)
    assert comparison.inflow()["entered_youth_care"].abs().sum() > 0
