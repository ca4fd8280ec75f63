"""The shipped numbers: complete, documented, packed as the kernel expects, and the ones the baseline was solved with."""

import csv
import math
import re
import tomllib

import numpy as np
import pytest
from scipy import stats

import heckman_nl as hn
from heckman_nl.datafiles import DATA, read_sources
from heckman_nl.errors import InputError
from heckman_nl.interventions.packages import CATALOGUE
from heckman_nl.parameters import KERNEL_MODULES
from heckman_nl.vocabulary.rows import GRADES, STATUSES, UNITS

NAN, INF = math.nan, math.inf
FAMILY_WISE_ERROR = 1e-3
RATIOS = ("odds ratio", "relative risk", "hazard ratio")
MONEY = re.compile(r"EUR (\d{4})")


@pytest.fixture(scope="module")
def parameters():
    return hn.ParameterSet.read()


@pytest.fixture(scope="module")
def files():
    """Every entry of the parameter files as TOML, by its full name."""

    def entries(tree, prefix):
        for name, entry in tree.items():
            if "unit" in entry:
                yield f"{prefix}.{name}", entry
            else:
                yield from entries(entry, f"{prefix}.{name}")

    found = {}
    for path in sorted((DATA / "parameters").glob("*.toml")):
        found |= dict(entries(tomllib.loads(path.read_text()), path.stem))
    return found


# what the files hold


def test_every_entry_of_every_file_is_a_parameter(parameters, files):
    """None is lost, none is made up, and the value is the one that stands in the file."""
    assert set(parameters) == set(files)
    for key, entry in files.items():
        if "value" in entry:
            np.testing.assert_array_equal(parameters.value(key), entry["value"], err_msg=key)


def test_every_parameter_is_documented(parameters):
    """A sentence, a unit, a source that exists, a grade and a status; solved ones name what they are solved on."""
    for p in parameters.values():
        assert p.text.endswith("."), p.key
        assert p.unit in UNITS or MONEY.match(p.unit), p.key
        assert p.source in parameters.sources, p.key
        assert p.grade in GRADES, p.key
        assert p.status in STATUSES, p.key
        assert (p.status == "solved") == (p.solved is not None) == (p.source == "calibration"), p.key


def test_every_source_of_an_intervention_exists(parameters):
    """The catalogue cites the library's list of sources, or the file's own, all of which are cited and say where they stand."""
    for id in hn.interventions.available().index:
        item = hn.interventions.load(id)
        cited = [c.source for c in item.cost] + [t.source for e in item.effect for t in e.trials]
        cited += [e.persistence.source for e in item.effect if e.persistence]
        cited += [c.source for c in item.corrections.values()] + [s.source for s in item.offer.sources.values()]
        cited += [lift.source for lift in item.lift]
        assert not set(cited) - set(parameters.sources) - set(item.sources), id
        assert not set(item.sources) - set(cited), id
        assert not set(item.sources) & set(parameters.sources), id
        for key, source in item.sources.items():
            assert len(source.citation) > 10, key
            assert source.url or source.read or source.licence, key


def test_every_source_has_a_citation():
    """And where it was read, a link, a licence or a word on how much was seen."""
    for key, source in read_sources(DATA / "sources.toml").items():
        assert len(source.citation) > 10, key
        assert source.url or source.read or source.licence, key


def test_tables_are_read_as_they_stand(parameters):
    """The life table: each row of the file in the cell of its age and sex."""
    with (DATA / "tables/mortality_2022.csv").open() as handle:
        rows = list(csv.DictReader(line for line in handle if not line.startswith("#")))
    q = parameters.value("life_table.q")
    assert q.size == len(rows)
    for row in rows:
        assert q[int(row["age"]), ("male", "female").index(row["sex"])] == float(row["value"])


def test_shipped_baseline_belongs_to_the_shipped_parameters(parameters):
    """The solved values were solved with exactly these inputs, so that no user pays for (or gets) another calibration."""
    assert parameters.provenance["input_fingerprint"] == parameters.input_fingerprint
    assert hn.Model().parameters.fingerprint == parameters.fingerprint


def test_all_files_of_the_baseline_are_of_one_calibration():
    """Every fitted file carries the same provenance."""
    found = [tomllib.loads(path.read_text())["provenance"] for path in sorted((DATA / "fitted").glob("*.toml"))]
    assert all(one == found[0] for one in found)


# but


