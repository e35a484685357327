"""The hash tree of RFC 6962, section 2.1: its root stands for every entry and for their order.

Two trees of which one is the other with entries added have the same root at the smaller size; any other change of an old entry
changes that root.
"""

import hashlib
from collections.abc import Sequence


def leaf_hash(entry: bytes) -> bytes:
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


class Tree:
    """A tree that grows: keeps one hash per perfect subtree, so a million entries take twenty.

    >>> tree = Tree()
    >>> tree.append(b"")
    >>> tree.root().hex()  # RFC 6962 test vector of certificate-transparency implementations
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'
    """

    def __init__(self, size: int = 0, subtrees: Sequence[bytes] = ()) -> None:
        self.size = size
        self.subtrees = list(subtrees)
        """Roots of the perfect subtrees, the largest first."""

    def append(self, entry: bytes) -> None:
        self.subtrees.append(leaf_hash(entry))
        full = self.size
        while full & 1:
            right = self.subtrees.pop()
            self.subtrees.append(node_hash(self.subtrees.pop(), right))
            full >>= 1
        self.size += 1

    def root(self) -> bytes:
        if not self.subtrees:
            return hashlib.sha256().digest()
        *others, root = self.subtrees
        for subtree in reversed(others):
            root = node_hash(subtree, root)
        return root


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from the leaf hash at ``index`` to the root, from the bottom up (RFC 6962, section 2.1.1)."""
    path = []
    level = list(leaves)
    while len(level) > 1:
        if (sibling := index ^ 1) < len(level):
            path.append(level[sibling])
        pairs = [node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(pairs) * 2 :]  # an odd last node moves up as it is
        index >>= 1
    return path
