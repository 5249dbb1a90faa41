# SPDX-License-Identifier: Apache-2.0
"""The table of terms: complete, without contradiction, and true to the titles of the Convention's articles in six languages."""

import json
import re
import unittest

from strings_folder import ROOT
from wordlib import terms
from wordlib.catalogues import LANGUAGES

TABLE = ROOT / "Sources/Platform/Localisation/Data/terms.json"
CONVENTION = ROOT / "Sources/Platform/Instruments/Data/uncac.json"


class Terms(unittest.TestCase):
    def setUp(self):
        self.entries = json.loads(TABLE.read_text(encoding="utf-8"))
        self.terms = terms.load(TABLE)

    def test_there_are_a_hundred_and_fifty_terms_or_more(self):
        self.assertGreaterEqual(len(self.terms), 150)

    def test_a_term_finds_its_own_official_form(self):
        for entry, language in ((entry, language) for entry in self.entries for language in LANGUAGES):
            term = next(term for term in self.terms if term.key == entry["key"])
            self.assertTrue(term.found(language, entry["forms"][language]), (entry["key"], language))

    def test_no_two_terms_have_one_english_form(self):
        forms = [terms.plain(entry["forms"]["en"]) for entry in self.entries]
        self.assertEqual(sorted(forms), sorted(set(forms)))

    def test_each_term_says_where_it_stands(self):
        for entry in self.entries:
            provision = entry["provision"]
            numbers = [int(number) for number in re.findall(r"(?<![(\d])\d+", provision)] if provision.startswith("UNCAC") else []
            self.assertTrue(provision.strip(), entry["key"])
            self.assertTrue(all(1 <= number <= 71 for number in numbers), provision)

    def test_titles_of_articles_use_the_terms_in_every_language(self):
        articles = json.loads(CONVENTION.read_text(encoding="utf-8"))["articles"]
        looked_at = set()
        for article in articles:
            title = article["title"]
            used = terms.english_terms(self.terms, title["en"])
            looked_at.update(term.key for term in used)
            for language in LANGUAGES:
                missing = [term.key for term in used if not term.found(language, title[language])]
                self.assertEqual(missing, [], f"article {article['number']} in {language}: {title[language]}")
        self.assertGreater(len(looked_at), 30)


if __name__ == "__main__":
    unittest.main()
