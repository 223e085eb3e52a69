// Words that are typed in a form and not sent: nobody loses them without being asked, and the way back
// of the browser leads through every page of a form.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { beginTask, discard, open, openElla, openPerson, phones, takeTroubles, until } from "./browser.js";

let address;
before(async () => {
  address = (await phones()).priya;
});

const view = (name) => async (page) => {
  await openElla(page);
  await page.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name }).click();
};
const path = (path) => async (page) => { await page.goto(new URL(path, address).href); };
const inCase = (rest) => async (page) => {
  await openElla(page);
  await page.goto(new URL(`${new URL(page.url()).pathname}${rest}`, address).href);
};

/** Notes what the browser asks on this page, and answers it. */
const askedOn = (page, answer) => {
  const asked = [];
  page.on("dialog", async (dialog) => {
    asked.push(dialog.type());
    await dialog[answer.now]();
  });
  return asked;
};

describe("typed words that are not sent are asked about before they go", () => {
  for (const [form, reach, field] of [
    ["add a task", async (page) => { await view(/^Tasks/)(page); await page.locator("#add-task > summary").click(); }, "#title"],
    ["change a task", async (page) => { await view(/^Tasks/)(page); await page.getByRole("link", { name: /Ask the court/ }).click(); await page.getByText("Change", { exact: true }).click(); }, "#title"],
    ["add someone", inCase("/people"), "#name"],
    ["invite a colleague", path("/invite"), "#name"],
    ["add a child", path("/cases/new"), "#given"],
    ["add a marker", inCase("/markers"), "#text"],
    ["my card", path("/me"), "#best_reached"],
  ]) {
    it(form, async () => {
      const page = await open(address);
      await reach(page);
      const here = page.url();
      const answer = { now: "dismiss" };
      const asked = askedOn(page, answer);
      await page.locator(field).click();
      await page.keyboard.type("Half a sentence");
      const typed = await page.locator(field).inputValue();
      await page.locator(".places a").first().click({ noWaitAfter: true });
      await until("it is asked", () => asked.length === 1);
      await page.reload({ timeout: 500 }).catch(() => {});
      await page.evaluate(() => history.back());
      await until("it is asked a third time", () => asked.length === 3);
      assert.deepEqual(asked, ["beforeunload", "beforeunload", "beforeunload"]);
      assert.equal(page.url(), here);
      assert.equal(await page.locator(field).inputValue(), typed);
      answer.now = "accept";
      await page.locator(".places a").first().click();
      await page.waitForURL(/\/cases$/);
      await page.context().close();
      takeTroubles();
    });
  }
});

it("a form that is sent asks nothing, and what was refused is asked about", async () => {
  const page = await open(address);
  const answer = { now: "dismiss" };
  const asked = askedOn(page, answer);
  await view(/^Tasks/)(page);
  await beginTask(page);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("#problem:focus").waitFor();
  await page.locator(".places a").first().click();
  assert.deepEqual(asked, ["beforeunload"], "a day that is half typed keeps the form here");
  await page.locator("#due").fill("2027-03-04");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator(".undo", { hasText: "Added: Ring the clinic" }).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(".undo").waitFor({ state: "detached" });
  assert.equal(asked.length, 1);
  // What the page holds after a refusal stands in its fields as if it had always been there.
  await inCase("/people")(page);
  await page.locator("#role").fill("neighbour");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.locator("#name-error").waitFor();
  assert.equal(asked.length, 1);
  await page.locator(".places a").first().click();
  await page.waitForTimeout(300);
  assert.equal(await page.locator("#role").inputValue(), "neighbour");
  assert.equal(asked.length, 2);
  answer.now = "accept";
  await page.locator(".places a").first().click();
  await page.waitForURL(/\/cases$/);
  await page.context().close();
  takeTroubles();
});

