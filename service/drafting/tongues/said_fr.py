"""French phrases of what follows a meeting: by role, each a way to say it with its choices of words.

`<vous avez|tu as>` is what is said to a vous and to a tu (`address.py`). Apostrophes are
straight, as people type them. No participle agrees with the person, whose gender nobody knows. "Votre", "ton" and the
like stand only where the contact's own words are given back: the lists of the draft cases read them as such a claim.
"""

from __future__ import annotations

from service.drafting.tongues.address import both_ways

_THANKS = {
    "thanks": (
        "Merci [d'avoir pris le temps d'échanger avec moi|d'avoir bien voulu échanger avec moi|de m'avoir accordé un peu de temps]{day}.",
        "Je <vous|te> remercie [du temps que <vous m'avez|tu m'as> accordé|d'avoir pris le temps de me parler|d'avoir échangé avec moi]{day}.",
        "[Un grand merci|Merci beaucoup|Tous mes remerciements] pour le temps que <vous m'avez|tu m'as> [accordé|consacré]{day}.",
        "[Un petit mot|Quelques lignes|Juste un mot] pour <vous|te> remercier [de m'avoir accordé du temps|d'avoir échangé avec moi]{day}.",
        "Je tenais à <vous|te> remercier [du temps que <vous m'avez|tu m'as> accordé|d'avoir pris le temps d'échanger]{day}.",
        "[Avoir pu échanger|Avoir pu parler] avec <vous|toi>{day} [m'a fait très plaisir|compte beaucoup pour moi], merci [beaucoup|à <vous|toi>].",
        "<Vous avez|Tu as> [pris le temps de me parler|trouvé du temps pour moi]{day}, et je <vous |t'>en remercie[ vivement|].",
        "C'est [très |]gentil à <vous|toi> d'avoir [pris le temps d'échanger|trouvé du temps pour moi]{day}, merci.",
        "Nous avons [pu échanger|parlé]{day}, et je [tiens à|voudrais] <vous |t'>en remercier.",
    ),
    "thanks_again": (
        "Merci d'avoir [de nouveau|une nouvelle fois] [pris le temps d'échanger avec moi|trouvé du temps pour moi]{day}.",
        "Je <vous|te> remercie [de ce nouvel échange|d'avoir de nouveau échangé avec moi|de m'avoir accordé encore un peu de temps]{day}.",
        "[Un grand merci|Merci beaucoup] pour le temps que <vous m'avez|tu m'as> [de nouveau|encore] accordé{day}.",
        "Reprendre la conversation avec <vous|toi>{day} [m'a fait très plaisir|compte beaucoup pour moi], merci [beaucoup|à <vous|toi>].",
        "<Vous avez|Tu as> [de nouveau|une fois encore] trouvé du temps pour moi{day}, et je <vous |t'>en remercie.",
        "[Quelques lignes|Juste un mot] pour <vous|te> remercier d'avoir [de nouveau|encore] échangé avec moi{day}.",
    ),
    "thanks_set_up": (
        "Merci d'avoir [organisé notre échange|organisé cette conversation|mis cet échange sur pied]{day}.",
        "Je <vous|te> remercie d'avoir [organisé notre échange|réuni tout le monde]{day}.",
        "[Un grand merci|Merci beaucoup] d'avoir [réuni tout le monde|organisé notre échange]{day}.",
        "<Vous avez|Tu as> pris la peine d'organiser notre échange{day}, et je <vous |t'>en remercie.",
    ),
    "thanks_joined": (
        "Merci d'avoir [participé à notre échange|pris part à notre échange]{day}.",
        "Je <vous|te> remercie d'avoir [participé à notre échange|pris part à la conversation]{day}.",
        "[Un grand merci|Merci beaucoup] d'avoir [pris part à|participé à] notre échange{day}.",
        "<Vous avez|Tu as> pris part à notre échange{day}, et je <vous |t'>en remercie [vivement|sincèrement].",
    ),
    "thanks_topic": (
        "Merci d'avoir [pris le temps de parler avec moi|parlé avec moi]{day} de ce sujet : {topic}.",
        "Je <vous|te> remercie d'avoir [échangé avec moi|bien voulu échanger avec moi]{day} sur ce sujet : {topic}.",
        "[Un grand merci|Merci beaucoup] pour le temps que <vous m'avez|tu m'as> [accordé|consacré]{day}. Le sujet m'intéresse [beaucoup|de près] : {topic}.",
        "[Quelques lignes|Juste un mot] pour <vous|te> remercier d'avoir parlé avec moi{day} de ce thème : {topic}.",
        "Je tenais à <vous|te> remercier de [notre échange|cette conversation]{day} sur un sujet qui m'intéresse [beaucoup|de près] : {topic}.",
        "<Vous avez|Tu as> pris le temps de [parler avec moi|me parler]{day} de ce qui m'intéresse en ce moment : {topic}. Merci.",
        "Avoir pu <vous |t'>interroger{day} [m'a fait très plaisir|compte beaucoup pour moi], merci. Le sujet m'intéresse [vraiment|de près] : {topic}.",
    ),
    "connector": (
        "Merci également à {name}, [sans qui cet échange n'aurait pas eu lieu|grâce à qui nous avons pu échanger].",
        "Je [remercie aussi|pense aussi à] {name}, [à qui je dois cet échange|qui a rendu cet échange possible].",
        "C'est à {name} que je dois [cette mise en relation|cet échange], et [je l'en remercie aussi|je ne l'oublie pas].",
        "Un merci aussi à {name} pour [la mise en relation|nous avoir permis d'échanger].",
        "Je n'oublie pas {name}, [sans qui nous n'aurions pas échangé|à qui je dois cette rencontre].",
    ),
    "thanked_for": (
        "Merci [encore|aussi] de m'avoir [indiqué|recommandé] {name}.",
        "Et merci pour {name} : je n'y aurais pas pensé sans <vous|toi>.",
        "Je <vous|te> dois aussi [la rencontre avec {name}|d'avoir pu échanger avec {name}], et je <vous |t'>en remercie.",
    ),
    "reported": (
        "C'était un plaisir de pouvoir <vous|te> dire {que}.",
        "Cela m'a fait plaisir de <vous|te> raconter {que}.",
        "C'est grâce à notre échange précédent {que}.",
    ),
}

