"""German: phrases of what is written because the person asks for it, and how the words they typed are given back.

`<Sie|du>` is the formal and the familiar way (`address.py`). A whole sentence of the person's own stays theirs, with its
capitals and commas; who is spoken of as "sie" or "er" is "Sie" or "du". The grammar is in `german`.
"""

from __future__ import annotations

import re
from itertools import pairwise

from service.drafting import german, german_nouns, german_verbs
from service.drafting.german_words import AUXILIARIES, NOUNS
from service.drafting.tongues.address import both_ways
from service.drafting.tongues.voice import Voice

_ARRANGED = {
    "late": (
        "Ich komme leider {late} später[ zu unserem Gespräch|], [bitte <entschuldigen Sie|entschuldige>|das tut mir leid].",
        "Leider verspäte ich mich um {late}, [das tut mir leid|<entschuldigen Sie|entschuldige> bitte].",
        "Es tut mir leid, ich verspäte mich um {late}.",
    ),
    "late_plain": (
        "Ich komme leider etwas später[ zu unserem Gespräch|], das tut mir leid.",
        "Es tut mir leid, ich verspäte mich ein wenig.",
    ),
    "late_close": (
        "Danke für <Ihre|deine> Geduld.",
        "Bis gleich, und danke für <Ihre|deine> Geduld.",
        "Danke fürs Warten, bis gleich.",
    ),
    "confirm": (
        "Ich möchte unser Gespräch {when} [kurz |]bestätigen.",
        "Nur eine kurze Bestätigung: Unser Gespräch {when} [passt|passt mir weiterhin gut].",
        "Unser Gespräch {when} steht[ von meiner Seite|].",
    ),
    "confirm_place": ("[Der Ort|Treffpunkt], wie [vereinbart|in der Einladung]: {place}.",),
    "confirm_link": ("[Hier ist|Zur Sicherheit noch einmal] der Link: {link}",),
    "confirm_close": (
        "Falls sich bei <Ihnen|dir> etwas geändert hat, [genügt eine kurze Nachricht|<geben Sie|gib> mir bitte einfach Bescheid].",
        "Sollte etwas dazwischenkommen, [genügt eine kurze Nachricht|<sagen Sie|sag> mir bitte einfach Bescheid].",
    ),
    "confirm_glad": ("Ich freue mich auf unser Gespräch.",),
    "tomorrow": ("morgen, {weekday},",),
    "at_hour": ("{day} um {hour}",),
    "your_time": ("{hour} <Ihrer|deiner> Zeit",),
}

