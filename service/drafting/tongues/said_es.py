"""Spanish phrases of what follows a meeting: by role, each a way to say it with its choices of words.

`<le|te>` is what is said to an usted and to a tú (`address.py`). Words that are at home on
both sides of the ocean; no "vosotros", no participle that agrees with the person. What promises a message names the
wish ("me encantará contarte"): the lists of the draft cases read "te contaré" as a promise with something behind it.
"""

from __future__ import annotations

from service.drafting.tongues.address import both_ways

_THANKS = {
    "thanks": (
        "[Muchas gracias|Gracias|Mil gracias] por [todo |]el tiempo que me <dedicó|dedicaste>{day}.",
        "[Muchas gracias|Gracias] por [encontrar un rato para hablar|buscar un momento para conversar] conmigo{day}.",
        "[Quiero|Quería|Quisiera] <agradecerle|agradecerte> [el tiempo que me <dedicó|dedicaste>|la conversación que tuvimos]{day}.",
        "[Unas líneas|Solo unas líneas|Un par de líneas] para <agradecerle|agradecerte> [el tiempo que me <dedicó|dedicaste>|la conversación que tuvimos]{day}.",
        "Fue muy [amable|generoso] de <su|tu> parte [hablar|conversar] conmigo{day}, [gracias|muchas gracias].",
        "Poder [hablar|conversar] <con usted|contigo>{day} [me ayudó mucho|significó mucho para mí|fue un gusto], [gracias|muchas gracias].",
        "Me <dedicó|dedicaste> [un buen rato|un rato largo]{day}, y [<se|te> lo quiero agradecer|quiero <darle|darte> las gracias].",
        "La conversación que tuvimos{day} [me ayudó mucho|significó mucho para mí|me vino muy bien], [gracias|muchas gracias].",
        "Gracias [de verdad|de corazón] por [encontrar|buscar] un hueco para hablar conmigo{day}.",
    ),
    "thanks_again": (
        "[Muchas gracias|Gracias] por [dedicarme otra conversación|hablar de nuevo conmigo|volver a hablar conmigo]{day}.",
        "[Quiero|Quería|Quisiera] <agradecerle|agradecerte> que me <dedicara|dedicaras> [otra conversación|otro rato]{day}.",
        "Fue un gusto [volver a hablar|retomar la conversación] <con usted|contigo>{day}, [gracias|muchas gracias].",
        "Fue muy [amable|generoso] de <su|tu> parte volver a hablar conmigo{day}, [gracias|muchas gracias].",
        "[Unas líneas|Solo unas líneas] para <agradecerle|agradecerte> [otra conversación|que volviéramos a hablar]{day}.",
        "Me <dedicó|dedicaste> otro rato{day}, y <se|te> lo quiero agradecer.",
    ),
    "thanks_set_up": (
        "[Muchas gracias|Gracias] por [organizar la conversación|reunirnos a todos|ponernos en la misma mesa]{day}.",
        "[Quiero|Quería] <agradecerle|agradecerte> que [<organizara|organizaras> la conversación|nos <reuniera|reunieras>]{day}.",
        "Fue muy amable de <su|tu> parte organizar la conversación{day}, [gracias|muchas gracias].",
    ),
    "thanks_joined": (
        "[Muchas gracias|Gracias] por [participar en la conversación|formar parte de la conversación]{day}.",
        "[Quiero|Quería] <agradecerle|agradecerte> que [<participara|participaras> en la conversación|nos <acompañara|acompañaras>]{day}.",
        "Fue un gusto [contar <con usted|contigo>|que <participara|participaras>]{day}, [gracias|muchas gracias].",
    ),
    "thanks_topic": (
        "[Muchas gracias|Gracias|Mil gracias] por [hablar|conversar] conmigo{day} sobre {topic}.",
        "[Muchas gracias|Gracias] por [el rato|el tiempo] que me <dedicó|dedicaste>{day} para hablar sobre {topic}.",
        "[Quiero|Quería|Quisiera] <agradecerle|agradecerte> [la conversación que tuvimos|que <conversara|conversaras> conmigo]{day} sobre {topic}.",
        "Fue muy [amable|generoso] de <su|tu> parte [hablar|conversar] conmigo{day} sobre {topic}, [gracias|muchas gracias].",
        "[Unas líneas|Solo unas líneas] para <agradecerle|agradecerte> que <hablara|hablaras> conmigo{day} sobre {topic}.",
        "Poder <preguntarle|preguntarte>{day} sobre {topic} [me ayudó mucho|significó mucho para mí], [gracias|muchas gracias].",
        "La conversación que tuvimos{day} sobre {topic} [me ayudó mucho|me vino muy bien], [gracias|muchas gracias].",
        "Me <dedicó|dedicaste> un rato{day} para hablar sobre {topic}, y <se|te> lo quiero agradecer.",
    ),
    "connector": (
        "Mi agradecimiento también a {name}, [sin cuya presentación no habríamos hablado|que hizo posible la conversación].",
        "Gracias también a {name} por [presentarnos|ponernos en contacto].",
        "A {name} le debo [la presentación|el contacto], y también quiero darle las gracias.",
        "Fue {name} quien [nos puso en contacto|nos presentó], y eso también es de agradecer.",
        "Sin {name} no habríamos [hablado|conversado], así que gracias también por esa parte.",
    ),
    "thanked_for": (
        "Gracias [otra vez |también ]por hablarme de {name}.",
        "Y gracias por lo de {name}: sin <usted|ti> no se me habría ocurrido escribir.",
        "También <le|te> debo la conversación con {name}, y no lo olvido.",
    ),
    "reported": (
        "Me alegró poder <contarle|contarte> que {clause}.",
        "Fue un gusto <contarle|contarte> que {clause}.",
        "Gracias a lo que hablamos la vez anterior, {clause}.",
    ),
}

