"""Train the line model and the headline model of text scrapes, or measure them by cross-validation over sites."""

from __future__ import annotations

import csv
import re
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from threadpoolctl import threadpool_limits

from articles.clean.text_model import best_segments, line_weights, score_with
from articles.clean.text_story import find_story_with
from articles.clean.text_title import choose_title_with
from articles.clean.text_training import TitlePage, fold_of_sites, shingles, train, train_title, weight_rows
from articles.clean.text_weights import WEIGHTS_PATH, Vector
from articles.management.labelled_pages import KnownPage, read_folder
from articles.prose.sources import SourceBook, load_sources

_HEAD = """# Weights of the line model and the headline model (articles/clean/text_model.py, text_title.py), made by
# `manage.py train_lines`; only these numbers are kept of the pages. Date: {date}.
# Source: {source}.
"""
_FOLDS = 10


class Command(BaseCommand):
    """`train_lines PAGES [PAGES ...]`: folders with truth.jsonl and the gzipped HTML it names."""

    help = (
        "Train the models that read text scrapes on pages with known body text, or measure them. A page without a body "
        "in truth.jsonl gets the text our own HTML cleaning finds. Needs no database; under a minute for 180 pages."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the command's arguments."""
        parser.add_argument(
            "pages", type=Path, nargs="+", help="folders with truth.jsonl (file, url, body, title) and the pages"
        )
        parser.add_argument(
            "--measure",
            action="store_true",
            help="cross-validate over the first folder's sites instead of writing; the others are only learned from",
        )
        parser.add_argument("--source", default="", help="what the pages are, for the head of the data file")
        parser.add_argument("--date", default="", help="the day of training, for the head of the data file")
        parser.add_argument("--out", type=Path, default=WEIGHTS_PATH, help="where the weights go")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the pages, then train and write, or measure and print."""
        sources = SourceBook(load_sources())
        try:
            folders = [read_folder(folder, sources) for folder in options["pages"]]
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"A folder holds no readable truth.jsonl and pages: {error}") from error
        # Its matrices are small: several threads a product only wait for one another.
        with threadpool_limits(limits=1):
            if options["measure"]:
                self._measure(folders[0], [page for pages in folders[1:] for page in pages], sources)
            else:
                self._write([page for pages in folders for page in pages], sources, options)

    def _write(self, pages: Sequence[KnownPage], sources: SourceBook, options: dict[str, Any]) -> None:
        weights = weight_rows(*_train(pages, sources))
        with options["out"].open("w", encoding="utf-8") as file:
            file.write(
                _HEAD.format(source=options["source"] or f"{len(pages)} pages", date=options["date"] or "unknown")
            )
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("regression", "feature", "weight"))
            writer.writerows(weights)
        self.stdout.write(f"{len(weights)} weights from {len(pages)} pages written to {options['out']}")

    def _measure(self, pages: Sequence[KnownPage], others: Sequence[KnownPage], sources: SourceBook) -> None:
        """Print by folder how body and headline are found on each page with weights from other sites only."""
        if others:
            weights = _train(others, sources)
            self.stdout.write(f"Learned from the {len(others)} pages of the other folders alone")
            self._print([(page.folder, _result(page, sources, *weights)) for page in pages])
        folds = fold_of_sites([page.page.site for page in pages], _FOLDS)
        results: list[tuple[str, _Result]] = []
        for fold in range(_FOLDS):
            tested = [page for page, own in zip(pages, folds, strict=True) if own == fold]
            sites = {page.page.site for page in tested}
            weights = _train([page for page in (*pages, *others) if page.page.site not in sites], sources)
            results.extend((page.folder, _result(page, sources, *weights)) for page in tested)
        self.stdout.write(f"Cross-validated by site, {len(others)} pages of other folders learned from")
        self._print(results)

    def _print(self, results: Sequence[tuple[str, _Result]]) -> None:
        for name in dict.fromkeys(name for name, _ in results):
            own = [result for folder, result in results if folder == name]
            self.stdout.write(f"{name}, {len(own)} pages")
            self.stdout.write(f"  body by the model alone: {_f1([each.alone for each in own])}")
            self.stdout.write(f"  body with the rules: {_f1([each.ruled for each in own])}")
            for label, titles in (
                ("headline of the truth", [each.titles for each in own if each.titles]),
                ("the same on pages that show it", [each.titles for each in own if each.titles and each.is_shown]),
                ("headline as the page shows it", [each.shown for each in own if each.shown]),
            ):
                if titles:
                    plain, addressed = (mean(column) for column in zip(*titles, strict=True))
                    self.stdout.write(f"  {label}, {len(titles)}: {plain:.3f}, with the address {addressed:.3f}")


class _Result(NamedTuple):
    """Precision and recall of the body; whether the headline was found, without the address and with it.

    `titles` is by the truth's headline, `shown` by the line that is the headline on the page; None where there is none.
    Words are compared, without case and punctuation. `is_shown` says whether the truth's stands on the page at all.
    """

    alone: tuple[float, float]
    ruled: tuple[float, float]
    titles: tuple[bool, bool] | None
    shown: tuple[bool, bool] | None
    is_shown: bool


def _result(known: KnownPage, sources: SourceBook, first: Vector, second: Vector, title: Vector) -> _Result:
    lines = known.page.lines
    alone = best_segments(score_with(lines, first, second), line_weights(lines))
    found = find_story_with(lines, sources, first, second)
    chosen = [
        choose_title_with(lines, found.allowed, found.about, found.story, title, url=url) for url in ("", known.url)
    ]
    plain, addressed = ([] if index is None else _plain_words(lines[index]) for index in chosen)
    true, shown = _plain_words(known.title), _plain_words(known.shown)
    return _Result(
        alone=_score(_text(lines, alone), known.body),
        ruled=_score(_text(lines, found.story), known.body),
        titles=(plain == true, addressed == true) if true else None,
        shown=(plain == shown, addressed == shown) if shown else None,
        is_shown=any(_plain_words(line) == true for line in lines),
    )


def _train(pages: Sequence[KnownPage], sources: SourceBook) -> tuple[Vector, Vector, Vector]:
    """The weights of both regressions of the body, and of the headline's, which learns from the stories they find."""
    first, second = train([known.page for known in pages])
    titled = [
        TitlePage(
            lines=known.page.lines,
            found=find_story_with(known.page.lines, sources, first, second),
            title=known.shown,
            url=known.url,
        )
        for known in pages
        if known.shown
    ]
    return first, second, train_title(titled)


def _text(lines: Sequence[str], kept: Sequence[bool]) -> str:
    return "\n".join(line for line, is_kept in zip(lines, kept, strict=True) if is_kept)


def _plain_words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _f1(pairs: Sequence[tuple[float, float]]) -> str:
    precision, recall = mean(pair[0] for pair in pairs), mean(pair[1] for pair in pairs)
    return (
        f"precision {precision:.4f}, recall {recall:.4f}, F1 {2 * precision * recall / ((precision + recall) or 1):.4f}"
    )


def _score(text: str, body: str) -> tuple[float, float]:
    found, true = shingles(text), shingles(body)
    shared = sum((found & true).values())
    return shared / max(1, sum(found.values())), shared / max(1, sum(true.values()))