_ASKING = {
    "me": ("Mein Name ist {me}.", "Ich heiße {me}."),
    "me_goal": ("Mein Name ist {me}, und ich habe ein Ziel: {goal}.", "Ich heiße {me}; mein Ziel: {goal}."),
    "my_goal": ("Mein Ziel [zurzeit|im Moment]: {goal}.", "[Zurzeit|Im Moment] habe ich ein Ziel: {goal}."),
    "me_move": (
        "Mein Name ist {me}, und ich möchte [beruflich |]{goal} wechseln.",
        "Ich heiße {me} und [überlege|plane], {goal} zu wechseln.",
    ),
    "my_move": ("Ich [möchte|würde gern] {goal} wechseln.", "Ich [überlege|plane], {goal} zu wechseln."),
    "self_noun": ("Kurz zu mir: {noun}.", "Ein Wort zu mir: {noun}."),
    "why_noun": (
        "Auf <Sie|dich> gekommen bin ich durch [Folgendes|eine Sache]: {noun}.",
        "Der Anlass, <Ihnen|dir> zu schreiben: {noun}.",
    ),
    "request_topic": (
        "<Hätten Sie|Hättest du> in den [nächsten|kommenden] Wochen {length} Zeit, um mit mir über das Thema {topic} zu sprechen?",
        "Darf ich <Sie|dich> in den [nächsten|kommenden] Wochen um {length} für ein Gespräch zum Thema {topic} bitten?",
        "Wären in den [nächsten|kommenden] Wochen {length} für ein Gespräch über das Thema {topic} möglich?",
    ),
    "request_clause": (
        "<Hätten Sie|Hättest du> in den [nächsten|kommenden] Wochen {length} Zeit, um mir zu erzählen, {topic}?",
        "Darf ich <Sie|dich> in den [nächsten|kommenden] Wochen um {length} bitten? Ich wüsste gern, {topic}.",
    ),
    "request_plain": (
        "<Hätten Sie|Hättest du> in den [nächsten|kommenden] Wochen {length} Zeit für einige Fragen zu <Ihrer|deiner> Arbeit?",
        "Darf ich <Sie|dich> in den [nächsten|kommenden] Wochen um {length} für einige Fragen zu <Ihrer|deiner> Arbeit bitten?",
    ),
    "length": ("20 bis 30 Minuten",),
    "request_easy": (
        "Ich richte mich [gern|ganz] nach <Ihrem|deinem> Kalender, am Telefon oder per Video.",
        "Telefon oder Video, zu welcher Zeit auch immer, ist mir beides recht.",
    ),
    "request_no": (
        "Wenn es nicht passt, [genügt ein kurzes Nein|verstehe ich das gut].",
        "Und wenn die Antwort Nein ist, [verstehe ich das gut|ist das völlig in Ordnung].",
    ),
    "intro_topic": (
        "Ich würde gern mit {about} über das Thema {topic} sprechen. <Könnten Sie|Könntest du> uns miteinander bekannt machen, [falls {first} einverstanden ist|sobald {first} zugestimmt hat]?",
        "<Wären Sie|Wärst du> bereit, mich mit {about} in Kontakt zu bringen, [falls {first} einverstanden ist|sobald {first} zugestimmt hat]? Es geht mir um das Thema {topic}.",
    ),
    "intro_clause": (
        "Ich wüsste gern von {about}, {topic}. <Könnten Sie|Könntest du> uns miteinander bekannt machen, [falls {first} einverstanden ist|sobald {first} zugestimmt hat]?",
    ),
    "intro_plain": (
        "Ich würde gern mit {about} sprechen. <Könnten Sie|Könntest du> uns miteinander bekannt machen, [falls {first} einverstanden ist|sobald {first} zugestimmt hat]?",
        "<Wären Sie|Wärst du> bereit, mich mit {about} in Kontakt zu bringen, [falls {first} einverstanden ist|sobald {first} zugestimmt hat]?",
    ),
    "intro_lead": (
        "Damit es <Ihnen|dir> wenig Arbeit macht, hier ein paar Zeilen zum Weiterleiten:",
        "Diese Zeilen [<können Sie|kannst du>|lassen sich] so, wie sie sind, weiterleiten:",
    ),
    "blurb_topic": (
        "Über {length} im Gespräch mit {first} zum Thema {topic} würde ich mich sehr freuen.",
        "Ich würde {first} gern in {length} einige Fragen zum Thema {topic} stellen.",
    ),
    "blurb_clause": ("Über {length} im Gespräch mit {first} würde ich mich sehr freuen; ich wüsste gern, {topic}.",),
    "blurb_plain": ("Über {length} im Gespräch mit {first} und Antworten auf einige Fragen würde ich mich sehr freuen.",),
    "blurb_easy": (
        "Telefon oder Video, zu jeder passenden Zeit, und ein Nein ist auch in Ordnung.",
        "Ich richte mich nach jedem Kalender, am Telefon oder per Video, und ein Nein ist auch in Ordnung.",
    ),
    "intro_no": (
        "Wenn <Ihnen|dir> das nicht recht ist, [verstehe ich das gut|ist das völlig in Ordnung].",
        "Und falls es nicht passt, [<sagen Sie|sag> es mir bitte einfach|verstehe ich das gut].",
    ),
    "outreach": (
        "{name} hat mir geraten, <Ihnen|dir> zu schreiben.",
        "Ich schreibe <Ihnen|dir> auf [Anregung|Empfehlung] von {name}.",
    ),
    "outreach_agreed": (
        "Von {first} weiß ich, dass ich mich bei <Ihnen|dir> melden darf, und [das freut mich sehr|dafür bin ich dankbar].",
        "{first} hat <Sie|dich> freundlicherweise zuerst gefragt, und ich freue mich, dass <Sie|du> einverstanden <sind|bist>.",
    ),
    "nudge_topic": (
        "Die Wochen sind schnell voll, darum [noch einmal|erneut] meine kurze Nachricht: Über das Thema {topic} würde ich [weiterhin|nach wie vor] gern mit <Ihnen|dir> sprechen, wann immer es <Ihnen|dir> passt.",
        "Vielleicht ist meine Nachricht [im vollen Postfach untergegangen|untergegangen]. Über ein Gespräch zum Thema {topic} würde ich mich [weiterhin|nach wie vor] sehr freuen, gern an einem Tag <Ihrer|deiner> Wahl.",
    ),
    "nudge_clause": (
        "Die Wochen sind schnell voll, darum [noch einmal|erneut] meine kurze Nachricht: Ich wüsste [weiterhin|nach wie vor] gern von <Ihnen|dir>, {topic}.",
        "Vielleicht ist meine Nachricht [im vollen Postfach untergegangen|untergegangen]. Ich würde [weiterhin|nach wie vor] gern von <Ihnen|dir> hören, {topic}.",
    ),
    "nudge_plain": (
        "Die Wochen sind schnell voll, darum [noch einmal|erneut] meine kurze Nachricht: Über ein Gespräch mit <Ihnen|dir> würde ich mich [weiterhin|nach wie vor] freuen, wann immer es <Ihnen|dir> passt.",
        "Vielleicht ist meine Nachricht [im vollen Postfach untergegangen|untergegangen]. Über ein kurzes Gespräch würde ich mich [weiterhin|nach wie vor] sehr freuen, gern an einem Tag <Ihrer|deiner> Wahl.",
    ),
    "nudge_close": (
        "Passt es gerade nicht, [genügt mir eine Zeile|ist das völlig in Ordnung].",
        "Es eilt nicht, und [auch ein kurzes Nein ist in Ordnung|ein Nein verstehe ich gut].",
    ),
    "subject_request_topic": ("Eine Frage zum Thema {topic}", "Kurzes Gespräch zum Thema {topic}?"),
    "subject_request": ("Einige Fragen zu <Ihrer|deiner> Arbeit", "Kurzes Gespräch?"),
    "subject_intro": ("Kontakt zu {about}?",),
    "subject_outreach": ("Auf Anregung von {name}",),
}  # fmt: skip

