"""French: what notes say is retold as a native would say it to the reader, or left out."""

from __future__ import annotations

import pytest

from service.drafting.kinds.missed import their_time
from service.drafting.tongues import Voice, asked_fr
from tests.service.drafting import retelling
from tests.service.drafting.retold import glow
from tests.service.drafting.retold import said as retold


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "lire chaque réplique à voix haute, chrono en main, AVANT d'écrire",
            ["take_advice: de lire chaque réplique à voix haute, chrono en main, avant d'écrire"],
        ),
        ("une fiche par terme DÈS le 1er contrat", ["take_noun: une fiche par terme dès le 1er contrat"]),
        ("m'enverra son gabarit de fiche", ["offer_send: le gabarit de fiche"]),
        ("Elle m'a conseillé de commencer par un stage court", ["take_advice: de commencer par un stage court"]),
        ("conseil : tenir un carnet de terrain", ["take_advice: de tenir un carnet de terrain"]),
        ("il faut publier tôt, même petit", ["take_advice: de publier tôt, même petit"]),
        ("faut toujours demander les données brutes", ["take_advice: de toujours demander les données brutes"]),
        ("il faut que je lui envoie ma bibliographie", ["plan: ma bibliographie"]),
        ("d'après lui, le terrain compte plus que le diplôme", ["take_point: le terrain compte plus que le diplôme"]),
        ("commence par les archives municipales", ["take_advice: de commencer par les archives municipales"]),
        ("inscris-toi à la liste de diffusion du CNRS", ["take_advice: de m'inscrire à la liste de diffusion du CNRS"]),
        ("elle pense que la médiation va grandir", ["take_point: la médiation va grandir"]),
        ("a insisté sur les langues", ["take_noun: les langues"]),
        ("m'a raconté son passage par l'édition", ["take_noun: le passage par l'édition"]),
        ("Il a mis deux ans à trouver sa voie", ["take_point: vous avez mis deux ans à trouver votre voie"]),
        ("m'a proposé de relire ma lettre", ["offer_reuse: de relire ma lettre"]),
        ("peut me mettre en contact avec Anne Lefort", ["offer_introduce: Anne Lefort"]),
        ("propose de m'inviter au séminaire de mars", ["offer_reuse: de m'inviter au séminaire de mars"]),
        ("Le séminaire est ouvert aux extérieurs", ["invitation: le séminaire est ouvert aux extérieurs"]),
        ("lui envoyer mon mémoire", ["plan: mon mémoire"]),
        ("je lui dois un café", ["owe: un café"]),
        ("promis : la liste des festivals", ["promise: la liste des festivals"]),
        ("elle m'a demandé de lui transmettre mon portfolio", ["asked: mon portfolio"]),
        ("ne pas oublier de la remercier", ["plan_vp: vous remercier"]),
        ("super échange, très sympa", []),
        ("je suis nul en statistiques", []),
        ("personne n'est venu", []),
        (
            "apprendre à lire un bilan ; aller voir un conseil municipal",
            ["take_advice: d'apprendre à lire un bilan", "take_advice: d'aller voir un conseil municipal"],
        ),
        ("jamais de candidature sans appel avant", []),
        ("le bénévolat ouvre des portes", ["take_point: le bénévolat ouvre des portes"]),
        (
            "mieux vaut un petit projet fini qu'un grand projet en cours",
            ["take_point: mieux vaut un petit projet fini qu'un grand projet en cours"],
        ),
        (
            "parler à 3 personnes du métier avant de décider",
            ["take_advice: de parler à 3 personnes du métier avant de décider"],
        ),
        ('"ne lâche rien"', ['take_noun: "ne lâche rien"']),
        ("il m'a dit de lire Latour", ["take_advice: de lire Latour"]),
        ("astuce : demander le planning des répétitions", ["take_advice: de demander le planning des répétitions"]),
        ("on a parlé de la météo", []),
        ("elle cherche un stagiaire", []),
        ("pourquoi pas le Canada ?", []),
        ("Idée - monter une petite expo", ["take_advice: de monter une petite expo"]),
        ("ne pas avoir peur d'appeler", ["take_advice: de ne pas avoir peur d'appeler"]),
        (
            "prendre des notes à la main, c'est plus lent mais on retient",
            ["take_advice: de prendre des notes à la main"],
        ),
        ("faire relire tous ses textes par un natif", ["take_advice: de faire relire tous mes textes par un natif"]),
        ("de sa part : deux contacts à Lyon", ["offer_send: deux contacts à Lyon"]),
        ("Claire : aller aux journées portes ouvertes", ["take_advice: d'aller aux journées portes ouvertes"]),
        ("j'enverrai les photos", ["plan: les photos"]),
        ("vous devriez lire la convention collective", ["take_advice: de lire la convention collective"]),
        (
            "elle a commencé comme libraire avant d'ouvrir son atelier",
            ["take_point: vous avez commencé comme libraire avant d'ouvrir votre atelier"],
        ),
        ("elle veut voir mes croquis", ["asked: mes croquis"]),
        ("les petits musées recrutent des bénévoles curieux", []),
        ("très sympa, on a bien ri", []),
        ("un carnet par chantier dès le premier jour", ["take_noun: un carnet par chantier dès le premier jour"]),
    ],
)
def test_a_note_is_retold_to_a_vous_or_left_out(note: str, said: list[str]) -> None:
    assert retold(note, "fr", "formal", "Claire", "Claire Morel") == said


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "moi : modèle de convention d'usage, d'ici mercredi",
            ["plan: le modèle de convention d'usage d'ici mercredi"],
        ),
        ("promis : photos du chantier", ["promise: les photos du chantier"]),
        (
            "elle dit de commencer par la régie et puis je lui envoie mon budget d'ici vendredi et elle elle me fait passer le guide de tournée voilà",
            [
                "take_advice: de commencer par la régie",
                "plan: mon budget d'ici vendredi",
                "offer_send: le guide de tournée",
            ],
        ),
        ("moi : adresse du relieur", ["plan: l'adresse du relieur"]),
        ("promis : visite du chantier en mai", ["promise_vp: m'occuper de ce point (visite du chantier en mai)"]),
        ("il m'envoie une bande rythmo d'essai", ["offer_send: la bande rythmo d'essai"]),
        ("se spécialiser en cardio, trop peu de monde", ["take_advice: de me spécialiser en cardio"]),
        (
            "j'ai promis de lui envoyer mon glossaire de dialyse vendredi",
            ["promise: mon glossaire de dialyse vendredi"],
        ),
        ("m'a conseillé d'écrire à trois anciens élèves", ["take_advice: d'écrire à trois anciens élèves"]),
        ("Conseil principal : ne pas attendre le poste idéal", []),
        (
            "il ne faut jamais accepter sans avoir lu le contrat",
            ["take_advice: de ne jamais accepter sans avoir lu le contrat"],
        ),
        ("il faut que je relise le rapport 2024", ["plan_vp: relire le rapport 2024"]),
        (
            "selon elle, les petites structures apprennent plus vite",
            ["take_point: les petites structures apprennent plus vite"],
        ),
        ("commencez par les archives municipales", ["take_advice: de commencer par les archives municipales"]),
        ("n'attendez pas la fin de la thèse", ["take_advice: de ne pas attendre la fin de la thèse"]),
        ("Lisez le rapport annuel, c'est une mine", ["take_advice: de lire le rapport annuel"]),
        (
            "elle trouve que les musées cherchent des gens qui savent raconter",
            ["take_point: les musées cherchent des gens qui savent raconter"],
        ),
        ("m'a parlé du marché québécois", ["take_noun: le marché québécois"]),
        ("elle a quitté le droit à 40 ans", ["take_point: tu as quitté le droit à 40 ans"]),
        ("elle va me présenter à Solène Kervella", ["offer_introduce: Solène Kervella"]),
        ("va demander à Bertrand s'il est d'accord", ["offer_ask: Bertrand"]),
        ("me passe ses notes de cours", ["offer_send: les notes de cours"]),
        ("elle m'a invité au séminaire du jeudi", ["invitation_to: séminaire du jeudi"]),
        ("je dois lui envoyer le lien de l'expo", ["plan: le lien de l'expo"]),
        ("je la rappelle en mai", ["plan_clause: je te rappelle en mai"]),
        ("j'ai promis de la tenir au courant", ["promise_vp: te tenir au courant"]),
        ("à faire : lui répondre pour le 12", ["plan_vp: te répondre pour le 12"]),
        ("je lui envoie le compte rendu lundi", ["plan: le compte rendu lundi"]),
        ("penser à lire son article", ["plan_vp: lire ton article"]),
        ("j'ai adoré sa façon de parler du métier", []),
        ("lui ai parlé de mon projet", []),
        ("pas q les diplômes, le réseau compte bcp", ["take_noun: pas que les diplômes, le réseau compte beaucoup"]),
        ("toujours vérifier les sources deux fois", ["take_advice: de toujours vérifier les sources deux fois"]),
        ("se former à QGIS puis postuler", ["take_advice: de me former à QGIS puis de postuler"]),
        ("Publier tôt aide beaucoup", ["take_point: publier tôt aide beaucoup"]),
        (
            "tenir un journal de bord (5 lignes par jour)",
            ["take_advice: de tenir un journal de bord (5 lignes par jour)"],
        ),
        ("ton premier client est le plus dur à trouver", ["take_point: mon premier client est le plus dur à trouver"]),
        ("elle dit que c'est une question de patience", ["take_point: c'est une question de patience"]),
        ("il m'a dit qu'il fallait d'abord faire du terrain", ["take_advice: de faire d'abord du terrain"]),
        ("à retenir : la diplomatie avant la technique", ["take_noun: la diplomatie avant la technique"]),
        ("mes deux enfants l'ont fait rire", []),
        ("ses débuts chez Arte", ["take_noun: les débuts chez Arte"]),
        ("3 mots : curiosité, rigueur, patience", []),
        ("écouter les habitants avant de dessiner", ["take_advice: d'écouter les habitants avant de dessiner"]),
        ("garder ses brouillons", ["take_advice: de garder mes brouillons"]),
        (
            "rencontrer deux maraîchers, un en bio et un en conventionnel",
            ["take_advice: de rencontrer deux maraîchers, un en bio et un en conventionnel"],
        ),
        ("il me fait suivre l'annuaire de l'association", ["offer_send: l'annuaire de l'association"]),
        ("elle est d'accord pour relire mon chapitre", ["offer_reuse: de relire mon chapitre"]),
        ("je vais lui écrire en septembre", ["plan_vp: t'écrire en septembre"]),
        ("accepter les petits contrats au début", ["take_advice: d'accepter les petits contrats au début"]),
        ("tu devrais suivre un cours du soir", ["take_advice: de suivre un cours du soir"]),
        ("m'a prêté son guide des tourbières", ["offer_given: le guide des tourbières"]),
        ("dois lui répondre pour le colloque", ["plan_vp: te répondre pour le colloque"]),
        (
            "avant de postuler, il faut visiter trois ateliers",
            ["take_advice: de visiter trois ateliers avant de postuler"],
        ),
        ("40 min au téléphone", []),
        (
            "tenir le carnet propre : on le relit dix ans après",
            ["take_advice: de tenir le carnet propre, car on le relit dix ans après"],
        ),
    ],
)
def test_a_note_is_retold_to_a_tu_or_left_out(note: str, said: list[str]) -> None:
    assert retold(note, "fr", "familiar", "Claire", "Claire Morel") == said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("trouvé un stage chez Arte depuis lundi", "J'ai trouvé un stage chez Arte depuis lundi."),
        ("moi horlogère depuis 12 ans", "Je suis horlogère depuis 12 ans."),
        ("potier depuis six mois", "Je suis potier depuis six mois."),
        ("moi, je commence en mai", "Je commence en mai."),
        ("moi aussi", None),
        ("Claire absente depuis 3 mois", None),
        ("embauchée au musée de Brest", "J'ai été embauchée au musée de Brest."),
        ("commence mon mémoire en mai", "Je commence mon mémoire en mai."),
        ("Mme Morel a écrit le guide des haies", "Vous avez écrit le guide des haies."),
        ("elle anime la table ronde de Lorient", "Vous animez la table ronde de Lorient."),
        ("demander si elle connaît quelqu'un aux archives", "Puis-je vous demander si vous connaissez quelqu'un aux archives ?"),
        ("dis-lui que le conseil sur les registres a marché", "Le conseil sur les registres a marché."),
        ("relance polie", None),
        ("oui, avec plaisir", None),
        ("sans nouvelles depuis deux semaines", None),
        ("elle et son mari cherchent une maison", None),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_a_sentence_to_the_reader(typed: str, sentence: str | None) -> None:
    assert asked_fr.told(typed, Voice("formal", frozenset({"Claire", "Morel"}))) == sentence


