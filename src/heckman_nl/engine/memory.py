"""Memory asked for before it is needed."""

import numba
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

CACHE_LINE = 64  # bytes
WORD, INT = ir.IntType(64), ir.IntType(32)
PREFETCH = ir.FunctionType(ir.VoidType(), [cgutils.voidptr_t, INT, INT, INT])  # address, and what follows
TO_WRITE, IN_ALL_CACHES, DATA = INT(1), INT(3), INT(1)


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
