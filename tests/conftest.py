"""What the tests share: the shipped library, a bank's, and the documents where they are at hand."""

from __future__ import annotations

import os
import signal
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import settings

from bot.commands.shared import default_model_folder

TESTS = Path(__file__).parent
CHECKOUT = TESTS.parent
SHARED = CHECKOUT.parent / "shared"
"""Beside the checkout on the machines of those who work on it; elsewhere it is missing."""

_GIVEN: Final = os.environ.pop("AFTERWORDS_MODEL", "") or str(default_model_folder())
_MODEL_FOLDER: Final = Path(os.environ.setdefault("MODEL_FOR_TESTS", _GIVEN))  # Kept for the processes of xdist.
MODEL: Final = _MODEL_FOLDER if _MODEL_FOLDER.is_dir() and find_spec("fastembed") else None
"""The model that reads meaning; None where there is none."""
# No other test is to find it.
os.environ["XDG_DATA_HOME"] = os.environ["LOCALAPPDATA"] = str(Path(tempfile.gettempdir(), "no model for tests"))

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell starts background jobs with this signal ignored, and every program that a test starts would inherit that."""

# How fast a machine is says nothing of what is tested, and chance may not say whether a commit is sound. What chance
# finds is looked for with `pytest --hypothesis-profile=explore`, and becomes an `@example`.
settings.register_profile("afterwords", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
settings.load_profile("afterwords")

DIALOGUES: Any = yaml.safe_load((TESTS / "dialogues.yaml").read_text("utf-8"))
"""Conversations, turn by turn, with what is expected of each reply."""

needs_documents = pytest.mark.skipif(not SHARED.is_dir(), reason="the articles' own text is not part of the project")


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Return a file of two questions."""
    path = tmp_path / "in.txt"
    path.write_text("one\ntwo\n", encoding="utf-8")
    return path
