"""What becomes of valid files: bits, ends, numbers and whole parts of them change."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import google_crc32c

Mutate = Callable[[bytes, random.Random], bytes]

_NUMBERS = (
    0, 1, 2, 7, 8, 127, 128, 255, 256, 4096, 32767, 32768, 65535, 65536, 2**31 - 1, 2**31, 2**32 - 1,
    2**32, 2**40, 2**53, 2**60, 2**63 - 1, 2**63, 2**64 - 1,
)  # fmt: skip
_WORDS = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"../", b"/", b"NaN", b"-0", b"1e999", b"null", b"true",
    b"\xed\xa0\x80", b"%00", b"&#0;", b"<![CDATA[", b"'", b'"', b"{", b"[", b"\r\n", b"\xf4\x90\x80\x80",
    b"9" * 5000, b"[" * 3000, b"<a>" * 3000, b"A" * 70_000,
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 10**9, 2**31, 2**63, -(2**63), 2**64, 10**30, 0.5, -1e308, float("nan"),
    float("inf"), "", "\0", "../../x", "/etc/passwd", "~no-such-user-here/x", "\ud800", "a" * 5000, "{x}", "%s", [], {}, [[]],
    {"": None}, [0], ["a"], [None] * 50, {"a": {"a": {}}},
)  # fmt: skip
_DIGITS = re.compile(rb"\d+")


def mutated(content: bytes, random: random.Random) -> bytes:
    """A file after some accidents, of which the number and the kinds are drawn."""
    for _ in range(1 + min(7, int(random.expovariate(0.7)))):
        content = random.choice(_ACCIDENTS)(content, random)
    return content


def inner(change: Mutate, share: float = 0.8) -> Mutate:
    """A way to change what is inside, most of the time; else the file as it lies is changed."""

    def mutate(content: bytes, random: random.Random) -> bytes:
        if random.random() < share:
            try:
                return change(content, random)
            except (ValueError, KeyError, OSError, EOFError, struct.error, zlib.error,
                    zipfile.BadZipFile, RecursionError):  # fmt: skip
                pass
        return mutated(content, random)

    return mutate


# ---------------------------------------------------------------------- bytes


def _flip(content: bytes, random: random.Random) -> bytes:
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 2, 8))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _replace_bytes(content: bytes, random: random.Random) -> bytes:
    at = random.randrange(len(content) + 1)
    length = random.choice((1, 2, 4, 8, 16))
    return content[:at] + random.randbytes(length) + content[at + length :]


def _cut(content: bytes, random: random.Random) -> bytes:
    return content[: random.randrange(len(content) + 1)]


def _leave_out(content: bytes, random: random.Random) -> bytes:
    one, other = sorted(random.randrange(len(content) + 1) for _ in range(2))
    return content[:one] + content[min(other, one + random.choice((1, 4, 64, 4096))) :]


def _repeat(content: bytes, random: random.Random) -> bytes:
    one, other = sorted(random.randrange(len(content) + 1) for _ in range(2))
    part = content[one : min(other, one + 256)]
    return content[:one] + part * random.choice((2, 3, 50)) + content[one:]


def _splice(content: bytes, random: random.Random) -> bytes:
    one, two, three = (random.randrange(len(content) + 1) for _ in range(3))
    return content[:one] + content[min(two, three) : max(two, three)] + content[one:]


def _insert_word(content: bytes, random: random.Random) -> bytes:
    at = random.randrange(len(content) + 1)
    return content[:at] + random.choice(_WORDS) + content[at:]


def _binary_number(content: bytes, random: random.Random) -> bytes:
    form = random.choice(("<B", "<H", "<I", "<Q", ">H", ">I", ">Q"))
    size = struct.calcsize(form)
    number = random.choice(_NUMBERS) & ((1 << 8 * size) - 1)
    at = random.randrange(len(content) + 1)
    return content[:at] + struct.pack(form, number) + content[at + size :]


def _written_number(content: bytes, random: random.Random) -> bytes:
    found = list(_DIGITS.finditer(content))
    if not found:
        return content
    match = random.choice(found)
    number = random.choice((*_NUMBERS, -1, 10**30, 1.5, 10**4400 if random.random() < 0.05 else 3))
    text = str(number).encode() if not isinstance(number, int) or number < 10**4000 else b"9" * 4400
    return content[: match.start()] + text + content[match.end() :]


_ACCIDENTS: tuple[Mutate, ...] = (
    _flip, _flip, _replace_bytes, _cut, _leave_out, _repeat, _splice, _insert_word, _binary_number,
    _binary_number, _written_number, _written_number,
)  # fmt: skip


# ---------------------------------------------------------------------- what is in files


def json_value(content: bytes, random: random.Random) -> bytes:
    """JSON in which values, names and depths are others."""
    value = json.loads(content)
    for _ in range(random.choice((1, 1, 2, 4))):
        value = _changed(value, random)
    return json.dumps(value).encode()


def json_lines(content: bytes, random: random.Random) -> bytes:
    """Lines of JSON, one of them changed, twice, or gone."""
    lines = content.splitlines() or [b"{}"]
    at = random.randrange(len(lines))
    way = random.randrange(4)
    if way == 0:
        lines.insert(at, lines[random.randrange(len(lines))])
    elif way == 1:
        del lines[at]
    else:
        lines[at] = json_value(lines[at], random)
    return b"\n".join(lines) + b"\n"


def _changed(value: Any, random: random.Random) -> Any:
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        way = random.randrange(8)
        if way == 0:
            return {each: value[each] for each in value if each != name}
        if way == 1:
            return {**value, str(random.choice(_VALUES))[:80]: value[name]}
        return {**value, name: _changed(value[name], random)}
    if isinstance(value, list) and value and random.random() < 0.8:
        at = random.randrange(len(value))
        way = random.randrange(6)
        if way == 0:
            return value[:at] + value[at + 1 :]
        if way == 1:
            return value[:at] + value[at : at + 1] * random.choice((2, 100)) + value[at + 1 :]
        return [*value[:at], _changed(value[at], random), *value[at + 1 :]]
    if random.random() < 0.03:
        deep: Any = value
        for _ in range(random.choice((10, 300, 600))):
            deep = [deep] if random.random() < 0.5 else {"a": deep}
        return deep
    if isinstance(value, str) and random.random() < 0.4:
        return _text(value, random)
    if isinstance(value, int) and not isinstance(value, bool) and random.random() < 0.5:
        return random.choice((value + 1, value - 1, -value, value * 2, 2**40, float(value)))
    return random.choice(_VALUES)


def _text(text: str, random: random.Random) -> str:
    at = random.randrange(len(text) + 1)
    return random.choice((text[:at], text[at:], text * 2, text[:at] + "\0" + text[at:], text + "é中\U0001f600", text[:at] + " " * 300))  # fmt: skip


def safetensors(content: bytes, random: random.Random) -> bytes:
    """A safetensors file whose header says other things, of the length that it then has."""
    (length,) = struct.unpack("<Q", content[:8])
    header, rest = content[8 : 8 + length], content[8 + length :]
    if random.random() < 0.7:
        header = json_value(header, random)
    else:
        rest = mutated(rest, random)
    if random.random() < 0.3:
        header = mutated(header, random)
    return struct.pack("<Q", len(header)) + header + rest


def zipped(change: Mutate) -> Mutate:
    """A ZIP file, one entry of which is changed; its sums and sizes are right again."""

    def mutate(content: bytes, random: random.Random) -> bytes:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            entries = [(info.filename, file.read(info)) for info in file.infolist()]
        at = random.randrange(len(entries))
        name, data = entries[at]
        way = random.randrange(12)
        if way == 0:
            del entries[at]
        elif way == 1:
            entries[at] = (mutated(name.encode(), random).decode("utf-8", "replace"), data)
        else:
            entries[at] = (name, change(data, random))
        buffer = io.BytesIO()
        kind = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
        with zipfile.ZipFile(buffer, "w", kind) as file:
            for each, entry in dict(entries).items():
                # The library itself cannot write an entry without a name.
                file.writestr(each or "_", entry)
        return buffer.getvalue()

    return mutate


def gzipped(content: bytes, random: random.Random) -> bytes:
    """A gzip file of what is changed."""
    return gzip.compress(mutated(gzip.decompress(content), random), 1)


def with_sum(content: bytes, random: random.Random) -> bytes:
    """A chunk of a trace: changed, and its sum at the end right again."""
    changed = mutated(content[:-4], random)
    return changed + google_crc32c.value(changed).to_bytes(4, "little")
