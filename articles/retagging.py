"""Tagging again after the vocabulary changed: the articles that a changed rule or name can touch, and no others.

They are found by search over the stored vectors. Where they are few they are tagged in the same transaction that
changed the rule, else in steps of their own. What curators decided stays. Running any of it twice changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from articles.documents import ArticleDraft, ExtractedArticle, TopicEntry, TopicFinding
from articles.extract.gazetteer import normalise
from articles.extract.topic_rules import parse_rule
from articles.extract.topics import asks_for_names, find_topics
from articles.index.vector import quote_lexeme
from articles.models import Article, Company, Person, Place, SearchEntry, Tagging, Topic
from articles.pipeline import Rules, retag
from articles.query.build import alternative
from articles.query.necessary import holds, necessary_words
from articles.query.postings import document_postings
from articles.query.terms import alternatives
from articles.query.tree import And, Node, Or, Phrase, Word
from articles.rules import present_rules
from articles.search.matching import VectorMatches, condition
from articles.store.drafts import draft_of
from articles.store.history import machine_write
from articles.store.search_entries import index_tags
from articles.store.taggings import Thing, articles_tagged, sync_topic
from articles.store.vocabulary import topic_entry

_BATCH: Final = 500  # articles
HIDDEN_AT_ONCE: Final = 2_000  # articles whose words are read while a person waits
_FORGETFUL: Final = 1_000  # words, from which a vector may have forgotten positions of frequent words
MODELS: Final[dict[str, type[Thing]]] = {"topic": Topic, "company": Company, "person": Person, "place": Place}


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """How many articles were looked at again, and how many of them gained or lost the accepted tag."""

    looked_at: int = 0
    gained: int = 0
    lost: int = 0

    def __str__(self) -> str:
        return (
            f"{self.gained:,} {_articles(self.gained)} gained the tag and {self.lost:,} lost it, "
            f"of {self.looked_at:,} looked at again."
        )

    def __add__(self, other: Retagged) -> Retagged:
        return Retagged(
            looked_at=self.looked_at + other.looked_at, gained=self.gained + other.gained, lost=self.lost + other.lost
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Articles that were tagged again together: the last of them, what came of it, and how many wait after it."""

    last: int
    made: Retagged
    left: int


def steps(
    *, sort: str, number: int, names: Sequence[str] = (), after: int = 0, rules: Callable[[], Rules]
) -> Iterator[Step]:
    """Tag again what a topic's rule, or `names` of a company, person or place, can touch, articles past `after`.

    `sort` and `number` name the thing; one that is gone has left its names to others. Each step is a transaction of
    its own, by the rules as they stand then. Articles that came in meanwhile come last: what took them in may have
    held older rules. Raises Topic.DoesNotExist where a topic is gone.
    """
    while ids := [pk for pk in _touched(sort, number, names) if pk > after]:
        left = len(ids)
        for batch in in_batches(ids):
            left -= len(batch)
            made = retag_topic_in(batch, topic_id=number) if sort == "topic" else _retag_in(batch, sort, number, rules)
            yield Step(last=batch[-1], made=made, left=left)
        after = ids[-1]


def _touched(sort: str, number: int, names: Sequence[str]) -> list[int]:
    if sort == "topic":
        return articles_of_topic(number)
    return sorted(articles_naming(names) | _articles_with(sort, number))


def _retag_in(article_ids: Sequence[int], sort: str, number: int, rules: Callable[[], Rules]) -> Retagged:
    with machine_write():
        thing = MODELS[sort]._default_manager.filter(pk=number).first()
        return _retag_all(thing, article_ids, rules())


