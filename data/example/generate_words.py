"""What people of the invented programme told and planned: stories, comments, groups, activities.

All of it is made up for this example; nobody said it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Rows = list[list[str]]

# When, the three answers, what the trio noticed, tags, consent.
_STORIES = (
    (
        "12.06.2025",
        "Jeg trodde jeg lyttet. Så ba en beboer meg sitte ned uten å skrive, og da hørte jeg noe"
        " annet enn det som står i planen. Siden har jeg begynt hver uke med å spørre hva som er"
        " viktig nå.",
        "At vi er to på vakt som gjør det samme. Etterpå kan vi le litt av hvor vanskelig det er"
        " å tie stille.",
        "Når telefonen ringer hele tiden, faller jeg tilbake til å ordne opp.",
        "Stillheten går igjen. Vi la merke til at hun fortalte det uten å rette på seg selv.",
        "w3; w5",
        "Ja",
    ),
    (
        "12.06.2025",
        "Det har gått sakte. Først var jeg irritert over et nytt ord for det vi alltid har gjort."
        " Nå ser jeg at jeg ofte bestemte hva som var et godt mål før noen hadde sagt noe.",
        "Lederen min spør hva jeg har lært, ikke bare hva jeg har fått gjort.",
        "Skjemaene. De spør om mangler, så da leter jeg etter mangler.",
        "Vi ble opptatt av hva skjemaene gjør med blikket vårt.",
        "w6",
        "Ja",
    ),
    (
        "12.06.2025",
        "En av dem jeg følger, ville begynne i kor. Jeg så for meg alt som kunne gå galt. Hun"
        " gikk, og på vei hjem sang hun i bilen. Jeg tenker på det når jeg blir redd på andres"
        " vegne.",
        "Å få si høyt at jeg er redd, og at ingen ler.",
        "At det bare er jeg som har nøkkelen til bilen.",
        "Mot var det ordet alle tre hadde skrevet ned.",
        "w7; w5",
        "Ja",
    ),
    (
        "13.06.2025",
        "Som erfaringsmedarbeider har jeg gått veien selv. Det nye for meg er at kollegaene mine"
        " også er på reise. Jeg er ikke den eneste som øver.",
        "At jeg er med i planleggingen fra første møte, ikke bare når alt er bestemt.",
        "Når jeg blir spurt om å fortelle historien min, men ikke om hva jeg mener.",
        "Forskjellen på å bli vist fram og å bli tatt med.",
        "w3; w8",
        "Ja",
    ),
    (
        "13.06.2025",
        "Vi flyttet møtet om hverdagen hjem til ham som det gjaldt. Kaffen var tynn, og praten"
        " var den beste vi har hatt. Han ledet møtet.",
        "Lov til å bruke tid. Vi satte av en hel formiddag.",
        "Kalenderen min er full tre uker fram.",
        "Rommet betyr noe. Hvem er gjest hos hvem?",
        "w2, w5",
        "Ja",
    ),
    (
        "13.06.2025",
        "Jeg har arbeidet her i mange år og er stolt av det. Noen ganger kjenner jeg at det nye"
        " sier at det gamle var feil. Det tok meg et halvt år å se at det ikke er ment sånn.",
        "En kollega som sa: ta med deg det du kan.",
        "Når noen snakker som om alt begynte i fjor.",
        "Sorg er også en del av reisen. Det hadde vi ikke tenkt på.",
        "",
        "Ja",
    ),
    (
        "18.09.2025",
        "Vi begynte å ringe tilbake samme dag. Det høres lite ut. For dem som ringer, er det stor"
        " forskjell på i dag og om to uker.",
        "At vi er enige om det hele teamet.",
        "Sykdom. Da blir det den gamle køen igjen.",
        "Det små som blir stort for andre.",
        "Hjelp så raskt som mulig",
        "Ja",
    ),
    (
        "18.09.2025",
        "Jeg øver på å ikke ha svaret klart. En mann spurte meg om han burde flytte. Jeg spurte"
        " tilbake, og han visste det egentlig godt.",
        "Å få øve sammen, med latter.",
        "Pårørende som vil at jeg skal bestemme. Jeg forstår dem godt.",
        "Vi snakket lenge om pårørende. De er på reise de også.",
        "w5; w1",
        "Ja",
    ),
    (
        "18.09.2025",
        "Denne fortellingen vil jeg helst beholde i gruppen.",
        "Tillit.",
        "At ting blir gjenfortalt.",
        "",
        "",
        "Nei",
    ),
    (
        "19.09.2025",
        "I kjøkkenet henger det nå en tavle der alle skriver hva de kan lære bort. Der står det"
        " sykkelreparasjon, fransk og hvordan man sover. Jeg lærte å sove bedre.",
        "At ideen kom fra dem som bor her.",
        "Brannforskriften, nesten. Tavla fikk henge et annet sted.",
        "Hvem som er den som kan noe, snur i løpet av fortellingen.",
        "Ressurser framfor begrensninger | Med i vanlige fellesskap",
        "Ja",
    ),
    (
        "19.09.2025",
        "Jeg fikk vite at et mål jeg hadde skrevet for noen, var mitt. Vi strøk det sammen. Det"
        " var både flaut og fint.",
        "At vi kan le av det og skrive et nytt.",
        "",
        "Å stryke kan være et framskritt.",
        "w1",
        "Ja",
    ),
)

_QUESTIONS = ("Hva tar du med deg fra dagene?", "Hva vil du ha mer av?")
_COMMENTS = (
    ("Etter", 0, "Å vente litt lenger før jeg svarer."),
    ("Etter", 0, "At andre tilbud strever med det samme som vi gjør."),
    ("Etter", 0, "Det å høre innbyggere fortelle selv. Det kan ingen lysbilder erstatte."),
    ("Etter", 0, "Et ord for noe vi hadde kjent på lenge."),
    ("Etter", 0, "Spørsmålet: Hva er viktig for deg nå?"),
    ("Etter", 1, "Tid til å prøve det ut mellom samlingene."),
    ("Etter", 1, "Mer om pårørende, og gjerne sammen med dem."),
    ("Etter", 1, "Flere øvelser, færre begreper."),
    ("Etter", 1, ""),
    (
        "Etter",
        1,
        "At hele personalgruppen kunne vært med; det er vanskelig å fortelle det videre alene.",
    ),
    ("Ett år senere", 0, "Vi har sluttet å snakke om innbyggere når de ikke er til stede. Nesten."),
    ("Ett år senere", 0, "Tavla i kjøkkenet henger der fortsatt."),
    ("Ett år senere", 0, "Jeg spør mer og ordner mindre."),
    ("Ett år senere", 1, "Noen som minner oss på det når det er travelt."),
    ("Ett år senere", 1, "Nye kolleger trenger de samme dagene som vi fikk."),
    ("Ett år senere", 1, "Mer tid sammen med de andre stedene."),
)

# Whose group, as what, since when and, for some, until when.
_GROUPS = (
    ("Solsiden", "Leder", "2025-01-15", ""),
    ("Solsiden", "Leder", "2025-01-15", "2025-10-31"),
    ("Solsiden", "Leder", "2025-11-01", ""),
    ("Solsiden", "Ansatt", "2025-01-15", ""),
    ("Solsiden", "Ansatt", "2025-01-15", ""),
    ("Solsiden", "Ansatt", "2025-03-01", ""),
    ("Solsiden", "Ansatt", "2025-03-01", "2025-08-15"),
    ("Solsiden", "Innbygger", "2025-01-15", ""),
    ("Solsiden", "Innbygger", "2025-01-15", ""),
    ("Solsiden", "Innbygger", "2025-04-01", ""),
    ("Solsiden", "Innbygger", "2025-04-01", ""),
    ("Kvernhuset", "Leder", "2025-02-01", ""),
    ("Kvernhuset", "Ansatt", "2025-02-01", ""),
    ("Kvernhuset", "Ansatt", "2025-02-01", ""),
    ("Kvernhuset", "Innbygger", "2025-02-01", ""),
    ("Kvernhuset", "Innbygger", "2025-05-15", ""),
    ("Skogheim", "Leder", "2025-02-10", ""),
    ("Skogheim", "Ansatt", "2025-02-10", ""),
    ("Skogheim", "Ansatt", "2025-02-10", ""),
    ("Skogheim", "Ansatt", "2025-02-10", "2025-12-31"),
    ("Skogheim", "Innbygger", "2025-02-10", ""),
    ("Skogheim", "Innbygger", "2025-02-10", ""),
    ("Skogheim", "Innbygger", "2025-09-01", ""),
)

# Title, first and last day, whose group, who is responsible, status, tags, what is needed when.
_ACTIVITIES = (
    (
        "Hva ønsker vi annerledes? Åpent møte",
        "2025-02-20",
        "",
        "Solsiden",
        "Leder",
        "Gjennomført",
        "w3; w5",
        "Noen å snakke med før møtet om hva som skal skje",
        "Pauser, og lov til å bare lytte",
        "En side på vanlig norsk om hva vi ble enige om",
    ),
    (
        "Ordliste: fagord vi bruker, forklart",
        "2025-03-03",
        "2025-03-31",
        "Solsiden",
        "Innbygger",
        "Gjennomført",
        "w3",
        "Liste over ord fra referatene",
        "To som skriver sammen",
        "Henges opp i fellesrommet",
    ),
    (
        "Møter hjemme hos den det gjelder",
        "2025-04-01",
        "2025-09-30",
        "Solsiden",
        "Ansatt",
        "Gjennomført",
        "w2; w5",
        "Avtale om hvem som inviterer",
        "Tid: en hel formiddag",
        "Spørre hvordan det var",
    ),
    (
        "Trygge kvelder: hva gjør vi når stemningen stiger?",
        "2025-03-25",
        "",
        "Solsiden",
        "Ansatt",
        "Gjennomført",
        "w8",
        "Tall for vold og trusler det siste året",
        "Både beboere og ansatte forteller",
        "Avtalen henger i vaktrommet",
    ),
    (
        "Tavla: hva kan jeg lære bort?",
        "2025-05-05",
        "",
        "Kvernhuset",
        "Innbygger",
        "I gang",
        "w6, w7",
        "En tavle og et sted til den",
        "Noen som skriver for dem som ikke vil skrive selv",
        "Prøve det første kurset",
    ),
    (
        "Besøk på et annet dagsenter",
        "2025-06-10",
        "",
        "Kvernhuset",
        "Leder",
        "Avlyst",
        "",
        "Transport",
        "",
        "",
    ),
    (
        "Felles lunsj med naboene",
        "2025-09-12",
        "",
        "Kvernhuset",
        "Innbygger",
        "Gjennomført",
        "w7",
        "Invitasjon i postkassene",
        "Mat alle kan spise",
        "Takkekort",
    ),
    (
        "Vi ringer tilbake samme dag",
        "2025-04-15",
        "2025-12-19",
        "Skogheim",
        "Ansatt",
        "Gjennomført",
        "Hjelp så raskt som mulig",
        "Fordele telefonvakt",
        "Kort møte hver morgen",
        "Telle hvor mange som ble ringt",
    ),
    (
        "Mål jeg har skrevet selv",
        "2025-09-01",
        "",
        "Skogheim",
        "Ansatt",
        "I gang",
        "w1; w5",
        "Gå gjennom planene sammen",
        "Stryke det som ikke er ens eget",
        "Nytt blikk etter tre måneder",
    ),
    (
        "Kveld for pårørende",
        "2025-10-22",
        "",
        "Skogheim",
        "Leder",
        "Gjennomført",
        "w2",
        "Spørre innbyggerne først om de vil",
        "Rom for spørsmål",
        "Ringe dem som ønsket det",
    ),
    (
        "Dele det vi har lært, med de andre stedene",
        "2026-01-20",
        "",
        "",
        "Leder",
        "Planlagt",
        "w8",
        "Tre korte fortellinger",
        "Ingen lysbilder",
        "Avtale neste besøk",
    ),
)


def stories_table(columns: Mapping[str, Any]) -> Rows:
    """Return the stories as their export: a header, then one row per story."""
    order = ("story", "told_on", "experience", "supports", "stops", "reflections", "tags", "consent")
    rows = [[str(number), *story] for number, story in enumerate(_STORIES, start=1)]
    return [_header(columns, order), *rows]


def comments_table(columns: Mapping[str, Any]) -> Rows:
    """Return the comments as their export."""
    rows = [[wave, _QUESTIONS[question], text] for wave, question, text in _COMMENTS]
    return [_header(columns, ("wave", "question", "text")), *rows]


def group_table(columns: Mapping[str, Any]) -> Rows:
    """Return who is in the implementation groups; a member has a number in the group, no name."""
    places = [place for place, *_ in _GROUPS]
    rows = [[str(places[:at].count(places[at]) + 1), *member] for at, member in enumerate(_GROUPS)]
    return [_header(columns, ("member", "place", "kind", "since", "until")), *rows]


def activities_table(columns: Mapping[str, Any]) -> Rows:
    """Return the groups' activities."""
    order = ("title", "begins", "ends", "place", "responsible", "status", "tags", "before", "during", "after")
    return [_header(columns, order), *map(list, _ACTIVITIES)]


def _header(columns: Mapping[str, Any], order: Sequence[str]) -> list[str]:
    return [str(columns[one]) for one in order]
