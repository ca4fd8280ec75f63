"""Words and numbers in Dutch and English: everything a report prints, by language."""

from __future__ import annotations

from ..vocabulary import payers

LANGUAGES = ("nl", "en")

PARTIES = {
    "family": ("kind en gezin", "child and family"),
    "municipality": ("gemeente", "municipality"),
    "zvw": ("zorgverzekeraars (Zvw)", "health insurers (Zvw)"),
    "wlz": ("langdurige zorg (Wlz)", "long-term care fund (Wlz)"),
    "central": ("Rijk", "central government"),
    "employers": ("werkgevers", "employers"),
    "victims": ("slachtoffers", "victims of crime"),
    "other": ("overige samenleving", "other society"),
    "society": ("samenleving", "society"),
}
THE_PARTIES = {  # inside a sentence
    "family": ("kinderen en gezinnen", "children and families"),
    "municipality": ("de gemeente", "the municipality"),
    "zvw": ("de zorgverzekeraars", "the health insurers"),
    "wlz": ("het Wlz-fonds", "the long-term care fund"),
    "central": ("het Rijk", "central government"),
    "employers": ("de werkgevers", "employers"),
    "victims": ("slachtoffers", "victims of crime"),
    "other": ("de overige samenleving", "the rest of society"),
}
STEPS = {  # of the cascade
    "reach": ("bereik: waar het wordt aangeboden", "reach: where it is offered"),
    "noticed": ("situatie opgemerkt", "situation noticed"),
    "offered": ("aanbod gedaan", "offer made"),
    "referred": ("verwezen", "referred"),
    "uptake": ("aanbod aanvaard", "offer accepted"),
    "completion": ("afgerond", "completed"),
}
PER = {
    "screened": ("per gescreend gezin", "per family screened"),
    "offered": ("per aanbod", "per offer"),
    "participant": ("per deelnemend gezin", "per family that takes part"),
    "completer": ("per gezin dat afrondt", "per family that completes"),
}
DUTCH_ACCOUNTS = {
    "programme": "programmakosten",
    "maternity": "verloskunde en kraamzorg",
    "neonatal": "zorg voor pasgeborenen",
    "preventive": "jeugdgezondheidszorg (JGZ)",
    "medical": "huisarts en ziekenhuis",
    "mental": "geestelijke gezondheidszorg (GGZ)",
    "disease": "ziektegebonden zorg (astma en COPD, diabetes, hart en vaten)",
    "long_term": "langdurige zorg",
    "wmo": "maatschappelijke ondersteuning (Wmo)",
    "youth_ambulatory": "jeugdhulp: ambulant",
    "youth_supervision": "jeugdbescherming (OTS, voogdij)",
    "youth_foster": "jeugdhulp: pleegzorg",
    "youth_residential": "jeugdhulp: residentieel",
    "education": "onderwijs: regulier",
    "special": "onderwijs: speciaal",
    "retention": "onderwijs: zittenblijven",
    "crime_victims": "criminaliteit: slachtoffers",
    "police_justice": "criminaliteit: politie en justitie",
    "detention": "criminaliteit: detentie",
    "production": "productie",
    "absence": "productieverlies door verzuim",
    "taxes": "belastingen en premies (overdracht)",
    "benefits": "uitkeringen en pensioen (overdracht)",
    "consumption": "eigen consumptie in extra levensjaren",
    "qaly": "kwaliteit van leven van kind en moeder (QALY's)",
}
ACCOUNTS = {key: (DUTCH_ACCOUNTS[key], english) for key, english in payers.ACCOUNTS.items()}
GROUPS = {
    "vulnerability": {
        "": ("kwetsbaarheid van het gezin", "vulnerability of the family"),
        "none": ("geen", "none"),
        "single": ("enkelvoudig", "single"),
        "multiple": ("meervoudig", "multiple"),
        "very": ("zeer kwetsbaar", "very vulnerable"),
    },
    "maternal_education": {
        "": ("opleiding van de moeder", "mother's education"),
        "low": ("laag", "low"),
        "middle": ("midden", "middle"),
        "high": ("hoog", "high"),
    },
    "circumstances": {
        "": (
            "omstandigheden bij de start, in vijfden van de geboorten",
            "circumstances at the start, in fifths of the births",
        ),
        "worst fifth": ("slechtste vijfde", "worst fifth"),
        "second fifth": ("tweede vijfde", "second fifth"),
        "middle fifth": ("middelste vijfde", "middle fifth"),
        "fourth fifth": ("vierde vijfde", "fourth fifth"),
        "best fifth": ("beste vijfde", "best fifth"),
    },
}
INFLOW = {  # Dutch; the English is that of the ledger
    "entered_youth_care": "in jeugdhulp gekomen: het jaar ervoor in geen enkele vorm",
    "first_in_youth_care": "voor het eerst in jeugdhulp",
    "entered_ambulatory_help": "in ambulante jeugdhulp gekomen: het jaar ervoor niet",
    "entered_supervision": "onder toezicht gesteld, thuiswonend: het jaar ervoor niet",
    "entered_foster_care": "in pleegzorg gekomen: het jaar ervoor niet",
    "entered_residential_care": "in residentiële jeugdhulp gekomen: het jaar ervoor niet",
    "entered_mental_care": "in de GGZ gekomen met een nieuwe stoornis, vanaf 18 jaar",
    "hospital_admissions": "ziekenhuisopnamen",
    "new_cardiovascular": "eerste coronaire hartziekte of beroerte",
    "entered_long_term_care": "in de langdurige zorg (Wlz) gekomen",
    "entered_wmo_support": "begonnen met hulp thuis uit de Wmo",
}
GRADES = {
    "strong": ("sterk", "strong"),
    "moderate": ("redelijk", "moderate"),
    "weak": ("zwak", "weak"),
    "assumption": ("aanname", "assumption"),
}
INDICATORS = {
    "participants": ("deelnemende gezinnen", "families that take part"),
    "smoked_throughout": ("moeder rookt de hele zwangerschap", "mother smokes throughout pregnancy"),
    "violence_in_pregnancy": ("partnergeweld in de zwangerschap", "partner violence in pregnancy"),
    "big2": ("BIG2: te vroeg geboren of te klein", "BIG2: preterm or small for gestational age"),
    "perinatal_deaths": ("perinatale sterfte", "perinatal deaths"),
    "postnatal_depression": ("moeder depressief na de geboorte", "mother depressed after birth"),
    "mother_smokes": ("moeder rookt na de geboorte", "mother smokes after birth"),
    "breastfed_six_months": ("borstvoeding tot zes maanden", "breastfed to six months"),
    "language_delay": ("taalachterstand op 2 jaar", "language delay at 2"),
    "overweight": ("overgewicht op 2 jaar", "overweight at 2"),
    "newly_maltreated": ("kinderen die ooit mishandeld worden", "children ever maltreated"),
    "in_ambulatory_help": ("kindjaren met ambulante jeugdhulp", "child-years with ambulatory youth help"),
    "in_foster_care": ("kindjaren in pleegzorg", "child-years in foster care"),
    "in_residential_care": ("kindjaren in residentiële jeugdhulp", "child-years in residential care"),
    "under_protection_order": (
        "kindjaren met ondertoezichtstelling of voogdij",
        "child-years under a protection order",
    ),
    "placed_or_supervised_under_2": (
        "kindjaren uit huis geplaatst of onder toezicht gesteld, 0-1 jaar",
        "child-years placed or supervised under 2",
    ),
    "in_special_education": ("kindjaren in het speciaal onderwijs", "child-years in special education"),
    "early_leavers": ("van school zonder startkwalificatie", "leave school without a start qualification"),
    "depressed_male": ("jaren met depressie als volwassene, mannen", "years with depression as adults, men"),
    "depressed_female": ("jaren met depressie als volwassene, vrouwen", "years with depression as adults, women"),
    "employed_male": ("gewerkte jaren, mannen", "years in work, men"),
    "employed_female": ("gewerkte jaren, vrouwen", "years in work, women"),
    "on_assistance": ("jaren in de bijstand", "years on social assistance"),
    "on_disability": ("jaren met een arbeidsongeschiktheidsuitkering", "years with a disability benefit"),
}
PM_ITEMS = (
    ("de gezondheid en het werk van de vader; de lichamelijke gezondheid van de moeder, anders dan door stoppen met roken",
     "the father's own health and work; the mother's physical health, other than by stopping smoking"),
    ("het eigen leven van volgende kinderen in het gezin", "the own lives of next children in the family"),
    ("angst onder slachtoffers en in de buurt, voor zover die niet in de kosten van slachtoffers zit",
     "fear among victims and neighbours, as far as it is not in the cost of victims"),
    ("mantelzorg, vrijwilligerswerk en onbetaald werk", "informal care, voluntary and unpaid work"),
    ("het welbevinden van gezinnen, voor zover het geen gezondheid is", "well-being of families beyond health"),
)  # fmt: skip
NEXT_GENERATION = (
    "de volgende generatie: de eigen kinderen van het cohort",
    "the next generation: the cohort's own children",
)
CONVENTIONS = (
    ("Levensjaren in beide situaties: productie volledig, QALY's voor gezondheid.",
     "Years lived in both arms: production in full, QALYs for health."),
    ("Geboorten in één van beide situaties (doodgeboorten die worden voorkomen, kinderen van de volgende generatie): het eigen leven van het kind telt niet mee in het saldo; het alternatief staat ernaast.",
     "Births in one arm only (stillbirths averted, children of the next generation): the child's own life is left out of the headline; the alternative stands beside it."),
    ("Belastingen, premies, uitkeringen en AOW zijn overdrachten: zij bepalen wie wint, niet hoeveel de samenleving wint.",
     "Taxes, premiums, benefits and state pension are transfers: they decide who gains, not what society gains."),
)  # fmt: skip
GENERATIONS = (
    ("het cohort zelf", "the cohort itself"),
    ("hun kinderen", "their children"),
    ("hun kleinkinderen", "their grandchildren"),
)
RULES = {  # what an appraisal is called, by its rules
    "mkba": ("maatschappelijke kosten-batenanalyse (MKBA)", "social cost-benefit analysis (MKBA)"),
    "zin": ("economische evaluatie in de zorg", "economic evaluation in health care"),
    "budget": ("begroting: geld per partij", "budget: money by party"),
}
IRR_STATUS = {
    "unique": ("eenduidig", "unique"),
    "none": ("bestaat niet", "does not exist"),
    "multiple": ("meerdere oplossingen", "several solutions"),
}
STATUSES = {
    "read": ("gelezen in de bron", "read in the source"),
    "derived": ("afgeleid uit gelezen cijfers", "derived from read figures"),
    "secondary": ("via een andere tekst", "read in another text"),
    "recalled": ("niet nagelezen in de bron: aanname", "recalled: an assumption"),
    "assumed": ("eigen oordeel: aanname", "own judgement: an assumption"),
    "solved": ("bepaald in de kalibratie", "solved in the calibration"),
}