_TAKEAWAYS = {
    "aside": ("comme <vous le disiez|tu le disais>", "comme <vous me l'avez dit|tu me l'as dit>"),
    "take_advice": (
        "Je retiens [surtout|avant tout|en particulier] <votre|ton> conseil {vp}.",
        "Depuis, je [repense souvent|reviens sans cesse|repense] à <votre|ton> conseil {vp}.",
        "<Votre|Ton> conseil {vp}{aside} [me reste en tête|ne me quitte pas|m'aide à y voir plus clair].",
        "S'il y a une chose que je garde de notre échange, c'est <votre|ton> conseil {vp}.",
        "J'ai noté [en premier|tout en haut de ma page] <votre|ton> conseil {vp}.",
        "Ce que j'emporte [avant tout|surtout], c'est <votre|ton> conseil {vp}.",
        "<Vous m'avez|Tu m'as> conseillé {vp}, et [j'y repense souvent|cela me parle beaucoup|l'idée fait son chemin].",
        "Le conseil que je garde [avant tout|précieusement] est celui {vp}.",
        "[De tout ce dont nous avons parlé|De toute notre conversation], je garde d'abord <votre|ton> conseil {vp}.",
    ),
    "take_act": (
        "J'aimerais [suivre|mettre en pratique] [sans attendre|bientôt] <votre|ton> conseil {vp}.",
        "<Votre|Ton> conseil {vp}{aside} est [ce que je veux essayer en premier|ce par quoi j'aimerais commencer].",
        "<Vous m'avez|Tu m'as> conseillé {vp}, et [j'ai bien l'intention de le faire|c'est par là que j'aimerais commencer].",
    ),
    "take_point": (
        "Je retiens [surtout|avant tout] <votre|ta> remarque : {clause}.",
        "Depuis, je [repense|reviens souvent] à <votre|ta> remarque : {clause}.",
        "Je garde en tête ce que <vous disiez|tu disais> : {clause}.",
        "J'ai noté [en premier|tout en haut de ma page] {que}.",
        "Ce que j'emporte [surtout|avant tout], c'est {que}.",
        "<Vous m'avez|Tu m'as> dit {que}, et [cela me fait réfléchir|j'y repense souvent|cela m'accompagne depuis].",
        "<Votre|Ta> remarque [me reste en tête|continue de me faire réfléchir] : {clause}.",
        "S'il y a une chose que je garde de notre échange, c'est {que}.",
    ),
    "take_noun": (
        "Je retiens [surtout|avant tout] ceci de notre échange : {noun}.",
        "J'ai noté [en premier|tout en haut de ma page] : {noun}.",
        "[Parmi mes notes|Dans mes notes], il y a une ligne à laquelle je reviens : {noun}.",
        "Je garde en tête l'idée que <vous m'avez|tu m'as> donnée : {noun}.",
        "S'il y a une chose que j'emporte, c'est celle-ci : {noun}.",
        "Depuis, une de <vos idées|tes idées> me reste en tête : {noun}.",
    ),
    "take_terms": (
        "Je retiens [surtout|avant tout] ce qui touche à {terms}.",
        "Ce que <vous m'avez|tu m'as> dit concernant {terms} [m'est resté|me reste en tête].",
        "Dans mes notes, j'ai souligné {terms}.",
        "Depuis, je repense [souvent|beaucoup] à ce que nous avons dit concernant {terms}.",
        "J'ai noté en premier ce qui concerne {terms}.",
    ),
    "take_open": (
        "Je retiens [surtout|avant tout] de notre échange le conseil {vp}.",
        "De notre échange, je garde le conseil {vp}.",
        "Le conseil {vp}{aside} [me reste en tête|figure tout en haut de mes notes].",
        "J'ai noté en premier le conseil {vp}.",
    ),
    "take_open_point": (
        "Je retiens [surtout|avant tout] de notre échange {que}.",
        "Une phrase de notre échange me reste en tête : {clause}.",
        "J'ai noté en premier {que}.",
    ),
    "take_open_noun": (
        "Je retiens [surtout|avant tout] ceci de notre échange : {noun}.",
        "[Dans mes notes|Parmi mes notes], une ligne me reste en tête : {noun}.",
    ),
    "take_open_terms": (
        "Je retiens [surtout|avant tout] de notre échange ce qui touche à {terms}.",
        "Dans mes notes de notre échange, j'ai souligné {terms}.",
    ),
    "also_take_advice": (
        "J'ai aussi noté <votre|ton> conseil {vp}.",
        "Et je garde [aussi |également ]en tête <votre|ton> conseil {vp}.",
        "<Votre|Ton> conseil {vp}{aside} figure également dans mes notes.",
        "Je n'oublie pas non plus <votre|ton> conseil {vp}.",
    ),
    "also_take_point": (
        "J'ai aussi noté <votre|ta> remarque : {clause}.",
        "Je n'oublie pas non plus {que}.",
        "Et je garde [aussi |également ]en tête {que}.",
    ),
    "also_take_noun": ("J'ai [aussi|également] noté ceci : {noun}.", "Et une autre ligne de mes notes : {noun}."),
    "also_take_terms": (
        "J'ai [aussi|également] noté ce qui concerne {terms}.",
        "Et je n'oublie pas ce qui touche à {terms}.",
    ),
    "also_take_open": ("J'ai [aussi|également] noté le conseil {vp}.", "Et je garde en tête le conseil {vp}."),
    "also_take_open_point": ("J'ai [aussi|également] noté {que}.", "Et je garde en tête {que}."),
    "also_take_open_noun": ("J'ai [aussi|également] noté ceci : {noun}.",),
    "also_take_open_terms": ("J'ai [aussi|également] noté ce qui concerne {terms}.",),
    "next_advice": (
        "C'est une première étape très concrète.",
        "Cela me donne une direction claire.",
        "[Je compte|J'ai envie de] m'y mettre bientôt.",
        "Voilà [un bon point de départ|de quoi commencer].",
        "Je vois bien ce que cela peut changer.",
        "C'est le genre de piste que je cherchais.",
        "C'est assez simple pour commencer, et cela me va bien.",
        "Cela passe en tête de ma liste.",
        "Une idée un peu vague devient ainsi un premier pas.",
        "C'est plus clair que tout ce que j'avais imaginé.",
        "Je vois par où commencer.",
        "[J'aimerais |J'ai envie d']essayer sans attendre.",
    ),
    "next_caution": (
        "C'est bon à savoir [dès maintenant|assez tôt].",
        "Je n'y aurais pas pensé sans cela.",
        "Je tâche de le garder en tête.",
        "Cela m'évitera peut-être une erreur.",
        "C'est utile à entendre à ce stade.",
    ),
    "next_point": (
        "Cela m'aide beaucoup à réfléchir à la suite.",
        "Je n'avais pas encore vu les choses ainsi.",
        "Cela éclaire mes projets autrement.",
        "C'est le genre de chose qu'on ne lit nulle part.",
        "Je vois mieux ce qui compte pour la suite.",
        "Cela change un peu ma façon de voir.",
        "C'est une base sur laquelle je peux m'appuyer.",
        "Voilà qui m'aide à regarder au bon endroit.",
    ),
}