def test_but_is_a_copy(parameters):
    """The copy has the new value, the original its own; everything else is the same."""
    before = parameters.fingerprint
    changed = parameters.but({"birth.small.smoking": 3.0})
    assert changed.value("birth.small.smoking") == 3.0 != parameters.value("birth.small.smoking")
    assert parameters.fingerprint == hn.ParameterSet.read().fingerprint == before
    others = [key for key in parameters if key != "birth.small.smoking"]
    assert all(changed[key] is parameters[key] for key in others)


def test_but_keeps_what_is_known_about_a_number(parameters):
    """Unit, limits and share stay; a value that a user sets is an assumption of the user, without interval."""
    old, new = parameters["early.asthma.smoke"], parameters.but(early__asthma__smoke=1.7)["early.asthma.smoke"]
    for field in ("unit", "limits", "share", "family", "text"):
        assert getattr(new, field) == getattr(old, field)
    assert (new.value, new.source, new.grade, new.status, new.interval) == (1.7, "user", "assumption", "assumed", None)
    same = parameters.but(early__asthma__smoke=old.value)["early.asthma.smoke"]
    assert same == old


def test_dots_may_be_written_as_underscores(parameters):
    """`birth__small__smoking` is `birth.small.smoking`; single underscores are part of a name."""
    assert (
        parameters.but(birth__small__smoking=3.0).fingerprint
        == parameters.but({"birth.small.smoking": 3.0}).fingerprint
    )
    assert parameters.but(life_table__before_24=0.001).value("life_table.before_24") == 0.001


def test_nothing_can_be_edited_in_place(parameters):
    """Tables are read-only, and so are the set and its parameters."""
    with pytest.raises(ValueError, match="read-only"):
        parameters.value("skills.cognitive.class")[0] = 1.0
    with pytest.raises(AttributeError):
        parameters["early.asthma.smoke"].value = 2.0
    with pytest.raises(TypeError):
        parameters["early.asthma.smoke"] = 2.0


def test_but_does_not_hold_on_to_the_users_array(parameters):
    """Editing the array that was given changes nothing afterwards."""
    given = np.array(parameters.value("skills.cognitive.class")) * 0.5
    changed = parameters.but({"skills.cognitive.class": given})
    given[:] = 9.0
    assert changed.value("skills.cognitive.class").max() < 9.0


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("early.asthma.smok", "early.asthma.smoke"),
        ("household.povrty.prevalence", "household.poverty.prevalence"),
        ("economics.discount.mbka", "economics.discount.mkba"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest(parameters, name, suggestion):
    """In `but`, as a keyword, and in a look-up."""
    for attempt in (
        lambda: parameters.but({name: 1.0}),
        lambda: parameters.but(**{name.replace(".", "__"): 1.0}),
        lambda: parameters[name],
    ):
        with pytest.raises(InputError, match=f"{re.escape(name)}.*Did you mean '{re.escape(suggestion)}'"):
            attempt()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("early.asthma.smoke", NAN), ("early.asthma.smoke", INF), ("early.asthma.smoke", -1.0), ("early.asthma.smoke", "much"),
        ("early.asthma.smoke", None), ("early.asthma.smoke", True), ("early.asthma.smoke", [1.0, 2.0]),
        ("household.poverty.prevalence", 1.2), ("household.poverty.prevalence", -0.1), ("early.delay.persists", 41),
        ("skills.cognitive.class", [0.0, NAN, 0.0, 0.0, 0.0]), ("skills.cognitive.class", 0.5), ("skills.cognitive.class", [0.1, 0.2]),
        ("youthcare.care.persistence", -3.0), ("skills.cognitive.shares", np.full((2, 5), -0.2)),
        ("skills.cognitive.class", [0.0, 0.0, 0.0, 0.0, INF]),
        ("skills.cognitive.class", [0.0, 0.0, 0.0, 0.0, "x"]),
        ("early.asthma.smoke", np.array([1.5])),
        ("early.asthma.smoke", 0.0), ("youthcare.maltreatment.trauma", 0.0),
    ],
)  # fmt: skip
def test_impossible_values_are_refused(parameters, name, value):
    """Not a number, infinite, outside the range of the unit, or of another shape: refused, with the name."""
    with pytest.raises(InputError, match=re.escape(name)):
        parameters.but({name: value})


def test_limits_themselves_are_allowed(parameters):
    """A prevalence of 0 or 1 is a what-if, not an error."""
    for value in (0.0, 1.0):
        assert parameters.but({"household.poverty.prevalence": value}).value("household.poverty.prevalence") == value


# draw

DRAWS = 400


@pytest.fixture(scope="module")
def drawn(parameters):
    return parameters.draw(DRAWS, seed=1)


