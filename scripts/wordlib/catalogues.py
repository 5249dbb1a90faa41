# SPDX-License-Identifier: Apache-2.0
"""The folders of strings and the modules that they belong to."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
KEY = re.compile(r"[a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*(\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*)+")
UNTYPED = ("problem.", "finding.", "practice.")


class CatalogueError(ValueError):
    """A file of strings that is not one flat object of texts."""


@dataclass(frozen=True)
class Folder:
    """One folder `Strings` and the module that it serves."""

    path: Path
    root: Path

    @property
    def is_module(self):
        """Whether it is a feature's; a platform target's words are public, because features use them."""
        return self.path.parent.name == "Service"

    @property
    def module(self):
        owner = self.path.parent.parent if self.is_module else self.path.parent
        return owner.name

    @property
    def type_name(self):
        return f"{self.module}Words"

    @property
    def output(self):
        return self.path.parent / "Words"

    def file(self, language):
        return self.path / f"{language}.json"

    def shown(self, language):
        return str(self.file(language).relative_to(self.root))

    def read(self, language):
        """Key and text pairs in the order of the file, duplicates included."""
        try:
            text = self.file(language).read_text(encoding="utf-8")
        except OSError as error:
            raise CatalogueError(f"cannot be opened: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise CatalogueError("is not UTF-8") from error
        try:
            pairs = json.loads(text, object_pairs_hook=Pairs)
        except json.JSONDecodeError as error:
            raise CatalogueError(f"is not JSON: {error}") from error
        if not isinstance(pairs, Pairs):
            raise CatalogueError("is not an object")
        for key, value in pairs:
            if not isinstance(value, str):
                raise CatalogueError(f"{key} is not a text")
        return list(pairs)


class Pairs(list):
    """The members of an object in order; unlike a dict it keeps the second of two equal keys."""


def folders(root):
    """All folders of strings under Sources, sorted."""
    found = sorted(path for path in (root / "Sources").rglob("Strings") if path.is_dir())
    return [Folder(path, root) for path in found]
