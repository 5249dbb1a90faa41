# SPDX-License-Identifier: Apache-2.0
"""Sentences whose English changed while another language stayed as it was."""

import json
import subprocess

from . import catalogues
from .catalogues import LANGUAGES, CatalogueError


class RevisionError(ValueError):
    """The revision to compare with cannot be read."""


def texts_at(root, revision, path):
    """Key to text as the file was at a revision; empty when there was no such file."""
    listed = git(root, "ls-tree", "--name-only", "--full-tree", revision, "--", path)
    if not listed.strip():
        return {}
    try:
        return json.loads(git(root, "show", f"{revision}:{path}"))
    except json.JSONDecodeError:
        return {}


def git(root, *arguments):
    result = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    if result.returncode:
        raise RevisionError(result.stderr.strip())
    return result.stdout


def check(root, revision):
    """(file, key, reason) of every sentence that may be out of date since a revision."""
    git(root, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    for folder in catalogues.folders(root):
        try:
            before, now = texts_at(root, revision, folder.shown("en")), dict(folder.read("en"))
            changed = [key for key, text in sorted(now.items()) if key in before and before[key] != text]
            for language in LANGUAGES if changed else ():
                old, new = texts_at(root, revision, folder.shown(language)), dict(folder.read(language))
                for key in changed:
                    if language != "en" and key in new and old.get(key) == new[key]:
                        yield folder.shown(language), key, f"is stale: English was “{before[key]}”, is “{now[key]}”"
        except CatalogueError:
            continue  # Reported by the other checks.
