"""What someone who is still typing may be looking for: companies, topics, people and titles.

Each kind is one look-up that an index answers: names by how their words begin, titles by the words within them;
where these are common, only the newest titles are looked through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Length

from articles.models import Article, Company, CompanyAlias, Lexeme, Person, SearchEntry, Tagging, Topic
from articles.query.scan import FIELDS
from articles.query.terms import has_words
from articles.query.tree import Phrase, Scope, TextLeaf
from articles.query.words import EXACT, fold, simple_forms
from articles.search.matching import in_titles

SHORTEST, LONGEST = 2, 100  # characters of what is typed
MOST_NAMES = 4  # of a kind
MOST_TITLES = 5
_MOST_PEOPLE = 50  # among whom those are looked for whom a public article names
LAST_CHARACTER = "\U0010ffff"
_MOST_WITHIN = (
    4_000  # articles that hold a word beginning as the last one does; of commoner ones the newest titles serve
)
_NEWEST = 1_000
_MOST_WORDS = 3_000
_TITLES = Article.objects.public()


@dataclass(frozen=True, slots=True)
class Completion:
    """One suggestion: its kind ('company', 'topic', 'person' or 'title'), its name and slug; a title's article id."""

    kind: str
    label: str
    slug: str
    article_id: int = 0


def completions(typed: str) -> tuple[Completion, ...]:
    """What `typed` may become, names before titles; nothing where it is short, long, or an expression."""
    text = " ".join(typed.replace("\x00", " ").split())
    if not SHORTEST <= len(text) <= LONGEST or not has_words(text) or _is_expression(text):
        return ()
    return (*_companies(text), *_topics(text), *_people(text), *_titles(text))


def _is_expression(text: str) -> bool:
    return any(sign in text for sign in '"()|*') or any(f"{field}:" in text.lower() for field in FIELDS)


class _Begins(Func):
    """`column ILIKE typed%` or `... ILIKE % typed%`: a name or one of its words begins so. A trigram index answers."""

    template = "%(expressions)s"
    arg_joiner = " ILIKE "
    output_field = BooleanField()

    def __init__(self, column: str, text: str, *, within: bool = False) -> None:
        escaped = text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        super().__init__(F(column), Value(f"{'% ' * within}{escaped}%"))


def _begins(text: str, column: str = "name") -> Q:
    return Q(_Begins(column, text)) | Q(_Begins(column, text, within=True))


def _companies(text: str) -> Iterator[Completion]:
    aliases = CompanyAlias.objects.filter(_Begins("text", text)).values("company")
    return _named("company", Company.objects.filter(_begins(text) | Q(pk__in=aliases)), text)


def _topics(text: str) -> Iterator[Completion]:
    return _named("topic", Topic.objects.filter(_begins(text)), text)


def _people(text: str) -> Iterator[Completion]:
    """People whom a public article names: no vocabulary gave the names of the others, hidden texts did."""
    public = Tagging.objects.filter(person=OuterRef("pk"), decision=Tagging.Decision.ACCEPTED)
    looked_at = Person.objects.filter(_begins(text)).order_by(*_by_beginning(text)).values("pk")[:_MOST_PEOPLE]
    rows = Person.objects.filter(Exists(public.exclude(article__state=Article.State.HIDDEN)), pk__in=looked_at)
    return _named("person", rows, text)


def _by_beginning(text: str) -> tuple[Any, ...]:
    """Names that begin so before those with a word that does, short before long."""
    return Case(When(_Begins("name", text), then=Value(0)), default=Value(1)), Length("name"), "name", "pk"


def _named(kind: str, rows: QuerySet[Any], text: str) -> Iterator[Completion]:
    for name, slug in rows.order_by(*_by_beginning(text)).values_list("name", "slug")[:MOST_NAMES]:
        yield Completion(kind, name, slug)


def _titles(text: str) -> list[Completion]:
    """The newest titles that hold the words typed, the last of them perhaps in part."""
    *whole, last = simple_forms(text) or ("",)
    if len(last) < SHORTEST:
        return []
    if not _is_rare(last):
        return _titles_among_newest((*whole, last))
    leaves: list[TextLeaf] = [Phrase(word, scope=Scope.TITLE) for word in whole]
    leaves.append(Phrase(last, is_prefix=True, scope=Scope.TITLE))
    found = SearchEntry.objects.canonical().filter(in_titles(leaves) or Q()).values_list("published_at", "pk")
    # Sorted here: asked for the newest, PostgreSQL would walk through all articles by date instead of using the index.
    newest = sorted(found[:_MOST_WITHIN], key=lambda row: (row[0] is not None, row), reverse=True)[:MOST_TITLES]
    ids = [pk for _, pk in newest]
    titles = {pk: (title, slug) for pk, title, slug in _TITLES.filter(pk__in=ids).values_list("pk", "title", "slug")}
    return [Completion("title", *titles[pk], pk) for pk in ids if pk in titles]


def _titles_among_newest(words: Sequence[str]) -> list[Completion]:
    """The newest titles with words that begin as `words` do; common words stand in many of the few looked at."""
    newest = _TITLES.newest_first().values_list("pk", "title", "slug")[:_NEWEST]
    found = (
        Completion("title", title, slug, pk)
        for pk, title, slug in newest
        if all(f" {word}" in f" {fold(title)}" for word in words)
    )
    return list(islice(found, MOST_TITLES))


def _is_rare(beginning: str) -> bool:
    """Whether the words that begin so stand in few enough articles to look through their titles at once."""
    exact = EXACT + beginning
    words = Lexeme.objects.filter(pk__gte=exact, pk__lt=exact + LAST_CHARACTER).values_list("articles", flat=True)
    counts = list(words[: _MOST_WORDS + 1])
    return len(counts) <= _MOST_WORDS and sum(counts) <= _MOST_WITHIN
