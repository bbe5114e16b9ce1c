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
from typing import Any, NamedTuple

from lxml import etree, html

MAX_HTML = 256 * 1024
MAX_LINES = 4_000
_MAX_TAGS = 12_000
_MAX_TAG = 1024
_MAX_STYLE = 2_000
"""Of an attribute's value; the longest that Word writes has some hundred characters."""
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
    is_coloured: bool = False
    """All of it in a colour of its own, as some write their answers into the mail they answer."""


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
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*(#[0-9a-f]{3,8}|rgb\([\d\s,]{5,20}\)|[a-z]+)", re.I)
_NEUTRAL = {
    "black",
    "windowtext",
    "inherit",
    "initial",
    "gray",
    "grey",
    "dimgray",
    "darkgray",
    "silver",
    "white",
    "unset",
}
_TIGHT = re.compile(r"(?:^|;)\s*margin\s*:\s*0(?:px|pt|cm|in|em)?(?:\s+0\w*){0,3}\s*(?:;|$)", re.I)
_TOP_BORDER = re.compile(r"border-top\s*:\s*+(?!none)[^;]*solid|border-top-style\s*:\s*solid", re.I)
_LABEL_FIRST = re.compile(r"\s*[^\s:：][^:：\n]{0,30}[:：]")

# Elements whose inside is a quote or stands over one.
_QUOTE_CLASSES = {
    "gmail_attr", "moz-cite-prefix", "yahoo_quoted", "protonmail_quote", "tutanota_quote", "zmail_extra",
    "moz-email-headers-table", "gmail_quote_attribution", "yahoo-quoted-begin", "moz-forward-container", "cite",
    "front-blockquote", "nylas-quote", "sh-quoted-content", "mail_quote",
}  # fmt: skip
_QUOTE_IDS = {"reply-intro", "replybody1", "olk_src_body_section", "yahoo_quoted", "isforwardcontent", "isreplycontent"}
# What GMX and web.de, Spark, and Zimbra write instead.
_QUOTE_NAMES = {"quote", "messagereplysection", "__headers__", "__quoted_text__"}
# From here on everything is the mail that is answered or forwarded.
_CUT_IDS = {
    "appendonsend", "divrplyfwdmsg", "stopspelling", "mail-editor-reference-message-container", "lre_quoted",
    "ms-outlook-mobile-body-separator-line", "zwchr",
}  # fmt: skip
_CUT_CLASSES = {
    "outlookmessageheader",
    "ms-outlook-mobile-reference-message",
    "ymail_quoted",
    "apple-original-contents",
}
_SIGNATURE_CLASSES = {
    "gmail_signature", "moz-signature", "protonmail_signature_block", "ms-outlook-mobile-signature",
    "gmail_signature_prefix",
}  # fmt: skip
_SIGNATURE_IDS = {
    "signature", "ms-outlook-mobile-signature", "applemailsignature", "linebreakatbeginningofsignature",
    "composer_signature", "zm-_id_-sgn", "_rc_sig", "messagesignaturesection",
}  # fmt: skip


class _Opened(NamedTuple):
    """What an element that was opened is, to be undone when it closes."""

    is_quote: bool = False
    is_signature: bool = False
    is_coloured: bool = False
    is_spaced: bool = False


@dataclass(slots=True)
class _Page:
    """The lines written so far and what surrounds the next word."""

    lines: list[Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    quotes: int = 0
    signatures: int = 0
    preformatted: int = 0
    colours: int = 0
    is_cut: bool = False
    is_coloured: bool = True
    """No word of this line stands outside of a coloured element."""

    def mark(self) -> Mark:
        if self.is_cut or self.quotes:
            return Mark.QUOTED
        return Mark.SIGNATURE if self.signatures else Mark.OWN

    def write(self, text: str | None) -> None:
        if not text:
            return
        if not self.colours and not text.isspace():
            self.is_coloured = False
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
            self.lines.append(Line(text, self.mark(), bool(text) and self.is_coloured))
        self.is_coloured = True

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
    opened: list[_Opened] = []
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
                _close(element, page, opened.pop())
        if element is not root:
            page.write(element.tail)
    page.end_line()


def _is_skipped(element: Any) -> bool:
    if element.tag in _SKIPPED:
        return True
    return _HIDDEN.search(_style(element)) is not None or element.get("hidden") is not None


def _style(element: Any) -> str:
    return (element.get("style") or "")[:_MAX_STYLE]


def _open(element: Any, page: _Page) -> _Opened:
    """Writes what begins with an element; what it is."""
    tag = element.tag
    is_spaced = tag in _SPACED
    if tag in _BLOCKS:
        page.end_line()
    opened = _read_attributes(element, page) if element.keys() else _Opened(is_spaced=is_spaced)
    if opened.is_spaced:
        page.end_paragraph()
    page.quotes += opened.is_quote
    page.signatures += opened.is_signature
    page.colours += opened.is_coloured
    _write_beginning(element, page)
    return opened


def _write_beginning(element: Any, page: _Page) -> None:
    tag = element.tag
    if tag == "pre":
        page.preformatted += 1
    elif tag == "br":
        page.end_line(force=True)
    elif tag == "li":
        page.write("- ")
    elif tag in {"td", "th"} and page.words:
        page.write(" ")
    page.write(element.text)


def _read_attributes(element: Any, page: _Page) -> _Opened:
    classes, identity = _names(element)
    style = _style(element)
    if _is_cut(element, classes, identity, style):
        page.is_cut = True
    return _Opened(
        _is_quote(element, classes, identity, style),
        _is_signature(element, classes, identity),
        _is_coloured(element, style),
        element.tag in _SPACED and not (element.tag == "p" and _is_tight(classes, style)),
    )


def _is_tight(classes: set[str], style: str) -> bool:
    """Paragraphs without room between them: Word's, and those whose style says so."""
    return any(name.startswith("mso") for name in classes) or _TIGHT.search(style) is not None


def _is_coloured(element: Any, style: str) -> bool:
    match = _COLOUR.search(style)
    colour = (match[1] if match else element.get("color") or "").lower() if element.tag != "a" else ""
    digits = colour[1:7] if colour.startswith("#") else ""
    if digits and len(digits) in {3, 6}:
        width = len(digits) // 3
        return len({digits[place : place + width] for place in range(0, len(digits), width)}) > 1
    if colour.startswith("rgb"):
        return len(set(re.findall(r"\d+", colour))) > 1
    return bool(colour) and colour not in _NEUTRAL


def _close(element: Any, page: _Page, opened: _Opened) -> None:
    tag = element.tag
    if tag in _BLOCKS:
        # Word's empty paragraphs are its empty lines.
        page.end_line(force=tag == "p" and not opened.is_spaced and bool(page.words))
    page.quotes -= opened.is_quote
    page.signatures -= opened.is_signature
    page.colours -= opened.is_coloured
    if tag == "pre":
        page.preformatted -= 1
    if opened.is_spaced:
        page.end_paragraph()


def _names(element: Any) -> tuple[set[str], str]:
    # Outlook on the web puts x_ before the names in what it answers.
    classes = {name.removeprefix("x_") for name in (element.get("class") or "").lower().split()}
    identity = element.get("id") or element.get("data-marker") or (element.tag == "div" and element.get("name")) or ""
    return classes, identity.lower().removeprefix("x_")


def _is_quote(element: Any, classes: set[str], identity: str, style: str) -> bool:
    if classes & _QUOTE_CLASSES or identity in _QUOTE_IDS or identity in _QUOTE_NAMES:
        return True
    if any(name.endswith("yahoo_quoted") for name in classes):
        return True
    if element.tag != "blockquote":
        return "gmail_quote" in classes and _is_forward(element)
    return (
        element.get("type") == "cite"
        or element.get("cite") is not None
        or "gmail_quote" in classes
        or _QUOTE_BORDER.search(style) is not None
    )


def _is_forward(element: Any) -> bool:
    """Gmail keeps a forwarded mail as it keeps answers, under a line of dashes."""
    first = next(iter(element), None)
    return first is not None and isinstance(first.tag, str) and (first.text or "").lstrip().startswith("-----")


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
        or any(name.endswith("signature") for name in classes)
        or identity in _SIGNATURE_IDS
        or element.get("data-smartmail") == "gmail_signature"
        or element.get("data-signatureblock") == "true"
    )


def _with_signatures_of_use(lines: list[Line]) -> list[Line]:
    """Some write inside their signature's element: without other words of their own, those are their words."""
    if any(line.text and line.mark is Mark.OWN for line in lines):
        return lines
    return [Line(line.text, Mark.OWN) if line.mark is Mark.SIGNATURE else line for line in lines]
