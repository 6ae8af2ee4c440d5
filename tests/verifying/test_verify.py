"""Each kind of fault is made by SQL, found, and mended where anything can be derived again."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.documents import RawCapture
from articles.models import Article, Capture, CopyGroup, SearchEntry, Story, Tagging
from articles.pipeline import ingest_capture
from articles.search.live.sequences import marked_articles
from articles.search.live.snapshot import one_snapshot, reader
from articles.store.lexemes import refresh_lexemes
from articles.store.positions import clear_marks
from articles.store.taggings import decide_taggings
from articles.verifying import texts
from articles.verifying.check import Batch, one_moment
from articles.verifying.run import all_checks, chosen_checks, run_check
from tests.factories import CompanyFactory, PersonFactory, TopicFactory, UserFactory
from tests.stages import fake_rules, stages  # noqa: F401  (a fixture)

LONG = " ".join(f"word{number} of the long tale about electric cars" for number in range(40))
PAGE = f"# BYD sells more\n@date 2025-07-07\nBYD told Reuters it sold electric cars.\nLei Jun was not asked.\n{LONG}"
COPY = PAGE.replace("@date 2025-07-07", "@date 2025-07-08").replace("# BYD sells more", "# BYD sells a lot more")
ELSE = "# Rain\n@date 2025-07-09\nIt rained on the harbour, and nobody sold anything there."


@pytest.fixture
def archive(db, stages, monkeypatch):  # noqa: F811
    """Three articles of three captures, two of them copies, with tags, spans and counts."""
    monkeypatch.setattr(texts, "_rules", fake_rules)
    for slug in ("byd", "xiaomi", "reuters"):
        CompanyFactory(name=slug, slug=slug)
    PersonFactory(name="Lei Jun", slug="lei-jun")
    TopicFactory(slug="electric-vehicles")
    for number, page in enumerate((PAGE, COPY, ELSE)):
        raw = RawCapture(content=page.encode(), media_type="text/plain", name=f"{number}.txt")
        ingest_capture(raw, rules=fake_rules())
    refresh_lexemes(rebuild=True)


def faults(*names, repair=False):
    """`{check: (found, left, problems)}` of the checks that find anything."""
    results = [run_check(check, repair=repair) for check in chosen_checks(names)]
    return {
        one.name: (one.found, one.left, [finding.problem for finding in one.examples]) for one in results if one.found
    }


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def without_constraints(statement, *values):
    """Run SQL as a broken disk would: nobody looks at references, no trigger fires."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")  # what is due for looking at is looked at now
    sql("SET CONSTRAINTS ALL DEFERRED")
    sql("SET LOCAL session_replication_role = replica")
    sql(statement, *values)
    sql("SET LOCAL session_replication_role = origin")


def first():
    return Article.objects.order_by("pk").first()


def assert_mended(name):
    """The check finds it, mends it, and nothing else is wrong afterwards."""
    assert name in faults(name)
    found, left, problems = faults(name, repair=True)[name]
    assert found >= 1
    assert left == 0, problems
    assert faults() == {}


def test_a_sound_archive_has_no_fault(archive):
    assert CopyGroup.objects.count() == 1
    assert faults() == {}


def test_a_capture_whose_bytes_changed_is_told_and_cannot_be_mended(archive):
    pk = Capture.objects.order_by("pk").first().pk
    sql("UPDATE articles_capture SET content = set_byte(content, 8, 255 - get_byte(content, 8)) WHERE id = %s", pk)
    found, left, problems = faults("captures", repair=True)["captures"]
    assert (found, left) == (1, 1)
    assert "bytes" in problems[0]


def test_bytes_of_another_capture_are_told(archive):
    ids = list(Capture.objects.order_by("pk").values_list("pk", flat=True))
    sql(
        "UPDATE articles_capture SET content = (SELECT content FROM articles_capture WHERE id = %s) WHERE id = %s",
        ids[1],
        ids[0],
    )
    assert faults("captures")["captures"][2] == ["its bytes are not those that its hash was made of"]


def test_bytes_that_are_gone_are_told(archive):
    sql("UPDATE articles_capture SET content = '' WHERE id = %s", Capture.objects.first().pk)
    assert faults("captures")["captures"][2] == ["its bytes are gone"]


def test_a_wrong_size_is_mended(archive):
    sql("UPDATE articles_capture SET size = size + 1 WHERE id = %s", Capture.objects.first().pk)
    assert_mended("captures")


def test_an_article_that_does_not_say_what_its_capture_says_is_made_again(archive):
    before = first().text
    without_constraints("UPDATE articles_article SET text = 'Lost.' WHERE id = %s", first().pk)
    assert "versions" in faults("versions")
    assert {"spans", "words"} <= faults().keys()
    run_check(chosen_checks(["versions"])[0], repair=True)
    assert first().text == before
    assert faults() == {}