_ANSWERING = {
    "accept_thanks": (
        "Danke für <Ihre|deine> [Nachricht|Anfrage|Mail].",
        "Vielen Dank für <Ihre|deine> [Nachricht|Anfrage|Zeilen].",
    ),
    "accept_topic": (
        "[Ja, gern|Sehr gern]: Über das Thema {topic} spreche ich gern mit <Ihnen|dir>.",
        "Über das Thema {topic} [unterhalte ich mich|spreche ich] gern mit <Ihnen|dir>.",
    ),
    "accept_plain": (
        "[Ja, gern|Sehr gern], ich nehme mir gern Zeit für <Ihre|deine> Fragen.",
        "Ich [spreche|unterhalte mich] gern mit <Ihnen|dir>.",
    ),
    "accept_times": (
        "[Mir würde passen|Von mir aus ginge]: {times}. [Passt <Ihnen|dir> das|Geht das bei <Ihnen|dir>]?",
        "Vorschlagen kann ich [<Ihnen|dir> |]Folgendes: {times}. [Passt <Ihnen|dir> davon etwas|Geht das bei <Ihnen|dir>]?",
    ),
    "accept_ask": (
        "<Nennen Sie|Nenn> mir bitte [ein, zwei Tage|einen oder zwei Tage], die <Ihnen|dir> passen, dann finden wir eine Zeit.",
        "Welche Tage passen <Ihnen|dir> am besten? Wir finden sicher eine Zeit.",
    ),
    "accept_close": (
        "Wenn <Sie|du> mir <Ihre|deine> Fragen vorher <schicken|schickst>, können wir die Zeit gut nutzen.",
        "Es hilft, wenn <Sie|du> mir vorher <schreiben|schreibst>, was <Sie|dich> am meisten interessiert.",
    ),
    "decline_thanks": (
        "Vielen Dank für <Ihre|deine> [Nachricht|Anfrage] und dafür, dass <Sie|du> an mich gedacht <haben|hast>.",
        "Danke für <Ihre|deine> [Nachricht|Anfrage].",
    ),
    "decline": (
        "Leider muss ich [diesmal |]absagen.",
        "Ein Gespräch kann ich <Ihnen|dir> [diesmal |]leider nicht anbieten.",
        "Es tut mir leid, aber ich muss [diesmal |]Nein sagen.",
    ),
    "decline_instead": (
        "Was ich <Ihnen|dir> stattdessen [nennen|empfehlen] kann: {thing}.",
        "Vielleicht hilft <Ihnen|dir> stattdessen dies: {thing}.",
    ),
    "decline_noun": ("Der Grund: {noun}.",),
    "decline_wish_topic": (
        "Für <Ihre|deine> Fragen zum Thema {topic} wünsche ich <Ihnen|dir> gute Gesprächspartner.",
        "Beim Thema {topic} wünsche ich <Ihnen|dir> [viel Erfolg|alles Gute].",
    ),
    "decline_wish": ("Ich wünsche <Ihnen|dir> für <Ihr|dein> Vorhaben [alles Gute|viel Erfolg].",),
}  # fmt: skip

