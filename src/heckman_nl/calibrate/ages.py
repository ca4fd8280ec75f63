"""What is solved at each age: death, youth care, school, work, health, quality of life and care, skills."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr

from ..errors import CalibrationError
from ..lifecourse.youthcare import GUARDIANSHIP, SUPERVISION
from ..vocabulary.lines import CARE_COST
from . import loadings, solvers
from .driver import FEW, NAMES, Driver, Reading
from .solvers import mean

EMPLOYMENT_REFERENCE_AGE, WAGE_REFERENCE_AGE = 35, 42
FIRST_WORK_AGE, FIRST_CHRONIC, ADULT = 16, 20, 18
MOST_ILL = 0.95  # of those who may have a disease, or be dependent
MOST_ON_BENEFIT, MOST_DISABLED = 0.95, 0.9  # of those out of work
WOMAN_AGES = (25, 35, 45, 55)  # from which women become unfit for work at another rate against men


def infant_targets(d: Driver) -> np.ndarray:
    """Death in the first year per live birth from 24+0 weeks, by sex."""
    share, death = d.parameters.value("life_table.before_24"), d.parameters.value("life_table.before_24_death")
    return (d.life_table[0] - share * death) / (1.0 - share)


def infant_death(d: Driver, reading: Reading, neonatal: tuple[float, float]) -> None:
    """Intercepts of death between 28 days and one year: what neonatal death leaves of the infant deaths."""
    for sex, infant in enumerate(infant_targets(d)):
        rest = (infant - neonatal[sex]) / (1.0 - neonatal[sex])
        value = solvers.logit_intercept(*reading.of(d.living[sex]), rest, "mortality.infant.intercept")
        d.set("mortality.infant.intercept", value, at=sex)


def death(d: Driver, reading: Reading) -> None:
    """Hazard by age and sex, on the life table; with few left, it grows as the table's. Who dies lives half of the year."""
    age, key, table = d.age, "mortality.death.hazard", d.life_table
    if age == loadings.DEATH_AGE:
        reading = loadings.death(d, reading)
    for sex, chosen in enumerate(d.living):
        eta, weight = reading.of(chosen)
        before = d.value(key)[age - 1, sex]
        if len(chosen) < FEW:
            hazard = before * np.log1p(-table[age, sex]) / np.log1p(-table[age - 1, sex])
        else:
            share = weight / weight.sum()
            hazard = solvers.hazard_normaliser(eta, share, 0.0, table[age, sex], f"{key} at {age}", before)
        d.set(key, hazard, at=(age, sex))
        d.years[chosen] = 1.0 + 0.5 * np.expm1(-hazard * np.exp(eta))


def at_two(d: Driver, delay: Reading, overweight: Reading) -> None:
    for reading, key, target in (
        (delay, "early.delay.intercept", "language_delay, 2"),
        (overweight, "early.overweight.intercept", "overweight_at_2, 2"),
    ):
        d.set(key, solvers.logit_intercept(*reading, d.targets.value(target), key))


def care(d: Driver, reading: Reading) -> None:
    """Cuts between the classes of youth care, and the part of placed children in residential care."""
    names = ("youth_care", "supervised_at_home", "foster_care", "residential_care")
    ambulatory, supervised, foster, residential = (d.curve(name) for name in names)
    shares = (ambulatory, supervised + foster + residential, foster + residential)
    here = d.alive
    keep = d.value("youthcare.care.persistence") if d.age > 0 else 0.0
    spread = np.sqrt(1.0 - keep * keep)  # of what is new in the need this year
    eta = (reading.eta[here] + keep * d.state.care_need[here]) / spread
    order = d.state.protection[here]
    stays = np.where(order == GUARDIANSHIP, 1.0 - d.value("youthcare.placed.guardianship_ends"), 0.0)
    eased = (order == SUPERVISION) * d.value("youthcare.care.supervised_last_year") / spread
    least = np.zeros(len(here))
    for k, own in ((2, eta), (1, eta + eased), (0, eta)):
        wanted = shares[k] * len(here) - stays.sum()
        cut = care_cut(own, 1.0 - stays, wanted, least, f"youth care at {d.age}")
        d.set("youthcare.care.cuts", cut * spread if cut < solvers.BOUND else cut, at=(d.age, k))
        least = np.where(order == SUPERVISION, ndtr(own - cut), 0.0)  # whom an order of last year keeps in care
    d.set("youthcare.care.residential", residential / (foster + residential), at=d.age)


