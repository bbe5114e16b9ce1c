"""Turns a mail's HTML into lines of plain text, each marked as the sender's own, quoted, or signature.

Only structure decides here: the elements that mail programs put around a quote or a signature. What words betray
(attributions, header blocks) is left to `replies.py`. Input is capped and the walk is a loop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import Any

from lxml import etree, html

MAX_HTML = 256 * 1024
MAX_LINES = 6_000
_MAX_TAGS = 12_000
_MAX_TAG = 1024
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{_MAX_TAG},}}")
_QUOTED_VALUE = re.compile(r"\"[^\"]*\"|'[^']*'")


class Mark(Enum):
    """Whose words a line is, as far as its place tells."""

    OWN = "own"
    QUOTED = "quoted"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text and its mark."""

    text: str
    mark: Mark = Mark.OWN


_SKIPPED = {
    "script", "style", "head", "title", "template", "svg", "math", "object", "iframe", "noscript", "select",
    "button", "audio", "video", "canvas", "map", "xml",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "caption",
}  # fmt: skip
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "dl", "pre"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all", re.I)
_QUOTE_BORDER = re.compile(
    r"border-left\s*:[^;]*solid|border-left-style\s*:\s*solid|border-left-width\s*:\s*[1-9]", re.I
)
_TOP_BORDER = re.compile(r"border-top\s*:\s*(?!none)[^;]*solid|border-top-style\s*:\s*solid", re.I)
_LABEL_FIRST = re.compile(r"\s*[^\s:：][^:：\n]{0,30}[:：]")

# Elements whose inside is a quote or stands over one.
_QUOTE_CLASSES = {
    "gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra",
    "moz-email-headers-table", "gmail_quote_attribution", "yahoo-quoted-begin", "moz-forward-container", "cite",
}  # fmt: skip
_QUOTE_IDS = {"reply-intro", "replybody1", "olk_src_body_section", "yahoo_quoted", "isforwardcontent"}
# From here on everything is the mail that is answered or forwarded.
_CUT_IDS = {
    "appendonsend", "divrplyfwdmsg", "stopspelling", "mail-editor-reference-message-container", "lre_quoted",
    "ms-outlook-mobile-body-separator-line", "x_divrplyfwdmsg",
}  # fmt: skip
_CUT_CLASSES = {
    "outlookmessageheader",
    "ms-outlook-mobile-reference-message",
    "ymail_quoted",
    "apple-original-contents",
}
_SIGNATURE_CLASSES = {
    "gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature",
    "elementtoproof-signature", "x_gmail_signature", "gmail_signature_prefix",
}  # fmt: skip
_SIGNATURE_IDS = {
    "signature",
    "ms-outlook-mobile-signature",
    "applemailsignature",
    "lineBreakAtBeginningOfSignature".lower(),
}


