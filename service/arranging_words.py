"""Word tables for arranging a talk, in English, German, French and Spanish: agreeing to a time, hesitating, refusing,
calling off, moving, choosing. Tables only; `arranging` applies them sentence by sentence.
"""

from __future__ import annotations

_WEEKDAY = (
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend"
    r"|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo"
)

GREETINGS = (
    r"hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|hoi|moin|servus|grüezi|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?"
    r"|bonjour|bonsoir|salut|coucou|chère?|cher|hola|buenos? d[íi]as?|buen d[íi]a|buenas(?: tardes| noches)?|estimad[oa]|querid[oa]|apreciad[oa]|kia ora|aloha|morena"
    r"|bien (?:cordialement|à vous|à toi)|good luck|gute nacht|all the best|kind regards|best regards|cordialement|saludos|viele grüße|liebe grüße"
)
DOUBTS = r"\b(?:not|n't|no|never|none|nothing|but|if|unless|sorry|hope|hopefully|wish|too|ask|check|see|later|depend\w*|need|swap|try|trying|busy|away|until|till|unfortunately|nicht|kein\w*|nie|aber|wenn|falls|ob|leider|zu (?:früh|spät)|fragen?|schauen?|sehen|später|hoffe|hoffentlich|muss|versuche|schade|pas|ne|jamais|mais|si|désolée?|hélas|trop|demander|voir|plus tard|espère|dois|essaie|nunca|pero|lamento|lástima|demasiado|preguntar|ver|luego|espero|ojalá|tengo|intento|enjoy|viel spaß|bonne journée|suerte|agenda|kalender|calendar|diary|revis\w*|congrat\w*)\b|n't\b"
"""With one of these a short answer is no plain yes."""
THANKS = r"\bappreciate\b|\b(?:thank|thanks|thx|ty|cheers|ta|danke|dank|dankeschön|merci|gracias|grazie)\b"
YES_AT_START = (
    r"yes|affirmative|carrément|chouette|venga|guay|conforme|me tinca|cuenta con ello|bárbaro|yay|hooray|haha|ha|legend|cheers|sweet|nice one|go on then|oh go on|aye|course|of course|yep|yeah|yup|ya|sure|ok|okay|okey|k|kk|perfect|great|good|lovely|brilliant|super|cool|fine|deal|done|agreed|agreeable"
    r"|absolutely|definitely|certainly|wonderful|excellent|awesome|grand|noted|confirmed?|roger|right|alright|all right|fab|sorted"
    r"|ja|jep|jo|jawohl|gern|gerne|sehr gerne?|passt|geht|klappt|klar|prima|perfekt|top|abgemacht|einverstanden|gebongt|geritzt|wunderbar"
    r"|bestens|ausgezeichnet|notiert|in ordnung|läuft|sehr gut|gut|fein|schön|toll|alles klar|okidoki|machen wir|steht"
    r"|oui|d'accord|d'acc|dac|entendu|parfait|ça marche|ça roule|ça me va|ça va|ça joue|avec plaisir|volontiers|noté|nickel|impeccable"
    r"|impec|génial|très bien|bien|va pour|super|bien sûr|vendu|marché conclu|banco|top|excellent|ok"
    r"|sí|si|vale|dale|de acuerdo|perfecto|genial|hecho|listo|claro|por supuesto|buenísimo|bárbaro|estupendo|fenomenal|bueno|bien"
    r"|con (?:mucho )?gusto|encantad[oa]|apuntad[oa]|agendad[oa]|anotad[oa]|confirmad[oa]|trato hecho|órale|orale|sale|va|excelente|muy bien|joya"
)
"""What a sentence that agrees begins with."""