def care_cut(eta: np.ndarray, weight: np.ndarray, wanted: float, least: np.ndarray, what: str) -> float:
    """Cut beyond which so many come; `least` is the lowest chance of each. BOUND where those who stay are enough."""
    kept = least > 0
    points, mass = solvers.squeeze(eta[~kept], weight[~kept])
    points, mass = np.concatenate([points, eta[kept]]), np.concatenate([mass, weight[kept]])
    low = np.concatenate([np.zeros(len(points) - kept.sum()), least[kept]])
    if wanted <= solvers.dot(mass, low):
        return solvers.BOUND
    return -solvers.solve_mean(solvers.PROBIT, points, mass, wanted, what, low, start=-9.0)


def special_education(d: Driver, reading: Reading) -> None:
    wanted = d.curve("special_education")
    entry(d, reading, "school.special.hazard", wanted, 4)


def repeated_year(d: Driver, reading: Reading) -> None:
    """The stock of who ever repeated grows in two lines, from 4 to 11 and from there to 17."""
    by_11, by_17 = d.targets.value("repeated_primary"), d.targets.value("repeated_year")
    wanted = np.interp(d.age, [4, 11, 17], [0.0, by_11, by_17])
    entry(d, reading, "school.repeat.hazard", wanted, 5)


def entry(d: Driver, reading: Reading, key: str, target: float, first: int) -> None:
    """Hazard of a once-only entry so that the stock reaches its target at this age."""
    hazard = hazard_to_stock(d, reading, reading.weight == 0, d.alive, target, f"{key} at {d.age}")
    d.set(key, hazard, at=d.age - first)


def hazard_to_stock(d: Driver, reading: Reading, ill, here, target: float, what: str, start=None, stays=None) -> float:
    """Hazard that brings the stock in a state (`ill`, for good, where it is true) among `here` to its target.

    Persons count by what they live of the year, since a target is a share of that; `stays` is everyone's chance not to be
    taken out of the state this year. Where the stock is beyond it already, nobody new; by more than chance, that is noted.
    """
    years = d.years if stays is None else d.years * stays
    sick, well, all_years = here[ill[here]], here[~ill[here]], d.years[here].sum()
    already, chance = years[sick].sum() / all_years, 3.0 * np.sqrt(target / len(here))
    if already > target + chance:
        d.notes.append(f"{what}: {already:.3f} have it already, {target:.3f} is wanted")
    eta, weight = reading.of(well)
    return solvers.hazard_normaliser(eta, weight * years[well] / all_years, already, target, what, start)


def classes(d: Driver, reading: Reading, key: str, target: str) -> None:
    """Cuts of an ordered class with a standard normal: share above each cut."""
    shares = np.array([d.targets.value(f"{target}, {k}, 16") for k in range(5)])
    above = shares[::-1].cumsum()[::-1] / shares.sum()
    if target == "attained_level":
        before = d.value("school.level.V")
        without = reading.eta - before * d.state.V
        loadings.threshold(d, "school.level.V", without, [(d.alive, above[4])])
        reading = Reading(without + d.value("school.level.V") * d.state.V, reading.weight)
    points = solvers.squeeze(*reading)
    d.set(key, [solvers.probit_cut(*points, above[k], key) for k in (1, 2, 3, 4)])


def by_sex(d: Driver, wanted: float, woman: float, people: tuple) -> np.ndarray:
    """A share of all as the shares of men and women, of whom `woman` are for each man; people : numbers, by sex."""
    shares, many = np.array([1.0, woman]), np.array([len(here) for here in people])
    return shares * wanted * many.sum() / solvers.dot(shares, many) if many.any() else shares