class Language:
    """Looks up words, and writes numbers as the language does."""

    def __init__(self, code: str):
        self.code, self._side = code, LANGUAGES.index(code)

    def pick(self, pair: tuple[str, str]) -> str:
        """The side of a (Dutch, English) pair."""
        return pair[self._side]

    def __call__(self, dutch: str, english: str) -> str:
        return self.pick((dutch, english))

    def number(self, value: float | None, digits: int = 0) -> str:
        """A number with separators of the language; a dash where there is none."""
        if value is None or value != value:
            return "–"
        text = f"{value:,.{digits}f}"
        if float(text.replace(",", "")) == 0:
            text = text.lstrip("-")
        text = text.replace("-", "−")
        return text.translate(str.maketrans(",.", ".,")) if self.code == "nl" else text

    def million(self, value: float | None, digits: int = 1) -> str:
        """Euros in millions."""
        if value is None or value != value:
            return "–"
        shown = self.number(abs(value) / 1e6, digits)
        sign = "−" if value < 0 and shown.strip("0,.") else ""
        return f"{sign}€\u00a0{shown}\u00a0{self('mln', 'million')}"  # an amount is not broken over lines


def step_words(name: str, say: Language) -> str:
    """A step of the cascade, or `<step>_today`."""
    step = name.removesuffix("_today")
    return say.pick(STEPS[step]) if step == name else f"{say('nu', 'today')}: {say.pick(STEPS[step])}"


