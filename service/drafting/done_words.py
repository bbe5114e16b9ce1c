"""The words by which a mail says that something was sent, asked, introduced or is still to come. Four languages at once.

Case-insensitive expressions over one clause; kept apart from the code that uses them (`fulfilment`), so that a speaker
of a language can correct a line without reading a program.
"""

from __future__ import annotations

import re


def _words(*languages: str) -> re.Pattern[str]:
    return re.compile("(?i)" + "|".join(f"(?:{words})" for words in languages))


HERE = _words(
    r"\b(?:here(?:['’]s| is| are| it is| they are| comes?)|attached|enclosed|please find|below (?:is|are)|you(?:['’]ll| will) find|i attach\b|(?:am|['’]m) attaching|in the attachment)",
    r"\bhier(?:\s+(?:ist|sind|kommt|kommen|noch|nun|also|der|die|das|ein|eine|mein|meine)\b)|\banbei\b|\bim anhang\b|\bangehängt\b|\bbeigefügt\b|"
    r"\bhäng(?:t|en) an\b|\blieg(?:t|en) bei\b|\banliegend\b|\bhiermit\b",
    r"\b(?:voici|voilà|ci-jointe?s?|ci-dessous|en pièce jointe|je joins|je vous joins|je te joins)\b",
    r"\baquí\s+(?:está|están|tiene|tienes|va|van|le dejo|te dejo)\b|\b(?:vas?n? )?adjunt[oa]s?\b|\b(?:mando|envío) aquí\b|\ble dejo\b|\bte dejo\b",
)
"""It comes with this mail."""
SENT = _words(
    r"\bi(?:['’]ve| have)?(?: just| now| finally| already| also| since)* (?:sent|shared|forwarded|e-?mailed|mailed|posted|uploaded|passed on|put)\b|"
    r"\b(?:was|were|has been|have been|went) (?:sent|out|in the post)\b",
    r"\bhabe ich\b.*\b(?:ge|weiterge|zuge|hochge|losge)(?:schickt|sendet|sandt|mailt|leitet|teilt|laden)\b|"
    r"\bich habe?\b.*\b(?:ge|weiterge|zuge|hochge|losge|an)(?:schickt|sendet|sandt|mailt|leitet|teilt|laden|gehängt)\b|\b(?:ist|sind) (?:raus|unterwegs|in der post)\b",
    r"\bj(?:e|['’]) ?(?:(?:vous|te|t['’]|l['’]|les|lui) ?)*ai(?: bien| déjà| enfin)? (?:envoyée?s?|transmise?s?|partagée?s?|postée?s?|fait suivre)\b",
    r"\b(?:ya )?(?:(?:te|le|lo|la|los|las|os|se) )*(?:(?:he|hemos) (?:enviado|mandado|pasado|compartido|reenviado)|envié|mandé|pasé|compartí|reenvié)\b",
)
"""It went out before."""
AS_PROMISED = _words(
    r"\bas (?:i )?promised\b|\bi promised\b|\bas agreed\b",
    r"\bwie (?:versprochen|besprochen|vereinbart|angekündigt|zugesagt)\b|\bversprochene[rnsm]?\b",
    r"\bcomme (?:promis|convenu)\b|\bpromise?s?\b",
    r"\bcomo (?:te |le )?(?:prometí|prometido|había prometido|acordamos)\b|\blo prometido\b|\bprometid[oa]s?\b",
)
SENDING = _words(
    r"\b(?:i(?:['’]m| am) |am |now )?(?:sending|sharing|forwarding)\b|\bi (?:send|share|forward)\b",
    r"\b(?:schicke|sende|maile|leite|teile)\b",
    r"\b(?:envoie|transmets|partage)\b",
    r"\b(?:mando|envío|paso|comparto|reenvío)\b",
)
"""It is being sent: it counts only with a word that says it is now, or what was promised."""
NOW = _words(
    r"\b(?:herewith|right now|with this)\b",
    r"\b(?:hiermit|anbei|hier)\b",
    r"\b(?:ci-jointe?s?|par la présente)\b",
    r"\b(?:aquí|adjunt[oa]s?)\b",
)
LINK = re.compile(r"https?://\S|\bwww\.\w")
NOT_YET = _words(
    r"\b(?:i(?:['’]ll| will| shall| can| could| would|['’]d| should| must| may| might)|let me|(?:am|['’]m|was|were) (?:going|about) to|"
    r"(?:want|wanted|plan|planned|hope|hoped|meant|intend|need|have|try|trying) to|will be|owe|owed|about to|if i|once|as soon as|when i|until|before i)\b",
    r"\b(?:not|n['’]t|never|no longer|forgot|forgotten|without|missing|yet to|soon|later|still)\b(?! promised)",
    r"\b(?:werde|wird|würde|wollte|will|möchte|muss|müsste|kann|könnte|sollte|schulde|fehlt|fehlen|folgt|folgen|vergessen|vergaß|nicht|noch|sobald|wenn|falls|bevor|demnächst|später|bald)\b",
    r"\b(?:vais|vas|allons|\w+rai|\w+rons|devais|dois|peux|pourrais|voulais|voudrais|oublié|suivra|suivront|manque|pas|jamais|encore|dès que|quand|lorsque|si|bientôt|plus tard)\b",
    r"\b(?:voy a|vamos a|\w{3,}ré|\w{3,}remos|puedo|podría|quería|quiero|debo|debía|tengo que|olvidé|olvidado|olvidó|falta|faltan|no|nunca|todavía|aún|cuando|en cuanto|si|pronto|luego|más tarde|haya)\b",
)
"""In the clause that should say it: announced, excused or only thought of."""
HARMLESS_NOT_YET = _words(
    r"\b(?:you(?:['’]ll| will) find|not only|i can only|sooner or later)\b",
    r"\bhier (?:ist|sind|kommt|kommen) noch\b|\bnicht nur\b",
    r"\b(?:vous trouverez|tu trouveras)\b",
    r"\b(?:encontrará|encontrarás)\b",
)
"""Looks like NOT_YET and is not."""
ASKED = _words(
    r"\bi(?:['’]ve| have)?(?: just| now| finally| already)? (?:asked|checked with|(?:was able to|managed to|could) (?:ask|speak (?:to|with)|talk (?:to|with))|spoke (?:to|with)|spoken (?:to|with)|talked (?:to|with)|written to|wrote to|heard (?:back )?from)\b",
    r"\bkonnte\b.*\b(?:fragen|sprechen|reden)\b|\bhabe?\b.*\b(?:gefragt|gesprochen|geredet|nachgefragt|angesprochen|gehört)\b",
    r"\bj['’]ai (?:(?:bien|déjà|enfin|pu) )?(?:demander à|parler (?:à|avec)|demandé à|parlé (?:à|avec)|vu avec|posé la question à)",
    r"\b(?:(?:le )?(?:pregunté|he preguntado) a|(?:ya )?(?:hablé|he hablado|lo hablé|lo he hablado) con|consulté (?:a|con)|pude (?:hablar con|preguntar(?:le)? a)|he consultado (?:a|con))",
)
ANSWERED = (
    r"(?:(?:just |already |also )?(?:says|said|agreed|agrees|replied|answered|got back|wrote back|would (?:love|be)|is (?:happy|glad|open|up for|in\b|free|fine)|"
    r"can (?:see|meet|take|talk)|cannot|can['’]t|declined)"
    r"|(?:sagt|sagte|meint|meinte|hat (?:zugesagt|geantwortet|ja gesagt|abgesagt)|ist (?:gern\w* |auch )?(?:bereit|dabei|einverstanden|offen)|freut sich|würde sich|nimmt)"
    r"|(?:est (?:d['’]accord|partante?|ravie?|disponible|libre|ouverte?)|a (?:accepté|dit|répondu)|accepte|m['’]a (?:dit|répondu)|serait|veut bien)"
    r"|(?:dice|dijo|aceptó|acepta|me (?:ha )?(?:dicho|dijo|respondió)|está (?:encantad[oa]|de acuerdo|dispuest[oa]|libre)|puede|no puede|ha (?:aceptado|respondido|dicho)))"
)
INTRODUCED = _words(
    r"\bi(?:['’]ve| have)?(?: just| now| already)? (?:introduced|connected)\b|\bput you (?:both |two )?in touch\b|\bhave put you in\b",
    r"\b(?:bekannt gemacht|vorgestellt|in kontakt gebracht|vernetzt)\b",
    r"\b(?:mise?s? en (?:contact|relation)|présentée?s?)\b",
    r"\b(?:puesto en contacto|presentado|puse en contacto|presenté)\b",
)
ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.\w|\+?\d[\d\s()/.-]{6,}\d")
ARRANGED = _words(
    r"\b(?:invite|invitation) (?:is (?:out|on its way)|sent|attached)\b|\bsent (?:you )?(?:a|an|the) (?:calendar )?(?:invite|invitation)\b",
    r"\b(?:einladung|kalendereinladung) (?:ist raus|geschickt|verschickt)\b",
    r"\binvitation (?:est partie|envoyée)\b",
    r"\binvitación (?:está enviada|enviada)\b",
)
THANKED_FOR_SENDING = _words(
    r"\b(?:thank(?:s| you)(?: so much| very much| a lot)? for (?:sending|sharing|forwarding|passing on|mailing)|(?:got|received) (?:the|your)|arrived)\b",
    r"\bdanke?\b[^.]*\b(?:geschickt|gesendet|zusenden|zugeschickt|schicken|weitergeleitet|weiterleiten)\b|\b(?:angekommen|erhalten|bekommen)\b",
    r"\bmerci (?:de |d['’]|pour l['’])(?:m['’]avoir |nous avoir )?(?:envoyée?s?|transmise?s?|partagée?s?|envoi)\b|\bbien reçu\b|\bai reçu\b",
    r"\bgracias por (?:enviar|mandar|compartir|pasar|haberme enviado|el envío)\w*\b|\b(?:he recibido|recibí|me (?:ha llegado|llegó|han llegado|llegaron))\b",
)
"""Said by who was to get it."""
