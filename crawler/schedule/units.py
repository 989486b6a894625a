"""The text of a systemd service and timer (systemd.service(5), systemd.exec(5), systemd.timer(5))."""

from __future__ import annotations

from archive.errors import ExitCode
from crawler.schedule.every import Every
from crawler.schedule.job import Job

MARK = "# Written by 'kliping schedule'; run it again to change this file."
"""The first line: a file without it is not ours to replace."""

# A crawler needs the network and one folder. Options that need privileges a user's manager lacks stand apart.
_HARDENED = (
    "NoNewPrivileges=yes",
    "LockPersonality=yes",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "RestrictNamespaces=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    "SystemCallErrorNumber=EPERM",
    "UMask=0027",
)
_SYSTEM = (
    "ProtectSystem=strict",
    "ProtectHome=read-only",
    "PrivateDevices=yes",
    "ProtectClock=yes",
    "ProtectHostname=yes",
    "ProtectKernelTunables=yes",
    "ProtectKernelModules=yes",
    "ProtectKernelLogs=yes",
    "ProtectControlGroups=yes",
    "ProtectProc=invisible",
    "RemoveIPC=yes",
    "CapabilityBoundingSet=",
    "AmbientCapabilities=",
)


def service_unit(job: Job) -> str:
    """Return the text of `<name>.service`; it runs once each time the timer says so, never beside itself."""
    lines = [
        MARK,
        "[Unit]",
        f"Description=kliping crawls {_text(job.about)}",
        "Wants=network-online.target",
        "After=network-online.target",
        f"RequiresMountsFor={' '.join(_path(str(path)) for path in (job.folder, *job.writes))}",
        "",
        "[Service]",
        "Type=oneshot",
        *([f"User={_text(job.user)}"] if job.user else []),
        f"WorkingDirectory={_text(str(job.folder))}",
        *(f"Environment={_quoted(f'{name}={value}')}" for name, value in job.environment),
        f"ExecStart={' '.join(_argument(word) for word in job.command)}",
        "# A run that met another one, or was asked to stop, did nothing wrong.",
        f"SuccessExitStatus={int(ExitCode.BUSY)} {int(ExitCode.INTERRUPTED)}",
        "TimeoutStartSec=infinity",
        "# SIGTERM ends a crawl cleanly: the answers under way arrive, the articles are made.",
        "KillSignal=SIGTERM",
        "KillMode=mixed",
        "TimeoutStopSec=15min",
        "Nice=10",
        "IOSchedulingClass=idle",
        "",
        *_HARDENED,
        *(_system(job) if job.user else ()),
    ]
    return "\n".join(lines) + "\n"


def timer_unit(job: Job, every: Every) -> str:
    """Return the text of `<name>.timer`; a run that was missed while the machine was off is made up for."""
    lines = [
        MARK,
        "[Unit]",
        f"Description=kliping crawls {_text(job.about)} again and again",
        "",
        "[Timer]",
        f"OnCalendar={every.calendar}",
        "Persistent=true",
        f"RandomizedDelaySec={every.spread}",
        "AccuracySec=1min",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return "\n".join(lines) + "\n"


def _system(job: Job) -> list[str]:
    places = [str(path) for path in (job.folder, *job.writes)]
    # With a /tmp of its own the service would not find what lies there.
    private = not any(place.startswith(("/tmp/", "/var/tmp/")) for place in (*places, *job.command))  # noqa: S108
    places = [str(path) for path in job.writes] + ([] if private else ["/tmp", "/var/tmp"])  # noqa: S108 - its spool
    writes = f"ReadWritePaths={' '.join(map(_path, places))}"
    return [*_SYSTEM, *(["PrivateTmp=yes"] if private else []), writes]


def _text(value: str) -> str:
    """Keep a percent sign from being a specifier (systemd.unit(5))."""
    return value.replace("%", "%%")


def _path(value: str) -> str:
    """Quote a path in a list of paths."""
    return _quoted(value) if any(c in value for c in " \t\"'\\") else _text(value)


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_text(escaped)}"'


def _argument(word: str) -> str:
    """Quote a word of a command line, in which a dollar sign is a variable too."""
    plain = word.replace("$", "$$")
    return plain if word and all(c.isalnum() or c in "/._-=:,@+" for c in word) else _quoted(plain)
