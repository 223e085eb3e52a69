// The picture: its words are where the layout says, and it opens, zooms and closes by touch, mouse and keyboard.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { DESK, PHONE, open, openElla, phones, takeTroubles, until } from "./browser.js";
import { sideways, textSize } from "./measure.js";
import { SCREENS } from "./screens.js";

let priya;
before(async () => {
  ({ priya } = await phones());
});

const fitted = async (page) => {
  await page.locator("svg.picture.fitted").waitFor();
};
const look = async (options) => {
  const page = await open(priya, options);
  await openElla(page);
  await fitted(page);
  return page;
};
const viewBox = (page) => page.locator("svg.picture.fitted").getAttribute("viewBox");

/** Labels whose letters lie outside of the box that the layout gave them, or on other letters. */
const misplaced = (page) =>
  page.evaluate(() => {
    const found = [];
    const drawn = [...document.querySelectorAll("svg.fitted .label")].map((label) => {
      const [x, y, width, height] = label.dataset.box.split(" ").map(Number);
      return { said: label.textContent, of: label.dataset.of, has: label.getBBox(), given: { x, y, width, height } };
    });
    const SLACK = 1;
    for (const { said, has, given } of drawn) {
      if (has.x < given.x - SLACK || has.x + has.width > given.x + given.width + SLACK) {
        found.push(`“${said}” runs from ${has.x} over ${has.width}, and was given ${given.x} over ${given.width}`);
      }
      // Letters reach a little above and below the lines that they stand on.
      if (has.y < given.y - 4 || has.y + has.height > given.y + given.height + 4) {
        found.push(`“${said}” stands at ${has.y} over ${has.height}, and was given ${given.y} over ${given.height}`);
      }
    }
    for (const one of drawn) {
      for (const other of drawn) {
        if (one.of >= other.of) continue;
        const [a, b] = [one.has, other.has];
        const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
        const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
        if (across > SLACK && down > 4) found.push(`“${one.said}” lies on “${other.said}”`);
      }
    }
    return found;
  });

for (const [where, viewport] of [["a phone", PHONE], ["a desktop", DESK]]) {
  describe(`the picture on ${where}`, () => {
    it("has its words in the boxes that the layout gave them", async () => {
      const page = await look({ viewport });
      assert.deepEqual(await misplaced(page), []);
      const session = await page.context().newCDPSession(page);
      await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
      await page.reload();
      await fitted(page);
      assert.deepEqual(await misplaced(page), [], "with text twice as large");
      await page.context().close();
    });

    it("closes the card over the picture with a tap beside it", async () => {
      const page = await look({ viewport });
      await page.locator("svg.fitted").getByRole("link", { name: /^Kelly Marsh/ }).click();
      const card = page.locator("#card");
      await card.getByRole("heading", { name: "Kelly Marsh" }).click();
      assert.equal(await card.count(), 1);
      // A place of the drawing that leads nowhere and that the card leaves free.
      const beside = await page.evaluate(() => {
        const { left, top, right, bottom } = document.querySelector("svg.fitted").getBoundingClientRect();
        for (let y = Math.max(top, 0) + 2; y < Math.min(bottom, innerHeight); y += 4) {
          for (let x = left + 2; x < right; x += 4) {
            const there = document.elementFromPoint(x, y);
            if (there?.closest("svg.fitted") && !there.closest("a, #card")) return { x, y };
          }
        }
        return null;
      });
      await page.mouse.click(beside.x, beside.y);
      await until("the card is closed", async () => (await card.count()) === 0);
      assert.doesNotMatch(page.url(), /person=/);
      await page.context().close();
      assert.deepEqual(takeTroubles(), []);
    });

    it("opens a person over the picture, and Escape goes back a level", async () => {
      const page = await look({ viewport });
      const kelly = page.locator("svg.fitted").getByRole("link", { name: /^Kelly Marsh/ });
      await kelly.focus();
      await page.keyboard.press("Enter");
      const card = page.locator("#card");
      await card.getByRole("heading", { name: "Kelly Marsh" }).waitFor();
      assert.match(page.url(), /\?person=/);
      assert.equal(await card.getByRole("link", { name: /^Call Kelly Marsh on/ }).count(), 1);
      assert.equal(await page.locator("svg.fitted .looked-at").count(), 1);
      await page.keyboard.press("Escape");
      await until("the card is closed", async () => (await card.count()) === 0);
      assert.doesNotMatch(page.url(), /person=/);
      await page.goForward();
      await card.waitFor();
      await card.getByRole("link", { name: "Kelly Marsh’s page" }).click();
      await page.getByRole("heading", { level: 1, name: "Kelly Marsh" }).waitFor();
      await page.context().close();
    });

    it("zooms with keys, buttons and the wheel, and shows all again", async () => {
      const page = await look({ viewport });
      const all = await viewBox(page);
      await page.getByRole("button", { name: "Larger" }).click();
      const nearer = await viewBox(page);
      assert.notEqual(nearer, all);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Escape");
      assert.equal(await viewBox(page), all);
      await page.locator("svg.fitted a").first().focus();
      await page.keyboard.press("+");
      assert.equal(await viewBox(page), nearer);
      await page.keyboard.press("-");
      assert.equal(await viewBox(page), all);
      const box = await page.locator("svg.fitted").boundingBox();
      await page.mouse.move(box.x + box.width / 2, Math.max(box.y, 100) + 100);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -120);
      await page.keyboard.up("Control");
      await until("the wheel zooms", async () => (await viewBox(page)) !== all);
      await page.context().close();
    });
  });
}

