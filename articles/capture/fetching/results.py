"""What comes of asking for an address: bytes, the word that nothing changed, or a failure with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Cause(StrEnum):
    """Why nothing came."""

    REFUSED = "refused"  # the archive does not ask such an address, or does not take such an answer
    UNREACHABLE = "unreachable"  # no connection, or one that broke
    TIMEOUT = "timeout"
    STATUS = "status"  # the server answered with something other than the page
    TOO_LARGE = "too large"
    ROBOTS = "robots"  # the site's robots.txt asks to stay away
    LATER = "later"  # a server that the redirects lead to is not to be asked yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer. `url` is where the redirects ended; `media_type` is the header as sent, with its charset.

    `moment` is when the answer had come, aware and UTC. `etag` and `last_modified` are headers as sent.
    """

    requested_url: str
    url: str
    content: bytes
    media_type: str
    moment: datetime
    etag: str = ""
    last_modified: str = ""
    is_moved: bool = False  # every redirect on the way was a permanent one, and there was one


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server says that what the caller has is what there is."""

    requested_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailure:
    """Why nothing came. `reason` is for people; `retry_after` is in how many seconds asking again may help.

    `status` is that of the server `answered_by` ('https://example.org'), where redirects led to.
    """

    requested_url: str
    cause: Cause
    reason: str
    status: int | None = None
    retry_after: int | None = None
    answered_by: str = ""

    @property
    def is_passing(self) -> bool:
        """Whether asking again later may help."""
        if self.cause == Cause.STATUS:
            return self.status is None or self.status in (408, 425, 429) or self.status >= 500
        return self.cause in (Cause.UNREACHABLE, Cause.TIMEOUT, Cause.LATER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why the caller does not want an address asked, and in how many seconds it may, where that is told."""

    cause: Cause
    reason: str
    retry_after: int | None = None


FetchResult = Fetched | Unchanged | FetchFailure
