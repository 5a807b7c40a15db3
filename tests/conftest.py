"""What the tests share: the shipped library, a bank's, and the documents where they are at hand."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings

TESTS = Path(__file__).parent
CHECKOUT = TESTS.parent
SHARED = CHECKOUT.parent / "shared"
"""Beside the checkout on the machines of those who work on it; elsewhere it is missing."""

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