for (const viewport of [{ width: 390, height: 844 }, { width: 1280, height: 800 }]) {
  it(`its controls have a place of their own in sight at ${viewport.width} by ${viewport.height}`, async () => {
    const page = await look({ viewport });
    await page.getByRole("button", { name: "Larger" }).click();
    const drawn = await page.locator("svg.picture.fitted").boundingBox();
    const controls = await page.locator(".drawing-bar a, .drawing-bar button").all();
    assert.ok(controls.length >= 2);
    for (const control of controls) {
      const { x, y, width, height } = await control.boundingBox();
      const said = JSON.stringify({ x, y, width, height, drawn });
      const isBeside = y + height <= drawn.y + 1 || x >= drawn.x + drawn.width - 1;
      assert.ok(isBeside, `over the drawing: ${said}`);
      assert.ok(y >= 0 && y + height <= viewport.height && x + width <= viewport.width, `not in sight: ${said}`);
    }
    await page.context().close();
  });
}

it("a pinch on a phone brings the picture nearer, and one finger then moves it", async () => {
  const page = await look({ viewport: PHONE, hasTouch: true });
  const all = await viewBox(page);
  await page.locator("svg.fitted").scrollIntoViewIfNeeded();
  const touch = await page.context().newCDPSession(page);
  const send = (type, ...points) =>
    touch.send("Input.dispatchTouchEvent", { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const box = await page.locator("svg.fitted").boundingBox();
  const [x, y] = [box.x + box.width / 2, Math.max(box.y, 80) + 160];
  await send("touchStart", [x, y - 20], [x, y + 20]);
  for (const far of [30, 40, 50]) await send("touchMove", [x, y - far], [x, y + far]);
  await send("touchEnd");
  await until("it is nearer", async () => (await viewBox(page)) !== all || /group=/.test(page.url()));
  await page.context().close();
});

it("the picture works without scripts: a face leads to a page with the card over it", async () => {
  const page = await open(priya, { viewport: PHONE, javaScriptEnabled: false });
  await openElla(page);
  await page.locator("svg.picture.narrow").getByRole("link", { name: /^Kelly Marsh/ }).click();
  await page.locator("#card").getByRole("heading", { name: "Kelly Marsh" }).waitFor();
  await page.locator("#card").getByRole("link", { name: "Close" }).click();
  await page.locator("#card").waitFor({ state: "detached" });
  await page.context().close();
});

it("a sheet for one reader is printed, saved as a picture, and every face on it has its name", async () => {
  const page = await look({ viewport: DESK });
  await page.getByRole("link", { name: "Sheet on paper" }).click();
  await page.getByRole("radio", { name: /Kelly Marsh/ }).check();
  await page.getByRole("button", { name: "Choose what is on it" }).click();
  await page.getByRole("button", { name: "Check it before printing" }).click();
  await page.getByRole("heading", { name: "Left out" }).waitFor();
  await page.getByRole("button", { name: "Open the sheet" }).click();
  await page.getByRole("heading", { level: 1, name: /^Who helps/ }).waitFor();
  const nameless = await page.evaluate(() =>
    [...document.querySelectorAll(".sheet svg.picture .face")]
      .map((face) => face.closest("[data-id]").dataset.id)
      .filter((id) => !document.querySelector(`.sheet .label[data-of="${CSS.escape(id)}"] .name`)),
  );
  assert.deepEqual(nameless, []);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /PNG/ }).click()]);
  assert.equal(saved.suggestedFilename(), "sheet.png");
  const printed = await page.pdf({ format: "A4", printBackground: true });
  assert.ok(printed.length > 5000);
  await page.emulateMedia({ media: "print" });
  assert.doesNotMatch(await page.locator("body").innerText(), /Print|Back to the picture/);
  await page.context().close();
});

