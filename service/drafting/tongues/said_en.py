"""English phrases of what follows a meeting: by role, each a way to say it with its choices of words.

Plain sentences that a thoughtful person would write, none that says what was not known. Every phrase of `return` offers
help, every one of the thanks thanks, and what begins with "I will" is a promise anybody may make (the lists of the
draft cases hold the words that count). `{aside}` is `{because}` with a comma after it, for the middle of a sentence.
"""

from __future__ import annotations

THANKS = {
    "thanks": (
        "Thank you for [making time for me|making the time to talk|taking the time to talk with me]{day}.",
        "Thank you for [the|our] [conversation|talk]{day}.",
        "I appreciated [your time|our conversation|talking with you]{day}, [thank you|so thank you].",
        "[Many thanks|Thanks very much|Warm thanks] for [your time|the time you gave me|our conversation|talking with me]{day}.",
        "I am grateful [that you made time for me|for the time you gave me|for our conversation]{day}.",
        "It was [kind|generous|good] of you to [make time for me|give me your time|talk with me]{day}, [thank you|and I thank you for it].",
        "[A line|A short note|Just a line] to thank you for [your time|our conversation|making time for me]{day}.",
        "I [would like|want] to thank you for [the time you gave me|our conversation|making time to talk]{day}.",
        "You [made time|found the time] [for me|to talk with me]{day}, and I [am grateful for it|appreciate that|thank you for it].",
        "I am glad [that |]we [talked|spoke|had the chance to talk]{day}; thank you for [making time|your time|finding the time].",
        "Our conversation{day} [meant a lot to me|was just what I had hoped for], and I [thank you for it|am grateful].",
    ),
    "thanks_again": (
        "Thank you for [making time for me|talking with me|taking the time to talk] [again|once more]{day}.",
        "Thank you for another [conversation|good conversation|talk]{day}.",
        "I appreciated [having your time|talking with you] [again|once more]{day}, [thank you|so thank you].",
        "It was [kind|generous|good] of you to [make time for me|talk with me] [again|once more]{day}, thank you.",
        "[Many thanks|Thanks very much|Warm thanks] for [another conversation|giving me your time once more]{day}.",
        "I am grateful that you [made|found] time for me [again|once more]{day}.",
        "I am glad [that |]we [talked|spoke] [again|once more]{day}; thank you for [making time|your time].",
        "You made time for me [again|once more]{day}, and I [am grateful for it|appreciate that|thank you for it].",
    ),
    "thanks_set_up": (
        "Thank you for [setting up|arranging] [our conversation|the conversation]{day}.",
        "Thank you for bringing us [all |]together{day}.",
        "I appreciated [that you brought us together|that you set up our conversation]{day}, thank you.",
        "[Many thanks|Thanks very much] for [getting everybody together|arranging our conversation]{day}.",
        "I am grateful that you [got us together|brought us together]{day}.",
        "It was [kind|good] of you to [set up our conversation|get us all together]{day}, thank you.",
    ),
    "thanks_joined": (
        "I appreciated [you joining|that you joined|having you there]{day}, thank you.",
        "[Thank you|Many thanks|Thanks very much] for [joining the conversation|joining us|being part of the conversation]{day}.",
        "It was [good|kind] of you to [join us|join the conversation|come along]{day}, thank you.",
        "I am grateful that you [joined us|joined the conversation|took part]{day}.",
        "I was glad [to have you there|that you joined us]{day}, and I thank you for [it|your time].",
    ),
    "thanks_topic": (
        "Thank you for [making|taking the|finding the] time{day} to [talk|speak] with me about {topic}.",
        "Thank you for [talking|speaking] with me{day} about {topic}.",
        "I appreciated [the chance to ask you|the chance to talk with you|being able to ask you]{day} about {topic}. Thank you.",
        "[Many thanks|Thanks very much|Warm thanks] for [the|our] [conversation|talk]{day} about {topic}.",
        "I am grateful [that you talked with me|for the chance to talk with you|that I could ask you]{day} about {topic}.",
        "It was [kind|generous|good] of you to [talk with me|make time for my questions|speak with me]{day} about {topic}, [thank you|and I thank you for it].",
        "I [would like|want] to thank you for [our conversation|the conversation|talking with me]{day} about {topic}.",
        "[A line|A short note|Just a line] to thank you for [talking with me|our conversation]{day} about {topic}.",
        "I had hoped to [learn more|ask somebody|hear more] about {topic}, and I am grateful that you [made|found] time for it{day}.",
        "You [made time{day} to talk|found the time{day} to speak] with me about {topic}, and I [am grateful for it|appreciate that|thank you for it].",
        "I am glad [that |]we [talked|spoke]{day} about {topic}; thank you for [making time|your time|saying yes].",
        "If I know a little more about {topic} [now|today], [that is|it is] thanks to [your time|our conversation]{day}.",
    ),
    "path": (
        "It [meant a lot|was good|helped] to [hear from|talk with] someone who {did}.",
        "It helps to know [someone|somebody] who {did}.",
        "There are not many people I can ask who {did}.",
        "Talking with [someone|somebody] who {did} makes [the way ahead|my own way] easier to picture.",
        "That you {did} [made me want|was the reason I wanted] to [ask you|hear from you] in particular.",
        "I know few people who {did}, so [your view|a talk with you] [means a lot|is worth a lot] to me.",
        "It [is|was] encouraging to talk with [someone|somebody] who {did}.",
    ),
    "connector": (
        "I am grateful to {name} [too|as well] for [introducing us|bringing us together|putting us in touch].",
        "My thanks go to {name} as well, for [bringing us together|introducing us|putting us in touch].",
        "I owe {name} [thanks|a thank-you] as well, for [introducing us|bringing us together|putting us in touch].",
        "It was {name} who [brought us together|put us in touch], and I am grateful for that too.",
        "I have {name} to thank as well, for [putting us in touch|the introduction|bringing us together].",
        "That {name} [introduced us|put us in touch] is something I am [just as grateful for|grateful for too].",
    ),
    "thanked_for": (
        "Thank you [again |]for pointing me to {name}.",
        "I am [still |]grateful that you [pointed me to|sent me to|told me about] {name}.",
        "I am glad that you pointed me to {name}, and I [have not forgotten it|thank you for that too].",
        "And thank you for {name}: I would not have [written there|thought of that conversation] without you.",
    ),
    "reported": (
        "I was glad [to be able |]to tell you that {clause}.",
        "It was good to be able to report that {clause}.",
        "It is thanks to your earlier advice that {clause}.",
    ),
}  # fmt: skip

