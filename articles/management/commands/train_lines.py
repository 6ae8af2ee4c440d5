"""Train the line model and the headline model of text scrapes, or measure them by cross-validation over sites."""

from __future__ import annotations

import csv
import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import mean
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError

from articles.clean.normalise import normalise_text
from articles.clean.text_dump import dump_lines, named_titles
from articles.clean.text_model import best_segments, line_weights, score_with
from articles.clean.text_story import find_story_with
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
from articles.clean.text_weights import WEIGHTS_PATH
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
            self._measure(pages, rows)
            return
        first, second = train(pages)
        sources = SourceBook(load_sources())
        titled = [
            TitlePage(lines=page.lines, found=find_story_with(page.lines, sources, first, second), title=title, url=url)
            for (page, title), url in zip(read, (str(row.get("url", "")) for row in rows), strict=True)
            if title
        ]
        weights = weight_rows(first, second, train_title(titled))
        with options["out"].open("w", encoding="utf-8") as file:
            file.write(
                _HEAD.format(source=options["source"] or f"{len(pages)} pages", date=options["date"] or "unknown")
            )
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("regression", "feature", "weight"))
            writer.writerows(weights)
        self.stdout.write(f"{len(weights)} weights from {len(pages)} pages written to {options['out']}")

    def _measure(self, pages: Sequence[LabelledPage], rows: Sequence[dict[str, Any]]) -> None:
        """Print body precision, recall and F1 by folder, each page read with weights from other sites only."""
        folds = fold_of_sites([page.site for page in pages], _FOLDS)
        scores: dict[str, list[tuple[float, float]]] = {}
        for fold in range(_FOLDS):
            first, second = train([page for page, own in zip(pages, folds, strict=True) if own != fold])
            for page, own, row in zip(pages, folds, rows, strict=True):
                if own == fold:
                    kept = best_segments(score_with(page.lines, first, second), line_weights(page.lines))
                    text = "\n".join(line for line, is_kept in zip(page.lines, kept, strict=True) if is_kept)
                    scores.setdefault(str(row["file"]).split("/")[0], []).append(_score(text, row["body"]))
        for name, pairs in scores.items():
            precision, recall = mean(pair[0] for pair in pairs), mean(pair[1] for pair in pairs)
            f1 = 2 * precision * recall / ((precision + recall) or 1)
            self.stdout.write(
                f"{name}: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f} ({len(pairs)} pages)"
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
