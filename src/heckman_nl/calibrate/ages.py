"""What is solved at each age: death, youth care, school, work, health, quality of life and care, skills."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr

from ..errors import CalibrationError
from ..vocabulary.lines import CARE_COST
from ..vocabulary.state import EDUCATION_GROUPS
from . import solvers
from .driver import FEW, NAMES, Driver, Reading
from .solvers import mean

EMPLOYMENT_REFERENCE_AGE, WAGE_REFERENCE_AGE = 35, 40
FIRST_WORK_AGE = 16
MOST_ON_BENEFIT = 0.95  # of those out of work


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
    """Hazard by age and sex, on the life table; with few left, it grows as the table's."""
    age, key, table = d.age, "mortality.death.hazard", d.life_table
    for sex, chosen in enumerate(d.living):
        if len(chosen) < FEW:
            grows = np.log1p(-table[age, sex]) / np.log1p(-table[age - 1, sex])
            d.set(key, grows * d.value(key)[age - 1, sex], at=(age, sex))
            continue
        eta, weight = reading.of(chosen)
        hazard = solvers.hazard_normaliser(eta, weight / weight.sum(), 0.0, table[age, sex], f"{key} at {age}")
        d.set(key, hazard, at=(age, sex))


def at_two(d: Driver, delay: Reading, overweight: Reading) -> None:
    for reading, key, target in (
        (delay, "early.delay.intercept", "language_delay, 2"),
        (overweight, "early.overweight.intercept", "overweight_at_2, 2"),
    ):
        d.set(key, solvers.logit_intercept(*reading, d.targets.value(target), key))


def care(d: Driver, reading: Reading) -> None:
    """Cuts between the classes of youth care."""
    names = ("youth_care", "supervised_at_home", "foster_care", "residential_care")
    ambulatory, supervised, foster, residential = (d.curve(name) for name in names)
    shares = (ambulatory, supervised + foster + residential, foster + residential, residential)
    points = solvers.squeeze(*reading)
    for k, share in enumerate(shares):
        d.set("youthcare.care.cuts", solvers.probit_cut(*points, share, f"youth care at {d.age}"), at=(d.age, k))


def special_education(d: Driver, reading: Reading) -> None:
    wanted = d.curve("special_education")
    entry(d, reading, "school.special.hazard", d.state.special_education, wanted, 4)


def repeated_year(d: Driver, reading: Reading) -> None:
    """The stock of who ever repeated grows in a line from 4 to 17."""
    entry(d, reading, "school.repeat.hazard", d.state.repeated, d.targets.value("repeated_year") * (d.age - 4) / 13, 5)


def entry(d: Driver, reading: Reading, key: str, state, target: float, first: int) -> None:
    """Hazard of a once-only entry so that the stock reaches its target at this age."""
    hazard = hazard_to_stock(d, reading, state, d.alive, target, f"{key} at {d.age}")
    d.set(key, hazard, at=d.age - first)


def hazard_to_stock(d: Driver, reading: Reading, state, here, target: float, what: str) -> float:
    """Hazard that brings the stock in a state (who has it, has it for good) among `here` to its target.

    Where the stock is beyond it already, nobody new; by more than chance, that is noted.
    """
    well = here[state[here] == 0]
    stock, chance = len(here) - len(well), 3.0 * np.sqrt(target * len(here))
    if stock > target * len(here) + chance:
        d.notes.append(f"{what}: {stock / len(here):.3f} have it already, {target:.3f} is wanted")
    eta, weight = reading.of(well)
    return solvers.hazard_normaliser(eta, weight / len(here), 1.0 - len(well) / len(here), target, what)


def classes(d: Driver, reading: Reading, key: str, target: str) -> None:
    """Cuts of an ordered class with a standard normal: share above each cut."""
    points = solvers.squeeze(*reading)
    shares = np.array([d.targets.value(f"{target}, {k}, 16") for k in range(5)])
    above = shares[::-1].cumsum()[::-1] / shares.sum()
    d.set(key, [solvers.probit_cut(*points, above[k], key) for k in (1, 2, 3, 4)])


