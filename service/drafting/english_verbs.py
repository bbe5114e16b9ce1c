"""English verbs by what they do in a note, as plain lists: what can be advised, what only happens, what is a noun as often.

Data only; `english.py` reads them. A verb that is missing costs a takeaway, one too many takes a noun for advice.
"""

from __future__ import annotations

VERBS = frozenset(
    """abandon absorb accept accompany achieve act adapt add adjust admit adopt advertise advise advocate agree aim
    air align allow amend analyse analyze anchor annotate answer anticipate apologise apologize apply appoint
    appreciate approach argue arrange arrive ask assemble assess assign assist assume attach attempt attend
    attract audit automate avoid bake balance bandage bargain baste bathe be bear beat become befriend beg
    begin behave believe benchmark bend bet bind bite blame blend block blow boil book boost borrow bow
    brainstorm braze break breathe breed brew bring broaden brush budget build burn bury buy cache calculate
    calibrate call care carry carve cast catch cater celebrate certify challenge change charge charm chart
    chase cheat check cherish chew choose chop circulate cite claim clap clarify clean clear climb cling close
    coach code collaborate collect combine come comfort commit communicate commute compare compete compile
    complete compose compromise concede concentrate condense conduct confirm confront connect conserve
    consider construct consult contact contemplate contribute control convert cook cool cooperate cope copy
    correct cost counsel count cover craft crane crawl create crew criticise criticize crochet cross cross-
    examine cry cultivate cure cut dabble dance dare deal debug decide decline decorate dedicate deepen defend
    define delay delegate delete deliver demo demonstrate deploy describe deserve design detect determine
    develop diagnose dial dig dilute disagree discard discharge discover discuss dismiss dispatch distinguish
    distribute dive divide do dock document donate dose double doubt draft draw dream dress drill drink drive
    drop dry dust dwell dye earn eat edit educate elaborate eliminate email embrace embroider emphasise
    emphasize empower enable encourage end endure enforce engage enjoy enlist enrol enroll ensure enter
    envisage equip escape establish estimate evaluate exaggerate examine exceed excel exchange exclude excuse
    execute exercise exhibit expand expect experiment explain explore expose extend extract face facilitate
    fail familiarise familiarize fathom feed feel fell ferment fetch fight figure file fill film filter find
    finish fire fit fix flag flourish focus fold follow force forecast forge forget forgive form foster frame
    freeze fret fry furnish gain gamble garnish gather generate get give glance glaze glue go grab grade graft
    grasp graze greet grind groom grout grow grumble guarantee guard guess guide haggle hammer hand handle
    hang harness harvest hate haul have heal hear heat help hem herd hesitate hide hike hire hit hoist hold
    hop hope host hug hum hunt hurry hustle identify ignore illustrate imagine impress improve improvise
    include increase index inform inherit inject innovate insert insist inspect install instruct insure
    integrate interpret interrupt intervene interview introduce intubate invest investigate invite invoice
    involve isolate iterate join jot journal judge juggle jump justify keep kick kiss knead kneel knit knock
    know label laminate land laugh launch lay lead lean leap learn lease leave lend let level leverage lick
    lift limit linger link lint list listen litigate live load locate lock log look lose love lower lunge mail
    maintain make manage map marry master match matter mean measure mediate meet melt memorise memorize mend
    mention mentor migrate milk mill mind mingle mix moan mock model monitor motivate mount move multiply nag
    name narrow need negotiate network nod nominate note notice nudge nurse nurture obey observe obtain offer
    open operate oppose optimise optimize order organise organize outline outsource overdo overlook
    overprepare overpromise overthink own pace pack paint pair pamper panic park participate pass patch patrol
    pause pay peel perform permit persist persuade phone photograph pick pickle pilot pin ping pitch place
    plan plane plant plaster plate play plead please pleat plough plumb point polish ponder position post
    postpone pour practice practise praise preach predict prefer prepare present preserve press pretend
    prevent price print prioritise prioritize probe process procrastinate produce proofread propose prosecute
    protect prototype prove provide provoke prune publish pull punch punish purchase pursue push put qualify
    quantify query question quit quote race raise reach read realise realize reap rear reassure rebel rebuild
    reckon recognise recognize recommend reconcile record recycle reduce refactor refer refine reflect refuse
    register regret rehearse reheat rehouse reinforce reject relate relax release relocate rely remember
    remind remove render renew rent repair repeat rephrase replace reply report reproduce request reschedule
    rescue research resent reserve resist resolve respect respond rest restart restore restrict retell rethink
    retrain retry return reveal reverse review revise revisit reward rewire rewrite ride rig ring rinse rise
    roam roast roll romanticise rotate row rub ruin run rush sacrifice sail sample sand satisfy save say scale
    scan scatter schedule scold scope score scour scrap scrape scribble scrub seal search season secure see
    seek select sell send sense separate serve set sew shadow shake shape shard share sharpen shave shear
    shelve shift ship shoot shop shorten shout shove show shut sign simplify simulate sing sink sit skate
    sketch skim skip slap sleep slice slow smell smile smooth sniff soak solder solve sort sow spare speak
    specialise specialize specify spell spend spin split spoil spot spray spread sprint squander squeeze stack
    staff stall stamp stand staple stare start stash state stay steal steer sterilise stick stir stitch stomp
    stop store strengthen stretch strike strip strive structure stub study stumble submit subpoena subscribe
    subtract succeed suggest summarise summarize supervise support surprise survive suspect suture swab
    swallow swap swear sweep swim switch swot tack tackle tag tailor take talk tame tap target taste teach
    tear tease tell tempt test text thank thatch think throw tidy tie tighten tile tinker tolerate torque toss
    touch tow trace track trade train transcribe transfer transform translate transplant trap travel tread
    treat trek triage trim trust try tuck tune turn tutor tweak type understand underwrite undo unlearn unpack
    untangle unwind update upgrade upload urge use vaccinate validate value varnish vary venture verify vet
    view visit volunteer vote wait waive wake walk wander want warm warn wash waste watch water wave wear
    weave weed weigh welcome weld whine whisper widen win wing wipe wire wish withdraw witness wonder work
    worry wrap wrestle write yell yield zoom""".split()
)
"""Base forms that can be advised or done."""
NOUNISH = frozenset(
    """audit average balance benchmark block book budget call calm cast change chart claim clean clear coach code
    complete control cook cool copy correct cost cover craft crew cure delay design dispatch document double
    draft dream dress drill dry dust exercise exhibit figure file film filter fire fit flag flourish focus
    form foster frame free glue grade graft guide hammer hand harvest hope host hunt index interview invoice
    judge label land lead level limit link list load log master matter mentor milk mill model name narrow need
    network note nurse open order outline pack park patch patrol pilot pitch place plan plane plant plate play
    point polish position post practice price print process prototype quote race report research reserve rig
    row sample sand scale schedule scope score scrap search season secure set shape shift shop sketch slow
    smooth staff stamp state steer store stretch strike structure support swap tag tailor target taste test
    tile track trade transfer trap trim type update value view volunteer vote warm waste water weave wing wire
    wish witness wonder work yield""".split()
)
"""Of these the ones that begin a noun phrase as often: "trade compliance", "call centre". They need a companion."""
STANCES = frozenset(
    """accept aim allow appreciate avoid balance be believe choose commit consider decide embrace enjoy ensure
    expect forget go have identify ignore imagine keep know learn let leave look matter mean mind narrow pace
    persist prefer prioritise prioritize quit realise realize relax remember resist respect rest see sleep
    specialise specialize stay stick stop take think treat trust understand value wait want wonder worry""".split()
)
"""Verbs of advice about how to see things or what to choose: nothing one does tomorrow."""
HAPPENING = frozenset(
    """appear arise await belong bother cause collapse compare consist contain convince count decide depend die
    differ disappear emerge end exist expire fade fit flow function go grow happen hate hold hurt involve kill
    last lie live love mean melt occur overestimate owe own pay rain remain require result retire rot rotate
    run scare seem sell shine shrink sink smell spread stay stem stick stink suffer suit taste teach tend
    thrive trickle twist underestimate vanish wear weigh""".split()
)
"""Verbs that carry a clause and are seldom advice."""
PAST = frozenset(
    """ate awoke became began bent bled blew bought bred broke brought built burnt burst came caught chose clung
    crept cut dealt did drank dreamt drew drove dug fed fell felt fled flew flung forbade forgave forgot
    fought found froze gave got grew had heard held hid hit hung kept knelt knew laid leapt learned learnt led
    left lent lost made meant met mistook overheard oversaw paid put quit ran rang read rebuilt retook rode
    rose said sang sank sat saw sent set sewed shone shook shot showed shrank slept slid smelt sold sowed
    spent spilt spoilt spoke sprang stole stood strove struck stuck stung swam swept swore swung taught
    thought threw told took tore understood undertook was went wept were withdrew woke won wore wrote""".split()
)
"""Pasts that no rule makes."""
