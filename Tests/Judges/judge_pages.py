"""Uses pages as people do, in a real Chromium: judge_pages.py PAGES.json

PAGES.json maps a name to {"url": …, "fill": {SELECTOR: TEXT}, "press": SELECTOR}; what is to be filled and pressed leads
to the page that is judged. Prints what is wrong, a line each, and fails when there is any.

Each page: axe finds no violation and nothing is wider than the screen, narrow and wide, light and dark; nothing is
refused by the page's own rules; with a keyboard alone the skip link comes first and works, everything that can be used
is reached, in sight and with a visible focus; without script it still says the same and its forms can be sent.
MAILLAGE_TEST_SHOTS names a folder for pictures of them.
"""
import json
import os
import sys

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 900}}
USABLE = (
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]"
)
# What of the document can be used and is not taken out of the order on purpose.
COUNT = """selector => [...document.querySelectorAll(selector)].filter(element =>
  element.tabIndex >= 0 && element.checkVisibility({visibilityProperty: true})).map(element => {
    element.dataset.judge = element.outerHTML.slice(0, 150); return element.dataset.judge })"""
FOCUSED = """() => {
  const element = document.activeElement
  if (!element || element === document.body) return null
  const box = element.getBoundingClientRect(), style = getComputedStyle(element)
  return {
    name: element.dataset.judge ?? element.outerHTML.slice(0, 150), class: element.className, id: element.id,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth
      && box.top < innerHeight }
}"""

pages = json.load(open(sys.argv[1], encoding="utf-8"))
shots = os.environ.get("MAILLAGE_TEST_SHOTS")
wrong = []
axe = Axe()

def go(page, wanted, scripts=True):
    page.goto(wanted["url"], wait_until="load")
    for selector, text in wanted.get("fill", {}).items():
        page.fill(selector, text)
    if "press" in wanted:
        with page.expect_navigation(wait_until="load"):
            page.click(wanted["press"])
    if page.locator("#map[data-source]").count() and scripts:
        page.wait_for_selector("#map[data-ready]", timeout=20_000)

def looks(browser, name, wanted, scheme):
    context = browser.new_context(
        viewport=SIZES["390"], color_scheme=scheme, reduced_motion="reduce", locale="fr-FR")
    page = context.new_page()
    # A page that tells of an error is told of by the browser too.
    page.on("console", lambda message: message.type == "error" and "Failed to load resource" not in message.text
            and wrong.append(f"{name}: {message.text}"))
    page.on("pageerror", lambda error: wrong.append(f"{name}: {error}"))
    page.on("dialog", lambda dialog: (wrong.append(f"{name}: a script of somebody ran"), dialog.dismiss()))
    go(page, wanted)
    for size, viewport in SIZES.items():
        at = f"{name}, {size} {scheme}"
        page.set_viewport_size(viewport)
        for violation in axe.run(page).response["violations"]:
            for node in violation["nodes"]:
                wrong.append(f"{at}: axe {violation['id']}: {node['html'][:200]} {node['failureSummary'][:300]}")
        over = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wrong.append(f"{at}: {over} pixels wider than the screen")
        if shots:
            page.screenshot(path=f"{shots}/{name}-{size}-{scheme}.png", full_page=True)
    context.close()


def keyboard(browser, name, wanted):
    context = browser.new_context(viewport=SIZES["1280"], reduced_motion="reduce", locale="fr-FR")

    page = context.new_page()
    page.on("dialog", lambda dialog: (wrong.append(f"{name}: a script of somebody ran"), dialog.dismiss()))
    page.on("console", lambda message: "Content Security Policy" in message.text
            and wrong.append(f"{name}: {message.text}"))
    go(page, wanted)
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    if not first or "skip" not in first["class"] or not first["seen"]:
        wrong.append(f"{name}: the keyboard reaches {first} before the skip link")
    else:
        page.keyboard.press("Enter")
        if (page.evaluate(FOCUSED) or {}).get("id") != "main":
            wrong.append(f"{name}: the skip link does not lead to the content")
    page.evaluate("() => { document.activeElement.blur(); history.replaceState(null, '', location.pathname) }")
    go(page, wanted)
    usable = page.evaluate(COUNT, USABLE)
    reached = set()
    for _ in range(len(usable) + 5):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        reached.add(focused["name"])
        if not focused["outlined"]:
            wrong.append(f"{name}: no visible focus on {focused['name']}")
        if not focused["seen"]:
            wrong.append(f"{name}: the focus is out of sight on {focused['name']}")
    for element in usable:
        if element not in reached:
            wrong.append(f"{name}: the keyboard does not reach {element}")
    if page.locator("#map .pin").count():
        pin(page, name)
    context.close()


def pin(page, name):
    """A place on the map is opened, followed and left by the keyboard."""
    page.locator("#map .pin").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup")
    if "/places/" not in (page.evaluate(FOCUSED) or {}).get("name", ""):
        wrong.append(f"{name}: an opened place has not the focus")
    for violation in axe.run(page).response["violations"]:
        wrong.append(f"{name}: an opened place: axe {violation['id']}: {violation['nodes'][0]['html'][:200]}")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    if "pin" not in (page.evaluate(FOCUSED) or {}).get("class", ""):
        wrong.append(f"{name}: the focus is lost when an opened place is closed")

def without_script(browser, name, wanted):
    context = browser.new_context(viewport=SIZES["390"], java_script_enabled=False, locale="fr-FR")

    page = context.new_page()
    go(page, wanted, scripts=False)
    if not page.locator("main h1").first.inner_text().strip():
        wrong.append(f"{name}: no title without script")
    if page.locator("#map").count() and page.locator("#map").is_visible():
        wrong.append(f"{name}: an empty map without script")
    search = page.locator("input[type=search]").first
    if search.count():
        search.fill("l’été & <b>")
        search.press("Enter")
        page.wait_for_load_state("load")
        if "q=l%E2%80%99%C3%A9t%C3%A9+%26+%3Cb%3E" not in page.url or not page.locator("[role=status]").count():
            wrong.append(f"{name}: its search does not work without script: {page.url}")
    other = page.locator("nav.languages a").last
    other.click()
    page.wait_for_load_state("load")
    if page.locator("html").get_attribute("lang") != "en":
        wrong.append(f"{name}: the language does not change without script")
    page.locator("nav.sections a").first.click()
    page.wait_for_load_state("load")
    if page.locator("html").get_attribute("lang") != "en":
        wrong.append(f"{name}: the language is forgotten on the next page")
    context.close()

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    for name, wanted in pages.items():
        for scheme in ("light", "dark"):
            looks(browser, name, wanted, scheme)
        keyboard(browser, name, wanted)
        without_script(browser, name, wanted)
    browser.close()
if wrong:
    sys.exit("\n".join(wrong))
