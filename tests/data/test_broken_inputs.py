"""Broken regions, interventions and scenarios: refused in one line that names the file, the key and what to do.

Every case takes a small file of the test's own, breaks one thing, and reads it.
"""

import re

import pytest
from broken import case, check_refused

import heckman_nl as hn
from heckman_nl.errors import InputError
from heckman_nl.interventions import Intervention, packages

# regions

REGION = """
name = "Delta"
name_nl = "Delta"
code = "GM9999"
births = 2500
source = "judgement"
status = "assumed"

[parameters]
"household.poverty.prevalence" = { value = 0.1, source = "our_monitor", status = "read", note = "Table 3" }
"youthcare.foster.cost" = { value = 21000, source = "judgement", status = "assumed" }

[sources.our_monitor]
citation = "GGD of the region, 2024"
"""
POVERTY = '{ value = 0.1, source = "our_monitor", status = "read", note = "Table 3" }'


@pytest.fixture
def read_region(tmp_path):
    """Reads a region of our own, and describes a cohort."""

    def read(text):
        path = tmp_path / "delta.toml"
        path.write_text(text)
        return hn.Cohort.births(region=hn.Region.read(path))

    return read


def test_the_unbroken_region_is_read(read_region):
    """What the cases below start from."""
    found = read_region(REGION)
    assert found.per_year == 2500
    assert dict(found.region.parameters) == {"household.poverty.prevalence": 0.1, "youthcare.foster.cost": 21_000}
    assert found.region.figures["household.poverty.prevalence"].note == "Table 3"


def test_names_may_be_nested_tables(read_region):
    """TOML writes a.b.c = {...} as tables within tables: the same region."""
    nested = REGION.replace('"household.poverty.prevalence"', "household.poverty.prevalence")
    assert read_region(nested).region == read_region(REGION).region


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        case("births = 2500", "birth = 2500", ["birth", "'births'"]),
        case("births = 2500", "births = = 1", ["not valid TOML"]),
        case('name = "Delta"\n', "", ["name"]),
        case("births = 2500\n", "", ["births"]),
        case("births = 2500", 'births = "many"', ["births", "number"]),
        case("births = 2500", "births = -5", ["births", "-5"]),
        case("births = 2500", "births = 0", ["births", "0"]),
        case("births = 2500", "births = 1e12", ["births", "1e+09"]),
        case("births = 2500", "births = nan", ["births", "nan"]),
        case("births = 2500", "births = true", ["births"]),
        case("[parameters]", "[parametrs]", ["parametrs", "'parameters'"]),
        case(".poverty.", ".povrty.", ["household.povrty.prevalence", "no such factor", "'household.poverty.prevalence'"]),
        case("value = 0.1", "value = 1.1", ["household.poverty.prevalence", "1.1", "0 to 1"]),
        case("value = 0.1", "value = nan", ["household.poverty.prevalence", "nan"]),
        case("value = 0.1", 'value = "much"', ["household.poverty.prevalence.value", "Give a number"]),
        case("value = 0.1", "value = true", ["household.poverty.prevalence.value"]),
        case("value = 0.1, ", "", ["household.poverty.prevalence.value", "Add `value`"]),
        case("value = 0.1", "valu = 0.1", ["household.poverty.prevalence.valu", "'value'"]),
        case(POVERTY, "0.1", ["household.poverty.prevalence", "stands alone", "value, source, status"]),
        case('source = "our_monitor", ', "", ["household.poverty.prevalence.source", "Add `source`"]),
        case('source = "our_monitor"', 'source = "our_moniter"', ["'our_moniter'", "'our_monitor'", "[sources.our_moniter]"]),
        case('status = "read"', 'status = "red"', ["household.poverty.prevalence.status", "'read'"]),
        case('source = "judgement"\nstatus', 'source = "jugement"\nstatus', ["source", "'judgement'"]),
        case('source = "judgement"\nstatus', "status", ["source", "Add `source`"]),
        case('citation = "GGD', 'citaton = "GGD', ["sources.our_monitor.citaton"]),
        # what no region may change: loadings, arrows, solved values, the law
        case("household.poverty.prevalence", "household.poverty.loading", ["does not differ between regions"]),
        case("household.poverty.prevalence", "birth.gestation.smoking", ["does not differ between regions"]),
        case("household.poverty.prevalence", "household.parity.first", ["does not differ between regions"]),
        case("household.poverty.prevalence", "work.pension", ["does not differ between regions"]),
        case(POVERTY, POVERTY.replace("0.1", "-0.1"), ["household.poverty.prevalence", "-0.1"]),
    ],
)  # fmt: skip
def test_region(read_region, old, new, says):
    """One key of the region is missing, unknown or impossible."""
    assert old in REGION
    check_refused(lambda: read_region(REGION.replace(old, new)), "delta.toml", says)


