"""Present values, ratios and returns: published figures, identities, and what is refused.

Published figures are copied from the project's collection of cases; each names its source.
"""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heckman_nl.economics import (
    bcr,
    friction_share,
    icer_table,
    irr,
    mean_of_ratios,
    mvpf,
    mvpf_region,
    npv,
    present_value,
    ratio_of_means,
)
from heckman_nl.errors import InputError

EPS = np.finfo(float).eps
NAN, INF = math.nan, math.inf
reproducible = settings(deadline=None, derandomize=True)
GREEN_BOOK = [(0, 0.035), (31, 0.03), (76, 0.025), (126, 0.02), (201, 0.015), (301, 0.01)]
MONEY = st.integers(-10_000, 10_000).map(float)
STREAM = st.lists(MONEY, min_size=1, max_size=40)
RATE = st.floats(-0.5, 1.0)


def scale_of(flows, rate, times=None):
    """Sum of the sizes of the discounted flows: what rounding errors are relative to."""
    times = np.arange(len(flows)) if times is None else np.asarray(times)
    return float(np.dot(np.abs(flows), (1.0 + rate) ** -times.astype(float)))


# present value


@pytest.mark.parametrize(
    ("year", "factor"),
    {
        1: 0.9662, 2: 0.9335, 3: 0.9019, 4: 0.8714, 5: 0.8420, 10: 0.7089, 20: 0.5026, 30: 0.3563, 31: 0.3459, 50: 0.1973,
        75: 0.0942, 76: 0.0919, 100: 0.0508, 125: 0.0274, 150: 0.0167, 200: 0.0062, 300: 0.0014,
    }.items(),
)  # fmt: skip
def test_declining_schedule_of_the_green_book(year, factor):
    """HM Treasury Green Book / NI Department of Finance, step 8: the printed factors, to their four decimals."""
    assert present_value([1.0], GREEN_BOOK, [year]) == pytest.approx(factor, abs=0.5e-4)


@pytest.mark.parametrize(("amount", "years", "rate", "value", "printed_to"), [(1000, 35, 0.02, 500, 0.5), (1, 1, 0.05, 0.952, 0.0005)])  # fmt: skip
def test_dutch_guideline(amount, years, rate, value, printed_to):
    """RIVM/Tilburg, Op weg naar MKBA's voor preventie en zorg (VTV 2014), box 3.4."""
    assert present_value([amount], rate, [years]) == pytest.approx(value, abs=printed_to)


@given(flows=STREAM, rate=RATE)
@reproducible
def test_present_value_is_the_sum_of_discounted_flows(flows, rate):
    """Σ flow / (1 + rate)^t, one term at a time; a power of up to 39 rounds by up to 39 EPS."""
    expected = sum(flow / (1.0 + rate) ** t for t, flow in enumerate(flows))
    assert present_value(flows, rate) == pytest.approx(expected, abs=100 * EPS * scale_of(flows, rate))


@given(flows=STREAM, rate=RATE, data=st.data())
@reproducible
def test_a_schedule_of_one_rate_is_that_rate(flows, rate, data):
    """However often the schedule repeats it, and also between whole years."""
    starts = data.draw(st.lists(st.integers(1, 50), unique=True, max_size=4))
    times = data.draw(st.lists(st.floats(0, 60), min_size=len(flows), max_size=len(flows)))
    schedule = [(0, rate), *((start, rate) for start in starts)]
    tolerance = 1e-12 * scale_of(flows, rate, times)  # up to 60 logarithms of (1 + rate) are added, each to EPS
    assert present_value(flows, schedule, times) == pytest.approx(present_value(flows, rate, times), abs=tolerance)


@given(rates=st.lists(RATE, min_size=1, max_size=20))
@reproducible
def test_a_schedule_is_a_product_of_years(rates):
    """A rate for every year: the factor of year t is the product of 1 / (1 + rate) over the years 1 to t."""
    schedule = [(year, rate) for year, rate in enumerate(rates, start=1)]
    for year in range(len(rates) + 1):
        expected = math.prod(1.0 / (1.0 + rate) for rate in rates[:year])
        assert present_value([1.0], schedule, [year]) == pytest.approx(expected, rel=200 * EPS)


def test_the_order_of_a_schedule_does_not_matter():
    """A schedule is a set of dated rates."""
    assert present_value(np.ones(400), GREEN_BOOK[::-1]) == present_value(np.ones(400), GREEN_BOOK)


