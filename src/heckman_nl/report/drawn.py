"""What is drawn or moved, for a reader: every uncertain number and every effect has a label and a unit in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ..calibrate.baseline import shipped_targets
from ..uncertainty.draws import TARGET
from ..uncertainty.sensitivity import unit_of
from ..vocabulary import channels
from .language import PER, Language, step_words
from .table import title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..appraisal import Appraisal
    from ..interventions import Intervention
    from ..parameters import ParameterSet

LIFTED = ("meer gezinnen die door andere interventies worden bereikt", "more families that other interventions reach")
LIFT = "lift"
UNITS = {  # Dutch and English for a reader; what is not here is the same in both
    "odds ratio": ("oddsratio", "odds ratio"), "relative risk": ("relatief risico", "relative risk"),
    "hazard ratio": ("hazardratio", "hazard ratio"), "OR": ("oddsratio", "odds ratio"),
    "RR": ("relatief risico", "relative risk"), "HR": ("hazardratio", "hazard ratio"),
    "SD": ("standaarddeviaties", "standard deviations"), "SMD": ("standaarddeviaties", "standard deviations"),
    "pp": ("procentpunten", "percentage points"), "prevalence": ("prevalentie", "prevalence"),
    "probability": ("kans", "probability"), "share": ("aandeel", "share"), "share a year": ("aandeel per jaar", "share a year"),
    "difference of shares": ("verschil van aandelen", "difference of shares"), "correlation": ("correlatie", "correlation"),
    "log points": ("verschil van logaritmen", "log points"), "log odds": ("log odds", "log odds"), "probit": ("probit", "probit"),
    "index": ("index", "index"), "utility": ("kwaliteit van leven (0 tot 1)", "quality of life (0 to 1)"),
    "hazard": ("gevallen per persoonsjaar", "events per person-year"), "factor": ("factor", "factor"),
    "factor on the table": ("factor op de hele tabel", "factor on the whole table"), "years": ("jaren", "years"),
    "per year": ("per jaar", "per year"), "hours": ("uren", "hours"), "births": ("geboorten", "births"),
    "standard errors": ("standaardfouten", "standard errors"),
}  # fmt: skip


def unit_words(unit: str, say: Language) -> str:
    """A unit of the files in words."""
    if say.code == "nl" and (found := re.fullmatch(r"EUR (\d{4})", unit)):
        return f"euro van {found[1]}"
    return say.pick(UNITS.get(unit, (unit, unit)))


def cited(citation: str) -> str:
    """Authors and year of a citation; what stands before the first comma or semicolon where there is no year."""
    found = re.match(r"[^;:]{3,80}?\b(?:19|20)\d\d\b(?:-\d+)?", citation)
    return found[0] if found else re.split(r"[,;:]", citation)[0]


class Named(NamedTuple):
    """A number in words; `english` where no Dutch is on file."""

    text: str
    unit: str
    english: bool = False


class Names:
    """The words for what is uncertain in these parameters and interventions, in one language."""

    def __init__(self, parameters: ParameterSet, items: Iterable[Intervention], say: Language):
        self.parameters, self.say, self.items = parameters, say, {item.id: item for item in items}

    @classmethod
    def of(cls, appraisal: Appraisal, say: Language) -> Names:
        """Those of the parameters and interventions of an appraisal."""
        return cls(appraisal.comparison.parameters, appraisal.comparison.scenario.interventions, say)

    def __call__(self, name: str) -> Named:
        """A drawn number (`voorzorg.cost.0.amount`, `causal.adjusted`, `target.preterm`) or an effect as it is used (`voorzorg.maltreatment`)."""
        unit = unit_words(unit_of(self.parameters, self.items, name), self.say)
        head, _, place = name.partition(".")
        if name.startswith(TARGET):
            return Named(self.statistic(name.removeprefix(TARGET)), unit)
        if head in self.items:
            whose = f"{self.title(head)}: " if len(self.items) > 1 else ""
            return Named(whose + self.place(self.items[head], place), unit)
        return Named(self.parameters[name].text.rstrip("."), unit, self.say.code != "en")

    def title(self, id: str) -> str:
        return title(self.items[id], self.say) if id in self.items else id

    def statistic(self, id: str) -> str:
        """A statistic that moves within its error."""
        targets = shipped_targets()
        row = next(row for row in (*targets.rows, *targets.statistics) if row.id == id)
        return self.say(f"Nederlandse statistiek: {row.title_nl}", f"Dutch statistic: {row.title}")

    def channel(self, name: str) -> str:
        """What an effect acts on."""
        if name == LIFT:
            return self.say.pick(LIFTED)
        channel = channels.BY_NAME[name]
        return self.say(channel.text_nl, channel.text)

    def source(self, id: str) -> str:
        """Authors and year of a source."""
        own = next((item.sources[id] for item in self.items.values() if id in item.sources), None)
        found = own or self.parameters.sources.get(id)
        return cited(found.citation) if found else id

    def place(self, item: Intervention, place: str) -> str:
        """A place in the file of an intervention."""
        say = self.say
        match place.split("."):
            case ["offer", step]:
                return step_words(step, say)
            case ["cost", k, _]:
                cost = item.cost[int(k)]
                return f"{say('kosten', 'cost')}: {own(cost, say)} ({say.pick(PER[cost.per])})"
            case ["weights", trial, _]:
                return f"{say('gewicht', 'weight')}: {own(item.weights[trial], say)}"
            case ["corrections", name, _]:
                return own(item.corrections[name], say)
            case ["lift", *_]:
                return say.pick(LIFTED)
            case ["effect", channel, "persistence", _]:
                return f"{say('uitdoven', 'fading')}: {self.effect(item, channel)}"
            case ["effect", channel, "trials", trial, _]:
                effect = next(effect for effect in item.effect if effect.channel == channel)
                source = next(one.source for one in effect.trials if one.trial == trial)
                return f"{self.source(source)}: {self.effect(item, channel)}"  # what tells two apart comes first: a picture cuts the end
        return f"{self.effect(item, place)} ({say('effect zoals gebruikt', 'effect as used')})"

    def effect(self, item: Intervention, channel: str) -> str:
        return own(next(effect for effect in item.effect if effect.channel == channel), self.say)


def own(entry, say: Language) -> str:
    """The words of an entry of a file."""
    return say(entry.text_nl or entry.text, entry.text)
