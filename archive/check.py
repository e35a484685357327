"""Checks the proof in this folder. Needs Python 3.9 or newer and nothing else: no network, no other program of ours.

    python3 check.py                          checks the records, the proof and the signature against key.txt
    python3 check.py 'nianbao/… 1234 T0Vf…='  … and that the checkpoint is the one you kept

1. The bytes of each .warc.gz file have the SHA-256 that its entry in the log names.
2. The entry stands in the log whose root the checkpoint names (RFC 6962, section 2.1.1).
3. The checkpoint is signed with the key in key.txt (Ed25519, RFC 8032). Whose key that is you must know from elsewhere.

A visit that found a page unchanged is one record, and payload.warc.gz holds the visit it refers to. What its field
WARC-JSON-Metadata leaves out is as it was there; of its request it says how many lines of that one's come first, how many last, and
what stands between.

Exit code 0 if all of it holds, 1 if not.
"""

import base64
import hashlib
import json
import sys
import zlib
from pathlib import Path

# The curve of RFC 8032, section 5.1, in extended coordinates (X, Y, Z, T).
_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_Point = tuple[int, int, int, int]


def _add(a: _Point, b: _Point) -> _Point:
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    three, four = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: _Point) -> _Point:
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _point(data: bytes) -> _Point:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def ed25519_holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is this key's over this message (RFC 8032, section 5.1.7)."""
    try:
        key, r = _point(public), _point(signature[:32])
    except ValueError:
        return False
    s = int.from_bytes(signature[32:], "little")
    if len(public) != 32 or len(signature) != 64 or s >= _ORDER:
        return False
    challenge = hashlib.sha512(signature[:32] + public + message).digest()
    base = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))
    left, right = _times(s, base), _add(r, _times(int.from_bytes(challenge, "little") % _ORDER, key))
    return (left[0] * right[2] - right[0] * left[2]) % _P == 0 and (left[1] * right[2] - right[1] * left[2]) % _P == 0


def root_from_path(entry: bytes, index: int, size: int, path: "list[bytes]") -> bytes:
    """Return the root that an inclusion proof leads to (RFC 9162, section 2.1.3.2); raises ValueError if it cannot be one."""
    node, last = hashlib.sha256(b"\0" + entry).digest(), size - 1
    if not 0 <= index <= last:
        raise ValueError("the entry lies outside the log")
    for step in path:
        if last == 0:
            raise ValueError("the proof is too long")
        if index & 1 or index == last:
            node = hashlib.sha256(b"\1" + step + node).digest()
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\1" + node + step).digest()
        index, last = index >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return node


def check(folder: Path, kept: str = "") -> "list[str]":
    """Return what was found to hold, in sentences; raises ValueError with the first thing that does not."""
    body, _, signed = (folder / "checkpoint.txt").read_text("utf-8").partition("\n\n")
    origin, size, root = body.split("\n")[:3]
    if kept and kept.split() != [origin, size, root]:
        raise ValueError(f"the checkpoint here is {origin} {size} {root}, not the one you kept")
    key = (folder / "key.txt").read_text("utf-8").strip()
    name, key_id, public = key.split("+", 2)
    signatures = [base64.b64decode(line.split(" ")[2]) for line in signed.split("\n") if line.startswith(f"— {name} ")]
    raw = base64.b64decode(public)[1:]
    if not any(ed25519_holds(raw, f"{body}\n".encode(), one[4:]) for one in signatures if one[:4].hex() == key_id):
        raise ValueError("the checkpoint is not signed with the key in key.txt")
    held = []
    for proof in json.loads((folder / "proof.json").read_text("utf-8")):
        records = (folder / proof["records"]).read_bytes()
        entry = proof["entry"].encode()
        _, sha256, _, length, file = proof["entry"].split(" ", 4)
        if (hashlib.sha256(records).hexdigest(), str(len(records))) != (sha256, length):
            raise ValueError(f"{proof['records']} holds other bytes than the log entered for {file}")
        path = [base64.b64decode(step) for step in proof["path"]]
        if base64.b64encode(root_from_path(entry, proof["index"], int(size), path)).decode() != root:
            raise ValueError(f"the entry of {proof['records']} is not in the log of the checkpoint")
        held.append(f"{proof['records']}: the {length} bytes are entry {proof['index']} of {size} in the log {origin}.")
        held += _shown(records)
    held.append(f"The checkpoint `{origin} {size} {root}` is signed with the key {key}.")
    return held


def _shown(members: bytes) -> "list[str]":
    """Say of each record what it is and when it was made."""
    shown = []
    while members:
        unpacker = zlib.decompressobj(31)
        head = unpacker.decompress(members).split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
        fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        names = (
            "WARC-Type",
            "WARC-Date",
            "WARC-Target-URI",
            "WARC-Record-ID",
            "WARC-Payload-Digest",
            "WARC-JSON-Metadata",
        )
        shown.append("    " + " ".join(fields[name] for name in names if name in fields))
        members = unpacker.unused_data
    return shown


if __name__ == "__main__":
    try:
        print("\n".join(check(Path(__file__).resolve().parent, " ".join(sys.argv[1:]))))
    except (OSError, ValueError, KeyError, TypeError, zlib.error) as error:
        sys.exit(f"NOT PROVEN: {error}.")
    print("PROVEN.")
