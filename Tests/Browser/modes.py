# SPDX-License-Identifier: Apache-2.0
"""Pages as other people meet them: forced colours, large text, paper, the keyboard alone, the fonts of their scripts."""

import pathlib
import re
import subprocess
import tempfile

from looking import CLIPPED

# The face of each script that may not be left to chance.
FACES = {"ar": (r"[\u0600-\u06ff]", r"Arabic|Naskh|Kufi"), "zh": (r"[\u4e00-\u9fff]", r"CJK SC|Sans SC|Serif SC")}


def forced_colours(page):
    """What the screen says by colour alone is still told apart by a border when the reader's own colours rule."""
    page.emulate_media(forced_colors="active")
    # The browser draws the rings of choices itself, and reckons no border for them.
    found = page.evaluate("""() => [...document.querySelectorAll('.badge, .panel, .notice, .classification, .button, button:not(.link), input, select, textarea')]
      .filter(e => e.offsetParent && !(e.matches('[type=radio], [type=checkbox]') && getComputedStyle(e).appearance != 'none')
        && ['top', 'right', 'bottom', 'left'].every(side => {
          const s = getComputedStyle(e); return s[`border-${side}-style`] == 'none' || s[`border-${side}-width`] == '0px' }))
      .map(e => e.className + ' ' + (e.innerText || e.name).slice(0, 30))""")
    page.emulate_media(forced_colors="none")
    return [f"forced colours: no border around {text}" for text in found[:3]]


