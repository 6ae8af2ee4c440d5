"""Train the line model and the headline model of text scrapes, or measure them by cross-validation over sites."""

from __future__ import annotations

import csv
import gzip
import json
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from articles.clean.normalise import normalise_text
from articles.clean.text_dump import dump_lines, named_titles
from articles.clean.text_model import best_segments, line_weights, score_with
from articles.clean.text_story import find_story_with
from articles.clean.text_title import choose_title_with
from articles.clean.text_training import (
    LabelledPage,
    TitlePage,
    fold_of_sites,
    label_lines,
    shingles,
    train,
    train_title,
    weight_rows,
)
from articles.clean.text_weights import WEIGHTS_PATH, Vector
from articles.prose.sources import SourceBook, load_sources

_HEAD = """# Weights of the line model and the headline model (articles/clean/text_model.py, text_title.py), made by
# `manage.py train_lines`; only these numbers are kept of the pages. Date: {date}.
# Source: {source}.
"""
_FOLDS = 10


class Command(BaseCommand):
    """`train_lines PAGES`: PAGES holds truth.jsonl and the gzipped HTML it names."""

    help = "Train the models that read text scrapes on pages with known body text, or measure them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's arguments."""
        parser.add_argument("pages", type=Path, help="folder with truth.jsonl (file, url, body, title) and the pages")
        parser.add_argument("--measure", action="store_true", help="cross-validate over sites instead of writing")
        parser.add_argument("--source", default="", help="what the pages are, for the head of the data file")
        parser.add_argument("--date", default="", help="the day of training, for the head of the data file")
        parser.add_argument("--out", type=Path, default=WEIGHTS_PATH, help="where the weights go")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the pages, then train and write, or measure and print."""
        truth = options["pages"] / "truth.jsonl"
        if not truth.is_file():
            raise CommandError(f"{truth} is missing.")
        rows = [json.loads(line) for line in truth.read_text("utf-8").splitlines()]
        read = [_read(options["pages"], row) for row in rows]
        pages = [page for page, _ in read]
        if options["measure"]:
            self._measure(read, rows)
            return
        first, second, title = _train(pages, [title for _, title in read], [_url(row) for row in rows])
        weights = weight_rows(first, second, title)
        with options["out"].open("w", encoding="utf-8") as file:
            file.write(
                _HEAD.format(source=options["source"] or f"{len(pages)} pages", date=options["date"] or "unknown")
            )
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("regression", "feature", "weight"))
            writer.writerows(weights)
        self.stdout.write(f"{len(weights)} weights from {len(pages)} pages written to {options['out']}")

    def _measure(self, read: Sequence[tuple[LabelledPage, str]], rows: Sequence[dict[str, Any]]) -> None:
        """Print by folder how body and headline are found on each page with weights from other sites only."""
        folds = fold_of_sites([page.site for page, _ in read], _FOLDS)
        results: dict[str, list[_Result]] = {}
        for fold in range(_FOLDS):
            others = [index for index, own in enumerate(folds) if own != fold]
            weights = _train(
                [read[index][0] for index in others],
                [read[index][1] for index in others],
                [_url(rows[index]) for index in others],
            )
            for (page, _), own, row in zip(read, folds, rows, strict=True):
                if own == fold:
                    results.setdefault(str(row["file"]).split("/")[0], []).append(_result(page, row, *weights))
        for name, own_results in results.items():
            self.stdout.write(f"{name}, {len(own_results)} pages")
            self.stdout.write(f"  body by the model alone: {_f1([each.alone for each in own_results])}")
            self.stdout.write(f"  body with the rules: {_f1([each.ruled for each in own_results])}")
            titles = [each.titles for each in own_results if each.titles is not None]
            if titles:
                plain, addressed, stands = (mean(column) for column in zip(*titles, strict=True))
                self.stdout.write(
                    f"  headline: {plain:.3f}, with the address {addressed:.3f}; the page shows it on {stands:.3f}"
                )


class _Result(NamedTuple):
    """Precision and recall of the body, and whether the headline was found: alone, by the address, at all there."""

    alone: tuple[float, float]
    ruled: tuple[float, float]
    titles: tuple[bool, bool, bool] | None


def _result(page: LabelledPage, row: dict[str, Any], first: Vector, second: Vector, title: Vector) -> _Result:
    alone = best_segments(score_with(page.lines, first, second), line_weights(page.lines))
    found = find_story_with(page.lines, SourceBook(load_sources()), first, second)
    titles = None
    if row.get("title"):
        wanted = _plain_words(row["title"])
        chosen = [
            choose_title_with(page.lines, found.allowed, found.about, found.story, title, url=url)
            for url in ("", _url(row))
        ]
        named = [index is not None and _plain_words(page.lines[index]) == wanted for index in chosen]
        titles = (named[0], named[1], any(_plain_words(line) == wanted for line in page.lines))
    return _Result(
        alone=_score(_text(page.lines, alone), row["body"]),
        ruled=_score(_text(page.lines, found.story), row["body"]),
        titles=titles,
    )


def _train(pages: Sequence[LabelledPage], titles: Sequence[str], urls: Sequence[str]) -> tuple[Vector, Vector, Vector]:
    """The weights of both regressions of the body, and of the headline's, which learns from the stories they find."""
    first, second = train(pages)
    sources = SourceBook(load_sources())
    titled = [
        TitlePage(lines=page.lines, found=find_story_with(page.lines, sources, first, second), title=title, url=url)
        for page, title, url in zip(pages, titles, urls, strict=True)
        if title
    ]
    return first, second, train_title(titled)


def _url(row: dict[str, Any]) -> str:
    return str(row.get("url", ""))


def _text(lines: Sequence[str], kept: Sequence[bool]) -> str:
    return "\n".join(line for line, is_kept in zip(lines, kept, strict=True) if is_kept)


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _f1(pairs: Sequence[tuple[float, float]]) -> str:
    precision, recall = mean(pair[0] for pair in pairs), mean(pair[1] for pair in pairs)
    return (
        f"precision {precision:.4f}, recall {recall:.4f}, F1 {2 * precision * recall / ((precision + recall) or 1):.4f}"
    )


def _read(folder: Path, row: dict[str, Any]) -> tuple[LabelledPage, str]:
    """A page's labelled lines and the line that is its headline, '' where no line is."""
    html = gzip.decompress((folder / row["file"]).read_bytes()).decode("utf-8", "replace")
    lines = tuple(line for line in (normalise_text(line) for line in dump_lines(html)) if line)
    page = LabelledPage(
        lines=lines, labels=label_lines(lines, normalise_text(row["body"])), site=_site(row.get("url", ""))
    )
    titles = (row["title"],) if row.get("title") else named_titles(html)
    return page, _line_of(titles, lines)


def _line_of(titles: Iterable[str], lines: Sequence[str]) -> str:
    known = set(lines)
    return next((title for title in (normalise_text(each) for each in titles) if title in known and " " in title), "")


def _site(url: str) -> str:
    labels = (urlsplit(url).hostname or "").split(".")
    return next((label for label in reversed(labels[:-1]) if label not in ("co", "com", "org", "net")), url)


def _score(text: str, body: str) -> tuple[float, float]:
    found, true = shingles(text), shingles(body)
    shared = sum((found & true).values())
    return shared / max(1, sum(found.values())), shared / max(1, sum(true.values()))
