"""Joins the curated companies with the rows of public registers into one list."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

_LEGAL = re.compile(
    r"[,\s]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|lp|l\.p|plc|p\.l\.c|ag|se|n\.?v|s\.?a|s\.?p\.?a|ab|asa|a/s|oyj?|"
    r"gmbh|kgaa|k\.?k|sab de cv|s\.?a\.?b|bhd|pcl|tbk)\.?$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:\s*/[A-Z]{2,4}/?|\s*/[A-Za-z ]{2,20}/|/ADR|\s+ADR|\s*\([^)]*\)|\s+Class [A-C]|,? The)$", re.IGNORECASE
)
_GENERIC_TAIL = re.compile(r"[,\s]+(?:group|holdings?|hldgs?|& co|international|companies)\.?$", re.IGNORECASE)
_FORMAL_TAIL = re.compile(
    r"[,\s]+(?:group|holdings?|hldgs?|& co|international|companies|cos|industries|enterprises|stores)\.?$",
    re.IGNORECASE,
)
_TRADING_TAIL = re.compile(r"\s(?:industries|enterprises|stores)$", re.IGNORECASE)
_UNWANTED = re.compile(
    r"\b(?:etf|etn|etfs|fund|funds|trust (?:i|ii|iii|iv|v|vi)|municipal|spac|acquisition|acquisitions|acq|warrants?|"
    r"notes|preferred|"
    r"income (?:trust|opportunit\w+|securities)|closed.end|royalty trust|commodity|bitcoin|ethereum|ishares|spdr|"
    r"proshares|grantor|blank check|merger|term trust|opportunity trust|dividend trust|lp units|credit strategies|"
    r"bdc|interval)\b",
    re.IGNORECASE,
)
_SHOUTED = re.compile(r"[A-Z]{4,}")
_WORD = re.compile(r"[A-Za-z]+")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
COMMON_WORD = 500  # occurrences in the word list from which a word counts as ordinary
UNUSUAL_WORD = COMMON_WORD // 5  # a word below this stands in a text as a name
VERY_COMMON = 4_000
ACRONYM = 5
UNITED_STATES = frozenset({"US", "NYSE", "NASDAQ", "AMEX", "OTC"})


@dataclass(slots=True, kw_only=True)
class Row:
    """A company while the list is made; the lists keep their order and hold no doubles."""

    name: str
    aliases: list[str] = field(default_factory=list)
    brands: list[str] = field(default_factory=list)
    former: list[str] = field(default_factory=list)
    ticker: str = ""
    exchange: str = ""
    country: str = ""
    sector: str = ""
    parent: str = ""
    ambiguous: list[str] = field(default_factory=list)
    is_news_source: bool = False

    @property
    def slug(self) -> str:
        """The name in ASCII for an address."""
        return slug_of(self.name)

    @property
    def listing(self) -> str:
        """Exchange and ticker, all exchanges of the United States as one."""
        exchange = "US" if self.exchange.upper() in UNITED_STATES else self.exchange
        return f"{exchange}:{self.ticker.replace('.', '-')}"

    def forms(self) -> Iterator[str]:
        """Every way the row writes the company."""
        yield self.name
        yield from self.aliases
        yield from self.brands
        yield from (text.partition(":")[0] for text in self.former)


def slug_of(name: str) -> str:
    """A name in ASCII for an address: 'Nestlé' -> 'nestle', 'AT&T' -> 'at-t'."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("Ø", "O"))
    return _NOT_SLUG.sub("-", plain.encode("ascii", "ignore").decode().lower()).strip("-")


def is_wanted(name: str) -> bool:
    """Whether a registered name is a company that news may name, and no fund, note or shell."""
    return not _UNWANTED.search(name)


def tidy(name: str) -> str:
    """A registered name without state and share class, in ordinary case."""
    previous = ""
    while previous != name:
        previous = name
        name = _TAIL.sub("", name).strip(" ,.")
    name = name.replace("’", "'")
    if _SHOUTED.search(name) and not re.search(r"[a-z]{3}", name):
        name = " ".join(_capitalise(word) for word in name.split())
    return name


def _capitalise(word: str) -> str:
    bare = word.strip(".,")
    if "&" in word or (len(bare) <= 3 and not re.search(r"[AEIOUY]", bare)):
        return word
    if word.lower() in {"of", "and", "the", "for", "de", "in", "at"}:
        return word.lower()
    return "-".join(part[:1].upper() + part[1:].lower() for part in word.split("-"))


def common_name(name: str) -> str:
    """The name without its legal form: 'Riot Platforms, Inc.' -> 'Riot Platforms'."""
    previous = ""
    while previous != name:
        previous = name
        name = _LEGAL.sub("", name).strip(" ,.")
        name = re.sub(r"^The ", "", name)
    return name