def generation(number: int, say: Language) -> str:
    """Name of a generation; 1 is the cohort."""
    return (
        say.pick(GENERATIONS[number - 1])
        if number <= len(GENERATIONS)
        else f"{say('generatie', 'generation')} {number}"
    )


DUTCH, ENGLISH = (Language(code) for code in LANGUAGES)


def pm_items(generations: int) -> list[tuple[str, str]]:
    """What is named but not valued, when so many generations are simulated."""
    return [*PM_ITEMS, *([NEXT_GENERATION] if generations == 1 else [])]


def conventions(rules, improvement, generations: int) -> list[tuple[str, str]]:
    """How is counted, in pairs: `improvement` is the yearly fall of the hazard of death of men and of women."""
    return [
        years_in_one_arm(rules),
        *CONVENTIONS,
        public_money(rules),
        RATIO,
        *absence(rules),
        *balance(rules),
        MVPF,
        growth(rules),
        mortality(improvement),
        *([descendants(generations)] if generations > 1 else []),
    ]


RATIO = (
    "Baten-kostenverhouding: boven de streep alle baten en lasten behalve de programmakosten, onder de streep de "
    "programmakosten, wie ze ook betaalt; verwachte baten gedeeld door verwachte kosten.",
    "Benefit-cost ratio: above the line all gains and losses but the costs of the programme, below it the costs of the "
    "programme, whoever pays; expected benefits over expected costs.",
)


