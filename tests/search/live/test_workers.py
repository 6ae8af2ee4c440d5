"""Two processes of gunicorn never disagree, with each other or with the database."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection

import pytest
from django.conf import settings
from django.db import connection

from articles.models import Article, SearchEntry
from tests.factories import ArticleFactory, CompanyFactory

COUNT = re.compile(r'<h1 id="count">\s*([\d,]+) article')
OF_COMPANY = re.compile(r'name="company" value="kestrel-motors".*?<span class="n">([\d,]+)</span>', re.DOTALL)
ASKED = 8  # at a time, so that both workers answer some
STARTS_WITHIN = 60  # seconds


@pytest.fixture
def site(transactional_db):
    """The port of the site, served by two workers over the test database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    parameters = connection.get_connection_params()
    address = " ".join(f"{key}={parameters[key]}" for key in ("dbname", "user", "host", "port") if parameters.get(key))
    arguments = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2", "--log-level", "warning"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsarchive.wsgi", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": address, "NEWSARCHIVE_DEBUG": "1"},
    )
    try:
        _wait(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(120)


def _wait(port, process):
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        try:
            return _page(port, "/health/")
        except OSError:
            time.sleep(0.1)
    raise AssertionError("gunicorn did not start")


def _page(port, path):
    client = HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("GET", path)
    response = client.getresponse()
    text = response.read().decode()
    client.close()
    assert response.status == 200, text[:2000]
    return text


def _counts(port, path):
    """What several requests at once find: (results, those of the company)."""
    with ThreadPoolExecutor(ASKED) as pool:
        pages = list(pool.map(lambda _: _page(port, path), range(ASKED)))
    return {(_number(COUNT, page), _number(OF_COMPANY, page)) for page in pages}


def _number(pattern, page):
    found = pattern.search(page)
    return int(found[1].replace(",", "")) if found else 0


def test_two_workers_agree_after_each_change(site):
    company = CompanyFactory(name="Kestrel Motors", slug="kestrel-motors")
    expected = [0, 0]
    for number in range(6):
        article = ArticleFactory(title="A tariff", text="Ships and wages.", companies=[company] if number % 2 else [])
        expected = [expected[0] + 1, expected[1] + number % 2]
        assert _counts(site, "/?q=ships") == {tuple(expected)}
    SearchEntry.objects.filter(pk=article.pk).delete()
    assert _counts(site, "/?q=ships") == {(5, 2)}
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_searchentry SET company_ids = '{}'")
    assert _counts(site, "/?q=ships") == {(5, 0)}
    assert Article.objects.count() == 6
