// Tasks: the one that an answer to a worry leads to, the bar that takes back, and a day half typed.
import assert from "node:assert/strict";
import { before, it } from "node:test";
import { beginTask, open, openElla, phones, takeTroubles } from "./browser.js";

let address;
before(async () => {
  address = (await phones()).priya;
});

const tab = (page, name) => page.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name }).click();
const WORDS = "Ask the school nurse to look at the shoes.";

it("whoever answers a worry with a task comes back to the worry, whose thread leads to the task", async () => {
  const page = await open(address, { viewport: { width: 390, height: 844 } });
  await openElla(page);
  await tab(page, /^Timeline/);
  const worry = page.locator("article.worry").first();
  const id = await worry.getAttribute("id");
  const words = await worry.locator(".text").first().innerText();
  await worry.getByRole("button", { name: /^Respond/ }).click();
  await page.locator("#text").fill(WORDS);
  await page.getByRole("radio", { name: "Made a task" }).check();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const named = page.locator(`#${id} .thread .made-task`).getByRole("link", { name: /^Task for Priya / });
  assert.equal(await seenWhole(named), true);
  await named.click();
  await page.getByRole("heading", { level: 1, name: WORDS }).waitFor();
  await page.getByText("Change", { exact: true }).click();
  assert.equal(await page.locator("#title").inputValue(), WORDS);
  assert.equal(await page.locator("blockquote .clip").innerText(), words);
  await page.locator("#title").fill(`${WORDS} Soon`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await tab(page, /^Timeline/);
  await page.locator(`#${id} .thread .made-task`).getByText(`${WORDS} Soon`).waitFor();
  await named.click();
  await page.getByText("Added by mistake").click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.locator("#add-task").waitFor();
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

/** Whether something is in the window, once it is there. */
async function seenWhole(locator) {
  await locator.waitFor();
  return locator.evaluate((found) => {
    const { top, bottom } = found.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
}

it("a task that was done by mistake is taken back with one tap, where it was done", async () => {
  const page = await open(address);
  await page.getByRole("link", { name: "My tasks" }).click();
  const task = page.locator(".task").first();
  const title = await task.locator(".task-title").innerText();
  await task.getByRole("button", { name: /^Done/ }).click();
  await page.locator(".undo", { hasText: `Done: ${title}` }).getByRole("button", { name: "Not done after all" }).click();
  await page.locator(".task:not(.done)", { hasText: title }).waitFor();
  await page.getByRole("heading", { level: 1, name: "My tasks" }).waitFor();
  assert.equal(await page.locator(".undo").count(), 0);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("a day of which only a part is typed is not taken for no day, and is said at the field and above the form", async () => {
  const page = await open(address);
  await openElla(page);
  await tab(page, /^Tasks/);
  const before = await page.locator(".task").count();
  await beginTask(page);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("#problem:focus").waitFor();
  assert.equal(await page.locator("#due-error").innerText(), "Type the whole day, or leave it empty.");
  assert.equal(await page.locator("#add-task #problem a").getAttribute("href"), "#due");
  assert.equal(await page.locator(".task").count(), before);
  await page.locator("#due").fill("2027-03-04");
  assert.equal(await page.locator("#problem, #due-error").count(), 0);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator(".undo", { hasText: "Added: Ring the clinic" }).getByRole("button", { name: "Undo" }).click();
  await page.locator(".undo").waitFor({ state: "detached" });
  assert.equal(await page.locator(".task").count(), before);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("news of the case leaves what is typed in a form as it is, wherever the focus is, and is shown once nothing is typed", async () => {
  const page = await open(address);
  await openElla(page);
  await tab(page, /^Tasks/);
  await beginTask(page);
  // The button that is focused is no field.
  await page.getByRole("button", { name: "Add", exact: true }).focus();
  assert.equal(await isFetchedAnew(page), false);
  assert.equal(await page.locator("#title").inputValue(), "Ring the clinic");
  assert.equal(await page.locator("#due").evaluate((field) => field.validity.badInput), true);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("#problem:focus").waitFor();
  assert.equal(await isFetchedAnew(page), false);
  await page.locator("#due-error").waitFor();
  await page.locator("#due").fill("");
  await page.locator("#title").fill("");
  await page.locator("#add-task > summary").focus();
  await page.locator("#problem").waitFor({ state: "detached" });
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("news that comes while a form is being sent does not take the form away before it is", async () => {
  const page = await open(address);
  await openElla(page);
  await tab(page, /^Tasks/);
  const task = page.locator(".task:not(.done)").first();
  const title = await task.locator(".task-title").innerText();
  // The page asks whether anybody is there before it sends a form; here the answer waits.
  await page.evaluate(() => {
    const { fetch } = window;
    window.fetch = async (what, ...rest) => {
      if (what === "/here") await new Promise((go) => { window.letGo = go; });
      return fetch(what, ...rest);
    };
  });
  const sent = () => page.evaluate(() => window.letGo());
  await task.getByRole("button", { name: /^Done/ }).click();
  await tells(page, "updated-everything");
  await sent();
  const undo = page.locator(".undo", { hasText: `Done: ${title}` });
  await undo.getByRole("button", { name: "Not done after all" }).click();
  await undo.waitFor({ state: "detached" });
  await page.locator(".task:not(.done)", { hasText: title }).waitFor();
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("news that comes while a finger is down does not take away what it presses", async () => {
  const page = await open(address);
  await openElla(page);
  const tasks = page.getByRole("link", { name: /^Tasks/ });
  await tasks.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await tasks.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await tells(page, "updated-everything");
  await page.mouse.up();
  await page.locator("#add-task").waitFor();
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("what is looked for shows while a key is down", async () => {
  const page = await open(address);
  await page.goto(new URL("/cases", page.url()).href);
  await page.locator("#q").pressSequentially("Zara");
  await page.keyboard.down("Shift");
  await page.getByText("Found for “Zara”").waitFor();
  await page.keyboard.up("Shift");
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

/** Tells the page of news, and waits until it has fetched what is new. */
function tells(page, name) {
  return page.evaluate((name) => new Promise((done) => {
    document.addEventListener("htmx:afterRequest", ({ detail }) => detail.elt.id === "main" && setTimeout(done, 100));
    document.body.dispatchEvent(new CustomEvent(name));
  }), name);
}

/** Tells the page of news, and gives whether it fetched itself anew: htmx asks when it is told. */
function isFetchedAnew(page) {
  return page.evaluate(() => {
    let asked = false;
    const hear = (event) => asked ||= event.detail.elt.id === "main" && !event.defaultPrevented;
    document.addEventListener("htmx:beforeRequest", hear);
    document.body.dispatchEvent(new CustomEvent("updated-everything"));
    document.removeEventListener("htmx:beforeRequest", hear);
    return asked;
  });
}