@given(flows=STREAM, other=STREAM, rate=RATE, factor=st.floats(-100, 100))
@reproducible
def test_present_value_is_linear(flows, other, rate, factor):
    """PV(a x + y) = a PV(x) + PV(y)."""
    n = max(len(flows), len(other))
    x, y = (np.pad(np.array(s), (0, n - len(s))) for s in (flows, other))
    tolerance = 100 * EPS * (abs(factor) * scale_of(x, rate) + scale_of(y, rate))
    expected = factor * present_value(x, rate) + present_value(y, rate)
    assert present_value(factor * x + y, rate) == pytest.approx(expected, abs=tolerance)


@given(flows=STREAM, rate=RATE, delay=st.integers(-10, 30))
@reproducible
def test_waiting_divides_by_a_power_of_the_rate(flows, rate, delay):
    """Moving all times by d divides the present value by (1 + rate)^d."""
    times = np.arange(len(flows))
    expected = present_value(flows, rate) * (1.0 + rate) ** -float(delay)
    tolerance = 200 * EPS * scale_of(flows, rate, times + delay)
    assert present_value(flows, rate, times + delay) == pytest.approx(expected, abs=tolerance)


def test_no_discounting_adds_up():
    """Rate 0 is the plain sum; nothing has no value."""
    assert present_value([1, 2, 3], 0.0) == 6.0
    assert present_value([], 0.03) == 0.0


# net present value and ratio


def test_perry_in_2021_dollars():
    """García et al. 2021 as reproduced in PMC10972614, table 3: net benefit and ratio, without and with 50% deadweight loss."""
    benefits, cost = 303 + 68_348 + 88_065 + 54_048, 23_478
    assert npv([benefits], [cost], 0.03) == pytest.approx(187_287, abs=1)
    assert npv([benefits], [cost * 1.5], 0.03) == pytest.approx(175_548, abs=1)
    assert bcr([benefits], [cost], 0.03) == pytest.approx(9.0, abs=0.05)
    assert bcr([benefits], [cost], 0.03, deadweight=0.5) == pytest.approx(6.0, abs=0.05)


@pytest.mark.parametrize(
    ("benefits", "cost", "net", "ratio"),
    [
        ((5_061, 13_270, 983, 1_181), 13_925, 6_570, 1.47),
        ((7_489, 8_995, 5_931, -3_257), 10_170, 8_988, 1.88),
        ((3_165, 3_845, 291, -1_489), 4_797, 1_015, 1.21),
        ((4_549, 1_068, 539, -4_563), 13_103, -11_509, 0.12),
        ((13_510, 19_730, 10_144, -1_700), 7_260, 34_424, 5.74),
    ],
    ids=["NFP 2023", "NFP 2017", "Healthy Families America 2016", "Early Head Start 2023", "state pre-K 2017"],
)
def test_wsipp(benefits, cost, net, ratio):
    """Washington State Institute for Public Policy: taxpayers, participants, others, indirect; printed to 1 dollar each."""
    assert npv([sum(benefits)], [cost], 0.0) == pytest.approx(net, abs=2)
    assert bcr([sum(benefits)], [cost], 0.0) == pytest.approx(ratio, abs=0.01)


@pytest.mark.parametrize(
    ("deadweight", "ratio", "printed"), [(0.0, 11.01, 0.005), (0.5, 7.33, 0.03), (1.0, 5.50, 0.03)]
)
def test_abc_care_by_deadweight_loss(deadweight, ratio, printed):
    """García et al. 2020 (JPE 128:7), allbc_sens.tex: 11.01 / 7.33 / 5.50 at 0 / 50 / 100%."""
    assert bcr([11.01], [1.0], 0.0, deadweight=deadweight) == pytest.approx(ratio, abs=printed)


@given(benefits=STREAM, costs=STREAM, rate=RATE)
@reproducible
def test_npv_and_ratio_tell_the_same(benefits, costs, rate):
    """npv = (bcr - 1) × PV of costs."""
    cost = present_value(costs, rate)
    assume(abs(cost) >= 1.0)  # no ratio to (almost) nothing
    expected = (bcr(benefits, costs, rate) - 1.0) * cost
    tolerance = 100 * EPS * (scale_of(benefits, rate) + scale_of(costs, rate))
    assert npv(benefits, costs, rate) == pytest.approx(expected, abs=tolerance)


