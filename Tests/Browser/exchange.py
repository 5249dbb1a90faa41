# SPDX-License-Identifier: Apache-2.0
"""Officers of Arcadia and of Borealia handle one request, each on the own node; what one decides the other reads, and the secretariat has none of it.

    python Tests/Browser/exchange.py ARCADIA BOREALIA SECRETARIAT [FOLDER FOR PICTURES]
"""

import hashlib
import os
import sys
import time
from datetime import date, timedelta

from axe_playwright_python.sync_playwright import Axe
from looking import problems_of
from officers import SECRETARIAT, sign_in
from playwright.sync_api import sync_playwright

ARCADIA, BOREALIA, SECRETARIAT_NODE = (address.rstrip("/") for address in sys.argv[1:4])
SHOTS = sys.argv[4] if len(sys.argv) > 4 else None
TODAY = date.today()
# Longer than a node waits before it tries a message again.
LONGEST = 90
failures = []
AXE = Axe()


def expect(what, is_so):
    if not is_so:
        failures.append(what)
        print(f"  not so: {what}", flush=True)


def eventually(what, ask):
    """Asks both nodes' pages again until there is an answer: a message travels in its own time."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(1)
    raise SystemExit(f"{what}: not within {LONGEST} seconds")


def send(page):
    page.click("main form[method=post] button.button:not(.secondary)")


def act(page, case, name, **fields):
    """Fills the form of one act as a person would; lists tick boxes."""
    page.goto(f"{case}/acts/{name}")
    for field, value in fields.items():
        if isinstance(value, list):
            for one in value:
                page.check(f"main [name='{field}'][value='{one}']")
        else:
            control = page.locator(f"main [name='{field}']").first
            if control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)
    send(page)
    refusal = page.locator(".error-summary")
    expect(f"{name} is taken: {refusal.inner_text() if refusal.count() else ''}", refusal.count() == 0)


def adds(page, case, name, content, kind):
    """An officer adds a file to a case; the digest by which acts name it."""
    page.goto(f"{case}/files/new")
    page.set_input_files("main [name=file]", {"name": name, "mimeType": "text/csv", "buffer": content})
    page.select_option("main [name=kind]", kind)
    page.fill("main [name=title]", f"What {name} says")
    page.fill("main [name=givenBy]", "Registry of the court")
    page.select_option("main [name=form]", "electronic")
    send(page)
    expect(f"{name} is added: {page.url}", "/files/new" not in page.url)
    return hashlib.sha256(content).hexdigest()


def offered(page, case):
    """What the page says of the files that the other authority offers, from its heading to the next one."""
    page.goto(f"{case}?lang=en")
    return page.locator("h2#offered ~ ul.records li").all_inner_texts() if page.locator("h2#offered").count() else []


def fetches(page, case, name, content):
    """An officer is asked, agrees, and soon the file is one of the case: the same bytes, with its chain of custody."""
    eventually(f"{name} is offered", lambda: any(name in line and "Waiting for consent" in line for line in offered(page, case)))
    before = page.locator("main").inner_text()
    expect("nothing is fetched before an officer agrees", "Nothing has been fetched yet" in before and "Free on this node" in before)
    page.click("form[action$='/files/agree'] button")
    eventually(f"{name} is verified", lambda: any(name in line and "Verified" in line for line in offered(page, case)))
    eventually(f"{name} is a file of the case", lambda: page.goto(f"{case}?lang=en") and page.locator("h2#offered ~ ul a", has_text=name).count())
    page.locator("h2#offered ~ ul a", has_text=name).first.click()
    expect("its chain of custody begins with the exchange", "Chain of custody" in page.inner_text("main") and "central" in page.inner_text("main"))
    link = page.locator("main a[href$='/content']").first.get_attribute("href")
    got = page.request.get(page.url.split("/cases/")[0] + link).body()
    expect(f"{name} has the bytes that were sent", got == content)


def confirm(page, case):
    page.goto(case)
    page.click("form[action$='/confirm'] button")
    expect("a confirmed proposal is gone", page.locator("form[action$='/confirm']").count() == 0)


def line(page, case):
    """The agreed line of a case: what was done and by which authority, without the time, which each node tells in its own zone."""
    page.goto(f"{case}?lang=en")
    steps = page.locator("h3:has-text('The line that both sides show') ~ ol.timeline").first.locator("li")
    return [(step.evaluate("step => step.firstChild.textContent.trim()"), step.locator("code").inner_text()) for step in steps.all()]


def both_show(here, there, expected):
    """Waits until both case pages show the expected acts in one line."""
    (one, mine), (other, theirs) = here, there

    def ask():
        left, right = line(one, mine), line(other, theirs)
        return left if left == right and [step for step, _ in left] == expected else None

    eventually(f"both show {expected}", ask)


def registered(page, subject):
    """Arcadia enters an approved request of two items that is still to be sent."""
    page.goto(f"{ARCADIA}/cases/new?direction=outgoing")
    for field, value in {"subject": subject, "summary0": "Records of account 4711", "summary1": "Hearing of a witness"}.items():
        page.fill(f"main [name={field}]", value)
    for field, value in {"state": "XB", "kind": "criminalAssistance", "item0": "bankRecords", "item1": "takeEvidence"}.items():
        page.select_option(f"main [name={field}]", value)
    page.fill("main [name=arrivedOn]", str(TODAY - timedelta(days=1)))
    send(page)
    expect(f"the request is entered: {page.url}", "/cases/new" not in page.url)
    return page.url.split("?")[0]


def approved(drafter, approver):
    """A sample draft that nobody handed over yet goes through approval; none when all are used."""
    drafter.goto(f"{ARCADIA}/requests?lang=en")
    rows = drafter.locator("main tbody tr", has_text="being written").filter(has_text="Request to Borealia")
    if rows.count() == 0:
        return None
    draft = ARCADIA + rows.first.locator("a[href^='/requests/']").first.get_attribute("href")
    drafter.goto(draft)
    drafter.click("form[action$='/submit'] button")
    approver.goto(draft)
    approver.click("form[action$='/approve'] button")
    return draft.replace("/requests/", "/cases/")


def sent(drafter, approver, case, files=()):
    """Sends the request by the electronic channel, which takes two officers."""
    drafter.goto(f"{case}/acts/send")
    authority = drafter.locator("main [name=authority] option").nth(1).get_attribute("value")
    act(drafter, case, "send", authority=authority, to="Central authority", channel="electronic", medium="electronic", files=list(files))
    confirm(approver, case)


def arrived(page, subject):
    def ask():
        page.goto(f"{BOREALIA}/cases?show=all&direction=incoming&lang=en")
        found = page.locator("main tbody tr", has_text=subject).locator("a[href^='/cases/']")
        return BOREALIA + found.first.get_attribute("href") if found.count() else None

    return eventually(f"“{subject}” in Borealia's register", ask)


def messages(page, base):
    """The newest messages of a node's list: direction, authority, act and state of each, in one look, since a message may move while it is read."""
    page.goto(f"{base}/exchange?lang=en")
    rows = page.locator("main table").first.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('td, th')].map(cell => cell.innerText.trim()))")
    return [tuple(row[1:5]) for row in rows]


