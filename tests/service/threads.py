"""Invented threads with their meetings, in four languages: what is an informational talk and what only looks like one.

Written as people write, before the rules were tried on them; none is a real mail. Alice Moreau (alice@alice.example,
works at nobody's) is the person throughout.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.records import CalendarEvent, Message
from tests.service.mailroom import attendee, mail, meeting

ALICE = "Alice Moreau <alice@alice.example>"
START = datetime(2026, 3, 18, 15, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Thread:
    """One conversation and its meeting. `lines`: (who writes: me or them, days before the meeting, text)."""

    name: str
    kind: str
    them: str
    lines: Sequence[tuple[str, float, str]] = ()
    subject: str = "Hello"
    summary: str = ""
    description: str = ""
    organizer: str = ""
    more: Sequence[str] = ()
    minutes: int = 30
    answer: str = "accepted"
    is_series: bool = False

    @property
    def is_positive(self) -> bool:
        return self.kind == "informational"

    def records(self) -> list[Message | CalendarEvent]:
        found: list[Message | CalendarEvent] = []
        before: Message | None = None
        for who, days, text in self.lines:
            sender, to = (ALICE, self.them) if who == "me" else (self.them, ALICE)
            at = START - timedelta(days=days)
            before = mail(sender, to, at, text, subject=self.subject, reply_to=before, own=("alice@alice.example",))
            found.append(before)
        people = [attendee(ALICE), attendee(self.them, self.answer), *(attendee(one) for one in self.more)]
        found.append(
            meeting(
                f"uid-{self.name}".replace(" ", "-"),
                START,
                people,
                organizer=self.organizer or self.them,
                minutes=self.minutes,
                summary=self.summary,
                description=self.description,
                updated=START - timedelta(days=1),
                occurrence=START if self.is_series else None,
            )
        )
        return found


POSITIVE = (
    Thread(
        "asks by mail, plain title", "informational", "Daniel Osei <d.osei@northgate.example>",
        (("me", 9, "Hi Daniel,\n\nI'm a nurse thinking about moving into health informatics, and your talk at the library made me want to ask you more. Would you have 20 minutes some time in the next two weeks to tell me how you made the switch?\n\nThank you,\nAlice"),
         ("them", 8, "Hi Alice, gladly. Wednesday at 3 works on my side.\n\nDaniel"),
         ("me", 7.9, "Perfect, see you Wednesday!\n\nAlice")),
        summary="Alice / Daniel",
    ),
    Thread(
        "coffee with alum", "informational", "Ruth Abara <ruth.abara@gmail.com>",
        (("me", 12, "Dear Ruth,\n\nI found you through the Calder College alumni directory. I graduated two years after you and I'm trying to work out whether urban planning is for me. Could I buy you a coffee and ask about your work at the city?\n\nAlice"),
         ("them", 11, "Always happy to meet a Calder person. How about Wednesday the 18th, 11am at Blue Door?\nRuth"),
         ("me", 10, "The 18th at 11 is great. Thank you!")),
        subject="Fellow Calder alum", summary="Coffee Ruth",
    ),
    Thread(
        "german sie", "informational", "Dr. Martin Vogel <martin.vogel@hafenbau.example>",
        (("me", 10, "Sehr geehrter Herr Dr. Vogel,\n\nich studiere im letzten Jahr Bauingenieurwesen und überlege, in den Hafenbau zu gehen. Hätten Sie in den nächsten Wochen eine halbe Stunde Zeit, mir von Ihrem Berufsalltag zu erzählen?\n\nMit freundlichen Grüßen\nAlice Moreau"),
         ("them", 9, "Sehr geehrte Frau Moreau,\n\nsehr gerne. Mittwoch um 16 Uhr passt mir gut.\n\nBeste Grüße\nMartin Vogel")),
        subject="Frage zu Ihrem Beruf", summary="Gespräch mit Frau Moreau",
    ),
    Thread(
        "german du coffee", "informational", "Lena Brandl <lena@brandl-design.example>",
        (("me", 6, "Hallo Lena,\n\nTobi hat mir deinen Namen gegeben. Ich möchte vom Marketing ins Produktdesign wechseln und würde mich riesig über einen kurzen Austausch freuen: wie bist du da reingekommen? Hast du Lust auf einen Kaffee?\n\nLiebe Grüße\nAlice"),
         ("them", 5, "Klar, gerne! Mittwoch 16 Uhr im Café Luise?\nLena")),
        summary="Kaffee Alice",
    ),
    Thread(
        "french vous", "informational", "Camille Perrin <c.perrin@atelierverne.example>",
        (("me", 9, "Bonjour Madame Perrin,\n\nActuellement juriste, j'envisage une reconversion dans l'édition jeunesse. Auriez-vous une demi-heure pour me parler de votre parcours ?\n\nBien cordialement,\nAlice Moreau"),
         ("them", 8, "Bonjour Alice,\n\nAvec plaisir. Mercredi 18 à 16h me convient.\n\nCamille Perrin")),
        subject="Votre parcours dans l'édition", summary="Échange Alice / Camille",
    ),
    Thread(
        "spanish", "informational", "Javier Robles <javier@roblesdatos.example>",
        (("me", 9, "Hola Javier,\n\nSoy profesora de matemáticas y estoy pensando en pasar al análisis de datos. ¿Tendrías veinte minutos para contarme cómo fue tu camino?\n\nUn saludo,\nAlice"),
         ("them", 8, "¡Claro, Alice! El miércoles 18 a las 16 me va perfecto.\nJavier")),
        summary="Charla Javier y Alice",
    ),
    Thread(
        "informational by title only", "informational", "Priscilla Mbeki <p.mbeki@terralab.example>",
        (), summary="Informational interview: Alice & Priscilla", organizer=ALICE,
    ),
    Thread(
        "virtual coffee by title", "informational", "Sven Holm <sven.holm@kystvind.example>",
        (("them", 3, "Looking forward to it, Alice. I'll send a link. Sven"),),
        summary="Virtual coffee with Sven", organizer=ALICE,
    ),
    Thread(
        "host: student asks", "informational", "Noah Kim <nkim@student.lakeside.example>",
        (("them", 10, "Dear Ms. Moreau,\n\nI'm a junior at Lakeside studying linguistics and wondering whether localisation could be a career for me. Would you be open to a short call so that I can hear how you got into it?\n\nNoah"),
         ("me", 9, "Hi Noah, happy to talk. Does Wednesday at 3 work?\n\nAlice"),
         ("them", 9, "Wednesday at 3 works, thank you so much!")),
        subject="Student question about localisation", summary="Noah / Alice",
    ),
    Thread(
        "introduced", "informational", "Petra Lindqvist <petra@foundrywest.example>",
        (("me", 6, "Hi Petra,\n\nLovely to e-meet you. Joan said you went from teaching to learning design. I'd love to hear how that went and what you would do differently. Might you have half an hour next week?\n\nAlice"),
         ("them", 5, "Of course! Any friend of Joan's. Wednesday afternoon?\nPetra")),
        summary="Petra <> Alice",
    ),
    Thread(
        "curious about team", "informational", "Owen Price <owen.price@medisys.example>",
        (("me", 8, "Hello Owen,\n\nI've been following what your group does with hospital scheduling. I'm not looking for a job right now, just curious what the day-to-day of an operations researcher looks like. Do you have time for a quick chat in the coming weeks?\n\nBest,\nAlice"),
         ("them", 7, "Sure thing. Put something on my calendar for Wednesday.\nOwen")),
        summary="Chat with Alice Moreau", organizer=ALICE,
    ),
    Thread(
        "career advice from former professor", "informational", "Helen Yoo <hyoo@carver.edu.example>",
        (("me", 8, "Dear Professor Yoo,\n\nI took your seminar in 2019. I'm weighing a PhD against going into policy work and would be grateful for your advice. Could we speak for 20 minutes?\n\nAlice Moreau"),
         ("them", 6, "Alice! Of course. Wednesday at 3 by phone?\nHelen Yoo")),
        summary="Phone: Alice Moreau (former student)",
    ),
    Thread(
        "two hosts", "informational", "Dana Whitfield <dana@oakline.example>",
        (("me", 8, "Hi Dana,\n\nI'd love to learn how Oakline's researchers and designers work together. Would you and a colleague have 30 minutes to talk about your work?\n\nAlice"),
         ("them", 7, "Yes! I've asked Marco to join us.\nDana")),
        summary="Oakline research chat", more=("Marco Ruiz <marco@oakline.example>",), minutes=45,
    ),
    Thread(
        "second talk", "informational", "Ines Duarte <ines@portolan.example>",
        (("me", 8, "Hi Ines,\n\nA lot has happened since we spoke in autumn: I took the course you suggested. Could I ask your advice on two paths I'm weighing? A quick call would be wonderful.\n\nAlice"),
         ("them", 7, "Love to hear that. Wednesday works.\nInes")),
        summary="Catch up Ines/Alice",
    ),
)  # fmt: skip

NEGATIVE = (
    Thread(
        "ats phone screen", "recruiter_screen", "Jordan Lee <jordan.lee@brightpath.example>",
        (("them", 5, "Hi Alice,\n\nThank you for applying for the Product Analyst role (Req 20331). I'm a recruiter at Brightpath and would like to schedule a 30 minute phone screen.\n\nJordan"),
         ("me", 4, "Hi Jordan, I'd be delighted. I have time on Wednesday at 3.\n\nAlice")),
        summary="Phone screen - Product Analyst", description="Your recruiter: Jordan Lee. Candidate portal: https://x.example",
    ),
    Thread(
        "onsite panel", "job_interview", "Kim Sato <kim.sato@orbital.example>",
        (("them", 6, "Congratulations, you have advanced to the final round! Attached is your interview schedule.\n\nKim"),),
        summary="Final round interview - Orbital", more=("Ann Roe <ann@orbital.example>", "Bo Dahl <bo@orbital.example>", "Cy Ng <cy@orbital.example>"), minutes=180,
    ),
    Thread(
        "hiring manager interview", "job_interview", "Stella Mann <s.mann@grovebank.example>",
        (("them", 6, "Dear Alice, the hiring manager was impressed by your application. We would like to invite you to an interview for the Credit Analyst position.\n\nStella Mann\nHuman Resources"),
         ("me", 5, "Dear Stella, thank you, I look forward to learning more about the team. Wednesday at 3 works for me.")),
        summary="Interview Credit Analyst",
    ),
    Thread(
        "headhunter", "recruiter_screen", "Vince Carr <vince@talentbridge.example>",
        (("them", 7, "Hi Alice, I came across your profile. My client, a fast growing fintech, has an open role that fits your background. Would you have 15 minutes for a quick call this week?\nVince, Senior Recruiter"),
         ("me", 6, "Hi Vince, sure, Wednesday works.")),
        summary="Alice / Vince",
    ),
    Thread(
        "vendor demo", "sales", "Tara Bloom <tara@flowdesk.example>",
        (("them", 7, "Hi Alice, teams like yours save 10 hours a week with our platform. Would you be open to a 15 minute demo? Happy to share pricing.\nTara\nAccount Executive"),
         ("me", 6, "OK, Wednesday at 3.")),
        summary="Flowdesk demo",
    ),
    Thread(
        "sales discovery with two names", "sales", "Rex Hall <rex@cloudpilot.example>",
        (("them", 7, "Alice, would love to learn about your role and how your team handles invoices today. Our software helps companies close the books faster. Do you have 20 minutes?\nRex"),
         ("me", 6, "I can do Wednesday.")),
        summary="Rex <> Alice",
    ),
    Thread("dentist", "medical", "Dr. Paula Kern <paula@kern-dental.example>", (), summary="Dental cleaning - Dr. Kern"),
    Thread("therapy", "medical", "Mona Frey <mona@frey-praxis.example>", (), summary="Therapie Frey", minutes=50, is_series=True),
    Thread(
        "formal mentoring programme", "mentoring", "Gail Stone <gail@stonecoach.example>",
        (("them", 9, "Welcome to the mentoring program, Alice! Our second coaching session is booked.\nGail"),),
        summary="Coaching session 2 of 6", minutes=60, is_series=True,
    ),
    Thread(
        "friend's dinner", "personal", "Jo Tully <jotully@gmail.com>",
        (("them", 3, "Dinner Wednesday? I'll bring the baby, mom says hi.\nJo"), ("me", 3, "Yes please! x")),
        summary="Dinner with Jo", minutes=120,
    ),
    Thread(
        "podcast", "other", "Lou Perez <lou@airtime.example>",
        (("them", 9, "Hi Alice, I host a podcast about cities. Would you be a guest? A pre-call of 20 minutes would be enough.\nLou"),
         ("me", 8, "Happy to, Wednesday works.")),
        summary="Podcast pre-call",
    ),
    Thread(
        "user research", "other", "Nia Cole <nia@panelhub.example>",
        (("them", 9, "Thanks for signing up for our research study. The usability session lasts 45 minutes and you receive a voucher.\nNia"),),
        summary="Usability session participant 14", minutes=45,
    ),
    Thread(
        "german job interview", "job_interview", "Sabine Roth <s.roth@stadtwerke.example>",
        (("them", 8, "Sehr geehrte Frau Moreau,\n\nvielen Dank für Ihre Bewerbung. Wir laden Sie herzlich zu einem Vorstellungsgespräch ein.\n\nSabine Roth, Personalabteilung"),
         ("me", 7, "Sehr geehrte Frau Roth, gerne komme ich am Mittwoch.")),
        summary="Vorstellungsgespräch Stadtwerke", minutes=60,
    ),
    Thread(
        "french recruiter", "recruiter_screen", "Luc Morin <luc@cabinet-morin.example>",
        (("them", 8, "Bonjour, notre cabinet de recrutement a bien reçu votre candidature. Auriez-vous un moment pour un appel de préqualification ?\nLuc Morin"),
         ("me", 7, "Bonjour, mercredi me convient.")),
        summary="Appel Luc Morin",
    ),
    Thread(
        "spanish sales", "sales", "Marta Gil <marta@softnube.example>",
        (("them", 8, "Hola Alice, ¿tendrías 15 minutos para una demostración de nuestra plataforma? Te enviamos presupuesto sin compromiso.\nMarta"),
         ("me", 7, "Vale, el miércoles.")),
        summary="Demo Softnube",
    ),
    Thread("notary", "personal", "Eva Lenz <lenz@notariat-lenz.example>", (), summary="Notariat: Kaufvertrag", minutes=60),
    Thread(
        "apartment viewing", "personal", "Tim Roh <tim@roh-immo.example>",
        (("them", 4, "The viewing is on Wednesday at 3, please bring your documents. Tim"),), summary="Apartment viewing Elm St",
    ),
    Thread(
        "class", "event", "Anna Beck <anna@vhs.example>", (), summary="Spanish class A2",
        more=tuple(f"Pupil {n} <p{n}@gmail.com>" for n in range(6)), minutes=90, is_series=True,
    ),
)  # fmt: skip