def register_row(name: str, frequency: Callable[[str], int]) -> Row | None:
    """A row for a registered company not curated, with only such short forms as do no harm.

    `frequency` tells how often a word occurs in ordinary text, its case ignored.
    """
    full = tidy(name)
    short = common_name(full)
    if len(short) < 3 or not is_wanted(full):
        return None
    counts = [frequency(word.lower()) for word in _WORD.findall(short)]
    row = Row(name=short)
    if len(short) <= 3 or (len(counts) == 1 and counts[0] >= COMMON_WORD):
        if full == short:
            return None
        row.name = full
        return row
    if len(counts) == 1 and len(short) <= ACRONYM:
        row.ambiguous.append(short)
    elif counts and min(counts) >= COMMON_WORD and len(counts) < 4:
        row.ambiguous.append(short)
        if min(counts) >= VERY_COMMON and len(counts) < 3:
            row.name, row.ambiguous = full, []
            return row if full != short else None
    shorter = _GENERIC_TAIL.sub("", short).strip(" ,")
    words = [word.lower() for word in _WORD.findall(shorter)]
    if shorter != short and len(shorter) > 3 and any(frequency(word) < UNUSUAL_WORD for word in words):
        row.aliases.append(shorter)
        if len(words) == 1:
            row.ambiguous.append(shorter)
    return row


def mark_ambiguous(row: Row, frequency: Callable[[str], int]) -> None:
    """Ask for evidence of those forms of a written row that are ordinary words, people's names or short."""
    for form in row.forms():
        if form in row.ambiguous or common_name(form) != form:
            continue
        counts = [frequency(word.lower()) for word in _WORD.findall(form)]
        if len(counts) == 1:
            is_doubtful = len(form) <= ACRONYM or counts[0] >= UNUSUAL_WORD
        else:
            is_doubtful = len(counts) < 4 and min(counts, default=0) >= COMMON_WORD
        if is_doubtful:
            row.ambiguous.append(form)


def add_short_forms(rows: Iterable[Row], frequency: Callable[[str], int], reserved: Iterable[str]) -> None:
    """Give companies the first words of their formal names, where these say enough ('Brightwater Industries').

    A form that another company has, that begins another's name, or that is one of the `reserved` names is not taken;
    nor is a single word before 'Group' or 'Holdings', which is as often a family or a place. A single word needs
    evidence.
    """
    rows = list(rows)
    taken = {form_key(form) for row in rows for form in row.forms()} | {form_key(name) for name in reserved}
    beginnings = Counter(form_key(" ".join(row.name.split()[:-1])) for row in rows)
    for row in rows:
        name = common_name(row.name)
        shorter = _FORMAL_TAIL.sub("", name).strip(" ,")
        words = [word.lower() for word in _WORD.findall(shorter)]
        is_single = len(words) == 1
        key = form_key(shorter)
        if len(shorter) <= ACRONYM or key in taken or beginnings[key] > 1 or any(len(word) < 2 for word in words):
            continue
        if is_single and not _TRADING_TAIL.search(name):
            continue
        if any(frequency(word) < UNUSUAL_WORD for word in words):
            taken.add(key)
            row.aliases.append(shorter)
            if is_single:
                row.ambiguous.append(shorter)


def merge(curated: Iterable[Row], registered: Iterable[Row]) -> list[Row]:
    """The curated rows, completed by the registered, then those registered that are not curated.

    A registered company is a curated one when the exchange and ticker or any written form agree. A form that an
    earlier row has is not given twice.
    """
    rows = list(curated)
    by_form: dict[str, Row] = {}
    by_ticker: dict[str, Row] = {}
    for row in rows:
        _enter(row, by_form, by_ticker)
    for row in registered:
        match = by_ticker.get(row.listing) if row.ticker else None
        match = match or next((by_form[form_key(form)] for form in row.forms() if form_key(form) in by_form), None)
        if match is not None:
            _add_former(match, row, by_form)
            _complete(match, row, by_ticker)
            continue
        rows.append(row)
        _enter(row, by_form, by_ticker)
    return _unique_slugs(rows)


def form_key(form: str) -> str:
    """What two ways to write a name share: letters and digits in lower case, without the legal form.

    'Bancorp' is short for 'Bancorporation', and papers write either.
    """
    plain = unicodedata.normalize("NFKD", common_name(form)).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("", plain.replace("&", "and").replace("bancorporation", "bancorp"))


def _enter(row: Row, by_form: dict[str, Row], by_ticker: dict[str, Row]) -> None:
    for form in row.forms():
        by_form.setdefault(form_key(form), row)
    if row.ticker:
        by_ticker.setdefault(row.listing, row)


def _complete(row: Row, other: Row, by_ticker: dict[str, Row]) -> None:
    """Fills in what the curated row leaves open. Its names are its own: registers add none to it."""
    for name in ("country", "sector"):
        if not getattr(row, name):
            setattr(row, name, getattr(other, name))
    if not row.ticker and other.ticker:
        row.ticker, row.exchange = other.ticker, other.exchange
        by_ticker.setdefault(row.listing, row)


def _add_former(row: Row, other: Row, by_form: dict[str, Row]) -> None:
    """Gives a row the former names that a register has of it, but for those that some company has already.

    A register's row that agrees by a second name alone may be another company, and gives nothing.
    """
    is_same = (bool(row.ticker) and row.listing == other.listing) or form_key(row.name) == form_key(other.name)
    own = {form_key(form) for form in row.forms()}
    for text in other.former if is_same else ():
        form = text.partition(":")[0]
        if form_key(form) in own or by_form.setdefault(form_key(form), row) is not row:
            continue
        own.add(form_key(form))
        row.former.append(text)
        if form in other.ambiguous and form not in row.ambiguous:
            row.ambiguous.append(form)


def _unique_slugs(rows: list[Row]) -> list[Row]:
    seen: set[str] = set()
    kept = []
    for row in rows:
        if row.slug and row.slug not in seen:
            seen.add(row.slug)
            kept.append(row)
    return kept
