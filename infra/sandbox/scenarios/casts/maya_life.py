"""The rest of Maya's month: work, hiring, selling, care, friends and family, and the mail that nobody wrote to her alone.

What is here looks now and then like an informational interview and is none; the truths say what it is instead.
"""

from infra.sandbox.scenarios.plot import AllDay, Answer, Book, Bulk, Slot, Story, Truth, Write, colleague, errand

NOBODY = ""


WORK = (
    Story(
        "one-to-one",
        0,
        {"s0": Slot(0, "11:00", 30)},
        (
            Book(
                "-9 09:00",
                "paul",
                "s0",
                "Paul / Maya 1:1",
                guests=("work",),
                video="meet",
                every_weeks=1,
                times=4,
                calendar="work",
            ),
            Answer("-9 09:12", "work"),
        ),
        (Truth(False, "internal", "held_presumed", "paul", why="Weekly one-to-one with her boss."),),
        is_fixed=True,
    ),
    Story(
        "stand-up",
        0,
        {"s0": Slot(1, "09:00", 30)},
        (
            Book(
                "-20 09:00",
                "paul",
                "s0",
                "Monday-ish stand-up",
                guests=("work", "anika", "tobias", "marisol"),
                every_weeks=1,
                times=4,
                calendar="work",
            ),
            Answer("-20 09:30", "work"),
        ),
        (
            Truth(
                False,
                "internal",
                "held_presumed",
                "paul",
                others=("anika", "tobias", "marisol"),
                why="The team's weekly stand-up.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "new-colleague",
        0,
        {"s0": Slot(10, "15:00", 30)},
        (
            Write(
                "7 09:18",
                "anika",
                "Hi Maya! Still meeting everyone in my first month :) Could I steal you for a coffee and hear what you do here and how the bus side hangs together?",
                subject="coffee?",
                to=("work",),
            ),
            Write("7 09:40", "work", "Any time! {s0.wd} at {s0.t12} in the kitchen?"),
            Book("7 09:45", "anika", "s0", "Coffee Maya + Anika", guests=("work",), place="kitchen", calendar="work"),
            Answer("7 09:46", "work"),
        ),
        (
            Truth(
                False,
                "internal",
                "held_presumed",
                "anika",
                why="A new colleague of her own office getting to know the team.",
            ),
        ),
    ),
    Story(
        "client-check-in",
        0,
        {"s0": Slot(5, "13:00", 60)},
        (
            Write(
                "1 10:12",
                "louis",
                "Maya, Tobias,\n\ncan we look at the Route 9 numbers together? Petra has questions about the Saturday runs. I'll send something for {s0.wd}.",
                subject="Route 9 restudy",
                to=("work", "tobias"),
                cc=("petra",),
            ),
            Book(
                "1 10:20",
                "louis",
                "s0",
                "Route 9 restudy: check-in",
                guests=("work", "tobias", "petra"),
                shape="outlook",
                video="teams",
                place="Microsoft Teams Meeting",
                calendar="work",
            ),
            Write("1 11:02", "work", "{s0.wd} is good. Tobias, could you bring the April counts?"),
            Answer("1 11:03", "work"),
            Write(
                "1 11:04",
                "petra",
                "Hi, I'm at a conference until the end of the week with patchy mail. For anything urgent please call the planning desk.",
                to=("work",),
                auto=True,
            ),
            Write("1 13:30", "tobias", "yes, they are in the folder already", to=("work", "louis"), bare=True),
            Write(
                "s0=0 16:40",
                "petra",
                "Thanks all, very helpful. Could you send the table with the Saturday boardings as Excel?",
            ),
            Write(
                "s0=1 09:10",
                "work",
                "Attached in the project folder, tab 3. Let me know if the stop names are a mystery, they are to us too.",
            ),
        ),
        (
            Truth(
                False, "other", "held", "louis", others=("tobias", "petra"), why="Client meeting on a running project."
            ),
        ),
    ),
    Story(
        "field-crew",
        0,
        {"s0": Slot(11, "16:00", 30)},
        (
            Write(
                "6 17:45",
                "stan",
                "Maya, quick call before we start the counts on Ashland? 30 min {s0.wd} {s0.t12} ok? need to know which doors",
                subject="Ashland counts",
                to=("work",),
            ),
            Write("6 18:20", "work", "OK, {s0.wd} {s0.t12}. Both doors, I'm afraid."),
            Book("6 18:22", "work", "s0", "Call Stan: Ashland counts", guests=("stan",), calendar="work"),
            Answer("6 19:00", "stan"),
        ),
        (
            Truth(
                False,
                "other",
                "held_presumed",
                "stan",
                why="A call with a contractor about field work: one outsider, half an hour, but project business.",
            ),
        ),
    ),
    colleague(
        "board-prep",
        Slot(3, "10:00", 60),
        "Board deck dry run",
        ("work", "paul", "anika", "tobias"),
        "Internal dry run.",
    ),
    colleague(
        "budget",
        Slot(12, "14:00", 60),
        "FY budget: transit group",
        ("work", "marisol", "paul"),
        "Internal budget talk.",
    ),
    colleague(
        "retro",
        Slot(15, "13:30", 45),
        "Retro Ashland pilot",
        ("work", "tobias", "anika", "paul"),
        "Internal retrospective.",
    ),
    colleague(
        "review-talk",
        Slot(17, "14:30", 45),
        "Mid-year conversation",
        (
            "work",
            "paul",
        ),
        "Performance talk with her boss.",
        text="Goals, growth, what you want to learn next.",
    ),
    Story(
        "office-chatter",
        0,
        {},
        (
            Write(
                "0 08:41",
                "marisol",
                "Morning everyone,\n\nthe plotter is down again. The repair person is on the way, so please no big prints until then.",
                subject="Plotter",
                to=("work",),
            ),
            Write(
                "2 15:12",
                "tobias",
                "can you look at the headway chart before I send it to Louis? I think the Sunday line is wrong but I've stared at it too long",
                subject="headway chart",
                to=("work",),
                thread="chart",
            ),
            Write(
                "2 15:58",
                "work",
                "It is wrong: Sunday uses the weekday trips after 7 pm. Rest looks fine!",
                thread="chart",
            ),
            Write("2 16:05", "tobias", "knew it. thx", thread="chart", bare=True),
            Write(
                "4 09:30",
                "paul",
                "Maya - the RFP for the lakefront shuttle is out. Can you read the scope and tell me by Friday if we should go for it? No essay, a yes or a no and why.",
                subject="Lakefront shuttle RFP",
                to=("work",),
                thread="rfp",
            ),
            Write(
                "6 11:44",
                "work",
                "Yes. It is small, they want it fast, and section 4 reads as if they had copied it from our Ashland report. I can lead it.",
                thread="rfp",
            ),
            Write("6 12:01", "paul", "Then we go. Put an hour with Tobias in for next week.", thread="rfp", bare=True),
            Write(
                "8 16:20",
                "marisol",
                "Reminder: timesheets are due. You know who you are.",
                subject="Timesheets",
                to=("work",),
                thread="time",
            ),
            Write(
                "9 10:03",
                "anika",
                "Does anyone have the shapefile of the old streetcar network? The one on the server has holes in it.",
                subject="streetcar shapefile",
                to=("work", "tobias"),
                thread="shape",
            ),
            Write(
                "9 10:20",
                "work",
                "On the server under GIS/history/keep. The one with 'final2' in its name, of course.",
                thread="shape",
            ),
            Write("9 10:24", "anika", "You're a lifesaver", thread="shape", bare=True),
            Write(
                "13 14:11",
                "paul",
                "Forwarding from the chapter. Do we want a table?\n\n---------- Forwarded message ---------\nFrom: Midwest Planners Chapter\nSubject: Awards dinner\n\nTables of eight are 900 dollars.",
                subject="Fwd: Awards dinner",
                to=("work", "marisol"),
                thread="dinner",
            ),
            Write(
                "13 14:35", "marisol", "We have 400 left in that line.", thread="dinner", to=("paul", "work"), bare=True
            ),
            Write(
                "16 17:05",
                "tobias",
                "boarding data for the lakefront bid is in the folder. two stops are missing, asked Louis",
                subject="lakefront data",
                to=("work",),
                thread="lake",
            ),
            Write("17 09:00", "work", "Thank you! I'll write around the two stops until he answers.", thread="lake"),
            Write(
                "18 11:30",
                "marisol",
                "The office is closed on the Friday after next. Alarm code changes on Thursday, ask me in person.",
                subject="Office closed",
                to=("work",),
                thread="closed",
            ),
        ),
    ),
)

HIRING = (
    Story(
        "recruiter-screen",
        0,
        {"s0": Slot(4, "12:30")},
        (
            Write(
                "1 09:02",
                "shawna",
                "Hi Maya,\n\nI came across your background and think you could be a great fit for our Principal Planner opening (R-20418). I'd love to learn more about your experience and career goals, "
                "and tell you about the team. Would you be open to a quick 30 minute chat this week?",
                subject="Principal Planner at Cobalt Transit",
            ),
            Write(
                "1 19:44",
                "me",
                "Hi Shawna,\n\nthanks for reaching out. I'm not actively looking but happy to hear about it. {s0.wd} at {s0.t12}?",
            ),
            Book(
                "2 08:45",
                "shawna",
                "s0",
                "Phone screen: Principal Planner (R-20418) - Maya Castellanos",
                shape="outlook",
                robot="ats",
                place="Shawna will call you at the number on file",
                mail_subject="Your phone screen with Cobalt Transit is confirmed",
                mail_text="Hi Maya,\n\nYour phone screen for Principal Planner (R-20418) is confirmed for {s0.wd}, {s0.mdy} at {s0.t12} CT with Shawna Pike.\n\nNeed to change something? Manage your "
                "interview at https://talentdeskhq.example/i/88213\n\nThe Cobalt Transit hiring team",
            ),
            Answer("2 09:00", "me"),
            Write(
                "s0=0 16:05",
                "shawna",
                "Great speaking with you today, Maya! The team would like to move you forward. You'll get a link from our system with times for a panel.",
            ),
        ),
        (Truth(False, "recruiter_screen", "held", "shawna", why="A recruiter's phone screen for a numbered opening."),),
    ),
    Story(
        "panel",
        0,
        {"s0": Slot(11, "13:00", 90)},
        (
            Book(
                "6 10:31",
                "shawna",
                "s0",
                "Interview: Principal Planner - Maya Castellanos (panel)",
                guests=("me", "victor", "yolanda", "emmett"),
                shape="outlook",
                robot="ats",
                place="https://video.zoomroom.example/j/85519027731",
                mail_subject="Interview scheduled: Principal Planner at Cobalt Transit",
                mail_text="Hi Maya,\n\nWe are excited to confirm your interview.\n\n{s0.wd}, {s0.mdy}\n{s0.t12} - {s0.end12} CT\n\n30 min Victor Lindholm, Director of Planning\n30 min Yolanda Prescott, Operations\n30 min Emmett "
                "Saye, Scheduling\n\nPlease prepare a short walk through a network redesign you are proud of. Join: https://video.zoomroom.example/j/85519027731\n\nGood luck!",
            ),
            Answer("6 10:50", "me"),
            Write(
                "s0=0 18:30",
                "me",
                "Dear Victor,\n\nThank you for the conversation today, and please pass my thanks on to Yolanda and Emmett. I enjoyed arguing about timed transfers.",
                subject="Thank you",
                to=("victor",),
            ),
            Write(
                "s0=2 10:15",
                "shawna",
                "Hi Maya, the feedback was really positive. Before the final round HR needs your salary expectations, could you send me a range?",
                subject="Next steps - Principal Planner",
                thread="next",
            ),
            Write(
                "s0=3 20:02",
                "me",
                "Hi Shawna, thank you. I've thought about it and would like to withdraw: I'm not sure a bigger version of my job is what I'm after. It was a pleasure to meet everyone.",
                thread="next",
            ),
        ),
        (
            Truth(
                False,
                "job_interview",
                "held",
                "victor",
                others=("yolanda", "emmett", "shawna"),
                why="A panel for an opening, arranged through a hiring system; she thanked them as candidates do.",
            ),
        ),
    ),
    Story(
        "deputy-job",
        0,
        {"s0": Slot(16, "11:00", 45)},
        (
            Write(
                "9 15:55",
                "oscar",
                "Dear Ms. Castellanos,\n\nThank you for your application for Transportation Planner III. We would like to invite you to a first conversation with me on {s0.wd}, {s0.mdy} at {s0.t12}. It will be "
                "informal, about 45 minutes.",
                subject="Your application, Planner III",
            ),
            Write(
                "9 17:12", "me", "Dear Mr. Brandvold,\n\nThank you, I'm glad to come. {s0.wd} at {s0.t12} works well."
            ),
            Book(
                "9 17:30",
                "oscar",
                "s0",
                "Conversation with Maya Castellanos",
                shape="outlook",
                place="Tri-County Planning, room 210",
            ),
            Answer("9 17:40", "me"),
        ),
        (
            Truth(
                False,
                "job_interview",
                "held_presumed",
                "oscar",
                why="Called an informal conversation, but it answers her application for a post.",
            ),
        ),
    ),
    Story(
        "recruiter-noise",
        0,
        {},
        (
            Write(
                "3 13:00",
                "craig",
                "Hi Maya,\n\nHope you're well. I'm working with a fast-growing engineering client on a Transit Lead role (hybrid, up to 145k + bonus). Your profile stood out. When would be a good time for a quick confidential chat this week? "
                "Alternatively feel free to forward your resume.",
                subject="Transit Lead - confidential",
            ),
            Write(
                "7 13:00",
                "craig",
                "Hi Maya, just bumping this to the top of your inbox. Would Thursday work for 15 minutes?",
            ),
            Write(
                "12 13:00",
                "craig",
                "Maya, I don't want to be a pest! If the timing isn't right, is there anyone in your network who'd appreciate a conversation? Coffee is on me.",
            ),
            Write(
                "10 11:11",
                "nadine",
                "Hey Maya! I help planners find their next adventure. Got 20 min for a virtual coffee to talk about your career path? No strings. Grab a slot: https://peopleandrails.example/nadine",
                subject="Virtual coffee?",
                thread="nadine",
            ),
        ),
    ),
)

SELLING = (
    Story(
        "demo",
        0,
        {"s0": Slot(8, "13:30", 30)},
        (
            Write(
                "2 10:00",
                "trent",
                "Hi Maya,\n\nI saw that Harborline does network redesigns. Teams like yours cut scheduling time by 40% with GridSketch. Open to a 20-minute chat next week? Happy to send coffee!",
                subject="Maya <> GridSketch",
                to=("work",),
            ),
            Write(
                "3 16:12",
                "work",
                "Hi Trent, we could use a look, yes. Tobias (cc) does most of our scheduling. {s0.wd} at {s0.t12}?",
                cc=("tobias",),
            ),
            Book(
                "3 16:30",
                "trent",
                "s0",
                "GridSketch demo <> Harborline",
                guests=("work", "tobias"),
                video="zoom",
                calendar="work",
                text="Agenda: intro, live demo, pricing, next steps",
            ),
            Answer("3 16:45", "work"),
            Write(
                "s0=1 09:00",
                "trent",
                "Great connecting {s0.ago}! Proposal attached as promised: 5 seats, 20% off if we sign this quarter. Shall we say Tuesday for next steps?",
            ),
            Write("s0=3 14:40", "work", "Thanks Trent. We'll think about it until the summer.", bare=True),
        ),
        (Truth(False, "sales", "held", "trent", others=("tobias",), why="A vendor's demo with pricing."),),
    ),
    Story(
        "second-vendor",
        0,
        {"s0": Slot(14, "10:30", 30)},
        (
            Write(
                "9 08:05",
                "alyssa",
                "Hi Maya, I loved your comment on the chapter's post about bus bunching! I'd love to pick your brain for 15-20 min on how agencies measure reliability, and show you what we've built. Does {s0.wd} {s0.t12} work?",
                subject="Your thoughts on bus bunching",
                to=("work",),
            ),
            Book("9 08:06", "alyssa", "s0", "RidePulse intro: Alyssa / Maya", guests=("work",), video="meet"),
            Write("9 12:30", "work", "Hi Alyssa, thanks, but we're not looking at new tools this year.", bare=True),
            Answer("9 12:31", "work", "declined"),
            Write("15 08:05", "alyssa", "Totally get it! Circling back in case things changed. Even 10 minutes?"),
        ),
        (
            Truth(
                False,
                "sales",
                "cancelled",
                "alyssa",
                cancelled_by="user",
                why="A seller who calls her demo picking brains; declined.",
            ),
        ),
    ),
)

CARE = (
    Story(
        "dentist",
        0,
        {"s0": Slot(6, "08:30", 45)},
        (
            Book("-15 12:00", "me", "s0", "Dentist", guests=(), place="Division Street Dental"),
            Write(
                "s0=-2 10:00",
                "dentist",
                "Dear Maya,\n\nThis is a reminder of your cleaning with Dr. Osgood on {s0.wd}, {s0.mdy} at {s0.t12}. Reply C to confirm.",
                subject="Appointment reminder",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
        ),
        (Truth(False, "medical", "held_presumed", NOBODY, why="Dentist."),),
    ),
    Story(
        "physio",
        0,
        {"s0": Slot(2, "17:00", 30)},
        (
            Book("-6 12:30", "me", "s0", "Physio (knee)", guests=(), every_weeks=1, times=3),
            Write(
                "0 07:30",
                "physio",
                "Hi Maya, see you {s0.wd} at {s0.t12} with Ruben. Please bring shorts. Cancel 24 h ahead to avoid a fee.",
                subject="Your appointment at Wicker Physio",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
        ),
        (Truth(False, "medical", "held_presumed", NOBODY, why="Physiotherapy series."),),
        is_fixed=True,
    ),
    Story(
        "vet",
        0,
        {"s0": Slot(13, "17:30", 20)},
        (
            Book("5 20:00", "me", "s0", "Vet: Biscuit shots", guests=("brother",), place="Paws & Claws"),
            Write(
                "s0=-1 09:00",
                "vet",
                "Biscuit has an appointment {s0.soon} at {s0.t12}. Reply YES to confirm.",
                subject="Biscuit's appointment",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
        ),
        (Truth(False, "medical", "held_presumed", "brother", why="Vet visit shared with her brother."),),
    ),
    Story(
        "paid-coach",
        0,
        {"s0": Slot(7, "17:00", 50)},
        (
            Write(
                "2 12:00",
                "coach",
                "Hi Maya,\n\nready for session 3 of your package? I have {s0.wd} {s0.mdy} at {s0.t12} open. Please finish the values worksheet before. Invoice for sessions 3-5 is attached (420 dollars).",
                subject="Coaching session 3",
            ),
            Write("2 21:10", "me", "Hi Lorna, {s0.wd} works. Worksheet is half done, I promise."),
            Book(
                "3 08:00",
                "coach",
                "s0",
                "Coaching session 3 of 5: Maya C.",
                video="zoom",
                text="Career direction, values worksheet",
            ),
            Answer("3 08:20", "me"),
            Write(
                "s0=1 10:00",
                "coach",
                "Dear Maya, thank you for the honest work {s0.ago}. Your homework: three conversations with people whose Tuesday you would like to have. See you in two weeks.",
            ),
        ),
        (Truth(False, "mentoring", "held", "coach", why="A paid career coach, session 3 of a package."),),
    ),
    Story(
        "formal-programme",
        0,
        {"s0": Slot(15, "16:00", 45)},
        (
            Write(
                "4 11:00",
                "programme",
                "Dear Maya,\n\nCongratulations, you have been matched! As a mentee of the Metro Futures Mentoring Program (spring cohort) your mentor is Beatrix Hale, City of Alder. Your first official session must take place before the end of the month. Please log each session in the portal.",
                subject="You have been matched with a mentor",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
            Write(
                "8 09:25",
                "beatrix",
                "Dear Maya, the program says I am your mentor, so hello. {s0.wd} {s0.mdy}, {s0.t12}, for our first session? I think we have to fill in a goals form together.",
                subject="Metro Futures mentoring: first session",
            ),
            Write("8 12:10", "me", "Dear Beatrix, hello! {s0.wd} at {s0.t12} is fine. I'll bring the form."),
            Book(
                "8 12:40",
                "beatrix",
                "s0",
                "Metro Futures mentoring session 1 (Hale / Castellanos)",
                shape="outlook",
                video="teams",
                place="Microsoft Teams Meeting",
            ),
            Answer("8 12:50", "me"),
        ),
        (
            Truth(
                False,
                "mentoring",
                "held_presumed",
                "beatrix",
                hard=True,
                why="A session of a formal mentoring programme that logs its sessions, not a talk she asked for.",
            ),
        ),
    ),
    Story(
        "taxes",
        0,
        {"s0": Slot(9, "16:30", 30)},
        (
            Write(
                "3 09:00",
                "taxes",
                "Maya, I have all but the 1098. Can we go over the return {s0.wd} at {s0.t12}? Takes half an hour by phone.",
                subject="Your return",
            ),
            Write("3 18:15", "me", "{s0.wd} {s0.t12} is good. 1098 is in the portal now."),
            Book("3 18:20", "me", "s0", "Gus: taxes", guests=("taxes",)),
            Answer("4 08:00", "taxes"),
        ),
        (Truth(False, "other", "held_presumed", "taxes", why="Her tax preparer."),),
    ),
)

PRESS = (
    Story(
        "reporter",
        0,
        {"s0": Slot(5, "16:00", 30)},
        (
            Write(
                "2 14:05",
                "imogen",
                "Hi Maya,\n\nI'm writing about the Ashland bus lanes and would love to interview you for background, 30 minutes. Is {s0.wd} {s0.t12} possible? I file the day after.",
                subject="Interview on Ashland bus lanes",
                to=("work",),
            ),
            Write(
                "2 15:40",
                "work",
                "Hi Imogen, yes, {s0.wd} {s0.t12} by phone, 312-555-0119. I can speak about the data, not about the lawsuit.",
            ),
            Book("2 15:44", "work", "s0", "Imogen Faraday (Dispatch): bus lanes", guests=("imogen",), calendar="work"),
            Answer("2 16:00", "imogen"),
            Write(
                "s0=2 07:30",
                "imogen",
                "Thanks again for your time! The story is up: https://lakecitydispatch.example/ashland",
                quotes=False,
            ),
        ),
        (Truth(False, "other", "held", "imogen", why="A reporter interviews Maya for a story."),),
    ),
    Story(
        "podcast",
        0,
        {"s0": Slot(13, "11:00", 60)},
        (
            Write(
                "4 20:00",
                "pod",
                "Hey Maya!! We're HUGE fans of the bunching explainer. Come on the pod? We record remotely, about an hour, super relaxed, just a chat about your career and buses.",
                subject="Come on Curb Cuts?",
            ),
            Write("5 08:12", "me", "That sounds like fun, yes. What do you need from me?"),
            Write(
                "5 19:30",
                "pod",
                "Yesss. {s0.wd} {s0.mdy}, {s0.t12}. Headphones, a quiet room, a glass of water. We'll send the studio link.",
            ),
            Book(
                "5 19:40",
                "pod",
                "s0",
                "Curb Cuts recording w/ Maya Castellanos",
                text="Studio: https://studio.curbcuts.example/r/81",
            ),
            Answer("6 07:50", "me"),
        ),
        (Truth(False, "other", "held_presumed", "pod", why="A podcast recording in which Maya is the guest."),),
    ),
    Story(
        "user-study",
        0,
        {"s0": Slot(17, "12:00", 30)},
        (
            Write(
                "10 10:10",
                "study",
                "Hi Maya,\n\nYou signed up for our panel of transit professionals. Would you join a 30-minute interview about fare tools? As a thank you we offer a 75 dollar gift card. Pick a time: https://fareflow.example/study",
                subject="30-minute interview ($75 gift card)",
            ),
            Book(
                "11 21:15", "study", "s0", "FareFlow user interview", text="30 min, remote. Please have a laptop ready."
            ),
            Answer("11 21:16", "me"),
        ),
        (Truth(False, "other", "held_presumed", "study", why="A paid user research interview."),),
    ),
    Story(
        "webinar",
        0,
        {"s0": Slot(10, "12:00", 60)},
        (
            Book(
                "6 12:48",
                "webinar",
                "s0",
                "Webinar: Breaking into Climate Careers (informational session)",
                robot="webinar",
                place="https://webcastly.example/w/99120",
                mail_subject="You're registered: Breaking into Climate Careers",
                mail_text="Hi Maya,\n\nThank you for registering for our informational session with four panelists who made the jump. {s0.wd}, {s0.mdy} at {s0.t12} CT. 340 people have signed up!\n\nJoin link: https://webcastly.example/w/99120\n\nBring your questions about coffee chats, mentors and resumes.",
            ),
            Write(
                "s0=1 08:00",
                "webinar",
                "Thank you for joining us! The recording and slides: https://webcastly.example/w/99120/replay. Next month: how to ask for an informational interview.",
                subject="Recording: Breaking into Climate Careers",
                labels=("INBOX", "CATEGORY_PROMOTIONS"),
            ),
        ),
        (Truth(False, "event", "held_presumed", "webinar", why="A webinar with hundreds of people."),),
    ),
    Story(
        "class",
        0,
        {"s0": Slot(1, "18:30", 90)},
        (
            Book(
                "-14 20:00",
                "me",
                "s0",
                "Deutsch B2 Konversation",
                guests=(),
                place="Abendschule, room 4",
                every_weeks=1,
                times=4,
            ),
            Write(
                "0 09:00",
                "school",
                "Liebe Teilnehmende,\n\nam {s0.tag} sprechen wir über das Thema Beruf und Werdegang. Bitte bereiten Sie ein kurzes Interview mit Ihrer Nachbarin vor.\n\nIhre Abendschule",
                subject="Deutsch B2: Hausaufgabe",
                labels=("INBOX", "CATEGORY_UPDATES"),
            ),
        ),
        (Truth(False, "event", "held_presumed", NOBODY, why="An evening class."),),
        is_fixed=True,
    ),
)

HOME = (
    Story(
        "friends-coffee",
        0,
        {"s0": Slot("w1", "10:30", 90)},
        (
            Write(
                "4 19:30",
                "jess",
                "Coffee saturday?? I need to tell you about the landlord AND about marco. {s0.t12} at ours",
                subject="saturday",
            ),
            Write("4 19:52", "me", "YES. {s0.t12} at Sputnik. Bring both stories.", bare=True),
            Book("4 19:55", "me", "s0", "coffee w/ Jess", guests=("jess",), place="Sputnik Coffee"),
            Answer("4 20:01", "jess"),
        ),
        (Truth(False, "personal", "held_presumed", "jess", why="Coffee with a close friend about her love life."),),
    ),
    Story(
        "friend-lunch",
        0,
        {"s0": Slot(12, "12:30", 60)},
        (
            Write(
                "6 21:40",
                "liv",
                "Maya! I'm in the Loop on {s0.wd} for a dentist thing. Lunch at {s0.t12}? It's been since the wedding!",
                subject="lunch?",
            ),
            Write("6 22:03", "me", "Yes please! The ramen place by the library?", bare=True),
            Write("7 08:15", "liv", "See you there!", bare=True),
            Book("7 08:20", "me", "s0", "Lunch Liv", guests=("liv",), place="Ramen by the library"),
            Answer("7 09:00", "liv"),
        ),
        (Truth(False, "personal", "held_presumed", "liv", why="Lunch with an old friend."),),
    ),
    Story(
        "family",
        0,
        {"s0": Slot("u1", "17:00", 180)},
        (
            Write(
                "1 20:44",
                "mom",
                "Mija, Sunday the {s0.ord} dinner for your tío. Bring the flan. Nico brings nothing as always. Besos",
                subject="domingo",
            ),
            Write("1 21:20", "me", "Flan is on the list, mamá. Besos", bare=True),
            Write("2 08:05", "brother", "I bring wine every time?!", to=("me", "mom"), bare=True),
            Book("2 08:30", "brother", "s0", "Dinner tío Ramón", guests=("me", "mom"), place="mamá", calendar="family"),
            Answer("2 09:00", "me"),
        ),
        (Truth(False, "personal", "held_presumed", "brother", others=("mom",), why="Family dinner."),),
    ),
    Story(
        "home-chatter",
        0,
        {},
        (
            Write(
                "c3 12:20",
                "brother",
                "do you still have the bike pump? also did you see what mom posted",
                subject="pump",
            ),
            Write("c3 13:40", "me", "Pump yes, post no, and now I'm afraid to look.", bare=True),
            Write(
                "c6 18:02",
                "teodora",
                "Hi neighbor, a package of yours is with us (heavy! books?). We're home until 8. T.",
                subject="package",
                thread="pack",
            ),
            Write(
                "c6 18:30",
                "me",
                "Books, always books. Coming down in ten minutes, thank you!",
                thread="pack",
                bare=True,
            ),
            Write("c12 09:15", "mom", "Did you call the doctor about the knee", subject="rodilla", thread="knee"),
            Write("c12 11:50", "me", "Going every week, mamá. Much better.", thread="knee", bare=True),
            Write(
                "c15 20:20",
                "jess",
                "ok I asked around and you HAVE to talk to harriet lowenthal and also brandon. I told them you're lovely. you're welcome",
                subject="people for you",
                thread="people",
            ),
            Write("c15 21:05", "me", "You are the best. Writing to both this week.", thread="people", bare=True),
            Write(
                "c20 16:44",
                "landlord",
                "Dear tenant, the boiler inspection is on the 3rd floor this Thursday between 9 and 1. Someone has to be home.",
                subject="Boiler inspection",
                thread="boiler",
            ),
            Write("c20 18:01", "me", "My neighbor in 3B will let you in.", thread="boiler", bare=True),
            Write(
                "c23 22:10",
                "liv",
                "photos from the wedding are finally up! you're dancing in at least nine of them",
                subject="photos!!",
                thread="photos",
            ),
            Write("c24 08:12", "me", "Nine too many. They are lovely.", thread="photos", bare=True),
            Write(
                "c27 19:19",
                "brother",
                "mom's birthday: are we doing the boat thing? need to book by friday",
                subject="boat",
                thread="boat",
            ),
            Write(
                "c27 19:50",
                "me",
                "Boat thing. I pay half. Tell nobody who can't keep a secret (tía).",
                thread="boat",
                bare=True,
            ),
        ),
    ),
)

ERRANDS = (
    errand("haircut", Slot(7, "10:30", 60), "Haircut", "personal", "Haircut."),
    errand("gym", Slot("w0", "09:00", 60), "Climbing", "personal", "Sport on a Saturday."),
    errand("flight", Slot("u2", "08:05", 130), "Flight to Denver (PA 411)", "personal", "A flight.", place="ORD"),
    errand(
        "focus",
        Slot(9, "14:00", 120),
        "FOCUS: lakefront bid",
        "internal",
        "Time she blocked for herself.",
        calendar="work",
    ),
    errand("read", Slot(18, "16:00", 60), "read Nine Rivers budgets", "personal", "Reading time."),
    errand(
        "bank",
        Slot(14, "12:30", 30),
        "Bank: refinance talk",
        "other",
        "Bank appointment.",
        place="Lakeside Credit Union",
    ),
    errand("pick-up", Slot(16, "17:00", 30), "pick up bike", "personal", "Errand."),
    errand("book-club", Slot(11, "19:00", 120), "Book club", "personal", "Book club.", place="Teodora's"),
    errand(
        "open-house",
        Slot(3, "18:00", 120),
        "Open house: Ashland lanes",
        "event",
        "A public meeting.",
        place="Pulaski library",
    ),
    errand(
        "mixer",
        Slot(17, "18:00", 120),
        "Alumni mixer",
        "event",
        "A mixer with dozens of people.",
        place="Lakeforge downtown",
    ),
    errand("tenants", Slot(15, "19:00", 60), "Tenants' meeting", "personal", "House meeting."),
    errand("call-mom", Slot("u0", "16:00", 30), "call mamá", "personal", "Family call."),
)

LIFE = (*WORK, *HIRING, *SELLING, *CARE, *PRESS, *HOME, *ERRANDS)

DAYS = (
    AllDay("c9", "Election day (Alder)", "holidays"),
    AllDay("c17", "Nico's birthday", "family"),
    AllDay("u2", "Denver with Liv", "primary"),
    AllDay(13, "Tobias off", "work"),
)

BULK = (
    Bulk(
        "The Transit Dispatch",
        "dispatch@transitdispatch.example",
        "CATEGORY_UPDATES",
        (
            (
                "Why your bus is late on Mondays",
                "Good morning. Today: dwell times, a strike vote in the north, and a bridge that will not open.\nOur chart of the week shows 14,000 door openings.\nWe would love your feedback.",
            ),
            (
                "The bridge that would not open",
                "Good morning. Engineers spent the night on the Western Avenue bridge.\nAlso: who pays for heated shelters?",
            ),
            (
                "Fares: the long read",
                "Why do flat fares come back every twenty years? A long read for your weekend, with coffee.",
            ),
            ("Three agencies, one app", "Good morning. Three agencies try to share one app, and the fourth says no."),
            ("Budget season", "Good morning. Operating deficits in nine charts, and one agency that has none."),
        ),
        "dispatch.transitdispatch.example",
        6,
    ),
    Bulk(
        "Coffee & Concrete",
        "hello@coffeeandconcrete.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "Coffee chat: how she left consulting for the river",
                "Every week we sit down for a coffee chat with somebody who changed lanes. This week: a consultant who now counts fish.\nReply and tell us your story.",
            ),
            (
                "Coffee chat: 20 minutes with a city forester",
                "Our informational interview of the week. What does a city forester do all day? We asked, so you do not have to.",
            ),
            ("Coffee chat: the mapmaker", "Grab a cup. She draws flood maps and hates the color blue."),
            (
                "Coffee chat: your questions answered",
                "You asked how to ask for career advice. Ten readers share the mail that got a yes.",
            ),
        ),
        "news.coffeeandconcrete.example",
        9,
    ),
    Bulk(
        "Ladder Weekly",
        "tips@ladderweekly.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "7 informational interview questions that open doors",
                "Informational interviews are the secret weapon of career changers. Here are seven questions, a template for the thank-you and a script for the ask.",
            ),
            (
                "Career advice nobody gives you",
                "Our editor's blunt career advice: stop polishing and start asking. Would you have 20 minutes? That is the whole trick.",
            ),
            ("Is your mentor the wrong mentor?", "Five signs, and how to have the conversation."),
            ("Last call: the Ladder bootcamp", "Only 9 seats left in our networking bootcamp. Use code COFFEE."),
        ),
        "weekly.ladderweekly.example",
        11,
    ),
    Bulk(
        "ProLink",
        "notifications@mail.prolink.example",
        "CATEGORY_SOCIAL",
        (
            (
                "Theo Vandermeer accepted your invitation",
                "You and Theo Vandermeer are now connected. See Theo's profile.",
            ),
            ("You appeared in 9 searches this week", "See who is looking for planners like you."),
            ("Kofi Mensah-Reid viewed your profile", "Kofi and 4 others viewed your profile this week."),
            (
                "New message from Craig Boyle",
                "Craig: Hi Maya, great background! Open to a chat about your career? Reply on ProLink.",
            ),
            (
                "People you may know: Odile Fontaine",
                "Odile Fontaine, formerly county resilience officer, and 6 others.",
            ),
            (
                "Congratulate Bethany Kowalczyk on 5 years",
                "Bethany celebrates 5 years at Cook Green Infrastructure. Say congrats.",
            ),
            (
                "Your job alert: resilience planner in Chicago",
                "12 new jobs match your alert. Resilience Planner, Lakeshore County. Climate Analyst, Port Ellery.",
            ),
            (
                "Your job alert: resilience planner in Chicago",
                "7 new jobs match your alert. Adaptation Fellow. Stormwater Planner.",
            ),
        ),
        "notifications.prolink.example",
        13,
    ),
    Bulk(
        "Parcelwing",
        "tracking@parcelwing.example",
        "CATEGORY_UPDATES",
        (
            ("Your parcel <order> is on its way", "Parcel <order> left our hub and arrives tomorrow between 10 and 2."),
            ("Delivered: parcel <order>", "We left your parcel with a neighbor (3B)."),
            ("Your parcel <order> is delayed", "We are sorry: weather. New date: the day after tomorrow."),
            ("Delivered: parcel <order>", "Left at the front door."),
        ),
        "",
        14,
    ),
    Bulk(
        "Paper & Spine Books",
        "orders@paperandspine.example",
        "CATEGORY_UPDATES",
        (
            (
                "Order <order> confirmed",
                "Thank you for your order <order>. Total: $<amount>. Water Always Wins, and 2 others.",
            ),
            ("Your receipt for order <order>", "Total $<amount>, paid with card ending 4402."),
        ),
        "",
        20,
    ),
    Bulk(
        "Lakeside Credit Union",
        "alerts@lakesidecu.example",
        "CATEGORY_UPDATES",
        (
            (
                "Your statement is ready",
                "Your monthly statement is ready in online banking. We never ask for your password by mail.",
            ),
            ("Payment received: $<amount>", "We received your payment of $<amount>. Thank you."),
            ("Large purchase alert", "A purchase of $<amount> was made with your card ending 4402. Not you? Call us."),
            ("Sign-in code <code>", "Your code is <code>. It works for ten minutes."),
            (
                "Meet your adviser",
                "Would you like a free 30-minute conversation about your goals? Book an appointment with an adviser at your branch.",
            ),
        ),
        "",
        8,
    ),
    Bulk(
        "Midwest Planners list",
        "planners@lists.midwestplanners.example",
        "CATEGORY_FORUMS",
        (
            (
                "[planners] Parking minimums, again",
                "Does anybody have a model ordinance for abolishing minimums in a town of 20,000? Happy to buy whoever helps a coffee.\n\nRolf",
            ),
            (
                "Re: [planners] Parking minimums, again",
                "See the one from Alder, it survived two lawsuits.\n\nOn Tue, Rolf wrote:\n> Does anybody have a model ordinance",
            ),
            (
                "Re: [planners] Parking minimums, again",
                "+1 for Alder. Their planner is glad to talk, 20 minutes with her saved us a month.\n\nSent from my iPad",
            ),
            (
                "[planners] Job: Planner II, Town of Bellrock",
                "Apply by the 30th. Questions to the clerk. Informational call for applicants on Thursday at noon.",
            ),
            (
                "[planners] Student looking for informational interviews",
                "Hello all, I am a student and would like to interview some of you about your work for a class paper. Please write to me off list.\n\nMira",
            ),
            ("[planners] Snow storage standards?", "Asking for a friend who is the city engineer."),
            ("Re: [planners] Snow storage standards?", 'Ours are from 1987 and consist of the word "adequate".'),
        ),
        "planners.lists.midwestplanners.example",
        15,
        (("X-BeenThere", "planners@lists.midwestplanners.example"),),
    ),
    Bulk(
        "Lakeforge Alumni",
        "alumni@news.lakeforge.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "Coffee with a Forger: meet alumni in your city",
                "Sign up for Coffee with a Forger and be matched with an alum for a 30-minute career conversation.",
            ),
            ("Alumni mixer downtown", "Join 80 Forgers for drinks and name tags. Free for members."),
            ("Give a day", "Our giving day is here. Every gift is doubled until midnight."),
        ),
        "news.lakeforge.example",
        10,
    ),
    Bulk(
        "Seed & Sprout Market",
        "offers@seedandsprout.example",
        "CATEGORY_PROMOTIONS",
        (
            ("20% off single-origin coffee", "Three days only: 20% off all coffee beans."),
            ("Your weekly deals", "Asparagus, oats, and the good butter."),
            ("We miss you", "Here is $5 off your next basket."),
            ("Your weekly deals", "Rhubarb is back."),
            ("Your order <order> is packed", "Pick up between 5 and 8 pm. Total $<amount>."),
        ),
        "offers.seedandsprout.example",
        7,
    ),
    Bulk(
        "Prairie Air",
        "noreply@prairieair.example",
        "CATEGORY_UPDATES",
        (
            (
                "Your itinerary <order>: Chicago to Denver",
                "Maya Castellanos, seat 14C. Check in opens 24 hours before departure.",
            ),
            ("Time to check in", "Your flight to Denver leaves soon. Check in now."),
            ("Earn double miles", "This month only, on all flights."),
        ),
        "",
        9,
    ),
    Bulk(
        "Streetlight Software",
        "team@streetlightsoft.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "Live demo on Thursday: counting bikes with one camera",
                "Save your seat for our webinar. 45 minutes, questions welcome.",
            ),
            ("Case study: 40% fewer manual counts", "How a mid-size agency saved two summers of interns."),
            ("Did you miss it? Watch the replay", "The recording of our webinar is here."),
        ),
        "m.streetlightsoft.example",
        12,
    ),
    Bulk(
        "Chorus Ticketing",
        "tickets@chorustix.example",
        "CATEGORY_UPDATES",
        (
            ("Your tickets for Saturday", "Two tickets, balcony left. Order <order>. Total $<amount>."),
            ("How was it?", "Rate your evening."),
        ),
        "",
        18,
    ),
    Bulk(
        "City of Chicago 311",
        "no-reply@311.cityservices.example",
        "CATEGORY_UPDATES",
        (
            ("Service request <order> received", "Pothole in street. Thank you for your report."),
            ("Service request <order> closed", "Your request has been completed."),
        ),
        "",
        16,
    ),
    Bulk(
        "Cloudlocker",
        "no-reply@cloudlocker.example",
        "CATEGORY_UPDATES",
        (
            ("You are running out of space", "Your locker is 91% full. Upgrade for $1.99 a month."),
            ("Tobias Greer shared a folder with you", "Ashland pilot, 48 files. Open folder."),
            ("Anika Sørensen commented on Board deck", '"Could this be a line chart?" Open the comment.'),
            ("Paul Devereaux commented on Board deck", '"Less text on 4, please." Open the comment.'),
            ("New sign-in from Chrome on Mac", "If this was you, there is nothing to do."),
        ),
        "",
        11,
    ),
    Bulk(
        "Powerhouse Utilities",
        "billing@powerhouseutil.example",
        "CATEGORY_UPDATES",
        (
            ("Your bill is ready: $<amount>", "Auto-pay is on. Nothing to do."),
            ("Planned outage on your street", "Tuesday from 9 to 11 am."),
        ),
        "",
        10,
    ),
    Bulk(
        "The Porch, a newsletter by Lu Castaway",
        "lu@theporch.example",
        "CATEGORY_PROMOTIONS",
        (
            (
                "On asking for help",
                "I asked a stranger for half an hour of her time last week, and she said yes. People mostly do. Here is what I learned.",
            ),
            ("On thanking people", "A thank-you that names one thing beats a thank-you that names none."),
            ("On quitting", "Letters from four readers who did."),
        ),
        "theporch.letters.example",
        19,
    ),
    Bulk(
        "Division Climbing",
        "frontdesk@divisionclimbing.example",
        "CATEGORY_PROMOTIONS",
        (
            ("New routes are up", "The cave has been reset. Come and fall off it."),
            ("Bring a friend Friday", "Free day pass for your friend."),
        ),
        "",
        8,
    ),
)