_KEEPING = {
    "touch_open": (
        "Unser Gespräch ist eine Weile her, darum [ein paar Zeilen|eine kurze Nachricht] von mir.",
        "Ich wollte <Ihnen|dir> seit unserem Gespräch [schon länger|längst] ein paar Zeilen schreiben.",
        "[Seit unserem Gespräch ist einige Zeit vergangen|Es ist eine Weile her, dass wir gesprochen haben], und ich möchte kurz erzählen, wie es weitergegangen ist.",
    ),
    "touch_open_wrote": (
        "Wir haben uns eine Weile nicht geschrieben, darum [ein paar Zeilen|eine kurze Nachricht] von mir.",
        "Ich wollte <Ihnen|dir> [schon länger|längst] wieder ein paar Zeilen schreiben.",
    ),
    "touch_question_wrote": (
        "Wir haben uns eine Weile nicht geschrieben, und ich habe eine Frage, bei der ich an <Sie|dich> gedacht habe.",
    ),
    "touch_question": (
        "Unser Gespräch ist eine Weile her, und ich habe eine Frage, bei der ich an <Sie|dich> gedacht habe.",
        "Seit unserem Gespräch ist einige Zeit vergangen, und nun habe ich eine Frage an <Sie|dich>.",
    ),
    "touch_close": (
        "Eine Antwort braucht es nicht; [alles Gute|herzliche Wünsche] für <Sie|dich>.",
        "Ich wünsche <Ihnen|dir> [weiterhin |]alles Gute.",
    ),
    "touch_ask_close": ("Eine Zeile genügt, wann immer es <Ihnen|dir> passt.", "Es eilt überhaupt nicht."),
    "news_open": (
        "Es gibt [gute |]Neuigkeiten, und ich wollte, dass <Sie|du> sie von mir <hören|hörst>.",
        "Ich habe Neuigkeiten, und <Sie gehören|du gehörst> zu denen, [denen ich sie selbst erzählen möchte|die sie von mir hören sollen].",
    ),
    "news_introduced": (
        "Angefangen hat es mit <Ihrem|deinem> Kontakt zu {name}.",
        "Ohne den Kontakt zu {name}, den <Sie|du> hergestellt <haben|hast>, wäre ich nicht so weit gekommen.",
    ),
    "news_time": (
        "Die Zeit, die <Sie sich|du dir> für mich genommen <haben|hast>, [habe ich nicht vergessen|hat mir auf dem Weg geholfen].",
        "Ich habe nicht vergessen, dass <Sie sich|du dir> auf dem Weg dorthin Zeit für mich genommen <haben|hast>.",
    ),
    "news_thanks": (
        "Vielen Dank für <Ihren|deinen> Anteil daran.",
        "Für <Ihren|deinen> Anteil daran bin ich <Ihnen|dir> [sehr |]dankbar.",
    ),
    "news_close": (
        "Wenn ich mich einmal revanchieren kann, <sagen Sie|sag> mir bitte Bescheid.",
        "Ich hoffe, eines Tages jemand anderem genauso helfen zu können.",
    ),
    "told_noun": ("[Kurz gesagt|In Kürze]: {noun}.",),
    "recall_take_advice": (
        "<Ihr|Dein> Rat, {vp}{aside}, [begleitet mich seither|ist mir im Gedächtnis geblieben].",
        "An <Ihren|deinen> Rat, {vp}{aside}, [denke ich noch oft|habe ich oft gedacht].",
    ),
    "recall_take_that": (
        "<Ihr|Dein> Hinweis, dass {that}{aside}, [begleitet mich seither|ist mir im Gedächtnis geblieben].",
        "An <Ihren|deinen> Hinweis, dass {that}{aside}, [denke ich noch oft|habe ich oft gedacht].",
    ),
    "recall_take_noun_advice": (
        "<Ihr|Dein> Rat {to} [begleitet mich seither|ist mir im Gedächtnis geblieben].",
    ),
    "sorry": (
        "Ich habe unser Gespräch {slot} verpasst, und das tut mir [sehr |]leid; [der Fehler lag bei mir|es war mein Fehler].",
        "Es tut mir [sehr |]leid, dass ich unser Gespräch {slot} verpasst habe; [der Fehler lag bei mir|das war mein Fehler].",
    ),
    "sorry_ask": (
        "Wenn <Sie|du> mir einen neuen Termin geben <möchten|möchtest>, [richte ich mich ganz nach <Ihnen|dir>|passt mir jede Zeit, die <Ihnen|dir> recht ist].",
        "Über einen neuen Termin würde ich mich sehr freuen, [wann immer es <Ihnen|dir> passt|zu jeder Zeit, die <Ihnen|dir> recht ist].",
    ),
    "sorry_close": (
        "Ich verstehe gut, wenn das nicht [mehr |]möglich ist.",
        "Ich weiß, dass <Ihre|deine> Zeit kostbar ist[, und ich wäre sicher da|].",
    ),
    "subject_touch": ("Ein paar Zeilen von mir", "Kurz berichtet"),
    "subject_touch_ask": ("Eine Frage an <Sie|dich>",),
    "subject_news": ("Neuigkeiten", "Gute Neuigkeiten"),
    "subject_late": ("Kleine Verspätung",),
    "subject_confirm": ("Unser Gespräch {day}",),
}  # fmt: skip

