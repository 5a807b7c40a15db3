"""Files of questions in, files of results out: `rows` says what passes between the modules that read and write them."""

from bot.batch.conversations import TURNS_APART
from bot.batch.run import answer_file, run
from bot.batch.tally import Tally

__all__ = ["TURNS_APART", "Tally", "answer_file", "run"]
