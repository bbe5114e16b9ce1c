"""German phrases of what follows a meeting: by role, each a way to say it with its choices of words.

`<Sie|du>` is the formal and the familiar way (`address.py`). A role that opens a mail begins small, as German does after
the comma of the greeting. `{because}` ends a sentence (", denn …"), `{aside}` is the same inside one (" (…)"). Every
phrase of `return` offers help and every one of the thanks thanks, in words of the lists of the draft cases.
"""

from __future__ import annotations

from service.drafting.tongues import things_de
from service.drafting.tongues.address import both_ways

_THANKS = {
    "thanks": (
        "vielen Dank, dass <Sie sich|du dir>{day} Zeit [für mich|für unser Gespräch|für meine Fragen] genommen <haben|hast>.",
        "<haben Sie|hab> [vielen|herzlichen] Dank für [<Ihre|deine> Zeit|unser Gespräch|das Gespräch]{day}.",
        "ich möchte <Ihnen|dir> [herzlich |]für [unser Gespräch|das Gespräch|<Ihre|deine> Zeit]{day} danken.",
        "über [unser|das] Gespräch{day} habe ich mich [sehr |]gefreut, [vielen|herzlichen] Dank dafür.",
        "es war [sehr |]freundlich, dass <Sie sich|du dir>{day} Zeit für [mich|meine Fragen] genommen <haben|hast>, [vielen|herzlichen] Dank dafür.",
        "für [<Ihre|deine> Zeit|unser Gespräch|das Gespräch]{day} bin ich <Ihnen|dir> [sehr |]dankbar.",
        "dass <Sie|du>{day} Zeit für mich <hatten|hattest>, [weiß ich sehr zu schätzen|hat mich sehr gefreut]; [vielen|herzlichen] Dank dafür.",
        "[nur|auf diesem Weg] ein paar Zeilen, um <Ihnen|dir> für [unser Gespräch|das Gespräch|<Ihre|deine> Zeit]{day} zu danken.",
        "schön, dass wir{day} miteinander [sprechen konnten|gesprochen haben]; [vielen|herzlichen] Dank für <Ihre|deine> Zeit.",
        "<Sie haben sich|du hast dir>{day} Zeit für mich genommen, [dafür danke ich <Ihnen|dir> sehr|und dafür bin ich <Ihnen|dir> dankbar].",
        "unser Gespräch{day} war für mich [sehr hilfreich|eine große Hilfe], und ich danke <Ihnen|dir> [herzlich |]dafür.",
    ),
    "thanks_again": (
        "vielen Dank, dass <Sie sich|du dir>{day} [noch einmal|erneut|ein weiteres Mal] Zeit für mich genommen <haben|hast>.",
        "<haben Sie|hab> [vielen|herzlichen] Dank für [das|unser] [erneute|weitere] Gespräch{day}.",
        "ich möchte <Ihnen|dir> dafür danken, dass wir{day} [noch einmal|wieder] miteinander sprechen konnten.",
        "dass <Sie|du>{day} [noch einmal|wieder] Zeit für mich <hatten|hattest>, weiß ich sehr zu schätzen; [vielen|herzlichen] Dank dafür.",
        "es war [sehr |]freundlich, dass <Sie sich|du dir>{day} [noch einmal|erneut] Zeit für meine Fragen genommen <haben|hast>, [vielen|herzlichen] Dank dafür.",
        "schön, dass wir{day} [wieder|noch einmal] miteinander [sprechen konnten|gesprochen haben]; [vielen|herzlichen] Dank für <Ihre|deine> Zeit.",
        "<Sie haben sich|du hast dir>{day} [noch einmal|erneut] Zeit für mich genommen, und dafür danke ich <Ihnen|dir> [sehr|herzlich].",
        "über [unser|das] Wiedersehen{day} habe ich mich gefreut, vielen Dank für <Ihre|deine> Zeit.",
    ),
    "thanks_set_up": (
        "vielen Dank, dass <Sie|du> unser Gespräch{day} möglich gemacht <haben|hast>.",
        "<haben Sie|hab> [vielen|herzlichen] Dank, dass <Sie|du> uns{day} [zusammengebracht|an einen Tisch gebracht] <haben|hast>.",
        "ich möchte <Ihnen|dir> dafür danken, dass <Sie|du> [das|unser] Gespräch{day} [organisiert|eingefädelt] <haben|hast>.",
        "dass <Sie|du> die Runde{day} zusammengebracht <haben|hast>, [weiß ich sehr zu schätzen|hat mich sehr gefreut]; [vielen|herzlichen] Dank dafür.",
        "es war [sehr |]freundlich von <Ihnen|dir>, [die Runde|unser Gespräch]{day} zu organisieren, [vielen|herzlichen] Dank dafür.",
        "für die Einladung zu [unserem|dem gemeinsamen] Gespräch{day} bin ich <Ihnen|dir> [sehr |]dankbar.",
    ),
    "thanks_joined": (
        "vielen Dank, dass <Sie|du>{day} bei unserem Gespräch dabei <waren|warst>.",
        "<haben Sie|hab> [vielen|herzlichen] Dank, dass <Sie sich|du dich>{day} [an unserem Gespräch beteiligt|zu unserem Gespräch dazugesetzt] <haben|hast>.",
        "ich möchte <Ihnen|dir> dafür danken, dass <Sie|du>{day} mit dabei <waren|warst>.",
        "dass <Sie|du>{day} dazugekommen <sind|bist>, hat mich [sehr |]gefreut; [vielen|herzlichen] Dank dafür.",
        "es war [sehr |]freundlich von <Ihnen|dir>,{day} [mit dazuzukommen|bei unserem Gespräch dabei zu sein], [vielen|herzlichen] Dank dafür.",
        "auch <Ihnen|dir> [vielen|herzlichen] Dank für <Ihre|deine> Zeit{day}.",
    ),
    "thanks_topic": (
        "vielen Dank, dass <Sie sich|du dir>{day} die Zeit genommen <haben|hast>, mit mir über das Thema {topic} zu sprechen.",
        "<haben Sie|hab> [vielen|herzlichen] Dank für [das|unser] Gespräch{day} zum Thema {topic}.",
        "ich möchte <Ihnen|dir> [herzlich |]dafür danken, dass ich <Sie|dich>{day} zum Thema {topic} befragen durfte.",
        "für [unser|das] Gespräch{day} zum Thema {topic} bin ich <Ihnen|dir> [sehr |]dankbar.",
        "es war [sehr |]freundlich von <Ihnen|dir>,{day} [meine Fragen zum Thema {topic} zu beantworten|mit mir über das Thema {topic} zu sprechen], [vielen|herzlichen] Dank dafür.",
        "[nur|auf diesem Weg] ein paar Zeilen, um <Ihnen|dir> für [unser|das] Gespräch{day} über das Thema {topic} zu danken.",
        "schön, dass wir{day} über das Thema {topic} sprechen konnten; [vielen|herzlichen] Dank für <Ihre|deine> Zeit.",
        "<Sie haben sich|du hast dir>{day} Zeit für meine Fragen zum Thema {topic} genommen, [dafür danke ich <Ihnen|dir> sehr|und dafür bin ich <Ihnen|dir> dankbar].",
        "über das Thema {topic} wollte ich [schon lange|gern] mit jemandem sprechen, der sich auskennt; [vielen|herzlichen] Dank für <Ihre|deine> Zeit{day}.",
        "dass <Sie|du>{day} mit mir über das Thema {topic} gesprochen <haben|hast>, weiß ich [sehr |]zu schätzen; [vielen|herzlichen] Dank dafür.",
        "wenn ich beim Thema {topic} [jetzt|nun] [etwas klarer sehe|ein Stück weiter bin], [liegt das an|verdanke ich das] <Ihrer|deiner> Zeit{day}; [vielen|herzlichen] Dank dafür.",
    ),
    "connector": (
        "Auch {name} danke ich, [durch diesen Kontakt|durch die Vermittlung] ist [dieses|unser] Gespräch erst zustande gekommen.",
        "Mein Dank gilt auch {name} für die [Vermittlung|Verbindung].",
        "Und {name} danke ich [ebenso|ebenfalls|genauso], denn ohne diesen Kontakt hätten wir nicht miteinander gesprochen.",
        "Dass {name} uns zusammengebracht hat, [weiß ich ebenfalls zu schätzen|freut mich umso mehr].",
        "Auch bei {name} [bedanke ich mich|möchte ich mich bedanken], denn [so|auf diesem Weg] habe ich [überhaupt erst |]zu <Ihnen|dir> gefunden.",
        "Ich bin [auch|zudem] {name} dankbar, [uns zusammengebracht zu haben|für den Kontakt zu <Ihnen|dir>].",
    ),
    "thanked_for": (
        "Vielen Dank auch [noch einmal |]für den Hinweis auf {name}.",
        "Dass <Sie|du> mich an {name} verwiesen <haben|hast>, [war sehr hilfreich|hat mir sehr geholfen], danke dafür.",
        "Für den Kontakt zu {name} bin ich <Ihnen|dir> [noch immer|weiterhin] dankbar.",
    ),
}  # fmt: skip

