// What a page must be like on any screen: axe's findings, what does not fit, what is too small to tap.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";

const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What axe finds, one line each. */
async function found(axe) {
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 5).map((node) => `${id} (${help}): ${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`),
  );
}

/** What would have to be scrolled sideways, or sticks out of the window. */
export const sideways = (page) =>
  page.evaluate(() => {
    const named = (element) => `<${element.localName} class="${element.getAttribute("class") ?? ""}" id="${element.id}">`;
    const found = [];
    for (const element of document.querySelectorAll("html, body, body *")) {
      if (element.closest(".unseen, .sprite") || !element.checkVisibility()) continue;
      const isInDrawing = element.ownerSVGElement;
      const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX) || element === document.documentElement;
      if (scrolls && element.localName !== "textarea" && element.scrollWidth > element.clientWidth + 1) {
        found.push(`${named(element)} is ${element.scrollWidth} wide in ${element.clientWidth}`);
      }
      const { left, right, width } = element.getBoundingClientRect();
      const isHidden = element.matches(".skip, option, .face-name") || getComputedStyle(element).position === "absolute";
      if (!isInDrawing && !isHidden && width > 0 && (right > innerWidth + 1 || left < -1)) {
        found.push(`${named(element)} reaches from ${left} to ${right} in a window of ${innerWidth}`);
      }
    }
    return found;
  });

/** Words that are broken within, though a line has room for them: of at most twelve letters. */
export const brokenWords = (page) =>
  page.evaluate(() => {
    const found = new Set();
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const within = text.parentElement;
      const isReadAloud = within.closest(".unseen") || within.getBoundingClientRect().width <= 1;
      if (isReadAloud || !within.checkVisibility() || within.closest("svg, script, style, option")) continue;
      for (const { 0: word, index } of text.data.matchAll(/(?<![@.\p{L}])\p{L}+(?![@.]\p{L}|\p{L})/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const boxes = [...range.getClientRects()].filter(({ width }) => width > 0.5);
        const lines = new Set(boxes.map(({ top }) => Math.round(top)));
        if (word.length <= 12 && lines.size > 1) found.add(`“${word}” in <${within.localName} class="${within.className}">`);
      }
    }
    return [...found];
  });

/** From right to left: Latin sentences whose full stop stands before their last letter. */
const strayStops = (page) =>
  page.evaluate(() => {
    const found = new Set();
    document.documentElement.dir = "rtl";
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const text = texts.currentNode;
      const within = text.parentElement;
      if (!within.checkVisibility() || within.closest("svg, script, style, option, .unseen")) continue;
      const box = (at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        return range.getBoundingClientRect();
      };
      for (const { index } of text.data.matchAll(/(?<=[A-Za-z])[.?!…](?=\s*$)/g)) {
        const [letter, stop] = [box(index - 1), box(index)];
        const isOneLine = Math.abs(letter.top - stop.top) < 2;
        if (isOneLine && stop.width > 0 && stop.left < letter.left) found.add(`“${text.data.trim().slice(-40)}” in <${within.localName} class="${within.className}">`);
      }
    }
    document.documentElement.dir = "";
    return [...found];
  });

/** Controls under 44 by 44; links within a sentence are exempt (WCAG 2.5.8). */
const tooSmall = (page) =>
  page.evaluate(() => {
    const found = [];
    for (const control of document.querySelectorAll("a, button, input, select, textarea, summary")) {
      if (!control.checkVisibility() || control.closest(".unseen, .skip") || control.matches(".skip, [type=hidden]")) continue;
      if (control.localName === "a" && !control.ownerSVGElement && getComputedStyle(control).display === "inline") continue;
      const target = control.querySelector?.(".hit") ?? control.closest("label") ?? control;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 && height === 0) continue;
      if (Math.min(width, height) < 43.5) {
        const name = control.getAttribute("aria-label") ?? control.textContent.trim() ?? control.id;
        found.push(`<${control.localName}> “${name.slice(0, 50)}” is ${width.toFixed(0)} × ${height.toFixed(0)}`);
      }
    }
    return found;
  });

/** The text size that is set in the browser's own settings; 16 is usual. */
export async function textSize(page, standard) {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard, fixed: Math.round((standard * 13) / 16) } });
  await session.detach();
}

const PICTURES = process.env.PATCHWORK_SCREENSHOTS;
if (PICTURES) mkdirSync(PICTURES, { recursive: true });

async function picture(page, name) {
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/**
 * What is wrong with the page as it stands: in the light, in the dark and, on a phone, from right
 * to left and with text twice as large. With PATCHWORK_SCREENSHOTS set to a folder, pictures of each are left there.
 */
export async function faults(page, name) {
  const { width } = page.viewportSize();
  const isPhone = width < 768;
  const wrong = [];
  const note = (how, findings) => wrong.push(...findings.map((finding) => `${how}: ${finding}`));

  await picture(page, `${name}-${width}-light`);
  note("light", await found(new AxeBuilder({ page }).withTags(STANDARD)));
  note("light", await sideways(page));
  if (isPhone) note("light", await tooSmall(page));

  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, `${name}-${width}-dark`);
  note("dark", await found(new AxeBuilder({ page }).withRules(["color-contrast"])));
  await page.emulateMedia({ colorScheme: "light" });

  if (isPhone) {
    note("from right to left", await strayStops(page));
    await textSize(page, 32);
    await picture(page, `${name}-${width}-large`);
    note("large", await sideways(page));
    note("large", await tooSmall(page));
    await textSize(page, 16);
  }
  return wrong;
}
