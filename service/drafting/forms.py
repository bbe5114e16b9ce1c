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
    said=r"""^(?:(?:{who}(?:\ also)?\ )?(?:said|says|told\ me|suggests?|suggested|recommends?|recommended|advised|advises|
        thinks|thought|believes?|believed|mentioned|stressed|explained|argued|pointed\ out|noted|warned(?:\ me)?|reminded\ me|
        insisted|emphasi[sz]ed|encouraged\ me|urged\ me)(?:\ (?:that|me|that\ i\ should|i\ should|i\ could|i\ might))?\b[:,]?\ *(?=\S)
        |(?:(?:{who}'s|her|his|their|main|best|key|good|great)\ )+
         (?:advice|tip|suggestion|point|recommendation|rule|idea|view|lesson)(?:\ (?:is|was))?\ *[:,–-]?\ *(?:that\ )?)(?P<rest>.+)$""",
    label=r"^(?:advice|tips?|takeaways?|lessons?|key\ points?|main\ points?|learned|learnt|insights?|ideas?|remember|note|rule)\ *[:–-]\ *(?P<rest>.+)$",
    mine=r"""^(?:i(?:\ have|'ve|’ve)?\ (?:also\ )?promised(?:\ (?:{who}|her|him|them))?(?:\ (?:that\ )?i(?:'d|’d|\ would|\ will|'ll|’ll))?\ *[:,]?
        |(?:i|my)\ promised?\ *:|promised?\ *:|my\ (?:promises?|to-?dos?|actions?|homework|next\ steps?)\ *:|to-?\ ?dos?\ *:|
         action(?:\ items?|\ points?)?\ *:|me\ *:|next\ steps?\ *:
        |i(?:'ll|’ll|\ will|\ am\ going\ to|'m\ going\ to|’m\ going\ to|\ said\ i(?:'d|’d|\ would|\ will|'ll)|\ should|\ need\ to|\ must|\ have\ to|
           \ agreed\ to|\ offered\ to|\ committed\ to|\ want\ to|\ owe(?:\ (?:{who}|her|him|them)))
        |(?:need|have)\ to|must
        |(?:{who}\ )?(?:asked|asks|wants|would\ like)(?:\ me)?\ (?:to|for)
        |promised\ to(?!.*\bme\b)|offered\ to(?=.*\b(?:her|him|them)\b)(?!.*\bme\b))\ *(?P<rest>.+)$""",
    theirs=r"""^(?:{who}(?:'ll|’ll)|(?:{who}\ )(?:also\ )?(?:will|is\ going\ to|is\ happy\ to|was\ happy\ to|is\ willing\ to|can|could|would\ be\ happy\ to|
           said\ (?:s?he|they)(?:'d|’d|\ would|\ will|'ll|’ll|\ could|\ can)|agreed\ to|volunteered\ to|wants\ to|promised(?:\ me)?(?:\ to)?|
           (?:has\ |have\ )?(?:kindly\ )?offer(?:ed|s)(?:\ to|\ me)?)
        |(?:kindly\ )?offer(?:ed|s)(?:\ to)?|promised(?:\ me)?(?:\ to)?(?=.*\bme\b)|will(?=.*\bme\b)|volunteered\ to|agreed\ to|happy\ to|willing\ to
        |(?:{who}'s|her|his|their)\ (?:promise|offer|to-?do)\ *:|promised\ me)\ *:?\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:is|are)\ (?:also\ )?open\ to\ (?P<whom>.+)$
        |^(?:{who}\ )?invited\ me\ (?:to|along\ to)\ (?P<event>.+)$
        |^(?:i\ )?(?:can|could|may|am\ welcome\ to|welcome\ to|am\ invited\ to)\ (?:also\ )?(?:join|come\ to|come\ along\ to|attend|sit\ in\ on|visit)\ (?P<joined>.+)$""",
    told=r"^(?:i\ )?(?:told|mentioned\ to|updated|informed|asked|thanked|reminded|showed)\ (?:{who}|her|him|them)\b\ *(?P<rest>.*)$",
    absent=r"\b(?:nobody|no\ one|no-one)\ (?:joined|came|showed|appeared|turned|was|dialled)|\bno[- ]?show|\b(?:did\ not|didn'?t|never)\ (?:show|join|come|turn\ up|appear|dial)|\bwaited\b|\bstood\ me\ up",
    tale=r"^(?:{who}(?:'s|’s)|her|his|their|the)\ (?P<rest>(?:story|stories|example|account|description|explanation|anecdote)\ (?:about|of|on|from|behind)\ .+?)(?:\ (?:was|were|is|stuck|stayed|really|made|helped)\b.*)?$",
    own=r"^(?:i\ )?(?:especially\ |really\ |also\ )?(?P<verb>learned|learnt|realised|realized|liked|loved|enjoyed|appreciated|noticed|had\ not\ known|didn'?t\ know|was\ surprised|was\ struck\ by)(?:\ that|\ how)?\ (?P<rest>.+)$",
    feminine=r"\b(?:she|her|hers)\b",
    masculine=r"\b(?:he|him|his)\b",
    introduce=r"\b(?:introduc(?:e|ing)\ me(?:\ (?:by\ e?-?mail|directly))?\ to|introduction\ to|intro\ (?:me\ )?to|(?:put|putting)\ me\ in\ touch\ with|connect(?:ing)?\ me\ (?:with|to)|link\ me\ (?:up\ )?with|ask(?:ing)?|speak\ (?:to|with)|talk\ to|check\ with|mention\ me\ to)\ (?P<name>(?-i:[^\W\d_a-z][\w'’-]+(?:\ (?:(?:de|da|van|von|der|di|el|al)\ )*[^\W\d_a-z][\w'’-]+)*))",
    give=r"^(?:to\ )?(?:also\ )?(?P<verb>send|share|forward|pass\ on|pass|e-?mail|give|lend|show|get|find)(?:\ (?:me|her|him|them|over|along|on|you))*\ (?P<thing>(?!me\b|her\b|him\b).+)$",
    unsaid=r"\b(?:hir(?:e|es|ing)|job|vacanc\w+|headcount|opening|salar\w+|resume|résumé|cv|interview(?:ing)?|recruit\w*|layoffs?|laid\ off|fired|quit(?:ting)?|resign\w*|divorc\w*|pregnan\w*|sick|illness|cancer|surgery|therapy|depress\w*|burn(?:ed|t)?[ -]?out|hates?|terrible|awful|idiot|stupid|boss|politics|religio\w*|drunk|affair|lawsuit|reorg\w*|visa|awkward|boring|rude|distracted|late)\b",
)

