// Small things that make the pages livelier. Everything works without this file.
"use strict";

(() => {
  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name));

  // Updates say that something changed, never what: each part of a page fetches itself again.
  const listen = () => {
    if (!document.body.classList.contains("inside") && !document.getElementById("waiting")) return;
    const source = new EventSource("/updates");
    let shown = performance.timeOrigin;
    source.onmessage = (message) => {
      const [what, which] = message.data.split(" ");
      if (what === "latest") {
        // Something changed between drawing this page and listening, or while nobody listened.
        if (Number(which) >= shown) tell("updated-everything");
        return;
      }
      shown = Date.now();
      tell(which ? `updated-${what}-${which}` : `updated-${what}`);
    };
    addEventListener("pagehide", () => source.close());
    addEventListener("pageshow", (event) => {
      if (event.persisted) location.reload();
    });
  };

  // Copying needs a script, so its buttons are hidden without one.
  const offerCopying = (root) => {
    for (const button of root.querySelectorAll("[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy)?.textContent ?? "";
    try {
      await navigator.clipboard.writeText(text.trim());
      announce("Copied");
      button.textContent = "Copied";
    } catch {
      announce("The browser did not allow copying. Select it and copy it.");
    }
  });

  const announce = (words) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = words;
  };

  // A form sent twice by an impatient thumb is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 4000);
  });

  // What was unfolded stays unfolded when the page is brought up to date.
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    unfolded = [...event.detail.target.querySelectorAll("details[id]")].map((part) => [part.id, part.open]);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    for (const [id, open] of unfolded) {
      const part = document.getElementById(id);
      if (part) part.open = open;
    }
    unfolded = [];
    offerCopying(document);
    if (event.detail.target?.id === "main") announce("This page was brought up to date.");
  });

  // The page is not fetched again under the fingers of someone who types; it is right after.
  let missed = false;
  const typing = () => document.activeElement?.matches?.("#main input, #main select, #main textarea");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "main" || !typing()) return;
    missed = true;
    event.preventDefault();
  });
  document.addEventListener("focusout", () => {
    setTimeout(() => {
      if (!missed || typing()) return;
      missed = false;
      tell("updated-everything");
    }, 200);
  });

  document.addEventListener("DOMContentLoaded", () => {
    listen();
    offerCopying(document);
    const text = document.getElementById("text");
    if (text) {
      text.focus();
      text.setSelectionRange(text.value.length, text.value.length);
    }
    // What was typed before this file had come counts as well.
    for (const field of document.querySelectorAll("input[type=search], #text")) {
      if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