def test_an_article_without_a_version_is_told(archive):
    without_constraints("DELETE FROM articles_articleversion WHERE article_id = %s", first().pk)
    assert faults("versions", repair=True)["versions"][1:] == (1, ["it shows no version of any capture"])


def test_words_are_counted_again(archive):
    without_constraints("UPDATE articles_article SET word_count = 1 WHERE id = %s", first().pk)
    assert_mended("words")


@pytest.mark.parametrize(
    "statement",
    [
        'UPDATE articles_mention SET start = start + 1, "end" = "end" + 1 WHERE article_id = %s',
        "UPDATE articles_mention SET surface = 'Nobody' WHERE article_id = %s",
        "UPDATE articles_tagging SET evidence_start = evidence_start + 1 WHERE article_id = %s",
        "UPDATE articles_tagging SET sentences = '[[\"text\", 5, 99999, 1]]' WHERE article_id = %s AND topic_id > 0",
    ],
)
def test_spans_that_miss_their_text_are_found_again(archive, statement):
    without_constraints(statement, first().pk)
    assert_mended("spans")


def test_the_evidence_of_a_curators_tag_is_found_again_in_the_text(archive):
    tagging = Tagging.objects.filter(article=first(), topic__isnull=False).first()
    place = tagging.evidence_start
    decide_taggings(tagging_ids=[tagging.pk], decision="accepted", by=UserFactory())
    without_constraints("UPDATE articles_tagging SET evidence_start = 900 WHERE id = %s", tagging.pk)
    assert_mended("spans")
    tagging.refresh_from_db()
    assert (tagging.how, tagging.evidence_start) == ("curator", place)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles_searchentry WHERE article_id = %s",
        "UPDATE articles_searchentry SET vector = '''wrong'':1A' WHERE article_id = %s",
        "UPDATE articles_searchentry SET company_ids = '{}' WHERE article_id = %s",
        "UPDATE articles_searchentry SET company_ids = '{1,2,3}', kind = 'opinion' WHERE article_id = %s",
        "UPDATE articles_searchentry SET is_canonical = NOT is_canonical WHERE article_id = %s",
    ],
)
def test_search_entries_are_made_again(archive, statement):
    sql(statement, first().pk)
    assert "entries" in faults("entries")
    assert faults(repair=True)["entries"][1] == 0
    assert faults() == {}


def test_a_hidden_article_that_can_be_found_is_taken_out_everywhere(archive):
    hidden = Article.objects.order_by("pk").last()
    without_constraints("UPDATE articles_article SET state = 'hidden' WHERE id = %s", hidden.pk)
    assert {"entries", "fingerprints"} <= faults().keys()
    assert not any(left for _, left, _ in faults(repair=True).values())
    refresh_lexemes(rebuild=True)
    assert faults() == {}
    assert not SearchEntry.objects.filter(pk=hidden.pk).exists()


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("fingerprints", "UPDATE articles_fingerprint SET hashes = '{1,2,3}' WHERE article_id = %s"),
        ("fingerprints", "DELETE FROM articles_fingerprint WHERE article_id = %s"),
        ("hashes", "DELETE FROM articles_sketchhash WHERE article_id = %s"),
        ("hashes", "INSERT INTO articles_sketchhash (hash, article_id) VALUES (77, %s)"),
        ("copies", "UPDATE articles_fingerprint SET group_id = NULL WHERE article_id = %s"),
        ("tellings", "DELETE FROM articles_storyterms WHERE article_id IN (SELECT article_id FROM articles_searchentry "
                     "WHERE is_canonical AND article_id >= %s)"),
    ],
)  # fmt: skip
def test_copies_and_what_finds_them_are_made_again(archive, name, statement):
    groups = CopyGroup.objects.count()
    without_constraints(statement, first().pk)
    assert name in faults()
    faults(repair=True)
    assert faults() == {}
    assert CopyGroup.objects.count() == groups


