// Locking takes effect in every tab at once: nothing of a case stays on a screen, and the place to
// come back to is remembered. What was typed and is not kept yet stays in the memory of its tab,
// and nowhere else, until it is unlocked.
"use strict";

(() => {
  const unlockAt = () => `/unlock?back=${encodeURIComponent(`${location.pathname}${location.search}`)}`;
  const isInside = () => document.body.classList.contains("inside");
  let isCovered = false;
  /** This page as it was, where something is typed in it that is kept nowhere. */
  let held = null;

  let isTyped = false;
  document.addEventListener("input", (event) => {
    if (event.target.form?.method === "post") isTyped = true;
  });
  const hasWords = () => isInside() && isTyped && (patchwork.unkept?.() ?? true);

  const hide = (title) => {
    isCovered = true;
    if (hasWords()) held = { nodes: [...document.body.childNodes], className: document.body.className, title: document.title };
    document.title = `${title} · Patchwork`;
    document.body.replaceChildren();
    document.body.className = "outside";
  };

  const cover = async () => {
    if (isCovered || !isInside()) return;
    hide("Unlock");
    if (held) await draw(await fetch(unlockAt(), { cache: "no-store" }));
    else location.replace(unlockAt());
  };

  /** Draws the page for unlocking without leaving this one, which holds the words. */
  const draw = async (answer) => {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
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
      if (answer.headers.has("hx-redirect")) goOn();
      else await draw(answer);
    } catch {
      end();
    }
  };

  /** The page as it was, with what is typed in it. */
  const goOn = () => {
    if (!held) return;
    document.body.replaceChildren(...held.nodes);
    document.body.className = held.className;
    document.title = held.title;
    held = null;
    isCovered = false;
    document.body.dispatchEvent(new CustomEvent("updated-everything", { bubbles: true }));
  };

  /** Patchwork has ended: no page of it stays, but the words that only this window has. */
  const end = () => {
    if (!isCovered) hide("Patchwork has ended");
    const typed = (held?.nodes ?? [])
      .flatMap((node) => [...(node.querySelectorAll?.("form[method=post] textarea, form[method=post] input:not([type])") ?? [])])
      .map((field) => field.value.trim())
      .filter(Boolean);
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
    if (typed.length) {
      add("label", "Kept nowhere else. Copy this before you close the window:").htmlFor = "unkept";
      const words = add("textarea", typed.join("\n\n"));
      words.id = "unkept";
      words.readOnly = true;
      words.rows = 8;
    }
    document.body.replaceChildren(main);
  };

  document.addEventListener("updated-locked", cover);
  document.addEventListener("updated-ended", () => {
    if (isInside() || isCovered) end();
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
  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-show]")) button.hidden = false;
  });
})();