# What a note in another language says is to be done, with a name or a term.
_ACTS = {
    "read": "lire {terms}", "meet": "prendre contact avec {terms}", "use": "utiliser {terms}", "learn": "apprendre {terms}",
    "visit": "aller voir {terms}", "follow": "suivre {terms}",
}  # fmt: skip
_TO_DO = {
    f"{also}take_act_{name}": tuple(phrase.replace("{vp}", vp) for phrase in phrases)
    for name, vp in _ACTS.items()
    for also, phrases in (
        (
            "",
            (
                "J'ai noté [en premier|tout en haut de ma page] : {vp}.",
                "Ce que je garde [surtout|avant tout], c'est une idée simple : {vp}.",
                "Dans mes notes, une ligne vient en premier : {vp}.",
                "Je garde [surtout|avant tout] en tête une chose : {vp}.",
            ),
        ),
        ("also_", ("J'ai [aussi|également] noté ceci : {vp}.", "Et je n'oublie pas non plus : {vp}.")),
    )
}

_WHAT_FOLLOWS = {
    "promise_aside": ("avec plaisir", "bien volontiers"),
    "offer_send": (
        "Merci d'avance pour {thing}, quand cela <vous|te> conviendra.",
        "Je recevrai {thing} avec plaisir, quand <vous aurez|tu auras> un moment.",
        "Et merci d'avance pour {thing} ; [rien ne presse|il n'y a aucune urgence].",
        "Et pour {thing}, merci d'avance ; [rien ne presse|il n'y a aucune urgence].",
    ),
    "offer_reuse": (
        "Merci aussi de m'avoir proposé {vp} ; [rien ne presse|quand cela <vous|te> conviendra].",
        "C'est très gentil de m'avoir proposé {vp} ; [rien ne presse|il n'y a aucune urgence].",
        "J'accepte volontiers, et merci de m'avoir proposé {vp} ; rien ne presse.",
    ),
    "offer_introduce": (
        "Merci aussi d'avoir proposé de me mettre en relation avec {name}. [Rien ne presse|Il n'y a aucune urgence], et je comprendrais tout à fait que le moment ne s'y prête pas.",
        "C'est très gentil de proposer une mise en relation avec {name} ; [rien ne presse|prenez|prends] [tout |]le temps qu'il faut, et je comprendrais tout à fait que cela ne se fasse pas.",
        "La mise en relation proposée avec {name} me ferait grand plaisir. [Rien ne presse|Il n'y a aucune urgence], et je comprendrais très bien que cela ne convienne pas.",
        "Merci [également|encore] pour la mise en relation proposée avec {name}, si cela convient de ce côté-là ; rien ne presse.",
    ),
    "offer_ask": (
        "Merci aussi d'avoir proposé d'en parler d'abord à {name}. [Rien ne presse|Il n'y a aucune urgence], et je comprendrais tout à fait que le moment ne s'y prête pas.",
        "C'est très gentil de vouloir d'abord poser la question à {name} ; rien ne presse, et [un non serait tout à fait compréhensible|je comprendrais tout à fait un refus].",
        "Merci également de bien vouloir demander à {name} ; [rien ne presse|il n'y a aucune urgence], et je comprendrais très bien que cela ne convienne pas.",
    ),
    "invitation": (
        "Merci aussi pour cette information : {clause}. J'aimerais beaucoup venir un jour.",
        "C'est bon à savoir aussi : {clause}. Je viendrais [volontiers|avec plaisir].",
    ),
    "invitation_to": (
        "Merci aussi pour l'invitation ({noun}) ; [j'aimerais beaucoup venir|je viendrais avec plaisir].",
        "C'est très gentil de m'inviter ({noun}) ; [j'aimerais beaucoup venir|je viendrais avec plaisir].",
    ),
    "offer_given": (
        "Merci aussi pour {thing}, [qui me sera utile|j'en ferai bon usage].",
        "Et merci pour {thing}, que je garde précieusement.",
    ),
    "promise": (
        "Comme promis, je <vous |t'>enverrai {thing}.",
        "Je n'oublie pas ma promesse : je <vous |t'>enverrai {thing}.",
        "De mon côté, je <vous |t'>enverrai {thing}, comme promis.",
        "Et je <vous |t'>enverrai {thing}, comme convenu.",
    ),
    "promise_more": ("Je <vous |t'>enverrai aussi {thing}.", "Et je <vous |t'>enverrai également {thing}."),
    "promise_vp": (
        "Comme promis, je vais {vp}.",
        "Je n'oublie pas ma promesse : je vais {vp}.",
        "De mon côté, je vais {vp}, comme promis.",
    ),
    "promise_vp_more": ("Je vais aussi {vp}.", "Et je vais {vp}."),
    "promise_terms": (
        "Je n'oublie pas non plus ce que je <vous|te> dois concernant {terms}.",
        "Et je n'oublie pas ma part concernant {terms}.",
    ),
    "offer_terms": (
        "Merci d'avance pour ce qui concerne {terms} ; [rien ne presse|il n'y a aucune urgence].",
        "Et merci d'avance pour {terms} ; rien ne presse.",
    ),
    "promise_report": (
        "Je <vous|te> tiendrai au courant après cela.",
        "Je <vous|te> tiendrai au courant de ce que cela donne.",
    ),
    "promise_clause": ("Comme promis, {clause}.", "Je n'oublie pas ma promesse : {clause}."),
    "promise_clause_more": ("Et {clause}.",),
    "asked": (
        "Comme <vous me l'avez|tu me l'as> demandé, je <vous |t'>enverrai {thing}.",
        "Je <vous |t'>enverrai {thing}, comme <vous me l'avez|tu me l'as> demandé.",
    ),
    "asked_more": ("Et je <vous |t'>enverrai {thing}, comme <vous me l'avez|tu me l'as> demandé.",),
    "asked_clause": ("Comme <vous me l'avez|tu me l'as> demandé, {clause}.",),
    "asked_clause_more": ("Et {clause}, comme <vous me l'avez|tu me l'as> demandé.",),
    "asked_vp": ("Comme <vous me l'avez|tu me l'as> demandé, je vais {vp}.",),
    "asked_vp_more": ("Et je vais {vp}, comme <vous me l'avez|tu me l'as> demandé.",),
    "plan": (
        "De mon côté, je <vous |t'>enverrai {thing}.",
        "Pour ma part, je <vous |t'>enverrai {thing}.",
        "Je <vous |t'>enverrai {thing}.",
    ),
    "plan_more": ("Je <vous |t'>enverrai aussi {thing}.", "Et je <vous |t'>enverrai également {thing}."),
    "plan_clause": ("De mon côté, {clause}.", "Pour ma part, {clause}."),
    "plan_clause_more": ("Et {clause}.",),
    "owe": ("Je n'oublie pas que je <vous|te> dois {thing}.", "Et je <vous|te> dois toujours {thing}."),
    "plan_vp": ("De mon côté, je vais {vp}.", "Pour ma part, je vais {vp}.", "Je vais {vp}."),
    "plan_vp_more": ("Je vais aussi {vp}.", "Et je vais {vp}."),
    "glad": (
        "J'ai bien fait de <vous |t'>écrire, et cela m'encourage à [continuer|poursuivre].",
        "Que <vous ayez|tu aies> accepté m'a fait [très |grand ]plaisir.",
        "Cet échange m'a donné [beaucoup à réfléchir|de quoi réfléchir], et [je m'en réjouis|c'est bon signe].",
        "Parler avec quelqu'un qui connaît le métier de l'intérieur [aide beaucoup|change tout].",
        "Il est plus facile d'avancer après [un échange comme celui-ci|une telle conversation].",
        "C'est le genre de conversation que j'espérais [en me lançant|quand j'ai commencé mes démarches].",
        "Dire oui à une demande comme la mienne ne va pas de soi, et [j'y suis sensible|je m'en rends compte].",
        "Cela m'a fait du bien [d'en parler à voix haute|d'en parler avec <vous|toi>].",
        "J'en garde une impression très vive, et [l'envie d'avancer|l'envie de continuer].",
        "Notre conversation m'accompagne encore, [ce que je prends pour un bon signe|et c'est bon signe].",
    ),
    "glad_group": (
        "Que <vous ayez|tu aies> été de la partie m'a fait très plaisir.",
        "Entendre plusieurs points de vue dans un même échange [fait avancer|aide à y voir clair].",
        "Que <vous ayez|tu aies> pris part à la conversation m'a fait plaisir.",
    ),
    "glad_again": (
        "C'était un plaisir de pouvoir reprendre le fil de notre échange.",
        "Pouvoir revenir vers <vous|toi> avec de nouvelles questions [m'aide beaucoup|compte beaucoup pour moi].",
        "Reprendre là où nous en étions m'a fait plaisir.",
    ),
    "posted": (
        "Je <vous|te> tiendrai au courant [de la suite|de ce que cela donne|de ce qui en sort].",
        "<Vous aurez|Tu auras> de mes nouvelles [dès que j'aurai avancé|quand il y aura du nouveau|dès que les choses auront bougé].",
        "J'aurai plaisir à <vous|te> [raconter la suite|dire ce que cela donne|dire où j'en suis].",
        "[Dès que|Quand] j'aurai [un peu avancé|du nouveau|essayé], je <vous|te> fais signe.",
        "Je reviens vers <vous|toi> [dès que j'ai du nouveau|une fois que j'aurai avancé|quand j'aurai de quoi raconter].",
        "Puis-je <vous |t'>écrire de nouveau [quand j'aurai avancé|une fois les premiers pas faits|d'ici quelque temps] ?",
        "Je ne manquerai pas de <vous|te> tenir au courant [de la suite|de ce que cela donne].",
        "La suite, je <vous|te> la raconte [dès que possible|bientôt|quand j'en sais plus].",
    ),
    "posted_thin": (
        "Je <vous|te> tiendrai au courant [de la suite, bien sûr|de ce que cela donne ensuite|de mes prochains pas, bien sûr].",
        "<Vous aurez|Tu auras> de mes nouvelles [dès que j'aurai un peu avancé|quand il y aura du nouveau|dès que les choses auront bougé].",
        "J'aurai plaisir à <vous|te> [raconter la suite de mes démarches|dire où j'en suis dans quelque temps|écrire où cela me mène].",
        "[Dès que|Quand] j'aurai [un peu avancé|du nouveau|fait un premier pas], je <vous|te> fais signe [volontiers|avec plaisir].",
        "Je reviens vers <vous|toi> [dès que j'ai du nouveau à raconter|une fois que j'aurai un peu avancé].",
        "Puis-je <vous |t'>écrire de nouveau [quand j'aurai un peu avancé|une fois les premiers pas faits|dans quelque temps] ?",
        "Je ne manquerai pas de <vous|te> tenir au courant [de la suite|de mes avancées].",
    ),
    "return": (
        "Si je peux [un jour |à mon tour ]<vous |t'>être utile, [<n'hésitez|n'hésite> pas à me le dire|<dites-le-moi|dis-le-moi> simplement|<faites-moi|fais-moi> signe].",
        "Et si je peux <vous |t'>être utile [en quoi que ce soit|pour quoi que ce soit|d'une façon ou d'une autre], [<dites-le-moi|dis-le-moi>|<faites-moi|fais-moi> signe].",
        "S'il y a quelque chose que je peux faire [pour <vous|toi> |]en retour, [<n'hésitez|n'hésite> pas à me le dire|<dites-le-moi|dis-le-moi> simplement|<faites-moi|fais-moi> signe].",
        "J'aimerais [beaucoup |]pouvoir rendre la pareille [à mon tour|à l'occasion] ; [<faites-moi|fais-moi> signe|<dites-le-moi|dis-le-moi>] dès que <vous voyez|tu vois> comment.",
        "Pour tout ce que je peux faire [pour <vous|toi> |]en retour, [<comptez|compte> sur moi|<faites-moi|fais-moi> signe].",
        "<N'hésitez|N'hésite> pas à [me faire signe|m'écrire|me le dire] si je peux [un jour |à mon tour |]<vous |t'>être utile.",
        "Ce serait un plaisir de [pouvoir |]<vous |t'>être utile [un jour|à mon tour|en retour] ; [il suffit de demander|<faites-moi|fais-moi> signe].",
        "Et dans l'autre sens, si je peux <vous |t'>être utile, [<n'hésitez|n'hésite> pas|<écrivez-moi|écris-moi>|<dites-le-moi|dis-le-moi> simplement].",
        "Y a-t-il quelque chose que je puisse faire pour <vous|toi> en retour ? <Dites-le-moi|Dis-le-moi>[ simplement| sans hésiter|].",
    ),
    "closing": (
        "Je <vous|te> tiendrai au courant [de la suite|de ce que cela donne], et si je peux <vous |t'>être utile en retour, [<dites-le-moi|dis-le-moi>|<faites-moi|fais-moi> signe|<n'hésitez|n'hésite> pas].",
        "<Vous aurez|Tu auras> de mes nouvelles ; d'ici là, si je peux <vous |t'>être utile [à mon tour|en quoi que ce soit], [<n'hésitez|n'hésite> pas|<faites-moi|fais-moi> signe|<dites-le-moi|dis-le-moi>].",
        "J'aurai plaisir à <vous|te> raconter la suite, et à <vous|te> rendre service si [l'occasion se présente|je le peux|<vous voyez|tu vois> comment].",
        "[Dès que|Quand] j'aurai [du nouveau|un peu avancé], je <vous|te> fais signe ; et si je peux <vous |t'>être utile à mon tour, [<dites-le-moi|dis-le-moi>|<n'hésitez|n'hésite> pas].",
        "Je reviens vers <vous|toi> [dès que j'ai du nouveau|quand j'aurai avancé], et j'espère pouvoir <vous|te> rendre la pareille [un jour|à l'occasion].",
    ),
}