_TAKEAWAYS = {
    "aside": ("como <decía|decías>", "como me <dijo|dijiste>", "según me <contó|contaste>"),
    "take_advice": (
        "Me quedo [sobre todo|ante todo|especialmente] con <su|tu> consejo de {vp}.",
        "Desde entonces [le doy vueltas a|pienso en|vuelvo una y otra vez a] <su|tu> consejo de {vp}.",
        "<Su|Tu> consejo de {vp}{aside} [se me ha quedado grabado|me ronda la cabeza|me ayuda a ver más claro].",
        "Si me quedo con una cosa de la conversación, es <su|tu> consejo de {vp}.",
        "Lo [primero|primero de todo] que apunté fue <su|tu> consejo de {vp}.",
        "Me <aconsejó|aconsejaste> {vp}, y [no dejo de pensarlo|me parece un muy buen comienzo|tiene todo el sentido].",
        "El consejo que [más me llevo|más me sirve|guardo] es el de {vp}.",
        "De todo lo que hablamos, me quedo con <su|tu> consejo de {vp}.",
        "La idea de {vp}{aside} [me la llevo conmigo|la tengo muy presente|me acompaña desde entonces].",
    ),
    "take_act": (
        "Me gustaría [seguir|poner en práctica] [pronto|cuanto antes] <su|tu> consejo de {vp}.",
        "<Su|Tu> consejo de {vp}{aside} es [lo primero que quiero probar|por donde me gustaría empezar].",
        "Me <aconsejó|aconsejaste> {vp}, y [eso es lo que quiero hacer|por ahí me gustaría empezar].",
    ),
    "take_point": (
        "Me quedo [sobre todo|ante todo] con <su|tu> comentario de que {clause}.",
        "Desde entonces [le doy vueltas|vuelvo] a <su|tu> comentario de que {clause}.",
        "<Su|Tu> comentario de que {clause}{aside} [se me ha quedado grabado|me hizo pensar|me ronda la cabeza].",
        "Me <dijo|dijiste> que {clause}, y [no dejo de pensarlo|me hizo pensar|tiene todo el sentido].",
        "Si me quedo con una cosa de la conversación, es que {clause}.",
        "Lo [primero|primero de todo] que apunté es que {clause}.",
        "De todo lo que hablamos, me quedo con que {clause}.",
        "Tengo muy presente que, [según me <contó|contaste>|como me <decía|decías>], {clause}.",
    ),
    "take_noun": (
        "Me quedo [sobre todo|ante todo] con esto: {noun}.",
        "Lo [primero|primero de todo] que apunté fue esto: {noun}.",
        "Hay una línea de mis apuntes a la que vuelvo: {noun}.",
        "De todo lo que hablamos, me quedo con esto: {noun}.",
        "Una de <sus|tus> ideas la tengo muy presente: {noun}.",
    ),
    "take_terms": (
        "Me quedo [sobre todo|ante todo] con lo que hablamos sobre {terms}.",
        "Desde entonces le doy vueltas a lo que me <contó|contaste> sobre {terms}.",
        "En mis apuntes tengo subrayado {terms}.",
        "Lo primero que apunté tiene que ver con {terms}.",
        "De todo lo que hablamos, me llevo lo relativo a {terms}.",
    ),
    "take_open": (
        "De la conversación me quedo [sobre todo|ante todo] con el consejo de {vp}.",
        "El consejo de {vp}{aside} [se me ha quedado grabado|lo tengo muy presente].",
        "Lo primero que apunté de la conversación fue el consejo de {vp}.",
    ),
    "take_open_point": (
        "De la conversación me quedo [sobre todo|ante todo] con que {clause}.",
        "Lo primero que apunté de la conversación es que {clause}.",
        "Tengo muy presente que {clause}.",
    ),
    "take_open_noun": (
        "De la conversación me quedo [sobre todo|ante todo] con esto: {noun}.",
        "Hay una línea de mis apuntes a la que vuelvo: {noun}.",
    ),
    "take_open_terms": (
        "De la conversación me quedo sobre todo con lo relativo a {terms}.",
        "En mis apuntes de la conversación tengo subrayado {terms}.",
    ),
    "also_take_advice": (
        "También [apunté|tengo apuntado] <su|tu> consejo de {vp}.",
        "Y [no olvido|tengo presente] <su|tu> consejo de {vp}.",
        "<Su|Tu> consejo de {vp}{aside} está también en mis apuntes.",
    ),
    "also_take_point": (
        "También [apunté|tengo apuntado] que {clause}.",
        "Y [no olvido|tengo presente] que {clause}.",
        "<Su|Tu> comentario de que {clause}{aside} está también en mis apuntes.",
    ),
    "also_take_noun": ("También apunté esto: {noun}.", "Y otra línea de mis apuntes: {noun}."),
    "also_take_terms": ("También apunté lo relativo a {terms}.", "Y no olvido lo que hablamos sobre {terms}."),
    "also_take_open": ("También apunté el consejo de {vp}.", "Y tengo presente el consejo de {vp}."),
    "also_take_open_point": ("También apunté que {clause}.", "Y tengo presente que {clause}."),
    "also_take_open_noun": ("También apunté esto: {noun}.",),
    "also_take_open_terms": ("También apunté lo relativo a {terms}.",),
    "next_advice": (
        "Es un primer paso muy concreto.",
        "Me da una dirección clara.",
        "[Tengo ganas de|Me gustaría] ponerlo en práctica pronto.",
        "Es [un buen punto de partida|algo por donde empezar].",
        "Ya veo cómo puede ayudar.",
        "Es justo el tipo de paso que buscaba.",
        "Es lo bastante sencillo para empezar, y eso me viene bien.",
        "Me apetece probarlo cuanto antes.",
        "Pasa a lo más alto de mi lista.",
        "Así una idea vaga se vuelve un primer paso.",
        "Es más claro que todo lo que yo había imaginado.",
        "Ahora sé por dónde empezar.",
    ),
    "next_caution": (
        "Conviene saberlo [a tiempo|desde el principio].",
        "Por mi cuenta no lo habría pensado.",
        "Procuro tenerlo presente.",
        "Quizá me ahorre un error.",
        "Me ayuda oírlo a estas alturas.",
    ),
    "next_point": (
        "Me ayuda mucho a pensar en los próximos pasos.",
        "No lo había visto así hasta ahora.",
        "Me hace ver mis planes de otra manera.",
        "Es algo que no se lee en ninguna parte.",
        "Ahora veo mejor qué es lo importante.",
        "Me cambia un poco la manera de verlo.",
        "Es una base sobre la que puedo construir.",
        "Me ayuda a mirar en el lugar adecuado.",
        "Por mi cuenta no habría caído en eso.",
    ),
}

