"""Python's garbage collector while the program starts: a tenth of the time would go into a vain search for garbage."""

from __future__ import annotations

import gc


def pause_collector() -> None:
    """Stop collecting garbage until `resume_collector` is called."""
    gc.disable()


def resume_collector() -> None:
    """Collect garbage again, but ignore what exists so far: it is kept to the end."""
    gc.freeze()
    gc.enable()


def is_collector_paused() -> bool:
    """Return whether the collector is paused."""
    return not gc.isenabled()
