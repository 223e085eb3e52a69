// No word is lost: what is typed is kept while it is typed, and said to be kept only while it is.
import assert from "node:assert/strict";
import { before, it } from "node:test";
import { discard, open, openElla, phones, takeTroubles, until } from "./browser.js";

let address;
before(async () => {
  address = (await phones()).priya;
});

const write = async (page) => {
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").waitFor();
};

it("words are kept while somebody types on, and when the page is left in the middle of one", async () => {
  const page = await open(address);
  await write(page);
  const draft = page.url();
  const keeping = page.waitForRequest((request) => request.url().endsWith("/keep") && request.postData().includes("Ella"));
  await page.locator("#text").pressSequentially("Ella was quiet at the table and did not want to eat her dinner.", { delay: 60 });
  await keeping;
  await page.locator("#text").pressSequentially(" Mum rang.", { delay: 5 });
  await page.goBack();
  await until("the last words are in the draft", async () => {
    await page.goto(draft);
    return (await page.locator("#text").inputValue()).endsWith("her dinner. Mum rang.");
  });
  await discard(page);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("kept is withdrawn and nothing is sent away while Patchwork does not answer", async () => {
  const page = await open(address);
  await write(page);
  await page.locator("#text").fill("Ella was quiet.");
  await page.locator("#audience .kept").waitFor();
  await page.context().setOffline(true);
  await page.locator("#audience .not-kept").waitFor();
  assert.equal(await page.locator("#audience .kept").count(), 0);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.locator(".not-sent").waitFor();
  assert.equal(await page.locator("#text").inputValue(), "Ella was quiet.");
  await page.context().setOffline(false);
  await page.locator("#text").pressSequentially(" Still.");
  await page.locator("#audience .kept").waitFor();
  await discard(page);
  await page.context().close();
  takeTroubles();
});

it("seven tabs share one stream, and the last of them saves", async () => {
  const first = await open(address);
  const context = first.context();
  const streams = new Set();
  context.on("request", (request) => request.url().endsWith("/updates") && streams.add(request));
  for (const ended of ["requestfailed", "requestfinished"]) context.on(ended, (request) => streams.delete(request));
  const cases = new URL("/cases", address).href;
  const tabs = [];
  for (let tab = 0; tab < 7; tab += 1) {
    tabs.push(await context.newPage());
    await tabs.at(-1).goto(cases);
  }
  await first.close();
  const listening = () => [...streams].filter((request) => !request.frame().page().isClosed()).length;
  await until("one tab listens", () => listening() === 1);
  const last = tabs.at(-1);
  await write(last);
  await last.locator("#text").fill("Ella was quiet.");
  await last.locator("#audience .kept").waitFor();
  assert.equal(listening(), 1);
  // The first tab hears of it through the one that listens.
  await tabs[0].locator("#drafts").waitFor();
  await discard(last);
  await context.close();
  takeTroubles();
});
