"""The evidence ledger: laws of the shares, what an arrow is, and whether what is shipped belongs."""

import numpy as np
import pytest

import heckman_nl as hn
from heckman_nl import evidence
from heckman_nl.calibrate.baseline import shipped_targets
from heckman_nl.errors import CalibrationError, InputError
from heckman_nl.parameters import ParameterSet
from heckman_nl.vocabulary.rows import GRADES

SAMPLE = 40_000


@pytest.fixture(scope="module")
def parameters(model):
    return model.parameters


@pytest.fixture(scope="module")
def mkba(model, voorzorg):
    """An intervention with effects of three grades and few families, so that a comparison is quick."""
    return appraise(model, voorzorg)


def appraise(model, *items, changes=(), sample=SAMPLE, **settings):
    scenario = hn.Scenario("tested", items, changes)
    return model.compare(hn.Cohort.births(170_000), scenario, sample=sample, seed=3).appraise(**settings)


# arrows


def test_what_is_named_here_exists(parameters):
    for key in (*evidence.NO_ARROWS, *evidence.OTHER_ARROWS, *evidence.INPUTS_KEPT):
        assert parameters[key].solved is None, key
    last_parts = {key.rsplit(".", 1)[-1] for key in parameters}
    assert set(evidence.WHO_ONE_IS) <= last_parts


def test_an_arrow_is_no_level_no_price_and_nothing_that_is_solved(parameters):
    found = evidence.arrows(parameters)
    for key in found:
        assert parameters[key].solved is None, key
        assert not parameters[key].unit.startswith("EUR") or key in evidence.OTHER_ARROWS, key
    for key in ("household.income.log_mean", "birth.gestation.boy", "school.track.V", "health.utility.depression"):
        assert key not in found
    for key in ("school.track.cognitive", "health.depression.maltreated", "work.schooling.return", "skills.floor"):
        assert key in found


def test_a_null_carries_nothing(parameters):
    """In the scale of the kernel every null is 0; of a technology the inputs that are left add up to one."""
    changed = parameters.but(evidence.arrows(parameters))
    for key in evidence.arrows(parameters):
        if key in evidence.INPUTS_KEPT:
            shares, kept = changed.value(key), evidence.INPUTS_KEPT[key]
            np.testing.assert_allclose(shares.sum(1), 1.0)
            assert not np.delete(shares, kept, axis=1).any()
            before = parameters.value(key)[:, kept]
            np.testing.assert_allclose(shares[:, kept] * before.sum(1, keepdims=True), before)
        else:
            assert not np.any(changed.packed(key)), key


def test_weaker_grades_have_more_nulls(parameters):
    """Each step down leaves more standing; down to the last all stands; a grade that no arrow has changes nothing."""
    out = [set(evidence.nulls(parameters, evidence.weaker(grade))) for grade in GRADES]
    assert out[0] > out[1] > out[2] > out[3] == set()
    unused = [g for g in GRADES if g not in {parameters[key].grade for key in evidence.arrows(parameters)}]
    assert evidence.nulls(parameters, unused) == {}
    assert evidence.baseline(parameters, GRADES[-1]) is parameters


def test_what_a_user_sets_is_an_assumption(parameters):
    changed = parameters.but({"health.depression.maltreated": 1.6})
    assert "health.depression.maltreated" in evidence.nulls(changed, ["assumption"])
    assert "health.depression.maltreated" not in evidence.nulls(parameters, ["assumption"])


# baselines


@pytest.mark.parametrize("grade", GRADES[:-1])
def test_shipped_baselines_belong_to_the_shipped_parameters(grade):
    """The fingerprint is that of the parameters with their nulls; every solved value is there, in its shape."""
    parameters = ParameterSet.read()
    values, provenance = evidence.shipped(grade)
    expected = parameters.but(evidence.nulls(parameters, evidence.weaker(grade)))
    assert provenance["input_fingerprint"] == expected.input_fingerprint
    assert provenance["targets"] == shipped_targets().fingerprint
    assert set(values) == {p.key for p in parameters.values() if p.solved is not None}
    for key, value in values.items():
        assert np.shape(value) == np.shape(parameters.value(key)), key
    assert evidence.baseline(parameters, grade).provenance["births"] == evidence.BIRTHS


