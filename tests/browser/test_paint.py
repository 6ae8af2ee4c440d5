"""How soon a page is painted once its bytes are there, and that nothing jumps while it is.

`NEWSARCHIVE_TEST_LONG=1 pytest tests/browser/test_paint.py -s` on a machine that does nothing else prints what it
measured; by the clock alone it says little beside other work. What the page's own thread computes for a load is counted
in its processor's time, which other work hardly changes.
"""

from __future__ import annotations

from statistics import median

import pytest

SOON = 100  # milliseconds from the last byte of the response to the first paint of its content
LITTLE = 150  # milliseconds of the page's own thread for a whole load, scripts and all that follows the paint included
TIMES = 8  # loads, of which the quickest counts: what else the machine does only adds to them
MEASURE = """async () => {
    const entries = (type) => new Promise((tell) => {
        new PerformanceObserver((list) => tell(list.getEntries())).observe({ type, buffered: true });
        setTimeout(tell, 400, []);
    });
    const shifts = await entries("layout-shift");
    const painted = (await entries("paint")).find((entry) => entry.name === "first-contentful-paint");
    const [navigation] = performance.getEntriesByType("navigation");
    return {
        paint: painted ? painted.startTime - navigation.responseEnd : null,
        shift: shifts.reduce((sum, entry) => sum + entry.value, 0),
    };
}"""


def measured(page, address: str) -> dict[str, float]:
    """The milliseconds to the first paint, and the sum of layout shifts, of one load."""
    page.goto(address)
    return page.evaluate(MEASURE)


@pytest.mark.long
def test_results_are_painted_at_once(open_page, archive):
    loads = [measured(open_page, "/?q=markets") for _ in range(TIMES)]
    paints = [load["paint"] for load in loads if load["paint"] is not None]
    assert paints, "no paint was observed"
    print(f"first paint after the response, ms: best {min(paints):.0f}, median {median(paints):.0f} of {len(paints)}")
    assert min(paints) < SOON, paints


def test_a_page_of_results_costs_little_to_compute(open_page, archive):
    spent = []
    for _ in range(TIMES):
        tab = open_page.context.new_page()
        session = tab.context.new_cdp_session(tab)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        tab.goto("/?q=markets")
        told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
        spent.append({name: 1000 * told[f"{name}Duration"] for name in ("Task", "Layout", "RecalcStyle", "Script")})
        tab.close()
    print("of the page's thread, ms, median:", {name: round(median(one[name] for one in spent)) for name in spent[0]})
    assert 0 < median(one["Task"] for one in spent) < LITTLE, spent


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_shifts_while_a_page_loads(open_page, archive, width):
    open_page.set_viewport_size({"width": width, "height": 900})
    pages = ("/?q=xiaomi&company=tesla", "/?rows=dense", archive.get_absolute_url(), "/companies/xiaomi/", "/trends/")
    shifts = {address: measured(open_page, address)["shift"] for address in pages}
    assert {address: shift for address, shift in shifts.items() if shift} == {}
