"""Blocks in threads: added in order whatever order they end in, in few buffers, and an error is not swallowed."""

import threading

import pytest

from heckman_nl.engine.runner import BLOCK, block_count, run_blocks

WORKERS = [1, 2, 5]
PATIENCE = 20.0  # seconds after which a thread that waits for another gives up, so that a deadlock fails


class Work:
    """Blocks that note what happens; with more than one worker, each even block ends after the odd one that follows."""

    def __init__(self, blocks, workers):
        self.blocks, self.workers = blocks, workers
        self.ended = [threading.Event() for _ in range(blocks)]
        self.order, self.added, self.progress, self.buffers, self.shared = [], [], [], [], []
        self.lock = threading.Lock()

    def new_buffer(self):
        self.buffers.append({"block": None})
        return self.buffers[-1]

    def live(self, block, buffer):
        if buffer["block"] is not None:
            self.shared.append(block)
        buffer["block"] = block
        if self.workers > 1 and block % 2 == 0 and block + 1 < self.blocks:
            assert self.ended[block + 1].wait(PATIENCE)
        with self.lock:
            self.order.append(block)
        self.ended[block].set()

    def add(self, block, buffer):
        self.added.append((block, buffer["block"], threading.get_ident()))
        buffer["block"] = None

    def run(self):
        run_blocks(self.live, self.blocks, self.new_buffer, self.add, self.workers, lambda *a: self.progress.append(a))
        return self


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize("blocks", [0, 1, 2, 37])
def test_blocks_are_added_in_order(workers, blocks):
    """Block k is the k-th to be added, from the buffer in which it was lived, by the calling thread."""
    work = Work(blocks, workers).run()
    here = threading.get_ident()
    assert work.added == [(block, block, here) for block in range(blocks)]
    assert sorted(work.order) == list(range(blocks))


@pytest.mark.parametrize("workers", [2, 5])
def test_the_blocks_did_end_out_of_order(workers):
    """What the test above would otherwise not test."""
    work = Work(37, workers).run()
    assert work.order != sorted(work.order)


@pytest.mark.parametrize("workers", WORKERS)
def test_memory_does_not_grow_with_the_blocks(workers):
    """At most two buffers per worker, none of them used by two blocks before it was added."""
    work = Work(101, workers).run()
    assert len(work.buffers) <= 2 * workers
    assert work.shared == []


@pytest.mark.parametrize("workers", WORKERS)
def test_sums_have_the_same_bits(workers):
    """Floating-point sums that depend on the order of adding come out alike for any number of workers."""
    values = [10.0 ** (k % 17 - 8) / 3 for k in range(200)]
    total, expected = [0.0], 0.0

    def live(block, buffer):
        buffer[0] = values[block]

    def add(block, buffer):
        total[0] += buffer[0]

    run_blocks(live, len(values), lambda: [0.0], add, workers)
    for value in values:
        expected += value
    assert total[0] == expected
    assert sum(sorted(values)) != expected


@pytest.mark.parametrize("workers", WORKERS)
def test_an_error_in_a_block_comes_out(workers):
    """The error itself, after exactly the blocks before it were added, and without living all the rest."""
    lived, added = [], []

    def live(block, buffer):
        lived.append(block)
        if block == 3:
            raise ArithmeticError("block 3")

    with pytest.raises(ArithmeticError, match="block 3"):
        run_blocks(live, 1_000, list, lambda block, buffer: added.append(block), workers)
    assert added == [0, 1, 2]
    assert len(lived) <= 3 + 2 * workers


@pytest.mark.parametrize("workers", WORKERS)
def test_an_error_while_adding_comes_out(workers):
    """An error on this side of the threads is not swallowed either."""

    def add(block, buffer):
        raise ArithmeticError("sum")

    with pytest.raises(ArithmeticError, match="sum"):
        run_blocks(lambda block, buffer: None, 20, list, add, workers)


@pytest.mark.parametrize("workers", WORKERS)
def test_progress_counts_to_the_end(workers):
    """done = 1, 2, ..., n of n."""
    assert Work(23, workers).run().progress == [(done, 23) for done in range(1, 24)]


@pytest.mark.parametrize("persons", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 170_000])
def test_blocks_hold_all_persons(persons):
    """Enough blocks for everyone, and not one too many."""
    blocks = block_count(persons)
    assert (blocks - 1) * BLOCK < persons <= blocks * BLOCK or persons == blocks == 0


def test_a_block_is_1024_persons():
    """The constant of PRODUCT section 7: a result depends on it to the last bits."""
    assert BLOCK == 1024
