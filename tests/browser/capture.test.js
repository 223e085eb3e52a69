// Writing from anywhere: few taps, and Save and the number for an emergency always in view.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { discard, open, openElla, phones, takeTroubles } from "./browser.js";

let address;
before(async () => {
  address = (await phones()).priya;
});

it("a note of fifteen words from My cases takes three taps", async () => {
  const page = await open(address);
  let taps = 0;
  const tap = async (control) => {
    taps += 1;
    await control.click();
  };
  await page.getByRole("heading", { level: 1, name: "My cases" }).waitFor();
  await tap(page.getByRole("button", { name: "Write" }));
  await page.locator("#text:focus").waitFor();
  const words = "Ella met me at the door and told me all about her new reading book.";
  assert.equal(words.split(" ").length, 15);
  await page.keyboard.type(words);
  await tap(page.locator("#which-child label", { hasText: "Ella" }));
  await tap(page.getByRole("button", { name: "Save", exact: true }));
  await page.locator("article", { hasText: words }).waitFor();
  assert.equal(taps, 3);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("#text").waitFor();
  await discard(page);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("of two children chosen one after the other the last is the only one, and the question is answered", async () => {
  const page = await open(address);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").fill("Slept well.");
  const ask = async () => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.locator("#which-child-error").waitFor();
    assert.equal(await page.locator("#problem").count(), 1);
  };
  const isAnswered = async () => {
    assert.equal(await page.locator("#which-child-error").count(), 0);
    assert.equal(await page.locator("#problem").count(), 0);
  };
  await ask();
  await page.locator("#which-child label").first().click();
  await isAnswered();
  const list = page.locator("#other-case");
  await list.selectOption({ index: 1 });
  assert.equal(await page.locator("[name=case]:checked").count(), 0);
  await page.locator("#which-child label").first().click();
  assert.equal(await list.inputValue(), "");
  await list.selectOption({ index: 1 });
  const child = await list.locator("option:checked").textContent();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  assert.ok((await page.getByRole("heading", { level: 1 }).innerText()).includes(child));
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("#text").waitFor();
  await discard(page);
  await page.context().close();
  takeTroubles();
});

it("with another kind the field asks for what that kind is about", async () => {
  const page = await open(address);
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  const field = (name) => page.getByRole("textbox", { name, exact: true });
  await field("What did you see or hear?").fill("School asked.");
  await page.getByRole("radio", { name: "Sharing decision", exact: true }).check();
  assert.equal(await field("What was to be shared?").inputValue(), "School asked.");
  await page.getByRole("radio", { name: "Worry", exact: true }).check();
  assert.equal(await field("What did you see or hear?").getAttribute("placeholder"), "What did you see or hear?");
  await discard(page);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("what is to be put right goes with the kind that it belongs to, and what is left is counted", async () => {
  const page = await open(address);
  await page.getByRole("button", { name: "Write" }).click();
  const save = () => page.getByRole("button", { name: "Save", exact: true }).click();
  const kind = (name) => page.getByRole("radio", { name, exact: true }).check();
  await page.locator("#which-child label").first().click();
  await page.locator("#text").fill("School asked.");
  await kind("Sharing decision");
  await save();
  const problem = page.locator("#problem:focus");
  await problem.waitFor();
  const listed = await problem.locator("li").count();
  assert.ok(listed > 1, await problem.innerText());
  assert.match(await problem.innerText(), new RegExp(`^${listed} things to put right:`));
  await page.locator("#with_whom").fill("School");
  assert.match(await page.locator("#problem").innerText(), listed === 2 ? /^1 thing / : new RegExp(`^${listed - 1} things `));
  await kind("Note");
  assert.equal(await page.locator("#problem").count(), 0);
  await discard(page);
  await page.context().close();
  takeTroubles();
});

it("what is unfolded comes into view", async () => {
  const page = await open(address, { viewport: { width: 390, height: 640 } });
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").fill("Slept well.");
  const fold = page.locator("details.more").first();
  await page.locator("#audience .kept").waitFor();
  const bar = await page.locator(".save-bar").boundingBox();
  await fold.locator("> summary").click();
  await page.waitForFunction(() => {
    const bar = document.querySelector(".save-bar").getBoundingClientRect();
    const first = document.getElementById("happened").getBoundingClientRect();
    return first.top > 0 && first.bottom <= bar.top;
  });
  assert.equal((await page.locator(".save-bar").boundingBox()).y, bar.y);
  await discard(page);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("what is chosen of when, how it is known and who stands on the line that folds it", async () => {
  const page = await open(address);
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").fill("Slept well.");
  const line = page.locator("#folded");
  await page.locator("#audience .kept").waitFor();
  assert.equal(await line.textContent(), "");
  const fold = page.locator("details.more").first();
  await fold.locator("> summary").click();
  await page.getByRole("radio", { name: "Was told", exact: true }).check();
  await line.getByText("Was told", { exact: true }).waitFor();
  await page.getByRole("checkbox", { name: /^About .*Kelly Marsh/ }).check();
  await line.getByText(/^Was told · about .*Kelly Marsh/).waitFor();
  await fold.locator("> summary").click();
  assert.ok(await line.isVisible());
  const said = await line.textContent();
  // Without the script it stands there, too.
  await page.reload();
  assert.equal(await line.textContent(), said);
  assert.ok(await fold.evaluate((fold) => fold.open));
  await discard(page);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("with text twice as large nothing of who will see it is cut off, and most of the screen is for the words", async () => {
  const viewport = { width: 390, height: 844 };
  const page = await open(address, { viewport });
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 32 } });
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").fill("Ella was quiet.");
  await page.getByRole("radio", { name: "Worry", exact: true }).check();
  await page.locator("#audience .kept").waitFor();
  const save = page.getByRole("button", { name: "Save", exact: true });
  const covered = (await save.boundingBox()).height + (await page.locator(".referral").boundingBox()).height;
  assert.ok(covered < 0.4 * viewport.height, `${covered} of ${viewport.height}`);
  await page.locator("#audience .who").scrollIntoViewIfNeeded();
  await page.locator(".writing > main, main").first().evaluate((main) => { main.scrollTop = main.scrollHeight; });
  const [who, bar, line] = [await page.locator("#audience").boundingBox(), await save.boundingBox(), await page.locator(".referral").boundingBox()];
  assert.ok(who.y + who.height <= bar.y, "Save does not cover who will see it");
  assert.ok(line.y >= 0 && line.y + line.height <= viewport.height && bar.y + bar.height <= viewport.height);
  for (const name of ["Save", "Later", "Discard"]) {
    const box = await page.getByRole("button", { name, exact: true }).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= viewport.width && box.height >= 44, name);
  }
  await discard(page);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

describe("Save and the number for an emergency are in view", () => {
  for (const [where, viewport, standard] of [
    ["on a low screen", { width: 390, height: 500 }, 16],
    ["with text twice as large", { width: 390, height: 844 }, 32],
    ["on a phone", { width: 390, height: 844 }, 16],
  ]) {
    it(where, async () => {
      const page = await open(address, { viewport });
      const session = await page.context().newCDPSession(page);
      await session.send("Page.setFontSizes", { fontSizes: { standard, fixed: standard } });
      await openElla(page);
      await page.getByRole("button", { name: "Write" }).click();
      await page.locator("#text").fill("Ella was quiet.");
      await page.getByRole("radio", { name: "Worry", exact: true }).check();
      await page.locator("#audience .kept").waitFor();
      for (const control of [page.getByRole("button", { name: "Save", exact: true }), page.locator(".referral")]) {
        const box = await control.boundingBox();
        const isInside = box.x >= 0 && box.y >= 0 && box.x + box.width <= viewport.width && box.y + box.height <= viewport.height;
        assert.ok(isInside, `${where}: ${await control.innerText()} is at ${JSON.stringify(box)}`);
      }
      const [save, referral] = [await page.getByRole("button", { name: "Save", exact: true }).boundingBox(), await page.locator(".referral").boundingBox()];
      assert.ok(referral.y + referral.height <= save.y, "neither covers the other");
      await discard(page);
      await page.context().close();
      takeTroubles();
    });
  }
});
