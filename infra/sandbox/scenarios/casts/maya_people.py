"""Who Maya writes with: her own addresses, her contacts and the rest of her life, with the mail program and signature of each."""

from infra.sandbox.scenarios.happenings import CalendarSpec, Person
from infra.sandbox.scenarios.wire import Party

CHICAGO, NEW_YORK, PACIFIC = "America/Chicago", "America/New_York", "America/Los_Angeles"

PERSON = Person(
    "maya@castellanos.example",
    "Maya Castellanos",
    CHICAGO,
    (
        ("maya.castellanos@harborline.example", "Maya Castellanos"),
        ("m.castellanos@alumni.lakeforge.example", "Maya Castellanos"),
    ),
)
OWN = ("me", "me_de", "work", "alumni")
CALENDARS = {
    "primary": CalendarSpec(PERSON.email, PERSON.email, CHICAGO, is_primary=True),
    "work": CalendarSpec("c_7f3harborline0projects@group.calendar.google.com", "Harborline", CHICAGO, is_primary=False),
    "family": CalendarSpec("family0castellanos88@group.calendar.google.com", "Family", CHICAGO, is_primary=False),
    "holidays": CalendarSpec(
        "en.usa#holiday@group.v.calendar.google.com",
        "Holidays in United States",
        CHICAGO,
        is_primary=False,
        access_role="reader",
    ),
}

OWN_PARTIES = {
    "me": Party(PERSON.email, "Maya Castellanos", "gmail", CHICAGO, signature="Best,\nMaya"),
    "me_de": Party(
        PERSON.email,
        "Maya Castellanos",
        "gmail",
        CHICAGO,
        lang="de",
        signature="Mit herzlichen Grüßen\nMaya Castellanos",
    ),
    "alumni": Party(
        "m.castellanos@alumni.lakeforge.example", "Maya Castellanos", "gmail", CHICAGO, signature="Best,\nMaya"
    ),
    "work": Party(
        "maya.castellanos@harborline.example",
        "Maya Castellanos",
        "gmail",
        CHICAGO,
        signature="Maya\n\n-- \nMaya Castellanos, AICP\nSenior Transit Planner\nHarborline Transit Planning | 312-555-0119",
    ),
}

