"""German verbs, nouns and small words, as far as notes need them: data only, what is done with them is in `german.py`.

A strong verb stands with its third person, its past, and its imperative where that is a form of its own. Everything
else is regular. The lists are of general words of work and talk; names and subjects are never needed here.
"""

from __future__ import annotations

_STRONG = """anfangen fängt_an fing_an; beginnen beginnt begann; behalten behält behielt; bekommen bekommt bekam;
    bewerben bewirbt bewarb bewirb; bieten bietet bot; bitten bittet bat; bleiben bleibt blieb; brechen bricht brach brich;
    brennen brennt brannte; bringen bringt brachte; denken denkt dachte; empfehlen empfiehlt empfahl empfiehl;
    entscheiden entscheidet entschied; entstehen entsteht entstand; essen isst aß iss; fahren fährt fuhr; fallen fällt fiel;
    fangen fängt fing; finden findet fand; fliegen fliegt flog; geben gibt gab gib; gefallen gefällt gefiel; gehen geht ging;
    gelingen gelingt gelang; gelten gilt galt; genießen genießt genoss; gewinnen gewinnt gewann; greifen greift griff;
    halten hält hielt; helfen hilft half hilf; heißen heißt hieß; kennen kennt kannte; kommen kommt kam; laden lädt lud;
    laufen läuft lief; lassen lässt ließ; leiden leidet litt; leihen leiht lieh; lesen liest las lies; liegen liegt lag;
    nehmen nimmt nahm nimm; nennen nennt nannte; raten rät riet; rufen ruft rief; scheiden scheidet schied;
    scheinen scheint schien; schlafen schläft schlief; schlagen schlägt schlug; schließen schließt schloss; schneiden schneidet schnitt;
    schreiben schreibt schrieb; schweigen schweigt schwieg; sehen sieht sah sieh; sitzen sitzt saß; sprechen spricht sprach sprich;
    springen springt sprang; stehen steht stand; steigen steigt stieg; sterben stirbt starb; tragen trägt trug;
    treffen trifft traf triff; treiben treibt trieb; treten tritt trat tritt; tun tut tat; überzeugen überzeugt überzeugte;
    unterscheiden unterscheidet unterschied; verbinden verbindet verband; verbringen verbringt verbrachte;
    vergessen vergisst vergaß vergiss; vergleichen vergleicht verglich; verlassen verlässt verließ;
    verlieren verliert verlor; verraten verrät verriet; verschwinden verschwindet verschwand; versprechen verspricht versprach versprich;
    verstehen versteht verstand; vertreten vertritt vertrat; wachsen wächst wuchs; überlassen überlässt überließ; anerkennen erkennt_an erkannte_an; erkennen erkennt erkannte; entnehmen entnimmt entnahm entnimm; enthalten enthält enthielt; hinterlassen hinterlässt hinterließ; zerbrechen zerbricht zerbrach zerbrich; weisen weist wies; wenden wendet wandte;
    werfen wirft warf wirf; wechseln wechselt wechselte; ziehen zieht zog; zwingen zwingt zwang; graben gräbt grub;
    unterschreiben unterschreibt unterschrieb; übernehmen übernimmt übernahm übernimm; unterhalten unterhält unterhielt;
    beweisen beweist bewies; betreiben betreibt betrieb; besitzen besitzt besaß; bestehen besteht bestand;
    erfahren erfährt erfuhr; erhalten erhält erhielt; erscheinen erscheint erschien; ergeben ergibt ergab; misslingen misslingt misslang; bewegen bewegt bewegte; vermeiden vermeidet vermied;
    beschreiben beschreibt beschrieb; besprechen bespricht besprach besprich; entsprechen entspricht entsprach;
    vorbereiten bereitet_vor bereitete_vor; unternehmen unternimmt unternahm unternimm; verschieben verschiebt verschob;
    abschließen schließt_ab schloss_ab; backen backt backte; befehlen befiehlt befahl befiehl; beißen beißt biss; binden bindet band;
    blasen bläst blies; braten brät briet; bergen birgt barg birg; erziehen erzieht erzog; frieren friert fror; fressen frisst fraß friss;
    gießen gießt goss; hängen hängt hing; heben hebt hob; kriechen kriecht kroch; lügen lügt log; messen misst maß miss;
    pfeifen pfeift pfiff; reißen reißt riss; reiten reitet ritt; riechen riecht roch; schieben schiebt schob; schießen schießt schoss;
    schmeißen schmeißt schmiss; schmelzen schmilzt schmolz schmilz; schreien schreit schrie; schreiten schreitet schritt;
    schweißen schweißt schweißte; schwimmen schwimmt schwamm; schwingen schwingt schwang; schwören schwört schwor; singen singt sang;
    sinken sinkt sank; stechen sticht stach stich; stehlen stiehlt stahl stiehl; stinken stinkt stank; stoßen stößt stieß;
    streichen streicht strich; streiten streitet stritt; trinken trinkt trank; trügen trügt trog; verderben verdirbt verdarb verdirb;
    verzeihen verzeiht verzieh; waschen wäscht wusch; weichen weicht wich; wiegen wiegt wog; widersprechen widerspricht widersprach widersprich;
    übergeben übergibt übergab übergib; überfliegen überfliegt überflog; überschreiben überschreibt überschrieb; übersehen übersieht übersah übersieh;
    übertragen überträgt übertrug; umgehen umgeht umging; umgeben umgibt umgab umgib; unterbrechen unterbricht unterbrach unterbrich;
    unterlassen unterlässt unterließ; widerstehen widersteht widerstand; entwerfen entwirft entwarf entwirf; entziehen entzieht entzog;
    betreten betritt betrat betritt; begehen begeht beging; bestreiten bestreitet bestritt; betragen beträgt betrug; bezwingen bezwingt bezwang;
    erfinden erfindet erfand; ergreifen ergreift ergriff; ertragen erträgt ertrug; erwerben erwirbt erwarb erwirb; erraten errät erriet;
    verlaufen verläuft verlief; vertragen verträgt vertrug; verweisen verweist verwies; verzichten verzichtet verzichtete; zerreißen zerreißt zerriss;
    schinden schindet schand; schleichen schleicht schlich; flechten flicht flocht; fechten ficht focht; dreschen drischt drosch;
    scheren schert schor; sieden siedet sott; spinnen spinnt spann; melken melkt molk; schöpfen schöpft schöpfte"""