YES = (
    r"\b(?:that|it|this|tha?t'?s|which|time|both|day) (?:works|suits|fits|is (?:fine|good|great|perfect|ok|okay|ideal|lovely))\b|\bworks (?:for|well|great|perfectly|fine|nicely|here)\b",
    r"\b(?:fine|good|great|perfect|ok|okay|ideal) (?:by|with|for) (?:me|us)\b|\bsuits me\b|\bsee you\b|\bsounds (?:good|great|perfect|lovely|fine|like a plan)\b",
    r"\b(?:talk|speak|meet)(?: to you| with you)? then\b|\b(?:till|until) then\b|\blooking forward\b|\blook forward\b|\bi(?:'ll| will| shall) be (?:there|waiting|ready|at|on|in)\b",
    r"\bcount me in\b|\bi'?m in\b|\bit'?s a date\b|\b(?:in|on) (?:my|the) (?:calendar|diary|book|planner)\b|\bwill do\b|\bgot it\b|\byou'?re on\b",
    r"\b(?:i(?:'ll| will) (?:call|ring|phone|dial)|call me|phone me|you (?:call|phone|ring) me|ring me)\b|\blet'?s do (?:it|that|this)\b|\bit is\b(?=[\s,.!]|$)|\bbooked\b|\blocked in\b",
    r"\bno (?:problem|worries|bother|bother at all)\b|\b(?:is|are) (?:fine|good|great|perfect|ok|okay|ideal|lovely|grand|convenient|suitable)\b|,\s(?:yes|yep|sure)\b|\bthen it is\b|\bi (?:can|could) do (?:that|it|this)\b|\bhappy with that\b|\bagree(?:d|able)?\b|\bi confirm\b|\bconfirming\b|\bi accept\b|\bi'?ll take (?:it|that|the)\b|\bplease\b(?=\s*[.!:;)]*$)",
    r"\bpasst\b|\bbin (?:ich )?dabei\b|\bbin ich\b(?=\s?[!.]|$)|\bbin (?:ich )?da\b|\bfreue? (?:ich )?mich\b|\bich komme\b|\bmach(?:e|en)? (?:ich|wir)\b|\bso machen wir\b|\bkein (?:problem|ding|thema|stress)\b|\bgeht (?:klar|auch|gut|in ordnung|für mich|bei mir|mir)\b|\bricht(?:e|en) (?:ich|wir)\b[^.?!]{0,12}\bein\b",
    r"\bklingt (?:gut|super|perfekt|prima)\b|\bbestätige\b|\b(?:eingetragen|vorgemerkt|notiert|gebucht|steht im kalender)\b|\bnehme? ich\b|\bnehmen wir\b|\bist (?:gut|perfekt|super|prima|ideal|in ordnung|recht|notiert|gebongt)\b|\bwäre (?:gut|perfekt|super|prima|ideal)\b|\bklappt (?:gut|bei mir|super|prima|wunderbar|auch)\b|\bgern(?:e)?\b|\bich rufe?\b[^.?!]{0,12}\ban\b|\brufen sie (?:mich )?an\b|\bruf mich an\b",
    rf"(?:^|[,.!]\s)(?:also |dann |na dann )?bis (?:dann|morgen|übermorgen|bald dann|nachher|{_WEEKDAY})\b(?=\s?(?:[!.,]|$|um|dann|also|in|im|an|am|auf|vor))|\bbis (?:dann|morgen|übermorgen|{_WEEKDAY})\s?[!.]*$|\bwir sehen uns\b|\bwir hören uns\b|\bsehen uns (?:dann|am|morgen)\b",
    r"\b(?:me|nous) (?:convient|va)\b|\bconvient (?:très bien|parfaitement|bien)?\b|\bje (?:vous |te |le )?confirme\b(?! (?:plus tard|demain|ce soir|dès|rapidement|cela))|\bj'y serai\b|\bje (?:serai|suis) (?:là|au rendez-vous)\b|\bc'est (?:noté|bon|parfait|entendu|calé|d'accord|très bien|convenu)\b|\bje note\b|\b(?:aucun|pas de|sans) (?:souci|problème)\b|\bje (?:vous |t'|te )?appelle(?:rai)?\b|\bj'appellerai\b|\bappelez-moi\b|\bon (?:fait|dit) (?:comme ça|ça)\b|\bje (?:le |la )?prends\b|\bau plaisir\b|\bavec plaisir\b|\bje viendrai\b|\bje viens\b",
    rf"\bà (?:demain|après-demain|{_WEEKDAY})\b(?=\s?(?:[!.,]|$|alors|donc|prochain|à))|\bon se (?:voit|retrouve|parle|dit)\b(?!\?)",
    r"\bme (?:va|viene|queda|parece|sirve|funciona|acomoda) (?:bien|perfecto|genial|excelente|fenomenal|de maravilla)\b|\bconfirmo\b|\bahí (?:estaré|estoy|nos vemos)\b|\ballí estaré\b|\bnos vemos\b|\bhablamos\b|\bhasta (?:el|entonces|mañana|pasado)\b|\bsin problemas?\b|\bcuent[ae] conmigo\b|\bquedamos (?:así|en eso|entonces|a las|el)\b|\bqueda(?:mos)? agendad[oa]\b|\b(?:te|le|lo|la) (?:llamo|espero|marco)\b|\bllám[ae]me\b|\bestaré\b|\bme apunto\b|\bestá (?:bien|perfecto)\b|\bes(?:tá)? perfecto\b|\bpor favor\b(?=\s*[.!]*$)|\bla llamo yo\b|\bentonces\b(?=\s*[.!]*$)|\bpuedo\b(?=\s*[.!]*$)",
    r"\b(?:i'?ll|i will) bring\b|\b(?:wäre|ist) (?:großartig|grossartig|toll|wunderbar|klasse|schön|fein|spitze)\b|\b(?:better|besser|lieber|mejor|m'arrange|prefer\w*|me sirve)\b|\bich bringe?\b|\bj'apporte\b|\b(?:llevo|traigo)\b",
    r"👍|✅|👌|🙌|🆗|👏",
)
"""Agreeing, anywhere in a sentence."""

