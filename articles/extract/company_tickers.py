"""Ticker symbols in the forms '(NASDAQ: TSLA)', '$TSLA' and 'TSLA.O'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from articles.documents import CompanyEntry
from articles.extract.data_files import read_rules

_TICKERS = read_rules("company_cues")["tickers"]
_RIC = read_rules("company_cues")["ric"]
_EXCHANGES = {name.lower(): exchange for exchange, names in _TICKERS.items() for name in names}
EXCHANGE_NAMES = "|".join(sorted(map(re.escape, _EXCHANGES), key=len, reverse=True))
"""The names that stand before a symbol, as alternatives of a regular expression without regard to case."""
SYMBOL_BEHIND = rf" ?(?:<[A-Z]{{1,6}}(?:\.[A-Z]{{1,3}})?>|\((?i:{EXCHANGE_NAMES})\s?:\s?[A-Z0-9][A-Z0-9.-]{{0,8}}\))"
"""A stock's symbol right behind a name, as a regular expression: '<BRBK.O>' or '(NYSE: BRB)'."""
_PREFIXED = re.compile(r"\b(" + EXCHANGE_NAMES + r")\s?:\s?([A-Z0-9][A-Z0-9.-]{0,8})", re.IGNORECASE)
_CASHTAG = re.compile(r"(?<![\w$])\$([A-Z]{1,5}(?:[.-][AB])?)(?!\w)")
_CODE = re.compile(r"(?<![\w.])([A-Z0-9]{2,6})\.(" + "|".join(_RIC) + r")(?![\w.]?\w)")
UNITED_STATES = "US"


class TickerBook:
    """The companies of a vocabulary by exchange and ticker."""

    def __init__(self, companies: Sequence[CompanyEntry]) -> None:
        self._owners: dict[tuple[str, str], int] = {}
        self._companies = companies
        for owner, company in enumerate(companies):
            exchange = _EXCHANGES.get(company.exchange.lower(), company.exchange)
            symbols = [company.ticker, *(alias.text for alias in company.aliases if alias.kind == "ticker")]
            for symbol in filter(None, symbols):
                self._owners.setdefault((exchange, _plain(symbol)), owner)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """(start, end, company's position) of each ticker in `text`."""
        if ":" in text:
            for match in _PREFIXED.finditer(text):
                if match[2].isupper() or match[2].isdigit():
                    yield from self._owner(_EXCHANGES[match[1].lower()], match[2].rstrip(".-"), match.start(2))
        if "$" in text:
            for match in _CASHTAG.finditer(text):
                yield from self._owner(UNITED_STATES, match[1], match.start(1))
        for match in _CODE.finditer(text):
            yield from self._owner(_RIC[match[2]], match[1], match.start(1))

    def is_behind_its_name(self, text: str, start: int, owner: int) -> bool:
        """Whether a ticker in brackets stands behind a form of its company's name, or in no brackets at all.

        Exchanges give a ticker anew to another company; '<HSAI.O>' behind some other name is not today's bearer.
        """
        opening = max(text.rfind(sign, max(0, start - 20), start) for sign in "(<[")
        if opening < 0:
            return True
        before = text[max(0, opening - 60) : opening].lower()
        forms = (alias.text.lower().split()[0] for alias in self._companies[owner].aliases if alias.text)
        return any(form in before for form in forms if len(form) > 1)

    def _owner(self, exchange: str, symbol: str, start: int) -> Iterator[tuple[int, int, int]]:
        owner = self._owners.get((exchange, _plain(symbol)))
        if owner is not None:
            yield start, start + len(symbol), owner


def _plain(symbol: str) -> str:
    """The symbol without what exchanges write differently ('BRK-B', 'BRK.B', '0700')."""
    return symbol.upper().replace(".", "").replace("-", "").lstrip("0")
