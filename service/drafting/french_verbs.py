"""French verbs as notes have them after "il faut que je" and in the conditional, each with its infinitive. Pure."""

from __future__ import annotations

import re

_SUBJUNCTIVES = {
    "lise": "lire", "relise": "relire", "écrive": "écrire", "réécrive": "réécrire", "inscrive": "inscrire", "fasse": "faire", "aille": "aller",
    "prenne": "prendre", "apprenne": "apprendre", "reprenne": "reprendre", "mette": "mettre", "dise": "dire", "voie": "voir", "revoie": "revoir",
    "tienne": "tenir", "vienne": "venir", "revienne": "revenir", "sache": "savoir", "sois": "être", "aie": "avoir", "puisse": "pouvoir",
    "suive": "suivre", "réponde": "répondre", "rende": "rendre", "envoie": "envoyer", "appelle": "appeler", "rappelle": "rappeler",
    "choisisse": "choisir", "finisse": "finir", "réfléchisse": "réfléchir", "achète": "acheter", "complète": "compléter", "transmette": "transmettre",
}  # fmt: skip


def from_conditional(verb: str) -> str:
    """The infinitive of a conditional of the first person: "enverrais" is "envoyer"; "" where it is none."""
    irregular = {
        "enverrais": "envoyer",
        "ferais": "faire",
        "verrais": "voir",
        "irais": "aller",
        "serais": "être",
        "aurais": "avoir",
    }
    if not verb.endswith("rais"):
        return ""
    return irregular.get(verb) or (
        verb[:-3] if verb.endswith(("erais", "irais")) and verb != "dirais" else f"{verb[:-3]}e"
    )


def from_subjunctive(text: str) -> str:
    """What follows "il faut que je" as an infinitive: "lui envoie la liste" is "lui envoyer la liste"; "" where unknown."""
    found = re.match(r"(?i)(?P<before>(?:(?:me|m'|lui|le|la|les|l'|y)\s*)*)(?P<verb>[^\W\d_]+)(?P<rest>.*)$", text)
    if found is None:
        return ""
    verb = found["verb"].lower()
    base = (
        _SUBJUNCTIVES.get(verb)
        or from_conditional(verb)
        or (f"{verb}r" if verb.endswith("e") and len(verb) > 4 else "")
    )
    return f"{found['before']}{base}{found['rest']}" if base else ""