HESITATES = (
    r"\blet me (?:check|look|see|ask|think|get back|confirm|speak|talk|double)|\b(?:i(?:'ll| will)|we'll) (?:(?:have|need) to |just )?(?:check|see if|see whether|let you know|get back|confirm|look at my|ask (?:my|him|her|them|the|around)|come back to)\b|\b(?:need|have|has|got) to (?:check|ask|confirm|see|run it|clear|speak)\b|\bget(?:ting)? back to you\b|\bcome back to you\b",
    r"\bto be confirmed\b|\btb[cd]\b|\btentativ\w*|\bpencil\w*|\bprovisional\w*|\bnot (?:\w+ )?sure\b|\bdepend(?:s|ing)\b|\bnot (?:yet )?confirmed\b|\bwaiting (?:for|to hear)\b|\bsubject to\b|\b(?:once|as soon as|when) i (?:know|have|hear)\b|\bconfirm (?:tonight|tomorrow|later|by|on|once|when)\b|\bnot certain\b|\bshould (?:be|work)\b[^.?!]{0,30}\bbut\b|\bi(?:'d| would) (?:need|have) to\b|\bwill let you know\b|\bwho knows\b|\bdon'?t know yet\b",
    r"\b(?:ich )?(?:schaue?|prüfe|kläre|frage|gucke) (?:ich |noch |mal |kurz |erst |das |gleich |nach|bei)|\bmuss (?:ich )?(?:\w+ )?(?:erst|noch|aber|mal|das|kurz)\b|\bmuss ich\b[^.?!]{0,30}\b(?:schauen|klären|fragen|prüfen|abstimmen|absprechen)\b|\bmelde? (?:ich )?mich\b(?! (?:dann|also|am|um|morgen|bei (?:ihnen|dir) (?:am|um|dann)))|\b(?:gebe?|sage?)\b[^.?!]{0,20}\bbescheid\b|\bunter vorbehalt\b|\bvorbehaltlich\b|\bnach (?:jetzigem|aktuellem|derzeitigem) stand\b|\bvoraussichtlich\b|\bmal (?:sehen|schauen)\b|\bnoch nicht (?:sicher|sagen|genau|fest)\b|\bweiß (?:ich )?(?:es )?noch nicht\b|\bnoch (?:offen|unklar|ungewiss)\b|\berst (?:noch )?(?:vorlegen|klären|fragen|schauen|prüfen)\b|\bhängt (?:davon )?ab\b|\bkommt drauf an\b|\bmüsste (?:ich )?(?:erst|noch)\b|\brückmeldung\b",
    r"\bje (?:vérifie|regarde|vois|demande|consulte)\b|\bje (?:te|vous) (?:(?:re)?dis (?:ça|demain|vite|quand|si|dès|rapidement|au plus)|confirmerai|tiens au courant|rappelle pour|ferai signe)\b|\bje (?:reviens|reviendrai) vers\b|\bà confirmer\b|\bsous réserve\b|\bpas (?:encore )?(?:sûre?|certaine?)\b|\bje ne sais pas\b|\bsi je (?:peux|arrive)\b|\bfaut que je\b|\bil faudrait que\b|\bje dois (?:d'abord |encore )?(?:vérifier|voir|demander|consulter|confirmer|en parler)\b|\bnormalement\b|\ben principe\b|\ba priori\b|\bconfirmerai\b|\bje (?:vous |te )?confirme (?:plus tard|demain|ce soir|dès|rapidement)\b|\blaisse[zs]?[- ]moi (?:vérifier|voir|regarder)\b|\bça dépend\b",
    r"\bdéj[ae]me\b|\bdej[ae]me\b|\btengo que (?:ver|consultar|confirmar|preguntar|mirar|revisar|hablar)\b|\b(?:lo )?(?:miro|consulto|reviso|pregunto)\b|\b(?:te|le|os|les) (?:aviso|digo algo|confirmo (?:luego|mañana|más tarde|esta|en cuanto|después)|confirmaré|diré)\b|\b(?:por|a|sin) confirmar\b|\bpuede que\b|\bno (?:lo )?sé\b|\bno estoy segur[oa]\b|\bdepende\b|\bcreo que\b|\ben principio\b|\bsi puedo\b|\bya (?:te|le) (?:digo|aviso|confirmo)\b|\ba ver si\b|\bvoy a (?:ver|mirar|consultar|preguntar)\b",
)