_TAKEAWAYS = {
    "take_advice": (
        "Besonders mitgenommen habe ich <Ihren|deinen> [Rat|Vorschlag], {vp}{because}.",
        "Am meisten beschäftigt mich [seither|seitdem] <Ihr|dein> [Rat|Vorschlag], {vp}{because}.",
        "<Ihr|Dein> [Rat|Vorschlag], {vp}{aside}, [gibt mir einen konkreten nächsten Schritt|ist mir besonders im Gedächtnis geblieben|geht mir nicht mehr aus dem Kopf].",
        "<Sie haben|Du hast> mir geraten, {vp}{because}; [das leuchtet mir ein|das hat mich überzeugt|daran denke ich seither oft].",
        "Von allem, was wir besprochen haben, ist mir <Ihr|dein> [Rat|Vorschlag], {vp}{aside}, [am stärksten|am besten] in Erinnerung geblieben.",
        "Ganz oben [auf meiner Liste|in meinen Notizen] steht [nun|jetzt] <Ihr|dein> [Rat|Vorschlag], {vp}{because}.",
        "<Ihren|Deinen> [Rat|Vorschlag], {vp}{aside}, [habe ich mir gleich notiert|nehme ich gern mit|möchte ich beherzigen].",
        "Weitergeholfen hat mir vor allem <Ihr|dein> [Rat|Vorschlag], {vp}{because}.",
        "Wenn ich nur eines [behalten dürfte|mitnehmen könnte], wäre es <Ihr|dein> [Rat|Vorschlag], {vp}{because}.",
        "Sehr einleuchtend [finde|fand] ich <Ihren|deinen> [Rat|Vorschlag], {vp}{because}.",
    ),
    "take_act": (
        "Als Erstes möchte ich <Ihren|deinen> [Rat|Vorschlag] umsetzen, {vp}{because}.",
        "Mit <Ihrem|deinem> [Rat|Vorschlag], {vp}{aside}, [fange ich an|mache ich den Anfang].",
        "<Ihr|Dein> [Rat|Vorschlag], {vp}{aside}, [gibt mir einen klaren ersten Schritt|ist genau der Anfang, den ich gesucht habe].",
        "Ich habe mir vorgenommen, <Ihrem|deinem> [Rat|Vorschlag] zu folgen und {vp}{because}.",
    ),
    "take_noun_advice": (
        "Besonders mitgenommen habe ich <Ihren|deinen> Rat {to}.",
        "Am meisten beschäftigt mich [seither|seitdem] <Ihr|dein> Rat {to}.",
        "<Ihr|Dein> Rat {to} [ist mir besonders im Gedächtnis geblieben|geht mir nicht mehr aus dem Kopf].",
        "<Ihren|Deinen> Rat {to} [habe ich mir gleich notiert|nehme ich gern mit|möchte ich beherzigen].",
        "Ganz oben [auf meiner Liste|in meinen Notizen] steht [nun|jetzt] <Ihr|dein> Rat {to}.",
    ),
    "take_that": (
        "Besonders hängen geblieben ist mir <Ihr|dein> [Hinweis|Gedanke], dass {that}{because}.",
        "[Seither|Seitdem] denke ich über <Ihren|deinen> [Hinweis|Gedanken] nach, dass {that}{because}.",
        "<Ihr|Dein> [Hinweis|Gedanke], dass {that}{aside}, [geht mir nicht mehr aus dem Kopf|hat mich nachdenklich gemacht|ist mir besonders im Gedächtnis geblieben].",
        "<Sie haben|Du hast> darauf hingewiesen, dass {that}{because}; [das leuchtet mir ein|daran denke ich seither oft|das hatte ich so nicht gesehen].",
        "Von allem, was wir besprochen haben, ist mir <Ihr|dein> [Hinweis|Gedanke], dass {that}{aside}, [am stärksten|am besten] in Erinnerung geblieben.",
        "<Ihren|Deinen> [Hinweis|Gedanken], dass {that}{aside}, [habe ich mir gleich notiert|nehme ich gern mit].",
        "Am meisten beschäftigt mich [seither|seitdem] <Ihr|dein> [Hinweis|Gedanke], dass {that}{because}.",
        "Dass {that}{aside}, [hatte ich so noch nicht gesehen|war für mich ein neuer Gedanke|gibt mir zu denken].",
    ),
    "take_how": (
        "Besonders hängen geblieben ist mir, {how}.",
        "Klarer geworden ist mir [vor allem|durch das Gespräch], {how}.",
        "Ich denke [noch oft|seither viel] daran, {how}.",
        "<Sie haben|Du hast> mir deutlich gemacht, {how}; [das nehme ich gern mit|das hilft mir sehr].",
    ),
    "aside": ("wie <Sie sagten|du sagtest>", "so <Ihre|deine> Worte", "wie <Sie|du> es <nannten|nanntest>"),
    "also_take_how": ("Klarer geworden ist mir auch, {how}.",),
    "take_point": (
        "Besonders hängen geblieben ist mir <Ihr|dein> [Hinweis|Gedanke]: {clause}{because}.",
        "[Seither|Seitdem] denke ich über <Ihren|deinen> [Hinweis|Gedanken] nach: {clause}{because}.",
        "Ganz oben in meinen Notizen steht [nun|jetzt] <Ihr|dein> Hinweis: {clause}{because}.",
        "Gleich notiert habe ich mir <Ihren|deinen> [Hinweis|Gedanken]: {clause}{because}.",
        "Am meisten beschäftigt mich [seither|seitdem] <Ihr|dein> [Hinweis|Gedanke]: {clause}{because}.",
        "Ein [Gedanke|Hinweis] von <Ihnen|dir> geht mir nicht mehr aus dem Kopf: {clause}{because}.",
    ),
    "take_motto": (
        "Besonders hängen geblieben ist mir <Ihr|dein> [Rat|Tipp]: {clause}.",
        "Ganz oben in meinen Notizen steht [nun|jetzt] <Ihr|dein> [Rat|Tipp]: {clause}.",
        "Am meisten beschäftigt mich [seither|seitdem] <Ihr|dein> [Rat|Tipp]: {clause}.",
        "Gleich notiert habe ich mir <Ihren|deinen> [Rat|Tipp]: {clause}.",
        "Ein Rat von <Ihnen|dir> geht mir nicht mehr aus dem Kopf: {clause}.",
    ),
    "take_warning": (
        "Dass <Sie|du> mir {from} abgeraten <haben|hast>, [gibt mir zu denken|hilft mir sehr|nehme ich ernst].",
        "<Sie haben|Du hast> mir {from} abgeraten, und [das leuchtet mir ein|daran denke ich seither oft].",
    ),
    "also_take_warning": ("[Notiert|Gemerkt] habe ich mir auch, dass <Sie|du> mir {from} abgeraten <haben|hast>.",),
    "take_recommended": (
        "Gleich notiert habe ich mir {noun}, {rel} <Sie|du> mir empfohlen <haben|hast>.",
        "Als Nächstes nehme ich mir {noun} vor, {rel} <Sie|du> mir empfohlen <haben|hast>.",
        "Auf {noun}, {rel} <Sie|du> mir empfohlen <haben|hast>, bin ich [schon |]gespannt.",
        "Ganz oben auf meiner Liste [steht|habe ich] nun, was <Sie|du> mir empfohlen <haben|hast>: {noun}.",
    ),
    "also_take_recommended": ("[Notiert|Gemerkt] habe ich mir auch {noun}, {rel} <Sie|du> empfohlen <haben|hast>.",),
    "take_story": (
        "[Besonders in Erinnerung geblieben|Sehr im Gedächtnis geblieben] ist mir, dass {that}.",
        "Ich denke [noch oft|seither viel] daran, dass {that}.",
        "Dass {that}, [hat mich beeindruckt|ist mir im Gedächtnis geblieben|macht mir Mut].",
        "Von allem, was <Sie|du> erzählt <haben|hast>, ist mir am meisten in Erinnerung geblieben, dass {that}.",
        "Es hat mich beeindruckt, dass {that}.",
    ),
    "take_own": (
        "Besonders [gut gefallen|gefallen] hat mir {noun}.",
        "In Erinnerung bleibt mir vor allem {noun}.",
    ),
    "take_own_that": (
        "Ich habe gelernt, dass {that}; [das nehme ich gern mit|das hatte ich so nicht gesehen].",
        "Neu war für mich, dass {that}.",
        "Mitgenommen habe ich [vor allem|unter anderem], dass {that}.",
    ),
    "take_terms": (
        "Besonders mitgenommen habe ich <Ihre|deine> [Hinweise|Empfehlungen] zu {terms}.",
        "Am meisten beschäftigen mich [seither|seitdem] <Ihre|deine> Hinweise zu {terms}.",
        "<Ihre|Deine> [Hinweise|Gedanken] zu {terms} [sind mir besonders im Gedächtnis geblieben|gehen mir nicht mehr aus dem Kopf].",
        "Ganz oben [auf meiner Liste|in meinen Notizen] stehen [nun|jetzt] <Ihre|deine> Hinweise zu {terms}.",
        "Weitergeholfen haben mir vor allem <Ihre|deine> [Hinweise|Gedanken] zu {terms}.",
        "<Ihre|Deine> [Hinweise|Empfehlungen] zu {terms} [habe ich mir gleich notiert|nehme ich gern mit].",
    ),
    "take_open": (
        "Aus dem Gespräch nehme ich [besonders|vor allem] den Rat mit, {vp}{because}.",
        "Hängen geblieben ist mir [besonders|vor allem] der Rat, {vp}{because}.",
        "Der Rat, {vp}{aside}, [geht mir nicht mehr aus dem Kopf|ist mir besonders im Gedächtnis geblieben].",
        "Den Rat, {vp}{aside}, [habe ich mir gleich notiert|nehme ich gern mit].",
    ),
    "take_open_that": (
        "Aus dem Gespräch nehme ich [besonders|vor allem] mit, dass {that}{because}.",
        "Hängen geblieben ist mir [besonders|vor allem], dass {that}{because}.",
        "Dass {that}{aside}, [gibt mir zu denken|hatte ich so noch nicht gesehen].",
    ),
    "take_open_point": (
        "Aus dem Gespräch nehme ich besonders mit: {clause}{because}.",
        "Hängen geblieben ist mir [besonders|vor allem]: {clause}{because}.",
        "Ganz oben in meinen Notizen steht [nun|jetzt]: {clause}{because}.",
    ),
    "take_open_motto": ("Hängen geblieben ist mir [besonders|vor allem] der [Rat|Tipp]: {clause}.",),
    "take_open_noun_advice": ("Aus dem Gespräch nehme ich [besonders|vor allem] den Rat {to} mit.",),
    "take_open_terms": (
        "Aus dem Gespräch nehme ich [besonders|vor allem] die Hinweise zu {terms} mit.",
        "Hängen geblieben sind mir [besonders|vor allem] die Hinweise zu {terms}.",
    ),
    "also_take_advice": (
        "Auch <Ihren|deinen> [Rat|Vorschlag], {vp}{aside}, [habe ich mir notiert|nehme ich mit].",
        "[Notiert|Gemerkt] habe ich mir [auch|außerdem] <Ihren|deinen> [Rat|Vorschlag], {vp}{because}.",
        "In meinen Notizen steht [auch|außerdem] <Ihr|dein> [Rat|Vorschlag], {vp}{because}.",
    ),
    "also_take_noun_advice": ("[Notiert|Gemerkt] habe ich mir auch <Ihren|deinen> Rat {to}.",),
    "also_take_that": (
        "[Notiert|Gemerkt] habe ich mir [auch|außerdem] <Ihren|deinen> Hinweis, dass {that}{because}.",
        "Auch dass {that}{aside}, [gibt mir zu denken|habe ich mir gemerkt].",
        "In meinen Notizen steht [auch|außerdem] <Ihr|dein> [Gedanke|Hinweis], dass {that}{because}.",
    ),
    "also_take_point": (
        "[Notiert|Gemerkt] habe ich mir auch <Ihren|deinen> [Hinweis|Gedanken]: {clause}{because}.",
        "In meinen Notizen steht auch <Ihr|dein> [Hinweis|Gedanke]: {clause}{because}.",
    ),
    "also_take_motto": ("[Notiert|Gemerkt] habe ich mir auch <Ihren|deinen> [Rat|Tipp]: {clause}.",),
    "also_take_story": ("[Im Gedächtnis geblieben|In Erinnerung geblieben] ist mir auch, dass {that}.",),
    "also_take_own": ("Gefallen hat mir auch {noun}.",),
    "also_take_own_that": ("Neu war für mich auch, dass {that}.",),
    "also_take_terms": ("[Notiert|Gemerkt] habe ich mir auch <Ihre|deine> Hinweise zu {terms}.",),
    "also_take_open": ("[Notiert|Gemerkt] habe ich mir auch den Rat, {vp}{because}.",),
    "also_take_open_that": ("[Notiert|Gemerkt] habe ich mir auch, dass {that}{because}.",),
    "also_take_open_point": ("[Notiert|Gemerkt] habe ich mir auch: {clause}{because}.",),
    "also_take_open_motto": ("[Notiert|Gemerkt] habe ich mir auch: {clause}.",),
    "also_take_open_noun_advice": ("[Notiert|Gemerkt] habe ich mir auch den Rat {to}.",),
    "also_take_open_terms": ("[Notiert|Gemerkt] habe ich mir auch die Hinweise zu {terms}.",),
    "next_advice": (
        "Das gibt mir eine klare Richtung [für die nächsten Wochen|für das, was jetzt kommt].",
        "Damit weiß ich [nun|jetzt], womit ich anfangen möchte.",
        "Das möchte ich [bald|in nächster Zeit|möglichst bald] in die Tat umsetzen.",
        "Das ist [ein Schritt, mit dem ich sofort beginnen kann|genau der Schritt, den ich gesucht habe].",
        "So wird aus einer vagen Idee [ein erster Schritt|etwas Greifbares].",
        "Damit kann ich [gleich|sofort] etwas anfangen.",
        "Das hilft mir mehr als [alles, was ich mir selbst überlegt hatte|vieles, was ich bisher gelesen habe].",
        "Von allein wäre ich [darauf nicht gekommen|nicht auf diesen Weg gekommen].",
    ),
    "next_caution": (
        "Das behalte ich [im Kopf|im Hinterkopf].",
        "Gut, das [rechtzeitig|so früh] zu wissen.",
        "Von allein wäre ich darauf nicht gekommen.",
        "Das schaue ich mir jetzt genauer an.",
    ),
    "next_point": (
        "Das hilft mir sehr bei meinen [nächsten|weiteren] Überlegungen.",
        "So hatte ich das bisher nicht gesehen.",
        "Das [rückt meine eigenen Pläne in ein anderes Licht|verändert den Blick auf meine eigenen Pläne].",
        "Damit [sehe ich klarer, worauf es ankommt|kann ich meine nächsten Schritte besser planen].",
        "So etwas [liest man in keinem Buch|erfährt man aus keiner Broschüre].",
        "Von außen hätte ich das nicht [erkannt|so gesehen].",
        "Das gibt mir etwas, worauf ich aufbauen kann.",
    ),
}  # fmt: skip