def disability(d: Driver, reading: Reading) -> np.ndarray:
    """Hazard of becoming unfit for work, of who has left school; returns everyone's chance to be unfit this year.

    The stock of all is reached by an inflow of women that is so many times that of men, by age.
    """
    key, chance = "work.disability.hazard", 1.0 * ((d.state.disabled == 1) | (d.state.long_term_care == 1))
    grown = tuple(here[d.state.leaving_age[here] <= d.age] for here in d.living)
    many = np.array([len(here) for here in grown])
    unfit = np.array([chance[here].sum() for here in grown])
    rates = np.array([1.0, d.value("work.disability.woman")[np.searchsorted(WOMAN_AGES, d.age, side="right")]])
    wanted = d.curve("disability") * many.sum()
    new = max(0.0, wanted - unfit.sum())
    if not new and unfit.sum() > wanted + 3.0 * np.sqrt(wanted):
        d.notes.append(
            f"disability at {d.age}: {unfit.sum() / many.sum():.4f} are unfit already, {wanted / many.sum():.4f} is wanted"
        )
    entering = new * rates * (many - unfit) / max(1.0, solvers.dot(rates, many - unfit))
    for sex, here in enumerate(grown):
        if not len(here):
            continue
        share = (unfit[sex] + entering[sex]) / many[sex]
        most = MOST_DISABLED * (1.0 - d.curve_up_to("employment", sex, 0.99))
        if share > most:  # in the registers benefits and work overlap, here they exclude each other
            d.notes.append(f"disability at {d.age}, {NAMES[sex]}: {share:.3f} cut to {most:.3f}")
        wanted = min(share, most)
        hazard = hazard_to_stock(d, reading, chance > 0, here, wanted, f"{key} at {d.age}") if new else 0.0
        d.set(key, hazard, at=(d.age, sex))
        eta, weight = reading.of(here)
        chance[here] = np.where(weight > 0, -np.expm1(-hazard * np.exp(eta)), 1.0)
    return chance


def employment(d: Driver, reading: Reading, disabled: np.ndarray) -> None:
    """Cuts of employment and of the benefits of who is fit for work, by sex; the loading on V at one reference age.

    disabled : (births,) chance to be unfit for work this year.
    """
    eta, weight = reading
    age, key = d.age, "work.employment"
    if not weight.any():
        return
    if age == EMPLOYMENT_REFERENCE_AGE:
        for sex in (0, 1):
            d.set(f"{key}.V", employment_loading(d, sex, eta, weight, disabled), at=sex)
        d.solve_earlier("employment")
    grown = tuple(here[weight[here] > 0] for here in d.living)
    assistance = by_sex(d, d.curve("assistance"), d.value("work.benefit.woman"), grown)
    for sex, chosen in enumerate(grown):
        if not len(chosen):
            continue
        fit = 1.0 - disabled[chosen]
        able = fit.mean()
        out = out_of_work(d, sex, able)
        benefits = np.array([assistance[sex], d.curve("unemployed")]) / able
        if benefits.sum() > MOST_ON_BENEFIT * out:
            d.notes.append(f"benefits at {age}, {NAMES[sex]}: {benefits.sum():.3f} cut to {MOST_ON_BENEFIT * out:.3f}")
            benefits *= MOST_ON_BENEFIT * out / benefits.sum()
        shares = (out, out - benefits[1], benefits[0])
        place = (sex, working_rows(d, chosen), eta[chosen], d.state.V[chosen], fit, shares, f"{key} at {age}")
        if age < EMPLOYMENT_REFERENCE_AGE:
            d.keep_for_later("employment", place_cuts, place)
        place_cuts(d, *place)


def place_cuts(
    d: Driver, sex: int, rows: int | slice, eta, v, fit, shares: tuple[float, float, float], what: str
) -> None:
    """Cuts of a place in the labour market at one age, given the loading on V as it is now."""
    points = solvers.squeeze(eta + d.value("work.employment.V")[sex] * v, fit)
    out, second, third = (solvers.probit_cut(*points, share, what) for share in shares)
    d.set("work.employment.cuts", out, at=(rows, sex))
    d.set("work.benefit.cuts", second, at=(rows, 0, sex))
    d.set("work.benefit.cuts", third, at=(rows, 1, sex))


