"""The words of our own that every feed says, in English and Spanish; what an article says is never translated."""

from dataclasses import dataclass

from sstimeline.model.dates import Method


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a feed says in one language; `{}` stands for what it says it of."""

    tag: str  #: BCP 47
    methods: dict[Method, str]  #: the word with which a reason for a date begins
    quote: str
    nothing: str  #: an old or new value that is not there
    actors: str
    places: str
    source: str
    read_by: str
    entry: str  #: the link to the entry's own page
    correction: str
    retraction: str  #: the same, of an entry that was taken back
    from_to: str
    corrected_on: str
    retracted_on: str
    reason: str
    fields: dict[str, str]  #: what a person may have corrected, as the field of an entry is named
    stands_now: str
    cancelled: str  #: before what a calendar says of an entry that was taken back
    merged: str  #: of an entry that now stands within another
    folders: dict[str, str]  #: of timelines, by group
    timeline: str  #: what a timeline without a description is
    home: str  #: what the list of all timelines is called


ENGLISH = Wording(
    tag="en",
    methods={
        "explicit": "Explicit",
        "relative": "Relative",
        "anchored": "Anchored",
        "inferred": "Inferred",
        "publication": "Publication",
        "none": "No date",
    },
    quote="“{}”",
    nothing="none",
    actors="Who",
    places="Where",
    source="Source",
    read_by="read by",
    entry="This entry, its evidence and its history",
    correction="Correction: {}",
    retraction="Correction: retracted: {}",
    from_to="from {} to {}",
    corrected_on="Corrected on {}.",
    retracted_on="Retracted on {}: this is no longer held to be true.",
    reason="Reason",
    fields={"date": "Date", "title": "Title", "kind": "Kind", "actors": "Who", "places": "Where"},
    stands_now="The entry as corrected:",
    cancelled="Retracted: {}",
    merged="Told in another entry now: {}",
    folders={"all": "All", "institutions": "Institutions", "places": "Places", "kinds": "Kinds", "yours": "Yours"},
    timeline="Dated events under “{}”, each with the sentence it was read from and the reason for its date.",
    home="Timelines of {}",
)
SPANISH = Wording(
    tag="es",
    methods={
        "explicit": "Explícita",
        "relative": "Relativa",
        "anchored": "Anclada",
        "inferred": "Deducida",
        "publication": "De publicación",
        "none": "Sin fecha",
    },
    quote="«{}»",
    nothing="nada",
    actors="Quién",
    places="Dónde",
    source="Fuente",
    read_by="leído por",
    entry="Esta entrada, sus pruebas y su historia",
    correction="Corrección: {}",
    retraction="Corrección: retirada: {}",
    from_to="de {} a {}",
    corrected_on="Corregida: {}.",
    retracted_on="Retirada: {}. Ya no se da por cierta.",
    reason="Motivo",
    fields={"date": "Fecha", "title": "Título", "kind": "Tipo", "actors": "Quién", "places": "Dónde"},
    stands_now="La entrada, ya corregida:",
    cancelled="Retirada: {}",
    merged="Ahora se cuenta en otra entrada: {}",
    folders={"all": "Todo", "institutions": "Instituciones", "places": "Lugares", "kinds": "Tipos", "yours": "Propias"},
    timeline="Sucesos fechados de «{}», cada uno con la frase de la que se leyó y el motivo de su fecha.",
    home="Cronologías de {}",
)


def wording(language: str) -> Wording:
    """Return the words for *language*, a BCP 47 tag; English for any that is not Spanish."""
    return SPANISH if language.partition("-")[0].lower() == "es" else ENGLISH
