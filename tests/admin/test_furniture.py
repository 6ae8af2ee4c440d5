"""The switch for what recurs on a site."""

import pytest
from django.urls import reverse

from articles.models import SiteFurniture
from tests.factories import SiteFurnitureFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("action", "verdict"), [("keep", "keep"), ("take_out", "remove"), ("leave_to_rules", "open")])
def test_a_curator_decides_on_a_paragraph(desk, action, verdict):
    row = SiteFurnitureFactory(verdict="remove" if verdict == "open" else "open")
    address = reverse("admin:articles_sitefurniture_changelist")
    response = desk.post(address, {"action": action, "_selected_action": [row.pk]}, follow=True)
    assert "1 now" in response.content.decode()
    assert SiteFurniture.objects.get().verdict == verdict
