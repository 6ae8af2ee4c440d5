"""The desk's other pages for everyone: adding by hand, the dashboard, merging, trying."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from tests.browser.test_access import RULES
from tests.browser.test_queue import sign_in
from tests.factories import (
    ArticleFactory,
    CompanyAliasFactory,
    CompanyFactory,
    RegroupingFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, scheme):
    page = open_page
    page.emulate_media(color_scheme=scheme)
    article = ArticleFactory(source=SourceFactory(), published_at=timezone.now(), published_precision="second")
    company = CompanyAliasFactory(company=CompanyFactory()).company
    addresses = (
        "/admin/",
        "/admin/desk/add/",
        "/admin/desk/dashboard/",
        f"/admin/articles/company/{company.pk}/merge/",
        f"/admin/articles/company/{company.pk}/split/",
        f"/admin/articles/regrouping/{RegroupingFactory().pk}/change/",
    )
    sign_in(page)
    for address in addresses:
        page.goto(address)
        check(page, address)
    page.goto("/admin/desk/add/")
    page.fill("#id_text", "Harbour opens\n\n" + "The harbour opened on Monday, the company said. " * 9)
    page.click("button[value=text]")
    page.wait_for_selector("input[name=capture]", state="attached")
    check(page, "the preview")
    page.goto(f"/admin/articles/topic/{TopicFactory(rule='ships').pk}/change/")
    page.click(".trying button")
    page.wait_for_url("**/try/**")
    check(page, "the trial")
    assert article.pk


def check(page, name):
    # The admin's own field for choosing one of many has no name for axe; its label stands before it.
    found = Axe().run(page, context={"exclude": [[".select2"]]}, options={"runOnly": {"type": "tag", "values": RULES}})
    faults = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]]
    assert faults == [], name
