"""What the kernel's source must keep to, read from the source itself."""

import ast
from collections import defaultdict

import pytest
from scan import PACKAGE, TREES, attributes, draws, functions, parameters_of, unread, used

from heckman_nl.errors import InputError
from heckman_nl.parameters import KERNEL_MODULES, ParameterSet
from heckman_nl.scenario import NOT_LIVED, Change
from heckman_nl.vocabulary import processes
from heckman_nl.vocabulary.channels import CHANNELS
from heckman_nl.vocabulary.state import FIELDS, STATE


@pytest.fixture(scope="module")
def parameters():
    return ParameterSet.read()


@pytest.mark.parametrize("module", KERNEL_MODULES)
def test_every_parameter_that_is_used_exists(module, parameters):
    """A stage reads `p.<name>` of its own module only."""
    assert set(used(module, "p")) <= set(parameters_of(module, parameters))


def test_every_parameter_is_used(parameters):
    """What no stage reads, the calibration does."""
    assert unread(parameters) == []


def test_what_no_life_reads_is_no_what_if(parameters):
    """A change in one arm of what is only solved or counted would do nothing: it is refused, and nothing else is."""
    lived = {module: used(module, "p") for module in KERNEL_MODULES}
    unlived = {
        key
        for module in KERNEL_MODULES
        for name, key in parameters_of(module, parameters).items()
        if name not in lived[module]
    }
    assert unlived == NOT_LIVED
    with pytest.raises(InputError, match="read by no life"):
        Change("care.gp.mental", set=5.0).apply(parameters)


def test_each_state_field_has_one_writer():
    """Only the module that owns a field assigns it."""
    owners = {field.name: field.owner for field in FIELDS}
    written = defaultdict(set)
    for module, tree in TREES.items():
        for node in attributes(tree, "s"):
            if isinstance(node.ctx, ast.Store):
                written[node.attr].add("household" if module == "kernel" else module)
    for field, modules in written.items():
        assert modules == {owners[field]}, f"{field} belongs to {owners[field]}, written in {modules}"
    assert set(written) == set(owners), f"never written: {set(owners) - set(written)}"


def test_state_fields_are_eight_bytes_wide():
    assert all(STATE[field.name].itemsize == 8 for field in FIELDS)
    assert [STATE.fields[field.name][1] for field in FIELDS] == [8 * k for k in range(len(FIELDS))]


def test_each_random_decision_is_made_in_one_place():
    """One name per decision, drawn in one function; every name is used; no number stands in for a name."""
    places = defaultdict(set)
    for module, function in functions():
        for call, process in draws(function):
            assert ast.unparse(process).startswith("do."), ast.unparse(call)
            places[process.attr].add(f"{module}.{function.name}")
    names = {name for name in vars(processes) if name.isupper() and name != "PROCESSES"}
    assert set(places) == names, f"never drawn: {names - set(places)}"
    assert {name: place for name, place in places.items() if len(place) > 1} == {}


def test_each_channel_acts_where_it_says():
    """`fx.<channel>` is read in the modules that the vocabulary names."""
    read = defaultdict(set)
    for module, tree in TREES.items():
        for node in attributes(tree, "fx"):
            read[node.attr].add(module)
    assert set(read) == {channel.name for channel in CHANNELS}
    for channel in CHANNELS:
        said = set(channel.acts_in.split(":")[0].split(", "))
        assert read[channel.name] == said, f"{channel.name} acts in {read[channel.name]}, says {said}"


def test_compile_flags_stand_in_one_place():
    """Numba is named only in engine/jit.py and where its version is reported."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            imported = isinstance(node, ast.Import) and any(a.name.split(".")[0] == "numba" for a in node.names)
            imported |= isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "numba"
            assert not imported or path.name == "jit.py", path


def test_functions_fit_a_screen():
    for module, function in functions():
        length = function.end_lineno - function.lineno + 1
        assert length <= 75, f"{module}.{function.name} has {length} lines"
