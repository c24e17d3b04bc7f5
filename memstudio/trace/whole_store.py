"""A folder of arrays every chunk of which has to be there: what is lost is not taken for zeros."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override
from zarr.storage import LocalStore

from memstudio.trace.soundness import BLOSC_HEAD, unpacks_to

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from zarr.abc.store import ByteRequest
    from zarr.core.buffer import Buffer, BufferPrototype


class WholeStore(LocalStore):
    """Zarr takes a chunk without a file for one of fill values; a trace has a file for each.

    It also makes room for as much as a chunk says that it unpacks to, before it finds out.

    Args:
        root: the folder, in which nothing is ever written.
    """

    def __init__(self, root: Path | str) -> None:
        super().__init__(root, read_only=True)
        self._sizes: dict[str, int] = {}

    def note(self, array: str, described: Mapping[str, Any], num_bytes: int) -> None:
        """Have chunks of an array refused that do not unpack to so many bytes.

        Args:
            array: its name.
            described: its own description.
            num_bytes: of each of its chunks.
        """
        if any(each.get("name") == "blosc" for each in described.get("codecs", ())):
            self._sizes[array] = num_bytes

    @override
    async def get(
        self,
        key: str,
        prototype: BufferPrototype | None = None,
        byte_range: ByteRequest | None = None,
    ) -> Buffer | None:
        found = await super().get(key, prototype, byte_range)
        if "/c/" not in key:
            return found
        if found is None:
            raise FileNotFoundError(key)
        size = self._sizes.get(key.partition("/")[0])
        if size is not None and not unpacks_to(found[:BLOSC_HEAD].to_bytes(), size):
            raise ValueError(key)
        return found
