"""Word tables for what is nobody's business: somebody's own health, trouble with the law, trouble at work, family, money.

They name the matter of a person ("my knee", "was diagnosed", "the other side's offer"), never a profession or a field of
work: a talk with a paediatrician about her way there touches nobody. Whatever one of them hits is asked about first
(PS-13), so a word too many costs a question and a word too few a secret. Applied by `speech`, like `lexicon`'s tables.
"""

from __future__ import annotations

_OWN = r"(?:my|our|your|his|her|their)"
_KIN = (
    r"(?:mother|father|mum|mom|dad|parents?|wife|husband|spouse|partner|ex|son|daughter|child(?:ren)?|kids?|boys?|girls?|baby"
    r"|brother|sister|grand\w+|aunt|uncle|family)"
)
_KIN_DE = r"(?:mutter|vater|mama|papa|eltern|mann|frau|partner(?:in)?|sohn|tochter|kind(?:er)?|bruder|schwester|oma|opa|tante|onkel)"
_KIN_FR = r"(?:mère|père|maman|papa|parents|mari|femme|conjointe?|fils|fille|enfants?|frère|sœur|soeur|tante|oncle)"
_KIN_ES = r"(?:madre|padre|mamá|papá|padres|marido|mujer|esposa|pareja|hij[oa]s?|hermano|hermana|abuel[oa]|t[íi][oa])"
_ILLNESS = (
    r"(?:cancer|leuk\w+|tumou?r|diabet\w+|multiple sclerosis|\bms\b|parkinson\S*|alzheimer\S*|dementia|epilep\w+|asthma|celiac"
    r"|coeliac|hiv|stroke|heart attack|depress\w+|anxiety|bipolar|schizo\w+|adhd|autis\w+|ptsd|ocd|burn-?out|eating disorder|anorexi\w*"
    r"|addict\w+|alcoholi\w+|migraines?|long covid|lupus|crohn\S*|arthritis|panic attacks?|insomnia|miscarriages?|chronic \w+)"
)

