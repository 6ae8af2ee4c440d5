"""What the page of an article shows, gathered in a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import Q

from articles.models import Article, ArticleVersion, Capture, Mention, Sighting
from articles.search.dates import KnownDate, known_date
from articles.search.quotation import Place, Quotation, find_quotation
from articles.views.article_tags import TagGroup, TextShown, quoted_in, tag_groups, taggings_of, thing_of
from articles.views.linking import MOST_LINKS, NamedSpan, linked_paragraphs, quoting
from articles.views.parts import Part, part_with, parts_of, weight_of, weight_of_part

_MOST_SIGHTINGS = 6
_MOST_REMOVED = 200
_PART = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_BESIDE = 41_000  # bytes of HTML that text, tags and what was removed weigh together, about a third the page's frame
_LEAST_TAGS, _LEAST_REMOVED = 11_000, 2_000  # bytes that these have beside the longest text
_ROW = 45  # bytes of a removed piece beside its words
_LONGEST_REMOVED = 400  # characters of it that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where the article comes from.

    `kind_evidence` is what told the rules its kind. `removed` holds the pieces of it that were taken out and not put
    back, each with its rule, `page_removed` those of the page that belong to none of its articles. Withheld is an
    original that would show a hidden article, or to whom a newsletter was sent.
    """

    capture: Capture
    sightings: tuple[Sighting, ...]
    kind_evidence: str
    removed: tuple[dict[str, str], ...]
    page_removed: tuple[dict[str, str], ...]
    is_withheld: bool

    @property
    def cut(self) -> str:
        """The rule by which a text beyond all measure was cut off, empty where none was."""
        pieces = (*self.removed, *self.page_removed)
        return next((piece["rule"] for piece in pieces if piece["rule"].startswith("too long")), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of an article asks for: a part of its text, the reason of a tagging, a passage."""

    part: str = ""
    why: str = ""
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Everything on the page of one article.

    `paragraphs` are those of the part that is shown, one of `parts`; `place` is where the passage stands that was asked
    for. `removed` are as many pieces that were taken out as the page has room for.
    """

    article: Article
    date: KnownDate
    paragraphs: Part
    parts: tuple[Part, ...]
    part: int
    place: Place | None
    is_linked_in_part: bool
    groups: tuple[TagGroup, ...]
    provenance: Provenance | None
    removed: tuple[dict[str, str], ...]
    is_sample: bool

    @property
    def whole(self) -> Part:
        """Every paragraph."""
        return tuple(chain.from_iterable(self.parts))

    @property
    def earlier(self) -> int:
        """The number of the part before the one shown, 0 where it is the first."""
        return self.part - 1

    @property
    def later(self) -> int:
        """The number of the part behind the one shown, 0 where it is the last."""
        return self.part + 1 if self.part < len(self.parts) else 0

    @property
    def most_links(self) -> int:
        """As many places as are linked at most."""
        return MOST_LINKS


def article_page(article: Article, asked: Asked | None = None) -> ArticlePage:
    """The page of `article`, which must be public and come with its source."""
    asked = asked or Asked()
    taggings = list(taggings_of(article))
    urls = {key: url for tagging in taggings for key, url in [thing_of(tagging)]}
    spans = list(islice(_spans(article, urls), MOST_LINKS))
    parts = parts_of(linked_paragraphs(article, spans))
    place = find_quotation(article.text, asked.quotation) if asked.quotation else None
    part = part_with(parts, place.start) if place else _number(asked.part, len(parts))
    paragraphs = quoting(parts[part - 1], place.start, place.end) if place else parts[part - 1]
    provenance = provenance_of(article)
    left = _BESIDE - weight_of_part(parts[part - 1])
    groups, weight = tag_groups(
        taggings,
        article,
        TextShown(parts=parts, part=part, why=asked.why),
        max(left, _LEAST_TAGS),
        quoted_in(article),
    )
    is_sample = bool(article.source and article.source.is_sample)
    return ArticlePage(
        article=article,
        date=known_date(article),
        paragraphs=paragraphs,
        parts=parts,
        part=part,
        place=place,
        is_linked_in_part=len(spans) == MOST_LINKS,
        groups=groups,
        provenance=provenance,
        removed=with_room(provenance.removed, max(left - weight, _LEAST_REMOVED)) if provenance else (),
        is_sample=is_sample or bool(provenance and provenance.capture.is_sample),
    )


def _number(asked: str, last: int) -> int:
    """The part an address asks for, the nearest that there is."""
    return min(int(asked), last) if _PART.fullmatch(asked) else 1


def with_room(pieces: Iterable[dict[str, str]], room: int) -> tuple[dict[str, str], ...]:
    """The first of the pieces that were removed, as many as `room` bytes of HTML hold."""
    kept = []
    for piece in pieces:
        room -= _ROW + weight_of(piece["text"][:_LONGEST_REMOVED]) + weight_of(piece["rule"])
        if room < 0:
            break
        kept.append(piece)
    return tuple(kept)


def provenance_of(article: Article) -> Provenance | None:
    """The capture that the present text was made from, its bytes left in the database; None where there is none."""
    version = (
        ArticleVersion.objects.filter(article=article, is_current=True)
        .select_related("capture")
        .defer("text", "capture__content")
        .first()
    )
    if version is None:
        return None
    back = {one["text"] for one in article.restored}
    removed = (piece for piece in version.removed if " ".join(piece["text"].split()) not in back)
    return Provenance(
        capture=version.capture,
        kind_evidence=version.found.get("kind_evidence", ""),
        sightings=tuple(version.capture.sightings.all()[:_MOST_SIGHTINGS]),
        removed=tuple(islice(removed, _MOST_REMOVED)),
        page_removed=tuple(version.capture.removed[:_MOST_REMOVED]),
        is_withheld=version.capture.is_letter or _holds_hidden(version.capture),
    )


def _holds_hidden(capture: Capture) -> bool:
    """Whether the capture also holds an article that was hidden, which its bytes would show."""
    hidden = ArticleVersion.objects.filter(capture=capture, article__state=Article.State.HIDDEN)
    return hidden.filter(Q(is_current=True) | Q(article__curated_fields__contains=["state"])).exists()


def _spans(article: Article, urls: dict[tuple[str, int], str]) -> Iterable[NamedSpan]:
    """Where the text names something it is tagged with; what a curator rejected has no tag and no link."""
    mentions = Mention.objects.filter(article=article, field=Mention.Field.TEXT).order_by("start", "pk")
    for start, end, company, person, place in mentions.values_list(
        "start", "end", "company_id", "person_id", "place_id"
    ):
        for kind, key in (("company", company), ("person", person), ("place", place)):
            url = urls.get((kind, key)) if key is not None else None
            if url:
                yield NamedSpan(start, end, kind, "", url)
