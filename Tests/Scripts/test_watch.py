# SPDX-License-Identifier: Apache-2.0
"""The walk's watch: a browser whose page never answers is ended, and the walk goes on in another."""

import contextlib
import io
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Browser"))

from playwright.sync_api import Error, sync_playwright
from watch import Watch


def launch(playwright):
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


class WatchTests(unittest.TestCase):
    def test_a_page_that_never_answers_ends_its_browser_and_the_next_one_works(self):
        said = io.StringIO()
        with sync_playwright() as playwright, contextlib.redirect_stdout(said):
            page = launch(playwright).new_page()
            watch = Watch(patience=3)
            watch.begins("a page that turns for ever")
            with self.assertRaises(Error):
                page.evaluate("while (true) {}")
            # What comes after it may take as long as the machine needs, and so may the tests after this one.
            watch.stop()
            self.assertEqual(watch.ended, 1)
            other = launch(playwright)
            self.assertEqual(other.new_page().evaluate("1 + 1"), 2)
            other.close()
        self.assertIn("a page that turns for ever: the browser hung for 3 s", said.getvalue())
        self.assertRegex(said.getvalue(), r"(?m)^  renderer R, ")


if __name__ == "__main__":
    unittest.main()