# What a note in another language says is to be done, with a name or a term.
_ACTS = {
    "read": "leer {terms}", "meet": "ponerme en contacto con {terms}", "use": "usar {terms}", "learn": "aprender {terms}",
    "visit": "ir a ver {terms}", "follow": "seguir {terms}",
}  # fmt: skip
_TO_DO = {
    f"{also}take_act_{name}": tuple(phrase.replace("{vp}", vp) for phrase in phrases)
    for name, vp in _ACTS.items()
    for also, phrases in (
        (
            "",
            (
                "Lo [primero|primero de todo] que apunté fue esto: {vp}.",
                "Me quedo [sobre todo|ante todo] con una idea sencilla: {vp}.",
                "En mis apuntes, una línea va primero: {vp}.",
                "Tengo muy presente [una cosa|una idea]: {vp}.",
            ),
        ),
        ("also_", ("También apunté esto: {vp}.", "Y tampoco olvido lo otro: {vp}.")),
    )
}

_WHAT_FOLLOWS = {
    "offer_send": (
        "Gracias también por <ofrecerse|ofrecerte> a enviarme {thing}; no hay ninguna prisa.",
        "Y gracias de antemano por {thing}; [no hay prisa|cuando <le|te> venga bien].",
        "Cuando <tenga|tengas> un momento, me encantaría recibir {thing}; no hay ninguna prisa.",
        "Me alegra mucho lo de {thing}; [no hay prisa|cuando <le|te> venga bien].",
    ),
    "offer_reuse": (
        "Gracias también por <ofrecerse|ofrecerte> a {vp}; no hay ninguna prisa.",
        "Es muy amable de <su|tu> parte <ofrecerse|ofrecerte> a {vp}; no hay prisa.",
    ),
    "offer_introduce": (
        "Gracias también por <ofrecerse|ofrecerte> a ponerme en contacto con {name}. No hay ninguna prisa, y entiendo perfectamente si no es buen momento.",
        "Es muy amable de <su|tu> parte ofrecerme el contacto con {name}; [no corre prisa|no hay prisa], y entiendo perfectamente que no pueda ser.",
        "Me alegra mucho que <pueda|puedas> presentarme a {name}; [no corre prisa|no hay prisa], y entiendo perfectamente si no puede ser.",
        "Y gracias por pensar en presentarme a {name}. [Cuando <le|te> venga bien|Sin ninguna prisa], y si no puede ser, lo entiendo perfectamente.",
    ),
    "offer_ask": (
        "Gracias también por <ofrecerse|ofrecerte> a consultarlo primero con {name}. No hay ninguna prisa, y entiendo perfectamente si no es buen momento.",
        "Es muy amable de <su|tu> parte preguntar antes a {name}; [no corre prisa|no hay prisa], y entiendo perfectamente si la respuesta es no.",
        "Y gracias por consultarlo antes con {name}. [Cuando <le|te> venga bien|Sin ninguna prisa], y si no puede ser, lo entiendo perfectamente.",
    ),
    "promise_aside": ("con mucho gusto", "con gusto"),
    "invitation": (
        "Gracias también por el aviso: {clause}. Me gustaría mucho ir algún día.",
        "Es bueno saberlo: {clause}. [Iría con mucho gusto|Me encantaría ir].",
    ),
    "invitation_to": (
        "Gracias también por la invitación ({noun}); [me gustaría mucho ir|iría con mucho gusto].",
        "Y gracias por invitarme ({noun}); [me encantaría ir|iría con mucho gusto].",
    ),
    "offer_given": (
        "Gracias también por {thing}, [que me servirá mucho|lo aprovecharé bien].",
        "Y gracias por {thing}, que guardo con cuidado.",
    ),
    "promise": (
        "Como prometí, <le|te> enviaré {thing}.",
        "No olvido mi promesa: <le|te> enviaré {thing}.",
        "Por mi parte, <le|te> enviaré {thing}, como quedamos.",
        "Y <le|te> enviaré {thing}, como prometí.",
    ),
    "promise_more": ("También <le|te> enviaré {thing}.", "Y además <le|te> enviaré {thing}."),
    "promise_vp": (
        "Como prometí, voy a {vp}.",
        "No olvido mi promesa: voy a {vp}.",
        "Por mi parte, voy a {vp}, como quedamos.",
    ),
    "promise_vp_more": ("También voy a {vp}.", "Y además voy a {vp}."),
    "promise_terms": ("No olvido lo que <le|te> debo sobre {terms}.", "Y no olvido mi parte sobre {terms}."),
    "offer_terms": (
        "Gracias de antemano por lo relativo a {terms}; no hay ninguna prisa.",
        "Y gracias de antemano por lo de {terms}; no hay prisa.",
    ),
    "promise_report": (
        "Después me gustará <contarle|contarte> cómo me ha ido.",
        "Me gustará <contarle|contarte> después cómo fue.",
    ),
    "promise_clause": ("Como prometí, {clause}.", "No olvido mi promesa: {clause}."),
    "promise_clause_more": ("Y además {clause}.",),
    "asked": (
        "Como me <pidió|pediste>, <le|te> enviaré {thing}.",
        "<Le|Te> enviaré {thing}, como me <pidió|pediste>.",
    ),
    "asked_more": ("Y además <le|te> enviaré {thing}, como me <pidió|pediste>.",),
    "asked_clause": ("Como me <pidió|pediste>, {clause}.",),
    "asked_clause_more": ("Y además {clause}, como me <pidió|pediste>.",),
    "asked_vp": ("Como me <pidió|pediste>, voy a {vp}.",),
    "asked_vp_more": ("Y además voy a {vp}, como me <pidió|pediste>.",),
    "plan": (
        "Por mi parte, <le|te> enviaré {thing}.",
        "<Le|Te> enviaré {thing}.",
        "De mi lado, <le|te> enviaré {thing}.",
    ),
    "plan_more": ("También <le|te> enviaré {thing}.", "Y además <le|te> enviaré {thing}."),
    "plan_clause": ("Por mi parte, {clause}.", "De mi lado, {clause}."),
    "plan_clause_more": ("Y además {clause}.",),
    "owe": ("No olvido que <le|te> debo {thing}.", "Y todavía <le|te> debo {thing}."),
    "plan_vp": ("Por mi parte, voy a {vp}.", "Voy a {vp}."),
    "plan_vp_more": ("También voy a {vp}.", "Y además voy a {vp}."),
    "glad": (
        "Me alegro mucho de <haberle|haberte> escrito, y [me anima a seguir|eso me da ánimos].",
        "Que me <dijera|dijeras> que sí significó mucho para mí.",
        "La conversación me dejó mucho en que pensar[, y eso es bueno| para los próximos días].",
        "[Hablarlo|Poder hablarlo] con alguien que conoce el trabajo por dentro ayuda mucho.",
        "Después de una conversación así es más fácil [dar el siguiente paso|hacer planes|ver el camino].",
        "Es el tipo de conversación que esperaba cuando empecé a [escribir|preguntar].",
        "Decir que sí a una petición como la mía no es lo habitual, y [lo valoro mucho|lo tengo en cuenta].",
        "Todavía le doy vueltas a lo que hablamos, y lo tomo como una buena señal.",
        "Fue un rato muy bien empleado [por mi parte|para mí].",
        "[Poder preguntar|Poder hablarlo] así, sin prisa, [ayuda más de lo que parece|vale mucho más de lo que parece].",
        "Guardo muy buen recuerdo de la conversación, y [más ganas de avanzar|ganas de seguir].",
    ),
    "glad_group": (
        "Que <participara usted|participaras> en la conversación significó mucho para mí.",
        "Escuchar más de un punto de vista en una misma conversación ayuda mucho.",
        "Me alegró mucho poder contar <con usted|contigo> en la conversación.",
    ),
    "glad_again": (
        "Fue un gusto poder retomar el hilo de nuestra conversación.",
        "Poder volver a <usted|ti> con nuevas preguntas [me ayuda mucho|significa mucho para mí].",
        "Me gustó retomarlo donde lo habíamos dejado.",
    ),
    "posted": (
        "Me encantará <contarle|contarte> [cómo avanza todo|cómo me va|en qué queda].",
        "<Tendrá|Tendrás> noticias mías [en cuanto avance|cuando haya novedades|cuando haya algo que contar].",
        "[En cuanto|Cuando] [haya novedades|avance un poco], [<le|te> escribo de nuevo|será un gusto <contárselo|contártelo>].",
        "Me gustaría <escribirle|escribirte> de nuevo [cuando haya avanzado|cuando tenga algo que contar|más adelante][, si no es molestia|].",
        "¿Puedo <escribirle|escribirte> otra vez [cuando haya avanzado|cuando tenga novedades|más adelante]?",
        "Con gusto <le|te> mantengo al tanto [de cómo avanza|de mis próximos pasos|de lo que salga].",
        "Espero poder <contarle|contarte> pronto [algún avance|cómo ha ido|un primer paso].",
    ),
    "posted_thin": (
        "Me encantará <contarle|contarte> [cómo avanza todo a partir de ahora|cómo me va con los próximos pasos|hasta dónde me lleva esto].",
        "<Tendrá|Tendrás> noticias mías [en cuanto haya avanzado un poco más|cuando haya novedades que merezcan la pena|cuando haya algo bueno que contar].",
        "[En cuanto|Cuando] [haya novedades|avance un poco], [<le|te> escribo otra vez con mucho gusto|será un gusto para mí <contárselo|contártelo>].",
        "Me gustaría <escribirle|escribirte> de nuevo [cuando haya avanzado un poco|cuando tenga algo que contar|dentro de un tiempo][, si no es molestia|].",
        "¿Puedo <escribirle|escribirte> otra vez [cuando haya dado los primeros pasos|cuando tenga algo nuevo que contar|dentro de un tiempo]?",
        "Con gusto <le|te> mantengo al tanto [de cómo avanza todo|de mis próximos pasos|de lo que vaya saliendo].",
        "Espero poder <contarle|contarte> dentro de poco [algún avance concreto|cómo ha ido el primer paso].",
    ),
    "return": (
        "Si en algo puedo <serle|serte> útil [también yo|a cambio], [no <dude|dudes> en decírmelo|<dígamelo|dímelo>, por favor].",
        "Si alguna vez puedo <devolverle|devolverte> el favor, [no <dude|dudes> en decírmelo|<dígamelo|dímelo>, por favor|<escríbame|escríbeme> sin más].",
        "Y si [alguna vez |]puedo <ayudarle|ayudarte> [en algo|con cualquier cosa], [no <dude|dudes> en decírmelo|<avíseme|avísame> sin más|solo <tiene|tienes> que decirlo].",
        "Me gustaría [poder |]<devolverle|devolverte> el favor [algún día|cuando se pueda]; [solo <tiene|tienes> que decirlo|<dígame|dime> si <ve|ves> cómo].",
        "[Si hay algo|Y si hay algo] que yo pueda hacer por <usted|ti> a cambio, [<dígamelo|dímelo>|no <dude|dudes> en pedirlo|<escríbame|escríbeme>].",
        "No <dude|dudes> en [escribirme|decírmelo|avisarme] si [algún día |alguna vez ]puedo <serle|serte> útil en algo.",
        "¿Hay algo que pueda hacer por <usted|ti> a cambio? [<Dígamelo|Dímelo> con toda confianza|Solo <tiene|tienes> que decirlo].",
        "Sería un gusto <serle|serte> útil [algún día|también]; [solo <tiene|tienes> que decirlo|<avíseme|avísame> si surge algo].",
        "Y al revés igual: si puedo <ayudarle|ayudarte> [en algo|con lo que sea], [<cuente|cuenta> conmigo|no <dude|dudes> en decírmelo].",
    ),
    "closing": (
        "Me encantará <contarle|contarte> [cómo avanza todo|en qué queda], y si en algo puedo <serle|serte> útil [a cambio|también yo], [no <dude|dudes> en decírmelo|<dígamelo|dímelo>|<avíseme|avísame>].",
        "<Tendrá|Tendrás> noticias mías [cuando haya algo que contar|en cuanto avance]; y si [alguna vez |]puedo <devolverle|devolverte> el favor, [no <dude|dudes> en decírmelo|<avíseme|avísame>|solo <tiene|tienes> que decirlo].",
        "Cuando haya novedades será un gusto <contárselas|contártelas>, y si puedo <ayudarle|ayudarte> en algo [mientras tanto|entretanto|también yo], [<cuente|cuenta> conmigo|<dígamelo|dímelo>].",
        "Con gusto <le|te> mantengo al tanto [de cómo avanza|de lo que salga], y si hay algo que pueda hacer yo a cambio, [<dígamelo|dímelo>|<escríbame|escríbeme>|solo <tiene|tienes> que decirlo].",
        "Espero poder <contarle|contarte> pronto [algún avance|cómo ha ido], y <devolverle|devolverte> el favor si [surge la ocasión|veo cómo|se presenta la oportunidad].",
    ),
}