_WHAT_FOLLOWS = {
    "offer_send": (
        "Über {thing} würde ich mich [sehr |]freuen, wann immer es <Ihnen|dir> passt.",
        "Auf <Ihr|dein> Angebot, mir {thing} zu schicken, komme ich gern zurück; es eilt [überhaupt |]nicht.",
        "[Vielen Dank|Danke] auch, dass <Sie|du> mir {thing} schicken <möchten|möchtest>; das hat Zeit.",
        "Wenn <Sie|du> einmal dazu <kommen|kommst>, freue ich mich [auch |]über {thing}.",
    ),
    "offer_reuse": (
        "[Vielen Dank|Danke] auch für <Ihr|dein> Angebot, {vp}; es eilt überhaupt nicht.",
        "<Ihr|Dein> Angebot, {vp}, [freut mich sehr|weiß ich sehr zu schätzen]; [es eilt nicht|das hat Zeit].",
        "Auf <Ihr|dein> Angebot, {vp}, komme ich gern zurück.",
    ),
    "offer_look": (
        "[Vielen Dank|Danke] auch, dass {that}; es eilt überhaupt nicht.",
        "Dass {that}, weiß ich [sehr |]zu schätzen; [das hat Zeit|es eilt nicht].",
        "Sehr freundlich ist auch, dass {that}; ich verstehe gut, wenn es nicht klappt.",
    ),
    "offer_introduce": (
        "[Vielen Dank|Danke] auch für <Ihr|dein> Angebot, einen Kontakt zu {name} herzustellen. Es eilt überhaupt nicht, und ich verstehe gut, wenn es gerade nicht passt.",
        "<Ihr|Dein> Angebot, mich mit {name} bekannt zu machen, [freut mich sehr|weiß ich sehr zu schätzen]. [Das hat Zeit|Es eilt nicht], und ein Nein verstehe ich [gut|ebenso].",
        "Dass <Sie|du> einen Kontakt zu {name} herstellen <würden|würdest>, ist sehr freundlich; [es eilt nicht|das hat Zeit], und wenn es nicht passt, verstehe ich das gut.",
        "Auf <Ihr|dein> Angebot, mich {name} vorzustellen, komme ich gern zurück, falls das für alle passt; es eilt [überhaupt |]nicht.",
    ),
    "offer_ask": (
        "[Vielen Dank|Danke] auch, dass <Sie|du> bei {name} nachfragen <möchten|möchtest>. Es eilt überhaupt nicht, und ich verstehe gut, wenn es gerade nicht passt.",
        "Dass <Sie|du> {name} zuerst fragen <möchten|möchtest>, finde ich [genau richtig|sehr freundlich]; [es eilt nicht|das hat Zeit], und ein Nein verstehe ich gut.",
        "Es ist [sehr |]freundlich, dass <Sie|du> bei {name} anfragen <wollen|willst>; [das hat Zeit|es eilt nicht], und wenn es nicht klappt, verstehe ich das.",
        "<Ihr|Dein> Angebot, bei {name} nachzufragen, weiß ich [sehr |]zu schätzen. [Es eilt nicht|Das hat Zeit], und ich verstehe gut, wenn die Antwort Nein ist.",
    ),
    "invitation": (
        "Danke auch für den Hinweis: {clause}. Da würde ich gern einmal dazukommen.",
        "Gut zu wissen war auch: {clause}. Da [komme|käme] ich gern einmal dazu.",
    ),
    "thanks_that": (
        "[Vielen Dank|Danke] auch[ noch einmal|], dass {that}.",
        "Dass {that}, [hat mich sehr gefreut|war sehr freundlich], danke auch dafür.",
    ),
    "invitation_that": (
        "[Vielen Dank|Danke] auch, dass {that}, das [freut mich sehr|würde ich gern annehmen].",
        "Dass {that}, [freut mich sehr|ist sehr freundlich]; vielen Dank auch dafür.",
    ),
    "invitation_to": (
        "Danke auch für die Einladung {to}, da [komme|käme] ich gern.",
        "Über die Einladung {to} [freue ich mich|habe ich mich gefreut], da komme ich gern.",
    ),
    "promise": (
        "Wie versprochen [werde ich <Ihnen|dir> {thing} schicken|schicke ich <Ihnen|dir> {thing}].",
        "[Wie zugesagt|Wie besprochen], schicke ich <Ihnen|dir> {thing}.",
        "Mein Versprechen habe ich nicht vergessen: Ich schicke <Ihnen|dir> {thing}.",
        "Von mir <bekommen Sie|bekommst du> wie versprochen noch {thing}.",
    ),
    "asked": (
        "Wie von <Ihnen|dir> gewünscht, schicke ich <Ihnen|dir> {thing}.",
        "Gern schicke ich <Ihnen|dir>, wie gewünscht, {thing}.",
    ),
    "promise_more": ("Außerdem schicke ich <Ihnen|dir> {thing}.",),
    "promise_named": (
        "[Mein Versprechen|Meine Zusage] habe ich nicht vergessen: {named}.",
        "Wie versprochen <bekommen Sie|bekommst du> von mir noch: {named}.",
    ),
    "promise_named_more": ("Außerdem <bekommen Sie|bekommst du> von mir noch: {named}.",),
    "promise_vp": (
        "Wie versprochen werde ich {vp}.",
        "Mein Versprechen habe ich nicht vergessen: Ich werde {vp}.",
        "Und wie [versprochen|zugesagt] werde ich {vp}.",
    ),
    "promise_vp_more": ("Außerdem werde ich {vp}.", "Und ich werde {vp}."),
    "promise_report": (
        "Danach melde ich mich gern mit einem kurzen Bericht bei <Ihnen|dir>.",
        "Im Anschluss <bekommen Sie|bekommst du> von mir gern einen kurzen Bericht.",
        "Einen kurzen Bericht darüber schicke ich <Ihnen|dir> gern.",
    ),
    "glad": (
        "Ich bin froh, dass ich [<Sie|dich> gefragt habe|mich mit meiner Frage an <Sie|dich> gewandt habe].",
        "Dass <Sie|du> [Ja gesagt|zugesagt] <haben|hast>, hat mich [sehr |]gefreut.",
        "Das Gespräch hat mir [viel zum Nachdenken gegeben|gutgetan und weitergeholfen].",
        "Es hilft [sehr|mir sehr], mit jemandem zu sprechen, der [den Alltag dort|das Fach] von innen kennt.",
        "Nicht jeder [sagt bei einer solchen Bitte Ja|antwortet auf eine solche Anfrage], und [ich weiß das zu schätzen|das ist mir bewusst].",
        "Dass es so unkompliziert [geklappt hat|ging], hat mich [sehr |]gefreut.",
        "Mit <Ihnen|dir> darüber zu sprechen, hat mir [gutgetan|Klarheit gebracht|geholfen].",
        "Ich [habe viel mitgenommen|nehme viel mit|habe viel zum Nachdenken mitgenommen].",
        "Nach [einem solchen|unserem] Gespräch [plant es sich leichter|sieht manches klarer aus|gehe ich die Sache anders an].",
        "Für mich war die Zeit [sehr gut|bestens] angelegt[, und ich hoffe, für <Sie|dich> auch|].",
    ),
    "glad_group": (
        "Dass <Sie|du> dabei <waren|warst>, hat mich sehr gefreut.",
        "Es war hilfreich, [mehr als eine Sicht|mehrere Stimmen] zu hören.",
        "Die Runde hat mir [viel zum Nachdenken gegeben|sehr weitergeholfen].",
    ),
    "glad_again": (
        "Es war schön, an unser letztes Gespräch anknüpfen zu können.",
        "Es [hilft|bedeutet mir viel], mit [neuen Fragen|dem, was sich ergeben hat,] wieder zu <Ihnen|dir> kommen zu können.",
        "Ich habe mich gefreut, dort weitermachen zu können, wo wir aufgehört hatten.",
    ),
    "posted": (
        "Ich halte <Sie|dich> [gern|natürlich gern] auf dem Laufenden.",
        "Gern halte ich <Sie|dich> [über meine nächsten Schritte|darüber] auf dem Laufenden.",
        "Sobald es [etwas zu erzählen|Neues] gibt, [schreibe ich <Ihnen|dir>|lasse ich es <Sie|dich> wissen].",
        "Wie es [weitergeht|damit weitergeht], [erzähle ich <Ihnen|dir> gern|lasse ich <Sie|dich> gern wissen].",
        "<Sie hören|Du hörst> von mir, sobald [ich ein Stück weiter bin|es etwas zu berichten gibt|ich mehr weiß].",
        "Ich [gebe <Ihnen|dir> gern Bescheid|schreibe <Ihnen|dir> gern], [was daraus wird|wie es ausgeht|wie es weitergeht].",
        "Darf ich [<Ihnen|dir> schreiben|mich wieder melden], wenn [ich ein Stück weiter bin|es etwas zu erzählen gibt]?",
    ),
    "posted_thin": (
        "Ich halte <Sie|dich> gern [auf dem Laufenden|darüber auf dem Laufenden, wie es weitergeht].",
        "Gern halte ich <Sie|dich> [über meine nächsten Schritte|über das Weitere|dabei] auf dem Laufenden.",
        "Sobald [der nächste Schritt feststeht|es etwas zu erzählen gibt|ich klarer sehe], [schreibe ich <Ihnen|dir>|lasse ich es <Sie|dich> wissen].",
        "Wie es bei mir weitergeht, [erzähle ich <Ihnen|dir> gern|lasse ich <Sie|dich> gern wissen].",
        "<Sie hören|Du hörst> von mir, sobald [ich ein Stück weiter bin|es etwas zu berichten gibt|ich mehr weiß].",
        "Ich schreibe <Ihnen|dir> gern, [wohin mich das führt|was daraus geworden ist|wie ich mich entscheide].",
        "Darf ich [<Ihnen|dir> schreiben|mich wieder melden|<Ihnen|dir> berichten], wenn [der nächste Schritt getan ist|es etwas zu erzählen gibt|ich mich entschieden habe]?",
        "Von [den nächsten Schritten|allem Weiteren|dem, was daraus wird,] berichte ich <Ihnen|dir> gern.",
    ),
    "return": (
        "Sollte ich <Ihnen|dir> [einmal|irgendwann|bei etwas] behilflich sein können, [<lassen Sie|lass> es mich bitte wissen|<geben Sie|gib> mir bitte Bescheid].",
        "Wenn ich mich einmal revanchieren kann, <sagen Sie|sag> mir bitte [einfach |]Bescheid.",
        "Und falls ich <Ihnen|dir> umgekehrt [einmal|irgendwann] helfen kann, <melden Sie sich|melde dich> [gern|bitte].",
        "Gern würde ich mich [bei Gelegenheit|einmal|eines Tages] revanchieren; ein Wort von <Ihnen|dir> genügt.",
        "Gibt es [etwas|irgendetwas], womit ich <Ihnen|dir> [behilflich sein|helfen] kann, [freue ich mich über eine Nachricht|bin ich gern dafür da|<lassen Sie|lass> es mich wissen].",
        "Kann ich <Sie|dich> [umgekehrt|meinerseits] [bei etwas|irgendwo] unterstützen, [freue ich mich, wenn <Sie|du> es <sagen|sagst>|<schreiben Sie|schreib> mir bitte].",
        "Es würde mich freuen, <Ihnen|dir> auch einmal [behilflich sein|helfen] zu können.",
        "Auch umgekehrt gilt: Wenn ich <Ihnen|dir> [bei etwas |]helfen kann, [tue ich das gern|<fragen Sie|frag> mich bitte].",
        "Wenn ich <Sie|dich> [einmal bei etwas|bei einer Sache|irgendwo] unterstützen kann, [tue ich das sehr gern|bin ich gern dabei|genügt eine kurze Nachricht].",
    ),
    "closing": (
        "<Sie hören|Du hörst> von mir, sobald es [etwas zu erzählen|Neues] gibt; und wenn ich <Ihnen|dir> [bis dahin|einmal] behilflich sein kann, <sagen Sie|sag> mir bitte Bescheid.",
        "Ich halte <Sie|dich> gern auf dem Laufenden, und wenn ich mich [einmal|bei Gelegenheit] revanchieren kann, [freue ich mich über ein Wort von <Ihnen|dir>|<lassen Sie|lass> es mich wissen].",
        "Wie es weitergeht, erzähle ich <Ihnen|dir> gern; und sollte ich umgekehrt [einmal|irgendwo] helfen können, [<fragen Sie|frag> mich bitte|tue ich das gern].",
        "Sobald ich [mehr weiß|klarer sehe], schreibe ich <Ihnen|dir>, und wo ich <Sie|dich> unterstützen kann, [tue ich das gern|bin ich gern dabei].",
        "Von den nächsten Schritten [berichte|erzähle] ich <Ihnen|dir> gern, und [wo|wenn] ich <Ihnen|dir> selbst helfen kann, [bin ich da|genügt ein Wort].",
        "Gern gebe ich <Ihnen|dir> Bescheid, [was daraus wird|wie es ausgeht], und würde mich [eines Tages|irgendwann] ebenso gern revanchieren.",
        "Wenn ich [ein Stück weiter bin|den ersten Schritt getan habe], <lesen Sie|liest du> von mir; [bis dahin|und umgekehrt] gilt: Wo ich helfen kann, <fragen Sie|frag> mich.",
        "Darf ich [berichten|erzählen], wenn es so weit ist? Und falls ich <Ihnen|dir> bei etwas behilflich sein kann, [<schreiben Sie|schreib> mir einfach|freue ich mich].",
    ),
}  # fmt: skip

