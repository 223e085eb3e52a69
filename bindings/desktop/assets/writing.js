// Keeps what is being written, every two seconds and when the page is left, and says so only while
// it is true.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const place = document.getElementById("audience");
  const limit = Number(form.dataset.limit);
  const PAUSE = 2000;
  /** How often something was typed, and how much of that is kept. */
  let typed = 0;
  let kept = 0;
  let later = null;
  let underWay = null;
  /** Something was chosen while a request was under way: who sees it is asked again at once. */
  let isAskedAgain = false;
  let leaves = false;

  patchwork.unkept = () => typed > kept;

  const words = () => new URLSearchParams(new FormData(form));

  const keep = async () => {
    clearTimeout(later);
    later = null;
    if (underWay || leaves) { isAskedAgain = true; return; }
    const upTo = typed;
    underWay = new AbortController();
    const patience = setTimeout(() => underWay?.abort(), 10_000);
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: words(),
        headers: { "hx-request": "true" },
        signal: underWay.signal,
      });
      if (answer.headers.has("hx-redirect")) {
        document.body.dispatchEvent(new CustomEvent("updated-locked", { bubbles: true }));
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      place.innerHTML = await answer.text();
      kept = upTo;
    } catch {
      if (!leaves) sayNotKept();
    } finally {
      clearTimeout(patience);
      underWay = null;
      if (isAskedAgain && !leaves) { isAskedAgain = false; keep(); }
      else if (typed > kept) later ??= setTimeout(keep, PAUSE);
    }
  };

  const sayNotKept = () => {
    place.querySelector(".kept")?.remove();
    if (place.querySelector(".not-kept")) return;
    const said = document.createElement("p");
    said.className = "problem not-kept";
    said.textContent = "Not kept: Patchwork on this computer does not answer. What you typed is only in this window. Copy it before you close it.";
    place.prepend(said);
  };

  const count = (field) => {
    const length = [...field.value].length;
    let said = field.nextElementSibling?.matches(".too-long") ? field.nextElementSibling : null;
    if (length <= limit) {
      said?.remove();
      field.removeAttribute("aria-invalid");
      return;
    }
    if (!said) {
      said = document.createElement("p");
      said.className = "field-error too-long";
      said.setAttribute("role", "alert");
      field.after(said);
      field.setAttribute("aria-invalid", "true");
    }
    said.textContent = `${length - limit} characters too long. One entry holds ${limit}.`;
  };

  form.addEventListener("input", (event) => {
    typed += 1;
    if (event.target.matches("textarea")) count(event.target);
    later ??= setTimeout(keep, PAUSE);
  });
  // What is chosen changes who will see it: said at once.
  form.addEventListener("change", (event) => {
    if (event.target.matches("[name=case], #other-case")) place.querySelector(".who")?.replaceChildren("Looking up who will see this …");
    keep();
  });
  // The form itself carries the words now.
  form.addEventListener("submit", () => {
    if (!form.dataset.taken) return;
    leaves = true;
    clearTimeout(later);
    underWay?.abort();
  });
  addEventListener("pagehide", () => {
    if (typed > kept && !leaves) navigator.sendBeacon(form.dataset.keep, words());
  });
  // What was kept is not, once nobody is there who keeps it.
  setInterval(async () => {
    if (document.visibilityState !== "visible" || leaves || !place.querySelector(".kept")) return;
    if ((await patchwork.ask()) !== "open" && !leaves) sayNotKept();
  }, 5000);

  // What was typed before this file had come counts as well.
  const text = document.getElementById("text");
  if (text && text.value !== text.defaultValue) text.dispatchEvent(new Event("input", { bubbles: true }));
});