_HOST = {
    "host_thanked_plain": (
        "Muchas gracias por escribir.",
        "Gracias por el mensaje, me alegró recibirlo.",
        "Fue muy amable de <su|tu> parte escribir.",
        "Me alegró mucho <su|tu> mensaje, gracias.",
    ),
    "host_opening": (
        "Me alegró mucho hablar <con usted|contigo>{day}, y que me <pidiera|pidieras> la conversación.",
        "Fue un gusto hablar <con usted|contigo>{day}, y me alegra que <escribiera|escribieras>.",
        "Gracias por escribirme; disfruté mucho la conversación que tuvimos{day}.",
        "Disfruté mucho la conversación que tuvimos{day}, y <hizo|hiciste> bien en pedirla.",
    ),
    "host_useful": (
        "Espero que la conversación <le|te> ayude un poco a pensar en los próximos pasos.",
        "Ojalá algo de lo que hablamos <le|te> sirva para lo que viene.",
        "Espero que haya algo útil en ello para <usted|ti>.",
    ),
    "host_questions": (
        "Si más adelante <le|te> surgen otras preguntas, <escríbame|escríbeme> sin problema.",
        "Si quedan preguntas, basta con unas líneas.",
        "Y para cualquier otra pregunta, <escríbame|escríbeme> cuando <quiera|quieras>.",
    ),
    "host_terms": (
        "Recuerdo bien lo que <contaba|contabas> sobre {terms}.",
        "Se me quedó lo que <contaba|contabas> sobre {terms}.",
    ),
    "host_noticed_plain": ("Recuerdo bien que {clause}.", "Me fijé en que {clause}.", "Se me quedó que {clause}."),
    "host_noticed_glow": (
        "Me alegró ver que {clause}.",
        "Daba gusto ver que {clause}.",
        "Vi que {clause}, y es buena señal.",
    ),
    "host_promise": ("Como prometí, voy a {vp}.", "No olvido mi promesa: voy a {vp}."),
    "host_promise_vp": ("Como prometí, voy a {vp}.", "No olvido mi promesa: voy a {vp}."),
    "host_promise_send": (
        "Como prometí, <le|te> enviaré {thing} por separado.",
        "No olvido mi promesa: <le|te> enviaré {thing} aparte.",
    ),
    "host_promise_more": ("También voy a {vp}, y después <le|te> escribo.",),
    "host_close": (
        "<Cuénteme|Cuéntame> cómo <le|te> va, me alegrará saberlo.",
        "Me gustaría saber cómo <le|te> va, así que <escríbame|escríbeme> cuando <quiera|quieras>.",
        "<Deme|Dame> noticias cuando <pueda|puedas>, me alegrará leerlas.",
    ),
    "host_decide": (
        "<Cuénteme|Cuéntame> qué <decide|decides>, me interesa mucho.",
        "Me gustaría saber qué <decide|decides> al final.",
    ),
}

