# SPDX-License-Identifier: Apache-2.0
"""What is looked at on every page: axe, overflow, clipped text, missing sentences, small targets, valid markup, marked languages, weight, refusals
of the content policy."""

import gzip
import pathlib
import re

import html5lib

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What a page and its style sheet may weigh when compressed; the heaviest, the bridge sheet and the list of officers' drafts, stay well below.
HEAVIEST = 40_000
# Words in Latin letters that Arabic, Chinese and Russian sentences may have: the list that the catalogues are checked with.
LATIN = sorted(
    {line.split("#")[0].strip() for line in (ROOT / "scripts/wordlib/latin-words.txt").read_text(encoding="utf-8").splitlines()} - {""})
# Names have no language: those of the demonstration (its collection of annual figures among them), of the walk itself and of the browser.
NAMES = re.compile("|".join(
    re.findall(r'name: "([^"]+)"', (ROOT / "Sources/Node/Demonstration.swift").read_text(encoding="utf-8"))
    + ["Ines Varga", "annual", "Ledger of the harbour company", "Two accounts", "CARIN", "GlobE", "Borealia", "borealia", r"Mozilla/.*"]))

CLIPPED = """() => [...document.querySelectorAll('body *')].filter(e => {
  const s = getComputedStyle(e), b = e.getBoundingClientRect();
  if (!e.innerText?.trim() || b.width <= 1 || b.height <= 1 || s.clipPath != 'none' || e.closest('thead')) return false;
  const hides = value => ['hidden', 'clip'].includes(value);
  return (hides(s.overflowX) && e.scrollWidth > e.clientWidth + 1) || (hides(s.overflowY) && e.scrollHeight > e.clientHeight + 1)
    || (e.tagName == 'BUTTON' && e.scrollWidth > e.clientWidth + 1);
}).map(e => e.tagName.toLowerCase() + ' ' + e.innerText.slice(0, 40))"""

SMALL = """() => [...document.querySelectorAll('button, select, input, .button, nav a')]
  .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).length"""

# Text typed by people has no known language: it stands in elements of their own direction. Symbols and addresses are code. A value within a
# sentence, such as an officer's name, cannot be marked; text of which no letter is of the page's own script can.
FOREIGN = r"""() => {
  const scripts = {ar: 'Arabic', ru: 'Cyrillic', zh: 'Han', en: 'Latin', es: 'Latin', fr: 'Latin'};
  const found = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    const at = node.parentElement;
    if (!node.data.trim() || at.closest('script, style, code, pre, textarea, .code, .typed, .source, [dir=auto]')) continue;
    const language = at.closest('[lang]').getAttribute('lang').slice(0, 2), own = scripts[language];
    const text = node.data.replace(/https?:\S+|\S+@\S+/g, ' ');
    if (new RegExp(`\\p{Script=${own}}`, 'u').test(text)) continue;
    if (Object.values(scripts).some(script => script != own && new RegExp(`\\p{Script=${script}}{2,}`, 'u').test(text)))
      found.push([language, at.tagName.toLowerCase(), text.trim()]);
  }
  return found;
}"""
DIRECTIONS = """() => [...document.querySelectorAll('[lang]:not(option, a)')].filter(e => e.innerText?.trim()
  && getComputedStyle(e).direction != (e.lang.startsWith('ar') ? 'rtl' : 'ltr')).map(e => e.lang + ' ' + e.innerText.slice(0, 40))"""


def unmarked(page):
    """Texts in another script than their language has, without names and symbols."""
    problems = []
    for language, tag, text in page.evaluate(FOREIGN):
        rest = NAMES.sub(" ", text)
        # Time zones, symbols and codes, such as Africa/Dakar, XA-MLA-2026-0117 and accounts.administer, are the same in every language.
        rest = re.sub(r"\b[a-z]+(\.[a-zA-Z-]+)+|\b[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_]+)+|\b[A-Z0-9]+(-[A-Z0-9]+)*\b", " ", rest)
        for word in LATIN:
            rest = re.sub(rf"\b{re.escape(word)}\b", " ", rest)
        if re.search(r"[^\W\d_]{2,}", rest):
            problems.append(f"no language marked in {language} {tag}: {text[:80]}")
    return problems + [f"direction of {text}" for text in page.evaluate(DIRECTIONS)]


class Looker:
    """Looks at pages; whoever opens a page gives it to `watch` before."""

    def __init__(self, axe):
        self.axe = axe
        self.weights = {}
        self.style = {}

    def watch(self, page):
        """Collects what the content policy refuses; to be called before the page is opened."""
        refused = []
        page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
        return refused

    def problems(self, page, answer, refused):
        """What is wrong with the page as it stands; `answer` is what the node sent."""
        problems = []
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            problems.append(f"overflow {overflow} px")
        for violation in self.violations(page):
            problems.append(f"axe {violation['id']}: {violation['nodes'][0]['html'][:160]}")
        problems += [f"clipped: {text}" for text in page.evaluate(CLIPPED)]
        small = page.evaluate(SMALL)
        if small:
            problems.append(f"{small} targets under 24 px")
        problems += unmarked(page)[:5]
        text = answer.text()
        if "⟦" in text:
            problems.append("a sentence without words")
        problems += invalid(text)
        weight = len(gzip.compress(text.encode())) + self.weight_of_style(page)
        self.weights[page.url] = weight
        if weight > HEAVIEST:
            problems.append(f"weighs {weight:,} bytes, more than {HEAVIEST:,}")
        return problems + [f"policy: {text[:120]}" for text in refused]

    def violations(self, page):
        """What axe finds; its script is read once by each page that is opened."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(self.axe.axe_script)
        return page.evaluate("axe.run({resultTypes: ['violations']}).then(found => found.violations)")

    def weight_of_style(self, page):
        weight = 0
        for url in page.evaluate("[...document.querySelectorAll('link[rel=stylesheet]')].map(e => e.href)"):
            if url not in self.style:
                self.style[url] = len(gzip.compress(page.request.get(url).body()))
            weight += self.style[url]
        return weight


def invalid(text):
    """What the standard's own reader of HTML finds wrong: elements that may not stand where they stand, missing ends, doubled attributes."""
    reader = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = reader.parse(text)
    problems = [f"HTML line {place[0]}: {code} {values}" for place, code, values in reader.errors]
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    problems += [f"HTML: id {name} stands twice" for name in {name for name in ids if ids.count(name) > 1}]
    for element in tree.iter():
        problems += [f"HTML: {key} names {name}, which is not there" for key in ("for", "aria-describedby", "aria-labelledby")
                     for name in (element.get(key) or "").split() if name not in ids]
        if element.get("style") is not None:
            problems.append(f"HTML: <{element.tag}> has a style of its own")
    return problems[:5]


def problems_of(page, url, language, width, axe):
    """Opens an address and looks at it."""
    looker = Looker(axe)
    page.set_viewport_size({"width": width, "height": 900})
    refused = looker.watch(page)
    answer = page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
    return looker.problems(page, answer, refused)
