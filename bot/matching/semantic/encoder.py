"""Turns texts into vectors of what they mean, by a model of sentence embeddings that lies in a folder.

NumPy and all else that the extra brings is imported when the model is loaded: no first screen waits for it.
"""

from __future__ import annotations

import os
import zlib
from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from bot.errors import InputError
from bot.knowledge.files import open_regular
from bot.matching.cache import BoundedCache

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np

MODEL: Final = "sentence-transformers/all-MiniLM-L6-v2"
"""What fastembed calls the model; whether its weights are quantised or not, the files have the same names."""
MODEL_FILES: Final = ("model.onnx", "tokenizer.json", "tokenizer_config.json", "config.json", "special_tokens_map.json")
LONGEST: Final = 512
"""Characters of a text that are read: more than any utterance has, and less than a tenth of a second."""
_NOTHING_LEAVES: Final = {"HF_HUB_OFFLINE": "1", "ORT_DISABLE_TELEMETRY": "1"}
"""What stops the packages that run the model from fetching anything, and, from onnxruntime 1.29 on, from telling
Microsoft that it runs and keeping a number for this computer. They look at it when they are imported."""
_READ_AT_ONCE: Final = 1 << 20
_CACHED: Final = 1_024
"""Texts whose vectors are kept: a message is read for its intent, for alarms, and sentence by sentence."""


class SentenceEncoder:
    """Reads one text at a time, so that no text depends on what it is read together with.

    The model is loaded when it is first needed, or by `load`. Pickled, it is the path of its folder.
    """

    def __init__(self, folder: Path) -> None:
        """Find the model in a folder.

        Raises:
            InputError: files of it are missing, or the extra is not installed.
        """
        if not find_spec("fastembed"):
            raise InputError("--model needs what is not installed; run: pip install 'afterwords[semantic]'")
        missing = [name for name in MODEL_FILES if not (folder / name).is_file()]
        if missing:
            raise InputError(f"{folder}: holds no model ({', '.join(missing)} missing); run: afterwords model get")
        self.folder = folder
        self._model: Any = None
        self._loading = Lock()
        self._vectors: BoundedCache[str, np.ndarray] = BoundedCache(self._encode, _CACHED)

    def __reduce__(self) -> tuple[type[SentenceEncoder], tuple[Path]]:
        return SentenceEncoder, (self.folder,)

    @property
    def is_loaded(self) -> bool:
        """Whether the model is loaded."""
        return self._model is not None

    def load(self) -> None:
        """Load the model, unless it was.

        Raises:
            InputError: what lies in the folder is no such model.
        """
        with self._loading:
            if not self.is_loaded:
                self._model = _load(self.folder)

    def checksum(self) -> int:
        """Return what identifies the file of the model, below 2 ** 32."""
        checksum = 0
        with open_regular(self.folder / MODEL_FILES[0]) as file:
            while part := file.read(_READ_AT_ONCE):
                checksum = zlib.crc32(part, checksum)
        return checksum

    def encode(self, text: str) -> np.ndarray:
        """Return what a text means: DIMENSIONS numbers, a vector of length 1.

        Raises:
            InputError: the model cannot be loaded.
        """
        return self._vectors[text[:LONGEST]]

    def _encode(self, text: str) -> np.ndarray:
        self.load()
        (vector,) = self._model.embed([text], batch_size=1)
        doubles: np.ndarray = vector.astype("float64")
        return doubles


def _load(folder: Path) -> Any:
    os.environ |= _NOTHING_LEAVES
    import onnxruntime
    from fastembed import TextEmbedding

    onnxruntime.disable_telemetry_events()  # Windows has but this.
    try:
        return TextEmbedding(
            MODEL,
            cache_dir=str(folder),  # Otherwise it makes a folder for temporary files.
            threads=1,  # A batch has a process for each core.
            providers=["CPUExecutionProvider"],  # Others compute otherwise.
            specific_model_path=str(folder),
            local_files_only=True,
        )
    except Exception as error:  # What onnxruntime and tokenizers raise has no other class in common.
        first_line = str(error).partition("\n")[0]
        raise InputError(f"{folder}: cannot be read as a model ({first_line}); run: afterwords model get") from error
