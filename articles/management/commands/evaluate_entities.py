"""Measures companies, people and places against gold files."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.documents import ArticleDraft, Block, Vocabulary
from articles.extract.article import Extractor
from articles.extract.entity_evaluation import KINDS, Judge, Score
from articles.extract.vocabulary import load_companies, load_places
from articles.management.reuters_fields import FieldJudge, sample_noted

GOLD = Path("tests/data/gold")
WORST = 25
_STORY = re.compile(r'<REUTERS[^>]*NEWID="(\d+)">(.*?)</REUTERS>', re.DOTALL)
_BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
_SIGN_OFF = re.compile(r"\s*\breuter\s*\x03?\s*$", re.IGNORECASE)


class Command(BaseCommand):
    """Prints precision, recall and F1 by kind and by third, with the errors made most."""

    help = "Measure companies, people and places against gold (JSON Lines: file, companies, people, places)."

    def add_arguments(self, parser: CommandParser) -> None:
        """The texts, and where the gold lies."""
        parser.add_argument("directory", type=Path, help="folder with pages/truth.jsonl and reuters/*.sgm.gz")
        parser.add_argument("--gold", type=Path, default=GOLD, help="folder of gold files (default: %(default)s)")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--third", action="append", help="only this part: first, second, unread or fresh")

        parser.add_argument(
            "--fields", type=int, metavar="N", help="only compare N stories with Reuters' own PLACES and PEOPLE"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Extracts every text that has gold and prints the scores."""
        if options["fields"]:
            self.stdout.write(json.dumps(compare_fields(options["directory"], options["fields"]), indent=2))
            return
        gold = {entry["file"]: (path.stem, entry) for path, entry in read_gold(options["gold"])}
        if not gold:
            raise CommandError(f"no gold files in {options['gold']}")
        vocabulary = Vocabulary(companies=load_companies(), places=load_places())
        extractor, judge = Extractor(vocabulary), Judge(vocabulary)
        scores: dict[str, dict[str, Score]] = {}
        for file, draft in read_drafts(options["directory"], set(gold)):
            stem, entry = gold[file]
            if options["third"] and entry["third"] not in options["third"]:
                continue
            judged = judge.judge(extractor.extract(draft), entry)
            for group in (f"{stem}, {entry['third']} third", stem, "all"):
                for kind in KINDS:
                    scores.setdefault(group, {}).setdefault(kind, Score()).add(judged[kind])
        if not scores:
            raise CommandError(f"none of the texts that have gold are in {options['directory']}")
        self.stdout.write(
            json.dumps(as_json(scores), indent=2, ensure_ascii=False) if options["json"] else as_text(scores)
        )


def compare_fields(directory: Path, count: int) -> dict[str, Any]:
    """How much of what Reuters noted of a sample of its stories is found in them, as plain values."""
    noted = sample_noted(directory / "reuters", count)
    vocabulary = Vocabulary(companies=load_companies(), places=load_places())
    extractor, judge = Extractor(vocabulary), FieldJudge(vocabulary.places)
    for file, draft in read_drafts(directory, {f"reuters/{number}" for number in noted}):
        judge.judge(extractor.extract(draft), noted[file.removeprefix("reuters/")])
    return judge.as_json()


def read_gold(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each line of each gold file."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield path, json.loads(line)


def read_drafts(directory: Path, wanted: set[str]) -> Iterator[tuple[str, ArticleDraft]]:
    """The texts that have gold, by the names gold gives them ('publishers/…', 'reuters/16887')."""
    truth = directory / "pages" / "truth.jsonl"
    if truth.exists():
        for line in truth.read_text(encoding="utf-8").splitlines():
            page = json.loads(line)
            if page["file"] in wanted:
                authors = tuple(page.get("authors") or ())
                yield page["file"], draft_of(page.get("title") or "", page["body"].split("\n"), authors)
    for path in sorted((directory / "reuters").glob("*.sgm.gz")):
        for number, title, paragraphs in read_reuters(path):
            if f"reuters/{number}" in wanted:
                yield f"reuters/{number}", draft_of(title, paragraphs)


def read_reuters(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Number, title and paragraphs of each story with a body in one file of Reuters-21578."""
    with gzip.open(path, "rt", encoding="latin-1") as file:
        for number, story in _STORY.findall(file.read()):
            body, title = _BODY.search(story), _TITLE.search(story)
            if body is None:
                continue
            text = _SIGN_OFF.sub("", html.unescape(body[1]))
            paragraphs = [" ".join(part.split()) for part in re.split(r"\n {4}", text)]
            yield number, html.unescape(title[1]).strip() if title else "", paragraphs


def draft_of(title: str, paragraphs: list[str], authors: tuple[str, ...] = ()) -> ArticleDraft:
    """A draft as cleaning would make it."""
    blocks = tuple(Block(text=text.strip()) for text in paragraphs if text.strip())
    return ArticleDraft(position=0, title=title, authors=authors, paragraphs=blocks)


def as_json(scores: dict[str, dict[str, Score]]) -> dict[str, Any]:
    """The scores as plain values."""
    return {
        group: {
            kind: {
                "precision": round(score.precision, 4),
                "recall": round(score.recall, 4),
                "recall_listed": round(score.recall_listed, 4),
                "recall_proposed": round(score.recall_proposed, 4),
                "f1": round(score.f1, 4),
                "wrong": dict(score.wrong_names.most_common(WORST)),
                "missed": dict(score.missed_names.most_common(WORST)),
            }
            for kind, score in kinds.items()
        }
        for group, kinds in scores.items()
    }


def as_text(scores: dict[str, dict[str, Score]]) -> str:
    """A table, then the errors of all texts together."""
    lines = [
        f"{'':28}{'':10} {'precision':>9} {'recall':>7} {'on list':>8} {'proposed':>8} {'F1':>6}   right wrong missed"
    ]
    for group in sorted(scores, key=lambda name: (name == "all", name)):
        for kind, score in scores[group].items():
            lines.append(
                f"{group:28}{kind:10} {score.precision:9.3f} {score.recall:7.3f} {score.recall_listed:8.3f}"
                f" {score.recall_proposed:8.3f}"
                f" {score.f1:6.3f}   {score.right:5} {score.wrong:5} {score.missed:6}"
            )
    for kind, score in scores["all"].items():
        lines.append(
            f"\n{kind}, wrong: " + ", ".join(f"{name} {count}" for name, count in score.wrong_names.most_common(WORST))
        )
        lines.append(
            f"{kind}, missed: " + ", ".join(f"{name} {count}" for name, count in score.missed_names.most_common(WORST))
        )
    return "\n".join(lines)
