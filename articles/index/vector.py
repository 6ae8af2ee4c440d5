"""The search vector of an article, rendered for PostgreSQL.

`to_tsvector` is not used: parsers of PostgreSQL versions take hyphens, URLs and numbers apart differently,
`to_tsvector('english', 'AT&T')` is empty and 'S&P 500' becomes `p` and `500`, and stop words would leave phrases. The
words come from `articles.query.words` instead, which the matcher, the query language and highlighting share, so that a
query means the same everywhere.

Beside the words a search entry's vector has its facet values as lexemes, `company:12` or `kind:news`, which no word can
be, since a colon stands in none. They have no position, and words always have one: `ts_filter` takes the one kind away.
A trigger of the table writes them, whoever changes an entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from articles.query.postings import WEIGHTS, document_postings
from articles.query.words import CAPITAL, EXACT

Facets: TypeAlias = Mapping[str, Iterable[int | str]]  # `{facet: values}`

_MARKS = (EXACT, CAPITAL)
MOST_QUOTED = 100_000  # lexemes of up to 100 characters, some 15 MB


def build_vector(*, title: str, text: str, authors: Sequence[str] = ()) -> str:
    """A tsvector literal, to be cast `::tsvector`.

    Weights: A title, B lead, C authors, D the rest. Limits are those of `articles.query.postings`: the vector stays
    under 1 MB whatever the text. Both forms of each word stand at its position (see `articles.query.words`).
    """
    return render_vector(document_postings(title=title, text=text, authors=authors))


def render_vector(postings: dict[str, list[int]]) -> str:
    """The literal of `postings` as `document_postings` makes them."""
    known, quoted = _RENDERED, _QUOTED
    return " ".join(
        [
            f"{quoted[lexeme]}:{known[found[0]] if len(found) == 1 else ','.join([known[one] for one in found])}"
            for lexeme, found in postings.items()
        ]
    )


def facet_lexeme(facet: str, value: int | str) -> str:
    """The lexeme of a facet's value: of 'company', 'person', 'place', 'topic', 'source' an id, else the text."""
    return f"{facet}:{value}"


def render_facets(facets: Facets) -> str:
    """The tsvector literal of facet values as the trigger writes them; of an empty one or 0 there is no lexeme."""
    return " ".join(
        quote_lexeme(facet_lexeme(facet, value)) for facet, values in facets.items() for value in values if value
    )


def quote_lexeme(lexeme: str) -> str:
    r"""A lexeme as tsvector and tsquery literals write it: in quotes, with `'` and `\` doubled."""
    if lexeme.isalnum():
        return f"'{lexeme}'"
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


class _Rendered(dict[int, str]):
    """Postings written before: 65,536 at most, and every article has the low ones."""

    def __missing__(self, posting: int) -> str:
        position, weight = divmod(posting, 4)
        found = self[posting] = f"{position}{WEIGHTS[weight]}" if weight else str(position)
        return found


class _Quoted(dict[str, str]):
    """Lexemes written before: those of running text come again and again.

    A vector's literal needs quotes around letters and digits as little as around the marks in front of them, and each
    is one character more to send, to double and to parse.
    """

    def __missing__(self, lexeme: str) -> str:
        if len(self) >= MOST_QUOTED:
            self.clear()
        is_plain = lexeme.isalnum() or (lexeme[:1] in _MARKS and lexeme[1:].isalnum())
        found = self[lexeme] = lexeme if is_plain else quote_lexeme(lexeme)
        return found


_RENDERED = _Rendered()
_QUOTED = _Quoted()
