"""A probabilistic sensitivity analysis in words: on the screen, as plain values, and what must be said beside its figures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from .language import Language
from .summary import plain

if TYPE_CHECKING:
    from ..appraisal import Appraisal
    from ..uncertainty.psa import PSA

FEW_DRAWS = 100  # below it a probability has an error of more than five percentage points


def as_dict(psa: PSA) -> dict[str, Any]:
    """What `heckman-nl psa --json` prints; euros for the births of the cohort."""
    about = psa.about
    table = psa.summary()
    return {
        "draws": about["draws"], "solved": len(psa.draws), "missing": psa.missing,
        "incompatible": {str(draw): reason for draw, reason in psa.incompatible.items()},
        "npv": {
            name: {
                "mean": plain(row["mean"]), "mean_se": plain(row.mean_se), "sd": plain(row.sd), "low": plain(row.low),
                "high": plain(row.high), "probability_positive": plain(row.probability_positive), "seed_se": plain(row.seed_se),
                "seed_error_too_large": bool(row.marked), "pairs": int(row.pairs),
            }
            for name, row in table.iterrows()
        },
        "evpi": plain(psa.evpi()) if len(psa.draws) > 1 else None,
        "reservations": reservations(psa, Language("en")),
        **{key: about[key] for key in ("seed", "births", "birth_years", "region", "recalibrate", "rules", "discount_rate", "price_year", "parameters", "version")},
    }  # fmt: skip


def reservations(psa: PSA, say: Language) -> list[str]:
    """What makes the figures less than what they look like; nothing where all is well."""
    from ..uncertainty.psa import MOST_INCOMPATIBLE

    said, solved = [], len(psa.draws)
    if psa.missing:
        of = say.number(psa.about["draws"])
        said.append(say(f"Van de {of} trekkingen {'is' if psa.missing == 1 else 'zijn'} er {say.number(psa.missing)} nog niet klaar.", f"Of the {of} draws {say.number(psa.missing)} {'is' if psa.missing == 1 else 'are'} not finished."))  # fmt: skip
    if psa.share_incompatible > MOST_INCOMPATIBLE:
        share = say.number(100 * psa.share_incompatible)
        said.append(
            say(
                f"{share}% van de trekkingen is niet met de Nederlandse statistieken te verenigen en telt niet mee: wat overblijft, is niet de onzekerheid die bedoeld was.",
                f"{share}% of the draws cannot be brought to the Dutch statistics and do not count: what is left is not the uncertainty that was meant.",
            )
        )
    if not psa.about["recalibrate"]:
        said.append(
            say(
                "Het nulalternatief is niet per trekking opnieuw aan de statistieken aangepast.",
                "The baseline was not fitted to the statistics again in every draw.",
            )
        )
    if solved < FEW_DRAWS:
        error = say.number(100 * 0.5 / math.sqrt(max(solved, 1)))
        nl = "Er is maar één trekking" if solved == 1 else f"Er zijn maar {solved} trekkingen"
        en = "There is only one draw" if solved == 1 else f"There are only {solved} draws"
        said.append(
            say(
                f"{nl}: een kans kan daardoor {error} procentpunt afwijken (standaardfout), en de grenzen zijn ruw.",
                f"{en}: a probability may be off by {error} percentage points (standard error), and the limits are rough.",
            )
        )
    marked = psa.summary().marked
    for name in marked.index[marked]:
        said.append(
            say(
                f"{name}: de toevalsfout van de simulatie is meer dan een kwart van de spreiding over de trekkingen; de spreiding is te breed. Simuleer meer gezinnen (pairs).",
                f"{name}: the simulation error is more than a quarter of the spread over the draws; the spread is too wide. Simulate more families (pairs).",
            )
        )
    return said


def error(appraisal: Appraisal, say: Language) -> str:
    """What ± stands for in the tables."""
    text = say(
        "± is steeds de toevalsfout (standaardfout) van de simulatie;",
        "± is always the simulation error (standard error);",
    )
    if appraisal.psa is None:
        return say("Er is geen probabilistische gevoeligheidsanalyse uitgevoerd. ", "No probabilistic sensitivity analysis was run. ") + text + say(
            " de onzekerheid van effecten, kosten en aannames zit er niet in.", " the uncertainty of effects, costs and assumptions is not in it."
        )  # fmt: skip
    return text + say(
        " de onzekerheid van effecten, kosten en aannames staat onder 'Hoe zeker is het?'.",
        " the uncertainty of effects, costs and assumptions stands under 'How certain is it?'.",
    )


def certain(appraisal: Appraisal, say: Language) -> str:
    """One sentence: interval and chance of a positive balance, or that nobody knows them yet."""
    if appraisal.psa is None:
        return say(
            "De onzekerheid van effecten, kosten en aannames is nog niet doorgerekend: bij andere, eveneens verdedigbare "
            "waarden kan het teken van het saldo omslaan.",
            "The uncertainty of effects, costs and assumptions is not yet worked through: under other defensible values the "
            "sign of the balance may change.",
        )
    row = appraisal.psa.summary().loc[appraisal.psa.strategy_of(appraisal)]
    n, low, high = say.number(len(appraisal.psa.draws)), say.million(row.low, 2), say.million(row.high, 2)
    chance = say.number(100 * row.probability_positive)
    return say(
        f"Over {n} trekkingen van wat onzeker is, ligt het saldo in 95% van de gevallen tussen {low} en {high}; de kans op een positief saldo is {chance}%.",
        f"Over {n} draws of what is uncertain the balance lies between {low} and {high} in 95% of cases; the chance of a positive balance is {chance}%.",
    )


def screen(psa: PSA, code: str) -> str:
    """The summary as a table, and what to keep in mind."""
    say, about, table = Language(code), psa.about, psa.summary()
    n = say.number
    largest = max(table[["low", "high"]].abs().max())
    euros, digits, unit = (
        (1e6, 2, say("mln euro", "EUR million")) if largest >= 1e6 else (1e3, 1, say("1.000 euro", "EUR 1,000"))
    )
    width = max(len(name) for name in table.index) + 2
    heads = say(
        ("gemiddelde", "±", "spreiding", "95%: van", "tot", "kans > 0", "toevalsfout"),
        ("mean", "±", "spread", "95%: from", "to", "chance > 0", "sim. error"),
    )  # fmt: skip
    lines = [
        say(f"Saldo over {n(len(psa.draws))} trekkingen ({n(len(psa.incompatible))} onverenigbaar)", f"Net present value over {n(len(psa.draws))} draws ({n(len(psa.incompatible))} incompatible)"),
        say(
            f"{n(about['births'])} geboorten; {unit}, contante waarde in {about['birth_years'][0]}, prijspeil {about['price_year']}, discontovoet {n(100 * about['discount_rate'], 2)}%",
            f"{n(about['births'])} births; {unit}, present value in {about['birth_years'][0]}, prices of {about['price_year']}, discount rate {n(100 * about['discount_rate'], 2)}%",
        ),
        "",
        " " * width + "".join(f"{head:>13}" for head in heads),
    ]  # fmt: skip
    for name, row in table.iterrows():
        figures = [n(row[key] / euros, digits) for key in ("mean", "mean_se", "sd", "low", "high")]
        figures += [
            f"{n(100 * row.probability_positive)}%",
            n(row.seed_se / euros, digits) + (" !" if row.marked else ""),
        ]
        lines.append(f"{name:<{width}}" + "".join(f"{figure:>13}" for figure in figures))
    lines.append("")
    if len(psa.draws) > 1:
        best, worth = psa.outcome("npv").mean().idxmax(), n(psa.evpi() / euros, digits)
        best = say("het nulalternatief", "the baseline") if best == psa.strategies[0] else best
        lines.append(
            say(
                f"Gemiddeld het beste: {best}. Alles zeker weten is hoogstens {worth} {unit} waard (EVPI).",
                f"Best on average: {best}. To know everything for certain is worth at most {worth} {unit} (EVPI).",
            )
        )
    lines += reservations(psa, say)
    if table.marked.any():
        lines.append(
            say(
                "!: toevalsfout meer dan een kwart van de spreiding.",
                "!: simulation error more than a quarter of the spread.",
            )
        )
    return "\n".join(lines)
