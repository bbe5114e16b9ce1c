"""Who Ffion writes with: her own addresses, her contacts and the rest of her life, with the mail program and signature of each."""

from infra.sandbox.scenarios.happenings import CalendarSpec, Person
from infra.sandbox.scenarios.wire import Party

BRISTOL, COPENHAGEN, AMSTERDAM, LEIPZIG = "Europe/London", "Europe/Copenhagen", "Europe/Amsterdam", "Europe/Berlin"

PERSON = Person(
    "ffion.tregarth@postbox.example.org",
    "Ffion Tregarth",
    BRISTOL,
    (("f.tregarth@portwayacademy.example", "Miss F Tregarth"), ("ffion@sparkandglow.example", "Ffion at Spark & Glow")),
)
OWN = ("me", "me_de", "school", "spark")
CALENDARS = {
    "primary": CalendarSpec(PERSON.email, "Ffion Tregarth", BRISTOL, is_primary=True),
    "school": CalendarSpec("c_188portway0timetable@group.calendar.google.com", "Portway", BRISTOL, is_primary=False),
    "choir": CalendarSpec(
        "c_5l0bassaltos@group.calendar.google.com", "Harbourside Choir", BRISTOL, is_primary=False, access_role="reader"
    ),
}

OWN_PARTIES = {
    "me": Party(PERSON.email, "Ffion Tregarth", "gmail", BRISTOL, signature="All best,\nFfion"),
    "me_de": Party(PERSON.email, "Ffion Tregarth", "gmail", BRISTOL, lang="de", signature="Liebe Grüße\nFfion"),
    "spark": Party(
        "ffion@sparkandglow.example",
        "Ffion Tregarth",
        "gmail",
        BRISTOL,
        display="Ffion at Spark & Glow",
        signature="All best,\nFfion\n\nSpark & Glow: kitchen chemistry for parties and libraries",
    ),
    "school": Party(
        "f.tregarth@portwayacademy.example",
        "Ffion Tregarth",
        "gmail",
        BRISTOL,
        display="Miss F Tregarth",
        signature="Ffion\n\n--\nMiss F Tregarth | Chemistry, Year 9 tutor\nPortway Academy, Bristol",
    ),
}

