"""Who pays and who gains: by party and calendar year, per party over all years, and what would make every party whole.

An appraisal is made of present values by account and party; everything here is a reading of it. All money is scenario
minus baseline, positive = gain for that party.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from .errors import InputError, unknown
from .vocabulary.payers import ACCOUNTS, GOVERNMENT, PARTIES

if TYPE_CHECKING:
    import pandas as pd

WHO_PAYS = (*GOVERNMENT, "employers")  # families and victims are citizens: they are not asked unless named
CENT = 0.005  # what is nearer to zero than half a cent is no money
SURE = 2.0  # errors that a loss must lie below zero to be called one


def by_year_and_party(appraisal) -> pd.DataFrame:
    """Flows by calendar year, party and account.

    Returns
    -------
    DataFrame
        Columns `year`, `party`, `account`, `flow` (euros of the price year, not discounted) and `present_value` (of that
        flow, in the base year); a row for every pair of party and account that the model books, in every year. What
        lies beyond the horizon is 0. Sums of `present_value` are those of `by_payer`, `by_account` and the NPV.
    """
    import pandas as pd

    lines, flows = appraisal.yearly_by_line()
    present = appraisal.yearly_by_line(discounted=True)[1]
    frames = []
    for account, party in booked(lines):
        here = [line.account == account and line.party == party for line in lines]
        columns = {"year": appraisal.years, "party": party, "account": account}
        frames.append(
            pd.DataFrame({**columns, "flow": flows[:, here].sum(1), "present_value": present[:, here].sum(1)})
        )
    frame = pd.concat(frames, ignore_index=True)
    price = f"EUR {appraisal.rules.price_year}"
    frame.attrs["units"] = {"flow": f"{price}, not discounted", "present_value": f"{price}, in {appraisal.base_year}"}
    return frame


def parties(appraisal) -> pd.DataFrame:
    """What each party pays and gains over all years, with society as the last row.

    Read as a ministry of finance reads a budget, account by account: `gains` is the sum of the accounts that end better
    for the party (present value above zero), `pays` that of the accounts that end worse. A year in which a cost and a
    saving meet hides neither. Transfers between parties are a gain of one and a payment of the other and cancel for
    society, so the column `net` adds up to society's, `pays` and `gains` do not.

    Returns
    -------
    DataFrame
        Index `party`, then `society`. Columns `pays`, `gains` (both >= 0), `net` = gains - pays and its Monte-Carlo error
        `se`, all EUR present value; `payback_year`, first calendar year from which the discounted running sum stays at
        or above 0; `first_gain_year`, first calendar year with a flow above zero; `wrong_pocket`, True for a party
        whose `net` lies more than two errors below zero while society or another party gains, likewise.
    """
    import pandas as pd

    cells = appraisal.by_account_and_payer()
    cells["society"] = cells.sum(axis=1)
    pays, gains = 0.0 - cells.clip(upper=0.0).sum(), cells.clip(lower=0.0).sum()
    payers, society = appraisal.by_payer(), appraisal.npv
    net = pd.concat([payers["value"], pd.Series({"society": float(society)})])
    se = pd.concat([payers["se"], pd.Series({"society": society.error})])
    sure = net.abs() > np.maximum(SURE * se.fillna(0.0), CENT)
    gainers = sure & (net > 0.0)
    flows = appraisal.by_year()[list(net.index)]
    first = {name: next((int(year) for year, flow in flows[name].items() if flow > CENT), pd.NA) for name in net.index}
    frame = pd.DataFrame({"pays": pays, "gains": gains, "net": net, "se": se}).loc[list(net.index)]
    frame["payback_year"] = appraisal.payback()["year"]
    frame["first_gain_year"] = pd.Series(first).astype("Int64")
    frame["wrong_pocket"] = sure & (net < 0.0) & gainers.any()
    frame.loc["society", "wrong_pocket"] = False
    money = f"EUR {appraisal.rules.price_year}, present value in {appraisal.base_year}"
    frame.attrs["units"] = {
        **dict.fromkeys(("pays", "gains", "net", "se"), money),
        **dict.fromkeys(("payback_year", "first_gain_year"), "calendar year"),
    }
    frame.attrs["pays_and_gains"] = "sums of accounts that end worse, and better, for the party"
    return frame.rename_axis("party")


def compensation(appraisal, who_pays: Sequence[str] | None = None) -> pd.DataFrame:
    """Payments between parties that would make each party whole, as far as those who gain can pay.

    Those of `who_pays` that gain pay in proportion to their net gain, never more than it. Where together they gain less
    than others lose, each loser gets the same share of its loss and the rest stays uncovered. Figures are point values
    of `by_payer`; their errors are there.

    Parameters
    ----------
    who_pays : list of parties, optional
        By default the public parties and employers. Families and victims of crime are citizens: they are made whole,
        and not asked to pay unless named.

    Returns
    -------
    DataFrame
        Columns `from`, `to`, `present_value` (EUR, in the base year); empty when nobody loses or nobody can pay. `attrs`
        has `who_pays`, `lost` (what all losers lose together) and `uncovered` (what of it nobody pays), both EUR.

    Raises
    ------
    InputError
        For what is no party, or one that is named twice.
    """
    import pandas as pd

    asked = WHO_PAYS if who_pays is None else tuple(who_pays)
    for party in asked:
        if party not in PARTIES:
            raise unknown("party", party, PARTIES)
    if len(set(asked)) < len(asked):
        raise InputError(f"who_pays names a party twice: {list(asked)}")
    net = appraisal.by_payer()["value"]
    rows, uncovered = payments(net.to_dict(), asked)
    frame = pd.DataFrame(rows, columns=["from", "to", "present_value"])
    money = f"EUR {appraisal.rules.price_year}, present value in {appraisal.base_year}"
    frame.attrs |= {
        "units": {"present_value": money}, "who_pays": list(asked),
        "lost": float(-net[net < -CENT].sum()), "uncovered": uncovered,
    }  # fmt: skip
    return frame


def payments(net: dict[str, float], who_pays: Sequence[str]) -> tuple[list[tuple[str, str, float]], float]:
    """(payer, receiver, amount) from net gains, and what stays uncovered."""
    gains = {party: net[party] for party in who_pays if net[party] > CENT}
    losses = {party: -value for party, value in net.items() if value < -CENT}
    can, lost = sum(gains.values()), sum(losses.values())
    paid = min(can, lost)
    rows = [
        (payer, receiver, paid * (gain / can) * (loss / lost))
        for payer, gain in gains.items()
        for receiver, loss in losses.items()
    ]
    return rows, lost - paid


def booked(lines) -> list[tuple[str, str]]:
    """The pairs of account and party that lines book on, in the order of accounts and parties."""
    pairs = {(line.account, line.party) for line in lines}
    return [(account, party) for account in ACCOUNTS for party in PARTIES if (account, party) in pairs]