def lists(arcadia, borealia):
    """Both nodes list every message of the request, the same acts, none of them under way any more."""
    acts = ["Request", "Acknowledgement", "Acceptance", "Consultation opened", "Consultation answered", "Consultation closed",
            "Refusal with reasons", "Part of what was asked for", "What was sent has arrived"]
    by_arcadia = {"Request", "Consultation answered", "What was sent has arrived"}
    # What an officer of the other authority opened says so after its state.
    arrived = ("Delivered", "The other authority has it")

    def settled(page, base, other, is_own):
        # Figures come and go with the secretariat in their own time, a questionnaire perhaps only now.
        found = [row for row in messages(page, base) if row[1] == other][:len(acts)]
        return sorted(act for _, _, act, _ in found) == sorted(acts) and all(
            direction == "Outgoing" and state.startswith(arrived) if is_own(act)
            else direction == "Incoming" and state.startswith("Took effect")
            for direction, _, act, state in found)

    eventually("Arcadia lists all messages", lambda: settled(arcadia, ARCADIA, "Borealia XB.central", lambda act: act in by_arcadia))
    eventually("Borealia lists all messages", lambda: settled(borealia, BOREALIA, "Arcadia XA.central", lambda act: act not in by_arcadia))


def room(page, case):
    """Proposal, answer and end of the one consultation, in this order, as the page shows them."""
    page.goto(f"{case}?lang=en")
    steps = page.locator("h2#consultations ~ ol.timeline").first.locator("li > p:first-child strong")
    return steps.all_inner_texts()


