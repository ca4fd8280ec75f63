"""The command line: what it prints is what the library says, in strict JSON; wrong use is one line and exit code 2."""

import json
import math
import re
import shlex
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
import typer
from typer.testing import CliRunner

import heckman_nl as hn
from heckman_nl import region
from heckman_nl.calibrate.validate import ENOUGH_BIRTHS, failures, validate
from heckman_nl.cli import app
from heckman_nl.interventions import CASCADE
from heckman_nl.vocabulary import lines
from heckman_nl.vocabulary.payers import ACCOUNTS, PARTIES
from heckman_nl.vocabulary.rows import GRADES
from heckman_nl.writing import write_files

BIRTHS = "20000"
# PRODUCT section 3
KEYS = (
    "scenario", "births", "participants", "seed", "discount_rate", "price_year", "qaly_value", "npv", "npv_se", "bcr", "irr", "irr_status",
    "costs", "benefits", "by_payer", "by_account", "qalys", "life_years", "qalys_discounted", "indicators", "evidence", "provenance",
)  # fmt: skip
MAY_BE_UNDEFINED = ("bcr", "irr", "icer", "mvpf")


def call(*arguments):
    """A command, in this process; an exception that is not an exit comes out."""
    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def strict(text):
    """JSON as other languages read it: without NaN and Infinity, and no key twice."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    def unique(pairs):
        assert len({key for key, _ in pairs}) == len(pairs)
        return dict(pairs)

    return json.loads(text, parse_constant=refuse, object_pairs_hook=unique)


def printed(*arguments):
    """The one JSON object of a command that is done and says nothing else."""
    result = call(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return strict(result.stdout)


def check_refused(*arguments, says=()):
    """Wrong use: exit code 2, one line on standard error, nothing on standard output."""
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert re.fullmatch(r"error: .+\n", result.stderr), result.stderr
    for word in says:
        assert word in result.stderr
    return result.stderr


@pytest.fixture(scope="module")
def run():
    """`heckman-nl run voorzorg --births 20000 --json`."""
    return printed("run", "voorzorg", "--births", BIRTHS)


@pytest.fixture(scope="module")
def library(model):
    """The same in Python."""
    voorzorg = hn.interventions.load("voorzorg")
    return model.compare(hn.Cohort.births(int(BIRTHS)), hn.Scenario(voorzorg.title_nl, [voorzorg])).appraise()


# menu and card


def test_interventions():
    """Every intervention of the library with the keys of PRODUCT section 3."""
    rows = printed("interventions")["interventions"]
    assert [row["id"] for row in rows] == list(hn.interventions.available().index)
    for row in rows:
        assert {"id", "title", "phase", "grade", "cost_per_participant", "payer"} <= set(row)
        assert row["cost_per_participant"] is None or row["cost_per_participant"] >= 0
        assert row["cost_per_participant"] is not None or row["cost_before"]  # never unknown without a reason
    assert {row["id"]: row for row in rows}["nu-niet-zwanger"]["cost_per_participant"] is None


def test_menu_as_text():
    """The same ids for readers."""
    result = call("interventions")
    assert result.exit_code == 0
    assert all(id in result.stdout for id in hn.interventions.available().index)


def test_card(voorzorg):
    """Every step, cost, channel and trial of an intervention, with their sources."""
    result = call("show", "voorzorg")
    assert result.exit_code == 0
    words = [voorzorg.title, *CASCADE, *(e.channel for e in voorzorg.effect), *(c.text for c in voorzorg.cost)]
    words += [t.source for e in voorzorg.effect for t in e.trials] + [
        voorzorg.offer.sources[step].source for step in CASCADE
    ]
    assert not [word for word in words if word not in result.stdout]


def test_card_as_json(voorzorg):
    """The intervention as it is."""
    card = printed("show", "voorzorg")
    assert card["id"] == "voorzorg"
    assert card["offer"]["uptake"] == voorzorg.offer.uptake
    assert [e["channel"] for e in card["effect"]] == [e.channel for e in voorzorg.effect]


def test_unknown_intervention_on_a_card():
    """The nearest one."""
    check_refused("show", "vorzorg", says=["'vorzorg'", "'voorzorg'"])


# parameters


def test_one_parameter():
    """Value, unit, interval, grade, status and the citation of its source."""
    p = hn.ParameterSet.read()["early.asthma.smoke"]
    row = printed("parameters", p.key)["parameters"]
    assert len(row) == 1
    expected = {"name": p.key, "value": p.value, "unit": p.unit, "interval": list(p.interval), "source": p.source}
    assert expected.items() <= row[0].items()
    text = call("parameters", p.key).stdout
    citation = hn.ParameterSet.read().sources[p.source].citation
    assert all(str(word) in text for word in (p.value, p.unit, p.grade, p.status, p.source, citation))


@pytest.mark.parametrize("beginning", ["early", "household.poverty", "economics"])
def test_parameters_by_their_beginning(beginning):
    """All that begin so, and no other."""
    expected = [key for key in hn.ParameterSet.read() if key.startswith(f"{beginning}.")]
    assert [row["name"] for row in printed("parameters", beginning)["parameters"]] == expected
    text = call("parameters", beginning).stdout
    assert all(key in text for key in expected)


def test_all_parameters():
    """Tables too, in strict JSON."""
    parameters = hn.ParameterSet.read()
    rows = printed("parameters")["parameters"]
    assert [row["name"] for row in rows] == list(parameters)
    assert all(
        row["value"] == (p.value.tolist() if p.is_table else p.value)
        for row, p in zip(rows, parameters.values(), strict=True)
    )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("early.asthma.smok", ["'early.asthma.smok'", "'early.asthma.smoke'"]),
        ("early.asthma.smoke.value", ["'early.asthma.smoke'"]),
        ("", ["unknown parameter"]),
        ("earl", ["'early"]),
        ("skills.qqqqqqqqqqqqq", ["Allowed: skills", "more (all: heckman-nl parameters)"]),
    ],
)
def test_unknown_parameter(name, says):
    """The nearest name."""
    check_refused("parameters", name, says=says)


# run


def test_run_has_every_key(run):
    """The keys of PRODUCT section 3; what may be undefined is there as well."""
    assert not set(KEYS) - set(run)
    assert not set(MAY_BE_UNDEFINED) - set(run)
    assert set(run["by_payer"]) == set(PARTIES)
    assert set(run["by_account"]) == set(ACCOUNTS)


def test_run_adds_up(run):
    """npv = Σ by_payer = Σ by_account; costs = -programme; benefits = npv + costs; bcr = benefits / costs."""
    npv = run["npv"]
    size = sum(map(abs, run["by_account"].values()))  # rounding is relative to what is added
    assert sum(run["by_payer"].values()) == pytest.approx(npv, abs=1e-12 * size)
    assert sum(run["by_account"].values()) == pytest.approx(npv, abs=1e-12 * size)
    assert run["costs"] == pytest.approx(-run["by_account"]["programme"], rel=1e-12)
    assert run["costs"] > 0
    assert run["benefits"] == pytest.approx(npv + run["costs"], abs=1e-12 * size)
    assert run["bcr"] == pytest.approx(run["benefits"] / run["costs"], rel=1e-12)
    valued = run["qalys_discounted"] * run["qaly_value"]
    assert run["by_account"]["qaly"] == pytest.approx(valued, rel=1e-12)
    assert run["icer"] == pytest.approx(-(npv - valued) / run["qalys_discounted"], rel=1e-12)
    for account in ("taxes", "benefits"):
        assert run["by_account"][account] == pytest.approx(0.0, abs=1e-9 * size)


def test_run_says_what_was_run(run):
    """The defaults of PRODUCT: seed 1, births as given, euros of the release, the rules of an MKBA."""
    parameters = hn.ParameterSet.read()
    assert (run["births"], run["seed"], run["price_year"]) == (int(BIRTHS), 1, 2024)
    assert run["discount_rate"] == parameters.value("economics.discount.mkba")
    assert run["qaly_value"] == parameters.value("economics.qaly.mkba")
    assert run["provenance"]["parameters"] == parameters.fingerprint
    assert run["provenance"]["births"] == int(BIRTHS)


def test_evidence_is_a_share_of_the_benefits(run):
    """Over the grades they add up to one."""
    assert set(run["evidence"]) <= set(GRADES)
    assert sum(run["evidence"].values()) == pytest.approx(1.0, abs=1e-9)


def test_a_rate_of_return_is_null_unless_it_is_unique(run):
    """And then it is the only root."""
    assert run["irr_status"] in ("unique", "none", "multiple")
    assert (run["irr"] is not None) == (run["irr_status"] == "unique")
    assert run["irr_roots"] == ([run["irr"]] if run["irr"] is not None else run["irr_roots"])


def test_run_is_the_library(run, library):
    """The command line adds nothing: every number is that of Model.compare().appraise()."""
    assert run == strict(json.dumps(library.to_dict()))
    assert run["npv"] == library.npv.value
    assert run["npv_se"] == library.npv.se
    assert run["by_payer"] == library.by_payer()["value"].to_dict()
    assert run["participants"] == library.comparison.participants.value


@pytest.mark.parametrize("workers", [1, 3])
def test_run_is_reproducible(run, workers):
    """The same command prints the same digits, with any number of threads."""
    assert printed("run", "voorzorg", "--births", BIRTHS, "--workers", workers) == run


def test_another_seed_is_another_sample(run):
    """Other lives, the same expectation: the difference lies within its error (at four standard errors)."""
    other = printed("run", "voorzorg", "--births", BIRTHS, "--seed", 0)
    assert other["npv"] != run["npv"]
    assert abs(other["npv"] - run["npv"]) < 4 * math.hypot(other["npv_se"], run["npv_se"])


@pytest.mark.parametrize(
    ("name", "value"), [("uptake", 0.35), ("reach", 0.5), ("maltreatment", 1.0), ("cognitive", 0.2)]
)
def test_set_of_an_intervention(run, model, voorzorg, name, value):
    """A step of the cascade or a channel: what `but` does, and not what was run without it."""
    changed = printed("run", "voorzorg", "--births", BIRTHS, "--set", f"voorzorg.{name}={value}")
    item = voorzorg.but(**{name: value})
    expected = model.compare(hn.Cohort.births(int(BIRTHS)), hn.Scenario(item.title, [item])).appraise()
    assert changed["npv"] == expected.npv.value != run["npv"]
    assert changed["provenance"]["parameters"] == run["provenance"]["parameters"]
    assert changed["provenance"]["scenario"] != run["provenance"]["scenario"]
    fewer = name in CASCADE
    assert (changed["participants"] < run["participants"]) == fewer


def test_several_sets(model, voorzorg):
    """They add up, the last of a name holds."""
    sets = ("--set", "voorzorg.uptake=0.1", "--set", "voorzorg.uptake=0.5", "--set", "voorzorg.cognitive=0.1")
    changed = printed("run", "voorzorg", "--births", BIRTHS, *sets)
    item = voorzorg.but(uptake=0.5, cognitive=0.1)
    expected = model.compare(hn.Cohort.births(int(BIRTHS)), hn.Scenario(item.title, [item])).appraise()
    assert changed["npv"] == expected.npv.value


def test_what_is_undefined_is_null():
    """Without a reach nothing happens and nothing is paid: no ratio, no return, no cost per QALY."""
    nothing = printed("run", "voorzorg", "--births", BIRTHS, "--set", "voorzorg.reach=0")
    assert (nothing["npv"], nothing["costs"], nothing["benefits"], nothing["participants"]) == (0.0, 0.0, 0.0, 0.0)
    assert all(nothing[key] is None for key in MAY_BE_UNDEFINED)
    assert (nothing["irr_status"], nothing["mvpf_region"]) == ("none", "undefined")
    assert all(share is None for share in nothing["evidence"].values())
    assert all(year is None for year in nothing["payback"].values())


@pytest.mark.parametrize(
    "arguments", [["--births", "1"], ["--births", "5000"], ["--births", "20000", "--sample", "3000"]]
)
def test_a_small_run_has_null_errors(arguments):
    """Under ten batches there is no error: null, in strict JSON."""
    run = printed("run", "voorzorg", *arguments)
    assert run["npv"] is not None
    assert run["npv_se"] is None


def test_costs_in_one_batch_only(model, voorzorg):
    """Without the only batch that paid there is no ratio, so its error is undefined, without a warning of NumPy."""
    cohort, rare = hn.Cohort.births(12_000), hn.Scenario("rare", [voorzorg.but(noticed=0.01)])
    for seed in range(40):
        comparison = model.compare(cohort, rare, seed=seed)
        paid = comparison.batches[..., list(lines.PROGRAMME)].any((1, 2, 3, 4))
        if paid.sum() == 1:
            break
    assert paid.sum() == 1
    bcr = comparison.appraise().bcr
    assert bcr.value is not None
    assert bcr.se is None


def test_run_as_text(run):
    """The table says the ratio and the number of births, in the chosen language; nothing goes to standard error."""
    for language, births, ratio in (
        ("en", "20,000", f"{run['bcr']:.2f}"),
        ("nl", "20.000", f"{run['bcr']:.2f}".replace(".", ",")),
    ):
        result = call("run", "voorzorg", "--births", BIRTHS, "--language", language)
        assert result.exit_code == 0
        assert result.stderr == ""
        assert births in result.stdout
        assert ratio in result.stdout


# files


def test_out_holds_report_and_data(tmp_path, run):
    """Both files, the data as printed, and nothing else; a folder that does not exist is made."""
    out = tmp_path / "new/out"
    result = call("run", "voorzorg", "--births", BIRTHS, "--out", out)
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == ["voorzorg-nl.html", "voorzorg.json"]
    assert strict((out / "voorzorg.json").read_text()) == run
    assert "</html>" in (out / "voorzorg-nl.html").read_text()
    assert all(str(path) in result.stdout for path in out.iterdir())


def test_excel_and_texts(tmp_path, run):
    """The workbook stands beside the report; words for the checklists come from a file; the data are as printed."""
    words = tmp_path / "words.toml"
    words.write_text('"cheers.27" = "Paid by nobody."\n[mkba]\nproblem = "Few are reached."\n')
    out = tmp_path / "out"
    call("run", "voorzorg", "--births", BIRTHS, "--language", "en", "--out", out, "--excel", "--texts", words)
    assert sorted(path.name for path in out.iterdir()) == ["voorzorg-en.html", "voorzorg-en.xlsx", "voorzorg.json"]
    book = openpyxl.load_workbook(out / "voorzorg-en.xlsx")
    assert book["headline"]["B5"].value == pytest.approx(run["npv"], rel=1e-14)
    page = (out / "voorzorg-en.html").read_text()
    assert f'value="{run["npv"]!r}"' in page
    assert "Paid by nobody." in page
    assert "Few are reached." in page
    assert strict((out / "voorzorg.json").read_text())["npv"] == run["npv"]


def test_files_need_a_folder(tmp_path):
    """--excel and --texts without --out are refused before anything runs; so is a key that is no item."""
    check_refused("run", "voorzorg", "--excel", says=["--out"])
    words = tmp_path / "words.toml"
    words.write_text('"cheers.29" = "more"')
    check_refused("run", "voorzorg", "--texts", words, says=["--out"])
    check_refused("run", "voorzorg", "--texts", words, "--out", tmp_path / "out", says=["'cheers.29'"])


def test_rules(run):
    """The name is passed on: the default is that of an MKBA, what is none is refused."""
    assert run["rules"] == printed("run", "voorzorg", "--births", BIRTHS, "--rules", "mkba")["rules"] == "mkba"
    check_refused("run", "voorzorg", "--births", 2000, "--rules", "mkb", says=["'mkb'", "'mkba'"])


# help and completion


def commands(group=None, before=()):
    """(words, command) of every command, those of groups of commands too."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        words = (*before, name)
        if hasattr(command, "commands"):
            yield from commands(command, words)
        else:
            yield words, command


