"""Files that wait to be fetched: encrypted, in a folder of this installation's own."""

import contextlib
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaign.domain.errors import NotFound

PIECE_BYTES = 256 * 1024
TAG_BYTES = 16
PREFIX_BYTES = 7
COUNTER_BYTES = 4
"""With the prefix and one byte that marks the last piece, the twelve bytes of a nonce."""

PART = ".part"
"""Ends the name of a file that is not whole yet."""


class SealedShelf:
    """Seals each piece with AES-256-GCM; no piece can be changed, moved, or left away unseen.

    The nonces follow the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): a random
    prefix for each file, the number of the piece, and whether it is the last.
    """

    def __init__(self, folder: Path, secret_key: str) -> None:
        self._folder = folder
        self._seal = AESGCM(hmac.digest(secret_key.encode(), b"exports", hashlib.sha256))

    @contextmanager
    def write(self, name: str) -> Iterator[Callable[[bytes], object]]:
        """Take a file; it is there, whole, when the block ends well."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._folder / f"{name}{PART}"
        try:
            part.touch(mode=0o600)
            with part.open("wb") as file:
                draft = _Draft(file, self._seal, name)
                yield draft.take
                draft.finish()
            part.replace(self._folder / name)
        finally:
            part.unlink(missing_ok=True)

    def open(self, name: str) -> Iterator[bytes]:
        """Return the pieces of a file. Raises NotFound; reading raises ValueError."""
        try:
            file = (self._folder / name).open("rb")
        except FileNotFoundError as error:
            raise NotFound(name) from error
        return self._pieces(file, name)

    def discard(self, name: str) -> None:
        """Delete a file; where a system keeps one that is open, the next tidying deletes it."""
        for path in (self._folder / name, self._folder / f"{name}{PART}"):
            with contextlib.suppress(PermissionError):
                path.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Return the names of all that lies here."""
        if not self._folder.is_dir():
            return set()
        return {path.name.removesuffix(PART) for path in self._folder.iterdir()}

    def _pieces(self, file: BinaryIO, name: str) -> Iterator[bytes]:
        with file:
            prefix, number = file.read(PREFIX_BYTES), 0
            piece = file.read(PIECE_BYTES + TAG_BYTES)
            while piece:
                following = file.read(PIECE_BYTES + TAG_BYTES)
                nonce = _nonce(prefix, number, is_last=not following)
                try:
                    yield self._seal.decrypt(nonce, piece, name.encode())
                except InvalidTag as error:
                    raise ValueError("somebody changed a file that waits") from error
                piece, number = following, number + 1
            if number == 0:
                raise ValueError("a file that waits is empty")


class _Draft:
    """Cuts what comes into pieces and seals each; the last one when it is known to be it."""

    def __init__(self, file: BinaryIO, seal: AESGCM, name: str) -> None:
        self._file, self._seal, self._name = file, seal, name.encode()
        self._waiting = bytearray()
        self._number = 0
        self._prefix = secrets.token_bytes(PREFIX_BYTES)
        file.write(self._prefix)

    def take(self, content: bytes) -> None:
        """Take a part of the file, however long."""
        self._waiting += content
        while len(self._waiting) > PIECE_BYTES:
            self._write(bytes(self._waiting[:PIECE_BYTES]), is_last=False)
            del self._waiting[:PIECE_BYTES]

    def finish(self) -> None:
        """Write what is left; the file cannot be cut shorter unseen from then on."""
        self._write(bytes(self._waiting), is_last=True)

    def _write(self, piece: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, is_last=is_last)
        self._file.write(self._seal.encrypt(nonce, piece, self._name))
        self._number += 1


def _nonce(prefix: bytes, number: int, *, is_last: bool) -> bytes:
    return prefix + number.to_bytes(COUNTER_BYTES) + bytes([is_last])