def test_more_mothers_with_low_education_than_below_high(read_region):
    """Two figures that cannot hold at once, one of which is national."""
    text = REGION.replace("poverty.prevalence", "education.low").replace("value = 0.1,", "value = 0.6,")
    says = ["household.education.low", "0.6", "0.41", "household.education.below_high"]
    check_refused(lambda: read_region(text), "delta.toml", says)


def test_parameters_are_a_table(read_region):
    """A list or a number in the place of the table."""
    check_refused(
        lambda: read_region("parameters = 5\n" + REGION.split("[parameters]")[0]), "delta.toml", ["parameters"]
    )


@pytest.mark.parametrize("name", ["XX", "nl", "", "../NL", "Rotterdam"])
def test_unknown_region(name):
    """A name that has no profile, with those that have."""
    with pytest.raises(InputError, match=r"unknown region"):
        hn.Cohort.births(region=name)


def test_a_region_file_that_is_not_there(tmp_path, monkeypatch):
    """A file is read from where one is; the profiles of the library go by name."""
    monkeypatch.chdir(tmp_path)
    check_refused(lambda: hn.Cohort.births(region="NL.toml"), "NL.toml", ["does not exist"])


# interventions: one with everything that a file can hold

VISITS = """
id = "visits"
title = "Visits"
title_nl = "Bezoeken"
phase = "pregnancy"
grade = "weak"
text = "Home visits."

[offer]
comparator = "none"
at = "pregnancy"
reach = 1.0
noticed = 0.6
offered = 0.9
referred = 0.8
uptake = 0.7
completion = 0.5
where = [{ field = "parity", between = [0, 0] }, { field = "maternal_age", between = [14, 25] }]

[[offer.any]]
at_least = 1
of = [{ field = "partner_violence", between = [1, 1] }, { field = "problem_debt", between = [1, 1] }]

[offer.sources]
reach = { source = "judgement", grade = "assumption", status = "assumed" }
noticed = { source = "judgement", grade = "assumption", status = "assumed" }
offered = { source = "judgement", grade = "assumption", status = "assumed" }
referred = { source = "judgement", grade = "assumption", status = "assumed" }
uptake = { source = "judgement", grade = "weak", status = "derived", ci95 = [0.55, 0.85] }
completion = { source = "judgement", grade = "assumption", status = "assumed" }

[[cost]]
payer = "municipality"
per = "participant"
amount = 4200
unit = "EUR 2016"
age = 1
text = "Visits"
source = "judgement"
grade = "weak"
status = "derived"
ci95 = [2900, 6000]

[weights]
dutch = { value = 0.6, ci95 = [0.3, 0.9], text = "Own country" }
english = { value = 0.4, ci95 = [0.1, 0.7], text = "Large" }

[corrections.scale_up]
factor = 0.8
text = "Loss in routine delivery"
source = "judgement"
grade = "weak"
status = "read"
ci95 = [0.6, 1.0]

[[effect]]
channel = "smoking_pregnancy"
mechanism = "smoking"
grade = "weak"
text = "Smoking on"
corrections = ["scale_up"]
trials = [
    { trial = "dutch", measure = "RR", value = 0.83, ci95 = [0.68, 1.03], source = "judgement", status = "derived" },
    { trial = "english", measure = "OR", value = 0.9, ci95 = [0.66, 1.22], baseline = 0.56, source = "judgement", status = "read" },
]

[[effect]]
channel = "maltreatment"
mechanism = "safety"
grade = "weak"
text = "Maltreatment"
start = 0
persistence = { fade = 0.2, since = 2, ci95 = [0.05, 0.5], source = "judgement", grade = "assumption", status = "assumed" }
carried = [{ by = "smoking_pregnancy", per_unit = 0.02 }]
trials = [
    { trial = "dutch", measure = "OR", value = 0.58, ci95 = [0.34, 0.98], baseline = 0.19, to = 3, source = "judgement", status = "read" },
]

[[effect]]
channel = "cognitive"
mechanism = "learning"
grade = "weak"
text = "Cognitive skill"
start = 5
trials = [{ trial = "english", measure = "SD", value = 0.1, ci95 = [0.0, 0.2], source = "judgement", status = "read" }]
"""
RR = "value = 0.83, ci95 = [0.68, 1.03]"
UPTAKE = 'uptake = { source = "judgement", grade = "weak"'