/** The sheet for Kelly Marsh, as the page of the picture leads to it. */
const sheetForKelly = async (page) => {
  await page.getByRole("link", { name: "Sheet on paper" }).click();
  await page.getByRole("radio", { name: /Kelly Marsh/ }).check();
  await page.getByRole("button", { name: "Choose what is on it" }).click();
  await page.getByRole("button", { name: "Check it before printing" }).click();
  await page.getByRole("button", { name: "Open the sheet" }).click();
  await page.getByRole("heading", { level: 1, name: /^Who helps/ }).waitFor();
};

/** Who is drawn in the picture of a sheet that is seen, and in how many pixels the smallest of their names stands. */
const drawnOnSheet = (page) =>
  page.evaluate(() => {
    const drawings = [...document.querySelectorAll(".sheet-drawing")].filter((one) => one.checkVisibility());
    const names = drawings.flatMap((one) => [...one.querySelectorAll(".label .name")]);
    const size = (text) => parseFloat(text.getAttribute("font-size")) * text.getScreenCTM().a;
    const of = drawings.flatMap((one) => [...one.querySelectorAll(".label")].map(({ dataset }) => dataset.of));
    return { drawings: drawings.length, of: of.sort(), smallest: Math.min(...names.map(size)) };
  });

it("the sheet is laid out for a phone on its screen with the same people, and on paper its names stand in ten points", async () => {
  const page = await look({ viewport: { width: 390, height: 844 } });
  await sheetForKelly(page);
  const onPhone = await drawnOnSheet(page);
  assert.equal(onPhone.drawings, 1);
  assert.ok(onPhone.smallest >= 13, `${onPhone.smallest} px`);
  assert.deepEqual(await sideways(page), []);
  // A4 without the margins, at 96 pixels an inch.
  await page.setViewportSize({ width: Math.floor((182 / 25.4) * 96), height: 1000 });
  await page.emulateMedia({ media: "print" });
  const onPaper = await drawnOnSheet(page);
  assert.equal(onPaper.drawings, 1);
  assert.deepEqual(onPaper.of, onPhone.of);
  assert.ok(onPaper.smallest * 0.75 >= 9.95, `${onPaper.smallest * 0.75} pt`);
  assert.deepEqual(await sideways(page), []);
  await page.context().close();
});

it("an address that is longer than its column is on the sheet whole, within it", async () => {
  const page = await look({ viewport: DESK });
  await sheetForKelly(page);
  const address = "bartholomew.featherstonehaugh-cholmondeley@safeguarding.northcote.example.org";
  for (const width of [688, 390, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media: width === 688 ? "print" : "screen" });
    const fits = await page.locator(".sheet-entry .email").first().evaluate((email, words) => {
      email.textContent = `Email: ${words}`;
      return email.scrollWidth <= email.clientWidth && email.clientWidth > 0;
    }, address);
    assert.ok(fits, `at ${width}`);
    assert.deepEqual(await sideways(page), []);
  }
  await page.context().close();
});