def working_rows(d: Driver, chosen: np.ndarray) -> int | slice:
    """Row of this age in a table from 16 on, with those before it where none of these has left school earlier."""
    row = d.age - FIRST_WORK_AGE
    return row if (d.state.leaving_age[chosen] < d.age).any() else slice(0, row + 1)


def out_of_work(d: Driver, sex: int, able: float) -> float:
    """Share without work of those who are fit for it, who are a share `able` of all."""
    return 1.0 - d.curve_up_to("employment", sex, 0.99) / able


def employment_loading(d: Driver, sex: int, eta, weight, disabled) -> float:
    """Loading on V of one sex that gives the odds of employment of the high against the low educated."""
    here = d.living[sex][weight[d.living[sex]] > 0]
    odds_ratio, high, low = loadings.gradient(d, "work.employment.V", sex)
    high, low, fit = high[here], low[here], 1.0 - disabled[here]
    score, v, out = eta[here], d.state.V[here], out_of_work(d, sex, fit.mean())

    def miss(loading):
        shifted = score + loading * v
        working = fit * ndtr(solvers.probit_cut(shifted, fit, out, "work.employment") - shifted)
        of_low, of_high = working[low].mean(), working[high].mean()
        return np.log(of_high / (1.0 - of_high) * (1.0 - of_low) / of_low / odds_ratio)

    most = solvers.most_loading(solvers.PROBIT)
    return solvers.solve(miss, -most, most, f"work.employment.V of {NAMES[sex]}")


def wages(d: Driver, reading: Reading) -> None:
    """Level of wages at this age, on the mean of all; the loading at one reference age on the low educated."""
    working = reading.weight > 0
    if not working.any():
        return
    wanted, v, eta = d.curve("earnings_all"), d.state.V[working], reading.eta[working]

    def level(loading):
        return np.log(wanted / np.exp(eta + loading * v).mean())

    if d.age == WAGE_REFERENCE_AGE:
        low = d.low_level()[working]
        row, everyone = d.targets.row("earnings", "low"), d.targets.at_age("earnings_all", d.age)
        wanted_low = wanted * row.value / everyone.value

        def miss(minus):
            return wanted_low / np.exp(level(-minus) + eta[low] - minus * v[low]).mean() - 1.0

        d.set("work.wage.V", -solvers.solve(miss, -1.0, 1.0, "work.wage.V"))
        d.solve_earlier("wages")
    rows = working_rows(d, working)
    if d.age < WAGE_REFERENCE_AGE:
        d.keep_for_later("wages", wage_level, (rows, level))
    wage_level(d, rows, level)


def wage_level(d: Driver, rows: int | slice, level) -> None:
    """Level of wages at one age, given the loading on V as it is now."""
    d.set("work.wage.normaliser", level(d.value("work.wage.V")), at=rows)


def mood(d: Driver, depression: Reading, anxiety: Reading) -> None:
    """Normalisers of depression and of anxiety by age and sex: the two prevalences, given last year's states."""
    age = d.age
    normalise(d, "health.depression", depression)
    low = chances(d, "health.depression", depression)
    normalise(d, "health.anxiety", anxiety, low)
    if age == loadings.MOOD_AGE:
        loadings.step(d, solvers.LOGIT, "health.depression.V", low)


def normalise(d: Driver, key: str, reading: Reading, taken: np.ndarray | None = None) -> None:
    """Solve the normaliser of a recurrent state at this age; who is ill has no weight in the reading.

    Onset among the well and the part of the ill that stays ill make the prevalence; `taken` is the chance of a worse
    state, which leaves the rest to this one.
    """
    age, target, name = d.age, key.split(".")[1], f"{key}.normaliser"
    stays = d.value(f"{key}.stays")
    for sex, here in enumerate(d.living):
        if len(here) < FEW:
            d.keep(name, age, sex)
            continue
        eta, well = reading.of(here)
        weight, was = np.ones(len(here)) if taken is None else 1.0 - taken[here], well == 0
        points, mass = solvers.squeeze(eta[~was], weight[~was])
        least = np.zeros(len(points))
        if was.any():
            more, more_mass = solvers.squeeze(eta[was], weight[was])
            points, mass = np.concatenate([points, more]), np.concatenate([mass, more_mass])
            least = np.concatenate([least, np.full(len(more), stays)])
        wanted = d.curve_up_to(target, sex, 0.9) * len(here)
        if wanted <= 1.01 * solvers.dot(mass, least):  # those who stay ill are as many already
            nobody_begins(d, name, sex)
            continue
        before = d.value(name)[age - 1, sex]
        a = solvers.solve_mean(solvers.LOGIT, points, mass, wanted, f"{name} at {age}", least, before)
        d.set(name, a, at=(age, sex))


