"""Finds the statistics form among all rows of a document: where several of its labels stand near each other.

The title 政府信息公开情况统计表 is no proof, narratives announce it and attach it elsewhere; and no two of the form's labels
make a form, because prose and menus use them too.
"""

from collections import Counter
from collections.abc import Sequence

from extraction.form.entry import Entry, Form
from extraction.form.grids import is_unit, label_at, read_row
from extraction.form.heads import NO_HEADS, Column, Heads, decided, goes_on, is_heads, kind_of, read_heads, spot
from extraction.form.labels import FORM, LONGEST, is_footer, named
from extraction.form.lines import read_lines
from extraction.form.naming import name_entries
from extraction.form.numbering import doubt_uncounted
from extraction.report import Flag
from extraction.rows import Cell, Row

_FEWEST = 5
_NEAR = 24
"""Rows between two labels; a row of the form printed as lines makes up to five."""
_HEAD_ROWS = 8
_AFTER = 4


def find_form(rows: Sequence[Row]) -> Form:
    """The form as printed, empty if it is not."""
    form = Form()
    for first, last in _stretches(rows):
        entries = _Reader(rows, first, last, form).entries()
        doubt_uncounted(entries)
        form.flags += name_entries(entries)
        form.entries += entries
    form.flags[:] = list(dict.fromkeys(form.flags))
    return form


def _stretches(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """First and last row of each run of rows with at least five different labels of figures."""
    hits: list[tuple[int, set[tuple[str, int]]]] = []
    for index, row in enumerate(rows):
        found: set[tuple[str, int]] = set()
        for cell in row.cells[row.repeated :]:
            if not cell.text.isdecimal() and (slots := named(cell.text)):
                found.update((slot.layout, slot.number) for slot in slots if slot.code)
        if found:
            hits.append((index, found))
    runs: list[list[tuple[int, set[tuple[str, int]]]]] = []
    for hit in hits:
        if runs and hit[0] - runs[-1][-1][0] <= _NEAR:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return [(run[0][0], run[-1][0]) for run in runs if _variety([found for _, found in run]) >= _FEWEST]


def _variety(found: list[set[tuple[str, int]]]) -> int:
    """How many rows of one form are printed."""
    return max(Counter(layout for layout, _ in set().union(*found)).values())


class _Reader:
    """Walks over one stretch, heads first; heads may come again after a page break."""

    def __init__(self, rows: Sequence[Row], first: int, last: int, form: Form) -> None:
        self.rows = rows
        self.form = form
        self.heads = NO_HEADS
        self.lines: list[Cell] = []
        self.begin, self.end = self._begin(first), self._end(last)
        columns = Counter(
            spot(row, at)
            for row in rows[self.begin : self.end]
            if (at := label_at(row)) is not None and len(row.cells) > 1
        )
        self.label_column = columns.most_common(1)[0][0] if columns else 0

    def entries(self) -> list[Entry]:
        entries: list[Entry] = []
        index = self.begin
        while index < self.end:
            row = self.rows[index]
            self.form.used.add(index)
            if is_heads(row):
                entries += self._flush()
                index += self._take_heads(index)
                continue
            if len(row.cells) == 1 or row.repeated:
                self.lines += (cell for cell in row.cells[row.repeated :] if cell.text)
            elif row.cells:
                entries += self._flush()
                entry = read_row(row, self.heads, self.label_column)
                entries += [entry] if entry else []
            index += 1
        entries += self._flush()
        if any(entry.value for entry in entries) and not self.heads.columns:
            self.form.flags.append(Flag(NO_HEADS.problem, FORM))
        return entries

    def _take_heads(self, index: int) -> int:
        """Reads the heads at `index`; how many rows they are."""
        heads = [self.rows[index]]
        while index + len(heads) < self.end and goes_on(self.rows[index + len(heads)], heads):
            heads.append(self.rows[index + len(heads)])
        self.form.used.update(range(index, index + len(heads)))
        self._use(read_heads(heads))
        return len(heads)

    def _use(self, heads: Heads) -> None:
        self.heads = heads
        if heads.problem:
            self.form.flags.append(Flag(heads.problem, FORM))
        self.form.flags += (Flag("unknown_column", f"{FORM}: {text}") for text in heads.unknown)

    def _flush(self) -> list[Entry]:
        """The entries of the lines read so far, whose heads are lines as well."""
        lines, self.lines = self.lines, []
        entries: list[Entry] = []
        below: list[Cell] = []
        while lines:
            heads = _heads_in(lines)
            if len(heads) > 1:
                entries += read_lines(below, self.heads)
                below = []
                self._use(decided(heads))
                lines = lines[len(heads) :]
            else:
                below.append(lines.pop(0))
        return entries + read_lines(below, self.heads)

    def _begin(self, first: int) -> int:
        """The row of heads above the first label, or the first label."""
        above = range(first - 1, max(first - _HEAD_ROWS, 0) - 1, -1)
        heads = [i for i in above if is_heads(self.rows[i]) or kind_of(self.rows[i].line) not in {"other", "blank"}]
        return heads[-1] if heads else first

    def _end(self, last: int) -> int:
        """Past the last label and its figures, the footer, and whatever else its table has."""
        table = self.rows[last].table
        end = last + 1
        while end < len(self.rows):
            row = self.rows[end]
            in_table = table is not None and row.table is table
            in_lines = table is None and end - last <= _AFTER and (bool(row.repeated) or is_unit(row.line))
            if any(is_footer(cell.text) for cell in row.cells) or not (in_table or in_lines):
                return end
            end += 1
        return end


def _heads_in(lines: Sequence[Cell]) -> list[Column]:
    """The heads that stand one per line at the front of the lines; fewer than two are none."""
    columns: list[Column] = []
    for place, cell in enumerate(lines):
        kind = kind_of(cell.text) if len(cell.text) <= LONGEST else "other"
        if kind in {"other", "blank"} or any(column.kind == kind == "label" for column in columns):
            break
        columns.append(Column(kind, place, 1, cell.text))
    return columns if any(column.kind == "label" for column in columns) else []