PHRASES = both_ways({**_ARRANGED, **_ASKING, **_ANSWERING, **_KEEPING})

# --- what the person typed --------------------------------------------------------------------------------------------

_BULLET = re.compile(r"^(?:[-*•–—]|\d+[.)])\s+")
_TELL = re.compile(
    r"(?i)^(?:(?:bitte )?(?:sag|sagen|erzähl|erzählen|schreib|schreiben|erwähn|erwähnen)e?(?: wir)?(?:\s+(?:ihr|ihm|ihnen|auch|noch))*\s*(?:,\s*|:\s*)?(?P<that>dass\s+)?)(?=\S)"
)
_ASK = re.compile(
    r"(?i)^(?:(?:bitte )?(?:frag|fragen|frage)(?:\s+(?:sie|ihn|auch|noch|mal))*\s*,?\s*)(?P<clause>(?:ob|wie|was|welche\w*|wer|wo|wann|warum|wieso|wen|wem)\b.*)$"
)
_TO_US = re.compile(
    r"(?i)^(?:bitte )?(?:.*\b(?:per du|per sie|duzen|siezen)\b|.*=|erinner\w*|nachfass\w*|nachhak\w*|kurz(?:\s+(?:halten|fassen))?$|(?:sei|bleib) (?:nett|höflich|kurz|freundlich)|(?:nett|höflich|freundlich)(?:\s+\w+)?$|"
    r"kein(?:e)? (?:druck|eile|stress|hektik)|egal wann|jederzeit|(?:telefon|telefonisch|video|zoom|anruf|persönlich)\b(?:\W+\w+){0,3}$|"
    r"wenn (?:es )?(?:ihr|ihm) (?:passt|recht ist)|(?:ja|nein|gern|klar|ok(?:ay)?|zusagen|absagen)\W*$)"
)
_ONLY_WAITS = re.compile(
    r"(?i)\b(?:seit|vor) .{0,15}(?:tagen|wochen)\b.*\b(?:antwort|gehört|geschrieben)|\bkeine (?:antwort|reaktion)\b"
)
_FIRST_PERSON = re.compile(
    r"(?i)^(?:(?:nun|jetzt|inzwischen|gerade|endlich|seit\w* [\wÀ-ÿ. ]{2,20}?|letzte woche|diese woche|heute|gestern) )?"
    r"(?P<verb>habe?|bin|war|hatte|konnte|durfte|musste|werde|würde|möchte|will|kann|darf|[a-zäöüß]{3,}e)\b"
)
_OPENS = r"(?:ob|wie|was|welche\w*(?: [A-ZÄÖÜ]\w+)?|wer|wo|wann|warum|wieso|wen|wem|dass)"