_HOST = {
    "host_thanked_plain": (
        "vielen Dank für <Ihre freundliche|deine nette> Nachricht.",
        "danke, dass <Sie|du> so [bald|rasch] geschrieben <haben|hast>.",
        "über <Ihre|deine> [Nachricht|Zeilen] habe ich mich [sehr |]gefreut.",
        "[vielen|herzlichen] Dank für <Ihre|deine> Zeilen.",
    ),
    "host_opening": (
        "es hat mich gefreut, dass wir{day} miteinander sprechen konnten und dass <Sie|du> mich gefragt <haben|hast>.",
        "schön, dass <Sie|du> mich gefragt <haben|hast>; über unser Gespräch{day} habe ich mich gefreut.",
        "unser Gespräch{day} hat mir Freude gemacht, und ich bin froh, dass <Sie|du> auf mich zugekommen <sind|bist>.",
        "ich habe mich über unser Gespräch{day} und über <Ihre|deine> Fragen gefreut.",
        "gut, dass wir{day} miteinander gesprochen haben; <Ihre|deine> Fragen haben mir Freude gemacht.",
    ),
    "host_useful": (
        "Ich hoffe, das Gespräch hilft <Ihnen|dir> bei <Ihren|deinen> nächsten Überlegungen ein Stück weiter.",
        "Hoffentlich war etwas dabei, womit <Sie|du> [etwas anfangen <können|kannst>|weiterarbeiten <können|kannst>].",
        "Ich hoffe, dass <Sie|du> [daraus etwas mitnehmen <konnten|konntest>|jetzt ein wenig klarer <sehen|siehst>].",
        "Wenn davon etwas bei <Ihrer|deiner> Entscheidung hilft, freut mich das.",
    ),
    "host_questions": (
        "Wenn sich später weitere Fragen ergeben, <schreiben Sie|schreib> mir einfach.",
        "Falls noch Fragen auftauchen, <melden Sie sich|melde dich> [gern|jederzeit].",
        "Weitere Fragen sind [jederzeit |]willkommen, <schreiben Sie|schreib> mir einfach.",
        "Sollte <Ihnen|dir> noch etwas einfallen, <fragen Sie|frag> gern nach.",
    ),
    "host_terms": (
        "Gut in Erinnerung ist mir, was <Sie|du> über {terms} erzählt <haben|hast>.",
        "Mir ist gut in Erinnerung, was <Sie|du> von {terms} erzählt <haben|hast>.",
        "Was <Sie|du> über {terms} erzählt <haben|hast>, ist mir im Gedächtnis geblieben.",
    ),
    "host_noticed_that": (
        "Aufgefallen ist mir, dass {that}.",
        "Mir ist aufgefallen, dass {that}.",
        "In Erinnerung geblieben ist mir, dass {that}.",
    ),
    "host_noticed_glow": (
        "Besonders gefreut hat mich zu sehen, dass {that}.",
        "Schön zu sehen war, dass {that}.",
        "Aufgefallen ist mir, dass {that}; das ist ein gutes Zeichen.",
    ),
    "host_situation": (
        "Ich hoffe, das Gespräch hilft <Ihnen|dir> [bei der Entscheidung|bei der Wahl] {situation}.",
        "Vielleicht hilft unser Gespräch <Ihnen|dir> [bei der Entscheidung|bei der Wahl] {situation}.",
    ),
    "host_promise_send": (
        "Wie versprochen schicke ich <Ihnen|dir> {thing} [gesondert|in einer eigenen Mail].",
        "[Mein Versprechen|Meine Zusage] habe ich nicht vergessen: Ich schicke <Ihnen|dir> {thing} gesondert.",
        "Von mir <bekommen Sie|bekommst du> wie versprochen noch gesondert {thing}.",
    ),
    "host_promise_vp": (
        "Wie versprochen werde ich {vp}.",
        "Wie [zugesagt|besprochen] werde ich {vp}.",
        "Mein Versprechen habe ich nicht vergessen: Ich werde {vp}.",
    ),
    "host_promise_more": (
        "Außerdem werde ich {vp} und mich danach bei <Ihnen|dir> melden.",
        "Ich werde auch {vp} und <Ihnen|dir> danach Bescheid geben.",
    ),
    "host_decide": (
        "<Schreiben Sie|Schreib> mir gern, wofür <Sie sich|du dich> [entscheiden|am Ende entscheiden].",
    ),
    "host_close": (
        "<Schreiben Sie|Schreib> mir gern, wie es weitergeht.",
        "<Erzählen Sie|Erzähl> mir gern, wie es weitergeht.",
        "Ich bin gespannt, wie es bei <Ihnen|dir> weitergeht; <schreiben Sie|schreib> mir gern.",
        "Über ein paar Zeilen, wie es weitergeht, würde ich mich freuen.",
    ),
}  # fmt: skip

