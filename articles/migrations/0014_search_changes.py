"""The log of changes to the table that search reads, written by triggers.

Every statement that changes the table leaves one row, whoever runs it: the store, the admin, a bulk update, psql, a load
with session_replication_role = replica. A row carries the id of its transaction, since rows become visible in the order
of commits and not of their numbers; a reader applies those that its snapshot sees and its last one did not
(articles/search/live/changes.py). `article_ids` is null where so much changed that reading everything again is quicker.

Every thousandth row takes away what is older than the newest 20,000, of transactions that every snapshot of now or later
sees. Row 0 keeps the highest transaction taken away: a reader that may not have seen it reads everything again. A writer
in REPEATABLE READ prunes nothing, since another's pruning could fail it.
"""

from django.db import migrations

CREATE = """
CREATE TABLE articles_searchchange (
    id bigserial PRIMARY KEY,
    txid xid8 NOT NULL,
    article_ids integer[]
);
CREATE INDEX search_change_txid ON articles_searchchange (txid);

CREATE FUNCTION articles_prune_search_changes(newest bigint, log_schema text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed'
       OR NOT pg_try_advisory_xact_lock(hashtext('articles_searchchange')) THEN
        RETURN;
    END IF;
    EXECUTE format($sql$
        WITH gone AS (
            DELETE FROM %1$I.articles_searchchange
            WHERE id BETWEEN 1 AND $1 - 20000
              AND (txid < pg_snapshot_xmin(pg_current_snapshot())
                   -- from another server, by way of a dump
                   OR txid >= pg_snapshot_xmax(pg_current_snapshot()) AND txid <> pg_current_xact_id())
            RETURNING txid
        ), seen_by_all AS (
            SELECT max(txid) AS txid FROM gone WHERE txid < pg_snapshot_xmin(pg_current_snapshot())
        )
        INSERT INTO %1$I.articles_searchchange (id, txid, article_ids)
        SELECT 0, txid, '{}' FROM seen_by_all WHERE txid IS NOT NULL
        ON CONFLICT (id) DO UPDATE SET txid = greatest(articles_searchchange.txid, excluded.txid)
    $sql$, log_schema) USING newest;
END
$$;

CREATE FUNCTION articles_log_search_changes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed integer[];
    number bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := (SELECT array_agg(article_id) FROM rows_after);
    ELSIF TG_OP = 'DELETE' THEN
        changed := (SELECT array_agg(article_id) FROM rows_before);
    ELSIF TG_OP = 'UPDATE' THEN
        changed := (SELECT array_agg(article_id)
                    FROM (SELECT article_id FROM rows_before UNION SELECT article_id FROM rows_after) AS both_sides);
    END IF;
    IF changed IS NULL AND TG_OP <> 'TRUNCATE' THEN
        RETURN NULL;  -- the statement met no row
    END IF;
    IF cardinality(changed) > 20000 THEN
        changed := NULL;
    END IF;
    EXECUTE format(
        'INSERT INTO %I.articles_searchchange (txid, article_ids) VALUES (pg_current_xact_id(), $1) RETURNING id',
        TG_TABLE_SCHEMA
    ) INTO number USING changed;
    IF number % 1000 = 0 THEN
        EXECUTE format('SELECT %I.articles_prune_search_changes($1, $2)', TG_TABLE_SCHEMA) USING number, TG_TABLE_SCHEMA;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER log_inserts AFTER INSERT ON articles_searchentry
    REFERENCING NEW TABLE AS rows_after FOR EACH STATEMENT EXECUTE FUNCTION articles_log_search_changes();
CREATE TRIGGER log_updates AFTER UPDATE ON articles_searchentry
    REFERENCING OLD TABLE AS rows_before NEW TABLE AS rows_after
    FOR EACH STATEMENT EXECUTE FUNCTION articles_log_search_changes();
CREATE TRIGGER log_deletes AFTER DELETE ON articles_searchentry
    REFERENCING OLD TABLE AS rows_before FOR EACH STATEMENT EXECUTE FUNCTION articles_log_search_changes();
CREATE TRIGGER log_truncates AFTER TRUNCATE ON articles_searchentry
    FOR EACH STATEMENT EXECUTE FUNCTION articles_log_search_changes();
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER log_inserts;
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER log_updates;
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER log_deletes;
ALTER TABLE articles_searchentry ENABLE ALWAYS TRIGGER log_truncates;

-- What counts in memory rely on: plain lists of ids.
ALTER TABLE articles_searchentry ADD CONSTRAINT search_entry_plain_lists CHECK (
    coalesce(array_ndims(company_ids), 1) = 1 AND array_position(company_ids, NULL) IS NULL
    AND coalesce(array_ndims(topic_ids), 1) = 1 AND array_position(topic_ids, NULL) IS NULL
    AND coalesce(array_ndims(person_ids), 1) = 1 AND array_position(person_ids, NULL) IS NULL
    AND coalesce(array_ndims(place_ids), 1) = 1 AND array_position(place_ids, NULL) IS NULL
);
"""
DROP = """
ALTER TABLE articles_searchentry DROP CONSTRAINT search_entry_plain_lists;
DROP TRIGGER log_inserts ON articles_searchentry;
DROP TRIGGER log_updates ON articles_searchentry;
DROP TRIGGER log_deletes ON articles_searchentry;
DROP TRIGGER log_truncates ON articles_searchentry;
DROP FUNCTION articles_log_search_changes();
DROP FUNCTION articles_prune_search_changes(bigint, text);
DROP TABLE articles_searchchange;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0013_fill_latest'),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
    ]
