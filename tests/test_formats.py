"""Every format of file through the whole way in, with the real stages, and made again from the stored bytes alone."""

import json
import zipfile
from functools import cache

import pytest
from django.urls import reverse

from articles.capture.files import read_paths
from articles.models import Article, Capture
from articles.pipeline import file_rules, ingest, process
from tests.clean.test_wrapped import ARTICLE, SENTENCE
from tests.envelopes.test_message import MHTML, letter
from tests.envelopes.test_saved_page import SINGLE_FILE

pytestmark = pytest.mark.django_db


@cache
def rules():
    return file_rules()


def mhtml():
    head, _, rest = MHTML.partition(b"<html>")
    return head + ARTICLE.replace("Sales rise", "Ferry prices rise").encode() + rest[rest.index(b"\r\n------B") :]


WALLABAG = [
    {
        "is_archived": 0,
        "created_at": "2025-07-09T10:00:00+0200",
        "published_at": "2025-07-08T08:00:00+0000",
        "published_by": ["Ann Bell"],
        "title": "Port fees rise",
        "url": "https://ledger.example/port",
        "content": f"<p>{SENTENCE * 2}</p><p>{SENTENCE} It did.</p>",
    }
]
FILES = {
    "a.mhtml": (mhtml, "Ferry prices rise", "https://ledger.example/ferry", "2025-07-08"),
    "b.eml": (lambda: letter(html=ARTICLE).as_bytes(), "Ferry prices – up", "", "2025-07-08"),
    "c.json": (lambda: json.dumps(WALLABAG).encode(), "Port fees rise", "https://ledger.example/port", "2025-07-09"),
    "d.html": (
        lambda: (SINGLE_FILE[: SINGLE_FILE.index("<meta")] + ARTICLE[6:]).encode(),
        "Sales rise",
        "https://ledger.example/harbour?id=7",
        "2025-07-08",
    ),
}


def test_an_e_mail_is_not_shown_since_it_names_who_received_it(tmp_path, client):
    (tmp_path / "b.eml").write_bytes(letter(html=ARTICLE).as_bytes())
    [receipt] = ingest(read_paths([str(tmp_path / "b.eml")]), rules=rules())

    article = Article.objects.get(pk=receipt.article_ids[0])
    assert b"an e-mail, which names who received it" in client.get(article.get_absolute_url()).content
    for page in ("article_capture", "capture_download"):
        assert client.get(reverse(f"articles:{page}", args=[article.pk, article.slug])).status_code == 404


@pytest.mark.parametrize("is_zipped", [False, True])
@pytest.mark.parametrize("name", FILES)
def test_a_file_becomes_an_article_and_the_same_again_from_its_bytes(tmp_path, name, is_zipped):
    make, title, url, day = FILES[name]
    path = tmp_path / name
    path.write_bytes(make())
    if is_zipped:
        with zipfile.ZipFile(tmp_path / "all.zip", "w", compression=zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, name)
        path = tmp_path / "all.zip"

    [receipt] = ingest(read_paths([str(path)]), rules=rules())

    article = Article.objects.get(pk=receipt.article_ids[0])
    assert article.title == title
    capture = Capture.objects.get()
    sighting = capture.sightings.get()
    assert (sighting.url, sighting.captured_at.date().isoformat()) == (url, day)
    before = Article.objects.values().get()
    capture.sightings.update(url="", captured_at=None, source_name="")  # what the bytes say is in them still
    process(capture.pk, rules=rules())
    after = Article.objects.values().get()
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
