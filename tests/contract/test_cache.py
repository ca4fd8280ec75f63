"""The compiled kernel is found again when nothing changed, compiled again when any file behind it did, and does without
a cache folder.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import heckman_nl
from heckman_nl.engine.jit import source_stamp
from heckman_nl.lifecourse.kernel import STAMP

PACKAGE = Path(heckman_nl.__file__).parent
# a tiny life on the engine: what the stamp must notice is an edit in another file than the one that is run
TINY = """
from pathlib import Path
import numpy as np
from heckman_nl.engine import maths
from heckman_nl.engine.jit import entry_point, source_stamp

def make(stamp):
    @entry_point
    def tiny(x):
        if stamp == "":
            return 0.0
        return maths.expit(x)
    return tiny

tiny = make(source_stamp(Path(maths.__file__).parent))
print(tiny(0.0), sum(tiny.stats.cache_hits.values()))
"""
TWO_TYPES = """
import math, os
from heckman_nl.engine.jit import compiled_once, entry_point
from heckman_nl.engine.ledger import new_ledgers

@compiled_once
def fill_one(ledger):
LOOPS

@entry_point
def fill(ledgers):
    for k in range(ledgers.shape[0]):
        fill_one(ledgers[k])
    fill_one(ledgers[0])

for ages in map(int, os.environ["AGES"].split()):
    ledgers = new_ledgers(3, ages, 2)
    fill(ledgers)
    print(ledgers.cells.sum(), sum(fill.stats.cache_hits.values()))
""".replace("LOOPS", "".join(
    f"    for age in range(ledger.cells.shape[0]):\n        ledger.cells[age, 0] += ledger.weight * math.sin(age + {k})\n"
    for k in range(12)  # too much to inline
))  # fmt: skip
RUN = """
import heckman_nl as hn
result = hn.Model().run(hn.Cohort.births(200), workers=1)
print(float(result.total("big2")), float(result.total("life_years_male")))
"""


@pytest.fixture
def copy(tmp_path):
    """A copy of the package that a test may edit."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "heckman_nl", ignore=ignore)
    return tmp_path


def run(folder, script, **settings):
    """Standard output and error of a script run with the copy of the package."""
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_CACHE_DIR"}
    environment |= {"PYTHONPATH": str(folder), **settings}
    path = folder / "script.py"
    path.write_text(script)
    done = subprocess.run([sys.executable, str(path)], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.split(), done.stderr


def edit(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_an_edit_in_another_file_is_noticed_and_undone(copy):
    """edit -> recompiled, with the new answer; revert -> the old code is found again."""
    maths = copy / "heckman_nl/engine/maths.py"
    assert run(copy, TINY)[0] == ["0.5", "0"]
    assert run(copy, TINY)[0] == ["0.5", "1"]
    edit(maths, "return 1.0 / (1.0 + math.exp(-x))", "return 2.0 / (1.0 + math.exp(-x))")
    assert run(copy, TINY)[0] == ["1.0", "0"]
    edit(maths, "return 2.0 / (1.0 + math.exp(-x))", "return 1.0 / (1.0 + math.exp(-x))")
    assert run(copy, TINY)[0] == ["0.5", "1"]


def test_the_stamp_of_the_kernel_covers_every_file_behind_it():
    """Engine, vocabulary and every stage of life: an edit in any of them compiles the kernel again."""
    folders = [PACKAGE / name for name in ("engine", "vocabulary", "lifecourse")]
    assert source_stamp(*folders) == STAMP
    for name in folders:
        assert source_stamp(*(folder for folder in folders if folder != name)) != STAMP


def test_a_cache_that_cannot_be_written_is_a_warning_and_the_same_answer(copy):
    """A folder that takes no data (a full disk): the kernel runs uncached and says how to mend it."""
    full = TINY.replace(
        "import numpy as np",
        """import errno
from numba.core import caching

def no_space(*_):
    raise OSError(errno.ENOSPC, "No space left on device")

caching.IndexDataCacheFile.save = no_space""",
    )
    found, said = run(copy, full)
    assert found == ["0.5", "0"]
    assert "RuntimeWarning" in said
    assert "No space left" in said
    assert "NUMBA_CACHE_DIR" in said
    assert "Traceback" not in said


def test_code_that_two_processes_saved_is_not_mixed_up(copy):
    """Each process saves code for one size of ledger; a third loads both, and runs each on its own."""
    small, large = (run(copy, TWO_TYPES, AGES=ages)[0] for ages in ("5", "9"))
    assert (small[1], large[1]) == ("0", "0")  # nothing saved yet
    assert run(copy, TWO_TYPES, AGES="5 9")[0] == [small[0], "1", large[0], "2"]
    assert run(copy, TWO_TYPES, AGES="9 5")[0] == [large[0], "1", small[0], "2"]


@pytest.mark.slow
def test_an_edit_in_a_stage_of_life_changes_the_lives(copy):
    """The same for the whole kernel: a changed line in birth.py changes births, and the change alone."""
    before = run(copy, RUN)[0]
    stage = copy / "heckman_nl/lifecourse/birth.py"
    edit(stage, "s.small = 1 if u < small_chance(p, s, fx.small) else 0", "s.small = 1")
    changed = run(copy, RUN)[0]
    assert float(changed[0]) == 200.0 > float(before[0])
    edit(stage, "s.small = 1\n", "s.small = 1 if u < small_chance(p, s, fx.small) else 0\n")
    assert run(copy, RUN)[0] == before


def test_no_folder_for_the_cache_is_a_warning_and_the_same_answer(copy):
    """Where no cache can be written the kernel runs uncached and says how to mend it."""
    expected, quiet = run(copy, TINY)
    assert quiet == ""
    nowhere = copy / "file"
    nowhere.write_text("in the place of a folder")
    shutil.rmtree(copy / "__pycache__", ignore_errors=True)
    (copy / "__pycache__").write_text("in the place of a folder")
    found, said = run(copy, TINY, HOME=str(nowhere), XDG_CACHE_HOME=str(nowhere), IPYTHONDIR=str(nowhere))
    assert found == expected
    assert "RuntimeWarning: no writable folder for the compiled kernel" in said
    assert "NUMBA_CACHE_DIR" in said