def read_visits(tmp_path, text):
    """The intervention of a file with this text."""
    path = tmp_path / "visits.toml"
    path.write_text(text)
    return Intervention.from_toml(path)


def test_the_unbroken_intervention_is_read(tmp_path):
    """What the cases below start from."""
    assert read_visits(tmp_path, VISITS).offer.uptake == 0.7


REQUIRED = ("id", "title", "title_nl", "phase", "grade", "text")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        *(case(f"\n{key} = ", f"\n# {key} = ", [key, f"Add `{key}`"]) for key in REQUIRED),
        case('phase = "pregnancy"', 'phase = "pregnacy"', ["phase", "'pregnancy'"]),
        case('grade = "weak"', 'grade = "week"', ["grade", "'weak'"]),
        case('phase = "pregnancy"', 'phase = "pregnancy"\nphaze = "x"', ["phaze", "not permitted"]),
        # a misspelt key: the nearest of its own table
        case("uptake = 0.7", "uptke = 0.7", ["offer.uptke", "Did you mean 'uptake'?"]),
        case("uptake = 0.7", "uptake = 0.7\nxyz = 1", ["offer.xyz", "Allowed: comparator, at, reach,"]),
        case("amount = 4200", "amont = 4200", ["cost.0.amont", "Did you mean 'amount'?"]),
        case('mechanism = "smoking"', 'mechanims = "smoking"', ["effect.0.mechanims", "Did you mean 'mechanism'?"]),
        case("baseline = 0.56", "basline = 0.56", ["effect.0.trials.1.basline", "Did you mean 'baseline'?"]),
        case("since = 2", "sinc = 2", ["effect.1.persistence.sinc", "Did you mean 'since'?"]),
        case("per_unit = 0.02", "per_unt = 0.02", ["effect.1.carried.0.per_unt", "Did you mean 'per_unit'?"]),
        case("factor = 0.8", "factr = 0.8", ["corrections.scale_up.factr", "Did you mean 'factor'?"]),
        case("dutch = { value", "dutch = { valeu", ["weights.dutch.valeu", "Did you mean 'value'?"]),
        case(UPTAKE, UPTAKE.replace("grade", "grad"), ["offer.sources.uptake.grad", "Did you mean 'grade'?"]),
        case("between = [14, 25]", "betwen = [14, 25]", ["offer.where.1.betwen", "Did you mean 'between'?"]),
        case("[offer]", "[offer", ["not valid TOML"]),
        case('id = "visits"', 'id = ""', ["id", "small letters"]),
        case('id = "visits"', 'id = "our.visits"', ["id", "'our.visits'", "small letters"]),
        case('id = "visits"', 'id = "Our visits"', ["id", "'Our visits'", "small letters"]),
        # the offer
        case('comparator = "none"', 'comparator = "nothing"', ["offer.comparator", "'today' or 'none'"]),
        case('at = "pregnancy"', 'at = "birth"', ["offer.at", "0-17"]),
        case('at = "pregnancy"', "at = 18", ["offer.at", "0-17"]),
        case("uptake = 0.7", "uptake = 1.7", ["offer.uptake", "1.7", "between 0 and 1"]),
        case("uptake = 0.7", "uptake = -0.7", ["offer.uptake", "between 0 and 1"]),
        case("uptake = 0.7", "uptake = nan", ["offer.uptake", "nan"]),
        case("uptake = 0.7", 'uptake = "most"', ["offer.uptake", "number"]),
        case("uptake = 0.7\n", "", ["offer.uptake", "Add `uptake`"]),
        case("uptake = {", "uptaek = {", ["offer.sources.uptake", "needs a source"]),
        case(UPTAKE, UPTAKE.replace("weak", "week"), ["offer.sources.uptake.grade", "'weak'"]),
        case('field = "parity"', 'field = "partity"', ["offer.where.0.field", "'partity'", "'parity'"]),
        case('field = "problem_debt"', 'field = "problem_det"', ["offer.any.0.of.1.field", "'problem_debt'"]),
        case('field = "parity"', 'field = "seed"', ["offer.where.0.field", "seed", "cannot be used"]),
        case("between = [14, 25]", "between = [25, 14]", ["offer.where.1.between", "maternal_age", "25", "above"]),
        case("between = [14, 25]", "between = [nan, 14]", ["maternal_age"]),
        case("at_least = 1", "at_least = 3", ["offer.any.0.at_least", "3 of 2", "from 1 to 2"]),
        case("at_least = 1", "at_least = 0", ["offer.any.0.at_least", "0 of 2"]),
        # costs
        case('payer = "municipality"', 'payer = "municipalty"', ["cost.0.payer", "'municipality'"]),
        case('per = "participant"', 'per = "participent"', ["cost.0.per", "'participant'"]),
        case("amount = 4200", "amount = -4200", ["cost.0.amount", "-4200"]),
        case("amount = 4200", "amount = inf", ["cost.0.amount", "inf"]),
        case("amount = 4200", "amount = nan", ["cost.0.amount", "nan"]),
        case('unit = "EUR 2016"', 'unit = "USD 2016"', ["cost.0.unit", "EUR"]),
        case('unit = "EUR 2016"', 'unit = "EUR 16"', ["cost.0.unit", "EUR"]),
        case("age = 1", "age = 19", ["cost.0.age", "between 0", "and 18"]),
        case('text = "Visits"\n', "", ["cost.0.text", "Add `text`"]),
        # a budget
        case("[weights]", "[budget]\n2026 = -1\n[weights]", ["budget.2026", "-1", "between 0"]),
        case("[weights]", "[budget]\n2026 = inf\n[weights]", ["budget.2026", "inf"]),
        case("[weights]", "[budget]\n26 = 1e6\n[weights]", ["budget", "'26'", "no calendar year", "'later'"]),
        case("amount = 4200", "amount = 0", ["cost.0.ci95"]),
        # effects
        case('channel = "smoking_pregnancy"', 'channel = "smoking_pregnency"', ["effect.0.channel", "'smoking_pregnancy'"]),
        case('channel = "cognitive"', 'channel = "maltreatment"', ["effect", "two effects", "merge"]),
        case('measure = "RR"', 'measure = "RRR"', ["effect.0.trials.0.measure", "'RR'"]),
        case('trial = "dutch"', 'trial = "duch"', ["effect.0.trials.0", "no weight", "'dutch'"]),
        case('corrections = ["scale_up"]', 'corrections = ["scaleup"]', ["effect.0.corrections", "'scale_up'"]),
        case('status = "derived" },', 'status = "drived" },', ["effect.0.trials.0.status", "'drived'"]),
        case("ci95 = [0.68, 1.03]", "ci95 = [0.88, 1.03]", ["effect.0.trials.0.ci95", "outside"]),
        case("ci95 = [0.68, 1.03]", "ci95 = [nan, 1.03]", ["effect.0.trials.0.ci95"]),
        case(RR, "value = -0.83, ci95 = [-0.9, 1.03]", ["dutch", "RR", "not positive"]),
        case(RR, "value = 0, ci95 = [0, 1.03]", ["dutch", "RR", "not positive"]),
        case("value = 0.9, ci95 = [0.66, 1.22]", "value = 0, ci95 = [0, 1.22]", ["effect.0.trials.1", "OR", "not positive"]),
        case("value = 0.9, ci95 = [0.66, 1.22]", "value = -0.9, ci95 = [-1, 1.22]", ["effect.0.trials.1", "OR", "not positive"]),
        case('measure = "OR", value = 0.9, ci95 = [0.66, 1.22]', 'measure = "pp", value = 60, ci95 = [50, 70]', ["english", "range 0-1"]),
        case("baseline = 0.56, ", "", ["english", "`baseline`"]),
        case("baseline = 0.56", "baseline = 1.56", ["english", "`baseline`"]),
        case("fade = 0.2", "fade = 1.2", ["effect.1.persistence", "1.2"]),
        case("fade = 0.2", "fade = -0.2", ["effect.1.persistence", "-0.2"]),
        case("start = 0\n", "start = 5\nstop = 3\n", ["effect.1.start", "stops at 3"]),
        case("start = 0\n", "start = nan\n", ["effect.1.start"]),
        case("start = 5\n", "start = 5\nstop = 9\n", ["effect.2", "neither persistence nor stop"]),
        case("to = 3", "to = 0", ["effect.1.trials.0.to", "after the start"]),
        case("per_unit = 0.02", "per_unit = nan", ["effect.1.carried.per_unit", "nan"]),
        case("per_unit = 0.02", "per_unit = 20", ["effect.1.carried.per_unit", "between -10 and 10"]),
        case('by = "smoking_pregnancy"', 'by = "cognitive"', ["effect.1.carried", "stands above"]),
        case('by = "smoking_pregnancy"', 'by = "smokng"', ["effect.1.carried", "stands above"]),
        case("since = 2", "since = -1", ["effect.1.persistence.since", "made at 0"]),
        case("dutch = { value = 0.6", "dutch = { value = -0.2", ["weights"]),
        case("dutch = { value = 0.6", "dutch = { value = nan", ["weights"]),
        case("dutch = { value = 0.6", "dutch = { value = 0.7", ["weights", "add up to 1.1"]),
        case("dutch = { value = 0.6", "dutch = { value = -0.2", ["weights.dutch", "-0.2"]),
        case('source = "judgement"', 'source = "jugement"', ["'judgement'"]),
        case('status = "derived"\nci95', 'status = "drived"\nci95', ["cost.0.status", "'derived'"]),
        case("[2900, 6000]", "[5900, 6000]", ["cost.0.ci95"]),
        case('text = "Visits"', 'text = "Visits"\nfamily = "gama"', ["cost.0.family", "'gamma'"]),
        case('"EUR 2016"', '"EUR 1950"', ["cost.0.unit", "1995 to 2025"]),
        case("factor = 0.8", "factor = nan", ["corrections.scale_up"]),
        case("factor = 0.8", "factor = -0.8", ["corrections.scale_up"]),
        case("[0.6, 1.0]", "[0.9, 1.0]", ["corrections.scale_up"]),
        case('status = "read"\nci95', 'status = "red"\nci95', ["corrections.scale_up"]),
        case("since = 2", "since = nan", ["effect.1.persistence"]),
        case("[0.05, 0.5]", "[0.3, 0.5]", ["effect.1.persistence"]),
        case('assumed" }\ncarried', 'asumed" }\ncarried', ["effect.1.persistence"]),
        case("ci95 = [0.3, 0.9]", "ci95 = [0.7, 0.9]", ["weights.dutch"]),
        case("ci95 = [0.55, 0.85]", "ci95 = [0.75, 0.85]", ["offer.sources.uptake"]),
        case("baseline = 0.19", "baseline = 1.19", ["effect.1", "`baseline`"]),
        case("baseline = 0.19", "baseline = nan", ["effect.1", "`baseline`"]),
        case(UPTAKE, f"{UPTAKE}, status = 'read' }}\n{UPTAKE.replace('uptake', 'uptaek')}", ["uptaek"]),
        case("reach = 1.0", "reach = true", ["offer.reach"]),
        # what cannot be
        case('at = "pregnancy"', "at = 0", ["smoking_pregnancy", "comes too late"]),
        case('field = "parity"', 'field = "track"', ["track", "not known when the offer is made"]),
        case('field = "parity"', 'field = "depressed"', ["depressed", "not known when the offer is made"]),
        case('at = "pregnancy"', "at = 2", ["cost.0.age", "between 2"]),
        case("value = 0.1, ci95 = [0.0, 0.2]", "value = 20, ci95 = [10, 30]", ["effect.2.trials.0", "between -2 and 2"]),
        case("value = 0.58, ci95 = [0.34, 0.98]", "value = 0.0001, ci95 = [0.00001, 0.98]", ["effect.1.trials.0", "between 0.01"]),
        case('comparator = "none"', 'comparator = "today"', ["offer.sources.reach_today", "needs a source"]),
        case('channel = "cognitive"\nmechanism = "learning"\ngrade = "weak"', 'channel = "cognitive"\nmechanism = "learning"\ngrade = "theory-only"', ["effect.2.grade"]),
    ],
)  # fmt: skip
def test_intervention(tmp_path, old, new, says):
    """One key of the intervention is missing, unknown or impossible."""
    assert old in VISITS
    check_refused(lambda: read_visits(tmp_path, VISITS.replace(old, new, 1)), "visits.toml", says)


