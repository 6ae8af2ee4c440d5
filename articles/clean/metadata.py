"""Title, authors, date, source and the rest, from what an HTML page says of itself."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from lxml.html import HtmlElement

from articles.clean.html_authors import find_authors
from articles.clean.html_dates import find_published
from articles.clean.html_head import Head, JsonObject
from articles.clean.html_kind import ARTICLE_TYPES, WEAK_TYPES, find_kind, types_of
from articles.clean.normalise import normalise_text
from articles.clean.sources import SourceBook
from articles.documents import PageMetadata
from articles.prose.addresses import is_tracking
from articles.prose.calendar import writes_day_first

MAX_TITLE_CHARACTERS = 400
MAX_DESCRIPTION_CHARACTERS = 2_000
MAX_SITE_NAME_WORDS = 6
_TITLE_SEPARATOR = re.compile(r"\s+(?:[|\-–—»•·:]|::)\s+")
_LANGUAGE = re.compile(r"^([A-Za-z]{2,3})(?:[-_].{0,30})?$")
_LOCALE = re.compile(r"[a-z]{2,3}-[a-z]{2}")
_TAG = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What reading the head yields beside the metadata itself: the text stage chooses by it."""

    metadata: PageMetadata
    article_body: str = ""  # JSON-LD articleBody as given
    site_names: tuple[str, ...] = ()  # every way the page or the archive names its site


def read_metadata(
    head: Head, tree: HtmlElement, *, url: str, captured_at: datetime | None, source_name: str, sources: SourceBook
) -> PageFacts:
    """Everything the page says of itself.

    `url` and `captured_at` are what the capturing tool knew, `source_name` the publisher as the caller named it.
    """
    article = choose_article(head)
    canonical = canonical_url(head, url)
    address = url or canonical
    site_names = _site_names(head, article, tree)
    source = _find_source(source_name, address, site_names, sources)
    section = _find_section(head, article)
    names = tuple(dict.fromkeys(name for name in (*site_names, source) if name))
    title = find_title(head, article, tree, names, address)
    og_type = head.first("og:type")
    kind = find_kind(types=types_of(article), url=address, section=section, title=title, og_type=og_type)
    language, locale = find_language(head, article), find_locale(head, article)
    day_first = writes_day_first(address, locale or language)
    metadata = PageMetadata(
        title=title,
        authors=find_authors(head, article, tree, site_names=names),
        source_name=source,
        section=section,
        kind=kind[0] if kind else None,
        kind_evidence=kind[1] if kind else "",
        published=find_published(head, article, tree, url=address, captured_at=captured_at, day_first=day_first),
        language=language,
        locale=locale,
        canonical_url=canonical,
        description=_tidy(
            head.first("og:description", "description", "twitter:description") or _text(article, "description")
        )[:MAX_DESCRIPTION_CHARACTERS],
    )
    return PageFacts(
        metadata=metadata,
        article_body=_article_body(article),
        site_names=names,
    )


def choose_article(head: Head) -> JsonObject:
    """The JSON-LD object that stands for the page: the first article, else a page or video that carries a date."""
    weak: JsonObject = {}
    headed: JsonObject = {}
    for node in head.json_ld:
        types = types_of(node)
        if types & ARTICLE_TYPES:
            if node.get("headline") and node.get("datePublished"):
                return node
            headed = headed or node
        elif types & WEAK_TYPES and node.get("datePublished"):
            weak = weak or node
    return headed or weak


def find_title(head: Head, article: JsonObject, tree: HtmlElement, site_names: tuple[str, ...], url: str) -> str:
    """The headline, without the site's name behind it."""
    types = types_of(article)
    stated = _tidy(_text(article, "headline") or _text(article, "name")) if types & ARTICLE_TYPES else ""
    # a live blog's headline changes with its latest entry; what it is shared under stays
    is_fleeting = "liveblogposting" in types or stated.endswith(("...", "…"))
    if stated and not is_fleeting:
        return strip_site_name(stated, site_names, url)[:MAX_TITLE_CHARACTERS]
    shared = _tidy(head.first("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title"))
    heading = next(iter(_first_headings(tree)), "")
    for candidate in (shared, heading, _tidy(head.title), stated):
        if candidate:
            return strip_site_name(candidate, site_names, url)[:MAX_TITLE_CHARACTERS]
    return ""


def strip_site_name(title: str, site_names: tuple[str, ...], url: str = "") -> str:
    """Cut ' | Site' from the end (or 'Site | ' from the start) of a title where that part is known to name the site."""
    known = {_key(name) for name in site_names}
    host = (urlsplit(url).hostname or "") if url.startswith(("http://", "https://")) else ""
    known.update(label for label in host.lower().split(".")[:-1] if len(label) > 3)
    known.add(_key(host.removeprefix("www.")))
    known.discard("")
    for _ in range(3):
        parts = list(_TITLE_SEPARATOR.finditer(title))
        if not parts:
            break
        head, tail = title[: parts[-1].start()], title[parts[-1].end() :]
        first, rest = title[: parts[0].start()], title[parts[0].end() :]
        if _names_site(tail, known) and head.strip():
            title = head.strip()
        elif _names_site(first, known) and rest.strip():
            title = rest.strip()
        else:
            break
    return title


