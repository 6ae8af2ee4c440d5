"""Train the model of articles/clean/html_model.py on pages with known text, and cross-validate it by publisher.

usage: python -m tests.evaluation.train_html_model PAGES [--write]      (PAGES as for `manage.py evaluate_cleaning`)

Weighted logistic regression with a quadratic penalty, solved by Newton's method. A block weighs what its words are of
its page, so that a page counts the same whatever its length. Folds are made of whole publishers.
"""

import argparse
import gzip
import json
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

from articles.clean.boilerplate import strip_boilerplate
from articles.clean.encoding import decode
from articles.clean.html_blocks import segment
from articles.clean.html_features import block_features, hints_of
from articles.clean.html_head import read_head
from articles.clean.html_model import THRESHOLD, WEIGHTS
from articles.clean.html_parse import parse_html
from articles.clean.html_scores import body_scores, harmonic_mean, shingles
from articles.clean.html_text import find_standfirst, vote
from articles.clean.metadata import read_metadata
from articles.clean.sources import SourceBook, load_sources

PENALTY = 10.0
FOLDS = 6
SEEDS = (0, 1, 2)
MIN_PAGE_WORDS = 50


class Page:
    """One page's blocks, their features, and which of them are the article's."""

    def __init__(self, row, content, known, sources):
        tree = parse_html(decode(content, "text/html")[0])
        captured = known.get("captured_at")
        captured = datetime.fromisoformat(captured).replace(tzinfo=UTC) if captured else None
        facts = read_metadata(
            read_head(tree), tree, url=row["url"], captured_at=captured, source_name="", sources=sources
        )
        said = facts.metadata
        hints = hints_of(title=said.title, description=said.description, body=facts.article_body, authors=said.authors)
        self.file = row["file"]
        self.host = urlsplit(row["url"]).hostname
        self.truth = row["body"]
        self.blocks = segment(tree)
        votes = vote(tree, self.blocks, hints.title)
        self.metadata = said
        self.features = block_features(self.blocks, votes, hints)
        self.labels = label(self.blocks, votes, self.truth)
        first = next((i for i, is_article in enumerate(self.labels) if is_article), -1)
        self.standfirst = find_standfirst(self.blocks, hints, first)  # a rule keeps it, whatever the truth

    def text(self, positions):
        """The text that cleaning makes of the blocks at `positions`."""
        kept = [position in positions for position in range(len(self.blocks))]
        return "\n".join(block.text for block in strip_boilerplate(self.blocks, kept, self.metadata)[0])


def label(blocks, votes, truth):
    """1 for each block most of whose shingles are in the truth, each shingle counted once, voted blocks first."""
    left = shingles(truth)
    lines = {line.strip() for line in truth.split("\n")}
    labels = [0] * len(blocks)
    for i in sorted(range(len(blocks)), key=lambda i: (not votes[i], i)):
        own = shingles(blocks[i].text)
        if len(next(iter(own), ())) < 4:
            labels[i] = int(blocks[i].text in lines)
        elif sum((own & left).values()) * 2 > own.total():
            labels[i] = 1
            left = left - own
    return labels


def design(pages):
    """(names, matrix, labels, weights, page of each row, block of each row)."""
    counts = Counter(name for page in pages for features in page.features if features for name in features)
    names = sorted(name for name, count in counts.items() if count >= 20)
    column = {name: i for i, name in enumerate(names)}
    rows, labels, weights, origin = [], [], [], []
    for number, page in enumerate(pages):
        words = sum(b.words for b, is_article in zip(page.blocks, page.labels, strict=True) if is_article)
        for position, features in enumerate(page.features):
            if features is None or position == page.standfirst:
                continue
            row = np.zeros(len(names), np.float32)
            for name, value in features.items():
                if name in column:
                    row[column[name]] = value
            rows.append(row)
            labels.append(page.labels[position])
            weights.append((page.blocks[position].words + 2) / max(MIN_PAGE_WORDS, words))
            origin.append((number, position))
    weights = np.array(weights)
    return names, np.array(rows), np.array(labels, float), weights / weights.mean(), np.array(origin)


