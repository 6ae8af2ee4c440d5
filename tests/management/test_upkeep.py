"""`reprocess`, `purge`, `load_companies` and the samples' commands."""

import json
import zlib
from itertools import islice

import pytest
from django.core.management import CommandError, call_command

from articles.documents import RawCapture
from articles.management.commands import ingest_samples
from articles.models import Article, Capture, Company, Tombstone
from articles.pipeline import ingest_capture
from articles.store.samples import are_samples_due
from tests.factories import CompanyFactory, UserFactory
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stages")]
TWO = "# One\nThe first story of the two.\n# Two\nThe second, which is another."


def take(text=TWO, **known):
    raw = RawCapture(content=text.encode(), media_type="text/plain", **{"name": "a.txt", **known})
    return ingest_capture(raw, rules=fake_rules())


def run(capsys, *arguments, status=0):
    try:
        call_command(*map(str, arguments))
        ended = 0
    except SystemExit as end:
        ended = end.code
    assert ended == status
    return capsys.readouterr().out


def change_bytes(receipt, text):
    Capture.objects.filter(pk=receipt.capture_id).update(content=zlib.compress(text.encode()))


def test_reprocess_all_counts_what_became_of_the_articles(capsys):
    receipt = take()
    take("# Else\nQuite something else.")
    change_bytes(receipt, "# One\nThe first story of the two.\n# New\nNot seen before, this one.")

    out = run(capsys, "reprocess", "--all")

    assert "2 captures: 2 articles kept, 1 new, 1 hidden; 0 captures rejected" in out


def test_reprocess_takes_articles_and_captures_by_name(capsys):
    receipt = take()
    sha = Capture.objects.get().sha256

    article = receipt.article_ids[0]
    for name in (article, f"article:{article}", f"/articles/{article}/one/", f"capture:{receipt.capture_id}", sha[:16]):
        assert run(capsys, "reprocess", name).startswith("1 captures: 2 articles kept")


def test_reprocess_rejected_tries_those_again(capsys):
    receipt = take("!crash")
    take()
    assert "1 captures rejected" in run(capsys, "reprocess", "--rejected", status=1)
    change_bytes(receipt, "# Mended\nNow it works.")

    assert "1 captures: 0 articles kept, 1 new" in run(capsys, "reprocess", "--rejected")
    assert Capture.objects.get(pk=receipt.capture_id).status == "processed"


def test_reprocess_outdated_leaves_the_present_alone(capsys):
    take()
    assert "0 captures" in run(capsys, "reprocess", "--outdated")

    Capture.objects.update(pipeline_version="0")

    assert "1 captures" in run(capsys, "reprocess", "--outdated")


@pytest.mark.parametrize("arguments", [[], ["999"], ["capture:999"], ["deadbeefdeadbeef"], ["!"]])
def test_reprocess_wants_something_that_is_there(arguments):
    with pytest.raises(CommandError):
        call_command("reprocess", *arguments)


def test_purge_takes_an_article_down(capsys):
    receipt = take("# Alone\nThe only story here.")
    UserFactory(username="editor")

    out = run(capsys, "purge", receipt.article_ids[0], "--reason", "Asked for.", "--by", "editor")

    assert out.startswith("Taken down for good.")
    assert Tombstone.objects.get().purged_by.username == "editor"
    assert not Article.objects.exists()


def test_purge_asks_what_becomes_of_siblings(capsys):
    receipt = take()
    first = receipt.article_ids[0]

    with pytest.raises(CommandError, match="--keep-siblings"):
        call_command("purge", str(first), "--reason", "Asked for.")
    assert "Kept without their bytes" in run(capsys, "purge", first, "--reason", "Asked for.", "--keep-siblings")
    assert Article.objects.count() == 1


def test_purge_takes_a_capture_down(capsys):
    receipt = take()

    run(capsys, "purge", f"capture:{receipt.capture_id}", "--reason", "Asked for.")

    assert not Article.objects.exists()


def test_purge_needs_a_reason_and_a_known_account():
    receipt = take()
    for arguments in (["--reason", " "], ["--reason", "x", "--by", "nobody"], []):
        with pytest.raises(CommandError):
            call_command("purge", f"capture:{receipt.capture_id}", *arguments)
    assert Article.objects.exists()


def test_load_companies_merges_a_file(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("articles.management.commands.load_companies.load_vocabulary", lambda: False)
    CompanyFactory(name="Ford Motor", slug="ford-motor")
    path = tmp_path / "list.csv"
    path.write_text("\ufeffname,ticker,exchange\nFord Motor Company,F,NYSE\nNew One Inc.,NEW,NYSE\n,X,NYSE\n")

    assert "1 added, 1 completed, 0 known already, 1 rejected" in run(capsys, "load_companies", path, status=1)
    assert Company.objects.get(slug="ford-motor").ticker == "F"
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_companies", str(tmp_path / "gone.csv"))


@pytest.fixture
def samples(tmp_path, monkeypatch):
    """A folder of two samples in place of the bundled ones, and no word lists."""
    (tmp_path / "outlet").mkdir()
    (tmp_path / "outlet" / "a.txt").write_text("# A\nThe first sample text.\n@source Outlet")
    (tmp_path / "b.txt").write_text("# B\nThe second sample text.")
    lines = [{"file": "outlet/a.txt", "url": "https://outlet.example/a"}, {"file": "b.txt"}]
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, lines)))
    monkeypatch.setattr(ingest_samples, "SAMPLES", tmp_path)
    monkeypatch.setattr(ingest_samples, "archive_rules", fake_rules)
    monkeypatch.setattr(ingest_samples, "load_vocabulary", lambda: False)
    monkeypatch.delenv("NEWSARCHIVE_SAMPLES", raising=False)
    return tmp_path


@pytest.mark.usefixtures("samples")
def test_samples_come_in_once_ever(capsys):
    assert "Sample texts: 2 new" in run(capsys, "ingest_samples")
    assert set(Capture.objects.values_list("is_sample", flat=True)) == {True}
    assert Capture.objects.first().sightings.get().file_name.startswith("samples/")

    assert run(capsys, "ingest_samples") == ""
    assert "Removed 2 sample captures and 2 articles" in run(capsys, "remove_samples")
    assert run(capsys, "ingest_samples") == ""
    assert not Capture.objects.exists()
    assert "2 new" in run(capsys, "ingest_samples", "--again")


@pytest.mark.usefixtures("samples")
def test_samples_stay_out_where_nobody_wants_them(capsys, monkeypatch):
    monkeypatch.setenv("NEWSARCHIVE_SAMPLES", "0")

    assert run(capsys, "ingest_samples") == ""
    assert not Capture.objects.exists()


@pytest.mark.usefixtures("samples")
def test_samples_stay_out_of_an_archive_in_use(capsys):
    take()

    assert run(capsys, "ingest_samples") == ""
    assert Capture.objects.count() == 1


def test_samples_broken_off_half_way_are_taken_up_again(samples, capsys, monkeypatch):
    def broken(found, **options):
        yield from whole_ingest(islice(found, 1), **options)
        raise KeyboardInterrupt

    whole_ingest = ingest_samples.ingest
    monkeypatch.setattr(ingest_samples, "ingest", broken)
    with pytest.raises(KeyboardInterrupt):
        call_command("ingest_samples")
    monkeypatch.setattr(ingest_samples, "ingest", whole_ingest)
    assert are_samples_due()

    assert "1 new, 0 completed, 1 duplicate" in run(capsys, "ingest_samples")
    assert Article.objects.count() == 2