CONTACTS = {
    "renata": Party(
        "renata.dunmore@floodworks.example",
        "Renata Dunmore",
        "gmail",
        CHICAGO,
        signature="Renata\n\n-- \nRenata Dunmore\nPrincipal, Floodworks\nshe/her | floodworks.example",
    ),
    "theo": Party(
        "tvandermeer@calderrowe.example",
        "Theo Vandermeer",
        "outlook",
        NEW_YORK,
        display="Vandermeer, Theo",
        signature="Theo Vandermeer, PE\nAssociate, Stormwater and Streets\nCalder Rowe Engineers\n40 Water Street, Providence RI\n\nThis message may contain "
        "confidential information. If you are not the intended recipient please notify the sender and delete it.",
    ),
    "lucinda": Party(
        "lucinda.abara@terravane.example",
        "Dr. Lucinda Abara",
        "outlook_ios",
        NEW_YORK,
        display="Abara, Lucinda (Dr.)",
        signature="Lucinda Abara, PhD\nSVP Climate Risk, Terravane Re",
    ),
    "colleen": Party(
        "colleen.marsh@terravane.example",
        "Colleen Marsh",
        "outlook",
        NEW_YORK,
        display="Marsh, Colleen",
        signature="Kind regards,\nColleen\n\nColleen Marsh\nExecutive Assistant to Dr. Lucinda Abara\nTerravane Re | +1 212 555 0177",
    ),
    "piotr": Party("pzielinski@portellery.example", "Piotr Zieliński", "gmail", CHICAGO),
    "harriet": Party("harriet@lowenthal-landscape.example", "Harriet Lowenthal", "iphone", CHICAGO, signature="H."),
    "desmond": Party("des@bluestemhydro.example", "Desmond Achebe", "gmail", CHICAGO, display="Des Achebe"),
    "ingrid": Party(
        "ingrid@shorelinecommons.example",
        "Ingrid Salvesen",
        "gmail",
        CHICAGO,
        signature="Warmly,\nIngrid\n\n--\nIngrid Salvesen (she/her)\nCo-director, Shoreline Commons",
    ),
    "kofi": Party("kofi@shorelinecommons.example", "Kofi Mensah-Reid", "gmail", CHICAGO, signature="Kofi"),
    "walter": Party("w.nakagawa@lakeforge.example", "Walter Nakagawa", "apple", CHICAGO),
    "simone": Party(
        "simone@arpent.example",
        "Simone Beauchamp",
        "apple",
        CHICAGO,
        signature="Simone\n\nSimone Beauchamp, PLA\nArpent Landscape\n773 555 0188",
    ),
    "jaylen": Party(
        "jaylen.whitaker@students.lakeforge.example",
        "Jaylen Whitaker",
        "gmail",
        CHICAGO,
        signature="Jaylen Whitaker\nB.A. Geography, Lakeforge State",
    ),
    "bethany": Party("bkowalczyk@cookgreen.example", "Bethany Kowalczyk", "gmail", CHICAGO, signature="Bethany"),
    "annegret": Party(
        "a.voss@deichkontor.example",
        "Dr. Annegret Voss",
        "outlook",
        "Europe/Berlin",
        display="Voss, Annegret",
        lang="de",
        signature="Mit freundlichen Grüßen\nDr. Annegret Voss\n\nDeichkontor Hamburg GmbH\nLeiterin Hochwasserschutz\nAm Sandtorkai 70, 20457 Hamburg\nTel. +49 40 555 0190",
    ),
    "rosalind": Party(
        "rosalind.fk@nineriverswatershed.example",
        "Rosalind Ferreira-Katz",
        "thunderbird",
        CHICAGO,
        signature="Rosalind",
    ),
    "gwen": Party("gwen.osei@porchmail.example", "Gwendolyn Osei", "gmail", CHICAGO, display="Gwen Osei"),
    "alasdair": Party("alasdair@crombie.example", "Alasdair Crombie", "apple", NEW_YORK, signature="Alasdair"),
    "farah": Party(
        "farah.nasser-lindgren@cascadiawater.example",
        "Farah Nasser-Lindgren",
        "outlook",
        PACIFIC,
        signature="Farah Nasser-Lindgren\nCities Lead, Cascadia Water Lab",
    ),
    "nikhil": Party("nikhil@rainlab.example", "Nikhil Bhandari", "gmail", CHICAGO),
    "dana": Party("dana.whitlock@dryfeet.example", "Dana Whitlock", "iphone", CHICAGO),
    "mel": Party("mel.ostrander@inbox.example.net", "Melvin Ostrander", "gmail", CHICAGO, display="Mel Ostrander"),
    "georgina": Party("georgina.talbot@heatatlas.example", "Georgina Talbot", "gmail", CHICAGO),
    "tess": Party("toyserman@coastwise.example", "Tess Oyserman", "outlook", NEW_YORK),
    "brandon": Party("brandon.leclair@mwresilience.example", "Brandon LeClair", "gmail", CHICAGO, signature="Brandon"),
}