def test_a_baseline_without_evidence_is_still_dutch(model, parameters):
    """Down to strong: births, maltreatment and overweight are as many as in the shipped baseline."""
    bare = hn.Model(evidence.baseline(parameters, "strong"))
    births = hn.Cohort.births(20_000)
    a, b = (of.run(births, seed=5, progress=False) for of in (model, bare))
    for name in ("preterm", "mother_smokes", "overweight", "newly_maltreated"):
        one, other = a.total(name), b.total(name)
        assert abs(float(one) - float(other)) < 4 * np.hypot(one.se, other.se), name


def test_other_parameters_are_solved_again_once(parameters, monkeypatch):
    """A changed level is no longer the shipped set: solved on fewer births, and kept for the process."""
    asked = []

    def count(chosen, births, seed, **_):
        asked.append((births, seed))
        return chosen.with_solved({}, {"input_fingerprint": chosen.input_fingerprint})

    monkeypatch.setattr(evidence, "solve_baseline", count)
    monkeypatch.setattr(evidence, "_solved", {})
    changed = parameters.but({"youthcare.maltreatment.duration": 5.0})
    first, second = evidence.baseline(changed, "weak"), evidence.baseline(changed, "weak")
    assert asked == [(evidence.AGAIN_BIRTHS, evidence.SEED)]
    assert first.fingerprint == second.fingerprint
    assert first.provenance["input_fingerprint"] == first.input_fingerprint


# the ledger


