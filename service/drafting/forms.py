"""How people write notes, per language: the patterns that tell a promise from advice and both from a remark.

Each pattern is matched against one statement of a note with its end mark removed; its group `rest` is what remains
once the frame ("she suggested", "I promised to") is taken off. Data only: what is done with a match is in `notes.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Forms:
    """One language's patterns. `{who}` was replaced by the pronouns for the contact and a mark for their names."""

    said: Pattern
    """She said / suggested / her advice: REST."""
    label: Pattern
    """Takeaway: / Tip: REST."""
    mine: Pattern
    """I promised / I will / she asked me to REST."""
    theirs: Pattern
    """She will / offered to REST."""
    invitation: Pattern
    """REST is open to me, I may join REST."""
    told: Pattern
    """What the person told the contact: nothing to give back."""
    absent: Pattern
    """Nobody came."""
    tale: Pattern
    """Her story about REST: what somebody told, by its name."""
    own: Pattern
    """I learned / I liked REST: the person's own view."""
    feminine: Pattern
    masculine: Pattern
    introduce: Pattern
    """In an offer: to bring together with `name`."""
    give: Pattern
    """In an offer or promise: to send `thing`."""
    unsaid: Pattern
    """Words that must not be given back: jobs, pay, health, gossip."""


def _form(pattern: str, who: str) -> Pattern:
    return re.compile(pattern.replace("{who}", rf"(?:(?:{who})\b|\x01)"), re.IGNORECASE | re.VERBOSE)


def _forms(who: str, **patterns: str) -> Forms:
    return Forms(**{name: _form(pattern, who) for name, pattern in patterns.items()})