GERMAN = _forms(
    "sie|er",
    said=r"""^(?:(?:{who}\ )?(?:sagte|sagt|meinte|meint|empfahl|empfiehlt|riet(?:\ mir)?|rät(?:\ mir)?|betonte|erklärte|erwähnte|findet|schlug\ vor|hat\ gesagt|hat\ empfohlen|hat\ geraten)\ *[:,]?\ *(?:dass\ |mir\ )?
        |(?:(?:ihr|sein|bester|wichtigster)\ )?(?:rat|tipp|hinweis|empfehlung|vorschlag)(?:\ (?:war|ist))?\ *[:,–-]\ *)(?P<rest>.+)$""",
    label=r"^(?:tipps?|rat|hinweis|mitgenommen|gelernt|wichtig|merken|erkenntnis|idee)\ *[:–-]\ *(?P<rest>.+)$",
    mine=r"""^(?:ich\ habe(?:\ (?:ihr|ihm))?\ versprochen\ *[:,]?|(?:von\ mir\ )?versprochen\ *:|zugesagt\ *:|ich\ habe\ zugesagt\ *[:,]?|to-?do\ *:|ich\ *:
        |ich\ (?P<modal>werde|will|soll|muss|möchte)|(?P<now>ich\ (?:schicke|sende|maile))|(?:sie|er|\x01)\ (?:bat\ mich|hat\ mich\ gebeten)\ *,?(?:\ um)?)\ *(?P<rest>.+)$""",
    theirs=r"""^(?:(?P<now>(?:{who}\ )?(?:schickt|sendet|mailt)\ (?:mir\ )?)|(?:{who}\ )?(?:hat\ (?:mir\ )?angeboten|bot\ (?:mir\ )?an|bietet\ (?:mir\ )?an|hat\ (?:mir\ )?versprochen|versprach(?:\ mir)?)\ *[:,]?
        |(?:{who}\ )(?P<modal>will|wird|kann|möchte))\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:ist|sind)\ (?:auch\ )?(?:offen\ für|für\ (?=.*\boffen$))\ *(?P<whom>.+)$|^(?:{who}\ )?(?:hat\ mich|lud\ mich)\ (?:zu|zum|zur)\ (?P<event>.+?)\ (?:eingeladen|ein)$|^ich\ (?:kann|darf)\ (?:gern\ |auch\ )*(?:zu|zum|zur|bei|beim)\ (?P<joined>.+?)\ (?:kommen|mitkommen|dabei\ sein|teilnehmen)$""",
    told=r"^(?:ich\ )?(?:habe\ (?:ihr|ihm)|erzählte|berichtete)\b.*(?:erzählt|berichtet|gesagt)?(?P<rest>.*)$",
    absent=r"\b(?:niemand|keiner)\ (?:kam|da|erschien|ist\ gekommen|war\ da|hat\ sich\ eingewählt)|\bnicht\ (?:erschienen|gekommen|aufgetaucht|eingewählt)|\bgewartet\b",
    tale=r"(?!)",
    own=r"^ich\ (?:habe\ )?(?P<verb>fand|gelernt|lernte|mochte)\ (?P<rest>.+)$",
    feminine=r"\b(?:sie|ihr|ihre[nmrs]?)\b",
    masculine=r"\b(?:er|ihm|ihn|seine?[nmrs]?)\b",
    introduce=r"(?:\bmich\ (?:mit\ )?(?P<name>(?-i:[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*))\ (?:\([^)]*\)\ )?(?:vor(?:zu)?stellen|bekannt|in\ kontakt)|\b(?:kontakt\ (?:zu|mit)|bei|mich\ mit|vorstellung\ bei)\ (?P<name2>(?-i:[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*))|\b(?:frag(?:t|en)|zu\ fragen)\ (?P<name3>(?-i:[A-ZÄÖÜ][\w-]+(?:\ [A-ZÄÖÜ][\w-]+)*)))",
    give=r"^(?:(?:mir|ihr|ihm)\ )?(?P<thing>.+?)\ (?:zu\ )?(?P<verb>schicken|senden|mailen|zukommen\ lassen|zu(?:zu)?schicken|zu(?:zu)?senden|weiter(?:zu)?leiten)(?P<tail>\ .*)?$",
    unsaid=r"\b(?:stellen?|einstellen|eingestellt|gehalt\w*|lebenslauf|bewerb\w+|entlass\w+|kündig\w+|schwanger\w*|krank\w*|scheidung|chef|hasst|umstrukturier\w+|job)\b",
)