@pytest.mark.parametrize(
    ("note", "clause"),
    [
        ("très adroit, s'illumine devant la marbrure", "vous vous illuminez devant la marbrure"),
        ("Claire s'anime quand elle parle de ses moulins", "vous vous animez quand vous parlez de vos moulins"),
        ("les yeux qui brillent devant les presses", "vos yeux brillent devant les presses"),
        ("hésite reliure / conservation", ""),
        ("hésite entre la reliure et la conservation", ""),
    ],
)
def test_a_host_tells_where_somebody_lit_up(note: str, clause: str) -> None:
    assert glow(note, "fr", "formal", "Claire") == clause


@pytest.mark.parametrize(
    ("mail", "time"),
    [
        ("On se reparle la première semaine de juin ?", "la première semaine de juin"),
        ("Plutôt mi-avril, si possible.", "mi-avril"),
        ("Une autre fois, peut-être.", ""),
    ],
)
def test_the_time_they_would_rather_have_is_named(mail: str, time: str) -> None:
    assert their_time(mail, "fr") == time


def test_times_and_topics_are_heard() -> None:
    assert asked_fr.length("20 min, tel ou visio") == ("20 minutes", True)
    assert asked_fr.lateness("12 min de retard, métro bloqué") == ("12 minutes", "métro bloqué")
    voice = Voice("familiar", frozenset())
    assert asked_fr.topic("savoir comment elle a commencé", voice) == ("comment tu as commencé", True)
    assert asked_fr.topic("échanger sur la restauration d'orgues", voice) == ("la restauration d'orgues", False)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("She told me to read Latour first.", ["take_act_read: Latour"]),
        ("Talk to Ines Haddad and Tom.", ["take_act_meet: Ines Haddad et Tom"]),
        ("Her tip: use QGIS.", ["take_act_use: QGIS"]),
        ("Follow the CNRS newsletter.", ["take_terms: CNRS"]),
        ("She'll introduce me to Paul Lefort.", ["offer_introduce: Paul Lefort"]),
        ("Always ask for feedback before you apply anywhere.", []),
    ],
)
def test_of_an_english_note_names_and_what_to_do_with_them_are_carried_over(note: str, said: list[str]) -> None:
    assert retold(note, "fr", "formal", "Claire") == said


