"""Words that a model may put into a draft because they state nothing: thanks, feelings, thinking, the courtesies; and,
where it retells a fact, the verbs of telling.

Per language, as they stand in a sentence; compared by their stems. What could be a matter of fact is not in here: no
days and times, no doing, sending, meeting or hiring, nobody's job. Kept apart from the code that uses it so that a
speaker of a language can correct a line without reading a program.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.drafting.language import content_stems

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
        etwas alles nichts viel viele vielen mehr ausführlich konkret konkrete konkreten praktisch
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
        """,
}
_TELLING = {
    "en": """promise promised mention mentioned recommend recommended recommendation describe described explain explained
        tip pointed pointer urged encouraged told advised remark story""",
    "de": """versprochen versprach empfohlen empfahl empfehlung geraten rieten erwähnt erwähnten erklärt beschrieben ratschlag
        gesagt sagten meinten bemerkung geschichte""",
    "fr": """promis recommandé recommandation suggéré suggestion conseillé mentionné expliqué décrit remarque histoire""",
    "es": """prometí prometido recomendaste recomendó recomendación sugeriste sugirió sugerencia aconsejaste aconsejó
        mencionaste mencionó explicaste explicó describiste comentario historia""",
}
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
