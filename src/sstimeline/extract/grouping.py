"""What one article says twice is one occurrence: retellings, later mentions, and parts of something greater."""

import re
from collections.abc import Sequence

from sstimeline.extract.page import Candidate, Found
from sstimeline.model.values import replace

#: How far from what it speaks of "the mission" may stand, in code points.
AGAIN_WITHIN = 600
#: Of each kind, the first and the last so many groups are looked at for a retelling; no news has more.
LOOKED_AT = 24
#: Behind the beginning of what it is about, the words that tell two things apart, in code points.
ABOUT = 90
#: Of the longer words of two things, the share of the shorter one's that must be common, or nearly all of both.
ALIKE, SAME = 0.25, 0.6


def grouped(found: Sequence[Candidate]) -> list[Candidate]:
    """Return one candidate for each occurrence, with what says it again in `others`, in order."""
    groups: dict[tuple[str, str], list[Candidate]] = {}
    for one in (one for one in found if one.is_key):
        same_kind = groups.setdefault((one.kind.name, one.phase), [])
        index = next((index for index in _looked_at(same_kind) if _is_same(same_kind[index], one)), None)
        if index is None:
            same_kind.append(one)
        else:
            same_kind[index] = _join(same_kind[index], one)
    for one in (one for one in found if not one.is_key):
        _add(groups.get((one.kind.name, ""), []), one)
    everything = [group for same_kind in groups.values() for group in same_kind]
    whole = [group for group in everything if _is_enough(group)]
    whole = [group for group in whole if "kin" not in group.rule.needs or _has_kin(group, whole)]
    kept = [group for group in whole if not any(_is_part(group, other) for other in whole[: 4 * LOOKED_AT])]
    return sorted(kept, key=lambda group: min(one.trigger.start for one in group.everything))


def _has_kin(group: Candidate, everything: Sequence[Candidate]) -> bool:
    """Tell whether the article tells of another step of such a thing: the law that "takes effect" needs a name."""
    return any(other is not group and other.kind is group.kind for other in everything[: 4 * LOOKED_AT])


def _looked_at(groups: Sequence[Candidate]) -> list[int]:
    count = len(groups)
    return [*range(min(count, LOOKED_AT)), *range(max(LOOKED_AT, count - LOOKED_AT), count)]


def _add(groups: list[Candidate], one: Candidate) -> None:
    """Add a later mention to the nearest of *groups* that it can speak of."""
    near = [(_distance(groups[index], one), index) for index in _looked_at(groups) if _roles_agree(groups[index], one)]
    if near and min(near)[0] <= AGAIN_WITHIN:
        group = groups[min(near)[1]]
        if group.sentence != one.sentence and len(group.others) < LOOKED_AT:
            found = one.found if one.rule.form == "retold" and group.found.is_weak else group.found
            groups[min(near)[1]] = replace(group, others=(*group.others, one), found=found)


def _distance(group: Candidate, one: Candidate) -> int:
    """Return how far *one* is from the nearest words of *group*; what comes later counts double."""
    spans = [other.trigger for other in group.everything]
    return min(
        one.trigger.start - span.end if span.end <= one.trigger.start else 2 * (span.start - one.trigger.end)
        for span in spans
    )


def _is_same(group: Candidate, one: Candidate) -> bool:
    if not all(_roles_agree(other, one) and _dates_agree(other.found, one.found) for other in group.everything[:8]):
        return False
    if group.person and one.person and not _names_agree(group.person, one.person):
        return False
    if group.kind.joins == "title":
        return _is_same_thing(group, one)
    if not _things_agree(group, one):
        return False
    if _is_dated_alike(group.found, one.found) and not (group.holders and one.holders):
        return True
    return bool(group.holders & one.holders) or group.found.is_weak != one.found.is_weak


def _is_dated_alike(one: Found, other: Found) -> bool:
    return not one.is_weak and one.date == other.date


def _roles_agree(one: Candidate, other: Candidate) -> bool:
    """Tell whether nobody has two roles, and the holders of one role are not different ones."""
    if one.supplied or other.supplied:
        return True
    theirs = {name.key: role for role, name in other.actors}
    if any(theirs.get(name.key, role) != role for role, name in one.actors):
        return False
    for role in {role for role, _ in one.actors} & {role for role, _ in other.actors}:
        ours = {name.key for held, name in one.actors if held == role}
        those = {name.key for held, name in other.actors if held == role}
        if not (ours <= those or those <= ours):
            return False
    return True