_NOT_HELD = {
    "missed": (
        "ich glaube, wir haben uns {slot} verpasst; ich hoffe, bei <Ihnen|dir> ist alles in Ordnung.",
        "{slot} haben wir uns wohl verpasst; [hoffentlich ist bei <Ihnen|dir> alles in Ordnung|ich hoffe, es war nichts Ernstes].",
        "wir haben uns {slot} offenbar verpasst; [hoffentlich ist bei <Ihnen|dir> alles in Ordnung|ich hoffe, es kam nichts Ernstes dazwischen].",
    ),
    "missed_topic": (
        "So etwas kommt vor, und ich würde mich [weiterhin|nach wie vor] gern mit <Ihnen|dir> über das Thema {topic} unterhalten.",
        "Da kommt leicht etwas dazwischen, und über das Thema {topic} würde ich [weiterhin|nach wie vor] gern mit <Ihnen|dir> sprechen.",
        "Pläne ändern sich schnell; für ein Gespräch über das Thema {topic} [finde ich gern einen anderen Tag|bin ich weiterhin sehr gern zu haben].",
    ),
    "missed_plain": (
        "So etwas kommt vor, und ich würde mich [weiterhin|nach wie vor] gern mit <Ihnen|dir> unterhalten.",
        "Da kommt leicht etwas dazwischen, und ich würde [weiterhin|nach wie vor] gern mit <Ihnen|dir> sprechen.",
        "Pläne ändern sich schnell, und über ein Gespräch mit <Ihnen|dir> würde ich mich weiterhin freuen.",
    ),
    "missed_ask": (
        "Würde <Ihnen|dir> ein anderer Tag besser passen? Ich richte mich gern nach <Ihrem|deinem> Kalender.",
        "Passt <Ihnen|dir> ein anderer Tag besser? <Nennen Sie|Nenn> mir [gern|einfach] einen, ich richte mich nach <Ihnen|dir>.",
        "Wenn <Ihnen|dir> ein anderer Tag lieber ist, <nennen Sie|nenn> ihn mir [gern|einfach], ich richte mich danach.",
    ),
    "moved_kind": (
        "das ist überhaupt kein Problem, danke, dass <Sie|du> mir Bescheid gegeben <haben|hast>.",
        "[kein Problem|gar kein Problem], und danke fürs Bescheidgeben.",
        "danke [für die Nachricht|für <Ihre|deine> Nachricht], das ist [gar|überhaupt] kein Problem.",
        "danke, dass <Sie sich gemeldet haben|du dich gemeldet hast>, das macht [gar|überhaupt] nichts.",
        "das verstehe ich gut, und danke, dass <Sie|du> mir Bescheid gegeben <haben|hast>.",
    ),
    "moved_when": (
        "Ein [neuer|anderer] Termin {when} wäre mir sehr recht.",
        "{when} passt es mir [gut|sehr gut].",
        "Ein Gespräch {when} passt mir [gut|sehr gut].",
    ),
    "moved_plain": (
        "Über einen [neuen|anderen] Termin würde ich mich freuen.",
        "Ein anderer Termin ist mir sehr recht.",
        "Gern finden wir einen [neuen|anderen] Termin.",
    ),
    "moved_ask": (
        "<Nennen Sie|Nenn> mir gern einen Tag, der <Ihnen|dir> passt, oder eine Woche, dann schlage ich einige Zeiten vor.",
        "Welcher Tag würde <Ihnen|dir> passen? Ich richte mich gern nach <Ihnen|dir>.",
        "<Suchen Sie sich|Such dir> einfach einen Tag aus, der <Ihnen|dir> gut passt, ich richte mich danach.",
    ),
}  # fmt: skip