PRIVATE: dict[str, tuple[str, ...]] = {
    "touches_health": (
        r"\b(?:was|were|been|got|be|is|just|recently|newly) diagnosed\b|\bdiagnosed (?:me|him|her|us|with)\b|\b(?:my|your|his|her|the) diagnosis\b",
        rf"\b(?:i|you|he|she|we|who|they)(?:'ve|'m|'s)?\b(?: \w+){{0,2}} (?:have|had|has|lived?|living|survived?|beat|suffer\w*|struggl\w*|recover\w*|cope\w*|deal\w*|went|going|been|is|was|am)\b[^.?!]{{0,25}}\b{_ILLNESS}",
        rf"\b{_OWN} (?:own )?(?:{_ILLNESS}|illness|disease|sickness|symptoms?|medication|pills|prescription|pregnancy|disability|mental health|drinking|relapse|sobriety|surgery|blood|knee|shoulder|hip|spine|tooth|teeth|hearing|eyesight|weight|bladder|stomach|chest|test results|lab results|scan|x-?rays?|check-?up|doctor|gp|therapist|psychiatrist)\b",
        r"\b(?:blood (?:work|tests?|counts?|pressure|results)|lab results|biops\w+|mri|x-?rays?|ultrasound|root canal|chemo\w*|dialysis|rehab|detox|ivf|fertility treatment|miscarriage|abortion|sick leave|off sick|sick note|in (?:hospital|therapy|recovery|remission)|went through (?:rehab|chemo|treatment|therapy)|therapy with me|hearing voices|side effects?|smoking cessation|cycle works)\b",
        r"\b(?:since|before|after|for) (?:the|my|your|an?) (?:operation|surgery|procedure|treatment)\b|\bhow (?:is|are) (?:your|the) (?:pain|treatment|symptoms)\b|\b(?:am|is|are|i'm|she's|was) (?:\w+ ){0,2}pregnant\b|\b(?:weeks|months) pregnant\b|\bdrinking (?:more|too much)\b|\bhelp (?:me|you) (?:with|through) (?:my|your)\b",
        r"\b(?:counsell?ing|therapy|treatment|physio\w*|acupuncture) (?:session|appointment)\b|\bsession with (?:my|your) (?:therapist|counsell?or|psychologist)\b|\b(?:weekly|next) (?:therapy|counsell?ing)\b",
        # German
        r"\b(?:ihre?|deine?|meine?) (?:befunde?|blutwerte|laborwerte|blutbild|diagnose|krankheit|erkrankung|beschwerden|symptome|medikamente|schmerzen|schwangerschaft|behinderung|operation|op|depression\w*|sucht|allergie|migräne|werte|untersuchung|zähne|angst|ängste|röntgenbild\w*|rezept)\b",
        r"\b(?:befunde?|blutbild|blutwerte|laborwerte|diagnostiziert|diagnose gestellt|brustkrebs|krebs(?:diagnose|erkrankung)|chemotherapie|schlaganfall|herzinfarkt|krankgeschrieben|krankschreibung|krankmeldung|arbeitsunfähig\w*|burn-?out|depressiv\w*|depressionen|panikattacken|fehlgeburt|abtreibung|schwanger\w*|entzugs?\w*|suchtberatung|selbsthilfegruppe|wurzelbehandlung|krankengymnastik|reha|kur|vorsorgeuntersuchung|eingriff|narkose|psychotherapie bei|therapie bei|therapieplatz|leidet?|leide (?:an|unter))\b",
        r"\b(?:bei (?:mir|ihm|ihr|ihnen|dir) wurde)\b|\bich (?:habe|hatte|bekam) [^.?!]{0,25}(?:krebs|diabetes|rheuma|epilepsie|asthma|multiple sklerose|\bms\b|parkinson|depression\w*|adhs|hiv)\b|\b(?:an|mit) (?:krebs|diabetes|multiple\w* sklerose|parkinson|depression\w*|adhs|demenz|alzheimer) (?:erkrankt|leb\w+|leid\w+)\b",
        # French
        r"\b(?:vos|tes|mes|votre|ton|mon|ma|ta) (?:analyses|résultats d'analyse|prise de sang|bilan sanguin|diagnostic|maladie|symptômes|traitement|médicaments|douleurs?|grossesse|handicap|opération|dépression|cancer|dépendance|anxiété|angoisses|avc|genou|dos|dents?|ordonnance)\b",
        r"\b(?:diagnostiqué\w*|prise de sang|bilan sanguin|arrêt[- ]maladie|burn-?out|dépressi(?:on|ve|f)|crises? d'angoisse|fausse couche|avortement|ivg|enceinte|chimio\w*|avc|infarctus|cure de désintoxication|sevrage|anesthési\w+|psychothérapie avec|thérapie avec|rééducation|détartrage|suivi médical|souffre de|analyses sont (?:arrivées|prêtes))\b",
        r"\b(?:j'ai|tu as|vous avez|il a|elle a) (?:eu )?(?:un |une |le |la |de l')?(?:cancer|diabète|sclérose|épilepsie|asthme|parkinson|dépression|vih|anorexie)\b|\bdepuis (?:mon|ma|votre|l')\s?(?:opération|avc|accident|maladie)\b",
        # Spanish
        r"\b(?:sus|tus|mis|su|tu|mi) (?:análisis|analítica|resultados de|diagnóstico|enfermedad|síntomas|tratamiento|medicación|dolor\w*|embarazo|discapacidad|operación|depresión|cáncer|adicción|ansiedad|ictus|rodilla|espalda|hombro|dientes?|receta|volante)\b",
        r"\b(?:diagnosticaron|diagnosticado|diagnosticada|analítica|análisis de sangre|baja (?:médica|por)|de baja|depresión|ataques? de (?:pánico|ansiedad)|aborto|embarazada|quimio\w*|ictus|infarto|desintoxicación|anestesista|terapia conmigo|rehabilitación|empaste|quirófano|párkinson|alzhéimer|padezco|sufro de)\b",
        r"\b(?:tengo|tienes|tuve|tiene|tuvo) (?:un |una )?(?:cáncer|diabetes|esclerosis|epilepsia|asma|depresión|vih|anorexia|ansiedad)\b",
    ),
    "touches_law": (
        rf"\b(?:{_OWN}|the) (?:lawsuit|claim against|arrest|sentence|probation|parole|deposition|witness statement|asylum|deportation|visa was|licen[cs]e back|bail|trial|court date|case against|settlement|opposing party|will and)\b",
        r"\b(?:i|you|he|she|we|they)(?:'m|'ve)? (?:\w+ ){0,3}(?:sued|suing|arrested|charged with|convicted|accused|summoned|subpoenaed|evict\w+|prosecuted|deported)\b|\bbeing (?:sued|evicted|charged|prosecuted|investigated)\b|\b(?:being|was|been) summoned\b|\bpolice (?:want|asked|called|came|interview)\b",
        r"\b(?:fil(?:e|ed|ing) (?:the |a |your )?(?:claim|suit|lawsuit|complaint)|the other side(?:'s)? (?:offers?|lawyers?|counsel|claims?|witness\w*|settle\w*|refuses?)|opposing (?:party|counsel|side)|both parties|settlement offer|out of court|going to court|gone to court|in court\b(?! interpret)|before the hearing|tribunal|deposition|restraining order|power of attorney|drink-?driving|dui|asylum|visa was refused|my visa|your visa|as your (?:solicitor|lawyer|attorney|counsel)|(?:my|your|wife's|husband's|his|her) (?:solicitor|attorney|lawyer)|mediation|the judge|disclose)\b",
        r"\b(?:my|your|the) (?:former )?landlord\b",
        # German
        r"\b(?:verhandlung|güteverhandlung|vorladung|ermittlungsverfahren|strafverfahren|strafbefehl|strafanzeige|anzeige (?:erstattet|gegen)|angeklagt\w*|verhaftet|untersuchungshaft|bewährung|verklag\w+|klagen|klage (?:eingereicht|erhoben|gegen)|widerspruch|gegenseite|vergleich an|schlichtung|räumungsklage|vermieter|aufenthaltstitel|abschiebung|asyl\w*|testament|vorsorgevollmacht|beurkundung|zeugenaussage|ihr(?:e|en)? (?:fall|anwalt|anwältin)|mein(?:e|en)? (?:anwalt|anwältin)|landgericht|amtsgericht|das gericht|rechtsstreit)\b",
        # French
        r"\b(?:(?:l'|une |votre |mon |ton |cette )audience(?! cible)|convocation|garde à vue|mis en examen|plainte|porté plainte|procès|poursuites?|partie adverse|litige|recours|expuls\w+|propriétaire veut|titre de séjour|demande d'asile|asile|transaction|testament|procuration|prud'hommes|médiation|témoigner|condamné\w*|incarcéré\w*|(?:votre|mon|son|leur) avocate?|le juge|au tribunal)\b",
        # Spanish
        r"\b(?:juicio|citación|juzgado|denuncia|demanda (?:contra|judicial)|me han (?:detenido|denunciado|demandado)|detenid[oa]|imputad[oa]|condenad[oa]|parte contraria|pleito|recurso|recurriste|desahuci\w+|casero|permiso de residencia|asilo|deportación|testamento|poder notarial|(?:su|tu|mi) abogad[oa]|juez|jueza|libertad condicional)\b",
    ),
    "touches_post": (
        r"\b(?:grievance|disciplinary|written warning|final warning|verbal warning|misconduct|harass\w+|bullying|bullied|discriminat\w+ (?:complaint|against)|whistle-?blow\w*|performance improvement|\bpip\b|exit interview|severance|redundan\w+|notice period|dismiss(?:ed|al)|got fired|was fired|been fired|(?:was|were|been|be|being) (?:sacked|let go)|unfair(?:ly)? dismiss\w*|return to work|sick leave|occupational health|probation (?:period|review)|constructive dismissal|keeps touching me|not be renewed|shop steward|union rep\w*)\b",
        rf"\b{_OWN} (?:salary|pay|bonus|appraisal|rating|performance review|pay rise|contract will|dismissal|resignation|complaint|grievance|non-compete|reference)\b|\bcomplaint (?:of|about|against)\b|\byour side of (?:the (?:grievance|complaint|story|incident|dispute)|it|what happened)\b",
        r"\b(?:abmahnung|kündigung\w*|gekündigt|aufhebungsvertrag|abfindung|mobbing|gemobbt|belästig\w+|diskriminier\w+|betriebsrat\w*|betriebsrätin|wiedereingliederung|bem-gespräch|bem\b|austrittsgespräch|arbeitszeugnis|probezeit|zielvereinbarung|gehaltsgespräch|(?:dein|ihr|mein)e?n?m? (?:gehalt|bonus|beurteilung|leistung|beschwerde|vertrag wird)|beurteilung|beschwerde|krankheitsbedingt\w*|nicht verlängert|freigestellt|personalakte|versetzt werden)\b",
        r"\b(?:licenci\w+|rupture conventionnelle|entretien préalable|entretien de (?:sortie|départ)|avertissement|harcèlement|harcèle\w*|harceler|syndica\w+|délégué\w* du personnel|faute (?:grave|reprochée|lourde)|préavis|indemnités?|médecine du travail|reprise (?:après|du travail)|pas (?:être )?renouvelé|(?:votre|ton|mon) (?:salaire|prime|évaluation|notation|licenciement|contrat ne)|discrimination|plainte (?:pour|contre)|prud'hommes|blâme)\b",
        r"\b(?:despid\w+|despedid[oa]|despedir\w*|despido|finiquito|indemnización|amonestación|acoso|acosa\w*|sindicat\w*|sindical|delegad[oa] sindical|\bere\b|erte|preaviso|entrevista de salida|renovar (?:tu|su) contrato|baja (?:médica|laboral)|(?:tu|su|mi) (?:sueldo|salario|bono|evaluación|nómina|queja)|queja|expediente disciplinario|discriminación)\b",
    ),
    "touches_family": (
        r"\b(?:divorc\w+|separat(?:ed|ing) from|we are separating|we're separating|splitting up|custody|alimony|child support|adopt(?:ed|ing|ion)\b(?= (?:two|a|an|our|my|boys?|girls?|child\w*|kids?|papers|agency|process)|[.?!,]| and )|thinking about adopting|foster (?:parents?|child\w*|care)|couples? (?:counsell?ing|therapy)|marriage counsell?\w+|care home|nursing home|funeral|bereave\w*|passed away|came out to us|home visit|social worker|domestic (?:violence|abuse)|(?:hits|beats|hit) me|affair\b(?! of)|infidelity)\b",
        rf"\b(?:my|our|your|his|her) (?:late |dear |youngest |oldest )?{_KIN}(?:'s)? (?:death|died|illness|dementia|funeral|is ill|is sick|has (?:dementia|cancer|just|been)|was|came out|struggles|is being|school|move|care)\b|\bdeath of (?:my|your|his|her)\b|\byour (?:mother|father|brother|sister|wife|husband|son|daughter)'s death\b",
        rf"\b(?:mum|mom|dad|granny|grandma|grandpa)\b[^.?!]{{0,25}}\b(?:dementia|moving|home|ill|died|care)\b|\bgetting on in class\b|\b(?:other|the) parents\b|\bparent[- ]teacher\b|\b{_OWN} (?:divorce|separation|custody|marriage|adoption)\b|\byour boy\b|\bhas it too\b",
        rf"\b(?:scheidung\w*|wir trennen uns|trennung|getrennt leb\w*|sorgerecht|unterhalt(?:szahlung\w*)?|umgangsrecht|jugendamt|pflegekind\w*|pflegeeltern|adoptier\w+|adoption|paartherapie|eheberatung|paarberatung|pflegeheim|altenheim|pflegegrad|beileid|beerdigung|trauerfeier|elterngespräch|liebe eltern|sprechstunde|gehänselt|häusliche gewalt|schlägt mich|dement|demenz|versetzung ist|tod (?:deine[rs]|ihre[rs]|meine[rs]|unsere[rs])|geoutet)\b|\b(?:unsere?|meine?|deine?|ihre?) {_KIN_DE} (?:ist (?:krank|dement|tot|gestorben|verstorben|behindert)|wird (?:gepflegt|gehänselt|gemobbt)|leidet|starb|verstarb|schlägt|trinkt|braucht pflege)\b",
        rf"\b(?:divorc\w+|nous nous séparons|séparation|garde (?:de|des|alternée|partagée)|pension alimentaire|adoption|adopter|adopté\w*|famille d'accueil|thérapie de couple|maison de retraite|ehpad|condoléances|obsèques|enterrement|décès|chers parents|rendez-vous parents|en classe|ses camarades|redoubler|violences? conjugale\w*|me frappe|alzheimer|protection de l'enfance|aide à l'enfance|coming[- ]out)\b|\b(?:mon|ma|notre|votre|ton|ta) {_KIN_FR} (?:a la|est|se fait|souffre|me|nous|boit)\b",
        rf"\b(?:divorci\w+|divorcio|nos separamos|separación|custodia|pensión alimenticia|adopción|adoptar|adoptasteis|acogida|terapia de pareja|residencia de ancianos|pésame|funeral|entierro|fallecimiento|queridos padres|tutoría|en clase|bullying|repetir curso|violencia (?:de género|doméstica)|me pega|alzhéimer|servicios sociales|salido del armario|muerte de)\b|\b(?:mi|nuestr[oa]|tu|su) {_KIN_ES} (?:tiene|está|sufre|me|bebe|le|murió)\b",
    ),
    "touches_money": (
        r"\b(?:bankrupt\w*|insolven\w+|in debt|my debts?|your debts?|debts? and|savings and|our savings|my savings|your savings|payment plan|behind with|owe (?:money|on|the)|what you owe|credit (?:score|cards?|rating|report)|overdraft|mortgage|remortgag\w+|refinanc\w+|loan you|your loan|my loan|inheritance|inherited|probate|executor|estate of|(?:aunt|uncle|mother|father|parent)'s estate|gambl\w+ (?:away|debts?)|life insurance|your (?:pension|income|rent|portfolio|investments|finances|net worth|retirement)|my (?:pension|income|rent|finances|taxes|tax return)|tax (?:office|return|debt|bill)|my return of|policies|what you earn|could afford|invest your|wire the money)\b",
        r"\b(?:schulden|verschuldet|privatinsolvenz|insolvenzverfahren|schuldnerberat\w+|baufinanzierung|den kredit|ihr(?:en?)? kredit|kreditkarte\w*|überzogen|dispo|mahnung|pfändung|finanzamt|steuerschuld|steuererklärung|nachzahlung|das erbe|erbschaft|testamentsvollstreck\w+|lebensversicherung|berufsunfähigkeits\w+|altersvorsorge|ihr(?:e|en)? vermögen|an rente|ihre rente|meine rente|ihr einkommen|erspart\w+|verspielt|was sie verdienen|ihr geld|miete (?:nicht|im rückstand)|mietrückstand)\b",
        r"\b(?:dettes?|surendett\w+|faillite personnelle|prêt immobilier|votre (?:prêt|épargne|crédit|patrimoine|assurance vie|compte|mutuelle|retraite|argent|loyer|revenu)|vos (?:revenus|économies|impôts|placements)|nos économies|mes économies|assurance[- ]vie|découvert|le fisc|impôts? (?:me|en retard|impayé\w*)|déclaration d'impôts|redressement fiscal|succession de|héritage|perdu [^.?!]{0,20}au jeu|ce que vous (?:gagnez|devez)|pour la retraite|saisie sur)\b",
        r"\b(?:deudas?|bancarrota|insolvencia|concurso de acreedores|(?:su|tu|mi) (?:hipoteca|préstamo|crédito|patrimonio|seguro de vida|plan de pensiones|cuenta está|alquiler|jubilación|dinero)|(?:sus|tus|mis|nuestros) (?:ahorros|ingresos|impuestos|deudas|inversiones)|al descubierto|en descubierto|hacienda|declaración de la renta|herencia|seguro de vida|plan de pensiones|para la jubilación|perdí [^.?!]{0,20}en el juego|lo que (?:ganas|debes))\b",
    ),
}
"""What a text touches: PS-13's classes (health, legal, HR, family, finance)."""