def told(text: str, voice: Voice) -> str | None:
    """One thing the person typed, as a sentence to the reader; None where it cannot be one."""
    body = _tidy(text)
    if _TO_US.match(body) or _ONLY_WAITS.search(body) or len(body.split()) < 2:
        return None
    whole = _completed(body)
    if whole:
        return whole
    asks = _ASK.match(body)
    if asks:
        clause = _clause(asks["clause"], voice)
        return f"Darf ich fragen, {clause}?" if clause else None
    lead = _TELL.match(body)
    body = body[lead.end() :] if lead else body
    if lead and lead["that"]:
        said = _to_reader(body.rstrip(" .!"), voice)
        return (
            f"Ich möchte {'dir' if voice.register == 'familiar' else 'Ihnen'} erzählen, dass {said}." if said else None
        )
    end = "?" if body.endswith("?") else "."
    said = _whole(body.rstrip(" .!?"), voice)
    return f"{said[:1].upper()}{said[1:]}{end}" if said else None


_MEDIUM_WISH = re.compile(
    r"(?i)^(?:am liebsten|lieber|gern|gerne)\s+(?P<how>telefonisch|am telefon|per (?:video|telefon|zoom|teams)|vor ort|persönlich|im büro|bei (?:mir|uns)(?: im büro)?)$"
)
_YEARS = re.compile(
    r"(?i)^(?:ich:?|bin|seit)\s+(?P<n>\d{1,2}|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf)\s+Jahren?\s+(?P<what>(?:(?:im|in der|als|bei der|beim) )?[A-ZÄÖÜ][\w-]+),?\s+(?:und )?(?:will|möchte)(?: jetzt| nun)?\s+(?P<into>(?:in|zu|zum|zur|ins) .+)$"
)


_GOT = re.compile(
    r"(?P<thing>[A-ZÄÖÜ][^,.]+?) (?P<done>bekommen|erhalten|bestanden|abgegeben|abgeschlossen|eingereicht)(?P<tail>, (?:und )?(?:fange|beginne|starte|ziehe|gehe|mache|bin|habe) [^,.]+)?$"
)


def _completed(body: str) -> str:
    """Telegram style whose verb can only be one: "9 Jahre Brückenbau, will in die Planung", "am liebsten telefonisch"."""
    wish, years = _MEDIUM_WISH.match(body), _YEARS.match(body)
    if wish:
        return f"Am liebsten wäre es mir {wish['how']}."
    got = _GOT.match(body)
    thing = german_nouns.with_article(got["thing"]) if got else ""
    if got and thing and thing != got["thing"]:
        return f"Ich habe {thing} {got['done']}{re.sub(r'^, (?:und )?', ' und ', got['tail'] or '')}."
    return f"Nach {years['n']} Jahren {years['what']} möchte ich {years['into'].rstrip('.')} wechseln." if years else ""


def _tidy(text: str) -> str:
    """One line without a bullet, with capitals and commas, without a yes or no before it."""
    said = _BULLET.sub("", " ".join(text.split())).strip(" ;,")
    said = re.sub(r"(?i)^(?:(?:ja|nein|klar|ok(?:ay)?|sehr|gerne?)\b ?){1,3}\s*,\s+(?=\w)", "", said)
    return german_nouns.written_out(said)


def _whole(text: str, voice: Voice) -> str:
    """A sentence with a subject: "habe die Prüfung bestanden" is the person's own; "" where there is no verb."""
    first, *rest = text.split()
    small = first[0].lower() + first[1:]
    if german.third_person(text)[1]:
        return _reader_does(text, voice)
    spoken = re.sub(r"(?i)\bhab\b", "habe", text)
    has_verb = any(german_verbs.said_by_me(word) or german_verbs.is_finite(word) for word in spoken.split()[1:4])
    if (small in {"ich", "wir"} and has_verb) or _asks_directly(small):
        return _to_reader(spoken, voice)
    own = _FIRST_PERSON.match(spoken)
    if own and rest and _is_mine(own["verb"], rest[-1]):
        before = spoken[: own.start("verb")].strip()
        after = spoken[own.end("verb") :].strip()
        verb = own["verb"].lower()
        said = f"{before} {verb} ich {after}" if before else f"ich {verb} {after}"
        return _to_reader(said, voice)
    head = german.cut(text)[0].split()
    if any(one == "ich" and german_verbs.said_by_me(before) for before, one in pairwise(head[:6])):
        return _to_reader(spoken, voice)
    if any(german_verbs.is_finite(word) and not german_verbs.is_infinitive(word) for word in head[1:]):
        return german_nouns.with_subject_article(_to_reader(spoken, voice))
    return ""


