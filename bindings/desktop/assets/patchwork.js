// Small things that make the pages livelier. Everything works without this file.
"use strict";

(() => {
  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name));

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

  // What is on the sheet is said beside each name, as it is chosen.
  document.addEventListener("change", (event) => {
    const numbers = event.target.closest?.("details.numbers");
    if (!numbers) return;
    const all = [...numbers.querySelectorAll("[name=number]")];
    const on = all.filter((number) => number.checked).map((number) => number.dataset.kind.toLowerCase());
    const said = on.length > 1 ? `${on.slice(0, -1).join(", ")} and ${on.at(-1)}` : on[0];
    numbers.querySelector("[data-numbers]").textContent = on.length === all.length ? said : on.length ? `${on.length} of ${all.length}: ${said}` : "no number";
  });

  // What somebody unfolds comes into view, as much of it as there is room for.
  document.addEventListener("toggle", (event) => {
    const fold = event.target;
    const byThePerson = fold.open && fold.matches("details") && fold.contains(document.activeElement);
    if (byThePerson) fold.scrollIntoView({ block: "nearest" });
  }, true);

  // What is to be put right in one kind of entry is not so in another.
  document.addEventListener("change", (event) => {
    if (event.target.name !== "kind") return;
    const hidden = ([link]) => link && !document.querySelector(link.getAttribute("href"))?.checkVisibility();
    for (const item of document.querySelectorAll("#problem li, #problem p")) {
      if (hidden(item.querySelectorAll("a"))) item.remove();
    }
    countProblems();
  });

  const announce = (words) => {
    const place = document.getElementById("announce");
    if (place) place.textContent = words;
  };

  // A form sent twice by an impatient thumb is sent once. Whether anybody is there to take it is
  // asked first: a browser's own page of what went wrong would be in the place of the words.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || form.dataset.taken) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    if (!event.submitter?.formNoValidate && [...form.elements].some(whyNot)) {
      keepHere(form);
      return;
    }
    form.dataset.sent = "yes";
    const answer = await patchwork.ask();
    delete form.dataset.sent;
    if (answer === "gone") {
      catchUp();
      say(form, "Not sent: Patchwork on this computer does not answer. What you typed is still here. Copy it before you close this page.");
      return;
    }
    if (answer === "locked" && document.body.classList.contains("inside")) {
      document.body.dispatchEvent(new CustomEvent("updated-locked", { bubbles: true }));
      return;
    }
    form.dataset.taken = "yes";
    form.requestSubmit(event.submitter);
    setTimeout(() => {
      delete form.dataset.taken;
      catchUp();
    }, 4000);
  });

  /** Says what is wrong with a form, in the form. */
  const say = (form, words) => {
    let place = form.querySelector(".not-sent");
    if (!place) {
      place = document.createElement("p");
      place.className = "problem not-sent";
      place.setAttribute("role", "alert");
      (form.querySelector(".save-bar") ?? form).prepend(place);
    }
    place.textContent = words;
  };

  // What was wrong with a field is said until the field is changed.
  document.addEventListener("input", (event) => {
    // What is wrong with a group of fields is put right by choosing in any of them.
    const names = [event.target.id, event.target.name, event.target.closest?.("fieldset[tabindex]")?.id].filter(Boolean);
    if (names.length === 0) return;
    const said = event.target.closest?.("fieldset, form")?.querySelector(names.map((name) => `#${CSS.escape(name)}-error`).join(", "));
    if (!said || !event.target.value) return;
    said.remove();
    for (const field of document.querySelectorAll(`[aria-describedby~="${CSS.escape(said.id)}"]`)) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-errormessage");
      // What else describes it stays: its hint.
      const others = field.getAttribute("aria-describedby").split(/\s+/).filter((id) => id !== said.id);
      if (others.length > 0) field.setAttribute("aria-describedby", others.join(" "));
      else field.removeAttribute("aria-describedby");
    }
    putRight(said.id.replace(/-error$/, ""));
  });

  /** Takes a field that was put right off the list at the top, and the list with its last one. */
  const putRight = (field) => {
    const problem = document.getElementById("problem");
    const link = problem?.querySelector(`a[href="#${CSS.escape(field)}"]`);
    (link?.closest("li") ?? problem)?.remove();
    countProblems();
  };

  /** Says how many things are left to be put right; with the last one the list goes. */
  const countProblems = () => {
    const problem = document.getElementById("problem");
    if (!problem) return;
    const isList = problem.querySelector("ul") !== null;
    const left = isList ? problem.querySelectorAll("li").length : Number(problem.querySelector("p") !== null);
    if (left === 0) problem.remove();
    else if (isList) problem.querySelector("p").textContent = left === 1 ? "1 thing to put right:" : `${left} things to put right:`;
  };

  /** Digits that are all the same, or each one more or one less than the digit before. */
  const isEasy = (digits) => [-1, 0, 1].some((step) => [...digits].every((digit, at) => at === 0 || digit - digits[at - 1] === step));
  /** Why a field cannot be sent as it is. Of a day or a time of which only a part is typed the
   * browser would make an empty one. A secret that is refused would have to be typed once more, with
   * every other secret of its form. */
  const whyNot = (field) => {
    if (!field.checkVisibility?.()) return null;
    if (field.validity?.badInput) return field.type === "time" ? "Type the whole time, or leave it empty." : "Type the whole day, or leave it empty.";
    const { newPin, sameAs } = field.dataset;
    if (newPin !== undefined && !/^\d{4,12}$/.test(field.value)) return "Choose 4 to 12 digits.";
    if (newPin !== undefined && isEasy(field.value)) return "Choose digits that are not all the same and not in a row.";
    if (sameAs && field.value !== document.getElementById(sameAs)?.value) return "The two are not the same. Type both again.";
    return null;
  };
  /** Says in a form what is to be put right before it is sent. */
  const keepHere = (form) => {
    document.getElementById("problem")?.remove();
    for (const said of form.querySelectorAll(".kept-here")) said.remove();
    const fields = [...form.elements].filter(whyNot);
    const wrong = fields.map((field) => {
      const said = document.createElement("p");
      said.className = "field-error kept-here";
      said.id = `${field.id}-error`;
      said.textContent = whyNot(field);
      document.getElementById(said.id)?.remove();
      field.before(said);
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", said.id);
      const link = document.createElement("a");
      link.href = `#${field.id}`;
      link.textContent = said.textContent;
      return link;
    });
    const problem = document.createElement("div");
    problem.className = "problem";
    problem.id = "problem";
    problem.tabIndex = -1;
    problem.setAttribute("role", "alert");
    // As the page itself says it: one alone is said beside its field, or a list.
    const lines = wrong.map((link) => {
      const line = document.createElement(wrong.length === 1 ? "p" : "li");
      line.append(link);
      return line;
    });
    if (wrong.length === 1) {
      wrong[0].textContent = "one thing to put right";
      lines[0].prepend("Not saved yet: ");
      problem.append(...lines);
    } else {
      const [within, list] = [document.createElement("div"), document.createElement("ul")];
      list.append(...lines);
      within.append(document.createElement("p"), list);
      problem.append(within);
    }
    (form.querySelector(".writing-scroll") ?? form).prepend(problem);
    countProblems();
    problem.focus();
  };

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

  // The page is not fetched again while someone types in it or has typed what is not sent: the new
  // page would stand in the place of their words. It is fetched when nothing typed is left.
  let missed = false;
  const isTyped = (field) => {
    if (field.type === "hidden") return false;
    if (field.dataset.refused) return true;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.matches("select")) {
      const byDefault = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
      return byDefault !== undefined && !byDefault.selected;
    }
    return field.value !== field.defaultValue || field.validity.badInput;
  };
  const fields = "#main :is(input, select, textarea)";
  const typing = () => document.activeElement?.matches?.(fields) || [...document.querySelectorAll(fields)].some(isTyped);
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "main" || !typing()) return;
    missed = true;
    event.preventDefault();
  });
  /** Whether a part of the page holds a form that is being sent: taken out of the page it would not be. */
  const isSending = (part) => part.querySelector("form[data-sent], form[data-taken]") !== null;
  /** When a finger, a button of the mouse or a key went down that has not come up again: what is under
   * it then is what was pressed, and nothing if that has been taken out of the page. Where the browser
   * never says that it came up, because a menu took it, it counts as up after a while. */
  const LONGEST_PRESS = 3000;
  let pressedAt = 0;
  const isPressed = () => Date.now() - pressedAt < LONGEST_PRESS;
  const goesDown = () => {
    pressedAt = Date.now();
    setTimeout(catchUp, LONGEST_PRESS);
  };
  const comesUp = () => setTimeout(() => {
    pressedAt = 0;
    catchUp();
  });
  for (const sign of ["pointerdown", "keydown"]) addEventListener(sign, goesDown, true);
  for (const sign of ["pointerup", "pointercancel", "keyup"]) addEventListener(sign, comesUp, true);
  // It comes up somewhere else. The parts of the page lose the focus too, and say so by the same name.
  addEventListener("blur", (event) => { if (event.target === window) comesUp(); });
  // What was asked for before the typing, the pressing or the sending began.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const part = event.detail.target;
    // What somebody asked for themselves, such as a search, is no news.
    if (event.detail.requestConfig.elt.matches("input, select, a, button, form")) return;
    if (!isPressed() && !isSending(part) && (part.id !== "main" || !typing())) return;
    missed = true;
    event.detail.shouldSwap = false;
  });
  /** Brings the page up to date, if it was not when there was news. */
  const catchUp = () => {
    if (!missed || isPressed() || typing() || isSending(document)) return;
    missed = false;
    tell("updated-everything");
  };
  document.addEventListener("focusout", () => setTimeout(catchUp, 200));

  // Words that are typed and not sent are asked about before the page goes, in the browser's own words.
  // They are kept nowhere: what is on the disk is encrypted, and what a browser stores is not.
  const isSecret = (field) => field.type === "password" || field.hasAttribute("data-secret");
  /** Whether leaving the page loses words of this form. */
  const isUnsent = (form) => {
    if (form.dataset.taken) return false;
    // The draft of what is written is kept, unless the page says that it is not.
    if (form.dataset.keep) return form.querySelector(".not-kept") !== null;
    if (form.querySelector("[data-unsent]")) return true;
    const isLost = (field) => field.matches("input, select, textarea") && !isSecret(field) && isTyped(field);
    return [...form.elements].some(isLost);
  };
  const unsent = () => [...document.querySelectorAll("#main form[method=post]")].filter(isUnsent);
  // What came back with a refused form is in its fields as if it had always been there.
  const markRefused = () => {
    const problem = document.querySelector("#problem, .ask[role=alert]");
    if (!problem) return;
    for (const field of document.querySelectorAll("#main form[method=post] :is(input:not([type=hidden], [type=checkbox], [type=radio]), textarea)")) {
      if (field.value && !isSecret(field)) field.dataset.refused = "yes";
    }
  };
  // A call or an email opens another program: this page stays.
  let isCalling = false;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || ["http:", "https:"].includes(link.protocol)) return;
    isCalling = true;
    setTimeout(() => { isCalling = false; }, 1000);
  }, true);
  let goesFreely = false;
  addEventListener("beforeunload", (event) => {
    // A browser asks nobody who has done nothing here.
    if (goesFreely || isCalling || navigator.userActivation?.hasBeenActive === false) return;
    if (unsent().length === 0) return;
    event.preventDefault();
    // Whoever stays has sent nothing.
    setTimeout(() => {
      for (const form of document.querySelectorAll("form[data-taken]")) delete form.dataset.taken;
    });
  });

  // Whoever said something about an entry comes back to it at the height where it stood.
  const STOOD = "height";
  document.addEventListener("submit", (event) => {
    const entry = event.target.closest?.("article.entry");
    const stood = entry && JSON.stringify([`#${entry.id}`, entry.getBoundingClientRect().top]);
    try {
      if (stood) sessionStorage.setItem(STOOD, stood);
    } catch { /* not allowed here: the page begins with the entry */ }
  });
  addEventListener("load", () => {
    let stood = null;
    try {
      stood = JSON.parse(sessionStorage.getItem(STOOD));
      if (stood?.[0] === location.hash) sessionStorage.removeItem(STOOD);
    } catch { /* nothing was kept */ }
    const entry = stood?.[0] === location.hash && document.getElementById(stood[0].slice(1));
    const main = document.getElementById("main");
    if (entry && main) main.scrollTop += entry.getBoundingClientRect().top - stood[1];
  });

  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    goesFreely = true;
    location.reload();
  });

  document.addEventListener("page-shown-again", () => offerCopying(document));
  document.addEventListener("DOMContentLoaded", () => {
    offerCopying(document);
    markRefused();
    // What is wrong is read first.
    const problem = document.getElementById("problem");
    problem?.focus();
    const text = document.getElementById("text") ?? document.querySelector("input[autofocus]");
    if (text && !problem) {
      text.focus();
      text.setSelectionRange(text.value.length, text.value.length);
    }
    // What was typed before this file had come counts as well.
    for (const field of document.querySelectorAll("input[type=search]")) {
      if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
})();
