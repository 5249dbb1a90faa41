# SPDX-License-Identifier: Apache-2.0
"""How the walk gets to what no address alone shows: signed-in browsers, a draft that waits for approval, answers to forms."""

import itertools
import re

from officers import PASSWORDS, SECRETS, code, sign_in

# What newcomers choose.
PASSWORD = "a lantern on every third stair"
CARD = "/directory/authorities/00000000-0000-4000-8000-000000000011"
numbers = itertools.count(1)


def submit(page):
    """Sends the page's form and gives what the node answers."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.request.is_navigation_request()) as answers:
        with page.expect_navigation():
            page.locator("main form[method=post] button[type=submit]").first.click()
    return answers.value


# The sample requests by their references, which are the same in every language and in disguise. The freezing request has an item of
# chapter V and one of article 46.
SAMPLES = {
    "draft": "XA-MLA-2026-0163",
    "handedOver": "XA-MLA-2026-0147",
    "extradition": "XA-EXT-2026-0009",
    "information": "XA-INF-2026-0031",
    "proceedings": "XA-TRP-2026-0004",
    "sentenced": "XA-TSP-2026-0002",
}


class Site:
    """The demonstration node with a browser for each officer and the values of the names in braces."""

    def __init__(self, browser, base, lives=lambda asked: None):
        self.base, self.lives, self.names = base, lives, {}
        self.renew(browser)

    def renew(self, browser):
        """Goes on with another browser, in which nobody has signed in."""
        self.browser, self.contexts = browser, {}
        self.contexts["visitor"] = self.context()

    def context(self):
        context = self.browser.new_context()
        context.on("request", self.lives)
        return context

    def address(self, path):
        return self.base + re.sub(r"\{(\w+)\}", lambda name: self.names[name[1]], path)

    def page(self, who):
        """A new page of somebody's browser; whoever is needed for the first time signs in."""
        if who not in self.contexts:
            self.contexts[who] = self.context()
            page = self.contexts[who].new_page()
            if who == "approver without code":
                page.goto(f"{self.base}/sign-in?lang=en")
                page.fill("[name=name]", "approver")
                page.fill("[name=password]", PASSWORDS["approver"])
                page.click("main button")
            elif who.startswith("newcomer"):
                self.enrol(page)
            else:
                sign_in(page, self.base, who)
            page.close()
        return self.contexts[who].new_page()

    def enrol(self, page):
        """An officer of whom nothing is known yet takes the administrator's link, chooses a password and signs in."""
        administrator = self.page("administrator")
        new_officer(administrator, self, "en")
        page.goto(administrator.locator("main code").first.inner_text())
        administrator.close()
        name = page.locator("main code").first.inner_text()
        page.fill("[name=newPassword]", PASSWORD)
        page.fill("[name=repeatedPassword]", PASSWORD)
        submit(page)
        PASSWORDS[name] = PASSWORD
        sign_in(page, self.base, name)

    def prepare(self):
        """Makes what the addresses of pages.json name."""
        page = self.page("drafter")
        page.goto(f"{self.base}/requests?lang=en")
        rows = page.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [row.innerText, row.querySelector(\"a[href^='/requests/']\")?.getAttribute('href')])")
        for name, reference in SAMPLES.items():
            self.names[name] = next(link for text, link in rows if reference in text).rsplit("/", 1)[1]
        for direction, name in (("incoming", "case"), ("outgoing", "outgoing")):
            page.goto(f"{self.base}/cases?direction={direction}")
            self.names[name] = page.locator("main tbody a[href^='/cases/']").first.get_attribute("href").rsplit("/", 1)[1]
        self.give_task(page)
        self.take_in(page)
        self.prepare_people(page)
        page.goto(f"{self.base}/cases/{self.names['case']}/tracks/begin/recordUndertaking")
        page.select_option("[name=undertakingSubject]", "reciprocity")
        page.select_option("[name=giver]", "theirs")
        page.fill("[name=wording]", "The same help in a like case.")
        submit(page)
        link = page.locator("a[href$='/acts/endUndertaking']").first.get_attribute("href")
        self.names["track"] = re.search("/tracks/([^/]+)/", link)[1]
        # The demonstration's register was taken in from a file, which has no letters: an acknowledgement makes one.
        page.goto(f"{self.base}/cases/{self.names['case']}/acts/acknowledge")
        page.locator("[name=contact]").fill("Desk 3")
        submit(page)
        self.names["letter"] = "acknowledgement"
        page.goto(f"{self.base}/requests/{self.names['handedOver']}")
        page.locator("form[action$='/submit'] button").click()
        assert page.locator("form[action$='/take-back']").count() == 1, f"not handed over: {page.locator('main').inner_text()[:300]}"
        page.close()
        page = self.page("editor")
        page.goto(f"{self.base}/directory/verification?lang=en")
        submit(page)
        self.names["campaign"] = page.url.rsplit("/", 1)[1]
        page.close()
        page = self.page("administrator")
        new_officer(page, self, "en")
        self.names["enrolment"] = page.locator("main code").first.inner_text().rsplit("/", 1)[1]
        page.goto(f"{self.base}/administration/officers")
        self.names["officer"] = page.locator("tbody a").first.get_attribute("href").rsplit("/", 1)[1]
        page.close()

    def prepare_people(self, page):
        """Records the same person in two requests, so that there is a hint, and asks for a translation; notes a contact."""
        for case in ("outgoing", "case"):
            page.goto(f"{self.base}/cases/{self.names[case]}/subjects/new")
            page.select_option("main [name=subjectKind]", "naturalPerson")
            page.fill("main [name=name0]", "Ада Линдквист")
            page.fill("main [name=bornOn]", "1971-04-03")
            page.fill("main [name=number0]", "XA 4711 889")
            page.select_option("main [name=identifierKind0]", "passport")
            page.check("main [name=roles][value=witness]")
            submit(page)
            self.names["subject"] = page.url.split("?")[0].rsplit("/", 1)[1]
        page.goto(f"{self.base}/cases/{self.names['case']}/translations/new")
        for name, text in (("text", "Annex 2"), ("from", "русский"), ("into", "中文")):
            page.fill(f"main [name={name}]", text)
        submit(page)
        self.names["translation"] = page.url.split("?")[0].rsplit("/", 1)[1]
        page.goto(f"{self.base}/cases/contacts/new")
        for name, text in (("subject", "Два счета"), ("with", "Central authority, duty desk"), ("said", "A draft would be welcome.")):
            page.fill(f"main [name={name}]", text)
        page.select_option("main [name=state]", "XB")
        page.select_option("main [name=channel]", "video")
        submit(page)
        self.names["contact"] = page.url.split("?")[0].rsplit("/", 1)[1]

    def give_task(self, page):
        """Accepts an item of a sample request and gives it to the court."""
        page.goto(f"{self.base}/cases?show=all&q=XAI-2026-00001")
        case = self.base + page.locator("main tbody a[href^='/cases/']").first.get_attribute("href")
        page.goto(f"{case}/acts/accept")
        page.check("main [name=items][value=i1]")
        submit(page)
        page.goto(f"{case}/tasks/new")
        page.check("main [name=items][value=i1]")
        page.select_option("main [name=assignee]", index=1)
        page.fill("main [name=authority]", "Lakeside District Court")
        page.fill("main [name=instructions]", "Order the records of the account and send certified copies.")
        submit(page)
        court = self.page("court")
        court.goto(f"{self.base}/tasks")
        self.names["task"] = court.locator("main tbody a[href^='/tasks/']").first.get_attribute("href").rsplit("/", 1)[1]
        court.close()
    def take_in(self, page):
        """A scan that waits to be registered, with an object that must go back and went through two hands."""
        page.goto(f"{self.base}/cases/intake?lang=en")
        page.set_input_files("[name=file]", {"name": "request.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 a scan"})
        submit(page)
        case = page.url.split("/acts/")[0]
        self.names["takenIn"] = case.rsplit("/", 1)[1]
        page.goto(f"{case}/files/new")
        page.set_input_files("[name=file]", {"name": "ledger.tif", "mimeType": "image/tiff", "buffer": b"II a scan of a ledger"})
        page.select_option("[name=kind]", "evidence")
        page.select_option("[name=form]", "original")
        for name, value in {
            "title": "Ledger of the harbour company", "givenBy": "District court of Portmere", "object": "A bound ledger of 200 pages",
            "keptBy": "Evidence registry", "place": "Safe 2, shelf 4", "condition": "Sealed bag 12, undamaged", "returnDueOn": "2026-12-18",
        }.items():
            page.fill(f"[name={name}]", value)
        submit(page)
        file = page.url.split("?")[0]
        self.names["object"] = file.rsplit("/", 1)[1]
        page.goto(f"{file}/acts/handOver")
        for name, value in {"to": "Forensic laboratory", "place": "Room 4", "purpose": "Examination of the ink"}.items():
            page.fill(f"[name={name}]", value)
        submit(page)
        assert page.locator("main table tbody tr").count() == 2, f"not handed over: {page.locator('main').inner_text()[:300]}"

    def prepare_meetings(self):
        """Looks up what the addresses of pages-secretariat.json name, and makes what the demonstration has not: a draft and a report."""
        page = self.page("meetings")
        first = "links => links.map(a => a.getAttribute('href'))"

        def named(name, address, pattern):
            page.goto(f"{self.base}{address}")
            found = [re.search(pattern, link) for link in page.locator("main a[href]").evaluate_all(first)]
            self.names[name] = next(match[1] for match in found if match)

        uuid = "([0-9a-f]{8}-[0-9a-f-]{27})"
        named("item", "/meetings/eg1-7/speakers", f"/items/{uuid}/speakers$")
        named("delegation", "/meetings/eg1-7/delegations", f"/delegations/{uuid}$")
        named("session", "/meetings/eg1-7/delegations", "/attendance/([^/]+)$")
        named("participant", f"/meetings/eg1-7/delegations/{self.names['delegation']}", f"/participants/{uuid}$")
        named("mandate", "/meetings/mandates", f"/mandates/{uuid}$")
        # The demonstration's own mandate with a figure, and what came after it.
        named("judged", "/meetings/mandates?meeting=xg-4", f"/mandates/{uuid}$")
        named("document", "/meetings/documents?q=2018/2", f"/documents/{uuid}$")
        page.goto(f"{self.base}/meetings/documents/{self.names['document']}/expressions/new")
        page.select_option("main [name=language]", "en")
        submit(page)
        self.names["expression"] = re.search('/expressions/(?!new)([^"/]+)"', page.content())[1]
        page.goto(f"{self.base}/meetings/proposals")
        page.select_option("main [name=body]", index=1)
        page.fill("main [name=what]", "A table of accepted languages")
        page.fill("main [name=why]", "Requests come back for their language.")
        page.fill("main [name=who]", "Arcadia")
        submit(page)
        named("proposal", "/meetings/proposals", f"/proposals/{uuid}$")
        named("call", "/contributions", f"/calls/{uuid}$")
        named("contribution", "/contributions/published?state=XA&kind=goodPractice", f"/published/{uuid}$")
        named("tool", "/contributions/tools", f"/tools/{uuid}/edit$")
        named("law", "/contributions/laws", f"/laws/{uuid}$")
        named("entry", "/contributions/assistance", f"/assistance/{uuid}$")
        named("category", "/contributions/categories", f"/categories/{uuid}/edit$")
        for meeting in ("eg1-6", "eg1-7"):
            page.goto(f"{self.base}/meetings/{meeting}/report/draft")
            submit(page)
        named("paragraph", "/meetings/eg1-7/report/draft", f"/paragraphs/{uuid}$")
        self.adopt(page, "eg1-6")
        page.close()

    def adopt(self, page, meeting):
        """Agrees to every paragraph of a report and records its adoption."""
        address = f"{self.base}/meetings/{meeting}/report"
        page.goto(f"{address}/adoption")
        while page.locator("main button[value=agree]").count():
            with page.expect_navigation():
                page.locator("main button[value=agree]").first.click()
        page.goto(f"{address}/adopt")
        submit(page)
        assert page.url.split("?")[0] == address, f"not adopted: {page.locator('main').inner_text()[:300]}"


def new_officer(page, site, language):
    page.goto(f"{site.base}/administration/officers/new?lang={language}")
    number = next(numbers)
    page.fill("[name=name]", f"Ines Varga {number}")
    page.fill("[name=signInName]", f"varga{number}")
    page.locator("[name=roles]").first.check()
    return submit(page)


def empty(path):
    def go(page, site, language):
        page.goto(f"{site.address(path)}?lang={language}")
        return submit(page)

    return go


def wrong_sign_in(page, site, language):
    page.goto(f"{site.base}/sign-in?lang={language}")
    # A name of its own each time: after five failures for one name the node makes everybody wait.
    page.fill("[name=name]", f"nobody{next(numbers)}")
    page.fill("[name=password]", PASSWORD)
    return submit(page)


def wrong_contact(page, site, language):
    page.goto(f"{site.base}{CARD}/edit/contact?lang={language}")
    page.fill("[name=email]", "nobody")
    return submit(page)


def wrong_code(page, site, language):
    page.goto(f"{site.base}/account/second-factor?lang={language}")
    page.fill("[name=code]", "000000")
    page.fill("[name=password]", PASSWORD)
    return submit(page)


def recovery_codes(page, site, language):
    page.goto(f"{site.base}/account/second-factor?lang={language}")
    page.fill("[name=code]", code(page.locator("main code").first.inner_text().replace(" ", "")))
    page.fill("[name=password]", PASSWORD)
    return submit(page)


def import_of(change):
    def go(page, site, language):
        table = page.request.get(f"{site.base}/directory/import/all.csv").text()
        page.goto(f"{site.base}/directory/import?lang={language}")
        page.check("[name=format][value=csv]")
        page.fill("[name=text]", table.replace(*change))
        return submit(page)

    return go


def not_a_request(page, site, language):
    page.goto(f"{site.base}/requests/import?lang={language}")
    page.fill("[name=file]", "format: 1\nsubject: x\n")
    return submit(page)


# Who sees it, what it is called here, how it is reached, what its status is. A newcomer is another officer in each language: a second
# factor is set up once.
ANSWERS = [
    ("visitor", "refused sign-in", wrong_sign_in, 422),
    ("visitor", "refused enrolment", empty("/enrol/{enrolment}"), 422),
    ("administrator", "refused officer", empty("/administration/officers/new"), 422),
    ("administrator", "enrolment link", new_officer, 200),
    ("editor", "refused contact", wrong_contact, 422),
    ("editor", "refused treaty", empty("/directory/treaties/new"), 422),
    ("editor", "preview of an import", import_of(("3 River Lane, Florin", "4 River Lane, Florin")), 200),
    ("editor", "refused import", import_of(("cooperation@florinia.example", "nobody")), 422),
    ("drafter", "refused file", not_a_request, 422),
    ("newcomer", "refused second factor", wrong_code, 422),
    ("newcomer", "recovery codes", recovery_codes, 200),
]