_HOST = {
    "host_thanked_plain": (
        "Merci beaucoup pour ce message.",
        "C'est très gentil d'avoir écrit.",
        "Ce message m'a fait plaisir, merci.",
        "Merci d'avoir écrit si vite.",
    ),
    "host_opening": (
        "J'ai eu plaisir à échanger avec <vous|toi>{day}, et <vous avez|tu as> bien fait de me le demander.",
        "C'était un plaisir de <vous|te> parler{day}, et <vous avez|tu as> bien fait [de m'écrire|de demander].",
        "Merci de m'avoir écrit ; j'ai eu plaisir à échanger avec <vous|toi>{day}.",
        "Notre échange m'a fait plaisir{day}, et c'est bien que <vous l'ayez|tu l'aies> proposé.",
    ),
    "host_useful": (
        "J'espère que notre échange <vous |t'>aide à avancer dans la réflexion.",
        "J'espère qu'il y avait là quelque chose d'utile pour la suite.",
        "J'espère que cela aide un peu à y voir clair.",
    ),
    "host_questions": (
        "Pour toute autre question qui <vous|te> viendrait par la suite, <écrivez-moi|écris-moi> sans hésiter.",
        "S'il reste des questions, un petit mot suffit.",
        "Et pour toute autre question, <écrivez-moi|écris-moi> quand <vous voulez|tu veux>.",
    ),
    "host_terms": (
        "Je me souviens bien de ce que <vous racontiez|tu racontais> concernant {terms}.",
        "J'ai gardé en tête ce que <vous racontiez|tu racontais> concernant {terms}.",
    ),
    "host_noticed_plain": (
        "J'ai bien noté {que}.",
        "Je me souviens bien {que}.",
        "J'ai gardé en tête {que}.",
    ),
    "host_noticed_glow": (
        "J'ai eu plaisir à voir {que}.",
        "C'était beau à voir : {clause}.",
        "J'ai bien vu {que}, et c'est bon signe.",
    ),
    "host_promise": (
        "Comme promis, je vais {vp}.",
        "Je n'oublie pas ma promesse : je vais {vp}.",
    ),
    "host_promise_vp": (
        "Comme promis, je vais {vp}.",
        "Je n'oublie pas ma promesse : je vais {vp}.",
    ),
    "host_promise_send": (
        "Comme promis, je <vous |t'>enverrai {thing} séparément.",
        "Je n'oublie pas ma promesse : je <vous |t'>enverrai {thing} à part.",
    ),
    "host_promise_more": ("Je vais aussi {vp}, puis je reviendrai vers <vous|toi>.",),
    "host_close": (
        "<Dites-moi|Dis-moi> comment les choses évoluent, cela me fera plaisir.",
        "<Donnez-moi|Donne-moi> des nouvelles à l'occasion, cela me ferait plaisir.",
        "J'aimerais savoir comment cela se passe, alors <écrivez-moi|écris-moi> à l'occasion.",
    ),
    "host_decide": (
        "<Dites-moi|Dis-moi> ce que <vous décidez|tu décides>, cela m'intéresse.",
        "J'aimerais savoir ce que <vous déciderez|tu décideras>.",
    ),
}

