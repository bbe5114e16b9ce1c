"""The words that the gate knows: thanks, offers, promises, claims, job asks, stock phrases and placeholders.

Case-insensitive expressions over lower-cased text, per language. Kept apart from the code that uses them so that a
speaker of a language can correct a line without reading a program. What is called `…_AS_PUBLISHED` stands word for word
in the published lists that product.md 3.2 names (`draft-cases/lists.json`): a draft of ours is held to both.
"""

from __future__ import annotations

import re


def _each(table: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {language: re.compile(pattern, re.IGNORECASE) for language, pattern in table.items()}


THANKS = _each(
    {
        "en": r"\b(thank|thanks|grateful|appreciat)",
        "de": r"\b(dank|bedank|verbindlichsten dank|merci vielmal)",
        "fr": r"\b(merci|remerci|reconnaissan)",
        "es": r"\b(gracias|agradec|agradezc)",
    }
)
THANKS_AS_PUBLISHED = _each(
    {
        "en": r"\b(thank|thanks|grateful|appreciat)",
        "de": r"\b(dank|bedank)",
        "fr": r"\b(merci|remerci|reconnaissant)",
        "es": r"\b(gracias|agradec)",
    }
)
OFFER = _each(
    {
        "en": r"in return|return the favou?r|help (you|to your|with)|be of (help|use)|useful to you|glad to (talk|help)|i can do|be glad to",
        "de": r"behilflich|unterstützen|revanchieren|helfen",
        "fr": r"rendre (la pareille|service)|t'aider|vous aider|en retour|être utile",
        "es": r"ayudar(te|le|os)?|a cambio|serte útil|serle útil|devolver(te|le)? el favor",
    }
)
PROMISE = _each(
    {
        "en": r"\b(i will|i'll|i am going to|i'm going to)\b",
        "de": r"\bich werde\b|\bwerde ich\b|\b(?:melde ich mich|ich melde mich)\b|\b(?:schicke|sende|maile|leite|besorge|organisiere|überweise|leihe) ich\b|"
        r"\bich (?:schicke|sende|maile|leite|besorge|organisiere|überweise|leihe|rufe)\b|\brufe ich (?:sie|dich|ihnen|dir)\b|"
        r"\b(?:bekommen sie|bekommst du|erhalten sie|erhältst du) von mir\b",
        "fr": r"\bje (t'|te |vous )?\w*(rai)\b|\bje vais (?:vous|t['’]|te|lui)",
        "es": r"\b(te|le) (contaré|avisaré|enviaré|mandaré)\b|\bvoy a\b",
    }
)
HARMLESS_PROMISE = re.compile(
    r"let you know|keep you posted|keep you updated|come back to you|try it|understand completely|te dirai|vous dirai|"
    r"tiendrai au courant|halte (?:sie|dich) (?:gern )?auf dem laufenden|auf dem laufenden|work around|send (?:you )?a few times|"
    r"vor allem|kurzen bericht|any day|le contaré|te contaré",
    re.IGNORECASE,
)
CLAIM = _each(
    {
        "en": r"\byou (said|mentioned|told|explained|suggested|recommended|advised|described|shared)\b|"
        r"\byour (advice|suggestion|recommendation|point|tip|rule|story)\b|hearing you say|hear(?:ing)? that\b",
        "de": r"\b(?:ihr|dein)(en|em|e)? (rat|ratschläge|hinweis|hinweise|tipp|tipps|empfehlung)\b|"
        r"\bsie (sagten|empfahlen|rieten|erwähnten|meinten|erklärten|betonten)\b|\bdu (gesagt|empfohlen|geraten)\b|"
        r"\b(?:sie haben|du hast) mir (?:gesagt|erzählt|erklärt)\b|\b(?:ihr|dein)e? (?:ratschlag|empfehlungen)\b",
        "fr": r"\b(?:ton|ta|tes|votre|vos) (conseils?|idées?|remarques?|suggestions?)\b|"
        r"\b(?:tu m'as|tu as|vous m'avez|vous avez) (dit|conseillé|suggéré|parlé)\b",
        "es": r"\b(dijiste|dijo|mencionaste|mencionó|recomendaste|recomendó)\b|\b(tu|su|tus|sus) (consejos?|recomendación|sugerencia|comentario)\b",
    }
)
HARMLESS_AS_PUBLISHED = re.compile(
    r"let you know|keep you posted|keep you updated|come back to you|thank sam|try it|understand completely|te dirai|"
    r"tiendrai au courant|halte sie auf dem laufenden|work around|send (you )?a few times|vor allem|kurzen bericht|any day",
    re.IGNORECASE,
)
CLAIM_AS_PUBLISHED = _each(
    {
        "en": r"\byou (said|mentioned|told|explained|suggested|recommended|advised|described|shared)\b|"
        r"\byour (advice|suggestion|recommendation|point|tip|rule|story)\b|hearing you say",
        "de": r"\bihr(en|em|e)? (rat|hinweis|tipp|empfehlung)\b|\bsie (sagten|empfahlen|rieten|erwähnten)\b",
        "fr": r"\bt(on|a|es)|votre|vos (conseil|idée|remarque|suggestion)s?\b|\btu (m'as|as) (dit|conseillé|suggéré|parlé)\b",
        "es": r"\b(dijiste|dijo|mencionaste|mencionó|recomendaste|recomendó)\b|\b(tu|su) (consejo|recomendación|sugerencia)\b",
    }
)
JOB_ASK = re.compile(
    r"job opening|\b(?:open|vacant|suitable) (?:role|position|headcount|vacanc)|\bvacanc(?:y|ies)\b|openings? (?:on|in|at) (?:your|the)|"
    r"\b(?:hire|hiring|interview|consider|recruit) me\b|\b(?:consider(?:ed)? for|apply for|application for) (?:a|the|any|your)\b.{0,20}"
    r"(?:role|position|job|opening)|(?:attach|look at|review|forward|pass (?:on|along)|enclosed?) (?:is )?my (?:resume|résumé|cv)|"
    r"\bmy (?:current |updated )?(?:resume|résumé|cv|job application)\b|refer me (?:for|to)|put in a (?:good )?word|"
    r"\bjob (?:for me|at your|in your|on your)|offer me a (?:job|role|position)|"
    r"(?:offene|freie) (?:stelle|position)|stellenangebot|(?:meine|eine) bewerbung|mich (?:bei ihnen |bei euch )?bewerben|"
    r"mein(?:en|em)? (?:lebenslauf|cv)|ein gutes wort|(?:mich|jemanden) einstellen|einen job|job für mich|"
    r"poste (?:ouvert|vacant|à pourvoir|disponible)|mon cv|mon curriculum|ma candidature|postuler (?:chez|à (?:votre|ton|un poste)|pour)|je (?:voudrais |souhaite )?postule|(?:m['’]|me )embauche|m['’]embaucher|"
    r"me recommander pour|offre d['’]emploi|mi currículum|mi curriculum|mi cv|mi candidatura|puestos? (?:vacante|libre|disponible)|vacante|"
    r"contratarme|me contrat|recomendarme para|oferta de (?:trabajo|empleo)",
    re.IGNORECASE,
)
BOILERPLATE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"i hope this (e-?mail|message|note) finds you well",
        r"\bpick(ing)? your brain\b",
        r"\bdelve\b",
        r"truly inspir",
        r"incredibl[ey]",
        r"invaluable",
        r"\bhonou?red\b",
        r"game[- ]chang",
        r"wealth of (knowledge|experience)",
        r"i wanted to (reach out|take a moment)",
        r"it was an absolute (pleasure|honou?r)",
        r"(valuable|great|amazing|profound) insights?",
        r"tapestry|testament to",
        r"look(ing)? forward to (staying connected|continuing our)",
        r"circle back|touch base|synerg",
        r"as an ai\b",
        r"(ich hoffe,?|j['’]esp[eè]re que) .{0,20}(gut geht|va bien|allez bien|vas bien)",
        r"espero que (este|esta) (correo|mensaje)",
        r"(?:nachricht|mail) erreicht (?:sie|dich) (?:gut|wohlauf)|(?:wertvolle|tiefe|spannende)[nr]? einblicke?|unschätzbar",
        r"es war mir eine (?:große |besondere )?ehre|zutiefst (?:beeindruckt|inspiriert)|überaus inspirierend",
    )
)
PLACEHOLDER = re.compile(
    r"\[[^\]\n]{1,60}\]|\{\{?[^}\n]{1,60}\}?\}|<<|>>|%\w+%|\*\|\w+\||\bX{2,}\b|\bT(?:BD|BA|BC|ODO)\b|"
    r"(?i:\binsert\b .{0,20}\bhere\b|lorem ipsum|your name here|company name)|_{3,}|"
    r"(?i:[<(](?:first[ _]?|last[ _]?|full[ _]?|your |their )?(?:name|vorname|nachname|prénom|nom|nombre|company|firma|topic|date|datum|fecha)[>)])|"
    r"\$\{[^}\n]*\}|\$[A-Z_]{3,}\b|#[A-Z_]{3,}#|\?{3,}|@@\w+@@"
)
ADVERT = re.compile(
    r"(?i)\bsent (?:with|by|via|from) |(?:drafted|written|generated|powered|created) (?:with|by|using) |warmthread|\bget outlook for\b|"
    r"(?:gesendet|geschrieben|erstellt|verfasst) (?:mit|von meinem|via|durch) |von meinem (?:iphone|handy|smartphone)|"
    r"envoyé (?:avec|depuis|de mon|par)|rédigé (?:avec|par)|enviado (?:con|desde|por)|escrito con|https?://\S*(?:utm_|track|pixel|open\?)"
)
PRESUMED_CONSENT = re.compile(
    r"(?i)(?:look(?:ing)? forward to|cannot wait to|can['’]?t wait to|excited (?:to|about)) (?:the (?:chat|call|conversation) with|meet(?:ing)?|"
    r"speak(?:ing)? (?:with|to)|talk(?:ing)? (?:with|to)|connect(?:ing)? with|hear(?:ing)? from h(?:er|im)\b)|"
    r"\b(?:when|once|as soon as|after) I (?:meet|speak (?:with|to)|talk (?:with|to)|have (?:met|spoken|talked))\b|"
    r"freue mich (?:(?:schon )?(?:darauf|sehr)|auf (?:das|ein) (?:gespräch|treffen|telefonat) mit)|"
    r"(?:hâte|impatiente?) (?:de|d['’]) ?(?:la |le |les )?(?:rencontrer|parler|échanger)|"
    r"ganas de (?:conocer|hablar con)|(?:deseando|impaciente por) (?:conocer|hablar)"
)
ASKED_FIRST = re.compile(
    r"(?i)\b(?:ask|asks|asking|check with|checks with|see (?:if|whether)|whether|first|opt[- ]?in|"
    r"fragt?|nachfragen|zuerst|erst|ob|demander|demande|d['’]abord|voir si|preguntar\w*|pregunta|consultar\w*|primero|antes)\b"
)
"""That somebody is to be asked before anything else happens."""
GETTING_IN_TOUCH = re.compile(
    r"(?i)\bI(?: will|['’]ll| am going to|['’]m going to| have| would like to| plan to| can| could)?(?: also| then| now)? "
    r"(?:writ(?:e|ten)|wrote|e-?mail(?:ed)?|message[d]?|call(?:ed)?|contact(?:ed)?|reach(?:ed)? out|meet|met|speak|spoke|talk(?:ed)?|get in touch)\b|"
    r"\b(?:expects?|expecting|waiting for) (?:me|my)\b|\bich (?:werde |habe )?.{0,30}(?:schreibe|kontaktiere|anrufe|rufe|melde mich bei|treffe)|"
    r"\bje (?:vais |lui )?.{0,20}(?:écri|contact|appel|rencontr)|\b(?:voy a|le) (?:escrib|contact|llam|conoc)|"
    r"\b(?:escribiré|contactaré|llamaré|conoceré)\b"
)
MEETING_PRAISE = _each(
    {
        "en": r"thank(s| you) for (your time|taking the time|meeting|speaking|talking|the (chat|conversation|call))|"
        r"(great|lovely|good|enjoyed).{0,20}(speak|talk|meet|chat|conversation)",
        "de": r"danke? (?:\w+ )?für (?:das|unser|ihre|deine|den) ?(?:\w+ )?(?:gespräch|zeit|treffen|telefonat|austausch)|"
        r"(?:hat mich gefreut|schön).{0,25}gespräch|(?:das|unser) gespräch (?:war|hat mir)",
        "fr": r"merci (pour|de) (votre temps|ton temps|l'échange|cet échange|m'avoir)|ravi.{0,20}échang",
        "es": r"gracias por (su tiempo|tu tiempo|la conversación|la charla)|(?:encantó|gusto).{0,20}(hablar|conversar)",
    }
)
BLAME = re.compile(
    r"(?i)disappoint|you forgot|\bforgotten\b|stood (me )?up|didn.t (show|join|come|turn up)|did not (show|join|come|turn up|appear)|"
    r"no[- ]show|wasted|\bwaited\b|\bwaiting for you\b|let me down|"
    r"enttäusch|vergessen|gewartet|nicht (?:erschienen|gekommen|aufgetaucht)|versetzt|vergeblich|umsonst|sitzen ?(?:ge)?lassen|im stich|hängen lassen|unzuverlässig|verärgert|déçu|oublié|attendu|pas venu|décept|"
    r"olvid|esperé|esperando|decepcion|no (?:apareci|vin)"
)