def test_a_budget_of_what_costs_nothing(tmp_path):
    """It says not how many families are served, in the file itself or in a scenario."""
    free = VISITS.replace("amount = 4200", "amount = 0").replace("ci95 = [2900, 6000]\n", "")
    says = ["budget", "costs nothing", "[[cost]]"]
    check_refused(lambda: read_visits(tmp_path, f"{free}\n[budget]\n2026 = 1e6"), "visits.toml", says)
    read_visits(tmp_path, free)
    text = '[[intervention]]\nid = "visits.toml"\nbudget = { 2026 = 1e6 }'
    check_refused(lambda: read_scenario(tmp_path, text), "scenario.toml", ["visits.budget", *says])


def test_weights_that_add_up_to_nothing(tmp_path):
    """A mixture needs at least one trial that counts."""
    text = re.sub(r"\{ value = 0\.[46], ci95 = \[0\.[13],", "{ value = 0, ci95 = [0,", VISITS)
    check_refused(lambda: read_visits(tmp_path, text), "visits.toml", ["effect.0.trials", "add up to 0"])


@pytest.mark.parametrize(
    ("grade", "left_out", "says"),
    [
        pytest.param("weak", "[[cost]]", ["cost", "give a [[cost]]"], id="no cost"),
        pytest.param("weak", "[[effect]]", ["effect", "not theory-only", "a null with its interval"], id="no effect"),
        pytest.param("theory-only", "[[effect]]", ["acts_on", "name the channels"], id="theory"),
    ],
)
def test_nothing_is_guessed(tmp_path, grade, left_out, says):
    """An unknown cost is not a cost of 0, and a theory without an effect is not run as one without."""
    head, *tables = re.split(r"\n(?=\[\[(?:cost|effect)\]\]|\[weights\])", VISITS)
    kept = [table for table in tables if not table.startswith(left_out)]
    empty = f"\n{left_out.strip('[]')} = []"
    text = head.replace('grade = "weak"', f'grade = "{grade}"{empty}', 1) + "\n" + "\n".join(kept)
    check_refused(lambda: read_visits(tmp_path, text), "visits.toml", says)


