// The demo's own page: what it opens on, what fits, what a reload and the keyboard do.
import assert from "node:assert/strict";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { DEMO, open, takeTroubles } from "./browser.js";
import { textSize } from "./measure.js";

const WINDOW = { width: 1280, height: 800 };

describe("the demo’s page", () => {
  let demo;
  before(async () => {
    demo = await open(DEMO, { viewport: WINDOW });
  });
  after(() => demo.context().close());
  const frame = (name) => demo.frameLocator(`#frame-${name}`);

  it("opens both phones on Ella’s picture, whole within a window of 1280 by 800", async () => {
    for (const name of ["priya", "tom"]) {
      await frame(name).getByRole("heading", { level: 1, name: /Ella Marsh/ }).waitFor();
      const phone = await demo.locator(`#frame-${name}`).boundingBox();
      assert.ok(phone.width >= 300, `${name} is ${phone.width} px wide`);
      assert.ok(phone.y >= 0 && phone.y + phone.height <= WINDOW.height, JSON.stringify(phone));
      const write = await frame(name).getByRole("button", { name: "Write" }).boundingBox();
      const child = await frame(name).locator('svg.fitted [data-id="child"]').first().boundingBox();
      assert.ok(child.y >= phone.y && child.y + child.height <= write.y, `${name}: ${JSON.stringify({ child, write })}`);
      assert.ok(write.y + write.height <= phone.y + phone.height, `${name}: ${JSON.stringify(write)}`);
    }
    for (const button of ["Next", "Reset", "Stop the relay", "Search the relay’s files for “Ella”"]) {
      const box = await demo.getByRole("button", { name: button, exact: true }).first().boundingBox();
      assert.ok(box.y + box.height <= WINDOW.height, `${button}: ${JSON.stringify(box)}`);
    }
    assert.deepEqual(takeTroubles(), []);
  });

  it("keeps every card at one height, and the card over a reload", async () => {
    const heights = new Set();
    const next = demo.locator(".card.open [data-turn='1']");
    const count = await demo.locator(".card").count();
    for (let card = 1; card <= count; card += 1) {
      await demo.locator(`#card-${card}.open`).waitFor();
      const { y } = await demo.locator("#relay").boundingBox();
      heights.add(Math.round(y));
      if (card < count) await next.click();
    }
    assert.equal(heights.size, 1, [...heights].join(", "));
    await demo.reload();
    await demo.locator(`#card-${count}.open`).waitFor();
    for (let card = count; card > 1; card -= 1) await demo.locator(".card.open [data-turn='-1']").click();
  });

  it("lets the keyboard past each phone in two steps", async () => {
    for (const [name, after] of [["priya", "relay"], ["tom", "end"]]) {
      await demo.locator(`#plane-${name}`).focus();
      await demo.keyboard.press("Tab");
      assert.match(await demo.evaluate(() => document.activeElement.textContent), /^Skip past/);
      await demo.keyboard.press("Enter");
      assert.equal(await demo.evaluate(() => document.activeElement.id), after);
    }
  });

  it("never scrolls sideways, with text twice as large either", async () => {
    const wide = () => demo.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok((await wide()) <= 0);
    await textSize(demo, 32);
    assert.ok((await wide()) <= 0, `${await wide()} too wide`);
    await textSize(demo, 16);
  });

  it("tells the scene’s times: a year’s entries were not written minutes ago", async () => {
    const tom = frame("tom");
    await tom.getByRole("link", { name: /^Timeline/ }).click();
    await tom.locator("article").first().waitFor();
    const said = await tom.locator("article").allInnerTexts();
    const late = said.filter((text) => /Written down/.test(text) && /minutes? ago|just now/.test(text));
    assert.ok(said.length >= 10);
    assert.deepEqual(late, []);
  });

  it("tells the passphrase, with which a phone that was locked is unlocked and gets a PIN", async () => {
    const passphrase = await demo.locator("#passphrase code").innerText();
    const tom = frame("tom");
    const lock = async () => {
      await tom.getByRole("link", { name: "Settings" }).click();
      await tom.getByRole("button", { name: "Lock now" }).click();
      await tom.getByRole("heading", { level: 1, name: "Unlock" }).waitFor();
    };
    const unlock = async () => {
      await tom.getByRole("button", { name: "Unlock" }).click();
      await tom.getByRole("heading", { level: 1, name: "Settings" }).waitFor();
    };
    await lock();
    assert.doesNotMatch(await tom.locator("body").innerText(), new RegExp(passphrase));
    await tom.locator("#passphrase").fill("not the passphrase");
    await tom.getByRole("button", { name: "Unlock" }).click();
    await tom.getByRole("alert").waitFor();
    await tom.locator("#passphrase").fill(passphrase);
    await unlock();
    await tom.getByText("Set a PIN").click();
    await tom.locator("#passphrase").fill(passphrase);
    await tom.locator("#pin").fill("2706");
    await tom.locator("#again").fill("2706");
    await tom.getByRole("button", { name: "Set the PIN" }).click();
    await tom.getByText("Change or remove the PIN").waitFor();
    await lock();
    // A button of the story cannot go on with a phone that is locked, and says so.
    await demo.evaluate(() => fetch("/play/numbers", { method: "POST" }).then((answer) => answer.text()))
      .then((said) => assert.match(said, /^A phone is locked\. Unlock it with the demo’s passphrase or your PIN/));
    await tom.locator("#pin").fill("2706");
    await unlock();
    takeTroubles();
  });

  it("says when the scene could not be made anew, and makes it when told to try again", async () => {
    const [folder] = readdirSync(process.env.TMPDIR).filter((name) => name.startsWith("patchwork-demo-"));
    const scenes = readdirSync(join(process.env.TMPDIR, folder)).map(Number);
    // A file stands where the next scene's folder would be.
    const inTheWay = join(process.env.TMPDIR, folder, String(Math.max(...scenes) + 1));
    writeFileSync(inTheWay, "");
    await demo.getByRole("button", { name: "Reset" }).click();
    await demo.getByRole("heading", { name: "The scene could not be made anew" }).waitFor();
    assert.match(await demo.locator("main").innerText(), /The demo could not start a part of itself/);
    await demo.reload();
    rmSync(inTheWay);
    await demo.getByRole("button", { name: "Try again" }).click();
    await frame("priya").getByRole("heading", { level: 1, name: /Ella Marsh/ }).waitFor({ timeout: 120_000 });
    takeTroubles();
  });
});
