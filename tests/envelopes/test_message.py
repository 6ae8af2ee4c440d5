"""E-mails and pages saved as MHTML."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import RawCapture, Rejection
from articles.envelopes.message import open_message
from articles.envelopes.opened import Opened

HTML = "<html><body><p>The ferry – costs 5 €.</p></body></html>"
MHTML = (
    b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://ledger.example/ferry\r\n"
    b"Subject: =?utf-8?Q?Ferry=20=E2=80=93=20The=20Ledger?=\r\nDate: Tue, 8 Jul 2025 08:12:33 -0000\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----B"\r\n\r\n\r\n'
    b"------B\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://ledger.example/ferry\r\n\r\n"
    b'<html><head><meta charset=3D"utf-8"></head><body><p>The ferry =E2=80=93 a=\r\n soft break.</p></body></html>\r\n'
    b"------B\r\nContent-Type: text/html\r\nContent-ID: <frame-2@mhtml.blink>\r\n"
    b"Content-Location: https://ads.example/\r\n\r\n<p>Buy.</p>\r\n"
    b"------B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    b"Content-Location: https://ledger.example/a.png\r\n\r\niVBORw0KGgo=\r\n------B--\r\n"
)


def letter(*, html=HTML, text="The ferry costs 5 euros.", **headers):
    message = EmailMessage()
    told = {
        "From": '"The Ledger – Morning" <news@ledger.example>',
        "To": "reader@example.org",
        "Subject": "Fwd: Ferry prices – up",
        "Date": "Tue, 08 Jul 2025 10:12:33 +0200",
    }
    for name, value in (told | headers).items():
        message[name] = value
    if text:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html", charset="windows-1252", cte="quoted-printable")
    elif html:
        message.set_content(html, subtype="html", charset="windows-1252", cte="base64")
    return message


def opened(content, **known):
    content = content if isinstance(content, bytes) else content.as_bytes()
    return open_message(RawCapture(content=content, media_type="message/rfc822", name="a.eml", **known))


def test_the_page_of_an_mhtml_file_is_its_root_with_its_address_and_time():
    found = opened(MHTML)
    assert found.stated is None
    [page] = found.pages
    assert "The ferry – a soft break.".encode() in page.content
    assert page.url == "https://ledger.example/ferry"
    assert page.captured_at == datetime(2025, 7, 8, 8, 12, 33, tzinfo=UTC)
    assert page.source_name == ""


def test_the_root_that_an_mhtml_file_names_goes_before_the_first_part():
    named = MHTML.replace(b'type="text/html";', b'type="text/html"; start="<frame-2@mhtml.blink>";')
    assert opened(named).pages[0].url == "https://ads.example/"


def test_a_newsletter_gives_html_before_text_with_its_charset():
    found = opened(letter())
    assert [page.media_type for page in found.pages] == ["text/html; charset=windows-1252", "text/plain; charset=utf-8"]
    assert found.pages[0].content.decode("cp1252").strip() == HTML
    assert found.pages[0].source_name == "The Ledger – Morning"
    assert found.stated.title == "Ferry prices – up"
    assert found.stated.date == "Tue, 08 Jul 2025 10:12:33 +0200"
    assert found.stated.basis == "e-mail"


@pytest.mark.parametrize(("html", "text", "kind"), [(HTML, "", "text/html"), ("", "Only text.", "text/plain")])
def test_a_newsletter_of_one_form_gives_that(html, text, kind):
    [page] = opened(letter(html=html, text=text)).pages
    assert page.media_type.startswith(kind)


def test_what_the_caller_knows_goes_before_the_headers():
    moment = datetime(2025, 7, 9, tzinfo=UTC)
    page = opened(letter(), captured_at=moment, source_name="The Gazette").pages[0]
    assert (page.captured_at, page.source_name) == (moment, "The Gazette")


def test_attachments_are_left_out_with_a_word():
    message = letter()
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report ü.pdf")
    message.add_attachment("<p>No page.</p>", subtype="html", filename="other.html")
    found = opened(message)
    assert [piece.text for piece in found.left_out] == ["report ü.pdf (application/pdf)", "other.html (text/html)"]
    assert len(found.pages) == 2


def forwarded(message, depth):
    for _ in range(depth):
        outer = MIMEMultipart()
        outer["From"] = "reader@example.org"
        outer["To"] = "archive@example.org"
        outer.attach(MIMEMessage(message))
        message = outer
    return message


def test_a_letter_attached_to_an_empty_one_is_read_to_a_depth_of_three():
    assert opened(forwarded(letter(), 3)).stated.title == "Ferry prices – up"
    assert isinstance(opened(forwarded(letter(), 4)), Rejection)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (forwarded(letter(), 60), "parts within parts"),
        (b"Content-Type: message/rfc822\n\n" * 5_000, "parts within parts"),
        (
            b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\nContent-Type: image/png\n\nx\n" * 6_000,
            "more than 5",
        ),
        (letter(html="", text=" "), "without HTML or text"),
        (b"", "without HTML or text"),
    ],
)
def test_what_no_mail_program_would_write_is_refused_with_a_reason(content, word):
    found = opened(content)
    assert isinstance(found, Rejection)
    assert word in found.reason


@pytest.mark.parametrize(
    "headers",
    [
        {"Date": "yesterday"},
        {"Date": "Tue, 08 Jul 9999 10:12:33 +0200"},
        {"Date": "Tue, 08 Jul 2025 10:12:33 +9999"},
    ],
)
def test_a_date_that_is_none_is_not_stated(headers):
    message = letter().as_bytes().replace(b"Tue, 08 Jul 2025 10:12:33 +0200", headers["Date"].encode())
    found = opened(message)
    assert found.pages[0].captured_at is None
    assert found.stated.date == ""


@given(st.data())
def test_no_damage_to_a_message_makes_it_raise(data):
    content = bytearray(data.draw(st.sampled_from([MHTML, letter().as_bytes(), forwarded(letter(), 2).as_bytes()])))
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=20))
    assert isinstance(opened(bytes(content)), Opened | Rejection)
