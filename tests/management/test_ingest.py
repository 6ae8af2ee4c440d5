"""`manage.py ingest`, with the small stages."""

import gzip
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection

from articles.management.capture_command import shown
from articles.management.commands import ingest
from articles.models import Article, Capture, RefusedInput, Sighting
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stages")]


@pytest.fixture(autouse=True)
def _few_rules(monkeypatch):
    """Rules without the archive's whole vocabulary, which takes seconds to load."""
    monkeypatch.setattr(ingest, "archive_rules", fake_rules)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.txt").write_text("# One\nThe first story.")
    (tmp_path / "two.txt.gz").write_bytes(gzip.compress(b"# Two\nThe second story.\n# Three\nThe third."))
    (tmp_path / "README.md").write_text("About these files.")
    return tmp_path


def run(capsys, *arguments, status=0):
    """What `ingest` prints, checked to end with `status`."""
    try:
        call_command("ingest", *map(str, arguments))
        ended = 0
    except SystemExit as end:
        ended = end.code
    assert ended == status
    return capsys.readouterr()


def test_a_receipt_for_each_and_a_summary(folder, capsys):
    lines = run(capsys, folder).out.splitlines()

    assert lines[0].startswith(f"skipped    {folder}/README.md")
    assert lines[1].startswith(f"new        {folder}/one.txt (1 article: ")
    assert lines[2].startswith(f"new        {folder}/two.txt.gz (2 articles: ")
    assert lines[3] == "2 new, 0 completed, 0 duplicates, 0 rejected, 1 skipped (3 articles)"


def test_again_changes_nothing(folder, capsys):
    run(capsys, folder)
    before = list(Article.objects.values()), list(Sighting.objects.values())

    assert "0 new, 0 completed, 2 duplicates, 0 rejected" in run(capsys, folder).out
    assert (list(Article.objects.values()), list(Sighting.objects.values())) == before


def test_json_receipts(folder, capsys):
    out, err = run(capsys, folder, "--jsonl")

    receipts = [json.loads(line) for line in out.splitlines()]
    assert [one["status"] for one in receipts] == ["skipped", "new", "new"]
    assert receipts[2]["article_count"] == len(receipts[2]["articles"]) == 2
    assert err.startswith("2 new")


def test_what_was_rejected_before_is_told_with_the_way_to_try_again(folder, capsys):
    (folder / "bad.txt").write_text("!crash")
    first = run(capsys, folder, status=1).out
    assert "as before" not in first
    assert "reprocess" not in first

    again = run(capsys, folder, status=1).out

    assert (
        f"rejected   {folder}/bad.txt: failed: ZeroDivisionError: the rules met what they did not expect (as before)"
        in again
    )
    assert again.splitlines()[-1].startswith("1 capture was rejected before, and not tried again: ")
    assert "`manage.py reprocess --rejected`" in again.splitlines()[-1]
    told = [json.loads(line) for line in run(capsys, folder, "--jsonl", status=1).out.splitlines()]
    assert [one["capture"] for one in told if one.get("rejected_before")] == [f"{folder}/bad.txt"]


