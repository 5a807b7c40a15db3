"""The main screen: passes the reader's questions to the conversation, and shows its replies.

Overlays are imported when they are opened, so that the first screen comes sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.containers import Vertical

from bot import startup
from bot.chat.footer import KeyFooter
from bot.chat.helplines import Helplines
from bot.chat.keys import CHAT_BINDINGS
from bot.chat.prompt import PLACEHOLDER, Prompt
from bot.chat.reading import ReadingScreen
from bot.chat.suggester import KnownQuestions
from bot.chat.transcript import Transcript
from bot.conversation import Conversation
from bot.conversation.conversation import replay
from bot.conversation.handlers.help import can_help
from bot.rendering.reply_blocks import helplines_in
from bot.rendering.sources import source_number
from bot.rendering.typed_commands import typed_command
from bot.text import clean

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from bot.chat.typesetting.turn import Turn
    from bot.conversation import Bot
    from bot.conversation.conversation import Step
    from bot.knowledge.model import Library
    from bot.rendering.typed_commands import Command
    from bot.reply import Reply

COUNTRY: Final = "Helplines: {country}"
FAULTS_SHOWN: Final = 20.0
"""Seconds that faults of a watched library are shown, unless a reply comes or they are clicked away."""
CLEAR_AGAIN: Final = "Press Ctrl+L once more to clear everything."


class ChatScreen(ReadingScreen):
    """Where the reader asks, and reads the answers."""

    AUTO_FOCUS = "Prompt"
    BINDINGS: ClassVar[list[BindingType]] = [*CHAT_BINDINGS]

    def __init__(self, bot: Bot, country: str | None) -> None:
        super().__init__()
        self._bot = bot
        self._country = country
        self._conversation = Conversation(bot, country=country)
        self._helplines = Helplines(can_focus=False)
        self._prompt = Prompt(KnownQuestions(bot.library))
        self._last_question = ""
        self._is_clear_asked = False
        self._steps: list[Step] = []
        """What was said and picked, to be said again when the library has changed."""
        self._replies: list[Reply] = []
        """All replies, for saving: some hundred bytes each, and only in memory."""

    def compose(self) -> ComposeResult:
        """Lay out the transcript, the helplines, the prompt and the source card."""
        yield self._transcript
        yield Vertical(self._helplines, self._prompt)
        yield self._card
        yield KeyFooter(menu=True)

    def on_mount(self) -> None:
        """Welcome the reader."""
        self._show_country()
        self._transcript.show(self._welcome(self._conversation.welcome()))

    @on(Prompt.Sent)
    def ask(self, event: Prompt.Sent) -> None:
        """Answer a question, or do what a command says."""
        command, number = typed_command(event.text), source_number(event.text)
        if command:
            self._run(command)
            return
        if number is not None:
            self.open_source(number)
            return
        self._last_question = event.text
        self._take(lambda conversation: conversation.ask(event.text))

    def _run(self, command: Command) -> None:
        match command.name:
            case "marks":
                self.action_toggle_marks()
            case "source":
                self.open_source(int(command.argument) if command.argument.isdecimal() else 0)
            case "save":
                self.action_save(command.argument)
            case "page":
                self.action_save_appointment_page(command.argument)
            case "help":
                self.app.run_worker(self.run_action("app.help"))
            case "quit":
                self.app.exit()

    @on(Transcript.Chosen)
    def choose(self, event: Transcript.Chosen) -> None:
        """Answer a choice, unless a newer turn has come, whose choices the reader had not seen."""
        if event.turn is not self._transcript.latest:
            return
        offered = self._conversation.state.offered
        if event.number <= len(offered):  # By its name: a change of the library may bring others before it.
            self.action_pick(offered[event.number - 1].intent)
        else:
            self._take(lambda conversation: conversation.choose(event.number))

    def action_exercise(self, name: str) -> None:
        """Open the pacer of an exercise."""
        from bot.chat.overlays.exercise import ExerciseScreen

        if name in self._library.exercises:  # It may be gone since the list was opened.
            self.app.push_screen(ExerciseScreen(self._library.exercises[name]))

    def action_choose_country(self, code: str) -> None:
        """Give the helplines of this country from now on."""
        if code in self._library.countries:  # It may be gone since the list was opened.
            self._take(lambda conversation: conversation.choose_country(code))

    def action_get_help(self) -> None:
        """Give the helplines."""
        self._take(lambda conversation: conversation.get_help())

    def action_guide(self) -> None:
        """Start the guide."""
        self._take(lambda conversation: conversation.guide())

    def action_pick(self, intent: str) -> None:
        """Answer an intent that was picked rather than asked about."""
        if intent in self._library.intents:  # It may be gone since the list was opened.
            self._take(lambda conversation: conversation.pick(intent))

    def on_key(self, event: events.Key) -> None:
        """Type into the prompt from anywhere, except with keys that do something where the focus is."""
        is_text = event.is_printable and event.key not in self.active_bindings
        if is_text and event.character and self.focused is not self._prompt:
            self._prompt.focus()
            self._prompt.insert_text_at_cursor(event.character)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the prompt from anywhere."""
        if self.focused is not self._prompt:
            event.stop()
            self._prompt.focus()
            self._prompt.post_message(events.Paste(event.text))

    def action_clear_conversation(self, *, is_sure: bool = False) -> None:
        """Clear the conversation from the screen and from memory, once the reader has asked for it twice or is sure."""
        if self._replies and not (is_sure or self._is_clear_asked):
            self._is_clear_asked = True
            self.say(CLEAR_AGAIN)
            return
        self._is_clear_asked = False
        self._conversation, welcome = replay(self._bot, self._country, ())
        self._last_question = ""
        self._steps.clear()
        self._replies.clear()
        self._prompt.reset()
        self._begin(welcome)

    def action_clear_at_once(self) -> None:
        """Clear the conversation without asking."""
        self.action_clear_conversation(is_sure=True)

    def action_explain(self) -> None:
        """Explain how the last question was understood."""
        from bot.chat.overlays.explain import ExplainScreen

        if self._last_question:
            self.app.push_screen(ExplainScreen(self._last_question, self._bot))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable the guide, the helplines and the page only where there are any."""
        if action == "get_help":
            return can_help(self._library)
        if action == "save_appointment_page":
            return self._library.appointment is not None
        return self._library.guide is not None if action == "guide" else super().check_action(action, parameters)

    def action_save(self, path: str = "") -> None:
        """Save the conversation at this path, or where the reader says."""
        from bot.chat.export import save_conversation

        save_conversation(self.app, path, self._library.title, self._replies, self.say)

    def action_save_appointment_page(self, path: str = "") -> None:
        """Save a page for a doctor or a therapist at this path, or where the reader says."""
        from bot.chat.export import save_appointment_page

        if self._library.appointment:
            save_appointment_page(self.app, path, self._library.appointment, self._replies, self.say)

    def action_focus_prompt(self) -> None:
        """Go back to the prompt; from there, put the helplines away until others are given."""
        if self._prompt.has_focus:
            self._helplines.show(())
        self._prompt.focus()

    def use(self, bot: Bot, line: str) -> None:
        """Go on with a library that has changed, and ask the last question again, under a line that tells of it."""
        self._bot = bot
        self._prompt.suggester = KnownQuestions(bot.library)
        self._conversation, reply = replay(bot, self._country, self._steps)
        if reply.question:
            self._show(reply, line)
        else:
            self._begin(reply)
            self.say(line)
        self.refresh_bindings()

    def warn(self, text: str) -> None:
        """Notify the reader of faults in the library, for as long as it takes to read them."""
        self.app.clear_notifications()
        self.add_class("-faulty")
        self.notify(clean(text), severity="error", timeout=FAULTS_SHOWN, markup=False)

    @property
    def _library(self) -> Library:
        return self._bot.library

    def _welcome(self, reply: Reply) -> Turn:
        return self.draw(reply, self._library.title)

    def _begin(self, welcome: Reply) -> None:
        """Say the welcome, and put away what stood beside the conversation."""
        self.app.clear_notifications()
        self._helplines.show(())
        self._prompt.placeholder = PLACEHOLDER
        self._prompt.focus()
        self._card.show(())
        self._show_country()
        show = self._transcript.show if self._steps else self._transcript.restart
        show(self._welcome(welcome))

    def _take(self, step: Step) -> None:
        """Take a step in the conversation, and show the reply."""
        reply = step(self._conversation)
        self._steps.append(step)
        self._show(reply)

    def _show(self, reply: Reply, title: str = "") -> None:
        self._is_clear_asked = False
        self._replies.append(reply)
        self.app.clear_notifications()  # They would cover helplines.
        helplines = helplines_in(reply)
        if helplines:
            self._helplines.show(helplines)
        self._helplines.set_class(bool(helplines), "-above")  # They stand in the answer already.
        # On a small screen, what a safety reply asks may be out of sight: the prompt repeats it.
        self._prompt.placeholder = reply.message if reply.kind == "safety" and reply.message else PLACEHOLDER
        self._prompt.focus()
        self._card.show(reply.sources)
        self._show_country()
        self._transcript.show(self.draw(reply, title))
        if reply.exercise:
            self.action_exercise(reply.exercise.name)
        if startup.is_collector_paused():
            startup.resume_collector()

    def _show_country(self) -> None:
        country = self._conversation.country
        self._prompt.border_subtitle = COUNTRY.format(country=country) if country else ""
