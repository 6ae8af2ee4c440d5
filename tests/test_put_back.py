"""The whole way: a page is cleaned, a curator puts a removed piece back, and every later processing keeps it."""

import zlib

import pytest

from articles import correcting, pipeline
from articles.documents import RawCapture, Removed
from articles.models import Article, Capture, Tagging
from articles.store.restoring import removed_pieces
from tests.factories import UserFactory

SENTENCES = (
    "The harbour of Larkmouth ordered forty electric cranes on Tuesday, more than it ever bought at once.",
    "Unions welcomed the order but asked who would drive them, and the board promised an answer before summer.",
    "Traffic through the port was 2.1 per cent higher last year than in the year before, the board also said.",
)
PIECE = "Read also: BYD ships its first electric cranes to Larkmouth"
PAGE = (
    "<html lang=en><head><title>Larkmouth orders cranes</title></head><body><article><h1>Larkmouth orders cranes</h1>"
    f"<p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><p>{PIECE}</p><p>{SENTENCES[2]}</p></article></body></html>"
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules():
    return pipeline.archive_rules()


@pytest.fixture
def article(rules):
    receipt = pipeline.ingest_capture(RawCapture(content=PAGE.encode(), media_type="text/html"), rules=rules)
    return Article.objects.get(pk=receipt.article_ids[0])


def put_back(article, rules, by=None):
    piece = next(piece for piece in removed_pieces(article) if piece.text == PIECE)
    return correcting.put_back(article, [piece], by=by, rules=rules)


def test_it_goes_back_to_where_it_stood_on_the_page(article, rules):
    assert PIECE not in article.text
    restored = put_back(article, rules, by=UserFactory())
    assert restored.text.split("\n\n") == [*SENTENCES[:2], PIECE, SENTENCES[2]]
    assert Tagging.objects.filter(article=article, company__slug="byd").exists()


def test_reprocessing_keeps_it_also_when_the_text_changes(article, rules):
    put_back(article, rules)
    capture = Capture.objects.get()
    changed = PAGE.replace("more than it ever bought at once", "more than ever before")
    Capture.objects.filter(pk=capture.pk).update(content=zlib.compress(changed.encode()))

    pipeline.process(capture.pk, rules=rules)
    article.refresh_from_db()

    assert "more than ever before" in article.text
    assert article.text.split("\n\n")[2] == PIECE
    version = article.versions.get(is_current=True)
    assert PIECE not in version.text
    before = Article.objects.values().get(pk=article.pk)
    pipeline.process(capture.pk, rules=rules)
    assert Article.objects.values().get(pk=article.pk) == before


def test_once_taken_out_again_it_stays_out(article, rules):
    text = article.text
    put_back(article, rules)
    correcting.take_out_again(article, [PIECE], by=UserFactory(), rules=rules)
    pipeline.process(Capture.objects.get().pk, rules=rules)
    article.refresh_from_db()
    assert article.text == text
    assert PIECE in {piece.text for piece in removed_pieces(article)}


def test_a_piece_that_was_never_removed_is_refused_and_changes_nothing(article, rules):
    known = removed_pieces(article)[0]
    with pytest.raises(ValueError, match="no such piece"):
        correcting.put_back(article, [known, Removed(text="Buy cranes", rule="promotion")], by=None, rules=rules)
    article.refresh_from_db()
    assert article.restored == []
