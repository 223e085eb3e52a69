// The demo's page: turns the cards, throws the switches, and fetches the strip when it changes.
"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  const cards = [...document.querySelectorAll(".card")];

  const say = (words) => {
    const said = by("said");
    said.textContent = words;
    said.classList.toggle("shown", Boolean(words));
    clearTimeout(say.later);
    say.later = setTimeout(() => said.classList.remove("shown"), 6000);
  };

  // The card that is open survives loading the page again.
  const remember = (open) => { try { sessionStorage.setItem("card", String(open)); } catch { /* not allowed here */ } };
  const remembered = () => { try { return Number(sessionStorage.getItem("card")) || 0; } catch { return 0; } };
  const turnTo = (index, focus) => {
    const open = Math.max(0, Math.min(cards.length - 1, index));
    cards.forEach((card, i) => card.classList.toggle("open", i === open));
    remember(open);
    if (focus) cards[open].querySelector("[data-turn='1']:not(:disabled), [data-turn]:not(:disabled)").focus();
  };

  // A phone is as tall as a phone, and drawn as small as the window needs. Where the story is
  // between the two phones, it keeps its width.
  const TALL = 844;
  const WIDE = 364;
  const STORY = 544;
  const isBetween = matchMedia("(min-width: 1121px)");
  const fit = new ResizeObserver((screens) => {
    for (const { target, contentRect } of screens) {
      const widest = isBetween.matches ? (innerWidth - STORY) / 2 : WIDE;
      target.style.setProperty("--scale", Math.min(1, contentRect.height / TALL, widest / WIDE).toFixed(3));
    }
  });
  document.querySelectorAll(".screen").forEach((screen) => fit.observe(screen));

  const fetchStrip = async () => {
    const answer = await fetch("/strip");
    if (!answer.ok) return;
    const strip = by("strip");
    const seen = new Set([...strip.querySelectorAll("tr[data-row]")].map((row) => row.dataset.row));
    strip.innerHTML = await answer.text();
    let count = 0;
    for (const row of strip.querySelectorAll("tr[data-row]")) {
      if (seen.size && !seen.has(row.dataset.row)) { row.classList.add("new"); count += 1; }
    }
    if (count) say(`${count} unreadable ${count === 1 ? "row" : "rows"} came to the relay.`);
  };

  const throwTo = (state) => {
    by("plane-priya").setAttribute("aria-checked", String(!state.priya));
    by("plane-tom").setAttribute("aria-checked", String(!state.tom));
    document.body.classList.toggle("stopped", !state.relay);
    for (const id of ["relay-switch", "relay-says"]) {
      by(id).textContent = state.relay ? by(id).dataset.on : by(id).dataset.off;
    }
  };

  const act = async (button) => {
    const { do: path, into, wait } = button.dataset;
    if (wait) say(wait);
    document.body.classList.toggle("waiting", Boolean(wait));
    button.setAttribute("aria-disabled", "true");
    try {
      await listening;
      const answer = await fetch(path, { method: "POST" });
      if (!answer.ok) { say(await answer.text()); return; }
      if (into) {
        by(into).innerHTML = await answer.text();
        by(into).focus();
      }
    } catch {
      say("The demo does not answer. Look at the terminal where it was started.");
    } finally {
      document.body.classList.remove("waiting");
      button.removeAttribute("aria-disabled");
    }
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.getAttribute("aria-disabled")) return;
    if (button.dataset.do) act(button);
    if (button.dataset.turn) turnTo(cards.findIndex((card) => card.matches(".open")) + Number(button.dataset.turn), true);
  });

  const move = ({ priya, tom, said }) => {
    if (priya) by("frame-priya").src = priya;
    if (tom) by("frame-tom").src = tom;
    if (said) say(said);
  };

  /** Kept once the page hears what happens. */
  const listening = new Promise((heard) => {
    const updates = new EventSource("/updates");
    updates.onopen = heard;
    updates.onmessage = (event) => {
      const news = JSON.parse(event.data);
      if (news.what === "strip") fetchStrip();
      if (news.what === "state") throwTo(news);
      if (news.what === "moves") move(news);
      if (news.what === "reset") { remember(0); location.reload(); }
    };
  });

  turnTo(remembered(), false);
})();
