// Every screen that can be reached without changing anything on the phone.
import { openElla, openPerson } from "./browser.js";

const shows = (page, heading) => page.getByRole("heading", { level: 1, name: heading }).waitFor();
const go = (path, heading) => async (page) => {
  await page.goto(new URL(path, page.url()).href);
  await shows(page, heading);
};
const inCase = (tab) => async (page) => {
  await openElla(page);
  const link = page.getByRole("navigation", { name: "Views of this case" }).getByRole("link", { name: tab });
  await link.click();
  await link.and(page.locator("[aria-current=page]")).waitFor();
};
const fromList = (name) => (page) => openPerson(page, name);
const linkIn = (first, name, heading) => async (page) => {
  await first(page);
  await page.locator("#main").getByRole("link", { name }).first().click();
  await shows(page, heading);
};

/** What is written on is thrown away again with the page's own button. */
const writing = (chip) => async (page) => {
  await openElla(page);
  await page.getByRole("button", { name: "Write" }).click();
  await page.locator("#text").fill("Kitchen warm, dinner on the table. Ella showed me her drawing.");
  if (chip) await page.getByRole("radio", { name: chip, exact: true }).check();
  await page.locator("#audience", { hasText: "Draft kept" }).waitFor();
};
const discard = async (page) => {
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discard these words?" }).waitFor();
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("heading", { name: "Discarded" }).waitFor();
  await page.getByRole("link", { name: /^Go to/ }).click();
  await page.locator(".tabs").waitFor();
};
const unfolded = async (page) => {
  await writing("Visit or call")(page);
  await page.getByText("When, how you know, who").click();
};

const whereSomeoneLives = async (page) => {
  await linkIn(inCase("List"), "Add where someone lives", "Who lives there?")(page);
  await page.getByRole("radio", { name: "Ella Marsh" }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await shows(page, /^Where does .* live\?$/);
};
const answered = (first, choice, heading) => async (page) => {
  await first(page);
  await page.getByRole("radio", { name: choice }).check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText(heading).waitFor();
};
/** A header that a tap has opened. */
const openedHeader = async (page) => {
  await inCase(/^Timeline/)(page);
  await page.locator("#case-head > summary").click();
  await page.getByText("Child last seen").waitFor();
};

/** A form that came back with what is wrong; the browser itself would not have sent it. */
const refusedResidence = async (page) => {
  await whereSomeoneLives(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("alert").waitFor();
};
const status = linkIn(inCase("Picture"), "Plan and status", "Plan and status");

/** The card over a face. */
const card = async (page) => {
  await inCase("Picture")(page);
  await page.locator("svg.fitted").getByRole("link", { name: /^Kelly Marsh/ }).click();
  await page.locator("#card").getByRole("heading", { name: "Kelly Marsh" }).waitFor();
};
const sheetReader = linkIn(inCase("Picture"), "Sheet on paper", "Who is the sheet for?");
const sheetChoices = async (page) => {
  await sheetReader(page);
  await page.getByRole("radio", { name: /Kelly Marsh/ }).check();
  await page.getByRole("button", { name: "Choose what is on it" }).click();
  await shows(page, "What Kelly Marsh may know");
};
const sheetPreview = async (page) => {
  await sheetChoices(page);
  await page.getByRole("button", { name: "Check it before printing" }).click();
  await shows(page, "Before you print: for Kelly Marsh");
};

export const SCREENS = [
  { name: "cases", reach: go("/cases", "My cases") },
  { name: "search", reach: go("/cases?q=Ella", "My cases") },
  { name: "search-empty", reach: go("/cases?q=zebracrossing", "My cases") },
  { name: "new-case", reach: go("/cases/new", "Add a child") },
  { name: "case", reach: inCase("Picture") },
  { name: "picture-card", reach: card },
  { name: "sheet-reader", reach: sheetReader },
  { name: "sheet-choices", reach: sheetChoices },
  { name: "sheet-preview", reach: sheetPreview },
  { name: "case-list", reach: inCase("List") },
  { name: "case-timeline", reach: inCase(/^Timeline/) },
  { name: "case-header", reach: openedHeader },
  { name: "case-tasks", reach: inCase(/^Tasks/) },
  { name: "person-joan", reach: fromList("Joan Ellery") },
  { name: "person-mum", reach: fromList("Kelly Marsh") },
  { name: "person-change", reach: linkIn(fromList("Kelly Marsh"), "Change", "Change Kelly Marsh") },
  { name: "person-add", reach: linkIn(inCase("Picture"), "Add someone", /^Someone in .* life$/) },
  { name: "team", reach: linkIn(inCase("Picture"), /can see this/, "Who can see this") },
  { name: "status", reach: status },
  { name: "status-category", reach: answered(status, "Child protection plan", "Which category?") },
  { name: "child", reach: linkIn(inCase("Picture"), /^About Ella/, "About Ella Marsh") },
  { name: "marker", reach: linkIn(status, /^Change or end/, "Before you go") },
  { name: "marker-add", reach: linkIn(status, "Add what a visitor must know", "Before you go") },
  { name: "ties-add", reach: answered(linkIn(fromList("Kelly Marsh"), /how they belong together/, "How Kelly Marsh belongs with others"), "Craig Dolan", /^What is Kelly Marsh to/) },
  { name: "ties", reach: linkIn(fromList("Kelly Marsh"), /how they belong together/, "How Kelly Marsh belongs with others") },
  { name: "residence", reach: linkIn(fromList("Jean Marsh"), /^Change where Jean Marsh lives/, "Where Jean Marsh lives") },
  { name: "residence-withheld", reach: linkIn(inCase("List"), /^Change where Ella Marsh lives, Sat–Thu/, "Where Ella Marsh lives") },
  { name: "residence-add", reach: linkIn(inCase("List"), "Add where someone lives", "Who lives there?") },
  { name: "residence-add-where", reach: whereSomeoneLives },
  { name: "residence-refused", reach: refusedResidence, provokes: /status of 422/ },
  { name: "withheld", reach: linkIn(inCase("List"), /^Withheld from .*: show the address$/, "Where Ella Marsh lives") },
  { name: "map", reach: linkIn(fromList("Jean Marsh"), /^Map for Jean Marsh/, "Before a map opens") },
  { name: "involvement", reach: linkIn(inCase("List"), /^Change how Joan Ellery is involved/, /^How Joan Ellery is involved/) },
  { name: "involvement-add", reach: linkIn(inCase("List"), "Add who is involved", "Add who is involved") },
  { name: "task", reach: linkIn(inCase(/^Tasks/), "Ask the court for the new date", "Ask the court for the new date") },
  { name: "capture", reach: writing(), leave: discard },
  { name: "capture-worry", reach: writing("Worry"), leave: discard },
  { name: "capture-visit-more", reach: unfolded, leave: discard },
  { name: "tasks", reach: go("/tasks", "My tasks") },
  { name: "directory", reach: go("/directory", "Directory") },
  { name: "practitioner", reach: linkIn(go("/directory", "Directory"), /^Joan Ellery/, "Joan Ellery") },
  { name: "my-card", reach: go("/me", "My card") },
  { name: "invite", reach: go("/invite", "Invite a colleague") },
  { name: "sync", reach: go("/sync", "Sync") },
  { name: "settings", reach: go("/settings", "Settings") },
  { name: "partnership", reach: go("/settings/partnership", /./) },
  { name: "server", reach: go("/settings/server", "What the server can see") },
  { name: "no-such-page", reach: go("/nowhere", /./), provokes: /status of 404/ },
];
