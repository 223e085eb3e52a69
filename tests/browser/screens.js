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
  await page.locator(".tabs").waitFor();
};
const unfolded = async (page) => {
  await writing("Visit")(page);
  await page.getByText("Who, how you know, when").click();
};

export const SCREENS = [
  { name: "cases", reach: go("/cases", "My cases") },
  { name: "search", reach: go("/cases?q=Ella", "My cases") },
  { name: "search-empty", reach: go("/cases?q=zebracrossing", "My cases") },
  { name: "new-case", reach: go("/cases/new", "Add a child") },
  { name: "case", reach: inCase("Picture") },
  { name: "case-list", reach: inCase("List") },
  { name: "case-timeline", reach: inCase(/^Timeline/) },
  { name: "case-tasks", reach: inCase(/^Tasks/) },
  { name: "person-joan", reach: fromList("Joan Ellery") },
  { name: "person-mum", reach: fromList("Kelly Marsh") },
  { name: "person-change", reach: linkIn(fromList("Kelly Marsh"), "Change", "Change Kelly Marsh") },
  { name: "person-add", reach: linkIn(inCase("Picture"), "Add someone", /^Someone in .* life$/) },
  { name: "team", reach: linkIn(inCase("Picture"), /can see this/, "Who can see this") },
  { name: "status", reach: linkIn(inCase("Picture"), "Plan and status", "Plan and status") },
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
  { name: "server", reach: go("/settings/server", "What the server can see") },
  { name: "no-such-page", reach: go("/nowhere", /./), provokes: /status of 404/ },
];