def spread(p):
    """Mean and standard deviation of a parameter (of its logarithm, for a lognormal), from what is printed."""
    low, high = p.interval
    value, family = 1.0 if p.is_table else p.value, p.distribution().family
    if family == "uniform":
        return (low + high) / 2, (high - low) / math.sqrt(12)
    if family == "triangular":
        return (low + high + value) / 3, math.sqrt(
            (low**2 + high**2 + value**2 - low * high - low * value - high * value) / 18
        )
    if family == "bounded":
        return value, math.sqrt((value - low) * (high - value) / 5)
    if family not in ("normal", "lognormal"):
        return value, (high - low) / 3.92
    if family == "lognormal":
        low, value, high = math.log(low), math.log(value), math.log(high)
    up, down = (high - value) / 1.96, (value - low) / 1.96  # half a normal on either side of the value
    lean = (up - down) / math.sqrt(2 * math.pi)
    return value + lean, math.sqrt((up**2 + down**2) / 2 - lean**2)


@pytest.mark.parametrize("amount", [-1.0, 1e10])
@pytest.mark.parametrize("key", ["youthcare.foster.cost", "economics.qaly.mkba", "work.pension"])
def test_money_is_neither_negative_nor_absurd(parameters, key, amount):
    with pytest.raises(InputError, match=f"{key} = .* lies outside its range 0 to 1e"):
        parameters.but({key: amount})
    assert parameters.but({"parents.quit.savings": -20_000.0}).value("parents.quit.savings") == -20_000.0


MEANS = ("utility", "prevalence", "share")


def test_costs_losses_and_shares_are_drawn_about_their_value(parameters):
    """A price, a loss of quality of life or a share is a mean, and so is that of its draws; of what is known within a factor alone it is the median."""
    u = (np.arange(20_000) + 0.5) / 20_000
    drawn = [
        p
        for p in parameters.values()
        if p.interval and not p.is_table and (p.unit.startswith("EUR") or p.unit in MEANS)
    ]
    assert len(drawn) > 90
    for p in drawn:
        if p.family == "lognormal":
            assert p.value / p.interval[0] == pytest.approx(p.interval[1] / p.value), p.key
        else:
            assert p.distribution().quantile(u).mean() == pytest.approx(p.value, rel=0.005), p.key


def test_draws_are_reproducible_and_differ_by_seed(parameters, drawn):
    """One seed, one list of sets; every draw and every seed is another set; 0 is a seed."""
    prints = [one.fingerprint for one in drawn]
    assert [one.fingerprint for one in parameters.draw(DRAWS, seed=1)] == prints
    others = [one.fingerprint for seed in (0, 2) for one in parameters.draw(3, seed=seed)]
    assert len(set(prints + others)) == len(prints) + len(others)


def test_only_what_is_uncertain_is_drawn(parameters, drawn):
    """Numbers without an interval, and those that are solved, stay; all others move."""
    for key, p in ((p.key, p) for p in parameters.values()):
        moves = np.any(drawn[0].value(key) != p.value) or np.any(drawn[1].value(key) != p.value)
        fixed = p.interval is None or p.family == "fixed" or p.solved is not None
        assert moves != fixed, key


def test_draws_stay_within_limits(parameters, drawn):
    """No draw leaves the range of its unit, and none is not a number."""
    for p in parameters.values():
        values = np.stack([one.value(p.key) for one in drawn])
        assert (values >= p.limits[0]).all(), p.key
        assert (values <= p.limits[1]).all(), p.key
        assert np.isfinite(values).all(), p.key


def test_draws_have_the_printed_mean_and_spread(parameters, drawn):
    """Mean and standard deviation of 400 draws, against those of the printed interval, for all parameters together.

    Left out are the few whose draws are cut off at a limit. The tolerance keeps the chance that any of the others fails
    for a right sampler at one in a thousand.
    """
    uncertain = [p for p in parameters.values() if p.interval and p.solved is None and p.family != "fixed"]
    means, sds = [], []
    for p in uncertain:
        values = np.stack([np.ravel(one.value(p.key)) for one in drawn])
        if p.is_table:
            cell = np.argmax(np.abs(p.value)) if p.lead is None else p.lead  # of shares the others make room for it
            values = values[:, cell] / np.ravel(p.value)[cell]
        values = np.ravel(values)
        if np.isin(np.asarray(p.limits), values).any():
            continue
        if p.family == "lognormal":
            values = np.log(values)
        mean, sd = spread(p)
        means.append((values.mean() - mean) / (sd / math.sqrt(DRAWS)))
        sds.append((values.std() / sd - 1) * math.sqrt(2 * DRAWS))
    limit = stats.norm.isf(FAMILY_WISE_ERROR / (2 * len(means)))
    assert len(means) > 0.9 * len(uncertain)
    assert np.abs(means).max() < limit
    assert np.abs(sds).max() < 1.5 * limit  # skewed families have a kurtosis above 3: the spread of a spread is larger