_REPORTING = {
    "back_spoke": (
        "nur eine kurze Nachricht: {name} und ich haben{day} miteinander gesprochen.",
        "kurz zur Information: {name} und ich haben{day} miteinander gesprochen.",
        "ich wollte <Ihnen|dir> berichten, dass {name} und ich{day} miteinander gesprochen haben.",
        "{name} und ich haben{day} miteinander gesprochen, und das <sollen Sie|sollst du> wissen.",
        "das Gespräch mit {name} hat{day} stattgefunden, und davon wollte ich <Ihnen|dir> kurz berichten.",
    ),
    "back_thanks": (
        "Vielen Dank, dass <Sie|du> uns zusammengebracht <haben|hast>; ohne <Sie|dich> wäre es zu diesem Gespräch nicht gekommen.",
        "Danke [noch einmal |]für die Vermittlung; ohne <Sie|dich> hätten wir nicht zueinandergefunden.",
        "Dass <Sie|du> den Kontakt hergestellt <haben|hast>, weiß ich [sehr |]zu schätzen, vielen Dank dafür.",
        "[Vielen|Herzlichen] Dank, dass <Sie|du> uns miteinander bekannt gemacht <haben|hast>; allein wäre ich [dort nicht hingekommen|nicht so weit gekommen].",
    ),
    "back_thanks_both": (
        "Vielen Dank, dass <Sie|du> erst uns beide gefragt und uns dann zusammengebracht <haben|hast>; ohne <Sie|dich> wäre es zu diesem Gespräch nicht gekommen.",
        "Danke, dass <Sie|du> zuerst bei uns beiden nachgefragt und uns dann bekannt gemacht <haben|hast>.",
    ),
    "back_gain": (
        "Ich habe viel zum Nachdenken mitgenommen.",
        "Für mich war es ein [sehr hilfreiches|hilfreiches] Gespräch.",
        "Es hat mir [viel zum Nachdenken gegeben|sehr weitergeholfen].",
    ),
}  # fmt: skip

