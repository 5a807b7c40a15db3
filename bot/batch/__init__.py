"""Files of questions in, files of results out: `rows` says what passes between the modules that read and write them."""

from bot.batch.answering import OPEN_CONVERSATIONS, Summary, answer_file, run

__all__ = ["OPEN_CONVERSATIONS", "Summary", "answer_file", "run"]
