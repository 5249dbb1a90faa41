# SPDX-License-Identifier: Apache-2.0
"""Numbers that Word does not store with the text but counts when it shows it."""

import collections
import re

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Style = collections.namedtuple("Style", "name outline numbering level")
ROMAN = [(1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
         (4, "iv"), (1, "i")]
ARABIC_LETTERS = "أ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن ه و ي".split()
ARABIC_ABJAD = "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ".split()
RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
CHINESE = "零一二三四五六七八九"


def value(parent, path):
    element = parent.find(path) if parent is not None else None
    return element.get(f"{W}val") if element is not None else None


def written(number, form):
    """A number in the form that Word calls by this name; nothing for bullets."""
    if form in ("bullet", "none") or number < 0:
        return ""
    if form in ("lowerLetter", "upperLetter"):
        text = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return text.upper() if form == "upperLetter" else text
    if form in ("lowerRoman", "upperRoman"):
        text, rest = "", number
        for step, figure in ROMAN:
            text += figure * (rest // step)
            rest %= step
        return text.upper() if form == "upperRoman" else text
    for name, letters in (("arabicAlpha", ARABIC_LETTERS), ("arabicAbjad", ARABIC_ABJAD), ("russianLower", RUSSIAN), ("russianUpper", RUSSIAN)):
        if form == name and 0 < number <= len(letters):
            return letters[number - 1].upper() if form == "russianUpper" else letters[number - 1]
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "ideographDigital") and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (("" if tens == 1 else CHINESE[tens]) + "十" if tens else "") + (CHINESE[ones] if ones else "")
    return f"{number:02d}" if form == "decimalZero" else str(number)


class Styles:
    """The styles of paragraphs and what they stand on."""

    def __init__(self, tree):
        self.own, self.parents = {}, {}
        for style in tree.iterfind(f"{W}style") if tree is not None else []:
            name = style.get(f"{W}styleId")
            properties = style.find(f"{W}pPr")
            self.own[name] = Style(
                value(style, f"{W}name") or "", value(properties, f"{W}outlineLvl"), value(properties, f"{W}numPr/{W}numId"),
                value(properties, f"{W}numPr/{W}ilvl"))
            self.parents[name] = value(style, f"{W}basedOn")

    def chain(self, name):
        """A style and those it stands on, at most twenty: a file may let a style stand on itself."""
        found = []
        while name in self.own and len(found) < 20:
            found.append(self.own[name])
            name = self.parents[name]
        return found


class Numbering:
    """Counts as Word does when the paragraphs are given in their order."""

    def __init__(self, tree, styles):
        self.styles = styles
        self.levels, self.lists, self.overrides, self.counts = {}, {}, {}, {}
        self.started = set()
        if tree is None:
            return
        for definition in tree.iterfind(f"{W}abstractNum"):
            self.levels[definition.get(f"{W}abstractNumId")] = {
                level.get(f"{W}ilvl"): (
                    value(level, f"{W}numFmt") or "decimal", value(level, f"{W}lvlText") or "", self.figure(value(level, f"{W}start"), 1))
                for level in definition.iterfind(f"{W}lvl")
            }
        for number in tree.iterfind(f"{W}num"):
            name = number.get(f"{W}numId")
            self.lists[name] = value(number, f"{W}abstractNumId")
            for override in number.iterfind(f"{W}lvlOverride"):
                start = value(override, f"{W}startOverride")
                if start is not None:
                    self.overrides[(name, override.get(f"{W}ilvl"))] = self.figure(start, 1)

    @staticmethod
    def figure(text, otherwise):
        return int(text) if text and re.fullmatch(r"\d{1,6}", text) else otherwise

    def next(self, paragraph):
        """The number that is shown before a paragraph, or nothing."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        name, level = value(properties, f"{W}numPr/{W}numId"), value(properties, f"{W}numPr/{W}ilvl")
        for style in self.styles.chain(value(properties, f"{W}pStyle")):
            name = style.numbering if name is None else name
            level = style.level if level is None else level
        levels = self.levels.get(self.lists.get(name))
        level = level or "0"
        if not levels or level not in levels:
            return None
        self.count(name, level, levels)
        return self.shown(name, level, levels)

    def count(self, name, level, levels):
        counts = self.counts.setdefault(self.lists[name], {})
        if (name, level) in self.overrides and (name, level) not in self.started:
            counts[level] = self.overrides[(name, level)]
        else:
            counts[level] = counts[level] + 1 if level in counts else levels[level][2]
        self.started.add((name, level))
        for deeper in [other for other in counts if self.figure(other, 0) > self.figure(level, 0)]:
            del counts[deeper]

    def shown(self, name, level, levels):
        form, pattern, _ = levels[level]
        if form == "bullet":
            return None
        counts = self.counts[self.lists[name]]

        def figure(match):
            place = str(int(match.group(1)) - 1)
            other = levels.get(place, ("decimal", "", 1))
            return written(counts.get(place, other[2]), other[0])

        return re.sub(r"%([1-9])", figure, pattern).strip()[:40] or None
