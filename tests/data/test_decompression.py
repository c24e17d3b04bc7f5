"""Compressed files give all that can be had of them, wherever they are cut or spoiled."""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memstudio.data.decompression import DamagedStreamError, decompressed
from memstudio.data.formats import Packing
from tests.data import made_files as made

TEXT = "".join(f"Line {number} of some text.\n" for number in range(400))
KINDS = {"gz": Packing.GZIP, "bz2": Packing.BZIP2, "xz": Packing.XZ, "zst": Packing.ZSTD}


def content_of(path: Path, packing: Packing, size: int = 100_000) -> tuple[bytes, str]:
    """What comes of a file, and what is wrong with it."""
    stream = decompressed(path, packing)
    found = b""
    try:
        while block := stream.read(size):
            assert len(block) <= max(size, 1 << 14)
            found += block
    except DamagedStreamError as error:
        # It stays so.
        with pytest.raises(DamagedStreamError):
            stream.read(size)
        return found, str(error)
    finally:
        stream.close()
    return found, ""


@pytest.mark.parametrize("size", [1, 7, 4096, 1 << 20])
@pytest.mark.parametrize("kind", KINDS)
def test_pieces_of_any_size_make_up_the_whole(
    kind: str, size: int, make: Callable[..., Path]
) -> None:
    path = make(f"a.{kind}", made.compressed(TEXT, kind) * 2 + bytes(64))
    assert content_of(path, KINDS[kind], size) == (TEXT.encode() * 2, "")


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(share=st.floats(0.0, 0.999))
@pytest.mark.one_in(4)
def test_what_is_cut_anywhere_gives_its_beginning(
    kind: str, share: float, make: Callable[..., Path]
) -> None:
    whole = made.compressed(TEXT, kind)
    path = make(f"a.{kind}", whole[: int(share * len(whole))])
    found, problem = content_of(path, KINDS[kind])
    assert TEXT.encode().startswith(found)
    assert problem or not path.stat().st_size


@pytest.mark.parametrize("kind", KINDS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(places=st.lists(st.floats(0.0, 0.999), min_size=1, max_size=4), byte=st.integers(0, 255))
@pytest.mark.one_in(2)
def test_whatever_bytes_are_others_nothing_but_damage_is_raised(
    kind: str, places: list[float], byte: int, make: Callable[..., Path]
) -> None:
    content = bytearray(made.compressed(TEXT, kind))
    for place in places:
        content[int(place * len(content))] = byte
    content_of(make(f"a.{kind}", bytes(content)), KINDS[kind])


def test_the_head_of_a_gzip_file_may_say_more(make: Callable[..., Path]) -> None:
    body = zlib.compressobj(wbits=-15)
    packed = body.compress(TEXT.encode()) + body.flush()
    tail = struct.pack("<II", zlib.crc32(TEXT.encode()), len(TEXT))
    for flags, more in (
        (0, b""), (8, b"name.txt\0"), (16, b"a remark\0"), (4, b"\5\0extra"), (2, b"\1\2"),
        (30, b"\5\0extraname.txt\0a remark\0\1\2"), (8, b"n" * 200_000 + b"\0"),
    ):  # fmt: skip
        head = b"\x1f\x8b\x08" + bytes([flags]) + bytes(6) + more
        path = make("a.gz", head + packed + tail)
        assert content_of(path, Packing.GZIP) == (TEXT.encode(), "")
        path = make("b.gz", head)
        assert content_of(path, Packing.GZIP) == (b"", "it ends too soon")


def test_a_wrong_sum_is_said_behind_all_that_it_is_of(make: Callable[..., Path]) -> None:
    content = bytearray(gzip.compress(TEXT.encode()))
    content[-6] ^= 1
    found, problem = content_of(make("a.gz", bytes(content)), Packing.GZIP)
    assert (found, problem) == (TEXT.encode(), "its sum is wrong")