def _dates_agree(one: Found, other: Found) -> bool:
    if one.is_weak or other.is_weak or one.date is None or other.date is None:
        return True
    if not (one.date.is_usable and other.date.is_usable):
        return str(one.date) == str(other.date)
    return one.date.overlaps(other.date.earliest, other.date.latest)


def _names_agree(one: str, other: str) -> bool:
    return bool({word.casefold() for word in one.split()[-2:]} & {word.casefold() for word in other.split()[-2:]})


def _things_agree(one: Candidate, other: Candidate) -> bool:
    """Tell whether what the two are about can be one thing: some of the words are common, or one says nothing."""
    if one.thing is None or other.thing is None:
        return True
    ours, theirs = _about(one), _about(other)
    if min(len(ours), len(theirs)) < 2:
        return True
    return len(ours & theirs) >= ALIKE * min(len(ours), len(theirs))


def _is_same_thing(one: Candidate, other: Candidate) -> bool:
    """Tell whether two say the same of the same: equal counts, or the same words behind the trigger."""
    if one.quantity is not None and other.quantity is not None:
        return one.quantity[0] == other.quantity[0] and bool(one.holders & other.holders)
    ours, theirs = _about(one), _about(other)
    if min(len(ours), len(theirs)) < 2 and one.found.is_weak != other.found.is_weak:
        return bool(one.holders & other.holders) or not (one.holders and other.holders)
    return len(ours & theirs) > SAME * max(1, len(ours | theirs))


def _about(one: Candidate) -> set[str]:
    """Return the longer words of what *one* is about, without those of its date and of who took part."""
    start = one.thing.start if one.thing is not None else one.trigger.start
    end = min(one.scope.end, max(start + ABOUT, one.trigger.end))
    if one.thing is not None and one.thing.end < one.trigger.end:
        end = one.thing.end  # its verb follows
    begin = one.sentence.span.start
    text = one.sentence.text[max(0, start - begin) : max(0, end - begin)]
    cut = [name.words for _, name in one.actors] + ([one.found.dating.text] if one.found.dating.text else [])
    for words in cut:
        text = text.replace(words, " ")
    return {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 4}


def _join(group: Candidate, one: Candidate) -> Candidate:
    """Return the two as one; the one whose date is sure leads."""
    first, second = (one, group) if group.found.is_weak and not one.found.is_weak else (group, one)
    if len(group.others) >= LOOKED_AT:
        return group  # told often enough
    return replace(first, others=(*first.others, replace(second, others=()), *second.others))


def _is_enough(group: Candidate) -> bool:
    """Tell whether what the rule needs was found, here or where it is said again."""
    needs = group.rule.needs
    if "actor" in needs and not any(one.actors or one.subject for one in group.everything):
        return False
    if "named" in needs and not any(one.actors and not one.supplied for one in group.everything):
        return False
    if "quantity" in needs and not any(one.quantity for one in group.everything):
        return False
    dates = [one.found for one in group.everything if not one.found.is_weak]
    if "day" in needs and not any(found.date is not None and found.date.is_daily for found in dates):
        return False
    if group.rule.form in ("noun", "scheduled") or "date" in needs:
        return bool(dates)
    if group.found.date is None and (group.past or group.heard or group.aside):
        return False  # undated history, and what somebody says has happened some time
    return group.kind.history or not _is_history(group)


def _is_history(group: Candidate) -> bool:
    """Tell whether it is told of other times: by the words, by no more than a year, or by a day long past."""
    when = group.found.date
    return group.past or (when is not None and all(point.month is None for point in when.points))


def _is_part(group: Candidate, other: Candidate) -> bool:
    """Tell whether *group* is part of *other*: a meeting during a visit, on its days and with its people."""
    if other.kind.name not in group.kind.within or group is other:
        return False
    if group.found.date is None or other.found.date is None or not _dates_agree(group.found, other.found):
        return False
    ours = {key for one in group.everything for key in one.holders}
    theirs = {key for one in other.everything for key in one.holders}
    return bool(ours & theirs) or not ours