_NOT_HELD = {
    "missed": (
        "Je crois que notre échange {slot} n'a pas pu se faire ; j'espère que tout va bien [chez <vous|toi>|pour <vous|toi>].",
        "Il semble que notre rendez-vous {slot} n'ait pas pu se faire, et j'espère que tout va bien [chez <vous|toi>|pour <vous|toi>].",
        "Nous n'avons pas réussi à nous joindre {slot} ; j'espère que rien de grave n'est arrivé.",
    ),
    "missed_topic": (
        "Cela peut arriver, et j'aimerais toujours beaucoup échanger avec <vous|toi> sur ce sujet : {topic}.",
        "Les agendas changent vite, et le sujet m'intéresse toujours autant : {topic}.",
        "Un imprévu est vite arrivé, et j'aimerais toujours <vous |t'>entendre sur ce sujet : {topic}.",
    ),
    "missed_plain": (
        "Cela peut arriver, et j'aimerais toujours beaucoup échanger avec <vous|toi>.",
        "Les agendas changent vite, et j'aimerais toujours <vous|te> parler à un meilleur moment.",
        "Un imprévu est vite arrivé, et l'envie d'échanger avec <vous|toi> est intacte.",
    ),
    "missed_ask": (
        "Un autre jour <vous|te> conviendrait-il mieux ? Je m'adapte volontiers.",
        "Quel autre jour <vous|te> conviendrait ? Je m'adapte [sans difficulté|volontiers].",
        "Si un autre jour <vous |t'>arrange, <dites-le-moi|dis-le-moi> et je m'adapte.",
    ),
    "moved_kind": (
        "Aucun problème, et merci [pour ce message|d'avoir prévenu|de prévenir].",
        "[Pas de souci|Cela ne pose aucun problème], et merci de prévenir.",
        "Bien sûr, et merci de me le dire.",
    ),
    "moved_when": (
        "Un autre moment {when} me conviendrait très bien, si cela reste possible.",
        "Trouver un autre moment {when} me va très bien.",
    ),
    "moved_plain": (
        "J'aimerais beaucoup trouver un autre moment.",
        "Un autre moment me conviendrait très bien.",
        "Trouvons un autre moment, ce sera avec plaisir.",
    ),
    "moved_ask": (
        "<Indiquez-moi|Indique-moi> simplement un jour qui <vous |t'>arrange, ou une semaine, et je propose quelques horaires.",
        "<Choisissez|Choisis> le jour qui <vous |t'>arrange, ou une semaine, et je propose quelques horaires.",
        "Tout jour qui <vous |t'>arrange me va ; ou bien <donnez-moi|donne-moi> une semaine, et je propose des horaires.",
    ),
}

