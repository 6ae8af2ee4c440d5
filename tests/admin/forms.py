"""What a browser would send back of an admin page's form."""

from __future__ import annotations

from bs4 import BeautifulSoup


def form_data(response, selector: str = "#content-main form") -> dict[str, object]:
    """The values of the form as the page shows them, ready to be posted."""
    form = BeautifulSoup(response.content, "lxml").select_one(selector)
    assert form is not None
    data: dict[str, object] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = field["name"]
        if field.name == "textarea":
            # A browser sends line ends as \r\n, and drops the first line end after the tag.
            text = field.text.removeprefix("\n")
            data[name] = text.replace("\r\n", "\n").replace("\n", "\r\n")
        elif field.name == "select":
            chosen = [option.get("value", "") for option in field.select("option[selected]")]
            if field.has_attr("multiple"):
                data[name] = chosen
            else:
                first = field.select_one("option")
                data[name] = chosen[0] if chosen else (first.get("value", "") if first else "")
        elif field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data[name] = field.get("value", "on")
        elif field.get("type") not in ("submit", "button", "file"):
            data[name] = field.get("value", "")
    return data


def row_of(response, text: str) -> str:
    """The prefix ('taggings-0') of the row for the tag named `text`."""
    soup = BeautifulSoup(response.content, "lxml")
    row = next(row for row in soup.select("table.tags tbody tr") if text in row.select_one(".field-tag").text)
    name = row.select_one("select")["name"]
    return str(name).removesuffix("-decision")