it("whoever used to help is named at the switch, stands last in their agency and what they were is whole", async () => {
  const page = await look({ viewport: { width: 390, height: 844 } });
  await page.getByRole("link", { name: "Show who used to help 1 person: Lena Fox" }).click();
  const agency = page.locator("svg.fitted a.group[aria-label*='Lena Fox']");
  assert.match(await agency.getAttribute("aria-label"), /3 people, 1 before: .*, Lena Fox,/);
  await agency.click();
  const said = page.locator("svg.fitted .label", { hasText: "Lena Fox" }).locator(".caption");
  await until("her role is whole", async () => (await said.allTextContents()).join(" ") === "was Social worker");
  await page.context().close();
});

it("once they are shown, each of those who used to help has a link beside the switch to the card over their face", async () => {
  for (const viewport of [{ width: 390, height: 844 }, { width: 320, height: 568 }, DESK]) {
    const page = await look({ viewport });
    await page.getByRole("link", { name: /^Show who used to help/ }).click();
    const lena = page.locator(".drawing-bar").getByRole("link", { name: "Lena Fox", exact: true });
    await lena.waitFor();
    const { width, height } = await lena.boundingBox();
    assert.ok(width >= 44 && height >= 44, `${width} by ${height}`);
    assert.deepEqual(await sideways(page), []);
    await lena.click();
    await page.locator("#card").getByRole("heading", { name: "Lena Fox" }).waitFor();
    assert.match(page.url(), /person=.*past=yes/);
    assert.equal(await page.locator("svg.fitted .looked-at").count(), 1);
    await page.context().close();
  }
  assert.deepEqual(takeTroubles(), []);
});

it("an open picture follows the size of text that the reader sets", async () => {
  const page = await look({ viewport: { width: 390, height: 844 } });
  const smallest = () =>
    page.evaluate(() => {
      const names = [...document.querySelectorAll("svg.fitted .label .name")];
      return Math.min(...names.map((name) => parseFloat(name.getAttribute("font-size"))));
    });
  const before = await smallest();
  await textSize(page, 32);
  await until("names are larger", async () => (await smallest()) > before * 1.25);
  await textSize(page, 16);
  await until("names are as before", async () => (await smallest()) === before);
  await page.context().close();
});

it("where an agency is opened, the controls above the picture are seen whole or not at all", async () => {
  for (const height of [568, 640, 740, 844]) {
    const page = await look({ viewport: { width: 390, height } });
    const groups = await page.locator("svg.fitted a.group").count();
    assert.ok(groups > 2);
    for (const at of [0, groups - 1]) {
      await page.locator("svg.fitted a.group").nth(at).click();
      await page.locator(".drawing-bar a.whole").waitFor();
      const seen = await page.evaluate(() => {
        const top = document.getElementById("main").getBoundingClientRect().top;
        const bar = document.querySelector(".drawing-bar").getBoundingClientRect();
        return { top, from: bar.top, to: bar.bottom };
      });
      assert.ok(seen.from >= seen.top - 1 || seen.to <= seen.top + 1, `at ${height}: ${JSON.stringify(seen)}`);
      await page.locator(".drawing-bar a.whole").click();
      await page.locator(".drawing-bar a.whole").waitFor({ state: "detached" });
    }
    await page.context().close();
  }
});

for (const size of [16, 32]) {
  it(`on a small phone the picture begins in the first screen or the one after it, at ${size} px`, async () => {
    const page = await look({ viewport: { width: 320, height: 568 } });
    await textSize(page, size);
    const { top } = await page.locator("svg.fitted").evaluate((drawn) => drawn.getBoundingClientRect());
    assert.ok(top <= (size === 16 ? 270 : 780), `at ${top}`);
    await page.context().close();
  });
}

/** The picture of Ella's case, opened by somebody who has set this size of text. */
const lookWithText = async (viewport, standard) => {
  const page = await open(priya, { viewport });
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setFontSizes", { fontSizes: { standard, fixed: Math.round((standard * 13) / 16) } });
  await openElla(page);
  await fitted(page);
  return page;
};

/** Where something stands, and what of the page is free for the picture. */
const standing = (page, selector) =>
  page.evaluate((selector) => {
    const face = document.querySelector(`svg.fitted ${selector}`);
    const { id } = face.closest("[data-id]").dataset;
    const label = document.querySelector(`svg.fitted .label[data-of="${CSS.escape(id)}"] .name`);
    const plain = ({ left, top, right, bottom }) => ({ left, top, right, bottom });
    const box = (one) => one && plain(one.getBoundingClientRect());
    return {
      face: box(face),
      label: box(label),
      main: box(document.getElementById("main")),
      bar: box(document.querySelector(".drawing-bar")),
      card: box(document.getElementById("card")),
    };
  }, selector);

