"""The bytes of documents: encrypted, streamed, under names that say nothing.

An object is a row of frames: length of the sealed chunk (4 bytes, big-endian), sealed chunk. Each chunk is sealed for
its material, its place and whether it is the last, so that none can be swapped, cut off or moved. Memory stays flat:
a few chunks at a time, whatever the size.
"""

from __future__ import annotations

import struct
from collections.abc import AsyncIterator
from typing import Any

import obstore
from obstore.exceptions import GenericError
from obstore.store import from_url

from runtime.errors import Unavailable
from runtime.logs import get_logger
from runtime.sealing import Sealer

CHUNK_BYTES = 256 * 1024
# Parts of a multipart upload: S3 wants 5 MiB at least for all but the last.
PART_BYTES = 5 * 1024 * 1024
PARTS_AT_ONCE = 1

AWAY_RETRY_SECONDS = 5.0
SAID_CHARACTERS_MAX = 200

_LENGTH = struct.Struct(">I")


class Objects:
    """A folder (file:///…) or a bucket (s3://…) of sealed objects."""

    def __init__(self, url: str, sealer: Sealer) -> None:
        # LocalStore wants its folder to be there; on S3 the bucket is there or nothing works.
        options: dict[str, Any] = {"mkdir": True} if url.startswith("file:") else {}
        self._store = from_url(url, **options)
        self._sealer = sealer

    async def put(self, name: str, material_id: str, plaintext: AsyncIterator[bytes]) -> None:
        """Write an object; when `plaintext` raises, nothing stays and that error is raised. Raises Unavailable."""
        await self._sealer.load([f"material/{material_id}"], make=True)
        frames = self._frames(material_id, plaintext)
        try:
            await obstore.put_async(
                self._store, name, frames, use_multipart=True, chunk_size=PART_BYTES, max_concurrency=PARTS_AT_ONCE
            )
        except GenericError as error:
            raise _away(error) from error

    async def get(self, name: str, material_id: str) -> AsyncIterator[bytes]:
        """Yield the plaintext in chunks. Raises SealBroken, also when the end is missing, and Unavailable."""
        await self._sealer.load([f"material/{material_id}"])
        try:
            result = await obstore.get_async(self._store, name)
        except FileNotFoundError as error:
            # Its row is there, so it was: a store that was brought back without it may have it later.
            get_logger().error("uploads.object_missing", object_id=name)
            raise _away(error) from error
        except GenericError as error:
            raise _away(error) from error
        frames = _unframed(result.stream(min_chunk_size=CHUNK_BYTES))
        index, waiting = 0, None
        async for frame in frames:
            if waiting is not None:
                yield self._open(material_id, index, False, waiting)
                index += 1
            waiting = frame
        yield self._open(material_id, index, True, waiting or b"")

    async def delete(self, names: list[str]) -> None:
        """Delete objects; those that are not there are no error. Raises Unavailable."""
        for name in names:
            try:
                await obstore.delete_async(self._store, name)
            except FileNotFoundError:
                continue
            except GenericError as error:
                raise _away(error) from error

    async def _frames(self, material_id: str, plaintext: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        buffer = bytearray()
        index = 0
        async for piece in plaintext:
            buffer += piece
            # The last chunk is marked, so one is always kept back.
            while len(buffer) > CHUNK_BYTES:
                yield self._frame(material_id, index, False, bytes(buffer[:CHUNK_BYTES]))
                del buffer[:CHUNK_BYTES]
                index += 1
        yield self._frame(material_id, index, True, bytes(buffer))

    def _frame(self, material_id: str, index: int, last: bool, chunk: bytes) -> bytes:
        sealed = self._sealer.seal(f"material/{material_id}", chunk, _place(material_id, index, last))
        return _LENGTH.pack(len(sealed)) + sealed

    def _open(self, material_id: str, index: int, last: bool, sealed: bytes) -> bytes:
        return self._sealer.open(f"material/{material_id}", sealed, _place(material_id, index, last))


def _away(error: Exception) -> Unavailable:
    # A caller is told no cause. The store's own first line names one, and at most an object, which says nothing.
    get_logger().warning("uploads.store_away", error=str(error).partition("\n")[0][:SAID_CHARACTERS_MAX])
    return Unavailable("documents cannot be stored or read at the moment", retry_after_seconds=AWAY_RETRY_SECONDS)


def _place(material_id: str, index: int, last: bool) -> str:
    return f"{material_id}:{index}:{'last' if last else 'more'}"


async def _unframed(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    buffer = bytearray()
    async for piece in stream:
        buffer += piece
        while len(buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(buffer)
            end = _LENGTH.size + length
            if len(buffer) < end:
                break
            yield bytes(buffer[_LENGTH.size : end])
            del buffer[:end]
