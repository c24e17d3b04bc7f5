"""What a monkey finds to drop on the window: models, texts, runs and traces, whole and damaged.

Run as a program, `python -m tests.monkey.things FOLDER`, since making them needs torch.
"""

from __future__ import annotations

import gzip
import io
import shutil
import sys
import zipfile
from pathlib import Path

_WORDS = (
    "It was a dark and stormy night; the rain fell in torrents. Daniel went to the garden. "
    "Nobody knew why, and nobody asked him. Where is Daniel? In the garden.\n\n"
)


def make(folder: Path) -> None:
    """Fill a new folder."""
    folder.mkdir(parents=True)
    _texts(folder / "text")
    _damaged(folder / "damaged")
    _models(folder)
    _runs(folder)


def _texts(folder: Path) -> None:
    folder.mkdir()
    (folder / "book.txt").write_text(_WORDS * 120, encoding="utf-8")
    (folder / "中文.txt").write_text(
        "丹尼尔到花园去了。没有人知道为什么。\n" * 80, encoding="utf-8"
    )
    (folder / "latin.txt").write_bytes("Où est Daniel ? Au jardin.\n".encode("latin-1") * 40)
    (folder / "page.html").write_text(f"<h1>A page</h1><p>{_WORDS * 20}</p>", encoding="utf-8")
    rows = "".join(f'{{"question": "Where is {i}?", "answer": "In {i}."}}\n' for i in range(60))
    (folder / "rows.jsonl").write_text(rows, encoding="utf-8")
    table = "text,label\n" + "".join(f"Daniel went to {i},{i % 3}\n" for i in range(60))
    (folder / "table.csv").write_text(table, encoding="utf-8")
    with zipfile.ZipFile(folder / "books.zip", "w") as archive:
        archive.writestr("a.txt", _WORDS * 20)
        archive.writestr("b/c.md", f"# A title\n\n{_WORDS * 10}")
    many = folder / "many"
    many.mkdir()
    for number in range(12):
        (many / f"{number}.txt").write_text(_WORDS * (number + 1), encoding="utf-8")


def _damaged(folder: Path) -> None:
    folder.mkdir()
    (folder / "empty.txt").touch()
    (folder / "one word.txt").write_text("Daniel", encoding="utf-8")
    (folder / "zeros.txt").write_bytes(bytes(5000))
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 40)
    (folder / "one line.txt").write_text("word " * 60_000, encoding="utf-8")
    (folder / "deep.json").write_text("[" * 30_000, encoding="utf-8")
    (folder / "half.jsonl").write_text('{"text": "a"}\n{"text": \n[1]\n', encoding="utf-8")
    (folder / "half.csv").write_text('a,b\n"x,1\n2,3,4,5\n', encoding="utf-8")
    for name in ("a.pdf", "a.docx", "a.epub", "a.parquet", "a.arrow", "a.gguf", "a.safetensors"):
        (folder / name).write_bytes(b"%PDF-1.7 PAR1 GGUF\x03\0\0\0" + bytes(200))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../out.txt", _WORDS)
    (folder / "outside.zip").write_bytes(packed.getvalue())
    (folder / "cut.zip").write_bytes(packed.getvalue()[:40])
    (folder / "cut.txt.gz").write_bytes(gzip.compress(_WORDS.encode())[:60])
    (folder / "gone.txt").symlink_to(folder / "nowhere.txt")
    loop = folder / "loop"
    loop.mkdir()
    (loop / "again").symlink_to(loop)
    for name, text in (("model", "{"), ("other model", '{"model_type": "unheard-of"}')):
        (folder / name).mkdir()
        (folder / name / "config.json").write_text(text, encoding="utf-8")
    for name, text in (("run", "steps = ["), ("other run", "nothing = 1\n")):
        (folder / name).mkdir()
        (folder / name / "run.toml").write_text(text, encoding="utf-8")
    (folder / "trace.zarr").mkdir()
    (folder / "trace.zarr" / "zarr.json").write_text("{}", encoding="utf-8")


def _models(folder: Path) -> None:
    from memstudio.models.save import save_model
    from memstudio.progress import Control
    from memstudio.trace.recorder import record_trace
    from tests.tiny import tiny_loaded

    for name, kind in (("tiny rmt", "rmt"), ("tiny plain", None), ("tiny armt", "armt")):
        loaded = tiny_loaded(kind)
        save_model(loaded.model, loaded.tokenizer, folder / "models" / name, card=name)
    (folder / "traces").mkdir()
    story = folder / "traces" / "story.zarr"
    record_trace(tiny_loaded("rmt"), _WORDS * 8, document="story", out=story, control=Control())
    cut = folder / "damaged" / "cut.zarr"
    shutil.copytree(story, cut)
    for number, chunk in enumerate(sorted(cut.rglob("c/*"))):
        if chunk.is_file() and number % 3 == 0:
            chunk.write_bytes(chunk.read_bytes()[:10])
    weights = folder / "damaged" / "cut model"
    shutil.copytree(folder / "models" / "tiny rmt", weights)
    file = next(weights.glob("*.safetensors"))
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _runs(folder: Path) -> None:
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig
    from memstudio.training.trainer import train

    config = RunConfig.of(
        model=str(folder / "models" / "tiny rmt"),
        data=(str(folder / "text" / "book.txt"),),
        out=str(folder / "runs"),
        device="cpu",
        trains="everything",
        steps=6,
        batch_size=2,
        segments_per_sample=2,
        validation_tokens=64,
        checkpoint_every=3,
        probe={"every": 3, "max_segments": 2},
    )
    whole = train(config, control=Control(), on_event=lambda _event: None).folder
    cut = folder / "damaged" / "cut run"
    shutil.copytree(whole, cut)
    metrics = cut / "metrics.jsonl"
    metrics.write_bytes(metrics.read_bytes()[:-30] + b"\xff\xfe{")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