def large_text(page):
    """At twice the size of text nothing runs out of the page and nothing is cut off."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    problems = [f"200 % text: clipped {text}" for text in page.evaluate(CLIPPED)]
    return problems + ([f"200 % text: overflow {overflow} px"] if overflow > 0 else [])


def cut_off(page):
    """The tables that are wider than the sheet, whose last columns paper would not show."""
    page.emulate_media(media="print")
    # A4 between its margins, upright or across.
    width = 1016 if page.evaluate("getComputedStyle(document.body).page") == "across" else 672
    page.set_viewport_size({"width": width, "height": 900})
    found = page.evaluate(
        "[...document.querySelectorAll('.table-frame')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.getAttribute('aria-label'))")
    page.emulate_media(media="null")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def plain(text):
    return re.sub(r"\s+", "", text)


def paper(page):
    """The printed page says what the screen says and what it hides, with classification and number of pages, and no navigation."""
    wanted = page.evaluate("""() => ({
      classification: document.querySelector('.classification')?.innerText,
      folded: [...document.querySelectorAll('main details')].filter(e => !e.closest('form')).flatMap(e => {
        const walk = document.createTreeWalker(e, NodeFilter.SHOW_TEXT), texts = [];
        while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('form, summary, .screen-only, .actions'))
          texts.push(walk.currentNode.data);
        return texts }),
      said: [...document.querySelectorAll('main h1, main h2, main dt')].filter(e => e.offsetParent && !e.closest('form, .actions, .screen-only'))
        .map(e => e.innerText),
      addresses: [...document.querySelectorAll('main a[href^="/"]')].map(e => e.href).filter(url => !document.body.innerText.includes(url)),
    })""")
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "page.pdf"
        page.pdf(path=str(file), format="A4", prefer_css_page_size=True)
        text = subprocess.run(["pdftotext", "-raw", file, "-"], capture_output=True, text=True, check=True).stdout
    pages = [part for part in text.split("\f") if part.strip()]
    printed = plain(text)
    problems = []
    if wanted["classification"] and plain(wanted["classification"]) not in printed:
        problems.append(f"print: without the classification {wanted['classification']}")
    for number, part in enumerate(pages, 1):
        if f"{number}/{len(pages)}" not in plain(part):
            problems.append(f"print: page {number} of {len(pages)} has no number")
    # Words that a line end parts are found without spaces; an element that is long may be parted by the end of a page.
    missing = [words for words in wanted["folded"] + wanted["said"] if len(plain(words)) < 60 and plain(words) not in printed]
    problems += [f"print: missing {words.strip()[:60]}" for words in missing[:3]]
    problems += [f"print: the sheet cuts off {table}" for table in cut_off(page)]
    problems += [f"print: the address {url}" for url in wanted["addresses"] if plain(url) in printed]
    return problems


def keyboard(page):
    """The skip link comes first; every link and control is reached; what has the focus is seen, whole and marked."""
    wanted = page.evaluate("""() => {
      const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
        .filter(e => e.checkVisibility() && !e.disabled);
      // One stop for each group of radio buttons, as browsers have it.
      const groups = new Set(), stops = all.filter(e => e.type != 'radio' || (!groups.has(e.name) && groups.add(e.name)));
      window.stops = stops; return stops.length }""")
    # The browser stops at day, month, year and calendar of each date.
    inner = 4 * page.locator("input[type=date], input[type=time]").count()
    seen, problems = set(), []
    for step in range(wanted + inner + 10):
        page.keyboard.press("Tab")
        at = page.evaluate("""() => {
          const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
          const index = window.stops.findIndex(stop => stop == e || (stop.type == 'radio' && stop.name == e.name));
          const shown = b.width > 1 && b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth;
          const top = document.elementFromPoint(Math.min(Math.max(b.left + b.width / 2, 0), innerWidth - 1),
            Math.min(Math.max(b.top + Math.min(b.height, 40) / 2, 0), innerHeight - 1));
          const label = top?.closest('label')?.control == e;
          return {index, isSkip: e.className == 'skip', what: e.tagName + ' ' + (e.innerText || e.name || '').slice(0, 30),
            isBody: e == document.body, shown, covered: !(e.contains(top) || top?.contains(e) || label),
            marked: s.outlineStyle != 'none' && parseFloat(s.outlineWidth) >= 2}}""")
        if step == 0 and not at["isSkip"]:
            problems.append("keyboard: the skip link is not first")
        if at["isBody"] or at["index"] in seen:
            if len(seen) >= wanted:
                break
            continue
        seen.add(at["index"])
        problems += [f"keyboard: {fault} {at['what']}" for fault, so in
                     [("out of sight", not at["shown"]), ("covered", at["covered"]), ("no mark around", not at["marked"])] if so]
    missed = page.evaluate("seen => window.stops.filter((e, i) => !seen.includes(i)).map(e => e.tagName + ' ' + (e.innerText || e.name).slice(0, 30))",
                           sorted(seen))
    return problems[:4] + [f"keyboard: {len(missed)} of {wanted} not reached, {missed[:3]}"] * bool(missed)


def fonts(page, language):
    """Arabic text is drawn with an Arabic face, Chinese with a face for simplified characters, and the face has every sign."""
    letters, face = FACES[language]
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    page.evaluate("""letters => { for (const e of document.querySelectorAll('body *')) {
      const own = [...e.childNodes].filter(n => n.nodeType == 3).map(n => n.data).join('');
      if (e.checkVisibility() && new RegExp(letters).test(own) && !/[A-Za-z]/.test(own)) e.setAttribute('data-script', '') } }""", letters)
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-script]"})["nodeIds"]
    problems = set()
    for node in nodes[:400]:
        used = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if used and not any(re.search(face, font["familyName"]) for font in used):
            problems.add(f"font: {sorted({font['familyName'] for font in used})}")
    signs = sorted(set(re.findall(letters, page.evaluate("document.body.innerText"))))
    known = subprocess.run(["fc-list", ":charset=" + " ".join(f"{ord(sign):x}" for sign in signs), "family"], capture_output=True, text=True, check=True)
    if signs and not re.search(face, known.stdout):
        problems.add("font: no one face has every sign of the page")
    if not nodes:
        problems.add(f"font: no {language} text found")
    session.detach()
    return sorted(problems)