def test_parameters_are_drawn_independently(parameters, drawn):
    """No two parameters go together (a common causal share is one parameter)."""
    scalars = [p.key for p in parameters.values() if p.interval and p.solved is None and not p.is_table]
    ranks = np.array([stats.rankdata([one.value(key) for one in drawn]) for key in scalars])
    z = np.corrcoef(ranks) * math.sqrt(DRAWS)
    np.fill_diagonal(z, 0.0)
    pairs = len(scalars) * (len(scalars) - 1) / 2
    assert np.abs(z).max() < stats.norm.isf(FAMILY_WISE_ERROR / (2 * pairs))


@pytest.mark.parametrize(
    "seed",
    [
        None,
        -1,
        1.5,
        NAN,
        "1",
        True,
    ],
)
def test_a_seed_is_a_whole_number(parameters, seed):
    """As in Model.run: refused with a message, never made up."""
    with pytest.raises(InputError, match="seed"):
        parameters.draw(2, seed=seed)


@pytest.mark.parametrize("n", [0, -1, 1.5, NAN, None])
def test_a_number_of_draws_is_positive(parameters, n):
    """At least one."""
    with pytest.raises(InputError, match=r"\bn\b"):
        parameters.draw(n, seed=1)


# pack


def consumer_prices(files, year):
    """CBS index of a year, 2015 = 100, from 2010 on."""
    return files["prices.consumer_prices"]["value"][year - 2010]


def as_the_kernel_sees_it(p, files):
    """What docs/explanation/model.md says of a number on its way to the kernel."""
    value = np.asarray(p.value)
    if MONEY.match(p.unit):
        return value * consumer_prices(files, 2024) / consumer_prices(files, int(MONEY.match(p.unit)[1]))
    if p.unit in RATIOS:
        value = np.log(value)
    elif p.unit == "prevalence":
        value = stats.norm.isf(value)
    if not p.share:
        return value
    share = files[f"causal.{p.share.removeprefix('rest of ')}"]["value"]
    return value * (1.0 - share if p.share.startswith("rest of ") else share)


def test_pack_holds_every_parameter_of_a_life_on_its_scale(parameters, files):
    """Ratios as logarithms, prevalences as normal cuts, euros of 2024; a causal share, or its rest, multiplies on that scale."""
    packed = parameters.pack()
    for p in parameters.values():
        if p.module in KERNEL_MODULES:
            found = packed[p.module][0][p.name.replace(".", "_")]
            np.testing.assert_allclose(found, as_the_kernel_sees_it(p, files), rtol=1e-13, atol=1e-15, err_msg=p.key)
    fields = sum(len(packed.dtype[module].names) for module in packed.dtype.names)
    assert fields == sum(p.module in KERNEL_MODULES for p in parameters.values())


def test_published_ratios_and_prices_are_packed_as_by_hand(parameters):
    """Three by hand: a log odds ratio times its share, a cut, a tariff by the price index."""
    packed = parameters.but({"causal.adjusted": 0.5, "early.asthma.smoke": 1.3, "early.kraamzorg.tariff": 100.0}).pack()
    assert packed.early.asthma_smoke[0] == pytest.approx(0.5 * math.log(1.3), rel=1e-14)
    assert packed.early.kraamzorg_tariff[0] == pytest.approx(100.0 * 130.31 / 126.09, rel=1e-14)
    poor = parameters.but({"household.poverty.prevalence": 0.025}).pack()
    assert poor.household.poverty_prevalence[0] == pytest.approx(1.959963984540054, rel=1e-13)


def test_a_causal_share_moves_all_its_arrows_and_no_other(parameters):
    """Setting a share to 0 takes away exactly the arrows that name it; the markers that make up its rest carry all."""
    packed = parameters.but({"causal.crude": 0.0}).pack()
    before = parameters.pack()
    for p in parameters.values():
        if p.module in KERNEL_MODULES:
            field = p.name.replace(".", "_")
            after = packed[p.module][0][field]
            if p.share == "crude":
                assert not np.any(after), p.key
            elif p.share == "rest of crude":
                whole = before[p.module][0][field] / (1.0 - parameters.value("causal.crude"))
                np.testing.assert_allclose(after, whole, rtol=1e-12, err_msg=p.key)
            else:
                np.testing.assert_array_equal(after, before[p.module][0][field], err_msg=p.key)