HEDGES = r"\b(?:maybe|perhaps|possibly|probably|might|i think so|vielleicht|eventuell|evtl|wahrscheinlich|vermutlich|peut-être|éventuellement|probablement|quizás?|tal vez|a lo mejor|probablemente|seguramente)\b"
"""Not sure; but only of what stands beside it."""

CANNOT = (
    r"\b(?:can'?t|cannot|can not|won'?t|unable to|not able to|wouldn'?t be able to) (?:\w+ )?(?:make|do|come|meet|manage|get away|join|call|talk|speak|be there|attend|then|that|until|before|after|at|on|this|next|mon|tue|wed|thu|fri|sat|sun)\w*|\bi (?:can'?t|cannot)\b(?=\s?(?:[,.;!]|$))|\b(?:i'?m|i am|i'll be|we'?re) not (?:free|available|around|in|able)\b|\bnot (?:possible|ideal|great|free|available|good for)\b|\b(?:doesn'?t|does not|don'?t|do not|won'?t|isn'?t going to) (?:really |quite )?(?:work|suit|fit)\b|\b(?:isn'?t|aren'?t|is not) (?:great|good|possible|ideal|free)\b|\bno good\b|(?:\bis|'s) (?:\w+ )?(?:tricky|difficult|hard|tough|rough|bad|awkward|a no-go)\b|\b(?:i'?m|i am|we'?re|i'll be) (?:\w+ )?(?:busy|booked|tied up|away|travell?ing|out of|teaching|on call|on shift|abroad|on leave|off)\b|\bis (?:taken|full|booked (?:up|out|solid)|out)\b|\b(?:that|it|clash\w*) clashe?s?\b|\bclash(?:es)? with\b|\bconflict\b|\bimpossible\b",
    r"\b(?:kann|könnte|geht|ginge|passt|klappt|schaffe?|komme|wird)\b(?: (?:ich|es|das|da|mir|bei mir|leider|dann|schon|am|an|um|dem|diesem|tag|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|heute|morgen|so|gar|überhaupt|uns)){0,5} nicht\b|\b(?:schwierig|blöd|doof|im ausland|nicht (?:möglich|da|frei|verfügbar))\b|\bbin (?:ich )?(?:da |leider |schon |am |\w+tag )*(?:weg|unterwegs|verreist|im urlaub|verplant|ausgebucht|verhindert|belegt|auf (?:montage|reisen|dienstreise|tour|see))\b|\bauf montage\b|\bungünstig\b|\b(?:habe?|hab) ich (?:leider |da |schon |bis )*(?:\w+ )?(?:dienst|schicht|vorlesung|termin(?! frei)|termine|unterricht|schule|prüfung|arzt|besuch|was|frühdienst|spätdienst|nachtdienst)\b|\bkeine zeit\b|\bausgebucht\b|\bbelegt\b|\bschon was\b|\bleider\b(?=[^.?!]{0,30}\b(?:nicht|kein\w*|schon|weg|voll|dienst)\b)",
    r"\b(?:ne|n')\s?(?:me |m'|te |vous |nous )?(?:peux|pourrai|pourrais|suis|va|convient|marche|irai|arrange|serai|colle) (?:\w+ )?pas\b|\b(?:peux|pourrai|marche|va|convient|arrange) pas\b|\bpas (?:possible|disponible|libre)\b|\bimpossible\b|\bsuis (?:déjà )?(?:prise?|occupée?|absente?|en déplacement|en congés?|en vacances|de garde)\b|\bmalheureusement\b|\bindisponible\b|\b(?:compliqué|difficile)\b|\bdéjà (?:prise?|quelque chose|un)\b|\bhélas\b",
    r"\bno (?:puedo(?! esperar)|podré|podría|voy a poder|me (?:va|viene|queda|sirve|da)|es posible|estoy|estaré|tengo (?:hueco|tiempo|disponib)|alcanzo|llego)\b|\bimposible\b|\bmal día\b|\bdifícil\b|\bcomplicado\b|\b(?:estoy|estaré|ando) (?:ocupad[oa]|de viaje|fuera|liad[oa]|de guardia)\b|\blamentablemente\b|\bdesgraciadamente\b|\btengo (?:clase|turno|reunión|examen|guardia|consulta|médico)\b",
)