@dataclass(slots=True)
class _Page:
    """The lines written so far and what surrounds the next word."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    quotes: int = 0
    signatures: int = 0
    preformatted: int = 0
    is_cut: bool = False

    def mark(self) -> Mark:
        if self.is_cut or self.quotes:
            return Mark.QUOTED
        return Mark.SIGNATURE if self.signatures else Mark.OWN

    def write(self, text: str | None) -> None:
        if not text:
            return
        if not self.preformatted:
            self.words.append(text)
            return
        first, *rest = text.split("\n", MAX_LINES)[:MAX_LINES]
        self.words.append(first)
        for line in rest:
            self.end_line(force=True)
            self.words.append(line)

    def end_line(self, *, force: bool = False) -> None:
        if not self.words and not force:
            return
        joined = "".join(self.words)
        text = joined.rstrip() if self.preformatted else " ".join(joined.split())
        self.words.clear()
        if text or force:
            self.lines.append(Line(text, self.mark()))

    def end_paragraph(self) -> None:
        if self.lines and self.lines[-1].text:
            self.lines.append(Line("", self.mark()))


def html_to_text(source: str) -> str:
    """The visible words of some HTML as plain text, quotes with `> ` before their lines."""
    return as_text(read_html(source))


def as_text(lines: Iterable[Line]) -> str:
    """Lines as plain text, quotes with `> ` before them."""
    return "\n".join(f"> {line.text}".rstrip() if line.mark is Mark.QUOTED else line.text for line in lines).strip("\n")


def within_limits(source: str) -> str:
    """The part of some HTML that is read: its beginning, and tags without more attributes than browsers write."""
    kept = source[:MAX_HTML]
    pieces = kept.split("<", _MAX_TAGS)
    kept = "<".join(pieces[:_MAX_TAGS]) if len(pieces) > _MAX_TAGS else kept
    return _LONG_TAG.sub(_shorter_tag, kept)


def _shorter_tag(match: re.Match[str]) -> str:
    # Pictures lie in quoted values and may be long; a parser compares every attribute with all others.
    bare = _QUOTED_VALUE.sub('""', match[0])
    return match[0] if len(bare) <= _MAX_TAG else bare.replace('"', "")[:_MAX_TAG]


def read_html(source: str) -> list[Line]:
    """The visible words of some HTML, line by line, marked; within its limits."""
    source = _without_declaration(within_limits(source))
    try:
        root = html.document_fromstring(source)
    except (etree.LxmlError, ValueError, AssertionError):
        return [Line(line) for line in re.sub(r"<[^<>]*>", " ", source).splitlines()]
    page = _Page()
    _walk(root, page)
    return _with_signatures_of_use(page.lines)


def _without_declaration(source: str) -> str:
    # lxml refuses text that declares an encoding, and libxml2 stops at NUL.
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source, count=1)
    return source.replace("\x00", "") or " "


def _walk(root: Any, page: _Page) -> None:
    walker = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    skipped = None
    opened: list[tuple[bool, bool]] = []
    for event, element in walker:
        if len(page.lines) > MAX_LINES:
            break
        if event == "start":
            if _is_skipped(element):
                skipped = element
                walker.skip_subtree()
            else:
                opened.append(_open(element, page))
            continue
        if event == "end":
            if element is skipped:
                skipped = None
            else:
                _close(element, page, *opened.pop())
        if element is not root:
            page.write(element.tail)
    page.end_line()


def _is_skipped(element: Any) -> bool:
    if element.tag in _SKIPPED:
        return True
    style = element.get("style")
    return (style is not None and _HIDDEN.search(style) is not None) or element.get("hidden") is not None


def _open(element: Any, page: _Page) -> tuple[bool, bool]:
    """Writes what begins with an element; whether it is a quote, and whether it is a signature."""
    tag = element.tag
    if tag in _BLOCKS:
        page.end_line()
        if tag in _SPACED:
            page.end_paragraph()
    is_quote, is_signature = _read_attributes(element, page) if element.keys() else (False, False)
    page.quotes += is_quote
    page.signatures += is_signature
    if tag == "pre":
        page.preformatted += 1
    elif tag == "br":
        page.end_line(force=True)
    elif tag == "li":
        page.write("- ")
    elif tag in {"td", "th"} and page.words:
        page.write(" ")
    page.write(element.text)
    return is_quote, is_signature


def _read_attributes(element: Any, page: _Page) -> tuple[bool, bool]:
    classes, identity = _names(element)
    style = element.get("style") or ""
    if _is_cut(element, classes, identity, style):
        page.is_cut = True
    return _is_quote(element, classes, identity, style), _is_signature(element, classes, identity)


def _close(element: Any, page: _Page, is_quote: bool, is_signature: bool) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        page.end_line()
    page.quotes -= is_quote
    page.signatures -= is_signature
    if tag == "pre":
        page.preformatted -= 1
    if tag in _SPACED:
        page.end_paragraph()


def _names(element: Any) -> tuple[set[str], str]:
    return set((element.get("class") or "").lower().split()), (element.get("id") or "").lower()


def _is_quote(element: Any, classes: set[str], identity: str, style: str) -> bool:
    if classes & _QUOTE_CLASSES or identity in _QUOTE_IDS:
        return True
    if element.tag != "blockquote":
        return False
    return (
        element.get("type") == "cite"
        or element.get("cite") is not None
        or "gmail_quote" in classes
        or _QUOTE_BORDER.search(style) is not None
    )


def _is_cut(element: Any, classes: set[str], identity: str, style: str) -> bool:
    if identity in _CUT_IDS or classes & _CUT_CLASSES:
        return True
    # Outlook and Windows Mail draw a line over a bold "From:", in whatever language.
    if element.tag != "div" or not _TOP_BORDER.search(style):
        return False
    text = "".join(islice(element.itertext(), 100))[:400]
    return _LABEL_FIRST.match(text) is not None and len(re.findall(r"[:：]", text)) >= 3


def _is_signature(element: Any, classes: set[str], identity: str) -> bool:
    return (
        bool(classes & _SIGNATURE_CLASSES)
        or identity in _SIGNATURE_IDS
        or element.get("data-smartmail") == "gmail_signature"
        or element.get("data-signatureblock") == "true"
    )


def _with_signatures_of_use(lines: list[Line]) -> list[Line]:
    """Some write inside their signature's element: without other words of their own, those are their words."""
    if any(line.text and line.mark is Mark.OWN for line in lines):
        return lines
    return [Line(line.text, Mark.OWN) if line.mark is Mark.SIGNATURE else line for line in lines]
