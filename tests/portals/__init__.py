"""The founding portals, played by one local web server so that a crawl can be tested end to end.

    content/   who published what, and the texts of the five seed reports       (data)
    skins/     the portals' pages, with {{parts}} left open                     (data)

    codes.py ─ figures.py ─ narrative.py ─ content.py     figures that add up, prose that agrees, dates, titles
    grid.py ─ layout2019.py, layout2021.py ─ body.py      the official tables, and a whole body, as mark-up
    czfx.py  czfx_county.py  jpage.py  jpaas.py           one CMS family each: addresses, lists, paging, traps
    families/                                             a portal of every other CMS family
    clone.py                                              a stranger's copies of two articles
    drawn.py                                              a portal that exists only after JavaScript
    media.py ─ exchange.py ─ listener.py ─ server.py      bytes, request and reply, sockets and TLS, hosts and the log

`python -m tests.portals` serves them until Ctrl-C.
"""

from tests.portals.content import Published
from tests.portals.server import ReplicaPortals, Seen

__all__ = ["Published", "ReplicaPortals", "Seen"]
