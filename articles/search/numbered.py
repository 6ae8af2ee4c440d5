"""Numbered pages of a list."""

from __future__ import annotations

from dataclasses import dataclass

_AROUND = 2  # pages shown on each side of the present one
_LAST = 100_000  # no list has more pages; a larger number in an address is taken for this one


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedPages:
    """Where a page lies in its list. `numbers` holds the pages to link to, None for a gap; `start` and `stop` slice."""

    number: int
    last: int
    numbers: tuple[int | None, ...]
    start: int
    stop: int

    @property
    def previous(self) -> int | None:
        """The page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def following(self) -> int | None:
        """The page after, if there is one."""
        return self.number + 1 if self.number < self.last else None

    @property
    def is_needed(self) -> bool:
        """Whether there is more than one page."""
        return self.last > 1


def numbered_pages(*, total: int, per_page: int, asked: str) -> NumberedPages:
    """The page `asked` for of a list of `total`; the nearest there is where the address names none."""
    last = max(1, -(-total // per_page))
    is_number = asked.isascii() and asked.isdigit()
    number = min(int(asked) if len(asked) < len(str(_LAST)) else _LAST, last) if is_number else 1
    number = max(number, 1)
    near = {1, last, *range(number - _AROUND, number + _AROUND + 1)}
    numbers: list[int | None] = []
    for page in sorted(page for page in near if 1 <= page <= last):
        if numbers and numbers[-1] is not None and page > numbers[-1] + 1:
            numbers.append(page - 1 if page == numbers[-1] + 2 else None)
        numbers.append(page)
    start = (number - 1) * per_page
    return NumberedPages(
        number=number, last=last, numbers=tuple(numbers), start=start, stop=min(start + per_page, total)
    )