def _is_mine(verb: str, last: str) -> bool:
    """Whether a first word is what the person does, rather than a noun: "Stelle im Labor bekommen" has no verb."""
    if verb.casefold() in AUXILIARIES or verb.casefold() in {"hab", "bin", "habe"}:
        return True
    is_noun = verb[0].isupper() and verb.casefold() in NOUNS
    return (
        bool(german_verbs.said_by_me(verb))
        and not is_noun
        and not german_verbs.is_participle(last)
        and last != "bekommen"
    )


def _asks_directly(word: str) -> bool:
    return word in {
        "können",
        "könnten",
        "könntest",
        "kannst",
        "haben",
        "hast",
        "wissen",
        "weißt",
        "kennen",
        "kennst",
        "darf",
        "dürfte",
        "was",
        "wie",
        "wer",
        "welche",
    }


def _reader_does(text: str, voice: Voice) -> str:
    """What the reader did, said to them: "Sie hatte recht" → "Sie hatten recht"."""
    _, verb, rest = german.third_person(text)
    said, after = german_verbs.second_person(verb, voice.register), _to_reader(rest, voice)
    return f"{'du' if voice.register == 'familiar' else 'Sie'} {said} {after}" if said and after else ""


def _to_reader(text: str, voice: Voice) -> str:
    """The third person as the reader; "" where somebody is named by the reader's own name or by another pronoun."""
    if any(re.search(rf"\b{re.escape(name)}s?\b", text) for name in voice.names):
        return ""
    who = "er" if re.search(r"\b(?:er|ihm|ihn|seine?[nmrs]?)\b", text) else "sie"
    head, tail = german.cut(text)
    said, after = german.to_reader(head, who, voice.register), german.dependent(tail, who, voice.register)
    return f"{said}{after}" if said and after is not None else ""


def _clause(text: str, voice: Voice | None) -> str:
    """A clause after "ob" or "wie", with sie or er as the reader; without a voice as it stands."""
    body = text.strip(" ?.!,")
    if voice is None or not german.is_about_others(body):
        return body[0].lower() + body[1:] if re.match(_OPENS, body, re.IGNORECASE) else body
    found = re.fullmatch(
        rf"(?P<open>{_OPENS}) (?P<who>sie|er) (?P<rest>(?:.+ )?)(?P<verb>[a-zäöüß]+)", body, re.IGNORECASE
    )
    if not found:
        return ""
    said = german_verbs.second_person(found["verb"], voice.register) if german_verbs.is_singular(found["verb"]) else ""
    rest = german.to_reader(found["rest"].strip(), found["who"].casefold(), voice.register) if found["rest"] else ""
    if not said or (found["rest"] and not rest):
        return ""
    reader = "du" if voice.register == "familiar" else "Sie"
    return " ".join(filter(None, [found["open"][0].lower() + found["open"][1:], reader, rest, said]))


def thing(text: str, voice: Voice) -> str:
    """What is typed as a thing, to stand after a colon; "" where it is none."""
    body = _tidy(text).strip(" .!?")
    if _TO_US.match(body) or _ONLY_WAITS.search(body) or not 1 <= len(body.split()) <= 20:
        return ""
    if any(german_verbs.is_finite(word) and not german_verbs.is_infinitive(word) for word in body.split()[1:]):
        return ""
    said = _to_reader(body, voice)
    return german.small_start(said) if said else ""


def is_of_reader(text: str) -> bool:
    """Whether a thing is the reader's or a known one ("Ihr Vortrag", "die Tagung"), and not a word about oneself."""
    return bool(re.match(r"(?:[Ii]hr|dein|der|die|das|den|dieser?|unser|wie|was)\w*\b", text))


_WANTS = re.compile(
    r"(?i)^(?:(?:ich )?(?:möchte|würde|will|wüsste|interessiert mich|mich interessiert)(?: (?:gern|gerne|mehr|mal|einfach|vor allem|sehr|ihn|sie|von ihr|von ihm|mit ihr|mit ihm))*(?: wissen| hören| erfahren| verstehen| fragen)?,?\s*|"
    r"(?:thema|es geht (?:mir )?um|fragen?(?: an (?:ihn|sie|[A-ZÄÖÜ]\w+))?|über|gespräch über|gern über)\s*:?\s*)(?P<topic>\S.*)$"
)
_VERB_AT_END = re.compile(
    r"(?i)\s+(?:(?:mehr )?(?:wissen|hören|erfahren|verstehen|lernen|sprechen|reden|fragen|austauschen|unterhalten|befragen))$"
)
_LINKS = re.compile(r"(?i)^(?:mehr )?(?:über|zum|zur|zu|von|nach|um)\s+(?:(?:das )?thema\s+)?")
_ARTICLE = re.compile(r"(?i)^(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer)\s+(?=[A-ZÄÖÜ])")