LIFE_PARTIES = {
    # work
    "paul": Party("paul.devereaux@harborline.example", "Paul Devereaux", "gmail", CHICAGO, signature="Paul"),
    "anika": Party("anika.sorensen@harborline.example", "Anika Sørensen", "gmail", CHICAGO),
    "tobias": Party("tobias.greer@harborline.example", "Tobias Greer", "gmail", CHICAGO, signature="T."),
    "marisol": Party(
        "marisol.quintana@harborline.example",
        "Marisol Quintana",
        "gmail",
        CHICAGO,
        signature="Marisol Quintana\nOffice manager, Harborline",
    ),
    "louis": Party(
        "louis.haverford@waukeeganbus.example",
        "Louis Haverford",
        "outlook",
        CHICAGO,
        display="Haverford, Louis",
        signature="Louis Haverford\nService Planning, Waukee Lake Bus",
    ),
    "petra": Party(
        "petra.hollings@waukeeganbus.example", "Petra Hollings", "outlook", CHICAGO, display="Hollings, Petra"
    ),
    "stan": Party(
        "stan.okuda@curbcount.example", "Stan Okuda", "gmail", CHICAGO, signature="Stan\nCurbCount field crew"
    ),
    # hiring
    "shawna": Party(
        "shawna.pike@cobalttransit.example",
        "Shawna Pike",
        "outlook",
        CHICAGO,
        signature="Shawna Pike\nSenior Talent Partner\nCobalt Transit Systems",
    ),
    "ats": Party("no-reply@mail.talentdeskhq.example", "Cobalt Transit Hiring", "robot"),
    "victor": Party("victor.lindholm@cobalttransit.example", "Victor Lindholm", "outlook", CHICAGO),
    "yolanda": Party("yolanda.prescott@cobalttransit.example", "Yolanda Prescott", "outlook", CHICAGO),
    "emmett": Party("emmett.saye@cobalttransit.example", "Emmett Saye", "outlook", CHICAGO),
    "craig": Party(
        "craig@stratalinkrecruiting.example",
        "Craig Boyle",
        "outlook",
        NEW_YORK,
        signature="Craig Boyle\nPrincipal Consultant, Infrastructure\nStratalink Recruiting",
    ),
    "nadine": Party(
        "nadine.fisk@peopleandrails.example",
        "Nadine Fisk",
        "gmail",
        CHICAGO,
        signature="Nadine Fisk\nTalent scout\nPeople & Rails",
    ),
    # selling
    "trent": Party(
        "trent@gridsketch.example",
        "Trent Maddox",
        "gmail",
        PACIFIC,
        signature="Trent Maddox\nAccount Executive, GridSketch\nBook time: https://gridsketch.example/trent",
    ),
    "alyssa": Party(
        "alyssa.k@ridepulse.example",
        "Alyssa Kerr",
        "gmail",
        NEW_YORK,
        signature="Alyssa Kerr | RidePulse\n\nP.S. Not the right person? Reply stop and I won't follow up.",
    ),
    # care and errands
    "dentist": Party("reminders@division-dental.example", "Division Street Dental", "robot"),
    "physio": Party("frontdesk@wickerphysio.example", "Wicker Physio", "robot"),
    "vet": Party("hello@pawsandclaws.example", "Paws & Claws Vet", "robot"),
    "coach": Party(
        "lorna@lornabellcoaching.example",
        "Lorna Bell",
        "gmail",
        CHICAGO,
        signature="Lorna Bell, ACC\nCareer coach | lornabellcoaching.example",
    ),
    "programme": Party("mentoring@metrofutures.example", "Metro Futures Mentoring", "robot"),
    "beatrix": Party("beatrix.hale@cityofalder.example", "Beatrix Hale", "outlook", CHICAGO, signature="Beatrix Hale"),
    "taxes": Party(
        "gus@ledgerhouse.example", "Gus Pappas", "outlook", CHICAGO, signature="Gus Pappas, EA\nLedger House Tax"
    ),
    "landlord": Party(
        "rentals@kedzieprops.example", "Kedzie Properties", "gmail", CHICAGO, signature="Milan @ Kedzie Properties"
    ),
    # press and research
    "imogen": Party(
        "imogen.faraday@lakecitydispatch.example",
        "Imogen Faraday",
        "gmail",
        CHICAGO,
        signature="Imogen Faraday\nTransportation reporter, Lake City Dispatch",
    ),
    "pod": Party(
        "hosts@curbcuts.example",
        "Curb Cuts Podcast",
        "gmail",
        CHICAGO,
        signature="Rafe & Lu\nCurb Cuts, a podcast about streets",
    ),
    "study": Party(
        "research@fareflow.example", "FareFlow Research", "gmail", PACIFIC, signature="Kendra, FareFlow research team"
    ),
    "oscar": Party(
        "oscar.brandvold@tricountyplanning.example",
        "Oscar Brandvold",
        "outlook",
        CHICAGO,
        signature="Oscar Brandvold\nDeputy Director, Tri-County Planning",
    ),
    # home
    "jess": Party("jess.moreau@inbox.example.org", "Jess Moreau", "iphone", CHICAGO),
    "mom": Party("elena.castellanos@familymail.example", "Elena Castellanos", "iphone", CHICAGO),
    "brother": Party("nico.castellanos@familymail.example", "Nico Castellanos", "gmail", CHICAGO),
    "liv": Party("liv.andersson@inbox.example.org", "Liv Andersson", "gmail", CHICAGO),
    "teodora": Party("teodora@inbox.example.com", "Teodora Ilić", "gmail", CHICAGO),
    "webinar": Party("no-reply@events.webcastly.example", "Climate Careers Network", "robot"),
    "school": Party("deutsch@abendschule.example", "Abendschule Chicago", "robot"),
    "airline": Party("noreply@prairieair.example", "Prairie Air", "robot"),
}

PARTIES = OWN_PARTIES | CONTACTS | LIFE_PARTIES
