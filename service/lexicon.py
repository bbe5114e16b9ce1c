"""Word tables, per language: what people write when they ask for, agree to, move, miss or thank for a talk.

Tables only; `speech` applies them to sentences. Patterns are matched case-insensitively on text whose typographic
apostrophes and spaces were made plain. Four languages: English, German, French, Spanish.
"""

from __future__ import annotations

_MINUTES = (
    r"\b(?:10|15|20|25|30|40|45|60|ten|fifteen|twenty|thirty|forty-five|zehn|fünfzehn|zwanzig|dreißig|dreissig|quinze"
    r"|vingt|trente|quince|veinte|treinta)(?:\s?(?:-|–|to|or|bis|oder|à|ou|a|o)\s?\d{2})?[\s-]*(?:min\b|mins\b|minutes?\b|minuten\b|minutos\b|minütig\w*)"
    r"|\bhalf an hour\b|\bfor an hour\b|\b(?:eine )?halbe stunde\b|\bune demi[- ]heure\b|\bmedia hora\b"
)
_DAY = (
    r"(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sun)day|\b(?:mon|tue|wed|thu|fri)\b|today|tomorrow|next week|this week"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|heute|morgen\b|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|aujourd'hui|demain|lunes|martes|miércoles|jueves|viernes|sábado|hoy|mañana|\b\d{1,2}(?::\d{2})?\s?(?:am|pm|uhr|h\d{0,2})\b"
    r"|\b\d{1,2}:\d{2}\b|\bthe \d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}(?:st|nd|rd|th)\b|\bnoon\b|\ble \d{1,2}\b|\bel \d{1,2}\b|\bam \d{1,2}\."
    r"|\b(?:january|february|march|april|june|july|august|september|october|november|december) \d{1,2}\b"
)
DAY = _DAY