MVPF = (
    "MVPF: baten van gezinnen, slachtoffers en werkgevers, QALY's meegeteld en zonder aftrek van eigen consumptie in extra levensjaren, gedeeld "
    "door de netto kosten van gemeente, Zvw, Wlz en Rijk samen.",
    "MVPF: gains of families, victims and employers, QALYs included and without deducting own consumption in added years of life, over the net "
    "cost to municipality, Zvw, Wlz and central government together.",
)


def years_in_one_arm(rules) -> tuple[str, str]:
    """Years lived in one arm only: with or without what is consumed in them."""
    if rules.years_in_one_arm == "less own consumption":
        return (
            "Levensjaren die maar in één van beide situaties voorkomen: QALY's, alle zorg, en productie min eigen consumptie.",
            "Years lived in one arm only: QALYs, all care, and production minus own consumption.",
        )
    return (
        "Levensjaren die maar in één van beide situaties voorkomen: QALY's, alle zorg, en de volledige productie.",
        "Years lived in one arm only: QALYs, all care, and production in full.",
    )


def public_money(rules) -> tuple[str, str]:
    """Does raising public money cost more than that money?"""
    if not rules.deadweight:
        return "Geen opslag voor de kosten van belastingheffing.", "No surcharge for the cost of public funds."
    nl, en = (f"{say.number(100 * rules.deadweight)}%" for say in (DUTCH, ENGLISH))
    return (
        f"Opslag van {nl} op wat de overheid aan het programma uitgeeft, voor de kosten van belastingheffing: geboekt bij de "
        "programmakosten, bij de overige samenleving; niet in de MVPF.",
        f"Surcharge of {en} on what government spends on the programme, for the cost of public funds: booked with the costs "
        "of the programme, for other society; not in the MVPF.",
    )