def nobody_begins(d: Driver, name: str, sex: int) -> None:
    """Who stays ill is as many as the target already: nobody is newly ill this year."""
    d.notes.append(f"{name} at {d.age}, {NAMES[sex]}: nobody begins, since who stays ill is as many as the target")
    d.set(name, -solvers.BOUND, at=(d.age, sex))


def chances(d: Driver, key: str, reading: Reading) -> np.ndarray:
    """Everyone's chance of a recurrent state at this age; zero where few are left."""
    out, stays = np.zeros(d.births), d.value(f"{key}.stays")
    for sex, here in enumerate(d.living):
        if len(here) >= FEW:
            a = d.value(f"{key}.normaliser")[d.age, sex]
            eta, well = reading.of(here)
            out[here] = np.maximum(expit(a + eta), stays * (1.0 - well))
    return out


def asthma(d: Driver, reading: Reading) -> None:
    """Normaliser of asthma of adults by age and sex: who begins makes up for who has stopped."""
    name = "health.asthma_adult.normaliser"
    for sex, here in enumerate(d.living):
        if len(here) < FEW:
            d.keep(name, d.age, sex)
            continue
        eta, well = reading.of(here)
        wanted = d.curve("asthma_at_adult_ages", sex) * len(here) - expit(eta[well == 0]).sum()
        if wanted <= 0.0:
            nobody_begins(d, name, sex)
            continue
        points = solvers.squeeze(eta, well)
        a = solvers.solve_mean(solvers.LOGIT, *points, wanted, f"{name} at {d.age}", start=-6.0)
        d.set(name, a, at=(d.age, sex))


CHRONIC = ("diabetes", "cardiovascular", "copd")


def chronic(d: Driver, *readings: Reading) -> None:
    """Hazard by age and sex of diabetes, heart disease and COPD, so that those who live with it reach the prevalence."""
    for name, reading in zip(CHRONIC, readings, strict=True):
        stock(d, reading, f"health.{name}.hazard", name, reading.weight == 0)


def stock(d: Driver, reading: Reading, key: str, target: str, ill: np.ndarray, barred: np.ndarray | None = None):
    """Hazard by age and sex so that the stock in a state reaches its target at this age; `barred` is the chance that someone cannot have it."""
    for sex, here in enumerate(d.living):
        if len(here) < FEW:
            d.keep(key, d.age, sex)
            continue
        at_risk = 1.0 if barred is None else 1.0 - solvers.mean(barred[here], d.years[here])
        wanted = d.curve_up_to(target, sex, MOST_ILL * at_risk)
        before, stays = d.value(key)[d.age - 1, sex], None if barred is None else 1.0 - barred
        hazard = hazard_to_stock(d, reading, ill, here, wanted, f"{key} at {d.age}", before, stays)
        d.set(key, hazard, at=(d.age, sex))


def dependence(d: Driver, long_term: Reading, support: Reading) -> None:
    """Entry into long-term care; into social support of who is not in long-term care, nor comes into it this year."""
    dependent = long_term.weight == 0
    stock(d, long_term, "care.long_term.hazard", "long_term_care", dependent)
    if d.age >= ADULT:
        supported = (support.weight == 0) & ~dependent
        hazard = d.value("care.long_term.hazard")[d.age].take(d.state.sex)
        barred = np.where(dependent, 1.0, -np.expm1(-hazard * np.exp(long_term.eta)))
        stock(d, support, "care.support.hazard", "wmo_support", supported, barred)


