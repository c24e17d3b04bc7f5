"""JSON and JSON lines: bad lines, cut ends, wrong types, numbers and depths that nobody means."""

from __future__ import annotations

import codecs
import json
from pathlib import Path
from typing import Any

from tests.data.broken.case import Family, written
from tests.data.broken.tables import _turns
from tests.data.broken.text_files import ARABIC, EMOJI
from tests.data.conftest import CHINESE

FAMILY = Family("json")


def lines(*rows: Any) -> str:
    """Rows, those that are texts as they are."""
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


ONE, TWO, THREE = ({"text": text} for text in ("One.", "Two.", "Three."))

# ---------------------------------------------------------------------- lines

FAMILY.read("mark.jsonl", lambda: codecs.BOM_UTF8 + lines(ONE, TWO).encode(), "One.", "Two.")
FAMILY.read(
    "marks.jsonl", lambda: "".join(f"\ufeff{json.dumps(r)}\r\n" for r in (ONE, TWO)), "One.", "Two."
)
FAMILY.read("utf-16.jsonl", lambda: lines(ONE, TWO).encode("utf-16"), "One.", "Two.")
FAMILY.read(
    "gb18030.jsonl", lambda: f'{{"text": "{CHINESE.strip()}"}}\n'.encode("gb18030"), CHINESE.strip()
)
FAMILY.read("scripts.jsonl", lambda: lines({"text": ARABIC}, {"text": EMOJI}), ARABIC, EMOJI)
FAMILY.read("blank-lines.jsonl", lambda: lines(ONE, "", "  ", TWO, ""), "One.", "Two.")
FAMILY.read("twice-a-key.jsonl", lambda: '{"text": "No.", "text": "Yes."}\n', "Yes.")
FAMILY.read("an-array.jsonl", lambda: json.dumps([ONE, TWO], indent=2), "One.", "Two.")
FAMILY.read("one-object.jsonl", lambda: json.dumps(ONE, indent=2), "One.")
FAMILY.named(
    "bad-line.jsonl", lambda: lines(ONE, TWO, '{"text": "Th', THREE),
    "One.", "Two.", "Three.", says="not valid JSON (Unterminated string", lines=(3,),
)  # fmt: skip
FAMILY.named("cut.jsonl", lambda: lines(ONE, TWO)[:-5], "One.", says="not valid JSON", lines=(2,))
FAMILY.named(
    "two-a-line.jsonl", lambda: lines(ONE, json.dumps(TWO) * 2, THREE),
    "One.", "Three.", says="Extra data", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "python.jsonl", lambda: lines(ONE, "{'text': 'Two.'}"), "One.",
    says="Expecting property name", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "no-objects.jsonl", lambda: lines(ONE, [1], 2, None, True),
    "One.", says="not an object with fields", lines=(2, 3, 4, 5),
)  # fmt: skip
FAMILY.named(
    "types.jsonl", lambda: lines(ONE, {"text": 5}, {"text": None}, {"text": ["a"]}, {"text": ""}, {}, TWO),
    "One.", "Two.", says="no text in the field 'text'", lines=(2, 3, 4, 5, 6),
)  # fmt: skip
FAMILY.named(
    "deep-line.jsonl",
    lambda: lines(ONE, "[" * 200_000, TWO),
    "One.",
    "Two.",
    says="too deep",
    lines=(2,),
)
FAMILY.named(
    "long-number.jsonl", lambda: lines(ONE, f'{{"text": "x", "n": {"9" * 9_000}}}', TWO),
    "One.", "Two.", says="too long", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "halves.jsonl", lambda: lines(ONE, '{"text": "A half \\ud83d here."}'),
    "One.", "A half \ufffd here.", says="1 characters", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "zeros.jsonl", lambda: lines(ONE, '{"text": "Ze\\u0000ro."}'),
    "One.", "Zero.", says="1 characters", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "raw-zeros.jsonl", lambda: lines(ONE, '{"text": "Ze\x00ro."}', TWO), "One.", "Two.",
    says="Invalid control character", lines=(2,),
)  # fmt: skip
FAMILY.named(
    "many-bad.jsonl", lambda: lines(ONE, *["{"] * 50), "One.", says="30 more lines", lines=(2, 21)
)
FAMILY.named(
    "roles.jsonl",
    lambda: lines(*({"messages": messages} for messages in (
        [{"role": "user", "content": "Hi."}, {"role": "assistant", "content": "Yes."}],
        [{"role": "wizard", "content": "Hi."}, {"role": "assistant", "content": "Yes."}],
        "Hi.", [], [1, 2], [{"role": "user", "content": "Hi."}],
        [{"role": "user", "content": None}, {"role": "assistant", "content": None}],
        [{"role": "user", "content": [{"type": "text", "text": "So?"}]}, {"from": "gpt", "value": "So."}],
    ))),
    _turns("Hi.", "Yes."), _turns("So?", "So."),
    says=("said by 'wizard'", "no list of messages", "is not an object", "says nothing"),
    lines=(2, 3, 4, 5, 6, 7),
)  # fmt: skip
FAMILY.named(
    "labels.jsonl",
    lambda: lines(*({"text": f"Text {n}.", "labels": labels} for n, labels in enumerate(
        (["a", "b"], [], ["b"], None, ["a"], [""])
    ))),
    _turns("Text 0.", "a, b"), _turns("Text 2.", "b"), _turns("Text 4.", "a"),
    says="nothing in the column for 'label'", lines=(2, 4, 6),
)  # fmt: skip
FAMILY.named(
    "clicks.jsonl",
    lambda: lines(*({"history": ["h"], "candidates": ["a", "b"], "clicked": c} for c in (
        ["a"], [], ["z"], [0, 1], 7, None, {"x": 1}
    ))),
    *(f"User: h\n\na\nb\n\nAssistant: {c}" for c in "ab"),
    says="5 rows were passed over, as none of their candidates was chosen; the first of them is 2.",
)  # fmt: skip
FAMILY.named(
    "halves-of-names.jsonl", lambda: lines('{"te\\ud83dxt": "A first sentence."}', '{"te\\ud83dxt": 5}'),
    "A first sentence.", says=("'te\ufffdxt' is read", "in the field 'te\ufffdxt'"), lines=(2,),
)  # fmt: skip
FAMILY.refused("nothing.jsonl", lambda: lines("x", "[", "{"), "No line is a JSON object")
FAMILY.refused(
    "page.jsonl", lambda: "<!doctype html>\n<p>Log in first.</p>\n", "No line is a JSON object"
)
FAMILY.refused("blanks.jsonl", lambda: "\n\n \n", "No line is a JSON object")
FAMILY.refused("nan.jsonl", lambda: lines('{"text": NaN}', '{"text": -Infinity}'), "No row has")
FAMILY.refused("picture.jsonl", lambda: b"GIF89a" + bytes(99), "a GIF file")
FAMILY.refused("zipped.jsonl", lambda: b"\x1f\x8b\x08" + b"\xff" * 99, "The archive is damaged")

