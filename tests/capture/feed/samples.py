"""Feeds in every format, written for these tests."""

from __future__ import annotations

import json

WHOLE = " ".join(
    f"The harbour master counted ship number {n} before the fog came down over the quay." for n in range(12)
)

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Lindmouth Gazette</title><link>https://gazette.example/</link><language>en-gb</language>
<item><title>Ships &amp; cranes</title><link>/ships</link><guid isPermaLink="false">tag:gazette,1</guid>
<pubDate>Mon, 07 Jul 2025 10:00:00 +0200</pubDate><dc:creator>Ada Quill</dc:creator>
<description>Ships came.</description><content:encoded><![CDATA[<p>{WHOLE}</p>]]></content:encoded></item>
<item><title>A teaser</title>
<link>https://gazette.example/teaser</link><description>Only the beginning …</description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay Notes</title><id>urn:x</id>
<entry><title type="html">Fog &lt;b&gt;falls&lt;/b&gt;</title><id>urn:1</id><link href="https://quay.example/fog"/>
<published>2025-07-07T08:00:00Z</published><author><name>Bo Tarn</name></author>
<content type="html">&lt;p&gt;{WHOLE}&lt;/p&gt;</content></entry></feed>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Berth Daily",
        "language": "en",
        "items": [
            {
                "id": "https://berth.example/1",
                "url": "https://berth.example/1",
                "title": "Fees double",
                "content_html": f"<p>{WHOLE}</p>",
                "date_published": "2025-07-07T10:00:00+02:00",
                "authors": [{"name": "Cy Mast"}],
            },
            {"id": 2, "url": "/2", "content_text": "One line.\n<b>Another</b> line."},
            {"title": "no id and no link"},
            "no item at all",
        ],
    }
)

NEWS_SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://gazette.example/old</loc><news:news><news:publication><news:name>G</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2025-07-06</news:publication_date>
<news:title>Old news</news:title></news:news></url>
<url><loc>https://gazette.example/new</loc><news:news><news:publication><news:name>G</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2025-07-07T10:00:00+02:00</news:publication_date>
<news:title>New news</news:title></news:news></url>
<url><loc>https://gazette.example/about</loc></url>
</urlset>"""

SITEMAP_INDEX = """<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://gazette.example/sitemap-2019.xml</loc><lastmod>2019-12-31</lastmod></sitemap>
<sitemap><loc>https://gazette.example/sitemap-2025.xml</loc><lastmod>2025-07-07</lastmod></sitemap>
<sitemap><loc>https://gazette.example/news.xml</loc></sitemap>
<sitemap><loc>file:///etc/passwd</loc></sitemap>
</sitemapindex>"""

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    + ']><rss version="2.0"><channel><title>&m;</title></channel></rss>'
)
