"""A hash of the group that each row belongs to, by the group's text alone, so that all its rows have one."""

from collections.abc import Collection
from hashlib import blake2b

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

DIGEST = 8  # bytes: of a million groups two have one hash in one of 37 million tables


class GroupHashes:
    """The hashes of the texts so far. Rows without a group are one group together."""

    def __init__(self, name: str, missing: Collection[str]) -> None:
        self.name, self.missing = name, missing
        self.known: dict[str, int] = {}
        self.absent = 0  # rows without a group

    def hashes(self, column: pa.ChunkedArray) -> NDArray[np.uint64]:
        """Those of the groups of rows (n,), given as categories."""
        pieces = [np.zeros(0, dtype=np.uint64)]
        for chunk in column.chunks:
            texts = ["" if text.strip() in self.missing else text.strip() for text in chunk.dictionary.to_pylist()]
            of_text = np.array([self._hash(text) for text in [*texts, ""]], dtype=np.uint64)
            index = chunk.indices.fill_null(len(texts)).to_numpy()
            self.absent += int(np.isin(index, [k for k, text in enumerate([*texts, ""]) if not text]).sum())
            pieces.append(of_text[index])
        return np.concatenate(pieces)

    def _hash(self, text: str) -> int:
        if text not in self.known:
            digest = blake2b(text.encode(errors="surrogatepass"), digest_size=DIGEST).digest()
            self.known[text] = int.from_bytes(digest, "little")
        return self.known[text]
