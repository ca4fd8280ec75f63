"""Work: place in the labour market, earnings, taxes, benefits, retirement.

Who becomes unfit for work stays so: the accumulated hazard passes the person's own threshold. The place of all others is
a persistent standard normal cut into classes, the further from work the worse; the cuts are solved by age and sex. Wages are log-linear: this is where the return to schooling
(`schooling_return`) and to skills enters. Production is labour cost, booked once; taxes and benefits are transfers with two
sides. Equations W1-W6 in docs/explanation/model.md.
"""

import math

from ..engine.jit import compiled
from ..engine.ledger import book, transfer
from ..engine.maths import interpolate, normal_quantile
from ..engine.rng import alike, draw_normal, draw_threshold
from ..vocabulary import lines
from ..vocabulary import processes as do
from .chance import draw_yearly_pair

EMPLOYED, NO_BENEFIT, UNEMPLOYED, DISABLED, ASSISTANCE, RETIRED, NOT_YET = 0, 1, 2, 3, 4, 5, 6
FIRST_AGE = 16
STARTERS = 25  # up to this age schooling counts for more
YOUNG, OLD = 25, 60  # between them the persistence of the place grows
AT_SCHOOL, GROWN = 6, 16  # ages of the latest child between which a part of a mother's loss of wage comes back


@compiled
def start_work(s):
    s.position = NOT_YET
    s.disability_left = draw_threshold(s, do.DISABILITY)
    s.earnings_permanent = draw_normal(s, 0, do.EARNINGS_PERMANENT)


@compiled
def employment_year(p, s, age):
    """Place in the labour market this year: not yet, employed, out of work in one of four ways, retired."""
    if age >= p.retirement_age:
        s.position = RETIRED
    elif age >= FIRST_AGE:
        move_on(p, s, age)
        if age >= s.leaving_age:
            fall_ill(p, s, age)
            labour_market(p, s, age)


@compiled
def move_on(p, s, age):
    """The persistent normal behind the place, from 16 on whatever the schooling: a year more moves no other year."""
    older = min(1.0, max(0.0, (age - YOUNG) / (OLD - YOUNG)))
    keep = (1.0 - older) * p.employment_persistence[0] + older * p.employment_persistence[1]
    if age == FIRST_AGE:
        keep = 0.0
    place, s.wage_shock = draw_yearly_pair(s, age, do.LABOUR_MARKET)
    s.employment_noise = alike(keep, s.employment_noise, normal_quantile(place))


@compiled
def fall_ill(p, s, age):
    """Unfit for work from this year on? Who is in long-term care is; illness that is not simulated is behind most else."""
    if s.long_term_care:
        s.disabled = 1
    elif s.disabled == 0:
        s.disability_left -= p.disability_hazard[age, s.sex] * math.exp(disability_score(p, s))
        s.disabled = 1 if s.disability_left <= 0.0 else 0


@compiled
def disability_score(p, s):
    """Log relative hazard of becoming unfit for work; illness and skills are those of last year."""
    return (
        p.disability_V * s.V
        + p.disability_level[s.level]
        + p.disability_cognitive * s.cognitive
        + p.disability_socioemotional * s.socioemotional
        + p.disability_depressed * s.depressed
        + p.disability_diabetic * s.diabetic
        + p.disability_cardiovascular * s.cardiovascular
        + p.disability_overweight * (s.bmi_class == 1)
        + p.disability_obese * (s.bmi_class == 2)
        + p.disability_smokes[s.sex] * s.smokes
        + p.disability_stopped[s.sex] * (s.ever_smoked - s.smokes)
        + p.disability_substance * s.substance_disorder
        + p.disability_maltreated * s.maltreated
        + p.disability_mood * s.mood_trait
        + p.disability_anomaly * s.anomaly
        + p.disability_low_apgar * s.low_apgar
        + p.disability_small * s.small
        + p.disability_class[s.gestation]
    )


@compiled
def wage_year(p, s, ledger, age):
    """Wage or benefit or pension of this year, and what is counted."""
    s.earnings = 0.0
    if s.position == NOT_YET:
        return
    group = education_group(s.level)
    book(ledger, lines.ADULTS[group], age, s.lived)
    book(ledger, lines.ADULTS_BY_SEX[s.sex], age, s.lived)
    if s.position == RETIRED:
        transfer(ledger, lines.BENEFIT_CENTRAL, lines.BENEFIT_FAMILY, age, s.lived * p.pension)
        return
    if s.position == EMPLOYED:
        s.earnings = wage(p, s, age)
        book_wage(p, s, ledger, age)
    elif s.position != NO_BENEFIT:
        book_benefit(p, s, ledger, age)
    count_work(s, ledger, age, group)


