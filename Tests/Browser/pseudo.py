# SPDX-License-Identifier: Apache-2.0
"""Finds text that no catalogue holds on a node that shows pseudo-languages: there, every sentence of a catalogue is disguised."""

import calendar
import csv
import functools
import json
import re
import urllib.parse

import yaml
from looking import CLIPPED, LATIN, NAMES, ROOT

# What a page says in plain letters although it is no sentence: texts that are data, marks of formats, names.
SHOWN = """() => { const texts = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    // A text in a language of its own is marked, and is no sentence of a catalogue.
    if (walk.currentNode.data.trim() && at.closest('[lang]') == document.documentElement && !at.closest('script, style, code, pre, textarea, .code, .typed, .source, .languages, [dir=auto]'))
      texts.push(walk.currentNode.data);
  }
  for (const e of document.querySelectorAll('[aria-label], [placeholder], [title], [data-label]'))
    for (const name of ['aria-label', 'placeholder', 'title', 'data-label']) if (e.hasAttribute(name)) texts.push(e.getAttribute(name));
  return texts.concat(document.title) }"""


# Days, lists and sizes are written from tables of the program’s own, which have no disguise; SHA is a name.
OWN_TABLES = {*calendar.month_name, *calendar.day_name, "bytes", "SHA", "and", "or"}


def strings(value):
    if isinstance(value, dict):
        return [text for member in value.values() for text in strings(member)] + [str(key) for key in value]
    if isinstance(value, list):
        return [text for member in value for text in strings(member)]
    return [str(value)]


@functools.cache
def data():
    """Every text of the program's data files and samples, the longest first."""
    texts = set(LATIN)
    for file in ROOT.glob("Sources/**/Data/*.json"):
        texts.update(strings(json.loads(file.read_text(encoding="utf-8"))))
    for file in [*ROOT.glob("Samples/*.yaml"), *ROOT.glob("nodes/*.yaml")]:
        texts.update(strings(yaml.safe_load(file.read_text(encoding="utf-8"))))
    for file in ROOT.glob("Samples/*.csv"):
        texts.update(field for row in csv.reader(file.read_text(encoding="utf-8").splitlines()) for field in row)
    parts = {part.strip() for text in texts for part in text.splitlines()} | texts
    return sorted((part for part in parts if re.search("[A-Za-z]{2}", part)), key=len, reverse=True)


def problems(page, language):
    found = []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        found.append(f"overflow {overflow} px")
    found += [f"clipped: {text}" for text in page.evaluate(CLIPPED)]
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query)
    for text in page.evaluate(SHOWN):
        # Words that the mirrored language has turned stand between the two marks of an override.
        for value in asked.get("q", []):
            text = text.replace(value, " ")
        rest = re.sub("\u202e[^\u202c]*\u202c", " ", text)
        for known in data():
            if known in rest:
                rest = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", rest)
        # Codes of problems and permissions and names of columns are the same in every language.
        rest = re.sub(r"\b[a-z]+(_[a-z]+)+\b", " ", rest)
        rest = re.sub(r"\b[a-z]+(\.[a-zA-Z-]+)+", " ", rest)
        words = [word for word in re.findall(r"[A-Za-z]{3,}", NAMES.sub(" ", rest)) if word not in OWN_TABLES]
        if words:
            found.append(f"no catalogue has: {' '.join(words)[:80]}")
    return sorted(set(found))[:6]
