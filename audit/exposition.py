"""Health as Prometheus reads it: the text exposition format, version 0.0.4."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from audit.health import Alarm
from audit.runs import Baseline, Counts


def exposition(
    baselines: Sequence[Baseline], alarms: Sequence[Alarm], pages_due: Mapping[str, int], *, free: int, now: float
) -> str:
    """Return the text; ``pages_due`` by portal, ``free`` bytes of disk, ``now`` in seconds of Unix time."""
    kinds = [({"portal": one.newest.portal, "scope": one.newest.scope}, one) for one in baselines]
    parts = [
        _metric("health_timestamp_seconds", "When this was written.", [({}, now)]),
        _metric("disk_free_bytes", "Free where the archive lies.", [({}, free)]),
        _metric("pages_due", "Pages due now.", [({"portal": name}, count) for name, count in pages_due.items()]),
        _metric(
            "alarm",
            "1 for each alarm; person=yes: somebody is needed.",
            {
                (one.portal, one.alarm): ({"portal": one.portal, "alarm": one.alarm, "person": _yes(one)}, 1.0)
                for one in alarms
            }.values(),
        ),
    ]
    for field in fields(Counts):
        newest = [(labels, getattr(one.newest, field.name)) for labels, one in kinds]
        usual = [(labels, getattr(one.usual, field.name)) for labels, one in kinds if one.usual]
        parts.append(_metric(f"crawl_{field.name}", "Of the newest crawl.", newest))
        parts.append(_metric(f"crawl_{field.name}_usual", "Median of the crawls before it.", usual))
    return "".join(parts)


def _yes(alarm: Alarm) -> str:
    return "yes" if alarm.needs_person else "no"


def _metric(name: str, meaning: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> str:
    lines = [f"# HELP nianbao_{name} {meaning}", f"# TYPE nianbao_{name} gauge"]
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        lines.append(f"nianbao_{name}{{{inside}}} {value:.15g}" if inside else f"nianbao_{name} {value:.15g}")
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
