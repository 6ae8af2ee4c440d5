"""`manage.py ingest` of web archives: stopped anywhere, the next run goes on from there."""

import random
import resource
import signal
import time
import zipfile

import pytest
from django.core.management import call_command
from django.db import connection

from articles.capture.files import BATCH_CAPTURES, read_paths
from articles.capture.found import Limits
from articles.capture.warc import read_warc
from articles.documents import RawCapture
from articles.models import Article, Capture, RefusedInput, Sighting, TakenFile
from articles.pipeline import ingest as take_in
from articles.store.intake import known_place
from tests.capture.test_warc import archive
from tests.management.test_ingest_for_real import start_ingest
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

RECORDS = 1_000_000
MOST_MEMORY = 30 * 1024  # KB that reading may add, however many records there are


@pytest.fixture
def path(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(archive(pages=60))
    return tmp_path / "a.warc.gz"


def run(capsys, *arguments):
    call_command("ingest", *map(str, arguments))
    return capsys.readouterr().out.splitlines()


@pytest.mark.django_db
@pytest.mark.usefixtures("stages")
def test_a_run_that_stopped_goes_on_behind_the_last_batch_that_was_done(path, capsys, monkeypatch):
    monkeypatch.setattr("articles.capture.files.BATCH_CAPTURES", 25)
    limits = Limits(place_of=known_place)
    results = take_in(read_paths([str(path)], limits=limits), rules=fake_rules())
    for _ in range(80):
        next(results)
    results.close()  # as a run ends that is killed: batches done are done
    done = Capture.objects.count()
    assert 25 <= done < 60

    lines = run(capsys, path)

    counts = [line.split()[0] for line in lines[:-1]]
    assert counts.count("duplicate") <= 1
    assert counts.count("new") >= 60 - done - 1
    assert Capture.objects.count() == Article.objects.count() == 60
    assert TakenFile.objects.get().is_done


@pytest.mark.django_db
@pytest.mark.usefixtures("stages")
def test_an_archive_that_is_done_is_skipped_unless_it_is_asked_for_again(path, capsys):
    run(capsys, path)
    [line, _] = run(capsys, path)
    assert line.startswith("skipped")
    assert "all 300 records" in line
    assert not RefusedInput.objects.filter(is_skipped=True).exists()  # it is here
    assert "60 duplicates" in run(capsys, path, "--again")[-1]


@pytest.mark.django_db
@pytest.mark.usefixtures("stages")
def test_archives_in_a_wacz_are_read_on_from_where_they_stopped(path, capsys):
    wacz = path.with_suffix(".wacz")
    with zipfile.ZipFile(wacz, "w") as packed:
        packed.write(path, "archive/one.warc.gz")
    assert "60 new" in run(capsys, wacz)[-1]
    assert run(capsys, wacz)[0].startswith("skipped")


@pytest.mark.django_db
@pytest.mark.usefixtures("stages")
def test_a_dry_run_keeps_no_place(path, capsys):
    run(capsys, path, "--dry-run")
    assert not TakenFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("stages")
def test_pages_met_again_are_sightings_and_broken_records_are_kept_as_refused(path, capsys):
    whole = path.read_bytes()
    path.write_bytes(whole[:-30])
    with pytest.raises(SystemExit):
        run(capsys, path)
    assert Sighting.objects.filter(url="https://ledger.example/0").count() == 2
    assert "damaged near byte" in RefusedInput.objects.get().reason


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_run_that_is_killed_again_and_again_reads_nothing_twice_and_loses_nothing(tmp_path):
    connection.ensure_connection()
    pages = 4 * BATCH_CAPTURES
    (tmp_path / "a.warc.gz").write_bytes(archive(pages=pages))
    dice = random.Random(5)
    kills = repeated = 0
    for _ in range(40):
        done = processed()
        process = start_ingest(tmp_path)
        # Not before some more are done, however slow the machine is: a start takes longer than all the pages do.
        goal, deadline = done + dice.randint(1, pages // 4), time.monotonic() + 120
        while process.poll() is None and processed() < goal and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.5))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        out, _ = process.communicate(timeout=60)
        repeated += out.count("duplicate  ")
        if process.returncode == 0:
            break
    assert kills >= 2
    assert repeated <= (kills + 1) * BATCH_CAPTURES
    assert TakenFile.objects.get().is_done
    assert processed() == pages


def processed() -> int:
    return Capture.objects.filter(status__in=("processed", "rejected")).count()


def write_many(path, records):
    """A file with a page in each tenth record."""
    import gzip

    with path.open("wb") as file:
        for number in range(records):
            kind, body = (b"image/png", b"PNG") if number % 10 else (b"text/html", b"<p>Page %d.</p>" % number)
            http = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n%s" % (kind, body)
            head = (
                b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://ledger.example/%d\r\n"
                b"WARC-Date: 2025-07-01T10:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
                b"Content-Length: %d\r\n\r\n" % (number, len(http))
            )
            file.write(gzip.compress(head + http + b"\r\n\r\n", 1))


@pytest.mark.parametrize("records", [2_000, pytest.param(RECORDS, marks=pytest.mark.long)])
def test_any_number_of_records_is_read_in_the_same_memory(tmp_path, records):
    write_many(tmp_path / "a.warc.gz", records)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (tmp_path / "a.warc.gz").open("rb") as file:
        pages = sum(isinstance(one, RawCapture) for one in read_warc("a", file, max_bytes=10_000))
    assert pages == records // 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_MEMORY
