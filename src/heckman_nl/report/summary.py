"""An appraisal as one plain dictionary: what `heckman-nl run --json` prints."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

from .language import INDICATORS, conventions, pm_items

if TYPE_CHECKING:
    from ..appraisal import Appraisal
    from ..estimate import Estimate


def summary(appraisal: Appraisal) -> dict[str, Any]:
    """All figures of an appraisal under the keys of the command line; what is undefined is None.

    Money is a present value in euros of `price_year`, scenario minus baseline, positive = gain, for `births`.
    """
    comparison, rules = appraisal.comparison, appraisal.rules
    other = appraisal.alternative
    pays = appraisal.payback()
    return {
        "scenario": comparison.scenario.name,
        "births": comparison.births,
        "simulated": comparison.simulated,
        "generations": comparison.generations,
        "birth_years": list(comparison.cohort.years),
        "region": comparison.cohort.region.id,
        "participants": plain(comparison.participants.value),
        "participants_se": plain(comparison.participants.se),
        "seed": comparison.plan.seed,
        "rules": rules.name,
        "discount_rate": rules.discount_rate,
        "effect_discount_rate": rules.effect_discount_rate,
        "price_year": rules.price_year,
        "qaly_value": rules.qaly_value,
        "horizon": rules.horizon,
        "absence": rules.absence,
        "deadweight": rules.deadweight,
        "years_in_one_arm": rules.years_in_one_arm,
        "growth": {"wages": rules.growth_wages, "care": rules.growth_care, "qaly": rules.growth_qaly},
        **pair("npv", appraisal.npv),
        **pair("costs", appraisal.costs),
        **pair("benefits", appraisal.benefits),
        **pair("bcr", appraisal.bcr),
        **pair("irr", appraisal.irr),
        "ratio_parts": {part: plain(value) for part, value in appraisal.ratio_parts()["value"].items()},
        "irr_status": appraisal.irr_status,
        "irr_roots": list(appraisal.irr_roots),
        **pair("icer", appraisal.icer),
        **pair("mvpf", appraisal.mvpf),
        "mvpf_region": appraisal.mvpf_region,
        **pair("qalys", appraisal.qalys),
        **pair("qalys_discounted", appraisal.qalys_discounted),
        **pair("life_years", appraisal.life_years),
        **table("by_payer", appraisal.by_payer()),
        **table("by_account", appraisal.by_account()),
        "by_group": {
            name: finite(appraisal.by_group(name).to_dict("index")) for name in ("vulnerability", "maternal_education")
        },
        "by_generation": finite(appraisal.by_generation().to_dict("index")),
        "payback": {
            party: int(year) if known else None
            for (party, year), known in zip(pays["year"].items(), pays["year"].notna(), strict=True)
        },
        "payback_se": {party: plain(se) for party, se in pays["se"].items()},
        "indicators": indicators(comparison),
        **evidence(appraisal),
        "births_in_one_arm": {
            "treatment": appraisal.births_in_one_arm,
            "number": comparison.lives_in_one_arm,
            "of_the_cohort": comparison.born_in_one_arm * comparison.births / comparison.simulated,
            "npv_alternative": plain(other.npv.value),
            "alternative": other.births_in_one_arm,
        },
        "pm_items": [english for _, english in pm_items(comparison.generations)],
        "conventions": [english for _, english in conventions(*counted_how(appraisal))],
        **uncertainty(appraisal),
        "published": {item.id: item.published for item in comparison.scenario.interventions},
        "provenance": comparison.provenance,
    }


def uncertainty(appraisal: Appraisal) -> dict[str, Any]:
    """What the errors are of, and the uncertainty analysis of this run where there is one."""
    chance = "Monte-Carlo error of the simulation only; the uncertainty of the parameters is not in it"
    if appraisal.psa is None:
        return {"uncertainty": chance}
    from .uncertain import as_dict

    return {"uncertainty": f"{chance}, but under `psa`", "psa": as_dict(appraisal.psa)}


def counted_how(appraisal: Appraisal):
    """What the conventions depend on."""
    comparison = appraisal.comparison
    return appraisal.rules, comparison.parameters.value("mortality.improvement"), comparison.generations


def to_json(content: Any) -> str:
    """Strict JSON, indented; what is not finite is null."""
    return json.dumps(finite(content), indent=2, ensure_ascii=False, allow_nan=False)


def finite(content: Any) -> Any:
    """The same content with None for every number that is not finite."""
    if isinstance(content, dict):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def plain(value) -> float | None:
    """A float, or None for what JSON cannot hold."""
    if value is None or not math.isfinite(value):
        return None
    return float(value)


def pair(name: str, figure: Estimate) -> dict[str, float | None]:
    return {name: plain(figure.value), f"{name}_se": plain(figure.se)}


def table(name: str, frame) -> dict[str, dict[str, float | None]]:
    """Values and errors of a table, as two mappings."""
    return {
        name: {key: plain(value) for key, value in frame["value"].items()},
        f"{name}_se": {key: plain(value) for key, value in frame["se"].items()},
    }


def indicators(comparison) -> dict[str, dict[str, Any]]:
    """Change of every counted line."""
    frame = comparison.indicators()
    return {
        name: {"text": row.indicator, "unit": row.unit, "per_1000_births": plain(row.per_1000_births),
               "total": plain(row.total), "total_se": plain(row.total_se), "headline": name in INDICATORS}
        for name, row in frame.iterrows()
    }  # fmt: skip


def evidence(appraisal: Appraisal) -> dict[str, Any]:
    """The evidence ledger: shares by grade, what is left down to each grade, and the two headlines."""
    frame = appraisal.evidence()
    rows = {"strong": frame.loc["strong"], "strong + moderate": frame.loc["moderate"]}
    return {
        "evidence": {grade: plain(share) for grade, share in frame["share"].items()},
        "evidence_basis": frame.attrs["basis"],
        "evidence_notes": frame.attrs["notes"],
        "benefits_down_to_grade": {grade: plain(value) for grade, value in frame["benefits"].items()},
        "evidence_headlines": {
            name: {key: plain(row[key]) for key in ("benefits", "costs", "npv", "bcr")} for name, row in rows.items()
        },
    }