ACTS: dict[str, tuple[str, ...]] = {
    # --- asking ---
    "asks_for_time": (
        _MINUTES,
        r"\b(?:would|could|can|might|do|are) you (?:be |have |by any chance )?(?:be )?(?:open|willing|up|free|available|able|game|have|spare|find|make)?\b[^.?!]{0,40}\b(?:to (?:chat|talk|meet|speak|connect|a)|for a|time|minutes|coffee|call|chat|conversation)\b",
        r"\b(?:would|could|can|may|might) (?:we|i)\b[^.?!]{0,40}\b(?:chat|talk|meet|speak|connect|buy you|call|coffee|ask you|steal)\b",
        r"\b(?:i'd|i would|we'd|would) (?:love|like|be grateful|really appreciate|appreciate|value|welcome)\b[^.?!]{0,60}\b(?:chat|talk|speak|connect|hear|learn|ask you|find out|pick|conversation|coffee|call|time|minutes|perspective|perspectives)\b",
        r"\b(?:grab|get|have|share|over|for) (?:a |some )?(?:virtual |quick |cup of )?(?:coffee|tea|zoom)\b",
        r"\b(?:quick|short|brief) (?:call|chat|conversation|talk|zoom)\b|\ba (?:cuppa|brew)\b|\b(?:would|could|can|will|might) you (?:tell|show|teach|walk) me\b|\b(?:and |if )you(?:'d)? tell me what\b",
        r"\bgrateful for (?:some|a little|a bit) (?:of your )?time\b",
        r"\b(?:hätten|hättest|hätte|haben|hast) (?:sie|du|ihr)\b[^.?!]{0,60}\b(?:zeit|minuten|lust|möglichkeit|gelegenheit)\b",
        r"\bwürde[n]? (?:ich )?mich (?:sehr |riesig |über )?[^.?!]{0,60}\b(?:freuen|gespräch|austausch|zeit)\b",
        r"\b(?:auf|bei|zu) (?:einen|einem|einer) (?:virtuellen |kurzen |kleinen )?(?:kaffee|austausch|gespräch|telefonat)\b",
        r"\b(?:kurzes|kurzen) (?:gespräch|telefonat|austausch|call)\b|\bkönnten wir\b[^.?!]{0,40}\b(?:sprechen|telefonieren|austauschen|treffen)\b",
        r"\b(?:auriez|aurais|avez|pourriez|pourrais|seriez|serais|accepteriez|accepterais)[- ](?:vous|tu)\b[^.?!]{0,60}\b(?:temps|minutes|échang\w*|parler|café|disponib\w*|discuter|appel|moment|heure|m'accorder|rencontr\w*)\b",
        r"\b(?:prendre|autour d'|boire) ?un café\b|\b(?:court|bref|petit) (?:échange|entretien|appel|moment)\b|\bserait-il possible\b|\bm'accorder\b",
        r"\b(?:j'aimerais|je souhaiterais|je serais ravie?|je voudrais)\b[^.?!]{0,60}\b(?:échang\w*|discut\w*|parler|rencontr\w*|entendre|appel|café)\b",
        r"\b(?:tendr[íi]as?|tienes|tiene|podr[íi]as?|podr[íi]amos|estar[íi]as?|te apetece)\b[^.?!]{0,60}\b(?:tiempo|minutos|hablar|charlar|conversar|café|llamada|reunirnos|vernos|hueco|dispuest\w*)\b",
        r"\b(?:tomar|tomarnos|invitarte a|invitarle a) (?:un )?café\b|\b(?:breve|corta|pequeña) (?:llamada|charla|conversación)\b",
        r"\bme (?:encantaría|gustaría)\b[^.?!]{0,60}\b(?:hablar|charlar|conversar|escuchar|conocer|saber|aprender|café|llamada)\b",
        # By meaning: a wish or a plea, and near it to tell, to ring, to hear, to meet.
        r"\b(?:would|could|can|might|may|any chance|let me|bear to|grateful|like to|hoping to|wonder(?:ing)? if)\b[^.?!]{0,80}\b(?:you|your)\b[^.?!]{0,60}\b(?:tell|ask|hear|talk|ring|phone|sit with|learn from|questions?|tea)\b|\b(?:can|could|may|might|let) (?:i|me|we) (?:\w+ ){0,2}(?:ask|ring|call|phone|come|sit with|visit|hear)\b|\bi can talk (?:any|on|in)\b|\btell me over\b",
        r"\b(?:würde\w*|dürfte\w*|könnte\w*|darf|magst|möchte\w*)\b[^.?!]{0,100}\b(?:erzähl\w*|anruf\w*|fragen|sprechen|telefonier\w*|treffen|austauschen|unterhalten|besuchen|vorbeikommen)\b|\b(?:viertel|halbe)\s?stunde\b",
        r"\b(?:accepteriez|accepterais|pourriez|pourrais|puis-je|auriez|aurais|voudriez)\b[^.?!]{0,80}\b(?:dire|parler|raconter|expliquer|appeler|venir|poser)\b|\bdemi-heure\b",
        r"\b(?:podría\w*|quisiera|tuviera\w*|puedo|puede|importaría)\b[^.?!]{0,80}\b(?:contar\w*|preguntar\w*|llamar\w*|conversar|charlar|visitar\w*)\b|\bmedia horita\b",
    ),
    "about_path": (
        r"\b(?:your|his|her|their)\b[^.?!]{0,30}\b(?:path|career|careers|experience|experiences|journey|role|team|perspective|perspectives|background|story|advice|transition|move|switch|field|job|insights?|view|thoughts|industry|company|trajectory|route|day-to-day)\b",
        r"\bhow you (?:made|got|moved|became|chose|ended|came|went|started|switched|found|think|broke|built|landed|approach|grew)\b",
        r"\b(?:learn|hear|know|understand)\b[^.?!]{0,25}\b(?:about|from|how|what)\b[^.?!]{0,60}\b(?:you|your|work|field|path|role|team|industry|life|working|job|career)\b",
        r"\b(?:your|the) (?:trade|craft|line of work|profession|guild)\b|\bthe way in(?:to)?\b|\bhow (?:\w+ )?\w+(?:ers|ists|ors|ians) work\b",
        r"\bcareers?\b|\badvice\b|\bexploring\b|\bbreak(?:ing)? into\b|\b(?:considering|thinking (?:about|of)) (?:a (?:move|switch|change)|moving|switching|becoming|going)\b",
        r"\b(?:switch|move|transition|moving|switching|transitioning|pivot|pivoting)\w*\b[^.?!]{0,20}\b(?:to|into|from)\b|\bwhat (?:it's|it is|its) (?:really )?like\b|\bwhat you do\b|\bday[- ]to[- ]day\b|\b(?:interested|curious)\b[^.?!]{0,10}\b(?:in|about)\b|\bchoosing between\b|\bthe (?:field|profession|industry)\b|\balum(?:ni|na|nus)?\b",
        r"\b(?:ihr(?:en|em|er|e)?|dein(?:en|em|er|e)?)\b[^.?!]{0,30}\b(?:weg|werdegang|beruf\w*|erfahrung\w*|arbeit|rat|perspektive|sicht|einschätzung|rolle|team|laufbahn|einstieg|alltag|tätigkeit)\b",
        r"\b(?:berufseinstieg|quereinstieg|einstieg|karriere|werdegang|berufsweg|berufsalltag|arbeitsalltag|branche|berufsfeld|wechsel)\b|\binteressiere mich\b|\büberlege\b[^.?!]{0,60}\b(?:zu|wechsel\w*)\b",
        r"\b(?:votre|vos|ton|tes)\b[^.?!]{0,30}\b(?:parcours|expérience\w*|métier|travail|carrière|conseils?|regard|point de vue|avis|quotidien|poste|équipe)\b|\b(?:reconversion|carrière|métier|secteur)\b|\bje m'intéresse\b|\bj'envisage\b",
        r"\b(?:su|sus|tu|tus)\b[^.?!]{0,30}\b(?:trayectoria|experiencias?|trabajo|carrera|consejos?|perspectiva|camino|recorrido|puesto|equipo|profesión|opinión)\b|\b(?:trayectoria|carrera profesional|sector|profesión)\b|\bme interesa\b|\bestoy pensando en\b",
    ),
    # Named outright; and asking about the other one's way, which says it only of whoever asks for the talk.
    "explicit": (
        r"\binformational\b|\binfo(?:rmation)? interviews?\b|\bcareer (?:chat|conversation|advice|talk|path|questions?|story|coffee)\b|\bjob shadow\w*\b",
        r"\binformationsgespräch\w*\b|\bkarrieregespräch\b|\bberuflicher austausch\b|\berfahrungsaustausch\b",
        r"\bentretien d'information\b|\bentretien (?:de )?réseau\b|\bentrevista informativa\b|\bcharla (?:de carrera|profesional|informativa)\b",
    ),
    # Said by whoever wants such a talk, and as often by whoever sells or recruits.
    "warm": (
        r"\bcoffee[- ]?chats?\b|\bvirtual (?:coffee|tea|cup)\b|\bpick(?:ing)? (?:your|his|her|their) brains?\b|\bnetworking (?:chat|call|coffee|conversation)\b|\binformal (?:chat|talk|conversation)\b",
        r"\bkaffeegespräch\b|\bvirtuelle[rn]? kaffee\b|\bcafé virtuel\b|\bcafé[- ]réseau\b|\bcafé virtual\b|\bcharla informal\b",
    ),
    "asks_about_path": (
        r"\b(?:your|his|her|their) (?:own )?(?:path|way|route|journey|move|switch|transition) (?:in|into|to|from|out)\b",
        r"\b(?:learn|hear)(?:ing)? (?:a (?:bit|little) )?(?:more )?about (?:your|how you) ?(?:own )?(?:experience|journey|path|career|work|role|team|story|background|time|got|became|made|chose|ended|moved)\b|\bhear(?:ing)? your (?:perspective|story|thoughts|experience|advice|view)\b|\b(?:your|of your) (?:career )?perspective (?:on|about)\b|\b(?:your|of your) (?:career )?advice (?:on|about)\b(?= (?:\w+ ){0,3}(?:how|whether|what|going|getting|becoming|breaking|moving|switching|changing|leaving|starting|training|finding|career|careers|path|job|jobs|work|studying|degrees?|courses?|field|trade|profession|industry)\b)|\bhow you (?:made (?:that|the|this|your) (?:move|switch|transition|way|jump|leap)|got (?:into|started|there|here|to where)|broke into|became|moved (?:from|into)|ended up|found your way|came to)\b|\bwhat (?:your|a typical|an average) (?:day|week|work)\b",
        r"\bhow (?:did |do |does )?(?:you|one|somebody|someone|a person|people) (?:actually |really |ever |all |yourself )?(?:got|get|gets|became|become|becomes|came|come|went|made|arrives?|ended|end|crossed|started|start|decided?|chose|choose|survives?|managed|manage|do that|did (?:it|that)|moved?|left|leave|switch\w*)\b|\bwhat (?:do|does|did) (?:you|one|a \w+|an? \w+ \w+) (?:actually |really |all )?(?:do all|do (?:up|down|over) there|miss|contain|wish)|\bwhat (?:you|one) (?:did to|wish|miss|actually do|all actually do|would do (?:again|differently))|\bwhat (?:it's|it is|its|the (?:work|job) is) (?:really |actually )?like\b|\bhow does (?:that|one) even\b",
        r"\bwie (?:sie|du|man|ihr)\b[^.?!]{0,60}\b(?:gekommen|hingekommen|geworden|gelandet|geschafft|entschieden|kommt|kam\w*|wird|gewechselt|angefangen|erlebt\w*)\b|\bwie (?:ihr|dein) (?:alltag|weg|tag)\b|\bwas (?:sie|du|ihr) (?:da |heute |dort |den ganzen tag |eigentlich )*(?:tun|tust|macht|machst|machen|vermissen|vermisst)\b|\b(?:ihr|dein)(?:em|en)? weg (?:aus|in|von|zu)\b",
        r"\bcomment on (?:en |y |devient|fait|arrive|travaille|entre|passe|vit)\b|\bpar où (?:vous|tu)\b|\bla vie d'une? \w+|\bcomment (?:vous|tu) (?:y |en )?(?:êtes|es|avez|as)\b|\bcomment les choses se sont passées\b",
        r"\bcómo (?:llegó|llegaste|pasó|pasaste|entró|entraste|empezó|empezaste|se (?:entra|llega|hace|vive)|decidió|decidiste)\b|\bqué (?:estudió|estudiaste)\b|\bpor qué (?:dejó|dejaste|cambió|cambiaste)\b",
        r"\b(?:ihr(?:en|em)?|dein(?:en|em)?) (?:werdegang|berufsweg|(?:beruflichen? )?weg)\b|\bwie (?:sie|du) (?:dazu|dahin|in (?:den|die|das)|zu)\b|\bvon (?:ihren|deinen) erfahrungen\b|\bvon (?:ihrem|deinem) (?:berufsalltag|alltag|weg)\b",
        r"\b(?:votre|ton) (?:parcours|cheminement)\b|\bcomment (?:vous êtes|tu es|vous avez|tu as)\b|\bde (?:votre|ton) (?:métier|expérience|quotidien)\b",
        r"\b(?:su|tu) (?:trayectoria|recorrido|camino)\b|\bcómo (?:llegaste|llegó|fue (?:tu|su)|te (?:metiste|hiciste))\b|\bde (?:tu|su) (?:experiencia|día a día)\b",
    ),
    # Answering a request that was made elsewhere: the writer offers to tell of their own way.
    "tells_own_way": (
        r"\b(?:about|over|on|of) my (?:own )?(?:path|move|switch|transition|way|journey|career change|road) (?:from|in|into|to|out)\b|\b(?:von|über) mein(?:em|en)? (?:weg|wechsel|werdegang|berufsweg)\b|\b(?:sur|de) mon (?:passage|parcours|cheminement)\b|\bde mi (?:camino|paso|trayectoria|recorrido)\b|\bask me anything\b",
        r"\b(?:tell|telling|share|explain|show) (?:you |you all )?(?:a (?:bit|little) )?(?:about )?(?:how|why|what|my)\b[^.?!]{0,20}\b(?:i|my|me|path|route|way|story|career)\b",
        r"\berzähl\w*\b[^.?!]{0,60}\b(?:wie ich|von meine\w|meine\w|wie es bei mir)\b",
        r"\b(?:raconte|dis|dirai|raconterai|expliquerai|explique)\b[^.?!]{0,40}\b(?:comment j|tout|mon parcours|mes)\b",
        r"\b(?:cuento|contaré|explico)\b[^.?!]{0,40}\b(?:cómo|mis|mi|por qué)\b",
    ),
    # The conversation began where no mail shows it.
    "answers_elsewhere": (
        r"\b(?:thanks?|thank you) (?:so much |very much )?for (?:your (?:kind |lovely |nice )?(?:note|message|dm|letter|question|words)|the (?:note|message|dm)|reaching out|writing|asking)\b|\bre:? your (?:dm|message|note)\b|\byour (?:message|note|question|dm) (?:on|via|through|over) \w+|\b(?:replying|answering|writing) (?:to you )?(?:here|by (?:e-?)?mail) (?:instead|since|because|as)\b|\b(?:saw|got|read) your (?:message|dm|note)\b|\bso emailing\b",
        r"\b(?:danke|dank) für (?:deine|ihre|die) (?:nette |liebe )?(?:nachricht|anfrage|zeilen|frage)\b|\b(?:ihre|deine) (?:nachricht|anfrage) (?:auf|über|bei)\b|\bantworte (?:ihnen|dir) (?:hier|per mail|lieber)\b|\bmerci (?:pour|de) (?:votre|ton) (?:message|mot|demande)\b|\b(?:votre|ton) message (?:sur|via)\b|\bje (?:vous|te) réponds (?:ici|par mail|plutôt)\b|\bgracias por (?:tu|su) (?:mensaje|nota)\b|\b(?:tu|su) mensaje (?:en|por)\b|\b(?:te|le) (?:respondo|escribo) (?:aquí|por aquí|por correo)\b",
    ),
    # A learner's words: whoever asks the person for a talk as a student or newcomer.
    "seeks_advice": (
        r"\b(?:your|some|career|for|any|asking) (?:\w+ )?(?:advice|guidance)\b|\bstudents?\b|\bstudying\b|\bgraduat(?:e|ed|ing)\b|\bmy (?:degree|studies|course|final year|master'?s|thesis|dissertation)\b|\b(?:early|start of (?:my|a)|starting (?:out|my)) (?:in my )?career\b|\b(?:i'm|im|i am|i've been|been) (?:\w+ ){0,2}(?:(?:thinking (?:of|about)|considering) (?:becoming|going|moving|doing|leaving|making|changing|switching|training|studying|whether|(?:a|the|an?other) (?:career|move|switch|change|job|field))|deciding|wondering (?:whether|if)|weighing|torn between|trying to (?:decide|work out|figure out))\b|\b(?:become|becoming|get(?:ting)? into|break(?:ing)? into|move into|moving into) (?:an? )?\w+|\bapprentic\w+\b|\bchanging careers?\b|\bcareer chang\w+\b",
        r"\b(?:not|n't) (?:\w+ ){0,3}(?:looking for|asking for|angling for|after|applying for|seeking) (?:a |an |any )?(?:\w+ )?(?:job|role|place|position|work|post)\b|\bnicht um (?:eine|die) (?:stelle|bewerbung)\b|\bne cherche (?:ni|pas)\b[^.?!]{0,30}\b(?:stage|emploi|poste|travail|apprentissage)\b|\bno (?:busco|pido) (?:trabajo|empleo|puesto|plaza)\b",
        r"\b(?:i want to do what you do|my stage|in (?:my|the) (?:first|second|third|fourth|final|\d(?:st|nd|rd|th)) year|\d(?:st|nd|rd|th) year|finishing (?:my|school|college|uni\w*)|what you wish you had known|postdoc|phd)\b",
        r"\bich studiere\b|\b(?:studium|studentin?|azubi|berufseinstieg|quereinstieg|ratschl\w+|tipps?)\b|\b(?:ihren|deinen|euren) rat\b|\b(?:ich )?überlege\b|\bob (?:das|es|der beruf) (?:etwas )?(?:für mich|zu mir)\b",
        r"\b(?:vos|tes|des|quelques) conseils\b|\b(?:étudiante?|mes études|ma thèse|me reconvertir|je réfléchis|je m'interroge|mon orientation|j'hésite)\b",
        r"\b(?:sus|tus|algún|algunos) consejos?\b|\b(?:soy estudiante|estudio|mis estudios|mi tesis|orientación)\b|\bestoy pensando\b|\bme estoy planteando\b",
    ),
    "tells_of_path": (
        r"\bhow (?:he|she|they) (?:left|went|found|moved|started|switched|decided)\b|\bwhat \w+(?: \w+){0,3} (?:do|does) (?:all day)?$|\bhow one (?:gets|becomes|ends up|comes)\b|\bhow (?:i|we|he|she|they) (?:got|made|became|chose|came|ended)\b|\bfrom [\w&. -]{2,30} (?:in)?to [\w&. -]{2,30}|\bgetting (?:in)?to\b|\b(?:life|working|work|day|career|careers|jobs?) (?:as|in|of|after|at)\b|\bcareers?\b|\bpath(?:s)?\b|\babout (?:my |your |the )?(?:work|job)\b|\bmy (?:road|way|journey)\b|\badvice\b|\bquestions? about\b|\blearn(?:ing)? about\b|\balum(?:ni|na|nus)?\b",
        r"\bweg(?:e)? (?:in|zu|nach)\b|\beinstieg\b|\bwerdegang\b|\bberuf\w*\b|\bparcours\b|\bmétiers?\b|\breconversion\b|\btrayectoria\b|\bcarrera\b|\bcamino\b",
    ),
    "coffee": (
        r"\bcoffees?\b|\bkaffee\b|\bcafé\b|\bcafecito\b|\btea with\b|\bcatch[- ]?up\b|\bchat\b|\baustausch\b|\bcharla\b|\bcafe\b",
    ),
    "networking": (
        r"\balum(?:ni|na|nus|nae)?\b|\bmutual (?:friend|contact|connection)\b|\bsuggested (?:i|that i|we)\b|\b(?:introduced|referred|pointed|recommended) (?:me|us|you)\b|\bgave me your name\b|\bcame across your\b|\be-?meet\b",
        r"\behemalige\w*\b|\balumn\w+\b|\bempfohlen\b|\bhat mir ihren namen\b|\brecommandée?\b|\bde la part de\b|\bancien\w* élève\w*\b|\bme recomend\w+\b|\bexalumn\w+\b",
    ),
    # A booking page's form: its answers are the words of whoever booked.
    "booked_by_invitee": (
        r"\bplease share anything that will help prepare\b|\binvitee\b|\bpowered by calendly\b|\bwhat would you like to (?:discuss|talk about)\b|\b(?:booked|scheduled) by\b|\bneed to make changes to this event\b|\bcal\.com\b|\breschedule:|\bcancel:",
    ),
    # --- answering ---
    "agrees": (
        r"\bhappy to (?:chat|talk|help|meet|speak|connect|share|do|hop|answer)\b|\b(?:glad|delighted|pleased) to\b|\b(?:i'd|i would|would) (?:be (?:happy|glad|delighted)|love) to (?:chat|talk|help|meet|speak|connect|share)\b|\bsounds (?:good|great|perfect|lovely)\b|\bof course\b|\babsolutely\b|\bsure\b|\bwith pleasure\b|\blet's do (?:it|that)\b|\byes,? (?:please|let's|happy|sure|that)\b|\bi'd (?:be (?:honou?red|thrilled)|enjoy)\b|\blook(?:ing)? forward to (?:it|our|speaking|talking|meeting|chatting|then|seeing)\b|\bput \d+ ?min\w* on my calendar\b|\bpick a (?:slot|time)\b|\bgrab (?:a|any) (?:slot|time)\b",
        r"\b(?:sehr |ja,? )?gerne?\b|\bmit vergnügen\b|\bfreue mich (?:auf|schon)\b|\bklingt gut\b|\bnatürlich\b|\bselbstverständlich\b|\bklar\b",
        r"\bavec plaisir\b|\bvolontiers\b|\bbien sûr\b|\bje serais? ravie?\b|\bd'accord\b|\bc'est (?:bon|parfait|noté)\b|\bau plaisir\b",
        r"\bcon (?:mucho )?gusto\b|\bclaro\b|\bpor supuesto\b|\bencantad[oa]\b|\bperfecto\b|\bde acuerdo\b|\bme parece bien\b",
    ),
    "agrees_to_time": (
        rf"\b(?:works?|is (?:good|fine|great|perfect|ok|okay|best)|(?:'s|s) (?:good|fine|great|perfect)|suits?|would (?:work|suit|be (?:good|great|fine|perfect))|good for me|fine (?:for|with|by) me)\b[^.?!]{{0,40}}(?:{_DAY})|(?:{_DAY})[^.?!]{{0,40}}\b(?:works?|is (?:good|fine|great|perfect|ok|okay)|suits?|it is|would (?:work|suit|be)|sounds (?:good|great|perfect)|good for me|fine)\b(?!\?)",
        r"\b(?:that|it|this|either|both) (?:works|suits|is (?:fine|good|great|perfect))\b|\bworks (?:for|well|great|perfectly|fine)\b|\bperfect for me\b|\bsee you (?:then|there|on|tomorrow|at|next|monday|tuesday|wednesday|thursday|friday)\b|\b(?:i )?confirm(?:ed|ing)?\b(?! whether| if)|\b(?:talk|speak) (?:to you )?then\b|\b(?:is|it's|are) in (?:my|the)\W+(?:\w+\W+)?(?:diary|calendar|planner|book)\b|\bi(?:'ll| will) be there\b|\b(?:accepted|sent|sending) (?:you )?(?:the|an|your|a calendar) invit\w+\b|\binvit\w+ (?:sent|accepted|is on its way)\b",
        rf"\b(?:passt|geht|klappt|ginge)\b[^.?!]{{0,40}}(?:{_DAY}|gut|mir|bei mir|perfekt)|(?:{_DAY})[^.?!]{{0,40}}\b(?:passt|klappt|geht)\b|\bgerne?\b[^.?!]{{0,25}}(?:{_DAY}|\bam \d)|\bbis (?:dann|morgen|montag|dienstag|mittwoch|donnerstag|freitag)\b|\bbestätige\b|\bpasst (?:mir|bei mir|perfekt|gut)\b",
        rf"\b(?:me|nous) (?:convient|va)\b|\bça marche\b|\bc'est (?:parfait|bon|noté)\b|\bparfait\b[^.?!]{{0,20}}(?:{_DAY})|\bje (?:vous )?confirme\b|\bà (?:demain|lundi|mardi|mercredi|jeudi|vendredi)\b|(?:{_DAY})[^.?!]{{0,30}}\b(?:convient|va bien|parfait)\b",
        rf"\bme (?:viene|va|queda) (?:bien|perfecto|genial)\b|\bperfecto\b[^.?!]{{0,20}}(?:{_DAY})|\bconfirmo\b|\bconfirmado\b|\bnos vemos\b|\bhasta (?:mañana|el|entonces)\b|(?:{_DAY})[^.?!]{{0,30}}\b(?:me va|me viene|perfecto|está bien)\b",
    ),
    "declines": (
        r"\b(?:unfortunately|sadly|i'm afraid|sorry,?)\b[^.?!]{0,80}\b(?:not able|unable|can't (?:help|take|meet)|cannot (?:help|take|meet)|don't have (?:the )?(?:time|capacity)|no longer|have to decline|must decline)\b|\bi(?:'ll| will)? have to (?:pass|decline)\b|\bnot taking (?:on )?(?:calls|meetings|chats)\b",
        r"\bleider\b[^.?!]{0,80}\b(?:keine zeit|nicht möglich|absagen|keine kapazität)\b|\bmalheureusement\b[^.?!]{0,80}\b(?:pas (?:le temps|possible|disponible))\b|\blamentablemente\b[^.?!]{0,80}\b(?:no (?:puedo|tengo|es posible))\b",
    ),
    # --- moving, cancelling ---
    "cancels": (
        r"\b(?:have|need|going|want|must|forced|got)\b[^.?!]{0,12}\b(?:to )?(?:cancel|drop|call off|bail|back out|skip)\b|\bcancel(?:l?ing|l?ed)?\b[^.?!]{0,30}\b(?:our|today|tomorrow|the (?:call|chat|meeting|coffee)|this|on you)\b|\b(?:can't|cannot|can not|won't be able to|not (?:be )?able to|unable to|not going to)\b[^.?!]{0,12}\b(?:make (?:it|our|today|tomorrow|the)|meet|join|attend|do (?:today|tomorrow|our))\b",
        r"\babsagen\b|\bsage\b[^.?!]{0,30}\bab\b|\bkann (?:leider )?(?:heute |morgen |doch )?(?:leider )?(?:doch )?nicht (?:kommen|teilnehmen|dabei)\b|\bschaffe? (?:ich )?es (?:leider |heute |doch )*nicht\b|\bmuss\b[^.?!]{0,30}\b(?:ausfallen|streichen)\b",
        r"\b(?:dois|devoir|contrainte?|obligée?)\b[^.?!]{0,25}\b(?:annuler|décommander)\b|\bannul(?:er|e|é)\b[^.?!]{0,25}\b(?:notre|rendez-vous|appel|café)\b|\bne (?:pourrai|peux|vais) (?:malheureusement )?pas (?:pouvoir )?(?:venir|être|honorer|assister|me joindre)\b",
        r"\b(?:tengo que|debo|necesito|voy a tener que|me veo obligad[oa] a) (?:cancelar|anular)\b|\bcancel(?:ar|o)\b[^.?!]{0,25}\b(?:nuestr[ao]|la reunión|la llamada|el café|lo de)\b|\bno (?:voy a poder|podré|puedo) (?:ir|asistir|llegar|conectarme|acudir|atender\w*|llamar\w*)\b|\bhoy no (?:voy a poder|podré|puedo|me es posible)\b",
    ),
    "moves": (
        rf"\b(?:push(?:ing|ed)?|mov(?:e|ing|ed)|shift(?:ing|ed)?|bump(?:ing|ed)?|delay(?:ing|ed)?)\b[^.?!]{{0,40}}\b(?:us|our|you|it|this|the (?:call|chat|meeting|time|coffee)|things)\b[^.?!]{{0,30}}\b(?:to(?! b?cc)|by|until|back)\b|\bresched\w+\b|\binstead of\b[^.?!]{{0,20}}(?:{_DAY})|(?:{_DAY})[^.?!]{{0,20}}\binstead\b|\bone more change\b|\bpostpone\w*\b",
        r"\bverschieb\w*\b|\bverschoben\b|\bverlegen\b|\bverlegt\b|\breporter\b|\breporté\b|\bdécaler\b|\bdécal(?:é|ons)\b|\baplazar\b|\breprogramar\b|\bposponer\b|\bcambiar (?:la|nuestra|el) (?:hora|cita|reunión|llamada)\b|\bmover (?:la|nuestra|lo)\b",
    ),
    "wants_another_time": (
        r"\b(?:find|pick|look for|suggest|set up|arrange|try) (?:another|a new|a different|some other|a better) (?:time|day|date|slot)\b|\banother (?:time|day)\b|\bresched\w+\b|\brain ?check\b|\bsome other time\b|\btry again\b|\blater (?:this|in the) (?:week|month)\b|\bin (?:a few|two|three|a couple of) weeks\b|\bpropose (?:a |some )?(?:new|other|another)\b",
        r"\b(?:next (?:week|month)|the week after(?: next| that)?|some (?:other|later) week)\b[^.?!]{0,30}\binstead\b|\binstead\b[^.?!]{0,30}\b(?:next (?:week|month)|the week after|later)\b",
        r"\bein andermal\b|\bein anderes mal\b|\bpartie remise\b|\botra semana\b",
        r"\b(?:anderen|neuen|anderer|neuer) (?:termin|tag|zeitpunkt)\b|\bnachholen\b|\bverschieben\b|\b(?:un|une) autre (?:moment|date|jour|créneau|horaire)\b|\breporter\b|\bdécaler\b|\botr[oa] (?:momento|día|fecha|hora|hueco)\b|\breprogramar\b|\baplazar\b",
    ),
    # --- on the day ---
    "waits": (
        r"\b(?:i'm|i am|i've been|still)\b[^.?!]{0,20}\b(?:on|in) the (?:video |zoom |meet |teams |call )?(?:link|call|line|room|zoom|lobby|meet|cafe|café)\b|\bare you (?:still )?(?:able to )?(?:joining|coming|there|join|make it|on your way)\b|\b(?:waiting|waited) (?:for you|on|in|here|at)\b|\bno rush\b|\bi(?:'m| am) here\b|\bcan you (?:hear|see|get in)\b",
        r"\bwarte\b[^.?!]{0,30}\b(?:auf|im|hier)\b|\bbin (?:schon )?(?:im|in der|auf der) (?:call|leitung|meeting|zoom)\b|\bje (?:suis|vous attends|t'attends)\b[^.?!]{0,20}\b(?:connectée?|en ligne|sur le lien|attends)\b|\b(?:estoy|sigo)\b[^.?!]{0,20}\b(?:conectad[oa]|en (?:la llamada|el enlace|línea)|esperando)\b",
    ),
    "says_no_show": (
        r"\b(?:nobody|no one|noone|no-one)\b[^.?!]{0,20}\b(?:joined|came|showed|turned up|was there|appeared)\b|\b(?:didn't|did not|never|doesn't|has not|hasn't)\b[^.?!]{0,15}\b(?:show(?:ed)?(?: up)?|turn(?:ed)? up|appear(?:ed)?|join(?:ed)?|come|came|make it|made it|dial in|pick up|picked up)\b|\bno[- ]?show(?:ed)?\b|\bstood me up\b|\b(?:we|i) (?:must have )?missed (?:each other|you)\b|\bmissed you\b|\bsorry (?:we|you) (?:couldn't|could not|weren't able to) (?:connect|make it|join)\b",
        r"\bniemand\b[^.?!]{0,30}\b(?:da|erschienen|gekommen|beigetreten|eingewählt)\b|\bnicht (?:erschienen|aufgetaucht|gekommen)\b|\bpersonne n'(?:est|a|était)\b|\bne s'est pas (?:présentée?|connectée?)\b|\bn'est (?:pas|jamais) venue?\b|\bn'est pas (?:apparue?|venue?)\b|\bno (?:se )?(?:presentó|apareció|vino|conectó|llegó)\b|\bnadie\b[^.?!]{0,20}\b(?:vino|apareció|conectó|se conectó|llegó|entró)\b|\bme dejó plantad[oa]\b|\bhat mich versetzt\b|\bm'a posé un lapin\b",
    ),
    "apologises_for_missing": (
        r"\b(?:sorry|apolog\w+|forgive|embarrass\w*|mortified|my (?:bad|fault))\b[^.?!]{0,80}\b(?:miss(?:ed|ing)|forgot|not (?:showing|making|joining|being there)|no[- ]?show|overslept|stood you up|blanked|slipped my mind|(?:didn't|couldn't|wasn't able to) (?:join|make it|dial in|show|be there)|lost track|left you (?:waiting|hanging))\b|\bi (?:completely |totally |just |clean )?(?:missed|forgot(?! to (?:say|tell|mention|ask|add|send|attach|give|thank))|overslept|blanked on|slept through)\b[^.?!]{0,40}\b(?:our|the|call|chat|meeting|coffee|today|it|alarm)\b|\b(?:completely |totally )?slipped my mind\b|\b(?:completely|totally|clean) (?:forgot|missed|blanked)\b",
        r"\b(?:tut mir (?:so |sehr |wirklich )?leid|entschuldig\w*|sorry)\b[^.?!]{0,80}\b(?:verpasst|vergessen|versäumt|verschlafen|nicht (?:da|erschienen|gekommen))\b|\b(?:unser\w* )?(?:termin|gespräch|treffen)\b[^.?!]{0,30}\b(?:verpasst|vergessen|verschlafen|verschwitzt)\b",
        r"\b(?:désolée?|excus\w+|navrée?|confuse?)\b[^.?!]{0,80}\b(?:manqué|raté|oublié|pas (?:pu|été|venue?)|loupé)\b|\bj'ai (?:complètement |totalement )?(?:manqué|raté|oublié|loupé)\b[^.?!]{0,30}\b(?:notre|appel|rendez-vous|café)\b",
        r"\b(?:perdón\w*|disculp\w+|lo siento|siento|mil disculpas)\b[^.?!]{0,80}\b(?:olvid\w+|perd[íi]|falt\w+|no (?:haber|pude|estuve|me conecté|aparec\w+)|plantad[oa])\b|\bse me (?:olvidó|pasó)\b|\bme olvidé de\b",
    ),
    "joins": (
        r"\bjoining (?:now|in)\b|\bbe right there\b|\brunning (?:a (?:few|couple)|late|\d+)\b|\b(?:\d+|two|five|ten) (?:min\w*|minutes) late\b|\bon my way\b|\balmost there\b|\bgibt? mir (?:\d+|fünf|zehn) minuten\b|\bkomme gleich\b|\bverspäte mich\b|\bj'arrive\b|\bune? (?:petit )?retard\b|\bllego (?:en|tarde)\b|\bya (?:voy|entro)\b",
    ),
    # --- afterwards ---
    "thanks_for_talk": (
        r"\b(?:thank(?:s| you)|grateful|appreciate[d]?|appreciation)\b[^.?!]{0,80}\b(?:for (?:today|yesterday|tonight|this (?:morning|afternoon|evening)|(?:all )?(?:your|the|our|taking|making|speaking|talking|chatting|meeting|such|a (?:great|lovely|wonderful|helpful)|sharing|sitting|giving|walking|being so|everything)\b)[^.?!]{0,50}(?:time|chat|talk|talking|conversation|call|meeting|coffee|advice|tips?|today|yesterday|generous|me|morning|afternoon|insights?|story|path|experience|thoughts|guidance|perspective|encouragement|with me|speaking))",
        r"\bthank(?:s| you)(?: so much| very much| again)?,? for (?:today|yesterday|this morning|this afternoon|your time|the (?:chat|call|talk|coffee|conversation|time|advice|tips))\b|\bthank you both for\b|\byour (?:tip|advice|story|suggestion)s?\b[^.?!]{0,80}\b(?:was|were|is|made|helped|stuck|really)\b",
        r"\b(?:dank(?:e|en|eschön)?|bedanken?|dankbar)\b[^.?!]{0,80}\b(?:zeit|gespräch|austausch|heute|gestern|treffen|telefonat|kaffee|rat|tipps?|offenheit|einblick\w*|nehmen|genommen)\b",
        r"\b(?:merci|remerci\w*|reconnaissante?)\b[^.?!]{0,80}\b(?:temps|échange|conversation|aujourd'hui|hier|ce matin|cet après-midi|appel|café|conseils?|accueil|discussion|rencontre|disponibilité|m'avoir)\b",
        r"\b(?:gracias|agradec\w+|agradezco)\b[^.?!]{0,80}\b(?:tiempo|charla|conversación|hoy|ayer|llamada|café|consejos?|reunión|rato|esta (?:mañana|tarde)|haber|por todo)\b",
    ),
    "says_thanks": (
        r"\bthank(?:s| you)\b|\bgrateful\b|\bdank(?:e|eschön)?\b|\bvielen dank\b|\bmerci\b|\bgracias\b|\bte agradezco\b|\ble agradezco\b",
    ),
    "says_it_took_place": (
        r"\b(?:great|good|lovely|nice|wonderful|fun|fantastic|pleasure|enjoyed|loved|glad|delight\w*|really enjoyed|fascinating)\b[^.?!]{0,30}\b(?:to (?:talk|speak|chat|meet|connect)|talking|speaking|chatting|meeting|connecting|catching up|our (?:chat|conversation|talk|call|coffee|meeting|time)|(?:conversation|chat|talk) (?:today|yesterday|this|we))\b[^.?!]{0,20}\b(?:with you|to you|you|today|yesterday|earlier|this (?:morning|afternoon|week)|conversation|chat|talk|call|coffee|meeting)?\b",
        r"\b(?:as (?:we )?(?:discussed|promised|mentioned)|when we (?:spoke|talked|met|chatted)|following (?:up on )?our (?:chat|conversation|call|talk|meeting|coffee))\b|\b(?:after|since|from) (?:our|today's|yesterday's) (?:chat|conversation|call|talk|meeting|coffee)\b",
        r"\b(?:schön|gut|schönes|tolles|nettes|gutes|angenehmes|interessantes|spannendes)\b[^.?!]{0,40}\b(?:zu (?:sprechen|reden|hören|telefonieren|quatschen)|unser telefonat|geredet|telefoniert|gespräch|austausch|sie kennenzulernen|dich kennenzulernen|kennenzulernen|gesprochen|treffen)\b|\b(?:hat mich (?:sehr )?gefreut|habe mich (?:sehr )?(?:über|gefreut))\b[^.?!]{0,60}|\bwie (?:besprochen|versprochen)\b",
        r"\b(?:ravie?|plaisir|heureux|heureuse|agréable|enchantée?)\b[^.?!]{0,40}\b(?:échange|échangé|discuté|d'avoir|parlé|rencontré\w*|conversation|fait (?:votre|ta) connaissance)\b|\bcomme (?:convenu|promis|évoqué|discuté)\b|\bsuite à notre (?:échange|conversation|appel|entretien|café|discussion)\b",
        r"\b(?:un placer|un gusto|encantad[oa]|me (?:encantó|gustó|alegró)|qué bien|disfruté)\b[^.?!]{0,40}\b(?:hablar|charlar|conversar|conocert?e|conocerle|conversación|charla|haber)\b|\bcomo (?:comentamos|hablamos|acordamos|prometí|te prometí)\b|\btras nuestra (?:charla|conversación|llamada)\b",
    ),
    # --- others ---
    "introduces": (
        r"\b(?:meet|introduc(?:e|ing)|connect(?:ing)?)\b[^.?!\n]{0,50}\b(?:you (?:two|both|to|with|and)|meet|each other|my (?:friend|colleague|former|old))\b|\b(?:i'd|i would|would|want|wanted|happy|like|love|pleasure) (?:love |like |to )*(?:to )?(?:introduce|connect|put you)\b|\b(?:an )?intro(?:duction)?:|\bover to you\b|\b(?:putting|put) you (?:two |both )?in touch\b|\bi'll let you (?:two|both)\b|\bleave you (?:two|both)? ?to\b|\byou (?:two|both) (?:should|said|have|will|would)\b|\b(?:please )?meet [A-ZÀ-Þ]\w+",
        r"\b(?:darf ich (?:euch |sie |dir |ihnen )?(?:vorstellen|bekannt machen))\b|\b(?:stelle|stell)\b[^.?!]{0,30}\bvor\b|\bmiteinander (?:bekannt|in kontakt|verbinden)\b|\bin kontakt bringen\b|\bje (?:te|vous) présente\b|\bmis\w* en (?:relation|contact)\b|\bmets? en (?:relation|contact)\b|\b(?:te|os|les|le) (?:presento|pongo en contacto)\b|\bponer(?:os|los|te) en contacto\b",
    ),
    # Read with case: a name is known by its capital.
    "hands_to_scheduler": (
        r"(?<![\w'-])(?P<a>[A-ZÀ-Þ][\w'-]++)(?: [A-ZÀ-Þ][\w'-]++)?,? ?(?i:\((?:cc|cc'd|cc'ed|copied|in cc|en copie|en copia)[^)]*\)|,? ?(?:who is )?(?:cc'd|cc'ed|copied(?: here)?|in cc|on cc|here in copy),?)[^.?!]{0,20}\b(?i:will|can|to|is going to|findet|kann|wird|pourra|va|puede)\b[^.?!]{0,30}\b(?i:find|set|arrange|schedul\w+|coordinat\w+|book|sort|help|termin|zeit|trouver|organiser|fixer|buscar|coordinar)",
        r"(?<![\w'-])(?P<d>[A-ZÀ-Þ][\w'-]++)(?: [A-ZÀ-Þ][\w'-]++)?,? ?\((?i:cc|in cc|en copie|en copia|in kopie|im cc)[^)]*\)[^.?!]{0,40}\b(?i:dates?|créneaux?|rendez-vous|rdv|termin\w*|slots?|times?|fechas?|hueco|hora|agenda|calendar|kalender)\b",
        r"\b(?i:my|our|meine|mein|mon|ma|mi) (?i:executive |personal |wonderful )?(?i:assistant|EA|assistentin|assistenz|assistante?|asistente)\b,? ?(?P<b>[A-ZÀ-Þ][\w'-]+)?",
        r"\b(?i:copying|adding|cc'ing|looping in|cc-ing)\b (?P<c>[A-ZÀ-Þ][\w'-]++)[^.?!]{0,40}\b(?i:find|set|arrange|schedul\w+|coordinat\w+|book|calendar|time)",
    ),
}