CONTACTS = {
    "sunil": Party(
        "sunil.warrier@harbourscience.example",
        "Sunil Warrier",
        "gmail",
        BRISTOL,
        signature="Sunil\n--\nSunil Warrier, Exhibition Developer\nHarbour Science Centre",
    ),
    "orla": Party(
        "orla@makingmuseum.example",
        "Orla Fitzmaurice",
        "apple",
        BRISTOL,
        signature="Orla Fitzmaurice\nMuseum of Making, Belfast",
    ),
    "philippa": Party(
        "p.rooke@nationalglass.example",
        "Dame Philippa Rooke",
        "outlook",
        BRISTOL,
        display="Rooke, Philippa",
        signature="Philippa Rooke\nDirector, National Glass Collection",
    ),
    "gareth": Party(
        "director.office@nationalglass.example",
        "Gareth Lyle",
        "outlook",
        BRISTOL,
        display="Lyle, Gareth (Director's Office)",
        signature="Regards\n\nGareth Lyle | PA to the Director\nNational Glass Collection | 029 5550 0113\nWe work flexibly, please do not feel you must reply outside your own hours.",
    ),
    "marguerite": Party(
        "marguerite.blanchet@tidehouse.example",
        "Marguerite Blanchet",
        "outlook",
        BRISTOL,
        signature="Marguerite Blanchet\nHead of Learning, Tidehouse Gallery",
    ),
    "winifred": Party("winnie@oakapplepress.example", "Winifred Okello", "gmail", BRISTOL, display="Winnie Okello"),
    "barnaby": Party("barnaby.stokes@lumenfolk.example", "Barnaby Stokes", "outlook_ios", BRISTOL),
    "tindra": Party(
        "tindra@foxglovefinch.example",
        "Tindra Holm",
        "gmail",
        COPENHAGEN,
        signature="Kærlig hilsen / best\nTindra\n\nTindra Holm, partner\nFoxglove & Finch, exhibition design",
    ),
    "callum": Party("callum@foxglovefinch.example", "Callum Reyes", "gmail", BRISTOL),
    "kwabena": Party("kwabena.asante@westcountrysound.example", "Kwabena Asante", "iphone", BRISTOL, signature="K"),
    "lotte": Party(
        "l.vanhouten@waterlab.example",
        "Lotte van Houten",
        "outlook",
        AMSTERDAM,
        display="Houten, Lotte van",
        signature="Vriendelijke groet / kind regards,\nLotte van Houten\nProgrammamaker, Waterlab Amsterdam",
    ),
    "isla": Party("isla.mackenzie7@uniwest.example", "Isla Mackenzie", "iphone", BRISTOL),
    "rhodri": Party("rhodri.pugh@llechi.example", "Rhodri Pugh", "thunderbird", BRISTOL, signature="Hwyl,\nRhodri"),
    "steffi": Party(
        "krause@werkhalle-leipzig.example",
        "Steffi Krause",
        "thunderbird",
        LEIPZIG,
        lang="de",
        signature="-- \nSteffi Krause\nVermittlung, Werkhalle Leipzig",
    ),
    "hugo": Party("hugo.pemberton@pembertonmodels.example", "Hugo Pemberton", "gmail", BRISTOL),
    "beryl": Party("beryl.thistlewood@gardenpost.example", "Beryl Thistlewood", "gmail", BRISTOL),
    "anselm": Party(
        "anselm.duarte@casadaciencia.example",
        "Anselm Duarte",
        "outlook",
        "Europe/Lisbon",
        signature="Anselm Duarte\nCasa da Ciência, Porto",
    ),
    "niamh": Party(
        "niamh.corrigan@storyspark.example",
        "Niamh Corrigan",
        "gmail",
        BRISTOL,
        signature="Niamh (say Neev)\nLearning producer, Storyspark",
    ),
    "yewande": Party("yewande@explainit.example", "Yewande Alakija", "gmail", BRISTOL, signature="Yewande"),
    "moss": Party("moss.ackroyd@inbox.example.com", "Moss Ackroyd", "iphone", BRISTOL),
    "tolly": Party("tolly.b@inbox.example.net", "Bartholomew Finnegan", "gmail", BRISTOL, display="Tolly Finnegan"),
    "serge": Party(
        "serge.lavigne@planetdome.example",
        "Serge Lavigne",
        "outlook",
        BRISTOL,
        signature="Serge Lavigne\nPlanetarium manager",
    ),
    "edith": Party("edith.hargreave@naturalhall.example", "Edith Hargreave", "outlook", BRISTOL),
    "ptolemy": Party("pt.lowe@cabinetrooms.example", "Patience Lowe", "gmail", BRISTOL),
}