for (const [width, height, size] of [[320, 568, 16], [320, 568, 32], [390, 844, 16], [390, 844, 32], [1280, 800, 16]]) {
  it(`opens on the child at ${width} by ${height} with text of ${size} px`, async () => {
    const page = await lookWithText({ width, height }, size);
    let seen;
    await until("the child is in sight", async () => {
      seen = await standing(page, ".face.child");
      const isBeside = seen.bar.left > seen.face.right;
      const top = isBeside ? seen.main.top : Math.max(seen.main.top, seen.bar.bottom);
      return seen.face.top >= top - 1 && seen.label.bottom <= seen.main.bottom + 1;
    }, 5000);
    const marker = await page.getByText("Visit in twos if Craig may be there").evaluateAll((all) =>
      all.some((one) => {
        const main = document.getElementById("main").getBoundingClientRect();
        const { top, bottom } = one.getBoundingClientRect();
        return one.checkVisibility() && top >= main.top - 1 && bottom <= main.bottom + 1;
      }));
    assert.ok(marker, "what a visitor must know is out of sight");
    await page.context().close();
  });
}

for (const [width, height] of [[390, 844], [320, 568]]) {
  it(`has its controls in one row that stays in sight, and is as large afterwards, at ${width} by ${height}`, async () => {
    const page = await look({ viewport: { width, height } });
    const drawn = () => page.locator("svg.fitted").evaluate((svg) => [svg.getAttribute("height"), svg.getAttribute("viewBox")]);
    const bar = () =>
      page.locator(".drawing-bar").evaluate((bar) => {
        const rows = [...bar.querySelectorAll("a, button")].filter((one) => one.checkVisibility()).map((one) => one.getBoundingClientRect());
        const middles = rows.map((row) => row.top + row.height / 2);
        return { high: bar.offsetHeight, isOneRow: Math.max(...middles) - Math.min(...middles) < 4, ends: Math.max(...rows.map((row) => row.right)) };
      });
    const [before, barBefore] = [await drawn(), await bar()];
    for (const way of ["Everyone", "Back"]) {
      await page.locator("svg.fitted a.group").last().click();
      await page.locator(".drawing-bar a.whole").waitFor();
      const opened = await bar();
      assert.ok(opened.isOneRow && opened.ends <= width, JSON.stringify(opened));
      assert.equal(opened.high, barBefore.high);
      await page.locator(".key").scrollIntoViewIfNeeded();
      const { main, bar: stays } = await standing(page, ".face.child");
      assert.ok(stays.top >= main.top - 1 || stays.bottom <= main.top, "whole or, below the drawing, gone");
      await page.evaluate(() => {
        const [main, drawing] = [document.getElementById("main"), document.querySelector(".drawing")];
        main.scrollBy({ top: drawing.getBoundingClientRect().top - main.getBoundingClientRect().top + 100, behavior: "instant" });
      });
      const low = await standing(page, ".face.child");
      assert.ok(Math.abs(low.bar.top - low.main.top) < 2, JSON.stringify(low));
      if (way === "Everyone") await page.locator(".drawing-bar a.whole").click();
      else await page.goBack();
      await page.locator(".drawing-bar a.whole").waitFor({ state: "detached" });
      assert.deepEqual(await drawn(), before, way);
    }
    const top = () => page.locator("svg.fitted").evaluate((svg) => svg.getBoundingClientRect().top - document.querySelector(".drawing").getBoundingClientRect().top);
    const from = await top();
    await page.getByRole("link", { name: /^Show who used to help/ }).click();
    await page.getByRole("link", { name: "Hide who used to help" }).waitFor();
    assert.equal(await top(), from, "the names push the picture down");
    assert.equal((await bar()).isOneRow, true);
    assert.deepEqual(await sideways(page), []);
    await page.context().close();
  });
}

