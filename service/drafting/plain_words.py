"""Words that a model may put into a draft because they state nothing: thanks, feelings, thinking, the courtesies; and,
where it retells a fact, the verbs of telling.

Per language, as they stand in a sentence; compared by their stems. What could be a matter of fact is not in here: no
days and times, no doing, sending, meeting or hiring, nobody's job. Kept apart from the code that uses it so that a
speaker of a language can correct a line without reading a program.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.drafting.language import SHORTEST_STEM, content_stems

_PLAIN = {
    "en": """
        thank thanks thankful grateful gratitude appreciate appreciated appreciative kind kindly kindness generous
        generously generosity gracious wonderful lovely pleasure pleased delighted delightful happy happily glad gladly
        enjoy enjoyed enjoyable fun nice warm warmly warmest dear sincere sincerely truly genuinely honest honestly
        openly candid candidly patient thoughtful thoughtfully insightful insight insights perspective perspectives
        helpful helped helps useful valuable invaluable meaningful memorable interesting fascinating eye-opening
        inspiring inspired inspires keen eager curious excited encouraging encouraged encouragement refreshing reassuring clear clearly clearer
        clarity concrete practical simple
        think thinking thought thoughts reflect reflecting reflected reflection consider considering ponder mind
        remember remembered stay stays staying stayed stick stuck sticks resonate resonated resonates struck strike
        impressed impression moved touched learn learned learnt learning lesson understand understood understanding
        realise realised realize realized see seen sense look looking forward hear hearing heard listen listening
        speak speaking spoke spoken discuss discussed discussion exchange exchanged talked conversation words word
        idea ideas point points piece part parts way ways thing things matter question questions answer answers
        experience experiences
        especially particularly particular greatly deeply very most highly always already still soon again later ever
        since right away directly first second next last once even indeed certainly definitely absolutely actually
        simply perhaps maybe rather quite bit little lot lots much many several whole full entire entirely
        here there back long while moment moments far near close
        try trying tried start starting begin beginning keep keeping going let please feel free happens happen
        hope hoping hopefully wish wishes wishing best luck take care
        touch contact welcome want wanted like love loved anything something everything need needs
        offer offered offering help helping hand return favour favor turn exchange reciprocate support share shared
        sharing spend spent given giving made making set setting putting put bring brought
        good better great big
        path journey ahead further along forward being place plan plans planning planned rush hurry pressure trouble
        bother bothered worry worries worrying problem suit suits suited whenever wherever whatever convenient easy
        easier easily letting lets willing willingness ready open left leave leaves leaving found find finding finds
        intend intends intended intention aim mean means meant well fine right true sure all any every each both
        between among while during hence therefore thus otherwise anyway instead apart besides alongside toward towards
        across through throughout within around about almost nearly simply choose choosing chosen decide deciding use
        used using come comes coming came go goes going gone went become becomes became direction focus confidence
        confident courage motivated motivation comforting lasting special rare attention attentive interest interested
        curiosity honesty frank frankness candour candor openness warmth patience wisdom wise smart picture sooner
        imagine imagining imagined someone something progress though although exactly exact precisely favor favour route
        update updates updated reach reaching drop line lines hope hopeful heart hearted sincere sincerity lucky fortunate
        privilege honour honor honoured honored humbled enthusiasm enthusiastic passion passionate energy energising
        surprising surprised unexpected eye opening key main central core essential important importance significant
        difference different differently new fresh newly renewed angle light view views viewpoint lens outlook approach
        approaches strategy method habit habits skill skills lesson lessons message messages reminder remind reminds
        reminded example examples detail details detailed depth deep deeper wide broad broader general overall
        understandable relate related relevant relevance connect connects connecting together apart possible possibly
        probably likely surely able ability chance chances opportunity opportunities option options choice choices
        effort efforts challenge challenges challenging goal goals dream dreams future present past soon shortly later
        recently lately once twice often sometimes usually generally typically constantly continue continues continued
        continuing carry carrying remain remains remained kept hold holding held sit sits sat return returns returned
        add adds added adding bring brings push encourage inspire motivate shape shapes shaped sharpen sharper
        explore exploring dig digging dive diving follow following act acting work works working worked
        clearly plainly calm calmly comfortable reassured relief relieved confident steady solid strong stronger
        thoughtfulness availability flexibility flexible schedule everything everyone anyone somebody anybody
        """,
    "de": """
        dank danke danken dankbar bedanken bedanke herzlich herzlichen herzlicher freundlich freundlichen nett lieb
        liebe lieber schön schönes schönen wunderbar wertvoll wertvolle wertvollen wertvoller hilfreich hilfreiche
        hilfreichen nützlich offen offene offenen offenheit ehrlich ehrliche ehrlichen geduld großzügig
        freude freut freuen freue freute gefreut froh gern gerne angenehm angenehme angenehmen spannend spannende
        spannenden interessant interessante interessanten inspirierend ermutigend ermutigt anregend anregung anregungen
        eindruck eindrücke beeindruckt beeindruckend gedanke gedanken einblick einblicke perspektive blick sicht
        denken denke nachdenken nachgedacht überlegen überlege erinnern erinnere bleibt geblieben bleiben hängen
        hängengeblieben nachklang klingt mitgenommen nehme mitnehmen mit gelernt lernen verstehen verstanden klar
        klarer klarheit deutlich geholfen hilft helfen hilfe weiter weiterhelfen weitergeholfen unterstützen
        unterstützung revanchieren gegenzug umgekehrt behilflich
        hören gehört höre sprechen gesprochen austausch unterhaltung wort worte erzählen erzählt berichten antwort
        antworten frage fragen erfahrung erfahrungen
        idee ideen punkt punkte teil weg art weise sache dinge moment
        besonders vor allem wirklich sehr ganz immer schon noch bald wieder später gleich direkt zuerst nächste nächsten
        nochmals nochmal einmal eben gerade vielleicht einfach sicher gewiss ebenso weiterhin gut gute guten besser
        großartig groß große großen klein kleine kleinen
        versuchen versuche ausprobieren probiere anfangen beginnen bitte jederzeit melden melde lassen lass wissen
        hoffe hoffen hoffentlich wünsche wünschen alles beste grüße kontakt verbunden brauchen braucht möchte
        möchten kann könnte könnten würde habe haben genommen nehmen gegeben geben geteilt teilen
        etwas alles viel viele vielen mehr ausführlich konkret konkrete konkreten praktisch
        war waren gewesen wurde werden geworden wird sein wäre vornehmen vorgenommen vorhaben plane wege schritt schritte
        anfang ansatz ansätze richtung mut zuversicht aufmerksamkeit interesse offen passt passen passend jederzeit eile
        sorge sorgen problem leicht leichter einfacher finden gefunden finde fand fällt weiterer weiteren nah nahe lang
        lange zurück voran vorankommen ergibt ergeben beide beiden jeder jede jeden während dabei dafür dadurch damit
        daher deshalb außerdem zudem ebenfalls übrigens gelegenheit bereit bereitschaft nutzen nützt
        falls nachricht nachrichten eindruck vorstellen vorstellung fortschritt fortschritte obwohl genau bestärkt motiviert
        motivation begeisterung begeistert überraschend überrascht wichtig wichtige wichtigen wichtigste wesentlich
        unterschied neu neue neuen neuer neues frisch blickwinkel ansicht beispiel beispiele einzelheiten ausblick
        möglich möglichkeit möglichkeiten chance chancen wahl ziel ziele zukunft künftig oft manchmal meist weitermachen
        fortsetzen folgen nachgehen umsetzen umzusetzen vertiefen vertieft stärken gestärkt ruhig sicherer zuversichtlich
        großzügigkeit freundlichkeit bereitwillig verständlich anschaulich lebendig eindrücklich
        """,
    "fr": """
        merci remercie remercier remerciements reconnaissant reconnaissante gratitude gentil gentille gentillesse
        généreux généreuse générosité aimable chaleureux chaleureuse chaleureusement sincère sincèrement vraiment
        franc franche franchise honnête honnêteté ouvert ouverture patience bienveillance bienveillant
        plaisir ravi ravie heureux heureuse content contente joie apprécié apprécie apprécier aimé agréable
        précieux précieuse précieuses utile utiles aidé aide aider aidera intéressant intéressante passionnant
        passionnante enrichissant enrichissante inspirant inspirante inspiré inspirée encourageant encouragé
        encouragée marqué marquée touché touchée impressionné éclairant éclairé concret concrète concrets pratique
        clair claire clairement simple
        penser pense pensé réfléchir réfléchi réflexion réflexions idée idées regard perspective point points
        rester reste resté restée retenir retiens retenu souvenir souviens garder garde appris apprendre comprendre
        compris entendre entendu écouter écoute parler parlé échanger échange échanges discuter discussion
        conversation mot mots question questions réponse réponses expérience expériences partage partager partagé
        particulièrement surtout beaucoup encore toujours déjà bientôt aussi ensuite désormais directement enfin
        certainement peut-être simplement tout toute tous chose choses manière façon moment part partie
        essayer essaie commencer commence continuer hâte espère espérer souhaite souhaiter bonne bon belle beau
        meilleur meilleure grand grande petit petite
        retour rendre service contact dire savoir besoin hésiter hésitez hésite volontiers pourrais pouvoir
        prendre pris donner donné accordé accorder consacré consacrer mis mettre faire fait
        chemin parcours avancer avance suite prochain pas place prévoir prévois compte compter envie intention souci
        problème convient conviendra quand facile facilement plus trouver trouvé trouve laisser laissé laisse venir vient
        devenir devient direction confiance courage motivé motivée motivation attention intérêt curiosité sagesse disponible
        disponibilité ouvert ouverte prêt prête chaque tous toutes ainsi donc par ailleurs également lors pendant
        message nouvelles imaginer progrès exactement précisément important importante importance différence différent
        nouveau nouvelle nouveaux éclairage approche exemple exemples détail détails possible possibilité occasion
        chance choix objectif avenir souvent parfois continuer poursuivre suivre explorer approfondir mettre œuvre
        rassuré rassurée enthousiasme enthousiaste surprenant inattendu essentiel essentielle clé vivant concrètement
        """,
    "es": """
        gracias agradezco agradecer agradecido agradecida agradecimiento gratitud amable amabilidad generoso generosa
        generosidad cordial cálido cálida sincero sincera sinceramente sinceridad franqueza franco abierto apertura
        honesto honestidad paciencia
        placer gusto alegra alegría encantado encantada encantó gustó contento contenta feliz disfruté disfrutar
        agradable valioso valiosa valiosos valiosas útil útiles ayudó ayuda ayudado ayudar interesante interesantes
        inspirador inspiradora inspiró inspirado motivador animado ánimo marcó impresionado impresionó claro clara
        claramente claridad concreto concreta concretos práctico sencillo
        pensar pensando pienso reflexionar reflexionando reflexión reflexiones idea ideas perspectiva visión mirada
        quedó quedado queda quedo quedé recordar recuerdo recordaré llevo llevé aprendí aprender aprendido entender
        entendí comprendí escuchar escuché escucharte oír hablar hablado charlar charla conversar conversación
        intercambio palabra palabras pregunta preguntas respuesta respuestas experiencia experiencias compartir
        compartido compartiste
        especialmente sobre todo mucho mucha muchas muchos realmente verdad siempre todavía pronto luego después
        enseguida directamente además también quizá quizás simplemente toda todos cosa cosas manera forma momento
        parte punto puntos
        intentar intento probar empezar empiezo seguir sigo ganas espero esperar deseo mejor mejores bueno buena
        buenos gran grande pequeño pequeña
        cambio devolver favor contacto decir saber avisar necesitar necesita necesitas servir pueda puedo podría
        tomar dedicar dedicado dado dar hacer hecho
        camino adelante próximo paso lugar planeo pienso intención prisa problema preocupes preocupe convenga cuando fácil
        fácilmente más encontrar encontrado encuentro dejar dejado deja venir viene llegar dirección confianza valor
        motivado motivada motivación atención interés curiosidad sabiduría disposición dispuesto dispuesta abierto abierta
        listo lista cada ambos así entonces durante mientras tanto igualmente asimismo
        mensaje noticias imaginar progreso avances exactamente precisamente importante importancia diferencia diferente
        nuevo nueva nuevos nuevas enfoque ejemplo ejemplos detalle detalles posible posibilidad oportunidad ocasión
        elección objetivo futuro menudo veces continuar explorar profundizar poner práctica tranquilo tranquila
        entusiasmo entusiasmado sorprendente inesperado esencial clave vivo concretamente
        """,
}
_TELLING = {
    "en": """note kind promise promised mention mentioned recommend recommended recommendation describe described explain explained
        tip pointed pointer urged encouraged told advised remark story""",
    "de": """versprochen versprach empfohlen empfahl empfehlung geraten rieten erwähnt erwähnten erklärt beschrieben ratschlag
        gesagt sagten meinten bemerkung geschichte""",
    "fr": """promis recommandé recommandation suggéré suggestion conseillé mentionné expliqué décrit remarque histoire""",
    "es": """prometí prometido recomendaste recomendó recomendación sugeriste sugirió sugerencia aconsejaste aconsejó
        mencionaste mencionó explicaste explicó describiste comentario historia""",
}
PLAIN_WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(word for word in text.split() if len(word) < SHORTEST_STEM) for language, text in _PLAIN.items()
}
"""Those that are too short to have a stem."""
PLAIN_STEMS: Mapping[str, frozenset[str]] = {language: content_stems(text) for language, text in _PLAIN.items()}
"""For any sentence."""
TELLING_STEMS: Mapping[str, frozenset[str]] = {language: content_stems(text) for language, text in _TELLING.items()}
"""For a sentence that rests on a fact."""

DENIES: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        """not no never nobody nothing none neither nor without hardly against instead cannot can't don't doesn't didn't won't
        wouldn't shouldn't couldn't isn't aren't wasn't weren't haven't hasn't""".split()
    ),
    "de": frozenset("nicht nie niemals niemand kein keine keinen keinem keiner ohne kaum weder gegen statt".split()),
    "fr": frozenset("pas jamais aucun aucune personne rien sans guère ni contre plutôt".split()),
    "es": frozenset("no nunca jamás nadie ningún ninguno ninguna nada sin tampoco ni contra".split()),
}
"""Words that turn a sentence into its opposite."""

PLEASE: Mapping[str, frozenset[str]] = {
    "en": frozenset({"please"}),
    "de": frozenset({"bitte"}),
    "fr": frozenset({"prie", "plaît", "veuillez"}),
    "es": frozenset({"por favor"}),
}
"""What asks something of the reader without a question mark."""

SOMEBODY: Mapping[str, frozenset[str]] = {
    "en": frozenset("he she him her his hers himself herself".split()),
    "de": frozenset("er ihm ihn".split()),
    "fr": frozenset("elle lui".split()),
    "es": frozenset("él ella".split()),
}
"""Words for somebody who is spoken of; those that may also address somebody, or stand for a thing only, are left out."""