ENGLISH = _forms(
    "she|he|they",
    said=r"""^(?:(?:in\ (?:her|his)\ (?:experience|view|opinion|eyes|words)|according\ to\ (?:her|him|{who})|for\ (?:her|him),|(?:from|with)\ (?:her|him|{who})\ i\ (?:take|learned|learnt|got|have)|(?:what\ )?i\ (?:take|took)(?:\ away)?(?:\ from\ (?:it|her|him|this|that))?(?:\ is|\ was)?|my\ takeaway\ (?:is|was)|what\ (?:she|he)\ (?:said|told\ me|did\ tell\ me|meant)\ (?:is|was)|(?:her|his)\ words\ *:?|{who}(?:'s|’s|\ is|\ was)\ (?:sure|convinced|certain|adamant)|(?:[\w\ ]{1,20}\ )??(?:{who}\ )?changed\ my\ mind\ about\ [^:]{3,40}:)\ *(?:that\ )?,?\ *
        |(?:{who}(?:\ (?:also|just|really|even))?\ )?(?:(?:basically|literally|actually|pretty\ much|kind\ of|kinda|always)\ )?(?:said|says|saying(?!\ (?:thank|no\b|yes|sorry|hello))|told\ me|tells\ me|claims?|reckons|swears\ by|swears|is\ (?:big\ on|a\ fan\ of|all\ for)|believes\ in|what\ {who}\ (?:recommends?|recommended|suggests?|suggested|advises?|advised)\ (?:is|was)|suggests?|suggested|recommends?|recommended|advised\ (?:me\ )?against|advises\ against|warned\ (?:me\ )?(?:against|off)|advised|advises|
        thinks|thought|believes?|believed|mentioned|stressed|explained|argued|pointed\ out|noted|warned(?:\ me)?|reminded\ me|
        mentions?|insists?|insisted|emphasi[sz]e[sd]?|encouraged\ me|urged\ me)(?:\ (?:that|me|about|that\ i\ should|i\ should|i\ could|i\ might))?\b[:,]?\ *(?=\S)
        |(?:(?:{who}'s|her|his|their|main|best|key|good|great|main|big|biggest|two|three|four|five|\d)\ )+
         (?:advice|tips?|suggestions?|points?|recommendations?|rules?|ideas?|view|lessons?|message|mantra|motto|line|hint)\b(?:\ (?:is|was|are|were))?\ *[:,–-]?\ *(?:that\ )?)(?P<rest>.+)$""",
    label=r"^(?:(?:my|the|a|big|biggest|main|key|best|top|most\ important|most\ useful|great|good|nice|important|other|another|one|last|first)\ )*(?:advice|tips?|takeaways?|lessons?|points?|learned|learnt|learnings?|insights?|ideas?|(?:key|main|best|good|other|three|two)\ things?|remember|notes?|rules?|(?:the\ |one\ )?thing\ (?:that|which|i)\ (?:\w+\ ){0,2}(?:stuck|stayed|keep|kept|remember|took|liked|learned|learnt)(?:\ with\ me)?|what\ i\ (?:take|took|keep|liked|learned|learnt)(?:\ away|\ most)?|best\ line|what\ stuck|stuck\ with\ me|most\ important|important|motto|mantra|quote|suggestions?|recommendations?|homework\ for\ me|new\ (?:for|to)\ me)\ *(?:[:=]|\s[–-]\s|[–-]\s)\ *(?P<rest>.+)$",
    mine=r"""^(?:(?:i\ )?promised\ (?:{who}|her|him|them)(?!\ (?:to\ )?me\b)(?:\ (?:that\ )?i(?:'d|’d|\ would|\ will|'ll|’ll))?\ *[:,]?
        |i\ told\ (?:{who}|her|him|them)\ (?:that\ )?i(?:'d|’d|\ would|\ will|'ll|’ll)(?=\ (?:send|share|forward|e?mail|write|introduce|bring|show|lend|let|report|check|look|call|keep|come|get|text|ask|read|try|pass|find|put)\b)
        |todo:?(?=\ )|owe\ (?:{who}|her|him|them)|(?=(?:send|e?mail|forward|lend|introduce|write|let|return)\ (?:to\ )?(?:{who}|her|him|them)\b)|(?:(?:{who}\ )?(?:wants|needs|would\ (?:like|love))|{who}['’]d\ (?:like|love))(?=\ (?:(?:an?|the|one|some)\ (?:\w+\ ){1,4}of\ )?my\b)
        |will(?=\ (?:send|share|bring|return|report|write|e?mail|forward|let\ (?:her|him|them))\b(?!.*\bme\b))
        |i(?:\ have|'ve|’ve)?\ (?:also\ )?promised(?:\ (?:{who}|her|him|them))?(?:\ (?:that\ )?i(?:'d|’d|\ would|\ will|'ll|’ll))?\ *[:,]?
        |(?:i|my)\ promised?\ *:|promised?\ *:|my\ (?:promises?|to-?dos?|actions?|homework|next\ steps?)\ *:|to-?\ ?dos?\ *:|
         action(?:\ items?|\ points?)?\ *:|me\ *:|next\ steps?\ *:
        |i(?:'ll|’ll|\ will|\ am\ going\ to|'m\ going\ to|’m\ going\ to|\ said\ i(?:'d|’d|\ would|\ will|'ll)|\ should|\ need\ to|\ must|\ have\ to|
           \ agreed\ to|\ offered\ to|\ committed\ to|\ want\ to|\ owe(?:\ (?:{who}|her|him|them)))
        |(?:need|have)\ to|must
        |(?:{who}\ )?(?:(?:asked|asks)(?:\ me)?\ (?:to|for)|(?:wants|would\ like)(?:\ me\ to|\ for))
        |promised\ to(?!.*\bme\b)|offered\ to(?=.*\b(?:her|him|them)\b)(?!.*\bme\b))\ *(?P<rest>.+)$""",
    theirs=r"""^(?:{who}(?:'d|’d|\ would|\ could|\ might)(?:\ (?:also|happily|gladly|certainly|maybe|perhaps))*(?=\ (?:send|share|forward|introduce|ask)\b(?!.*\b(?:again|instead)\b)|\ (?:look|read|review|check|ask|introduce|put|pass|send|lend|show|take|have|air|forward|write|help|mention|share|meet|see|give|let|try|be\ (?:happy|glad)\ to)\b.*\b(?:me|my|mine)\b)|{who}(?:'ll|’ll|'s\ going\ to|’s\ going\ to|'s\ gonna|’s\ gonna)|(?:(?:{who}\ is\ )?gonna|going\ to)(?=.*\bme\b)|(?P<now>{who}(?:'s|’s|\ is)\ sending\ me|(?:{who}\ )?(?:sends|mails|emails|forwards|lends|texts|shares\ with)\ me(?=\ (?:the|a|an|his|her|their|two|three|some|one)\b))|(?:{who}\ )?owes\ me|(?:will|would|can|could)(?=\ (?:look|read|review|check|comment|edit|give|proofread|go\ over|go\ through)\b.*\b(?:my|me)\b)|(?:{who}\ )(?:also\ )?(?:will|is\ going\ to|is\ happy\ to|was\ happy\ to|is\ willing\ to|can|could|would\ be\ happy\ to|
           said\ (?:s?he|they)(?:'d|’d|\ would|\ will|'ll|’ll|\ could|\ can)|agreed\ to|volunteered\ to|wants\ to(?=.*\b(?:me|my)\b|\ (?:put|connect|introduce|bring|link)\ us\b)|promised(?:\ me)?(?:\ to)?|
           (?:has\ |have\ )?(?:kindly\ )?offer(?:ed|s)(?:\ to|\ me)?)
        |(?:kindly\ )?offer(?:ed|s)(?:\ to|\ me)?|promised(?:\ me)?(?:\ to)?(?=.*\bme\b)|will(?=.*\bme\b|\ (?:ask|check\ with|speak\ (?:to|with)|talk\ (?:to|with))\ (?-i:[A-ZÀ-Þ]).*\b(?:if|whether)\b.*\b(?:not|no|can['’]t)\ promise)|volunteered\ to|agreed\ to|happy\ to|willing\ to|wants\ to(?=\ (?:introduce|put|show|lend|send)\ me\b)
        |(?:{who}'s|her|his|their)\ (?:promise|offer|to-?do)\ *:|promised\ me)(?!['’]t|not\b)\ *:?\ *(?P<rest>.+)$""",
    invitation=r"""^(?:(?:and\ )?(?:{who}\ )?(?:said|says|mentioned|told\ me)\ (?:that\ )?)?(?P<rest>(?!(?:said|says|mentioned|told|she|he|they)\b)[^,]+?)
          \ (?:(?:is|are)\ (?:also\ )?open\ to|(?:takes?|welcomes?|lets?\ in)(?=\ (?:visitors|guests|outsiders|newcomers|observers|anyone|anybody|everyone|students)\b))\ (?P<whom>.+)$
        |^(?:{who}\ )?(?:said\ |says\ )?invited\ me\ (?:to|along\ to)\ (?P<event>.+)$
        |^(?:said\ (?:to\ )?|told\ me\ to\ )?(?:come\ (?:to|along\ to|by|over\ to)|drop\ (?:by|in\ at)|stop\ by)\ (?P<visit>(?!me\b|us\b|terms\b|grips\b).+?)(?:\ (?:any\ ?time|whenever.*))?$
        |^(?:(?:{who}\ )?(?:said|says|told\ me)\ (?:that\ )?)?(?:i\ |i['’]m\ )?(?:can|could|may|am\ welcome\ to|welcome\ to|am\ invited\ to)\ (?:also\ )?(?:join|come\ to|come\ along\ to|attend|sit\ in\ on|visit)\ (?P<joined>.+)$""",
    told=r"^(?:i\ )?(?!told\ (?:her|him|them)\ (?:that\ )?i(?:'d|’d|\ would|\ will|'ll|’ll)\b)(?:told|mentioned\ to|updated|informed|asked|thanked|reminded|showed)\ (?:{who}|her|him|them)\b\ *(?P<rest>.*)$",
    absent=r"\b(?:nobody|no\ one|no-one)\ (?:joined|came|showed|appeared|turned|was|dialled)|\bno[- ]?show|\b(?:did\ not|didn'?t|never)\ (?:show|join|come|turn\ up|appear|dial)|\bwaited\b|\bstood\ me\ up",
    tale=r"^(?:{who}(?:'s|’s)|her|his|their|the)\ (?P<rest>(?:story|stories|example|account|description|explanation|anecdote)\ (?:about|of|on|from|behind)\ .+?)(?:\ (?:was|were|is|stuck|stayed|really|made|helped)\b.*)?$",
    own=r"^(?:i\ (?:especially\ |really\ |also\ )?(?P<learned>learned|learnt|realised|realized)(?:\ that)?|(?:learned|learnt|realised|realized)(?=\ (?:that|how|a\ lot)\b)(?:\ that)?|(?:i\ )?(?:especially\ |really\ |also\ )?(?P<verb>liked|loved|enjoyed|appreciated|noticed|had\ not\ known|didn'?t\ know|was\ surprised|was\ struck\ by)(?:\ that|\ by|\ at)?)\ (?P<rest>.+)$",
    feminine=r"\b(?:she|her|hers)\b",
    masculine=r"\b(?:he|him|his)\b",
    introduce=r"\b(?:introduc(?:e|ing)\ me(?:\ (?:by\ e?-?mail|directly))?\ to|introduction\ to|intro\ (?:me\ )?to|(?:put|putting)\ me\ in\ touch\ with|connect(?:ing)?\ me\ (?:with|to)|link\ me\ (?:up\ )?with|ask(?:ing)?|speak\ (?:to|with)|talk\ to|check\ with|sound(?:ing)?(?:\ out)?|mention\ me\ to)\ (?P<title>(?:(?-i:Dr|Prof|Mr|Mrs|Ms|Mx)\.?\ )*)(?P<name>(?-i:[^\W\d_a-z][\w'’-]+(?:\ (?:(?:de|da|van|von|der|di|el|al)\ )*[^\W\d_a-z][\w'’-]+)*))",
    give=r"^(?:to\ )?(?:also\ )?(?:happily\ |gladly\ )?(?P<verb>send|share|forward|pass\ on|pass|e-?mail|text|drop|mail|give|lend|show|get|find)(?:\ (?:me|her(?=\ (?:the|a|an|my|some|\d))|him|them|over|along|on|you))*\ (?P<thing>(?!me\b|him\b|into\b|in\b|to\b|onto\b|started\b|going\b|out\b|up\b).+)$",
    unsaid=r"\b(?:hir(?:e|es|ing|ed)|job(?=\ (?:opening|offer|hunt|search|market|title|application)|s\b)|vacanc\w+|headcount|opening(?!\ (?:up|a|the|with)\b)|salar\w+|bonus|resume|résumé|cv|(?:job|exit|final|screening|panel)\ interviews?|interview(?:ing|ed)?\ (?:for|at|with)|recruit\w*|layoffs?|laid\ off|fired|quit(?:ting)?|resign\w*|divorc\w*|pregnan\w*|sick|illness|cancer|surgery|therapy|depress\w*|burn(?:ed|t)?[ -]?out|hates?|terrible|awful|dreadful|gout|diabet\w*|migraines?|fever|drinking|sober|rehab|(?:re)?married|separated|custody|bad\ place|earns?(?!\ (?:trust|it|your|their|respect))|idiot|stupid|boss(?=\ (?:is|was|hates?|left|quit|leaving)\b)|politics|religio\w*|drunk|affair|lawsuit|reorg\w*|visa|(?:was|is|were|bit|so|very|really)\ (?:awkward|boring|late|rude|distracted)|rude|distracted)\b",
)

