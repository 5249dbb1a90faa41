# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a sentence or a file of strings; each check returns reasons in plain words."""

import re
import unicodedata

from . import generate, patterns

CARDINAL = {
    "ar": {"zero", "one", "two", "few", "many", "other"},
    "en": {"one", "other"},
    "es": {"one", "many", "other"},
    "fr": {"one", "many", "other"},
    "ru": {"one", "few", "many", "other"},
    "zh": {"other"},
}
ORDINAL = {
    "ar": {"other"},
    "en": {"one", "two", "few", "other"},
    "es": {"other"},
    "fr": {"one", "other"},
    "ru": {"other"},
    "zh": {"other"},
}
# The scripts whose letters a language's sentences are made of.
SCRIPTS = {"ar": "ARABIC", "zh": "CJK", "ru": "CYRILLIC", "en": "LATIN", "es": "LATIN", "fr": "LATIN"}
ISOLATES = "\u2066\u2067\u2068\u2069"
WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")


# What is typed as it stands in every language: options, addresses, paths of files, quoted names of members.
LITERAL = re.compile(
    r"--[a-z][a-z-]*|\b(?:https?|postgres(?:ql)?|sqlite):[\w/.@:-]*|(?<![\w<])[A-Za-z][A-Za-z-]*(?:/[A-Za-z.-]+)+",
    re.ASCII)
MEMBER = re.compile("([“«][\u00A0\u202F]?)[a-z][A-Za-z_.]*([\u00A0\u202F]?[”»])")


def script(letter):
    """The script of a letter by its Unicode name, for the four that the languages use."""
    name = unicodedata.name(letter, "")
    if name.startswith(("CJK", "IDEOGRAPHIC")):
        return "CJK"
    return name.split(" ")[0]


def characters(text):
    """Faults that no language allows."""
    if not text.strip():
        yield "is empty"
        return
    if text != text.strip():
        yield "begins or ends with a space"
    if unicodedata.normalize("NFC", text) != text:
        yield "is not in composed form (NFC)"
    depth = 0
    for character in text:
        code = f"U+{ord(character):04X}"
        if character in ISOLATES:
            depth += -1 if character == "\u2069" else 1
        elif unicodedata.category(character) in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp"):
            yield f"has the control or unassigned character {code}"
        elif character in "\uFFFD⟦⟧":
            yield f"has {code}, the mark of something lost"
    if depth:
        yield "opens and closes isolates unevenly"
    if "  " in text:
        yield "has two spaces in a row"
    if "{" in text or "}" in text:
        if re.search(r"(?<!')'(?='*[{}])(?!')", text):
            yield "has an apostrophe before a brace, which quotes the brace; write \u2019"
    elif "''" in text:
        yield "has a doubled apostrophe in a text without values, which is shown doubled"


def plural_forms(pieces, language):
    for argument in patterns.walk(pieces):
        if argument.kind not in patterns.PLURAL_TYPES:
            continue
        wanted = (CARDINAL if argument.kind == "plural" else ORDINAL)[language]
        found = {selector for selector in argument.branches if not selector.startswith("=")}
        if found != wanted:
            lacks, extra = sorted(wanted - found), sorted(found - wanted)
            parts = [f"lacks {', '.join(lacks)}"] if lacks else []
            parts += [f"has {', '.join(extra)}, which the language does not use"] if extra else []
            yield f"{argument.name}: {argument.kind} {' and '.join(parts)}"


def values(pieces, english):
    """Differences between the values of a sentence and those of the English one."""
    mine, theirs = patterns.arguments(pieces), patterns.arguments(english)
    for name in sorted(theirs.keys() - mine.keys()):
        yield f"lacks the value {{{name}}}"
    for name in sorted(mine.keys() - theirs.keys()):
        yield f"has the value {{{name}}}, which English does not have"
    for name in sorted(mine.keys() & theirs.keys()):
        if generate.swift_type(name, mine[name])[0] != generate.swift_type(name, theirs[name])[0]:
            yield f"uses {{{name}}} as {mine[name]}, English as {theirs[name]}"
    choices = selectors(english)
    for name, found in selectors(pieces).items():
        if name in choices and found != choices[name]:
            mine, theirs = ", ".join(sorted(found)), ", ".join(sorted(choices[name]))
            yield f"chooses {{{name}}} among {mine}, English among {theirs}"


