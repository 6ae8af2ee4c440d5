"""What recurs on a site, learned from its captures through the whole way in."""

import random

import pytest

from articles.documents import RawCapture
from articles.models import Article, ArticleVersion, SiteFurniture, SitePage
from articles.pipeline import DraftedPage, file_rules, ingest_capture, process
from articles.store.drafts import draft_of
from articles.store.furniture import decide_furniture, learn_furniture, recurring_on
from articles.store.purge import purge_capture
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

BOX = "Every Thursday the Valley Letter brings what the week held, with three stories that nobody else had."
NOTE = "Prices on this page are those of the exchange in Northgate at the close and may lag by a quarter of an hour."
NOUNS = ["harbour", "bridge", "council", "orchard", "tunnel", "ferry", "market", "quarry", "school", "mill", "museum"]
VERBS = ["opened", "closed", "rebuilt", "sold", "surveyed", "praised", "delayed", "repaired", "inspected", "financed"]


def sentence(dice):
    first, second, third = dice.sample(NOUNS, 3)
    count = dice.randint(11, 990)
    return f"The {first} beside the {second} was {dice.choice(VERBS)} after {count} people had asked for a {third}."


def markup(number, *, boxes=(BOX, NOTE), story=None):
    dice = random.Random(story if story is not None else number)
    texts = [" ".join(sentence(dice) for _ in range(3)) for _ in range(6)]
    texts[3:3] = boxes[:1]
    body = "".join(f"<p>{text}</p>" for text in [*texts, *boxes[1:]])
    return (
        f'<html lang="en"><head><title>Valley story number {number}</title></head><body><article>'
        f"<h1>Valley story number {number}</h1>{body}</article></body></html>"
    )


def take(number, rules, host="valley.example", **more):
    url = f"https://www.{host}/news/story-{number}"
    raw = RawCapture(content=markup(number, **more).encode(), media_type="text/html", name=url, url=url)
    return ingest_capture(raw, rules=rules)


@pytest.fixture(scope="module")
def rules():
    return file_rules()


def texts_of(receipts):
    ids = [pk for receipt in receipts for pk in receipt.article_ids]
    return [Article.objects.get(pk=pk).text for pk in ids]


def test_learning_then_reprocessing_yields_what_processing_afterwards_yields(rules):
    early = [take(number, rules) for number in range(8)]
    assert set(SiteFurniture.objects.values_list("text", flat=True)) == {BOX, NOTE}
    assert any(BOX in text for text in texts_of(early))
    for receipt in early:
        process(receipt.capture_id, rules=rules)
    late = [take(number, rules, host="valley.example") for number in range(8, 11)]
    for receipt in late:
        before = (receipt.article_ids, texts_of([receipt]))
        versions = ArticleVersion.objects.count()
        process(receipt.capture_id, rules=rules)
        assert (receipt.article_ids, texts_of([receipt])) == before
        assert ArticleVersion.objects.count() == versions
    assert not any(BOX in text or NOTE in text for text in texts_of([*early, *late]))
    removed = [(one["text"], one["rule"]) for one in Article.objects.first().versions.get(is_current=True).removed]
    assert (BOX, "recurs on this site, 4 pages") in removed
    assert SitePage.objects.count() == 11


def test_another_site_learns_for_itself(rules):
    for number in range(5):
        take(number, rules)
    other = take(9, rules, host="hills.example")
    assert BOX in texts_of([other])[0]


def test_copies_of_one_story_teach_nothing(rules):
    for number in range(8):
        take(number, rules, story=1)
    assert not SiteFurniture.objects.exists()


def test_a_curator_can_put_a_sites_paragraph_back(rules):
    for number in range(5):
        take(number, rules)
    box = SiteFurniture.objects.get(text=BOX)
    assert decide_furniture(furniture_ids=[box.pk], verdict="keep", by=UserFactory()) == 1
    assert set(recurring_on("valley.example")) == {SiteFurniture.objects.get(text=NOTE).number}
    text = texts_of([take(7, rules)])[0]
    assert BOX in text
    assert NOTE not in text


def test_the_window_of_a_site_is_bounded(rules, monkeypatch):
    monkeypatch.setattr("articles.store.furniture.WINDOW", 3)
    receipts = [take(number, rules) for number in range(5)]
    assert list(SitePage.objects.values_list("pk", flat=True)) == [one.capture_id for one in receipts[:1:-1]]


def test_a_takedown_forgets_what_the_capture_held(rules):
    receipts = [take(number, rules) for number in range(5)]
    for receipt in receipts[1:]:
        purge_capture(capture_id=receipt.capture_id, reason="asked")
    assert SitePage.objects.count() == 1
    assert SiteFurniture.objects.count() == 2
    purge_capture(capture_id=receipts[0].capture_id, reason="asked")
    assert not SiteFurniture.objects.exists()


def test_learning_costs_a_few_queries_however_many_captures(rules, django_assert_max_num_queries):
    for number in range(6):
        take(number, rules)
    rows = SitePage.objects.select_related("capture")
    pages = {row.pk: DraftedPage(site=row.site, drafts=(draft_of(row.capture.versions.get().article),)) for row in rows}
    with django_assert_max_num_queries(8):
        learn_furniture(pages=pages)
