"""Adding by hand: paste a text, name an address, drop files; seen before it is kept, a receipt for each."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from articles.capture.fetching.fetch import Question, fetch
from articles.capture.fetching.results import Fetched, FetchFailure
from articles.capture.files import read_paths
from articles.capture.found import Checkpoint, Found, Limits, Link, Skipped
from articles.capture.unpack import too_large
from articles.collecting import asking
from articles.curating.added import record_added
from articles.desk.gate import curators_only, person
from articles.desk.previewing import Preview, named, preview_capture, save_capture, unseal
from articles.documents import RawCapture, Rejection
from articles.models import Article, CurationAct, Sighting
from articles.pipeline import ingest
from articles.rules import present_rules
from articles.store.receipts import Receipt

ADD: Final = "articles.add_capture"
_ARTICLES_LINKED: Final = 20  # of one file
_ENCODING: Final = "utf-8"
_LONGEST_NAME: Final = 200  # bytes; disks take 255


class PastedForm(forms.Form):
    """A text, and what is known of it."""

    text = forms.CharField(
        label="Text, as it stands on the page",
        widget=forms.Textarea(attrs={"rows": 12, "class": "vLargeTextField"}),
        strip=False,
    )
    url = forms.URLField(label="Address of the page, if known", required=False, assume_scheme="https", max_length=2_000)
    source = forms.CharField(label="Publisher, where the text does not say", required=False, max_length=200)
    captured_at = forms.DateTimeField(
        label="When it was copied from the page (UTC)",
        required=False,
        help_text="Relative dates ('two hours ago') count from then. Empty: now.",
    )


class AddressForm(forms.Form):
    """The address of one page."""

    address = forms.CharField(label="Address", max_length=2_000, widget=forms.URLInput(attrs={"class": "vURLField"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A receipt for people: the name, what became of it, why, and its articles as (id, title)."""

    name: str
    outcome: str
    reason: str = ""
    articles: tuple[tuple[int, str], ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@curators_only(ADD)
def add(request: HttpRequest) -> HttpResponse:
    """The three ways in; a pasted text or an address is previewed, files are taken in or previewed one by one."""
    what = request.POST.get("what", "")
    pasted = PastedForm(request.POST if what == "text" else None)
    address = AddressForm(request.POST if what == "address" else None)
    lines: list[Line] = []
    if what == "text" and pasted.is_valid():
        return _previewed(request, _pasted(pasted.cleaned_data))
    if what == "address" and address.is_valid():
        found = _fetched(address.cleaned_data["address"].strip())
        if isinstance(found, RawCapture):
            return _previewed(request, found)
        address.add_error("address", found.reason)
    if what == "files":
        lines, act = take_in_files(request.FILES.getlist("files"), by=person(request))
        if not lines:
            messages.warning(request, "Choose at least one file.")
        _tell(request, act)
    context = _context(request, "Add by hand", pasted=pasted, address=address, lines=lines)
    return render(request, "admin/desk/add.html", context)


@require_POST
@curators_only(ADD)
def save(request: HttpRequest) -> HttpResponse:
    """Keep exactly the capture that was previewed."""
    raw = unseal(request.POST.get("capture", ""))
    if raw is None:
        messages.error(request, "That preview is too old. Add the page once more.")
        return redirect("desk:add")
    receipt, act = save_capture(raw, by=person(request))
    _tell(request, act)
    [line] = _lines([receipt])
    if len(line.articles) == 1:
        messages.success(request, f"{line.outcome}: {line.articles[0][1]}")
        return redirect(reverse("admin:articles_article_change", args=[line.articles[0][0]]))
    context = _context(request, "Add by hand", pasted=PastedForm(), address=AddressForm(), lines=[line])
    return render(request, "admin/desk/add.html", context)


def take_in_files(files: Sequence[UploadedFile[Any]], *, by: AbstractBaseUser) -> tuple[list[Line], CurationAct | None]:
    """Take in uploaded files, and the pages in archives among them; a line for each page and for each problem.

    With them the act by which all of it is undone, None where nothing came of the files.
    """
    results = list(ingest(_pages_of(files), rules=present_rules(), how=Sighting.How.DESK))
    return list(_lines(results)), record_added(results, by=by)


def _pages_of(files: Sequence[UploadedFile[Any]]) -> Iterator[Found]:
    """What the files hold, by the same reading as files on the disk; one at a time on the disk."""
    limits = Limits(max_bytes=settings.CAPTURE_SIZE_LIMIT)
    for file in files:
        name = _file_name(str(file.name))
        with tempfile.TemporaryDirectory(prefix="newsarchive-") as folder:
            path = Path(folder) / name
            with path.open("wb") as copy:
                for chunk in file.chunks():
                    copy.write(chunk)
            for found in read_paths([str(path)], limits=limits):
                if not isinstance(found, Checkpoint):  # of no use: the file is gone when it is read
                    yield replace(found, name=found.name.removeprefix(f"{folder}/"))


def _file_name(told: str) -> str:
    """A name under which the disk keeps a file, its ending whole: no folder, not hidden, not too long."""
    name = Path(told.replace("\x00", "")).name.encode("utf-8", "replace")[-_LONGEST_NAME:]
    return name.decode("utf-8", "ignore").lstrip(".") or "page"


def _pasted(told: dict[str, Any]) -> RawCapture:
    raw = RawCapture(
        content=told["text"].replace("\r\n", "\n").encode(_ENCODING, "replace"),
        media_type=f"text/plain; charset={_ENCODING}",
        name="pasted text",
        captured_at=told["captured_at"] or timezone.now(),
    )
    return named(raw, url=told["url"], source_name=told["source"].strip())


def _fetched(url: str) -> RawCapture | Rejection:
    """The page at an address, or why it did not come."""
    result = fetch(
        url, question=Question(user_agent=asking.user_agent()), limits=asking.limits(), network=asking.network()
    )
    if isinstance(result, FetchFailure):
        return Rejection(name=url, reason=f"The page did not come: {result.reason}.")
    assert isinstance(result, Fetched)
    return RawCapture(
        content=result.content,
        media_type=result.media_type,
        name=result.url,
        url=result.url,
        captured_at=result.moment,
    )


def _previewed(request: HttpRequest, raw: RawCapture) -> HttpResponse:
    if len(raw.content) > settings.CAPTURE_SIZE_LIMIT:
        messages.error(request, f"Not taken: {too_large(settings.CAPTURE_SIZE_LIMIT)}.")
        return redirect("desk:add")
    shown: Preview = preview_capture(raw)
    return render(request, "admin/desk/preview.html", _context(request, "What would be kept", raw=raw, preview=shown))


def _lines(found: Iterable[Receipt | Rejection | Skipped | Link]) -> Iterator[Line]:
    for one in found:
        match one:
            case Receipt():
                rows = Article.objects.filter(pk__in=one.article_ids[:_ARTICLES_LINKED]).order_by("pk")
                titles = tuple((pk, title or f"article {pk}") for pk, title in rows.values_list("pk", "title"))
                yield Line(name=one.name, outcome=str(one.outcome), reason=_reason(one), articles=titles)
            case Rejection():
                yield Line(name=one.name, outcome="rejected", reason=one.reason)
            case Skipped():
                yield Line(name=one.name, outcome="skipped", reason=one.reason)
            case Link():
                yield Line(name=one.name, outcome="address only", reason=f"{one.url} can be fetched under Page fetches")


def _reason(receipt: Receipt) -> str:
    """Why; and the way on, where a capture was rejected before and is not tried again by being added once more."""
    if not receipt.was_rejected_before:
        return receipt.reason
    again = f"capture {receipt.capture_id} was rejected before; “Process again” in the list of captures tries it again"
    return f"{receipt.reason} ({again})"


def _tell(request: HttpRequest, act: CurationAct | None) -> None:
    """Name the act, with the way to undo it."""
    if act is not None:
        words = format_html(
            '{}. <a href="{}">See it, or undo it</a>', act.what.capitalize(), reverse("desk:act", args=[act.pk])
        )
        messages.success(request, words)


def _context(request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
    site = admin.site.each_context(request)
    return {**site, "title": title, "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES, **more}
