"""Runs a command in a process of its own, ended with all its children when its time is up.

Time is counted in seconds of processor time where the command limits itself (`limit`), so that a busy machine does not make
a file unreadable; the clock on the wall is only the last resort.
"""

import os
import resource
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from extraction.payload import UnreadablePayload

MEMORY = 1 << 30
_BASE_SECONDS = 4
_SECONDS_PER_BYTE = 2 / 100_000
_MOST_SECONDS = 60
_PATIENCE = 4
_OVERRUN = {-signal.SIGXCPU, -signal.SIGKILL}


def allowance(payload: bytes) -> int:
    """Seconds of processor time: two for every 100 kB, and something to start with."""
    return min(_BASE_SECONDS + int(len(payload) * _SECONDS_PER_BYTE), _MOST_SECONDS)


def limit(seconds: int, size: int) -> None:
    """Binds the present process for the rest of its life; `size` is how much it is going to be given."""
    memory = MEMORY + 4 * size
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(
    command: Sequence[str], payload: bytes, what: str, *, seconds: float, folder: Path, **environment: str
) -> bytes:
    """The output of the command. Raises UnreadablePayload, with `what` in the sentence, if it fails or is late."""
    with subprocess.Popen(  # noqa: S603 - no shell; the command is ours, the payload only its input
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=os.environ | environment,
        start_new_session=True,
    ) as process:
        try:
            output, complaint = process.communicate(payload, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise _overrun(what) from None
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode == 0:
        return output
    if process.returncode in _OVERRUN:
        raise _overrun(what)
    said = complaint.decode("utf-8", "replace").strip()
    if "MemoryError" in said or "memory allocation" in said or "capacity overflow" in said:
        raise UnreadablePayload(
            f"The payload is {what} that needs more than {MEMORY >> 30} GB of memory; look at it by hand."
        )
    reason = said.splitlines()[-1][:120] if said else f"exit status {process.returncode}"
    raise UnreadablePayload(
        f"The payload is {what} that is broken ({reason}); keep the capture and look at it by hand."
    )


def patience(seconds: int) -> float:
    """How long to wait on the wall for a process with that much processor time."""
    return seconds * _PATIENCE + 5.0


def _overrun(what: str) -> UnreadablePayload:
    return UnreadablePayload(f"The payload is {what} that takes too long to read; look at it by hand.")