FRENCH = _forms(
    "elle|il",
    said=r"""^(?:(?:{who}\ )?(?:(?:m['’]a\ |a\ )?(?:dit|conseillé|recommandé|suggéré|proposé|expliqué|souligné|rappelé|précisé)|conseille|recommande|suggère|pense|dit|estime|trouve)\ *[:,]?\ *(?:que\ |qu['’]|de\ (?=\w+(?:er|ir|re)\b)|d['’](?=\w+(?:er|ir|re)\b))?
        |(?:(?:son|mon|le|meilleur)\ )?(?:conseil|astuce|remarque|recommandation|idée)\ *(?::|–|-)\ *)(?P<rest>.+)$""",
    label=r"^(?:conseils?|astuces?|à\ retenir|retenu|appris|important|idée|leçon)\ *[:–-]\ *(?P<rest>.+)$",
    mine=r"""^(?:j['’]ai\ promis\ *(?:de\ |d['’]|:)?|promis\ *(?:de\ |:)|à\ faire\ *:|moi\ *:|je\ (?:vais|dois|veux)|je\ me\ suis\ engagée?\ à|(?:elle|il|\x01)\ m['’]a\ demandé\ (?:de\ |d['’])|(?P<now>je\ (?:lui\ )?(?:enverrai|envoie|transmettrai|transmets))(?:\ lui)?)\ *(?P<rest>.+)$""",
    theirs=r"""^(?:(?:{who}\ )?(?:a\ |m['’]a\ )?(?:proposé|offert|promis)\ (?=(?:de|d['’]|à).*\bm[e'’])(?:de\ |d['’])?|(?:{who}\ )(?:va|peut|veut|compte)\ |(?P<now>(?:{who}\ )?m['’](?:enverra|envoie|transmettra|transmet)))\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:est|sont)\ (?:aussi\ )?ouverte?s?\ (?:à|aux)\ (?P<whom>.+)$|^(?:{who}\ )?m['’]a\ invitée?\ (?:à|au|aux)\ (?P<event>.+)$|^je\ peux\ (?:venir|participer|assister|me\ joindre)\ (?:à|au|aux)\ (?P<joined>.+)$""",
    told=r"^(?:je\ lui\ ai|lui\ ai)\ (?:dit|parlé|raconté|expliqué)\b\ *(?P<rest>.*)$",
    absent=r"\b(?:personne\ (?:n['’]est|ne)|n['’]est\ pas\ venue?|jamais\ venue?|absente?|attendu)\b",
    tale=r"(?!)",
    own=r"^j['’]ai\ (?P<verb>appris|aimé|apprécié|retenu|noté)(?:\ que|\ qu['’])?\ *(?P<rest>.+)$",
    feminine=r"\belle\b",
    masculine=r"\bil\ (?!faut|y\ a|est\ (?:important|utile|possible))",
    introduce=r"\b(?:me\ présenter\ à|me\ mettre\ en\ (?:contact|relation)\ avec|m['’]introduire\ auprès\ de|demander\ à|en\ parler\ à|parler\ de\ moi\ à)\ (?P<name>(?-i:[A-ZÀ-Þ][\w'’-]+(?:\ [A-ZÀ-Þ][\w'’-]+)*))",
    give=r"^(?:lui\ |m['’]|me\ )?(?P<verb>envoyer|transmettre|partager|faire\ suivre|donner)\ (?P<thing>.+)$",
    unsaid=r"\b(?:embauch\w+|recrut\w+|poste|salaire|cv|candidature|licenci\w+|démission\w*|enceinte|malad\w+|divorc\w+|déteste|patron|réorganis\w+)\b",
)