def path(page):
    """An officer of Arcadia tries the path; the message is delivered and has a receipt that can be taken away."""
    page.goto(f"{ARCADIA}/exchange?lang=en")
    page.select_option("main [name=to]", "XB.central")
    page.click("form[action='/exchange/loop'] button")

    def delivered():
        return any(row == ("Outgoing", "Borealia XB.central", "Try of the path", "Delivered") for row in messages(page, ARCADIA))

    eventually("the test message is delivered", delivered)
    tried = page.locator("main table").first.locator("tbody tr", has_text="Try of the path")
    tried.locator("a[href^='/exchange/messages/']").first.click()
    receipts = page.locator("main a[href*='/receipts/']")
    expect("the test message has receipts", receipts.count() >= 1)
    text = page.request.get(ARCADIA + receipts.first.get_attribute("href")).text()
    expect("a receipt is a signed text of three parts", len(text.strip().split(".")) == 3)
    return page.url.split("?")[0]


def stick(arcadia, borealia, message):
    """Borealia takes the receipts about a message out as a file, and Arcadia brings it in: all by the page, as without a command line."""
    borealia.goto(f"{BOREALIA}/exchange/messages/{message.rsplit('/', 1)[1]}?lang=en")
    with borealia.expect_download() as taken:
        borealia.click("form[action='/exchange/bundles/export'] button")
    arcadia.goto(f"{ARCADIA}/exchange/bundles?lang=en")
    arcadia.set_input_files("main [name=bundle]", taken.value.path())
    arcadia.click("form[action='/exchange/bundles/import'] button")
    main = arcadia.inner_text("main")
    expect("the bundle of Borealia is taken", "Bundle of XB.central" in main and main.count("Taken") >= 2)
    for problem in problems_of_shown(arcadia):
        expect(f"the report of a bundle: {problem}", False)


def problems_of_shown(page):
    """What axe finds on the page that is shown, which no address leads to."""
    return [violation["id"] for violation in AXE.run(page).response["violations"]]


def figures(arcadia):
    """The collection of the secretariat is there by itself; the approved return goes to its node, which says that it was taken in."""
    drafter, approver = arcadia["drafter"], arcadia["approver"]
    url = f"{ARCADIA}/statistics/returns/00000000-0000-4000-8000-000000000602?lang=en"
    eventually("the questionnaire at Arcadia", lambda: drafter.goto(url).status == 200)
    drafter.click("main form[action$='/fill'] button")
    approver.goto(url)
    approver.click("main form[action$='/approve'] button")
    send_form = "main form[action$='/send'] button"
    expect("an approved return can be sent", approver.locator(send_form).count() == 1)
    approver.click(send_form)
    eventually("what became of the return", lambda: approver.goto(url) and "Taken in by the secretariat" in approver.inner_text("main"))
    for problem in problems_of_shown(approver):
        expect(f"the page of a return that was sent: {problem}", False)
    return url


