"""Where common words stand, word by word, for phrases of them (articles/index/positions.py).

`articles_wordpositions` is made by a job and lags behind. What was written since is marked, one row a statement, in the
transaction that writes it, whoever that is: marked articles are asked about one by one, all others stand in the table as
they are. `article_ids` is null where so much changed at once that asking is no use until the table is made anew. An entry
that is gone needs no mark: nobody finds its article among the entries, and one that comes back is written.
"""

from django.db import migrations

CREATE = """
CREATE TABLE articles_wordpositions (
    lexeme text COLLATE "C" NOT NULL,
    part integer NOT NULL,
    held bytea NOT NULL,
    PRIMARY KEY (lexeme, part)
);
ALTER TABLE articles_wordpositions ALTER COLUMN held SET STORAGE EXTERNAL;
CREATE TABLE articles_positionmark (
    id bigserial PRIMARY KEY,
    article_ids integer[]
);

CREATE FUNCTION articles_mark_positions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := (SELECT array_agg(article_id) FROM rows_after);
    ELSE
        changed := (SELECT array_agg(after.article_id)
                    FROM rows_after AS after LEFT JOIN rows_before AS before USING (article_id)
                    WHERE before.vector IS DISTINCT FROM after.vector);
    END IF;
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    IF cardinality(changed) > 20000 THEN
        changed := NULL;
    END IF;
    EXECUTE format('INSERT INTO %I.articles_positionmark (article_ids) VALUES ($1)', TG_TABLE_SCHEMA) USING changed;
    RETURN NULL;
END
$$;

CREATE TRIGGER mark_inserts AFTER INSERT ON articles_searchentry
    REFERENCING NEW TABLE AS rows_after FOR EACH STATEMENT EXECUTE FUNCTION articles_mark_positions();
CREATE TRIGGER mark_updates AFTER UPDATE ON articles_searchentry
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION articles_mark_positions();
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER mark_inserts;
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER mark_updates;
"""
DROP = """
DROP TRIGGER mark_inserts ON articles_searchentry;
DROP TRIGGER mark_updates ON articles_searchentry;
DROP FUNCTION articles_mark_positions();
DROP TABLE articles_positionmark;
DROP TABLE articles_wordpositions;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0033_trials'),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
    ]
