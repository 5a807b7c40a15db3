"""A bot: a library, and the engine that answers from it, shared by all conversations."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from bot.conversation.engine import Engine, build_engine
from bot.conversation.policy import respond
from bot.conversation.state import DialogueState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.conversation.state import Turn
    from bot.conversation.understanding.safety import SafetyDetector
    from bot.knowledge.model import Library
    from bot.matching.matcher import Matcher
    from bot.matching.semantic.encoder import SentenceEncoder


class Bot:
    """Answers from one library. It can be pickled, for other processes."""

    def __init__(
        self, library: Library, make_engine: Callable[[], Engine] | None = None, *, fingerprint: str = ""
    ) -> None:
        """Answer from `library`; `make_engine` loads an engine that was built earlier, when it is first needed."""
        self.library = library
        self.fingerprint = fingerprint
        """Identifies a version of the library and of the code that answers from it."""
        self._make_engine = make_engine or (lambda: build_engine(library))
        self.encoder: SentenceEncoder | None = None
        """Reads what messages mean; None where they are read by their words alone."""

    @cached_property
    def engine(self) -> Engine:
        """The engine, built or unpickled on first use: a welcome needs none."""
        engine = self._make_engine()
        if self.encoder:
            from bot.matching.semantic.join import join_meaning  # Needs an extra.

            join_meaning(engine.matcher, self.library.folder, self.encoder)
        return engine

    def read_meaning(self, model: Path) -> None:
        """Read from now on what messages mean as well, with the model of sentence embeddings in a folder.

        Raises:
            InputError: there is no such model, or the extra is not installed.
        """
        from bot.matching.semantic.encoder import SentenceEncoder  # Not before it is needed: it is an extra.

        self.encoder = SentenceEncoder(model)
        self.__dict__.pop("engine", None)  # It was built without.
        self.fingerprint = f"{self.fingerprint}+{self.encoder.checksum():08x}"

    @property
    def matcher(self) -> Matcher:
        """Ranks the library's intents."""
        return self.engine.matcher

    @property
    def safety(self) -> SafetyDetector:
        """Detects messages that raise an alarm."""
        return self.engine.safety

    def start(self, country: str | None = None) -> DialogueState:
        """Return the state before the first message; `country` is the code whose helplines are given.

        Raises:
            KeyError: the library has no helplines of that country.
        """
        if country is not None and country not in self.library.countries:
            raise KeyError(country)
        return DialogueState(country)

    def respond(self, text: str, state: DialogueState) -> Turn:
        """Return the reply to a message, and the state in which the next one is read."""
        return respond(self, text, state)

    def __getstate__(self) -> dict[str, object]:
        return {"library": self.library, "fingerprint": self.fingerprint, "engine": self.engine}
