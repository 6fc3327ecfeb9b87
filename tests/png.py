"""Reads a drawing that was rendered, so that a test can look at it."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""Samples of a pixel by the colour type of a PNG."""


def size(png: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG, in pixels."""
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def darkness(png: bytes) -> NDArray[np.bool_]:
    """Return which pixels of a PNG of eight bits a sample are dark, row by row."""
    width, height, kind = struct.unpack(">II1xB", png[16:26])
    at, packed = 8, b""
    while at < len(png):
        length, name = struct.unpack(">I4s", png[at : at + 8])
        if name == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    step = CHANNELS[kind]
    lines = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, 1 + width * step)
    rows = np.zeros((height, width * step), np.uint8)
    for row, line in enumerate(lines):
        above = rows[row - 1] if row else np.zeros(width * step, np.uint8)
        rows[row] = _unfiltered(int(line[0]), line[1:], above, step)
    return rows.reshape(height, width, step)[:, :, 0] < 128


def _unfiltered(
    kind: int, line: NDArray[np.uint8], above: NDArray[np.uint8], step: int
) -> NDArray[np.uint8]:
    """Take a line's filter off, as section 9 of the PNG specification names them."""
    match kind:
        case 0:
            return line
        case 2:
            return line + above
        case _:
            return _by_pixel(kind, line.tolist(), above.tolist(), step)


def _by_pixel(kind: int, line: list[int], above: list[int], step: int) -> NDArray[np.uint8]:
    done: list[int] = []
    for place, value in enumerate(line):
        left = done[place - step] if place >= step else 0
        up, corner = above[place], above[place - step] if place >= step else 0
        guess = {1: left, 3: (left + up) // 2}.get(kind)
        if guess is None:
            guess = min((left, up, corner), key=lambda sample: abs(left + up - corner - sample))
        done.append((value + guess) & 255)
    return np.array(done, np.uint8)