_SUBJECTS = {
    "subject": ("Vielen Dank für das Gespräch", "Danke für das Gespräch"),
    "subject_topic": ("Vielen Dank für das Gespräch: {topic}", "Unser Gespräch: {topic}"),
    "subject_host": ("Zu unserem Gespräch",),
    "subject_missed": ("Neuer Termin für unser Gespräch",),
    "subject_back": ("Vielen Dank für den Kontakt zu {name}",),
}

_ACTS = {
    "read": "{terms} zu lesen", "meet": "mit {terms} zu sprechen", "use": "{terms} auszuprobieren", "learn": "{terms} zu lernen",
    "visit": "{terms} zu besuchen", "follow": "{terms} zu verfolgen",
}  # fmt: skip
"""What can be done with a name or a term that stands in a note in another language (`foreign.py`)."""


def _with_acts(phrases: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Advice about a term, in the wordings of all advice."""
    plain = {role: [one.replace("{because}", "").replace("{aside}", "") for one in phrases[role]] for role in _ADVICE}
    return {
        f"{role.removesuffix('advice')}{name}": tuple(one.replace("{vp}", act) for one in plain[role])
        for role in _ADVICE
        for name, act in _ACTS.items()
    }


_ADVICE = ("take_advice", "also_take_advice")
PHRASES = both_ways(
    {
        **_with_acts(_TAKEAWAYS),
        **things_de.phrases(_WHAT_FOLLOWS["promise"]),
        **_THANKS,
        **_TAKEAWAYS,
        **_WHAT_FOLLOWS,
        **_HOST,
        **_NOT_HELD,
        **_REPORTING,
        **_SUBJECTS,
    }
)
