"""The auditors' site: static HTML that needs no server, no script and no knowledge of Python.

It is a function of the archive alone: no clock, no network. The same archive gives the same bytes, save that feeds name the address
the site is served at and the page of downloads links to releases, where either is known (`audit.site.build`).

How a page is added
    1. ``pages/<name>.py`` with ``def pages(site: Site) -> Iterator[Page]``. Every module of the folder is found by itself; one that
       belongs into the menu has ``MENU = Menu("及时性", "Timeliness", "timeliness/index.html", order=40)``.
    2. It asks the database (`Site.database`, or questions shared with other pages through `Site.ask`) and yields one
       ``site.page(path, template, title=…, inputs=…, values=…)`` per file. ``inputs`` is everything shown that may change: if its
       ``repr`` is what it was at the last run, ``values`` is not even called. So collect inputs cheaply, and what is dear in
       ``values``. ``site.data(path, inputs=…, make=…)`` yields a file that is no page: CSV, a feed, a bundle.
       ``feeds=feeds_of(site, …)`` names the feeds that go with a page.
    3. ``templates/<name>.html`` begins with ``{% extends "base.html" %}`` and fills the block ``main``; ``macros.html`` has tables,
       badges and times. Rules of its own go to the end of ``style.css``, in colours of the variables at its top.

Rules of the house
    * Whatever a page or a file of an archive said (titles, names, cells, addresses, errors) passes the filter ``said`` in text
      and ``plain`` in attributes and titles: ``{{ row.publisher|said }}``. They show control and direction characters, isolate
      the text and cut what is too long; the whole of it is on the page of evidence.
    * Links are made of `audit.site.links` and ``{{ link(path) }}``, which makes them relative to the page they stand on; addresses
      of portals are linked only as ``outward`` allows.
    * Times are UTC in data and pass ``|time`` (Beijing). Colour never says anything alone: a word or a sign stands beside it.
    * Wide tables stand in ``{% call macros.scroll("…") %}``: they scroll, the page does not.
    * What was not checked is said on the page. 未观察到 is not 未发布.
"""

from audit.site.build import Built, build
from audit.site.page import Menu, Page
from audit.site.site import Site

__all__ = ["Built", "Menu", "Page", "Site", "build"]