def absence(rules) -> list[tuple[str, str]]:
    """Absence from work, where not all of the wage is lost."""
    if rules.absence == "human capital":
        return []
    nl, en = (f"{say.number(100 * rules.absence_share)}%" for say in (DUTCH, ENGLISH))
    return [
        (
            f"Verzuim volgens de frictiekostenmethode: {nl} van het loon van wie verzuimt gaat verloren, daarna is hij of zij vervangen.",
            f"Absence by friction cost: {en} of the wage of someone who is absent is lost, after which he or she has been replaced.",
        )
    ]


def balance(rules) -> list[tuple[str, str]]:
    """What is in the balance and at which rates, where that is not as in an MKBA."""
    if not rules.counts_qalys:
        return [
            ("Saldo in geld: QALY's tellen alleen mee in de MVPF.", "A balance of money: QALYs count in the MVPF only.")
        ]
    if rules.name != "zin":
        return []
    nl, en = (
        [f"{say.number(100 * rate, 1)}%" for rate in (rules.discount_rate, rules.effect_discount_rate)]
        + [say.number(rules.qaly_value)]
        for say in (DUTCH, ENGLISH)
    )
    return [
        (
            f"Economische evaluatie in de zorg: geld wordt verdisconteerd met {nl[0]}, QALY's met {nl[1]}; het saldo waardeert een "
            f"QALY op € {nl[2]}, een keuze.",
            f"Economic evaluation in health care: money is discounted at {en[0]}, QALYs at {en[1]}; the balance values a QALY at "
            f"€ {en[2]}, a choice.",
        )
    ]


def growth(rules) -> tuple[str, str]:
    """Real growth of wages, care prices and the value of a QALY."""
    rates = (rules.growth_wages, rules.growth_care, rules.growth_qaly)
    if not any(rates):
        return (
            "De reële groei van lonen, zorgprijzen en de waarde van een QALY is nul.",
            "Real growth of wages, care prices and the value of a QALY is zero.",
        )
    nl, en = ([f"{say.number(100 * rate, 1)}%" for rate in rates] for say in (DUTCH, ENGLISH))
    return (
        f"Reële groei per jaar: lonen {nl[0]}, zorgprijzen {nl[1]}, de waarde van een QALY {nl[2]}.",
        f"Real growth per year: wages {en[0]}, care prices {en[1]}, the value of a QALY {en[2]}.",
    )


def mortality(improvement) -> tuple[str, str]:
    """The life table, and how it goes on."""
    if not any(improvement):
        return "Sterfte volgens de periodetafel van 2023.", "Mortality by the period table of 2023."
    nl, en = ([f"{say.number(100 * rate, 2)}%" for rate in improvement] for say in (DUTCH, ENGLISH))
    return (
        f"Sterfte volgens de periodetafel van 2023, daarna dalend met {nl[0]} (mannen) en {nl[1]} (vrouwen) per jaar.",
        f"Mortality by the period table of 2023, falling after it by {en[0]} (men) and {en[1]} (women) a year.",
    )


def descendants(generations: int) -> tuple[str, str]:
    """How later generations are counted."""
    return (
        f"{generations} generaties: elk kind telt voor de helft mee bij elke gesimuleerde ouder, onder de groep van de eerste "
        "voorouder; verdisconteerd naar het basisjaar. Aantallen en effecten zijn die van het cohort zelf.",
        f"{generations} generations: each child counts by half with each simulated parent, under the group of the first "
        "ancestor; discounted to the base year. Counts and effects are those of the cohort itself.",
    )
