"""Sends what the outbox holds, through apprise (the extra ``alerts``): mail, webhooks, and what else people use."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from io import StringIO
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from audit.alerts.outbox import Outbox, Waiting
from audit.alerts.subscription import Subscription

_PER_DIGEST = 200
_REASON = 200
_SHORTEST_SECRET = 3


class AppriseMissingError(Exception):
    """apprise is not installed; the message is a sentence."""


class Sent(NamedTuple):
    """What became of one subscription."""

    name: str
    told: int
    """Findings it accepted."""
    waiting: int
    """Findings still to be told."""
    error: str | None
    """Why the last attempt was not accepted; nothing secret in it."""


def send_due(outbox: Outbox, subscriptions: Sequence[Subscription], clock: Callable[[], datetime]) -> Iterator[Sent]:
    """Send what is due to each, and note every attempt as soon as it was made. Raises `AppriseMissingError`.

    After a failure nothing more is sent to that receiver until its pause is over.
    """
    if find_spec("apprise") is None:
        raise AppriseMissingError("Alerts need apprise, the optional extra `alerts`: pip install 'apprise>=2.2'.")
    for one in subscriptions:
        told, error = 0, None
        for batch in _batches(one, outbox.due(one, clock())):
            error = _send(one, *message(batch))
            outbox.note(one, batch, clock(), error)
            if error is not None:
                break
            told += len(batch)
        yield Sent(one.name, told, len(outbox.waiting(one)), error)


def _batches(one: Subscription, due: list[Waiting]) -> Iterator[list[Waiting]]:
    """Split what is due into messages."""
    size = _PER_DIGEST if one.digest else 1
    for start in range(0, len(due), size):
        yield due[start : start + size]


def message(batch: Sequence[Waiting]) -> tuple[str, str]:
    """Return title and text of a message: the findings themselves, and their keys."""
    keys = f"编号 Ref: {' '.join(waiting.alert.key for waiting in batch)}"
    if len(batch) == 1:
        return batch[0].alert.title, f"{batch[0].alert.text}\n{keys}"
    found = [f"{number}. {waiting.alert.title}\n{waiting.alert.text}" for number, waiting in enumerate(batch, 1)]
    return f"年报：{len(batch)} 项发现 findings", "\n\n".join([*found, keys])


def _send(one: Subscription, title: str, text: str) -> str | None:
    """Hand over one message; return why it was not accepted."""
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - optional, and slow to import

    with _overheard() as said:
        receiver = Apprise()
        if not receiver.add(one.url):
            return "the address is none that apprise understands"
        if receiver.notify(text, title, body_format=NotifyFormat.TEXT):
            return None
    return without_secrets(said.getvalue(), one.url) or "not accepted"


@contextmanager
def _overheard() -> Iterator[StringIO]:
    """Collect what apprise has to say, which may name secrets, instead of having it printed."""
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.setLevel(logging.WARNING)
    loggers = [logging.getLogger(name) for name in ("apprise", "urllib3")]
    before = [logger.propagate for logger in loggers]
    for logger in loggers:
        logger.propagate = False
        logger.addHandler(handler)
    try:
        yield said
    finally:
        for logger, propagates in zip(loggers, before, strict=True):
            logger.propagate = propagates
            logger.removeHandler(handler)


def without_secrets(said: str, url: str) -> str:
    """Return a reason in one line without anything of an address but its scheme and host.

    >>> without_secrets("No answer from h.cn for bob:pa/ss", "json://bob:pa%2Fss@h.cn/hook?token=t0k")
    'No answer from h.cn for …:…'
    """
    parts = urlsplit(url)
    address = url.removeprefix(f"{parts.scheme}://")
    pieces = {piece for form in (address, unquote(address)) for piece in re.split(r"[/:@?&=,]+", form)}
    pieces |= {unquote(piece) for piece in re.split(r"[/:@?&=,]+", address)}
    for piece in sorted(pieces - {parts.hostname or ""}, key=len, reverse=True):
        if len(piece) >= _SHORTEST_SECRET:
            said = said.replace(piece, "…")
    return " ".join(said.split())[:_REASON]