TAKEAWAYS = {
    "aside": ("as you put it", "as you said", "in your words"),
    "promise_aside": ("as we said",),
    "take_advice": (
        "What [stayed with me most|I took away above all|I want to hold on to] is your advice {vp}{because}.",
        "Your suggestion {vp}{aside} gave me [a concrete next step|a place to start|something concrete to do].",
        "I keep [coming back to|thinking about|returning to] your [advice|suggestion] {vp}{because}.",
        "Your [advice|suggestion] {vp}{aside} [went straight into my notes|is the part of my notes I keep going back to].",
        "Of [everything we talked about|all we talked about], your [advice|suggestion] {vp}{aside} [has stayed with me most|is what stays with me].",
        "The [advice|suggestion] I [keep thinking about|want to hold on to|am still thinking about] is {vp}{because}.",
        "You suggested that I {bare}{because}, and [that makes sense to me|that has stayed with me|I keep thinking about it].",
        "Your [advice|suggestion] {vp}{aside} [was what I needed to hear|came at the right moment|helps me more than you may think].",
        "What I am [taking with me|carrying away] is your [advice|suggestion] {vp}{because}.",
        "If I keep one thing from our conversation, it is your [advice|suggestion] {vp}{because}.",
    ),
    "take_act": (
        "I [would like|mean] to [follow|act on|take up] your [advice|suggestion] {vp}{because}.",
        "Your [advice|suggestion] {vp}{aside} is [what I would like to try first|where I would like to begin|something I can act on soon].",
        "You suggested that I {bare}{because}, and [I mean to do so|that is where I would like to begin|I would like to try].",
        "The first thing I would like to [try|do] is what you suggested: {vp}{because}.",
        "I [have made up my mind|am keen] to [act on|try out] your [advice|suggestion] {vp}{because}.",
    ),
    "take_point": (
        "Your point that {clause}{aside} [has stayed with me|stays with me|made me think].",
        "I keep [thinking about|coming back to|returning to] your point that {clause}{because}.",
        "What [I took away above all|stayed with me most|I want to hold on to] is your point that {clause}{because}.",
        "You made the point that {clause}{because}, and [it has stayed with me|I am still thinking about it|I keep coming back to it].",
        "Of [everything we talked about|all we talked about], your point that {clause}{aside} [has stayed with me most|is what stays with me].",
        "I [noted|wrote down|have noted] your [point|remark] that {clause}{because}.",
        "Your [remark|observation] that {clause}{aside} [went straight into my notes|is one I keep thinking about].",
        "If I keep one thing from our conversation, it is your point that {clause}{because}.",
        "One thing I [am still thinking about|keep thinking about] is your point that {clause}{because}.",
    ),
    "take_story": (
        "I keep [thinking about|coming back to] how you told me that {clause}.",
        "Hearing that {clause} [has stayed with me|made me think].",
        "It [stayed with me|has stayed with me|made me think] that {clause}.",
        "What [stayed with me most|I took away above all|I keep coming back to] is that {clause}.",
        "You told me that {clause}, and [I keep thinking about it|that has stayed with me|it stays with me].",
        "Of [everything we talked about|all we talked about], it has stayed with me most that {clause}.",
        "[I wrote down|I noted|My notes say] that {clause}, and I keep [thinking about it|coming back to it].",
    ),
    "take_noun": (
        "What you [said|told me] about {noun} [has stayed with me|stays with me|made me think].",
        "I keep [thinking about|coming back to|returning to] what you [said|told me] about {noun}.",
        "What [I took away above all|stayed with me most] is what you [said|told me] about {noun}.",
        "Your thoughts on {noun} [have stayed with me|went straight into my notes|made me think].",
        "Of [everything we talked about|all we talked about], what you [said|told me] about {noun} [has stayed with me most|is what stays with me].",
        "I [noted|wrote down] what you [said|told me] about {noun}, and I keep [thinking about it|coming back to it].",
    ),
    "take_motto": (
        "Your {motto} [has stayed with me|stays with me|went straight into my notes].",
        "I keep [thinking about|coming back to|returning to] your {motto}.",
        "Of [everything we talked about|all we talked about], your {motto} has stayed with me most.",
        "What [I took away above all|stayed with me most] is your {motto}.",
        "[I wrote down|My notes begin with] your {motto}, and I keep thinking about it.",
    ),
    "also_take_motto": ("And your {motto} [stays with me|is in my notes too].",),
    "take_own": (
        "I [especially|particularly] liked {noun}.",
        "What I liked [in particular|most] is {noun}.",
        "I [came away|left] thinking about {noun}.",
        "What [stays|has stayed] with me is {noun}.",
    ),
    "take_tale": (
        "Your {noun} [has stayed with me|stays with me|made me think].",
        "I keep [thinking about|coming back to] your {noun}.",
        "It is your {noun} that [stayed with me most|I keep thinking about].",
        "Of [everything we talked about|all we talked about], your {noun} has stayed with me most.",
        "What [I took away above all|I keep coming back to] is your {noun}.",
    ),
    "take_tale_open": ("The {noun} [has stayed with me|stays with me].", "I keep [thinking about|coming back to] the {noun}."),
    "take_open": (
        "One thing I keep from the conversation is the advice {vp}{because}.",
        "What I [wrote down|took away] from the conversation is the advice {vp}{because}.",
        "I keep [thinking about|coming back to] the advice {vp}{because}.",
        "The advice {vp}{aside} has stayed with me.",
    ),
    "take_open_point": (
        "One thing I keep from the conversation is that {clause}{because}.",
        "What I [wrote down|took away] from the conversation is that {clause}{because}.",
        "It has stayed with me that {clause}{because}.",
        "I came away [thinking|with the thought] that {clause}{because}.",
    ),
    "take_open_noun": (
        "One thing I keep from the conversation is {noun}.",
        "What I took away from the conversation is {noun}.",
        "I keep [thinking about|coming back to] {noun}.",
    ),
    "also_take_advice": (
        "I [also noted|noted, too,] your [advice|suggestion] {vp}{because}.",
        "Your [advice|suggestion] {vp}{aside} is in my notes too.",
        "And I [have not forgotten|keep in mind] your [advice|suggestion] {vp}{because}.",
    ),
    "also_take_point": (
        "I also noted your point that {clause}{because}.",
        "Your point that {clause}{aside} is in my notes too.",
        "And I keep in mind your point that {clause}{because}.",
    ),
    "also_take_story": ("I also [wrote down|noted] that {clause}.", "And it [struck me|stays with me] that {clause}."),
    "also_take_noun": (
        "What you said about {noun} is in my notes too.",
        "I also [noted|wrote down] what you said about {noun}.",
    ),
    "also_take_own": ("I also liked {noun}.", "And I liked {noun}."),
    "also_take_tale": ("Your {noun} [has stayed with me|stays with me] as well.", "I also keep thinking about your {noun}."),
    "also_take_tale_open": ("The {noun} has stayed with me as well.",),
    "also_take_open": ("I also noted the advice {vp}{because}.",),
    "also_take_open_point": ("I also noted that {clause}{because}.",),
    "also_take_open_noun": ("I also noted {noun}.",),
    "next_advice": (
        "I am going to try it.",
        "I would like to put that into practice [soon|before long].",
        "It gives me something concrete to start with.",
        "It is [something I can start on|a step I can take] right away.",
        "That is [the kind of step I was looking for|something I can act on].",
        "It goes to the top of my list.",
        "It turns a vague plan into [a first step|something I can do].",
        "I can see how [that|it] would help.",
        "That is [clearer|more useful] than anything I had come up with [myself|on my own].",
        "It is [small|simple] enough to [begin|start] with, and that suits me.",
    ),
    "next_caution": (
        "I mean to [keep it in mind|remember that|hold on to that].",
        "It is [good|useful] to have heard that [in time|early on].",
        "I would not have thought of that [on my own|myself].",
        "I can see how [that|it] would help.",
        "That is [worth remembering|a thought to hold on to].",
        "It [makes me look|will make me look] at [the way ahead|what comes next] more carefully.",
    ),
    "next_point": (
        "It gives me something to build on.",
        "It makes [the way ahead|what comes next|my next step] clearer.",
        "I had not [looked at it that way|seen it like that] before.",
        "It [puts|shows me] my own plans in a different light.",
        "It changes how I [see|think about] my own plans.",
        "I would not have [seen|noticed|thought of] that on my own.",
        "That is not something one [finds in articles|reads in books].",
        "It helps me see [what to look for|what matters] from here.",
    ),
}  # fmt: skip