def test_missing_intervention_file(tmp_path):
    """A file that does not exist, and a folder."""
    check_refused(lambda: hn.interventions.load(tmp_path / "no.toml"), "no.toml", ["does not exist"])
    (tmp_path / "folder.toml").mkdir()
    check_refused(lambda: hn.interventions.load(tmp_path / "folder.toml"), "folder.toml", ["folder"])


def test_unknown_intervention():
    """The nearest id."""
    with pytest.raises(InputError, match=r"'vorzorg'.*'voorzorg'"):
        hn.interventions.load("vorzorg")


def test_two_interventions_with_one_id(monkeypatch, voorzorg):
    """A package that adds an id which exists: both origins are named."""

    class Point:
        name, value, dist = "elsewhere", "elsewhere:all", None

        def load(self):
            return lambda: [voorzorg]

    monkeypatch.setattr(packages, "entry_points", lambda group: [Point()])
    with pytest.raises(InputError, match=r"'voorzorg'.*heckman_nl.*elsewhere"):
        hn.interventions.load("voorzorg")


# scenarios


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"interventions": "voorzorg"}, "give a list, not str"),
        ({"interventions": ["voorzorg"]}, "load it, [hn.interventions.load('voorzorg')]"),
        ({"interventions": [5]}, "of Intervention, not int"),
        ({"interventions": 5}, "give a list, not int"),
        ({"changes": hn.Change("household.poverty.prevalence", scale=0.8)}, "changes of a scenario: give a list"),
        ({"changes": ["household.poverty.prevalence"]}, "of Change, not str"),
    ],
)
def test_a_scenario_in_python(given, says):
    """It takes lists of what it holds."""
    with pytest.raises(InputError, match=re.escape(says)):
        hn.Scenario("x", **given)


