// One browser for a file of tests, and pages in it that note whatever should not happen.
import { after } from "node:test";
import { chromium } from "playwright-core";

/** The demo's page, with its token. */
export const DEMO = required("PATCHWORK_DEMO");
/** The page of somebody who has nothing yet, with its token; it offers a relay. */
export const FRESH = required("PATCHWORK_FRESH");
/** The same for somebody else, whose passphrase the first to unlock chooses. */
export const OTHER = required("PATCHWORK_OTHER");
/** Where to find Chromium. */
const CHROMIUM = process.env.PATCHWORK_CHROMIUM ?? "/usr/bin/chromium";

/** Milliseconds; far more than anything takes on a busy machine. */
const PATIENCE = 30_000;

/** Milliseconds by which every form is sent late, to find tests that do not wait for its answer. */
const LATE = Number(process.env.PATCHWORK_LATE ?? 0);

export const PHONE = { width: 360, height: 780 };
export const DESK = { width: 1280, height: 900 };

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these through \`cargo test --workspace --test browser\``);
  return value;
}

const browser = await chromium.launch({
  executablePath: CHROMIUM,
  headless: true,
  timeout: 4 * PATIENCE,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
after(() => browser.close());

/** What Chromium and htmx call errors and are none. */
const HARMLESS = [
  // In the demo's frames the page's own script moves the focus.
  /^Blocked autofocusing on a <\w+> element in a cross-origin subframe/,
  // Leaving a page, or typing on, ends a request under way; one that fails says `sendError` or `responseError` too.
  /^htmx:(afterRequest|sendAbort)\b/,
];

const troubles = [];

/** Everything that should not have happened since the last time this was asked. */
export function takeTroubles() {
  return troubles.splice(0);
}

function isOurs(address) {
  const { protocol, hostname } = new URL(address);
  return ["data:", "blob:", "about:"].includes(protocol) || hostname === "127.0.0.1";
}

function watch(context) {
  context.on("request", (request) => {
    if (!isOurs(request.url())) troubles.push(`a request left this computer: ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.request().resourceType() !== "document" || response.status() === 303) return;
    const policy = response.headers()["content-security-policy"] ?? "";
    const isStrict = policy.includes("default-src 'none'") && policy.includes("script-src 'self';") && !policy.includes("unsafe");
    if (!isStrict) troubles.push(`${response.url()} came with the policy ${JSON.stringify(policy)}`);
  });
  context.on("console", (message) => {
    if (message.type() !== "error" || HARMLESS.some((known) => known.test(message.text()))) return;
    troubles.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => troubles.push(`script: ${error.error()}`));
}

/** Makes every form wait before it is sent, as it does on a busy machine. */
const holdBack = (late) => {
  const { fetch } = window;
  window.fetch = async (what, ...rest) => {
    if (what === "/here") await new Promise((go) => setTimeout(go, late));
    return fetch(what, ...rest);
  };
};

/** A page of its own, with its own cookies. */
export async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE);
  watch(context);
  if (LATE > 0) await context.addInitScript(holdBack, LATE);
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Leaves pages with words that are typed and not sent: the browser asks, and this says yes. */
export function leaveFreely(page) {
  page.on("dialog", (dialog) => (dialog.type() === "beforeunload" ? dialog.accept() : dialog.dismiss()));
  return page;
}

/** The addresses that let a browser into the two phones of the demo, from the demo's own page. */
export async function phones() {
  const page = await open(DEMO, { viewport: DESK, javaScriptEnabled: false });
  // Without the page that the demo opens on: the first page is the list of cases.
  const address = async (name) => (await page.locator(`#frame-${name}`).getAttribute("src")).replace(/&back=.*/, "");
  const found = { priya: await address("priya"), tom: await address("tom") };
  await page.context().close();
  return found;
}

/** Opens Ella's case from the list, as a user would. */
export async function openElla(phone) {
  await phone.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "My cases" }).click();
  await phone.locator(".family").getByRole("link", { name: /Ella Marsh/ }).click();
  await phone.getByRole("heading", { level: 1, name: /Ella Marsh/ }).waitFor();
}

/** Opens somebody's page from the list of Ella's case. Other rows name who was last in contact. */
export async function openPerson(phone, name) {
  await openElla(phone);
  await phone.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name: "List", exact: true }).click();
  await phone.locator(".person-row .row", { has: phone.locator(`strong:text-is("${name}")`) }).click();
  await phone.getByRole("heading", { level: 1, name, exact: true }).waitFor();
}

/** Throws away what is being written, as the page asks for it. */
export async function discard(page) {
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discard these words?" }).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discarded" }).waitFor();
}

/** Waits until this holds, or says what was there instead. */
export async function until(what, holds, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  for (;;) {
    try {
      last = await holds();
      if (last === true) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain until ${what}; last: ${last}`);
    await new Promise((go) => setTimeout(go, 50));
  }
}

/** Begins a task in the tab *Tasks* of a case, with a day of which only a part is typed. */
export async function beginTask(page) {
  await page.locator("#add-task > summary").click();
  await page.locator("#title").fill("Ring the clinic");
  await page.locator("#due").click();
  await page.keyboard.type("04");
}
