"""One thing that does not add up, and everything an auditor needs to see for himself."""

from dataclasses import dataclass, field

from archive.triage import identity_of

FINDING = "finding"
"""The kind under which the triage keeps what was made of findings."""
FAIL, NOT_ASSESSABLE = "fail", "not_assessable"
PUBLISHER, PARSER, CAPTURE, UNKNOWN = "publisher", "parser", "capture", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that a report, as it is published now, does not keep, or that cannot be applied to it."""

    id: str = field(init=False)
    """Made of report, rule, scope and both sides: the same wrong numbers keep it through any re-parse."""
    portal: str
    adcode: str
    publisher: str
    report_year: int
    rule: str
    """An identity of the codebook, or a rule of ``rules.json``."""
    severity: str
    """``strict``, ``usual`` or ``hint``."""
    scope: str = ""
    """What the rule was applied to: an applicant, an indicator, the other report; empty where there is only one."""
    result: str = FAIL
    """``fail`` or ``not_assessable``."""
    left: str | None = None
    right: str | None = None
    delta: str | None = None
    """Left minus right."""
    indicator: str | None = None
    """With `applicant` the one cell that would explain it, or that it is about; None if none can be named."""
    applicant: str | None = None
    cell: str = ""
    """The same cell in the words of the form."""
    raw: str | None = None
    """What is printed there."""
    locator: str | None = None
    suggested: str | None = None
    """The value of that cell that would satisfy the form. It stands here and nowhere else: no figure is repaired."""
    attribution: str = UNKNOWN
    """Where the mistake was made, ``publisher``, ``parser`` or ``capture``, or ``unknown``."""
    reason: str = ""
    """Why that is thought."""
    quote: str = ""
    """The sentence, where the rule is about one."""
    other: str = ""
    """The other report, version or document that this one was held against."""
    other_url: str = ""
    url: str
    capture: str
    """WARC-Record-ID of the newest capture of the document."""
    captured_at: str
    first_seen: str
    """When these figures were first seen in the report, UTC."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", identity_of(FINDING, self.subject, self.seen))

    @property
    def subject(self) -> tuple[str, ...]:
        """What is judged, whatever the values: report, rule, scope."""
        return (self.portal, self.adcode, self.publisher, str(self.report_year), self.rule, self.scope)

    @property
    def seen(self) -> tuple[str, ...]:
        """The values a judgement is bound to."""
        return (self.left or "", self.right or "")
