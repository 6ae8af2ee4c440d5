"""A copy of the archive that a browser reads from a disk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import CommandError, call_command
from playwright.sync_api import expect

from articles.management.site_export import files, listings
from articles.models import SearchEntry
from tests.factories import (
    ArticleFactory,
    ArticleVersionFactory,
    CompanyFactory,
    SightingFactory,
    TaggingFactory,
    TopicFactory,
)

HOSTILE = "</script><script>document.title='run'</script><img src=x onerror=document.title='run'>"


@pytest.fixture
def archive(db):
    xiaomi = CompanyFactory(name="Xiaomi", slug="xiaomi")
    cars = TopicFactory(name="Cars", slug="cars")
    electric = TopicFactory(name="Electric cars", slug="electric-cars", parent=cars)
    articles = [
        ArticleFactory(title="Xiaomi lifts prices in Córdoba", companies=[xiaomi], topics=[electric]),
        ArticleFactory(title="Rain on the harbour", undated=True),
        ArticleFactory(title=HOSTILE, companies=[xiaomi]),
        ArticleFactory(title="Nobody shall read this", state="hidden"),
    ]
    version = ArticleVersionFactory(article=articles[0])
    SightingFactory(capture=version.capture, url="javascript:document.title='run'")
    return articles


@pytest.fixture
def copy(archive, tmp_path, capsys):
    folder = tmp_path / "copy"
    call_command("export_site", str(folder))
    capsys.readouterr()
    return folder


@pytest.fixture
def tab(browser, copy):
    """A tab on the copy's first page; it fails where a script runs that is not the copy's, or anything leaves it."""
    context = browser.new_context()
    context.set_default_timeout(30_000)
    page = context.new_page()
    complaints, strangers = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else strangers.append(request.url))
    page.goto((copy / "index.html").as_uri())
    yield page
    context.close()
    assert complaints == []
    assert strangers == []


def test_it_has_a_page_for_every_public_article_and_for_what_they_are_about(copy, archive):
    names = {str(path.relative_to(copy)) for path in copy.rglob("*.html")}
    assert {listings.article_file(one.pk) for one in archive[:3]} <= names
    assert listings.article_file(archive[3].pk) not in names
    assert {"index.html", "companies.html", "topics.html", "months.html", "months/undated.html"} <= names
    assert {"companies/xiaomi.html", "topics/cars.html", "topics/electric-cars.html", "months/2025-07.html"} <= names
    assert not any("Nobody shall" in path.read_text() for path in copy.rglob("*.*"))


def test_every_date_says_how_it_is_known(copy):
    pages = [path.read_text() for path in copy.rglob("*.html")]
    assert any("data-note=" in page for page in pages)
    assert not [time for page in pages for time in re.findall("<time[^>]*>", page) if "data-note=" not in time]
    assert "does not say when this was published" in (copy / "months/undated.html").read_text()


def test_every_link_leads_to_a_file_of_the_copy(copy):
    for page in copy.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text()):
            if not target.startswith("http"):
                assert (page.parent / target).is_file(), f"{page}: {target}"


def test_it_can_be_walked_through_from_a_disk(tab):
    tab.get_by_role("link", name="Companies").click()
    tab.get_by_role("link", name="Xiaomi", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Xiaomi")
    tab.get_by_role("link", name="Xiaomi lifts prices").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Xiaomi lifts prices in Córdoba")
    tab.get_by_role("link", name="Electric cars").click()
    tab.get_by_role("link", name="Xiaomi lifts prices").click()
    tab.get_by_role("link", name="Months").click()
    tab.get_by_role("link", name="July 2025").click()
    tab.get_by_role("link", name="<script>").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    assert tab.title() != "run"
    assert "Charter" in tab.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")


def test_titles_are_searched_in_the_page_whatever_their_case_and_accents(tab):
    field = tab.get_by_role("searchbox")
    field.fill("CORDOBA prices")
    expect(tab.get_by_role("status")).to_have_text("1 title")
    field.fill("script")
    expect(tab.get_by_role("status")).to_have_text("1 title")
    assert tab.title() != "run"
    field.fill("nobody")
    expect(tab.get_by_role("status")).to_have_text("0 titles")
    field.fill("rain")
    field.press("Enter")
    tab.get_by_role("list", name="Titles found").get_by_role("link").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Rain on the harbour")


def test_it_reads_without_javascript(browser, copy):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((copy / "index.html").as_uri())
    expect(page.get_by_role("searchbox")).to_have_count(0)
    expect(page.get_by_text("The search over titles needs JavaScript")).to_be_visible()
    page.get_by_role("link", name="Rain on the harbour").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rain on the harbour")
    context.close()


def test_it_is_accessible(browser, copy):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((copy / "index.html").as_uri())
    for name in ("Companies", "Xiaomi", "Xiaomi lifts prices", "Topics", "Months"):
        assert Axe().run(page).response["violations"] == []
        page.get_by_role("link", name=name).first.click()
    assert Axe().run(page).response["violations"] == []
    context.close()


def test_long_lists_are_cut_into_pages_and_titles_into_files(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(listings, "PER_PAGE", 2)
    monkeypatch.setattr(files, "PER_PAGE", 2)
    monkeypatch.setattr(files, "TITLES_A_FILE", 2)
    company = CompanyFactory(name="Odd", slug="../../index")
    for article in archive[:3]:
        TaggingFactory(article=article, company=company)
    article = ArticleFactory(companies=[company])
    ArticleFactory.create_batch(4, companies=[company])
    folder = tmp_path / "copy"
    call_command("export_site", str(folder))
    pages = sorted(path.name for path in (folder / "companies").glob(f"_{company.pk}*"))
    assert pages == [f"_{company.pk}.2.html", f"_{company.pk}.3.html", f"_{company.pk}.html"]
    assert 'rel="next"' in (folder / "companies" / f"_{company.pk}.2.html").read_text()
    assert len(list((folder / "assets").glob("titles-*.js"))) == 4
    assert (folder / listings.article_file(article.pk)).is_file()


def test_an_earlier_copy_is_replaced_and_nothing_else_is(copy, archive, tmp_path, monkeypatch):
    (copy / "left.html").write_text("of the earlier copy")
    call_command("export_site", str(copy))
    assert not (copy / "left.html").exists()

    other = tmp_path / "letters"
    other.mkdir()
    (other / "dear.txt").write_text("Dear all")
    with pytest.raises(CommandError, match="no earlier copy"):
        call_command("export_site", str(other))
    assert (other / "dear.txt").is_file()

    def disk_is_full(self, listed):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files._Copy, "_write_articles", disk_is_full)
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_site", str(copy))
    assert (copy / "index.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "letters"]


def test_an_earlier_copy_stays_where_the_new_one_cannot_take_its_place(copy, monkeypatch):
    before = (copy / "index.html").read_text()
    rename = Path.rename

    def cannot(path, target):
        if path.name.endswith(".part"):
            raise OSError(16, "Device or resource busy")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", cannot)
    with pytest.raises(CommandError, match="busy"):
        call_command("export_site", str(copy))
    assert (copy / "index.html").read_text() == before
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


def test_a_second_copy_to_the_same_place_is_refused_while_the_first_is_written(archive, tmp_path, monkeypatch):
    write, refused = files._Copy._write_articles, []

    def ask_for_another_meanwhile(self, listed):
        with pytest.raises(CommandError, match="Another copy is being written") as told:
            call_command("export_site", str(tmp_path / "copy"))
        refused.append(told.value)
        call_command("export_site", str(tmp_path / "elsewhere"))
        write(self, listed)

    monkeypatch.setattr(files._Copy, "_write_articles", ask_once(ask_for_another_meanwhile, write))
    call_command("export_site", str(tmp_path / "copy"))
    assert len(refused) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "elsewhere"]
    assert len(list((tmp_path / "copy").rglob("*.html"))) == len(list((tmp_path / "elsewhere").rglob("*.html")))


def ask_once(first, later):
    """What does `first` when it is called, and `later` whenever it is called from then on."""
    ways = [first]
    return lambda *given: (ways.pop() if ways else later)(*given)


def test_what_a_killed_run_left_is_cleared_away(archive, tmp_path):
    left = tmp_path / ".copy.part"
    (left / "companies").mkdir(parents=True)
    (left / "companies" / "of-then.html").write_text("half a pa")
    (left / "index.html").write_text("of then")
    call_command("export_site", str(tmp_path / "copy"))
    assert not (tmp_path / "copy" / "companies" / "of-then.html").exists()
    assert "of then" not in (tmp_path / "copy" / "index.html").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_a_tag_that_only_an_uncounted_copy_carries_leads_to_no_list(archive, tmp_path):
    only_here = CompanyFactory(name="Narrowboat Holdings", slug="narrowboat")
    uncounted = ArticleFactory(title="Told once more", companies=[only_here])
    SearchEntry.objects.filter(pk=uncounted.pk).update(is_canonical=False)
    call_command("export_site", str(tmp_path / "copy"))
    page = tmp_path / "copy" / listings.article_file(uncounted.pk)
    assert "<li>Narrowboat Holdings</li>" in page.read_text()
    assert not (tmp_path / "copy" / "companies" / "narrowboat.html").exists()


def test_a_slug_that_is_no_file_name_anywhere_gives_way_to_a_number_that_is_no_slug():
    assert listings.file_stem("xiaomi", 7) == "xiaomi"
    assert listings.file_stem("con", 7) == listings.file_stem("../up", 7) == listings.file_stem("Ünal", 7) == "_7"
    assert listings.file_stem("7", 12) == "7"


def test_a_batch_of_articles_takes_a_fixed_number_of_queries(archive, django_assert_num_queries):
    from articles.management.site_export.records import records

    with django_assert_num_queries(7):
        assert sum(len(batch) for batch in records(frozenset())) == 3
    ArticleFactory.create_batch(5)
    with django_assert_num_queries(7):
        assert sum(len(batch) for batch in records(frozenset())) == 8
