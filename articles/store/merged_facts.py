"""What a merge makes of the facts, names, trees and tags of the two."""

from __future__ import annotations

from typing import Any, Final

from articles.documents import Role
from articles.models import Company, CompanyAlias, Person, Place, Source, SourceAlias, Tagging, Topic
from articles.store.earned_tags import EARNED_FIELDS
from articles.store.journal import Journal

_DECIDED: Final = ("how", "decision", "decided_by_id", "decided_at")
_ROLES: Final = [role.value for role in Role]  # from the weightiest on
Tagged = Topic | Company | Person | Place


def merge_facts(*, kept: Tagged | Source, gone: Tagged | Source, journal: Journal) -> None:
    """Give `kept` the names of `gone`, what it lacks of facts, and what stood below `gone` in a tree."""
    match kept, gone:
        case Company(), Company():
            _merge_companies(kept, gone, journal)
        case Place(), Place():
            names = [name for name in (gone.name, *gone.aliases) if name not in (kept.name, *kept.aliases)]
            adjectives = [name for name in gone.demonyms if name not in kept.demonyms]
            journal.change(kept, {"aliases": [*kept.aliases, *names], "demonyms": [*kept.demonyms, *adjectives]})
        case Topic(), Topic():
            _merge_trees(kept, gone, journal)
            rules = [rule for rule in dict.fromkeys((kept.rule.strip(), gone.rule.strip())) if rule]
            journal.change(
                kept, {"rule": " OR ".join(f"({rule})" for rule in rules) if len(rules) > 1 else "".join(rules)}
            )
        case Source(), Source():
            journal.change(kept, {"home_page": kept.home_page or gone.home_page})
            if not SourceAlias.objects.filter(name__iexact=gone.name).exists():
                journal.make(SourceAlias(source=kept, name=gone.name))


def merge_taggings(*, kept: Tagged, gone: Tagged, journal: Journal) -> None:
    """Point the tags of `gone` to `kept`; of two on one article a single one stays, with the weightier word."""
    column = f"{kept._meta.model_name}_id"
    rows = Tagging.objects.filter(**{column: gone.pk}).order_by()
    present = {
        tag.article_id: tag for tag in Tagging.objects.filter(**{column: kept.pk}, article__in=rows.values("article"))
    }
    doubled = list(rows.filter(article__in=list(present)))
    for tag in doubled:
        journal.change(present[tag.article_id], _weightier(present[tag.article_id], tag))
    journal.drop(doubled)
    journal.move(list(rows.values_list("pk", flat=True)), Tagging, column, old=gone.pk, new=kept.pk)


def _weightier(kept: Tagging, gone: Tagging) -> dict[str, Any]:
    """What the tag that stays takes over from the other."""
    if gone.how == Tagging.How.CURATOR:
        is_outdone = kept.how != Tagging.How.CURATOR or kept.decision == Tagging.Decision.REJECTED
        takes = gone.decision == Tagging.Decision.ACCEPTED and is_outdone
        return {name: getattr(gone, name) for name in _DECIDED} if takes else {}
    if kept.how == Tagging.How.CURATOR or _weight(kept) >= _weight(gone):
        return {}
    return {name: getattr(gone, name) for name in EARNED_FIELDS}


def _weight(tag: Tagging) -> tuple[bool, int, float]:
    return tag.decision == Tagging.Decision.ACCEPTED, -_ROLES.index(tag.role), tag.confidence


def _merge_companies(kept: Company, gone: Company, journal: Journal) -> None:
    known = set(kept.aliases.values_list("text", flat=True))
    journal.drop([alias for alias in gone.aliases.all() if alias.text in known])
    facts = {name: getattr(kept, name) or getattr(gone, name) for name in ("country", "sector")}
    if not kept.ticker:
        facts |= {"ticker": gone.ticker, "exchange": gone.exchange}
    elif gone.ticker and gone.exchange == kept.exchange and gone.ticker not in {kept.ticker, *known}:
        journal.make(CompanyAlias(company=kept, text=gone.ticker, kind=CompanyAlias.Kind.TICKER))
    journal.change(kept, facts)
    if gone.name not in known and not gone.aliases.filter(text=gone.name).exists():
        journal.make(CompanyAlias(company=kept, text=gone.name, needs_evidence=" " not in gone.name))
    _merge_trees(kept, gone, journal)


def _merge_trees(kept: Company | Topic, gone: Company | Topic, journal: Journal) -> None:
    """Hang what stood below `gone` below `kept`; where `kept` itself stood below, its branch moves up a level."""
    above = _ancestors(kept)
    model: Any = type(gone)
    children = list(model.objects.filter(parent_id=gone.pk).order_by("pk"))
    for child in children:
        if child.pk == kept.pk:
            journal.change(kept, {"parent_id": gone.parent_id})
        elif child.pk in above:
            journal.change(child, {"parent_id": gone.parent_id})
    ids = [child.pk for child in children if child.pk != kept.pk and child.pk not in above]
    journal.move(ids, model, "parent_id", old=gone.pk, new=kept.pk)
    if kept.parent_id is None and gone.pk not in above and gone.parent_id not in (None, kept.pk):
        parent = model.objects.get(pk=gone.parent_id)
        if kept.pk not in _ancestors(parent):
            journal.change(kept, {"parent_id": gone.parent_id})


def _ancestors(thing: Any) -> set[int]:
    """The ids above a company or topic in its tree."""
    found: set[int] = set()
    above = thing.parent
    while above is not None and above.pk not in found:
        found.add(above.pk)
        above = above.parent
    return found
