"""Which given names are forms of one: Bob and Robert, Sascha and Alexander, Pepe and José. A small table of common ones.

Written for this purpose, from everyday use in English, German, French, Spanish and their neighbours. It only ever helps
to ask or to read evidence: nobody is taken for somebody by it alone.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

_FORMS = """
philippa pippa pip
robert bob bobby rob robbie bert robin roberto
william bill billy will willy willi liam wilhelm guillermo guillaume memo
richard rick ricky dick rich richie ricardo
edward ed eddie ted teddy ned eduard eduardo
theodore ted teddy theo theodor teodoro
james jim jimmy jamie jaime
john johnny jack jon johannes hans hannes juan jean giovanni gianni jan joao
jonathan jon johnny nathan
joseph joe joey josef sepp pepe jose giuseppe pepin
thomas tom tommy tomas
charles charlie chuck chas karl carl carlos charly charlotte
henry harry hank heinrich heinz enrique quique henri hal
harold harry hal
francis frank frankie fran francisco paco pancho kiko curro francois franz francesco
franklin frank
anthony tony anton antonio antoine toni toño
michael mike mick mickey micha michi michel miguel mikhail misha mischa mihail michal
daniel dan danny dani
david dave davey davy
stephen steven steve stevie stefan stephan esteban etienne
peter pete petra pedro pierre piotr
matthew matt matty matthias matthieu mateo mathias
andrew andy drew andreas andres andre andrzej
christopher chris kit topher christoph christophe cristobal
christian chris kris
christine chris chrissy tina christina cristina kristin kristina christl
nicholas nick nicky nico nicolas nikolaus klaus niklas claus
alexander alex al sasha sascha xander lex alejandro alexandre aleksander aleks aljoscha
alexandra alex sasha sascha sandra alejandra lexi alessandra
samuel sam sammy
samantha sam sammy
benjamin ben benny benji benno
patrick pat paddy patricio
patricia pat patty tricia trish paty patrizia
gerald gerry jerry gerd
jeffrey jeff geoff geoffrey
gregory greg gregor gregorio
kenneth ken kenny
lawrence larry laurence lars lorenz lorenzo laurent
leonard leo len lenny leonardo leonhard
raymond ray raimund ramon
ronald ron ronnie
donald don donny
douglas doug
timothy tim timmy
vincent vince vinny vicente vincenzo
walter walt wally
zachary zach zack zac
joshua josh
jacob jake jakob jaap
nathaniel nate nat nathan
philip phil pip philipp phillip felipe philippe
frederick fred freddy friedrich fritz federico
albert al bert alberto albrecht
alfred al fred alfredo
arthur art artie arturo
george georg georgie jorge jürgen jurgen jörg jorg georges giorgio
elizabeth liz lizzie beth betty eliza elisabeth lisa elsa elise lisbeth liesl sissi ellie isabel bess betsy babette lilibet
katherine kate katie kathy kat kitty catherine cathy katharina kathi katja kati catalina trine katrin cat karin caterina
margaret maggie meg peggy margarete margarethe grete gretchen greta margot margarita marguerite rita marge
mary maria molly polly marie mimi mitzi maryam marika
anna anne ann annie anni nancy ana anja anneliese anita annika hannah
susan sue susie suzy susanne susana suzanne susi sanne
rebecca becky becca rebekka
jennifer jen jenny jenna
jessica jess jessie
deborah deb debbie debora
dorothy dot dottie dolly dorothea dora doro dorle
barbara barb babs barbie bärbel barbel
victoria vicky tori vic viktoria
abigail abby gail
amanda mandy
cynthia cindy
pamela pam
theresa terry tess teresa tere therese resi
veronica ronnie vero veronika vroni
virginia ginny gina
gabriele gabi gabriela gaby gabriella gabrielle
ursula uschi ulla
angelika geli angie angela angelica
magdalena lena magda leni madeleine maggie malena
helena lena helen elena helene leni hélène nell
josefine josie josephine josefina jo pepa fina
joanna jo joan johanna hanna juana jeanne
sebastian seb basti bastian bastien
maximilian max maxi maximiliano maxim
florian flo
dominik dominic dom nick domingo dominique
tobias tobi toby
friederike rike fritzi
ulrich uli ulli
ulrike uli ulli rike
eugene gene eugen eugenio
guadalupe lupe lupita
ignacio nacho iñaki inaki
dolores lola
concepcion concha conchita
rosario charo
rafael rafa raphael ralph
salvador salva chava
manuel manolo manu emanuel emmanuel
luis lucho louis ludwig lutz luigi lou lewis
mercedes merche
antonia toni toñi antonella antoinette
beatriz bea beatrice beatrix trix
eleanor ellie nell nora leonor eleonore lenore
ivan vanya wanja
dmitri dima dmitry dmitriy mitya
sergei sergey sergej serjoscha serhii serge sergio
vladimir vova volodya wladimir volodymyr
ekaterina katya katja jekaterina kateryna
evgeny zhenya jewgeni eugen yevgeny
anastasia nastya stacy asya
natalia natasha nat natalie nataliya
tatiana tanya tanja
malgorzata gosia
katarzyna kasia
joanna asia
agnieszka aga
krzysztof krzysiek
aleksandra ola
erzsebet bözsi bozsi zsoka
istvan pista
laszlo laci
janos jancsi
mohammed muhammad mohamed mohammad mehmet mohd
yusuf youssef yousef joseph josef jusuf
ahmed ahmad achmed ahmet
hussein husain hossein hussain
fatima fatma fatimah fatema
aisha ayesha aicha aischa
oleksandr olexander alexander aleksandr alexandr sascha sasha
yulia julia yuliya julija iuliia julie
aleksey alexei alexey oleksiy oleksii alexej
maksym maxim maksim max
dmytro dmitri dmitry dmitriy dima
mykola nikolai nikolay mykola kolya
sofia sophia sophie sofie zofia
eric erik erich
katrin catrin kathrin cathrin katherine
karolina caroline carolina karoline carol line
isabel isabella isabelle isobel bella
lucas lukas luka luca luke
marc mark marcus markus marko marco marek
simon szymon simeon
jerome geronimo hieronymus
"""


_SHORTEST_CUT = 3
_ANOTHERS = frozenset({"a", "e", "i", "o", "s", "in", "ina", "ine", "ella", "etta", "ette", "line"})
"""What makes another name of one: Daniela is nobody's short Daniel, Andreas nobody's Andrea."""


@cache
def _groups() -> dict[str, frozenset[int]]:
    """In which lines of the table a form stands."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(_FORMS.split("\n")):
        for form in line.split():
            found[form].add(number)
    return {form: frozenset(numbers) for form, numbers in found.items()}


def is_common(word: str) -> bool:
    """Whether a word is one of the given names that many people have."""
    return word in _groups()


def are_forms_of_one(one: str, other: str) -> bool:
    """Whether two given names, lower case and without accents, can be one: by the table, or one begins the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    is_cut = len(short) >= _SHORTEST_CUT and long.startswith(short) and long[len(short) :] not in _ANOTHERS
    return is_cut or bool(_groups().get(one, frozenset()) & _groups().get(other, frozenset()))