def fit(matrix, labels, weights, penalty=PENALTY):
    """The weights that make the labels most likely, shrunk towards 0."""
    beta = np.zeros(matrix.shape[1])
    for _ in range(15):
        chance = predict(matrix, beta)
        gradient = matrix.T @ (weights * (chance - labels)) + penalty * beta
        curvature = (matrix * (weights * chance * (1 - chance))[:, None]).T @ matrix
        curvature[np.diag_indices(len(beta))] += penalty
        step = np.linalg.solve(curvature, gradient)
        beta -= step
        if np.abs(step).max() < 1e-3:
            break
    return beta


def predict(matrix, beta):
    return 1 / (1 + np.exp(-np.clip(matrix @ beta, -30, 30)))


def texts(pages, chances, origin, threshold):
    """{file: text} of the blocks above the threshold and the standfirsts."""
    kept = [{page.standfirst} - {-1} for page in pages]
    for (number, position), chance in zip(origin, chances, strict=True):
        if chance > threshold:
            kept[number].add(position)
    return {page.file: page.text(positions) for page, positions in zip(pages, kept, strict=True)}


def figures(pages, predicted):
    """{set: (F1, precision, recall)}."""
    scores = {}
    for page in pages:
        scores.setdefault(page.file.split("/")[0], []).append(body_scores(predicted[page.file], page.truth))
    means = {name: np.mean(values, axis=0) for name, values in scores.items()}
    return {name: (harmonic_mean(*mean), *mean) for name, mean in means.items()}


def cross_validate(pages, data, seed):
    """The chance of each block by a model that saw no page of its publisher."""
    _, matrix, labels, weights, origin = data
    hosts = sorted({page.host for page in pages})
    random.Random(seed).shuffle(hosts)
    fold_of = {host: i % FOLDS for i, host in enumerate(hosts)}
    folds = np.array([fold_of[pages[number].host] for number, _ in origin])
    chances = np.zeros(len(labels))
    for fold in range(FOLDS):
        seen = folds != fold
        chances[~seen] = predict(matrix[~seen], fit(matrix[seen], labels[seen], weights[seen]))
    return chances


def load_pages(directory):
    sources = SourceBook(load_sources())
    known = {row["file"]: row for row in map(json.loads, (directory / "manifest.jsonl").read_text().splitlines())}
    rows = map(json.loads, (directory / "truth.jsonl").read_text().splitlines())
    return [
        Page(row, gzip.decompress((directory / row["file"]).read_bytes()), known[row["file"]], sources) for row in rows
    ]


def write(names, beta, pages):
    lines = [
        "# Weights of the model in html_model.py: a logistic regression over the features of html_features.py.",
        f"# Source: trained by tests/evaluation/train_html_model.py on {len(pages)} pages with known text.",
        f"# Date: {datetime.now(UTC).date()}.",
        "feature,weight",
        *(f"{name},{weight:.4f}" for name, weight in zip(names, beta, strict=True)),
    ]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--write", action="store_true", help="write the weights of all pages to the data file")
    options = parser.parse_args()
    pages = load_pages(options.pages)
    data = design(pages)
    print(len(data[0]), "features", len(data[1]), "blocks")
    for threshold in (THRESHOLD - 0.1, THRESHOLD, THRESHOLD + 0.1):
        runs = [figures(pages, texts(pages, cross_validate(pages, data, seed), data[4], threshold)) for seed in SEEDS]
        for name in runs[0]:
            mean = np.mean([run[name] for run in runs], axis=0)
            print(f"{threshold:.1f} {name:<12} F1 {mean[0]:.4f}  P {mean[1]:.4f}  R {mean[2]:.4f}")
    if options.write:
        write(data[0], fit(*data[1:4]), pages)


if __name__ == "__main__":
    main()