def selectors(pieces):
    found = {}
    for argument in patterns.walk(pieces):
        if argument.kind == "select":
            found.setdefault(argument.name, set()).update(argument.branches)
    return found


def foreign_letters(pieces, language, allowed):
    """Words in a script that is not the language's, and words that mix two scripts."""
    own = SCRIPTS[language]
    for text in patterns.variants(pieces):
        for word in WORD.findall(text):
            scripts = {script(letter) for letter in word if letter.isalpha()}
            for part in re.split(r"[-.]", word):
                mixed = {script(letter) for letter in part if letter.isalpha()}
                if len(mixed & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
                    yield f"“{part}” mixes scripts"
            if scripts - {own} and not acceptable(word, own, allowed):
                yield f"“{word}” is not in the language’s script"


def acceptable(word, own, allowed):
    """Single letters (points of a paragraph), and words on the list, alone or inside Chinese without spaces."""
    runs = re.findall(r"[A-Za-z\u00C0-\u024F]+|[^A-Za-z\u00C0-\u024F]+", word)
    if word in allowed:
        return True
    for run in runs:
        foreign = [letter for letter in run if letter.isalpha() and script(letter) != own]
        if foreign and len(run) > 1 and run not in allowed:
            return False
    return True


def french(sentence):
    for match in re.finditer(r"(.)([;:!?»])(?=\s|$|[{)\u00A0\u202F])", sentence):
        before, sign = match.groups()
        if before not in "\u00A0\u202F;:!?":
            yield f"needs a no-break space (U+00A0 or U+202F) before {sign}"
    if re.search(r"«(?![\u00A0\u202F])", sentence):
        yield "needs a no-break space (U+00A0 or U+202F) after «"


def spanish(sentence):
    for opening, closing in (("¿", "?"), ("¡", "!")):
        if sentence.count(opening) != sentence.count(closing):
            yield f"has {closing} without {opening} or the other way round"


HAN = "\u3400-\u4DBF\u4E00-\u9FFF"
FULL_WIDTH = {",": "，", ".": "。", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", '"': "“ ”"}


def chinese(sentence):
    # Brackets directly after a number or a value cite a paragraph: 46(15)(a).
    sentence = re.sub(r"(?<=[0-9A-Za-z}])(\([0-9A-Za-z{}]+\))+", "", sentence)
    for sign, own in FULL_WIDTH.items():
        # Beside a value a bracket or a full stop may belong to a reference, the other signs belong to the sentence.
        near = f"{HAN}）" + ("" if sign in "().\"" else "{}")
        if re.search(rf"[{near}]\s?{re.escape(sign)}|{re.escape(sign)}\s?[{near}]", sentence):
            yield f"has {sign} where Chinese writes {own}"


ARABIC = "\u0600-\u06FF"


def arabic(sentence):
    for sign, own in ((",", "،"), (";", "؛"), ("?", "؟")):
        if re.search(rf"[{ARABIC}]\s?{re.escape(sign)}|{re.escape(sign)}\s?[{ARABIC}]", sentence):
            yield f"has {sign} where Arabic writes {own}"


PUNCTUATION = {"fr": french, "es": spanish, "zh": chinese, "ar": arabic}


def punctuation(pieces, language):
    check = PUNCTUATION.get(language)
    if check:
        yield from unique(reason for sentence in patterns.sentences(pieces) for reason in check(sentence))


def untranslated(text, english, language):
    """A sentence of several words that is the same as the English one was forgotten."""
    if language != "en" and text == english and len(re.findall(r"[A-Za-z]{2,}", re.sub(r"{.*?}", "", text))) > 2:
        yield "is the same as the English text"


def unique(reasons):
    return list(dict.fromkeys(reasons))


def sentence(text, english, language, allowed):
    """All reasons against one sentence, and its pieces for later checks (none when it cannot be read)."""
    reasons = list(characters(text))
    try:
        pieces = patterns.parse(text)
    except patterns.PatternError as error:
        return reasons + [str(error)], None
    reasons += plural_forms(pieces, language)
    if english is not None:
        try:
            reasons += values(pieces, patterns.parse(english))
        except patterns.PatternError:
            pass  # The English sentence is reported by itself.
        reasons += untranslated(text, english, language)
    prose = patterns.mapped(pieces, lambda fixed: MEMBER.sub(r"\g<1>0\g<2>", LITERAL.sub("0", fixed)))
    reasons += foreign_letters(prose, language, allowed)
    reasons += punctuation(prose, language)
    return unique(reasons), pieces
