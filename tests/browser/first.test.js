// The first day of somebody who has nothing yet: keyboard only, then without a script.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { FRESH, open, takeTroubles } from "./browser.js";
import { faults } from "./measure.js";

const PASSPHRASE = "maple candle river eleven";
const WORDS = "Ella let me in and showed me her room.";

/** The server answers a form that it refuses with 422, which Chromium calls an error. */
const troubles = () => takeTroubles().filter((trouble) => !/status of 422/.test(trouble));

describe("a person with a keyboard and no partnership yet", () => {
  let page;
  let broken;
  const step = (name, play) =>
    it(name, async () => {
      if (broken) assert.fail(`not played, because this failed: ${broken}`);
      broken = name;
      const found = await play();
      assert.deepEqual([...(found ?? []), ...troubles()], []);
      broken = undefined;
    });

  before(async () => {
    page = await open(FRESH);
  });

  const shows = (heading) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
  const hasFocus = (control) => control.evaluate((element) => element === document.activeElement);
  /** What has the focus is seen to have it, and lies in the window. */
  const focusIsSeen = () =>
    page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      const { top, bottom, left, right } = document.activeElement.getBoundingClientRect();
      const isMarked = (style, width) => style !== "none" && parseFloat(width) >= 2;
      // A chip's own input is drawn by the words beside it.
      const beside = document.activeElement.nextElementSibling;
      const besides = beside && getComputedStyle(beside);
      const isSeen = isMarked(outlineStyle, outlineWidth) || (besides && isMarked(besides.outlineStyle, besides.outlineWidth));
      const isInside = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
      return (isSeen && isInside) || `the focus on ${document.activeElement.outerHTML.slice(0, 120)} cannot be seen`;
    });
  /** Goes there with the Tab key, as one who cannot use a pointer does. */
  const tabTo = async (control) => {
    await control.waitFor();
    for (let presses = 0; presses < 40; presses += 1) {
      if (await hasFocus(control)) return;
      await page.keyboard.press("Tab");
      assert.equal(await focusIsSeen(), true);
    }
    assert.fail(`the Tab key does not reach ${control}`);
  };
  const type = async (label, words) => {
    const field = page.getByLabel(label);
    await tabTo(field);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(words);
  };
  const press = async (role, name) => {
    await tabTo(page.getByRole(role, { name, exact: true }));
    await page.keyboard.press("Enter");
  };

  step("is asked for a passphrase twice, and told when the two differ", async () => {
    await shows("Choose a passphrase");
    const found = await faults(page, "passphrase");
    const drawn = await page.locator("#suggested").innerText();
    assert.ok(parseFloat(await page.locator("#suggested").evaluate((words) => getComputedStyle(words).fontSize)) >= 16);
    assert.ok(await hasFocus(page.getByLabel("Passphrase")), "typing can begin at once");
    await page.keyboard.type(PASSPHRASE);
    await type("The same again", "maple candle river");
    await page.keyboard.press("Enter");
    await page.locator("#again-error", { hasText: "The two are not the same. Type both again." }).waitFor();
    assert.ok(await hasFocus(page.locator("#problem")), "what is wrong is read first");
    assert.equal(await page.getByText("The two are not the same. Type both again.").and(page.locator(":visible")).count(), 1, "it is said once");
    assert.equal(await page.locator("#suggested").innerText(), drawn, "the words on paper are still right");
    await press("button", "Use these words");
    assert.equal(await page.getByLabel("Passphrase").inputValue(), drawn);
    assert.equal(await page.getByLabel("The same again").inputValue(), drawn);
    assert.ok(await hasFocus(page.getByRole("button", { name: "Go on" })));
    await page.getByRole("link", { name: "Other words" }).focus();
    await page.keyboard.press("Enter");
    await page.locator("#suggested", { hasNotText: drawn }).waitFor();
    await page.locator("#passphrase:focus").waitFor();
    await type("Passphrase", PASSPHRASE);
    await type("The same again", PASSPHRASE);
    await page.keyboard.press("Enter");
    await shows("Welcome");
    return [...found, ...(await faults(page, "welcome"))];
  });

  step("is told that a relay does not answer, and keeps what was typed", async () => {
    await press("link", /^Start a new partnership/);
    await shows("Where is your relay?");
    const offered = await page.getByLabel("Relay’s address").inputValue();
    assert.match(offered, /^http:\/\/127\.0\.0\.1:\d+$/);
    const found = await faults(page, "found");
    const height = (await page.getByRole("heading", { level: 1 }).boundingBox()).y;
    assert.equal(await page.locator(".question-buttons").getByText("Back").count(), 1);
    // What is wrong is said until it is put right; the hint stays.
    await type("Relay’s address", "nowhere");
    await press("button", "Continue");
    await page.getByRole("alert").waitFor();
    const relay = page.getByLabel("Relay’s address");
    assert.equal(await relay.getAttribute("aria-describedby"), "relay-error relay-hint");
    // Nothing listens at port 9.
    await type("Relay’s address", "http://127.0.0.1:9");
    assert.equal(await relay.getAttribute("aria-describedby"), "relay-hint");
    assert.equal(await relay.getAttribute("aria-invalid"), null);
    assert.equal(await page.locator("#problem, .field-error").count(), 0);
    await press("button", "Continue");
    await shows("What is the partnership called?");
    assert.equal((await page.getByRole("heading", { level: 1 }).boundingBox()).y, height, "the questions begin at one height");
    await type("Name of the partnership", "Northcote");
    await press("button", "Continue");
    await shows("Which agency are you from?");
    await type("Your agency", "Northcote Children’s Services");
    const kind = page.getByLabel("What it is");
    await tabTo(kind);
    await page.keyboard.type("Children");
    assert.equal(await kind.inputValue(), "social-care");
    await press("button", "Continue");
    await shows("Who are you?");
    await type("Your name", "Amina Yusuf");
    await type("Your role", "Team manager");
    await press("button", "Start");
    await page.getByRole("alert").waitFor();
    assert.equal(await page.getByLabel("Your name").inputValue(), "Amina Yusuf");
    await press("button", "Back");
    await shows("Which agency are you from?");
    assert.equal(await kind.inputValue(), "social-care");
    await press("button", "Back");
    await shows("What is the partnership called?");
    await press("button", "Back");
    await shows("Where is your relay?");
    await type("Relay’s address", offered);
    await page.keyboard.press("Enter");
    for (const question of ["What is the partnership called?", "Which agency are you from?"]) {
      await shows(question);
      await press("button", "Continue");
    }
    await shows("Who are you?");
    assert.equal(await page.getByLabel("Your name").inputValue(), "Amina Yusuf");
    await press("button", "Start");
    await shows("My cases");
    await page.getByText("Northcote is founded.").waitFor();
    await page.getByText(/^No child yet\./).waitFor();
    assert.equal(await page.getByRole("link", { name: "Invite a colleague" }).first().getAttribute("href"), "/invite");
    return [...found, ...(await faults(page, "nothing-yet"))];
  });

  step("can skip what stands above the page", async () => {
    await page.goto(new URL("/cases", FRESH).href);
    await page.keyboard.press("Tab");
    assert.ok(await hasFocus(page.getByRole("link", { name: "Skip to the page" })));
    assert.equal(await focusIsSeen(), true);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(await hasFocus(page.getByRole("link", { name: "Add a child" }).first()), "the first thing on the page has the focus");
  });

  step("adds a first child", async () => {
    await page.keyboard.press("Enter");
    await shows("Add a child");
    assert.ok(await hasFocus(page.getByLabel("Given name")));
    await page.keyboard.type("Gabriella");
    await type("Family name", "Marsh");
    await type("Name the child goes by", "Ella");
    await page.keyboard.press("Enter");
    await shows(/^Ella Marsh/);
    return faults(page, "first-case");
  });

  step("writes a first note, sends it, and is up to date", async () => {
    await press("button", "Write");
    await shows("Write about Ella Marsh");
    assert.ok(await hasFocus(page.locator("#text")), "writing can begin at once");
    await page.keyboard.type(WORDS);
    await tabTo(page.getByRole("radio", { name: "Note", exact: true }));
    await page.keyboard.press("ArrowRight");
    assert.ok(await page.getByRole("radio", { name: "Visit or call", exact: true }).isChecked());
    await press("button", "Save");
    await page.getByRole("alert").filter({ hasText: "Choose visit or call." }).waitFor();
    assert.equal(await page.locator("#text").inputValue(), WORDS);
    await tabTo(page.getByRole("radio", { name: "Visit", exact: true }));
    await page.keyboard.press("Space");
    await tabTo(page.getByRole("radio", { name: "Seen", exact: true }));
    await page.keyboard.press("Space");
    await press("button", "Save");
    await page.locator("article", { hasText: WORDS }).waitFor();
    const found = await faults(page, "undo-bar");
    await press("button", "Send now");
    await page.locator("article", { hasText: WORDS }).getByText("On the relay").waitFor();
    await page.locator("#chip", { hasText: /Up to date, \d\d:\d\d/ }).waitFor();
    return found;
  });

  step("locks, is told about a wrong passphrase, and finds everything again with the right one", async () => {
    await press("link", "Settings");
    await shows("Settings");
    await press("button", "Lock now");
    await shows("Unlock");
    await page.keyboard.type("maple candle");
    await page.keyboard.press("Enter");
    const alert = page.getByRole("alert");
    await alert.filter({ hasText: "This passphrase does not open Patchwork on this computer" }).waitFor();
    const found = await faults(page, "wrong-passphrase");
    await type("Passphrase", PASSPHRASE);
    await page.keyboard.press("Enter");
    // Where the person was when it was locked.
    await shows("Settings");
    await tabTo(page.getByRole("link", { name: "My cases", exact: true }).first());
    await page.keyboard.press("Enter");
    await press("link", /Ella Marsh/);
    await press("link", /^Timeline/);
    await page.locator("article", { hasText: WORDS }).waitFor();
    return found;
  });

  step("can do all of it in a browser that runs no script", async () => {
    const plain = await open(FRESH, { javaScriptEnabled: false });
    const words = "No answer at the door.";
    await plain.getByRole("link", { name: /Ella Marsh/ }).click();
    await plain.getByRole("button", { name: "Write" }).click();
    await plain.locator("#text").fill(words);
    await plain.getByRole("radio", { name: "Worry", exact: true }).check();
    await plain.getByText(/This is not a referral\./).waitFor();
    await plain.getByText("Only you will see this").waitFor();
    await plain.getByRole("radio", { name: "Visit or call", exact: true }).check();
    await plain.getByRole("radio", { name: "Visit", exact: true }).check();
    await plain.getByRole("radio", { name: "No reply", exact: true }).check();
    await plain.getByRole("button", { name: "Save", exact: true }).click();
    await plain.locator("article", { hasText: words }).waitFor();
    await plain.getByRole("button", { name: "Undo" }).click();
    assert.equal(await plain.locator("#text").inputValue(), words);
    await plain.getByRole("button", { name: "Save", exact: true }).click();
    const entry = plain.locator("article", { hasText: words });
    assert.match(await entry.innerText(), /Visit: No reply/);
    await plain.getByRole("link", { name: "My cases" }).first().click();
    await plain.getByRole("searchbox").fill("at the door");
    await plain.getByRole("searchbox").press("Enter");
    await plain.locator("#found .row", { hasText: words }).waitFor();
    await plain.context().close();
  });
});
