# SPDX-License-Identifier: Apache-2.0
"""Walks the pages of pages.json and the answers to forms in a real browser, in six languages at two widths, and in the modes of modes.py.

walk.py URL [--all | --modes | --pseudo] [--secretariat]
--all looks at everything; without it a sample is looked at that is the same in every run. --modes adds the answers to forms and
the modes to the sample. --pseudo is for a node that shows pseudo-languages. --secretariat walks pages-secretariat.json on a secretariat's node, where what the addresses name is looked up or made first.
"""

import json
import pathlib
import random
import sys

import modes
import officers
import pseudo
from axe_playwright_python.sync_playwright import Axe
from looking import Looker
from playwright.sync_api import sync_playwright
from reaching import ANSWERS, Site

BASE = sys.argv[1]
ALL = "--all" in sys.argv
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"]
WIDTHS = [1280, 320]
SECRETARIAT = "--secretariat" in sys.argv
LIST = "pages-secretariat.json" if SECRETARIAT else "pages.json"
WALKED = json.loads((pathlib.Path(__file__).parent / LIST).read_text(encoding="utf-8"))["walked"]
PAGES = [(who, path) for who, paths in WALKED.items() for path in paths]
# Pages that hold one of each kind of thing: forms, tables, folded parts, marks, text in several scripts.
TELLING = [
    ("visitor", "/directory/authorities/00000000-0000-4000-8000-000000000011"), ("visitor", "/convention/46"),
    ("visitor", "/directory/basis?from=XA&to=XC&on=2026-11-24"), ("visitor", "/directory/coverage"), ("drafter", "/requests"),
    ("drafter", "/requests/{draft}"), ("drafter", "/requests/{draft}/findings"), ("drafter", "/requests/{draft}/review"),
    ("drafter", "/requests/{draft}/sections/items/i1"), ("approver", "/requests/{handedOver}"), ("administrator", "/administration/officers"),
    ("editor", "/directory/authorities/00000000-0000-4000-8000-000000000011/measures/bankRecords"),
]

if SECRETARIAT:
    TELLING = PAGES
    officers.PASSWORDS.update(officers.SECRETARIAT)
    officers.SECRETS.update(officers.SECRETARIAT_SECRETS)


def sample(every, size):
    """Everything, or a sample that is the same in every run."""
    return every if ALL else random.Random(46).sample(every, min(size, len(every)))


def visits():
    every = [(page, language, width) for page in PAGES for language in LANGUAGES for width in WIDTHS]
    # Each page at least once, Arabic and Chinese at the narrow width among them.
    return every if ALL else sample(every, 20) + [(page, ["ar", "zh", "ru"][index % 3], 320) for index, page in enumerate(PAGES)]


class Walk:
    def __init__(self, browser):
        self.browser = browser
        self.site = Site(browser, BASE)
        if SECRETARIAT:
            self.site.prepare_meetings()
        else:
            self.site.prepare()
        self.looker = Looker(Axe())
        self.looks = self.failed = 0

    def tell(self, where, problems):
        self.looks += 1
        for problem in problems:
            self.failed += 1
            print(f"{where}: {problem}", flush=True)

    def open(self, site, who, path, language):
        page = site.page(who)
        page.goto(f"{site.address(path)}{'&' if '?' in path else '?'}lang={language}")
        return page

    def addresses(self):
        for (who, path), language, width in visits():
            page = self.site.page(who)
            page.set_viewport_size({"width": width, "height": 900})
            refused = self.looker.watch(page)
            answer = page.goto(f"{self.site.address(path)}{'&' if '?' in path else '?'}lang={language}")
            self.tell(f"{who} {path} {language} {width}", self.looker.problems(page, answer, refused))
            page.close()

    def answers(self):
        every = [(answer, language, width) for answer in ANSWERS for language in LANGUAGES for width in WIDTHS]
        once = [(answer, ["ar", "zh", "en"][index % 3], 320) for index, answer in enumerate(ANSWERS)]
        for (who, name, reach, status), language, width in every if ALL else once:
            page = self.site.page(who)
            page.set_viewport_size({"width": width, "height": 900})
            refused = self.looker.watch(page)
            answer = reach(page, self.site, language)
            problems = self.looker.problems(page, answer, refused)
            if answer.status != status:
                problems.append(f"status {answer.status}, not {status}: {page.locator('main').inner_text()[:100]}")
            self.tell(f"{who} {name} {language} {width}", problems)
            page.close()

    def modes(self):
        pages = PAGES if ALL else TELLING
        forced = Site(self.browser, BASE, forced_colors="active")
        forced.names = self.site.names
        plans = [
            (self.site, modes.large_text, LANGUAGES if ALL else ["ar", "en", "ru"]), (self.site, modes.paper, ["en"]),
            (self.site, modes.keyboard, ["ar", "en"]), (forced, modes.forced_colours, ["en"]),
        ] + [(self.site, lambda page, language=language: modes.fonts(page, language), [language]) for language in ("ar", "zh")]
        for site, look, languages in plans:
            for who, path in pages:
                # A letter has its own two languages and no frame.
                if "/letter/file" in path:
                    continue
                for language in languages:
                    page = self.open(site, who, path, language)
                    self.tell(f"{who} {path} {language}", look(page))
                    page.close()

    def pseudo(self):
        """The accented and the mirrored language through the whole site: nothing untranslated, nothing too narrow."""
        forms = [("en", 320), ("en", 1280), ("ar", 320)]
        for index, (who, path) in enumerate(PAGES):
            if "/letter/file" in path:
                continue
            for language, width in forms if ALL else [forms[index % 3]]:
                page = self.site.page(who)
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(f"{self.site.address(path)}{'&' if '?' in path else '?'}lang={language}")
                self.tell(f"{who} {path} pseudo {language} {width}", pseudo.problems(page, language))
                page.close()


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        walk = Walk(browser)
        if "--pseudo" in sys.argv:
            walk.pseudo()
        else:
            walk.addresses()
            if ALL or "--modes" in sys.argv:
                if not SECRETARIAT:
                    walk.answers()
                walk.modes()
            heaviest = max(walk.looker.weights, key=walk.looker.weights.get)
            print(f"the heaviest page, {heaviest.removeprefix(BASE)}, weighs {walk.looker.weights[heaviest]:,} bytes compressed")
        browser.close()
    print(f"{walk.looks} looks, {walk.failed} problems")
    sys.exit(1 if walk.failed or not walk.looks else 0)


main()
