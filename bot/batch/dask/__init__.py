"""Batches on a Dask cluster. Import it only where one is used: Dask is an optional dependency."""

from bot.batch.dask.cluster import run

__all__ = ["run"]
