"""What is solved from conception to the first months: household, pregnancy, birth, the first year."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr, ndtri

from ..lifecourse.birth import OLDER, OLDEST
from . import loadings, solvers
from .driver import Driver, Reading
from .solvers import mean


def household(d: Driver) -> None:
    """The poverty line in income, and the cuts of the vulnerability score."""
    target = d.targets.value
    cut = d.value("household.poverty.prevalence")
    line = np.exp(d.value("household.income.log_mean") - d.value("household.income.log_sd") * cut)
    d.set("household.income.line", line)
    first, score = d.until("household", "first_birth", "vulnerability")
    intercept(d, first, "household.parity.first", target("first_born"))
    multiple = target("vulnerability_multiple, multiple+very")
    shares = [multiple + target("vulnerability_single, single"), multiple, target("vulnerability_very, very")]
    d.set("household.vulnerability.cuts", np.quantile(score.eta, 1.0 - np.array(shares)))


def pregnancy(d: Driver) -> None:
    target = d.targets.value
    (distress,) = d.until("safety", "distress")
    intercept(d, distress, "pregnancy.distress.intercept", target("distress_pregnancy"))
    (smoking,) = d.until("mind", "smoking")
    on_low_education(d, smoking, "pregnancy.smoking", "smoking_any")
    (throughout,) = d.read("throughout")
    on_low_education(d, throughout, "pregnancy.throughout", "smoking_throughout")
    late, pressure = d.until("smoking", "late_booking", "hypertension")
    intercept(d, late, "pregnancy.late_booking.intercept", target("late_booking"))
    intercept(d, pressure, "pregnancy.hypertension.intercept", target("hypertension"))


def birth(d: Driver) -> tuple[float, float]:
    """Anomaly, gestation, size, Apgar, deaths to 28 days; returns neonatal death per live birth, by sex."""
    target = d.targets.value
    (anomaly,) = d.until("antenatal", "anomaly")
    intercept(d, anomaly, "birth.anomaly.intercept", target("anomaly"))
    (early,) = d.until("anomaly", "gestation")
    gestation(d, early)
    (small,) = d.until("duration", "small")
    on_groups(d, small, "birth.small", "small")
    d.set("birth.small.usual", target("small"))
    shared_noise(d)
    apgar, still = d.until("size", "low_apgar", "stillbirth")
    intercept(d, apgar, "birth.low_apgar.intercept", target("low_apgar"))
    on_groups(d, still, "birth.stillbirth", "stillbirth")
    (neonatal,) = d.read("neonatal")
    key = "birth.neonatal.intercept"
    d.set(key, solvers.logit_intercept(neonatal.eta, neonatal.weight, target("neonatal_death"), key))
    dies = expit(neonatal.eta + d.value(key))
    boys = d.state.sex == 0
    return mean(dies[boys], neonatal.weight[boys]), mean(dies[~boys], neonatal.weight[~boys])


def intercept(d: Driver, reading: Reading, key: str, target: float) -> None:
    """Intercept of a logit decision whose target is a share of all births."""
    d.set(key, solvers.logit_intercept(*reading, target / np.mean(reading.weight), key))


def on_low_education(d: Driver, reading: Reading, key: str, target: str) -> None:
    """Intercept on all births, and loading on V on the births of low educated mothers."""
    everyone, low = d.targets.value(target), d.targets.value(f"{target}, mother low")
    a, loading = solvers.logit_loading(reading, d.state.V, d.low_educated(), everyone, low, np.ones(d.births), key)
    d.set(f"{key}.intercept", a)
    d.set(f"{key}.V", loading)


def on_groups(d: Driver, reading: Reading, key: str, target: str) -> None:
    """Intercept on all births, and loading on V on the ratio of two groups of families."""
    everyone, groups = d.targets.value(target), loadings.gradient(d, f"{key}.V")
    a, loading = solvers.logit_ratio(reading, d.state.V, groups, everyone, np.ones(d.births), key)
    d.set(f"{key}.intercept", a)
    d.set(f"{key}.V", loading)


def gestation(d: Driver, early: Reading) -> None:
    """Four cumulative intercepts; the loading is solved on all preterm births."""
    classes = ("gestation_34_36", "gestation_32_33", "gestation_28_31", "gestation_under_28")
    shares = np.array([d.targets.value(name) for name in classes])
    key, v = "birth.gestation", d.state.V
    preterm, low = d.targets.value("preterm"), d.targets.value("preterm, mother low")
    age = d.state.maternal_age
    bands = np.array([(age >= OLDER) & (age < OLDEST), age >= OLDEST])
    of_limit = zip(*(d.value(f"{key}.{name}") for name in ("multiple", "anomaly", "older")), strict=True)
    etas = [
        early.eta + twin * d.state.multiple + anomaly * d.state.anomaly + older @ bands
        for twin, anomaly, older in of_limit
    ]
    first, loading = solvers.logit_loading(
        Reading(etas[0], early.weight), v, d.low_educated(), preterm, low, early.weight, key
    )
    points = [solvers.squeeze(eta + loading * v, early.weight) for eta in etas[1:]]
    later = [solvers.logit_intercept(*at, shares[k:].sum(), key) for k, at in zip((1, 2, 3), points, strict=True)]
    d.set(f"{key}.intercepts", [first, *later])
    d.set(f"{key}.V", loading)
    d.set(f"{key}.usual", mean(etas[0] + loading * v, early.weight))


def shared_noise(d: Driver) -> None:
    """Correlation of the noise of size and gestation that gives BIG2 (preterm or small)."""
    chance, noise = d.read("small_chance", "gestation_noise")
    cut, preterm, big2 = ndtri(chance.eta), d.state.gestation > 0, d.targets.value("big2")

    def miss(rho):
        small = ndtr((cut - rho * noise.eta) / np.sqrt(1.0 - rho * rho))
        return big2 - np.mean(np.where(preterm, 1.0, small))

    d.set("birth.small.gestation", solvers.solve(miss, -0.95, 0.95, "birth.small.gestation"))


def first_year(d: Driver) -> None:
    """The first weeks and months, and what is settled there."""
    d.until("condition")
    d.bury()
    kraamzorg, mood, again = d.read("no_kraamzorg", "mood", "relapse")
    key, target = "early.no_kraamzorg", d.targets.value
    everyone, multiple = target("no_kraamzorg"), target("no_kraamzorg, multiple+very")
    a, loading = solvers.logit_loading(
        kraamzorg, d.state.V, d.multiple_vulnerable(), everyone, multiple, kraamzorg.weight, key
    )
    d.set(f"{key}.intercept", a)
    d.set(f"{key}.V", loading)
    points = solvers.squeeze(*mood)
    names = ("postnatal_complaints", "postnatal_depression")
    d.set("early.mood.intercepts", [solvers.logit_intercept(*points, target(name), name) for name in names])
    d.set("early.relapse", solvers.logit_intercept(*again, target("relapse"), "early.relapse"))
    (breastfeeding,) = d.until("first_weeks", "breastfeeding")
    feeding(d, breastfeeding)
    (investment,) = d.until("first_months", "investment")
    d.set("skills.investment.sd", float(np.std(investment.eta[investment.weight > 0])))
    maltreated, asthma = d.until("start", "maltreatment", "asthma")
    d.stratify()
    maltreatment(d, maltreated)
    d.set("early.asthma.intercept", solvers.logit_intercept(*asthma, target("asthma"), "asthma"))


def feeding(d: Driver, reading: Reading) -> None:
    """Started, three and six months; the loading on V on the low educated who started."""
    key, target, v = "early.breastfeeding", d.targets.value, d.state.V
    everyone, low = target("breastfed"), target("breastfed, mother low")
    a, loading = solvers.logit_loading(reading, v, d.low_educated(), everyone, low, reading.weight, key)
    points = solvers.squeeze(reading.eta + loading * v, reading.weight)
    names = ("breastfed_three_months", "breastfed_six_months")
    d.set(f"{key}.intercepts", [a] + [solvers.logit_intercept(*points, target(name), name) for name in names])
    d.set(f"{key}.V", loading)


def maltreatment(d: Driver, reading: Reading) -> None:
    """Hazard and loading from the year prevalence at ages 0-17, with onset at constant hazard and its duration.

    Exposed at age a is who began in the last `years` years, so the mean over the 18 ages telescopes to a few terms.
    """
    key, (eta, weight), v, low = "youthcare.maltreatment", reading, d.state.V, d.low_educated()
    years = int(np.ceil(d.value(f"{key}.duration")))
    everyone, of_low = d.targets.value("maltreatment, 0-17"), d.targets.value("maltreatment, mother low, 0-17")

    def miss(log_hazard, loading):
        rate = np.exp(log_hazard + eta + loading * v)
        never_by = sum(np.exp(-rate * k) for k in range(19 - years, 19))
        exposed = (years - never_by) / 18.0
        return mean(exposed, weight) / everyone - 1.0, mean(exposed[low], weight[low]) / of_low - 1.0

    log_hazard, loading = solvers.solve_pair(
        solvers.HAZARD, miss, (np.log(everyone / years / np.exp(eta).mean()), 0.3), key
    )
    d.set(f"{key}.hazard", float(np.exp(log_hazard)))
    d.set(f"{key}.V", loading)