def habits(d: Driver, smoking: Reading, substance: Reading) -> None:
    """Cuts of smoking and of substance use disorder by age and sex."""
    if d.age == loadings.SMOKING_AGE:
        loadings.smoking(d, smoking)
    for reading, key, target in (
        (smoking, "adolescence.smoking.cuts", "smokers"),
        (substance, "adolescence.substance.cuts", "substance_disorder"),
    ):
        for sex, here in enumerate(d.living):
            if len(here) < FEW:
                d.keep(key, d.age, sex)
                continue
            d.set(key, solvers.quantile_cut(reading.eta[here], d.curve_up_to(target, sex, 0.95)), at=(d.age, sex))


def weight(d: Driver, reading: Reading) -> None:
    """Cuts of overweight and obesity by age and sex; before them, once, the loading on V, with which this year is lived."""
    key, eta = "health.bmi.cuts", reading.eta
    if d.age == loadings.WEIGHT_AGE:
        before = d.value("health.bmi.V")
        loadings.weight(d, reading)
        eta = eta + (d.value("health.bmi.V") - before) * d.state.V
    for sex, here in enumerate(d.living):
        if len(here) < FEW:
            d.set(key, d.value(key)[d.age - 1, :, sex], at=(d.age, slice(None), sex))
            continue
        for k, target in enumerate(("overweight_adults", "obese")):
            d.set(key, solvers.quantile_cut(eta[here], d.curve_up_to(target, sex, 0.95)), at=(d.age, k, sex))


def offending(d: Driver, reading: Reading) -> None:
    """Cuts of being registered as a suspect and normalisers of detention by age and sex; the lifelong part is in the score, the yearly is not."""
    rest = np.sqrt(1.0 - d.value("adolescence.offending.persistence"))
    inside = (
        d.value("adolescence.offending.detained")
        if d.age >= ADULT
        else [d.value("adolescence.offending.detained_young")] * 2
    )
    trait = d.value("adolescence.offending.detained_trait") * d.state.offending_trait
    shares = by_sex(d, d.curve("suspects"), d.value("adolescence.offending.woman")[int(d.age >= ADULT)], d.living)
    for sex, here in enumerate(d.living):
        eta, mass = reading.of(here)
        wanted = shares[sex]
        before = d.value("adolescence.offending.cuts")[d.age - 1, sex] / rest
        cut = solvers.probit_cut(eta / rest, mass, wanted, f"suspects at {d.age}", before)
        d.set("adolescence.offending.cuts", cut * rest if cut < solvers.BOUND else cut, at=(d.age, sex))
        suspect = mass * ndtr(eta / rest - cut)
        normaliser = solvers.logit_intercept(trait[here], suspect, inside[sex], f"detained at {d.age}", start=-1.5)
        d.set("adolescence.offending.detained_normaliser", normaliser, at=(d.age, sex))


def fertility(d: Driver, reading: Reading) -> None:
    """Normaliser of a birth by age and sex."""
    key, chance = "nextgen.fertility.normaliser", np.zeros(d.births)
    for sex, here in enumerate(d.living):
        eta, mass = reading.of(here)
        wanted = d.curve("fertility", sex)
        if wanted <= 0.0:
            d.set(key, -solvers.BOUND, at=(d.age, sex))
            continue
        points = solvers.squeeze(eta, mass)
        a = solvers.solve_mean(solvers.LOGIT, *points, wanted * len(here), f"{key} at {d.age}", start=-3.0)
        d.set(key, a, at=(d.age, sex))
        chance[here] = expit(a + eta)
    if d.age == loadings.PARENT_AGE:
        loadings.step(d, solvers.LOGIT, "nextgen.fertility.V", chance)


