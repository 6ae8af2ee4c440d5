"""The facet values of an entry as lexemes of its vector: `company:12`, `topic:5`, `source:3`, `kind:news`, `language:en`.

So the one index of vectors finds words and names together, and `tariffs company:tesla` reads neither what holds the word
nor what has the tag. A trigger writes them, whoever changes a row. They carry no position, which words always have: so
`ts_filter` takes away just them, and where words stand is as before.

The indexes of the lists of ids are no longer needed. Rows that are there are written anew, with the indexes left out
meanwhile: row by row into an index takes ten times as long.
"""

from django.db import migrations

# As 0034 makes it, <and_more> apart.
_MARK = """
CREATE OR REPLACE FUNCTION articles_mark_positions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := (SELECT array_agg(article_id) FROM rows_after);
    ELSE
        changed := (SELECT array_agg(after.article_id)
                    FROM rows_after AS after LEFT JOIN rows_before AS before USING (article_id)
                    WHERE before.vector IS DISTINCT FROM after.vector<and_more>);
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
"""
_MORE = """
                      AND ts_filter(before.vector, '{a,b,c,d}') IS DISTINCT FROM ts_filter(after.vector, '{a,b,c,d}')"""
CREATE = """
CREATE FUNCTION articles_put_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.vector := ts_filter(NEW.vector, '{a,b,c,d}') || array_to_tsvector(array_remove(
        array(
            SELECT 'company:' || id FROM unnest(NEW.company_ids) AS id
            UNION ALL SELECT 'person:' || id FROM unnest(NEW.person_ids) AS id
            UNION ALL SELECT 'place:' || id FROM unnest(NEW.place_ids) AS id
            UNION ALL SELECT 'topic:' || id FROM unnest(NEW.topic_ids) AS id
        ) || ARRAY['source:' || NEW.source_id, 'kind:' || nullif(NEW.kind, ''), 'language:' || nullif(NEW.language, '')],
        NULL
    ));
    RETURN NEW;
END
$$;

CREATE TRIGGER put_facets_in BEFORE INSERT ON articles_searchentry
    FOR EACH ROW EXECUTE FUNCTION articles_put_facets();
CREATE TRIGGER put_facets BEFORE UPDATE
    OF company_ids, person_ids, place_ids, topic_ids, source_id, kind, language, vector ON articles_searchentry
    FOR EACH ROW EXECUTE FUNCTION articles_put_facets();
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER put_facets_in;
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER put_facets;

"""
DROP = """
DROP TRIGGER put_facets ON articles_searchentry;
DROP TRIGGER put_facets_in ON articles_searchentry;
DROP FUNCTION articles_put_facets();
"""
_WITHOUT_INDEXES = """
DROP INDEX search_entry_vector;
DROP INDEX search_entry_title;
DROP INDEX search_entry_newest;
DROP INDEX search_entry_canonical;
DROP INDEX search_entry_source;
DROP INDEX search_entry_long;
-- Nothing that a process holds of the entries changes.
ALTER TABLE articles_searchentry DISABLE TRIGGER log_updates;
ALTER TABLE articles_searchentry DISABLE TRIGGER mark_updates;
"""
_WITH_INDEXES = """
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER log_updates;
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER mark_updates;
CREATE INDEX search_entry_vector ON articles_searchentry USING gin (vector) WITH (fastupdate = off);
CREATE INDEX search_entry_title ON articles_searchentry USING gin (ts_filter(vector, '{a}')) WITH (fastupdate = off);
CREATE INDEX search_entry_newest ON articles_searchentry (published_at DESC NULLS LAST, article_id DESC);
CREATE INDEX search_entry_canonical ON articles_searchentry (published_at DESC NULLS LAST, article_id DESC)
    WHERE is_canonical;
CREATE INDEX search_entry_source ON articles_searchentry (source_id);
CREATE INDEX search_entry_long ON articles_searchentry (article_id) WHERE word_count >= 30000;
"""
FILL = f"{_WITHOUT_INDEXES} UPDATE articles_searchentry SET vector = vector; {_WITH_INDEXES}"  # by the trigger
EMPTY = f"{_WITHOUT_INDEXES} UPDATE articles_searchentry SET vector = ts_filter(vector, '{{a,b,c,d}}'); {_WITH_INDEXES}"


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0039_toast_vacuum'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='searchentry', name='search_entry_companies'),
        migrations.RemoveIndex(model_name='searchentry', name='search_entry_topics'),
        migrations.RemoveIndex(model_name='searchentry', name='search_entry_people'),
        migrations.RemoveIndex(model_name='searchentry', name='search_entry_places'),
        migrations.RunSQL(CREATE + _MARK.replace("<and_more>", _MORE), EMPTY),  # what is no word does not count
        migrations.RunSQL(FILL, _MARK.replace("<and_more>", "") + DROP),
    ]
