"""What a site's robots.txt asks (RFC 9309)."""

from __future__ import annotations

from typing import Final

from protego import Protego

MOST_BYTES: Final = 512 * 1024  # the RFC asks readers for 500 KiB at least


class RobotsRules:
    """The rules of one site for one robot, named by the first word of its User-Agent."""

    def __init__(self, text: str, robot: str) -> None:
        # A byte order mark would hide the first line, which mostly says whom the rules are for.
        self._rules, self._robot = Protego.parse(text.removeprefix("\ufeff")), robot

    def allows(self, url: str) -> bool:
        """Whether the site lets the robot ask for this address."""
        return self._rules.can_fetch(url, self._robot)

    def delay(self) -> float:
        """The seconds between two requests that the site asks for, 0 where it asks for none."""
        told = self._rules.crawl_delay(self._robot)
        return told if told is not None and 0 < told < float("inf") else 0.0
