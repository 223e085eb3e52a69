// Locking closes every tab at once, and unlocking leads back to the same place with its words.
import assert from "node:assert/strict";
import { before, it } from "node:test";
import { OTHER, discard, open, openElla, takeTroubles, until } from "./browser.js";

const PASSPHRASE = "maple candle river eleven";
const PIN = "2706";
let first;
let second;

const shows = (page, heading) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
const settings = (page) => page.goto(new URL("/settings", page.url()).href);
const lockIn = async (page) => {
  await settings(page);
  await page.getByRole("button", { name: "Lock now" }).click();
  await shows(page, "Unlock");
};
const unlock = async (page) => {
  await page.locator("#pin").fill(PIN);
  await page.getByRole("button", { name: "Unlock" }).click();
  await page.locator("#unlock").waitFor({ state: "detached" });
};

/** Sends forms as the pages themselves would, and says where the last one leads. */
const send = (page, forms) =>
  page.evaluate(async (forms) => {
    for (const [path, form] of forms) {
      const answer = await fetch(path, { method: "POST", body: new URLSearchParams(form) });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      if (path === forms.at(-1)[0]) return new URL(answer.url).pathname;
    }
  }, forms);

before(async () => {
  first = await open(OTHER);
  await first.locator("#passphrase").fill(PASSPHRASE);
  await first.locator("#again").fill(PASSPHRASE);
  await first.getByRole("button", { name: "Go on" }).click();
  await shows(first, "Welcome");
  await first.goto(new URL("/found", first.url()).href);
  const relay = await first.locator("#relay").inputValue();
  const ella = await send(first, [
    ["/found", { relay, partnership: "Northtown", front_door: "01632 960123", agency: "Hillside", agency_kind: "school", name: "Priya Nair", role: "Head" }],
    ["/cases", { given: "Gabriella", family: "Marsh", preferred: "Ella" }],
  ]);
  await send(first, [[`${ella}/people`, { name: "Sarah Marsh", role: "mum" }]]);
  await settings(first);
  second = await first.context().newPage();
  await first.getByText("Set a PIN").click();
  await first.locator("#passphrase").fill("oak elm ash birch");
  await first.locator("#pin").fill(PIN);
  await first.locator("#again").fill(PIN);
  await first.getByRole("button", { name: "Show" }).click();
  assert.equal(await first.locator("#pin").getAttribute("type"), "text");
  // What may not be a PIN is said before anything is sent: the passphrase is not typed twice.
  await first.locator("#pin").fill("1234");
  await first.getByRole("button", { name: "Set the PIN" }).click();
  await first.locator("#pin-error", { hasText: "Choose digits that are not all the same and not in a row." }).waitFor();
  await first.locator("#again-error", { hasText: "The two are not the same." }).waitFor();
  assert.equal(await first.locator("#passphrase").inputValue(), "oak elm ash birch");
  await first.locator("#pin").fill(PIN);
  await first.locator("#again").fill(PIN);
  assert.equal(await first.locator("#problem, .field-error").count(), 0);
  await first.getByRole("button", { name: "Set the PIN" }).click();
  await first.locator("#passphrase-error").waitFor();
  await first.locator("#passphrase").fill(PASSPHRASE);
  await first.locator("#pin").fill(PIN);
  await first.locator("#again").fill(PIN);
  await first.getByRole("button", { name: "Set the PIN" }).click();
  await first.getByText("The PIN is set.").waitFor();
  await first.getByText("Change or remove the PIN").waitFor();
  takeTroubles();
});

it("every tab closes at once, and comes back to its place when one is unlocked", async () => {
  await second.goto(new URL("/cases", first.url()).href);
  await openElla(second);
  const place = second.url();
  await lockIn(first);
  await shows(second, "Unlock");
  assert.doesNotMatch(await second.content(), /Ella|Marsh/);
  assert.doesNotMatch(await second.title(), /Ella/);
  await unlock(first);
  await shows(first, "Settings");
  await shows(second, /Ella Marsh/);
  await until("the address is as it was", () => second.url() === place);
  assert.deepEqual(takeTroubles(), []);
});

