"""One request, one reply, and the skins pages are cut from."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

_SKINS = Path(__file__).with_name("skins")


@dataclass(frozen=True)
class Request:
    scheme: str
    host: str
    method: str
    target: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes = b""

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @cached_property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    gzip: bool = False
    """Compressed when the client accepts it."""
    chunked: bool = False
    static: bool = False
    """A file on disk: it has an ETag and answers 304."""
    violation: str = ""
    """Why a careful crawler would not have asked."""


class Site(Protocol):
    """One portal, or a few that share a host."""

    @property
    def hosts(self) -> tuple[str, ...]: ...

    @property
    def scheme(self) -> str:
        """A request by the other scheme is sent to this one."""
        ...

    def answer(self, request: Request) -> Reply: ...


Route = tuple[str, Callable[..., Reply]]
"""A pattern for the whole path, and who answers: called with the request and the pattern's groups."""


def routed(routes: Sequence[Route], request: Request) -> Reply:
    for pattern, answer in routes:
        match = re.fullmatch(pattern, request.path)
        if match:
            return answer(request, *match.groups())
    return not_found()


def redirect(location: str, status: int = 302) -> Reply:
    return Reply(
        f'<html><body>Moved <a href="{location}">here</a></body></html>', status, headers=(("Location", location),)
    )


def not_found(words: str = "404 Not Found") -> Reply:
    return Reply(f"<html><head><title>{words}</title></head><body><center><h1>{words}</h1></center></body></html>", 404)


def counter(_: Request) -> Reply:
    """What a visit counter answers; asking it forges a visit."""
    script = "document.write('2791');"
    return Reply(script, content_type="application/javascript", violation="a visit counter was fetched")


def skin(name: str, **parts: str) -> str:
    """skins/<name>.html with every {{part}} filled; a part too many or too few is an error."""
    text = (_SKINS / f"{name}.html").read_text("utf-8")
    wanted = set(re.findall(r"\{\{(\w+)\}\}", text))
    if wanted != parts.keys():
        raise ValueError(f"skin {name} has the parts {sorted(wanted)}, given {sorted(parts)}")
    return re.sub(r"\{\{(\w+)\}\}", lambda part: parts[part[1]], text)
