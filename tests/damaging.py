"""Damage as it happens to pages: the byte loss that made a real report what it is, and mark-up an editor has mangled.

Every damage is a function of a page's text and of a seeded chance, and changes no digit of a figure: what is read from the
result is what was printed, or nothing, or wrong.
"""

import re
from collections.abc import Callable
from random import Random

Damage = Callable[[str, Random], str]

CELL = re.compile(r"(<t[dh]\b[^>]*>)((?:(?!<t[dhr]\b|</t[dhr]\b|</?table\b).)*)", re.IGNORECASE | re.DOTALL)
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d+)[\"']?", re.IGNORECASE)
_ROW_END = re.compile(r"</tr>(?=\s*<tr\b)", re.IGNORECASE)
ROW = re.compile(r"<tr\b[^>]*>(?:(?!<tr\b|</table\b).)*", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>|&\w+;|\s")
_INNERMOST = re.compile(r"<table\b(?:(?!<table\b).)*?</table>", re.IGNORECASE | re.DOTALL)
_LONGEST_LABEL = 90
_TEARS = ("<br>", "</span><span>", " ", "&nbsp;", "\n", "</p><p>", "<font face=宋体></font>", "\u3000")


def through_gbk(text: str) -> str:
    """UTF-8 taken for GBK and written back byte pair by byte pair, as an old PHP filter did it (extraction notes, 6).

    A pair whose second byte cannot follow is replaced by ``?``: a run of Han of odd length loses its end and the byte after it.
    """
    source, result, at = text.encode(), bytearray(), 0
    while at < len(source):
        first = source[at]
        if first <= 0x80:
            result.append(first)
            at += 1
            continue
        if at + 1 >= len(source):
            break
        second = source[at + 1]
        at += 2
        if 0x40 <= second < 0xFF and second != 0x7F:
            result += bytes((first, second))
        elif second < 0x21 or second == 0x7F:
            result.append(second)
        elif 0x3A <= second < 0x40:
            place = (first - 0x81) * 192 + second - 0x40
            result += bytes((0x81 + place // 192, 0x40 + place % 192)) if place >= 0 else bytes((first, second))
        else:
            result += b"?"
    return result.decode("utf-8", "ignore")


def bytes_lost(text: str, chance: Random) -> str:
    """What is lost depends on whether a run of Han is odd; words put in and left out at random decide that."""
    share = chance.choice((0.0, 0.1, 0.5))
    longer = re.sub(r"(?<=[>,;。、\n])(?=[\u4e00-\u9fff])", lambda _: "又" if chance.random() < share else "", text)
    return through_gbk(longer)


def spans_wrong(text: str, chance: Random) -> str:
    share = chance.choice((0.02, 0.1, 0.5, 1.0))

    def shaken(found: re.Match[str]) -> str:
        if chance.random() > share:
            return found[0]
        span = chance.choice((0, 1, int(found[2]) + 1, max(int(found[2]) - 1, 1), 99))
        return f'{found[1]}span="{span}"' if chance.random() < 0.8 else ""

    return _SPAN.sub(shaken, text)


def nested(text: str, chance: Random) -> str:
    """Tables in layout tables, and some cells whose text stands in a table or paragraphs of its own."""
    depth = chance.randrange(3)
    share = chance.choice((0.0, 0.01, 0.3))
    inside = chance.choice(
        ("<table><tr><td>{}</td></tr></table>", "<div><div>{}</div></div>", "<p><span>{}</span></p>")
    )

    def wrapped(found: re.Match[str]) -> str:
        return found[1] + (inside.format(found[2]) if chance.random() < share else found[2])

    around = f"{'<table width=100%><tr><td>&nbsp;</td><td>' * depth}{{}}{'</td></tr></table>' * depth}"
    return _INNERMOST.sub(lambda found: around.format(CELL.sub(wrapped, found[0])), text)


def split(text: str, chance: Random) -> str:
    """Tables cut between rows, as page breaks do."""
    ends = [found.end() for found in _ROW_END.finditer(text)]
    between = chance.choice(
        ("</table><table>", "</table><p>— 3 —</p><table border=1>", "</tbody></table><br/><table><tbody>")
    )
    for end in sorted(chance.sample(ends, min(len(ends), chance.randint(1, 4))), reverse=True):
        text = text[:end] + between + text[end:]
    return text


def heads_lost(text: str, chance: Random) -> str:
    """Cells without figures left empty, or rows without figures left out."""
    if chance.random() < 0.5:
        rows = [row for row in ROW.finditer(text) if not re.search(r"\d", shown(row[0]).replace("20", ""))]
        for row in sorted(chance.sample(rows, min(len(rows), chance.randint(1, 3))), key=re.Match.start, reverse=True):
            text = text[: row.start()] + text[row.end() :]
        return text
    share = chance.choice((0.02, 0.1, 0.4))
    return CELL.sub(lambda cell: cell[1] if _is_label(cell[2]) and chance.random() < share else cell[0], text)


def labels_torn(text: str, chance: Random) -> str:
    """Labels over lines, runs and fonts, in the middle of words."""
    share = chance.choice((0.05, 0.3, 1.0))

    def torn(cell: re.Match[str]) -> str:
        if not _is_label(cell[2]) or chance.random() > share:
            return cell[0]
        label = re.sub(
            r"(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])",
            lambda _: chance.choice(_TEARS) if chance.random() < share else "",
            cell[2],
        )
        return cell[1] + label

    return CELL.sub(torn, text)


def a_cell_too_many_or_few(text: str, chance: Random) -> str:
    """One cell twice, empty beside itself, or gone; or one row twice."""
    cells = [cell for cell in CELL.finditer(text) if cell[2].strip()]
    rows = list(ROW.finditer(text))
    one = chance.choice(rows if rows and chance.random() < 0.2 else cells or rows or [re.match("", text)])
    if one is None or not one[0]:
        return text
    if one.re is ROW:
        return text[: one.end()] + one[0] + text[one.end() :]
    put = chance.choice((f"{one[0]}</td>{one[0]}", f"<td></td>{one[0]}", f"{one[0]}</td><td>&nbsp;", "<!-- -->"))
    end = re.compile(r"</t[dh]\s*>", re.IGNORECASE).match(text, one.end()) if put == "<!-- -->" else None
    return text[: one.start()] + put + text[end.end() if end else one.end() :]


def two_at_once(text: str, chance: Random) -> str:
    first, second = chance.sample([one for one in DAMAGES if one is not two_at_once], 2)
    return second(first(text, chance), chance)


def shown(markup: str) -> str:
    """The text of a cell without tags and blanks."""
    return _TAG.sub("", markup)


def _is_label(markup: str) -> bool:
    text = shown(markup)
    return len(text) <= _LONGEST_LABEL and re.search(r"[\u4e00-\u9fff]", text) is not None


DAMAGES: tuple[Damage, ...] = (
    bytes_lost,
    spans_wrong,
    nested,
    split,
    heads_lost,
    labels_torn,
    a_cell_too_many_or_few,
    two_at_once,
)
