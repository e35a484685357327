"""A checkpoint: size and root of the log at a moment, signed; in the forms of C2SP signed-note and tlog-checkpoint.

::

    nianbao/5f1c2e9a0b7d4418
    1234
    T0Vf…root, base64…=
    2026-11-21T09:31:57.000000Z

    — nianbao/5f1c2e9a0b7d4418 qv3q…key id and Ed25519 signature, base64…=

The first line names the log, the fourth is an extension: when we signed, by our own clock. The first three joined by blanks are the
one line for paper.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a note or a line on paper says; only a note carries signatures."""

    origin: str
    size: int
    root: bytes
    time: str | None = None
    signatures: tuple[str, ...] = ()
    """The base64 of each signature line that bears the name of the log."""

    @property
    def line(self) -> str:
        """The one line an auditor can keep on paper."""
        return f"{self.origin} {self.size} {base64.b64encode(self.root).decode()}"

    @property
    def body(self) -> str:
        """The signed text."""
        return self.line.replace(" ", "\n") + "\n" + (f"{self.time}\n" if self.time else "")

    def note(self) -> str:
        return self.body + "\n" + "".join(f"— {self.origin} {signature}\n" for signature in self.signatures)

    def is_signed_by(self, public: bytes) -> bool:
        """Whether one of the signatures is this raw public key's."""
        key = Ed25519PublicKey.from_public_bytes(public)
        for text in self.signatures:
            signature = base64.b64decode(text)
            if signature[:4] == key_id(self.origin, public):
                try:
                    key.verify(signature[4:], self.body.encode())
                except InvalidSignature:
                    continue
                return True
        return False


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> Checkpoint:
    signature = key_id(checkpoint.origin, key.public_key().public_bytes_raw()) + key.sign(checkpoint.body.encode())
    text = base64.b64encode(signature).decode()
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, checkpoint.time, (text,))


def key_id(origin: str, public: bytes) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public).digest()[:4]


def verifier_key(origin: str, public: bytes) -> str:
    """Return the public key in the form that tools for signed notes take."""
    return f"{origin}+{key_id(origin, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def parse(text: str) -> list[Checkpoint]:
    """Read one note, several one after the other, or lines from paper. Raises ValueError if the text is none of these."""
    blocks = [block.split("\n") for block in text.replace("\r\n", "\n").strip("\n").split("\n\n")]
    found: list[Checkpoint] = []
    for block in blocks:
        if block[0].startswith("— ") and found:
            names = [line.split(" ") for line in block]
            last = found[-1]
            ours = tuple(name[2] for name in names if len(name) == 3 and name[1] == last.origin)
            found[-1] = Checkpoint(last.origin, last.size, last.root, last.time, ours)
        elif len(block[0].split()) == 3:
            found += [_checkpoint(line.split()) for line in block if line]
        else:
            found.append(_checkpoint(block))
    return found


def _checkpoint(parts: list[str]) -> Checkpoint:
    try:
        origin, size, root, *more = parts
        return Checkpoint(origin, int(size), base64.b64decode(root, validate=True), more[0] if more else None)
    except (ValueError, binascii.Error) as error:
        raise ValueError(
            f"{' '.join(parts)[:80]!r} is no checkpoint: name of the log, number of entries, root."
        ) from error
