"""Pages made to hurt, through the whole way in: from bytes to articles, tags and search entries in the database."""

import random
import time

import pytest

from articles import pipeline
from articles.documents import RawCapture
from articles.models import Article, Mention, Person
from articles.pipeline import ingest_capture
from articles.split.limits import MAX_TEXT_CHARACTERS, TOO_LONG
from articles.store.captures import Outcome
from articles.store.taggings import MOST_MENTIONS
from tests.bounded import ENDLESS

pytestmark = pytest.mark.django_db

MB = 1024 * 1024
SECONDS = 5  # of processor time, for one page of megabytes from bytes to the last row; `long` tests are for that
TALK = "the company said revenue rose while Apple and Tesla in New York told Reuters that shares of BYD fell after Lei "
WORDS = (TALK + "Jun spoke in Beijing about prices of steel for cars").split()
STORY = "The ferry company carried more lorries in May than in any month before, its harbour master said on Friday. "


def prose(size, seed=1):
    """At least `size` characters of sentences full of names."""
    dice = random.Random(seed)
    found = []
    while size > 0:
        sentence = " ".join(dice.choice(WORDS) for _ in range(18)).capitalize() + ". "
        found.append(sentence)
        size -= len(sentence)
    return "".join(found)


def nonsense(size, seed=2):
    """Some `size` characters of words that occur once."""
    dice = random.Random(seed)
    letters = "abcdefghijklmnopqrstuvwxyz"
    return " ".join("".join(dice.choices(letters, k=dice.randint(3, 10))) for _ in range(size // 7))


def page(body, head=""):
    head = f'<head><meta charset="utf-8"><title>A page of news from the harbour</title>{head}</head>'
    return f"<html lang=en>{head}<body><article><h1>A page of news from the harbour</h1>{body}</article></body></html>"


def names(count):
    """Different people, each of whom speaks twice."""
    letters = [chr(97 + n % 26) for n in range(count)]
    made = (f"Lei{a}{letters[n // 26 % count]} Jun{letters[n // 676 % count]}{a}" for n, a in enumerate(letters))
    return "".join(f"{name} said. " for name in made)


def menu_beside_article(size):
    """Thousands of different links, none of whose words stand in the many paragraphs below; the head repeats these."""
    links = batched(nonsense(size // 2, 7).split(), 6)
    texts = [" ".join(words).capitalize() + "." for words in batched(nonsense(size // 4, 5).split(), 60)]
    menu = "".join(f"<li><a href='/x'>{' '.join(words)}</a></li>" for words in links)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{" ".join(texts)}"}}</script>'
    return page(f"<nav><ul>{menu}</ul></nav>" + "".join(f"<p>{text}</p>" for text in texts), head)


def batched(words, size):
    return [words[start : start + size] for start in range(0, len(words), size)]


# Each takes its size in characters.
PAGES = {
    "deep nesting": lambda n: page("<div>" * (n // 5) + prose(5_000)),
    "a long line of names": lambda n: page(f"<p>{prose(n)}</p>"),
    "a long line of words that occur once": lambda n: page(f"<p>{nonsense(n)}</p>"),
    "one word": lambda n: page(f"<p>{'w' * n}</p>"),
    "companies alone": lambda n: page(f"<p>{'Apple Tesla ' * (n // 12)}</p>"),
    "people alone": lambda n: page(f"<p>{names(n // 16)}</p>"),
    "many paragraphs": lambda n: page("".join(f"<p>{prose(400, one)}</p>" for one in range(n // 400))),
    "many stories": lambda n: page(
        "".join(f"<h2>Harbour story number {one}</h2><p>By Ann Bell</p><p>{STORY * 6}</p>" for one in range(n // 700))
    ),
    "many headings": lambda n: page("".join(f"<h2>Part {one}</h2><p>{STORY}</p>" for one in range(n // 130))),
    "broken encoding": lambda n: page("<p>").encode() + random.Random(3).randbytes(n),
    "unclosed tags": lambda n: page("<p><b><i><font>some text here " * (n // 30)),
    "tiny elements": lambda n: page("<i>a</i>" * (n // 8)),
    "an endless attribute": lambda n: page(f"<p data-x='{'x' * n}'>{STORY * 9}</p>"),
    "an enormous table": lambda n: page("<table>" + "<tr><td>Apple</td><td>12.5</td></tr>" * (n // 36) + "</table>"),
    "many links": lambda n: page("<a href='/x'>Apple says so today</a> " * (n // 37) + f"<p>{STORY * 9}</p>"),
    "a menu beside a long article": lambda n: menu_beside_article(n),
    "spaces of many kinds": lambda n: page(f"<p>{' &nbsp;' * (n // 7)}x</p><p>{STORY * 9}</p>"),
    "names joined without end": lambda n: page(f"<p>{'A-B-' * (n // 8)}</p><p>{'A.-' * (n // 6)}</p>"),
    "words joined without end": lambda n: page(f"<p>{'a_b' * (n // 3)}</p>"),
    "initials": lambda n: page(f"<p>{'A. ' * (n // 3)}</p>"),
    "dates": lambda n: page(f"<p>{'July 7, 2025 3 hours ago ' * (n // 25)}</p>"),
    "abouts": lambda n: page(f"<p>{'About Acme Corp. ' * (n // 17)}</p>"),
    "bylines": lambda n: page(f"<p>{'By Ann Bell and ' * (n // 16)}</p>"),
    "entities in entities": lambda n: page(f"<p>{'&amp;amp;' * (n // 9)}</p>"),
    "mojibake": lambda n: page(f"<p>{'Ã©' * (n // 2)}</p>"),
    "structured data never closed": lambda n: page(
        f"<p>{STORY * 9}</p>", f'<script type="application/ld+json">{"[" * n}</script>'
    ),
    "a text scrape in one line": lambda n: prose(n),
}


def take_in(name, size, rules):
    made = PAGES[name](size)
    content = made if isinstance(made, bytes) else made.encode()
    media_type = "text/plain" if name.startswith("a text") else "text/html"
    start = time.process_time()
    receipt = ingest_capture(RawCapture(content=content, media_type=media_type, name=name), rules=rules)
    return receipt, time.process_time() - start


@pytest.fixture
def rules(is_long):
    return pipeline.archive_rules() if is_long else pipeline.file_rules()


def test_a_page_made_to_hurt_ends_soon_in_a_result_or_a_clear_rejection(rules, is_long):
    sizes = (5 * MB, 19 * MB) if is_long else (100_000,)
    take_in("a long line of names", 1_000, rules)  # tables and models load on first use
    slow, unclear = {}, []
    for name in PAGES:
        for size in sizes:
            receipt, seconds = take_in(name, size, rules)
            if seconds > (SECONDS if is_long else ENDLESS):
                slow[name, size] = round(seconds, 1)
            if receipt.outcome == Outcome.REJECTED and (not receipt.reason or "failed" in receipt.reason):
                unclear.append((name, receipt.reason))
    assert slow == {}
    assert unclear == []
    assert max(map(len, Article.objects.values_list("text", flat=True))) <= MAX_TEXT_CHARACTERS


def test_a_text_beyond_the_limit_is_cut_and_the_reader_is_told(client, rules):
    receipt, _ = take_in("a long line of names", MAX_TEXT_CHARACTERS + 50_000, rules)
    article = Article.objects.get(pk=receipt.article_ids[0])
    assert len(article.text) > MAX_TEXT_CHARACTERS - 100
    assert article.text.split()[-1] in prose(1_000).split()  # at a word's end
    rule = article.versions.get().removed[-1]["rule"]
    assert rule.startswith(TOO_LONG)
    assert rule in client.get(article.get_absolute_url()).content.decode()


def test_a_directory_of_names_brings_only_so_many_mentions_and_people(rules):
    receipt, _ = take_in("people alone", 150_000, rules)
    assert Person.objects.count() <= 500
    assert Mention.objects.filter(article__in=receipt.article_ids).count() <= MOST_MENTIONS
