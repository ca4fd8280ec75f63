"""Cognitive and socio-emotional skill: a CES technology in two-year periods, on two tracks.

Skills are in standard deviations of the cohort. On the *permanent* track a child grows up with the family's own
investment; on the *actual* track with what really happens. The difference d is what an event or an intervention has
induced: it keeps its complementarities in the technology, and fades at the measured rate towards a persistent floor
(equations S1-S6 in docs/explanation/model.md). The technology itself is `engine.maths.log_ces`.
"""

from ..engine.jit import compiled
from ..engine.maths import log_ces
from ..vocabulary import processes as do
from .chance import draw_yearly_normal

PERIODS = 9  # 0-2, 2-4, ..., 16-18; the first three are stage 1


@compiled
def family_investment(p, s):
    """Investment of the family itself: a weighted sum of parenting, income, language and day care (not yet in SD)."""
    return (
        p.investment_parenting * s.parenting
        + p.investment_income * s.income_z
        + p.investment_language * s.language_input
        + p.investment_childcare * s.childcare_hours * s.childcare_quality
    )


@compiled
def start_skills(p, s):
    """Traits at birth: the first value of both tracks."""
    s.investment = family_investment(p, s) / p.investment_sd
    s.cognitive_endowment = cognitive_endowment(p, s)
    s.socioemotional_endowment = socioemotional_endowment(p, s)
    s.cognitive_permanent = s.cognitive_endowment
    s.socioemotional_permanent = s.socioemotional_endowment
    s.cognitive = s.cognitive_permanent
    s.socioemotional = s.socioemotional_permanent


@compiled
def cognitive_endowment(p, s):
    """Lasting shifts of cognitive skill: genes, family background, birth, order of birth, maltreatment."""
    return (
        -p.cognitive_G * s.G
        - p.cognitive_V * s.V
        + p.cognitive_class[s.gestation]
        + p.cognitive_small * (s.small and s.gestation == 0)
        + p.cognitive_anomaly * s.anomaly
        + p.cognitive_order[s.parity]
        + p.cognitive_maltreated * s.maltreated
    )


@compiled
def socioemotional_endowment(p, s):
    """Lasting shifts of socio-emotional skill."""
    return (
        -p.socioemotional_G * s.G
        - p.socioemotional_V * s.V
        + p.socioemotional_class[s.gestation]
        + p.socioemotional_girl * (s.sex - 0.5)
        + p.socioemotional_order[s.parity]
        + p.socioemotional_maltreated * s.maltreated
    )


@compiled
def skills_year(p, s, fx, age):
    """At the end of each two-year period, at ages 2, 4, ..., 18: the next value of both skills on both tracks."""
    if age > 17 or age % 2 == 0:
        return
    k = age // 2
    c_shock = p.shock_sd[k, 0] * draw_yearly_normal(s, age, do.COGNITIVE_SHOCK)
    e_shock = p.shock_sd[k, 1] * draw_yearly_normal(s, age, do.SOCIOEMOTIONAL_SHOCK)
    grow(p, s, fx, k, c_shock, e_shock)


@compiled
def grow(p, s, fx, k, c_shock, e_shock):
    """The next value of both skills on both tracks, at the end of period k."""
    c_jump, e_jump = update_endowments(p, s)
    stage = 0 if k < 3 else 1
    c_self, e_self = p.cognitive_shares[stage, 0], p.socioemotional_shares[stage, 1]
    own_c, own_e = s.cognitive_permanent + c_jump, s.socioemotional_permanent + e_jump
    c_now, e_now = s.cognitive + c_jump, s.socioemotional + e_jump
    c_trait = p.location[k, 0] + (1.0 - p.scale[k, 0] * c_self) * s.cognitive_endowment
    e_trait = p.location[k, 1] + (1.0 - p.scale[k, 1] * e_self) * s.socioemotional_endowment
    c_trait, e_trait = c_trait + c_shock, e_trait + e_shock

    s.cognitive_permanent = c_trait + cognitive_technology(p, s, k, own_c, own_e, s.investment)
    s.socioemotional_permanent = e_trait + socioemotional_technology(p, s, k, own_c, own_e, s.investment)
    s.cognitive, s.socioemotional = s.cognitive_permanent, s.socioemotional_permanent
    shift = (p.investment_parenting * s.parenting_shift + p.investment_language * s.language_shift) / p.investment_sd
    if c_now != own_c or e_now != own_e or shift != 0.0 or fx.cognitive != 0.0 or fx.socioemotional != 0.0:
        actual_track(p, s, fx, k, own_c, own_e, c_now, e_now, c_trait, e_trait, shift)


@compiled
def actual_track(p, s, fx, k, own_c, own_e, c_now, e_now, c_trait, e_trait, shift):
    """The actual track where it differs from the permanent one: deviations kept at rate `retention`, new gains added."""
    stage = 0 if k < 3 else 1
    keep = p.retention[k]
    c_kept = s.cognitive_floor + keep * (c_now - own_c - s.cognitive_floor)
    e_kept = s.socioemotional_floor + keep * (e_now - own_e - s.socioemotional_floor)
    c_in = own_c + c_kept / (p.scale[k, 0] * p.cognitive_shares[stage, 0])
    e_in = own_e + e_kept / (p.scale[k, 1] * p.socioemotional_shares[stage, 1])
    c_plain = cognitive_technology(p, s, k, c_in, e_in, s.investment)
    e_plain = socioemotional_technology(p, s, k, c_in, e_in, s.investment)
    c_induced = cognitive_technology(p, s, k, c_in, e_in, s.investment + shift) - c_plain
    e_induced = socioemotional_technology(p, s, k, c_in, e_in, s.investment + shift) - e_plain
    c_induced += fx.cognitive - s.cognitive_gain
    e_induced += fx.socioemotional - s.socioemotional_gain
    s.cognitive_gain, s.socioemotional_gain = fx.cognitive, fx.socioemotional
    s.cognitive = c_trait + c_plain + c_induced
    s.socioemotional = e_trait + e_plain + e_induced
    s.cognitive_floor += p.floor * c_induced
    s.socioemotional_floor += p.floor * e_induced


@compiled
def update_endowments(p, s):
    """Recompute the lasting traits (maltreatment may have begun); return the jumps since the last period."""
    c, e = cognitive_endowment(p, s), socioemotional_endowment(p, s)
    c_jump, e_jump = c - s.cognitive_endowment, e - s.socioemotional_endowment
    s.cognitive_endowment, s.socioemotional_endowment = c, e
    return c_jump, e_jump


@compiled
def cognitive_technology(p, s, k, cognitive, socioemotional, investment):
    """What the inputs of period k yield in cognitive skill (SD): the CES aggregate on the scale of the cohort."""
    stage = 0 if k < 3 else 1
    inputs = (cognitive, socioemotional, investment, s.parental_cognition, s.coping)
    return p.scale[k, 0] * log_ces(inputs, p.cognitive_shares[stage], p.cognitive_phi[stage])


@compiled
def socioemotional_technology(p, s, k, cognitive, socioemotional, investment):
    """The same for socio-emotional skill."""
    stage = 0 if k < 3 else 1
    inputs = (cognitive, socioemotional, investment, s.parental_cognition, s.coping)
    return p.scale[k, 1] * log_ces(inputs, p.socioemotional_shares[stage], p.socioemotional_phi[stage])
