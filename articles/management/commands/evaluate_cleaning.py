"""`manage.py evaluate_cleaning DIR`: the figures of cleaning against pages whose truth is known."""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura
from django.core.management.base import BaseCommand, CommandError

from articles.clean.html_scores import PageScore, Prediction, SetScore, Truth, score_page, score_set, unmatched
from articles.clean.language import detect_language
from articles.clean.page import clean_capture
from articles.clean.sources import SourceBook, load_sources
from articles.documents import PARAGRAPH_BREAK, CleanPage, RawCapture, Rejection
from articles.split.page import split_page

SHOWN_LINES = 3
SHOWN_CHARACTERS = 110


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page with its truth and what a capturing tool would know of it."""

    file: str
    raw: RawCapture
    truth: Truth

    @property
    def set_name(self) -> str:
        """The folder the page lies in."""
        return self.file.rpartition("/")[0] or "."


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run over all pages gave. Times are seconds of this process's CPU time."""

    predictions: dict[str, Prediction] = field(default_factory=dict)
    cleaning_seconds: float = 0.0
    splitting_seconds: float = 0.0
    trafilatura_seconds: float = 0.0


class Command(BaseCommand):
    """Measure cleaning; needs no database."""

    help = (
        "Measure cleaning against DIR, which holds truth.jsonl (one object a page: file, body and where known title, "
        "authors, published), manifest.jsonl (file, url, captured_at) and the pages, gzipped or not, HTML or .txt."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the folder and the form of the output."""
        parser.add_argument("directory", type=Path, help="folder with truth.jsonl, manifest.jsonl and the pages")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
        parser.add_argument("--worst", type=int, default=10, help="how many of the worst pages to show (default 10)")
        parser.add_argument("--no-speed", action="store_true", help="leave out trafilatura's own run for comparison")

    def handle(self, *args: Any, **options: Any) -> None:
        """Clean every page, score it and print the figures."""
        cases = load_cases(options["directory"])
        outcome = run(cases, with_speed=not options["no_speed"])
        pages = [score_page(case.file, outcome.predictions[case.file], case.truth) for case in cases]
        groups: dict[str, list[PageScore]] = {}
        for case, page in zip(cases, pages, strict=True):
            groups.setdefault(case.set_name, []).append(page)
        sets = [score_set(name, members) for name, members in groups.items()]
        worst = sorted(pages, key=lambda page: page.f1)[: options["worst"]]
        details = [_detail(page, outcome.predictions[page.file], cases) for page in worst]
        speed = _speed(len(cases), outcome)
        if options["json"]:
            report = {"sets": [asdict(score) for score in sets], "speed": speed, "worst": details}
            self.stdout.write(json.dumps(report, ensure_ascii=False))
            return
        self._print(sets, speed, details)

    def _print(
        self, sets: Iterable[SetScore], speed: Mapping[str, float], details: Iterable[Mapping[str, Any]]
    ) -> None:
        self.stdout.write("set             pages     F1   prec.  recall  empty  title authors   date  wrongly certain")
        for score in sets:
            fields = (score.title, score.authors, score.date)
            shares = " ".join("     -" if value is None else f"{value:6.3f}" for value in fields)
            self.stdout.write(
                f"{score.name:<15} {score.pages:5} {score.f1:6.4f} {score.precision:7.4f} {score.recall:7.4f} "
                f"{score.empty:6} {shares}  {score.wrongly_certain_dates}"
            )
        self.stdout.write("")
        for name, value in speed.items():
            self.stdout.write(f"{name.replace('_', ' ')}: {value:.2f}")
        for detail in details:
            self.stdout.write(
                f"\n{detail['file']}  F1 {detail['f1']:.3f}  P {detail['precision']:.3f}  R {detail['recall']:.3f}"
            )
            for kind in ("missed", "added"):
                for line in detail[kind]:
                    self.stdout.write(f"  {kind}: {line}")


def load_cases(directory: Path) -> list[Case]:
    """The pages that truth.jsonl names; a page saved as .txt stands for the HTML page of the same name.

    Raises CommandError where the folder does not hold what it must.
    """
    try:
        truths = _read_jsonl(directory / "truth.jsonl")
        known = {row["file"]: row for row in _read_jsonl(directory / "manifest.jsonl")}
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(f"{directory} holds no readable truth.jsonl and manifest.jsonl: {error}") from error
    cases = [_case(directory, row, known.get(row["file"], {})) for row in truths]
    if not cases:
        raise CommandError(f"{directory / 'truth.jsonl'} names no page.")
    return cases


def _read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _case(directory: Path, row: Mapping[str, Any], known: Mapping[str, Any]) -> Case:
    path = directory / row["file"]
    if not path.exists():
        path = directory / (row["file"].removesuffix(".gz").removesuffix(".html") + ".txt")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{row['file']} is named by truth.jsonl and cannot be read: {error}") from error
    if path.suffix == ".gz":
        content = gzip.decompress(content)
    captured = known.get("captured_at")
    raw = RawCapture(
        content=content,
        media_type="text/plain" if path.suffix == ".txt" else "text/html",
        name=row["file"],
        url=known.get("url", ""),
        captured_at=_moment(captured) if captured else None,
    )
    published = row.get("published")
    truth = Truth(
        body=row["body"],
        title=row.get("title") or "",
        authors=tuple(row.get("authors") or ()),
        published=_moment(published) if published else None,
    )
    return Case(file=row["file"], raw=raw, truth=truth)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def run(cases: Iterable[Case], *, with_speed: bool = True) -> Outcome:
    """Clean and split every page; beside each, trafilatura's own extraction of text and metadata for comparison."""
    cases = list(cases)
    sources = SourceBook(load_sources())
    outcome = Outcome()
    predict(clean_capture(cases[0].raw, sources=sources), sources)  # tables, patterns and models load on first use
    detect_language(cases[0].truth.body)
    _trafilatura(cases[0].raw)
    for case in cases:
        times = [time.process_time()]
        page = clean_capture(case.raw, sources=sources)
        times.append(time.process_time())
        outcome.predictions[case.file] = predict(page, sources)
        times.append(time.process_time())
        if with_speed and case.raw.media_type == "text/html":
            _trafilatura(case.raw)
            times.append(time.process_time())
            outcome.trafilatura_seconds += times[3] - times[2]
        outcome.cleaning_seconds += times[1] - times[0]
        outcome.splitting_seconds += times[2] - times[1]
    return outcome


def predict(page: CleanPage | Rejection, sources: SourceBook) -> Prediction:
    """The articles of one cleaned page, their texts joined; title, authors and date are the first article's."""
    drafts = page if isinstance(page, Rejection) else split_page(page, sources=sources)
    if isinstance(drafts, Rejection) or not drafts:
        return Prediction()
    first = drafts[0]
    return Prediction(
        body=PARAGRAPH_BREAK.join(draft.text for draft in drafts),
        title=first.title,
        authors=first.authors,
        published=first.published,
    )


def _trafilatura(raw: RawCapture) -> None:
    html = raw.content.decode("utf-8", "replace")
    trafilatura.bare_extraction(html, url=raw.url or None, include_comments=False, with_metadata=True)


def _speed(pages: int, outcome: Outcome) -> dict[str, float]:
    """Pages a second of one core, for cleaning alone and with splitting, and how cleaning compares."""
    both = outcome.cleaning_seconds + outcome.splitting_seconds
    figures = {
        "pages_per_second": pages / outcome.cleaning_seconds,
        "pages_per_second_with_splitting": pages / both,
    }
    if outcome.trafilatura_seconds:
        figures["trafilatura_pages_per_second"] = pages / outcome.trafilatura_seconds
        figures["times_trafilatura"] = outcome.trafilatura_seconds / outcome.cleaning_seconds
        figures["times_trafilatura_with_splitting"] = outcome.trafilatura_seconds / both
    return figures


def _detail(page: PageScore, prediction: Prediction, cases: Iterable[Case]) -> dict[str, Any]:
    truth = next(case.truth for case in cases if case.file == page.file)
    shorten = [
        [line[:SHOWN_CHARACTERS] for line in lines[:SHOWN_LINES]]
        for lines in (unmatched(truth.body, prediction.body), unmatched(prediction.body, truth.body))
    ]
    return {**asdict(page), "f1": page.f1, "missed": shorten[0], "added": shorten[1]}