WHAT_FOLLOWS = {
    "offer_send": (
        "I would also be glad to have {thing} whenever it [is convenient|suits you].",
        "Thank you as well for offering to send {thing}; there is no [hurry|rush].",
        "I would be glad to [see|have] {thing} too, whenever it suits you.",
        "[When|Whenever] you have a moment, I would be glad to have {thing}; there is no [hurry|rush].",
        "And thank you for offering me {thing}; [it can wait until you have time|any time that suits you is fine].",
    ),
    "offer_ask": (
        (
            "Thank you as well for offering to ask {name} about an introduction. There is no hurry at all, and I understand "
            "completely if the timing is not right."
        ),
        "It is kind of you to ask {name} first. [No hurry at all|There is no rush], and I understand completely if it does not suit.",
        (
            "I am grateful that you would ask {name} about an introduction. [It is not urgent|There is no rush], and I "
            "understand completely if the answer is no."
        ),
        (
            "Thank you too for being willing to ask {name} whether an introduction would be welcome; [if it is not|if not], I "
            "understand completely."
        ),
        (
            "I appreciate that you would check with {name} first; please take your time, and I understand completely if it "
            "[is not possible|does not suit]."
        ),
    ),
    "offer_introduce": (
        (
            "Thank you as well for offering to introduce me to {name}; there is no hurry, and I understand completely if the "
            "timing is not right."
        ),
        "It is kind of you to offer an introduction to {name}. [No hurry|There is no rush], and I understand completely if it does not suit.",
        (
            "I am grateful for your offer to [introduce me to|put me in touch with] {name}. [It is not urgent|There is no rush], and I "
            "understand completely if it does not work out."
        ),
        (
            "Thank you too for being willing to [introduce me to|put me in touch with] {name}, if that is all right with them; "
            "there is no [hurry|rush]."
        ),
        (
            "Your offer to [introduce me to|put me in touch with] {name} [means a lot|is very kind]; please take your time with it, and I "
            "understand completely if it is not possible."
        ),
    ),
    "offer_thing": (
        "Thank you as well for the offer of {thing}.",
        "Your offer of {thing} [means a lot|is very kind], thank you.",
        "It was kind of you to offer {thing}.",
    ),
    "gift": (
        "Thank you [as well|too] for {thing}.",
        "I [was glad of|appreciated] {thing}, [too|as well].",
        "And [thank you|thanks] for {thing}.",
    ),
    "offer_other": (
        "Thank you as well for offering {vp}.",
        "It is kind of you to offer {vp}.",
        "I [also appreciate|appreciate, too,] your offer {vp}.",
        "Your offer {vp} [means a lot|is very kind], thank you.",
    ),
    "invitation_open": (
        "Thanks as well for the word that {clause}; I would like to come along.",
        "It was good to learn that {clause}; I would like to [come along|join one day].",
        "I was glad to hear that {clause}, and I would like to [come along|take you up on it].",
    ),
    "invitation": (
        "Thanks as well for the word about {noun}; I would like to come along.",
        "Thank you as well for telling me about {noun}; I would like to come along.",
        "I was glad [to hear about|of the invitation to] {noun}, and I would like to come.",
        "I would like to come along to {noun}, [thank you|and thank you] for the invitation.",
    ),
    "promise": (
        "As [promised|I promised], I will {vp}.",
        "I will {vp}, as [promised|I promised].",
        "I have not forgotten my promise: I will {vp}.",
        "And I will {vp}, as I [promised|said I would].",
    ),
    "promise_more": ("I will also {vp}.", "And I will {vp} [too|as well]."),
    "asked": ("I will {vp}, as you asked.", "As you asked, I will {vp}."),
    "asked_more": ("I will also {vp}, as you asked.", "And I will {vp}, as you asked."),
    "plan": ("I will {vp}.", "For my part, I will {vp}.", "From my side, I will {vp}."),
    "plan_more": ("I will also {vp}.", "And I will {vp} [too|as well]."),
    "glad": (
        "I am glad [that |]I asked.",
        "It was [kind|good|generous] of you to [say yes|agree to it].",
        "It gave me [a good deal|plenty|a lot] to think [over|about].",
        "I enjoyed it, and I am glad [that |]I [wrote to you|asked].",
        "I [came away|left] with [plenty|more|a good deal] to think about.",
        "It [helped|was a help] [me |]to talk [it|things|this] through with [somebody|someone] who knows [the work|the field|the ground].",
        "[Conversations|Talks] like [this one|ours] are what I [hoped for|had in mind] when I [started asking|began to ask around|first wrote to people].",
        "It was [time well spent|a good use of the day] [for me|on my side][, and I hope on yours too|].",
        "It means a lot to me that you [said yes|agreed to talk|were willing to talk].",
        "I am still [turning it over|thinking it over][ in my mind|], which is a good sign.",
        "It is easier to [make plans|see the way ahead|choose a direction] after a [conversation|talk] like [that|ours|this one].",
        "Asking [was a good idea|was the right thing], and I am glad [that |]I did.",
        "I [went|walked] away with [a good deal|more than enough|a lot] to [sort through|think about|work with].",
        "That you made room for it [means a lot|matters a good deal] to me.",
        "Not [everybody|everyone] [would say yes|says yes] to a [question|request] like mine.",
    ),
    "glad_group": (
        "It meant a lot to me that you joined [in|us].",
        "I was glad to have you there too.",
        "It helped to hear [more than one side|from more than one of you] in one conversation.",
        "It was [good|useful] to have more than one view in the room.",
    ),
    "glad_again": (
        "It was good to pick up where we left off.",
        "I was glad of the chance to ask you more.",
        "It [helps|means a lot] to be able to come back to you with [new questions|what has come up since].",
        "I [enjoy|value] being able to pick up the thread with you.",
    ),
    "posted": (
        "I will let you know [how it goes|how I get on|what comes of it|how it turns out].",
        "I will keep you posted [on how it goes|on what comes of it|as I go].",
        "Once [there is something to tell|I have got a little further|I know more], I will let you know.",
        "Expect a [line|short note] from me [when there is news|once I have made some headway|when I know more].",
        "I would like to [tell you|write and tell you|let you know] how it [goes|turns out][, if I may|].",
        "You will hear from me [when there is something to tell|once I have made some progress|as soon as there is news].",
        "I will come back to you [and tell you how it went|with news of it|once I know how it went].",
        "May I [write again|let you know|report back] once I have [made some headway|got somewhere with it|tried]?",
        "As [it takes shape|I get further], I will keep you posted.",
        "Whatever comes of it, I will let you know.",
    ),
    "posted_thin": (
        "I will let you know [how things go from here|how I get on from here|where it leads me|what I make of it].",
        "I will keep you posted [on where it leads|on how I get on|on what comes next].",
        "You will hear from me [as soon as there is news|once I have made some progress|when there is something to tell].",
        "Once [I have got a little further|there is something to tell|I know more], I will let you know.",
        "Expect a [line|short note] from me [when there is news|once I have made some headway|when things have moved on].",
        "I would like to [tell you|write and tell you|let you know] how things [go|turn out][, if I may|].",
        "May I [write again|let you know|report back] once I have [made some headway|taken the next step|moved on a little]?",
        "When the next step is taken, I will let you know [about it|how it went].",
        "As things [develop|take shape], I will keep you posted.",
        "Whatever comes of it, I will let you know.",
        "I will write again [before long|in a while] and let you know [where things stand|how it is going].",
        "Before long I hope to have [something|some progress|news] to report.",
    ),
    "return": (
        "If I can [ever |]be [useful to you|of use to you|of help to you] in return, please [tell me|say so|let me know].",
        "If there is [anything|something|ever anything] I can do in return, [just say so|please ask|please tell me].",
        "And if I can help [you |]with [anything|something] in return, please [ask|say so|let me know].",
        "If I can [ever |]return the favour[ one day| some time|], please [let me know|tell me|say so].",
        "I would be glad to return the favour [one day|some time|whenever I can]; [please ask|you only need to ask|just say when].",
        "If something [comes up|turns up|crosses your desk] where I can be of [use|help], [please think of me|I would be glad if you asked|do ask me].",
        "Please [ask|write to me] if there is [ever |]anything I can do [for you |]in return.",
        "I hope [I can|to] [return the favour|do something for you in return] [one day|before long].",
        "I would gladly be of [use|help] to you as well; [just say how|just let me know|you only have to ask].",
        "And [likewise|of course], if I can be of [use|help] to you, please [tell me|ask|let me know].",
        "Is there anything I can do for you in return? [Please tell me|If so, please say|Do say so].",
        "If I can answer [a question|something] for you in return, [just ask|please do ask].",
        "Do let me know if I can be [useful to you|of use to you|of help] [one day|as well|in return].",
        "I would be glad to help you in return; [just write|please ask|only say so].",
    ),
    "return_from": (
        "If I can ever be useful to you in return, with anything on the {background} side, please ask.",
        "And if anything about {background} is ever useful to you, please ask.",
        "If a view from {background} would ever be useful to you, [please ask|I would be glad to give it].",
    ),
    "closing": (
        "I will let you know [how it goes|what comes of it|how it turns out], and if I can [ever |]be of use to you [in return|as well], please [tell me|say so|ask].",
        "I will keep you posted, and should there be [anything|something] I can do in return, please [ask|say so|let me know].",
        "You will hear from me when there is news; [until then|meanwhile], if I can be [useful to you|of help to you] in return, please [say so|ask].",
        "Once I know more, I will let you know; and if I can help [you |]with [anything|something] [in return|meanwhile], [just ask|please ask|just say so].",
        "I would like to tell you how it goes, and to return the favour [one day|when I can]: please [ask|tell me] if [there is a way|you see how].",
        "Whatever comes of it, I will let you know, and if there is [anything|something] I can do in return, [please ask|just say so|do tell me].",
        "I will keep you posted on [how it goes|what comes next]; and if you ever [have a question for me|need something from me] in return, [please ask|I would be glad to help].",
        "Expect a line from me when there is [news|something to tell], and please [ask|say so] if I can do [something|anything] in return [before then|meanwhile].",
        "I hope to have news [before long|soon], and [until then|meanwhile] I would be glad to help with anything [you need|on your side]; [just ask|please say so].",
        "May I write again when there is [news|something to tell], and may I return the favour [if I can|one day|when there is a chance]?",
        "When I know more, you will hear from me; and if I can be [useful|of use|of help] to you [meanwhile|in return], please [say so|ask].",
    ),
}  # fmt: skip