GERMAN = _forms(
    "sie|er",
    said=r"""^(?:(?:also|und|dann|außerdem|auch)\ )*(?:(?:{who}\ (?:(?:auch|noch|mir|dann|sehr)\ )*)?
        (?:(?:würde\ (?:mir|jedem|allen)\ (?=(?:dringend\ )?(?:raten|empfehlen)\b)(?:dringend\ )?(?:raten|empfehlen)|sagte|sagt(?!\ (?:mir\ )?bescheid)|meinte|meint|empfahl|empfiehlt|riet|rät|betonte|betont|erklärte|erklärt|erwähnte|erwähnt|findet|fand|glaubt|denkt|erzählte|
            erzählt|berichtete|warnte|warnt|schlug|schlägt|wies|erinnerte|ermutigte|
            hat\ (?:(?:mir|mich|auch)\ )*(?:gesagt|gemeint|erzählt|erklärt|betont|empfohlen|geraten|vorgeschlagen|ans\ Herz\ gelegt|nahegelegt|gewarnt|darauf\ hingewiesen|ermutigt)|
            legte\ (?:mir\ )?(?:ans\ Herz|nahe)|hat\ mir\ (?=(?:.+\ )(?:empfohlen|ans\ Herz\ gelegt|nahegelegt)$))
          (?:\ (?:mir|mich|vor|davor|dazu|daran|darauf\ hin|dringend|unbedingt|noch|auch|wärmstens|sehr|außerdem|ausserdem|immer\ wieder|vor\ allem|zuletzt))*\ *[:,]?\ *
          (?:(?:dass\ |,\ )(?=ich\b.*\bsoll\w*$))?)
        |{who}\ ?:\ *|(?:buch|lese|film|hör|podcast|literatur)-?tipps?\ *:\ *
        |(?:(?:ihre?|seine?|ein|der|die|mein|bester?|wichtigste[rs]?|gute[rs]?|große[rs]?)\ )*(?:rat|tipp|hinweis|empfehlung|vorschlag|botschaft|these)(?:\ (?:von\ (?:ihr|ihm|{who})|an\ mich|für\ mich))?(?:\ (?:war|ist|lautet|lautete))?\ *[:,–-]\ *)(?P<rest>.+)$""",
    label=r"^(?:(?:wichtigster|zentraler|bester|erster|zweiter|dritter|ihr|sein)\ (?:punkt|gedanke|satz|tipp)|tipps?|rat|ratschlag|hinweis|mitgenommen|gelernt|wichtig|merken|merke|erkenntnis|erkenntnisse|idee|empfehlung|fazit|takeaway|take-away|learnings?|hängen\ geblieben|notiz|quintessenz)\ *[:–-]\ *(?P<rest>.+)$",
    mine=r"""^(?:(?:und|also|dann|außerdem)\ )*(?:ich\ hab(?:e)?(?:\ (?:ihr|ihm|ihnen|{who}))?(?:\ (?:noch|auch))?\ (?:versprochen|zugesagt)\ *[:,]?|hab(?:e)?(?:\ (?:ihr|ihm|{who}))?\ (?:versprochen|zugesagt)\ *[:,]?
        |ich\ versprach(?:\ (?:ihr|ihm))?\ *[:,]?|(?:von\ mir\ |ich\ )?(?:versprochen|zugesagt|mein\ versprechen)\ *[:,]|to-?\ ?do\ *:|ich\ *:|von\ mir\ *:
        |(?:ich\ )?(?P<modal>werde|will|soll|muss|möchte|sollte|wollte|müsste)\ (?=.*\b(?:ihr|ihm|{who}|melden|schicken|senden|mailen|weiterleiten|berichten|fragen)\b)|ich\ (?P<modal2>werde|will|muss|möchte|wollte)\b
        |(?P<now>(?:ich\ )?(?:schicke|sende|maile)\b|ich\ (?:schick|send|mail)\b|(?:schick|send|mail)\b(?=\ (?:ihr|ihm)\b))
        |(?P<verb>ich\ (?:frage?(?=\ (?!mich\b))|leite?|stelle?|melde?|gebe?|bringe?|suche?|kläre?|spreche?|leihe?|zeige?|besorge?|vermittle|verlinke?|kopiere?|teile?|schreibe?|rufe?|schaue?|reiche?)\b
          |(?:melde|leite|gebe|bringe|besorge|leihe|zeige|schreibe|berichte|rufe|reiche)\b(?=\ (?:mich|ihr|ihm|{who}|den|die|das|ein\w*|noch|bis|nach)\b))
        |(?=(?:ihr|ihm)\ (?!rat\b|tipp\b|hinweis\b)(?:[\w.-]+\ ){1,8}\w+(?:en|ern)(?:,|$))
        |(?=(?!.*\b(?:mir|initiativ\w*|bewerbung\w*|immer|nie|jede\w*)\b)(?:[\w.-]+\ ){1,8}(?:schicken|mailen|zuschicken|zusenden|nachreichen|raussuchen|heraussuchen|rückmelden|zurückmelden)(?:,|$))
        |(?=(?:rückmeldung|bescheid)\ geben\b)
        |(?P<asked>{who}\ (?:möchte|will|hätte|würde|wünscht\ sich)\ (?:gern\ |noch\ )*(?=mein\w*\b))
        |(?:{who})\ (?:bat\ mich|hat\ mich\ gebeten|möchte,\ dass\ ich)\ *,?(?:\ um)?)\ *(?P<rest>.+)$""",
    theirs=r"""^(?:(?:und|also|dann|außerdem)\ )*(?:(?P<now>(?:{who}\ )?(?:schickt|sendet|mailt)\ (?:mir\ )?)
        |(?:{who}\ )?(?:hat\ (?:mir\ )?angeboten|bot\ (?:mir\ )?an|bietet\ (?:mir\ )?an|hat\ (?:mir\ )?versprochen|versprach(?:\ mir)?|angebot(?:\ von\ (?:ihr|ihm))?\ *:)\ *[:,]?
        |(?:{who}\ )?(?:(?:auch|noch)\ )?(?P<modal>will|wird|kann|möchte|würde|könnte)\b(?=.*\b(?:mir|mich|meine?[nmrs]?|fragen|nachfragen|anfragen|schauen|ob)\b)
        |(?P<gift>(?:{who}\ )?(?=(?:hat\ mir\ .*\b(?:mitgegeben|gegeben|geschenkt|geliehen|ausgeliehen|geschickt|überlassen|gezeigt|weitergeleitet)|(?:gab|lieh|schenkte|zeigte|schickte)\ mir\ .+)$))
        |(?P<tells>(?:{who}\ )?)(?=(?:sagt|gibt)\ (?:mir\ )?bescheid\b)|(?P<asks>(?:{who}\ )?)(?=(?:fragt|hakt|schaut)\ (?:\w+\ ){0,2}(?:nach|an)$|hört\ sich\ um$)
        |(?P<kind>(?:{who}\ )?)(?=(?:legt|hebt|schlägt|kommt|holt|lädt|führt|begleitet|überlässt|reserviert|besorgt|schreibt|ruft|sagt|setzt|hält|verleiht|trägt|mailt|faxt|druckt|kopiert|baut|schenkt|hätte|weist|übt|probt|rechnet|korrigiert|lektoriert|empfängt|trifft|fährt|bestellt|notiert|erklärt|kocht|backt|spielt|testet|hat|würde|lässt)\ (?:[\w-]+\ ){0,8}?(?:mir|mich|mein\w*)\b(?!\ (?:\w+\ )?(?:gesagt|erzählt|geraten|empfohlen|erklärt|gemeint|überrascht|beeindruckt|gefragt|gefallen|begeistert|berührt|verwirrt|unterbrochen|geholfen|vergessen|verwechselt|gewarnt|abgeraten|ermutigt|ausgelacht|angeschaut|raten|empfehlen|sagen)\b)(?!.*\b(?:gesagt|erzählt|geraten|empfohlen|gemeint|überrascht|beeindruckt|gefragt|gefallen|begeistert|berührt|verwirrt|unterbrochen|vergessen|gewarnt|abgeraten|ermutigt|ans\ herz\ gelegt|nahegelegt|vorgeschlagen|betont|erklärt|raten|empfehlen|beigebracht)\b)(?!.*\bdass\b))
        |(?P<live>(?:{who}\ )?)(?=(?:schaut|guckt|fragt|prüft|klärt|stellt|leitet|leiht|zeigt|gibt|nimmt|macht|bringt|vermittelt|spricht|redet|erkundigt|hört|meldet|vernetzt|verbindet|sucht|hilft|liest|organisiert)\b.*\b(?:mir|mich|mein\w*|ob|nach|um|vor|weiter|mit|bei|sobald|kontakt)\b))\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:ist|sind)\ (?:auch\ )?(?:offen\ für|für\ (?=.*\boffen$))\ *(?P<whom>.+)$|^(?:{who}\ )?(?:hat\ mich|lud\ mich|lädt\ mich)\ (?P<event>(?:zu|zum|zur)\ .+?)\ (?:eingeladen|ein)$
        |^(?P<joined>(?:ich\ )?(?:kann|darf|dürfte|könnte)\ (?:mal\ |gern\ |auch\ |jederzeit\ )*(?:\w+\ ){0,6}?(?:zu|zum|zur|bei|beim|in|im|ins|einen|eine|mit|auf|am|an|zwei|drei)\ .+?\ (?:kommen|mitkommen|vorbeikommen|dabei\ sein|teilnehmen|mitlaufen|hospitieren|zuschauen|besuchen|begleiten|mitmachen)
          |mein\w*\ [A-ZÄÖÜ][\w-]+\ (?:darf|kann)\ ich\ (?:ihr|ihm)\ .+|(?:ich\ )?(?:kriege|bekomme|krieg|bekomm)\ von\ (?:ihr|ihm)\ .+
          |(?:ich\ )?(?:darf|dürfte)\ (?!nicht\b|nie\b|kein)[^,]+\b[a-zäöüß]+en(?:,.*)?
          |ich\ (?:kann|darf|dürfte|könnte)\ (?:\w+\ ){0,4}?(?:anrufen|schreiben|fragen|nachfragen|melden|vorbeischauen|zurückkommen)
          |(?:ich\ )?(?:kann|darf|dürfte|könnte)\ (?:\w+\ ){0,5}?mit\ (?:aufs|ins|in|auf|zu|zum|zur|raus|hin|rein)\b.*)$""",
    told=r"""^(?:(?:ich\ )?hab(?:e)?\ (?:ihr|ihm|{who})\ (?!versprochen|zugesagt).*(?:erzählt|berichtet|gesagt|gezeigt|geschildert|gedankt|gefragt)|(?:ich\ )?hab(?:e)?\ (?:sie|ihn)\ .*gefragt
        |ich\ hab(?:e)?\ .*\b(?:erzählt|berichtet|geschildert|erwähnt|gefragt)|ich\ (?:erzählte|berichtete|sagte|fragte|erwähnte)\b.*|(?:erzählte|berichtete|sagte)\ (?:ihr|ihm)
        |(?:ihr|ihm)\ (?:(?:\w+\ ){0,4})(?:erzählt|gesagt|berichtet|gezeigt|geschildert|gedankt|ausgerichtet)|(?:sie|ihn)\ (?:\w+\ ){0,4}gefragt|(?:erzählt|gesagt|berichtet|erwähnt),\ dass\ ich|von\ (?:mir|mein\w*)\b.*\berzählt)\b(?P<rest>.*)$""",
    absent=r"\b(?:niemand|keiner)\ (?:kam|da|rein|dran|erschien|ist\ gekommen|war\ da|hat\ sich\ eingewählt)|\bnicht\ (?:erschienen|gekommen|aufgetaucht|eingewählt)|\bgewartet\b",
    tale=r"(?!)",
    own=r"^(?:ich\ )?(?:habe\ |hab\ )?(?:neu\ für\ mich|(?P<verb>fand|gelernt|lernte|mochte))\ *[:,]?\ *(?P<rest>.+)$",
    feminine=r"\b(?:sie\b(?!\ \w+(?:en|ern|eln|sind)\b)|ihre?[nmrs]?\b(?!\ \w+en\b\ \w+en\b))",
    masculine=r"\b(?:er|ihm|ihn|seine?[nmrs]?)\b",
    introduce=r"""(?:\bmich\ (?:(?:mit|der|dem|bei|an)\ )?(?P<name>(?-i:(?:(?:Frau|Herrn?|Dr\.|Prof\.)\ )*[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*))\ (?:\([^)]*\)\ )?(?:(?:per\ Mail|direkt|gern)\ )?(?:vor(?:zu)?stellen|vor$|bekannt|in\ kontakt|in\ verbindung|vernetzen|zu\ vernetzen|zusammen(?:zu)?bringen|weiter(?:zu)?(?:leiten|empfehlen)|verweisen)
        |\b(?:kontakt\ (?:zu|mit)|frag(?:t|en)?\ bei|nachfrage\ bei|bei(?=.*\b(?:nach|an)(?:zu)?(?:fragen|$))|mich\ mit|vernetzt\ mich\ mit|vorstellung\ bei|sprich(?:t|st)?\ mit|redet\ mit|mit(?=.*\b(?:sprechen|reden)$))\ (?P<name2>(?-i:(?:(?:Frau|Herrn?|Dr\.|Prof\.)\ )*[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*))
        |\b(?:frag(?:t|en)|zu\ fragen|(?<!mich\ )stellt\ mich)\ (?P<name3>(?-i:(?:(?:Frau|Herrn?|Dr\.|Prof\.)\ )*[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*))
        |^(?:erst\ |zuerst\ )?(?P<name4>(?-i:(?:(?:Frau|Herrn?|Dr\.|Prof\.)\ )*[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*))\ (?:\([^)]*\)\ )?(?:zu\ )?fragen\b)""",
    give=r"^(?:(?:mir|ihr|ihm)\ )?(?P<thing>.+?)\ (?:zu\ )?(?P<verb>schicken|senden|mailen|zukommen\ lassen|zu(?:zu)?schicken|zu(?:zu)?senden|weiter(?:zu)?leiten)(?P<tail>\ .*)?$",
    unsaid=r"""\b(?:stellen?(?=$|[.,]|\ (?:frei|offen|besetzen|ausgeschrieben|bekommen|suchen|wird|ist))|(?:neue|offene|freie|seine|ihre|andere)\ stellen?|einstellen|(?<!werden\ )eingestellt|vertrag\ (?:läuft|endet)|einstellungsstopp|gehalt\w*|lebenslauf|cv|c\.v\.|bewerb(?:e|en|ung|ungen|er|erin)?\b(?=.*\b(?:bei\ uns|bei\ ihr|bei\ ihm|hier)\b)|entlass\w+|
        kündig\w+|gekündigt|schwanger\w*|krank(?!enh|enp|enk|engy|enwa)\w*|burn-?out|scheidung|geschieden|chef(?:in)?\b|boss|hasst|blöd|doof|(?:sie|er|gespräch|war|wirkt\w*|etwas|ziemlich|bisschen)\ (?:\w+\ )?langweilig|genervt|müde|gestresst|umstrukturier\w+|job\b|therapie|religio\w*|betrunken|visum|peinlich|unhöflich|gutes\ wort|(?:er|sie|ich|kam|war)\ (?:\w+\ )?zu\ spät|verspätet|mich\ (?:zu\ )?empfehlen|nachfolg\w*|sucht\ (?:gerade\ )?(?:eine\ neue|jemanden|leute|verstärkung))\b""",
)

