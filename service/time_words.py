"""Word tables for days, hours and zones in English, German, French and Spanish. Tables only; `days`, `clocks` and
`times` apply them. The names of weekdays and months are the date library's and stand nowhere here.
"""

from __future__ import annotations

LANGUAGES = ("en", "de", "fr", "es")

FUNCTION_WORDS: dict[str, str] = {
    "en": r"the|is|are|you|your|i|i'm|we|my|me|of|and|to|for|with|works?|on|in|it|can|could|would|that|this|have|will|at|or",
    "de": r"ich|sie|du|wir|der|die|das|den|dem|und|um|am|im|ist|bin|mir|mich|ihnen|dir|passt|geht|nicht|ein|eine|einen|für|mit|auf|oder|bei|uhr|ja|gerne?|bitte|liebe[rs]?",
    "fr": r"je|vous|tu|nous|le|la|les|de|du|des|et|est|un|une|pour|à|au|avec|chez|ça|votre|ou|oui|convient|peux|merci|bonjour",
    "es": r"el|la|las|los|de|del|y|es|un|una|para|por|con|le|te|me|su|tu|mi|que|en|a|o|sí|puedo|gracias|hola|bien",
}
"""Small words that tell the languages apart."""

MORE_WEEKDAYS: dict[str, str] = {
    "weds": "wednesday", "thur": "thursday", "thurs": "thursday", "tues": "tuesday", "sonnabend": "saturday",
    "wendsday": "wednesday", "wensday": "wednesday", "wednsday": "wednesday", "tusday": "tuesday", "teusday": "tuesday",
    "thrusday": "thursday", "thurday": "thursday", "thirsday": "thursday", "firday": "friday", "saterday": "saturday",
    "mitwoch": "wednesday", "donerstag": "thursday", "dienstg": "tuesday", "freitga": "friday", "mardis": "tuesday",
    "vendrdi": "friday", "mercredis": "wednesday", "juves": "thursday", "vienes": "friday", "miercoels": "wednesday",
    "miercoles": "wednesday", "sabado": "saturday", "mie": "wednesday", "sab": "saturday",
}  # fmt: skip
NO_WEEKDAYS = frozenset({"die", "mit", "don", "son", "me", "we", "je", "ma", "ve", "fre", "th"})
"""Short forms that the library takes for weekdays and that people use as other words."""
PLAIN_SHORT = frozenset({"tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri"})
"""Short forms that are no other word."""

SHORT_ALONE = frozenset({"mon", "sat", "mo", "di", "do", "fr", "sa", "mi"})
"""Short forms that may stand before a verb instead of an hour: "di passt"."""

NUMBERS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "one ein eins une una", "two zwei deux dos", "three drei trois tres", "four vier quatre cuatro",
            "five fünf cinq cinco", "six sechs seis", "seven sieben sept siete", "eight acht huit ocho",
            "nine neun neuf nueve", "ten zehn dix diez", "eleven elf onze once", "twelve zwölf douze doce",
            "dreizehn treize", "vierzehn quatorze", "fünfzehn quinze", "sechzehn seize", "siebzehn dix-sept",
            "achtzehn dix-huit", "neunzehn dix-neuf", "zwanzig vingt",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip

RELATIVE: tuple[tuple[str, str, str], ...] = (
    (r"day after tomorrow", "en", "day after tomorrow"),
    (r"tomorrow|tmrw?|tomoz|2moro?w?", "en", "tomorrow"),
    (r"tonight|today|this (?:morning|afternoon|evening)|later this (?:morning|afternoon)", "en", "today"),
    (r"übermorgen", "de", "übermorgen"),
    (r"heute", "de", "heute"),
    (r"(?<!guten )(?<!schönen )(?<!am )(?<!jeden )(?<!heute )morgen", "de", "morgen"),
    (r"après[- ]demain", "fr", "après-demain"),
    (r"demain", "fr", "demain"),
    (r"aujourd'hui|ce (?:soir|matin|midi)|cet après-midi", "fr", "aujourd'hui"),
    (r"pasado mañana", "es", "dentro de 2 días"),
    (r"(?<!la )(?<!buena )mañana", "es", "mañana"),
    (r"hoy|esta (?:tarde|noche|mañana)", "es", "hoy"),
    (r"in (?:a|one) week(?:'s time)?|a week from (?:today|now)", "en", "in 1 week"),
    (r"in (?:two|2) days", "en", "in 2 days"),
    (r"in (?:three|3) days", "en", "in 3 days"),
    (r"in (?:zwei|2) tagen", "de", "in 2 tagen"),
    (r"in (?:drei|3) tagen", "de", "in 3 tagen"),
    (r"dans (?:deux|2) jours", "fr", "dans 2 jours"),
    (r"en (?:dos|2) días|dentro de (?:dos|2) días", "es", "dentro de 2 días"),
)
"""Days told from the day of the mail: how they are said, the language, and the library's own words for it."""

