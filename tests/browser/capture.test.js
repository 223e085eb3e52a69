// Writing from anywhere: few taps, and Save and the number for an emergency always in view.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { open, openElla, phones, takeTroubles } from "./browser.js";

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
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discard these words?" }).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discarded" }).waitFor();
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
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discard these words?" }).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discarded" }).waitFor();
  await page.context().close();
  takeTroubles();
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
      await page.getByRole("button", { name: "Discard" }).click();
      await page.getByRole("heading", { name: "Discard these words?" }).waitFor();
      await page.getByRole("button", { name: "Discard" }).click();
      await page.getByRole("heading", { name: "Discarded" }).waitFor();
      await page.context().close();
      takeTroubles();
    });
  }
});