OFF = (
    r"\bcall(?:ing)?(?: \w+)? off\b|\bcancel\w*|\brain ?check\b|\b(?:can'?t|cannot|won'?t|not going to) (?:make|do) (?:it|tomorrow|today|this)\b|\bnot going to make it\b|\bpostpone\w*|\b(?:have|need) to (?:skip|bail|drop out|pull out|back out)\b|\b(?:i'?m|am|down|home|off|been) (?:\w+ )?(?:sick|ill|with (?:the )?flu|unwell)\b|\b(?:another|some other) (?:day|time)\b|\bforget (?:about )?(?:it|tomorrow|today)\b|\bsomething (?:has )?(?:come|came) up\b|\bno longer (?:possible|able|can)\b|\bon second thoughts?\b|\bchanged my mind\b",
    r"\babsag\w*|\bsage?\b[^.?!]{0,30}\bab\b|\bfällt (?:leider )?(?:\w+ )?aus\b|\bausfallen\b|\b(?:bin|liege|wurde) (?:\w+ ){0,2}(?:krank|flach|im bett)\b|\bschaffe? (?:ich )?(?:es |das )?(?:\w+ )?(?:leider |doch |heute |morgen )*nicht\b|\bein andermal\b|\bein anderes mal\b|\bauf unbestimmt\w*|\bmuss (?:\w+ ){0,3}(?:streichen|stornieren|passen)\b|\b(?:kann|klappt|geht|wird) (?:\w+ ){0,3}doch nicht\b|\bdoch nicht (?:kommen|klappen|gehen)\b",
    r"\bannul\w*|\bdécommand\w*|\bempêch\w*|\bcontretemps\b|\bimprévu\b|\b(?:suis|reste) (?:\w+ )?(?:malade|grippée?|alitée?)\b|\bune autre fois\b|\bne (?:pourrai|peux|vais) (?:finalement |malheureusement |plus )?(?:pas )?(?:pouvoir )?(?:venir|être|honorer|assister)\b|\b(?:peux|pourrai) plus\b|\bplus possible\b|\bremett(?:re|ons)\b|\btombe à l'eau\b",
    r"\bcancel\w*|\banul\w*|\bsuspend\w*|\bno (?:voy a )?(?:poder|podré|puedo) (?:ir|llegar|asistir|acudir|mañana|hoy|conectarme)\b|\bno llego\b|\b(?:estoy|ando|amanecí) (?:enferm[oa]|mal|con (?:fiebre|gripe))\b|\botro día\b|\bme (?:surgió|ha surgido|salió) (?:algo|un)\b|\bya no (?:puedo|podré|va a poder)\b|\bun imprevisto\b|\bno (?:va a poder|podrá|se va a poder|puede) ser\b|\bno será posible\b|\btengo que (?:aplazar|posponer)\b",
)
"""Taking back what was arranged."""

MOVES = (
    r"\binstead\b|\brather\b|\bmov(?:e|ing|ed)\b|\bpush\w*|\bshift (?:it|this|us|our|to)\b|\bresched\w*|\bearlier\b|\blater\b|\b(?:could|can|shall|should|might) (?:we|you|i)\b|\bwould it be (?:ok|okay|possible|fine)\b|\bany chance\b|\bactually\b|\bchange\b|\bsorry\b|\bmake (?:it|that)\b|\bcorrection\b|\bi meant?\b|\bbring (?:it )?forward\b",
    r"\blieber\b|\bverschieb\w*|\bverschoben\b|\bverleg\w*|\bstattdessen\b|\bdoch (?:lieber|besser|erst)\b|\bginge\b|\b(?:könnten|können|wollen|sollen) wir\b|\bfrüher\b|\bspäter\b|\bbesser\b|\bsorry\b|\bmist\b|\bvorziehen\b|\bich meinte\b|\bkorrektur\b|\bneuer (?:termin|vorschlag)\b",
    r"\bplutôt\b|\bdécal\w*|\breport\w*|\bfinalement\b|\bavancer\b|\b(?:on peut|peut-on|pourrait-on|pourrions-nous|pouvons-nous)\b|\bplus (?:tôt|tard)\b|\bchanger\b|\bdésolée?\b|\bje voulais dire\b|\bdéplacer\b",
    r"\bmejor\b|\bcambi\w*|\bmov(?:er|emos|amos)\w*|\bpas(?:ar|amos|arlo|arla)\w*\b|\badelant\w*|\bretras\w*|\b(?:podemos|podríamos|puede ser)\b|\bmás (?:temprano|tarde)\b|\bal final\b|\bperdón\b|\bquise decir\b|\baplaz\w*|\bpospon\w*|\breprogram\w*|\bcorr(?:er|amos)\w*",
)
"""What a sentence does that puts another time in the place of the one agreed on."""

