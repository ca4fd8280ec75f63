"""Region profiles: what they hold, how they are read and shown."""

import tomllib

import pandas as pd
import pytest

import heckman_nl as hn
from heckman_nl import region
from heckman_nl.errors import InputError
from heckman_nl.vocabulary.rows import STATUSES


def test_the_national_profile_is_named_first():
    assert region.names()[0] == "NL"
    assert {"rotterdam", "oost-groningen"} <= set(region.names())


@pytest.mark.parametrize("name", region.names())
def test_every_profile_says_where_its_figures_are_from(name):
    profile = hn.Region.load(name)
    assert profile.code
    assert profile.origin == ""
    for figure in profile.figures.values():
        assert figure.status in STATUSES
        assert len(figure.note) > 20
    frame = profile.to_frame()
    assert set(frame.index) == set(region.factors())
    assert set(frame[frame.status != "national"].index) == set(dict(profile.parameters))
    assert (frame[frame.status == "national"].value == frame[frame.status == "national"].national).all()


def test_no_loading_no_arrow_and_nothing_solved_may_differ():
    for p in region.factors().values():
        assert p.solved is None
        assert not p.key.endswith(".loading")
        assert p.share is None
        assert p.module == "household" or p.unit.startswith("EUR")


def test_the_template_names_every_factor_with_its_national_value():
    text = region.template()
    tomllib.loads(text)
    for key, p in region.factors().items():
        assert f'# "{key}" = {{ value = {p.value!r}, ' in text
        assert p.text in text


def test_a_file_beside_a_scenario(tmp_path):
    """A scenario names a region's file from its own folder."""
    (tmp_path / "delta.toml").write_text(region.template())
    (tmp_path / "plan.toml").write_text('region = "delta.toml"\nbirths = 500\n[[intervention]]\nid = "voorzorg"\n')
    cohort, _ = hn.read_scenario(tmp_path / "plan.toml")
    assert cohort.region.name == "My region"
    assert cohort.per_year == 500
    assert cohort.region.origin == str(tmp_path / "delta.toml")


def test_provenance_tells_two_regions_of_one_name_apart(model, tmp_path):
    text = region.template()
    marks = []
    for folder, poverty in (("a", 0.1), ("b", 0.2)):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "delta.toml"
        path.write_text(
            f'{text}\n"household.poverty.prevalence" = {{ value = {poverty}, source = "judgement", status = "assumed" }}\n'
        )
        marks.append(model.run(hn.Cohort.births(1024, region=str(path))).provenance)
    assert marks[0]["region"] == marks[1]["region"] == "delta"
    assert marks[0]["region_fingerprint"] != marks[1]["region_fingerprint"]


def test_a_region_by_hand():
    """Without a file: values alone, which say that they are the user's."""
    own = hn.Region("mine", "Mine", "Mijn", 1000, (("household.poverty.prevalence", 0.1),))
    parameters = own.apply(hn.ParameterSet.read())
    assert parameters["household.poverty.prevalence"].source == "user"
    assert own.to_frame().status["household.poverty.prevalence"] == "own"


def test_a_region_as_a_table():
    """A DataFrame is a region: a row of births, and rows of the region's own figures; its faults are named."""
    table = pd.DataFrame(
        {"parameter": ["births", "household.poverty.prevalence"], "value": [1200, 0.08], "note": ["", "own count"]}
    )
    cohort = hn.Cohort.births(region=table)
    assert cohort.per_year == 1200
    assert cohort.region.parameters == (("household.poverty.prevalence", 0.08),)
    assert cohort.region.figures["household.poverty.prevalence"].note == "own count"
    for broken, word in (
        (table.iloc[1:], "births"),
        (table.replace("household.poverty.prevalence", "household.povrty.prevalence"), "household.poverty.prevalence"),
        (pd.concat([table, table.iloc[1:]]), "twice"),
        (table.drop(columns="value"), "value"),
    ):
        with pytest.raises(hn.HeckmanError, match=word):
            hn.Cohort.births(region=broken)


@pytest.mark.parametrize("regions", [[], "rotterdam", ["rotterdm"], [5]])
def test_a_table_of_no_regions_is_refused(model, regions):
    with pytest.raises(InputError):
        hn.regions_table(model, regions)


def test_the_table_for_a_map(model, voorzorg):
    """One row per region and indicator: levels, and with a scenario what it changes."""
    regions = ["NL", "rotterdam"]
    levels = hn.regions_table(model, regions, sample=12_000)
    assert list(levels.columns) == ["code", "region", "indicator", "value", "unit", "se", "title"]
    assert not levels.duplicated(["code", "indicator"]).any()
    assert set(levels.code) == {"NL", "GM0599"}
    assert not levels.value.isna().any()
    changes = hn.regions_table(model, regions, hn.Scenario("VoorZorg", [voorzorg]), sample=12_000)
    assert set(changes.indicator) - set(levels.indicator) == {"participants", "npv_per_birth"}
    comparison = model.compare(hn.Cohort.births(region="rotterdam"), hn.Scenario("VoorZorg", [voorzorg]), sample=12_000)
    row = changes.set_index(["code", "indicator"]).loc[("GM0599", "npv_per_birth")]
    assert row.value == pytest.approx(float(comparison.appraise().npv) / comparison.births)
