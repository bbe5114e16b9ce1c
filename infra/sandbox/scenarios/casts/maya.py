"""Maya Castellanos, transit planner in Chicago, who wants to understand flood resilience work: her people and her month.

Long text is data here. Her account takes her private, work and alumni addresses; American English, German with one contact.
"""

from infra.sandbox.scenarios.casts.maya_life import BULK, DAYS, LIFE
from infra.sandbox.scenarios.casts.maya_people import CALENDARS, OWN, PARTIES, PERSON
from infra.sandbox.scenarios.plot import Answer, Book, Cancel, Cast, Move, Slot, Story, Truth, Write

INTERVIEWS = (
    Story(
        "accepted",
        0,
        {"s0": Slot(4, "14:00"), "x0": Slot(5, "10:00", is_taken=False)},
        (
            Write(
                "-3 19:42",
                "me",
                "Hi Renata,\n\nI read your piece on the Calumet levee map this weekend, twice. I'm a transit planner (bus networks, mostly), and for a "
                "year or so I keep ending up at the same question: why do we draw routes through streets that flood every spring?\n\n"
                "[[Would you have 20 minutes some time in the next two weeks to tell me how you got into flood work and what the days look like?||"
                "Could I ask you for 20 minutes of your time in the next couple of weeks? I'd love to hear how you came to flood work and what "
                "it is really like.]] Phone or video, whatever is easiest. I can work around your calendar.",
                subject="Your article on the Calumet levee map",
                to=("renata",),
            ),
            Write(
                "0 11:15",
                "renata",
                "Hi Maya,\n\n[[What a nice note, thank you. I'm happy to. Funny enough I started in buses too (fare data, a long time ago).||Thanks for this, it made my Monday better whatever day it is. Yes, let's. I began in fare data myself, long ago.||Of course. You write to somebody who once counted bus transfers for a living, so I'm partial.]]\n\n"
                "{s0.wd} at {s0.t12} or {x0.wd} at {x0.t12}?",
            ),
            Write(
                "0 12:03",
                "me",
                "[[{s0.wd} at {s0.t12} is perfect. Thank you so much!||{s0.wd}, {s0.t12}, wonderful. Thank you!||Thank you! Let's take {s0.wd} at {s0.t12}.]]",
            ),
            Book(
                "0 13:20",
                "renata",
                "s0",
                "[[Renata / Maya: getting into flood work||Maya Castellanos / Renata||Flood work chat, Maya + Renata]]",
                video="meet",
                text="Maya is a transit planner, wants to hear about flood work.",
            ),
            Answer("0 13:31", "me"),
            Write(
                "s0=1 09:22",
                "renata",
                "Maya,\n\nGood talking {s0.ago}! As promised, the county's drainage atlas (page 40 on is the part I meant): "
                "https://floodworks.example/atlas\n\nAnd do write to the people at Shoreline, they like outsiders.",
                subject="that drainage atlas",
                thread="after",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "renata",
                why="Maya asked a stranger for 20 minutes about her path; Renata wrote the day after that they talked.",
            ),
        ),
    ),
    Story(
        "moved-once",
        0,
        {"s0": Slot(5, "11:00"), "s1": Slot(7, "15:00")},
        (
            Write(
                "-2 08:35",
                "me",
                "Dear Mr. Vandermeer,\n\nYour colleague Paula Stritch spoke at the APA chapter lunch and said that you were the one who moved from highway design "
                "to stormwater at 35. I am 34 and in transit planning, so you can guess why I am writing.\n\n[[Would you be willing to talk with me for ||Could you see yourself talking with me for ||Might I talk with you for ]]"
                "half an hour? I am not looking for a position, I would like to understand the change before I make one.",
                subject="A question from a transit planner",
                to=("theo",),
            ),
            Write(
                "-1 16:50",
                "theo",
                "Maya,\n\nSure. Theo is fine. It was 37, not 35, Paula flatters me.\n\nI will have a Teams invite sent to you for {s0.wd} {s0.num}, {s0.there12} my time. Shout "
                "if that does not work.",
            ),
            Book(
                "-1 16:58",
                "theo",
                "s0",
                "[[Maya Castellanos - career conversation||Vandermeer / Castellanos||Call with Maya Castellanos (transit to stormwater)]]",
                shape="outlook",
                video="teams",
                place="Microsoft Teams Meeting",
            ),
            Answer("0 08:12", "me"),
            Write(
                "4 15:41",
                "theo",
                "Maya, apologies, a client has called a site walk for {s0.wd}. Moving us to {s1.wd} {s1.num} at {s1.there12} Eastern, update coming. Hope that "
                "still works on your side.",
                bare=True,
            ),
            Move("4 15:44", "s1"),
            Write("4 16:30", "me", "No problem at all, {s1.wd} works. See you then.", bare=True),
            Answer("4 16:31", "me"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "theo",
                slot="s1",
                reschedules=1,
                why="Career conversation she asked for; moved once by Theo, accepted again.",
            ),
        ),
    ),
    Story(
        "moved-twice-by-assistant",
        0,
        {"s0": Slot(6, "10:00"), "s1": Slot(9, "13:30"), "s2": Slot(12, "09:30")},
        (
            Write(
                "-6 09:05",
                "alumni",
                "Dear Dr. Abara,\n\nWe both have Lakeforge on our wall (you '98, I '14). I plan bus networks in Chicago and have been reading Terravane's flood "
                "risk notes, and [[I would be grateful for thirty minutes to hear how an insurer looks at a street that a planner only sees as a route.||might I have thirty minutes to learn how an insurer looks at a street that I only see as a route?]]\n\n"
                "If it is easier, I can send three questions ahead.",
                subject="Lakeforge alum with a question on flood risk",
                to=("lucinda",),
            ),
            Write(
                "-5 21:14",
                "lucinda",
                "Maya - glad to. Always time for a fellow alum. Colleen (cc'd) runs my calendar and will find us a half hour. L.",
                cc=("colleen",),
                bare=True,
            ),
            Write(
                "-4 10:02",
                "colleen",
                "Good morning Ms. Castellanos,\n\nDr. Abara could do {s0.wd}, {s0.mdy} at {s0.there12} ET. Would that suit? I'll send a Teams invitation.",
                to=("alumni",),
                cc=("lucinda",),
            ),
            Write(
                "-4 10:40",
                "alumni",
                "Good morning Colleen, that suits me well, thank you.",
                to=("colleen",),
                cc=("lucinda",),
            ),
            Book(
                "-4 11:07",
                "lucinda",
                "s0",
                "Dr. Abara / Maya Castellanos (Lakeforge)",
                guests=("alumni",),
                shape="outlook",
                video="teams",
                sent_by="colleen",
                place="Microsoft Teams Meeting",
            ),
            Answer("-4 11:30", "alumni"),
            Write(
                "4 14:20",
                "colleen",
                "Dear Ms. Castellanos,\n\nUnfortunately a board call has been placed over Dr. Abara's {s0.wd}. May I offer {s1.wd}, {s1.mdy} at {s1.there12} ET instead? I have "
                "updated the invitation, please let me know if it is not convenient.",
                to=("alumni",),
                cc=("lucinda",),
            ),
            Move("4 14:22", "s1"),
            Answer("4 15:01", "alumni"),
            Write(
                "8 09:48",
                "colleen",
                "Dear Ms. Castellanos,\n\nI am so sorry to do this again. Dr. Abara will be travelling back from London that afternoon. I have moved you to {s2.wd}, "
                "{s2.mdy}, {s2.there12} ET, and will guard it with my life.",
                to=("alumni",),
                cc=("lucinda",),
            ),
            Move("8 09:50", "s2"),
            Write(
                "8 10:15",
                "alumni",
                "Dear Colleen,\n\nPlease don't worry, {s2.wd} is fine. Thank you for taking care of it.",
                to=("colleen",),
                cc=("lucinda",),
            ),
            Answer("8 10:16", "alumni"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "lucinda",
                slot="s2",
                reschedules=2,
                why="Asked an alumna for thirty minutes on her field; her assistant Colleen moved it twice. Colleen is not a participant.",
            ),
        ),
    ),
    Story(
        "cancelled-by-contact",
        0,
        {"s0": Slot(8, "16:00")},
        (
            Write(
                "1 12:31",
                "me",
                "Hello Piotr,\n\nWe sat two seats apart at the Midwest mobility day in the fall and you said your city now has a "
                '"climate and streets" desk. May I ask you a few questions about how that came to be and what kind of people you have there? 25 minutes '
                "would do, and I'm glad to come by if you'd rather talk in person.",
                subject="The climate and streets desk",
                to=("piotr",),
            ),
            Write(
                "2 08:09",
                "piotr",
                "[[Hi Maya! Of course I remember. Let's do a call, {s0.wd} {s0.t12} good? I send you something.||Maya, hello! Yes, yes, the coffee line. {s0.wd} {s0.t12}? I make an invite.]]\n\nP.",
            ),
            Book(
                "2 08:15",
                "piotr",
                "s0",
                "[[Maya x Piotr||climate & streets desk: Maya / Piotr||Piotr + Maya call]]",
                video="meet",
            ),
            Answer("2 09:00", "me"),
            Cancel("7 17:32", note="So sorry, budget hearing just landed on me. Will write when the dust settles."),
            Write(
                "7 18:05", "me", "Hi Piotr, no worries, hearings win. Whenever it suits you, I'll be around.", bare=True
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "cancelled",
                "piotr",
                cancelled_by="contact",
                why="Questions about his desk and people, agreed and accepted; Piotr cancelled the evening before.",
            ),
        ),
    ),
    Story(
        "cancelled-by-user",
        0,
        {"s0": Slot(10, "13:00", 45)},
        (
            Write(
                "3 20:18",
                "me",
                "Dear Harriet,\n\nJess Moreau said I should talk with you about landscape-led drainage, because you will tell me the truth about the pay. "
                "[[Could we find 45 minutes? I'd bring questions and a notebook and no agenda.||Would you give me 45 minutes of truth? I'd bring questions and a notebook.]]",
                subject="Jess says I should talk to you",
                to=("harriet",),
            ),
            Write(
                "4 07:12",
                "harriet",
                "Ha, Jess would say that. Yes, gladly. Next week is good, what about {s0.wd} {s0.mdy} at {s0.t12}? You can call me on 312-555-0142.",
            ),
            Write("4 08:55", "me", "{s0.wd} {s0.t12} it is. I put it in the calendar so neither of us forgets."),
            Book(
                "4 08:57",
                "me",
                "s0",
                "Call with Harriet (landscape / drainage)",
                guests=("harriet",),
                place="312-555-0142",
            ),
            Answer("4 12:40", "harriet"),
            Write(
                "9 18:22",
                "me",
                "Dear Harriet,\n\nI'm so sorry, I have to cancel our call {s0.soon}: I have been down with the flu since yesterday and have no voice left. May I write to you again "
                "next month?",
            ),
            Cancel("9 18:24"),
            Write("9 19:03", "harriet", "Oh no. Soup and sleep! Write when you're upright again."),
        ),
        (
            Truth(
                True,
                "informational",
                "cancelled",
                "harriet",
                cancelled_by="user",
                why="Agreed talk about Harriet's field and its pay; Maya was ill and called it off the evening before.",
            ),
        ),
    ),
    Story(
        "no-show",
        0,
        {"s0": Slot(11, "11:30")},
        (
            Write(
                "2 21:02",
                "me",
                "Hi Desmond,\n\nI found you through the Bluestem team page. You went from a DOT to a river hydrology shop, which is close to the jump I'm turning over in my head. "
                "[[Any chance of half an hour to compare notes?||Could I have half an hour of your time to hear how that went?]]",
                subject="From DOT to rivers",
                to=("desmond",),
            ),
            Write("4 23:31", "desmond", "sure thing. {s0.wd} {s0.t12}? send me a link. d", bare=True),
            Book("5 09:10", "me", "s0", "Maya / Desmond - from DOT to rivers", guests=("desmond",), video="meet"),
            Answer("5 10:44", "desmond"),
            Write(
                "s0+13",
                "me",
                "Hi Desmond,\n\nI'm on the link, no hurry if you're coming out of something else. I'll stay on for another ten minutes: the link is in the invite.",
                bare=True,
            ),
            Write(
                "s0+325",
                "desmond",
                "Maya I am so sorry I missed you. was out at a gauge with no signal and lost the day completely. entirely my fault. can I make it up to you "
                "next month? ",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "no_show",
                "desmond",
                no_show_by="contact",
                why="Maya waited on the link; Desmond apologised that evening for missing it.",
            ),
        ),
    ),
    Story(
        "group-of-three",
        0,
        {"s0": Slot(9, "10:00", 45)},
        (
            Write(
                "3 10:26",
                "me",
                "Hello Ingrid,\n\nRenata Dunmore said that Shoreline likes outsiders, so here is one. I plan bus networks and am looking at whether flood and heat work "
                "could be my next ten years. Could I ask you about how your small team works, who does what and how you each got there?",
                subject="An outsider says hello",
                to=("ingrid",),
            ),
            Write(
                "4 14:17",
                "ingrid",
                "Hi Maya,\n\n[[We do! May I bring Kofi (cc)? He came to us from urban design and his story is better than mine.||Outsiders are how we got most of our good ideas. I'd like Kofi (cc) to join, he came over from urban design.]] {s0.wd} the {s0.ord}, {s0.t12}, 45 min?",
                cc=("kofi",),
            ),
            Write("4 15:00", "kofi", "Happy to join. My story is longer, not better.", bare=True),
            Write("4 16:21", "me", "Two stories, even better. {s0.wd} at {s0.t12} works for me. Thank you both!"),
            Book(
                "4 17:02",
                "ingrid",
                "s0",
                "[[Maya meets Shoreline (Ingrid, Kofi)||Shoreline x Maya C.||How Shoreline works: Maya, Kofi, Ingrid]]",
                guests=("me", "kofi"),
                video="meet",
            ),
            Answer("4 17:10", "kofi"),
            Answer("4 18:00", "me"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "ingrid",
                others=("kofi",),
                why="Two people of one small team tell her how they work and got there; she asked.",
            ),
        ),
    ),
    Story(
        "referral",
        0,
        {"s0": Slot(13, "15:30"), "x0": Slot(14, "11:00", is_taken=False)},
        (
            Write(
                "3 07:58",
                "walter",
                "Maya, Simone,\n\nYou should know each other. Simone runs the water practice at Arpent and was my student in the days of overhead projectors. Maya was my student "
                "in the days of broken projectors; she plans transit and is curious about what you do. I leave you to it.\n\nWalter",
                subject="Introduction: Simone Beauchamp / Maya Castellanos",
                to=("me", "simone"),
            ),
            Write(
                "3 12:15",
                "me",
                "Thank you, Walter! (Moving you to bcc so you are spared the scheduling.)\n\nSimone, very glad to meet you. Would you have half an hour in the "
                "next two weeks? [[I would love to hear how your practice came about and what you look for in the people you work with.||I'm curious how your practice began, and how people find their way into it.]]",
                to=("simone",),
            ),
            Write(
                "6 16:44",
                "simone",
                "Hi Maya,\n\nAny friend of Walter's. I'm on site most of next week; {s0.wd} {s0.mdy} at {s0.t12} or {x0.wd} at {x0.t12}?",
                to=("me",),
            ),
            Write("6 17:20", "me", "{s0.wd}, {s0.mdy} at {s0.t12}, with pleasure."),
            Book(
                "7 08:33",
                "simone",
                "s0",
                "[[Simone/Maya intro||Maya C. (Walter's)||Simone + Maya]]",
                shape="apple",
                text="Call me on my cell if video fails: 773 555 0188",
            ),
            Answer("7 08:50", "me"),
            Write(
                "s0+125",
                "simone",
                "Maya, I enjoyed that. Here is the name I couldn't come up with: the Des Plaines report is by Hollis Grant. Say hello to Walter.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "simone",
                introduced_by="walter",
                why="Professor introduced them by mail and was moved to bcc; Simone wrote the same day that she enjoyed it.",
            ),
        ),
    ),
    Story(
        "host",
        0,
        {"s0": Slot(7, "12:00"), "x0": Slot(8, "12:00", is_taken=False)},
        (
            Write(
                "2 22:47",
                "jaylen",
                "Dear Ms. Castellanos,\n\nMy name is Jaylen Whitaker and I am a senior in geography at Lakeforge State. Prof. Nakagawa gave me your name. I'm trying to figure out if "
                "transit planning is for me and [[I was wondering if you might have 20-30 minutes to talk about your job and how you got there?||would you have 20 minutes or so to tell me about your job and how you ended up in it?]] I am "
                "free most afternoons and can do zoom or phone.\n\nThank you for considering it!",
                subject="Lakeforge student hoping to learn about transit planning",
                to=("alumni",),
            ),
            Write(
                "3 08:20",
                "alumni",
                "Hi Jaylen,\n\n[[Glad to, somebody did the same for me once.||Happy to help, I remember being where you are.]] Does {s0.wd} or {x0.wd} at {s0.t12} work? I'll tell you about the buses and the meetings about buses.",
            ),
            Write("3 10:05", "jaylen", "{s0.wd} at {s0.t12} would be amazing, thank you so much!!"),
            Book(
                "3 10:30",
                "alumni",
                "s0",
                "[[Jaylen (Lakeforge) - what a transit planner does||Jaylen W. / Maya||call with Jaylen Whitaker, geography senior]]",
                guests=("jaylen",),
                video="meet",
            ),
            Answer("3 10:33", "jaylen"),
            Write(
                "s0+210",
                "jaylen",
                "Dear Maya,\n\nThank you so much for talking with me today. I didn't know half of the job was listening to people at bus stops, and that makes me want it more. I "
                "signed up for the GIS course like you said.\n\nBest wishes,",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "jaylen",
                role="host",
                why="A student asked Maya about her job; he thanked her the same afternoon.",
            ),
        ),
    ),
    Story(
        "thanked-by-hand",
        0,
        {"s0": Slot(6, "15:00")},
        (
            Write(
                "1 18:40",
                "me",
                "Hi Bethany,\n\nYour talk on green alleys has been following me around all week. [[I'd like to learn how you argue for money for something nobody can see working. Half an hour, ||How do you argue for money for something nobody can see working? I'd love to hear it. Half an hour, ]]"
                "whenever you like?",
                subject="Green alleys",
                to=("bethany",),
            ),
            Write("2 09:33", "bethany", "Hi Maya, I'd like that! {s0.wd} {s0.t12}, I'll send an invite so it's real."),
            Book(
                "2 09:36",
                "bethany",
                "s0",
                "[[Chat w/ Maya Castellanos||Bethany / Maya: green alleys||Maya C + Bethany K]]",
                video="meet",
            ),
            Answer("2 09:50", "me"),
            Write(
                "s0=0 17:25",
                "me",
                "Dear Bethany,\n\n[[Thank you for this afternoon. The idea of counting dry basements rather than gallons is one I will steal, with credit.||What a good half hour, thank you. I'm going to count dry basements rather than gallons from now on, with credit to you.]] I'll write to the "
                "alley people you named this week and let you know how it goes.",
            ),
            Write("s0=1 08:14", "bethany", "Steal away. And tell me how it goes!", bare=True),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "bethany",
                thanked_by_hand=True,
                why="Maya thanked Bethany herself two hours later, which also shows that they met.",
            ),
        ),
    ),
    Story(
        "german",
        0,
        {"s0": Slot(12, "11:00"), "x0": Slot(13, "11:00", is_taken=False)},
        (
            Write(
                "4 06:50",
                "me_de",
                "Sehr geehrte Frau Dr. Voss,\n\nwährend meines Austauschjahres in Harburg habe ich oft an den Deichen gesessen und nicht geahnt, dass mich das Thema einmal beruflich "
                "beschäftigt. Ich plane in Chicago Busnetze und möchte besser verstehen, wie Hochwasserschutz und Stadtplanung bei Ihnen zusammenarbeiten.\n\nHätten Sie "
                "in den nächsten zwei Wochen eine halbe Stunde für ein Telefonat? Mich interessiert vor allem Ihr eigener Weg in dieses Feld.",
                subject="Frage zu Ihrem Weg in den Hochwasserschutz",
                to=("annegret",),
            ),
            Write(
                "5 05:40",
                "annegret",
                "Sehr geehrte Frau Castellanos,\n\nvielen Dank für Ihre nette Nachricht, und alle Achtung für Ihr Deutsch. Gerne. Mir würde {s0.tag}, der {s0.datum} um {s0.dort} (hiesige Zeit) "
                "passen, alternativ {x0.tag} zur gleichen Zeit.",
            ),
            Write(
                "5 07:15",
                "me_de",
                "Sehr geehrte Frau Dr. Voss,\n\n{s0.tag}, {s0.datum}, {s0.dort} Ihrer Zeit passt mir sehr gut. Ich freue mich darauf.",
            ),
            Book(
                "5 08:30",
                "annegret",
                "s0",
                "Gespräch Castellanos / Voss: Wege in den Hochwasserschutz",
                guests=("me",),
                shape="outlook",
                video="teams",
                place="Microsoft Teams-Besprechung",
            ),
            Answer("5 08:41", "me"),
            Write(
                "s0=1 03:55",
                "annegret",
                "Liebe Frau Castellanos,\n\nhaben Sie Dank für das anregende Gespräch {s0.neulich}. Anbei wie versprochen der Hinweis auf das Merkblatt zur Deichverteidigung: "
                "https://deichkontor.example/merkblatt\n\nMelden Sie sich gern, wenn Sie einmal wieder in Hamburg sind.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "annegret",
                why="Asked in German about her path; Dr. Voss thanked for yesterday's conversation the next morning.",
            ),
        ),
    ),
    Story(
        "first-meeting",
        0,
        {"s0": Slot(-17, "16:00")},
        (
            Write(
                "-22 12:12",
                "me",
                "Hi Rosalind,\n\nwe met in the coat line at the Metro Futures evening. You offered to tell me more about running a watershed office with nine people; may I take you up on that?",
                subject="The coat line",
                to=("rosalind",),
            ),
            Write("-21 09:40", "rosalind", "Of course, Maya. {s0.wd} {s0.t12}? I'll put it in.", bare=True),
            Book("-21 09:44", "rosalind", "s0", "Rosalind & Maya", video="meet"),
            Answer("-21 10:00", "me"),
            Write(
                "s0=0 18:10",
                "me",
                "Dear Rosalind,\n\nThank you for the hour that should have been a half hour. I had never thought of a watershed as a unit of gossip. I'll read the two "
                "budgets you named and come back with questions, if I may.",
            ),
            Write("s0=2 08:30", "rosalind", "Come back any time, with or without questions."),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "rosalind",
                thanked_by_hand=True,
                why="First of two meetings with Rosalind, before the month began; Maya thanked her that evening.",
            ),
        ),
    ),
    Story(
        "second-meeting",
        0,
        {"s0": Slot(14, "16:00")},
        (
            Write(
                "7 13:29",
                "me",
                "Hi Rosalind,\n\nI've read both budgets and now I have questions, as threatened. Would you have another half hour for me? I'm trying to decide between two "
                "kinds of courses and you are the person whose view I'd most like to hear.",
                subject="Questions, as threatened",
                to=("rosalind",),
            ),
            Write(
                "8 08:02",
                "rosalind",
                "[[Threat accepted. {s0.wd} the {s0.ord}, {s0.t12}, same as last time?||I was hoping for questions. {s0.wd} the {s0.ord} at {s0.t12}?]]",
            ),
            Write("8 09:45", "me", "Yes please, same as last time. Invite coming."),
            Book("8 09:47", "me", "s0", "Maya / Rosalind, round two", guests=("rosalind",), video="meet"),
            Answer("8 11:20", "rosalind"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "rosalind",
                why="Second talk with the same person, accepted by her; nothing written afterwards.",
            ),
        ),
    ),
    Story(
        "mentor",
        0,
        {"s0": Slot(-8, "08:30", 45), "s1": Slot(13, "09:00", 45)},
        (
            Write(
                "-12 17:05",
                "gwen",
                "Maya dear,\n\nI've been thinking about what you asked on the porch. Yes: let's talk every other week for a while. I'm retired, mornings are mine. No need for an agenda, "
                "just come with whatever is bothering you about work.\n\nGwen",
                subject="Every other week",
            ),
            Write(
                "-12 20:31",
                "me",
                "Gwen, I can't tell you how glad I am. I'll set it up for mornings before work, four times to begin with, and you tell me if you get tired of me.",
            ),
            Book(
                "-12 20:36",
                "me",
                "s0",
                "Gwen & Maya",
                guests=("gwen",),
                video="meet",
                every_weeks=2,
                times=4,
                text="Whatever is bothering me about work.",
            ),
            Answer("-11 07:02", "gwen"),
            Write(
                "c4 10:10",
                "gwen",
                "Something I forgot to say when we talked this week: the woman who ran resilience at the county before it was called that is Odile Fontaine. I'll ask her if she would talk to you.",
                subject="forgot to say",
                thread="after",
            ),
            Write(
                "10 18:12",
                "gwen",
                "My grandson's recital has moved onto our morning. Could we do {s1.wd} at {s1.t12} this once?",
                bare=True,
            ),
            Write("10 18:40", "me", "Of course, moved. Enjoy the recital!", bare=True),
            Move("10 18:41", "s1", occurrence=2),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "gwen",
                statuses=("", "held"),
                why="A retired commissioner talks over work with Maya every other week; not paid and no programme, each occurrence counts.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "invite-only-by-mail",
        0,
        {"s0": Slot(15, "10:30", 30)},
        (
            Write(
                "8 21:33",
                "alumni",
                "Hi Alasdair,\n\nThe alumni directory says you went from Lakeforge to a delta authority in Rotterdam and back. I plan buses in Chicago and think about water. I'd be "
                "glad of half an hour to hear about the road between the two.",
                subject="Lakeforge, Rotterdam and back",
                to=("alasdair",),
            ),
            Write(
                "10 06:20",
                "alasdair",
                "[[Hi Maya, happy to chat! How about {s0.wd} {s0.t12} your time. Attaching something for your calendar.||Maya, of course. Would {s0.wd} at {s0.t12} (Chicago) do? Here's a calendar entry.]]",
                to=("alumni",),
            ),
            Book(
                "10 06:24",
                "alasdair",
                "s0",
                "Alasdair <> Maya: Rotterdam and back",
                guests=("alumni",),
                shape="apple",
                by_mail_only=True,
                text="I'll call you on WhatsApp, number as in your signature.",
            ),
            Write("10 08:40", "alumni", "Yes, {s0.wd} at {s0.t12} Chicago time works for me. Looking forward to it!"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "alasdair",
                sources=("mail",),
                why="The invite came only as a mail with an .ics to her alumni address; she said yes by mail; her calendar has nothing.",
            ),
        ),
    ),
    Story(
        "tomorrow",
        0,
        {"s0": Slot(100, "13:00")},
        (
            Write(
                "15 11:48",
                "me",
                "Dear Farah,\n\nSimone Beauchamp mentioned your lab when I asked her who in the region thinks about streets and storms together. [[Could I ask you for half an hour about how ||I'd be glad of half an hour with you on how ]]"
                "the lab works with cities, and how you ended up there?",
                subject="Streets and storms",
                to=("farah",),
            ),
            Write(
                "16 14:09",
                "farah",
                "Hi Maya, thanks for writing. Yes! {s0.wd}, {s0.mdy}, {s0.there12} Pacific? If so I'll send a Teams link.",
            ),
            Write("16 14:35", "me", "{s0.wd}, {s0.there12} Pacific ({s0.t12} here) is great."),
            Book(
                "16 15:11",
                "farah",
                "s0",
                "Farah / Maya",
                shape="outlook",
                video="teams",
                place="Microsoft Teams Meeting",
            ),
            Answer("16 15:30", "me"),
        ),
        (
            Truth(
                True,
                "informational",
                "accepted",
                "farah",
                why="Accepted, and on the working day after the month's end.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "booking-page",
        0,
        {"s0": Slot(8, "09:30")},
        (
            Write(
                "2 13:05",
                "me",
                "Hi Nikhil,\n\nI use your open rainfall data nearly every week (bus delays, of all things). [[I'd love to hear how a software person ended up in hydrology and ||How does a software person end up in hydrology? I'd love to hear it, and ]]"
                "whether you'd do it again. Would you have a little time for a call?",
                subject="Thank you for the rainfall data, and a question",
                to=("nikhil",),
            ),
            Write(
                "3 09:51",
                "nikhil",
                "[[Hey Maya! That made my day. Grab whatever works:||Ha, buses! Love it. Pick any slot here:]] https://calendly.com/nikhil-rainlab/30min",
            ),
            Book(
                "3 10:14",
                "nikhil",
                "s0",
                "Nikhil Bhandari and Maya Castellanos",
                shape="calendly",
                place="https://video.zoomroom.example/j/84411220917",
                text="Event Name\n30 Minute Meeting\n\nPlease share anything that will help prepare for our meeting:\nHow you got from software to hydrology!\n\n"
                "Location: This is a video web conference.\n\nNeed to make changes to this event?\nCancel: https://calendly.com/cancellations/4f2\n"
                "Reschedule: https://calendly.com/reschedulings/4f2\n\nPowered by Calendly.com",
            ),
            Answer("3 10:14", "me"),
            Write(
                "s0+95",
                "nikhil",
                "Great chatting! Here's the repo with the sensor code I mentioned -> https://rainlab.example/sensors. Ping me when you get stuck.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "nikhil",
                why="She asked how he came to his field and booked through his page; he wrote afterwards about their chat.",
            ),
        ),
    ),
    Story(
        "plain-text",
        0,
        {"s0": Slot(3, "15:00", 45), "x0": Slot(4, "09:00", is_taken=False)},
        (
            Write(
                "-1 16:20",
                "me",
                "Hi Dana,\n\nit was good to bump into you at the farmers market. You said you left the utility for a two-person flood shop and sleep better now. [[Could I buy you a ||May I get you a ]]"
                "coffee and hear the long version? {s0.wd} afternoon or {x0.wd} early would work for me.",
                subject="the long version",
                to=("dana",),
            ),
            Write("0 07:44", "dana", "{s0.wd} {s0.t12} works", bare=True),
            Write("0 08:01", "me", "Great! Café Tilia on Division, I'll be the one with the bus map.", bare=True),
            Book(
                "0 08:03",
                "me",
                "s0",
                "[[Coffee w/ Dana||Dana - coffee, Tilia||coffee Dana W]]",
                guests=("dana",),
                place="Café Tilia, 1400 W Division St",
            ),
            Answer("0 12:15", "dana"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "dana",
                why="Coffee to hear how Dana changed fields; agreed in plain text, entered by Maya with Dana as guest.",
            ),
        ),
    ),
    Story(
        "entry-without-guests",
        0,
        {"s0": Slot(16, "08:30", 45)},
        (
            Write(
                "11 12:52",
                "me",
                "Mel, hello from the other side of the river! I hear you're at the stormwater district now. [[I'm trying to find out what people there actually do all day. Can I ||What do people there actually do all day? I'd like to know before I get ideas. Can I ]]"
                "ask you about it over a coffee one morning next week?",
                subject="stormwater district",
                to=("mel",),
            ),
            Write(
                "12 19:26",
                "mel",
                "hey stranger. yes!! {s0.wd} {s0.t12} at the place under the tracks? i have to be at work right after",
                bare=True,
            ),
            Write("12 20:02", "me", "Under the tracks, {s0.wd}, {s0.t12}. Perfect, thank you.", bare=True),
            Book("12 20:05", "me", "s0", "Mel, under the tracks", guests=()),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "mel",
                hard=True,
                why="The calendar entry names nobody; only the thread says who, why and when.",
            ),
        ),
    ),
    Story(
        "invited",
        0,
        {"s0": Slot(103, "15:00")},
        (
            Write(
                "17 22:10",
                "me",
                "Hello Georgina,\n\nYour name is on every heat map I look at. [[How does one become the person who makes those? If you could spare me twenty minutes one day, I'd ||Who gets to make them, and how? If you could give me twenty minutes one day, I'd ]]"
                "be very glad.",
                subject="Heat maps",
                to=("georgina",),
            ),
            Book(
                "19 15:27",
                "georgina",
                "s0",
                "Heat maps and how I got here (Maya C.)",
                video="meet",
                text="Hi Maya, happy to. Does this time work? Propose another if not.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "invited",
                "georgina",
                why="Georgina answered the request with an invite that Maya has not answered yet.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "asked-in-vain",
        0,
        {},
        (
            Write(
                "5 20:55",
                "me",
                "Dear Ms. Oyserman,\n\nI'm a transit planner with a growing interest in coastal work. Might you have twenty minutes for a few questions about your path?",
                subject="Twenty minutes about coastal work?",
                to=("tess",),
            ),
            Write(
                "5 20:56",
                "tess",
                "Thank you for your message. I am on parental leave until the fall and do not read mail. For project matters please write to desk@coastwise.example.",
                auto=True,
            ),
            Write(
                "9 21:20",
                "me",
                "Hi Brandon,\n\nJess Moreau gave me your name. Could I ask you a few questions on what a resilience fellow does, some time this month?",
                subject="What a resilience fellow does",
                to=("brandon",),
                thread="brandon",
            ),
            Write(
                "11 08:47",
                "brandon",
                "Hi Maya,\n\nthanks for thinking of me. I'm flat out until the summer with the grant and would do you no good. Maybe Jess can point you to Amira, who did it before me. Good luck!",
                thread="brandon",
            ),
        ),
    ),
)

CAST = Cast(PERSON, OWN, PARTIES, CALENDARS, (*INTERVIEWS, *LIFE), BULK, DAYS)