def _as_clause(question: str) -> str:
    """A question as a clause: "wie plant man ein Netz" → "wie man ein Netz plant"."""
    word, _, rest = question.partition(" ")
    said = german.after_dass(rest) if rest else ""
    return f"{word} {said}" if said else question


def topic(text: str, voice: Voice | None) -> tuple[str, bool] | None:
    """What the person would like to talk about, and whether it is a clause ("wie Sie …"); None where it names none.
    Without a voice it is about a third person, who stays "sie".
    """
    body = _tidy(text).strip(" .!?")
    found = _WANTS.match(body)
    is_bare = bool(re.match(r"(?i)(?:wie|was|warum|welche\w*|wo|wann)\b.*[a-zäöüß]$", body)) and "?" not in text
    if found is None and not is_bare:
        return None
    said = (found["topic"] if found else body).strip(" ,.?!")
    if re.match(rf"{_OPENS}\b", said, re.IGNORECASE):
        clause = _clause(_as_clause(_VERB_AT_END.sub("", said)), voice)
        return (clause, True) if clause else None
    plain = _VERB_AT_END.sub("", said).strip(" ,")
    named = _ARTICLE.sub("", _LINKS.sub("", plain))
    is_fit = named[:1].isupper() and len(named.split()) <= 10 and not german.is_about_others(named)
    return (named, False) if is_fit else None


_NUMBER = {
    "fünf": "5",
    "zehn": "10",
    "fünfzehn": "15",
    "zwanzig": "20",
    "dreißig": "30",
    "dreissig": "30",
    "vierzig": "40",
}
_MINUTES = re.compile(
    r"(?i)\b(?P<n>\d{1,3}|fünf|zehn|fünfzehn|zwanzig|drei(?:ß|ss)ig|vierzig)(?:\s*(?:-|–|bis|oder)\s*(?P<m>\d{1,3}))?\s*(?:min(?:uten?)?\b\.?|['’′])"
)
_WORDED = re.compile(
    r"(?i)\b(?:eine )?(?P<whole>viertelstunde|halbe stunde|dreiviertelstunde|stunde)\b|\b(?P<few>ein paar|wenige) min\w*"
)
_MEDIUM = re.compile(
    r"(?i)\b(?:telefon|telefonisch|anruf|video|videocall|zoom|teams|kaffee|persönlich|vor ort|oder|und|per|am|im|in|bei|reichen|reicht|genügen|wann|immer|es|ihr|ihm|passt|"
    r"egal|gern|max|maximal|höchstens|ca|etwa|nur|würden|zeit|wäre|gut)\b|\W"
)


def _minutes(text: str) -> tuple[str, re.Match[str]] | None:
    found = _MINUTES.search(text)
    if found:
        first = _NUMBER.get(found["n"].casefold(), found["n"])
        return (f"{first} bis {found['m']} Minuten" if found["m"] else f"{first} Minuten"), found
    worded = _WORDED.search(text)
    if worded is None:
        return None
    if worded["few"]:
        return f"{worded['few'].casefold()} Minuten", worded
    *before, noun = worded["whole"].casefold().split()
    return " ".join(["eine", *before, noun.capitalize()]), worded


def length(text: str) -> tuple[str, bool]:
    """How long the talk should be, in words, and whether the piece says nothing else; "" where it does not say."""
    found = _minutes(text)
    if found is None:
        return "", False
    said, place = found
    return said, not _MEDIUM.sub("", text[: place.start()] + text[place.end() :])


def lateness(text: str) -> tuple[str, str]:
    """How late, in words for "… später", and what else is said; "" where it is not said."""
    found = _minutes(text)
    if found is None:
        alone = re.fullmatch(r"\s*(\d{1,3})\s*", text)
        return (f"{alone[1]} Minuten", "") if alone else ("", text)
    said, place = found
    rest = re.sub(r"(?i)^\W*(?:später|verspätung|zu spät)\b", "", text[place.end() :])
    before = re.sub(
        r"(?i)\b(?:(?:ich )?(?:komme |bin |etwa |ca\.? |rund |ungefähr )*)$", "", text[: place.start()].rstrip(" ~")
    )
    return said, f"{before} {rest}".strip(" ,;.-–")
