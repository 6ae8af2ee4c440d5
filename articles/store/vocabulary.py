"""The closed lists (companies, places, topics) between the data files and the database.

The files fill a new archive. From then on the database is the truth: a value that a curator changed, and a row that
one deleted, outlive every further load. What nobody touched follows the files, so that a new release brings its new
rows and better rules. What was merged is known by its former slug: what the files say of it goes to the one kept. To
tell these apart, the archive remembers what the files said last.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

from django.db import connection

from articles.documents import Alias, CompanyEntry, PlaceEntry, TopicEntry, Vocabulary
from articles.extract.vocabulary import load_vocabulary as read_files
from articles.models import Company, CompanyAlias, Place, Topic
from articles.store.history import machine_write
from articles.store.moved import moved_ids
from articles.store.state import recall, remember
from articles.store.storable import storable
from articles.store.topics import note_rules

STATE_KEY: Final = "vocabulary"
DIGEST_KEY: Final = "vocabulary digest"
_LOCK: Final = 0x6E61_766F  # one loader at a time: an advisory lock of PostgreSQL, by a number of our own
_COMPANY_FIELDS: Final = ("name", "ticker", "exchange", "country", "sector", "is_news_source")
_ALIAS_FIELDS: Final = ("kind", "needs_evidence", "until")
_PLACE_FIELDS: Final = ("name", "kind", "country", "aliases", "demonyms")
_TOPIC_FIELDS: Final = ("name", "description", "rule", "threshold")
Facts = dict[str, Any]


def load_vocabulary(*, vocabulary: Vocabulary | None = None) -> bool:
    """Bring the data files' companies, places and topics into the database; False where it has them all already."""
    given = vocabulary or read_files()
    told = {
        "companies": {entry.slug: _company_facts(entry) for entry in given.companies},
        "places": {entry.slug: _place_facts(entry) for entry in given.places},
        "topics": {entry.slug: _topic_facts(entry) for entry in given.topics},
    }
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    if recall(DIGEST_KEY) == digest:
        return False
    with machine_write():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        known = recall(STATE_KEY) or {"companies": {}, "places": {}, "topics": {}}
        _merge_places(told["places"], known["places"])
        _merge_topics(told["topics"], known["topics"])
        _merge_companies(told["companies"], known["companies"])
        remember(key=STATE_KEY, value=told)
        remember(key=DIGEST_KEY, value=digest)
    return True


def archive_vocabulary() -> Vocabulary:
    """What extraction looks for, from the database."""
    aliases: dict[int, list[Alias]] = defaultdict(list)
    for row in CompanyAlias.objects.order_by("pk"):
        alias = Alias(text=row.text, kind=row.kind, needs_evidence=row.needs_evidence, until=row.until)
        aliases[row.company_id].append(alias)
    # Joined here: until PostgreSQL has counted a newly filled table, it joins it with itself row by row.
    listed = list(Company.objects.order_by("pk"))
    slugs = {company.pk: company.slug for company in listed}
    companies = tuple(
        CompanyEntry(
            slug=company.slug,
            name=company.name,
            aliases=tuple(aliases[company.pk]),
            ticker=company.ticker,
            exchange=company.exchange,
            country=company.country,
            sector=company.sector,
            parent=slugs[company.parent_id] if company.parent_id is not None else "",
            is_news_source=company.is_news_source,
        )
        for company in listed
    )
    places = tuple(
        PlaceEntry(
            slug=place.slug,
            name=place.name,
            kind=place.kind,
            country=place.country,
            aliases=tuple(place.aliases),
            demonyms=tuple(place.demonyms),
        )
        for place in Place.objects.order_by("pk")
    )
    topics = tuple(topic_entry(topic) for topic in Topic.objects.select_related("parent").order_by("pk"))
    return Vocabulary(companies=companies, places=places, topics=topics)


def topic_entry(topic: Topic) -> TopicEntry:
    """A topic as extraction looks for it."""
    return TopicEntry(
        slug=topic.slug,
        name=topic.name,
        description=topic.description,
        rule=topic.rule,
        parent=topic.parent.slug if topic.parent else "",
        threshold=topic.threshold,
        version=topic.rule_version,
    )


def _company_facts(entry: CompanyEntry) -> Facts:
    facts: Facts = {name: getattr(entry, name) for name in _COMPANY_FIELDS}
    facts["parent"] = entry.parent
    facts["aliases"] = {
        alias.text: {"kind": alias.kind, "needs_evidence": alias.needs_evidence, "until": alias.until}
        for alias in entry.aliases
    }
    return facts


def _place_facts(entry: PlaceEntry) -> Facts:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "country": entry.country,
        "aliases": list(entry.aliases),
        "demonyms": list(entry.demonyms),
    }


def _topic_facts(entry: TopicEntry) -> Facts:
    return {**{name: getattr(entry, name) for name in _TOPIC_FIELDS}, "parent": entry.parent}


def _merge_places(told: Mapping[str, Facts], known: Mapping[str, Facts]) -> None:
    rows = {place.slug: place for place in Place.objects.all()}
    known = {slug: {} for slug in moved_ids("place")} | dict(known)
    new = [Place(slug=slug, **facts) for slug, facts in told.items() if slug not in rows and slug not in known]
    Place.objects.bulk_create(new)
    for slug in told.keys() & rows.keys() & known.keys():
        _follow(rows[slug], told[slug], known[slug], _PLACE_FIELDS)


