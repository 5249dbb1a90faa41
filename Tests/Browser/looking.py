# SPDX-License-Identifier: Apache-2.0
"""What is looked at on every page: axe, overflow, missing sentences, small targets, refusals of the content policy."""


def problems_of(page, url, language, width, axe):
    problems = []
    refused = []
    page.on("console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{url}{'&' if '?' in url else '?'}lang={language}")
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 0:
        problems.append(f"overflow {overflow} px")
    for violation in axe.run(page).response["violations"]:
        problems.append(f"axe {violation['id']}: {violation['nodes'][0]['html'][:160]}")
    if "⟦" in page.content():
        problems.append("a sentence without words")
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input, .button, nav a')].filter(e => e.offsetParent && e.getBoundingClientRect().height < 24).length"
    )
    if small:
        problems.append(f"{small} targets under 24 px")
    return problems + [f"policy: {text[:120]}" for text in refused]