PAST = (
    r"\b(?:was|were)\b(?! (?:thinking|wondering|hoping|going|looking|planning|about))|\b(?:met|saw|talked|spoke|bumped|ran into|attended|called|tried|rang|came|waited|emailed|wrote|missed)\b|\b(?:great|good|nice|lovely|wonderful|fun|pleasure) (?:meeting|seeing|talking|chatting|speaking|to (?:meet|see|have met|have seen))\b|\blast (?:week|month|year|mon|tue|wed|thu|fri|sat|sun)\w*|\byesterday\b|\bthank\w* (?:you )?(?:so much )?for (?:coming|meeting|the (?:chat|talk|coffee|conversation)|today|talking|speaking|seeing)\b|\b(?:days|weeks|months) ago\b",
    r"\bwar(?:en|st)?\b|\bhatten?\b|\bgestern\b|\bvorgestern\b|\bneulich\b|\bletzte[nrsm]?\b|\bvergangene[nrsm]?\b|\b(?:haben|hat|habe) (?:\w+ ){0,8}(?:getroffen|gesehen|gesprochen|kennengelernt|gefreut|angerufen|versucht|gewartet|geschrieben|gehört)\b|\bdanke für (?:das|den|die|dein|ihr|gestern|heute)\b[^.?!]{0,30}\b(?:gespräch|treffen|kaffee|telefonat)\b",
    r"\bétai(?:t|ent|s)\b|\b(?:ai|a|avons|avez) (?:vue?s?|croisée?|rencontrée?|parlé|discuté|appelé|essayé|attendu|écrit)\b|\bavoir (?:vue?|croisée?|rencontrée?|parlé|discuté)\b|\bd'avoir\b|\b(?:avant-hier|d'hier|hier (?:soir|matin|après-midi|à))\b|\bderni(?:er|ère)\b|\bpassée?\b",
    r"\b(?:fue|estuvo|era|conocí|vimos|hablé|estuve|llamé|intenté|esperé|escribí)\b|\bayer\b|\bpasad[oa]\b(?! mañana)|\bhaber(?:te|le|los|nos)\b|\bme (?:gustó|encantó|alegró)\b",
)
"""Of what is over."""

DEADLINE = (
    rf"\bbis (?:spätestens |zum |nächsten? |kommenden? )*(?:{_WEEKDAY}|morgen|übermorgen|\d{{1,2}}\.)[^.?!]{{0,25}}\b(?:ein|ab|schicken|melden|abgeben|einreichen|brauche|haben|deine?|ihre?|die|den|das|bescheid)\b|\breich\w*\b[^.?!]{{0,60}}\bein\b"
    r"|\b(?:plazo|convocatoria|frist|deadline|bewerbungsschluss|date limite|fecha límite|échéance)\b|\bà rendre\b|\bavant le \d"
)
"""Until when something has to be done, wherever in the sentence the day stands."""

