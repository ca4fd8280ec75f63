"""What is drawn has words in both languages: no key, no code, one label for one number."""

import re
from textwrap import shorten

import pytest

from heckman_nl import interventions as catalogue
from heckman_nl.parameters import ParameterSet
from heckman_nl.report.drawn import UNITS, Names, cited
from heckman_nl.report.figures import LONGEST
from heckman_nl.report.language import Language
from heckman_nl.uncertainty.draws import Draws

KEY = re.compile(r"\b[a-z]+[_.][a-z_.]+\b")


@pytest.fixture(scope="module")
def items():
    return [catalogue.load(id) for id in catalogue.names()]


@pytest.fixture(scope="module")
def drawn(items):
    """Every number that is drawn for the whole catalogue, and every effect."""
    from heckman_nl.scenario import Scenario

    names = Draws(ParameterSet.read(), tuple(Scenario(item.id, (item,)) for item in items), 2, 1).names
    return [*names, *(f"{item.id}.{effect.channel}" for item in items for effect in item.effect)]


@pytest.mark.parametrize("code", ["nl", "en"])
def test_everything_that_is_drawn_has_words(items, drawn, code):
    """Labels tell numbers apart but for two results of one study; every unit has words, every year of prices its own."""
    names = Names(ParameterSet.read(), items, Language(code))
    found = {name: names(name) for name in drawn}
    assert len(found) > 900
    for name, words in found.items():
        assert words.text, name
        assert words.unit, name
        assert name not in words.text
        assert not KEY.search(words.text.replace("aow.nu", "")), words.text
        assert words.unit in {pair[code == "en"] for pair in UNITS.values()} or re.fullmatch(
            r"euro van \d{4}" if code == "nl" else r"EUR \d{4}", words.unit
        ), words.unit
    assert len({words.text for words in found.values()}) >= len(found) - 5
    assert {name.partition(".")[0] in names.items for name, words in found.items() if words.english} <= {False}


def test_dutch_is_dutch(drawn, items):
    """Of interventions and statistics all words differ by language, but for names; of parameters none is on file, and it is said."""
    nl, en = (Names(ParameterSet.read(), items, Language(code)) for code in ("nl", "en"))
    for name in drawn:
        if nl(name).english:
            assert nl(name).text == en(name).text
        else:
            assert nl(name).text != en(name).text, name


def test_labels_tell_numbers_apart_where_a_picture_cuts_them():
    voorzorg = catalogue.load("voorzorg")
    for code in ("nl", "en"):
        names = Names(ParameterSet.read(), [voorzorg], Language(code))
        texts = [shorten(names(f"voorzorg.{place}").text, LONGEST, placeholder=" …") for place in voorzorg.uncertain()]
        assert len(set(texts)) == len(texts)


def test_whose_number_is_said_where_there_are_several(items):
    voorzorg = catalogue.load("voorzorg")
    one, two = (Names(ParameterSet.read(), some, Language("nl")) for some in ([voorzorg], [voorzorg, items[0]]))
    assert one("voorzorg.offer.uptake").text == "aanbod aanvaard"
    assert two("voorzorg.offer.uptake").text == "VoorZorg: aanbod aanvaard"
    assert one("voorzorg.effect.smoking_pregnancy.trials.dutch.value").unit == "relatief risico"


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        ("Baldwin et al. 2023, Am J Psychiatry 180:117-126", "Baldwin et al. 2023"),
        ("EUROCAT Northern Netherlands 2015-2020", "EUROCAT Northern Netherlands 2015-2020"),
        ("Own judgement of the authors of this library; wide interval", "Own judgement of the authors of this library"),
    ],
)
def test_citations_in_short(citation, short):
    assert cited(citation) == short