HOST = {
    "host_thanked": (
        "Thank you for your kind note, and I am glad that {noun} was useful.",
        "I am glad {noun} was useful, and thank you for writing.",
        "Thank you for [writing|your note]; it is good to hear that {noun} was useful.",
        "It is good to know that {noun} was of some use, and it was kind of you to write.",
    ),
    "host_thanked_plain": (
        "Thank you for your kind note.",
        "Thank you for writing so soon.",
        "It was kind of you to write.",
        "Your note [was good to get|made me glad], thank you.",
    ),
    "host_opening": (
        "It was good to talk with you{day}, and I am glad [that |]you asked for the conversation.",
        "I was glad that we talked{day}, and that you asked for it.",
        "I enjoyed our conversation{day}, and it was good that you asked for it.",
        "Thank you for [asking|getting in touch]; I enjoyed our conversation{day}.",
        "I am glad [that |]you wrote to me, and I enjoyed talking with you{day}.",
    ),
    "host_noticed": (
        "One thing I noticed: {clause}, which is worth remembering while you are {situation}.",
        "I noticed that {clause}, and that is worth remembering while you are {situation}.",
        "While you are {situation}, it may be worth remembering what I noticed: {clause}.",
    ),
    "host_noticed_plain": (
        "One thing I noticed is that {clause}.",
        "I noticed that {clause}.",
        "If I may say what I noticed: {clause}.",
    ),
    "host_heard": ("It was good to hear that {clause}.", "I was glad to hear that {clause}."),
    "host_situation": (
        "I hope the conversation was of some use while you are {situation}.",
        "I hope it was of some help to you while you are {situation}.",
    ),
    "host_useful": (
        "I hope the conversation was of some use to you as you work out what comes next.",
        "I hope it helped you a little with what comes next.",
        "I hope some of it is of use as you [think about|work out] where to go from here.",
        "I hope there was something in it that you can use.",
    ),
    "host_questions": (
        "If another question comes up while you think it over, just write to me.",
        "Should more questions come up later on, just write to me.",
        "If you would like to ask me something else, you are welcome to write.",
        "Further questions are always welcome, so just write.",
    ),
    "host_promise": ("As promised, I will {vp}.", "I will {vp}, as promised.", "I have not forgotten that I said I would {vp}."),
    "host_promise_send": (
        "I have not forgotten {thing}: it follows separately{by}.",
        "As promised, I will send you {thing} separately{by}.",
        "You will get {thing} from me separately{by}, as promised.",
    ),
    "host_promise_more": (
        "I will also {vp}, and come back to you about it.",
        "I will {vp} too, and come back to you.",
    ),
    "host_decide": (
        "Do write and tell me what you decide.",
        "Do tell me what you decide in the end.",
        "I would be glad to hear what you decide.",
    ),
    "host_close": (
        "Do let me know how you get on.",
        "Do write and tell me how it goes.",
        "I would be glad to hear how you get on.",
        "I am curious how it goes, so do write.",
    ),
}  # fmt: skip

