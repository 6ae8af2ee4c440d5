"""Reading the environment: flags, numbers, lists, folders and the secret key."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where the archive keeps what it makes.

    `var` is beside the code unless NEWSARCHIVE_VAR names another folder. `state` is the system's folder for what an
    unprivileged account must reach where root's checkout is closed to it.
    """

    var: Path
    state: Path


def paths_of(environ: Mapping[str, str], base: Path) -> Paths:
    """The folders that an environment names, `base` being the project's folder; an empty name is none."""
    return Paths(
        var=(base / (environ.get("NEWSARCHIVE_VAR", "").strip() or "var")).absolute(),
        state=Path(environ.get("NEWSARCHIVE_STATE", "").strip() or "/var/lib/newsarchive"),
    )


def flag(name: str, *, default: bool = False) -> bool:
    """A variable that is on or off.

    Raises ImproperlyConfigured for any other word, since a misspelt switch must not count as off.
    """
    word = os.environ.get(name, "1" if default else "").strip().lower()
    if word not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}.")
    return word in TRUE


def number(name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """A variable that is a whole number from `least` to `most`."""
    word = os.environ.get(name, "").strip()
    if not word:
        return default
    if not word.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {word!r}.")
    found = int(word)
    if found < least or (most is not None and found > most):
        wanted = f"at least {least}" if most is None else f"from {least} to {most}"
        raise ImproperlyConfigured(f"{name} must be {wanted}, not {word}.")
    return found


def one_of(name: str, among: Sequence[str], default: str) -> str:
    """A variable that is one of some words in capital letters, however it is written."""
    word = os.environ.get(name, "").strip().upper() or default
    if word not in among:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(among)}, not {word!r}.")
    return word


def words(name: str) -> list[str]:
    """A variable that is a list, separated by commas or spaces."""
    return os.environ.get(name, "").replace(",", " ").split()


def secret_key(var: Path) -> tuple[str, bool]:
    """The key that signs sessions, and whether it lasts only as long as this process.

    Taken from NEWSARCHIVE_SECRET_KEY, else from `secret-key` in `var`, which is made where it is missing. Where it
    cannot be made (a read-only checkout in which somebody only runs a linter) the key is a passing one.
    """
    given = os.environ.get("NEWSARCHIVE_SECRET_KEY", "")
    if given:
        return given, False
    file = var / "secret-key"
    try:
        return read_or_make_key(file), False
    except PermissionError:
        if file.exists():
            raise ImproperlyConfigured(
                f"{file} belongs to another account. Run as that account, or set NEWSARCHIVE_SECRET_KEY."
            ) from None
        return secrets.token_urlsafe(50), True
    except OSError:
        return secrets.token_urlsafe(50), True


def read_or_make_key(file: Path) -> str:
    """The key in a file of mode 0600, made whole or not at all, so that processes starting together agree."""
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(50) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):  # where another process was first, its key is the key
            os.link(draft, file)
    finally:
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
