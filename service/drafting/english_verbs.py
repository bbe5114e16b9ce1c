"""English verbs by what they do in a note, as plain lists: what can be advised, what only happens, what is a noun as often.

Data only; `english.py` reads them. A verb that is missing costs a takeaway, one too many takes a noun for advice.
"""

from __future__ import annotations

VERBS = frozenset(
    """abandon absorb accept hate love need rely smell taste accompany achieve act adapt add adjust admit adopt advertise advise advocate agree
    aim air align allow amend analyse analyze anchor annotate answer anticipate apologise apologize apply
    appoint appreciate approach argue arrange arrive ask assemble assess assign assist assume attach attempt
    attend attract audit automate avoid bake balance bandage bargain baste bathe be beat become befriend beg
    begin believe benchmark bend bet bind bite blame blend block boil book boost borrow bow brainstorm braze
    break breathe breed brew bring broaden brush budget build burn bury cache calculate calibrate call care
    carry carve cast cater celebrate certify challenge change charge charm chart chase check cherish choose
    chop circulate cite claim clap clarify clean clear climb cling close coach code collaborate collect
    combine come comfort commit communicate commute compare compile complete compose compromise concentrate
    condense conduct confirm confront connect conserve consider construct consult contact contribute control
    convert cook cope copy correct cost counsel count cover craft crane create crew criticise criticize
    crochet cross cross-examine cultivate cure cut dance dare deal debug decide decline decorate dedicate
    deepen defend define delay delegate delete deliver demo demonstrate deploy describe deserve design detect
    determine develop diagnose dial dig dilute disagree discard discharge discover discuss dismiss dispatch
    distinguish distribute dive divide do dock document donate dose double doubt draft draw dress drill drink
    drive drop dry dust dye earn eat edit educate eliminate email embrace embroider emphasise emphasize
    empower enable encourage end enforce engage enjoy enlist enrol enroll ensure enter equip escape establish
    estimate evaluate exaggerate examine exceed exchange exclude excuse execute exercise exhibit expand expect
    experiment explain explore expose extend extract face facilitate fail familiarise familiarize feed feel
    fell ferment fetch fight figure file fill film filter find finish fire fit fix focus fold follow force
    forecast forge forget forgive form foster frame freeze fret fry furnish gain garnish gather generate get
    give glance glaze glue go grab grade graft grasp graze greet grind groom grout grow guarantee guard guess
    guide hammer hand handle hang harvest haul have heal hear heat help hem herd hesitate hide hike hire hit
    hoist hold host hum hunt hurry identify ignore illustrate imagine impress improve include increase index
    inform inherit inject innovate insert insist inspect install instruct insure integrate interpret interrupt
    intervene interview introduce intubate invest investigate invite invoice involve isolate iterate join jot
    journal judge juggle jump justify keep kick knead knit knock know label laminate land laugh launch lay
    lead lean leap learn leave lend let level leverage lift limit linger link lint list listen litigate live
    load locate lock log look lose lower lunge mail maintain make manage map marry master match matter mean
    measure mediate meet melt memorise memorize mend mention mentor migrate milk mill mind mix mock model
    monitor motivate mount move multiply name narrow negotiate network nod nominate note notice nurse nurture
    obey observe obtain offer open operate oppose optimise optimize order organise organize outline outsource
    overlook overthink own pace pack paint pair panic park participate pass patch patrol pause pay peel
    perform permit persist persuade phone photograph pick pickle pilot pin ping pitch place plan plane plant
    plaster plate play plead please pleat plough plumb point polish position post pour practice practise
    praise predict prefer prepare present preserve press pretend prevent price print prioritise prioritize
    probe process produce proofread propose prosecute protect prototype prove provide provoke prune publish
    pull punish purchase pursue push put qualify quantify query question quit quote race raise reach read
    realise realize reap rear rebuild reckon recognise recognize recommend reconcile record recycle reduce
    refactor refer refine reflect register rehearse rehouse reinforce reject relate relax release relocate
    rely remember remind remove render renew rent repair repeat rephrase replace reply report reproduce
    request rescue research reserve resist resolve respect respond rest restart restore restrict retell
    rethink retrain return reveal reverse review revise reward rewire rewrite ride rig rinse rise roast roll
    rotate row rub ruin run rush sacrifice sail sample sand satisfy save say scale scan scatter schedule scope
    score scrap scrape scrub seal search season secure see seek select sell send separate serve set sew shadow
    shape shard share sharpen shave shear shift ship shoot shorten shout show shut sign simplify simulate sing
    sink sit skate sketch skim skip sleep slice slow smile smooth soak solder solve sort sow spare speak
    specialise specialize specify spell spend spin split spoil spot spray spread squeeze stack staff stamp
    stand staple start state stay steal steer sterilise stick stir stitch stop store strengthen stretch strip
    strive structure stub study submit subpoena subscribe subtract succeed suggest summarise summarize
    supervise support surprise survive suspect suture swab swallow swap sweep swim switch tack tackle tag
    tailor take talk tame tap target taste teach tear tell test thank thatch think throw tidy tie tighten tile
    tinker tolerate torque touch tow trace track trade train transcribe transfer transform translate
    transplant trap travel treat triage trim trust try tune turn tutor type understand underwrite undo unlearn
    unpack untangle update upgrade upload urge use vaccinate validate value varnish vary verify vet view visit
    volunteer vote wait walk want warm warn wash waste watch water wave wear weave weed weigh welcome weld
    whisper widen win wipe wire withdraw witness wonder work worry wrap write yield zoom""".split()
)
"""Base forms that can be advised or done."""
NOUNISH = frozenset(
    """audit average balance benchmark block book budget call calm cast change chart claim clean clear coach code
    complete control cook cool copy correct cost cover craft crew cure delay design dispatch document double
    draft dress drill dry dust exercise exhibit figure file film filter fire fit focus form foster frame free
    glue grade graft guide hammer hand harvest host hunt index interview invoice judge label land level limit
    link list load log master matter mentor milk mill model name narrow need network note nurse open order
    outline pack park patch patrol pilot pitch place plan plane plant plate play point polish position post
    practice price print process prototype quote race report research reserve rig row sample sand scale
    schedule scope score scrap search season secure set shape shift sketch slow smooth staff stamp state steer
    store stretch structure support swap tag tailor target taste test tile track trade transfer trap trim type
    update value view volunteer vote warm waste water weave wire witness wonder work yield""".split()
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