ELSE = (
    r"(?<!stop )(?<!come )(?<!drop )(?<!swing )(?<!pop )(?<!call )(?<!coming )\bby (?:\w+ )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|noon|tomorrow|tonight|end of|the \d|\d)\w*|\bdeadline\b|\bdue\b|\bno later than\b|\bat the latest\b|\bsubmit\w*|\bsend (?:me|us|it|them|over|you)\b(?! (?:an? |the )?(?:invit|calendar|link|zoom|meet))|\bcloses\b|\bopening (?:hours|times)|open (?:daily|until|from)\b|\boffice hours\b",
    r"\b(?:conference|congress|keynote|open house|exams?|webinar|concert|wedding|funeral|graduation|vernissage|lecture|seminar|train leaves|(?:plant|yard|garage|book) sale|(?:job|career|trade|book) fair|info(?:rmation)? (?:session|evening)|open (?:day|evening)|meet-?up|panel|concert|premiere)\b|\b(?:flight|plane|train|ferry|bus|shop|museum|exhibition) (?:is|leaves|lands|arrives|opens|closes|gets in|departs)\b|\b(?:every|each)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days\b|\bi have (?:a|an|my|class|classes|lectures?|rounds)\b(?! (?:\w+ )?(?:slot|gap|window|free|half|break|opening|spot|hole|bit|few|quiet|hour))|\bmy (?:class|shift|lecture|exam|flight|train|meeting) (?:is|starts|begins|ends|runs|on|at)\b|\bi teach\b|\bi (?:finish|start|leave|get (?:off|out|back|home|in)|arrive|wake)\b|\b(?:ends|starts|begins|finishes) (?:at|around)\b",
    r"\bbis (?:spätestens\b|(?:zum |nächsten? |kommenden? )?\S+(?: um)? (?:\d{1,2}(?:[:.]\d\d)? )?(?:uhr )?(?:\w+ ){0,2}(?:deine?|ihre?|die|den|das|bescheid|abgeben|einreichen|schicken|melden|brauche)\b)|\bspätestens\b|\bfrist\b|\babgabe\w*|\beinreich\w*|\bstichtag\b|\bbewerbungsschluss\b|\bschick(?:e|en|st|t)?\b(?![^.?!]{0,20}(?:einladung|link))|\bfeierabend\b|\böffnungszeiten\b|\bgeöffnet\b|\bsprechstunden? ist\b|\b(?:vortrag|ausstellung|stammtisch|infoabend|tag der offenen tür|jeden|immer|montags|dienstags|mittwochs|donnerstags|freitags|samstags|sonntags|konferenz|tagung|kongress|klausur|prüfung|vorlesung|hochzeit|beerdigung|messe|premiere|vernissage)\b|\bhast du (?:sie|es|ihn)\b|\bhaben sie (?:sie|es|ihn) (?:dann)?\b",
    r"\bd'ici\b|\bau plus tard\b|\bdate limite\b|\bdélai\b|\béchéance\b|\benvo(?:ie[szr]?|yez)\b(?![^.?!]{0,25}(?:invitation|lien))|\bouvert(?:e|ure)?\b|\bhoraires d'ouverture\b|\b(?:portes ouvertes|réunion d'information|tous les|toutes les|chaque|mon (?:train|vol|avion)|conférence publique)\b|\bcongrès\b|\bcolloque\b|\bvernissage\b|\bexamen\b|\bmariage\b|\bmon (?:train|vol|cours) (?:est|part|commence)\b|\bj'ai (?:un|une|cours|réunion)\b(?! (?:\w+ )?(?:créneau|moment|trou|battement|creux|peu|heure|demi|pause|disponibilité))|\brend(?:re|s|ez)\b(?!-vous)|\bdépose[rz]?\b|\bje (?:finis|sors|termine|commence|quitte|rentre)\b",
    r"\bplazo\b|\bfecha límite\b|\ba más tardar\b|\bantes del? (?:el )?(?:lunes|martes|miércoles|jueves|viernes|\d)|\bentreg\w*|\bmánd[ae]\w*|\benví[ae]\w*\b(?![^.?!]{0,20}invitación)|\b(?:salgo|termino|acabo|entro)\b|\bcierra\b|\babierto\b|\bhorario de\b|\b(?:feria|jornadas?|seminario|todos los|mi (?:vuelo|tren|avión)|congreso|conferencia)\b|\bexamen\b|\bboda\b|\bmi (?:clase|turno|vuelo|tren) (?:es|sale|empieza)\b|\btengo (?:un|una|clase|turno|que)\b(?! (?:\w+ )?(?:hueco|huequito|rato|ratito|espacio|momento|descanso|hora|tiempo|ventana))",
)
"""What a day and hour may be of instead: a deadline, opening hours, somebody's other event."""

ANY_OF_THEM = r"\b(?:either|whichever|any of (?:these|those|them|the)|both work|all work|you (?:choose|pick|decide)|your (?:choice|pick|call)|egal|beides|beide|alle drei|wie (?:es )?(?:dir|ihnen)|such dir|peu importe|les deux|comme (?:tu|vous)|au choix|cualquiera|los dos|las dos opciones|como (?:prefieras|prefiera|quieras)|me da igual)\b"