def test_an_intervention_in_the_place_of_a_list(voorzorg):
    """It can be iterated over, as a pydantic model: it is no list all the same."""
    with pytest.raises(InputError, match=re.escape("give a list: [voorzorg], not Intervention")):
        hn.Scenario("x", voorzorg)
    assert hn.Scenario("x", (item for item in [voorzorg])).interventions == (voorzorg,)


OFFER = '[[intervention]]\nid = "voorzorg"\n'
POVERTY = '[[change]]\nparameter = "household.poverty.prevalence"\n'


def read_scenario(tmp_path, text):
    """Cohort and scenario of a file with this text."""
    path = tmp_path / "scenario.toml"
    path.write_text(text + "\n")
    return hn.read_scenario(path)


def test_the_unbroken_scenario_is_read(tmp_path):
    """What the cases below start from: the file of PRODUCT section 4, as far as it is offered."""
    head = 'name = "Test"\nbirth_years = [2026, 2027]\nregion = "NL"\n'
    found, scenario = read_scenario(tmp_path, f"{head}{OFFER}reach = 0.8\n{POVERTY}scale = 0.8")
    assert (found.years, found.region.id, scenario.name) == ((2026, 2027), "NL", "Test")
    assert scenario.interventions[0].offer.reach == 0.8
    before = hn.ParameterSet.read()
    after = scenario.parameters(before)
    assert after.value("household.poverty.prevalence") == before.value("household.poverty.prevalence") * 0.8