_REPORTING = {
    "back_spoke": (
        "Un petit mot pour <vous|te> dire que {name} et moi avons [échangé|pu échanger]{day}.",
        "Je voulais <vous|te> dire que {name} et moi [avons échangé|nous sommes parlé]{day}.",
        "{name} et moi avons [échangé|pu échanger]{day}, et [je tenais à <vous|te> le dire|je voulais que <vous le sachiez|tu le saches>].",
        "Quelques nouvelles : {name} et moi avons [échangé|pu nous parler]{day}.",
    ),
    "back_thanks": (
        "Merci [beaucoup |]pour la mise en relation ; sans cela, cette conversation n'aurait pas eu lieu.",
        "Je <vous|te> remercie [vivement |]de la mise en relation, sans laquelle nous ne nous serions pas parlé.",
        "C'est à <vous|toi> que je dois cette conversation, et je <vous |t'>en remercie.",
        "Merci encore d'avoir [rendu cet échange possible|fait le lien].",
    ),
    "back_thanks_both": (
        "Merci d'avoir pris la peine de demander d'abord à chacun, et pour la mise en relation.",
        "Je <vous|te> remercie de la mise en relation, et d'avoir d'abord posé la question des deux côtés.",
    ),
    "back_gain": (
        "J'en retire de quoi réfléchir pour la suite.",
        "J'en sors avec des idées plus claires.",
        "Cela m'a donné de quoi avancer.",
    ),
}

_SUBJECTS = {
    "subject": ("Merci pour notre échange", "Suite à notre conversation", "Merci pour le temps accordé"),
    "subject_topic": ("Merci pour notre échange : {topic}",),
    "subject_host": ("Suite à notre échange",),
    "subject_missed": ("Trouver un autre moment",),
    "subject_back": ("Merci pour la mise en relation avec {name}",),
}

PHRASES = both_ways(
    {**_THANKS, **_TAKEAWAYS, **_TO_DO, **_WHAT_FOLLOWS, **_HOST, **_NOT_HELD, **_REPORTING, **_SUBJECTS}
)