LIFE_PARTIES = {
    # school
    "agatha": Party(
        "a.pell@portwayacademy.example",
        "Agatha Pell",
        "gmail",
        BRISTOL,
        display="Mrs A Pell",
        signature="A. Pell\nHead of Science",
    ),
    "dev": Party("d.chaudhry@portwayacademy.example", "Dev Chaudhry", "gmail", BRISTOL, display="Mr D Chaudhry"),
    "siobhan": Party(
        "s.keane@portwayacademy.example",
        "Siobhan Keane",
        "gmail",
        BRISTOL,
        display="Ms S Keane",
        signature="Siobhan\nCover and exams",
    ),
    "hollie": Party(
        "h.prior@portwayacademy.example",
        "Hollie Prior",
        "gmail",
        BRISTOL,
        display="Miss H Prior",
        signature="Hollie (ECT, Chemistry)",
    ),
    "parent": Party(
        "karl.benning@inbox.example.org", "Karl Benning", "outlook", BRISTOL, signature="Karl Benning (Ella's dad)"
    ),
    "groups": Party(
        "schools@harbourscience.example",
        "Imran Sadiq",
        "outlook",
        BRISTOL,
        display="Sadiq, Imran (Schools)",
        signature="Imran Sadiq\nSchools bookings, Harbour Science Centre",
    ),
    "board": Party("moderation@examboardwest.example", "Exam Board West", "robot"),
    "union": Party("rep@teachersunited.example", "Glenys Bowen", "gmail", BRISTOL, signature="Glenys, your rep"),
    # hiring
    "agency": Party(
        "tamsin@brightdeskeducation.example",
        "Tamsin Rudge",
        "outlook",
        BRISTOL,
        signature="Tamsin Rudge\nSenior Consultant, Brightdesk Education\n0117 555 0131",
    ),
    "ats": Party("noreply@applyhub.example", "Applyhub for Tidewater Museums", "robot"),
    "recruit_m": Party(
        "people@tidewatermuseums.example",
        "Joanna Frear",
        "outlook",
        BRISTOL,
        display="Frear, Joanna",
        signature="Joanna Frear\nPeople team, Tidewater Museums Trust",
    ),
    "panel_a": Party("m.okonedo@tidewatermuseums.example", "Morag Tulloch", "outlook", BRISTOL),
    "panel_b": Party("e.vance@tidewatermuseums.example", "Ezra Vance", "outlook", BRISTOL),
    "head_hunter": Party(
        "zack@museotalent.example",
        "Zack Perrin",
        "gmail",
        BRISTOL,
        signature="Zack Perrin | museotalent.example\nConnecting culture with talent",
    ),
    # selling
    "publisher": Party(
        "lydia.marsh@quillbridge.example",
        "Lydia Marsh",
        "outlook",
        BRISTOL,
        signature="Lydia Marsh\nSchools Partnership Manager, Quillbridge Education",
    ),
    "labkit": Party(
        "theo@titrasmart.example",
        "Theo Grainger",
        "gmail",
        BRISTOL,
        signature="Theo from TitraSmart\nunsubscribe: titrasmart.example/out",
    ),
    # care and errands
    "surgery": Party("noreply@quaysidesurgery.example", "Quayside Surgery", "robot"),
    "optician": Party("hello@owlandeye.example", "Owl & Eye Opticians", "robot"),
    "coach": Party(
        "verity@branchcoaching.example",
        "Verity Sands",
        "apple",
        BRISTOL,
        signature="Verity Sands\nCareer change coach for teachers",
    ),
    "mortgage": Party(
        "neil@harbourmortgage.example", "Neil Attwood", "outlook", BRISTOL, signature="Neil Attwood CeMAP"
    ),
    "plumber": Party("pete@leakstop.example", "Pete Garland", "iphone", BRISTOL),
    # press and research
    "radio": Party(
        "producers@westcountrysound.example",
        "The Lab Coat Hour",
        "gmail",
        BRISTOL,
        signature="Team Lab Coat, Westcountry Sound",
    ),
    "student_research": Party(
        "h.venter@uniwest.example",
        "Hanne Venter",
        "gmail",
        BRISTOL,
        signature="Hanne Venter\nMSc Education, University of the West Quay",
    ),
    "library": Party(
        "events@southvillelibrary.example",
        "Bronwen Ellis",
        "outlook",
        BRISTOL,
        signature="Bronwen Ellis\nSouthville Library",
    ),
    "webinar": Party("events@museumsnext.example", "Museum Careers Forum", "robot"),
    # home
    "cerys": Party("cerys.tregarth@familymail.example.net", "Cerys Tregarth", "iphone", BRISTOL),
    "mam": Party(
        "gwenllian.tregarth@familymail.example.net", "Gwenllian Tregarth", "outlook_ios", BRISTOL, display="Mam"
    ),
    "becca": Party("becca.lund@inbox.example.com", "Becca Lund", "gmail", BRISTOL),
    "arjun": Party("arjun.pillai@inbox.example.net", "Arjun Pillai", "gmail", BRISTOL),
    "choir": Party("notices@harboursidechoir.example", "Harbourside Choir", "gmail", BRISTOL),
    "allotment": Party("secretary@thornhillplots.example", "Maurice Beddoe", "thunderbird", BRISTOL),
}

ROBOTS = {"calendly": Party("no-reply@calendly.com", "Calendly", "robot")}

PARTIES = OWN_PARTIES | CONTACTS | LIFE_PARTIES | ROBOTS
