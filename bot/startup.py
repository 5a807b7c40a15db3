"""What the process is told when the program starts: when to collect garbage, and to leave no core dump."""

from __future__ import annotations

import gc
from contextlib import suppress


def leave_no_core_dump() -> None:
    """Keep what was asked out of core dumps, also those of the processes that are started from here.

    Not 0: where dumps are handed to a program, as systemd does, Linux looks at no limit but that of a single byte.
    """
    try:
        import resource
    except ImportError:  # Windows writes no dump unless somebody has asked for them.
        return
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    with suppress(ValueError, OSError):  # The system allows no limit to be set.
        resource.setrlimit(resource.RLIMIT_CORE, (1 if hard else 0, hard))


def pause_collector() -> None:
    """Stop collecting garbage until `resume_collector` is called: a tenth of the start would go into a vain search."""
    gc.disable()


def resume_collector() -> None:
    """Collect garbage again, but ignore what exists so far: it is kept to the end."""
    gc.freeze()
    gc.enable()


def is_collector_paused() -> bool:
    """Return whether the collector is paused."""
    return not gc.isenabled()
