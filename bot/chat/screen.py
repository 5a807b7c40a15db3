"""The conversation on the screen: it passes on what is asked, and shows what is replied.

What lies over it is imported when it is asked for, so that the first screen stands sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import Screen

from bot import Conversation, startup
from bot.chat.footer import KeyFooter
from bot.chat.helplines import Helplines
from bot.chat.keys import WAYS_OUT
from bot.chat.prompt import Prompt
from bot.chat.source_card import SourceCard
from bot.chat.suggester import KnownQuestions
from bot.chat.transcript import Transcript
from bot.chat.turn import Turn, turn_of
from bot.chat.typeset import SOURCE
from bot.rendering.reply_blocks import NOTHING_TO_SAVE, PLACEHOLDER, SAVED, helplines_in
from bot.rendering.sources import asked_number
from bot.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.conversation import Bot
    from bot.knowledge.model import Passage
    from bot.reply import Reply


COPIED: Final = "Copied with its sources, if your terminal allows it."
COUNTRY: Final = "Helplines: {country}"
NOTHING_TO_COPY: Final = "There is no answer to copy yet."


class ChatScreen(Screen[None]):
    """Where the reader asks and reads."""

    AUTO_FOCUS = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [
        *WAYS_OUT,
        Binding("f1", "app.help", "Help", key_display="F1"),
        Binding("f4,ctrl+o", "sources", "Sources", key_display="F4"),
        Binding("f5", "copy", show=False),
        Binding("f6", "save", show=False),
        Binding("f7", "guide", show=False),
        Binding("ctrl+t", "app.topics", "Topics", key_display="^T"),
        Binding("ctrl+l", "start_again", "Clear", key_display="^L"),
        Binding("f3", "why", show=False),
        Binding("escape", "type", show=False),
        Binding("pageup", "read('page_up')", show=False),
        Binding("pagedown", "read('page_down')", show=False),
        Binding("ctrl+up,shift+up", "read('up')", show=False),
        Binding("ctrl+down,shift+down", "read('down')", show=False),
    ]

    def __init__(self, bot: Bot, country: str | None) -> None:
        super().__init__()
        self._bot = bot
        self._library = bot.library
        self._country = country
        self._conversation = Conversation(bot, country=country)
        self._transcript = Transcript()
        self._helplines = Helplines(can_focus=False)
        self._prompt = Prompt(PLACEHOLDER, KnownQuestions(bot.library))
        self._card = SourceCard()
        self._asked = ""
        self._sources: Sequence[Passage] = ()
        """Those of the latest reply; the card may show an earlier one's."""
        self._replies: list[Reply] = []
        """What was said, to be saved if that is asked for: some hundred bytes a turn, gone with the program."""

    def compose(self) -> ComposeResult:
        """Lay out the conversation, the place for helplines, and the line to type in."""
        yield self._transcript
        yield Vertical(self._helplines, self._prompt)
        yield self._card
        yield KeyFooter(menu=True)

    def on_mount(self) -> None:
        """Welcome the reader."""
        self._tell_country()
        self._transcript.show(self._welcome())

    @on(Prompt.Sent)
    def ask(self, event: Prompt.Sent) -> None:
        """Answer what was typed."""
        number = asked_number(event.text)
        if number is not None:
            self._open_source(number)
            return
        self._asked = event.text
        self._show(self._conversation.ask(event.text))

    @on(Transcript.Chosen)
    def choose(self, event: Transcript.Chosen) -> None:
        """Answer what was chosen, unless another turn has come in between: its choices the reader had not seen."""
        if event.turn is self._transcript.latest:
            self._show(self._conversation.choose(event.number))

    def action_exercise(self, name: str) -> None:
        """Lead through an exercise, until any key is pressed."""
        from bot.chat.overlays.breathing import BreathingScreen

        self.app.push_screen(BreathingScreen(self._library.dialogue.exercises[name]))

    def action_choose_country(self, code: str) -> None:
        """Tell the helplines of a country from now on."""
        self._show(self._conversation.choose_country(code))

    def action_guide(self) -> None:
        """Ask the first of the short questions."""
        self._show(self._conversation.guide())

    def action_pick(self, intent: str) -> None:
        """Answer an intent that was chosen rather than asked for."""
        self._show(self._conversation.pick(intent))

    def on_key(self, event: events.Key) -> None:
        """Let the reader type from wherever they are, but for the keys that do something there."""
        types = event.is_printable and event.character and event.key not in self.active_bindings
        if types and event.character and self.focused is not self._prompt:
            self._prompt.focus()
            self._prompt.insert_text_at_cursor(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Let the reader paste from wherever they are."""
        if self.focused is not self._prompt:
            event.stop()
            self._prompt.focus()
            self._prompt.post_message(events.Paste(event.text))

    def action_start_again(self) -> None:
        """Forget the conversation, on the screen and off it."""
        self._conversation = Conversation(self._bot, country=self._country)
        self._asked = ""
        self._replies.clear()
        self._helplines.tell(())
        self._prompt.forget()
        self._prompt.placeholder = PLACEHOLDER
        self._prompt.focus()
        self._offer_sources(())
        self._tell_country()
        self._transcript.start_again(self._welcome())

    def action_why(self) -> None:
        """Show how the last question was understood."""
        from bot.chat.overlays.explain import ExplainScreen

        if self._asked:
            self.app.push_screen(ExplainScreen(self._asked, self._bot))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the sources, and the guide, where there are some."""
        if action == "sources":
            return bool(self._sources)
        return self._library.guide is not None if action == "guide" else super().check_action(action, parameters)

    def action_sources(self) -> None:
        """Go to the sources of the last answer, and back."""
        if self._card.has_focus_within:
            self.action_type()
        else:
            if self._card.sources != self._sources:
                self._card.show(self._sources)
            self._open_card()

    def _open_source(self, number: int) -> None:
        from bot.rendering.plain_text import plain_source

        if 1 <= number <= len(self._sources):
            self._card.show(self._sources, number)
            self._open_card()
        else:
            self._tell(" ".join(plain_source(self._sources, number)))

    @on(events.Click)
    def open_source(self, event: events.Click) -> None:
        """Show the source whose number was clicked."""
        citations, number = event.style.meta.get(SOURCE, ((), 0))
        if citations and not self.selections:  # What is selected may end upon a number.
            self._card.show([self._library.sources[citation] for citation in citations], number)
            self._open_card()

    def _open_card(self) -> None:
        self._card.add_class("-open")
        self._card.focus()

    @on(events.DescendantFocus)
    def put_card_away(self) -> None:
        """Take away the card where it covers the conversation, once the reader goes on."""
        self._card.set_class(self._card.has_focus_within, "-open")

    @on(SourceCard.Visited)
    def open_page(self, event: SourceCard.Visited) -> None:
        """Open a source's page, as was asked."""
        self.app.open_url(event.address)

    def action_copy(self) -> None:
        """Put the last answer and its sources on the clipboard."""
        from bot.rendering.plain_text import plain_answer

        answered = next((reply for reply in reversed(self._replies) if reply.answers), None)
        if answered is None:
            self._tell(NOTHING_TO_COPY)
            return
        self.app.copy_to_clipboard("\n".join(plain_answer(answered, whole=True)))
        self._tell(COPIED)

    def action_save(self) -> None:
        """Ask where to save the conversation, and save it there."""
        from bot.chat.overlays.save import SaveScreen
        from bot.rendering.markdown import as_markdown

        if not self._replies:
            self._tell(NOTHING_TO_SAVE)
            return
        self.app.push_screen(SaveScreen(as_markdown(self._library.title, self._replies)), self._saved)

    def _saved(self, path: str | None) -> None:
        if path is not None:
            self._tell(SAVED.format(path=path))

    def _tell(self, text: str) -> None:
        self.notify(clean(text), markup=False)

    def action_type(self) -> None:
        """Go back to typing."""
        self._prompt.focus()

    def action_read(self, move: str) -> None:
        """Scroll the conversation while the cursor stays where one types."""
        self._transcript.read(move)

    def _welcome(self) -> Turn:
        return turn_of(self._conversation.welcome(), title=self._library.title)

    def _show(self, reply: Reply) -> None:
        self._replies.append(reply)
        self.app.clear_notifications()  # They would cover helplines.
        if helplines := helplines_in(reply):
            self._helplines.tell(helplines)
        # What a safety reply asks must not wait below the edge of a small screen: the line to type in repeats it.
        self._prompt.placeholder = reply.message if reply.kind == "safety" and reply.message else PLACEHOLDER
        self._prompt.focus()
        self._offer_sources(reply.sources)
        self._tell_country()
        self._transcript.show(turn_of(reply))
        if reply.exercise:
            self.action_exercise(reply.exercise.name)
        if startup.is_collector_paused():
            startup.resume_collector()

    def _tell_country(self) -> None:
        country = self._conversation.country
        self._prompt.border_subtitle = COUNTRY.format(country=country) if country else ""

    def _offer_sources(self, sources: Sequence[Passage]) -> None:
        self._sources = sources
        self._card.show(sources)
        self.refresh_bindings()
