// Locking takes effect in every tab at once: nothing of a case stays on a screen, and the place to
// come back to is remembered. What was typed and is not kept yet stays in the memory of its tab,
// and nowhere else, until it is unlocked.
"use strict";

(() => {
  /** In the address of a page that lay open when it was locked: that it is drawn again is no look. */
  const DRAWN_AGAIN = "drawn-again";
  const drawnAgain = () => {
    const address = new URL(location.href);
    address.searchParams.set(DRAWN_AGAIN, "yes");
    return `${address.pathname}${address.search}`;
  };
  // Whoever opens this address later looks at the page.
  if (new URLSearchParams(location.search).has(DRAWN_AGAIN)) {
    const address = new URL(location.href);
    address.searchParams.delete(DRAWN_AGAIN);
    history.replaceState(history.state, "", address);
  }
  const unlockAt = () => `/unlock?back=${encodeURIComponent(drawnAgain())}`;
  const isInside = () => document.body.classList.contains("inside");
  let isCovered = false;
  /** How often it was locked since this page came. */
  let locks = 0;
  /** The values of the forms in which something is typed that is kept nowhere: no part of the page. */
  let held = null;

  // What is typed, and is no secret

  /** Forms and fields that hold secrets: what is typed there is typed again. */
  const SECRET_FORMS = ["/settings/pin", "/settings/relay", "/unlock"];
  const SECRET_FIELDS = ["pin", "present_pin", "again", "passphrase", "relay_token"];
  const BUTTONS = ["button", "submit", "reset", "fieldset", "output"];
  /** The forms of this page, each with its address and how many of that address stand before it. */
  const forms = () => {
    const before = new Map();
    return [...document.querySelectorAll("#main form[method=post]")].map((form) => {
      const action = form.getAttribute("action");
      const nth = before.get(action) ?? 0;
      before.set(action, nth + 1);
      return { form, action, nth };
    });
  };
  const isChoice = (field) => field.type === "checkbox" || field.type === "radio";
  /** The fields of a form: a choice is found by its value, any other by its place among its name. */
  const fields = (form) => {
    const before = new Map();
    return [...form.elements]
      .filter(({ name, type }) => name && !BUTTONS.includes(type) && !SECRET_FIELDS.includes(name))
      .map((field) => {
        const nth = before.get(field.name) ?? 0;
        if (!isChoice(field)) before.set(field.name, nth + 1);
        return { field, key: isChoice(field) ? `${field.name}=${field.value}` : `${field.name} ${nth}` };
      });
  };
  const isText = (field) => field.matches("textarea, input:not([type]), input[type=text], input[type=search]");

  document.addEventListener("input", ({ target }) => {
    if (target.form?.method === "post") target.form.dataset.typed = "yes";
  });

  /** What is typed and not kept; nothing where all is kept. */
  const typed = () => {
    if (!isInside() || !(patchwork.unkept?.() ?? true)) return null;
    const found = forms()
      .filter(({ form, action }) => (form.dataset.typed || form.querySelector("[data-unsent], [data-refused]")) && !SECRET_FORMS.includes(action))
      .map(({ form, action, nth }) => ({
        action,
        nth,
        fields: fields(form).map(({ field, key }) => ({ key, value: field.value, checked: field.checked, isChoice: isChoice(field), isText: isText(field) })),
      }));
    return found.length ? found : null;
  };

  /** Puts the values into the forms of the page that was fetched again, as typed and not kept. Gives
   * the words that have no place there any more. */
  const putBack = (values) => {
    const left = [];
    const here = forms();
    for (const one of values) {
      const form = here.find(({ action, nth }) => action === one.action && nth === one.nth)?.form;
      const places = new Map(form ? fields(form).map(({ field, key }) => [key, field]) : []);
      let last = null;
      for (const { key, value, checked, isChoice, isText } of one.fields) {
        const field = places.get(key);
        if (!field) {
          if (isText && value.trim()) left.push(value.trim());
          continue;
        }
        if (isChoice) field.checked = checked;
        else if (field.value !== value) {
          field.value = value;
          field.closest("details")?.setAttribute("open", "");
        }
        if (isText) last = field;
      }
      (last ?? form?.elements[0])?.dispatchEvent(new Event("input", { bubbles: true }));
    }
    return left;
  };

  /** The page to which what was typed belongs. A question of a long form is asked for with the answers
   * to the others; any other page is opened again. */
  const fetchAgain = () => {
    const long = held.find(({ fields }) => fields.some(({ key }) => key === "question 0"));
    if (!long) return fetch(drawnAgain(), { cache: "no-store" });
    const sent = new URLSearchParams({ do: "again" });
    for (const { key, value, checked, isChoice } of long.fields) {
      if (!isChoice) sent.append(key.slice(0, key.lastIndexOf(" ")), value);
      else if (checked) sent.append(key.slice(0, key.length - value.length - 1), value);
    }
    return fetch(long.action, { method: "POST", body: sent });
  };

  const words = () => (held ?? []).flatMap((form) => form.fields.filter(({ isText }) => isText).map(({ value }) => value.trim())).filter(Boolean);

  /** A field with words to copy. */
  const toCopy = (label, texts) => {
    const place = document.createDocumentFragment();
    const said = document.createElement("label");
    said.htmlFor = "unkept";
    said.textContent = label;
    const area = document.createElement("textarea");
    area.id = "unkept";
    area.readOnly = true;
    area.rows = 8;
    area.value = texts.join("\n\n");
    place.append(said, area);
    return place;
  };

  // Covering the page, and going on

  const hide = (title) => {
    isCovered = true;
    held = typed();
    document.title = `${title} · Patchwork`;
    document.body.replaceChildren();
    document.body.className = "outside";
    // Whatever else remembers a part of the page forgets it.
    document.dispatchEvent(new CustomEvent("page-covered"));
  };

  const cover = async () => {
    locks += 1;
    if (isCovered || !isInside()) return;
    hide("Unlock");
    if (!held) {
      location.replace(unlockAt());
      return;
    }
    while (isCovered && held) {
      try {
        await draw(await fetch(unlockAt(), { cache: "no-store" }));
        return;
      } catch {
        if (await isGone()) {
          end();
          return;
        }
      }
    }
  };

  /** Whether nobody answers any more. What ends may answer for a moment yet. */
  const isGone = async () => {
    for (let asked = 0; asked < 10; asked += 1) {
      if ((await patchwork.ask()) === "gone") return true;
      await new Promise((go) => setTimeout(go, 500));
    }
    return false;
  };

  /** Draws the page for unlocking without leaving this one, which holds the words. */
  const draw = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // It is open already, and answered with another page.
    if (!page.getElementById("unlock")) {
      await goOn();
      return;
    }
    document.body.replaceChildren(...page.body.childNodes);
    document.body.className = page.body.className;
    document.querySelector("[autofocus]")?.focus();
    const said = document.createElement("p");
    said.className = "hint";
    said.textContent = "What you typed last is held in this window only. Unlock to go on with it.";
    document.querySelector("main h1")?.after(said);
    for (const form of document.querySelectorAll("form")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopPropagation();
        unlock(form, event.submitter);
      });
    }
  };

  const unlock = async (form, button) => {
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form, button)),
        headers: { "hx-request": "true" },
      });
      if (answer.headers.has("hx-redirect")) await goOn();
      else await draw(answer);
    } catch {
      if (await isGone()) end();
    }
  };

  let isGoingOn = false;
  /** Fetches the page again, if Patchwork says that it is open, and puts back what was typed. */
  const goOn = async () => {
    if (!held || isGoingOn) return;
    isGoingOn = true;
    try {
      if ((await patchwork.ask()) !== "open") return;
      const before = locks;
      const answer = await fetchAgain();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      // It was locked once more meanwhile.
      if (locks !== before || page.getElementById("unlock")) return;
      document.body.replaceChildren(...page.body.childNodes);
      document.body.className = page.body.className;
      document.title = page.title;
      const values = held;
      held = null;
      isCovered = false;
      window.htmx?.process(document.body);
      document.dispatchEvent(new CustomEvent("page-shown-again"));
      const left = putBack(values);
      if (left.length) document.getElementById("main")?.prepend(toCopy("This page has no place any more for what you typed. Copy it before you go on:", left));
    } catch {
      if (await isGone()) end();
    } finally {
      isGoingOn = false;
    }
  };

  /** Patchwork has ended: no page of it stays, but the words that only this window has. */
  const end = () => {
    if (!isCovered) hide("Patchwork has ended");
    const main = document.createElement("main");
    main.id = "main";
    const add = (name, text) => {
      const part = document.createElement(name);
      part.textContent = text;
      main.append(part);
      return part;
    };
    add("h1", "Patchwork has ended");
    add("p", "Start it again on this computer, and open the address that it prints. What was saved or kept is safe.").className = "lead";
    if (words().length) main.append(toCopy("Kept nowhere else. Copy this before you close the window:", words()));
    document.body.replaceChildren(main);
  };

  document.addEventListener("updated-locked", cover);
  document.addEventListener("updated-ended", async () => {
    // In front of a closed screen nobody's word is taken for it: the words would be shown.
    if (isInside() || (isCovered && (await isGone()))) end();
  });
  // It was unlocked in another tab.
  document.addEventListener("updated-unlocked", () => {
    const unlocking = document.getElementById("unlock");
    if (unlocking && !isCovered) location.replace(unlocking.dataset.back);
    else goOn();
  });
  // A part of a page that was to be fetched, while everything is locked.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!event.detail.xhr.getResponseHeader("hx-redirect")?.startsWith("/unlock")) return;
    event.preventDefault();
    cover();
  });

  // Somebody is there, which keeps it from locking.
  let told = 0;
  const used = () => {
    if (!isInside() || isCovered || Date.now() - told < 20_000) return;
    told = Date.now();
    fetch("/here", { method: "POST" }).catch(() => {});
  };
  for (const sign of ["keydown", "pointerdown", "wheel"]) addEventListener(sign, used, { passive: true });

  // A passphrase can be looked at while it is typed.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-show]");
    if (!button) return;
    const fields = document.querySelectorAll("input[data-secret]");
    const shows = button.getAttribute("aria-pressed") !== "true";
    for (const field of fields) field.type = shows ? "text" : "password";
    button.setAttribute("aria-pressed", String(shows));
    button.querySelector("span").textContent = shows ? "Hide" : "Show";
  });
  // The words that were drawn go into both fields.
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-use]");
    if (!button) return;
    const drawn = document.getElementById(button.dataset.use).textContent.trim();
    for (const field of document.querySelectorAll("input[data-secret]")) {
      field.value = drawn;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const said = document.getElementById("announce");
    if (said) said.textContent = "The words are in both fields.";
    document.querySelector("#unlock button.wide")?.focus();
  });
  const offerLooking = () => {
    for (const button of document.querySelectorAll("[data-show], [data-use]")) button.hidden = false;
  };
  document.addEventListener("DOMContentLoaded", offerLooking);
  document.addEventListener("page-shown-again", offerLooking);
})();