WEEK_LATER = r"week\b(?! or)|(?:a|one) week (?:later|after)|in einer woche|in (?:acht|8) tagen|en huit|d'en huit|en ocho días|dentro de una semana"
"""After a day: that day a week on."""
WEEKS: tuple[tuple[int, str], ...] = (
    (2, r"(?:the )?week after next|in (?:two|2) weeks|übernächste[rn]? woche|in (?:zwei|2) wochen"),
    (2, r"dans (?:deux|2) semaines|(?:la )?semaine d'après|(?:en|dentro de) (?:dos|2) semanas"),
    (1, r"(?:of )?next (?:week|wk)|(?:(?:der|in der) )?(?:nächste|kommende)[rn]? woche|(?:de )?la semaine prochaine"),
    (1, r"(?:de |en )?la (?:semana que viene|próxima semana|semana próxima|semana entrante)"),
)
"""Weeks counted from this one. Their weekdays are meant, wherever in the sentence they stand."""
NEXT = r"next|nächste[rnms]*"
THIS = r"this coming|this|coming|upcoming|kommende[rnms]*|diese[rnms]*|ce|este|esta|el próximo|próximo|el|le|on|am|der|den|this next"
"""Before a weekday: no other than the coming one."""
COMING_AFTER = r"prochaine?|que viene|próximo|coming"

PARTS_OF_DAY = r"abend|nachmittag|vormittag|mittag|morgen|früh"
"""Ends of German weekdays."""
PM = (
    r"in the (?:afternoon|evening)|(?:this |early |late |mid-?)?(?:afternoon|evening)|tonight|after work|at night|\w*nachmittags?|\w*abends?"
    r"|(?:de |dans )?l'après-midi|après-midi|(?:du |ce |le )?soir|(?:de|por|a) la (?:tarde|noche)|esta (?:tarde|noche)|after lunch|nach feierabend"
)
AM = (
    r"in the morning|(?:this |early |late |mid-?)?morning|before work|breakfast|(?:heute )?vormittags?|\w+tagvormittag|früh|\w+tagfrüh|morgens|am morgen|\w+(?:tag|woch)morgen|frühstück"
    r"|(?:du|le|ce) matin|(?:de|por|a) la mañana|esta mañana|desayuno"
)

HALVES = (
    r"in the (?:morning|afternoon|evening)|tonight|at night|nachmittags|vormittags|abends|morgens|früh|am (?:nachmittag|abend|morgen)"
    r"|du (?:matin|soir)|de l'après-midi|(?:de|por|en) la (?:mañana|tarde|noche)"
)
"""After a bare number: it is an hour."""
AT = r"at|@|um|gegen|à|vers|a las?|las?|para las?|tipo|around|about|approx|circa|ca\.?|von|punkt|sobre las?|hacia las?|vers les"
"""Before a bare number: an hour follows."""
DURATION_BEFORE = r"(?:\bin|for|dans|pendant|durante|dentro de|unas?|für|about|ca\.?|etwa|every|over|within)\s$"
SAME_HOUR = r"same (?:time|hour|slot)|(?:zur )?(?:gleichen?|selben?|gleiche|selbe) (?:uhr)?zeit|même (?:heure|horaire)|misma hora"
INSTEAD_OF = r"(?:instead of|rather than|(?:an)?statt|au lieu d[eu]|en (?:vez|lugar) del?|not(?: at)?|nicht(?: um| am)?|plutôt qu[e'])(?:\s(?:the|le|la|el|las|um|am|at|à))?\s*$"
"""Right before a day or hour: it is the one that is no more."""

WINDOW_FROM = r"(?:any ?time |sometime )?after|from|nach|ab|à partir de|après|dès|a partir de(?: las?)?|después de(?: las?)?|desde(?: las?)?|past"
WINDOW_TO = r"before|until|till|vor|bis|avant|jusqu'à|antes de(?: las?)?|hasta(?: las?)?"
BETWEEN = r"between|from|zwischen|von|entre(?: las?)?|de(?: las?)?|desde(?: las?)?"
TO = r"-|–|—|to|and|till|until|bis|und|à|et|y(?: las?)?|a(?: las?)?|hasta(?: las?)?"

