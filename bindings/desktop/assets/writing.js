// Keeps what is being written, every two seconds and when the page is left, and says so only while
// it is true.
"use strict";

(() => {
  const PAUSE = 2000;
  /** What is written in, and where it is said who will read it and whether it is kept. */
  let form = null;
  let place = null;
  let limit = 0;
  /** How often something was typed, and how much of that is kept. */
  let typed = 0;
  let kept = 0;
  let later = null;
  let underWay = null;
  /** Something was chosen while a request was under way: who sees it is asked again at once. */
  let isAskedAgain = false;
  let leaves = false;

  const words = () => new URLSearchParams(new FormData(form));

  const keep = async () => {
    clearTimeout(later);
    later = null;
    if (!form || leaves) return;
    if (underWay) { isAskedAgain = true; return; }
    const mine = form;
    const upTo = typed;
    const sending = new AbortController();
    underWay = sending;
    const patience = setTimeout(() => sending.abort(), 10_000);
    try {
      const answer = await fetch(form.dataset.keep, {
        method: "POST",
        body: words(),
        headers: { "hx-request": "true" },
        signal: sending.signal,
      });
      if (answer.headers.has("hx-redirect")) {
        document.body.dispatchEvent(new CustomEvent("updated-locked", { bubbles: true }));
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const said = await answer.text();
      if (form !== mine) return;
      place.innerHTML = said;
      sayFolded();
      kept = upTo;
    } catch {
      if (form === mine && !leaves) sayNotKept();
    } finally {
      clearTimeout(patience);
      if (form === mine) {
        underWay = null;
        if (isAskedAgain && !leaves) { isAskedAgain = false; keep(); }
        else if (typed > kept) later ??= setTimeout(keep, PAUSE);
      }
    }
  };

  /** On the folded line, what is chosen below it. */
  const sayFolded = () => {
    const [line, said] = [document.getElementById("folded"), place.querySelector("[data-folded]")];
    if (line && said) line.textContent = said.dataset.folded;
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

  /** A child is chosen by a chip or in the list: whoever was chosen last is the only one. */
  const leaveOtherChild = (field) => {
    if (field.id === "other-case") for (const chip of form.querySelectorAll("[name=case]")) chip.checked = false;
    const list = document.getElementById("other-case");
    if (field.name === "case" && list) list.value = "";
  };

  /** What the field asks for is another thing where a decision is written down. */
  const askFor = (kind) => {
    const asks = kind === "sharing-decision" ? form.dataset.asksOfADecision : form.dataset.asks;
    const [label, text] = [document.getElementById("asks"), document.getElementById("text")];
    if (!asks || !label || !text) return;
    label.textContent = asks;
    text.placeholder = asks;
  };

  const begin = () => {
    form = document.querySelector("form[data-keep]");
    if (!form) return;
    place = document.getElementById("audience");
    limit = Number(form.dataset.limit);
    patchwork.unkept = () => typed > kept;
    form.addEventListener("input", (event) => {
      if (event.target.value) leaveOtherChild(event.target);
      typed += 1;
      if (event.target.matches("textarea")) count(event.target);
      later ??= setTimeout(keep, PAUSE);
    });
    // What is chosen changes who will see it: said at once.
    form.addEventListener("change", (event) => {
      if (event.target.name === "kind") askFor(event.target.value);
      if (event.target.matches("[name=case], #other-case")) place.querySelector(".who")?.replaceChildren("Looking up who will see this …");
      keep();
    });
    // The form itself carries the words now.
    form.addEventListener("submit", () => {
      if (!form?.dataset.taken) return;
      leaves = true;
      clearTimeout(later);
      underWay?.abort();
    });
    // What was typed before this file had come counts as well.
    const text = document.getElementById("text");
    if (text && text.value !== text.defaultValue) text.dispatchEvent(new Event("input", { bubbles: true }));
  };

  /** The page is covered: nothing of it is remembered here. */
  const forget = () => {
    clearTimeout(later);
    const sending = underWay;
    [form, place, later, underWay] = [null, null, null, null];
    [typed, kept, leaves, isAskedAgain] = [0, 0, false, false];
    delete patchwork.unkept;
    sending?.abort();
  };

  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("page-covered", forget);
  document.addEventListener("page-shown-again", begin);
  addEventListener("pagehide", () => {
    if (form && typed > kept && !leaves) navigator.sendBeacon(form.dataset.keep, words());
  });
  // What was kept is not, once nobody is there who keeps it.
  setInterval(async () => {
    if (!form || document.visibilityState !== "visible" || leaves || !place.querySelector(".kept")) return;
    if ((await patchwork.ask()) !== "open" && form && !leaves) sayNotKept();
  }, 5000);
})();
