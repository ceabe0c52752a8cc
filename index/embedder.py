"""Turns texts into unit vectors: the Embedder seam and its default, a sentence-transformers model."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeGuard, get_args

import numpy as np
from numpy.typing import NDArray

from index.e5_conversion import convert_e5
from index.errors import ModelUnavailable, SettingsError
from index.model_files import MODEL_FILES, locate, models_folder
from index.side_by_side import encode_side_by_side

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Precision = Literal["auto", "float32", "bfloat16"]

DEFAULT_MODEL = "multilingual-e5-small"
BATCH_SIZE = 16
# Attention over a length that fills the processor's registers takes half the time of one just below it.
PADDED = {"text": {"pad_to_multiple_of": 16}}
REMEMBERED_QUERIES = 64
WEIGHT_FILES = ("*.safetensors", "pytorch_model*.bin")


class Embedder(Protocol):
    """Maps texts to vectors whose dot product is their likeness (a cosine; higher is better)."""

    @property
    def fingerprint(self) -> str:
        """Names the weights: vectors of one fingerprint can be compared, others never."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts to be found: shape (len(texts), dimension), rows of length 1, in the order given."""

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Embed a text to search with: shape (dimension,), length 1."""


def load_embedder(  # noqa: PLR0913 - the model, and options by name
    model: str = DEFAULT_MODEL,
    *,
    precision: Precision = "auto",
    batch_size: int = BATCH_SIZE,
    device: str = "cpu",
    local: Path | None = None,
    folder: Path | None = None,
) -> Embedder:
    """Choose an embedder by the name of its model; the weights are loaded at the first text.

    Args:
        model: a name of `index.model_files`, a sentence-transformers folder, or a name on the model hub.
        precision: of the arithmetic; auto is bfloat16 on a processor with instructions for it.
        batch_size: texts encoded at once.
        device: a torch device, e.g. "cpu" or "cuda".
        local: a copy of the named weights that is already on this disk.
        folder: where fetched weights are kept; None: see `index.model_files.models_folder`.

    Raises:
        SettingsError: the precision or the batch size makes no sense, or the model is no embedder.
    """
    if precision not in get_args(Precision):
        raise SettingsError(f"precision {precision!r}: choose one of {', '.join(get_args(Precision))}")
    if batch_size < 1:
        raise SettingsError(f"batch_size {batch_size}: give at least 1")
    if model in MODEL_FILES and MODEL_FILES[model].role != "embedder":
        raise SettingsError(f"{model} is a {MODEL_FILES[model].role}, not an embedder")
    return SentenceTransformerEmbedder(
        model, precision=precision, batch_size=batch_size, device=device, local=local, folder=folder
    )


def is_default(embedder: Embedder) -> TypeGuard[SentenceTransformerEmbedder]:
    """Tell whether an embedder is the default model: what was fitted to it holds for no other."""
    return isinstance(embedder, SentenceTransformerEmbedder) and embedder.model == DEFAULT_MODEL


class SentenceTransformerEmbedder:
    """A sentence-transformers model, with its own prompts ("query", "passage" or "document") if it has any.

    The model cuts off what is longer than its limit (512 tokens for multilingual-e5-small, about 350 words):
    keep passages shorter. Precision changes a vector's cosine with itself by less than .001, so it
    is not part of the fingerprint. May be used from several threads; they take turns.
    """

    def __init__(  # noqa: PLR0913 - the model, and options by name
        self,
        model: str = DEFAULT_MODEL,
        *,
        precision: Precision = "auto",
        batch_size: int = BATCH_SIZE,
        device: str = "cpu",
        local: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        self.model = model
        self.precision = precision
        self.batch_size = batch_size
        self.device = device
        self.local = local
        self.folder = folder
        self._turn = threading.RLock()
        self._remembered_query = lru_cache(REMEMBERED_QUERIES)(self._embed_query_once)

    @cached_property
    def fingerprint(self) -> str:
        """The first 16 hexadecimal digits of a sha256 over the model's name and weights.

        Raises:
            ModelUnavailable: a model outside the table cannot be loaded, or has no weights of a known format.
        """
        if self.model in MODEL_FILES:
            weights = MODEL_FILES[self.model].sha256
        else:
            weights = _hash_weights(self._weights_folder())
        return hashlib.sha256(f"{Path(self.model).name}\n{weights}".encode()).hexdigest()[:16]

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        dimension = self._loaded.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailable(
                f"{self.model} does not say how long its vectors are; choose another model"
            )
        return dimension

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed texts to be found: shape (len(texts), dimension), rows of length 1, in the order given.

        Give many at once: they are encoded longest first, so that texts of a length share a batch.

        Raises:
            ModelError: the weights cannot be had.
        """
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._encode(texts, "passage", "document")

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """Embed a text to search with: shape (dimension,), length 1.

        Raises:
            ModelError: the weights cannot be had.
        """
        # One question is asked of the index several times: to search, to search again without its time, to
        # read the first articles. Each caller gets an array of its own.
        return self._remembered_query(text).copy()

    def _embed_query_once(self, text: str) -> NDArray[np.float32]:
        row: NDArray[np.float32] = self._encode([text], "query")[0]
        return row

    def _encode(self, texts: Sequence[str], *roles: str) -> NDArray[np.float32]:
        with self._turn:
            prompts = self._loaded.prompts
            prompt = next((prompts[role] for role in roles if prompts.get(role)), "")
            encode = partial(
                self._loaded.encode,
                prompt=prompt,
                batch_size=self.batch_size,
                show_progress_bar=False,
                processing_kwargs=PADDED,
            )
            is_shared = self.device == "cpu"
            rows = encode_side_by_side(encode, texts, self.batch_size) if is_shared else encode(list(texts))
        # A row that left the model in bfloat16 is of length 1 to 2 digits only.
        vectors = np.asarray(rows, np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
        return unit

    @cached_property
    def _loaded(self) -> SentenceTransformer:
        with self._turn, quiet_loading():
            from sentence_transformers import SentenceTransformer

            is_named = self.model in MODEL_FILES
            place = named_folder(self.model, self.local, self.folder) if is_named else self.model
            try:
                model = SentenceTransformer(
                    str(place),
                    device=self.device,
                    model_kwargs={"dtype": torch_dtype(self.precision, self.device)},
                    local_files_only=Path(place).is_dir(),
                )
                # A tokenizer keeps how it pads; to change that while another thread reads with it fails.
                model.preprocess(["warm"], processing_kwargs=PADDED)
            except (OSError, ValueError) as error:
                raise ModelUnavailable(
                    f"the embedder {self.model} cannot be loaded: {error}\nKnown names:"
                    f" {', '.join(name for name, row in MODEL_FILES.items() if row.role == 'embedder')};"
                    " or give a sentence-transformers folder, or a name on the model hub that can be reached"
                ) from error
        return model

    def _weights_folder(self) -> Path:
        if Path(self.model).is_dir():
            return Path(self.model)
        from huggingface_hub import snapshot_download

        _ = self._loaded  # which brings the hub's files into its cache
        name = self.model if "/" in self.model else f"sentence-transformers/{self.model}"
        return Path(snapshot_download(name, local_files_only=True))


def named_folder(model: str, local: Path | None = None, folder: Path | None = None) -> Path:
    """Return the folder of the weights named `model`; fetched, checked and converted now if need be.

    Raises:
        ModelError: the weights cannot be had, or are not the expected ones.
    """
    row = MODEL_FILES[model]
    converted = models_folder(folder) / f"{row.name}-{row.sha256[:8]}"
    if not converted.is_dir():
        convert_e5(locate(model, local=local, folder=folder), converted)
    return converted


def _hash_weights(folder: Path) -> str:
    files = sorted(file for pattern in WEIGHT_FILES for file in folder.rglob(pattern))
    if not files:
        raise ModelUnavailable(f"{folder} holds no weights ({' or '.join(WEIGHT_FILES)})")
    total = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            total.update(hashlib.file_digest(file, "sha256").digest())
    return total.hexdigest()


def torch_dtype(precision: Precision, device: str) -> torch.dtype:
    """Return the torch type of a precision; auto is bfloat16 on a processor with instructions for it."""
    import torch

    if precision == "auto":
        precision = "bfloat16" if device == "cpu" and has_bfloat16() else "float32"
    return {"float32": torch.float32, "bfloat16": torch.bfloat16}[precision]


def has_bfloat16(flags: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor multiplies bfloat16 matrices itself; False where the system does not say."""
    try:
        words = flags.read_text("utf-8", "replace").split()
    except OSError:
        return False
    return not {"avx512_bf16", "amx_bf16"}.isdisjoint(words)


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Keep loading bars and the notice of a missing pooler, which is not used, off the reader's screen."""
    from transformers.utils import logging as transformers_logging

    library = logging.getLogger("transformers")
    level, bars = library.level, transformers_logging.is_progress_bar_enabled()
    library.setLevel(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        library.setLevel(level)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