NOT_HELD = {
    "missed": (
        "I think we missed each other {slot}; I hope everything is all right [on your end|with you].",
        "It seems we missed each other {slot}, and I hope all is well [on your end|with you].",
        "We seem to have missed each other {slot}; I hope nothing serious [got in the way|came up].",
    ),
    "missed_topic": (
        "These things happen, and I would still very much like to hear about {topic} whenever your schedule allows.",
        "Plans change easily, and I would still like to hear about {topic} when there is room in your calendar.",
        "Something often comes up, and I would still be glad to talk about {topic} at a better moment.",
    ),
    "missed_plain": (
        "These things happen, and I would still very much like to talk whenever your schedule allows.",
        "Plans change easily, and I would still like to talk when there is room in your calendar.",
        "Something often comes up, and I would still be glad to talk at a better moment.",
    ),
    "missed_ask": (
        "Would another day suit you better? I am happy to work around your calendar.",
        "If another day is easier, please name one and I am happy to work around it.",
        "Is there another day that would suit you? I am happy to work around whatever you have.",
    ),
    "moved_kind": (
        "No problem at all, and thank you for letting me know.",
        "That is no trouble at all; thank you for telling me.",
        "Thank you for [letting me know|telling me]; [it is no problem at all|that is quite all right].",
        "Of course, and thank you for [telling me|letting me know].",
    ),
    "moved_when": (
        "I would be glad to find another time {when}.",
        "Another time {when} would be very welcome.",
        "I would gladly talk {when} instead.",
    ),
    "moved_plain": (
        "I would be glad to find another time.",
        "Another time would be very welcome.",
        "I would gladly talk another time.",
    ),
    "moved_ask": (
        "Please pick any day that is easy for you, or name a week and I will send a few times.",
        "Choose any day that is easy for you, or tell me a week and I will send a few times.",
        "Any day that is easy for you is fine; or name a week, and I will send a few times.",
    ),
}