_PICKED = r"(?=\s?(?:[,.!?:;)]|$|👍|\n)|\s(?:one|option|slot|time|date|please|works?|is|would|suits|bitte|termin|vorschlag|wäre|passt|ist|geht|nehme|me |convient|créneau|choix|proposition|date|va\b|horario|opción|fecha|por favor|me\b|está|then|fits|sounds|if|wenn|si\b|,))"
EARLIEST, LATEST, MORNING, AFTERNOON = 100, 101, 102, 103
"""Choosing by time among several."""
CHOICES: tuple[tuple[int, str], ...] = (
    (0, rf"(?:the|den|der|die|das|le|la|el|au|du|dem|zum)\s(?:first|1st|former|ersten?|erstere[nrs]?|premi(?:er|ère)|primer[oa]?){_PICKED}"),
    (1, rf"(?:the|den|der|die|das|le|la|el|au|du|dem|zum)\s(?:second|2nd|zweiten?|deuxième|seconde?|segund[oa]){_PICKED}"),
    (2, rf"(?:the|den|der|die|das|le|la|el|au|du|dem|zum)\s(?:third|3rd|dritten?|troisième|tercer[oa]?){_PICKED}"),
    (-1, rf"(?:the|den|der|die|das|le|la|el|au|du|dem|zum)\s(?:last|latter|letzten?|letztere[nrs]?|derni(?:er|ère)|últim[oa]){_PICKED}"),
    (EARLIEST, r"(?:the|den|der|dem|le|la|el|al)\s(?:earlier|earliest|sooner|früheren?|frühester?|plus tôt|más temprano|más pronto)(?! than)\b"),
    (EARLIEST, r"(?:earlier|sooner|früher|plus tôt|más temprano)\s(?:one|please|is better|slot|time|bitte|wäre|ist|serait|sería|mejor)\b"),
    (LATEST, r"(?:the|den|der|dem|le|la|el|al)\s(?:later|latest|späteren?|spätester?|plus tard|más tarde)(?! than)\b"),
    (LATEST, r"(?:later|später|plus tard|más tarde)\s(?:one|please|is better|slot|time|bitte|wäre|ist|serait|sería|mejor)\b"),
    (0, r"(?:option|number|no\.?|nr\.?|#|nummer|variante|vorschlag|termin|opción|número|numéro|choix|slot)\s?(?:1|one|eins|un|uno|a)(?!\w|[:.]\d)"),
    (1, r"(?:option|number|no\.?|nr\.?|#|nummer|variante|vorschlag|termin|opción|número|numéro|choix|slot)\s?(?:2|two|zwei|deux|dos|b)(?!\w|[:.]\d)"),
    (2, r"(?:option|number|no\.?|nr\.?|#|nummer|variante|vorschlag|termin|opción|número|numéro|choix|slot)\s?(?:3|three|drei|trois|tres|c)(?!\w|[:.]\d)"),
    (0, r"^(?:first|1st|erstere[rns]?|ersten?|premi(?:er|ère)|primer[oa])\s(?:one|option|please|works|slot|bitte|termin|option|créneau|opción|por favor)"),
    (1, r"^(?:second|2nd|zweite[rns]?|deuxième|segund[oa])\s(?:one|option|please|works|slot|bitte|termin|créneau|opción|por favor)"),
    (-1, r"^(?:last|latter|letzte[rns]?|derni(?:er|ère)|últim[oa])\s(?:one|option|please|works|slot|bitte|termin|créneau|opción|por favor)"),
)  # fmt: skip
"""Choosing by place among several; -1 is the last."""

SHIFTS: tuple[tuple[int, str], ...] = (
    (60, r"(?:an|one|1) hour later|(?:eine|1) stunde später|une heure plus tard|1 ?h plus tard|una hora (?:más tarde|después)"),
    (-60, r"(?:an|one|1) hour earlier|(?:eine|1) stunde (?:früher|eher)|une heure plus tôt|1 ?h plus tôt|una hora (?:antes|más temprano)"),
    (30, r"(?:half an hour|30 ?min\w*) later|(?:eine halbe stunde|30 ?min\w*) später|(?:une demi-heure|30 ?min\w*) plus tard|media hora (?:más tarde|después)"),
    (-30, r"(?:half an hour|30 ?min\w*) earlier|(?:eine halbe stunde|30 ?min\w*) (?:früher|eher)|(?:une demi-heure|30 ?min\w*) plus tôt|media hora (?:antes|más temprano)"),
    (120, r"(?:two|2) hours later|(?:zwei|2) stunden später|(?:deux|2) heures plus tard|dos horas (?:más tarde|después)"),
    (15, r"(?:15 ?min\w*|a quarter of an hour) later|(?:15 ?min\w*|eine viertelstunde) später|(?:15 ?min\w*|un quart d'heure) plus tard|15 ?min\w* más tarde"),
    (24 * 60, r"(?:a|one) day later|the (?:day after|next day|following day)(?! tomorrow)|einen tag später|am tag (?:darauf|danach)|un jour plus tard|le lendemain|un día (?:después|más tarde)|al día siguiente"),
    (7 * 24 * 60, r"(?:a|one) week later|the week after(?! next)|same (?:day|time|slot) next week|eine woche später|une semaine plus tard|una semana (?:después|más tarde)|gleiche (?:zeit|uhrzeit) nächste woche|même (?:heure|jour) la semaine prochaine|misma hora la (?:semana que viene|próxima semana)"),
)  # fmt: skip
"""Minutes by which an agreed time is moved."""

IF = r"\b(?:if|in case|should you|falls|wenn|sollte\w*|si|s'il|au cas|en caso|por si)\b"
"""What follows is only thought of: "if you have to cancel, ring me"."""

BUT = r"(?:,\s|\s|;\s?|\s[-–—]\s)(?=(?:but|aber|dafür|sondern|jedoch|mais|en revanche|par contre|pero|en cambio|though|however|allerdings)\b)|;\s|\s[—–]\s"
"""Where a sentence turns."""
