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