# ---------------------------------------------------------------------- one document

FAMILY.read("mark.json", lambda: codecs.BOM_UTF8 + json.dumps([ONE]).encode(), "One.")
FAMILY.read("utf-16.json", lambda: json.dumps([ONE]).encode("utf-16"), "One.")
FAMILY.read("a-text.json", lambda: '"One."', "One.")
FAMILY.named(
    "mixed.json", lambda: json.dumps([ONE, 5, None, [TWO], TWO]), "One.", "Two.",
    says="not an object with fields", lines=(2, 3, 4),
)  # fmt: skip
FAMILY.refused(
    "cut.json", lambda: json.dumps([ONE, TWO])[:-4], "not valid JSON (Unterminated", (1,)
)
FAMILY.refused("comma.json", lambda: '[{"text": "One."},]', "not valid JSON", (1,))
FAMILY.refused("comment.json", lambda: '// rows\n[{"text": "One."}]', "not valid JSON", (1,))
FAMILY.refused("python.json", lambda: "[{'text': 'One.'}]", "not valid JSON", (1,))
FAMILY.refused("deep.json", lambda: "[" * 200_000, "not valid JSON (too deep")
FAMILY.refused("long-number.json", lambda: f"[{'9' * 9_000}]", "a number that is too long")
FAMILY.refused("null.json", lambda: "null", "no rows")
FAMILY.refused("list.json", lambda: "[]", "no rows")
FAMILY.refused("object.json", lambda: "{}", "No row has")
FAMILY.refused("numbers.json", lambda: "[1, 2, 3]", "no rows")
FAMILY.refused("uneven.json", lambda: '{"text": ["a", "b"], "n": [1]}', "No row has")
FAMILY.refused("settings.json", lambda: '{"n": 5, "on": true}', "No row has")


@FAMILY.made("huge.json", says="has 0.40 GB. Files of its kind have to be read whole")
def _huge(folder: Path) -> Path:
    """Blanks take no room on the disk here: nothing but the size is looked at."""
    path = written(folder / "huge.json", "[")
    with path.open("ab") as file:
        file.truncate(400_000_001)
    return path


@FAMILY.made("long-line.jsonl", "One.", "Three.", says="longer than 1 million", lines=(2,))
def _long_line(folder: Path) -> Path:
    return written(folder / "long-line.jsonl", lines(ONE, {"text": "x" * 2_500_000}, THREE))