FRENCH = _forms(
    "elle|il",
    said=r"""^(?:(?:{who}\ ?)?(?:(?:m['’]a\ |a\ )?(?:bien\ |aussi\ |surtout\ )?(?:dit|conseillé|recommandé|suggéré|expliqué|souligné|rappelé|précisé|répété|martelé|asséné|défendu(?=\ (?:que|l['’]idée))|encouragée?|raconté|parlé|montré(?=\ comment)|appris(?=\ (?:à|que))|confié|avoué|assuré|prévenue?|mise?\ en\ garde|appris)
           |(?:me\ |m['’])?(?:conseille(?:rait)?|recommande(?:rait)?\b(?!\ (?:à|auprès)\b)|suggère(?:rait)?|préconise|prône|rappelle|répète|encourage|explique|affirme|assure|soutient|dit|dirait)|(?:pense|estime|trouve|croit|considère)\b|(?:insiste|martèle|précise|ajoute|résume|conclut)(?=\ *[:,])|insiste\ sur(?:\ le\ fait)?|a\ insisté\ sur(?:\ le\ fait)?)
           \ *[:,]?\ *(?:que\ |qu['’]|(?:de|à|d['’])\ ?(?=(?:ne\ |n['’]|se\ |s['’]|me\ |m['’]|y\ |en\ |toujours\ |surtout\ |(?:ne\ )?(?:pas|jamais)\ )*\w+(?:er|ir|re|oir)\b))?
        |(?:(?:selon|d['’]après)\ (?:elle|lui|\x01)\ *[:,]?|(?:pour\ (?:elle|lui|\x01)|à\ ses\ yeux)\ *[:,])\ *(?:que\ )?
        |(?:(?:son|sa|ses|mon|le|la|les|un|une|seule?|grand|meilleure?|principale?|bon|autre|premier|deuxième|dernier|gros|petit)\ )*(?:conseils?|astuce|remarque|recommandation|suggestion|idée|message|règles?|principe|devise|mantra|maxime|credo|truc|méthode|avis|mot\ d['’]ordre|secret|formule|phrase|leçon|recette|vision|théorie)(?:\ n[°o]\.?\ ?\d+|\ \w+)?(?:\ pour\ moi)?\ *(?::|–|-|,?\ c['’](?:est|était)(?:\ (?:que\ |qu['’]|de\ |d['’]))?|\ est\ (?:de|d['’]))\ *)(?P<rest>.+)$""",
    label=r"""^(?:(?:(?:à|pour|côté|sur|en|au|du|de|le|la|les|l['’]|mon|ma|mes|un|une|d['’]|quand\ même|deux|trois|quatre|gros|grand|grande|premi(?:er|ère)|deuxième|dernière?|principale?|meilleure?|autre|seule?)\ ?)*
        (?:conseils?|astuces?|retenir|(?:je\ )?retiens?|retenu|appris|important|idées?|leçons?|résumé|bref|nb|n\.b\.|notes?|points?|choses?|clés?|reste|utile|pro|boulot|job|travail|métier|fond|règles?|principes?|essentiel|enseignements?|morale|retour|expérience|constat|piste|avis|rappel|mantra|devise|citation|phrase|concrètement|professionnellement|pratique|techniquement|bilan|verdict|priorité|avertissement|attention|mise\ en\ garde|intéressant|capital|marquant|noté|plus|sinon|bonus)
        (?:\ (?:(?:à|en|du|de\ la|de|des|d['’]|que|qui|pour|l['’]|le|la|les|plus|je|moi|pro)\ ?)*(?:\w+)?){0,2}?\ *[:–-]\ |ce\ que\ (?:je\ )?(?:garde|retiens|note)\ *:|ce\ qui\ (?:compte|marche|fonctionne|paie|manque|change\ tout|fait\ la\ différence|m['’]a\ (?:marquée?|frappée?))(?:\ [\w-]+){0,3}\ *:)\ *(?P<rest>.+)$""",
    mine=r"""^(?:(?:et|puis|donc|alors|moi|sinon|du\ coup),?\ )*(?:(?:je\ lui\ ai|j['’]ai|je\ l['’]ai|lui\ ai)\ (?:aussi\ |bien\ )?(?:promis|dit|assurée?|écrit)\ (?:hier\ )?que\ j(?:e\ |['’])(?P<wish2>(?=(?:(?:lui|l[ea]s?|l['’]|y|en)\ ?)*\w+rais\b))
        |j['’]ai\ (?:aussi\ )?promis\ *(?:de\ |d['’]|:)?|je\ (?:lui\ (?:ai\ (?:aussi\ )?promis|dois|devais)|me\ suis\ engagée?\ à|me\ charge\ de|suis\ censée?|compte(?=\ lui\b)|pense(?=\ lui\b))\ *(?:de\ |d['’])?|(?:c['’]est\ )?promis\ *(?:de\ |d['’]|[:,]\ ?(?:de\ |d['’])?)(?!juré)|(?:(?:ma|mes|une|la)\ )?promesses?(?:\ \w+)?\ *:\ *(?:de\ |d['’])?|(?:à|a)\ (?:lui\ )?(?:faire|envoyer|rendre|transmettre|apporter|partager|retourner|rappeler|ramener|donner|montrer)\ *(?::|(?=(?:mon|ma|mes)\ ))|moi\ *:|(?:à|pour)\ (?:elle|lui)\ *:|(?:premiers?|deuxième)\ devoirs?\ *:|de\ mon\ côté\ *[:,]|to-?do\ *:
        |(?:(?:ma|mon|mes)\ (?:tâches?|missions?|parts?|dettes?|devoirs?|engagements?|actions?)|engagement|dette|dû|rappel|en\ échange|en\ retour|de\ ma\ part|ensuite|reste\ à\ faire|suite)\ *:\ *(?:de\ |d['’])?(?=(?:lui\ )?\w+(?:er|ir|re|oir)\b|(?:une?|les?|la|mon|ma|mes|des|deux)\b)
        |(?:c['’]est\ )?à\ moi\ (?:de\ |d['’])|(?:il\ (?:me\ )?|me\ )?reste\ à\ (?=(?:lui|la|le|l['’])\ ?\w+(?:er|ir|re|oir)\b)|c['’]est\ moi\ qui\ (?=lui\b)
        |(?P<modal>je\ (?:vais|dois|veux|peux(?=\ lui))|(?:dois|vais)(?=\ (?:lui|la|le|l['’]|\w+(?:er|ir|re)\b)))|(?:j['’]ai\ |je\ lui\ ai\ )proposé\ (?:de\ |d['’])(?=lui\b|la\b|l['’]|\w+(?:er|ir|re)\ (?:son|sa|ses)\b)|lui\ dois\ (?:de\ |d['’])?|(?:{who}\ ?)?(?:veut|voudrait|aimerait|souhaite|souhaiterait|attend)\ (?:bien\ )?(?:voir|lire|recevoir|avoir|relire|entendre|écouter|tester|goûter|essayer)\ (?=(?:mon|ma|mes|une?|le|la|les|des)\b)|ne\ pas\ (?:oublier|manquer)\ (?:de\ |d['’]|à\ )|(?:pensera?|penser)\ à\ (?=(?:lui|la|le|l['’]|les)\ ?\w+(?:er|ir|re|oir)\b|\w+(?:er|ir|re)\ (?:mon|ma|mes|son|sa|ses)\b)
        |(?:elle|il|\x01)\ m['’]a\ demandé\ (?:de\ |d['’])|m['’]a\ demandé\ (?:de\ |d['’])|(?:(?:elle|il|\x01)\ ?)?(?:m['’]a\ (?:demandé|réclamé)|me\ (?:demande|réclame))\ (?=(?:mon|ma|mes)\b)
        |(?P<wish>il\ (?:me\ )?faut(?:\ que\ je\ |\ que\ j['’])|faut\ que\ (?:je\ |j['’])|(?:{who}\ ?)?(?:veut|voudrait|aimerait|souhaite|attend)\ que\ j(?:e\ |['’]))
        |(?P<now>(?:je\ (?:lui\ )?|j['’])(?:enverrai|envoies?|envoi|transmettrai|transmets|renvoie|renverrai|adresse|adresserai)(?=\ (?!l['’]un\b)))(?:\ lui)?
        |(?P<now2>j(?:e\ |['’])(?=(?:(?:lui|l[ea]s?|l['’]|y|en)\ ?)*(?!(?:au|se|ver|pour|voud|dev|saur)rai\b)\w+rai\b|(?:(?:l[ea]|l['’]|les)\ ?)?lui\ (?!ai\b|dois\b|dit\b|trouve\b|en\ veux\b|ressemble\b|fais\ confiance\b)[^\W\d_]+(?:e|s|ds|ts)\b
          |(?:l['’]|l[ea]\ )(?:rappell|recontact|relanc|appell|tiens|retrouv|revois|préviens|remerci|invit|emmèn|aid|accompagn|rejoins|recroise|ramèn|rapport|rend)|(?!trouve|aime|adore|admire|comprends|partage|connais|suis|sens|crois|pense)[^\W\d_]+(?:e|s|ds)\ (?:son|sa|ses)\b|(?:apport|rapport|ramèn|prépar|repass|répond|revien|rédig|imprim)\w*\b))
        |(?=(?:(?:l[ea]\ |les\ )?lui)\ \w+(?:er|ir|re)\b)
        |(?=(?:ramener|rendre|rapporter|retourner|restituer|renvoyer)\ (?:(?:son|sa|ses)\b|.*\bqu['’](?:elle|il)\ m['’]a))|(?=(?:envoyer|transmettre|montrer|prêter|apporter|partager)\ (?:mon|ma|mes)\b)
        |(?=(?:la|le|l['’])\ ?(?:rappeler|recontacter|relancer|remercier|tenir\ (?:au\ courant|informée?)|prévenir|appeler|inviter|revoir|retrouver)\b))\ *(?P<rest>.+)$""",
    theirs=r"""^(?:(?:{who}\ ?)?(?:s['’]est\ proposée?\ |s['’]est\ engagée?\ |(?:m['’]a\ |a\ )?(?:proposé|offert|promis|accepté)\ |propose\ |offre\ |promet\ |accepte\ |est\ d['’]accord\ pour\ |est\ prête?\ à\ |veut\ bien\ )(?=(?:de|d['’]|pour|à|\w).*\b(?:m[e'’]|mon|ma|mes|moi)|d['’]?e?\ ?(?:demander|parler|relire))(?:de\ |d['’]|pour\ |à\ )?
        |{who}\ ?(?:va|peut|veut|compte|pourrait)\ (?:d['’]abord\ )?|(?:va|peut|pourrait|doit)\ (?=.*\b(?:m[e'’]|mon|ma|mes)\b|demander\ à)
        |(?:promesse\ de\ sa\ part|de\ sa\ part|sa\ promesse)\ *:
        |(?P<now>(?:{who}\ ?)?(?:m['’](?:enverra|envoie|adresse|adressera|apporte|apportera)|me\ (?:transmettra|transmet|passe|passera|prête|prêtera|fait\ (?:suivre|passer|parvenir)|fera\ (?:suivre|passer|parvenir)|donne|donnera|partage|partagera|file)(?!-)\b))
        |(?:{who}\ ?)?(?=me\ (?:présente(?:ra|rait)?|met(?:tra|trait)?|recommande(?:ra)?)\ ))\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:est|sont)\ (?:aussi\ )?ouverte?s?\ (?:à|aux)\ (?P<whom>.+)$|^(?:{who}\ ?)?m['’](?:a\ invitée?|invite)\ (?:à|au|aux)\ (?P<event>.+)$|^je\ peux\ (?:venir|participer|assister|me\ joindre)\ (?:à|au|aux)\ (?P<joined>.+)$|^(?:{who}\ ?)?m['’](?:a|avait)\ (?:prêté|donné|offert|passé|laissé|filé|montré)\ (?P<visit>(?!rendez|envie|une?\ idée|l['’]impression|comment|que?\b|qu['’]|à\ ).+)$""",
    told=r"^(?:(?:je\ )?lui\ ai\ (?:dit|parlé|raconté|expliqué|montré|demandé)(?!\ que\ j(?:e\ |['’])(?:(?:lui|l[ea]s?|l['’]|y|en)\ ?)*\w+rais\b)|(?:raconté|expliqué|parlé|dit)\b(?=.*\b(?:je|j['’]|mon|ma|mes|moi)))\b\ *(?P<rest>.*)$",
    absent=r"\b(?:personne\ (?:n['’]est\ (?:venu|là|arrivé)|ne\ (?:vient|venait|répond|s['’]est)|à\ l['’]heure|sur\ (?:le|la)\ (?:lien|visio|ligne|place|salle)|dans\ la\ (?:salle|visio|réunion))|n['’](?:est|a)\ pas\ (?:venue?|connectée?|répondu\ présente?)|jamais\ venue?|pas\ venue?|absente?|j['’]ai\ attendu|attendu\ (?:\d|en\ vain)|(?:m['’]a\ )?posé\ un\ lapin|s['’]est\ pas\ connectée?)\b",
    tale=r"(?!)",
    own=r"^j['’]ai\ (?:beaucoup\ |surtout\ |bien\ )?(?P<verb>appris|compris|découvert|retenu|noté)(?:\ que|\ qu['’])?\ *(?P<rest>.+)$",
    feminine=r"\belle\b",
    masculine=r"\bil\ (?!faut|y\ a|est\ (?:important|utile|possible|bon|rare)|me\ faut|vaut)",
    introduce=r"\b(?:me\ présent(?:er|e|era|erait)(?:\ à)?|me\ (?:mettre|met|mettra|mettrait)\ en\ (?:contact|relation|lien)\ avec|mise\ en\ (?:relation|contact)\ avec|m['’]introdui(?:re|t|ra)\ auprès\ de|me\ recommand(?:er|e|era)\ (?:à|auprès\ de)|demand(?:er|e|era)?\ (?:d['’]abord\ )?à|en\ parle(?:r|ra)?\ (?:d['’]abord\ )?à|parle(?:r|ra)?\ de\ moi\ à|gliss(?:er|e|era)\ un\ mot\ (?:pour\ moi\ )?à)\ (?:(?:d['’]abord|déjà)\ )?(?:(?:son|sa|une?|à\ son|à\ sa)\ [a-zà-ÿ]+,?\ )?(?P<name>(?-i:(?:(?:M\.|Mme|Mlle|Me|Dre?|Pr|Maître)\ )?[A-ZÀ-Þ][\w'’-]+(?:\ (?:(?:de|du|des|le|la)\ )*[A-ZÀ-Þ][\w'’-]+)*))",
    give=r"^(?:(?P<when>(?:dès\ )?(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|ce\ soir)(?:\ (?:matin|soir|prochain))?)\ )?(?:lui\ |m['’]|me\ )?(?P<verb>envoyer|renvoyer|transmettre|partager|faire\ suivre|faire\ passer|faire\ parvenir|donner|passer|adresser|filer)\ (?P<thing>(?!des\ nouvelles|un\ coup\b|(?:sur|à|au|aux|chez|voir|par|dans|en|le\ lui|la\ lui)\b|me\ voir|lui\b|la\ voir|le\ voir|nouvelles|signe\b).+)$",
    unsaid=r"\b(?:embauch\w+|recrut\w+|postes?(?!\ (?:d['’](?:été|hiver)|de\ (?:stagiaire|bénévole|saisonnière?))\b)|(?:son|mon|leur|ton|votre)\ salaire|salaires?\ (?:de|à|autour|trop|bas|actuels?)|cv|c\.v\.|candidatures?|licenci\w+|démission\w*|enceinte|malad\w+|burn-?out|divorc\w+|déteste|(?:son|leur|mon)\ patron|réorganis\w+|restructur\w+|fusionn\w+|chômage|cancer|dépress\w+|procès|nul|chiant\w*|(?:très|assez|un\ peu|était|est)\ ennuyeu\w+|rumeurs?|potins?|ragots?|bruits?\ de\ couloir|(?:l['’]air|semblait|paraissait)\ (?:\w+\ )?(?:épuisée?|fatiguée?|froide?|distante?|triste|stressée?|pressée?|agacée?|nerveu\w+)|ses\ (?:petits-)?enfants|son\ grand-père|sa\ grand-mère|ses\ problèmes|a\ raté|en\ retard|tyran|insupportable|incompétent\w*|virée?s?|bébé|grossesse|accouch\w+|congé\ (?:mat\w*|maladie|parental)|arrêt\ (?:de\ travail|maladie)|deuil|enterrement|décès|se\ sépare\w*|sa\ séparation|paraît-il|trop\ (?:vite|stressée?)|ne\ (?:lui\ )?parle\ plus)\b",
)

