"""What the source of the kernel says about itself: who reads, writes, draws, books what.

Read from the syntax trees of `src/heckman_nl/lifecourse/`. The contract tests and the generated pages both look here, so
that the pages say what the tests check.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import heckman_nl
from heckman_nl.parameters import KERNEL_MODULES, ParameterSet
from heckman_nl.vocabulary import lines

PACKAGE = Path(heckman_nl.__file__).parent
TREES = {path.stem: ast.parse(path.read_text()) for path in sorted((PACKAGE / "lifecourse").glob("*.py"))}
MODULES = (*(name for name in KERNEL_MODULES if name in TREES), "exposure")  # of a life, in its order; then the offers
PERSONS = ("s", "parent")  # variables that hold a person's record
PROCESS_ARGUMENT = {  # place of the decision among the arguments of what draws
    "draw": 2, "draw_normal": 2, "draw_pair": 2, "draw_yearly": 2, "draw_yearly_normal": 2, "draw_yearly_pair": 2, "draw_threshold": 1, "latent": 2, "present": 3,
    "child_identity": 2,
}  # fmt: skip
ALTERNATIVES = (
    "mortality.cohort.improvement",
    "skills.cognitive.class_siblings",
)  # values that a user may set another parameter to; nothing reads them


def attributes(tree: ast.AST, *names: str) -> Iterator[ast.Attribute]:
    """Attributes that are read from, or written to, the variables `names`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield node


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """(module, function) of every function of the kernel."""
    for module, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                yield module, node


def draws(function: ast.FunctionDef) -> Iterator[tuple[ast.Call, ast.expr]]:
    """(call, decision) of every random draw in a function."""
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and function.name not in PROCESS_ARGUMENT:
            place = PROCESS_ARGUMENT.get(getattr(call.func, "id", ""))
            if place is not None:
                yield call, call.args[place]


def docstring(module: str) -> list[str]:
    """Paragraphs of a module's docstring, each on one line."""
    text = ast.get_docstring(TREES[module]) or ""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def used(module: str, variable: str) -> list[str]:
    """Names that a module takes from a variable (`p`, `fx`, `do`, `lines`), in the order of the source."""
    found = sorted(attributes(TREES[module], variable), key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.attr for node in found))


def fields(module: str, context: type[ast.expr_context]) -> list[str]:
    """State fields that a module loads (`ast.Load`) or stores (`ast.Store`), in the order of the source."""
    found = [node for node in attributes(TREES[module], *PERSONS) if isinstance(node.ctx, context)]
    found.sort(key=lambda node: (node.lineno, node.col_offset))
    return list(dict.fromkeys(node.attr for node in found))


def lines_booked(module: str) -> list[int]:
    """Numbers of the ledger lines that a module books, in the order of the vocabulary."""
    found = [np.ravel(getattr(lines, name)) for name in used(module, "lines") if name.isupper()]
    return sorted({int(number) for some in found for number in some})


def parameters_of(module: str, parameters: ParameterSet) -> dict[str, str]:
    """Full name of each parameter of a module by the name it has in the kernel."""
    return {p.name.replace(".", "_"): p.key for p in parameters.values() if p.module == module}


def unread(parameters: ParameterSet) -> list[str]:
    """Parameters of the life that neither their module nor the rest of the library reads."""
    listed = PACKAGE / "scenario.py"  # names what no life reads, and reads none of it
    elsewhere = [path for path in PACKAGE.rglob("*.py") if path.parent.name != "lifecourse" and path != listed]
    rest = "".join(path.read_text() for path in elsewhere)
    return [
        key
        for module in KERNEL_MODULES
        for name, key in parameters_of(module, parameters).items()
        if not (module in TREES and name in used(module, "p")) and key not in rest and key not in ALTERNATIVES
    ]
