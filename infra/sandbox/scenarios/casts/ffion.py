"""Ffion Tregarth, chemistry teacher in Bristol, who is looking into museums and exhibition making: her people and her month.

Long text is data here. Her account takes her private, school and side-business addresses; British English, German with a friend of a friend.
"""

from infra.sandbox.scenarios.casts.ffion_life import BULK, DAYS, LIFE
from infra.sandbox.scenarios.casts.ffion_people import CALENDARS, OWN, PARTIES, PERSON
from infra.sandbox.scenarios.plot import Answer, Book, Cancel, Cast, Move, Slot, Story, Truth, Write

INTERVIEWS = (
    Story(
        "accepted",
        0,
        {"s0": Slot(5, "16:30")},
        (
            Write(
                "-4 20:31",
                "me",
                "Dear Sunil,\n\nI brought 9C to your bubble gallery last Friday (the loud ones, sorry) and spent the whole afternoon wondering who gets to decide that a wall should be sticky. "
                "A label told me it's you.\n\n[[Would you let me ask you how one becomes an exhibition developer? I've taught chemistry for eight years and I'm starting to look over the fence.||I've taught chemistry "
                "for eight years and I'm beginning to look over the fence. Might I ask you how you got to the other side of it?]] After school any day suits me, half an hour at most.",
                subject="The sticky wall",
                to=("sunil",),
            ),
            Write(
                "-2 10:05",
                "sunil",
                "[[Hello Ffion, I remember 9C. The wall has recovered. Gladly:||Ah, 9C! We found a shoe. Yes, with pleasure:||Hello! The wall forgives them. I'd enjoy that:]] {s0.wd} {s0.dmy} at {s0.t24}? I can do it by video, it's bedlam here during the holidays.",
            ),
            Write("-2 15:50", "me", "{s0.wd} {s0.t24} would be lovely, thank you!", bare=True),
            Book(
                "-2 16:02",
                "sunil",
                "s0",
                "[[Ffion T / Sunil||Sunil - Ffion (9C's teacher)||exhibitions natter, Ffion/Sunil]]",
                video="meet",
            ),
            Answer("-2 16:20", "me"),
            Write(
                "s0=0 20:12",
                "sunil",
                "Ffion, that was fun. The book I couldn't remember: 'Rooms That Explain' by H. Castell. Library has it.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "sunil",
                why="She asked how one becomes an exhibition developer; he wrote that evening that it was fun.",
            ),
        ),
    ),
    Story(
        "moved-once",
        0,
        {"s0": Slot(6, "12:30"), "s1": Slot(9, "16:00"), "x0": Slot(7, "12:30", is_taken=False)},
        (
            Write(
                "-1 21:15",
                "me",
                'Dear Orla,\n\nWe don\'t know each other. You wrote in the Engage newsletter about leaving a classroom for a museum "with a box of pipettes and no plan". I have the pipettes. '
                "Could I possibly ring you for half an hour and hear how the rest went? Lunch hours are easiest, {s0.wd} the {s0.ord} or {x0.wd} the {x0.ord}, but I'd make anything work.",
                subject="With a box of pipettes and no plan",
                to=("orla",),
            ),
            Write(
                "0 09:12",
                "orla",
                "[[Ffion, you made me laugh on the bus. Of course.||Ffion, hello from somebody who still has the box. Yes!]] {s0.wd} lunch, {s0.t24}. I'll send you a thing for the diary.",
            ),
            Book(
                "0 09:20",
                "orla",
                "s0",
                "[[Phone: Ffion (pipettes)||Ffion Tregarth call||Orla / Ffion]]",
                shape="apple",
                place="Orla rings Ffion",
            ),
            Answer("0 12:31", "me"),
            Write(
                "5 17:10",
                "orla",
                "Ffion, school group of 90 has landed on me {s0.soon}. Could we do {s1.wd} at {s1.t24} instead? Changing the diary thing now, say if not.",
            ),
            Move("5 17:13", "s1"),
            Write("5 19:45", "me", "Ninety! Good luck. {s1.wd} at {s1.t24} is fine with me.", bare=True),
            Answer("5 19:46", "me"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "orla",
                slot="s1",
                reschedules=1,
                why="A call about leaving teaching for a museum; Orla moved it once, Ffion agreed.",
            ),
        ),
    ),
    Story(
        "moved-twice-by-assistant",
        0,
        {"s0": Slot(4, "16:00"), "s1": Slot(8, "15:30"), "s2": Slot(13, "16:15")},
        (
            Write(
                "-7 18:20",
                "me",
                "Dear Dame Philippa,\n\nAt the Glass Lates you told a room of sixty people that the best explainers you ever hired were tired teachers. I put my hand up but you ran out of time. [[May I ask my question in ||Might I put my question to you in ]]"
                "thirty minutes of your time: what do you teach the teachers?",
                subject="A question from the back row of the Glass Lates",
                to=("philippa",),
            ),
            Write(
                "-6 07:55",
                "philippa",
                "Dear Ffion,\n\nA fair question. Gareth, would you find us half an hour?",
                cc=("gareth",),
            ),
            Write(
                "-6 10:31",
                "gareth",
                "Dear Ms Tregarth,\n\nDame Philippa could speak to you on {s0.wd} {s0.dmy} at {s0.t24}, by Teams. Please let me know if this is convenient.",
                to=("me",),
                cc=("philippa",),
            ),
            Write("-6 17:02", "me", "Dear Gareth, very convenient, thank you for arranging it.", to=("gareth",)),
            Book(
                "-5 09:04",
                "philippa",
                "s0",
                "[[Ffion Tregarth / PR||Director: Ms Tregarth (teacher)]]",
                shape="outlook",
                video="teams",
                sent_by="gareth",
                place="Microsoft Teams Meeting",
            ),
            Answer("-5 12:40", "me"),
            Write(
                "2 14:45",
                "gareth",
                "Dear Ms Tregarth,\n\nI'm afraid the trustees have asked for the director on {s0.wd}. Could you manage {s1.wd} {s1.dmy}, {s1.t24}? Revised appointment to follow.",
                to=("me",),
            ),
            Move("2 14:50", "s1"),
            Write("2 17:20", "me", "Dear Gareth, yes, {s1.wd} is fine.", to=("gareth",), bare=True),
            Answer("2 17:21", "me"),
            Write(
                "7 11:18",
                "gareth",
                "Dear Ms Tregarth,\n\nMy apologies, a funeral has come up and the director will be away on {s1.wd}. {s2.wd} {s2.dmy} at {s2.t24} is the next space I have.",
                to=("me",),
            ),
            Move("7 11:21", "s2"),
            Write(
                "7 16:55",
                "me",
                "Dear Gareth, of course, please give her my sympathy. {s2.wd} at {s2.t24} suits me.",
                to=("gareth",),
            ),
            Answer("7 16:58", "me"),
            Write(
                "s2=1 08:40",
                "philippa",
                "Dear Ffion,\n\nYou asked better questions than the trustees did. Do send me the worksheet on cullet that you described.\n\nP.",
                subject="Cullet",
                thread="after",
                bare=True,
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "philippa",
                slot="s2",
                reschedules=2,
                why="Half an hour with a director, moved twice by her PA Gareth, who takes no part; she wrote afterwards about Ffion's questions.",
            ),
        ),
    ),
    Story(
        "cancelled-by-contact",
        0,
        {"s0": Slot(10, "17:00")},
        (
            Write(
                "3 19:05",
                "me",
                "Dear Marguerite,\n\nEllie Prosser, who did her placement with you, tells me you swapped a lab for a gallery and never looked back. [[I'd love to hear about the swap, and about what you ||Would you tell me about the swap, and what you ]]"
                "look at when you look at people like me. Twenty minutes on the phone?",
                subject="Lab to gallery",
                to=("marguerite",),
            ),
            Write(
                "4 09:27",
                "marguerite",
                "Dear Ffion\n\nEllie was a treat. Yes let's. I've put {s0.wd} {s0.dnum} {s0.t24} in, give me a shout if it's wrong.",
            ),
            Book(
                "4 09:29",
                "marguerite",
                "s0",
                "[[Call with Ffion Tregarth (Ellie's teacher)||Ffion T (lab to gallery)]]",
                shape="outlook",
            ),
            Answer("4 17:40", "me"),
            Write(
                "10 08:05",
                "marguerite",
                "Ffion, so sorry, our ceiling has come in (really). I have to cancel this afternoon and can't see past the end of the month yet. Marguerite",
            ),
            Cancel("10 08:07"),
            Write(
                "10 08:30",
                "me",
                "Oh no, I hope nobody was under it. Another time, whenever you have a ceiling.",
                bare=True,
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "cancelled",
                "marguerite",
                cancelled_by="contact",
                why="Agreed call; Marguerite cancelled on the morning.",
            ),
        ),
    ),
    Story(
        "cancelled-by-user",
        0,
        {"s0": Slot(7, "16:30")},
        (
            Write(
                "1 22:01",
                "me",
                "Hello Winnie,\n\nBecca says you make science books for children and that you used to stand where I stand (in front of a periodic table with a corner missing). [[Would you tell me about the move some ||May I hear about the move some ]]"
                "day after school?",
                subject="Becca's friend with the periodic table",
                to=("winifred",),
            ),
            Write(
                "2 11:11",
                "winifred",
                "Hi Ffion! Ha, mine was missing the halogens. {s0.wd} {s0.t24}? Sending you an invite x",
            ),
            Book(
                "2 11:13", "winifred", "s0", "[[Winnie + Ffion: books!||books & chemistry, Winnie/Ffion]]", video="meet"
            ),
            Answer("2 15:44", "me"),
            Write(
                "6 21:30",
                "me",
                "Hi Winnie,\n\nI'm afraid I have to pull out of our talk {s0.soon}, we've been told that the inspectors are coming and nobody leaves the building early. I'm gutted. May I come back to you after they've gone?",
            ),
            Answer("6 21:33", "me", "declined", comment="Inspectors! So sorry."),
            Write("7 08:02", "winifred", "Good luck!! Yes, after.", bare=True),
        ),
        (
            Truth(
                True,
                "informational",
                "cancelled",
                "winifred",
                cancelled_by="user",
                why="Ffion withdrew the evening before and declined the invite she had accepted.",
            ),
        ),
    ),
    Story(
        "no-show",
        0,
        {"s0": Slot(12, "17:15")},
        (
            Write(
                "5 20:44",
                "me",
                "Dear Barnaby,\n\nyour light trail on the old docks is the only science my nan has ever asked me about. [[How do you come to do that for a living, and could somebody with no design degree? I'd be grateful for ||How did you come to do that for a living, and is there a way in without a design degree? I'd love ]]"
                "half an hour.",
                subject="Your light trail, and my nan",
                to=("barnaby",),
            ),
            Write(
                "8 13:26",
                "barnaby",
                "Love that. Tell nan hello. {s0.wd} {s0.t24} any good, I'll send a Teams",
                bare=True,
            ),
            Write("8 16:10", "me", "Perfect, and I'll tell her.", bare=True),
            Book("8 16:31", "barnaby", "s0", "Ffion (nan)", shape="outlook", video="teams"),
            Answer("8 16:45", "me"),
            Write(
                "s0+11",
                "me",
                "Hello Barnaby, I'm in the Teams lobby, no rush. I can wait until {s0.endsay}.",
                bare=True,
            ),
            Write(
                "s0=1 07:48",
                "barnaby",
                "Ffion I'm mortified. Install ran over and my phone was in a bucket (long story). I completely missed our call. Can I have another go in a few weeks?",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "no_show",
                "barnaby",
                no_show_by="contact",
                why="Ffion wrote from the lobby; Barnaby apologised next morning for missing the call.",
            ),
        ),
    ),
    Story(
        "group-of-three",
        0,
        {"s0": Slot(14, "15:45", 60)},
        (
            Write(
                "6 18:09",
                "me",
                "Dear Tindra,\n\nI saw the salt room you made for the port museum and went round three times. I teach chemistry and would love to see where such rooms come from. [[Do you ever let a nosy stranger look over your ||Would you let a nosy stranger look over your ]]"
                "shoulder for an hour and ask who does what?",
                subject="The salt room",
                to=("tindra",),
            ),
            Write(
                "7 14:02",
                "tindra",
                "Hi Ffion,\n\nthe salt room corroded everything we own, so I'm glad somebody liked it :) I'm in Bristol on {s0.wd} {s0.dmy}. Come to the studio at {s0.t24}, Callum (cc) builds what I draw.",
                cc=("callum",),
            ),
            Write("7 14:20", "callum", "and repairs what the salt ate. see you then", bare=True),
            Write("7 17:31", "me", "What a treat. I'll be there, and I'll bring biscuits."),
            Book(
                "7 17:35",
                "me",
                "s0",
                "[[Studio visit Foxglove & Finch||Foxglove & Finch, nosy visit||F&F: Tindra, Callum]]",
                guests=("tindra", "callum"),
                place="Unit 6, Paintworks",
            ),
            Answer("7 18:00", "tindra"),
            Answer("8 09:15", "callum"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "tindra",
                others=("callum",),
                why="A visit to two designers to learn who does what; nothing written after it.",
            ),
        ),
    ),
    Story(
        "referral",
        0,
        {"s0": Slot(15, "16:00")},
        (
            Write(
                "6 08:12",
                "kwabena",
                "Ffion meet Lotte, Lotte meet Ffion. Lotte dreams up programmes at Waterlab and once set fire to my jumper on air. Ffion teaches chemistry, does not set fire to jumpers, and wonders about life in museums. Over to you two",
                subject="Ffion <> Lotte",
                to=("me", "lotte"),
            ),
            Write(
                "6 16:40",
                "me",
                "Thanks Kwabena, I owe you a jumper! (bcc now.)\n\nDear Lotte, how nice to meet you. [[I'd be so pleased to hear what a programme maker does and how you became one.||What does a programme maker do, and how did you become one? I'd love to hear.]] Could you spare half an hour after school "
                "one of these days?",
                to=("lotte",),
            ),
            Write(
                "8 10:50",
                "lotte",
                "Dear Ffion, nice! The jumper was synthetic, he should have known. {s0.wd} {s0.dmy}, {s0.there24} here, so {s0.t24} for you?",
                to=("me",),
            ),
            Write("8 16:05", "me", "{s0.wd} at {s0.t24} my time it is."),
            Book(
                "9 09:31",
                "lotte",
                "s0",
                "Kennismaking Ffion / Lotte",
                shape="outlook",
                video="teams",
                place="Microsoft Teams-vergadering",
            ),
            Answer("9 12:45", "me"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "lotte",
                introduced_by="kwabena",
                why="Kwabena introduced them by mail and went to bcc; accepted, no word afterwards.",
            ),
        ),
    ),
    Story(
        "host",
        0,
        {"s0": Slot(8, "17:00")},
        (
            Write(
                "2 12:40",
                "isla",
                "Hi Miss Tregarth,\n\nI'm a third year chemist at uniwest and thinking of doing a PGCE. Mr Chaudhry (he taught my brother) said you wouldn't mind me asking you what the job is really like? [[Even 15 mins would help so much as I have to ||Even a quick chat would help loads as I have to ]]"
                "decide by the end of the month and everyone just tells me it's hard lol",
                subject="thinking of teaching - could I ask you some questions?",
                to=("school",),
            ),
            Write(
                "2 17:15",
                "school",
                "Hi Isla,\n\n[[They're right, and I'd still do it again.||It is hard, and I'd choose it again.]] Come by on {s0.wd} at {s0.t24}, room S4, and I'll tell you the good and the bad. Reception will want your name.",
            ),
            Write("2 17:22", "isla", "omg thank you!! yes {s0.wd} is perfect", bare=True),
            Book(
                "2 17:25",
                "school",
                "s0",
                "Isla Mackenzie (thinking of PGCE)",
                guests=("isla",),
                place="S4",
                calendar="school",
            ),
            Answer("2 17:26", "isla"),
            Write(
                "s0=1 11:02",
                "isla",
                "Hi Ffion, just wanted to say thank you for talking to me {s0.ago}, it was so good to hear the honest version. I've put my application in!!",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "isla",
                role="host",
                why="A student asked what teaching is really like; she thanked Ffion the next day.",
            ),
        ),
    ),
    Story(
        "thanked-by-hand",
        0,
        {"s0": Slot(3, "16:00")},
        (
            Write(
                "-2 20:02",
                "me",
                "Annwyl Rhodri,\n\n(and there my Welsh ends, to Mam's shame.) [[I'd like to know how a slate museum got a chemist, because I am one. Could we talk for half an hour?||How does a slate museum come by a chemist? I ask because I am one. Have you half an hour to talk?]]",
                subject="A chemist among the slates",
                to=("rhodri",),
            ),
            Write(
                "-1 08:49",
                "rhodri",
                "Annwyl Ffion, your Welsh is better than my chemistry was by the end. {s0.wd} at {s0.t24}, I'll ring you. What's your number?",
            ),
            Write("-1 15:40", "me", "07700 900461. Looking forward to it!", bare=True),
            Book("-1 15:43", "me", "s0", "Rhodri (slate museum) rings", guests=("rhodri",)),
            Answer("-1 20:10", "rhodri"),
            Write(
                "s0=0 18:34",
                "me",
                "Annwyl Rhodri,\n\n[[Diolch! That was the most useful hour of my term.||Diolch am bopeth! I've not stopped thinking since we hung up.]] I'll try your trick of writing the label before the experiment the next time I have my Year 9s and report back.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "rhodri",
                thanked_by_hand=True,
                why="Ffion thanked Rhodri herself that evening.",
            ),
        ),
    ),
    Story(
        "german",
        0,
        {"s0": Slot(11, "16:30")},
        (
            Write(
                "4 19:22",
                "me_de",
                "Liebe Steffi,\n\nLotte van Houten... nein, falsch, Anke aus dem Chor hat mir Deine Adresse gegeben. Ich bin Chemielehrerin in Bristol und schaue mir gerade an, wie Museen Naturwissenschaft vermitteln. Magst Du mir eine halbe Stunde lang erzählen, "
                "wie Du zur Vermittlung gekommen bist und wie Eure Werkhalle arbeitet? Mein Deutsch ist eingerostet, aber willig.",
                subject="Gruß aus Bristol (von Anke)",
                to=("steffi",),
            ),
            Write(
                "6 11:06",
                "steffi",
                "Liebe Ffion,\n\nDein Deutsch ist prima! Klar, gerne. Passt Dir {s0.tag}, {s0.datum}, um {s0.dort} bei uns (also {s0.uhr} bei Dir)? Schick mir einfach einen Link.",
            ),
            Write("6 16:30", "me_de", "Ja, {s0.tag} passt wunderbar! Der Link steht in der Einladung."),
            Book(
                "6 16:34", "me", "s0", "Steffi / Ffion: Vermittlung in der Werkhalle", guests=("steffi",), video="meet"
            ),
            Answer("6 18:02", "steffi"),
            Write(
                "s0=1 10:15",
                "steffi",
                "Liebe Ffion,\n\nes war schön, {s0.neulich} mit Dir zu reden! Hier noch der Plan der Mitmachküche, den ich Dir versprochen hatte: https://werkhalle-leipzig.example/kueche.pdf\n\nBis bald hoffentlich, Steffi",
                bare=True,
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "steffi",
                why="Asked in German, informally; Steffi wrote next day that it was good to talk.",
            ),
        ),
    ),
    Story(
        "first-meeting",
        0,
        {"s0": Slot(-16, "17:00")},
        (
            Write(
                "-21 19:10",
                "me",
                "Dear Hugo,\n\nwe met over the broken orrery at the makers' fair. You said that model making is chemistry with better hours. Would you tell me more, some evening?",
                subject="The broken orrery",
                to=("hugo",),
            ),
            Write("-20 20:15", "hugo", "It is! {s0.wd}, {s0.t24}? Video or come by the workshop."),
            Book("-20 20:30", "me", "s0", "Hugo, model making", guests=("hugo",), video="meet"),
            Answer("-20 21:02", "hugo"),
            Write(
                "s0=1 09:05",
                "hugo",
                "Good to talk {s0.ago}. Come to the workshop when you've read the resin chapter, then we'll really talk.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "hugo",
                why="First of two talks with Hugo, before the month; he wrote the day after.",
            ),
        ),
    ),
    Story(
        "second-meeting",
        0,
        {"s0": Slot(16, "17:30", 60)},
        (
            Write(
                "9 20:20",
                "me",
                "Dear Hugo,\n\nresin chapter read, twice, and I understood it once. May I come to the workshop now? I'd like to ask how you price things and whether two days a week is a silly way to start.",
                subject="Resin chapter",
                to=("hugo",),
            ),
            Write(
                "10 07:35",
                "hugo",
                "[[Bravo. {s0.wd} {s0.dmy}, {s0.t24}, wear old clothes.||Good. Come {s0.wd} {s0.dmy} at {s0.t24}, not in your Sunday best.]]",
            ),
            Write("10 16:00", "me", "Old clothes are all I have. See you {s0.wd}!", bare=True),
            Book("10 16:03", "me", "s0", "Hugo's workshop", guests=("hugo",), place="Arch 11, Temple Meads"),
            Answer("10 19:40", "hugo"),
            Write(
                "s0=1 09:12",
                "hugo",
                "You left your scarf on the lathe. It's fine. I enjoyed having you here {s0.ago}, and no, two days a week is not silly.",
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "hugo",
                why="Second talk with Hugo; he wrote the day after that he enjoyed it.",
            ),
        ),
    ),
    Story(
        "mentor",
        0,
        {"s0": Slot(-6, "17:00", 45)},
        (
            Write(
                "-10 11:20",
                "beryl",
                "My dear Ffion,\n\nit was good of you to carry my bags and better of you to ask. I spent forty years in museums and nobody asks me about them now. Shall we talk on the telephone every other week until you know what you want? I shall enjoy it.",
                subject="Forty years",
            ),
            Write(
                "-10 17:30",
                "me",
                "Dear Beryl,\n\nI'd be honoured and I'd enjoy it too. Shall we say {s0.say}, when the building has gone quiet?",
            ),
            Book("-9 10:02", "beryl", "s0", "Ffion rings Beryl", every_weeks=2, times=4),
            Answer("-9 16:15", "me"),
            Write(
                "8 10:30",
                "beryl",
                "My dear, I shall be at my sister's when we should talk next. I've crossed it out in the diary. The one after stands.",
                subject="At my sister's",
                thread="away",
            ),
            Cancel("8 10:34", occurrence=2),
            Write("8 16:20", "me", "Have a lovely time with her. Until the one after, then.", thread="away", bare=True),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "beryl",
                cancelled_by="contact",
                why="A retired curator talks with Ffion every other week, unpaid; one occurrence was called off by Beryl.",
            ),
        ),
        is_fixed=True,
    ),
    Story(
        "invite-only-by-mail",
        0,
        {"s0": Slot(13, "17:30")},
        (
            Write(
                "7 20:50",
                "spark",
                "Dear Anselm,\n\nI run little kitchen chemistry shows on Saturdays and borrowed (stole) your red cabbage orchestra. It made forty children silent. [[May I hear how you make such things and how your house works? I'd be happy with half an hour.||How do you make such things, and how does your house work? Half an hour with you would make my month.]]",
                subject="The red cabbage orchestra",
                to=("anselm",),
            ),
            Write(
                "9 11:41",
                "anselm",
                "Dear Ffion, stealing is the best compliment! {s0.wd} {s0.dmy} at {s0.t24}, same clock in Porto. I send the appointment.",
            ),
            Book(
                "9 11:44",
                "anselm",
                "s0",
                "Red cabbage / Casa da Ciência",
                guests=("spark",),
                shape="outlook",
                video="teams",
                by_mail_only=True,
                place="Microsoft Teams Meeting",
            ),
            Write("9 16:25", "spark", "Thank you, {s0.wd} {s0.t24} is in my (paper) diary."),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "anselm",
                sources=("mail",),
                why="The invite went to an address whose invites her calendar does not take in; she confirmed by mail.",
            ),
        ),
    ),
    Story(
        "tomorrow",
        0,
        {"s0": Slot(100, "16:30")},
        (
            Write(
                "14 20:09",
                "me",
                "Dear Niamh,\n\nSunil Warrier says that you produce the shows he only builds walls for. I'm a teacher wondering about your side of things. [[Could I ask you some questions after school one day?||Would you have a bit of time for my questions after school one day?]]",
                subject="Sunil's walls, your shows",
                to=("niamh",),
            ),
            Write(
                "15 13:15", "niamh", "Hi Ffion! Walls indeed. {s0.wd} {s0.dmy} {s0.t24} on Zoom? Link in the invite."
            ),
            Book("15 13:20", "niamh", "s0", "[[Ffion & Niamh chat||Niamh x Ffion||Ffion T: shows?]]", video="zoom"),
            Write("15 16:02", "me", "Wonderful, see you then."),
            Answer("15 16:03", "me"),
        ),
        (Truth(True, "informational", "accepted", "niamh", why="Accepted for the working day after the month's end."),),
        is_fixed=True,
    ),
    Story(
        "booking-page",
        0,
        {"s0": Slot(9, "17:30")},
        (
            Write(
                "3 21:40",
                "me",
                "Hi Yewande,\n\nI've listened to every episode in which you explain a machine to your gran. [[How did you get from a physics degree to explaining for a living? I'd love to ask you properly.||I'd love to ask you how one gets from a physics degree to explaining for a living.]]",
                subject="Explaining to your gran",
                to=("yewande",),
            ),
            Write(
                "4 10:18",
                "yewande",
                "Aw thank you! I keep a few slots for exactly this: https://calendly.com/explainit/natter - pick one x",
            ),
            Book(
                "4 16:12",
                "yewande",
                "s0",
                "Natter: Ffion Tregarth and Yewande Alakija",
                shape="calendly",
                robot="calendly",
                place="Phone call: +44 7700 900182",
                text="Event Name: Natter (25-30 min)\nLocation: Yewande will call you\nWhat shall we talk about? How you got from physics to explaining\n\nNeed to make changes to this event?\nCancel: https://calendly.com/cancellations/9d1\n"
                "Reschedule: https://calendly.com/reschedulings/9d1",
                mail_subject="Confirmed: Natter with Yewande Alakija on {s0.wd}, {s0.dmy}",
                mail_text="Hi Ffion Tregarth,\n\nYour Natter with Yewande Alakija at {s0.t24} - {s0.end24} (United Kingdom Time) on {s0.wd}, {s0.dmy} is scheduled.\n\nLocation: Yewande will call you at +44 7700 900461\n\nYour answers\nWhat shall we talk about?\n"
                "How you got from physics to explaining\n\nNeed to make changes to this event?\nCancel: https://calendly.com/cancellations/9d1\nReschedule: https://calendly.com/reschedulings/9d1\n\nSent from Calendly",
            ),
            Answer("4 16:12", "me"),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "yewande",
                why="Booked through her page after asking how she came to her work.",
            ),
        ),
    ),
    Story(
        "plain-text",
        0,
        {"s0": Slot(2, "16:30", 45), "x0": Slot(3, "16:30", is_taken=False)},
        (
            Write(
                "-2 21:12",
                "me",
                "Moss! Becca tells me you're at the aquarium now, running the talks. Teacher to ex-teacher: [[can I get you a cuppa and ask what it's like on the other side?||a cuppa, and you tell me what it's like on the other side?]] {s0.wd} or {x0.wd} after school?",
                subject="fish",
                to=("moss",),
            ),
            Write("-1 17:30", "moss", "{s0.wd} {s0.say} is good. by the otters?", bare=True),
            Write("-1 18:02", "me", "By the otters, {s0.say}. Brilliant.", bare=True),
            Book(
                "-1 18:04",
                "me",
                "s0",
                "[[cuppa w/ Moss, by the otters||Moss, otters]]",
                guests=("moss",),
                place="Harbour Aquarium",
            ),
            Answer("-1 21:30", "moss"),
            Write(
                "s0=0 21:08",
                "moss",
                "that was grand. the job description I mentioned is on our website, learning presenter, have a nose even if only to see what we write",
                bare=True,
            ),
        ),
        (
            Truth(
                True,
                "informational",
                "held",
                "moss",
                why="A cuppa to hear what the other side is like; Moss wrote that evening.",
            ),
        ),
    ),
    Story(
        "entry-without-guests",
        0,
        {"s0": Slot(17, "16:15", 45)},
        (
            Write(
                "12 18:50",
                "me",
                "Dear Tolly,\n\nArjun tells me you write the words on the walls at the maritime place. [[I never thought of that as a job! Could I ask you about it, over something hot?||I didn't know that was a job. May I hear about it over a tea?]]",
                subject="the words on the walls",
                to=("tolly",),
            ),
            Write(
                "13 22:41",
                "tolly",
                "Hello Ffion! It IS a job, barely. {s0.wd} {s0.say}, Watershed café, window table? I'm the one with ink on.",
                bare=True,
            ),
            Write("14 07:20", "me", "Window table, {s0.wd}, {s0.say}. Thank you!", bare=True),
            Book("14 07:22", "me", "s0", "Tolly @ Watershed", guests=()),
        ),
        (
            Truth(
                True,
                "informational",
                "held_presumed",
                "tolly",
                hard=True,
                why="Her own entry names nobody with an address; only the thread tells.",
            ),
        ),
    ),
    Story(
        "invited",
        0,
        {"s0": Slot(102, "17:00")},
        (
            Write(
                "16 19:33",
                "me",
                "Dear Serge,\n\n[[How does one come to run a planetarium? I'm a chemistry teacher with a telescope and would be glad of twenty minutes.||I'm a chemistry teacher with a telescope. How does one come to run a planetarium? Twenty minutes would make me very happy.]]",
                subject="Running a planetarium",
                to=("serge",),
            ),
            Write("18 10:02", "serge", "Dear Ffion, with luck and a ladder. I'll send you a time."),
            Book(
                "18 10:09",
                "serge",
                "s0",
                "Planetarium talk (F. Tregarth)",
                shape="outlook",
                text="Propose another time if this clashes with lessons.",
            ),
        ),
        (Truth(True, "informational", "invited", "serge", why="He sent a time; she has not answered the invite yet."),),
        is_fixed=True,
    ),
    Story(
        "asked-in-vain",
        0,
        {},
        (
            Write(
                "7 19:20",
                "me",
                "Dear Ms Hargreave,\n\nI'm a teacher thinking about museum learning. Might I ask you for twenty minutes on how your team came about?",
                subject="Twenty minutes on museum learning",
                to=("edith",),
            ),
            Write(
                "7 19:21",
                "edith",
                "I am out of the office until further notice. Your message has not been forwarded.",
                auto=True,
            ),
            Write(
                "10 20:00",
                "me",
                "Dear Patience,\n\nYewande said that you'd be the person to ask about cabinets of curiosity. May I?",
                subject="Cabinets",
                to=("ptolemy",),
                thread="lowe",
            ),
            Write(
                "13 09:44",
                "ptolemy",
                "Dear Ffion, I'm sorry, I don't do these talks any more, there were too many. I wrote it all down instead: https://cabinetrooms.example/how-i-work. Good luck with it.",
                thread="lowe",
            ),
        ),
    ),
)

CAST = Cast(PERSON, OWN, PARTIES, CALENDARS, (*INTERVIEWS, *LIFE), BULK, DAYS)
