# SPDX-License-Identifier: Apache-2.0
"""All checks over all folders of strings."""

import json
from dataclasses import dataclass, field

from . import catalogues, checks, patterns, terms
from .catalogues import LANGUAGES, CatalogueError

PROBLEM_PARTS = ("title", "detail", "action")


@dataclass
class Rules:
    """What the checks go by besides the languages."""

    allowed: frozenset = frozenset()
    terms: list = field(default_factory=list)
    exceptions: set = field(default_factory=set)
    read: dict = field(default_factory=dict)

    def terms_of(self, english):
        """The terms of an English sentence; looked for once, not once per language."""
        if english not in self.read:
            self.read[english] = terms.english_terms(self.terms, english)
        return self.read[english]


def allowed_words(path):
    """The words in Latin letters that other scripts may have, one a line, # before a remark."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


def layout(folder, language, pairs):
    """Order, repetition and form of a file."""
    keys = [key for key, _ in pairs]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield key, "stands twice"
    for earlier, later in zip(keys, keys[1:]):
        if later < earlier:
            yield later, f"stands after {earlier}; keys are sorted, scripts/check-words --sort does it"
            break
    if folder.file(language).read_text(encoding="utf-8") != written(pairs):
        yield "", "is not written with two spaces and no escapes; scripts/check-words --sort does it"
    for key in keys:
        if not catalogues.KEY.fullmatch(key):
            yield key, "is not module.group.name of letters, digits and hyphens"


def written(pairs):
    return json.dumps(dict(pairs), ensure_ascii=False, indent=2) + "\n"


def problem_parts(pairs):
    """Problems that lack one of their three texts."""
    keys = {key for key, _ in pairs}
    codes = {key.rpartition(".")[0] for key in keys if key.startswith("problem.")}
    for code in sorted(codes):
        for part in PROBLEM_PARTS:
            if f"{code}.{part}" not in keys:
                yield f"{code}.{part}", "is missing; a problem has title, detail and action"


def check_folder(folder, rules, used):
    """(file, key, reason) of every fault in a folder; `used` gathers the exceptions that were needed."""
    read = {}
    for language in LANGUAGES:
        try:
            read[language] = folder.read(language)
        except CatalogueError as error:
            yield folder.shown(language), "", str(error)
    english = dict(read.get("en", []))
    for language, pairs in read.items():
        shown = folder.shown(language)
        for key, reason in (*layout(folder, language, pairs), *problem_parts(pairs)):
            yield shown, key, reason
        mine = dict(pairs)
        for key in sorted(english.keys() - mine.keys()):
            yield shown, key, "is missing"
        for key in sorted(mine.keys() - english.keys()):
            yield shown, key, "is not in en.json"
        for key, text in pairs:
            source = english.get(key) if language != "en" else None
            reasons, pieces = checks.sentence(text, source, language, rules.allowed)
            for reason in reasons:
                yield shown, key, reason
            if pieces is not None and source is not None:
                for reason in check_terms(key, source, pieces, language, rules, used):
                    yield shown, key, reason


def check_terms(key, english, pieces, language, rules, used):
    try:
        lacking = terms.missing(rules.terms_of(english), pieces, language)
    except patterns.PatternError:
        return  # The English sentence is reported by itself.
    for term in lacking:
        if (key, language, term.key) in rules.exceptions:
            used.add((key, language, term.key))
        else:
            yield f"English says “{term.accepted['en'][0]}”; the term here is “{term.accepted[language][0]}”"


def check(root, rules):
    """(file, key, reason) of every fault under a root folder."""
    owners, used = {}, set()
    for folder in catalogues.folders(root):
        yield from check_folder(folder, rules, used)
        try:
            keys = sorted({key for key, _ in folder.read("en")})
        except CatalogueError:
            continue
        for key in keys:
            if key in owners:
                yield folder.shown("en"), key, f"is also in {owners[key]}"
            owners.setdefault(key, folder.shown("en"))
    listed = "scripts/wordlib/term-exceptions.txt"
    # The list speaks of this checkout's own sentences; another folder that is checked has none of them.
    if (root / listed).is_file():
        for key, language, term in sorted(rules.exceptions - used):
            yield listed, key, f"{language} {term} is no longer needed"


def sort(root):
    """Writes every file of strings sorted and in the common form; a repeated key is left for a person to settle."""
    for folder in catalogues.folders(root):
        for language in LANGUAGES:
            try:
                pairs = folder.read(language)
            except CatalogueError:
                continue
            if len(dict(pairs)) == len(pairs):
                folder.file(language).write_text(written(sorted(pairs)), encoding="utf-8")