def test_every_command_has_examples_that_parse():
    """Each command shows examples of itself that its parser takes, at the end of its help."""
    for name, command in commands():
        examples = re.findall(r"^  (heckman-nl .*)$", command.epilog, re.M)
        assert examples, name
        shown = call(*name, "--help").stdout
        for example in examples:
            words = shlex.split(re.split(r" [|>] ", example)[0])
            assert tuple(words[: 1 + len(name)]) == ("heckman-nl", *name)
            command.make_context(name[-1], words[1 + len(name) :])
            assert f"    {example}\n" in shown


def test_births_may_be_written_as_2e4(run):
    """As a budget may; what is no whole number is refused by the parser."""
    assert printed("run", "voorzorg", "--births", "2e4") == run
    for wrong in ("2e-1", "1.5", "nan", "inf"):
        result = call("run", "voorzorg", "--sample", wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "Error: " in result.stderr


def test_every_command_has_json():
    for name, command in commands():
        assert any("--json" in option.opts for option in command.params), name


@pytest.mark.parametrize(
    ("words", "number", "expected"),
    [
        ("heckman-nl run voorz", 2, "voorzorg"),
        ("heckman-nl run rookvrije", 2, "rookvrije-start"),
        ("heckman-nl psa voorzorg vipp", 3, "vipp-sd"),
        ("heckman-nl show vipp", 2, "vipp-sd"),
        ("heckman-nl parameters economics.disc", 2, "economics.discount.mkba"),
        ("heckman-nl run voorzorg --set voorzorg.upt", 4, "voorzorg.uptake="),
        ("heckman-nl run voorzorg --set household.poverty.prev", 4, "household.poverty.prevalence="),
        ("heckman-nl run voorzorg --region rott", 4, "rotterdam"),
        ("heckman-nl payback voorzorg --payer muni", 4, "municipality"),
        ("heckman-nl run voorzorg --language e", 4, "en"),
        ("heckman-nl sensitivity tornado voorz", 3, "voorzorg"),
        ("heckman-nl sensitivity morris voorzorg --name voorzorg.weights.d", 5, "voorzorg.weights.dutch.value"),
    ],
)
def test_the_shell_completes_names(words, number, expected):
    """As bash asks for it: the words, and which of them is being typed."""
    asked = {"_HECKMAN_NL_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(number)}
    result = CliRunner().invoke(app, [], env=asked, prog_name="heckman-nl")
    assert expected in result.stdout.split()


def test_out_is_a_file(tmp_path):
    """Refused before anything is run, and the file is left alone."""
    path = tmp_path / "out"
    path.write_text("mine")
    check_refused("run", "voorzorg", "--births", "2000", "--out", path, says=["is a file", "folder"])
    assert path.read_text() == "mine"


def test_out_below_a_file(tmp_path):
    """A folder that cannot be made."""
    (tmp_path / "file").write_text("mine")
    check_refused("run", "voorzorg", "--births", BIRTHS, "--out", tmp_path / "file/out", says=["cannot write"])
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_nothing_is_half_written(tmp_path):
    """When one of the files cannot be written, none is."""
    (tmp_path / "voorzorg.json").mkdir()
    check_refused("run", "voorzorg", "--births", BIRTHS, "--out", tmp_path, says=["voorzorg.json"])
    assert [path.name for path in tmp_path.iterdir()] == ["voorzorg.json"]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    """The text is there whole or not at all."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(hn.HeckmanError):
        write_files({tmp_path / "taken": "text"})
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_small_run_writes_both_files(tmp_path):
    """Also without Monte-Carlo errors."""
    assert call("run", "voorzorg", "--births", "3000", "--out", tmp_path).exit_code == 0
    assert len(list(tmp_path.iterdir())) == 2


@pytest.fixture
def scenario(tmp_path):
    """A scenario file."""
    path = tmp_path / "start.toml"
    path.write_text(
        'name = "Start"\nbirth_years = [2026, 2028]\nbirths = 12000\n[[intervention]]\nid = "voorzorg"\nreach = 0.8\n'
        '[[change]]\nparameter = "early.delay.persists"\nscale = 0.9\n'
    )
    return path


def test_scenario_file(scenario, model):
    """What `hn.read_scenario` and `compare` give."""
    found = printed("run", scenario)
    expected = model.compare(*hn.read_scenario(scenario)).appraise()
    assert (found["scenario"], found["birth_years"], found["births"]) == ("Start", [2026, 2028], 24_000)
    assert found["npv"] == expected.npv.value


def test_a_what_if_at_no_cost_is_said(scenario):
    """What a [[change]] brings counts in the ratio and it costs nothing: said on the screen, of such a scenario only."""
    for language, words in (("en", "what-if at no cost"), ("nl", "wat-als zonder kosten")):
        text = call("run", scenario, "--births", 2000, "--language", language).stdout
        (told,) = [row for row in text.splitlines() if words in row]
        assert "early.delay.persists" in told
        assert words not in call("run", "voorzorg", "--births", 2000, "--language", language).stdout


def test_options_come_before_the_file(scenario):
    """Births, years and seed on the command line replace those of the scenario file."""
    found = printed("run", scenario, "--births", 11_000, "--year", 2030, "--seed", 5)
    assert (found["birth_years"], found["births"], found["seed"]) == ([2030], 11_000, 5)


def test_intervention_file(tmp_path, voorzorg, run):
    """A copy of the file of an intervention gives what its id gives."""
    path = tmp_path / "copy.toml"
    path.write_text((Path(hn.interventions.__file__).parent / "catalogue/voorzorg.toml").read_text())
    assert printed("run", path, "--births", BIRTHS)["npv"] == run["npv"]


# generations and other alternatives


@pytest.mark.slow  # compiles for two generations
def test_generations(run):
    """Another generation changes nothing of the cohort; its balance stands apart; the headline names it."""
    assert run["generations"] == 1
    assert list(run["by_generation"]) == ["1"]
    assert run["by_generation"]["1"]["npv"] == pytest.approx(run["npv"], rel=1e-9)
    found = printed("run", "voorzorg", "--births", BIRTHS, "--generations", "2")
    assert found["generations"] == found["provenance"]["generations"] == 2
    assert found["by_generation"]["1"]["npv"] == pytest.approx(run["npv"], rel=1e-9)
    assert found["npv"] == pytest.approx(sum(row["npv"] for row in found["by_generation"].values()), rel=1e-9)
    assert found["npv"] == pytest.approx(sum(found["by_payer"].values()), rel=1e-9)
    assert found["by_generation"]["2"]["costs"] == 0
    assert found["costs"] == pytest.approx(run["costs"], rel=1e-9)
    assert found["participants"] == run["participants"]
    for name, row in found["indicators"].items():
        assert row["total"] == pytest.approx(run["indicators"][name]["total"], rel=1e-9, abs=1e-9)
    assert {"treatment", "number", "of_the_cohort", "npv_alternative"} <= set(found["births_in_one_arm"])
    text = call("run", "voorzorg", "--births", BIRTHS, "--generations", "2").stdout
    assert "2 generaties gesimuleerd: het cohort zelf, hun kinderen" in text
    assert "levens in maar één situatie geboren" in text
    assert "saldo per generatie" in text


def test_a_parameter_set_to_the_value_of_another(run):
    """Falling mortality in one step; the conventions say so, and lives are longer by it."""
    falling = printed(
        "run", "voorzorg", "--births", BIRTHS, "--set", "mortality.improvement=mortality.cohort.improvement"
    )
    assert falling["npv"] != run["npv"]
    assert falling["costs"] == pytest.approx(run["costs"], rel=1e-3)  # of a child who dies later
    falls = hn.ParameterSet.read().value("mortality.cohort.improvement")[0]
    assert any(f"falling after it by {falls:.2%}" in words for words in falling["conventions"])
    assert any("period table of 2023." in words for words in run["conventions"])


def test_growth(run):
    growing = printed("run", "voorzorg", "--births", BIRTHS, "--set", "economics.growth.wages=0.01")
    assert growing["growth"] == {"wages": 0.01, "care": 0, "qaly": 0}
    assert run["growth"] == {"wages": 0, "care": 0, "qaly": 0}
    assert growing["by_account"]["production"] > run["by_account"]["production"] > 0
    assert growing["by_account"]["medical"] == run["by_account"]["medical"]


# wrong use


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["vorzorg"], ["'vorzorg'", "'voorzorg'"]),
        ([""], ["unknown intervention"]),
        (["rokvrije-start"], ["'rookvrije-start'"]),
        (["voorzorg", "--set", "voorzorg.cost.0.amount=-100"], ["voorzorg.cost.0.amount=-100", "a cost cannot be"]),
        (["voorzorg", "--region", "XX"], ["'XX'", "NL"]),
        (["voorzorg", "--births", "-5"], ["births", "-5"]),
        (["voorzorg", "--births", "0"], ["births", "0"]),
        (["voorzorg", "--births", "99999999999"], ["births", "1e+09"]),
        (["voorzorg", "--sample", "0"], ["sample", "0"]),
        (["voorzorg", "--seed", "-1"], ["seed", "-1"]),
        (["voorzorg", "--workers", "0"], ["workers", "0"]),
        (["voorzorg", "--language", "fr"], ["'fr'", "nl or en"]),
        (["voorzorg", "--year", "1800"], ["1800", "2000 to 2100"]),
        (["voorzorg", "--year", "2026", "--year", "2026"], ["twice"]),
        (["voorzorg", "--set", "voorzorg.uptake=1.5"], ["voorzorg.uptake", "1.5", "0 to 1"]),
        (["voorzorg", "--set", "voorzorg.uptake=nan"], ["voorzorg.uptake", "nan"]),
        (["voorzorg", "--set", "voorzorg.uptake=inf"], ["voorzorg.uptake", "inf"]),
        (["voorzorg", "--set", "voorzorg.uptake=half"], ["voorzorg.uptake=half", "NAME=VALUE"]),
        (["voorzorg", "--set", "voorzorg.uptake"], ["NAME=VALUE"]),
        (["voorzorg", "--set", "=0.5"], ["NAME=VALUE"]),
        (["voorzorg", "--set", ""], ["NAME=VALUE"]),
        (["voorzorg", "--set", "voorzorg.uptak=0.5"], ["'uptak'", "'uptake'"]),
        (["voorzorg", "--set", "vipp-sd.uptake=0.5"], ["vipp-sd is not in this scenario", "it holds: voorzorg"]),
        (["voorzorg", "--set", "voorzrog.uptake=0.5"], ["'voorzrog.uptake'", "'voorzorg.uptake'"]),
        (["voorzorg", "--set", "voorzorg.uptake=0,5"], ["decimal point: 0.5"]),
        (["voorzorg", "--set", "early.asthma.smoke=1,5"], ["decimal point: 1.5"]),
        (["voorzorg", "--set", "voorzorg.maltreatment=0"], ["voorzorg.maltreatment", "between 0.01 and 100"]),
        (["voorzorg", "--set", "early.asthma.smok=1"], ["'early.asthma.smok'", "'early.asthma.smoke'"]),
        (["voorzorg", "--set", "household.poverty.prevalence=2"], ["household.poverty.prevalence", "0 to 1"]),
        (["voorzorg", "--set", "household.poverty.prevalence=nan"], ["household.poverty.prevalence", "nan"]),
        (["voorzorg", "--set", "skills.cognitive.class=1"], ["skills.cognitive.class", "table"]),
        (["voorzorg", "--set", "mortality.improvement=0.01"], ["mortality.improvement", "table"]),
        (["voorzorg", "--set", "mortality.improvement=mortality.infant.class"], ["log odds", "per year"]),
        (["voorzorg", "--set", "mortality.improvement=mortality.cohort.improvment"], ["NAME=VALUE"]),
        (["voorzorg", "--generations", "0"], ["generations", "0"]),
        (["voorzorg", "--generations", "11"], ["generations", "10"]),
        (["nowhere.toml"], ["nowhere.toml", "does not exist"]),
        (["voorzorg", "--set", "voorzorg.corrections=0"], ["corrections"]),
        (["voorzorg", "--births", "2000", "--set", "voorzorg.title=5"], ["title"]),
        (["voorzorg", "--births", "2000", "--set", "early.asthma.smoke=0"], ["early.asthma.smoke"]),
    ],
)  # fmt: skip
def test_wrong_use_of_run(tmp_path, arguments, says):
    """Refused in one line that says what is allowed; --out stays empty."""
    out = tmp_path / "out"
    check_refused("run", *arguments, "--out", out, says=says)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["explain", "3", "--scenario", "vorzorg"], ["'voorzorg'"]),
        (["explain", "3", "--year", "1500"], ["1500"]),
        (["explain", "999999999"], ["person", "999999999"]),
        (["validate", "--births", "0"], ["births", "0"]),
        (["validate", "--seed", "-1"], ["seed", "-1"]),
        (["monitor", "--births", "-1"], ["births", "-1"]),
        (["regions", "--sample", "5000"], ["--sample", "--table"]),
        (["regions", "rotterdam", "--table"], ["--table"]),
        (["optimise", "voorzorg", "voorzorg", "--budget", "1e6"], ["twice"]),
    ],
)
def test_wrong_use_of_others(arguments, says):
    """The same for the other commands."""
    check_refused(*arguments, says=says)


@pytest.mark.parametrize(
    "arguments",
    [["run"], ["run", "voorzorg", "--births", "many"], ["run", "voorzorg", "--births", "nan"], ["run", "voorzorg", "--sed", "1"], ["rn"], ["explain", "-1"]],
)  # fmt: skip
def test_wrong_options(arguments):
    """What the parser of the command line refuses: exit code 2, the usage on standard error, no traceback."""
    result = call(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name = = 1", ["not valid TOML"]),
        ("births = -1", ["births", "-1"]),
        ("birth_years = [1900]", [", birth_years: ", "1900"]),
        ('name = "nothing"', ["[[intervention]]", "[[change]]"]),
        ('[[intervention]]\nid = "vorzorg"', ["'voorzorg'"]),
        ("[offer]\nreach = 1", ["Add `id`"]),
        ('[intervention]\nid = "voorzorg"', ["[[intervention]]"]),
    ],
)
def test_broken_scenario_file(tmp_path, text, says):
    """Malformed, impossible, unknown: one line that names the file; nothing is written."""
    path = tmp_path / "broken.toml"
    path.write_text(text)
    check_refused("run", path, "--out", tmp_path / "out", says=["broken.toml", *says])
    assert not (tmp_path / "out").exists()


def test_a_folder_for_a_file(tmp_path):
    """A folder with the name of a file."""
    (tmp_path / "folder.toml").mkdir()
    check_refused("run", tmp_path / "folder.toml", says=["folder.toml", "this is a folder"])


def test_in_a_process_of_its_own():
    """The exit code and both streams as a shell sees them."""
    done = subprocess.run([sys.executable, "-m", "heckman_nl.cli", "run", "vorzorg"], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout == ""
    assert re.fullmatch(r"error: unknown intervention or scenario 'vorzorg'. Did you mean 'voorzorg'\?\n", done.stderr)


# explain


def test_explain(model, voorzorg):
    """The text of Model.explain, in both arms and in one."""
    cohort = hn.Cohort.births(year=2026)
    assert call("explain", 12).stdout == f"{model.explain(cohort, 12)}\n"
    scenario = hn.Scenario(voorzorg.title, [voorzorg])
    assert call("explain", 12, "--scenario", "voorzorg").stdout == f"{model.explain(cohort, 12, scenario)}\n"


def test_explain_as_json(model):
    """The same text, every event and every year."""
    told, content = model.explain(hn.Cohort.births(year=2026), 12), printed("explain", 12)
    assert content["text"] == told.text
    assert [(event["age"], event["text"]) for event in content["events"]] == told.events["baseline"]
    assert {event["arm"] for event in content["events"]} == {"baseline"}
    assert len(content["years"]) == len(told.states["baseline"])


# validate


def check_validation(content, births):
    """Every row with its z, by its definition, from what is printed beside it."""
    assert content["simulated_births"] == births
    sources = hn.ParameterSet.read().sources
    for row in content["targets"]:
        assert {"name", "target", "low", "high", "simulated", "z", "held_out", "source"} <= set(row)
        se = math.hypot((row["high"] - row["low"]) / 3.92, row["se_mc"] or 0.0)
        assert row["z"] == pytest.approx((row["simulated"] - row["target"]) / se, rel=1e-9)
        assert row["met"] == (abs(row["z"]) <= 2.0)
        assert row["held_out"] in (True, False)
        assert row["source"] in sources
    names = [row["name"] for row in content["targets"]]
    assert len(set(names)) == len(names)
    assert any(row["held_out"] for row in content["targets"])
    missed = [row["name"] for row in content["targets"] if abs(row["z"]) > 3 and not row["reason"]]
    assert content["failed"] == missed


@pytest.mark.slow
def test_validate():
    """On few births: the shape, and exit code 1 exactly when a row fails."""
    result = call("validate", "--births", 20_000, "--json")
    content = strict(result.stdout)
    check_validation(content, 20_000)
    assert result.exit_code == (1 if content["failed"] else 0)


@pytest.mark.slow  # lives a million births and a panel
def test_the_baseline_is_valid():
    """On a million births: no row is missed without a stated reason."""
    result = call("validate", "--json")
    check_validation(strict(result.stdout), 1_000_000)
    assert result.exit_code == 0


@pytest.mark.slow  # lives a baseline and a panel
def test_validate_as_text():
    """A line for every target."""
    content = strict(call("validate", "--births", 20_000, "--json").stdout)
    text = call("validate", "--births", 20_000).stdout
    assert all(row["name"] in " ".join(text.split()) for row in content["targets"])
    assert f"of {len(content['targets'])} rows are met" in text.splitlines()[-1]  # the tally stands last
    assert max(map(len, text.splitlines())) <= 160


def test_validate_counts():
    """Rows by what they served for, apart; without a panel only what the ledger counts."""
    content = strict(call("validate", "--births", 20_000, "--panel", 0, "--json").stdout)
    assert {row["measure"] for row in content["targets"]} == {"share"}
    for name in ("solved", "judged", "differs", "held out"):
        rows = [row for row in content["targets"] if row["use"] == name]
        assert rows
        assert content["counts"][name]["rows"] == len(rows)
        assert content["counts"][name]["met"] == sum(row["met"] for row in rows)
    text = call("validate", "--births", 20_000, "--panel", 0).stdout
    assert (
        text.index("Solved:")
        < text.index("Judged:")
        < text.index("Differs:")
        < text.index("Held out:")
        < text.index("% of all")
    )


@pytest.mark.slow
def test_validate_draws_pictures(tmp_path):
    """One for every target and one of all z."""
    content = strict(call("validate", "--births", 20_000, "--plots", tmp_path / "fit", "--json").stdout)
    drawn = {path.stem for path in (tmp_path / "fit").glob("*.svg")}
    assert drawn == {row["id"] for row in content["targets"]} | {"all_z"}


@pytest.mark.parametrize("births", [1, 10, 5_000])
def test_validate_on_too_few_births(births):
    """Births too few for an error of chance are refused; never a traceback, never a pass."""
    check_refused("validate", "--births", births, "--json", says=["10,240"])


def test_a_row_missed_without_a_reason_fails_the_check(monkeypatch):
    """Exit code 1, and the row is named."""
    from heckman_nl.calibrate import validate

    monkeypatch.setattr(validate, "failures", lambda table: table.iloc[:1])
    result = call("validate", "--births", 20_000, "--panel", 0, "--json")
    content = strict(result.stdout)
    assert result.exit_code == 1
    assert content["failed"] == [content["targets"][0]["name"]]


# a parameter of the model


@pytest.mark.slow
def test_set_of_a_parameter_solves_the_baseline_again(run):
    """Under another risk of maltreatment the Dutch number of maltreated children still comes out: it is solved again.

    Without that it is missed, as the second model shows, which is told that it was solved with the new value.
    """
    name, value, row = "youthcare.maltreatment.trauma", 60.0, "maltreatment, 0-17"
    changed = printed("run", "voorzorg", "--births", BIRTHS, "--set", f"{name}={value}")
    given = hn.ParameterSet.read().but({name: value})
    solved = hn.Model(given)
    told = {**given.provenance, "input_fingerprint": given.input_fingerprint}
    unsolved = hn.Model(hn.ParameterSet({p.key: p for p in given.values()}, given.sources, told))
    assert changed["provenance"]["parameters"] == solved.parameters.fingerprint
    assert unsolved.parameters.fingerprint == given.fingerprint != solved.parameters.fingerprint
    assert solved.parameters.value(name) == value
    assert changed["npv"] != run["npv"]
    met = [validate(m.run(hn.Cohort.births(200_000))).set_index("name").met[row] for m in (solved, unsolved)]
    assert met == [True, False]


@pytest.mark.slow
def test_a_baseline_that_is_solved_again_is_valid():
    """A parameter that hardly differs: the baseline that is solved for it meets the targets as the shipped one does."""
    name = "birth.gestation.smoking"
    shipped = hn.ParameterSet.read()
    model = hn.Model(shipped.but({name: shipped.value(name) * 1.0001}))
    table = validate(model.run(hn.Cohort.births(ENOUGH_BIRTHS)), panel_births=ENOUGH_BIRTHS)
    assert failures(table).name.tolist() == []


def test_set_of_a_solved_parameter_is_refused():
    """It would be solved anew: said by name, also beside another change."""
    given = hn.ParameterSet.read().but({"early.asthma.intercept": -1.0, "early.asthma.smoke": 1.5})
    with pytest.raises(hn.HeckmanError, match=r"early\.asthma\.intercept: solved"):
        hn.Model(given)


# regions and monitor


def test_regions():
    """Every profile, as a list, one by one, and as a template that is itself a region."""
    rows = printed("regions")["regions"]
    assert [row["id"] for row in rows] == region.names()
    assert all(row["id"] in call("regions").stdout for row in rows)
    shown = printed("regions", "rotterdam")
    assert shown["region"]["code"] == "GM0599"
    own = {row["parameter"]: row["value"] for row in shown["figures"] if row["status"] != "national"}
    assert own == dict(hn.Region.load("rotterdam").parameters)
    text = call("regions", "rotterdam").stdout
    assert "taalakkoord_rotterdam" in text
    assert "e+0" not in text  # euros are plain numbers


def test_a_region_of_ones_own(tmp_path):
    """The template filled in is accepted wherever a profile is, by a path."""
    path = tmp_path / "delta.toml"
    path.write_text(call("regions", "--template").stdout.replace("births = 170000", "births = 3000"))
    found = printed("run", "voorzorg", "--region", path, "--sample", 12_000)
    assert (found["births"], found["region"]) == (3_000, "delta")
    assert printed("regions", path)["region"]["name"] == "My region"


def test_the_table_for_a_map(model):
    """CSV with the codes of CBS; the same in JSON; with a scenario what changes."""
    options = ("--region", "NL", "--region", "oost-groningen", "--sample", 11_000)
    text = call("regions", "--table", *options).stdout
    assert text.splitlines()[0] == "code,region,indicator,value,unit,se,title"
    expected = hn.regions_table(model, ["NL", "oost-groningen"], sample=11_000)
    assert len(text.splitlines()) == len(expected) + 1
    rows = printed("regions", "--table", *options)["regions"]
    assert [row["value"] for row in rows] == expected.value.tolist()
    changes = printed("regions", "--table", "--scenario", "voorzorg", *options)["regions"]
    assert {row["indicator"] for row in changes} > {row["indicator"] for row in rows}


def test_monitor():
    """The table of the library in JSON, and a line for every indicator in both languages."""
    found = printed("monitor", "--births", 11_000)
    expected = hn.Model().run(hn.Cohort.births(), sample=11_000).monitor()
    assert found["births"] == 170_000
    assert found["simulated_births"] == 11_000
    by_id = {row["id"]: row for row in found["indicators"]}
    assert list(by_id) == list(expected.index)
    assert by_id["overweight_at_2"]["observed"] == 0.103
    assert by_id["overweight_at_2"]["year"] == 2024
    assert by_id["coalitions"]["simulated"] is None
    for name, row in by_id.items():
        assert row["simulated"] is None or row["simulated"] == expected.simulated[name]
    for language, title in (("en", "title"), ("nl", "title_nl")):
        text = call("monitor", "--births", 11_000, "--language", language).stdout
        assert all(row[title] in text for row in by_id.values())


def test_monitor_of_a_scenario():
    rows = printed("monitor", "--births", 11_000, "--scenario", "voorzorg", "--region", "rotterdam")
    assert rows["region"] == "rotterdam"
    row = next(row for row in rows["indicators"] if row["id"] == "smoking_throughout")
    assert row["scenario"] - row["simulated"] == pytest.approx(row["change"], abs=1e-12)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["regions", "rotterdm"], ["unknown region 'rotterdm'", "'rotterdam'"]),
        (["regions", "nowhere.toml"], ["nowhere.toml", "does not exist"]),
        (["regions", "--table", "--region", "rotterdm"], ["unknown region", "'rotterdam'"]),
        (["regions", "--table", "--sample", "0"], ["sample", "0"]),
        (["regions", "--table", "--scenario", "vorzorg"], ["'voorzorg'"]),
        (["monitor", "--region", "XX"], ["'XX'", "rotterdam"]),
        (["monitor", "--births", "0"], ["births", "0"]),
        (["monitor", "--language", "fr"], ["nl or en"]),
    ],
)
def test_wrong_use_of_regions_and_monitor(arguments, says):
    check_refused(*arguments, says=says)
