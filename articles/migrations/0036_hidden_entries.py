"""An article that is hidden loses its search entry in the same statement, whoever hides it.

The store takes the entry away itself; a bulk update of somebody else's, or psql, would leave it, and counts would have
one article more than the list. Shown again so, the article gets its entry from `verify --repair`: its vector is made of
words by Python.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION articles_take_hidden_from_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DELETE FROM %I.articles_searchentry WHERE article_id = $1', TG_TABLE_SCHEMA) USING NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER take_hidden_from_search AFTER UPDATE OF state ON articles_article
    FOR EACH ROW WHEN (NEW.state = 'hidden' AND OLD.state <> 'hidden')
    EXECUTE FUNCTION articles_take_hidden_from_search();
"""
DROP = """
DROP TRIGGER take_hidden_from_search ON articles_article;
DROP FUNCTION articles_take_hidden_from_search();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0035_setbacks'),
    ]

    operations = [
        migrations.RunSQL(CREATE, DROP),
    ]