@given(benefits=STREAM, costs=st.lists(st.floats(1, 1e4), min_size=1, max_size=9), rate=RATE, share=st.floats(-0.9, 3))
@reproducible
def test_deadweight_divides_the_ratio(benefits, costs, rate, share):
    """bcr with deadweight λ is bcr / (1 + λ)."""
    expected = bcr(benefits, costs, rate) / (1.0 + share)
    assert bcr(benefits, costs, rate, deadweight=share) == pytest.approx(expected, rel=4 * EPS, abs=1e-300)


@pytest.mark.parametrize("costs", [[0.0], [0.0, 0.0], [], [1.0, -1.0]])
def test_no_ratio_without_costs(costs):
    """A ratio to nothing is refused, also as a ValueError."""
    with pytest.raises(ValueError, match="costs"):
        bcr([1.0], costs, 0.0)


# ratios over draws


def test_two_ratios_of_the_same_draws():
    """Benefits of 10 at costs of 1 or 10, equally likely: 20/11 per euro spent, and 5.5 as the average of the ratios."""
    assert ratio_of_means([10.0, 10.0], [1.0, 10.0]) == pytest.approx(20 / 11, rel=1e-15)
    assert mean_of_ratios([10.0, 10.0], [1.0, 10.0]) == 5.5


DRAWS = st.lists(st.tuples(st.floats(-1e4, 1e4), st.floats(1, 1e4)), min_size=1, max_size=50)


@given(pairs=DRAWS)
@reproducible
def test_only_the_ratio_of_means_has_the_sign_of_the_net_benefit(pairs):
    """E[B]/E[C] > 1 exactly where E[B - C] > 0; and both are the ratio itself where costs are the same in all draws."""
    benefits, costs = np.array(pairs).T
    net = (benefits - costs).sum()
    assume(abs(net) > 1e-6)
    assert (ratio_of_means(benefits, costs) > 1.0) == (net > 0.0)
    level = np.full(len(costs), costs[0])
    expected = benefits.mean() / costs[0]
    tolerance = {"rel": 1e-12, "abs": 1e-12 * np.abs(benefits).max() / costs[0]}
    assert ratio_of_means(benefits, level) == pytest.approx(expected, **tolerance)
    assert mean_of_ratios(benefits, level) == pytest.approx(expected, **tolerance)


@pytest.mark.parametrize(
    ("function", "benefits", "costs", "says"),
    [
        (ratio_of_means, [1.0, 1.0], [1.0, -1.0], "0 on average"), (mean_of_ratios, [1.0, 1.0], [1.0, 0.0], "draw 1"),
        (ratio_of_means, [], [], "at least one"), (mean_of_ratios, [1.0], [1.0, 2.0], "1 and 2"),
        (ratio_of_means, [NAN], [1.0], "finite"), (mean_of_ratios, [[1.0]], [[1.0]], "one-dimensional"),
    ],
)  # fmt: skip
def test_impossible_draws_are_refused(function, benefits, costs, says):
    with pytest.raises(ValueError, match=says):
        function(benefits, costs)


# internal rate of return


@pytest.mark.parametrize(
    ("flows", "rate", "printed"),
    [
        ([-150_000, 15_000, 25_000, 35_000, 45_000, 60_000], 0.0524, 5e-5),
        ([-100, 0, 0, 74], -0.0955, 5e-5),
        ([-100, 39, 59, 55, 20], 0.28095, 5e-6),
        ([-100, 100, 0, 7], 0.06206, 5e-6),
        ([-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, 4789.91, -1], 1.00426, 1e-4),
        ([-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, -1], 0.9688775470209261, 1e-12),
    ],
)
def test_irr_of_numpy_financial_and_pyxirr(flows, rate, printed):
    """Their tests; the last two are numpy-financial's issue 44, where -0.9998 solves as well but lies below -99%."""
    found = irr(flows)
    assert found.status == "unique"
    assert found.value == pytest.approx(rate, abs=printed)


@pytest.mark.parametrize("flows", [[-5, 10.5, 1, -8, 1], [-100, 100, 0, -7]])
def test_irr_is_no_number_where_there_are_several(flows):
    """Two streams of numpy-financial's tests, which returns one of the roots: all of them, and no value."""
    found = irr(flows)
    assert (found.status, found.value) == ("multiple", None)
    solutions = np.roots(flows)
    expected = sorted(x.real - 1 for x in solutions if abs(x.imag) < 1e-9 and 0.01 <= x.real <= 11)
    assert found.roots == pytest.approx(expected, abs=1e-9)
    assert len(expected) > 1


