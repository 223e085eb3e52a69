// Every screen of a phone, and the demo's page, at two widths.
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { DEMO, DESK, PHONE, leaveFreely, open, phones, takeTroubles } from "./browser.js";
import { brokenWords, faults, sideways, textSize } from "./measure.js";
import { SCREENS } from "./screens.js";

/** Troubles other than the one a screen is there to provoke. */
const troubles = (provokes) => takeTroubles().filter((trouble) => !provokes?.test(trouble));

let priya;
before(async () => {
  ({ priya } = await phones());
});

for (const [where, viewport] of [["a phone", PHONE], ["a desktop", DESK]]) {
  describe(`on ${where}`, () => {
    let page;
    before(async () => {
      page = leaveFreely(await open(priya, { viewport }));
    });
    for (const { name, reach, leave, provokes } of SCREENS) {
      it(`${name} can be read and used by everybody`, async () => {
        await reach(page);
        const found = await faults(page, name);
        await leave?.(page);
        assert.deepEqual([...found, ...troubles(provokes)], []);
      });
    }
  });

  it(`the demo’s page can be read and used by everybody on ${where}`, async () => {
    const page = await open(DEMO, { viewport });
    for (const name of ["priya", "tom"]) await page.frameLocator(`#frame-${name}`).locator("#main").waitFor();
    const found = await faults(page, "demo");
    await page.context().close();
    assert.deepEqual([...found, ...troubles()], []);
  });
}

describe("on the smallest phone, with text twice as large", () => {
  const MAIN = ["cases", "case", "picture-card", "case-list", "case-timeline", "case-tasks", "person-mum", "sheet-choices", "capture", "tasks", "sync", "settings"];
  let page;
  before(async () => {
    page = leaveFreely(await open(priya, { viewport: { width: 320, height: 640 } }));
  });
  for (const { name, reach, leave } of SCREENS.filter((screen) => MAIN.includes(screen.name))) {
    it(`${name} breaks no word that has room, and reaches no further than the window`, async () => {
      await reach(page);
      await textSize(page, 32);
      const found = [...(await brokenWords(page)), ...(await sideways(page))];
      await textSize(page, 16);
      await leave?.(page);
      assert.deepEqual([...found, ...takeTroubles()], []);
    });
  }
});
