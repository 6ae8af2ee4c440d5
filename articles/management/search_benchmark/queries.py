"""What is asked: several searches of each class, so that none is answered from what the one before left behind."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.db.models.functions import Length
from django.utils.http import urlencode

from articles.models import Company, Lexeme, SearchEntry, Source, Topic
from articles.query.parse import parse
from articles.query.tree import text_leaves
from articles.query.words import EXACT
from articles.search.weights import holding

Searches = list[dict[str, str]]
# Of a million articles: the shares of issue and table stand for any other number.
_RARE = (5, 40)  # articles, whatever the size
_SHARES = {"2,000 hits": 0.002, "96,000 hits": 0.096, "336,000 hits": 0.336}
_BAND = 0.25  # how far a word's share may lie from its class's
_OPERATORS = ("and", "or", "not", "near")
_MOST_TRIED = 400


def searches_by_class(*, each: int) -> dict[str, Searches]:
    """`{class: searches as parameters}`, at most `each` of a class; fewer where the archive has fewer such words."""
    articles = Lexeme.objects.get(pk=Lexeme.EVERY_ARTICLE).articles
    words = {"rare word": list(islice(_words(*_RARE), each))}
    for name, share in _SHARES.items():
        least, most = round(articles * share * (1 - _BAND)), round(articles * share * (1 + _BAND))
        words[name] = list(islice(_words(least, most), each))
    common, few = words["96,000 hits"], words["2,000 hits"]
    companies = [slug for slug, _ in _companies(each)]
    topics = list(Topic.objects.filter(slug__startswith="corpus-").order_by("pk").values_list("slug", flat=True)[:each])
    sources = list(
        Source.objects.filter(slug__startswith="corpus-").order_by("pk").values_list("slug", flat=True)[:each]
    )
    found: dict[str, Searches] = {name: [{"q": word} for word in of_class] for name, of_class in words.items()}
    found["phrase"] = [{"q": f'"{name}"'} for _, name in _companies(each)]
    found["two words"] = [{"q": f"{one} {other}"} for one, other in zip(common, few, strict=False)]
    found["word and company"] = [{"q": word, "company": slug} for word, slug in zip(common, companies, strict=False)]
    found["word, topic and source"] = [
        {"q": word, "topic": topic, "source": source}
        for word, topic, source in zip(common, topics, sources, strict=False)
    ]
    found["filters only"] = [
        {"company": company} if number % 2 else {"topic": topic, "source": source}
        for number, (company, topic, source) in enumerate(zip(companies, topics, sources, strict=False))
    ]
    found["landing"] = [{}]
    found["page 500"] = [{"q": word, "sort": "newest", "page": "500"} for word in common]
    return {name: searches for name, searches in found.items() if searches}


def address(search: dict[str, str]) -> str:
    """The query part of a search's address, without its question mark."""
    return urlencode(search)


def _words(least: int, most: int) -> Iterator[str]:
    """Words that between `least` and `most` articles hold, as they are written and in any form that a search finds."""
    rows = (
        Lexeme.objects.filter(lexeme__startswith=EXACT, articles__gte=least, articles__lte=most)
        .annotate(length=Length("lexeme"))
        .filter(length__gt=4)
        .order_by("lexeme")
        .values_list("lexeme", flat=True)
    )
    for lexeme in rows[:_MOST_TRIED]:
        word = lexeme.removeprefix(EXACT)
        if word.isascii() and word.isalpha() and word not in _OPERATORS:
            [found] = holding(list(text_leaves(parse(word).tree)))
            if least <= found <= most:
                yield word


def _companies(count: int) -> list[tuple[str, str]]:
    """(slug, name) of companies with articles, neither the commonest nor the rarest."""
    newest = SearchEntry.objects.exclude(company_ids=[]).order_by("-pk").values_list("company_ids", flat=True)
    ids = dict.fromkeys(pk for company_ids in newest[: count * 4] for pk in company_ids)
    found = Company.objects.filter(pk__in=list(ids)).order_by("pk").values_list("slug", "name")
    return list(found[:count])
