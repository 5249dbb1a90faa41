# SPDX-License-Identifier: Apache-2.0
"""Walks pages in a real browser: no axe violation, no overflow, no policy violation, in six languages at two widths."""

import random
import sys
import time
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from looking import problems_of
from officers import sign_in
from playwright.sync_api import sync_playwright

BASE = sys.argv[1]
ALL = "--all" in sys.argv
LANGUAGES = ["ar", "en", "es", "fr", "ru", "zh"]
WIDTHS = [1280, 320]
# Who sees a page, and where it is; DRAFT is a draft of the demonstration.
PAGES = [("", path) for path in [
    "/", "/directory", "/directory?q=borealia&kind=mutualLegalAssistance", "/directory?q=nothing-has-this-name", "/directory/states/XB",
    "/directory/states/XC", "/directory/states/AT", "/directory/states/AD", "/directory/basis",
    "/directory/basis?from=XA&to=XC&on=2026-11-24", "/directory/basis?from=XA&to=XF&on=2026-11-24",
    "/directory/resolve", "/directory/resolve?state=XC&urgent=yes&on=2026-11-24", "/directory/resolve?state=AT", "/directory/states/TR",
    "/directory/authorities/00000000-0000-4000-8000-000000000011", "/directory/authorities/00000000-0000-4000-8000-000000000022",
    "/directory?stale=yes", "/directory/states/XB?on=2026-11-01", "/directory/authorities/00000000-0000-4000-8000-000000000011/history",
    "/directory/coverage", "/directory/treaties", "/directory/treaties?state=XB",
    "/directory/treaties/00000000-0000-4000-8000-000000000901", "/directory/bridge",
    "/directory/bridge?from=XA&to=XB&on=2026-11-24&measure=bankRecords&measure=videoHearing",
    "/convention", "/convention/46", "/convention/15", "/accessibility", "/api", "/nowhere", "/sign-in", "/enrol/nothing",
]] + [("drafter", path) for path in [
    "/", "/requests", "/requests?stage=approved", "/requests/new", "/requests/import", "DRAFT", "DRAFT/findings", "DRAFT/review",
    "DRAFT/versions", "DRAFT/versions/1", "DRAFT/letter", "DRAFT/sections/parties", "DRAFT/sections/legalBasis",
    "DRAFT/sections/languages", "DRAFT/sections/authority", "DRAFT/sections/proceeding", "DRAFT/sections/offences",
    "DRAFT/sections/offences/1", "DRAFT/sections/facts", "DRAFT/sections/persons", "DRAFT/sections/persons/p1", "DRAFT/sections/items",
    "DRAFT/sections/items/i1", "DRAFT/sections/items/i2", "DRAFT/sections/purpose", "DRAFT/sections/urgency",
    "DRAFT/sections/confidentiality", "DRAFT/sections/undertakings", "DRAFT/sections/annexes", "DRAFT/sections/annexes/1",
    "/account", "/account/second-factor",
    "/directory/authorities/00000000-0000-4000-8000-000000000011",
]] + [("editor", path) for path in [
    "/directory/authorities/00000000-0000-4000-8000-000000000011/edit", "/directory/states/XB/authorities/new",
    "/directory/authorities/00000000-0000-4000-8000-000000000011/edit/contact",
    "/directory/authorities/00000000-0000-4000-8000-000000000011/measures/bankRecords", "/directory/verification", "/directory/import",
    "/directory/treaties/new", "/directory/elections/new",
]] + [("administrator", path) for path in ["/administration/officers", "/administration/officers/new", "/administration/units"]]


def wait_for_node():
    for _ in range(100):
        try:
            urllib.request.urlopen(BASE + "/", timeout=5)
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("the node did not start")


def visits():
    """Every page in every language and width, or a sample of them that is the same in every run."""
    every = [(page, language, width) for page in PAGES for language in LANGUAGES for width in WIDTHS]
    if ALL:
        return every
    picked = random.Random(46).sample(every, 40)
    # Each page at least once, Arabic and Chinese at the narrow width among them.
    return sorted(set(picked + [(page, ["ar", "zh"][index % 2], 320) for index, page in enumerate(PAGES)]), key=str)


def keyboard(page):
    """The skip link comes first, and every link and control of the page can be reached."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{BASE}/directory/basis?lang=en")
    wanted = page.evaluate("document.querySelectorAll('a[href], button, input:not([type=hidden]), select').length")
    seen = set()
    for step in range(wanted + 5):
        page.keyboard.press("Tab")
        where = page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
        if step == 0 and page.evaluate("document.activeElement.className") != "skip":
            return ["the skip link is not first"]
        seen.add(where)
    return [] if len(seen) >= wanted else [f"only {len(seen)} of {wanted} controls reached by keyboard"]


def main():
    wait_for_node()
    failed = 0
    axe = Axe()
    chosen = visits()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        contexts = {"": browser.new_context()}
        draft = None
        for name in sorted({name for (name, _), _, _ in chosen if name}):
            contexts[name] = browser.new_context()
            page = contexts[name].new_page()
            sign_in(page, BASE, name)
            if name == "drafter":
                page.goto(f"{BASE}/requests")
                # The freezing request has an item of chapter V and one of article 46.
                draft = page.locator("table a", has_text="Borealia").first.get_attribute("href")
            page.close()
        for (name, path), language, width in chosen:
            page = contexts[name].new_page()
            for problem in problems_of(page, BASE + path.replace("DRAFT", draft or ""), language, width, axe):
                failed += 1
                print(f"{name or 'visitor'} {path} {language} {width}: {problem}")
            page.close()
        page = browser.new_page()
        for problem in keyboard(page):
            failed += 1
            print(problem)
        browser.close()
    print(f"{len(chosen)} visits, {failed} problems")
    sys.exit(1 if failed else 0)


main()