@pytest.mark.parametrize(
    ("text", "says"),
    [
        case('nam = "x"', ["nam", "'name'"]),
        case("name = ", ["not valid TOML"]),
        case("births = -5", ["births", "-5"]),
        case("births = 0", ["births", "0"]),
        case("births = 1.5", ["births", "whole"]),
        case("births = nan", ["births", "nan"]),
        case("births = 1e12", ["births", "1e"]),
        case('births = "many"', ["births", "'many'"]),
        case("births = true", ["births", "True"]),
        case("birth_years = []", ["birth year"]),
        case("birth_years = [2026, 2026]", ["twice"]),
        case("birth_years = [1026]", ["1026", "2000 to 2100"]),
        case("birth_years = [2026.5]", ["2026.5", "whole"]),
        case('birth_years = "soon"', ["year"]),
        case('region = "XX"', ["region", "'XX'", "NL"]),
        case("region = 5", ["region"]),
        case("[[intervention]]", ["needs an id"]),
        case('[[intervention]]\nid = "vorzorg"', ["'vorzorg'", "'voorzorg'"]),
        case("[[intervention]]\nid = 5", ["unknown intervention 5", "Allowed", "alcohol-pregnancy"]),
        case(f"{OFFER}reech = 0.5", ["intervention.0.reech", "'reech'", "'reach'"]),
        case(f"{OFFER}rech = 0.5", ["intervention.0.rech: unknown field of voorzorg 'rech'"]),
        case(f'{OFFER}[[intervention]]\nid = "vipp-sd"\nreach = 0.5\nuptake = 2', ["intervention.1.uptake: vipp-sd.uptake"]),
        case(f"{OFFER}effect.maltreatment.start = 4\neffect.maltreatment.stop = 3", ["intervention.0: "]),
        case('[[intervention]]\nid = "vorzorg"', ["intervention.0.id: "]),
        case(f"{POVERTY}scale = 0.5\n{POVERTY}scal = 0.5", ["change.1.scal: ", "'scale'"]),
        case(f"{POVERTY}shift = 0.1\n{POVERTY}shift = -0.35", ["change.1: household.poverty.prevalence = -0.214 lies"]),
        case(f"{OFFER}reach = 1.5", ["voorzorg.reach", "1.5", "0 to 1"]),
        case(f"{OFFER}reach = nan", ["voorzorg.reach", "nan"]),
        case(f"{OFFER}reach = true", ["voorzorg.reach", "True"]),
        case(f'{OFFER}reach = "half"', ["voorzorg.reach", "'half'"]),
        case(f"{OFFER}maltreatment = 0", ["voorzorg.maltreatment", "between 0.01 and 100"]),
        case(f"{OFFER}maltreatment = -0.5", ["voorzorg.maltreatment", "between 0.01 and 100"]),
        case(f"{OFFER}corrections = {{scaleup = false}}", ["'scaleup'", "'scale_up'"]),
        case(f"{OFFER}{OFFER}", ["twice", "voorzorg"]),
        case(f"{OFFER}budget = {{ 2027 = 1e6 }}", ["voorzorg.budget", "no year 2026", "later"]),
        case(f"birth_years = [2026, 2028]\n{OFFER}budget = {{ 2026 = 1e6 }}", ["voorzorg.budget", "no year 2028"]),
        case(f"{OFFER}budget = {{ soon = 1e6 }}", ["voorzorg.budget", "'soon'", "'later'"]),
        case(f"{OFFER}budget = {{ 2026 = -1 }}", ["voorzorg.budget.2026", "-1"]),
        case(f"{OFFER}budget = 1e6", ["voorzorg.budget", "by calendar year"]),
        case(f"{OFFER}parenting = 50", ["voorzorg.parenting", "between -2 and 2"]),
        case(f"{OFFER}weights.english.valeu = 1", ["'valeu'", "'value'"]),
        case(f"{OFFER}effect.maltreatmend.stop = 3", ["'maltreatmend'", "'maltreatment'"]),
        case(f"{OFFER}effect.maltreatment.persistence.fade = 2", ["intervention.0.effect.maltreatment.persistence.fade", "0.99"]),
        case(f"{OFFER}weights.english.value = true", ["true or false"]),
        case(f"{OFFER}reach_today = 0.9", ["reach_today", "comparator 'none'"]),
        case(POVERTY, ["one of set, shift, scale"]),
        case(f"{POVERTY}set = 0.1\nscale = 0.5", ["one of set, shift, scale"]),
        case(f"{POVERTY}shift = 0.1\nscale = 0.5", ["one of set, shift, scale"]),
        case("[[change]]\nscale = 0.5", ["needs a parameter"]),
        case(f"{POVERTY}scal = 0.5", ["'scal'", "'scale'"]),
        case(f"{POVERTY}scale = nan", ["scale", "nan"]),
        case(f'{POVERTY}scale = "half"', ["scale", "'half'"]),
        case(OFFER.replace("[[", "[").replace("]]", "]"), ["[[intervention]]"]),
        case('intervention = "voorzorg"', ["[[intervention]]"]),
        case('[[intervention]]\nid = ["voorzorg"]', ["id"]),
        case("[change]\nparameter = 'household.poverty.prevalence'\nscale = 0.8", ["[[change]]"]),
        case("change = 5", ["[[change]]"]),
        case(f"{OFFER}corrections = true", ["corrections"]),
        case(f'{OFFER}corrections = {{scale_up = "no"}}', ["scale_up"]),
        case(f"{OFFER}title = 5", ["title"]),
        case("name = 5", ["name"]),
        case(f"{POVERTY.replace('poverty', 'povrty')}scale = 0.8", ["'household.poverty.prevalence'"]),
        case(f"{POVERTY}set = 2", ["household.poverty.prevalence", "0 to 1"]),
        case('[[change]]\nparameter = "economics.discount.mkba"\nset = 0.03', ["economics.discount.mkba"]),
        case('[[change]]\nparameter = "skills.cognitive.class"\nset = 0.1', ["skills.cognitive.class"]),
    ],
)  # fmt: skip
def test_scenario(tmp_path, text, says):
    """One thing is wrong in a scenario file."""
    check_refused(lambda: read_scenario(tmp_path, text), "scenario.toml", says)