def test_an_arrow_and_its_marker_are_the_association_in_every_draw(parameters, drawn):
    """What is published of stillbirth by week and by size is all there, whatever part of it is taken as causal."""
    for arrow, marker in (("class", "placenta"), ("small", "stunted")):
        names = [f"birth.stillbirth.{name}" for name in (arrow, marker)]
        assert np.array_equal(*(parameters.value(name) for name in names))
        for one in drawn[:20]:
            at = one.but({name: parameters.value(name) for name in names})
            whole = np.log(at.value(names[0])) if arrow == "small" else at.value(names[0])
            np.testing.assert_allclose(sum(at.packed(name) for name in names), whole, rtol=1e-12)


def test_a_share_belongs_to_an_effect(parameters):
    """Only effects (ratios, and differences on a linear scale) have a causal share; sums of money and shares do not."""
    for p in parameters.values():
        if p.share is not None:
            assert p.unit in (*RATIOS, "SD", "log points", "log odds", "probit", "difference of shares"), p.key


def test_prices_multiply(parameters):
    """Of a year to itself 1, there and back 1, and by way of a third year the same."""
    for year in range(1995, 2026):
        assert parameters.price_factor(year, year) == 1.0
        back = parameters.price_factor(year, 2024) * parameters.price_factor(2024, year)
        assert back == pytest.approx(1.0, rel=1e-15)
        way = parameters.price_factor(2010, year) * parameters.price_factor(year, 2024)
        assert way == pytest.approx(parameters.price_factor(2010, 2024), rel=1e-15)


@pytest.mark.parametrize("year", [1994, 2026, 2100])
def test_a_year_without_a_price_index_is_refused(parameters, year):
    """Before the first and after the last year of the index, with the years that are allowed."""
    with pytest.raises(InputError, match=f"{year}.*1995 to 2025"):
        parameters.price_factor(year, 2024)


def test_every_source_is_cited(parameters):
    """By a number or in a note; what a user sets has one of its own."""
    folders = (DATA, CATALOGUE)
    files = [p for folder in folders for p in folder.rglob("*.toml") if p.name != "sources.toml"]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [key for key in parameters.sources if key != "user" and key not in texts] == []


# fingerprints


def nudged(p):
    """A value next to the one it is: in one cell of a table."""
    value = np.array(p.value, float)
    value.flat[-1] = value.flat[-1] * (1 - 1e-9) if value.flat[-1] else 1e-9
    return value if p.is_table else float(value)


def test_fingerprint_changes_with_any_value(parameters):
    """Every parameter, and every table in its last cell; the input fingerprint with all but the solved ones, those of
    the appraisal, which no life reads, the fall of mortality, which scales what is solved, alternatives, and what a child
    has of its simulated parent.
    """
    prints = {parameters.fingerprint}
    for p in parameters.values():
        changed = parameters.but({p.key: nudged(p)})
        prints.add(changed.fingerprint)
        same_inputs = changed.input_fingerprint == parameters.input_fingerprint
        after = (
            p.solved is not None
            or p.module == "economics"
            or p.key in ("mortality.improvement", "mortality.cohort.improvement", "skills.cognitive.class_siblings")
            or p.key in ("household.heredity.V", "household.father.age_gap")
            or p.key.startswith("household.heir.")
        )
        assert same_inputs == after, p.key
    assert len(prints) == len(parameters) + 1


def test_fingerprint_is_of_the_values(parameters):
    """Reading twice, or setting a value to what it is, changes nothing; the way back leads back."""
    assert hn.ParameterSet.read().fingerprint == parameters.fingerprint
    same = parameters.but({"early.asthma.smoke": parameters.value("early.asthma.smoke")})
    assert same.fingerprint == parameters.fingerprint
    back = parameters.but(early__asthma__smoke=2).but(early__asthma__smoke=parameters.value("early.asthma.smoke"))
    assert back.fingerprint == parameters.fingerprint


def test_what_the_baseline_does_not_see_needs_no_new_baseline(parameters):
    """The rules of an appraisal (discount rate, value of a QALY) are no part of a life: the baseline holds."""
    for key in ("economics.discount.mkba", "economics.qaly.mkba"):
        assert parameters.but({key: nudged(parameters[key])}).input_fingerprint == parameters.input_fingerprint


def test_a_table_of_all_parameters(parameters):
    """One row each, in words and numbers."""
    frame = parameters.to_frame()
    assert list(frame.index) == list(parameters)
    assert frame.loc["early.asthma.smoke", "value"] == parameters.value("early.asthma.smoke")
    assert frame[["unit", "grade", "status", "source", "text"]].notna().all().all()
