"""Answers files of questions and writes files of results."""

from bot.batch.conversations import TURNS_APART
from bot.batch.job import BatchJob
from bot.batch.report.tally import Tally
from bot.batch.run import run

__all__ = ["TURNS_APART", "BatchJob", "Tally", "run"]
