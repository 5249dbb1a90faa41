# SPDX-License-Identifier: Apache-2.0
"""ICU message patterns as a tree: what a sentence says and which values it takes."""

from dataclasses import dataclass, field

PLURAL_TYPES = ("plural", "selectordinal")
BRANCHING = PLURAL_TYPES + ("select",)


class PatternError(ValueError):
    """A pattern that ICU would refuse, or that uses what Comity does not."""


@dataclass
class Argument:
    """One {value}; `branches` has the selectors of plural and select with their messages."""

    name: str
    kind: str = "plain"
    branches: dict = field(default_factory=dict)


class Reader:
    def __init__(self, text):
        self.text = text
        self.at = 0

    def fail(self, reason):
        raise PatternError(f"{reason} at character {self.at + 1}")

    def peek(self):
        return self.text[self.at] if self.at < len(self.text) else ""

    def skip_space(self):
        while self.peek().isspace():
            self.at += 1

    def message(self, depth, in_plural):
        """Text and arguments up to the closing brace of this level."""
        pieces, literal = [], []

        def flush():
            if literal:
                pieces.append("".join(literal))
                literal.clear()

        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "'":
                literal.append(self.quoted(in_plural))
            elif character == "{":
                flush()
                pieces.append(self.argument(depth, in_plural))
            elif character == "}":
                if depth == 0:
                    self.fail("a closing brace without an opening one")
                break
            elif character == "#" and in_plural:
                flush()
                pieces.append(Argument("#", "number"))
                self.at += 1
            else:
                literal.append(character)
                self.at += 1
        else:
            if depth:
                self.fail("an opening brace is not closed")
        flush()
        return pieces

    def quoted(self, in_plural):
        """The text of an apostrophe: doubled it is itself, before a brace it quotes, elsewhere it is itself."""
        self.at += 1
        if self.peek() == "'":
            self.at += 1
            return "'"
        if self.peek() not in ("{", "}") and not (in_plural and self.peek() == "#"):
            return "'"
        taken = []
        while self.at < len(self.text):
            if self.text[self.at] == "'":
                if self.text[self.at + 1 : self.at + 2] != "'":
                    self.at += 1
                    break
                self.at += 1
            taken.append(self.text[self.at])
            self.at += 1
        return "".join(taken)

    def word(self):
        self.skip_space()
        start = self.at
        while self.peek() and not self.peek().isspace() and self.peek() not in "{},#'":
            self.at += 1
        if start == self.at:
            self.fail("a name is expected")
        word = self.text[start : self.at]
        self.skip_space()
        return word

    def argument(self, depth, in_plural):
        self.at += 1
        name = self.word()
        if not name.isidentifier():
            self.fail(f"{name} is not a name for a value")
        if self.peek() == "}":
            self.at += 1
            return Argument(name)
        if self.peek() != ",":
            self.fail("a comma or a closing brace is expected")
        self.at += 1
        kind = self.word()
        if kind not in BRANCHING:
            self.fail(f"only plural, selectordinal and select are used, not {kind}")
        if self.peek() != ",":
            self.fail("a comma is expected")
        self.at += 1
        branches = self.branches(depth, in_plural or kind in PLURAL_TYPES)
        if "other" not in branches:
            self.fail(f"{name} has no form other")
        return Argument(name, kind, branches)

    def branches(self, depth, in_plural):
        found = {}
        self.skip_space()
        while self.peek() != "}":
            selector = self.word()
            if selector.startswith("offset:"):
                self.fail("a plural offset is not used")
            if selector in found:
                self.fail(f"{selector} stands twice")
            if self.peek() != "{":
                self.fail("an opening brace is expected")
            self.at += 1
            found[selector] = self.message(depth + 1, in_plural)
            self.at += 1
            self.skip_space()
            if not self.peek():
                self.fail("an opening brace is not closed")
        self.at += 1
        return found


def parse(text):
    """The pieces of a pattern: strings and Arguments. A text without braces is itself, as in the program."""
    if "{" not in text and "}" not in text:
        return [text] if text else []
    return Reader(text).message(0, False)


def mapped(pieces, change):
    """The same pattern with each fixed text changed."""
    return [
        change(piece) if isinstance(piece, str)
        else Argument(piece.name, piece.kind, {key: mapped(form, change) for key, form in piece.branches.items()})
        for piece in pieces
    ]


def walk(pieces):
    """Every Argument of a pattern, the nested ones included, in reading order."""
    for piece in pieces:
        if isinstance(piece, Argument) and piece.kind != "number":
            yield piece
            for branch in piece.branches.values():
                yield from walk(branch)


def variants(pieces):
    """Every fixed text of a pattern, by itself: what a reader may see, with values left out."""
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif piece.kind != "number":
            for branch in piece.branches.values():
                yield from variants(branch)


def sentences(pieces, limit=64):
    """Whole sentences, one per choice of forms, with values shown as their names in braces."""
    found = [""]
    for piece in pieces:
        if isinstance(piece, str):
            endings = [piece]
        elif piece.kind in ("plain", "number"):
            endings = ["{" + piece.name + "}"]
        else:
            endings = [text for branch in piece.branches.values() for text in sentences(branch, limit)]
        found = [start + ending for start in found for ending in endings][:limit]
    return found


def arguments(pieces):
    """Name to kind of every value; plural wins over select, select over plain."""
    rank = {"plain": 0, "select": 1, "selectordinal": 2, "plural": 3}
    found = {}
    for argument in walk(pieces):
        if argument.name not in found or rank[argument.kind] > rank[found[argument.name]]:
            found[argument.name] = argument.kind
    return found
