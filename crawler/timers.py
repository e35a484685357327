"""What starts ``scrapy due --run``: units for systemd, a line for cron."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

# Several times a day, because a page that is visited daily comes due a few minutes later each day.
_HOURS = 3

_SERVICE = """\
[Unit]
Description=Crawl the annual reports that are due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory={folder}
{environment}ExecStart={command}
Nice=10
# The crawls end by themselves when told to, and store what they have.
KillMode=control-group
TimeoutStopSec=120
"""

_TIMER = """\
[Unit]
Description=Look every {hours} hours which annual reports are due

[Timer]
OnCalendar=*-*-* 00/{hours}:00:00
RandomizedDelaySec=10min
# After a time switched off it starts at once; all that was missed is then due.
Persistent=true

[Install]
WantedBy=timers.target
"""


def systemd_units(folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return service and timer by file name: ``command`` run in ``folder`` with these variables (systemd.service(5))."""
    variables = "".join(f"Environment={_quoted(f'{name}={value}')}\n" for name, value in sorted(environment.items()))
    service = _SERVICE.format(
        folder=str(folder).replace("%", "%%"),
        environment=variables,
        command=" ".join(_quoted(word).replace("$", "$$") for word in command),
    )
    return {"nianbao-due.service": service, "nianbao-due.timer": _TIMER.format(hours=_HOURS)}


def cron_line(folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the line for ``crontab -e`` (crontab(5)): there a ``%`` would end the command."""
    variables = [f"{name}={shlex.quote(value)}" for name, value in sorted(environment.items())]
    words = [f"cd {shlex.quote(str(folder))} &&", *variables, shlex.join(command)]
    return f"0 */{_HOURS} * * * " + " ".join(words).replace("%", r"\%")


def _quoted(word: str) -> str:
    """Quote for a unit file, where ``%`` begins a specifier."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("\n", "\\n")
    return f'"{escaped}"'