def _merge_topics(told: Mapping[str, Facts], known: Mapping[str, Facts]) -> None:
    rows = {topic.slug: topic for topic in Topic.objects.all()}
    known = {slug: {} for slug in moved_ids("topic")} | dict(known)
    names = {topic.name for topic in rows.values()}
    fresh = [slug for slug in told if slug not in rows and slug not in known and told[slug]["name"] not in names]
    Topic.objects.bulk_create(
        [Topic(slug=slug, **{name: told[slug][name] for name in _TOPIC_FIELDS}) for slug in fresh]
    )
    for slug in told.keys() & rows.keys() & known.keys():
        _follow(rows[slug], told[slug], known[slug], _TOPIC_FIELDS)
    ids = moved_ids("topic") | dict(Topic.objects.values_list("slug", "pk"))
    for slug in fresh:
        if told[slug]["parent"] in ids:
            Topic.objects.filter(slug=slug).update(parent=ids[told[slug]["parent"]])
    note_rules()


def _merge_companies(told: Mapping[str, Facts], known: Mapping[str, Facts]) -> None:
    _take_back(known.keys() - told.keys(), known)
    rows = {company.slug: company for company in Company.objects.all()}
    moved = moved_ids("company")
    known = {slug: {} for slug in moved} | dict(known)
    fresh = dict.fromkeys(slug for slug in told if slug not in rows and slug not in known)
    Company.objects.bulk_create(
        [Company(slug=slug, **{name: told[slug][name] for name in _COMPANY_FIELDS}) for slug in fresh]
    )
    for slug in told.keys() & rows.keys() & known.keys():
        _follow(rows[slug], told[slug], known[slug], _COMPANY_FIELDS)
    ids = moved | dict(Company.objects.values_list("slug", "pk"))
    aliases: list[CompanyAlias] = []
    children: list[Company] = []
    for slug, facts in told.items():
        if slug not in ids:
            continue
        loaded_before = known.get(slug, {}).get("aliases", {})
        aliases += [
            CompanyAlias(company_id=ids[slug], text=storable(text, limit=200), **alias)
            for text, alias in facts["aliases"].items()
            if text not in loaded_before
        ]
        if slug in fresh and facts["parent"] in ids:
            children.append(Company(pk=ids[slug], parent_id=ids[facts["parent"]]))
    Company.objects.bulk_update(children, ["parent"])
    _follow_aliases(told, known, ids)
    CompanyAlias.objects.bulk_create(aliases, ignore_conflicts=True)


def _take_back(gone: Collection[str], known: Mapping[str, Facts]) -> None:
    """Take away companies that the files name no more, such as one that they had twice: first their names.

    Where a curator touched a row it stays, and where something refers to a company, until it is processed again or
    merged by hand; nothing is found by it meanwhile, unless by names that a curator gave it.
    """
    of_lists = dict(Company.objects.filter(slug__in=gone).values_list("pk", "slug"))
    CompanyAlias.objects.filter(
        pk__in=[
            row.pk
            for row in CompanyAlias.objects.filter(company_id__in=of_lists)
            if _is_as_told(row, known[of_lists[row.company_id]].get("aliases", {}).get(row.text), _ALIAS_FIELDS)
        ]
    ).delete()
    unused = Company.objects.filter(
        pk__in=of_lists,
        aliases=None,
        taggings=None,
        mentions=None,
        children=None,
        candidates=None,
        moved_addresses=None,
    )
    as_told = [row.pk for row in unused if _is_as_told(row, known[row.slug], _COMPANY_FIELDS)]
    Company.objects.filter(pk__in=as_told).delete()


def _is_as_told(row: Company | CompanyAlias, told: Facts | None, names: tuple[str, ...]) -> bool:
    return told is not None and all(getattr(row, name) == told.get(name) for name in names)


def _follow_aliases(told: Mapping[str, Facts], known: Mapping[str, Facts], ids: Mapping[str, int]) -> None:
    """Take away names that the files give a company no more, and follow their marks, where the row is as last told."""
    watched = {
        ids[slug]: (known[slug].get("aliases", {}), facts["aliases"])
        for slug, facts in told.items()
        if slug in ids and slug in known and known[slug].get("aliases", {}) != facts["aliases"]
    }
    gone: list[int] = []
    changed: list[CompanyAlias] = []
    for row in CompanyAlias.objects.filter(company_id__in=watched):
        before, now = watched[row.company_id]
        if not _is_as_told(row, before.get(row.text), _ALIAS_FIELDS):
            continue
        if row.text not in now:
            gone.append(row.pk)
        elif now[row.text] != before[row.text]:
            for name in _ALIAS_FIELDS:
                setattr(row, name, now[row.text][name])
            changed.append(row)
    CompanyAlias.objects.filter(pk__in=gone).delete()
    CompanyAlias.objects.bulk_update(changed, _ALIAS_FIELDS)


def _follow(row: Company | Place | Topic, told: Facts, known: Facts, names: tuple[str, ...]) -> None:
    """Let a row follow the file in the fields that still hold what the file said last."""
    changed = [name for name in names if getattr(row, name) == known.get(name) and told[name] != known.get(name)]
    for name in changed:
        setattr(row, name, told[name])
    if changed:
        row.save(update_fields=changed)