@pytest.mark.parametrize("text", ['region = "XX"', '[[intervention]]\nid = "vorzorg"'])
def test_messages_are_sentences(tmp_path, text):
    """One full stop or question mark at a time."""
    error = check_refused(lambda: read_scenario(tmp_path, text), "scenario.toml")
    assert not re.search(r"[.?]\.", str(error).replace(error.file, ""))


def test_an_intervention_of_a_file_beside_the_scenario(tmp_path):
    """A file name is looked up from the folder of the scenario, wherever it is read from."""
    (tmp_path / "visits.toml").write_text(VISITS)
    _, scenario = read_scenario(tmp_path, '[[intervention]]\nid = "visits.toml"\nweights.dutch.value = 0.2')
    assert scenario.interventions[0].weights["dutch"].value == 0.2
    assert scenario.interventions[0].weights["dutch"].ci95 is None


def test_two_interventions_with_one_id_in_a_scenario(tmp_path):
    """A file of one's own that has the id of the catalogue's: both are named."""
    (tmp_path / "own.toml").write_text(VISITS.replace('id = "visits"', 'id = "voorzorg"'))
    says = ["'voorzorg' occurs twice", "from heckman_nl", "own.toml", "another id"]
    check_refused(lambda: read_scenario(tmp_path, f'{OFFER}[[intervention]]\nid = "own.toml"'), "scenario.toml", says)


def test_an_intervention_file_that_is_not_beside_the_scenario(tmp_path):
    """The file that is missing is named."""
    check_refused(
        lambda: read_scenario(tmp_path, '[[intervention]]\nid = "nowhere.toml"'), "nowhere.toml", ["does not exist"]
    )


def test_missing_scenario(tmp_path):
    """A file that does not exist."""
    check_refused(lambda: hn.read_scenario(tmp_path / "none.toml"), "none.toml", ["does not exist", "path"])
