"""Each room of the package imports only rooms below it, and no third-party package that belongs to another.

A room is loaded in a process of its own, and what it imported is looked up in `sys.modules`. Its import statements are
read as well, because those inside functions and those for type hints must point downward, too.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

import bot
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FRONT_ENDS: Final = (
    "bot.chat", "bot.plain_chat", "bot.batch", "bot.exchange", "bot.evaluation", "bot.check", "bot.cli",
    "bot.commands", "bot.arguments", "bot.watch",
)  # fmt: skip
DASK: Final = ("dask", "distributed", "fsspec")
LEARNING: Final = ("bot.matching.training", "joblib", "numpy", "scipy", "sklearn", "threadpoolctl")
SEMANTIC: Final = ("fastembed", "huggingface_hub", "loguru", "onnxruntime", "requests", "tokenizers")
FORBIDDEN: Final[dict[str, tuple[str, ...]]] = {
    "bot.text": ("bot",),
    "bot.errors": ("bot",),
    "bot.startup": ("bot",),
    "bot.reply": (
        "bot.matching", "bot.conversation", "bot.rendering", "bot.library_cache", *FRONT_ENDS,
        "yaml", "rapidfuzz", "textual", *DASK,
    ),
    "bot.knowledge": (
        "bot.matching", "bot.conversation", "bot.reply", "bot.rendering", "bot.library_cache", *FRONT_ENDS,
        "rapidfuzz", "textual", *DASK,
    ),
    "bot.matching": (
        "bot.conversation", "bot.reply", "bot.rendering", "bot.library_cache", *FRONT_ENDS,
        "yaml", "textual", *DASK, *LEARNING, *SEMANTIC,
    ),
    "bot.matching.semantic": (
        "bot.conversation", "bot.reply", "bot.rendering", "bot.library_cache", *FRONT_ENDS,
        "bot.matching.training", "yaml", "textual", *DASK,
    ),
    "bot.matching.training": (
        "bot.conversation", "bot.reply", "bot.rendering", "bot.library_cache", *FRONT_ENDS,
        "yaml", "textual", *DASK,
    ),
    "bot.conversation": (
        "bot.rendering", "bot.library_cache", *FRONT_ENDS, "rapidfuzz", "textual", *DASK, *LEARNING, *SEMANTIC,
    ),
    "bot.rendering": (
        "bot.matching", "bot.conversation", "bot.library_cache", *FRONT_ENDS,
        "yaml", "rapidfuzz", "textual", *DASK,
    ),
    "bot.library_cache": ("bot.rendering", *FRONT_ENDS, "yaml", "rapidfuzz", "textual", *DASK),
    "bot.watch": (
        "bot.chat", "bot.plain_chat", "bot.batch", "bot.evaluation", "bot.rendering", "bot.cli", "bot.commands",
        "bot.arguments", "textual", *DASK,
    ),
    "bot.plain_chat": ("bot.chat", "bot.batch", "bot.evaluation", "bot.cli", "rapidfuzz", "textual", *DASK),
    "bot.batch": ("bot.chat", "bot.plain_chat", "bot.evaluation", "bot.cli", "textual", *DASK),
    "bot.exchange": (
        "bot.matching", "bot.conversation", "bot.library_cache", "bot.chat", "bot.plain_chat", "bot.batch",
        "bot.evaluation", "bot.check", "bot.cli", "bot.arguments", "rapidfuzz", "textual", *DASK,
    ),
    "bot.batch.dask": ("bot.chat", "bot.plain_chat", "bot.evaluation", "bot.cli", "textual"),
    "bot.chat": ("bot.plain_chat", "bot.batch", "bot.evaluation", "bot.cli", "rapidfuzz", *DASK),
    "bot.evaluation": ("bot.chat", "bot.plain_chat", "bot.cli", "textual", *DASK),
    "bot.check": (
        "bot.chat", "bot.plain_chat", "bot.batch", "bot.evaluation", "bot.rendering", "bot.cli", "textual", *DASK,
    ),
}  # fmt: skip
"""For each room, the other rooms and the third-party packages that it may not import."""

LOAD: Final = """
import importlib, sys, types
package = types.ModuleType("bot")  # Without its __init__, which imports more than the room does.
package.__path__ = ["bot"]
sys.modules["bot"] = package
for module in sys.argv[1:]:
    importlib.import_module(module)
print(*sys.modules)
"""


def modules(room: str) -> dict[str, Path]:
    """Return the modules of a room by name, without those of a room inside it."""
    path = CHECKOUT / room.replace(".", "/")
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    inner = [other for other in FORBIDDEN if is_in(other, room) and other != room]
    named = {module_name(file): file for file in files}
    return {name: file for name, file in named.items() if not any(is_in(name, other) for other in inner)}


def module_name(file: Path) -> str:
    return ".".join(file.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def imported(file: Path) -> Iterator[str]:
    """Yield every name that a file imports, also inside functions and for type hints."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: a relative import"
            module = str(node.module)
            for alias in node.names:
                offered = getattr(bot, alias.name, None) if module == "bot" else None
                yield getattr(offered, "__module__", f"{module}.{alias.name}")


def violations(room: str, names: set[str]) -> list[str]:
    return sorted(
        name for name in names - modules(room).keys() if any(is_in(name, forbidden) for forbidden in FORBIDDEN[room])
    )


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_names_no_forbidden_import(room: str) -> None:
    for name, file in modules(room).items():
        assert not violations(room, set(imported(file))), name


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_loads_no_forbidden_module(room: str) -> None:
    command = [sys.executable, "-c", LOAD, *modules(room)]
    loaded = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.split()
    assert set(modules(room)) <= set(loaded)
    assert not violations(room, set(loaded) - {"bot"})


def test_every_module_is_in_a_room() -> None:
    """Save those that join the rooms together: the package itself, the command line, its arguments and commands."""
    known = {name for room in FORBIDDEN for name in modules(room)}
    joining = {"bot", "bot.__main__", "bot.cli", "bot.arguments", *modules("bot.commands")}
    assert set(modules("bot")) - known <= joining
