// The timeline as a place to come back to.
import assert from "node:assert/strict";
import { it } from "node:test";
import { open, openElla, phones, takeTroubles } from "./browser.js";

it("an entry that was answered stays in view with the focus, also when the page is fetched again", async () => {
  const page = await open((await phones()).priya);
  await openElla(page);
  await page.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name: "Timeline" }).click();
  const far = page.locator("article.entry:has(.answering)").nth(8);
  const entry = await far.getAttribute("id");
  const height = () => page.evaluate((id) => Math.round(document.getElementById(id).getBoundingClientRect().top), entry);
  // Found anew: what was read has just been marked as read, and the page is fetched again for it.
  await page.evaluate((id) => document.getElementById(id).querySelector(".answering").scrollIntoView({ block: "nearest" }), entry);
  // The page may be fetched once more before the tap: it counts where the entry stood then.
  await page.evaluate((id) => addEventListener("submit", () => {
    sessionStorage.setItem("stood", Math.round(document.getElementById(id).getBoundingClientRect().top));
  }, { capture: true }), entry);
  await far.locator(".answering").getByRole("button", { name: /^Reply/ }).click();
  await page.locator("#text").fill("Thank you. I will ring on Monday.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.waitForURL(/saved=/);
  const isThere = () => page.evaluate((id) => {
    const main = document.getElementById("main").getBoundingClientRect();
    const { top } = document.getElementById(id).getBoundingClientRect();
    return { focus: document.activeElement.id, isInView: top >= main.top && top < main.bottom };
  }, entry);
  await page.waitForLoadState("load");
  assert.deepEqual(await isThere(), { focus: entry, isInView: true });
  const stood = await page.evaluate(() => Number(sessionStorage.getItem("stood")));
  assert.equal(await height(), stood, "the entry stands where it stood");
  await page.evaluate(() => new Promise((fetched) => {
    document.body.addEventListener("htmx:afterSettle", ({ detail }) => detail.target.id === "main" && fetched());
    document.body.dispatchEvent(new CustomEvent("updated-everything", { bubbles: true }));
  }));
  assert.deepEqual(await isThere(), { focus: entry, isInView: true });
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("when an entry happened and how far it is sent stand on one line", async () => {
  const page = await open((await phones()).priya);
  await openElla(page);
  await page.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name: "Timeline" }).click();
  await page.locator("article.entry").first().waitFor();
  const apart = await page.evaluate(() => {
    const middle = (part) => {
      const { top, bottom } = part.getBoundingClientRect();
      return (top + bottom) / 2;
    };
    const entries = [...document.querySelectorAll("article.entry .entry-head")];
    return entries
      .filter((head) => Math.abs(middle(head.querySelector(".entry-when")) - middle(head.querySelector(".state"))) > 4)
      .map((head) => head.innerText);
  });
  assert.deepEqual(apart, []);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});
