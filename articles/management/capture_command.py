"""What the commands that read captures have in common: their paths, what the caller knows of them, the exit status."""

from __future__ import annotations

import codecs
import json
import logging
import os
import sys
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.capture.files import read_paths
from articles.capture.found import Found, Limits, TableOptions
from articles.capture.manifest import Manifest, parse_moment, read_manifest
from articles.documents import RawCapture
from articles.envelopes.row import FIELDS
from articles.management.endings import plain_endings
from articles.management.progress import Progress, count_files, shows_progress


class CaptureCommand(BaseCommand):
    """Reads captures from paths and hands each to `take`; exit status 1 where anything was rejected."""

    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Paths, and what the caller knows of them."""
        parser.add_argument(
            "paths",
            nargs="*",
            metavar="PATH",
            help="HTML files and plain-text scrapes, MHTML, e-mails, CSV and JSON with an article in each row, WARC "
            "and WACZ files, folders and ZIPs of pages",
        )
        parser.add_argument(
            "--manifest",
            metavar="FILE",
            help="JSON Lines: file (relative to the manifest's folder), and url, captured_at, source where known; "
            "without PATH, the files that it lists are read",
        )
        parser.add_argument(
            "--captured-at", metavar="ISO", help="when the pages were saved (UTC where no zone is named)"
        )
        parser.add_argument("--source", metavar="NAME", default="", help="the publisher, where the pages do not say")
        parser.add_argument(
            "--columns",
            metavar="FIELD=NAME,...",
            default="",
            help=f"what the columns of CSV and JSON hold, where their names do not tell: {', '.join(FIELDS)}; "
            "'a.b' names a part of an object",
        )
        parser.add_argument("--encoding", metavar="NAME", default="", help="of CSV and JSON, where it is not UTF-8")
        parser.add_argument("--jsonl", action="store_true", help="print JSON, one object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, hand over, and end with the status that tells whether all went well."""
        quieten_log(options["verbosity"])
        manifest = read_manifest(options["manifest"]) if options["manifest"] else Manifest()
        paths = options["paths"] or manifest.paths()
        if not paths and not manifest.problems:
            raise CommandError("Say which files or folders to read, or give a --manifest that lists them.")
        found = self._with_knowledge(
            read_paths(paths, limits=self.limits(options)),
            manifest,
            options,
        )
        total = count_files(paths) + len(manifest.problems) if shows_progress() else None
        try:
            with Progress(total=total) as progress, plain_endings(self.stderr):
                is_all_well = self.take(chain(manifest.problems, found), progress, options)
            self.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # `| head` has seen enough
            sys.exit(1)
        if not is_all_well:
            sys.exit(1)

    def limits(self, options: Mapping[str, Any]) -> Limits:
        """How much is read, and how tables are."""
        return Limits(max_bytes=settings.CAPTURE_SIZE_LIMIT, tables=_tables(options))

    @abstractmethod
    def take(self, found: Iterable[Found], progress: Progress, options: Mapping[str, Any]) -> bool:
        """Do the command's work; returns whether nothing was rejected."""

    def _with_knowledge(
        self, found: Iterable[Found], manifest: Manifest, options: Mapping[str, Any]
    ) -> Iterator[Found]:
        """Captures with what the manifest knows of them and, where it is silent, what the caller said."""
        captured_at = _moment(options["captured_at"])
        for one in found:
            if isinstance(one, RawCapture):
                told = manifest.describe(one)
                yield replace(
                    told,
                    captured_at=told.captured_at or captured_at,
                    source_name=told.source_name or options["source"].strip(),
                )
            else:
                yield one


def quieten_log(verbosity: int) -> None:
    """Leave the log's line for each capture out, where receipts tell the same; `-v 2` shows both."""
    if verbosity < 2:
        logging.getLogger("articles").setLevel(logging.WARNING)


def as_json(value: Mapping[str, Any]) -> str:
    """One line of JSON, in ASCII so that no terminal's encoding and no odd file name can break it."""
    return json.dumps(value)


def shown(name: str) -> str:
    """A file name for people; bytes that are no text as escapes, and no control character."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)


def _tables(options: Mapping[str, Any]) -> TableOptions:
    """What was said of tables, checked."""
    columns: dict[str, str] = {}
    for part in filter(None, options["columns"].split(",")):
        field, _, name = part.partition("=")
        if field.strip() not in FIELDS or not name.strip():
            raise CommandError(f"--columns: {part!r} is not FIELD=NAME; the fields are {', '.join(FIELDS)}")
        columns[field.strip()] = name.strip()
    encoding = options["encoding"].strip()
    try:
        if encoding and not codecs.lookup(encoding)._is_text_encoding:
            raise LookupError
    except LookupError as error:
        raise CommandError(f"--encoding: no encoding of that name: {encoding}") from error
    return TableOptions(columns=columns, encoding=encoding)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        raise CommandError(f"--captured-at: not an ISO 8601 date or time: {text}") from error
