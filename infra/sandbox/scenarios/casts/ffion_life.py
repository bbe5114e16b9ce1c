"""The rest of Ffion's month: school, agencies, sellers, care, friends and family, and the mail that nobody wrote to her alone.

What is here looks now and then like an informational interview and is none; the truths say what it is instead.
"""

from infra.sandbox.scenarios.plot import AllDay, Answer, Book, Bulk, Slot, Story, Truth, Write, colleague, errand

NOBODY = ""


SCHOOL = (
    Story(
        "department",
        0,
        {"s0": Slot(1, "15:30", 60)},
        (
            Book(
                "-15 08:00",
                "agatha",
                "s0",
                "Science dept meeting",
                guests=("school", "dev", "hollie"),
                place="S1",
                every_weeks=1,
                times=4,
                calendar="school",
            ),
            Answer("-15 08:12", "school"),
        ),
        (
            Truth(
                False,
                "internal",
                "held_presumed",
                "agatha",
                others=("dev", "hollie"),
                why="The department's weekly meeting.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "early-career-teacher",
        0,
        {"s0": Slot(2, "13:00", 30)},
        (
            Book(
                "-10 12:10",
                "school",
                "s0",
                "ECT mentor meeting: Hollie",
                guests=("hollie",),
                place="prep room",
                every_weeks=1,
                times=4,
                calendar="school",
            ),
            Answer("-10 12:40", "hollie"),
            Write(
                "6 16:45",
                "hollie",
                "Here's my reflection log for this week's mentor meeting, target 3 needs your signature please!",
                subject="ECT log wk 6",
                to=("school",),
            ),
            Write("7 08:03", "school", "Signed. Lovely progress with 10B, by the way."),
        ),
        (
            Truth(
                False,
                "mentoring",
                "held_presumed",
                "hollie",
                why="Ffion is the official mentor of a new teacher in a programme with logs.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "head-of-science",
        0,
        {"s0": Slot(6, "13:10", 30)},
        (
            Write(
                "3 07:50",
                "agatha",
                "Ffion, a quick catch-up about next year's timetable and what you'd like to do with it? {s0.wd} {s0.t24}, my office.",
                subject="Next year",
                to=("school",),
            ),
            Write("3 08:01", "school", "Yes, that's good. I have thoughts!", bare=True),
            Book("3 08:04", "agatha", "s0", "FT/AP catch-up", guests=("school",), calendar="school"),
            Answer("3 08:10", "school"),
        ),
        (Truth(False, "internal", "held_presumed", "agatha", why="A talk with her head of department."),),
    ),
    colleague(
        "moderation",
        Slot(4, "15:45", 75),
        "Moderation: Y11 practicals",
        ("school", "agatha", "dev"),
        "Marking together.",
    ),
    colleague(
        "open-evening-plan",
        Slot(11, "15:30", 45),
        "Open evening: who does the whoosh bottle",
        ("school", "dev", "agatha", "hollie"),
        "Planning with colleagues.",
    ),
    colleague(
        "coffee-dev",
        Slot(15, "10:55", 20),
        "coffee w Dev (finally)",
        (
            "school",
            "dev",
        ),
        "Coffee with a colleague.",
    ),
    colleague(
        "cover",
        Slot(13, "08:30", 15),
        "Cover & exams briefing",
        (
            "school",
            "siobhan",
        ),
        "A briefing at school.",
    ),
    Story(
        "parent",
        0,
        {"s0": Slot(10, "15:40", 20)},
        (
            Write(
                "5 21:12",
                "parent",
                "Dear Miss Tregarth\n\nElla is worried about chemistry at A level and which careers it leads to. Could I have 15-20 minutes of your time to talk about her options?",
                subject="Ella Benning 11C",
                to=("school",),
            ),
            Write(
                "6 16:02",
                "school",
                "Dear Mr Benning,\n\nOf course. {s0.wd} {s0.dmy} at {s0.t24} at school? Ella is welcome too.",
            ),
            Write("6 19:45", "parent", "Thank you, we will both come."),
            Book("6 20:10", "school", "s0", "Mr Benning (Ella 11C)", guests=("parent",), place="S4", calendar="school"),
        ),
        (
            Truth(
                False,
                "other",
                "held_presumed",
                "parent",
                hard=True,
                why="A parent's meeting about his daughter: part of her job, though careers are the topic.",
            ),
        ),
    ),
    Story(
        "school-trip",
        0,
        {"s0": Slot(7, "13:00", 30)},
        (
            Write(
                "1 11:20",
                "school",
                "Dear bookings team,\n\nI'd like to bring 58 Year 9s in the last week of term. Could somebody ring me about lunch space and the workshop on polymers?",
                subject="Visit of 58 Year 9s",
                to=("groups",),
            ),
            Write(
                "1 11:21",
                "groups",
                "Thank you for contacting the schools team. We answer within three working days. Prices and risk assessments are on our website.",
                to=("school",),
                auto=True,
            ),
            Write(
                "1 15:34",
                "groups",
                "Dear Ms Tregarth\n\nThank you for your enquiry. Are you free for a call on {s0.wd} at {s0.t24}? I can talk you through the programme and the prices.",
                to=("school",),
            ),
            Book("1 15:38", "groups", "s0", "Call re Y9 visit, Portway Academy", guests=("school",), shape="outlook"),
            Write("1 16:30", "school", "Yes please.", bare=True),
            Answer("1 16:31", "school"),
            Write(
                "s0=0 15:02",
                "groups",
                "Good to speak earlier. Quote and risk assessment below, provisional hold until the end of the month.\n\n58 pupils, 6 staff: 464.00 GBP",
            ),
        ),
        (
            Truth(
                False,
                "sales",
                "held",
                "groups",
                hard=True,
                why="Somebody at a science centre, but about a booking for 58 pupils.",
            ),
        ),
    ),
    Story(
        "union",
        0,
        {"s0": Slot(12, "13:15", 30)},
        (
            Write(
                "8 12:00",
                "union",
                "Hi Ffion, can I grab you about the workload survey? I'm in your building {s0.wd} at {s0.t24}, I'll bring the coffee. Glenys",
                subject="workload survey",
                to=("school",),
            ),
            Write("8 12:50", "school", "Yes, S4.", bare=True),
            Book("8 12:52", "school", "s0", "Glenys, workload survey + coffee", guests=("union",), calendar="school"),
        ),
        (Truth(False, "other", "held_presumed", "union", why="A union rep about a survey."),),
    ),
    Story(
        "school-chatter",
        0,
        {},
        (
            Write(
                "0 07:40",
                "siobhan",
                "Cover today: P3 Miss Tregarth for Mr Lowe (10A, room H2). Work is set, they will say it isn't.",
                subject="Cover today",
                to=("school", "dev"),
            ),
            Write("0 07:49", "school", "Understood. They said it isn't last time too.", bare=True),
            Write(
                "2 16:10",
                "dev",
                "Have you got the good crucibles? There are eleven bad ones in my cupboard and a note that says sorry",
                subject="crucibles",
                to=("school",),
                thread="crucibles",
            ),
            Write(
                "2 16:33",
                "school",
                "The note is from me. The good ones are drying in the oven, please do NOT turn it up.",
                thread="crucibles",
            ),
            Write("2 16:35", "dev", "I have turned it up", thread="crucibles", bare=True),
            Write(
                "4 12:05",
                "agatha",
                "All, mock results are on the shared drive. Please look at question 6 before you despair, the paper had a misprint.",
                subject="Mock results",
                to=("school", "dev", "hollie"),
                thread="mocks",
            ),
            Write("4 12:31", "hollie", "oh thank goodness", to=("agatha", "school", "dev"), thread="mocks", bare=True),
            Write(
                "7 15:22",
                "siobhan",
                "Miss T, your 9C trip letter needs the emergency number on it before I can send it home.",
                subject="9C letter",
                to=("school",),
                thread="letter",
            ),
            Write("7 16:00", "school", "New version in the folder, number added. Sorry!", thread="letter"),
            Write(
                "11 08:15",
                "agatha",
                "Inspectors: thank you all. I know what these days cost. There is cake in S1 and nobody is to ask for a worksheet today.",
                subject="Thank you",
                to=("school", "dev", "hollie"),
                thread="cake",
            ),
            Write(
                "11 08:40",
                "dev",
                "Cake confirmed. It is lemon",
                to=("agatha", "school", "hollie"),
                thread="cake",
                bare=True,
            ),
            Write(
                "14 17:20",
                "hollie",
                "Can I borrow your flame test lesson? Mine is boring and I've lost the splints",
                subject="flame tests",
                to=("school",),
                thread="flame",
            ),
            Write(
                "14 18:02", "school", "Drawer 3, labelled NOT FLAME TESTS so that nobody takes them.", thread="flame"
            ),
            Write(
                "17 12:12",
                "siobhan",
                "Timetable drafts for next year are in pigeonholes. Do not all come to me at once.",
                subject="Timetables",
                to=("school", "dev"),
                thread="time",
            ),
            Write(
                "18 09:30",
                "agatha",
                "Y11 reports by Friday please. Comments of more than six words are welcome.",
                subject="Reports",
                to=("school", "dev", "hollie"),
                thread="reports",
            ),
        ),
    ),
)

HIRING = (
    Story(
        "agency-call",
        0,
        {"s0": Slot(3, "17:30", 20)},
        (
            Write(
                "0 14:10",
                "agency",
                "Hi Ffion\n\nI have some amazing opportunities for chemistry teachers in outstanding schools across the South West (MPS/UPS + TLR). I'd love a quick confidential chat about what you're looking for in your career. What time suits?",
                subject="Chemistry roles from September",
            ),
            Write(
                "1 16:40",
                "me",
                "Hi Tamsin, I'm not sure what I'm looking for but I can give you ten minutes, {s0.wd} {s0.t24}. 07700 900461.",
            ),
            Book(
                "1 17:05",
                "agency",
                "s0",
                "Registration call - Ffion Tregarth / Brightdesk",
                shape="outlook",
                text="ID, right to work, salary expectations, notice period",
            ),
            Answer("1 17:20", "me"),
            Write(
                "s0=1 09:01",
                "agency",
                "Lovely chatting {s0.ago}! Please send over your up to date CV and two references and I'll start putting you forward.",
            ),
            Write(
                "s0=6 09:01",
                "agency",
                "Hi Ffion, just chasing that CV :) I've an interview slot at a lovely school waiting for you!",
            ),
        ),
        (Truth(False, "recruiter_screen", "held", "agency", why="A supply agency's registration call."),),
    ),
    Story(
        "learning-officer",
        0,
        {"s0": Slot(12, "10:00", 60)},
        (
            Write(
                "1 09:30",
                "ats",
                "Dear Ffion,\n\nThank you for applying for Learning Officer (Science), ref TMT-311. We will be in touch once shortlisting is complete.\n\nPlease do not reply to this mail.",
                subject="Application received: Learning Officer (Science)",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
            Book(
                "6 14:02",
                "recruit_m",
                "s0",
                "Interview: Learning Officer (Science) TMT-311",
                guests=("me", "panel_a", "panel_b"),
                shape="outlook",
                robot="ats",
                place="Tidewater House, Boardroom",
                mail_subject="Invitation to interview: Learning Officer (Science)",
                mail_text="Dear Ffion,\n\nCongratulations, you have been shortlisted. Your interview is on {s0.wd} {s0.dmy} from {s0.t24} to {s0.end24} with Morag Tulloch and Ezra Vance.\n\nPlease prepare a ten minute activity for families and bring proof of your right to work.\n\n"
                "Confirm your slot: https://applyhub.example/c/311-88",
            ),
            Answer("6 18:40", "me"),
            Write(
                "s0=0 19:20",
                "me",
                "Dear Morag, dear Ezra,\n\nthank you for today and for laughing in the right place. I'd be very happy to bring the volcano back.",
                subject="Thank you for today",
                to=("panel_a", "panel_b"),
                thread="thanks",
            ),
            Write(
                "s0=3 16:45",
                "recruit_m",
                "Dear Ffion, thank you for attending your interview. The panel enjoyed meeting you; on this occasion the post went to a candidate with collections experience. We would be glad to give feedback by phone.",
                subject="Outcome of your interview",
                thread="outcome",
            ),
        ),
        (
            Truth(
                False,
                "job_interview",
                "held",
                "recruit_m",
                others=("panel_a", "panel_b"),
                why="A panel interview through an application system.",
            ),
        ),
    ),
    Story(
        "feedback-call",
        0,
        {"s0": Slot(17, "15:15", 20)},
        (
            Write(
                "15 20:10",
                "me",
                "Dear Ms Frear,\n\nthank you for letting me know, and yes please, I'd be grateful for feedback.",
                subject="Feedback on TMT-311",
                to=("recruit_m",),
            ),
            Write("16 09:30", "recruit_m", "Dear Ffion, I can call you on {s0.wd} at {s0.t24} for twenty minutes."),
            Book("16 09:33", "recruit_m", "s0", "Interview feedback - F Tregarth", shape="outlook"),
            Answer("16 12:45", "me"),
        ),
        (
            Truth(
                False,
                "job_interview",
                "held_presumed",
                "recruit_m",
                hard=True,
                why="Feedback on an application: it belongs to the hiring, though it is one person and advice.",
            ),
        ),
    ),
    Story(
        "headhunter-noise",
        0,
        {},
        (
            Write(
                "4 12:00",
                "head_hunter",
                "Hey Ffion, saw you're exploring museums! I place people in culture. Fancy a virtual coffee so I can learn about your journey? My diary: https://museotalent.example/zack",
                subject="Your museum journey",
            ),
            Write("9 12:00", "head_hunter", "Hey Ffion, did this get buried? 15 min, I'll bring the coffee emoji."),
        ),
    ),
)

SELLING = (
    Story(
        "textbooks",
        0,
        {"s0": Slot(8, "13:00", 30)},
        (
            Write(
                "2 10:30",
                "publisher",
                "Dear Ffion\n\nWe met at the ASE stand. I'd love to hear about how you teach rates of reaction and to show you our new digital course. Could you spare 30 minutes next week? I'll bring inspection copies and cake.",
                subject="Quillbridge Chemistry",
                to=("school",),
            ),
            Write(
                "3 07:45",
                "school",
                "Dear Lydia, cake is persuasive. {s0.wd} {s0.t24} in S1, Agatha will join (cc).",
                cc=("agatha",),
            ),
            Book(
                "3 09:00",
                "publisher",
                "s0",
                "Quillbridge Chemistry at Portway",
                guests=("school", "agatha"),
                shape="outlook",
                place="Portway Academy, S1",
                text="Digital course walk-through, licence options",
            ),
            Answer("3 12:30", "school"),
            Write(
                "s0=1 08:30",
                "publisher",
                "Thank you both for your time {s0.ago}. As promised, the quote for 180 licences is attached, valid until 31st.",
            ),
        ),
        (
            Truth(
                False,
                "sales",
                "held",
                "publisher",
                others=("agatha",),
                why="A publisher's representative showing a course.",
            ),
        ),
    ),
    Story(
        "lab-kit",
        0,
        {"s0": Slot(14, "14:30", 20)},
        (
            Write(
                "9 06:58",
                "labkit",
                "Hi Ffion! Would you be open to sharing your expertise? We're talking to brilliant chemistry teachers about titration, 20 minutes, and I'd love your honest thoughts on our sensor.",
                subject="20 minutes of your titration wisdom",
                to=("school",),
            ),
            Book(
                "9 07:00",
                "labkit",
                "s0",
                "TitraSmart x Ffion",
                guests=("school",),
                video="meet",
                text="Quick chat + live demo of TitraSmart",
            ),
            Write("13 06:58", "labkit", "Just making sure you saw this! Excited to show you everything {s0.soon}."),
            Answer("13 07:35", "school", "declined", comment="Not for us, thank you."),
        ),
        (
            Truth(
                False,
                "sales",
                "cancelled",
                "labkit",
                cancelled_by="user",
                why="A demo dressed as asking for her wisdom; declined.",
            ),
        ),
    ),
)

CARE = (
    Story(
        "doctor",
        0,
        {"s0": Slot(5, "08:40", 10)},
        (
            Book("-3 08:10", "me", "s0", "GP (ear)", guests=(), place="Quayside Surgery"),
            Write(
                "s0=-1 09:00",
                "surgery",
                "Reminder: Miss Tregarth, your appointment with Dr Quist is {s0.soon} at {s0.t24}. To cancel reply CANCEL.",
                subject="Appointment reminder",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
        ),
        (Truth(False, "medical", "held_presumed", NOBODY, why="Doctor."),),
    ),
    Story(
        "eyes",
        0,
        {"s0": Slot("w2", "11:20", 30)},
        (
            Book(
                "c3 18:00",
                "optician",
                "s0",
                "Eye test: Ffion Tregarth",
                robot="optician",
                place="Owl & Eye, North Street",
                mail_subject="Your eye test is booked",
                mail_text="Hello Ffion,\n\nyou're booked for {s0.wd} {s0.dmy} at {s0.t24} with Marek. Please bring your old glasses.\n\nOwl & Eye",
            ),
            Answer("c3 18:01", "me"),
        ),
        (Truth(False, "medical", "held_presumed", "optician", why="Eye test."),),
    ),
    Story(
        "paid-coach",
        0,
        {"s0": Slot(6, "19:00", 60)},
        (
            Write(
                "1 12:20",
                "coach",
                "Dear Ffion\n\nLooking forward to our second session on {s0.wd} {s0.dmy} at {s0.t24}. The fee (85 pounds) is due beforehand, details on the invoice. Please think about three people whose work you envy.",
                subject="Session 2",
            ),
            Write("1 20:41", "me", "Dear Verity, paid, and I've thought of five.", bare=True),
            Book("1 21:00", "coach", "s0", "Coaching 2/6 Ffion Tregarth", shape="apple", text="Zoom as last time"),
            Answer("1 21:10", "me"),
        ),
        (Truth(False, "mentoring", "held_presumed", "coach", why="A paid coach."),),
    ),
    Story(
        "mortgage",
        0,
        {"s0": Slot(9, "13:00", 30)},
        (
            Write(
                "4 15:15",
                "mortgage",
                "Hi Ffion, your fix ends in May. Shall we have a chat about your options? {s0.wd} {s0.t24} by phone, no fee.",
                subject="Your mortgage review",
            ),
            Write("4 18:20", "me", "Yes please, {s0.wd} lunch is fine."),
            Book("4 18:24", "me", "s0", "Neil: mortgage", guests=("mortgage",)),
            Answer("5 09:00", "mortgage"),
        ),
        (Truth(False, "other", "held_presumed", "mortgage", why="A mortgage adviser."),),
    ),
    Story(
        "plumber",
        0,
        {"s0": Slot(16, "08:30", 60)},
        (
            Write(
                "11 19:03", "plumber", "hi can do the tap {s0.wd} {s0.say}, takes an hour. 60 cash. pete", subject="tap"
            ),
            Write("11 19:30", "me", "Great, my neighbour has the key. Thank you!", bare=True),
            Book("11 19:31", "me", "s0", "Pete, tap", guests=()),
        ),
        (Truth(False, "other", "held_presumed", "plumber", why="A plumber."),),
    ),
)

PRESS = (
    Story(
        "radio",
        0,
        {"s0": Slot(13, "18:45", 60)},
        (
            Write(
                "4 17:00",
                "radio",
                "Hi Ffion! Kwabena says you're the Spark & Glow person. We'd love you on The Lab Coat Hour: a relaxed chat about how you got into kitchen chemistry, your career so far, and one loud experiment. We record on {s0.wd} {s0.dmy} at {s0.t24}.",
                subject="Come and be loud on air",
                to=("spark",),
            ),
            Write("4 20:15", "spark", "I'd love to be loud. What may I set off indoors?"),
            Write("5 10:20", "radio", "Nothing with smoke, please. See you at the studio!"),
            Book(
                "5 10:25",
                "radio",
                "s0",
                "RECORDING Lab Coat Hour: Ffion (Spark & Glow)",
                guests=("spark",),
                place="Westcountry Sound, Studio 2",
            ),
            Answer("5 16:00", "spark"),
        ),
        (Truth(False, "other", "held_presumed", "radio", why="A recording with her as the guest."),),
    ),
    Story(
        "thesis",
        0,
        {"s0": Slot(11, "17:15", 45)},
        (
            Write(
                "5 13:30",
                "student_research",
                "Dear Ms Tregarth\n\nFor my MSc dissertation on why science teachers stay or leave I am interviewing twelve teachers (45 minutes, recorded, consent form attached). Would you be willing to take part and tell me about your career?",
                subject="Dissertation interview on teacher retention",
                to=("school",),
            ),
            Write("6 17:12", "school", "Dear Hanne, yes. {s0.wd} {s0.dmy} at {s0.t24}? Form signed and attached."),
            Book(
                "7 09:10",
                "student_research",
                "s0",
                "Research interview P07",
                guests=("school",),
                video="meet",
                text="Semi-structured interview, audio recorded, ethics ref 2231",
            ),
            Answer("7 12:20", "school"),
            Write(
                "s0=1 10:00",
                "student_research",
                "Dear Ffion, thank you for your time {s0.ago}. The transcript will be with you in two weeks for checking.",
            ),
        ),
        (
            Truth(
                False,
                "other",
                "held",
                "student_research",
                hard=True,
                why="A recorded research interview with a consent form; Ffion is the subject, not the adviser.",
            ),
        ),
    ),
    Story(
        "library-show",
        0,
        {"s0": Slot("w1", "10:30", 90)},
        (
            Write(
                "1 14:44",
                "library",
                "Hello, could we have Spark & Glow for the children's Saturday on {s0.dmy}, {s0.t24}? We can pay 120 and there's a sink.",
                subject="Children's Saturday",
                to=("spark",),
            ),
            Write("1 20:22", "spark", "A sink! Yes please. I need two tables and no carpets."),
            Book("1 20:25", "spark", "s0", "SHOW Southville Library", guests=("library",), place="Southville Library"),
            Answer("2 09:30", "library"),
            Write(
                "s0+1600",
                "library",
                "Forty-one children and only one wet ceiling tile. Thank you! Invoice to this address please.",
            ),
        ),
        (Truth(False, "event", "held", "library", why="A paid show for children."),),
    ),
    Story(
        "careers-forum",
        0,
        {"s0": Slot(11, "18:30", 90)},
        (
            Book(
                "4 20:55",
                "webinar",
                "s0",
                "Museum Careers Forum: ask us anything",
                robot="webinar",
                place="online",
                mail_subject="Your place at Museum Careers Forum",
                mail_text="Dear Ffion\n\nYou have booked 1 x free place for Museum Careers Forum: ask us anything, {s0.wd} {s0.dmy}, {s0.t24}. Six speakers will share their journeys, followed by speed networking and informational interviews in breakout rooms.\n\nOrder 90-2214",
            ),
            Answer("4 20:56", "me"),
            Write(
                "s0=1 11:00",
                "webinar",
                "Thank you for coming! Slides, recording, and a survey. Members get a free mentoring session.",
                subject="Slides from the Forum",
                labels=("INBOX", "CATEGORY_PROMOTIONS"),
            ),
        ),
        (Truth(False, "event", "held_presumed", "webinar", why="An online event for many."),),
    ),
    Story(
        "pottery",
        0,
        {"s0": Slot(0, "19:00", 120)},
        (Book("-18 21:00", "me", "s0", "pottery", guests=(), place="Clay Rooms", every_weeks=1, times=4),),
        (Truth(False, "event", "held_presumed", NOBODY, sources=("calendar",), why="An evening class."),),
        is_fixed=True,
    ),
)

HOME = (
    Story(
        "friends-coffee",
        0,
        {"s0": Slot("w1", "15:00", 120)},
        (
            Write(
                "0 20:02",
                "becca",
                "coffee + catch up sat {s0.t24}?? need to hear EVERYTHING about the museum plan. Small St as always",
                subject="sat",
            ),
            Write("0 20:40", "me", "Yes!! And I need to hear about the new job.", bare=True),
            Book("0 20:42", "me", "s0", "Coffee + catch-up Becca", guests=("becca",), place="Small Street Espresso"),
            Answer("0 20:55", "becca"),
        ),
        (
            Truth(
                False,
                "personal",
                "held_presumed",
                "becca",
                hard=True,
                why="An old friend; her plans are talked about, but as friends do.",
            ),
        ),
    ),
    Story(
        "friend-dinner",
        0,
        {"s0": Slot(9, "19:30", 150)},
        (
            Write(
                "5 19:19",
                "arjun",
                "Dosa at ours {s0.wd} {s0.t24}. Bring nothing, bring a cardigan, the boiler's off",
                subject="dosa",
            ),
            Write("5 19:44", "me", "Two cardigans. See you then!", bare=True),
            Book("5 19:46", "me", "s0", "Dosa at Arjun's", guests=("arjun",)),
            Answer("6 08:00", "arjun"),
        ),
        (Truth(False, "personal", "held_presumed", "arjun", why="Dinner with friends."),),
    ),
    Story(
        "family",
        0,
        {"s0": Slot("u2", "13:00", 180)},
        (
            Write(
                "2 19:15",
                "mam",
                "Sunday dinner on the {s0.ord}, your Nan is coming, she wants to hear about the lights. We eat at {s0.say}. Bring pudding cariad",
                subject="Sunday dinner",
                to=("me", "cerys"),
            ),
            Write("2 19:40", "cerys", "I'll bring pudding, she'll bring chemicals", to=("mam", "me"), bare=True),
            Write("2 20:03", "me", "Baking IS chemistry. I'll bring bread.", to=("mam", "cerys"), bare=True),
            Book("2 20:05", "cerys", "s0", "Sunday dinner Mam's", guests=("me",)),
            Answer("2 20:10", "me"),
        ),
        (Truth(False, "personal", "held_presumed", "cerys", why="Family dinner."),),
    ),
    Story(
        "home-chatter",
        0,
        {},
        (
            Write(
                "c2 21:33",
                "cerys",
                "can i borrow your big pan for the weekend. also do you know a good vet",
                subject="pan",
            ),
            Write("c3 07:12", "me", "Pan yes. Vet: ask Arjun, his dog is a hypochondriac.", bare=True),
            Write(
                "c5 11:02",
                "allotment",
                "Dear plot holders,\n\nThe water goes back on this Saturday. Please check your taps. Plot 14, your compost is on plot 15 again.\n\nM. Beddoe",
                subject="Water back on",
                thread="plot",
            ),
            Write(
                "c5 12:20",
                "me",
                "Dear Maurice, I'll bring the compost home this weekend. Sorry, plot 15!",
                thread="plot",
            ),
            Write(
                "c8 20:00",
                "choir",
                "Dear all,\n\nno rehearsal this week, the hall is flooded (again). Learn bars 60 to 112. Yes, the fast ones.",
                subject="No rehearsal",
                thread="choir",
            ),
            Write(
                "c11 22:12",
                "becca",
                "I told Winnie about you, she's lovely, write to her. and moss is at the AQUARIUM now??",
                subject="people!!",
                thread="people",
            ),
            Write("c12 07:30", "me", "Writing to both. You should charge for this.", thread="people", bare=True),
            Write("c14 18:45", "mam", "Did you eat", subject="(no subject)", thread="eat"),
            Write("c14 19:20", "me", "Yes, Mam. Twice.", thread="eat", bare=True),
            Write(
                "c17 16:40",
                "arjun",
                "Tolly from the maritime place was at the quiz, told him about you, he writes WALL TEXT for a living. email below\n\ntolly.b@inbox.example.net",
                subject="wall text man",
                thread="tolly",
            ),
            Write("c17 18:00", "me", "Wall text man! Thank you!!", thread="tolly", bare=True),
            Write(
                "c22 08:22",
                "cerys",
                "Nan's birthday card: sign it at mine or you'll be the one who forgot",
                subject="card",
                thread="card",
            ),
            Write("c22 08:50", "me", "Coming by tonight with a pen.", thread="card", bare=True),
            Write(
                "c26 13:31",
                "allotment",
                "The AGM is on the 2nd at the Methodist hall. Tea provided, tempers to be left at the gate.",
                subject="AGM",
                thread="agm",
            ),
            Write(
                "c28 21:21",
                "becca",
                "how was the workshop?? tell me over the phone tomorrow",
                subject="workshop",
                thread="ws",
            ),
        ),
    ),
)

ERRANDS = (
    errand("dentist", Slot(14, "08:30", 30), "dentist", "medical", "Dentist.", place="Clifton Dental"),
    errand("haircut", Slot("w3", "09:30", 45), "hair", "personal", "Haircut."),
    errand("choir-1", Slot(3, "19:30", 120), "choir", "personal", "Choir.", place="St Mary's hall"),
    errand("choir-2", Slot(13, "20:00", 90), "choir (full run)", "personal", "Choir.", place="St Mary's hall"),
    errand("swim", Slot("u0", "08:30", 60), "swim", "personal", "Sport."),
    errand(
        "parents-evening",
        Slot(7, "17:00", 150),
        "Parents' evening Y10",
        "event",
        "An evening with forty parents.",
        place="Main hall",
        calendar="school",
    ),
    errand(
        "exam",
        Slot(9, "09:00", 90),
        "Mock: Chem paper 1 (invigilate)",
        "internal",
        "Invigilation.",
        place="Gym",
        calendar="school",
    ),
    errand("train", Slot("w2", "14:30", 95), "Train to Cardiff", "personal", "A train.", place="Temple Meads"),
    errand("marking", Slot(12, "16:30", 120), "MARK 10B", "internal", "Time she blocked for herself."),
    errand(
        "application", Slot(0, "16:30", 60), "finish Tidewater application", "personal", "Time she blocked for herself."
    ),
    errand(
        "museum-late",
        Slot(18, "18:00", 150),
        "Glass Lates",
        "event",
        "A public evening.",
        place="National Glass Collection",
    ),
    errand("mot", Slot(17, "08:30", 30), "MOT", "personal", "Car inspection.", place="Bedminster Motors"),
    errand("allotment", Slot("u3", "10:00", 120), "plot 14: dig", "personal", "Allotment."),
    errand("quiz", Slot(7, "20:00", 120), "pub quiz", "personal", "Pub quiz.", place="The Orchard"),
    errand("telescope", Slot(8, "21:00", 90), "stargazing Clevedon", "personal", "Hobby."),
)

LIFE = (*SCHOOL, *HIRING, *SELLING, *CARE, *PRESS, *HOME, *ERRANDS)

DAYS = (
    AllDay("c6", "Nan 88!", "primary"),
    AllDay("w2", "Concert: St Mary's", "choir"),
    AllDay("w3", "Choir away day", "choir"),
    AllDay(14, "Non-uniform day", "school"),
)

BULK = (
    Bulk(
        "The Staffroom",
        "letters@thestaffroom.example",
        "CATEGORY_UPDATES",
        (
            (
                "What the white paper says about workload",
                "Morning. We have read all 90 pages so that you don't have to. Page 41 is the one.\nAlso: a school in Kent has abolished the bell.",
            ),
            (
                "Leaving teaching: four readers on year one",
                "Morning. Four of you left and wrote to us. One is back already.",
            ),
            ("Phones, again", "Morning. Three heads, three policies, one lost phone."),
            ("Marking is a feeling", "Morning. A long read with a cup of tea."),
        ),
        "letters.thestaffroom.example",
        6,
    ),
    Bulk(
        "Brew & Career",
        "hello@brewandcareer.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "Coffee with a curator",
                "This week's coffee chat is with a curator who began as a lifeguard. Pull up a chair.",
            ),
            (
                "The half-hour that changed my job",
                "Everything about informational interviews: whom to ask, what to ask, and how to say thank you.",
            ),
            (
                "Coffee with a set designer",
                "How she went from chemistry to theatre smoke. Our coffee chat of the week.",
            ),
            (
                "Your career questions, answered",
                "Should I tell my head? Should I take a pay cut? Our agony uncle on career advice.",
            ),
            (
                "Only 4 places left: find your mentor day",
                "Meet 12 mentors in one afternoon. Speed mentoring, real coffee.",
            ),
        ),
        "list.brewandcareer.example",
        8,
    ),
    Bulk(
        "Museum Jobs Digest",
        "digest@museumjobs.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "14 new jobs: learning, science, South West",
                "Learning Officer (Science), Tidewater Museums Trust. Explainer, Harbour Science Centre. Closing soon.",
            ),
            (
                "9 new jobs: learning, science, South West",
                "Family Programmes Assistant. Planetarium Presenter (casual).",
            ),
            (
                "11 new jobs: learning, science, South West",
                "Exhibitions Coordinator (maternity cover). Schools Bookings Lead.",
            ),
            (
                "7 new jobs: learning, science, South West",
                "Learning Presenter, Harbour Aquarium. Wall text editor, Maritime Rooms.",
            ),
        ),
        "digest.museumjobs.example",
        5,
    ),
    Bulk(
        "LinkUp",
        "notify@mail.linkup.example",
        "CATEGORY_SOCIAL",
        (
            ("Sunil Warrier accepted your request", "You are now linked with Sunil Warrier, Exhibition Developer."),
            ("Zack Perrin sent you a message", "Zack: Hi Ffion! Open to a chat about your career goals?"),
            ("You have 3 new views", "Somebody at Tidewater Museums Trust looked at your profile."),
            ("Barnaby Stokes posted for the first time in a while", '"A bucket is not a phone holder."'),
            ("Do you know Tindra Holm?", "You have 2 links in common."),
            ("Weekly summary", "5 views, 2 searches, 1 endorsement for Titration."),
        ),
        "notify.linkup.example",
        12,
    ),
    Bulk(
        "Parcelhare",
        "updates@parcelhare.example",
        "CATEGORY_UPDATES",
        (
            ("Your parcel <order> arrives today", "Your driver is Dave. Between 11:20 and 12:20."),
            ("We left <order> with your neighbour", "Flat 2 has your parcel."),
            ("Sorry we missed you", "We tried to deliver <order>. Collect it from the depot or choose another day."),
            ("Your parcel <order> arrives tomorrow", "Track it here."),
            ("Delivered: <order>", "Left in your safe place."),
        ),
        "",
        9,
    ),
    Bulk(
        "Severnside Building Society",
        "noreply@severnsidebs.example",
        "CATEGORY_UPDATES",
        (
            ("Your statement is ready to view", "Sign in to see it. We'll never ask for your full password."),
            ("You've sent £<amount>", "To: V Sands. Reference: session 2."),
            ("Security code <code>", "Use this code to sign in. Don't share it."),
            ("Let's talk about your money", "Book a free 30-minute chat with an adviser in branch or by video."),
        ),
        "",
        8,
    ),
    Bulk(
        "Chem-Teach list",
        "chemteach@lists.sciencestaff.example",
        "CATEGORY_FORUMS",
        (
            (
                "[chemteach] Elephant's toothpaste on carpet",
                "It comes out with patience. Asking how much patience.\n\nBeth",
            ),
            (
                "Re: [chemteach] Elephant's toothpaste on carpet",
                "More than you have. Hire the machine.\n\nOn Mon, Beth wrote:\n> It comes out with patience.",
            ),
            (
                "[chemteach] Anyone moved into museums or outreach?",
                "Would anybody who has left for outreach be up for a coffee and a chat with me about it? Leeds or online.\n\nPaul",
            ),
            (
                "Re: [chemteach] Anyone moved into museums or outreach?",
                "I did, happy to talk, write to me off list.\n\nMargit",
            ),
            (
                "Re: [chemteach] Anyone moved into museums or outreach?",
                "Me too! There should be a club.\n\nSent from my phone",
            ),
            ("[chemteach] Misprint in paper 6", "Question 6b has two right answers and neither is on the mark scheme."),
            ("[chemteach] Retiring: free glassware", "Collect from Swindon. Bring boxes and a strong back."),
            ("Re: [chemteach] Misprint in paper 6", "Confirmed by the board, erratum to follow."),
        ),
        "chemteach.lists.sciencestaff.example",
        17,
        (("X-BeenThere", "chemteach@lists.sciencestaff.example"),),
    ),
    Bulk(
        "Portway Academy",
        "noreply@arbormail.example",
        "CATEGORY_UPDATES",
        (
            ("Register not taken: 9C P1", "A register is missing for your class. Please complete it now."),
            ("Behaviour summary for your tutor group", "4 merits, 2 late marks, 1 confiscated yo-yo."),
            ("Payslip available", "Your payslip is ready on the portal."),
            (
                "Parents' evening: 27 appointments booked",
                "Your schedule for parents' evening Y10 is attached in the portal.",
            ),
            ("Register not taken: 10B P5", "A register is missing for your class. Please complete it now."),
            ("Attendance: weekly figures", "Whole school 93.1%."),
        ),
        "",
        10,
    ),
    Bulk(
        "Exam Board West",
        "updates@examboardwest.example",
        "CATEGORY_UPDATES",
        (
            (
                "Examiner recruitment: earn from home",
                "Become an examiner. Attend a 30-minute informational call with our team.",
            ),
            ("Erratum: paper 6", "A corrected mark scheme is available to centres."),
            ("Timetable published", "The summer timetable is on the website."),
        ),
        "updates.examboardwest.example",
        14,
    ),
    Bulk(
        "Loaf & Ladle",
        "veg@loafandladle.example",
        "CATEGORY_PROMOTIONS",
        (
            ("Your veg box: leeks, leeks, chard", "Arriving Thursday. Recipe of the week: leek anything."),
            ("Your veg box: the last of the squash", "Arriving Thursday. Want a bag of coffee with it?"),
            ("Your veg box: hello, rhubarb", "Arriving Thursday."),
            ("Invoice <order>", "£<amount>, paid by direct debit."),
            ("Your veg box: leeks again, sorry", "Arriving Thursday."),
        ),
        "box.loafandladle.example",
        7,
    ),
    Bulk(
        "Westline Trains",
        "tickets@westline.example",
        "CATEGORY_UPDATES",
        (
            ("Your e-ticket <order>: Bristol to Cardiff", "Off-peak return, £<amount>. Show the code on your phone."),
            ("Changes to your journey", "A bus replaces your train between Severn Tunnel and Newport."),
            ("How was your journey?", "Rate us, if you must."),
        ),
        "",
        15,
    ),
    Bulk(
        "Southville Arts Cinema",
        "whatson@southvillearts.example",
        "CATEGORY_PROMOTIONS",
        (
            ("What's on", "A documentary about glass, two about whales, and a comedy about a planner."),
            ("What's on", "Silent film with live organ. Bring a cushion."),
            ("Your booking <order>", "2 tickets, £<amount>."),
            ("What's on", "Children's Saturday at the library, with our friends Spark & Glow."),
        ),
        "whatson.southvillearts.example",
        11,
    ),
    Bulk(
        "Spark & Glow bookings",
        "forms@formpost.example",
        "CATEGORY_UPDATES",
        (
            (
                "New form submission",
                "Name: Lucy Arkwright\nParty: 7th birthday, 14 children\nMessage: Do you do slime?",
            ),
            (
                "New form submission",
                "Name: Beaver Scouts 12th Bedminster\nMessage: Would you come and talk to our Beavers about being a scientist? We can offer coffee.",
            ),
            ("New form submission", "Name: SEO Wizard\nMessage: I can bring your site to page one!"),
            ("New form submission", "Name: Amrit Bains\nParty: school fete\nMessage: price for two hours please"),
        ),
        "",
        21,
    ),
    Bulk(
        "Green Grid Energy",
        "hello@greengrid.example",
        "CATEGORY_UPDATES",
        (
            ("Your bill: £<amount>", "You used 4% less than last month."),
            ("Time for a meter reading", "It takes a minute."),
        ),
        "",
        10,
    ),
    Bulk(
        "The Explainers, a letter",
        "post@theexplainers.example",
        "CATEGORY_PROMOTIONS",
        (
            ("How to explain a fridge", "Begin with the sweat on your arm."),
            (
                "How to ask a stranger for half an hour",
                "I collected forty such mails. The good ones say why you, and why me.",
            ),
            ("How to explain salt", "With a room, as it turns out."),
        ),
        "theexplainers.letters.example",
        18,
    ),
    Bulk(
        "Bristol Bikes",
        "club@bristolbikes.example",
        "CATEGORY_PROMOTIONS",
        (
            ("Spring service from £49", "Book your bike in before everybody does."),
            ("Your membership renews", "£<amount> on the 28th. Nothing to do."),
        ),
        "club.bristolbikes.example",
        12,
    ),
)
