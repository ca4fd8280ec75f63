"""Blocks of persons in threads, summed in order.

A block is 1,024 persons. Blocks are lived in any order by any number of threads; their sums are added in block order,
so that the same bits come out for any number of workers. Block b also belongs to batch b mod 64: the 64 batch sums
give every figure its Monte-Carlo error.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor

BLOCK = 1024
BATCHES = 64


def block_count(n: int) -> int:
    """Number of blocks that hold `n` persons."""
    return -(-n // BLOCK)


def run_blocks(live_block, n_blocks, new_buffer, add, workers, progress=None):
    """Live `n_blocks` blocks and add them up in order.

    Parameters
    ----------
    live_block : callable(block, buffer)
        Fills the buffer with the sums of one block; releases the GIL. Must clear what it uses.
    n_blocks : int
    new_buffer : callable() -> buffer
        Makes a work space; at most `2 * workers` exist at a time, so memory does not grow with the number of blocks.
    add : callable(block, buffer)
        Adds a finished buffer to the totals; called in block order, from this thread.
    workers : int
        Number of threads; 1 runs in this thread.
    progress : callable(done, total), optional
    """
    if workers <= 1:
        buffer = new_buffer()
        for block in range(n_blocks):
            live_block(block, buffer)
            add(block, buffer)
            if progress:
                progress(block + 1, n_blocks)
        return
    free = [new_buffer() for _ in range(2 * workers)]
    waiting = deque()
    with ThreadPoolExecutor(workers) as pool:
        submitted = 0
        for block in range(n_blocks):
            while submitted < n_blocks and free:
                buffer = free.pop()
                waiting.append((pool.submit(live_block, submitted, buffer), buffer))
                submitted += 1
            future, buffer = waiting.popleft()
            future.result()
            add(block, buffer)
            free.append(buffer)
            if progress:
                progress(block + 1, n_blocks)
