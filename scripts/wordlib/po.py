# SPDX-License-Identifier: Apache-2.0
"""Catalogues as PO files for translators: the key is the context, the English sentence the message, both ICU patterns as they are."""

import re

FOLDER = "X-Comity-Strings"
# What a PO file writes otherwise than it is.
ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
READ = {written[1]: letter for letter, written in ESCAPES.items()}
WORD = re.compile(r'(msgctxt|msgid|msgstr)\s+(".*)')


class POError(ValueError):
    """A file that cannot be taken in; the message names the line."""


class Entry:
    """One message of a file: where it begins, and its texts by keyword."""

    def __init__(self, line, is_fuzzy=False):
        self.line, self.is_fuzzy, self.texts = line, is_fuzzy, {}

    def __getitem__(self, word):
        return self.texts.get(word, "")


def quoted(text):
    return '"' + "".join(ESCAPES.get(letter, letter) for letter in text) + '"'


def unquoted(text, line):
    if len(text) < 2 or not text.endswith('"'):
        raise POError(f"line {line}: a text does not end on its line")

    def letter(found):
        if found[1] not in READ:
            raise POError(f"line {line}: \\{found[1]} means nothing here")
        return READ[found[1]]

    inner = text[1:-1]
    if re.search(r'(?<!\\)(?:\\\\)*"', inner) or re.search(r"(?<!\\)(?:\\\\)*\\$", inner):
        raise POError(f"line {line}: a quotation mark inside a text needs a backslash")
    return re.sub(r"\\(.)", letter, inner, flags=re.DOTALL)


def write(folder, language, english, translations):
    """The file of one module in one language; `english` and `translations` are pairs in the catalogue's order."""
    head = {
        "Project-Id-Version": f"Comity {folder.module}", "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit", "Language": language, FOLDER: folder.path.relative_to(folder.root).as_posix(),
    }
    known = dict(translations)
    lines = [
        "# Sentences are ICU patterns: {values}, {count, plural, one {...} other {...}} and # stay as they are, plural forms are the language's own.",
        'msgid ""', 'msgstr ""', *(quoted(f"{name}: {value}\n") for name, value in head.items()), "",
    ]
    for key, text in english:
        lines += [f"msgctxt {quoted(key)}", f"msgid {quoted(text)}", f"msgstr {quoted(known.get(key, ''))}", ""]
    return "\n".join(lines)


def read(text):
    """The head of a file as a dict, and its entries; what a translation tool keeps of former sentences (`#~`) is passed over."""
    entries, entry, word, is_fuzzy = [], None, None, False
    # Only LF ends a line: a sentence may hold other marks that Unicode takes for ends of lines.
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        line = line.strip(" \t")
        if line.startswith("#"):
            is_fuzzy = is_fuzzy or (line.startswith("#,") and "fuzzy" in re.split(r"[\s,]+", line))
            continue
        if not line:
            continue
        found = WORD.fullmatch(line)
        if found:
            name = found[1]
            if entry is None or name in entry.texts or (name != "msgstr" and "msgstr" in entry.texts):
                entry, is_fuzzy = Entry(number, is_fuzzy), False
                entries.append(entry)
            word = name
            entry.texts[word] = unquoted(found[2], number)
        elif line.startswith('"') and word:
            entry.texts[word] += unquoted(line, number)
        else:
            raise POError(f"line {number}: neither a remark nor a text of a message")
    for entry in entries:
        if "msgid" not in entry.texts or "msgstr" not in entry.texts:
            raise POError(f"line {entry.line}: a message needs msgid and msgstr")
    if not entries or entries[0]["msgid"] or "msgctxt" in entries[0].texts:
        raise POError("line 1: the file has no head")
    head = dict(line.split(": ", 1) for line in entries[0]["msgstr"].split("\n") if ": " in line)
    return head, entries[1:]


def taken_in(head, entries, english, present):
    """The catalogue with the file's translations.

    Returns the pairs, how many differ from those present, and the keys left as they are because the file has no finished translation.
    Raises POError naming every message that does not fit, so that nothing is half taken in.
    """
    sentences, known, faults = dict(english), dict(present), []
    changed, left, seen = 0, [], set()
    for entry in entries:
        key = entry["msgctxt"]
        if key in seen:
            faults.append(f"line {entry.line}: {key} stands twice")
        elif key not in sentences:
            faults.append(f"line {entry.line}: there is no sentence {key}")
        elif entry["msgid"] != sentences[key]:
            faults.append(f"line {entry.line}: the English sentence of {key} is another by now")
        elif entry.is_fuzzy or not entry["msgstr"]:
            left.append(key)
        elif known.get(key) != entry["msgstr"]:
            known[key] = entry["msgstr"]
            changed += 1
        seen.add(key)
    if faults:
        raise POError("\n".join(faults))
    left += [key for key, _ in english if key not in seen]
    return sorted(known.items()), changed, left
