"""What becomes an entry and what does not: the traps of institutional prose, on sentences of our own."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.reading import reading, steps, told

PUBLISHED = "2019-03-08"  # a Friday

NOTHING = {
    "a hope": ("en", "The Valdorra Provident Fund hopes that an agreement will be signed with the ILO this year."),
    "an appeal": ("en", "The unions urged the Ministry of Labour to open an office in Puebla."),
    "a plan without a day": ("en", "The Ministry of Labour plans to launch a new platform."),
    "a condition": ("en", "If the pilot succeeds, the Ministry of Labour will open an office on 4 March 2020."),
    "a habit": ("en", "Each year the Ministry of Labour has published a report on wages."),
    "an aim": ("en", "The fund aims to open twelve offices by 2030."),
    "a running total": ("en", "Since 2001 the Ministry of Labour has signed forty agreements."),
    "a speech": ("en", '"We signed an agreement with the ILO yesterday that will change many lives," she said.'),
    "what somebody says": ("en", "The director said that the Ministry of Labour had opened an office."),
    "a career": ("en", "Ana Ruiz was appointed director in 2004 and later worked at the ILO."),
    "a negation": ("en", "The Ministry of Labour has not signed the agreement with the ILO."),
    "a permission": ("en", "The director of the IMSS is authorised to sign an agreement with the ILO."),
    "a false friend": ("en", "The Ministry of Labour opened its doors to dialogue with the union offices."),
    "a year that is a name": ("en", "The Pensions Act 2011 set the retirement age at 60."),
    "a caption": ("en", "Photo: the Ministry of Labour opened an office on 4 March 2019."),
    "a teaser": ("en", "Read more: the Ministry of Labour signed an agreement with the ILO on Friday."),
    "una esperanza": ("es", "Se espera que el Ministerio de Trabajo firme un convenio con la OIT."),
    "un llamado": ("es", "El sindicato pidió al Ministerio de Trabajo que publique el informe."),
    "un plan sin día": ("es", "El Ministerio de Trabajo abrirá oficinas en todo el país."),
    "una condición": ("es", "Si hay fondos, el Ministerio de Trabajo abrirá una oficina el 4 de marzo de 2020."),
    "una costumbre": ("es", "Cada año el Ministerio de Trabajo publicó un informe."),
    "un total": ("es", "Desde 2001 el Ministerio de Trabajo firmó cuarenta convenios."),
    "un discurso": ("es", "«Hoy firmamos un convenio con la OIT que cambiará la vida de miles», dijo la directora."),
    "una carrera": ("es", "Ana Ruiz fue nombrada directora en 2004 y trabajó después en la OIT."),
    "una negación": ("es", "El hospital del IMSS no ha sido inaugurado todavía."),
    "un permiso": ("es", "El consejo autorizó al IMSS a firmar un convenio con la OIT."),
    "un falso amigo": ("es", "El IMSS abrió sus puertas al diálogo con los trabajadores de sus oficinas."),
    "un nombre con año": ("es", "La Ley de Pensiones de 2010 fijó la edad en 58 años."),
    "un doctorado": ("es", "La universidad lo nombró doctor honoris causa."),
    "un pie de foto": ("es", "Foto: el IMSS inauguró una clínica el 4 de marzo de 2019."),
}


@pytest.mark.parametrize(("tag", "text"), NOTHING.values(), ids=NOTHING.keys())
def test_it_makes_no_entry(tag, text):
    assert [] == steps(text, tag, PUBLISHED)


SOMETHING = {
    "an institution no gazetteer knows": (
        "en",
        "The Valdorra Provident Fund opened an office in Lima on 4 March 2019.",
        [("opening.opened", "2019-03-04")],
    ),
    "a passive": (
        "en",
        "An agreement was signed by the ISSA and the ILO on 4 March 2019.",
        [("agreement.signed", "2019-03-04")],
    ),
    "an announced day": (
        "en",
        "The Ministry of Labour will open an office on 4 April 2019.",
        [("opening.scheduled", "2019-04-04")],
    ),
    "approved, published and in force": (
        "en",
        "Parliament approved the pension reform on 4 March 2019. "
        "The reform was published in the Official Gazette on 6 March 2019. "
        "The reform will enter into force on 1 January 2020.",
        [("law.approved", "2019-03-04"), ("law.published", "2019-03-06"), ("law.in-force", "2020-01-01")],
    ),
    "a postponement bears the day of the decision": (
        "en",
        "The World Pension Forum, planned for 9 April 2019, was postponed on Thursday.",
        [("conference.postponed", "2019-03-07")],
    ),
    "una pasiva con sujeto detrás": (
        "es",
        "Fue inaugurado este jueves el Hospital General del IMSS en Puebla.",
        [("opening.opened", "2019-03-07")],
    ),
    "un sujeto elidido": (
        "es",
        "El Ministerio de Trabajo trabaja con la región. El 4 de marzo de 2019 firmó un convenio con la OIT.",
        [("agreement.signed", "2019-03-04")],
    ),
    "un banderazo": (
        "es",
        "La Secretaría de Salud dio el banderazo de salida a la campaña el jueves.",
        [("launch.launched", "2019-03-07")],
    ),
    "una protesta": (
        "es",
        "Los integrantes del Consejo de Pensiones rindieron protesta el 4 de marzo de 2019.",
        [("appointment.made", "2019-03-04")],
    ),
    "un aplazamiento": (
        "es",
        "El Congreso Mundial, previsto para el 9 de abril de 2019, fue aplazado el jueves.",
        [("conference.postponed", "2019-03-07")],
    ),
}


@pytest.mark.parametrize(("tag", "text", "expected"), SOMETHING.values(), ids=SOMETHING.keys())
def test_it_makes_an_entry(tag, text, expected):
    assert expected == steps(text, tag, PUBLISHED)


def test_what_is_told_again_belongs_to_the_one_entry():
    text = (
        "The ISSA and the ILO signed a cooperation agreement on 4 March 2019. "
        "The agreement was signed in Geneva by the two directors. The document covers five years."
    )

    assert [("agreement.signed", "2019-03-04")] == steps(text)


def test_two_agreements_with_two_parties_are_two_entries():
    text = (
        "The IMSS signed an agreement with the ILO on 4 March 2019. "
        "The IMSS signed an agreement with the ISSA on 6 March 2019."
    )

    assert [("agreement.signed", "2019-03-04"), ("agreement.signed", "2019-03-06")] == steps(text)


def test_a_meeting_on_a_visit_is_part_of_it():
    text = (
        "A delegation of the CISS visited the IMSS on 4 March 2019. "
        "The CISS delegation met with the board of the IMSS on 4 March 2019."
    )

    assert [("visit.held", "2019-03-04")] == steps(text)


def test_what_an_institution_says_about_itself_is_no_news():
    text = "About the Fund\n\nThe Valdorra Provident Fund opened its first office on 4 March 1981."

    assert [] == steps(text)


def test_an_unknown_institution_is_an_actor_without_an_id():
    (mention,) = told("The Valdorra Provident Fund opened an office in Lima on 4 March 2019.")

    assert [(None, "Valdorra Provident Fund")] == [(actor.id, actor.name) for actor in mention.actors]


def test_a_person_is_an_actor_where_it_is_about_them():
    (mention,) = told("Ana Ruiz was sworn in as Minister of Labour on 4 March 2019.")

    assert [("appointee", "Ana Ruiz")] == [(actor.role, actor.name) for actor in mention.actors]


def test_an_undated_entry_waits_in_review():
    (mention,) = told("The Valdorra Provident Fund opened an office in Lima.")

    assert ("none", None) == (mention.dating.method, mention.date)
    assert mention.confidence < 0.8


def test_every_quote_stands_in_the_text():
    text = "The ISSA and the ILO signed an agreement on 4 March 2019. It was signed in Geneva."

    for mention in told(text):
        for evidence in mention.evidence:
            assert evidence.quote == text[evidence.span.start : evidence.span.end]


WORDS = (
    "the IMSS ILO Ministry of Labour signed an agreement visited will not on 4 March 2019 . , “ ” \n\n : ( ) "
    "firmó el convenio premio"
)


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS.split(" "))).map(" ".join)), st.sampled_from(["en", "es"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text, tag):
    for mention in reading(text, tag, PUBLISHED).mentions:
        assert mention.title
        assert 0 <= mention.confidence <= 1


@pytest.mark.parametrize(
    "text", ["signed an agreement with the ILO, ", "the ILO met the ISSA. ", "Fund (FND) ", ". " * 9, '"a ']
)
def test_a_long_text_takes_time_in_proportion(text):
    """Counted in candidates' sentences, not seconds: none is longer than the cut, so no step sees the whole."""
    from sstimeline.extract.prose import prose
    from sstimeline.extract.sentences import MOST, sentences

    spans = list(chain(*((one.span,) for one in sentences(text * 2000, prose("en")))))

    assert all(len(span) <= 2 * MOST for span in spans)