STRONG = {verb: tuple(forms) for verb, *forms in (entry.split() for entry in _STRONG.split(";"))}

PARTICIPLES = dict(
    entry.split()
    for entry in """gehen gegangen; kommen gekommen; fangen gefangen; beginnen begonnen; steigen gestiegen; bleiben geblieben; verlassen verlassen; übernehmen übernommen;
    schreiben geschrieben; geben gegeben; leihen geliehen; helfen geholfen; nehmen genommen; finden gefunden; lesen gelesen; sehen gesehen; sprechen gesprochen;
    treffen getroffen; werfen geworfen; ziehen gezogen; bieten geboten; bitten gebeten; laden geladen; raten geraten; lassen gelassen; nennen genannt;
    kennen gekannt; bringen gebracht; denken gedacht; tun getan; stehen gestanden; sitzen gesessen; liegen gelegen; fahren gefahren; fliegen geflogen;
    laufen gelaufen; tragen getragen; halten gehalten; heben gehoben; schneiden geschnitten; verlieren verloren; vergessen vergessen; verstehen verstanden;
    bekommen bekommen; entscheiden entschieden; empfehlen empfohlen; bewerben beworben; versprechen versprochen; gewinnen gewonnen; sterben gestorben;
    werden geworden; essen gegessen; schlafen geschlafen; singen gesungen; springen gesprungen; wachsen gewachsen; schließen geschlossen; rufen gerufen""".split(
        ";"
    )
)
"""What was done, of strong verbs."""

