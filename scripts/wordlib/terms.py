# SPDX-License-Identifier: Apache-2.0
"""The terms of the Convention: where English uses one, the other languages must use theirs."""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from . import patterns
from .catalogues import LANGUAGES


class TermsError(ValueError):
    """The table of terms or the list of exceptions cannot be used."""


@dataclass(frozen=True)
class Term:
    """One term; `accepted` has the forms to look for, in which * stands for any letters."""

    key: str
    accepted: dict

    def found(self, language, text):
        return any(form_pattern(form, language).search(plain(text)) for form in self.accepted[language])


@lru_cache(maxsize=None)
def plain(text):
    """Small letters without Arabic vowel signs and with one kind of space and apostrophe."""
    kept = [letter for letter in text.lower() if not 0x064B <= ord(letter) <= 0x0652]
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", "".join(kept))).replace("’", "'")


@lru_cache(maxsize=None)
def form_pattern(form, language):
    pieces = [re.escape(piece) for piece in plain(form).split("*")]
    body = r"\w*".join(pieces)
    # Arabic joins article and conjunctions to the word, Chinese writes no spaces.
    return re.compile(body if language in ("ar", "zh") else rf"(?<!\w){body}(?!\w)")


def load(path):
    """The terms of `terms.json`, longest English form first."""
    entries = json.loads(path.read_text(encoding="utf-8"))
    terms = []
    for entry in entries:
        accepted = {}
        for language in LANGUAGES:
            form = entry["forms"].get(language, "")
            if not form.strip():
                raise TermsError(f"{path.name}: {entry['key']} has no form in {language}")
            accepted[language] = [form, *entry.get("accepted", {}).get(language, [])]
        terms.append(Term(entry["key"], accepted))
    keys = [term.key for term in terms]
    if keys != sorted(set(keys)):
        raise TermsError(f"{path.name}: keys are not sorted or not unique")
    return sorted(terms, key=lambda term: (-len(term.accepted["en"][0]), term.key))


def exceptions(path):
    """Lines `key language term  # reason`: sentences that use another word on purpose."""
    found = set()
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, 1):
        entry, _, reason = line.partition("#")
        if not entry.strip():
            continue
        parts = entry.split()
        if len(parts) != 3 or not reason.strip():
            raise TermsError(f"{path.name}:{number}: write key, language, term, # and the reason")
        found.add(tuple(parts))
    return found


def english_terms(terms, english):
    """The terms that an English sentence uses; a term inside a longer one found before does not count."""
    text = plain(" ".join(patterns.sentences(patterns.parse(english))))
    used = []
    for term in terms:
        shorter = text
        for form in term.accepted["en"]:
            shorter = form_pattern(form, "en").sub(" ", shorter)
        if shorter != text:
            used.append(term)
            text = shorter
    return used


def missing(used, pieces, language):
    """The terms of the English sentence that this one does not use."""
    text = " ".join(patterns.sentences(pieces)) if used else ""
    return [term for term in used if not term.found(language, text)]
