"""Finds the address of a video call in free text: which services count, and which of their pages are no meeting."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_MAX_TEXT = 65_536
_URL = re.compile(r"https?://[^\s<>\"'\\\]\[)(}{|^`]{4,2000}", re.IGNORECASE)
_VIDEO_HOSTS = (
    "zoom.us", "zoom.com", "zoomgov.com", "meet.google.com", "hangouts.google.com", "teams.microsoft.com",
    "teams.live.com", "webex.com", "whereby.com", "gotomeeting.com", "gotomeet.me", "goto.com", "meet.jit.si", "bluejeans.com",
    "chime.aws", "join.skype.com", "meet.lync.com", "ringcentral.com", "daily.co", "gather.town", "facetime.apple.com",
    "meeting.tencent.com", "vc.feishu.cn", "meetings.dialpad.com", "join.me", "cal.video", "meet.proton.me", "telemost.yandex.ru",
    "meet.zoho.com", "around.co", "8x8.vc", "discord.gg", "livekit.io", "butter.us", "welink.huaweicloud.com", "demodesk.com",
)  # fmt: skip
_NOT_A_MEETING = re.compile(
    r"/(?:download|pricing|support|zendesk|u/|account|testwallet|tel/|dl/launcher/|meetingOptions)", re.I
)


def conference_url_in(text: str) -> str:
    """The first address of a known video service in some text, "" if there is none."""
    for match in _URL.finditer(text[:_MAX_TEXT]):
        url = _unwrapped(match[0].rstrip(".,;:!?*_"))
        host = (_host(url) or "").lower()
        if host and any(host == known or host.endswith("." + known) for known in _VIDEO_HOSTS):
            path = url.partition("//")[2].partition("/")[2]
            if path and not _NOT_A_MEETING.match("/" + path):
                return url
    return ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _unwrapped(url: str) -> str:
    """Outlook's and Google's link wrappers, opened."""
    if ".safelinks.protection.outlook.com/" in url or "google.com/url?" in url:
        match = re.search(r"[?&](?:url|q)=(https?(?:%3A|:)[^&]+)", url, re.IGNORECASE)
        return unquote(match[1]) if match else url
    return url