for (const dir of ["ltr", "rtl"]) {
  for (const [width, height] of [[390, 844], [320, 568], [1280, 800]]) {
    it(`leaves the face free that the card is about at ${width} by ${height}, ${dir}`, async () => {
      const page = await open(priya, { viewport: { width, height } });
      await page.addInitScript((dir) => document.addEventListener("DOMContentLoaded", () => { document.documentElement.dir = dir; }), dir);
      await openElla(page);
      await fitted(page);
      for (const name of [/^Kelly Marsh/, /^Jayden Marsh/, /^Jean Marsh/]) {
        await page.locator("svg.fitted").getByRole("link", { name }).click();
        await page.locator("#card").waitFor();
        const { face, label, main, bar, card } = await standing(page, ".looked-at");
        const said = JSON.stringify({ name: String(name), face, label, main, bar, card });
        for (const one of [face, label]) {
          const isFree = one.right <= card.left + 1 || one.left >= card.right - 1 || one.bottom <= card.top + 1 || one.top >= card.bottom - 1;
          assert.ok(isFree && one.top >= main.top - 1 && one.bottom <= main.bottom + 1, said);
        }
        assert.ok(card.bottom - card.top <= (main.bottom - main.top) * 0.62, said);
        await page.keyboard.press("Escape");
        await page.locator("#card").waitFor({ state: "detached" });
      }
      await page.locator("svg.fitted").getByRole("link", { name: /^Kelly Marsh/ }).click();
      const [call, text] = await Promise.all([/^Call/, /^Text/].map((name) => page.locator("#card .reach").getByRole("link", { name }).boundingBox()));
      assert.ok(Math.abs(call.y + call.height / 2 - text.y - text.height / 2) < 2, "Call and Text stand side by side");
      // Chromium loses the ellipsis of what is set against the side on which its words end.
      const cut = await page.locator("#card .clip").evaluateAll((all) => all.map((one) => getComputedStyle(one).textAlign));
      assert.ok(cut.length > 0 && cut.every((side) => side === "start"), String(cut));
      await page.context().close();
    });
  }
}

it("says of whoever used to help what they were and until when, and of each helper whether they read the case", async () => {
  const page = await look({ viewport: { width: 390, height: 844 } });
  await page.getByRole("link", { name: /^Show who used to help/ }).click();
  await page.locator(".drawing-bar").getByRole("link", { name: "Lena Fox", exact: true }).click();
  const card = page.locator("#card");
  await card.getByText(/^Social worker until \d+ \w+ \d{4}, Northcote Children’s Services$/).waitFor();
  await card.getByText("Does not read this case").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name: "List", exact: true }).click();
  const former = page.getByRole("region", { name: "Used to help" });
  assert.match(await former.innerText(), /Lena Fox\s+Social worker until .*\s+No contact written down\s+Does not read this case/);
  const agencies = await page.locator("main section").evaluateAll((all) => all.filter((one) => one.querySelector(".person-row")).map((one) => [one.querySelector("h2").textContent, one.textContent.includes("Lena Fox")]));
  assert.deepEqual(agencies.filter(([, has]) => has), [["Used to help", true]]);
  assert.equal(agencies.at(-1)[0], "Used to help");
  const joan = page.locator(".person-row", { hasText: "Joan Ellery" }).filter({ hasText: "Health visitor for the family" });
  assert.match(await joan.innerText(), /Joan Ellery\s+Health visitor for the family\s+/);
  await joan.getByText("On the team: reads this case").waitFor();
  await joan.locator("a.row").click();
  await page.getByRole("heading", { level: 1, name: "Joan Ellery" }).waitFor();
  await page.locator(".person-top").getByText("On the team: reads this case").waitFor();
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("the sheet calls a phone and an email what they are, has one main button at a time, and lists people below their agency", async () => {
  const page = await look({ viewport: { width: 390, height: 844 } });
  await page.getByRole("link", { name: "Sheet on paper" }).click();
  await page.getByRole("radio", { name: /Kelly Marsh/ }).check();
  await page.getByRole("button", { name: "Choose what is on it" }).click();
  const joan = page.getByRole("group", { name: "Joan Ellery" });
  assert.equal(await joan.locator("[data-numbers]").innerText(), "work phone and email");
  await joan.locator("summary").click();
  await joan.getByRole("checkbox", { name: /^Email/ }).uncheck();
  assert.equal(await joan.locator("[data-numbers]").innerText(), "1 of 2: work phone");
  await joan.getByRole("checkbox", { name: /^Work phone/ }).uncheck();
  assert.equal(await joan.locator("[data-numbers]").innerText(), "no number");
  const loud = () => page.locator("#main :is(button, .button):not(.quiet)").filter({ visible: true }).allInnerTexts();
  assert.deepEqual(await loud(), ["Check it before printing"]);
  await page.getByRole("button", { name: "Check it before printing" }).click();
  await page.getByRole("heading", { name: "Left out" }).waitFor();
  assert.deepEqual(await loud(), ["Open the sheet"]);
  await page.getByRole("button", { name: "Open the sheet" }).click();
  await page.getByRole("heading", { level: 1, name: /^Who helps/ }).waitFor();
  const listed = await page.locator(".sheet-agency").evaluateAll((all) => all.map((one) => [one.querySelector("h3").innerText, one.querySelectorAll(".sheet-entry").length]));
  assert.equal(new Set(listed.map(([agency]) => agency)).size, listed.length);
  assert.deepEqual(listed.find(([agency]) => agency === "St Aidan’s Primary"), ["St Aidan’s Primary", 3]);
  await page.context().close();
  assert.deepEqual(takeTroubles(), []);
});

