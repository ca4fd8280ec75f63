"""The one place for what is asked of Numba: compile flags, code kept on disk, memory asked for before it is needed.

`error_model="numpy"` lets a division by zero give inf instead of raising (about 3% faster).
`fastmath` stays off: it would let the compiler reorder sums, and with them the bits of a result.
"""

import hashlib
import os
import warnings
from pathlib import Path

import numba
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

FLAGS = {"error_model": "numpy"}
INSIDE = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # only compiled code calls it: a fifth less to compile
CACHE_LINE = 64  # bytes
WORD, INT = ir.IntType(64), ir.IntType(32)
PREFETCH = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, INT, INT, INT])  # address, and what follows
TO_WRITE, IN_ALL_CACHES, DATA = INT(1), INT(3), INT(1)


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


@intrinsic
def prefetch_record(typing, records, index):
    """Ask the processor for the memory of `records[index]`, from compiled code; no value changes.

    A loop over more persons than the caches hold waits for the memory of each. Asked for some persons ahead, it comes while
    those before them are at work. records : contiguous array of records, (n,); index : below n.
    """

    def emit(context, builder, signature, arguments):
        array, size = context.make_array(records)(context, builder, arguments[0]), records.dtype.size
        prefetch = cgutils.get_or_insert_function(builder.module, PREFETCH, "llvm.prefetch.p0")
        start = builder.add(builder.ptrtoint(array.data, WORD), builder.mul(arguments[1], WORD(size)))
        for offset in range(0, size, CACHE_LINE):
            address = builder.inttoptr(builder.add(start, WORD(offset)), cgutils.voidptr_t)
            builder.call(prefetch, [address, TO_WRITE, IN_ALL_CACHES, DATA])
        return context.get_dummy_value()

    return numba.types.void(records, numba.types.intp), emit


if numba.config.DISABLE_JIT:  # nothing is compiled, so there is nothing to ask

    def prefetch_record(records, index):
        pass
