"""Batches on a Dask cluster. Import it only where one is used: Dask is an optional dependency."""

from bot.batch.dask.cluster import is_unfinished, run

__all__ = ["is_unfinished", "run"]
