"""The server's settings, and the locale of a new cluster."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

PORT = 5432
SOCKET_PATH_LIMIT = 107 if sys.platform == "linux" else 103  # bytes of a Unix socket's path
MOST_SHARED_BUFFERS = 8 * 1024**3  # bytes; taken only as far as the archive fills them
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")

# Names under which systems offer an LC_CTYPE that knows all of Unicode. The builtin provider sorts and changes case by
# itself, but pg_trgm and the full-text parser ask the system which characters are letters.
CTYPES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "en_GB.UTF-8", "UTF-8")
TRY_CTYPES = """
import locale, sys
for name in sys.argv[1:]:
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        continue
    print(name)
    break
"""


def server_settings(socket_folder: Path) -> dict[str, str]:
    """The settings of a running server, given on its command line so that they always fit the present machine."""
    memory = memory_size()
    return {
        "listen_addresses": "",
        "port": str(PORT),
        "unix_socket_directories": str(socket_folder),
        "unix_socket_permissions": "0700",
        "shared_buffers": f"{min(memory // 4, MOST_SHARED_BUFFERS) // 1024**2}MB",
        "effective_cache_size": f"{memory // 2 // 1024**2}MB",
        "random_page_cost": "1.1",
        # With the default of 1 GB a bulk load starts a checkpoint every few seconds.
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        # Nobody follows this server's log, so what a transaction puts into tables it made itself need not go there too:
        # loading 30,000 articles of a corpus wrote 557 MB of log with the default, 272 MB with this.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "jit": "off",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "timezone": "UTC",
        "log_timezone": "UTC",
        # The log holds no texts of articles, which statements carry, and says nothing of everyday work.
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] ",
    }


def memory_size() -> int:
    """Bytes of memory that the machine, or the container, has."""
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        limit = CGROUP_LIMIT.read_text(encoding="ascii").strip()
    except OSError:
        return physical
    return min(physical, int(limit)) if limit.isdecimal() else physical


def initdb_options(user: str) -> list[str]:
    """Options of `initdb`: UTF-8, and letters of all scripts."""
    return [
        f"--username={user}",
        "--auth=trust",  # the socket's folder is open to its owner alone
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        f"--lc-ctype={unicode_ctype()}",
        "--no-instructions",
    ]


def unicode_ctype() -> str:
    """The name of an LC_CTYPE of this system that knows letters beyond ASCII; "C" where there is none.

    Tried in a process of its own, since a locale belongs to a whole process.
    """
    names = [*CTYPES, *installed_ctypes()]
    tried = subprocess.run(
        [sys.executable, "-I", "-c", TRY_CTYPES, *names], capture_output=True, text=True, check=False
    )
    return tried.stdout.strip() or "C"


def installed_ctypes() -> Iterable[str]:
    """Names of the system's UTF-8 locales."""
    try:
        listed = subprocess.run(
            ["/usr/bin/locale", "-a"], capture_output=True, text=True, errors="replace", check=False
        )
    except OSError:
        return ()
    return (name for name in listed.stdout.split() if name.lower().replace("-", "").endswith("utf8"))