NEGATIVE: dict[str, tuple[str, ...]] = {
    "recruiter": (
        r"\bphone screen\w*\b|\brecruiter (?:screen|call|chat)\b|\bscreening (?:call|interview)\b|\btalent (?:acquisition|(?:&|and) culture|partner|team|scout|manager)\b|\bpeople (?:&|and) culture\b|\b(?:technical )?recruiter\b|\b(?:on behalf of|for) my client\b|\bmy client\b|\bplac(?:e|ing) candidates\b|\bhead ?hunt\w*\b|\bopportunit(?:y|ies)\b[^.?!]{0,60}\b(?:with|at|role|position|client|company)\b|\b(?:your|updated) (?:cv|resume|résumé)\b|\bopen (?:role|position|requisition)s?\b[^.?!]{0,40}\b(?:match|fit|you)\b|\bsourcer\b|\b(?:supply|staffing|recruitment|recruiting|employment|temp) agenc(?:y|ies)\b|\bregistration call\b|\bconfidential (?:chat|call|conversation|talk)\b|\bwhat you're looking for in your next\b|\byour next (?:role|move|position|job|post|school)\b|\broles? (?:that|which) (?:might|may|could|would) (?:suit|fit|interest)\b",
        r"\brecruiting\b|\bsalary expectations?\b|\b(?:first|initial|telephone|video) screen\b",
        r"\bpersonalreferent\w*\b|\bpersonalabteilung\b|\bgehaltsvorstellung\w*\b|\bbewerberportal\b|\bvorauswahl\b",
        r"\bpré-?sélection\b|\bpré-?entretien\b|\bchargée? de recrutement\b|\bprétentions salariales\b|\bpreselección\b",
        r"\b(?:entrevista|llamada) telefónica de selección\b|\b(?:pretensiones|expectativas|aspiraciones?) salarial(?:es)?\b",
        r"\bpersonalberat\w+\b|\bpersonalvermittl\w+\b|\btelefoninterview\b|\bvacanc(?:y|ies)\b|\brecruteur\w*\b|\bchasseur de têtes\b|\bcabinet de recrutement\b|\bpréqualification\b|\breclutador\w*\b|\bproceso de selección\b",
    ),
    "hiring": (
        r"\bthanks? (?:you )?for (?:applying|your application|your interest in (?:the|our|joining))\b|\byour application\b|\b(?:job|your|technical|final|onsite|on-site|panel|first|second|third|virtual|video|hiring|behavioral|behavioural|case|coding|system design)[ -](?:round |manager )?interview\b|(?<!informational )(?<!info )\binterview (?:for|at|panel|loop|process|schedule|invitation|confirmation|invite)\b|\b(?:next|final|first|second) round\b|\bhiring (?:manager|team|process|committee)\b|\bcandidate(?:'s)? (?:portal|experience|id|home)\b|\breq(?:uisition)?[ #:-]*(?:id)? ?\d{3,}\b|\(?\b(?:jr?|r|req|job)[-#]\d{3,}\b|\bjob (?:id|offer|description)\b|\b(?:take[- ]home|coding|online|skills) (?:assessment|test|challenge|assignment)\b|\boffer (?:letter|details)\b|\bbackground check\b|\bonsite\b|\bstart date\b",
        r"\bvorstellungsgespräch\b|\bbewerbung(?:sgespräch|sverfahren|sprozess|sunterlagen)?\b|\bihre bewerbung\b|\bauswahlverfahren\b|\bprobearbeit\w*\b|\bentretien d'embauche\b|\b(?:votre|ta) candidature\b|\bprocessus de recrutement\b|\bentrevista de trabajo\b|\b(?:tu|su) candidatura\b|\bprueba técnica\b|\bentrevista (?:con|técnica|final)\b",
    ),
    "applies": (
        r"\b(?:i am|i'm|writing to) (?:writing to )?apply(?:ing)?\b|\bmy (?:job )?application\b|\bapply(?:ing)? for the\b|\b(?:attached|attaching|enclosed)\b[^.?!]{0,30}\b(?:resume|résumé|cv|cover letter)\b|\bposition (?:you )?(?:posted|advertised)\b",
        r"\bmeine bewerbung\b|\bbewerbe mich\b|\bma candidature\b|\bje (?:postule|candidate)\b|\bmi candidatura\b|\bme postulo\b",
    ),
    "sales": (
        r"\b(?:product |live |free |quick |personali[sz]ed |platform )?demo\b|\bpricing\b|\b(?:a |our |the )?(?:proposal|quote|quotation)\b|\bMSA\b|\bNDA\b|\bfree trial\b|\broi\b|\byour (?:team's|company's|business|pipeline|stack|budget|procurement|renewal|subscription)\b|\b(?:onboarding|discovery|sales|renewal|kick-?off|vendor|implementation) (?:call|meeting|session)\b|\bcontract\b|\bdecision[- ]maker\b|\baccount (?:executive|manager)\b|\bour (?:platform|solution|software|tool|services|product)\b(?! (?:team|org|manager|group|lead|people|folks))|\bsave (?:you|your team) (?:time|money|hours)\b|\b(?:help|helping) (?:companies|teams|businesses|firms)\b|\bunsubscribe\b|\bopt out\b|\bquick question about\b|\bbook a (?:call|demo|slot) here\b",
        # Only whoever sells promises not to.
        r"\bnot a (?:sales )?pitch\b|\b(?:won't|not|never) be asking for a (?:gift|donation)\b|\b(?:don't|do not|needn't) have to buy\b|\bno (?:strings|obligation)\b|\breply stop\b|\bunverbindlich\b|\bsans engagement\b|\bsin compromiso\b",
        r"\bproduktvorstellung\b|\bangebot\b|\bpreise\b|\bunsere (?:lösung|plattform|software)\b|\bdémo\b|\bdevis\b|\btarifs?\b|\bnotre (?:solution|plateforme|logiciel|offre)\b|\bpresupuesto\b|\bnuestra (?:solución|plataforma|oferta)\b|\bdemostración\b|\bprueba gratuita\b",
    ),
    # Whoever writes first in the name of a firm or an association does not ask for themself.
    "for_organisation": (
        r"\b(?:we|we're|we are|we've)\b (?:\w+ ){0,2}(?:build(?:ing)?|launch(?:ed|ing)|develop(?:ed|ing)?|offer(?:ing)?|help|provide|partner|support|organi[sz]e|specialise|specialize|represent|work with|are looking for|are talking to|are hiring|are recruiting)\b|\b(?:our|my) (?:customers?|users?|clients?|members|donors|candidates|product|app|startup|start-up|firm|agency|platform|programme|program|students|readers|listeners|other schools)\b|\bi (?:partner|work) with (?:a few |several |some )?\w+ (?:companies|firms|cfos|teams|schools|clients)\b|\bon behalf of\b",
        r"\bwir (?:\w+ ){0,2}(?:bieten|entwickeln|bauen|suchen|helfen|unterstützen|begleiten|vermitteln|organisieren|befragen)\b|\bunsere?[rnms]? (?:kunden?|kundinnen|nutzer\w*|mitglieder|mandant\w*|produkt|lösung|app|firma|agentur|verein|programm|kanzlei)\b|\bim auftrag\b|\bim namen\b",
        r"\bnous (?:développons|proposons|accompagnons|lançons|recherchons|organisons|aidons|cherchons)\b|\b(?:nos|notre) (?:clients?|adhérents?|membres|utilisateurs|produit|application|agence|cabinet|programme|association)\b|\bj'accompagne\b|\bau nom de\b",
        r"\b(?:desarrollamos|ofrecemos|ayudamos|buscamos|acompañamos|organizamos|representamos|trabajamos con)\b|\bnuestr[oa]s? (?:clientes?|usuarios|socios|miembros|producto|aplicación|agencia|fundación|programa|comedores)\b|\ben nombre de\b",
    ),
    "medical": (
        r"\b(?:dent(?:al|ist)|doctor'?s?|physician|clinic|medical|therapy|therapist|physio\w*|counsel(?:l)?ing|psych\w+|gp|dermatolog\w+|optometr\w+|eye exam|checkup|check-up|vaccin\w+|mri|blood (?:test|draw)|surgery|patient|prescription|vet|veterinar\w+|ob-?gyn|prenatal|ultrasound|hygienist|cleaning appointment|chiropract\w+)\b",
        r"\b(?:zahnarzt\w*|arzt\w*|ärzt\w*|praxis|therapie\w*|impf\w+|untersuchung|physiotherapie|krankenhaus|tierarzt\w*|dentiste|médecin|médical\w*|cabinet médical|kiné\w*|vaccin\w*|ordonnance|vétérinaire|dentista|médic[oa]|clínica|terapia|vacuna\w*|fisioterap\w+|veterinari\w+)\b",
    ),
    "legal_finance": (
        r"\btax(?:es)?\b|\b(?:attorney|lawyer|lawsuit|court|custody|divorce|mortgage|tax (?:return|appointment|preparer)|accountant|bank(?:ing)? appointment|loan|notary|probate|visa appointment|immigration|insurance (?:claim|agent))\b",
        r"\b(?:vat|tax (?:bill|office|refund)|lease|tenancy|inheritance|overdraft|bankruptcy|pension (?:plan|pot|advice)|kredit|darlehen|erbschaft|erbe|mietvertrag|steuererklärung|umsatzsteuer|mehrwertsteuer|insolvenz|succession|héritage|bail|tva|déclaration d'impôts|crédit immobilier|préstamo|herencia|contrato de alquiler|declaración de la renta|iva)\b",
        r"\b(?:rechtsanwalt|anwält\w+|gericht|scheidung|notar\w*|steuerberat\w+|bankberat\w+|hypothek\w*|avocate?|tribunal|divorce|notaire|comptable|prêt|abogad[oa]|juzgado|divorcio|notar[íi]a|hipoteca|gestor[íi]a)\b",
    ),
    "hr_matters": (
        r"\b(?:mid|end)[- ](?:of[- ])?year (?:review|conversation|check-?in|talk|discussion)\b|\b(?:performance (?:review|improvement|conversation|check-?in)|goal[- ]setting|disciplinary|grievance|termination|severance|exit interview|salary review|annual review)\b|\b(?:mitarbeitergespräch|jahresgespräch|personalgespräch|kündigung|entretien annuel|licenciement|evaluación de desempeño|despido)\b",
    ),
    "personal": (
        r"\b(?:haircut|hair (?:appointment|salon)|barber|nail|massage|spa|birthday|wedding|anniversary|funeral|baby ?shower|playdate|date night|girls'? night|dinner|drinks|brunch|bbq|barbecue|party|babysit\w*|school pickup|parent[- ]teacher|daycare|pick ?up (?:the )?kids|mom|dad|grandma|grandpa|family|cousin|aunt|uncle|movie|concert|game night|hik(?:e|ing)|gym|yoga|run club|running|tennis|soccer|climbing|book club|choir|roommate|apartment|viewing|plumber|electrician|landlord|delivery|car service|oil change|hang ?out|love you|miss you)\b",
        r"\b(?:friseur|geburtstag|hochzeit|abendessen|familie|mama|papa|oma|opa|elternabend|kita|feierabendbier|grillen|umzug|wohnungsbesichtigung|handwerker|coiffeur|anniversaire|mariage|dîner|famille|maman|crèche|apéro|déménagement|visite d'appartement|peluquer[íi]a|cumpleaños|boda|cena|familia|mamá|abuel[oa]|guarder[íi]a|mudanza)\b",
    ),
    "event": (
        r"\b(?:webinar|meetup|conference|summit|workshop|info(?:rmation)? session|open house|career fair|panel (?:discussion|event)|town ?hall|all[- ]hands|hackathon|networking (?:event|night|mixer)|happy hour|registration|register now|your ticket|tickets|rsvp|keynote|lecture|seminar|course|class|lesson|bootcamp)\b",
        r"\b(?:webinar|konferenz|messe|vortrag|seminar|vorlesung|kurs|unterricht|elternabend|anmeldung|webinaire|conférence|salon|atelier|cours|inscription|congreso|taller|curso|clase|seminario|feria)\b",
    ),
    # Nobody charges for being asked how they came to their work; nor is that asked for every week.
    "paid": (
        r"\b(?:what|how much) (?:do|would|will) (?:you|i|it|they) (?:usually |normally )?(?:charge|cost|owe)\b|\b(?:consultation|session|lesson|hourly|tuition) (?:fees?|rates?)\b|\bfree of charge\b|\bfree (?:first|initial) (?:consultation|session|lesson)\b|\b(?:pounds|dollars|euros?|francs) (?:an?|per) (?:hour|lesson|session|class)\b|\b(?:private|trial|take|taking|have|having|give|giving|book) (?:\w+ )?lessons?\b|\b(?:an hour|half an hour|minutes|lessons?) (?:a|each|every|per) week\b|\bonce a week\b",
        r"\bwas (?:nehmen|verlangen|berechnen) sie\b|\bwas (?:nimmst|verlangst) du\b|\bwas kostet (?:eine|die|das|mich)\b|\bstundensatz\b|\b(?:beratungs|kurs|unterrichts)gebühr\w*\b|\bkostenlose\w* (?:erst\w*|probe\w*)\b|\b(?:nachhilfe|probestunde|einzelunterricht|\w+unterricht|\w+stunden nehmen)\b|\b(?:euro|franken) (?:pro|die|je) (?:stunde|einheit|sitzung)\b|\beinmal (?:die|in der|pro) woche\b",
        r"\bà quel tarif\b|\b(?:votre|vos|tes|ton) tarifs?\b|\bcombien (?:prenez|demandez|facturez|coûte\w*|prends|demandes)\b|\b(?:cours|leçons?) particulie\w*\b|\bcours d'essai\b|\b(?:heure|fois|cours) par semaine\b|\beuros? (?:de l'heure|par heure|la séance|le cours)\b|\bpremière consultation (?:est )?(?:gratuite|offerte)\b",
        r"\bcuánto (?:cobra\w*|cuesta|me costaría)\b|\b(?:su|tu|sus|tus) tarifas?\b|\b(?:clases?|lecciones) particular\w*\b|\bclase de prueba\b|\b(?:hora|vez|veces|clases?) (?:a la|por) semana\b|\beuros? (?:la hora|por hora|la clase|por clase|la sesión)\b|\bprimera consulta (?:es )?gratuita\b",
    ),
    "mentoring": (
        r"\b(?:coaching session|career coach|life coach|paid (?:session|coaching)|mentoring (?:program\w*|session|scheme)|mentorship (?:program\w*|session)|mentor match|session \d+ of \d+|adplist|mentorcruise)\b|\bcoaching\b|\bmentoringprogramm\b|\bprogramme de mentorat\b|\bprograma de mentor[íi]a\b",
    ),
    "media": (
        r"\b(?:recording|on[- ]air|episodes?|studio session|research interview|broadcast\w*|recorder|producer|documentary|dissertation|consent form|transcript|interviewing (?:\d+|people|several|a number)|(?:as|be) (?:our|a|my) guest|our (?:listeners|readers|viewers)|podcast|journalist|reporter|for (?:an|the|my) (?:article|story|piece)|press inquiry|user research|usability|research (?:study|participant|interview)|survey|participant)\b|\buser interview\b|\b(?:gift card|voucher|incentive|honorarium)\b|\bfeedback session\b|\b(?:umfrage|studie|journalistin?|enquête|étude utilisateur|encuesta|periodista)\b",
    ),
    "internal": (
        r"\b(?:stand-?up|daily|retro(?:spective)?|sprint|1:1|1-1|one[- ]on[- ]one|1on1|weekly (?:sync|check-?in)|sync|team meeting|planning|backlog|jour fixe|status|okr|all hands|check-?in|staff meeting|debrief|handover)\b|\bteammeeting\b|\bréunion d'équipe\b|\breunión de equipo\b|\bpoint hebdo\b",
    ),
}
"""What a meeting is instead: recognition.md 4 (hiring pipeline, recruiters, sales, medical, media…) and PS-13."""