@st.composite
def streams_with_known_rates(draw):
    """A stream that is worth nothing at exactly the drawn rates (all within range and apart), and the rates."""
    steps = draw(st.lists(st.integers(0, 60), min_size=1, max_size=5, unique=True))
    # even in log(1 + rate), at least 0.1 apart, well within -99% to 1,000%
    rates = np.expm1(sorted(-4.0 + 0.1 * step for step in steps))
    outside = draw(st.lists(st.sampled_from([0.001, 0.005, 12.5, 50.0]), max_size=2, unique=True))
    sign = draw(st.sampled_from([-1.0, 1.0]))
    return sign * np.poly([*(1.0 + rates), *outside]), rates


@given(case=streams_with_known_rates())
@reproducible
def test_irr_finds_all_rates_and_no_other(case):
    """A polynomial with known roots: those within -99% and 1,000% are found; unique if there is one."""
    flows, rates = case
    found = irr(flows)
    assert len(found.roots) == len(rates)
    for rate, root in zip(rates, found.roots, strict=True):
        slope = abs(np.polyval(np.polyder(flows), 1 + rate)) * (1 + rate)  # per unit of log(1 + rate)
        error = 100 * EPS * np.polyval(np.abs(flows), 1 + rate) / slope + 1e-13
        assert math.log1p(root) == pytest.approx(math.log1p(rate), abs=error)
    assert found.status == ("unique" if len(rates) == 1 else "multiple")
    assert found.value == (found.roots[0] if len(rates) == 1 else None)


INVESTMENT = st.tuples(st.floats(1, 1e6), st.lists(st.floats(0, 1e6), min_size=1, max_size=110), st.integers(0, 5))


@given(case=INVESTMENT)
@reproducible
def test_npv_at_the_irr_is_nothing(case):
    """First costs, then gains: at the one rate of return the stream is worth nothing; with no rate in range it never is."""
    cost, gains, wait = case
    flows = np.array([-cost, *[0.0] * wait, *gains])
    found = irr(flows)
    assert found.status in ("unique", "none")
    if found.status == "none":  # worth something of one sign at both ends of the range
        assert sum(gains) == 0 or present_value(flows, -0.99 + 1e-9) * present_value(flows, 10 - 1e-9) > 0
        return
    years = len(flows)
    tolerance = (100 * EPS * years + 1e-13 * years) * scale_of(flows, found.value)
    assert present_value(flows, found.value) == pytest.approx(0.0, abs=tolerance)


@given(case=INVESTMENT, factor=st.sampled_from([-3.0, 1e-9, 0.1, 7.0, 1e12]), later=st.integers(1, 40))
@settings(reproducible, max_examples=30)
def test_irr_depends_on_neither_unit_nor_base_year_nor_side(case, factor, later):
    """Scaling a stream, changing its sign or moving it in time changes no rate of return."""
    cost, gains, wait = case
    flows = np.array([-cost, *[0.0] * wait, *gains])
    found, scaled = irr(flows), irr(flows * factor)
    moved = irr(flows, np.arange(len(flows)) + later)
    assert found.status == scaled.status == moved.status
    assert scaled.roots == pytest.approx(found.roots, rel=1e-9, abs=1e-11)
    assert moved.roots == pytest.approx(found.roots, rel=1e-9, abs=1e-11)


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ([-1.0, 1.1, *[0.0] * 20], [0.1]),
        ([*[0.0] * 20, -1.0, 1.1], [0.1]),
        ([-1.0, 1.1, *[0.0] * 300], [0.1]),
        ([-1.0, 0.02, *[0.0] * 110], [-0.98]),
        ([*[0.0] * 200, -1.0, 10.0], [9.0]),
    ],
)  # fmt: skip
def test_years_without_a_flow_change_no_rate(flows, rates):
    """Zeros before or after a stream add nothing to it."""
    assert irr(flows).roots == pytest.approx(rates, rel=1e-9)
    assert irr(flows).status == "unique"


@pytest.mark.parametrize(
    "flows", [[], [0.0, 0.0], [5.0], [1.0, 2.0, 3.0], [-1.0, -2.0], [0.0, -1.0], [-1.0, 100.0, -3_000.0]]
)
def test_no_rate_of_return(flows):
    """Nothing to solve, one sign only, or never worth nothing."""
    found = irr(flows)
    assert (found.value, found.roots, found.status) == (None, (), "none")