def test_shares_add_up_and_the_last_row_is_the_appraisal(mkba):
    frame = mkba.evidence()
    assert list(frame.index) == list(GRADES)
    assert frame.share.sum() == pytest.approx(1.0, abs=1e-12)
    last = frame.iloc[-1]
    assert last.benefits == float(mkba.benefits)
    assert last.npv == float(mkba.npv)
    assert last.bcr == float(mkba.bcr)
    np.testing.assert_allclose(frame.npv + frame.costs, frame.benefits, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(frame.share.cumsum() * last.benefits, frame.benefits, rtol=1e-9, atol=1e-3)


def test_the_rules_of_a_row_are_those_of_the_whole(model, voorzorg):
    """Another horizon and treatment of births in one arm in every row."""
    settings = {"horizon": 18, "births_in_one_arm": "counted", "discount_rate": 0.0}
    whole = appraise(model, voorzorg, **settings)
    row = whole.evidence().loc["moderate"]
    bare = hn.Model(evidence.baseline(model.parameters, "moderate"))
    left = appraise(bare, voorzorg.only_grades(GRADES[:2]), **settings)
    assert row.benefits == float(left.benefits)
    assert row.costs == float(left.costs)


def test_effects_that_are_assumptions_leave_nothing_to_stronger_grades(model, voorzorg):
    """All effects set by the user: benefits of exactly 0 in all rows but the last, where all of the share is."""
    own = {effect.channel: value for effect, value in zip(voorzorg.effect, values_of(voorzorg), strict=True)}
    frame = appraise(model, voorzorg.but(own)).evidence()
    assert (frame.benefits.iloc[:-1] == 0.0).all()
    assert frame.benefits.iloc[-1] != 0.0
    assert list(frame.share) == [0.0, 0.0, 0.0, 1.0]
    assert (frame.costs > 0.0).all()


def values_of(item):
    return [row["value"] for row in item.effects_table()]


def test_without_benefits_there_is_nothing_to_share(model):
    frame = appraise(model, hn.interventions.load("home-start"), sample=10_000).evidence()
    assert (frame.benefits == 0.0).all()
    assert frame.share.isna().all()
    assert any("nothing to share" in note for note in frame.attrs["notes"])


def test_a_what_if_on_an_arrow_falls_with_it(model):
    """A what-if on an arrow below the grade does nothing there; one on a level stays."""
    arrow = hn.Change("work.wage.cognitive", scale=2.0)
    frame = appraise(model, changes=[arrow], sample=4_096).evidence()
    assert model.parameters["work.wage.cognitive"].grade == "assumption"
    assert (frame.benefits.iloc[:-1] == 0.0).all()
    assert frame.benefits.iloc[-1] != 0.0
    level = hn.Change("pregnancy.distress.intercept", shift=-0.5)
    assert appraise(model, changes=[level], sample=4_096).evidence().benefits["strong"] > 0.0


def test_a_baseline_that_cannot_be_solved_is_told(mkba, model, monkeypatch):
    """Its row is missing, the next row stands for both, the shares still add up."""
    whole = mkba.evidence()

    def refuse(parameters, grade):
        if grade == "moderate":
            raise CalibrationError("birth.gestation: no loading within 5.44 reproduces the gradient")
        return original(parameters, grade)

    original = evidence.baseline
    monkeypatch.setattr(evidence, "baseline", refuse)
    frame = evidence.ledger(mkba)
    assert frame.loc["moderate"].isna().all()
    assert frame.share.sum() == pytest.approx(1.0, abs=1e-12)
    assert frame.share["weak"] == pytest.approx(whole.share["moderate"] + whole.share["weak"], abs=1e-12)
    assert any("down to moderate" in note and "birth.gestation" in note for note in frame.attrs["notes"])


def test_what_a_baseline_misses_is_told(mkba, parameters):
    for grade in GRADES[:-1]:
        missed = evidence.baseline(parameters, grade).provenance["notes"]
        told = [note for note in mkba.evidence().attrs["notes"] if note.startswith(f"down to {grade}")]
        assert len(told) == (1 if missed else 0)
        assert all(f"misses {len(missed)} " in note for note in told)


# what single arrows carry


def test_all_effects_carry_everything_and_a_null_carries_nothing(mkba, voorzorg):
    """All effects at their null leave no benefits; an arrow that is at its null already leaves all of them."""
    effects = [f"voorzorg.{e.channel}" for e in voorzorg.effect]
    frame = evidence.rests_on(mkba, {"nothing": ["adolescence.offending.special"], "effects": effects})
    full = float(mkba.benefits)
    assert mkba.comparison.parameters.value("adolescence.offending.special") == 0.0
    assert list(frame.index) == ["effects", "nothing"]
    assert list(frame.benefits) == [0.0, full]
    assert list(frame.fall) == [full, 0.0]
    assert list(frame.share) == [1.0, 0.0]


def test_groups_hold_every_arrow_once_and_every_effect(mkba, parameters, voorzorg):
    groups = evidence.groups(mkba)
    keys = [key for group in groups.values() for key in group]
    effects = {f"voorzorg.{e.channel}" for e in voorzorg.effect}
    assert len(keys) == len(set(keys))
    assert set(keys) == set(evidence.arrows(parameters)) | effects


def test_a_group_without_which_nothing_can_be_solved_is_told_and_not_left_out(mkba, monkeypatch):
    def unsolvable(parameters):
        raise CalibrationError("no loading reproduces the gradient")

    monkeypatch.setattr(evidence, "Model", unsolvable)
    frame = evidence.rests_on(mkba, ["school.track.cognitive", "voorzorg.maltreatment"], solve=True)
    row = frame.loc["school.track.cognitive"]
    assert row[["benefits", "fall", "share"]].isna().all()
    assert row.arrows == 1
    assert frame.loc["voorzorg.maltreatment"].notna().all()
    assert any("school.track.cognitive" in note and "no loading" in note for note in frame.attrs["notes"])


def test_only_what_has_a_null_can_be_asked_for(mkba):
    with pytest.raises(InputError, match="no arrow"):
        evidence.rests_on(mkba, ["household.income.log_mean"])
    with pytest.raises(InputError, match=r"school\.track\.cognitive"):
        evidence.rests_on(mkba, ["school.track.cognitiv"])
