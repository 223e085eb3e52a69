// Draws every screen at three sizes, in the light, in the dark, with large text and from right to
// left, and puts them side by side: for people to look at. PATCHWORK_SHEETS names the folder.
import { mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DEMO, leaveFreely, open, phones } from "./browser.js";
import { textSize } from "./measure.js";
import { SCREENS } from "./screens.js";

const FOLDER = process.env.PATCHWORK_SHEETS;
if (!FOLDER) throw new Error("PATCHWORK_SHEETS is not set: name the folder for the sheets");
const SIZES = [[360, 640], [390, 844], [1280, 800]];
/** As many screens as fit on one sheet. */
const ON_A_SHEET = { phone: 12, desk: 6 };

const shots = join(FOLDER, "screens");
rmSync(shots, { recursive: true, force: true });
mkdirSync(shots, { recursive: true });

const nameOf = (look, { width, height }) => `${width}x${height}-${look}`;

/** The page as it stands, in every look. */
async function draw(page, name) {
  const size = page.viewportSize();
  const shoot = async (look) => {
    const folder = join(shots, nameOf(look, size));
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  };
  await shoot("light");
  await page.emulateMedia({ colorScheme: "dark" });
  await shoot("dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(() => { document.documentElement.dir = "rtl"; });
  await shoot("rtl");
  await page.evaluate(() => { document.documentElement.removeAttribute("dir"); });
  await textSize(page, 32);
  await shoot("large");
  await textSize(page, 16);
}

const { priya } = await phones();
for (const [width, height] of SIZES) {
  const page = leaveFreely(await open(priya, { viewport: { width, height } }));
  for (const { name, reach, leave } of SCREENS) {
    await reach(page);
    await draw(page, name);
    await leave?.(page);
  }
  await page.context().close();
  const demo = await open(DEMO, { viewport: { width, height } });
  for (const name of ["priya", "tom"]) await demo.frameLocator(`#frame-${name}`).locator("#main").waitFor();
  await draw(demo, "demo");
  await demo.context().close();
}

/** Some screens side by side, each with its name. */
async function lay(page, folder, names, width) {
  const figure = (name) => {
    const bytes = readFileSync(join(folder, `${name}.png`)).toString("base64");
    return `<figure><img src="data:image/png;base64,${bytes}" width="${width}"><figcaption>${name}</figcaption></figure>`;
  };
  const style = "body{margin:12px;background:#777;display:flex;flex-wrap:wrap;gap:12px;font:14px sans-serif;color:#fff}figure{margin:0}img{display:block}";
  await page.setContent(`<!doctype html><style>${style}</style>${names.map(figure).join("")}`);
}

const sheet = await open("about:blank", { viewport: { width: 1600, height: 1000 } });
let count = 0;
for (const look of readdirSync(shots).sort()) {
  const folder = join(shots, look);
  const isDesk = look.startsWith("1280");
  const names = readdirSync(folder).map((file) => file.replace(/\.png$/, "")).sort();
  const step = isDesk ? ON_A_SHEET.desk : ON_A_SHEET.phone;
  for (let first = 0; first < names.length; first += step) {
    await lay(sheet, folder, names.slice(first, first + step), isDesk ? 512 : 250);
    const path = join(FOLDER, `${look}-${String(first / step + 1).padStart(2, "0")}.png`);
    await sheet.screenshot({ path, fullPage: true });
    count += 1;
  }
}
console.log(`${count} sheets are in ${FOLDER}`);
process.exit(0);
