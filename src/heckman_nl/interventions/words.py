"""An intervention in a line: for whom, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .schema import Intervention, Rule


def target(item: Intervention) -> str:
    """Who is offered it, in a line."""
    offer = item.offer
    when = "in pregnancy" if offer.age < 0 else ("at birth" if offer.age == 0 else f"at age {offer.age}")
    rules = [condition(rule) for rule in offer.where]
    rules += [f"at least {group.at_least} of ({', '.join(map(condition, group.of))})" for group in offer.any]
    return f"{', '.join(rules) or 'all families'}, {when}"


def effect_line(item: Intervention) -> str:
    """What it changes, in a line."""
    if not item.runs:
        what = list(item.acts_on) + [f"the cascades of {', '.join(lift.of)}" for lift in item.lift]
        return f"no effect known; might act on {', '.join(what)}"
    parts = [f"{row['channel']} {row['measure']} {row['value']:.3g}" for row in item.effects_table()]
    parts += [
        f"{', '.join(lift.steps)} of {', '.join(lift.of)} OR {lift.odds_ratio:g}"
        for lift in item.lift
        if lift.odds_ratio
    ]
    return ", ".join(parts)


def condition(rule: Rule) -> str:
    """An eligibility rule as text."""
    low, high = rule.between
    return f"{rule.field} = {low:g}" if low == high else f"{rule.field} from {low:g} to {high:g}"