@compiled
def employment_score(p, s, age, parent):
    """Distance from work on the normal scale, without the loading on V: schooling, skills, illness, proneness, a child from the year before or earlier."""
    return (
        p.employment_level[s.level] * (p.employment_starters if age <= STARTERS else 1.0)
        + p.employment_cognitive * s.cognitive
        + p.employment_socioemotional * s.socioemotional
        + p.employment_depressed * s.depressed
        + p.employment_diabetic * s.diabetic
        + p.employment_cardiovascular * s.cardiovascular
        + p.employment_maltreated * s.maltreated
        + p.employment_detained * s.ever_detained
        + p.employment_mood * s.mood_trait
        + p.employment_parent[s.sex] * parent
    )


@compiled
def labour_market(p, s, age):
    """This year's position of who is fit for work, from the persistent normal: the unemployed are nearest to work."""
    if s.disabled:
        s.position = DISABLED
        return
    distance = s.employment_noise + p.employment_V[s.sex] * s.V + employment_score(p, s, age, s.children > s.gave_birth)
    a = age - FIRST_AGE
    s.position = EMPLOYED
    if distance > p.employment_cuts[a, s.sex]:
        s.position = UNEMPLOYED
        if distance > p.benefit_cuts[a, 0, s.sex]:
            s.position = ASSISTANCE if distance > p.benefit_cuts[a, 1, s.sex] else NO_BENEFIT


@compiled
def wage_score(p, s, age):
    """Log wage without normaliser, loading and shocks: the return to schooling, skills, sex, motherhood, detention."""
    steepness = p.schooling_start + p.schooling_growth * (min(age, 50) - 25)
    return (
        p.schooling_return * p.schooling_years[s.level] * steepness
        + p.wage_cognitive * s.cognitive
        + p.wage_socioemotional * s.socioemotional
        + p.wage_woman * (s.sex == 1)
        + p.wage_mother * motherhood(p, s, age)
        + p.wage_detained * s.detained
    )


@compiled
def motherhood(p, s, age):
    """Part of the loss of wage of a mother that is left: all of it until her latest child is at school, then less in a line."""
    if s.sex == 0 or s.children == 0:
        return 0.0
    grown = min(1.0, max(0.0, (age - s.birth_age - AT_SCHOOL) / (GROWN - AT_SCHOOL)))
    return 1.0 - (1.0 - p.wage_mother_left) * grown


@compiled
def wage(p, s, age):
    """Gross yearly wage of an employed person, EUR."""
    log_wage = (
        p.wage_normaliser[age - FIRST_AGE]
        + p.wage_V * s.V
        + wage_score(p, s, age)
        + p.permanent_sd * s.earnings_permanent
        + p.transitory_sd * normal_quantile(s.wage_shock)
    )
    return math.exp(log_wage)


@compiled
def book_wage(p, s, ledger, age):
    """Production (labour cost) to the family, taxes and premiums from the family to the state."""
    step = s.earnings / p.tax_step
    premium = interpolate(p.employer_premium, step)
    beyond = max(0.0, s.earnings - p.tax_step * (p.income_tax.shape[0] - 1))  # wage above the end of the tax table
    tax = interpolate(p.income_tax, step) + p.top_rate * beyond
    labour_cost = s.earnings * (1.0 + p.employer_pension) + premium
    book(ledger, lines.PRODUCTION_FAMILY, age, s.lived * labour_cost)
    if s.depressed or s.anxious:  # last year's: health follows work in a year
        absent = p.absence_depressed if s.depressed else p.absence_anxious
        book(ledger, lines.ABSENCE_EMPLOYERS, age, -s.lived * absent * labour_cost)
    transfer(ledger, lines.TAX_FAMILY, lines.TAX_CENTRAL, age, s.lived * (tax + premium))


@compiled
def book_benefit(p, s, ledger, age):
    """Unemployment and disability benefits from the state, assistance from the municipality (net of tax)."""
    if s.position == UNEMPLOYED:
        transfer(ledger, lines.BENEFIT_CENTRAL, lines.BENEFIT_FAMILY, age, s.lived * p.unemployment_benefit)
    elif s.position == ASSISTANCE:
        transfer(ledger, lines.BENEFIT_MUNICIPALITY, lines.BENEFIT_FAMILY, age, s.lived * p.assistance)
    else:
        transfer(ledger, lines.BENEFIT_CENTRAL, lines.BENEFIT_FAMILY, age, s.lived * p.disability_benefit)


@compiled
def education_group(level):
    """0 low (primary, vmbo, mbo1), 1 middle, 2 high."""
    return 0 if level < 2 else (1 if level == 2 else 2)


@compiled
def count_work(s, ledger, age, group):
    """Counts by own education, sex and benefit."""
    if s.position == EMPLOYED:
        book(ledger, lines.EMPLOYED[group], age, s.lived)
        book(ledger, lines.EMPLOYED_BY_SEX[s.sex], age, s.lived)
        book(ledger, lines.EARNINGS[group], age, s.lived * s.earnings)
    elif s.position == UNEMPLOYED:
        book(ledger, lines.UNEMPLOYED, age, s.lived)
    elif s.position == ASSISTANCE:
        book(ledger, lines.ON_ASSISTANCE, age, s.lived)
    elif s.position == DISABLED:
        book(ledger, lines.ON_DISABILITY, age, s.lived)
