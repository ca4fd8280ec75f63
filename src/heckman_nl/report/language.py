"""Words and numbers in Dutch and English: everything a report prints, by language."""

from __future__ import annotations

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
ACCOUNTS = {
    "programme": ("programmakosten", "programme"),
    "maternity": ("verloskunde en kraamzorg", "birth and maternity care"),
    "neonatal": ("zorg voor pasgeborenen", "neonatal care"),
    "preventive": ("jeugdgezondheidszorg (JGZ)", "youth health care (JGZ)"),
    "medical": ("huisarts en ziekenhuis", "GP and hospital"),
    "mental": ("geestelijke gezondheidszorg (GGZ)", "mental health care"),
    "disease": (
        "ziektegebonden zorg (astma, diabetes, hart en vaten)",
        "disease care (asthma, diabetes, heart and vessels)",
    ),
    "long_term": ("langdurige zorg", "long-term care"),
    "wmo": ("maatschappelijke ondersteuning (Wmo)", "social support (Wmo)"),
    "youth_ambulatory": ("jeugdhulp: ambulant", "youth care: ambulatory help"),
    "youth_supervision": ("jeugdbescherming (OTS, voogdij)", "youth care: protection orders"),
    "youth_foster": ("jeugdhulp: pleegzorg", "youth care: foster care"),
    "youth_residential": ("jeugdhulp: met verblijf", "youth care: residential care"),
    "education": ("onderwijs: regulier", "education: regular"),
    "special": ("onderwijs: speciaal", "education: special"),
    "retention": ("onderwijs: zittenblijven", "education: repeated years"),
    "production": ("productie", "production"),
    "taxes": ("belastingen en premies (overdracht)", "taxes and premiums (transfer)"),
    "benefits": ("uitkeringen en pensioen (overdracht)", "benefits and pensions (transfer)"),
    "consumption": ("eigen consumptie in extra levensjaren", "own consumption in added years of life"),
    "qaly": ("kwaliteit van leven van het kind (QALY's)", "quality of life of the child (QALYs)"),
}
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
    "under_protection_order": ("kindjaren onder toezicht of voogdij", "child-years under a protection order"),
    "placed_or_supervised_under_2": (
        "kindjaren uit huis of onder toezicht, 0-1 jaar",
        "child-years placed or supervised under 2",
    ),
    "in_special_education": ("kindjaren in het speciaal onderwijs", "child-years in special education"),
    "early_leavers": ("van school zonder startkwalificatie", "leave school without a start qualification"),
    "depressed_male": ("jaren met depressie, mannen", "years with depression, men"),
    "depressed_female": ("jaren met depressie, vrouwen", "years with depression, women"),
    "employed_male": ("gewerkte jaren, mannen", "years in work, men"),
    "employed_female": ("gewerkte jaren, vrouwen", "years in work, women"),
    "on_assistance": ("jaren in de bijstand", "years on assistance"),
    "on_disability": ("jaren met een arbeidsongeschiktheidsuitkering", "years with a disability benefit"),
}
PM_ITEMS = (
    ("de gezondheid, het werk en de kwaliteit van leven van de ouders zelf, na het eerste jaar",
     "the parents' own health, work and quality of life, after the first year"),
    ("criminaliteit: slachtoffers, politie en justitie, detentie", "crime: victims, police and justice, detention"),
    ("roken, middelengebruik en tienerouderschap van de jongere zelf", "the young person's own smoking, substance use and teenage parenthood"),
    ("de volgende generatie en volgende kinderen in het gezin", "the next generation, and next children in the family"),
    ("mantelzorg, vrijwilligerswerk en onbetaald werk", "informal care, voluntary and unpaid work"),
    ("het welbevinden van gezinnen, voor zover het geen gezondheid is", "well-being of families beyond health"),
)  # fmt: skip
CONVENTIONS = (
    ("Levensjaren die maar in één van beide situaties voorkomen: QALY's, alle zorg, en productie min eigen consumptie.",
     "Years lived in one arm only: QALYs, all care, and production minus own consumption."),
    ("Levensjaren in beide situaties: productie volledig, QALY's voor gezondheid.",
     "Years lived in both arms: production in full, QALYs for health."),
    ("Geboorten in één van beide situaties (doodgeboorten die worden voorkomen): het eigen leven van het kind telt niet mee in het saldo; het alternatief staat ernaast.",
     "Births in one arm only (stillbirths averted): the child's own life is left out of the headline; the alternative stands beside it."),
    ("Belastingen, premies, uitkeringen en AOW zijn overdrachten: zij bepalen wie wint, niet hoeveel de samenleving wint.",
     "Taxes, premiums, benefits and state pension are transfers: they decide who gains, not what society gains."),
    ("De reële groei van lonen, zorgprijzen en de waarde van een QALY is nul; sterfte volgens de periodetafel van 2023.",
     "Real growth of wages, care prices and the value of a QALY is zero; mortality by the period table of 2023."),
    ("Geen opslag voor de kosten van belastingheffing.", "No surcharge for the cost of public funds."),
)  # fmt: skip
IRR_STATUS = {
    "unique": ("eenduidig", "unique"),
    "none": ("bestaat niet", "does not exist"),
    "multiple": ("meerdere oplossingen", "several solutions"),
}
STATUSES = {
    "read": ("gelezen in de bron", "read in the source"),
    "derived": ("afgeleid uit gelezen cijfers", "derived from read figures"),
    "secondary": ("via een andere tekst", "read in another text"),
    "recalled": ("uit het geheugen: aanname", "recalled: an assumption"),
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
        return f"{sign}€ {shown} {self('mln', 'million')}"
