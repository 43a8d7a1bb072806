"""How English says when: the chapters of its rules. Each rule is a pattern, an example, and what the words mean."""

from sstimeline.extract.languages.en import calendar, clocks, days, lengths, parts, references, shifts

#: Patterns that several rules share.
PHRASES = {
    "MONTH": "({monthabbr} . | {month} | {monthabbr})",
    "WEEKDAY": "({weekdayabbr} . | {weekday})",
    "DAY": "({daynumber} | {ordinal})",
    "YEAR": "({year} | nineteen {number} (-? {number})? | (the year)? two thousand (and? {number})?)",
    "NUMBER": "({number} ((- | and)? {number})*)",
    "FIGURE": "({fraction} | {decimal} | {thousands} | {dotted} | {digits})",
    "COUNT": "({EXACT} | (a | an) {collective} of? | {article} | {half} an?)",
    "EXACT": (
        "((a | an) (hundred | thousand) | {FIGURE} | {NUMBER} (-? and -? a -? {half})? | {vague} | a few"
        " | a {collective} of?)"
    ),
    "EDGE": "({edge} -? | the? very? {edgenoun} of | {approx})",
    "BOUND": (
        "((more | less | fewer) than | at (least | most) | up to | under | nearly | almost"
        " | about | around | approximately | roughly | some)"
    ),
    "FEAST": (
        "({feast} (eve | day | sunday | monday)? | {FEASTDAY} | good friday | palm sunday | ash wednesday | may day"
        " | new year 's {feastend} | (lunar | chinese) new year | eid al - (fitr | adha) | rosh hashanah | yom kippur)"
    ),
    "FEASTDAY": "((international | martin luther | (saint | st) .?)? {feastday} (jr .?)? ('s | ' | ’)? day)",
}

#: In this order: among matches of one length, the rule that is written first wins.
CHAPTERS = (calendar, parts, days, clocks, shifts, lengths, references)
