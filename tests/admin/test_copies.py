"""Deciding on copies on the article's page in the admin."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.models import CopyVerdict, SearchEntry
from articles.store.copies import fold_copies
from tests.admin.forms import form_data
from tests.factories import ArticleFactory

TEXT = " ".join(f"quokka{number}" for number in range(120))


@pytest.fixture
def wire(db):
    made = [ArticleFactory(title=f"Paper {number}", text=f"{TEXT} end{number}.") for number in range(3)]
    fold_copies(article_ids=[article.pk for article in made])
    return made


def send(desk, article, **changes):
    address = reverse("admin:articles_article_change", args=[article.pk])
    response = desk.post(address, form_data(desk.get(address)) | changes)
    assert response.status_code == 302, response.context["errors"]


def counted():
    return set(SearchEntry.objects.canonical().values_list("pk", flat=True))


def test_an_article_is_chosen_to_stand_for_its_copies_and_no_longer(desk, wire):
    send(desk, wire[2], stands_for_copies="on")
    assert counted() == {wire[2].pk}
    send(desk, wire[2])
    assert counted() == {wire[2].pk}
    address = reverse("admin:articles_article_change", args=[wire[2].pk])
    unticked = {name: value for name, value in form_data(desk.get(address)).items() if name != "stands_for_copies"}
    desk.post(address, unticked)
    assert counted() == {wire[0].pk}


def test_an_article_is_taken_out_and_left_to_the_rules_again(desk, wire):
    send(desk, wire[2], not_copies=[str(wire[0].pk), str(wire[1].pk)])
    assert counted() == {wire[0].pk, wire[2].pk}
    send(desk, wire[2], withdraw_verdicts=[str(wire[0].pk), str(wire[1].pk)])
    assert counted() == {wire[0].pk}
    assert not CopyVerdict.objects.exists()


def test_articles_are_called_copies_by_their_numbers(desk, wire, curator):
    other = ArticleFactory(text="Something else entirely was told here by another desk, in words of its own.")
    fold_copies(article_ids=[other.pk])
    send(desk, other, copies_of=f"{wire[0].pk}")
    assert counted() == {wire[0].pk}
    assert CopyVerdict.objects.get().decided_by == curator


@pytest.mark.parametrize("numbers", ["999999", "none", "{own}"])
def test_a_number_without_an_article_is_refused(desk, wire, numbers):
    address = reverse("admin:articles_article_change", args=[wire[0].pk])
    sent = form_data(desk.get(address)) | {"copies_of": numbers.format(own=wire[0].pk)}
    assert "copies_of" in desk.post(address, sent).context["adminform"].errors