def site_in_title(title: str, headlines: Sequence[str]) -> str:
    """The site's name beside the headline in a page's `title` element; empty where nothing tells it from the headline.

    Only what is left of the title when a headline that stands elsewhere on the page is taken away can be the site's
    name; of several parts ('Headline - Section - Site') the one farthest from the headline is.
    """
    known = {_key(headline) for headline in headlines} - {""}
    parts = _TITLE_SEPARATOR.split(title)
    keys = [_key(part) for part in parts]
    whole = "".join(keys)
    # Letters of the title before which, or from which on, a headline stands: a title of a thousand parts is read once.
    ends = {len(headline) for headline in known if whole.startswith(headline)}
    starts = {len(whole) - len(headline) for headline in known if whole.endswith(headline)}
    for letters in accumulate(map(len, keys[:-1])):
        name = parts[-1].strip() if letters in ends else parts[0].strip() if letters in starts else ""
        if name:
            is_name = len(name.split()) <= MAX_SITE_NAME_WORDS and not name.endswith((".", "?", "!", "…"))
            return name if is_name and any(map(str.isalpha, name)) else ""
    return ""


def _headlines(head: Head, article: JsonObject, tree: HtmlElement) -> tuple[str, ...]:
    """The page's headline as it stands everywhere but in the `title` element."""
    stated = (_text(article, "headline"), head.first("og:title"), head.first("twitter:title"))
    return tuple(text for text in (*map(_tidy, stated), *_first_headings(tree)) if text)


def _first_headings(tree: HtmlElement) -> list[str]:
    headings = (_tidy(" ".join(heading.itertext())) for heading in list(tree.iter("h1"))[:8])
    return [text for text in headings if text]


def _names_site(part: str, known: set[str]) -> bool:
    key = _key(part)
    return bool(key) and (
        key in known or any(len(name) > 3 and (key == f"{name}com" or f"the{name}" == key) for name in known)
    )


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def find_language(head: Head, article: JsonObject) -> str:
    """The language code the page states, empty where it states none."""
    for text in (head.language, _text(article, "inLanguage"), head.first("content-language", "og:locale", "language")):
        found = _LANGUAGE.match(text.strip())
        if found:
            return found[1].lower()
    return ""


def find_locale(head: Head, article: JsonObject) -> str:
    """Language and region as the page states them, in lower case, the first that names a region."""
    for text in (head.language, _text(article, "inLanguage"), head.first("content-language"), head.first("og:locale")):
        folded = text.strip().lower().replace("_", "-")
        if _LOCALE.fullmatch(folded):
            return folded
    return ""


def canonical_url(head: Head, url: str) -> str:
    """The page's own address without tracking parameters; only http and https are taken."""
    for candidate in (head.canonical, head.first("og:url"), url):
        try:
            address = urlsplit(urljoin(url, candidate) if url else candidate)
            host = address.hostname
            query = urlencode(
                [(k, v) for k, v in parse_qsl(address.query, keep_blank_values=True) if not is_tracking(k)]
            )
        except ValueError:
            continue
        if candidate and address.scheme in ("http", "https") and host and "." in host:
            return urlunsplit((address.scheme, address.netloc.lower(), address.path or "/", query, ""))
    return ""


def _find_source(given: str, url: str, site_names: tuple[str, ...], sources: SourceBook) -> str:
    if given:
        known = sources.by_name(given)
        return known.name if known else given
    by_url = sources.by_url(url) if url else None
    if by_url:
        return by_url.name
    for name in site_names:
        known = sources.by_name(name)
        if known:
            return known.name
    return site_names[0] if site_names else ""


def _site_names(head: Head, article: JsonObject, tree: HtmlElement) -> tuple[str, ...]:
    """What the page calls its site, the plainest statement first."""
    publisher = article.get("publisher")
    if isinstance(publisher, list):
        publisher = publisher[0] if publisher else None
    stated = publisher.get("name") if isinstance(publisher, dict) else publisher
    if isinstance(publisher, dict) and not stated and isinstance(publisher.get("@id"), str):
        stated = next(
            (node.get("name") for node in head.json_ld if node.get("@id") == publisher["@id"] and node.get("name")), ""
        )
    names = [head.first("og:site_name"), stated, head.first("application-name", "publisher", "dc.publisher", "cre")]
    names.append(site_in_title(_tidy(head.title), _headlines(head, article, tree)))
    tidy = (_tidy(name) for name in names if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in tidy if name and len(name) < 80 and "://" not in name))


def _find_section(head: Head, article: JsonObject) -> str:
    stated = article.get("articleSection")
    if isinstance(stated, list):
        stated = next((value for value in stated if isinstance(value, str)), "")
    section = stated if isinstance(stated, str) else ""
    section = section or head.first(
        "article:section", "section", "parsely-section", "articlesection", "sailthru.section"
    )
    return _tidy(section)[:100]


def _text(node: JsonObject, name: str) -> str:
    value = node.get(name)
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str)), "")
    return value if isinstance(value, str) else ""


def _article_body(article: JsonObject) -> str:
    body: Any = article.get("articleBody")
    return body if isinstance(body, str) else ""


def _tidy(text: str) -> str:
    """One line of visible text: entities resolved (twice, since heads are often escaped twice), tags gone, repaired."""
    text = text[: 4 * MAX_DESCRIPTION_CHARACTERS]
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub("", text)
    return " ".join(normalise_text(text).split())