def employment(d: Driver, reading: Reading) -> None:
    """Cut of employment by sex, and of the benefits; the loading on V at one reference age."""
    eta, weight = reading
    age, key = d.age, "work.employment"
    if not weight.any():
        return
    if age == EMPLOYMENT_REFERENCE_AGE:
        d.set(f"{key}.V", employment_loading(d, eta, weight))
    eta = eta + d.value(f"{key}.V") * d.state.V
    out = [1.0 - d.curve_up_to("employment", sex, 0.99) for sex in (0, 1)]
    benefits = np.cumsum([d.curve(name) for name in ("disability", "assistance", "unemployed")])
    most = MOST_ON_BENEFIT * np.mean(out)
    if benefits[-1] > most:  # in the registers benefits and work overlap, here they exclude each other
        d.notes.append(f"benefits at {age}: {benefits[-1]:.3f} of {np.mean(out):.3f} out of work, cut to {most:.3f}")
        benefits *= most / benefits[-1]
    for sex, chosen in enumerate(d.living):
        chosen = chosen[weight[chosen] > 0]
        if len(chosen):
            points = solvers.squeeze(eta[chosen], weight[chosen])
            cut = solvers.probit_cut(*points, out[sex], f"{key} at {age}")
            d.set(f"{key}.cuts", cut, at=(age - FIRST_WORK_AGE, sex))
            # benefits are known for both sexes together: each gets them in proportion to who is out of work
            for k, share in zip((2, 1, 0), benefits * out[sex] / np.mean(out), strict=True):
                d.set(
                    "work.benefit.cuts",
                    solvers.probit_cut(*points, share, f"benefits at {age}"),
                    at=(age - FIRST_WORK_AGE, k, sex),
                )


def employment_loading(d: Driver, eta, weight) -> float:
    """Loading on V that gives the employment of the low educated, with the cuts solved by sex."""
    out = [1.0 - d.curve("employment", sex) for sex in (0, 1)]
    wanted = 1.0 - d.targets.value("employment_by_education, education low, 25-44")
    v, low = d.state.V, (d.state.level < 2) & (weight > 0)
    chosen = [living[weight[living] > 0] for living in d.living]

    def miss(loading):
        beyond = np.zeros_like(eta)
        for sex in (0, 1):
            shifted, mass = eta[chosen[sex]] + loading * v[chosen[sex]], weight[chosen[sex]]
            beyond[chosen[sex]] = ndtr(shifted - solvers.probit_cut(shifted, mass, out[sex], "work.employment"))
        return mean(beyond[low], weight[low]) - wanted

    return solvers.solve(miss, -solvers.LOADING_BOUND, solvers.LOADING_BOUND, "work.employment.V")


def wages(d: Driver, reading: Reading) -> None:
    """Level of wages at this age, on the mean over education; the loading at one reference age on the low educated."""
    working = reading.weight > 0
    if not working.any():
        return
    curves = np.array([d.curve("earnings", education=e) for e in EDUCATION_GROUPS])
    group = np.where(d.state.level < 2, 0, np.where(d.state.level == 2, 1, 2))[working]
    wanted, v, eta = curves[group], d.state.V[working], reading.eta[working]

    def level(loading):
        return np.log(wanted.mean() / np.exp(eta + loading * v).mean())

    if d.age == WAGE_REFERENCE_AGE:
        low = group == 0

        def miss(minus):
            return wanted[low].mean() / np.exp(level(-minus) + eta[low] - minus * v[low]).mean() - 1.0

        d.set("work.wage.V", -solvers.solve(miss, -1.0, 1.0, "work.wage.V"))
    d.set("work.wage.normaliser", level(d.value("work.wage.V")), at=d.age - FIRST_WORK_AGE)


