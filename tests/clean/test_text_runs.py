"""Lists are told by how their lines begin, and by the story around them."""

import numpy as np

from articles.clean.text_runs import find_runs, put_list_features

TOUR = ["June 9 – Lindau, Old Harbour", "June 10 – Marne, Town Hall", "June 14 – Holm, Arena", "June 17 – Dorn, Pier"]
RANKS = ["1. The oldest ferry in use", "2. A bridge of glass", "3. The market of Ebbing", "4. Nine miles of sand"]


def test_dates_with_places_make_a_list():
    assert find_runs(["The band is back on the road.", *TOUR, "Tickets are sold out."]) == [(1, 4, 4)]


def test_entries_with_a_line_between_them_make_one():
    lines = [line for entry in RANKS for line in (entry, "Because everybody goes there.")]
    assert find_runs(lines) == [(0, 6, 4)]


def test_three_entries_bare_dates_and_menus_make_none():
    assert (
        find_runs([*TOUR[:3], "June 2024", "July 2024", "May 2024", "April 2024", "Home", "News", "Sport", "Jobs"])
        == []
    )


def test_a_list_knows_what_stands_above_and_below_it():
    rows = np.empty((3, 6))
    put_list_features(["Above.", *RANKS, "Below."], np.array([0.9, 0.1, 0.1, 0.1, 0.1, 0.2]), rows)
    assert rows[:, 1].tolist() == [0.4, 0.9, 0.2]
    assert rows[:, 0].tolist() == rows[:, 5].tolist() == [0.0, 0.0, 0.0]