def test_what_is_passed_over_is_kept_with_its_reason_for_the_admin(folder, capsys, admin_client):
    (folder / "report.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "chart.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with zipfile.ZipFile(folder / "pages.zip", "w") as archive:
        archive.writestr("inner/slides.pptx", b"PK\x03\x04")
    run(capsys, folder)
    run(capsys, folder)

    kept = dict(RefusedInput.objects.values_list("name", "reason"))
    assert sorted(name.removeprefix(f"{folder}/") for name in kept) == [
        "README.md", "chart.png", "pages.zip/inner/slides.pptx", "report.pdf"
    ]  # fmt: skip
    assert all(RefusedInput.objects.values_list("is_skipped", flat=True))
    assert "neither a page nor a table" in kept[f"{folder}/report.pdf"]
    page = admin_client.get("/admin/articles/refusedinput/?is_skipped__exact=1").content.decode()
    assert f"{folder}/report.pdf" in page
    assert "neither a page nor a table" in page


def test_something_rejected_is_exit_status_1(folder, capsys):
    (folder / "bad.txt").write_text("!crash")
    (folder / "empty.txt").write_text("")

    out = run(capsys, folder, status=1).out

    assert f"rejected   {folder}/bad.txt: failed: ZeroDivisionError" in out
    assert f"rejected   {folder}/empty.txt: empty" in out
    assert "2 new, 0 completed, 0 duplicates, 2 rejected" in out


def test_the_setting_bounds_what_a_page_may_hold(folder, capsys, settings):
    settings.CAPTURE_SIZE_LIMIT = 5_000
    (folder / "large.txt").write_text("word " * 1_001)

    out = run(capsys, folder, status=1).out

    assert f"rejected   {folder}/large.txt: " in out
    assert "2 new, 0 completed, 0 duplicates, 1 rejected" in out


def test_the_caller_and_the_manifest_say_what_they_know(folder, capsys):
    manifest = folder / "captures.jsonl"
    manifest.write_text(
        json.dumps({"file": "one.txt", "url": "https://a.example/1", "captured_at": "2025-07-08T10:00"})
    )

    run(capsys, folder, "--manifest", manifest, "--captured-at", "2024-01-01", "--source", "The Ledger")

    sightings = {one.file_name.rpartition("/")[2]: one for one in Sighting.objects.all()}
    assert sightings["one.txt"].captured_at.isoformat() == "2025-07-08T10:00:00+00:00"
    assert (sightings["one.txt"].url, sightings["one.txt"].source_name) == ("https://a.example/1", "The Ledger")
    assert sightings["two.txt.gz"].captured_at.isoformat() == "2024-01-01T00:00:00+00:00"


def test_more_known_is_completed(folder, capsys):
    run(capsys, folder / "one.txt")

    assert "0 new, 1 completed" in run(capsys, folder / "one.txt", "--captured-at", "2025-07-08").out
    assert Article.objects.get().published_at.year == 2025


def test_a_manifest_alone_names_the_files(folder, capsys):
    manifest = folder / "captures.jsonl"
    manifest.write_text('{"file": "one.txt"}\n{"file": "gone.txt"}\nnonsense\n')

    out = run(capsys, "--manifest", manifest, status=1).out

    assert f"rejected   {manifest}:3: not a JSON object" in out
    assert f"rejected   {folder}/gone.txt: no such file or folder" in out
    assert "1 new" in out


def test_a_dry_run_writes_nothing(folder, capsys):
    out = run(capsys, folder, "--dry-run").out

    assert "Dry run: 2 new, 0 completed, 0 duplicates, 0 rejected, 1 skipped (3 articles)" in out
    assert not Capture.objects.exists()
    assert not Article.objects.exists()


@pytest.mark.parametrize("arguments", [[], ["x.txt", "--captured-at", "yesterday"]])
def test_arguments_that_make_no_sense_are_refused(arguments, tmp_path):
    with pytest.raises(CommandError):
        call_command("ingest", *arguments)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("server closed the connection\n  unexpectedly"), "run it again to go on"),
        (InterfaceError("connection already closed"), "run it again to go on"),
    ],
)
def test_a_database_that_breaks_off_is_a_message(folder, monkeypatch, error, words):
    def broken(*_, **__):
        raise error

    monkeypatch.setattr(ingest, "ingest", broken)

    with pytest.raises(CommandError, match=words):
        call_command("ingest", str(folder))


def test_an_archive_without_tables_is_a_message(folder, monkeypatch):
    def query(*_, **__):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    monkeypatch.setattr(ingest, "ingest", query)

    with pytest.raises(CommandError, match="migrate"):
        call_command("ingest", str(folder))


def test_ctrl_c_is_a_word_and_status_130(folder, capsys, monkeypatch):
    def stopped(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest, "ingest", stopped)

    assert "Run it again" in run(capsys, folder, status=130).err


def test_names_are_shown_without_control_characters():
    assert shown("a\x1b[2Jb\udcffc.txt") == "a\\x1b[2Jb\\udcffc.txt"