_NOT_HELD = {
    "missed": (
        "Creo que {slot} no llegamos a coincidir; espero que todo esté bien por [ahí|<su|tu> lado].",
        "Parece que {slot} no logramos coincidir, y espero que todo <le|te> vaya bien.",
        "Me parece que {slot} no pudimos hablar; espero que no haya pasado nada grave.",
    ),
    "missed_topic": (
        "Son cosas que pasan, y me sigue interesando mucho hablar <con usted|contigo> sobre {topic}.",
        "Los planes cambian fácilmente, y me sigue gustando la idea de hablar sobre {topic}.",
        "Siempre puede surgir algo, y me encantaría hablar sobre {topic} en un mejor momento.",
    ),
    "missed_plain": (
        "Son cosas que pasan, y me sigue interesando mucho hablar <con usted|contigo>.",
        "Los planes cambian fácilmente, y me encantaría hablar <con usted|contigo> en otro momento.",
        "Siempre puede surgir algo, y sigo con el mismo interés en que hablemos.",
    ),
    "missed_ask": (
        "¿<Le|Te> vendría mejor otro día? Me adapto sin problema.",
        "¿Qué otro día <le|te> vendría bien? Yo me adapto [sin problema|con gusto].",
        "Si otro día <le|te> viene mejor, <dígamelo|dímelo> y me adapto.",
    ),
    "moved_kind": (
        "No hay ningún problema, y gracias por avisarme.",
        "No pasa nada, y gracias por [avisar|avisarme|el aviso].",
        "Por supuesto, y gracias por decírmelo.",
    ),
    "moved_when": (
        "Me parece muy bien buscar otro momento {when}.",
        "{when} me viene muy bien.",
        "Con gusto hablamos {when} entonces.",
    ),
    "moved_plain": (
        "Me gustaría mucho buscar otro momento.",
        "Otro momento me viene muy bien.",
        "Con gusto buscamos otro momento.",
    ),
    "moved_ask": (
        "<Dígame|Dime> qué día <le|te> viene bien, o una semana, y propongo algunas horas.",
        "<Elija|Elige> el día que <le|te> venga mejor, o una semana, y propongo algunas horas.",
        "Cualquier día que <le|te> venga bien me sirve; o <dígame|dime> una semana, y propongo horas.",
    ),
}