def secretariat(browser, subject):
    """The secretariat's node publishes the directory, has messages of figures alone, and nowhere a word of the request."""
    page = browser.new_context().new_page()
    page.goto(f"{SECRETARIAT_NODE}/exchange?lang=en")
    expect("the secretariat's list of messages is for its officers alone", "/sign-in" in page.url)
    page.goto(f"{SECRETARIAT_NODE}/exchange/directory?lang=en")
    expect("both authorities stand in the directory", all(name in page.inner_text("main") for name in ("XA.central", "XB.central")))
    page.goto(f"{SECRETARIAT_NODE}/exchange/seen?lang=en")
    seen = dict(zip(page.locator("main dl.facts dt").all_inner_texts(), page.locator("main dl.facts dd").all_inner_texts()))
    kept = ("Files of messages", "Requests and cases")
    expect(f"it has no place for files or cases: {seen}", all(seen.get(name, "").startswith("None") for name in kept))
    kept = ("Messages between authorities", "Receipts for them")
    expect(f"it has nothing of the exchange between authorities: {seen}", all(seen.get(name) == "0" for name in kept))
    expect("questionnaires went out", int(seen.get("Messages about figures with this node", "0").replace(",", "")) >= 2)
    expect("its log has nothing of it", seen.get("Entries of the log about a message or a case") == "0")
    expect("the directory was fetched", int(seen.get("Files of the signed directory given out", "0").replace(",", "")) > 0)
    page.goto(f"{SECRETARIAT_NODE}/sign-in?lang=en")
    page.fill("[name=name]", "auditor")
    page.fill("[name=password]", SECRETARIAT["auditor"])
    page.click("main button")
    expect("the secretariat's auditor is signed in", page.locator("form[action='/sign-out']").count() == 1)
    looked = 0
    for path in sorted({link.get_attribute("href") for link in page.locator("nav a[href^='/']").all()} | {"/", "/audit"}):
        answer = page.goto(f"{SECRETARIAT_NODE}{path}")
        looked += answer.status == 200
        expect(f"{path} of the secretariat has nothing of it", subject not in page.content() and "4711" not in page.content())
    expect("pages of the secretariat were looked at", looked >= 3)
    return page


def travels(arcadia, borealia, subject):
    case = registered(arcadia["drafter"], subject)
    annex = f"account;opened\n4711;2019-05-02\n{subject}\n".encode()
    digest = adds(arcadia["drafter"], case, "accounts.csv", annex, "annex")
    sent(arcadia["drafter"], arcadia["approver"], case, [digest])
    there = arrived(borealia["drafter"], subject)
    ours, theirs = (arcadia["drafter"], case), (borealia["drafter"], there)
    both_show(ours, theirs, ["Request"])
    fetches(borealia["drafter"], there, "accounts.csv", annex)
    officer, second = borealia["drafter"], borealia["approver"]
    act(officer, there, "acknowledge", contact="Ada Lindqvist, desk 3")
    both_show(ours, theirs, ["Request", "Acknowledgement"])
    act(officer, there, "examine")
    act(officer, there, "accept", items=["i1"])
    both_show(ours, theirs, ["Request", "Acknowledgement", "Acceptance"])
    act(officer, there, "beginExecution", items=["i1"], authority="District prosecutor of Lakeside")
    act(
        officer, there, "consult", items=["i2"], topic="refusal", proposal="A written statement instead of a hearing",
        on=str(TODAY), answerDueOn=str(TODAY + timedelta(days=5)))
    steps = ["Request", "Acknowledgement", "Acceptance", "Consultation opened"]
    both_show(ours, theirs, steps)
    arcadia["drafter"].goto(f"{case}?lang=en")
    expect("Arcadia reads what Borealia proposes", "A written statement instead of a hearing" in arcadia["drafter"].inner_text("main"))
    arcadia["drafter"].goto(f"{case}/acts/answerConsultation")
    expect("the form shows what it answers", "A written statement instead of a hearing" in arcadia["drafter"].inner_text("main"))
    act(arcadia["drafter"], case, "answerConsultation", consultation="c1", accepts="no", text="A hearing is needed.", on=str(TODAY))
    # The answer is a message and no milestone; that it reached Borealia ends the consultation there, and only then may the refusal be made.
    steps.append("Consultation closed")
    both_show(ours, theirs, steps)
    act(
        officer, there, "refuse", items=["i2"], grounds=["contraryToLegalSystem"], causes=["reciprocityMissing"],
        reasons="No hearing of this kind is known here.", on=str(TODAY))
    expect("a refusal travels only when a second officer has confirmed it", line(*theirs)[-1][0] == "Consultation closed")
    confirm(second, there)
    act(officer, there, "sendReasons", items=["i2"])
    steps.append("Refusal with reasons")
    both_show(ours, theirs, steps)
    arcadia["drafter"].goto(f"{case}?lang=en")
    expect("Arcadia reads the reasons", "No hearing of this kind is known here." in arcadia["drafter"].inner_text("main"))
    act(officer, there, "recordExecution", item="i1", result="part", procedure="noneAsked")
    product = b"day;amount\n" + b"2026-01-05;1200.00\n" * 4000
    copies = adds(officer, there, "copies.csv", product, "product")
    act(
        officer, there, "sendProduct", items=["i1"], summary="Certified copies, 12 pages",
        limitationOnUse="Only in the proceeding of the request", files=[copies])
    confirm(second, there)
    steps.append("Part of what was asked for")
    both_show(ours, theirs, steps)
    arcadia["drafter"].goto(f"{case}?lang=en")
    expect("Arcadia reads what was sent", "Certified copies, 12 pages" in arcadia["drafter"].inner_text("main"))
    fetches(arcadia["drafter"], case, "copies.csv", product)

    def opened():
        officer.goto(f"{there}?lang=en")
        return officer.locator("main ul.records li", has_text="Part of what was asked for").filter(has_text="Opened there").count()

    eventually("Borealia knows that an officer of Arcadia opened what it sent", opened)
    act(arcadia["drafter"], case, "confirmReply", items=["i1"])

    def confirmed():
        officer.goto(f"{there}?lang=en")
        return "Arrival of the product confirmed" in officer.inner_text("main")

    for page, address in (ours, theirs):
        eventually("both show one consultation", lambda: len(room(page, address)) >= 3)
        steps_shown = room(page, address)
        expect(f"the consultation in its order: {steps_shown}", steps_shown == ["Proposes", "Does not accept", "Closes the consultation"])
    # No milestone either: both lines stay as they are.
    eventually("Borealia knows that what it sent has arrived", confirmed)
    both_show(ours, theirs, steps)
    return case, there