def test_a_dictated_sentence_is_several() -> None:
    note = (
        "bon alors il m'a dit de lire Latour et puis il m'enverra sa liste, moi je dois lui renvoyer le plan vendredi"
    )
    assert retold(note, "fr", "formal") == [
        "take_advice: de lire Latour",
        "offer_send: la liste",
        "plan: le plan vendredi",
    ]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (
            "je lui prête mon livre sur les sols la semaine prochaine",
            ["plan_clause: je vous prête mon livre sur les sols la semaine prochaine"],
        ),
        ("Je lui envoie mardi ma fiche sur les indivisions", ["plan: ma fiche sur les indivisions mardi"]),
        ("J'ai promis que je lui enverrais mon dossier", ["promise: mon dossier"]),
        ("Ma promesse : une note d'une page", ["promise: une note d'une page"]),
        ("À moi de lui envoyer le plan d'affaires", ["plan: le plan d'affaires"]),
        ("ramener l'échelle qu'il m'a prêtée", ["plan_vp: vous ramener l'échelle que vous m'avez prêtée"]),
        ("elle veut lire ma nouvelle, je la lui envoie dimanche", ["asked: ma nouvelle dimanche"]),
        ("ce n'est pas mardi mais mercredi que je dois lui envoyer le devis", ["plan: le devis mercredi"]),
        (
            "Elle commencerait par six mois en soins de suite",
            ["take_advice: de commencer par six mois en soins de suite"],
        ),
        ("Elle me recommanderait à un ami", []),
        ("L'utile : documenter chaque décision", ["take_advice: de documenter chaque décision"]),
        (
            "Elle regrette de ne pas avoir appris l'allemand plus tôt",
            ["take_point: vous regrettez de ne pas avoir appris l'allemand plus tôt"],
        ),
        ("Le terrain lui a plus appris que l'école", ["take_point: le terrain vous a plus appris que l'école"]),
        (
            "Après douze ans de hockey, il a recommencé comme stagiaire",
            ["take_point: après douze ans de hockey, vous avez recommencé comme stagiaire"],
        ),
        ("Sa mère est malade, elle pense prendre un congé", []),
        ("stage labo > stage officine", []),
    ],
)
def test_what_was_promised_and_what_stayed_in_other_words(note: str, said: list[str]) -> None:
    assert retold(note, "fr", "formal", "Claire") == said


def test_nearly_all_whole_notes_come_out_faultless() -> None:
    notes = list(retelling.noted(retelling.NOTES / "fr.jsonl"))
    found = [retelling.faults(one, retelling.thanked(one, number, "fr")) for number, one in enumerate(notes)]
    assert sum(not faults for faults in found) >= 0.88 * len(notes), [faults for faults in found if faults]


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("She said: do a stage d'observation in a workshop before anything else.", "stage d'observation"),
        ("I will send her the report on the Corpus Vitrearum.", "Corpus Vitrearum"),
        ("He said: on apprend le bois par les mains, not in books.", "on apprend le bois par les mains"),
    ],
)
def test_what_an_english_note_names_comes_through(note: str, named: str) -> None:
    assert named in " ".join(retold(note, "fr", "formal", "Claire"))
