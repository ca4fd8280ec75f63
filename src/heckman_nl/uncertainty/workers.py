"""Where the points and draws of an uncertainty analysis are worked out: threads of this process, or any executor.

Every task is a pure function of what it is given, so that the same bits come from threads, processes and clusters.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from ..errors import HeckmanError, InputError, check_number

MANY_DRAWS = 64  # from here on what threads lose by waiting for each other is more than processes need to start


@contextmanager
def processes(workers: int | None, draws: int) -> Iterator[Executor | None]:
    """Spawned processes for many draws; None, which stands for threads, where there are few or one worker.

    For a program of our own: a script that spawns needs a guard (`if __name__ == "__main__"`), which nobody can be asked for
    by a default.
    """
    count = os.cpu_count() or 1 if workers is None else check_number("workers", workers, 1, 4096, whole=True)
    if count == 1 or draws < MANY_DRAWS:
        yield None
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        yield pool


def check_executor(executor) -> None:
    """Refuse what cannot live anybody: no executor, and processes that are forked from one that has threads."""
    if executor is None:
        return
    if not isinstance(executor, Executor):
        hint = " (of a Dask client: client.get_executor())" if hasattr(executor, "get_executor") else ""
        raise InputError(f"executor must be a concurrent.futures.Executor, not {type(executor).__name__}{hint}")
    context = getattr(executor, "_mp_context", None)
    if context is not None and context.get_start_method() == "fork":
        raise InputError(
            "the processes of this executor are forked, and inherit locks and threads of compiled code in an unknown state: "
            "they may hang or be killed. Spawn them: ProcessPoolExecutor(n, mp_context=multiprocessing.get_context('spawn'))"
        )


def spread(
    function: Callable,
    shared: Any,
    tasks: list[tuple],
    executor: Executor | None,
    workers: int,
    progress: bool,
    what: str,
    keep: Callable[[tuple, Any], None] | None = None,
    hint: str = "",
) -> list:
    """Results of function(shared, *task) in the order of the tasks, wherever and in whatever order they are worked out.

    `keep(task, result)` is called as soon as a task is done. `what` names the work, for the progress line and for the error
    where a worker dies, to which `hint` is added.
    """
    from ..model import progress_bar

    pool = executor or ThreadPoolExecutor(workers)
    client = getattr(pool, "_client", None)  # of Dask: what is shared goes to each worker once, not with every task
    show = progress_bar(what) if progress else None
    futures: dict = {}
    try:
        sent = shared if client is None else client.scatter(shared, broadcast=True, hash=False)
        futures = {pool.submit(function, sent, *task): task for task in tasks}
        for done, future in enumerate(as_completed(list(futures))):
            result = future.result()
            if keep:
                keep(futures[future], result)
            if show:
                show(done + 1, len(tasks))
        return [future.result() for future in futures]
    except BrokenExecutor as error:
        raise HeckmanError(
            f"a worker ended before its {what} were done (killed, or out of memory). {hint}".strip()
        ) from error
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    finally:
        if executor is None:
            pool.shutdown(cancel_futures=True)