@pytest.mark.parametrize(
    ("flows", "status"),
    [
        ([-1.0, 0.0101], "unique"),
        ([-1.0, 0.0099], "none"),
        ([-1.0, 10.99], "unique"),
        ([-1.0, 11.01], "none"),
        ([-1.0, 11.0], "unique"),
        ([-1.0, 0.01], "unique"),
    ],
)
def test_irr_looks_between_minus_99_and_1000_percent(flows, status):
    """Both ends are part of the range."""
    assert irr(flows).status == status


def test_irr_takes_times():
    """A doubling over 7 years, in any order of the rows."""
    for flows, times in (([-1.0, 2.0], [0, 7]), ([2.0, -1.0], [10, 3])):
        assert irr(flows, times).value == pytest.approx(2 ** (1 / 7) - 1, rel=1e-12)


# marginal value of public funds


def test_perry_mvpf():
    """Hendren and Sprung-Keyser 2020: 17,759 less 9,607, 3,941 and 2,805 is a net cost of 1,406, and 43.6 of it."""
    net = 17_759 - 9_607 - 3_941 - 2_805
    assert mvpf(61_302, net) == pytest.approx(43.6, abs=0.05)


@pytest.mark.parametrize(("net_cost", "region"), [(-9_235, "infinite"), (1_406, "ratio"), (12_126, "ratio")])
def test_perry_mvpf_over_its_interval(net_cost, region):
    """The published interval of the net cost spans 0, and with it two regions."""
    assert mvpf_region(61_302, net_cost) == region


@pytest.mark.parametrize(
    ("willingness", "cost", "region", "value"),
    [
        (3.0, 2.0, "ratio", 1.5),
        (-3.0, 2.0, "ratio", -1.5),
        (0.0, 2.0, "ratio", 0.0),
        (3.0, 0.0, "infinite", INF),
        (3.0, -2.0, "infinite", INF),
        (-3.0, -2.0, "saves and harms", NAN),
        (0.0, 0.0, "undefined", NAN),
        (-3.0, 0.0, "undefined", NAN),
    ],
)
def test_regions_of_the_mvpf(willingness, cost, region, value):
    """A number where the government pays, infinite where it does not and people gain, else not a number."""
    assert mvpf_region(willingness, cost) == region
    assert mvpf(willingness, cost) == pytest.approx(value, nan_ok=True)


# friction


@given(period=st.floats(0.01, 2), spell=st.floats(0.01, 2))
@reproducible
def test_friction_is_the_mean_of_what_falls_within_the_period(period, spell):
    """E[min(D, F)] / E[D] of exponential spells, by numbers: the survival function added up from 0 to F."""
    steps = np.linspace(0.0, period, 20_001)
    alive = np.exp(-steps / spell)
    expected = ((alive[1:] + alive[:-1]) / 2 * np.diff(steps)).sum() / spell
    assert friction_share(period, spell) == pytest.approx(expected, rel=1e-3)


def test_friction_at_its_ends():
    """No time to replace: nothing is lost. All the time, or spells of no length: all of it."""
    assert friction_share(0.0, 1.0) == 0.0
    assert friction_share(1e6, 1.0) == 1.0
    assert friction_share(1.0, 0.0) == 1.0
    with pytest.raises(InputError):
        friction_share(-0.1, 1.0)


# cost per effect

POINTS = st.lists(st.tuples(st.integers(-20, 20), st.integers(-20, 20)), min_size=1, max_size=8)


@given(points=POINTS)
@reproducible
def test_the_frontier_is_what_some_threshold_prefers(points):
    """By exhaustion: a strategy on the frontier is best at some value of the effect, one off it never is alone the best.

    Also: ICERs on the frontier rise, and increments add up to the difference with the reference.
    """
    cost, effect = (np.array(axis, float) for axis in zip(*points, strict=True))
    table = icer_table(cost, effect)
    assert sorted(table.index, key=int) == [str(k) for k in range(len(points))]
    on = table[table.status.isin(["reference", "efficient"])]
    assert (on.status.iloc[0], *set(on.status.iloc[1:])) in (("reference",), ("reference", "efficient"))
    icers = on.icer.iloc[1:].to_numpy()
    assert (np.diff(icers) >= 0).all()
    assert (on.incremental_effect.iloc[1:] > 0).all()
    assert on.cost.iloc[0] + on.incremental_cost.iloc[1:].sum() == pytest.approx(on.cost.iloc[-1])
    # all values of the effect at which two strategies are equally good, the gaps between them, and the ends
    slopes = {
        (cost[j] - cost[i]) / (effect[j] - effect[i])
        for i in range(len(points)) for j in range(i) if effect[i] != effect[j]
    }  # fmt: skip
    edges = np.array(sorted(x for x in slopes if x >= 0) or [0.0])
    values = np.concatenate([[0.0], edges, (edges[1:] + edges[:-1]) / 2, edges[:1] / 2, [edges[-1] + 1.0, 1e9]])
    for value in values:
        worth = value * effect - cost
        best = worth.max()
        tie = 1e-9 * (abs(value) + 1) * 40
        assert worth[on.index.astype(int)].max() >= best - tie
    for name in on.index:
        k = int(name)
        assert any(
            (value * effect[k] - cost[k]) >= (value * effect - cost).max() - 1e-9 * (value + 1) for value in values
        )