def retag_topic(*, topic_id: int, most: int | None = None) -> Retagged | None:
    """Bring a topic's rule-made tags in line with its rule as stored; None, and nothing done, for more than `most`,
    or where so many articles are hidden that finding out takes long.

    Looks at the articles that hold the rule's necessary words, and at those that carry a tag by the rule so far.
    """
    with machine_write():
        topic = Topic.objects.select_for_update(no_key=True).select_related(None).get(pk=topic_id)
        if most is not None and takes_long_to_look():
            return None
        ids = articles_of_topic(topic_id)
        if most is not None and len(ids) > most:
            return None
        entry = topic_entry(topic)
        return _total(_retag_topic(topic, entry, batch) for batch in in_batches(ids))


def retag_topic_in(article_ids: Sequence[int], *, topic_id: int) -> Retagged:
    """`retag_topic` for these articles alone, in a transaction of its own: a step of a long job."""
    with machine_write():
        topic = Topic.objects.select_for_update(no_key=True).select_related(None).get(pk=topic_id)
        return _retag_topic(topic, topic_entry(topic), article_ids)


def articles_of_topic(topic_id: int) -> list[int]:
    """The articles that a topic's rule as stored can touch, or that carry a tag by the rule so far, in order.

    Raises Topic.DoesNotExist where the topic is gone.
    """
    topic = Topic.objects.get(pk=topic_id)
    tagged = Tagging.objects.filter(topic=topic).exclude(how=Tagging.How.CURATOR)
    ids = articles_affected([parse_rule(topic_entry(topic).rule).tree])
    return sorted(ids | set(tagged.order_by().values_list("article_id", flat=True)))


def retag_names(
    *, thing: Thing, names: Iterable[str], make_rules: Callable[[], Rules] = present_rules, most: int | None = None
) -> Retagged | None:
    """Tag again after names of a thing came, changed or went: the articles that hold one of them, or its tag.

    `names` are the written forms, old and new. None, and nothing done, for more than `most` articles, or where so
    many are hidden that finding out takes long.
    """
    with machine_write():
        if most is not None and takes_long_to_look():
            return None
        ids = _touched(sort_of(thing), thing.pk, list(names))
        if most is not None and len(ids) > most:
            return None
        rules = make_rules() if ids else None
        return _total(_retag_all(thing, batch, rules) for batch in in_batches(ids) if rules is not None)


def names_of(thing: Thing) -> list[str]:
    """The names by which the rules find a company or place; none of people, whom they know by no list, nor topics."""
    match thing:
        case Company():
            names = [thing.name, thing.ticker, *thing.aliases.order_by("pk").values_list("text", flat=True)]
        case Place():
            names = [thing.name, *thing.aliases, *thing.demonyms]
        case _:
            names = []
    return [name for name in dict.fromkeys(names) if name]


def sort_of(thing: Thing) -> str:
    """'company', 'person', 'place' or 'topic'."""
    return str(thing._meta.model_name)


def takes_long_to_look() -> bool:
    """Whether so many articles are hidden that reading them for words is nothing to wait for."""
    return Article.objects.hidden().order_by()[: HIDDEN_AT_ONCE + 1].count() > HIDDEN_AT_ONCE


def articles_naming(names: Iterable[str], *, with_hidden: bool = True) -> set[int]:
    """The articles in which one of the names could be found."""
    return articles_affected(_trees(names), with_hidden=with_hidden)


def _trees(names: Iterable[str]) -> list[Node]:
    return [parse_rule(_each_word(name)).tree for name in dict.fromkeys(names) if _each_word(name)]


def _each_word(name: str) -> str:
    """A query for the words of a name, wherever they stand: hyphens and '&' part words differently in an index."""
    return " ".join(f'"{word}"' for word in normalise(name).replace("&", " ").split())


def articles_affected(trees: Iterable[Node], *, with_hidden: bool = True) -> set[int]:
    """The articles in which one of the trees could match what is said.

    A GIN index scan for the words in their order, another for words alone in long articles, and the few articles so
    long that their vectors were cut. Hidden ones have no vector: their words are read, which costs a tenth of what
    looking for names and topics in them does: half a second for a thousand of 500 words.
    """
    needed = alternative([words for tree in trees if (words := necessary_words(tree)) is not None])
    if needed is None:
        return set()
    entries = SearchEntry.objects.order_by()
    loosely = Q(VectorMatches(_words_alone(needed)), word_count__gte=_FORGETFUL)
    found = set(entries.filter(condition(needed) | loosely).values_list("pk", flat=True))
    found |= set(entries.filter(word_count__gte=SearchEntry.LONG).values_list("pk", flat=True))
    return found | _hidden_with(needed) if with_hidden else found


