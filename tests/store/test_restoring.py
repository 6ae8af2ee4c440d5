"""Removed pieces that a curator puts back stay in the text, whatever later processing makes of the capture."""

import pytest

from articles.documents import Block, Removed
from articles.models import Article, SearchEntry
from articles.store.edits import update_article
from articles.store.restored_text import insert_pieces
from articles.store.restoring import removed_pieces, restore_piece, withdraw_piece
from tests.factories import ArticleFactory, ArticleVersionFactory, UserFactory

REMOVED = [
    {"text": "Share this", "rule": "share"},
    {"text": "Swans stayed on the canal.", "rule": "model: aside"},
    {"text": "Swans stayed on the canal.", "rule": "model: aside"},
    {"text": "Herons left it.", "rule": "caption"},
]
SWANS = Removed(text="Swans stayed on the canal.", rule="model: aside")
HERONS = Removed(text="Herons left it.", rule="caption")


@pytest.fixture
def article(db):
    made = ArticleFactory(text="The canal reopened.\n\nBoats came.", paragraph_kinds=["paragraph", "quote"])
    ArticleVersionFactory(article=made, text=made.text, removed=REMOVED)
    return made


def test_each_removed_piece_is_offered_once(article):
    assert [piece.text for piece in removed_pieces(article)] == [
        "Share this",
        "Swans stayed on the canal.",
        "Herons left it.",
    ]


def test_a_piece_goes_back_behind_its_paragraph_and_is_found_by_search(article):
    restored = restore_piece(article=article, piece=SWANS, after="The canal reopened.", place=30, by=UserFactory())
    assert restored.text == "The canal reopened.\n\nSwans stayed on the canal.\n\nBoats came."
    assert restored.paragraph_kinds == ["paragraph", "paragraph", "quote"]
    assert restored.word_count == 10
    assert restored.curated_fields == []
    assert "swan" in str(SearchEntry.objects.get(article=article).vector)
    assert SWANS not in removed_pieces(restored)


def test_putting_back_twice_changes_nothing_more(article):
    for _ in range(2):
        restored = restore_piece(article=article, piece=SWANS, after="", place=3, by=None)
    assert restored.text.count("Swans") == 1
    assert len(restored.restored) == 1


@pytest.mark.parametrize("order", [(SWANS, HERONS), (HERONS, SWANS)])
def test_pieces_behind_one_paragraph_stand_in_the_pages_order(article, order):
    places = {SWANS: 30, HERONS: 40}
    for piece in order:
        restored = restore_piece(
            article=article, piece=piece, after="The canal reopened.", place=places[piece], by=None
        )
    assert restored.text.split("\n\n")[1:3] == [SWANS.text, HERONS.text]


def test_only_what_was_taken_out_can_be_put_back(article):
    with pytest.raises(ValueError, match="no such piece"):
        restore_piece(article=article, piece=Removed(text="Buy my boats.", rule="share"), after="", place=0, by=None)
    article.refresh_from_db()
    assert article.restored == []


def test_it_can_be_taken_out_again(article):
    before = article.text
    restore_piece(article=article, piece=SWANS, after="", place=3, by=None)
    withdrawn = withdraw_piece(article=article, text=SWANS.text, by=UserFactory())
    assert (withdrawn.text, withdrawn.restored) == (before, [])
    assert withdraw_piece(article=article, text="Never there.", by=None).text == before


def test_a_text_that_a_curator_wrote_takes_the_piece_in(article):
    update_article(article=article, changes={"text": "My canal.\n\nBoats came."}, by=UserFactory())
    restored = restore_piece(article=article, piece=SWANS, after="My canal.", place=9, by=None)
    assert restored.text == "My canal.\n\nSwans stayed on the canal.\n\nBoats came."
    assert restored.curated_fields == ["text"]


def test_history_knows_who_put_it_back(article):
    person = UserFactory()
    restore_piece(article=article, piece=SWANS, after="", place=3, by=person)
    event = Article.objects.get(pk=article.pk).events.latest("pgh_id")
    assert event.restored == []
    assert event.pgh_context.metadata["user"] == person.pk


def test_what_the_rules_keep_now_is_not_said_twice():
    restored = [{"text": "Swans stayed on the canal.", "rule": "x", "after": "The canal reopened.", "place": 1}]
    kept = [Block(text="The canal reopened. Swans stayed on the canal.")]
    assert insert_pieces(kept, restored) == kept


def test_a_piece_whose_paragraph_is_gone_stands_at_the_end():
    restored = [{"text": "Swans stayed.", "rule": "x", "after": "Nothing like it.", "place": 1}]
    assert [block.text for block in insert_pieces([Block(text="A."), Block(text="B.")], restored)] == [
        "A.",
        "B.",
        "Swans stayed.",
    ]