SPANISH = _forms(
    "ella|él",
    said=r"""^(?:(?:{who}\ )?(?:me\ )?(?:dijo|recomendó|recomienda|aconsejó|aconseja|sugirió|sugiere|comentó|explicó|cree|piensa|opina|insistió\ en|mencionó|ha\ dicho|ha\ recomendado)\ *[:,]?\ *(?:que\ )?
        |(?:(?:su|mi|el|mejor)\ )?(?:consejo|sugerencia|recomendación|idea|comentario)\ *(?::|–|-)\ *)(?P<rest>.+)$""",
    label=r"^(?:consejos?|idea|aprendido|aprendizaje|importante|clave|lección)\ *[:–-]\ *(?P<rest>.+)$",
    mine=r"""^(?:(?:le\ )?(?:he\ )?promet(?:í|ido)\ *(?:que\ |:)?|quedé\ en|tengo\ que|debo|voy\ a|pendiente\ *:|yo\ *:|me\ comprometí\ a|(?:{who}\ )?me\ pidió(?:\ que)?|(?P<now>(?:le\ )(?:enviaré|mandaré|envío|mando)))\ *(?P<rest>.+)$""",
    theirs=r"""^(?:(?:{who}\ )?(?:se\ ofreció\ a|ofreció|prometió|se\ ha\ ofrecido\ a|quedó\ en|me\ va\ a|va\ a|puede|quiere)\ |(?P<now>(?:{who}\ )?me\ (?:enviará|mandará|envía|manda|pasará)))\ *(?P<rest>.+)$""",
    invitation=r"""^(?P<rest>.+?)\ (?:está|están)\ (?:también\ )?abiert[oa]s?\ (?:a|para)\ (?P<whom>.+)$|^(?:{who}\ )?me\ invitó\ (?:a|al)\ (?P<event>.+)$|^puedo\ (?:ir|asistir|unirme|venir)\ (?:a|al)\ (?P<joined>.+)$""",
    told=r"^(?:yo\ )?le\ (?:dije|conté|comenté|expliqué|hablé)\b\ *(?P<rest>.*)$",
    absent=r"\b(?:nadie\ (?:vino|se\ conectó|apareció|llegó)|no\ (?:vino|apareció|se\ conectó|llegó)|esperé)\b",
    tale=r"(?!)",
    own=r"^(?:me\ gustó|aprendí|me\ llamó\ la\ atención)(?:\ que)?(?P<verb>)\ (?P<rest>.+)$",
    feminine=r"\bella\b",
    masculine=r"\bél\b",
    introduce=r"\b(?:presentarme\ a|ponerme\ en\ contacto\ con|preguntar(?:le)?\ a|hablar\ con|consultar(?:lo|le)?\ (?:a|con))\ (?P<name>(?-i:[A-ZÁÉÍÓÚÑ][\w'’-]+(?:\ [A-ZÁÉÍÓÚÑ][\w'’-]+)*))",
    give=r"^(?P<verb>enviar|mandar|pasar|compartir|dar)(?:me|le|te)?\ (?P<thing>.+)$",
    unsaid=r"\b(?:contrat\w+|puesto|vacante|sueldo|salario|cv|currículum|candidatura|despid\w+|renunci\w+|embaraz\w+|enferm\w+|divorci\w+|odia|jefe|reestructur\w+)\b",
)

FORMS = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH}