it("on a page that runs from right to left a sentence ends with its full stop, and a count begins with its number", async () => {
  const page = await look({ viewport: { width: 390, height: 844 } });
  await page.evaluate(() => { document.documentElement.dir = "rtl"; });
  /** Whether the one stands at the left of the other, each where it comes last in its text. */
  const order = (selector, first, second) =>
    page.locator(selector).first().evaluate((within, [first, second]) => {
      const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
      const left = (words) => {
        texts.currentNode = within;
        while (texts.nextNode()) {
          const at = texts.currentNode.data.lastIndexOf(words);
          if (at < 0) continue;
          const range = document.createRange();
          range.setStart(texts.currentNode, at);
          range.setEnd(texts.currentNode, at + words.length);
          return range.getBoundingClientRect().left;
        }
        throw new Error(`no “${words}” in ${within.textContent}`);
      };
      return left(first) < left(second);
    }, [first, second]);
  assert.ok(await order(".case-head .tag.care", "home", "."), "the marker's full stop");
  assert.ok(await order(".case-head h1", "Marsh", "7"), "the age after the name");
  assert.ok(await order(".past-names", "1", "person"), "how many used to help");
  assert.ok(await order(".more-links a[href$='/team']", "12", "can see this"), "how many can see this");
  await page.context().close();
});

it("a sheet with a letter that this computer cannot write is not saved as a picture, and says so", async () => {
  const page = await look({ viewport: DESK });
  await page.getByRole("link", { name: "Sheet on paper" }).click();
  await page.getByRole("radio", { name: /Kelly Marsh/ }).check();
  await page.getByRole("button", { name: "Choose what is on it" }).click();
  await page.getByRole("button", { name: "Check it before printing" }).click();
  await page.getByRole("button", { name: "Open the sheet" }).click();
  await page.locator(".sheet .made").first().evaluate((made) => made.append(" \u{0378}"));
  await page.getByRole("button", { name: /PNG/ }).click();
  await page.locator("#sheet-said", { hasText: "Not saved: the fonts of this computer cannot write" }).waitFor();
  await page.context().close();
});

it("no page of the client puts markers, plan, worries or withheld places on paper", async () => {
  const page = await open(priya, { viewport: DESK });
  const found = [];
  for (const { name, reach, leave } of SCREENS) {
    await reach(page);
    await page.emulateMedia({ media: "print" });
    const said = await page.locator("body").innerText();
    if (/violent|Visit in twos|protection plan|Emotional abuse|same clothes|worr(y|ied)|Wharf Lane/i.test(said)) found.push(`${name}: ${said.slice(0, 200)}`);
    await page.emulateMedia({ media: "screen" });
    await leave?.(page);
  }
  takeTroubles();
  assert.deepEqual(found, []);
  await page.context().close();
});
