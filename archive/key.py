"""The key that signs checkpoints: made at first use, readable by its owner alone, never inside the archive it vouches for."""

import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key

from archive.durable import sync_folder
from archive.errors import ArchiveError


def default_key_file() -> Path:
    """Return ``nianbao/key.pem`` in the user's configuration folder (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "nianbao" / "key.pem"


def load_key(path: Path, *, archive: Path) -> Ed25519PrivateKey:
    """Return the Ed25519 key in a PEM file; make it if there is none.

    To rotate the key, move the file away: the next checkpoint names the new key in the log and is signed with it. Raises
    `ArchiveError` if the file cannot be read or made, is open to others, lies inside ``archive`` or holds another kind of key.
    """
    if path.resolve().is_relative_to(archive.resolve()):
        raise ArchiveError(f"The key {path} lies inside the archive it vouches for: set KEY_FILE to a place outside.")
    try:
        if not path.exists():
            _make(path)
        if path.stat().st_mode & 0o077:
            raise ArchiveError(f"The key {path} is open to others: `chmod 600` it, or move it away to have a new one.")
        key = load_pem_private_key(path.read_bytes(), None)
    except OSError as error:
        raise ArchiveError(
            f"Cannot read or make the key {path}: {error.strerror}. Set KEY_FILE to another place."
        ) from error
    except ValueError as error:
        raise ArchiveError(f"{path} holds no key: {error}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ArchiveError(f"{path} holds no Ed25519 key.")
    return key


def _make(path: Path) -> None:
    """Write a new key under another name first: of two crawls that begin at once, one makes it and both use it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    unborn = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with open(os.open(unborn, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:  # noqa: PTH123 - its mode
        stream.write(pem)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        path.hardlink_to(unborn)
    except FileExistsError:
        pass  # the other crawl was first
    finally:
        unborn.unlink()
    sync_folder(path.parent)