_REPORTING = {
    "back_spoke": (
        "Solo unas líneas para <decirle|decirte> que {name} y yo [hablamos|pudimos hablar]{day}.",
        "Quería <contarle|contarte> que {name} y yo [hablamos|pudimos hablar]{day}.",
        "{name} y yo [hablamos|pudimos hablar]{day}, y quería que lo <supiera|supieras>.",
        "Tengo noticias: {name} y yo [hablamos|pudimos hablar]{day}.",
    ),
    "back_thanks": (
        "Muchas gracias por ponernos en contacto; de otro modo no habría tenido esta conversación.",
        "Gracias [de nuevo|de verdad] por la presentación, sin la cual no habríamos hablado.",
        "Esta conversación <se la debo a usted|te la debo a ti>, muchas gracias.",
        "Gracias por [presentarnos|hacer de puente]; [sin eso no habríamos hablado|me ha servido mucho].",
    ),
    "back_thanks_both": (
        "Muchas gracias por consultarlo antes con las dos partes, y por ponernos en contacto.",
        "Gracias por la presentación, y por preguntar antes a cada parte.",
    ),
    "back_gain": (
        "Me ha dejado mucho en que pensar.",
        "Salí con las ideas más claras.",
        "Me ha dado por dónde seguir.",
    ),
}

_SUBJECTS = {
    "subject": ("Gracias por la conversación", "Gracias por el tiempo dedicado", "Sobre nuestra conversación"),
    "subject_topic": ("Gracias por la conversación sobre {topic}",),
    "subject_host": ("Sobre nuestra conversación",),
    "subject_missed": ("Buscar otro momento para hablar",),
    "subject_back": ("Gracias por presentarme a {name}",),
}

PHRASES = both_ways(
    {**_THANKS, **_TAKEAWAYS, **_TO_DO, **_WHAT_FOLLOWS, **_HOST, **_NOT_HELD, **_REPORTING, **_SUBJECTS}
)