it("words in one form are asked about when another is sent, and a draft, a search and a call are not", async () => {
  const page = await open(address);
  const answer = { now: "dismiss" };
  const asked = askedOn(page, answer);
  await view(/^Tasks/)(page);
  await page.locator("#add-task > summary").click();
  await page.locator("#title").fill("Ring the clinic");
  await page.getByRole("button", { name: /^Done/ }).first().click();
  await until("it is asked", () => asked.length === 1);
  assert.deepEqual(asked, ["beforeunload"]);
  assert.equal(await page.locator("#title").inputValue(), "Ring the clinic");
  // The form that was not sent after all holds nothing free.
  await page.locator(".places a").first().click();
  await until("it is asked again", () => asked.length === 2);
  // The browser tells the page that a call begins as if it were left.
  const asksOfA = (href) => page.evaluate((href) => {
    const link = document.createElement("a");
    link.href = href;
    link.addEventListener("click", (event) => event.preventDefault());
    document.getElementById("main").prepend(link);
    link.click();
    link.remove();
    const leaving = new Event("beforeunload", { cancelable: true });
    return !dispatchEvent(leaving);
  }, href);
  assert.equal(await asksOfA("/cases"), true);
  assert.equal(await asksOfA("tel:+441632960123"), false);
  await page.waitForTimeout(1100);
  await page.locator("#title").fill("");
  await page.locator(".places a").first().click();
  await page.waitForURL(/\/cases$/);
  await page.locator("#q").fill("Ella");
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").fill("Ella was quiet.");
  await page.getByRole("link", { name: "Ella Marsh" }).click();
  await page.locator(".tabs").waitFor();
  assert.equal(asked.length, 2, "a draft is kept");
  await page.goBack();
  await discard(page);
  await page.context().close();
  takeTroubles();
});

describe("the way back of the browser leads through every page of a form", () => {
  it("where someone lives, question by question, with what was answered", async () => {
    const page = await open(address);
    askedOn(page, { now: "accept" });
    await view("List")(page);
    await page.getByRole("link", { name: "Add where someone lives" }).click();
    const shows = (heading) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
    const go = () => page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("radio", { name: "Kelly Marsh" }).check();
    await go();
    await shows("Where does Kelly Marsh live?");
    // Refused, and put right.
    await page.locator("#address").fill("14 Wharf Lane");
    await go();
    await page.locator("#kind-error").waitFor();
    await page.locator("#kind input").first().check();
    await go();
    await shows("When does Kelly Marsh live there?");
    assert.doesNotMatch(page.url(), /Kelly|Wharf/);
    await page.goBack();
    await shows("Where does Kelly Marsh live?");
    assert.equal(await page.locator("#address").inputValue(), "14 Wharf Lane");
    assert.ok(await page.locator("#kind input").first().isChecked());
    await page.goBack();
    await shows("Where does Kelly Marsh live?");
    await page.goBack();
    await shows("Who lives there?");
    await page.goForward();
    await page.goForward();
    await go();
    await shows("When does Kelly Marsh live there?");
    await page.reload();
    await shows("When does Kelly Marsh live there?");
    // And back from another page.
    await page.locator(".places a").first().click();
    await page.waitForURL(/\/cases$/);
    await page.goBack();
    await shows("When does Kelly Marsh live there?");
    await page.context().close();
    assert.deepEqual(takeTroubles().filter((trouble) => !/status of 422/.test(trouble)), []);
  });

  it("how two people belong together, and the sheet of one reader", async () => {
    const page = await open(address);
    askedOn(page, { now: "accept" });
    await openPerson(page, "Kelly Marsh");
    await page.getByRole("link", { name: /how they belong together/ }).click();
    await page.locator("#other").getByRole("radio").first().check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("Question 2 of 2").waitFor();
    await page.locator(".places a").first().click();
    await page.waitForURL(/\/cases$/);
    await page.goBack();
    await page.getByText("Question 2 of 2").waitFor();
    await page.goBack();
    await page.locator("#other").waitFor();
    await inCase("/sheet")(page);
    await page.getByRole("radio").first().check();
    await page.getByRole("button", { name: "Choose what is on it" }).click();
    await page.getByRole("button", { name: "Check it before printing" }).click();
    const before = page.getByRole("heading", { level: 1, name: /^Before you print/ });
    await before.waitFor();
    await page.getByRole("button", { name: "Open the sheet" }).click();
    await page.locator(".sheet-list").waitFor();
    await page.goBack();
    await before.waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Check it before printing" }).waitFor();
    await page.context().close();
    assert.deepEqual(takeTroubles(), []);
  });
});
