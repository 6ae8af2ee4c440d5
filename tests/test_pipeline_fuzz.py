"""Whatever comes in, with the real stages: a stored article or a stored rejection with a reason, never an exception."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.documents import RawCapture
from articles.models import Article, ArticleVersion, Capture, SearchEntry
from articles.pipeline import file_rules, ingest_capture
from articles.store.captures import Outcome
from tests.conftest import IS_LONG

SAMPLES = Path(__file__).resolve().parent.parent / "articles" / "samples"
KINDS = st.sampled_from(["text/plain", "text/html"])
PIECES = st.lists(
    st.sampled_from(
        [
            "\x00", "\ufeff", "\u202e", "\ud800", "&#0;", "&#xD800;", "<p>", "</p>", "<h1>", "<script>x</script>",
            '<script type="application/ld+json">{"headline": "\\ud800\\u0000", "datePublished": "2025-99-99"}</script>',
            "7 hours ago", "July 7", "The Times of India", "Comments", "Related Articles", "\n\n", "  ", "Xiaomi",
            "Tesla said on Monday that it would build cars.", "READ:", "- ", "9999999999", "İstanbul ﬁﬂ ß",
        ]
    ),
    max_size=40,
).map(" ".join)  # fmt: skip
slow = settings(
    max_examples=2_000 if IS_LONG else 30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
pytestmark = pytest.mark.django_db


@cache
def rules():
    return file_rules()


def check(content, media_type):
    """Take it in, and look at what is stored."""
    receipt = ingest_capture(RawCapture(content=content, media_type=media_type, name="any"), rules=rules())

    capture = Capture.objects.get(pk=receipt.capture_id)
    assert capture.raw() == content
    if receipt.outcome == Outcome.REJECTED:
        assert capture.status == Capture.Status.REJECTED
        assert receipt.reason
        assert not receipt.reason.startswith("failed"), receipt.reason
        return
    articles = Article.objects.filter(versions__capture=capture, versions__is_current=True)
    assert articles.count() >= 1
    for article in articles:
        assert article.title.strip()
        assert article.text.strip()
        assert len(article.paragraphs()) == len(article.paragraph_kinds)
        for mention in article.mentions.all():
            text = article.title if mention.field == "title" else article.text
            assert text[mention.start : mention.end] == mention.surface
    assert SearchEntry.objects.filter(article__in=articles).count() == articles.count()


@slow
@given(content=st.binary(min_size=1, max_size=400), media_type=KINDS)
def test_any_bytes(content, media_type):
    check(content, media_type)


@slow
@given(text=PIECES, media_type=KINDS)
def test_any_text_of_awkward_pieces(text, media_type):
    check(text.encode("utf-8", "surrogatepass") or b" ", media_type)


@slow
@given(seed=st.integers(0, 10**9))
def test_samples_with_damage(seed):
    dice = random.Random(seed)
    path = dice.choice(sorted(path for path in SAMPLES.rglob("*") if path.suffix in (".html", ".txt")))
    content = bytearray(path.read_bytes())
    for _ in range(dice.randint(1, 30)):
        start = dice.randrange(len(content) + 1)
        end = start + dice.randint(0, 200)
        content[start:end] = dice.choice(
            [b"", content[start:end] * 2, dice.randbytes(5), b"<", b">", b"\x00", b"\n\n", bytes(content[:50])]
        )
    check(bytes(content) or b" ", "text/html" if path.suffix == ".html" else "text/plain")


def test_a_capture_of_several_megabytes_in_one_line():
    check(b"word " * 400_000, "text/plain")
    assert ArticleVersion.objects.count() <= 1
