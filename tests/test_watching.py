"""Watched folders: each file is taken in once, when it is whole."""

import os
import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from articles.capture.found import Limits
from articles.capture.watched import is_unfinished, look
from articles.models import Capture, TakenFile
from articles.tasks.watching import take_watched
from articles.watching import SETTLED_AFTER, Folder
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stages")]


def put(folder, name, text="# A\nThe first story.", *, is_old=True):
    path = folder / name
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    if is_old:
        long_ago = time.time() - SETTLED_AFTER / 10**9 - 60
        os.utime(path, (long_ago, long_ago))
    return path


def take(folder):
    return list(folder.take_new(rules=fake_rules(), now_ns=time.time_ns()))


def watched(path, **options):
    return Folder(str(path), limits=Limits(), **options)


def test_a_file_is_taken_once_even_by_another_process(tmp_path):
    put(tmp_path, "deep/a.txt")
    assert [one.outcome for one in take(watched(tmp_path))] == ["1 new"]
    assert take(watched(tmp_path)) == []
    assert Capture.objects.count() == 1


def test_a_file_that_was_just_written_waits_until_two_looks_agree(tmp_path):
    folder = watched(tmp_path)
    path = put(tmp_path, "a.txt", is_old=False)
    assert take(folder) == []
    path.write_text("# A\nThe first story, and more of it.")
    assert take(folder) == []
    assert len(take(folder)) == 1


@pytest.mark.parametrize("name", ["a.html.part", "a.crdownload", "a.tmp", ".a.txt", "~$a.txt", "README.md"])
def test_names_of_what_is_unfinished_or_no_page_are_passed_over(tmp_path, name):
    put(tmp_path, name)
    assert list(look(str(tmp_path))) == []
    assert is_unfinished(name) or name == "README.md"


def test_links_are_not_followed(tmp_path):
    put(tmp_path, "own/a.txt")
    (tmp_path / "watched").mkdir()
    (tmp_path / "watched" / "link.txt").symlink_to(tmp_path / "own" / "a.txt")
    (tmp_path / "watched" / "folder").symlink_to(tmp_path / "own")
    assert list(look(str(tmp_path / "watched"))) == []


def test_a_changed_file_is_taken_again_and_the_same_bytes_elsewhere_are_not(tmp_path):
    folder = watched(tmp_path)
    put(tmp_path, "a.txt")
    take(folder)
    put(tmp_path, "copy.txt")
    assert [one.outcome for one in take(folder)] == ["the same bytes were taken before"]
    put(tmp_path, "a.txt", "# A\nAnother story.")
    assert [one.outcome for one in take(folder)] == ["1 new"]


def test_taken_files_are_moved_and_rejected_ones_reported_and_left(tmp_path):
    done = tmp_path / "done"
    folder = watched(tmp_path, done=str(done))
    put(tmp_path, "deep/a.txt")
    put(tmp_path, "bad.txt", "!empty")
    bad, good = take(folder)
    assert bad.is_rejected
    assert "no article was found" in bad.outcome
    assert (tmp_path / "bad.txt").exists()
    assert good.moved_to == str(done / "deep" / "a.txt")
    put(tmp_path, "deep/a.txt", "# B\nA second story.")
    assert [one.moved_to for one in take(folder)] == [str(done / "deep" / "a (2).txt")]
    assert take(folder) == []
    assert TakenFile.objects.filter(is_rejected=True).count() == 1


def test_the_command_looks_twice_and_ends_where_it_is_told_to(tmp_path):
    put(tmp_path, "a.txt", is_old=False)
    out = StringIO()
    call_command("watch", str(tmp_path), "--once", "--every", "0", stdout=out)
    assert f"{tmp_path}/a.txt: 1 new" in out.getvalue()
    with pytest.raises(CommandError):
        call_command("watch", str(tmp_path / "gone"), "--once")


def test_a_worker_takes_in_what_the_folders_of_the_setting_hold(tmp_path, settings):
    settings.WATCH = [str(tmp_path / "gone"), str(tmp_path / "here")]
    put(tmp_path, "here/a.txt")
    assert take_watched.run_now() == "1 files taken."
    assert take_watched.run_now() == "0 files taken."
