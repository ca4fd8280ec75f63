"""The one place for compile flags.

`error_model="numpy"` lets a division by zero give inf instead of raising (about 3% faster).
`fastmath` stays off: it would let the compiler reorder sums, and with them the bits of a result.
"""

import hashlib
import os
import warnings
from pathlib import Path

import numba

FLAGS = {"error_model": "numpy"}
INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # only compiled code calls it: a fifth less to compile


def named_by_content(record) -> tuple[str, tuple[str]]:
    """Name of a record type in the symbols of compiled code.

    Numba names it by a counter of the process. Code that two processes saved can then hold one symbol for two types (say, the
    ledgers of two numbers of generations), and a third process that loads both would run the wrong one.
    """
    return type(record).__name__, ("r" + hashlib.sha256(record.name.encode()).hexdigest()[:24],)


numba.types.Record.mangling_args = property(named_by_content)


def compiled(function):
    """Compile a helper and inline it into its callers, which makes a life a third faster at the same compile time.

    Only compiled code can call it; from Python, use `.py_func`.
    """
    return numba.njit(forceinline=True, **INSIDE, **FLAGS)(function)


def compiled_once(function):
    """Compile a large function that is called from several places; it is not copied into each of them."""
    return numba.njit(**INSIDE, **FLAGS)(function)


def entry_point(function):
    """Compile a function that Python calls: it drops the GIL and is cached on disk where a folder can be written."""
    try:
        dispatcher = numba.njit(nogil=True, cache=True, **FLAGS)(function)
    except RuntimeError as error:  # Numba finds no folder for its cache
        warn_uncached(error, stacklevel=3)
        return numba.njit(nogil=True, **FLAGS)(function)
    cache = getattr(dispatcher, "_cache", None)  # absent where the JIT is off
    if cache is not None:
        cache.save_overload = forgiving(cache.save_overload)
    return dispatcher


def forgiving(save):
    """Numba's saving to disk, where a failure (a full disk) is a warning: the code is compiled and runs all the same."""

    def save_or_warn(signature, data):
        try:
            save(signature, data)
        except OSError as error:
            warn_uncached(error, stacklevel=2)

    return save_or_warn


def warn_uncached(error: Exception, stacklevel: int) -> None:
    """Say that compiled code is not kept, why, and how to mend it."""
    warnings.warn(
        f"no writable folder for the compiled kernel ({error}); it will be compiled again in every process. "
        "Set NUMBA_CACHE_DIR to a writable folder to avoid this.",
        RuntimeWarning,
        stacklevel=stacklevel + 1,
    )


def source_stamp(*folders: Path) -> str:
    """Hash of every source file in `folders` and of the flags that change machine code.

    Numba's disk cache looks only at the file that holds the entry point. An entry point that closes over this stamp
    is compiled again whenever any file behind it changes.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.glob("*.py")):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    digest.update(repr(sorted(FLAGS.items())).encode())
    digest.update(os.environ.get("NUMBA_BOUNDSCHECK", "0").encode())
    digest.update(numba.__version__.encode())
    return digest.hexdigest()[:16]
