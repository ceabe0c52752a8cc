"""The 4-bit file of multilingual-e5-small, turned once into a folder that sentence-transformers opens."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import numpy as np

from index.e5_file import E5File, read_e5, tensor_values

LONGEST_INPUT = 512  # tokens; the model card's limit

# The names inside a layer: ours in the file, transformers' in the folder.
LINEAR = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
LAYER_NORM = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def convert_e5(binary: Path, folder: Path) -> None:
    """Write `binary` as a sentence-transformers folder; `folder` appears in one step, or not at all.

    The weights are stored as float16, for half the space; `config.json` asks for float32, since float16
    arithmetic is slow or missing on most processors. The pooler, which a sentence's embedding does
    not use, is not in the file; transformers reports it as missing.

    Raises:
        ModelCorrupt: the file is not of this format, or a part of it is missing.
    """
    e5 = read_e5(binary)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f"{folder.name}.") as temporary:
        staging = Path(temporary) / folder.name
        staging.mkdir()
        _write_weights(e5, staging)
        _write_tokenizer(e5, staging)
        _write_settings(e5, staging)
        try:
            staging.rename(folder)
        except OSError:
            if not (folder / "modules.json").is_file():  # else another process was first
                raise


def _write_weights(e5: E5File, folder: Path) -> None:
    from safetensors.numpy import save_file

    size, wide = e5.shape.hidden, e5.shape.feed_forward
    weights = {
        "embeddings.word_embeddings.weight": tensor_values(e5, "emb.word", e5.shape.vocabulary, size),
        "embeddings.position_embeddings.weight": tensor_values(e5, "emb.pos", e5.shape.positions, size),
        "embeddings.token_type_embeddings.weight": tensor_values(e5, "emb.type", e5.shape.token_types, size),
        "embeddings.LayerNorm.weight": tensor_values(e5, "emb.ln.w", size),
        "embeddings.LayerNorm.bias": tensor_values(e5, "emb.ln.b", size),
    }
    for layer in range(e5.shape.layers):
        for short, long in LINEAR.items():
            outputs, inputs = {"fi": (wide, size), "fo": (size, wide)}.get(short, (size, size))
            target = f"encoder.layer.{layer}.{long}"
            weights[f"{target}.weight"] = tensor_values(e5, f"l{layer}.{short}.w", outputs, inputs)
            weights[f"{target}.bias"] = tensor_values(e5, f"l{layer}.{short}.b", outputs)
        for short, long in LAYER_NORM.items():
            target = f"encoder.layer.{layer}.{long}"
            weights[f"{target}.weight"] = tensor_values(e5, f"l{layer}.{short}.w", size)
            weights[f"{target}.bias"] = tensor_values(e5, f"l{layer}.{short}.b", size)
    halves = {name: np.ascontiguousarray(values.astype(np.float16)) for name, values in weights.items()}
    save_file(halves, folder / "model.safetensors", metadata={"format": "pt"})


def _write_tokenizer(e5: E5File, folder: Path) -> None:
    """Write the SentencePiece Unigram tokenizer of XLM-RoBERTa as `tokenizer.json`.

    Its character map is Nmt and NFKC: over all of Unicode the file's own map differs from the two in two
    characters, the full-width tilde and one emoji.
    """
    from tokenizers import (
        AddedToken,
        Regex,
        Tokenizer,
        decoders,
        models,
        normalizers,
        pre_tokenizers,
        processors,
    )

    pieces, scores, start, end, padding, unknown = e5.vocabulary
    tokenizer = Tokenizer(
        models.Unigram(list(zip(pieces, scores, strict=True)), unknown, byte_fallback=False)
    )
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{pieces[start]} $A {pieces[end]}",
        pair=f"{pieces[start]} $A {pieces[end]} {pieces[end]} $B {pieces[end]}",
        special_tokens=[(pieces[start], start), (pieces[end], end)],
    )
    tokenizer.add_special_tokens(
        [AddedToken(pieces[i], special=True, normalized=False) for i in (start, padding, end, unknown)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(
        folder / "tokenizer_config.json",
        tokenizer_class="PreTrainedTokenizerFast",
        bos_token=pieces[start],
        cls_token=pieces[start],
        eos_token=pieces[end],
        sep_token=pieces[end],
        pad_token=pieces[padding],
        unk_token=pieces[unknown],
        model_max_length=_longest_input(e5),
        padding_side="right",
    )


def _write_settings(e5: E5File, folder: Path) -> None:
    """Write what transformers and sentence-transformers ask for: a BERT, mean pooling, unit length, prompts.

    Pooling and prompts are those of the model card of intfloat/multilingual-e5-small.
    """
    _write_json(
        folder / "config.json",
        architectures=["BertModel"],
        model_type="bert",
        hidden_size=e5.shape.hidden,
        num_hidden_layers=e5.shape.layers,
        num_attention_heads=e5.shape.heads,
        intermediate_size=e5.shape.feed_forward,
        vocab_size=e5.shape.vocabulary,
        max_position_embeddings=e5.shape.positions,
        type_vocab_size=e5.shape.token_types,
        layer_norm_eps=e5.epsilon,
        hidden_act="gelu",
        # Not the padding token's id (1): the id whose row in the embeddings has no gradient.
        pad_token_id=0,
        dtype="float32",
    )
    _write_json(
        folder / "1_Pooling" / "config.json",
        word_embedding_dimension=e5.shape.hidden,
        pooling_mode_cls_token=False,
        pooling_mode_mean_tokens=True,
        pooling_mode_max_tokens=False,
        pooling_mode_mean_sqrt_len_tokens=False,
    )
    _write_json(folder / "sentence_bert_config.json", max_seq_length=_longest_input(e5), do_lower_case=False)
    _write_json(
        folder / "config_sentence_transformers.json",
        prompts={"query": "query: ", "passage": "passage: ", "document": "passage: "},
        default_prompt_name=None,
        similarity_fn_name="cosine",
    )
    (folder / "2_Normalize").mkdir()
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    listed = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (path, kind) in enumerate(modules)
    ]
    (folder / "modules.json").write_text(json.dumps(listed, indent=1), "utf-8")


def _longest_input(e5: E5File) -> int:
    return min(LONGEST_INPUT, e5.shape.positions)


def _write_json(path: Path, **content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False), "utf-8")
