"""Merging and splitting at the desk."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from articles.models import Company, Regrouping, Source
from tests.admin.forms import form_data
from tests.factories import ArticleFactory, CompanyAliasFactory, CompanyFactory, PersonFactory, SourceFactory

pytestmark = pytest.mark.django_db


def url(name, page, *args):
    return reverse(f"admin:articles_{name}_{page}", args=args)


def test_a_company_is_merged_from_its_page_in_two_steps_and_brought_back_in_one(desk, curator):
    kept, gone = CompanyFactory(name="Harbour Works"), CompanyFactory(name="Quayside Holdings")
    article = ArticleFactory(companies=[gone])
    assert url("company", "merge", gone.pk) in desk.get(url("company", "change", gone.pk)).content.decode()
    address = url("company", "merge", gone.pk)
    page = desk.post(address, {"other": kept.pk, "stays": "other"})
    assert "Quayside Holdings becomes part of it" in page.content.decode()
    assert "articles: 1" in page.content.decode()
    assert Company.objects.count() == 2
    page = desk.post(address, {"other": kept.pk, "stays": "other", "confirmed": "yes"}, follow=True)
    act = Regrouping.objects.get()
    assert (act.made_by, article.taggings.get().company) == (curator, kept)
    assert url("regrouping", "change", act.pk) in page.content.decode()
    desk.post(url("regrouping", "undo", act.pk))
    assert article.taggings.get().company == gone
    act.refresh_from_db()
    assert act.undone_by == curator


def test_the_other_one_may_be_the_one_that_goes(desk):
    this, other = SourceFactory(), SourceFactory()
    desk.post(url("source", "merge", this.pk), {"other": other.pk, "stays": "this", "confirmed": "yes"})
    assert list(Source.objects.all()) == [this]


def test_selected_rows_are_merged_into_the_one_chosen(desk):
    people = PersonFactory.create_batch(3)
    data = {"action": "merge_selected", "_selected_action": [person.pk for person in people]}
    page = desk.post(url("person", "changelist"), data)
    assert page.content.decode().count('name="kept"') == 3
    page = desk.post(url("person", "changelist"), {**form_data(page, "form.regroup"), **data, "kept": people[1].pk})
    assert list(type(people[0]).objects.all()) == [people[1]]
    assert Regrouping.objects.count() == 2


def test_names_are_split_off_from_the_company_page(desk):
    company = CompanyFactory(name="Harbour Works")
    for text in ("Harbour Works", "Quayside"):
        CompanyAliasFactory(company=company, text=text)
    response = desk.post(url("company", "split", company.pk), {"names": ["Quayside"], "name": "Quayside"})
    new = Company.objects.get(name="Quayside")
    assert response["Location"] == url("company", "change", new.pk)
    act = Regrouping.objects.get()
    data = {"action": "undo", "_selected_action": [act.pk]}
    desk.post(url("regrouping", "changelist"), data)
    assert list(company.aliases.values_list("text", flat=True)) == ["Harbour Works", "Quayside"]


def test_looking_undoes_nothing(desk):
    kept, gone = CompanyFactory(), CompanyFactory()
    desk.post(url("company", "merge", gone.pk), {"other": kept.pk, "stays": "other", "confirmed": "yes"})
    desk.get(url("regrouping", "undo", Regrouping.objects.get().pk))
    assert Company.objects.count() == 1


def test_the_command_merges_by_slug_and_takes_back_by_number(capsys):
    kept, gone = CompanyFactory(), CompanyFactory()
    ArticleFactory.create_batch(2, companies=[gone])
    call_command("merge_names", "company", gone.slug, kept.slug)
    call_command("merge_names", undo=Regrouping.objects.get().pk)
    assert "is as it was" in capsys.readouterr().out
    assert Company.objects.count() == 2
    with pytest.raises(CommandError, match="no company"):
        call_command("merge_names", "company", "nobody", kept.slug)


@pytest.mark.parametrize("page", ["merge", "split"])
def test_who_may_only_look_can_neither_merge_nor_split(staff_client, page):
    company = CompanyFactory()
    client = staff_client("view_company", "change_company")
    assert client.get(url("company", page, company.pk)).status_code == 403
    assert client.post(url("company", page, company.pk), {}).status_code == 403


def test_merging_asks_no_more_of_the_database_for_more_articles(desk, django_assert_max_num_queries):
    def queries(count):
        kept, gone = PersonFactory(), PersonFactory()
        ArticleFactory.create_batch(count, people=[gone])
        with django_assert_max_num_queries(120) as captured:
            desk.post(url("person", "merge", gone.pk), {"other": kept.pk, "stays": "other", "confirmed": "yes"})
        assert Regrouping.objects.first().articles == count
        return len(captured)

    queries(1)
    assert queries(2) == queries(12)


def test_no_company_is_put_below_itself(desk):
    above = CompanyFactory()
    below = CompanyFactory(parent=above)
    data = form_data(desk.get(url("company", "change", above.pk)))
    page = desk.post(url("company", "change", above.pk), {**data, "parent": below.pk})
    assert "below itself" in page.content.decode()
    above.refresh_from_db()
    assert above.parent is None


def test_the_pages_of_splitting_and_undoing_ask_no_more_for_more_rows(desk, django_assert_max_num_queries):
    def queries(count):
        company, other = CompanyFactory(), CompanyFactory()
        for number in range(count):
            CompanyAliasFactory(company=company, text=f"{company.name} {number}")
        ArticleFactory.create_batch(count, companies=[company, other])
        with django_assert_max_num_queries(30) as splitting:
            assert desk.get(url("company", "split", company.pk)).status_code == 200
        desk.post(url("company", "merge", other.pk), {"other": company.pk, "stays": "other", "confirmed": "yes"})
        act = Regrouping.objects.get(kept_id=company.pk)
        assert act.articles == count
        with django_assert_max_num_queries(30) as undoing:
            assert desk.get(url("regrouping", "change", act.pk)).status_code == 200
        return len(splitting), len(undoing)

    queries(1)
    assert queries(2) == queries(12)