REPORTING = {
    "back_spoke": (
        "A short note to tell you that {name} and I spoke{day}.",
        "I wanted you to know that {name} and I spoke{day}.",
        "{name} and I [spoke|talked]{day}, and I would like you to know it.",
        "[News from me|A short report]: {name} and I [spoke|had our conversation]{day}.",
        "Just to let you know: {name} and I [talked|spoke]{day}.",
    ),
    "back_thanks": (
        "Thank you for bringing us together; without you I would not have had that conversation.",
        "Thank you for making the introduction; that conversation would not have come about without you.",
        "I am grateful that you [put us in touch|introduced us]; it was a conversation I would not have had otherwise.",
        "That we [spoke|talked] at all is thanks to you, and I appreciate it.",
        "Thank you for [the introduction|putting us in touch]; I would not have got [there|that far] by myself.",
    ),
    "back_thanks_both": (
        "Thank you for asking us both first and for bringing us together; without you I would not have had that conversation.",
        "Thank you for checking with both of us first and then making the introduction; it would not have come about without you.",
        "I am grateful that you asked us both before you [put us in touch|introduced us], and for the introduction itself.",
    ),
    "back_gain": (
        "It gave me plenty to think about.",
        "I came away with plenty to work on.",
        "I learned [a good deal|a lot] from it.",
        "It was a [helpful|useful] conversation for me.",
    ),
}

SUBJECTS = {
    "subject": ("Thank you for the conversation", "Thank you for our conversation"),
    "subject_topic": ("Thank you for the conversation about {topic}", "Our conversation about {topic}"),
    "subject_host": ("Following up on our conversation",),
    "subject_missed": ("Finding another time to talk",),
    "subject_back": ("Thank you for the introduction to {name}",),
}

PHRASES = {**THANKS, **TAKEAWAYS, **WHAT_FOLLOWS, **HOST, **NOT_HELD, **REPORTING, **SUBJECTS}
