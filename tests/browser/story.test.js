// The story of the demo, done by hand in the two phones' real pages.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { DEMO, DESK, discard, open, openElla, openPerson, phones, takeTroubles, until } from "./browser.js";
import { faults } from "./measure.js";

const WORRY = "Ella very quiet; same clothes as Monday.";
const TOMS_NUMBER = "07700 900318";
const PRIYAS_NUMBER = "07700 900655";

describe("two phones without signal", () => {
  let demo, priya, tom;
  let broken;
  // Each step stands on the ones before it: after a failure there is nothing to see in the rest.
  const step = (name, play) =>
    it(name, async () => {
      if (broken) assert.fail(`not played, because this failed: ${broken}`);
      broken = name;
      await play();
      assert.deepEqual(takeTroubles(), []);
      broken = undefined;
    });

  before(async () => {
    demo = await open(DEMO, { viewport: DESK });
    priya = demo.frameLocator("#frame-priya");
    tom = demo.frameLocator("#frame-tom");
  });

  const says = (phone, words) =>
    until(`the chip says ${words}`, async () => {
      const said = (await phone.locator("#chip").innerText()).trim();
      return words.test(said) || said;
    });
  /** The newest row of the relay's log as it is now, not as the page shows it. */
  const newestRow = () =>
    demo.evaluate(async () => {
      const strip = document.createElement("div");
      strip.innerHTML = await (await fetch("/strip")).text();
      return Number(strip.querySelector("tr[data-row]").dataset.row);
    });
  /** Phone and relay tell each other all they have. */
  const syncNow = async (phone) => {
    await phone.locator("#chip a").click();
    await phone.getByRole("heading", { level: 1, name: "Sync" }).waitFor();
    // A page that is just going away answers nothing.
    const drawn = () => phone.locator("body").evaluate(() => performance.timeOrigin).catch(() => before);
    let before;
    before = await drawn();
    await phone.getByRole("button", { name: "Try now" }).click();
    await until("the page is drawn anew", async () => (await drawn()) !== before);
    await phone.locator(".sync-state", { hasText: /Up to date, \d\d:\d\d/ }).waitFor();
  };
  const planeOf = (name) => demo.locator(`#plane-${name}`);
  const choose = (phone, chip) => phone.getByRole("radio", { name: chip, exact: true }).check();
  const timeline = async (phone) => {
    await openElla(phone);
    await phone.getByRole("link", { name: /^Timeline/ }).click();
    await phone.locator(".day").first().waitFor();
  };
  const kelly = (phone) => openPerson(phone, "Kelly Marsh");

  step("shows both the same picture of 18 people, and Joan can be called and emailed from it", async () => {
    await Promise.all([openElla(priya), openElla(tom)]);
    const summary = (phone) => phone.locator("svg.picture.fitted").getAttribute("aria-label");
    const around = [...(await summary(priya)).matchAll(/\d+/g)].reduce((sum, [n]) => sum + Number(n), 0);
    assert.equal(around, 18, await summary(priya));
    assert.equal(await summary(priya), await summary(tom));
    // She, or the agency in which she is gathered.
    await priya.locator("svg.picture.fitted").getByRole("link", { name: /Joan Ellery/ }).click();
    const card = priya.locator("#card").getByRole("heading", { name: "Joan Ellery" });
    const face = priya.locator("svg.picture.fitted").getByRole("link", { name: /^Joan Ellery/ });
    await card.or(face).first().waitFor();
    if (await face.isVisible() && !(await card.isVisible())) await face.click();
    await card.waitFor();
    const call = priya.getByRole("link", { name: "Call Joan Ellery on 07700 900334" });
    assert.equal(await call.getAttribute("href"), "tel:+447700900334");
    const email = priya.getByRole("link", { name: "Email Joan Ellery" });
    assert.equal(await email.getAttribute("href"), "mailto:joan.ellery@healthvisiting.example.org");
  });

  step("says that the phone is offline when its signal is cut", async () => {
    await planeOf("priya").click();
    await until("the switch is on", async () => (await planeOf("priya").getAttribute("aria-checked")) === "true");
    await says(priya, /^Offline, saved on this phone$/);
  });

  step("saves a worry in three taps without signal, says it is no referral, and nothing else moves", async () => {
    await syncNow(tom);
    const row = await newestRow();
    await openElla(priya);
    // Three taps: Write, Worry, Save.
    await priya.getByRole("button", { name: "Write" }).click();
    await priya.locator("#text").pressSequentially(WORRY);
    await choose(priya, "Worry");
    const warning = priya.getByText(/This is not a referral\. If a child may be at risk now, call 999/);
    await warning.waitFor();
    assert.match(await priya.locator("#audience").innerText(), /\d+ people in \d+ agencies will see this/);
    await priya.getByRole("button", { name: "Save", exact: true }).click();
    const entry = priya.locator("article", { hasText: WORRY }).first();
    await entry.getByText("Saved on this phone").waitFor();
    await says(priya, /^1 change waiting$/);
    // Without a connection it would only take Undo away.
    const bar = priya.locator(".undo", { hasText: "It goes to the relay once there is a connection." });
    await bar.getByRole("button", { name: "Undo" }).waitFor();
    assert.equal(await bar.getByRole("button", { name: "Send now" }).count(), 0);
    await syncNow(tom);
    await timeline(tom);
    assert.equal(await newestRow(), row, "the relay's log grew");
    assert.equal(await tom.locator("article", { hasText: WORRY }).count(), 0, "Tom sees what never left Priya's phone");
    assert.doesNotMatch(await entry.locator(".state").innerText(), /On the relay/);
  });

  step("lets both change Mum's number", async () => {
    for (const [phone, number] of [[tom, TOMS_NUMBER], [priya, PRIYAS_NUMBER]]) {
      await kelly(phone);
      await phone.getByRole("link", { name: "Change", exact: true }).click();
      await phone.getByLabel("Mobile").first().fill(number);
      await phone.getByRole("button", { name: "Save" }).click();
      await phone.getByRole("heading", { level: 1, name: "Kelly Marsh" }).waitFor();
      await phone.locator(".contacts .value", { hasText: number }).waitFor();
    }
    await says(priya, /^2 changes waiting$/);
    await says(tom, /^Up to date, \d\d:\d\d$/);
  });

  step("brings the worry and both numbers to both phones when the signal returns", async () => {
    const row = await newestRow();
    await planeOf("priya").click();
    await says(priya, /^Up to date, \d\d:\d\d$/);
    await until("rows came to the relay", async () => (await newestRow()) > row);
    for (const phone of [priya, tom]) {
      await kelly(phone);
      const conflict = phone.locator(".conflict");
      await conflict.waitFor();
      const values = await conflict.locator(".values li").allInnerTexts();
      assert.equal(values.length, 2);
      for (const [number, name] of [[TOMS_NUMBER, "Tom Reed"], [PRIYAS_NUMBER, "Priya Shah"]]) {
        assert.ok(values.some((text) => text.includes(number) && text.includes(name) && /just now|minute|today/.test(text)), values.join(" | "));
      }
    }
    await timeline(tom);
    const worry = tom.locator("article", { hasText: WORRY }).first();
    await worry.getByText("On the relay").waitFor();
    assert.match(await worry.innerText(), /Priya Shah/);
    assert.match(await worry.innerText(), /Waits for a response/);
  });

  step("shows two numbers so that everybody can read and choose", async () => {
    const page = await open((await phones()).priya);
    await openElla(page);
    const found = await faults(page, "conflict-in-case");
    await openPerson(page, "Kelly Marsh");
    found.push(...(await faults(page, "conflict-at-mum")));
    await page.context().close();
    assert.deepEqual(found, []);
  });

  step("keeps the one number that someone chooses, on both", async () => {
    await kelly(tom);
    await tom.getByRole("button", { name: new RegExp(`^Keep this.*${PRIYAS_NUMBER}, from Priya Shah`) }).click();
    await tom.locator(".conflict").waitFor({ state: "detached" });
    for (const phone of [tom, priya]) {
      await kelly(phone);
      await until("one number is left", async () => (await phone.locator(".conflict").count()) === 0);
      await phone.getByRole("link", { name: `Call Kelly Marsh on ${PRIYAS_NUMBER}` }).waitFor();
    }
  });

  step("takes a reply and a response to the worry back to the one who wrote it", async () => {
    for (const [button, chip, words] of [
      [/^Respond/, "Talked about it", "Spoke with Ella at break; she slept badly."],
      [/^Reply/, null, "Thank you Priya, I will look out for her."],
    ]) {
      await timeline(tom);
      const worry = tom.locator("article.worry", { hasText: WORRY }).first();
      await worry.getByRole("button", { name: button }).click();
      await tom.locator("#text").fill(words);
      if (chip) await choose(tom, chip);
      await tom.getByRole("button", { name: "Save", exact: true }).click();
      await tom.locator("article", { hasText: words }).first().waitFor();
      await tom.getByRole("button", { name: "Send now" }).click();
      await tom.locator(".undo").waitFor({ state: "detached" });
    }
    await says(tom, /^Up to date/);
    await timeline(priya);
    await priya.locator("article", { hasText: "she slept badly" }).first().waitFor();
    await priya.locator("article", { hasText: "I will look out for her" }).first().waitFor();
    const worry = priya.locator("article.worry", { hasText: WORRY }).first();
    assert.doesNotMatch(await worry.innerText(), /Waits for a response/);
  });

  step("undoes what was just saved, and gives the words back to go on with", async () => {
    const words = "Written by mistake.";
    await openElla(priya);
    await priya.getByRole("button", { name: "Write" }).click();
    await priya.locator("#text").fill(words);
    await priya.getByRole("button", { name: "Save", exact: true }).click();
    await priya.getByRole("button", { name: "Undo" }).click();
    await priya.locator("#text").waitFor();
    assert.equal(await priya.locator("#text").inputValue(), words);
    await discard(priya);
    await priya.getByRole("link", { name: /^Go to/ }).click();
    await priya.locator(".tabs").waitFor();
    await timeline(priya);
    assert.equal(await priya.locator("article", { hasText: words }).count(), 0);
    await priya.getByRole("link", { name: "My cases" }).first().click();
    await priya.getByRole("heading", { level: 1, name: "My cases" }).waitFor();
    assert.equal(await priya.getByText("Not finished").count(), 0);
  });

  step("gives a task to a colleague, who completes it", async () => {
    await openElla(priya);
    await priya.getByRole("link", { name: /^Tasks/ }).click();
    await priya.getByText("Add a task").click();
    await priya.getByLabel("What is to be done").fill("Ask Joan about sleep");
    const who = priya.locator("#assignee");
    const toms = await who.locator("option", { hasText: "Tom Reed" }).getAttribute("value");
    await who.selectOption(toms);
    await priya.getByRole("button", { name: "Add", exact: true }).click();
    await priya.locator(".task", { hasText: "Ask Joan about sleep" }).waitFor();
    await tom.getByRole("link", { name: "My tasks" }).click();
    await tom.getByRole("button", { name: /^Done.*Ask Joan about sleep/ }).click();
    await until("the task is done for Priya", async () => {
      const text = await priya.locator(".task", { hasText: "Ask Joan about sleep" }).innerText();
      return /done today by Tom Reed/.test(text) || text;
    });
  });

  step("finds words, people and children, and says where it looked when nothing is found", async () => {
    await priya.getByRole("link", { name: "My cases" }).first().click();
    const search = priya.getByRole("searchbox");
    await search.fill("same clothes");
    await priya.locator("#found .row", { hasText: WORRY }).waitFor();
    await search.fill("Joan");
    await priya.locator("#found .row", { hasText: "Joan Ellery" }).first().waitFor();
    await search.fill("zebracrossing");
    await priya.getByText("Only what is saved on this phone is searched").waitFor();
  });

  step("tells on the sync page what waits and when phone and relay agreed", async () => {
    await priya.locator("#chip a").click();
    await priya.getByRole("heading", { level: 1, name: "Sync" }).waitFor();
    const text = await priya.locator("#main").innerText();
    assert.match(text, /Up to date, \d\d:\d\d/);
    assert.match(text, /not yet on the relay\s+nothing/);
    assert.doesNotMatch(text, /last agreed/, "the state says its time itself");
    assert.match(text, /Last heard from[\s\S]*Tom Reed/);
  });

  step("finds no name in the relay's files", async () => {
    await demo.getByRole("button", { name: "Search the relay’s files for “Ella”" }).click();
    const verdict = await demo.locator("#found .verdict").innerText();
    assert.match(verdict, /^0 hits/);
    for (const times of await demo.locator("#found .times").allInnerTexts()) assert.equal(times, "0");
    assert.ok((await demo.locator("#found .files li").count()) >= 2);
  });

  step("loses nothing when the relay stops and starts", async () => {
    const words = "Rang while the relay was down.";
    await demo.locator("#relay-switch", { hasText: "Stop the relay" }).click();
    await demo.locator("#relay-switch", { hasText: "Start the relay" }).waitFor();
    await openElla(tom);
    await tom.getByRole("button", { name: "Write" }).click();
    await tom.locator("#text").fill(words);
    await choose(tom, "Visit or call");
    await choose(tom, "Call");
    await choose(tom, "No reply");
    await tom.getByRole("button", { name: "Save", exact: true }).click();
    const entry = tom.locator("article", { hasText: words }).first();
    await entry.getByText("Saved on this phone").waitFor();
    await says(tom, /^(1 change waiting|Offline, saved on this phone)$/);
    await demo.locator("#relay-switch", { hasText: "Start the relay" }).click();
    await says(tom, /^Up to date/);
    await timeline(priya);
    await until("Priya sees the call", async () => (await priya.locator("article", { hasText: words }).count()) === 1);
    assert.match(await priya.locator("article", { hasText: words }).innerText(), /Call[\s\S]*No reply/i);
    assert.equal(await priya.locator("article.worry", { hasText: WORRY }).count(), 1);
  });

  step("turns the cards of the story, plays a step on request, and hears what happened", async () => {
    await demo.getByRole("button", { name: "Show Joan on Priya’s phone" }).click();
    await priya.getByRole("heading", { level: 1, name: "Joan Ellery" }).waitFor();
    await demo.getByRole("status").filter({ hasText: "Priya’s phone shows Joan" }).waitFor();
    for (let step = 2; step <= 9; step += 1) {
      await demo.getByRole("button", { name: "Next" }).click();
      await demo.getByRole("heading", { name: new RegExp(`^Step ${step} of 9`) }).waitFor();
    }
  });
});