def _hidden_with(needed: Node) -> set[int]:
    """The hidden articles that hold the words of `needed`, wherever they stand."""
    rows = Article.objects.hidden().order_by().values_list("pk", "word_count", "title", "text", "authors")
    return {
        pk
        for pk, words, title, text, authors in rows.iterator(chunk_size=_BATCH)
        if words >= SearchEntry.LONG or holds(needed, document_postings(title=title, text=text, authors=authors))
    }


def _words_alone(tree: Node) -> str:
    """A tsquery literal for the words of `tree`, wherever they stand."""
    match tree:
        case And(children):
            return f"({' & '.join(map(_words_alone, children))})"
        case Or(children):
            return f"({' | '.join(map(_words_alone, children))})"
    assert isinstance(tree, Word | Phrase)
    choices = [
        " & ".join(quote_lexeme(term.lexeme) + ":*" * term.is_prefix for term in terms) for terms in alternatives(tree)
    ]
    return f"({' | '.join(f'({choice})' for choice in choices)})"


def _retag_topic(topic: Topic, entry: TopicEntry, article_ids: Sequence[int]) -> Retagged:
    drafts = _drafts(article_ids)
    before = articles_tagged(thing=topic, article_ids=drafts.keys())
    found = {pk: ExtractedArticle(draft=drafts[pk], topics=topics) for pk, topics in _found_by(entry, drafts).items()}
    sync_topic(topic_id=topic.pk, found=found)
    after = articles_tagged(thing=topic, article_ids=drafts.keys())
    index_tags(article_ids=before ^ after)
    return Retagged(looked_at=len(drafts), gained=len(after - before), lost=len(before - after))


def _found_by(entry: TopicEntry, drafts: Mapping[int, ArticleDraft]) -> dict[int, tuple[TopicFinding, ...]]:
    """What a topic's rule, which is the stored one, finds in each draft."""
    if not asks_for_names(entry):
        return {pk: find_topics(draft, (entry,)) if entry.rule else () for pk, draft in drafts.items()}
    extract = present_rules().extractor.extract
    return {
        pk: tuple(topic for topic in extract(draft).topics if topic.slug == entry.slug) for pk, draft in drafts.items()
    }


def _articles_with(sort: str, number: int) -> set[int]:
    tagged = Tagging.objects.filter(**{f"{sort}_id": number}).order_by()
    return set(tagged.values_list("article_id", flat=True))


def _retag_all(thing: Thing | None, article_ids: Sequence[int], rules: Rules) -> Retagged:
    before = articles_tagged(thing=thing, article_ids=article_ids) if thing else set()
    retag(article_ids, rules=rules)
    after = articles_tagged(thing=thing, article_ids=article_ids) if thing else set()
    return Retagged(looked_at=len(article_ids), gained=len(after - before), lost=len(before - after))


def _drafts(article_ids: Sequence[int]) -> dict[int, ArticleDraft]:
    """The articles as drafts, locked until the transaction ends."""
    rows = Article.objects.filter(pk__in=article_ids).select_related("source").order_by("pk")
    return {article.pk: draft_of(article) for article in rows.select_for_update(of=("self",), no_key=True)}


def in_batches(article_ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in batches, in ascending order, which is the order everyone locks articles in."""
    ids = sorted(article_ids)
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))


def _total(parts: Iterable[Retagged]) -> Retagged:
    return sum(parts, start=Retagged())


def _articles(count: int) -> str:
    return "article" if count == 1 else "articles"