ZONES: tuple[tuple[str, str], ...] = (
    (r"cest|cet|mesz|mez|hec|central european(?: summer)?", "Europe/Paris"),
    (r"gmt|utc|zulu", "UTC"),
    (
        r"bst|uk|england|british|inglaterra|reino unido|londres|london|britisch\w*|englisch\w*|britanni\w+",
        "Europe/London",
    ),
    (
        r"e[sd]?t|eastern(?: standard| daylight)?|east coast|ostküste\w*|côte est|l'est|costa este|new york\w*|nueva york|boston|miami",
        "America/New_York",
    ),
    (r"c[sd]?t|central(?: standard| daylight)?|chicago", "America/Chicago"),
    (r"m[sd]?t|mountain(?: standard| daylight)?|denver", "America/Denver"),
    (
        r"p[sd]?t|pacific(?: standard| daylight)?|west coast|westküste\w*|côte ouest|costa oeste|los angeles|california\w*|san francisco|seattle",
        "America/Los_Angeles",
    ),
    (r"ist|india|indian?|indien|inde|indisch\w*|indienne|kolkata|delhi|mumbai|bangalore", "Asia/Kolkata"),
    (r"jst|japan\w*|tokyo|tokio", "Asia/Tokyo"),
    (r"sgt|singapore?\w*|singapur", "Asia/Singapore"),
    (r"hkt|hong ?kong", "Asia/Hong_Kong"),
    (r"china|chinese|beijing|chinesisch\w*|peking\w*", "Asia/Shanghai"),
    (r"aest|aedt|sydney|melbourne", "Australia/Sydney"),
    (r"sast|south african?|südafrikanisch\w*|johannesburg|cape town", "Africa/Johannesburg"),
    (r"eat|nairobi|kenyan?|kenianisch\w*", "Africa/Nairobi"),
    (r"wat|lagos|nigerian?", "Africa/Lagos"),
    (
        r"germany?\w*|deutsch\w*|deutschland|allemagne|allemande?|alemana?|alemania|berlin\w*|munich|münchn\w*|hamburg\w*|frankfurt\w*",
        "Europe/Berlin",
    ),
    (r"austrian?|österreich\w*|autriche|wien\w*|vienna|autrichienne|vienne", "Europe/Vienna"),
    (r"swiss|switzerland|schweiz\w*|suisse|suiza|zürich\w*|zurich|geneva|genève|genf\w*|basel\w*", "Europe/Zurich"),
    (r"french|france|frankreich|francia|französisch\w*|métropole|française|francesa|paris\w*|lyon", "Europe/Paris"),
    (
        r"spain|spanish|spanien|spanisch\w*|espagne|espagnole|española|peninsular|españa|madrid\w*|barcelona",
        "Europe/Madrid",
    ),
    (r"ital(?:y|ia|ien)|italie|italian\w*|italienisch\w*|italienne|rom[ae]?|milan\w*|mailänd\w*", "Europe/Rome"),
    (r"dutch|niederländisch\w*|amsterdam\w*|néerlandaise", "Europe/Amsterdam"),
    (r"belgian?|belge|belgisch\w*|brussels|bruxelles|brüssel\w*|bruselas", "Europe/Brussels"),
    (r"danish|dänisch\w*|danoise|danesa|copenhagen|kopenhagen\w*", "Europe/Copenhagen"),
    (r"swedish|schwedisch\w*|suédoise|sueca|stockholm\w*", "Europe/Stockholm"),
    (r"norwegian|norwegisch\w*|norvégienne|noruega|oslo", "Europe/Oslo"),
    (r"finnish|finnisch\w*|finlandaise|helsinki", "Europe/Helsinki"),
    (r"polish|polnisch\w*|polonaise|polaca|warsaw|warschauer", "Europe/Warsaw"),
    (r"portuguese|portugiesisch\w*|portugaise|portuguesa|lisbon|lissabon\w*|lisbonne|lisboa", "Europe/Lisbon"),
    (r"greek|griechisch\w*|grecque|griega|athens|athen\w*|athènes", "Europe/Athens"),
    (r"irish|irisch\w*|irlandaise|irlandesa|dublin\w*", "Europe/Dublin"),
    (r"turkish|türkisch\w*|turque|istanbul\w*", "Europe/Istanbul"),
    (r"israeli?|israelisch\w*|tel aviv", "Asia/Jerusalem"),
    (r"dubai|gulf|gst", "Asia/Dubai"),
    (r"argentin[ae]?|argentinisch\w*|buenos aires|art", "America/Argentina/Buenos_Aires"),
    (r"brazilian|são paulo|sao paulo|brasileña|brasilianisch\w*|brésilienne|brasilia", "America/Sao_Paulo"),
    (r"chilean?|chile|chilena|santiago", "America/Santiago"),
    (r"colombian?|colombiana|kolumbi\w+|colombie|bogot[áa]", "America/Bogota"),
    (r"peruvian|peruana|per[úu]|peru|lima", "America/Lima"),
    (
        r"mexican|mexicana|mexico|méxico|mexique|mexiko|mexikanisch\w*|mexicaine|(?:ciudad de )?méxico|mexico city|cdmx",
        "America/Mexico_City",
    ),
    (r"toronto|montr[ée]al|ottawa|québec|quebec|québécoise|du québec", "America/Toronto"),
    (r"vancouver", "America/Vancouver"),
    (r"ecuador\w*|quito", "America/Guayaquil"),
    (r"venezuela|venezolana|caracas", "America/Caracas"),
    (r"uruguay\w*|montevideo", "America/Montevideo"),
    (r"costa rica|costarricense", "America/Costa_Rica"),
    (r"guatemala|guatemalteca", "America/Guatemala"),
    (r"puerto rico", "America/Puerto_Rico"),
    (r"senegal\w*|sénégal\w*|dakar", "Africa/Dakar"),
    (r"morocc\w+|maroc\w*|marokk\w+|marruecos|marroquí|casablanca|rabat", "Africa/Casablanca"),
    (r"tunisia\w*|tunisie\w*|tunis", "Africa/Tunis"),
    (r"algeria\w*|algérie\w*|alger", "Africa/Algiers"),
    (r"egypt\w*|ägypt\w+|égypt\w+|cairo|kairo", "Africa/Cairo"),
    (r"ghana\w*|accra", "Africa/Accra"),
    (r"pakistan\w*|karachi|lahore", "Asia/Karachi"),
    (r"bangladesh\w*|dhaka", "Asia/Dhaka"),
    (r"vietnam\w*|hanoi", "Asia/Ho_Chi_Minh"),
    (r"thai\w*|bangkok", "Asia/Bangkok"),
    (r"korea\w*|seoul", "Asia/Seoul"),
    (r"philippin\w+|manila", "Asia/Manila"),
    (r"taiwan\w*|taipei", "Asia/Taipei"),
    (r"new zealand|nz|auckland|wellington", "Pacific/Auckland"),
    (r"perth", "Australia/Perth"),
    (r"ukrain\w+|kyiv|kiew", "Europe/Kyiv"),
    (r"romania\w*|rumän\w+|bucharest|bukarest", "Europe/Bucharest"),
    (r"hungar\w+|ungar\w+|budapest", "Europe/Budapest"),
    (r"czech|tschech\w+|prague|prag\w*|praga", "Europe/Prague"),
    (r"moscow|moskau\w*|moscou|moscú", "Europe/Moscow"),
)
"""Names of zones, of countries with one clock and of large cities, as people put them beside an hour."""
BARE_ZONES = (
    r"(?-i:CEST|CET|MESZ|MEZ|E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|IST|JST|SGT|HKT|AEST|AEDT|SAST|HEC|WAT|EAT|Eastern|Pacific)"
    r"|(?:gmt|utc)\s?[+-]\s?\d{1,2}(?::?00)?(?!\d)|gmt|utc|bst|cest|mesz|edt|pst|pdt|cdt|mdt"
)
"""Those that need no "time" beside them; most only as they are written, for "ist" and "et" are words."""
WRITERS = r"my (?:time|end)|(?:meiner|unserer) zeit|mon heure|mi hora|hora m[íi]a|mine|de (?:acá|aquí)|hora de aquí|heure d'ici"
READERS = r"your (?:time|end)|yours|(?:ihrer|deiner|eurer) zeit|(?:votre|ton) heure|heure de chez (?:vous|toi)|(?:su|tu) hora|hora (?:suya|tuya)|de allá"
FOR_WRITER = r"(?:for|für|pour|para) (?:me|us|mich|moi|nous|mí)"
FOR_READER = r"(?:for|für|pour|para) (?:you|sie|dich|vous|toi|ti|usted)"
"""Right after an hour: whose clock shows it."""