def test_equal_strategies_and_points_on_a_line():
    """Of two that are the same the first stays; what lies on the line between two others is efficient."""
    table = icer_table([0, 1, 2, 2], [0, 1, 2, 2], ["none", "half", "all", "again"])
    assert table.status.to_dict() == {
        "none": "reference",
        "half": "efficient",
        "all": "efficient",
        "again": "dominated",
    }
    assert table.icer.dropna().to_dict() == {"half": 1.0, "all": 1.0}


@pytest.mark.parametrize(
    ("costs", "effects", "names", "says"),
    [
        ([1.0], [1.0, 2.0], None, "1, 2 and 1"), ([], [], None, "at least 1"), ([1.0, 2.0], [1.0, 2.0], ["a", "a"], "twice"),
        ([1.0, 2.0], [1.0, 2.0], ["a"], "2, 2 and 1"), ([NAN], [1.0], None, "finite"), (["dear"], [1.0], None, "numbers"),
    ],
)  # fmt: skip
def test_impossible_strategies_are_refused(costs, effects, names, says):
    with pytest.raises(InputError, match=says):
        icer_table(costs, effects, names)


# refusals


@pytest.mark.parametrize("kind", [np.int64, np.float32, np.float64, int, float])
@pytest.mark.parametrize("rate", [0, 1])
def test_a_rate_is_any_kind_of_number(kind, rate):
    """0 and 100% a year, as whole or floating-point numbers of Python or NumPy."""
    assert present_value([1.0, 2.0], kind(rate)) == {0: 3.0, 1: 2.0}[rate]


@pytest.mark.parametrize(
    "rate",
    [
        -1.0, -1, -2.0, NAN, INF, -INF, [], [(0, NAN)], [(0, -1.0)], [(0, 0.03), (5, INF)],
        [(NAN, 0.03)], [(0, 0.03), (INF, 0.05)],
        [(0, 0.03), (0, 0.05)],
        [(5, 0.03)],
        None, "3%",
        [0.03], [(0, None)],
        True,
    ],
)  # fmt: skip
def test_impossible_rates_are_refused(rate):
    """A rate is a finite number above -1, or a schedule of such, dated without gap or doubt."""
    with pytest.raises(InputError):
        present_value([1.0, 1.0, 1.0], rate)


@pytest.mark.parametrize(
    ("flows", "times"),
    [
        ([1.0, NAN], None), ([1.0, INF], None), ([[1.0], [2.0]], None), (5.0, None), ([1.0, 2.0], [0]), ([1.0], [NAN]),
        (["much"], None),
    ],
)  # fmt: skip
def test_impossible_flows_are_refused(flows, times):
    """Flows are finite numbers in one row, with a finite time each."""
    with pytest.raises(InputError):
        present_value(flows, 0.03, times)
    with pytest.raises(InputError):
        irr(flows, times)


def test_a_schedule_has_no_past():
    """There is no rate in force before year 0."""
    with pytest.raises(InputError, match="time 0"):
        present_value([1.0, 1.0], GREEN_BOOK, [-1, 0])


@pytest.mark.parametrize("deadweight", [-1.0, NAN, INF, None, "half"])
def test_impossible_deadweight_is_refused(deadweight):
    """A surcharge on costs is finite and leaves them positive."""
    with pytest.raises(InputError):
        bcr([1.0], [1.0], 0.03, deadweight=deadweight)


@pytest.mark.parametrize(
    ("willingness", "cost"),
    [(NAN, 1.0), (1.0, NAN), (INF, 1.0), (1.0, -INF), (None, 1.0), ("a", 1.0)],
)  # fmt: skip
def test_impossible_public_funds_are_refused(willingness, cost):
    """Both figures are finite numbers."""
    with pytest.raises(InputError):
        mvpf(willingness, cost)