it("saying that it was unlocked shows nothing while it is locked", async () => {
  await openElla(second);
  await second.getByRole("button", { name: "Write" }).click();
  await second.locator("#text").waitFor();
  await settings(first);
  await second.locator("#text").pressSequentially("Ella slept.");
  await first.getByRole("button", { name: "Lock now" }).click();
  await shows(second, "Unlock");
  for (const said of ["updated-unlocked", "updated-ended"]) {
    const asked = second.waitForResponse((answer) => answer.url().endsWith("/here"));
    await second.evaluate((name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true })), said);
    await asked;
  }
  assert.doesNotMatch(await second.content(), /Ella|Marsh/);
  assert.equal(await second.locator("#pin").count(), 1);
  await unlock(first);
  await second.locator("#text").waitFor();
  assert.equal(await second.locator("#text").inputValue(), "Ella slept.");
  await discard(second);
  takeTroubles();
});

it("a picture that is asked for while it is locked covers its page", async () => {
  await openElla(second);
  await second.locator("svg.fitted a[data-look]").first().waitFor();
  // This tab hears of nothing.
  await second.evaluate(() => document.addEventListener("updated-locked", (event) => {
    event.stopImmediatePropagation();
    document.body.dataset.missed = "yes";
  }, { capture: true, once: true }));
  await lockIn(first);
  await second.locator("body[data-missed]").waitFor();
  await second.evaluate(() => document.querySelector("svg.fitted a[data-look]").dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })));
  await shows(second, "Unlock");
  assert.doesNotMatch(await second.content(), /Ella|Marsh/);
  await unlock(first);
  await shows(second, /Ella Marsh/);
  takeTroubles();
});

it("words that were typed when it was locked are there when it is unlocked", async () => {
  await openElla(second);
  await second.getByRole("button", { name: "Write" }).click();
  await second.locator("#text").waitFor();
  await settings(first);
  await second.locator("#text").pressSequentially("Ella was quiet.");
  await first.getByRole("button", { name: "Lock now" }).click();
  await shows(second, "Unlock");
  assert.doesNotMatch(await second.content(), /Ella was|Marsh/);
  await unlock(second);
  await second.locator("#text").waitFor();
  assert.equal(await second.locator("#text").inputValue(), "Ella was quiet.");
  await second.locator("#audience .kept").waitFor();
  await discard(second);
  takeTroubles();
});

it("a long form that was locked at a later question goes on there, with the answers before it", async () => {
  await openElla(second);
  await second.goto(`${second.url()}/residences`);
  await second.getByRole("radio", { name: "Sarah Marsh" }).check();
  const go = () => second.getByRole("button", { name: "Continue" }).click();
  await go();
  await second.locator("#address").fill("14 Wharf Lane");
  await second.locator("#kind input").first().check();
  await go();
  await shows(second, "When does Sarah Marsh live there?");
  // Once with nothing typed in this question, once with a word.
  for (const days of ["", "Mon–Thu"]) {
    if (days) await second.locator("#pattern").fill(days);
    await lockIn(first);
    await shows(second, "Unlock");
    assert.doesNotMatch(await second.content(), /Sarah|Wharf/);
    await unlock(first);
    await shows(second, "When does Sarah Marsh live there?");
    assert.equal(await second.locator("#pattern").inputValue(), days);
  }
  await second.getByRole("button", { name: "Back", exact: true }).click();
  await shows(second, "Where does Sarah Marsh live?");
  assert.equal(await second.locator("#address").inputValue(), "14 Wharf Lane");
  await go();
  assert.equal(await second.locator("#pattern").inputValue(), "Mon–Thu");
  second.once("dialog", (dialog) => dialog.accept());
  await second.goto(new URL("/cases", second.url()).href);
  takeTroubles();
});

it("a PIN that is removed is asked for no more", async () => {
  await settings(first);
  await first.getByText("Change or remove the PIN").click();
  await first.locator("#present_pin").fill(PIN);
  await first.getByRole("button", { name: "Remove the PIN" }).click();
  await first.getByText("Set a PIN").waitFor();
  await first.context().close();
  takeTroubles();
});
