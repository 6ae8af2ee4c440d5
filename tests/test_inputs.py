"""Thousands of inputs in every format through `ingest`: each a stored article or a stored rejection with a reason."""

from functools import cache
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.capture.files import read_paths
from articles.capture.found import Limits, Link, Skipped
from articles.documents import Rejection
from articles.models import Article, Capture, RefusedInput
from articles.pipeline import file_rules, ingest
from articles.store.intake import known_place
from articles.store.receipts import Receipt
from articles.store.storable import storable
from tests.bounded import soon
from tests.conftest import IS_LONG
from tests.hostile_inputs import WRAPPERS, make_input

pytestmark = pytest.mark.django_db

# In parts, each into tables of its own: they can be run side by side, and none slows down as the tables fill up.
PARTS, MUTATED = (20, 400) if IS_LONG else (1, 60)
INVENTED_PARTS, INVENTED = (8, 250) if IS_LONG else (1, 30)
TOGETHER = 50  # files in one run
SUFFIXES = st.sampled_from(sorted({suffix for suffix, _ in WRAPPERS}))


@cache
def rules():
    return file_rules()


def take_in(folder: Path, inputs):
    """`{file: what became of what was in it}`, checked against what is stored."""
    for name, content in inputs:
        (folder / name).write_bytes(content)
    paths = [str(folder / name) for name, _ in inputs]
    became = {path: [] for path in paths}
    for result in ingest(read_paths(paths, limits=Limits(place_of=known_place)), rules=rules()):
        path = max((path for path in paths if result.name.startswith(path)), key=len)
        became[path].append(result)
        check(result)
    with connection.cursor() as cursor:  # what PostgreSQL does by itself, but not for a transaction that never ends
        cursor.execute("ANALYZE articles_capture, articles_sighting, articles_articleversion, articles_article")
    for path in paths:
        assert became[path], f"nothing was said of {path}"
        Path(path).unlink()
    return became


def check(result):
    if isinstance(result, Receipt):
        capture = Capture.objects.get(pk=result.capture_id)
        if capture.status == Capture.Status.REJECTED:
            assert capture.reason
            assert not capture.reason.startswith("failed"), (result.name, capture.reason)
        else:
            assert capture.status == Capture.Status.PROCESSED
            articles = Article.objects.filter(versions__capture=capture)
            assert articles.exists()
            assert all(article.title.strip() and article.text.strip() for article in articles)
    elif isinstance(result, Rejection):
        assert result.reason
        assert RefusedInput.objects.filter(reason=storable(result.reason)).exists()
    else:
        assert isinstance(result, Skipped | Link)


@pytest.mark.parametrize("part", range(PARTS))
def test_pages_damaged_in_every_way_and_format_end_well(tmp_path, part):
    kinds = set()
    first, end = part * MUTATED, (part + 1) * MUTATED
    for start in range(first, end, TOGETHER):
        with soon():
            became = take_in(tmp_path, [make_input(number) for number in range(start, min(start + TOGETHER, end))])
        kinds |= {type(result) for results in became.values() for result in results}
    assert {Receipt, Rejection} <= kinds


@pytest.mark.parametrize("part", range(INVENTED_PARTS))
@settings(
    max_examples=INVENTED,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    content=st.binary(max_size=600) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")),
    suffix=SUFFIXES,
)
def test_any_bytes_under_any_name_end_well(tmp_path, part, content, suffix):
    take_in(tmp_path, [(f"any{suffix}", content)])
