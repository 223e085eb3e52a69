// Locking closes every tab at once, and unlocking leads back to the same place with its words.
import assert from "node:assert/strict";
import { before, it } from "node:test";
import { open, openElla, phones, takeTroubles } from "./browser.js";

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
};

before(async () => {
  first = await open((await phones()).priya);
  second = await first.context().newPage();
  await settings(first);
  await first.getByText("Set a PIN").click();
  await first.locator("#pin").fill(PIN);
  await first.locator("#again").fill(PIN);
  await first.getByRole("button", { name: "Show" }).click();
  assert.equal(await first.locator("#pin").getAttribute("type"), "text");
  await first.getByRole("button", { name: "Set the PIN" }).click();
  await first.getByText("Change or remove the PIN").waitFor();
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
  assert.equal(second.url(), place);
  assert.deepEqual(takeTroubles(), []);
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
  await second.getByRole("button", { name: "Discard" }).click();
  await second.getByRole("heading", { name: "Discard these words?" }).waitFor();
  await second.getByRole("button", { name: "Discard" }).click();
  await second.getByRole("heading", { name: "Discarded" }).waitFor();
  takeTroubles();
});

it("a PIN that is removed is asked for no more", async () => {
  await settings(first);
  await first.getByText("Change or remove the PIN").click();
  await first.getByRole("button", { name: "Remove the PIN" }).click();
  await first.getByText("Set a PIN").waitFor();
  await first.context().close();
  takeTroubles();
});