WEAK = frozenset(
    """achten agieren ändern akzeptieren analysieren antworten arbeiten argumentieren atmen bauen beachten beantragen
    beantworten bedeuten begleiten begreifen begründen behandeln beherrschen belegen bemerken benutzen beobachten beraten
    berechnen bereuen berichten beschäftigen besorgen bestellen besuchen beteiligen betonen betreuen bezahlen bilden blicken
    blühen brauchen buchen danken dauern definieren delegieren dienen diskutieren dokumentieren drängen drehen dürfen
    eignen einigen engagieren entdecken entlasten entwickeln erarbeiten erfinden erfordern erfüllen ergänzen erinnern erklären
    erlauben erleben erleichtern erledigen eröffnen erreichen ersetzen erwarten erzählen existieren experimentieren fehlen
    feiern filmen folgen fordern fördern formulieren forschen fotografieren fragen freuen fühlen führen funktionieren gehören
    genügen gestalten gewöhnen glauben googeln gründen grüßen hängen legen lohnen dienen öffnen fehlen klären stimmen handeln hassen hinterfragen hoffen holen hören informieren
    installieren integrieren interessieren investieren jagen kämpfen kapieren kartieren klären klappen klingen klopfen kochen
    kombinieren kommunizieren konzentrieren kopieren kosten kriegen kritisieren kümmern kürzen lachen landen leben legen lehren
    leisten leiten lenken lernen lieben liefern lohnen lösen machen mailen malen managen markieren meiden meinen melden merken
    messen mieten mischen moderieren motivieren nähern notieren nutzen nützen öffnen ordnen organisieren orientieren packen
    passen pflegen planen präsentieren probieren programmieren protokollieren prüfen publizieren recherchieren rechnen reden
    reduzieren reflektieren regeln reichen reisen reparieren riskieren sagen sammeln schaden schaffen schalten schätzen schauen
    schenken schicken schildern schützen senden setzen skizzieren sollen sortieren sparen spenden spielen spüren stärken
    starten stecken stellen steuern stimmen stören strukturieren studieren stützen suchen tanzen tauschen teilen telefonieren
    testen trauen träumen trainieren trennen üben überlegen überraschen überprüfen übersetzen umgehen unterrichten unterstützen
    untersuchen urteilen verändern veranstalten verantworten verbessern verbreiten verdienen vereinbaren verfolgen verhandeln
    verkaufen verknüpfen verlangen verlangsamen verlängern vermitteln vernachlässigen vernetzen veröffentlichen verpassen
    versäumen verschicken verschwenden versuchen verteilen vertiefen vertrauen verwalten verwandeln verwechseln verwenden
    verzichten visualisieren vorstellen wagen wählen wandern warnen warten wechseln weigern weinen werben werten widmen wiederholen
    wirken wohnen wollen wundern wünschen zählen zahlen zeichnen zeigen zögern zweifeln dominieren prägen stemmen tüfteln basteln
    ermutigen verunsichern überfordern schulen hospitieren volontieren promovieren habilitieren pendeln bremsen
    schwanken tendieren neigen strahlen brennen passieren begeistern beeindrucken bedauern befassen befürchten begegnen begrüßen
    behaupten beheben bekräftigen belasten belohnen bemühen bestätigen bestimmen beurteilen bewältigen bewerten bevorzugen blockieren
    einschätzen entlohnen erholen erkundigen ernten erschrecken erstellen erzeugen faszinieren festigen finanzieren gehorchen gelangen
    genehmigen grenzen hören hüten irritieren klagen kontaktieren kontrollieren korrigieren kreisen lagern liefern loben lüften mahnen
    mangeln nerven nicken optimieren passen plaudern profitieren qualifizieren quälen räumen reizen retten rotieren rücken sanieren
    scheitern schreien schildern schmecken schmeißen schnuppern schulden schwärmen senken sichern siegen speichern sperren spezialisieren
    spiegeln staunen stapeln starten staunen steigern streiken streichen strengen stürzen summieren tasten teilen tippen toben töten
    übertreiben umsetzen unterschätzen überschätzen verarbeiten verabreden verblassen verblüffen verdeutlichen verfassen verfehlen verführen
    vergeben verhindern verkürzen verleihen verlocken verpflichten verringern verschaffen verschärfen verstärken verursachen verwirklichen
    verwirren verzögern vollenden wackeln wahren wenden wiegen würdigen zeugen zielen zögern zwecken zweifeln lehnen locken lösen mühen
    schleifen simulieren skalieren moderieren modellieren kalkulieren jonglieren improvisieren priorisieren fokussieren evaluieren iterieren
    digitalisieren automatisieren systematisieren visualisieren archivieren restaurieren kuratieren inszenieren redigieren lektorieren
    publizieren illustrieren komponieren musizieren therapieren operieren diagnostizieren beaufsichtigen prüfen revidieren auditieren
    bilanzieren versteuern vermarkten bewirtschaften pflanzen ernten forsten düngen züchten schreinern tischlern
    ärgern verärgern sorgen klettern feilen sägen bohren hobeln lackieren malern mauern verputzen fliesen dämmen löten schrauben montieren
    demontieren justieren eichen kalibrieren fräsen schmieden polieren schärfen wetzen nähen sticken stricken weben
    schneidern bügeln falten kleben leimen nageln hämmern verlegen verkabeln verdrahten codieren debuggen deployen hacken
    klicken scrollen coden refaktorieren committen mergen posten texten chatten simsen skypen zoomen bloggen podcasten
    streamen twittern netzwerken pitchen kneten rühren würzen abschmecken servieren kellnern brauen keltern rösten mahlen
    destillieren gären füttern tränken misten heuen mähen pflügen säen jäten wässern pfropfen imkern schlachten zerlegen
    räuchern angeln fischen segeln rudern paddeln tauchen surfen turnen joggen rennen sprinten dribbeln boxen ringen coachen
    belehren benoten trösten wickeln baden mobilisieren impfen röntgen punktieren verordnen
    dosieren sterilisieren desinfizieren plädieren verteidigen anklagen ermitteln vernehmen verhören fahnden
    verhaften subsumieren zitieren exzerpieren paraphrasieren katalogisieren inventarisieren signieren konservieren
    vergolden grundieren entschädigen ermüden erstaunen ermöglichen erschöpfen ersparen erneuern erläutern erobern erwähnen
    erzwingen erhöhen erhitzen beruhigen belächeln belauschen beleuchten bemalen benachteiligen benennen benötigen berauben
    bereichern bereinigen bescheinigen beschleunigen beschränken beschweren beseitigen besiegen besprühen bestrafen betäuben
    bewachen bewohnen bewundern bezweifeln bündeln verabschieden verachten verallgemeinern veralten veranlassen verbauen
    verbergen verbuchen verdauen verdoppeln verdrängen verehren vereinfachen vererben verfallen verfestigen verfügen
    vergrößern verheimlichen verhungern verkleinern verkraften verladen verlagern verleiten verletzen vermehren vermessen
    vermieten vermissen vermuten vernichten verpacken verriegeln versagen versammeln verschönern verschulden versehen
    versetzen versichern versorgen verspäten versperren verspotten verständigen verstauben verstecken verstopfen versüßen
    verteuern verurteilen vervielfältigen verwöhnen verzaubern verzahnen verzieren verzinsen vorwerfen entfalten entfernen
    entführen entkräften entlarven entleeren entmutigen entschuldigen entsorgen entspannen enttäuschen entwirren entwässern
    zerstören zersägen misstrauen missbrauchen missachten abonnieren adressieren adoptieren aktivieren aktualisieren
    animieren arrangieren assistieren attestieren balancieren basieren betonieren blamieren boykottieren buchstabieren
    chauffieren debattieren degradieren deklarieren dekorieren demonstrieren deponieren dirigieren disqualifizieren
    distanzieren eskalieren etablieren exportieren fabrizieren fixieren formatieren frustrieren garantieren gratulieren
    gruppieren halbieren harmonieren identifizieren ignorieren immatrikulieren imponieren importieren infizieren inspirieren
    inspizieren instruieren interpretieren interviewen isolieren klassifizieren koordinieren kooperieren legitimieren
    maximieren minimieren modernisieren multiplizieren nominieren normieren nummerieren offenbaren opponieren orchestrieren
    pausieren philosophieren placieren platzieren praktizieren produzieren proklamieren protestieren provozieren pulsieren
    quittieren rasieren ratifizieren reagieren realisieren rebellieren referieren registrieren regulieren rekonstruieren
    rekrutieren relativieren renovieren repräsentieren reservieren resignieren respektieren resultieren revolutionieren
    rezitieren ruinieren sanktionieren separieren signalisieren sondieren spekulieren spendieren stabilisieren
    standardisieren stilisieren stimulieren synchronisieren synthetisieren tapezieren tolerieren transkribieren
    transportieren triumphieren validieren variieren zensieren zentrieren zertifizieren zirkulieren abgrenzen ahnen ballern
    bangen beten betteln blättern blinzeln bluten borgen buddeln büffeln bummeln dämpfen deuten drohen drucken ducken
    dulden dünsten duschen duzen ebnen ehren eilen erben faulenzen fegen fesseln flicken flirten fluchen flüchten flüstern
    folgern frühstücken füllen funken fürchten gähnen glänzen gucken handhaben häufen hausen heilen heizen hetzen hindern
    humpeln hungern husten irren jubeln kauen kaufen kehren keimen kichern kippen klatschen knabbern knacken knipsen knüpfen
    krabbeln kratzen kreuzen krönen kündigen küssen lauern lauschen läuten lindern loten malochen murmeln nagen necken
    nippen ölen parken petzen pflücken pfuschen pilgern plagen planschen plündern pochen prahlen predigen pressen putzen
    rauben rauchen rauschen rächen regnen reifen reihen reimen rieseln rollen rosten ruhen rühmen schälen schämen schauern
    scheuen schimpfen schlendern schleppen schlichten schlürfen schminken schmücken schnarchen schonen schummeln schütten
    schwänzen schwärzen schwatzen schwitzen segnen sehnen seufzen sichten sieben siezen spannen spaßen speisen spotten
    sprengen spucken spuken spülen stammen stammeln stauen stempeln stiften stolpern stopfen strafen strampeln sträuben
    streben streifen streuen stülpen stutzen tadeln taufen taugen taumeln toasten trocknen trommeln tropfen trotzen tunken
    türmen überdenken überarbeiten überbrücken überholen überleben übernachten überwachen überwinden umarmen umkehren
    umrunden unterteilen verlernen wachen wärmen weiden weilen wetten winken wischen wittern wuchern wühlen würfeln würgen
    wurzeln zanken zapfen zaubern zerren zittern zünden zupfen zurren zwinkern""".split()
)
AUXILIARIES = {
    "ist": "sein", "war": "sein", "sei": "sein", "wäre": "sein", "hat": "haben", "hatte": "haben", "habe": "haben", "hätte": "haben",
    "wird": "werden", "wurde": "werden", "würde": "werden", "werde": "werden", "kann": "können", "konnte": "können", "könne": "können",
    "könnte": "können", "muss": "müssen", "musste": "müssen", "müsse": "müssen", "müsste": "müssen", "soll": "sollen", "sollte": "sollen",
    "solle": "sollen", "will": "wollen", "wollte": "wollen", "wolle": "wollen", "darf": "dürfen", "durfte": "dürfen", "dürfe": "dürfen",
    "mag": "mögen", "möchte": "mögen", "weiß": "wissen", "weiss": "wissen", "wusste": "wissen", "lohne": "lohnen",
}  # fmt: skip
PLURALS = frozenset(
    """sind waren seien wären haben hatten hätten werden wurden würden können konnten könnten müssen mussten müssten sollen
    sollten wollen wollten dürfen durften mögen möchten wissen wussten""".split()
)
PLURAL_OF = {
    "ist": "sind", "sei": "seien", "hat": "haben", "habe": "hätten", "werde": "würden", "kann": "können", "könne": "könnten",
    "muss": "müssen", "müsse": "müssten", "soll": "sollen", "solle": "sollten", "will": "wollen", "wolle": "wollten", "darf": "dürfen",
    "dürfe": "dürften", "mag": "mögen", "weiß": "wissen", "weiss": "wissen", "wird": "werden", "lohne": "lohnen", "tut": "tun",
}  # fmt: skip
DU_OF = {
    "ist": "bist", "war": "warst", "wäre": "wärst", "hat": "hast", "hatte": "hattest", "hätte": "hättest", "wird": "wirst",
    "wurde": "wurdest", "würde": "würdest", "kann": "kannst", "muss": "musst", "soll": "sollst", "will": "willst", "darf": "darfst",
    "mag": "magst", "weiß": "weißt", "weiss": "weisst", "hält": "hältst", "behält": "behältst", "rät": "rätst", "gilt": "giltst",
    "tritt": "trittst", "lädt": "lädst", "fand": "fandest", "stand": "standest", "bat": "batest", "riet": "rietest", "tat": "tatest",
    "verstand": "verstandest", "las": "last", "saß": "saßest", "ließ": "ließest", "wies": "wiesest", "tut": "tust", "erhält": "erhältst",
    "bot": "botest", "hielt": "hieltest", "entschied": "entschiedest", "trat": "tratest", "schloss": "schlossest", "unterhält": "unterhältst",
}  # fmt: skip
REFLEXIVE = frozenset(
    """interessiert freut beschäftigt kümmert entscheidet entschied entschieden bewirbt bewarb beworben spezialisiert konzentriert
    engagiert wendet gewandt gewöhnt lohnt befasst verändert umorientiert weitergebildet weiterbildet hochgearbeitet beteiligt
    erinnert orientiert vernetzt""".split()
)
"""With these "sich" is an accusative: "dich", not "dir"."""
ONLY_REFLEXIVE = frozenset(
    """bewerben spezialisieren konzentrieren engagieren weiterbilden vernetzen umschauen umhören umsehen einlesen einarbeiten anmelden
    abgrenzen durchsetzen ausruhen durchbeißen hocharbeiten
    festlegen ausprobieren zurücklehnen austauschen fokussieren""".split()
) - {"ausprobieren", "fokussieren"}
"""Without an object they are said of oneself: "früh bewerben" is "mich früh zu bewerben"."""
STATING = frozenset(
    """wirken überzeugen bewegen zählen helfen lohnen reichen fehlen dauern kosten funktionieren entstehen scheitern wachsen nerven
    schaden nützen genügen passieren bleiben siegen schlagen existieren stören täuschen trügen altern""".split()
)
"""Said of things in a sentence of few words: "kurze Anfragen wirken" is no advice."""
TO_ONESELF = frozenset(
    """nehmen vornehmen ansehen anschauen anhören überlegen merken notieren aufbauen suchen aussuchen erarbeiten vorstellen leisten
    aneignen angewöhnen abgewöhnen zutrauen holen gönnen sichern wünschen beibringen einprägen""".split()
)
"""With these "sich" is a dative: "mir Zeit nehmen"."""
PARTICLES = (
    "raus rein rauf runter rüber hoch auseinander zurecht kennen herunter heraus hinein hinaus herein herum heran hervor voran voraus vorbei zurück zusammen weiter "
    "entgegen gegenüber durch teil statt fort fest frei bereit nach auf aus ein mit vor los weg hin her dran dabei dazu ab an bei um zu da"
).split()
WHOLE_VERBS = frozenset(
    """antworten einigen anderen ankern abern arbeiten ausländern umgehen beichten beinhalten herrschen hindern zucken zupfen
    zürnen eingen mitteln austern nachten zuckern umarmen umgeben umfassen unterhalten danken darben dauern zahlen zaudern
    eineinhalb losen bereiten abonnieren""".split()
)
"""They begin like a particle and are one piece."""
SEPARABLE_IEREN = frozenset(
    "probieren sortieren diskutieren organisieren formulieren studieren telefonieren kalkulieren finanzieren trainieren notieren spazieren".split()
)
SMALL = frozenset(
    """bloß bloss keinesfalls unbedingt leider kurz kein gar hiermit draussen aussen ausserdem äußerst aber alle allein allem allen aller alles als also am an andere anderen anders auch auf aus außer außerdem bald bei beide
    beiden beim besonders besser beste besten bevor bis bisher da dabei dadurch dafür dagegen daher damit danach dann daran darauf darin
    darüber darum das dass davon davor dazu dein deine dem den denen denn der deren des deshalb dessen desto die dies diese diesem
    diesen dieser dieses direkt doch dort drei du durch eher eigentlich ein eine einem einen einer eines einfach einige einmal endlich
    er erst erste ersten erstes es etwas eventuell für ganz gar gegen genau genug gerade gern gerne gleich größer gut hier hin hinter ich ihm ihn ihnen
    ihr ihre ihrem ihren ihrer ihres im immer in indem ins irgendwas irgendwie irgendwann ja jede jedem jeden jeder jedes jemand jemanden
    jetzt kaum kein keine keinem keinen keiner klar komplett kurz lang lange langsam lieber mal man manche manchmal mehr mein meine
    meinem meinen meiner meist meistens mich mindestens mir mit mitten möglichst morgen nach nachdem nah neben nebenbei nicht nichts nie niemand
    noch nun nur ob obwohl oder oft offen ohne oben paar per plus pro regelmäßig rund schnell schon sehr sein seine seinem seinen
    seiner seit selber selbst sich sie sobald sofort sogar solange sondern sonst sowie spät später statt still trotz trotzdem über
    überall überhaupt um und uns unser unsere unten unter viel viele vielen vieles vielleicht vielmehr vier vom von vor vorher während wann war warum
    was weder weg wegen weil weit weiter welche welchem welchen welcher welches wem wen weniger wenig wenige wenn wer wie wieder wir wirklich wo wohl
    worauf würde ziemlich zu zuerst zum zunächst zur zusammen zwei zwischen früh draußen drinnen heute gestern nächstes nächste nächsten
    letzte letzten letztes ersteres zuletzt anfangs danke jung alt neu frisch fix viel sowieso eh halt eben hab habs gibts gehts wars echt total super
    hinterher nachher vorab zuvor zurück beides meisten wenigsten wenigste ebensowenig hinaus hinein gemeinsam parallel extern intern online offline live privat mitunter zuweilen bereits längst neulich fast beinahe etwa circa höchstens
    wenigstens frühestens spätestens erstens zweitens drittens jedenfalls allerdings dennoch quasi sozusagen nochmal nochmals niemals jemals
    damals abends morgens nachts mittags vormittags nachmittags montags dienstags mittwochs donnerstags freitags samstags sonntags drauf drin
    dran raus rein rauf runter rüber rum nix wenns ums fürs übers aufs durchs unters hinters vorm solche solcher solches solchen selbe selben
    derselbe dieselbe dasselbe innen aussen vorn vorne hinten links rechts nirgends nirgendwo irgendwo überhaupt ungern lieber eigens
    bevor ehe sodass obgleich sofern soweit wobei weshalb weswegen wieso wofür womit woran worin worüber wovon wozu hierfür dafür gegebenenfalls
    erstmal zumindest zudem ferner insgesamt teils teilweise anfangs eingangs mitten abseits jenseits diesseits anhand mithilfe aufgrund anstatt
    anstelle samt nebst laut gemäß zufolge zuliebe entlang inklusive exklusive hundert tausend fünf sechs sieben neun zehn elf zwölf zwanzig
         schade bitte sorry okay hallo tschüss ciao""".split()
)
ADJECTIVES = frozenset(
    """gut groß klein neu eigen ehrlich früh direkt schnell erst best lang kurz jung alt wichtig schlecht schön nett hoh viel wenig
    offen klar stark schwach einfach schwer schwierig fremd ander nächst letzt regelmäßig persönlich fachlich beruflich technisch
    praktisch theoretisch konkret öffentlich privat ganz halb richtig falsch teuer billig frei fest perfekt sauber mutig locker stur clever
    kreativ naiv aktiv passiv mobil stabil flexibel loyal sozial digital analog normal optimal ideal international regional lokal global
    rational emotional fatal brutal legal real formal neutral zentral mental banal extrem bequem modern nüchtern bitter sicher tapfer heiter
    sauer munter selten trocken gelassen bescheiden zufrieden verschieden dunkel edel übel sensibel komplex leer fair vage müde leise böse
    träge feige weise prima blind rund wild mild gesund rot grün blau gelb weiß schwarz braun grau dick dünn fett flach tief hoch weich hart
    glatt scharf stumpf steil schief krumm schlau klug dumm faul feucht nass warm kalt heiß kühl laut stumm taub satt knapp rasch prompt
    spontan human souverän steif starr zäh zart grob fein rein gemein ernst echt recht schlicht leicht dicht froh roh sorgfältig geduldig
    doppelt dreifach einzeln komisch bewusst bekannt beliebt gezielt gerecht gefragt geeignet gewohnt intensiv positiv negativ relativ
    effektiv alternativ naiv massiv exklusiv subjektiv primär sekundär linear nuklear pünktlich""".split()
)
NOUNS = frozenset(
    """abend abende ahnung alltag alter amt angst angebot angebote anruf anschreiben ansprechpartner arbeit artikel arzt aufgabe aufgaben auftrag
    auge augen ausland bachelor bauch beispiel bereich beruf berufe berufsalltag blick brief buch bücher büro chance chancen chef chefin
    computer daten detail details dinge einstieg elternzeit ende energie englisch erfahrung erfahrungen fach fachleute familie fehler feld ferien
    firma firmen folien form frage fragen freund freunde frist fristen führung gebiet gedanken gefühl geld gericht geschichte geschichten gespräch
    gespräche gruppe hand hilfe hochschule idee ideen interesse jahr jahre jahren kaffee kollege kollegen kollegin kolleginnen konferenz
    kontakt kontakte kopf kritik kultur kunde kunden kurs kurse labor land leiter leute lust markt master menschen methode methoden
    minuten mittag monat monate monaten museum mut nacht name namen netzwerk neugier noten ort papier partner patienten pause person personen
    pflicht plan pläne platz politik praktika praktikum praxis presse problem probleme produkt produkte profil profile projekt projekte
    promotion prozess prozesse prüfung punkt quereinstieg regel regeln region reise ruhe sache sachen schritt schule schüler semester
    seminar sinn sommer spaß sprache sprachen stadt statistik stärken stelle stiftung stoff studium stunde stunden tag tage tagen team teams teil
    technik tempo termin termine text texte thema themen theorie tipp tipps tür türen uni universität unterlagen unterschied urlaub verantwortung
    verein verfahren verlag vertrag vertrieb volontariat vorbereitung vorteil wald wege welt werk werkstatt winter woche wochen wort
    wunsch zahlen zeit zeiten zeugnis zeugnisse ziel ziele zufall zukunft frühling herbst montag dienstag mittwoch donnerstag freitag
    samstag sonntag zug züge bus bahn flug taxi gesicht geschäft gewicht gehalt gerät gebot geburt geschlecht gestalt gewalt verlust verdienst verbot verzicht auftritt aufsicht gemeinschaft vorschlag vorschläge protokoll bericht liste vortrag studie handbuch leitfaden merkblatt übersicht lebenslauf mentor mentorin hospitation
    podcast blog chat tweet pitch stream code case game service release style page stage homepage pipeline guide software bücherliste landwirtschaft wirtschaft gesellschaft
    abnehmer abteilung adresse akte akten akku aktie alarm album amateur ampel anbieter anfrage anfragen anlage anlagen
    anleitung anlass anschluss ansatz anwalt anwältin anzeige apotheke apparat archiv ast atem atelier aufenthalt aufführung
    aufnahme auftraggeber ausbilder ausbilderin ausbildung ausrüstung ausschreibung ausstellung auto autor autorin backstube
    bad ballett bank bauer bauern bauhof baum bäume baustelle baustellen beamter befund befunde behandlung behörde behörden
    benzin berater berg berge betreuer betrieb betriebe bett betten bewerbung bewerbungen bibliothek biene bienen bier
    bilanz bild bilder biologie blatt blende blut boden bogen boot börse brauerei brot brücke buchhaltung bühne bund bürger
    café chor chirurgie demo demos dach decke diagnose dienst dienste dienstplan diplom dokumentation dorf drehbuch drogen
    druck düne ebene ehrenamt einsatz einsätze eis elektrik elektriker eltern etat examen exposé fabrik fahrer fahrt fälle
    farbe farben fassade feedback feuer feuerwehr figur film filme finanzen fisch fläche fleisch flucht flughafen fluss
    folie format forscher forscherin forschung foto fotos fracht gabel galerie garten gast gäste gastronomie gebäude geduld
    gefahr gegend geige geigen gemälde gemeinde gemüse generator geruch gesetz gesetze gesuch getreide glas glück gold
    grafik grundschule gymnasium haare hafen halle haltung handel händler handwerk handwerker haus häuser hebamme heizung
    helfer herd herde hobby hof höfe hotel holz humor imker imkerei industrie ingenieur ingenieure insel instrument
    instrumente internet interview interviews jugend jura kabel kabine kälte kamera kanal kanten kanzlei kapital karriere
    karte karten kartei kasse kassen kasten keller kinder kind kino kirche kita klasse klassen klassiker kleid kleidung
    klinik kliniken klima knie knoten köche koffer kollektion komma kommune konkurrenz konto kongress konzept konzern
    konzert koordination körper kraft kran krankenhaus kredit kreis küche kuh kühe kulisse kunst künstler künstlerin labore
    läden lager lampe landkreis lärm laune leder lehre lehrer lehrerin lehrling lehrlinge leinwand leistung leitung leser
    licht lieferant lieferanten lied lieder linse linsen literatur lizenz logistik luft makler maler malerei management
    mandant mandanten mandat mannschaft manuskript marke marken maschine maschinen material maurer mechaniker medien meer
    meister meisterin meisterschule meldung messe metall metzger milch mitarbeiter mitarbeiterin mitarbeiterinnen mitglieder
    möbel modell modelle moderation moderator motor motto müll mund musik musiker muskel muster mutter nachbar nachfrage
    nachtdienst nachtschicht nadel natur nebenjob niederlage notar notfall notiz notizen objekt objektiv objekte ofen ohr
    ohren öl oper operation option orchester ordnung organ orgel packliste papiere park pate patent patient patientin
    pfarrer pferd pferde pflanze pflanzen pilot pilz pilze plakat planung platte polizei portfolio predigt preis preise
    priorität privatpraxis probezeit professor programm prüfer prüfungen publikum pult puls pumpe quelle quellen rad radio
    rahmen raum räume rechner recht rechnung rechnungen redaktion referat referendariat regal regen regie regisseur
    reihenfolge reklame reparatur reparaturen rente restaurant rezept rezepte richter richterin risiko rohr rohre rolle
    rollen roman route rücken rücklage rücklagen saal saison salon sammlung satz sätze säge schalter schatten schauspieler
    schiff schiffe schichten schlaf schlamm schlosser schnitt schrift schuh schuhe schulden schulleitung schulung schutz
    schwester see segel seil sekretariat server service sicherheit sitzung sitzungen skizze skizzen software sonne
    sozialarbeit spannung speisekarte spiel spiele sport spritze stahl stall stamm stammtisch stapel station stationen
    statik steuer steuerung stil stimme straße strand strategie stress strom struktur stück stücke studenten studentin
    studio stuhl sturm tabelle tabellen tagebuch tagessatz takt tarif tasche tasse tassen teig telefon teller teppich test
    tests theater therapie tier tiere tierarzt tisch tod töne topf tradition trainer trainerin training transport traum
    trauer treppe trupp tunnel turm übergabe übersetzer übersetzerin übersetzung umsatz umweg umwege umwelt unfall
    untergrund unternehmen unterricht ursache urteil urteile vater verband verbände verkauf verkehr versicherung versuch
    versuche verträge vertrauen verwaltung video videos vieh visum vogel vögel volk völker vorhang vorlage vorlagen
    vorlesung vorsicht vorstand vorteile waage wachs ware wärme wasser wechsel wein weiterbildung werbung werft werkzeug
    werkzeuge wettbewerb wetter wiese wind wirkung wirt wissenschaft wochenende wohnung wolle wunde wunden wurst zahl zahn
    zähne zaun zeichen zeichnung zeichnungen zeitung zelle zelt zentrum zimmer zins zinsen zoll zoo zugang zuhause zuschauer
    zweifel""".split()
)
NOUN_ENDING = r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|ment|ments|ismus|nis|nisse|nissen|ling|linge|innen|ität|eur|eure|thek|loge|logen|logie|graf|grafie)"
FEMALE_NAMES_IN_E = frozenset(
    """anne marie sabine heike silke ulrike christine elke beate christiane susanne antje anke wiebke friederike charlotte sophie luise
    louise rike helene irene hannelore simone nicole nadine stefanie annette katharine brigitte renate ute grete käthe lotte mathilde
    eike uwe helge heiko arne ole malte jörne bente gesche imke silje theresa ole rune hauke nele jule leonie melanie natalie rosalie
    amelie sophie emilie julie stephanie dörte birte merle hilde gerdi ilse inge elfriede dorothee renee cosime""".split()
)
DETERMINERS = frozenset(
    """der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner kein keine keinen keinem keiner
    ihr ihre ihren ihrem ihrer sein seine seinen seinem seiner unser unsere unseren diese diesen diesem dieser dieses jede jeden jedem
    jeder jedes viele vielen einige einigen mehrere mehreren alle allen im am zum zur vom beim ins ans welche zwei drei vier fünf""".split()
)
BEFORE_NOUN = DETERMINERS | frozenset("in mit auf bei für von aus nach über ohne durch gegen per pro an vor".split())
UNDECLINED = r".*(?:ig|lich|isch|bar|sam|haft|los|weise|wärts|end|iert|mal|mals)$"
OPENS = r"(?:dass|weil|wenn|bevor|damit|obwohl|sobald|solange|nachdem|während|ob|falls|indem|sodass)"
