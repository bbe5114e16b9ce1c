"""English: phrases of what is written because the person asks for it. What they typed is read by `ear_en`."""

from __future__ import annotations

from service.drafting.tongues.ear_en import is_of_reader, lateness, length, of_reader, thing, told, topic

__all__ = ["PHRASES", "is_of_reader", "lateness", "length", "of_reader", "thing", "told", "topic"]

PHRASES = {
    # running late, and the day before
    "late": (
        "I am [sorry, but I am running|sorry: I am running] {late} late[ for our conversation|].",
        "[Apologies|My apologies], I am running {late} late[ for our conversation|].",
    ),
    "late_plain": (
        "I am [sorry, but I am running|sorry: I am running] a little late[ for our conversation|].",
        "[Apologies|My apologies], I am running a little late[ for our conversation|].",
    ),
    "late_close": ("Thank you for [bearing with me|your patience].", "See you [shortly|very soon]."),
    "confirm": (
        "[A short note to confirm|This is just to confirm] our [conversation|talk] {when}.",
        "I am [writing|sending a line] to confirm our [conversation|talk] {when}.",
    ),
    "confirm_place": ("[The place is|We meet at] {place}, as [planned|in the invite].",),
    "confirm_link": ("[The link is|Here is the link, to have it at hand:] {link}",),
    "confirm_close": (
        "If anything has changed [on your side|for you], [please just tell me|just let me know].",
        "Should anything [come up|have changed], [a short line is enough|please just tell me].",
    ),
    "confirm_glad": ("I am looking forward to it.", "I look forward to it."),
    # first mails
    "me": ("My name is {me}.", "I am {me}."),
    "me_goal": (
        "My name is {me}, and I am [hoping|trying] to {goal}.",
        "I am {me}, and I [hope|would like] to {goal}.",
    ),
    "me_noun": (
        "My name is {me}, and I am [looking into|exploring] {goal}.",
        "I am {me}, and I am interested in {goal}.",
    ),
    "me_move": (
        "My name is {me}, and I am [hoping|trying] to move {goal}.",
        "I am {me}, and I [hope|would like] to move {goal}.",
    ),
    "my_move": ("I am [hoping|trying] to move {goal}[ at the moment|].",),
    "self_noun": ("[A word|In short,] about me: {noun}.",),
    "my_goal": ("I am [hoping|trying] to {goal}[ at the moment|].",),
    "my_noun": ("I am [looking into|exploring] {goal}[ at the moment|].",),
    "why": ("I am writing to you because {clause}.", "I thought of you because {clause}."),
    "why_noun": (
        "What made me [write to you|think of you] is {noun}.",
        "I am writing [because of|on account of] {noun}.",
    ),
    "request_topic": (
        "Would you have {length} [in the coming weeks|in the next few weeks] to talk with me about {topic}?",
        "Could you spare {length} [in the coming weeks|in the next few weeks] to talk about {topic}?",
    ),
    "request_clause": (
        "Would you have {length} [in the coming weeks|in the next few weeks] to tell me {topic}?",
        "Could you spare {length} [in the coming weeks|in the next few weeks]? I would like to hear {topic}.",
    ),
    "request_plain": (
        "Would you have {length} [in the coming weeks|in the next few weeks] for a few questions about your work?",
        "Could you spare {length} [in the coming weeks|in the next few weeks] for a few questions about your work?",
    ),
    "length": ("20 to 30 minutes",),
    "request_easy": (
        "I [can fit around|am happy to fit around] your calendar, by phone or video.",
        "Phone or video, at whatever hour suits you, would be fine.",
    ),
    "request_no": (
        "If it does not suit you, [a short no is fine|that is quite all right].",
        "And if the answer is no, [I understand completely|that is quite all right].",
    ),
    "intro_topic": (
        "I would like to talk with {about} about {topic}. Would you be willing to introduce us, [if {first} agrees|if that is fine with {first}]?",
        "Would you be willing to introduce me to {about}, [if {first} agrees|if that is fine with {first}]? I would like to ask about {topic}.",
    ),
    "intro_clause": (
        "I would like to hear from {about} {topic}. Would you be willing to introduce us, [if {first} agrees|if that is fine with {first}]?",
    ),
    "intro_plain": (
        "I would like to talk with {about}. Would you be willing to introduce us, [if {first} agrees|if that is fine with {first}]?",
        "Would you be willing to introduce me to {about}, [if {first} agrees|if that is fine with {first}]?",
    ),
    "intro_lead": (
        "To save you the work, here are some lines that you can forward as they are:",
        "Here is a note that you can forward as it is, [if that helps|to save you the work]:",
    ),
    "blurb_topic": (
        "I would be grateful for {length} with {first} to talk about {topic}.",
        "It would help me to ask {first} a few questions about {topic}, in {length}.",
    ),
    "blurb_clause": ("I would be grateful for {length} with {first}, to hear {topic}.",),
    "blurb_plain": ("I would be grateful for {length} with {first} and a few questions.",),
    "blurb_easy": (
        "Phone or video at any hour that suits would be fine, and so would a no.",
        "I can fit around any calendar, by phone or video, and a no is fine too.",
    ),
    "intro_no": (
        "If you would rather not, [that is quite all right|I understand completely].",
        "And if it does not feel right, [please just say so|I understand completely].",
    ),
    "outreach": (
        "{name} suggested that I write to you.",
        "I am writing [on the suggestion of {name}|because {name} pointed me to you].",
    ),
    "outreach_agreed": (
        "{first} [told me|let me know] that you are open to hearing from me, and I am grateful for that.",
        "{first} was kind enough to ask you first, and I am glad that you do not mind.",
    ),
    # once more
    "nudge_topic": (
        "I [know|can imagine] how full the weeks get, so here is my note [once more|again]: I would still like to hear about {topic}, whenever it suits you.",
        "My note may have [slipped down|gone under] in a full inbox. I would still be glad to talk with you about {topic}, whenever it suits you.",
    ),
    "nudge_plain": (
        "I [know|can imagine] how full the weeks get, so here is my note [once more|again]: I would still be glad to talk, whenever it suits you.",
        "My note may have [slipped down|gone under] in a full inbox. I would still be glad of a short conversation, whenever it suits you.",
    ),
    "nudge_close": (
        "If [the timing is wrong|now is not a good time], [a short no is fine|that is quite all right].",
        "There is no hurry, and [a short no is fine too|no is a fine answer too].",
    ),
    # the answers of a host
    "accept_thanks": ("Thank you for [writing|your mail|getting in touch].",),
    "accept_topic": (
        "[Yes, I would be glad to|I would be glad to|Gladly: I am happy to] talk with you about {topic}.",
    ),
    "accept_plain": ("[Yes, I would be glad to|I would be glad to|Gladly: I am happy to] talk with you.",),
    "accept_times": (
        "{times} would [suit me|work for me]; [does that suit you too|would that work for you]?",
        "I can offer {times}. [Does that suit you|Would that work for you]?",
    ),
    "accept_ask": (
        "Please [name|suggest] a day or two that would suit you, and we will find a time.",
        "Which days would suit you best? We will find a time.",
    ),
    "accept_close": (
        "If you [send|write] me your questions beforehand, we can make good use of it.",
        "It helps if you write me beforehand what you would most like to know.",
    ),
    "decline_thanks": ("Thank you for [writing|your mail], and for thinking of me.",),
    "decline": (
        "I am sorry to say that I [have to|must] say no[ this time|].",
        "I am afraid that I cannot [offer you a conversation|say yes][ this time|].",
    ),
    "decline_instead": (
        "What I can [point you to|suggest] instead is {thing}.",
        "[Something|One thing] that may help instead is {thing}.",
    ),
    "decline_noun": ("[To be plain|To be honest with you]: {noun}.",),
    "decline_wish_topic": ("I [wish you well|hope you find good people to ask] as you look into {topic}.",),
    "decline_wish": ("I wish you [well|all the best] with what you have planned.",),
    # later on
    "touch_open": (
        "It has been a while since we [talked|spoke], so here is [a short update|some word from me].",
        "I [have been meaning|wanted] to send you some word since we [talked|spoke].",
    ),
    "touch_open_wrote": (
        "It has been a while since we [last |]wrote, so here is [a short update|some word from me].",
        "I [have been meaning|wanted] to send you some word since we [last |]wrote.",
    ),
    "touch_question_wrote": (
        "It has been a while since we [last |]wrote, and I have a question that you may be able to answer.",
    ),
    "touch_question": (
        "It has been a while since we [talked|spoke], and I have a question that you may be able to answer.",
    ),
    "touch_close": (
        "I hope [all is|things are going] well with you.",
        "There is no need to answer; I hope [all is|things are going] well with you.",
    ),
    "touch_ask_close": ("A line is plenty, whenever it suits you.", "There is no hurry at all."),
    "news_open": (
        "I have [some |]news[ to share|], and I wanted you to hear it from me.",
        "There is news, and [you are somebody I wanted to tell|I wanted to tell you myself].",
    ),
    "news_introduced": (
        "It [began|started] with your introduction to {name}.",
        "Without your introduction to {name} I would not have come this way.",
    ),
    "news_time": (
        "The time that you gave me [was part of the way there|has not been forgotten].",
        "I have not forgotten the time that you gave me on the way.",
    ),
    "news_thanks": (
        "Thank you for [your part in it|the part you had in it].",
        "I am grateful to you for [your part in it|the part you had in it].",
    ),
    "news_close": (
        "If I can [ever |]do something for you in return, [just say so|please tell me].",
        "I hope that I can be as useful to somebody else one day.",
    ),
    "recall_take_advice": (
        "Your advice {vp}{because} has [stayed with me|not been forgotten].",
        "I have [often thought of|kept] your advice {vp}{because}.",
    ),
    "recall_take_point": (
        "Your point that {clause}{because} has [stayed with me|not been forgotten].",
        "I have often thought of your point that {clause}{because}.",
    ),
    "told_noun": ("In short: {noun}.", "[The whole of it|Here it is] in a few words: {noun}."),
    # the person missed it
    "sorry": (
        "I am sorry that I missed our [conversation|talk] {slot}; [the mistake was mine|that was my mistake].",
        "I missed our [conversation|talk] {slot}, and I am sorry; [the mistake was mine|that was my mistake].",
    ),
    "sorry_ask": (
        "If you are willing to find another time, [any that suits you|whatever suits you] will do, and I will fit in around it.",
        "I would be glad of another chance, at [any other time that suits you|another time of your choosing].",
    ),
    "sorry_close": (
        "I understand completely if [that is not possible|your calendar is full now].",
        "I know that your time is worth a great deal[, and I would make sure to be there|].",
    ),
    "subject_request_topic": ("A question about {topic}", "A short conversation about {topic}?"),
    "subject_request": ("A few questions about your work", "A short conversation?"),
    "subject_intro": ("An introduction to {about}?",),
    "subject_outreach": ("{name} suggested that I write to you",),
    "subject_touch": ("A short update", "Some word from me"),
    "subject_touch_ask": ("A question for you",),
    "subject_news": ("Some news", "News from me"),
    "subject_late": ("Running late",),
    "subject_confirm": ("Our conversation {day}",),
    "tomorrow": ("tomorrow, {weekday},",),
    "at_hour": ("{day} at {hour}",),
    "your_time": ("{hour} your time",),
}