def depression(d: Driver, reading: Reading) -> None:
    """Normaliser by age and sex: onset among the well, and the part of the ill that stays ill, make the prevalence."""
    key, age = "health.depression.normaliser", d.age
    stays = d.value("health.depression.stays")
    depressed = d.state.depressed == 1
    for sex, chosen in enumerate(d.living):
        if len(chosen) < FEW:
            d.keep(key, age, sex)
            continue
        ill = depressed[chosen]
        parts = [(*solvers.squeeze(*reading.of(chosen[~ill])), 0.0)]
        if ill.any():
            parts.append((*solvers.squeeze(*reading.of(chosen[ill])), stays))
        wanted = d.curve_up_to("depression", sex, 0.9) * len(chosen)

        def miss(a, parts=parts, wanted=wanted):
            return sum(np.dot(np.maximum(least, expit(a + eta)), weight) for eta, weight, least in parts) - wanted

        d.set(key, solvers.solve(miss, -solvers.BOUND, solvers.BOUND, f"{key} at {age}"), at=(age, sex))


def chronic(d: Driver, diabetes: Reading, cardiovascular: Reading) -> None:
    """Hazard by age and sex of each disease, so that those who live with it reach the prevalence."""
    age = d.age
    for reading, key, target, state in (
        (diabetes, "health.diabetes.hazard", "diabetes", d.state.diabetic),
        (cardiovascular, "health.cardiovascular.hazard", "cardiovascular", d.state.cardiovascular),
    ):
        for sex, here in enumerate(d.living):
            if len(here) < FEW:
                d.keep(key, age, sex)
                continue
            wanted = d.curve_up_to(target, sex, 0.95)
            d.set(key, hazard_to_stock(d, reading, state, here, wanted, f"{key} at {age}"), at=(age, sex))


def wellbeing(d: Driver, utility: Reading, disease: Reading) -> None:
    """Quality of life of the healthy, and residual care, from their totals at this age."""
    age, key = d.age, "health.utility.norm"
    left, lived = utility
    for sex, here in enumerate(d.living):
        if len(here) < FEW:
            d.keep(key, age, sex)
            continue
        norm = d.curve("quality_of_life", sex) / mean(left[here], lived[here])
        d.set(key, min(1.0, norm), at=(age, sex))
        if norm > 1.0:
            d.notes.append(f"quality of life at {age}, {NAMES[sex]}: norm {norm:.3f} cut to 1")
    if (lived > 0).sum() < FEW:
        d.set("health.residual.care", d.value("health.residual.care")[age - 1], at=age)
        return
    wanted = d.curve("care_spending")
    deaths = np.sum(lived == 0.5)
    booked = d.ledger.cells[0, age, list(CARE_COST)].sum()  # neonatal care and asthma
    other = np.dot(disease.eta, lived) + deaths * d.value("health.last_year.cost")[age] + booked
    residual = wanted - other / lived.sum()
    if residual < 0:
        raise CalibrationError(
            f"care at {age}: disease and last-year care ({other / lived.sum():.0f} EUR) exceed all spending ({wanted:.0f} EUR)"
        )
    d.set("health.residual.care", residual, at=age)


def skills(d: Driver) -> None:
    """Location and scale of this period, so that both skills have mean 0 and spread 1.

    Before location and shock the next value is linear in the scale (but for the few with an induced deviation), so two
    readings suffice.
    """
    k = d.age // 2
    shock = d.value("skills.shock.sd")[k].copy()
    readings = []
    d.packed["skills"]["shock_sd"][0, k] = 0.0
    for scale in (0.9, 1.1):
        for which in (0, 1):
            d.set("skills.location", 0.0, at=(k, which))
            d.set("skills.scale", scale, at=(k, which))
        readings.append(d.read("cognitive", "socioemotional"))
    d.packed["skills"]["shock_sd"][0, k] = shock
    for which in (0, 1):
        (lower, weight), (upper, _) = readings[0][which], readings[1][which]
        slope = (upper - lower) / 0.2
        at_zero = lower - 0.9 * slope

        def miss(scale, x=at_zero, slope=slope, weight=weight, shock=shock[which]):
            y = x + scale * slope
            return mean(y * y, weight) - mean(y, weight) ** 2 - (1.0 - shock**2)

        scale = solvers.solve(miss, 0.5, 3.0, f"skills.scale at {d.age + 1}")
        d.set("skills.scale", scale, at=(k, which))
        d.set("skills.location", -mean(at_zero + scale * slope, weight), at=(k, which))
