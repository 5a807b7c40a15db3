"""The bot's own words around the answers; they hold for every library."""

from __future__ import annotations

from typing import Final

ASK_SOMETHING: Final = "Please type a question."
WHICH: Final = "I am not sure which of these you mean. Pick a number, or say it in other words."
THIS: Final = "I am not sure that I understood. Do you mean this? Then type 1, or say it in other words."
ABOUT_THIS: Final = "Here is what I can tell you about that. Pick a number, or ask in your own words."
NOT_UNDERSTOOD: Final = "I did not understand that. Could you say it in other words?"
NOT_IN_SOURCES: Final = "My sources do not answer that."
NEAREST: Final = "The nearest things I can answer are these."
SUBJECT_NOT_IN_SOURCES: Final = "My sources do not cover {subject}. {referral}"
TOO_LONG: Final = "That was long, so I read the first {limit} characters."
NOTHING_TO_PICK: Final = "There is no number {number} to pick."
COUNTRY_SET: Final = "From now on I give the helplines of this country: {country}."
NAME_COUNTRY: Final = "I know numbers for these countries: {codes}. Type one of them here, or start with --country."
SAID_BEFORE: Final = "I can only say this again:"
TOLD_ALL: Final = "That is all my sources say on it."
WITHHELD: Final = "I leave out a part of this answer here."
HELPLINE: Final = "{country}: {text} (Checked {checked}.)"
HELPLINE_ANYWHERE: Final = "{text} (Checked {checked}.)"
BREATHE: Final = "Breathe slowly with me"
BREATHING: Final = (
    "Breathe in slowly while you count to four. Breathe out slowly while you count to six. Do this as long as it feels "
    "good, and stop if it does not."
)
QUESTION: Final = "Question {number} of at most {most}: {question}"
PICKED: Final = "You picked: {text}."
SKIP: Final = "Skip this question"
BACK: Final = "Back to the question before"
STOP: Final = "Stop these questions"
GO_ON: Final = "Go on with the questions"
PICK_ONE: Final = "Please pick a number here, or stop these questions."
STOPPED: Final = "All right. You can ask anything, at any time."
FITS: Final = "These answers fit best with what you told me. I can't know what it is for you."
NOTHING_FITS: Final = "That is all right. Perhaps one of these is near."