def mother(d: Driver, mood: Reading, work: Reading, later: Reading) -> None:
    """Depression, work and next births of the mother by the child's age."""
    age, living = d.age, d.alive
    mean_age = min(round(d.parameters.value("household.age.mean")) + age, 66)
    followed = living[mood.weight[living] > 0]  # whose mother is not too old
    if len(followed) < FEW:
        for key in ("parents.depression.normaliser", "parents.work.normaliser"):
            d.set(key, d.value(key)[age - 1], at=age)
        return
    eta, mass = mood.of(followed)
    was = d.state.mother_depressed[followed] == 1
    least = np.where(was, d.value("parents.depression.stays"), 0.0)
    wanted = d.targets.curve("depression", NAMES[1], None, d.survivors)[mean_age] * mass.sum()
    key = "parents.depression.normaliser"
    before = d.value(key)[age - 1]
    d.set(key, solvers.solve_mean(solvers.LOGIT, eta, mass, wanted, f"{key} at {age}", least, before), at=age)
    key = "parents.work.normaliser"
    eta, mass = work.of(living)
    last = min(age, d.targets.last_age("mothers_in_work"))  # beyond it few mothers are under 67
    wanted = d.targets.curve("mothers_in_work", None, None, d.survivors)[last]
    a = solvers.logit_intercept(eta, mass, wanted, f"{key} at {age}", d.value(key)[age - 1])
    d.set(key, a, at=age)
    key = "parents.next.normaliser"
    if 1 <= age < len(d.value(key)):
        eta, mass = later.of(living)
        wanted = d.curve("next_births") * len(living)
        a = solvers.solve_mean(solvers.LOGIT, eta, mass, wanted, f"{key} at {age}", start=-2.0)
        d.set(key, a, at=age)


def wellbeing(d: Driver, utility: Reading, booked: Reading) -> None:
    """Quality of life without the simulated conditions, and residual care, by sex, from their totals at this age."""
    age, key = d.age, "health.utility.norm"
    left, lived = utility
    for sex, here in enumerate(d.living):
        if len(here) < FEW:
            d.keep(key, age, sex)
            d.keep("care.residual.care", age, sex)
            continue
        norm = d.curve("quality_of_life", sex) / mean(left[here], lived[here])
        d.set(key, min(1.0, norm), at=(age, sex))
        if norm > 1.0:
            d.notes.append(f"quality of life at {age}, {NAMES[sex]}: norm {norm:.3f} cut to 1")
        residual_care(d, sex, booked.eta[here], lived[here])


def residual_care(d: Driver, sex: int, booked: np.ndarray, lived: np.ndarray) -> None:
    """What is left of care spending by age and sex after diseases, dependence, the last year, and what is booked apart."""
    age = d.age
    wanted, years = d.curve("care_spending", sex), lived.sum()
    deaths = np.sum(lived == 0.5)
    apart = d.ledger.cells[0, age, CARE_COST[sex]]  # neonatal care, asthma of children, addiction
    other = (solvers.dot(booked, lived) + deaths * d.value("care.last_year.cost")[age] + apart) / years
    if wanted < other and age > d.targets.last_age("care_spending"):  # no figure: both are continued lines
        d.notes.append(f"care at {age}, {NAMES[sex]}: {wanted:.0f} EUR wanted, states cost {other:.0f}; residual 0")
        wanted = other
    if wanted < other:
        raise CalibrationError(
            f"care at {age}, {NAMES[sex]}: what states and last years cost ({other:.0f} EUR) exceeds all spending "
            f"({wanted:.0f} EUR)"
        )
    d.set("care.residual.care", wanted - other, at=(age, sex))


def skills(d: Driver) -> None:
    """Location and scale of this period, so that both skills have mean 0 and spread 1.

    Before location and shock the next value is linear in the scale (but for the few with an induced deviation), so two
    readings suffice.
    """
    k = d.age // 2
    shock, weight = d.value("skills.shock.sd")[k], 1.0 * ~d.gone
    readings = []
    for scale in (0.9, 1.1):
        for which in (0, 1):
            d.set("skills.location", 0.0, at=(k, which))
            d.set("skills.scale", scale, at=(k, which))
        readings += d.read("skills")
    for which in (0, 1):
        lower, upper = readings[0][which], readings[1][which]
        slope = (upper - lower) / 0.2
        at_zero = lower - 0.9 * slope

        def miss(scale, x=at_zero, slope=slope, shock=shock[which]):
            y = x + scale * slope
            return mean(y * y, weight) - mean(y, weight) ** 2 - (1.0 - shock**2)

        scale = solvers.solve(miss, 0.25, 3.0, f"skills.scale at {d.age + 1}")
        d.set("skills.scale", scale, at=(k, which))
        d.set("skills.location", -mean(at_zero + scale * slope, weight), at=(k, which))