def test_a_pair_of_copies_whose_article_is_hidden_is_dropped(archive):
    article = first()
    without_constraints(
        "INSERT INTO articles_copypair (shorter_id, longer_id, containment, coverage) SELECT %s, max(id), 1, 1 "
        "FROM articles_article",
        article.pk,
    )
    without_constraints("DELETE FROM articles_fingerprint WHERE article_id = (SELECT max(id) FROM articles_article)")
    assert faults("pairs", repair=True)["pairs"][1] == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_story SET article_count = 7",
        "UPDATE articles_story SET starts_at = now() - interval '30 years'",
    ],
)
def test_stories_are_counted_again(archive, statement):
    member = SearchEntry.objects.filter(is_canonical=True).first().pk
    sql(
        "INSERT INTO articles_story (title, title_is_pinned, slug, starts_at, ends_at, article_count, created_at, "
        "updated_at) SELECT 'Told', true, 'told', published_at, published_at, 1, now(), now() FROM articles_article "
        "WHERE id = %s",
        member,
    )
    sql("INSERT INTO articles_storymember (article_id, story_id) SELECT %s, max(id) FROM articles_story", member)
    assert faults() == {}
    sql(statement)
    assert_mended("stories")
    assert Story.objects.get().article_count == 1


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        ("tagging.company", "DELETE FROM articles_company WHERE slug = 'byd'"),
        ("mention.article", "UPDATE articles_mention SET article_id = 999999 WHERE id = (SELECT min(id) FROM "
                            "articles_mention)"),
        ("sketchhash.article", "INSERT INTO articles_sketchhash (hash, article_id) VALUES (5, 999999)"),
        ("searchentry.article", "UPDATE articles_searchentry SET article_id = 999999 WHERE article_id = "
                                "(SELECT min(article_id) FROM articles_searchentry)"),
    ],
)  # fmt: skip
def test_rows_whose_owner_is_gone_are_taken_away(archive, name, statement):
    without_constraints(statement)
    assert f"orphans:{name}" in faults("orphans")
    faults(repair=True)
    assert faults() == {}


def test_a_row_that_holds_an_article_of_a_lost_capture_is_told_and_kept(archive):
    without_constraints("DELETE FROM articles_capture WHERE id = %s", Capture.objects.order_by("pk").first().pk)
    found = faults("orphans", repair=True)
    assert found["orphans:articleversion.capture"][1] == 1
    assert found["orphans:sighting.capture"][1] == 0


def test_triggers_that_were_switched_off_are_switched_on(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'articles_topic'::regclass AND NOT tgisinternal")
        names = [name for (name,) in cursor.fetchall()]
    sql(f"ALTER TABLE articles_topic DISABLE TRIGGER {names[0]}")
    sql(f"DROP TRIGGER {names[1]} ON articles_topic")
    assert faults("history")["history"][0] == 2
    assert_mended("history")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles_lexeme SET articles = 0 WHERE lexeme = 'harbour'",
        "UPDATE articles_lexeme SET articles = 500 WHERE lexeme = ''",
        "INSERT INTO articles_lexeme (lexeme, articles) VALUES ('neverwas', 60)",
    ],
)
def test_words_are_counted_anew(archive, statement):
    sql(statement)
    assert_mended("lexemes")


@pytest.mark.django_db(transaction=True)
def test_what_is_held_in_memory_is_compared_and_every_process_told_to_read_anew(stages):  # noqa: F811
    raw = RawCapture(content=ELSE.encode(), media_type="text/plain", name="a.txt")
    ingest_capture(raw, rules=fake_rules())
    reader.forget()
    with one_snapshot():
        pass
    assert faults("memory") == {}
    sql("ALTER TABLE articles_searchentry DISABLE TRIGGER log_updates, DISABLE TRIGGER mark_updates")
    try:
        sql("UPDATE articles_searchentry SET kind = 'opinion', month = 1")
        found, left, problems = faults("memory", repair=True)["memory"]
        assert (found, left) == (3, 0), problems
        assert faults("memory") == {}
        assert marked_articles() is None  # where their words stand is known of none
    finally:
        for name in ("log_updates", "mark_updates"):
            sql(f"ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER {name}")
        clear_marks()


def test_it_looks_a_batch_at_a_time(archive):
    seen = []
    (words,) = chosen_checks(["words"])
    small = type(words)(**{**{name: getattr(words, name) for name in words.__dataclass_fields__}, "size": 2})
    result = run_check(small, repair=False, advance=seen.append)
    assert seen == [2, 1]
    assert result.looked_at == words.total() == 3
    ids = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    with one_moment():
        assert list(small.batches())[1] == Batch(first=ids[1] + 1, last=ids[2], count=1)


def test_tables_of_another_version_are_not_looked_at(db):
    sql("DELETE FROM django_migrations WHERE app = 'articles' AND name > '0002'")
    with pytest.raises(CommandError, match="not those of this version"):
        call_command("verify")


def test_the_command_tells_in_words_and_in_json_and_by_its_status(archive, capsys):
    call_command("verify")
    assert capsys.readouterr().out.startswith(f"All is well: {len(all_checks())} checks")
    sql("DELETE FROM articles_searchentry WHERE article_id = %s", first().pk)
    with pytest.raises(SystemExit) as end:
        call_command("verify", "--only", "entries")
    assert end.value.code == 1
    out = capsys.readouterr().out
    assert f"article {first().pk}: it is public and cannot be found" in out
    call_command("verify", "--only", "entries", "--repair", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["is_well"]
    assert [(one["found"], one["left"]) for one in told["checks"]] == [(1, 0)]
    with pytest.raises(CommandError, match="no check named 'nothing'"):
        call_command("verify", "--only", "nothing")
