"""The day that an article states of itself, and days of running text that are none."""

import pytest

from sstimeline.extract.datelines import dateline
from sstimeline.extract.language import language

BODY = "The council agreed to open the museum on 9 June 2023, its director said. " * 12
CUERPO = "El consejo acordó abrir el museo el 9 de junio de 2023, según su directora. " * 12


@pytest.mark.parametrize(
    ("tag", "text", "words", "day"),
    [
        ("es", "Puebla, a 3 de mayo de 2024.- El instituto firmó el convenio.", "3 de mayo de 2024", "2024-05-03"),
        ("es", "Puebla, Pue., a 3 de mayo de 2024.- El instituto firmó.", "3 de mayo de 2024", "2024-05-03"),
        ("es", "Madrid, 3 de mayo de 2024. El ministro firmó.", "3 de mayo de 2024", "2024-05-03"),
        ("es", f"Un convenio\n\n{CUERPO}\n\nQuito, 9 marzo 2013", "9 marzo 2013", "2013-03-09"),
        ("es", f"Publicado el 4 de marzo de 2020\n\n{CUERPO}", "el 4 de marzo de 2020", "2020-03-04"),
        ("es", f"Un convenio\n04/03/2020\n\n{CUERPO}", "04/03/2020", "2020-03-04"),
        ("en", "KINGSTON, Thurs. Mar. 4, 2021\n\nThe fund paid.", "Thurs. Mar. 4, 2021", "2021-03-04"),
        ("en", "GENEVA, 4 March 2021 – The fund paid.", "4 March 2021", "2021-03-04"),
        ("en", "ACCRA, Ghana (4 March 2021) - The fund paid.", "4 March 2021", "2021-03-04"),
        ("en", f"Published on 4 March 2020\n\n{BODY}", "4 March 2020", "2020-03-04"),
        ("en", f"By Ana Ruiz | March 4, 2020\n\n{BODY}", "March 4, 2020", "2020-03-04"),
        ("en", f"A visit\nMarch 4, 2020\n\n{BODY}", "March 4, 2020", "2020-03-04"),
    ],
)
def test_a_dateline_is_found(tag, text, words, day):
    found = dateline(text, language(tag))

    assert found is not None
    assert (words, day) == (found[0].of(text), str(found[1]))


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "On 3 May 2024 the board met."),
        ("en", "The board met on 3 May 2024."),
        ("en", "The board met in Geneva on 3 May 2024. It will meet again."),
        ("en", "Members, elected on 3 May 2024, met."),
        ("en", "GENEVA, 4 March - The fund paid."),
        ("en", "GENEVA, March 2021 - The fund paid."),
        ("en", " date 2021-12-06 The board met."),
        ("es", "El 3 de mayo de 2024 se firmó el convenio."),
        ("es", "El convenio se firmó el 3 de mayo de 2024."),
        ("es", "Desde el 3 de mayo de 2024, el instituto paga."),
        ("es", "Lima, la capital, recibió el 3 de mayo de 2024. Fue un día frío."),
        ("es", "Puebla, a 3 de mayo.- El instituto firmó."),
    ],
)
def test_a_day_of_running_text_is_no_dateline(tag, text):
    assert dateline(text, language(tag)) is None