SPANISH = _forms(
    "ella|él",
    said=r"""^(?:(?:(?:{who}|(?:la|el)\ (?:doctora?|profe\w*|maestr[oa]|señora?|ingenier[oa]|licenciad[oa]))\ ?)?(?:también\ )?(?:me\ )?(?:también\ )?(?:dijo|dice|decía|diría|recomendó|recomienda|recomendaría|aconsejó|aconseja|aconsejaría|sugirió|sugiere|comentó|comenta|explicó|explica|cree|piensa|opina|insistió\ en|insiste\ en|mencionó|ha\ (?:dicho|recomendado|aconsejado|sugerido|contado|explicado)|contó|cuenta|habló|animó\ a|anima\ a|propuso|recordó|repitió|repite|subrayó|advirtió|advierte|avisó|remarcó|asegura|aseguró|sostiene|defiende|afirma|confesó|considera)\ *[:,]?\ *(?:(?=que\ (?:me\ |no\ )*(?:\w+(?:ara|iera|yera)s?|(?:no\ )?(?:programe|estudie|lea|relea|escriba|haga|busque|pida|aprenda|practique|pruebe|hable|olvide|deje|empiece|comience|evite|publique|pregunte|elija|vaya|tenga|ponga|diga|salga|mire|cuide|acepte|llame|visite|invierta|piense|muestre|enseñe|dedique|apunte|guarde|use|mantenga|siga|confíe|trabaje|conozca|observe|escuche|viaje|espere|rechace|contacte|participe|asista|construya|cree|lleve|tome|anote|revise|vea|firme|negocie|entre|suba|compre|venda|aguante|duerma|especialice|prepare|ensaye|dibuje|cocine|cobre|ahorre|pague)s?)\b)|que\ (?=\S))?
        |(?:según|para)\ (?:ella|él|\x01)\ *[:,]?\ *(?:que\ )?
        |(?:(?:su|sus|mi|el|la|un|una|los|las|mejor|gran|único|primer|primera|principal|otro|otra|buen)\ )*(?:consejos?|sugerencia|recomendación|idea|comentario|tip|mensaje|reglas?(?:\ (?:del|de\ la)\ \w+)?|principio|lema|máxima|truco|secreto|método|frase|opinión|teoría|receta|clave|lección)(?:\ (?:principal|clave|final|de\ \w+|que\ \w+|n\.?º\ ?\d+|número\ \d+|dejó\ \w+))?\ *(?::|–|-|,?\ es(?:\ que)?(?=\ (?:no\ )?\w+[aei]r\b))\ *)(?P<rest>.+)$""",
    label=r"""^(?:(?:sobre|como|lo|la|el|los|las|un|una|mi|de|del|en|para|por|al|a|más|gran|primer|primera|principal|mejor|otro|otra|dos|tres)\ )*
        (?:consejos?|ideas?|aprendido|aprendizajes?|importantes?|claves?|lecci(?:ón|ones)|me\ quedo\ con|apuntes?|notas?|ojo|resumen|útil|buen[oa]|esencial|interesante|práctic[oa]|valios[oa]|profesional(?:mente)?|trabajo|laboral|oficio|eso|fin|grano|cosas?|advertencia|aviso|reglas?|principios?|moraleja|truco|frase|lema|dato|recordar|retener|conclusión|pista|reflexión|cita|mantra|secreto|demás|resto|concreto|positivo|recado|punto|sugerencia|recomendación|fondo|enseñanza|receta)
        (?:\ (?:(?:de|del|que|para|en|la|el|lo|a|más|me|mí)\ )*\w+){0,2}?\ *[:–-]\ *(?P<rest>.+)$""",
    mine=r"""^(?:(?:y|luego|después|además|entonces|así\ que|yo),?\ )*(?:(?:ya\ )?(?:le\ )?(?:he\ )?promet(?:í|ido|ida)\ *(?:que\ (?:yo\ )?(?:le\ )?(?=\w+ré\b)|[:,])?(?!\ que)|(?:mi\ |la\ )?promesas?(?:\ \w+)?\ *:|(?:yo\ )?quedé\ (?:en|de)|(?:me\ )?quedé?\ debiendo|le\ quedé\ debiendo|le\ quedé\ (?:en|de)|(?:le\ )?dejé\ pendiente|pendientes?\ *:|(?:me\ )?queda\ pendiente\ *:?|por\ hacer\ *:|(?:pendiente\ )?m[íi][oa]s?\ *:|para\ (?:ella|él)\ *:|yo\ *:|de\ mi\ (?:parte|lado)\ *[:,]|por\ mi\ parte\ *[:,]|me\ comprometí\ (?:a|con)|(?:no\ olvidar\b|recordar\b|acordarme\ de|que\ no\ se\ me\ olvide)\ *:?|le\ debo|(?:{who}\ ?)?(?:quiere|quería|quisiera|espera)\ (?:ver|leer|recibir|tener|oír|escuchar|probar|revisar|conocer)\ (?=(?:mi|mis|el|la|los|las|un|una|unos|unas)\b)|(?:{who}\ ?)?(?:recibe|espera)\ (?=mis?\b)
        |(?:mi\ (?:tarea|parte|compromiso|deber|misión)|tareas?(?:\ mía)?|deberes|compromiso|tomo\ nota|a\ cambio|anotado|hacer|to-?do|para\ (?:ella|él))\ *:\ *(?=(?:le\ |se\ l[oa]s?\ |\w+[aei]rle\b|(?:mi|mis|el|la|los|las|un|una)\b))
        |me\ toca\ |(?:me\ )?falta\ (?=\w+[aei]r(?:le|sel[oa]s?)\b)|hay\ que\ (?=(?:mandar|enviar|pasar|llevar|devolver|avisar)(?:le|sel[oa]s?)\b)
        |(?:(?:yo\ )?le\ (?:dije|aseguré|prometí)\ que\ (?:yo\ )?|dije\ que\ (?:yo\ )?|(?:me\ )?falta\ que\ (?:yo\ )?|prometí\ que\ (?:yo\ )?|quedamos\ en\ que\ (?:yo\ )?)(?P<wish2>(?=(?:le\ |se\ l[oa]s?\ )?\w+(?:ría|[ae])\b))
        |(?:{who}\ ?)?me\ (?:pidió|pide|encargó)(?P<wish>\ que\ (?:le\ |la\ |lo\ )?)?
        |(?P<modal>(?:tengo\ que|debo|voy\ a|he\ de|pienso|puedo|quiero)\ (?=\w+[aei]r(?:le|se|sel[oa]s?|l[oa]s?)?\b))
        |(?P<now>le\ (?:enviaré|mandaré|envío|mando|comparto|compartiré|hago\ llegar|haré\ llegar)(?!\ saludos))
        |(?:le\ dije\ que\ (?:yo\ )?|quedamos\ en\ que\ (?:yo\ )?|prometí\ que\ )?(?P<now2>(?=(?:yo\ )?(?:pongo|preparo|consigo|traigo)\b|(?:(?:se\ l[oa]s?|les?)\ (?!(?:mucho|poco|dijo|mejor|bueno|primero|digo\ yo)\b)[^\W\d_]{2,}(?:o|ré|oy)|(?:l[oa]s?)\ (?:aviso|llamo|busco|invito|devuelvo|visito|recojo|traigo|acompaño|\w+ré)|(?!(?:ser|estar|podr|sabr|tendr|querr|habr|ir|har|ver|dir|quedar)é\b)[^\W\d_]{2,}ré)\b))
        |(?P<self>(?=(?:mánda|envía|pása|lléva|avísa|escríbe|devuélve|muéstra|cuénta|da|di|pregúnta|compárte|tráe|confírma|entréga|reenvía|agradéce)le\b))
        |(?=(?:mand|envi|reenvi|regres|record|dej|pas|compart|escrib|respond|d|cont|avis|devolv|llev|tra|mostr|enseñ|prest|entreg|confirm|present|sub|prepar|regal|agradec|adjunt|imprim|confirm|report|recomend|hac|complet|rellen|coment|comunic|inform|transmit|facilit|consegu)[aei]r(?:le|sel[oa]s?)\b(?!\ al?\ )))\ *(?P<rest>.+)$""",
    theirs=r"""^(?:(?:{who}\ ?)?(?:se\ ofreció\ a|se\ ofrece\ a|ofreció|ofrece|prometió|promete|se\ ha\ ofrecido\ a|quedó\ (?:en|de)|aceptó(?=\ \w+me\b)|acepta(?=\ \w+me\b)|accedió\ a|se\ presta\ a|se\ comprometió\ a|me\ va\ a|dijo\ que\ me\ (?=(?:enviar|mandar|pasar|presentar|ayudar)ía)|está\ dispuest[oa]\ a)[ ]
        |{who}\ ?(?:va\ a|puede|quiere|podría)\ |(?:va\ a|puede|podría)\ (?=\w*(?:me\b|preguntar|consultar|revisar))
        |(?:promesa\ suya|de\ su\ parte)\ *:
        |(?P<now>(?:{who}\ ?)?me\ (?:enviará|mandará|envía|manda|pasa|pasará|comparte|compartirá|presta|prestará|da|dará|regala|regalará|(?:hará|hace)\ llegar)\b(?!\ otr[ao]\b|\ igual|\ pena|\ risa|\ miedo|\ rabia))
        |(?:{who}\ ?)?(?=me\ (?:presenta(?:rá|ría)?|pone|pondrá|pondría)\ |(?:le\ )?(?:va\ a\ preguntar|pregunta(?:rá)?|consulta(?:rá)?)\ (?:primero\ |antes\ )?(?:a|con)\ ))\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:está|están)\ (?:también\ )?abiert[oa]s?\ (?:a|al|para)\ (?P<whom>.+)$|^(?:{who}\ ?)?me\ (?:invitó|invita)\ (?:a|al)\ (?P<event>.+)$|^puedo\ (?:ir|asistir|unirme|venir)\ (?:a|al)\ (?P<joined>.+)$|^(?:{who}\ ?)?me\ (?:prestó|dio|regaló|pasó|dejó|enseñó|mostró)\ (?P<visit>(?:un|una|unos|unas|el|la|los|las|su|sus|dos|tres)\ (?!ganas|idea).+)$""",
    told=r"^(?:(?:yo\ )?le\ (?:dije(?!\ que\ (?:yo\ )?(?:le|se)\ )|conté|comenté|expliqué|hablé|enseñé|mostré|pregunté)|(?:expliqué|conté|hablé|pregunté|dije(?!\ que\ (?:yo\ )?(?:le|se)\ )))\b\ *(?P<rest>.*)$",
    absent=r"\b(?:nadie\ (?:vino|se\ conectó|apareció|llegó)|no\ (?:vino|apareció|se\ conectó|llegó|se\ presentó)|(?<!\bno\ )esperé|me\ dejó\ plantad[oa])\b",
    tale=r"(?!)",
    own=r"^(?:me\ gustó|me\ encantó|me\ sorprendió|me\ impresionó|aprendí|descubrí|me\ llamó\ la\ atención)(?:\ que)?(?P<verb>)\ (?P<rest>.+)$",
    feminine=r"\bella\b",
    masculine=r"\bél\b",
    introduce=r"\b(?:presentarme\ (?:a|con)|me\ (?:presenta|presentará|presentaría)\ (?:a|con)|ponerme\ en\ contacto\ con|me\ (?:pone|pondrá|pondría)\ en\ contacto\ con|contacto\ con|presentación\ con|pregunt(?:ar|ará|a)(?:le)?\ (?:primero\ |antes\ )?a|habl(?:ar|ará)\ (?:de\ mí\ )?con|consult(?:ar|ará|a)(?:lo|le)?\ (?:primero\ |antes\ )?(?:a|con))\ (?:(?:su|una?|la|el)\ [a-zá-ú]+,?\ )?(?P<name>(?-i:(?:(?:Dra?\.|D\.|Doña|Don|Sra?\.)\ )?[A-ZÁÉÍÓÚÑ][\w'’-]+(?:\ (?:(?:de|del|la|los)\ )*[A-ZÁÉÍÓÚÑ][\w'’-]+)*))",
    give=r"^(?P<verb>enviar|mandar|reenviar|pasar|compartir|dar(?!(?:me|le|te)?\ (?:las\ gracias|un\ toque|noticias|una\ vuelta))|hacer\ llegar|enviaría|mandaría|pasaría)(?:me|le|te)?\ (?P<thing>(?!un\ (?:mail|mensaje|correo|whatsapp|audio)\b|por\b|a\b|antes\b|luego\b|después\b).+)$",
    unsaid=r"\b(?:contrat(?:a|an|aría|arían|ando|arme|aciones|ación)|(?:mi|un|el|de|ese|vacante)\ puesto(?!\ de\ \w*(?:mercado|feria|comida|flores|fruta))|chismes?|cotilleos?|rumor(?:es)?|sus\ (?:nietos|hijos)|llegó\ [^.]*tarde|se\ lleva\ (?:mal|fatal)|tiene\ miedo|delicad[oa]|mal\ humor|puestos|vacantes?|sueldos?|(?:su|mi|un)\ salario|cv|c\.v\.|currículum|candidaturas?|despid\w+|despedid\w+|echaron|renunci(?:ó|ar\ a\ su)\w*|embaraz\w+|enferm[oa]s?\b|enfermó|enfermedad|divorci\w+|separ(?:ó|ado|ada|ación)\b|matrimonio|odia|(?:su|mi|la|el\ otro)\ jef[ea]|reestructur\w+|desempleo|en\ paro|el\ paro|cáncer|depresión|aburrid\w+|pesad[oa]|vergüenza|asalt\w+|robaron|asesin\w+|murió|falleci\w+|funeral|duelo|quimio\w*|operaron|infarto|alcohol\w*|no\ le\ habla|infidelidad|estafa\w*|quiebra|deudas?\ de\ juego|insoportable|tirano|verde(?=,\ así))\b",
)

FORMS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