def pictures(browser, shown):
    """Looks at every page in three languages at two widths, and takes its picture when a folder is named."""
    for name, page, url in shown:
        context = browser.new_context(storage_state=page.context.storage_state())
        # Every language at both widths when somebody is going to look at the pictures; otherwise one of each, since other walks look at the rest.
        looks = [(language, width) for language in ("en", "zh", "ar") for width in (1280, 320)] if SHOTS else [("en", 1280), ("ar", 320)]
        for language, width in looks:
            one = context.new_page()
            for problem in problems_of(one, url, language, width, AXE):
                expect(f"{name} {language} {width}: {problem}", False)
            if SHOTS:
                one.screenshot(path=os.path.join(SHOTS, f"{name}-{language}-{width}.png"), full_page=True)
            one.close()
        context.close()


def officers(browser, base, names):
    pages = {}
    for name in names:
        pages[name] = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        sign_in(pages[name], base, name)
    return pages


with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    arcadia = officers(browser, ARCADIA, ["drafter", "approver"])
    borealia = officers(browser, BOREALIA, ["drafter", "approver"])
    subject = f"Records and a hearing in the harbour matter {time.time():.0f}"
    case, there = travels(arcadia, borealia, subject)
    lists(arcadia["approver"], borealia["approver"])
    message = path(arcadia["approver"])
    stick(arcadia["approver"], borealia["approver"], message)
    sent = figures(arcadia)
    own = secretariat(browser, subject)
    arcadia["approver"].goto(f"{ARCADIA}/exchange?lang=en")
    pictures(browser, [
        ("arcadia-case", arcadia["drafter"], case), ("borealia-case", borealia["drafter"], there),
        ("arcadia-list", arcadia["approver"], f"{ARCADIA}/exchange"), ("borealia-list", borealia["approver"], f"{BOREALIA}/exchange"),
        ("arcadia-standing", arcadia["approver"], f"{ARCADIA}/exchange/standing"), ("test-message", arcadia["approver"], message),
        ("bundles", arcadia["approver"], f"{ARCADIA}/exchange/bundles"), ("return", arcadia["approver"], sent),
        ("directory", own, f"{SECRETARIAT_NODE}/exchange/directory"), ("seen", own, f"{SECRETARIAT_NODE}/exchange/seen"),
    ])
    browser.close()

print("A request between two nodes: " + ("all as expected" if not failures else f"{len(failures)} not as expected"))
sys.exit(1 if failures else 0)
