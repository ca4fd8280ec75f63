"""One appraisal, its tables and its page in both languages."""

import copy

import pytest
from page_reader import Page

import heckman_nl as hn
from heckman_nl.report.excel import workbook
from heckman_nl.report.language import Language
from heckman_nl.report.page import render
from heckman_nl.report.tables import tables

TEXTS = {"cheers.27": "Paid by <nobody> & friends.", "mkba.problem": "Few families are reached."}


class Made:
    """The appraisal with everything that is made of it."""

    def __init__(self, mkba):
        self.mkba, self.data, self.words = mkba, mkba.to_dict(), TEXTS
        says = {code: Language(code) for code in ("nl", "en")}
        self.tables = {code: tables(mkba, say, TEXTS) for code, say in says.items()}
        self.html = {code: render(mkba, self.tables[code], say) for code, say in says.items()}
        self.page = {code: Page(text) for code, text in self.html.items()}
        self.excel = {code: workbook(mkba, self.tables[code], say) for code, say in says.items()}


@pytest.fixture(scope="session")
def made(model, voorzorg):
    """VoorZorg and a what-if, two birth years; the baseline beside Dutch statistics on few births."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("heckman_nl.report.tables.ENOUGH_BIRTHS", 20_000)
        change = hn.Change("household.poverty.prevalence", scale=0.9)
        scenario = hn.Scenario("VoorZorg <& less poverty>", [copy.deepcopy(voorzorg)], [change])
        cohort = hn.Cohort.births(20_000, year=[2026, 2028])
        return Made(model.compare(cohort, scenario, sample=40_000).appraise())
