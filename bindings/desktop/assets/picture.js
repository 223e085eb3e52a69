// The picture under the fingers: it fits the room there is, opens a group or a person in place,
// zooms and pans. Without this file each of its targets leads to a page that shows the same.
"use strict";

(() => {
  const LARGEST = 4;
  const place = () => document.getElementById("picture");
  const drawing = () => place()?.querySelector(".drawing");
  const svg = () => drawing()?.querySelector("svg.fitted");
  const query = () => new URL(location.href).searchParams;
  const here = () => location.pathname + location.search;
  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  // Fitting

  const scale = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

  let known = { of: "" };
  /** The room that the picture has without scrolling the page: the same for as long as the page has
      the same width and size of text, so that the picture is the same whenever everyone is looked at. */
  const room = () => {
    const of = `${drawing().clientWidth} ${scale()}`;
    if (known.of !== of) known = { of, ...free() };
    return known;
  };
  const free = () => {
    const main = document.getElementById("main");
    const bar = drawing().querySelector(".drawing-bar");
    const isBeside = getComputedStyle(bar).flexDirection === "column";
    const above = drawing().getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop;
    const width = drawing().clientWidth - (isBeside ? bar.offsetWidth : 0);
    // Controls that stand above it take as much height, whichever of them are there.
    const controls = isBeside ? 0 : parseFloat(getComputedStyle(bar).minHeight);
    return { width, height: Math.max(width < 600 ? 420 : 480, Math.min(main.clientHeight - above - controls - 8, 900)) };
  };

  /** How wide the texts run in the font of this page, as a drawing has them. */
  const measured = () => {
    const by = scale();
    const texts = JSON.parse(drawing().dataset.texts);
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    drawn.setAttribute("class", "measuring");
    for (const [style, text] of texts) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "text");
      line.setAttribute("class", style === "caption" ? "caption" : "name");
      line.setAttribute("font-size", (style === "caption" ? 11.5 : 13) * by);
      line.textContent = text;
      drawn.append(line);
    }
    document.body.append(drawn);
    // A letter may reach out of its own width, a J to the left.
    const widths = [...drawn.children].map((line) => line.getBBox().width);
    drawn.remove();
    return texts.map(([style, text], at) => `${style} ${(widths[at] + 2).toFixed(2)} ${text}`);
  };

  let asked = 0;
  let shown = "";
  /** The size of text for which the drawing was asked for last. */
  let scaled = 0;

  /** Fetches the drawing for what the address says, and puts it in the place of the old one. */
  const draw = async ({ byThePerson }) => {
    if (!drawing()) return;
    const { width, height } = room();
    scaled = scale();
    const form = new URLSearchParams({ width, height, scale: scaled });
    for (const name of ["group", "person", "past"]) if (query().has(name)) form.set(name, query().get(name));
    for (const text of measured()) form.append("text", text);
    const mine = ++asked;
    // A drawing that nobody asked for is no look.
    const headers = { "hx-request": "true", ...(byThePerson && { "patchwork-look": "true" }) };
    const answer = await fetch(`/cases/${place().dataset.case}/drawing`, { method: "POST", body: form, headers }).catch(() => null);
    if (mine !== asked || !place()) return;
    if (answer?.headers.has("hx-redirect")) {
      document.body.dispatchEvent(new CustomEvent("updated-locked", { bubbles: true }));
      return;
    }
    if (!answer?.ok || answer.redirected) {
      if (byThePerson) location.reload();
      return;
    }
    const before = positions();
    const focused = document.activeElement?.closest?.("#picture [data-target]")?.dataset.target;
    const isKeyOpen = document.getElementById("key")?.open;
    const drawn = await answer.text();
    // It was locked while the drawing came.
    if (!place()) return;
    place().innerHTML = drawn;
    const key = document.getElementById("key");
    if (key && isKeyOpen !== undefined) key.open = isKeyOpen;
    begin();
    move(before);
    const card = document.getElementById("card");
    if (byThePerson && card) card.focus({ preventScroll: true });
    else if (focused) place().querySelector(`[data-target="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    if (!byThePerson) return;
    if (isWhole() && everyone !== null) main().scrollTop = everyone;
    else reveal();
  };

  /** Where each shape stands, by the id that it keeps. */
  const positions = () => {
    const found = new Map();
    for (const shape of svg()?.querySelectorAll("[data-id]") ?? []) {
      const { x, y, width, height } = shape.getBoundingClientRect();
      found.set(shape.dataset.id, { x: x + width / 2, y: y + height / 2 });
    }
    return found;
  };

  /** Each shape that was there before moves from where it was. */
  const move = (before) => {
    if (still()) return;
    for (const shape of svg()?.querySelectorAll("[data-id]") ?? []) {
      const from = before.get(shape.dataset.id);
      const { x, y, width, height } = shape.getBoundingClientRect();
      const [dx, dy] = from ? [from.x - x - width / 2, from.y - y - height / 2] : [0, 0];
      if (from && Math.abs(dx) + Math.abs(dy) < 1) continue;
      const frames = from ? [{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }] : [{ opacity: 0 }, { opacity: 1 }];
      shape.animate(frames, { duration: 260, easing: "ease-out" });
    }
  };

  const main = () => document.getElementById("main");

  /** What of the page is free to be read: below the controls that stay above the drawing, and above
      the card where it lies over what stands between these sides. */
  const seenPart = ({ left, right }) => {
    const view = main().getBoundingClientRect();
    const bar = drawing().querySelector(".drawing-bar");
    const isBeside = getComputedStyle(bar).flexDirection === "column";
    const card = document.getElementById("card")?.getBoundingClientRect();
    const isOver = card && card.left < right && left < card.right;
    const marker = place().parentElement.querySelector(".care-line")?.offsetHeight ?? 0;
    const bottom = isOver ? Math.min(card.top, view.bottom - card.height) : view.bottom - marker;
    return { top: view.top + (isBeside ? 0 : bar.offsetHeight), bottom };
  };

  /** A face with its words. */
  const faceAndWords = (face) => {
    const id = face.closest("[data-id]").dataset.id;
    const boxes = [face, svg().querySelector(`.label[data-of="${CSS.escape(id)}"]`)].filter(Boolean).map((one) => one.getBoundingClientRect());
    return {
      top: Math.min(...boxes.map((box) => box.top)),
      bottom: Math.max(...boxes.map((box) => box.bottom)),
      left: Math.min(...boxes.map((box) => box.left)),
      right: Math.max(...boxes.map((box) => box.right)),
    };
  };

  /** Scrolls, where it must, until a face with its words stands in the middle of what is free. */
  const bringFace = (face) => {
    // The card moves with the page as long as it has not come to the page's end.
    for (let tries = 0; tries < 3; tries += 1) {
      const box = faceAndWords(face);
      const [{ top, bottom }, part] = [box, seenPart(box)];
      if (top >= part.top && bottom <= part.bottom) return;
      const EDGE = 8;
      const middle = (top + bottom - part.top - part.bottom) / 2;
      // Where there is no room for both, the face comes before its words.
      main().scrollBy({ top: Math.min(middle, top - EDGE - part.top), behavior: "instant" });
    }
  };

  /** What is looked at is brought into sight, beside or above the card that lies over the picture. */
  const reveal = () => {
    const looked = svg()?.querySelector(".looked-at");
    if (looked) {
      const card = document.getElementById("card");
      const { left, right } = faceAndWords(looked);
      const over = () => {
        const box = card.getBoundingClientRect();
        return box.left < right && left < box.right;
      };
      if (card && over()) {
        card.classList.add("aside");
        if (over()) card.classList.remove("aside");
      }
      bringFace(looked);
    } else if (query().has("group")) {
      const group = svg()?.querySelector(`[data-id="${CSS.escape(query().get("group"))}"]`);
      if (group) bring(group, still() ? "auto" : "smooth");
    }
  };

  /** A group is scrolled into sight, below the controls. */
  const bring = (group, behavior) => {
    const EDGE = 8;
    const box = group.getBoundingClientRect();
    const part = seenPart(box);
    const [above, below] = [box.top - EDGE - part.top, box.bottom + EDGE - part.bottom];
    const by = above < 0 ? above : Math.max(0, Math.min(above, below));
    if (by !== 0) main().scrollBy({ top: by, behavior });
  };

  /** The page opens where the child is in sight. */
  const openOnChild = () => {
    const child = svg()?.querySelector(".face.child");
    if (child && main().scrollTop === 0 && !location.hash) bringFace(child);
  };

  // Looking at a group or a person

  let deep = 0;
  /** What had the focus at each level, to give it back. */
  const cameFrom = [];
  /** How far down the page was when everyone was looked at last. */
  let everyone = null;
  const isWhole = () => !query().has("person") && !query().has("group");
  const look = (address) => {
    if (isWhole()) everyone = main().scrollTop;
    const from = document.activeElement?.closest?.("#picture [data-target]")?.dataset.target;
    if (from) cameFrom.push(from);
    deep += 1;
    history.pushState({ deep }, "", address);
    shown = here();
    return draw({ byThePerson: true });
  };

  /** One level back: the way the person came, or else to everyone. */
  const back = () => {
    if (history.state?.deep) history.back();
    else {
      const whole = place()?.querySelector("a.whole");
      if (whole) look(whole.href);
    }
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("#picture a[data-look]");
    if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (dragged) return;
    if (link.hasAttribute("data-close")) back();
    else look(link.getAttribute("href"));
  });
  // A tap beside the card closes it. What can be pressed there does what it does, and words that
  // were marked with the mouse are no tap.
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || dragged || !document.getElementById("card")) return;
    if (!event.target.closest?.("#picture") || event.target.closest("#card, a, button, summary")) return;
    if (!getSelection().isCollapsed) return;
    back();
  });
  addEventListener("popstate", (event) => {
    if (!place() || here() === shown) return;
    deep = event.state?.deep ?? 0;
    shown = here();
    const was = cameFrom.pop();
    draw({ byThePerson: true }).then(() => {
      if (was && !document.getElementById("card")) place()?.querySelector(`[data-target="${CSS.escape(was)}"]`)?.focus({ preventScroll: true });
    });
  });

  // Zoom and pan: the part of the drawing that is seen

  let seen = { x: 0, y: 0, by: 1 };
  let dragged = false;
  const size = () => ({ w: Number(svg().getAttribute("width")), h: Number(svg().getAttribute("height")) });
  const show = () => {
    const { w, h } = size();
    const [width, height] = [w / seen.by, h / seen.by];
    seen.x = Math.max(0, Math.min(seen.x, w - width));
    seen.y = Math.max(0, Math.min(seen.y, h - height));
    svg().setAttribute("viewBox", `${seen.x} ${seen.y} ${width} ${height}`);
    drawing().classList.toggle("zoomed", seen.by > 1);
    const out = drawing().querySelector("[data-zoom=out]");
    if (out) out.disabled = seen.by === 1;
  };
  /** Where in the drawing a point of the window is. */
  const at = (x, y) => {
    const box = svg().getBoundingClientRect();
    const { w, h } = size();
    return { x: seen.x + ((x - box.x) / box.width) * (w / seen.by), y: seen.y + ((y - box.y) / box.height) * (h / seen.by) };
  };
  const zoom = (factor, x, y) => {
    if (!svg()) return;
    const by = Math.max(1, Math.min(LARGEST, seen.by * factor));
    const box = svg().getBoundingClientRect();
    const [cx, cy] = x === undefined ? [box.x + box.width / 2, box.y + box.height / 2] : [x, y];
    const fixed = at(cx, cy);
    // Whoever comes nearer to a group that is gathered opens it in its place.
    const over = factor > 1 && x !== undefined && document.elementsFromPoint(cx, cy).map((one) => one.closest?.("a.group[data-look]")).find(Boolean);
    if (over && by > 1.4) {
      seen = { x: 0, y: 0, by: 1 };
      look(over.getAttribute("href"));
      return;
    }
    const { w, h } = size();
    seen = { by, x: fixed.x - ((cx - box.x) / box.width) * (w / by), y: fixed.y - ((cy - box.y) / box.height) * (h / by) };
    show();
  };
  const pan = (dx, dy) => {
    const box = svg().getBoundingClientRect();
    const { w } = size();
    const unit = w / seen.by / box.width;
    seen.x -= dx * unit;
    seen.y -= dy * unit;
    show();
  };

  const fingers = new Map();
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return { far: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest?.("svg.fitted")) return;
    dragged = false;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  document.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before || !svg()) return;
    const was = fingers.size === 2 ? spread() : null;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [dx, dy] = [event.clientX - before.x, event.clientY - before.y];
    if (was) {
      dragged = true;
      const now = spread();
      zoom(now.far / Math.max(was.far, 1), now.x, now.y);
      if (svg() && seen.by > 1) pan(now.x - was.x, now.y - was.y);
    } else if (fingers.size === 1 && seen.by > 1) {
      if (Math.abs(dx) + Math.abs(dy) > 3) dragged = true;
      pan(dx, dy);
    }
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    // The click that follows a drag is none.
    if (dragged) setTimeout(() => { dragged = false; }, 0);
  };
  document.addEventListener("pointerup", lift);
  document.addEventListener("pointercancel", lift);
  document.addEventListener("wheel", (event) => {
    if (!event.target.closest?.("svg.fitted") || !(event.ctrlKey || event.metaKey || seen.by > 1)) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
  }, { passive: false });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-zoom]");
    if (button) zoom(button.dataset.zoom === "in" ? 1.5 : 1 / 1.5);
  });
  document.addEventListener("keydown", (event) => {
    if (!svg() || event.altKey || event.ctrlKey || event.metaKey || event.target.matches?.("input, select, textarea")) return;
    const isHere = event.target.closest?.("#picture") || event.target === document.body || event.target.id === "main";
    if (!isHere) return;
    const step = 60;
    const moves = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (event.key === "Escape") {
      if (seen.by > 1) { seen = { x: 0, y: 0, by: 1 }; show(); }
      else if (query().has("person") || query().has("group")) back();
      else return;
    } else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") { seen = { x: 0, y: 0, by: 1 }; show(); }
    else if (moves[event.key] && seen.by > 1) pan(...moves[event.key]);
    else return;
    event.preventDefault();
  });

  // Beginning: on the page as it came, and again when it was brought up to date or the window changed

  const begin = () => {
    const buttons = drawing()?.querySelector(".zoom");
    if (!svg() || !buttons) return;
    buttons.hidden = false;
    seen = { x: 0, y: 0, by: 1 };
    show();
  };
  const fit = () => {
    if (!drawing()) return;
    shown = here();
    return draw({ byThePerson: false });
  };
  document.addEventListener("DOMContentLoaded", async () => {
    await fit();
    if (isWhole()) openOnChild();
    else reveal();
  });
  document.addEventListener("page-shown-again", fit);
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "main") fit();
  });
  // The reader may set another size for text while the page is open.
  document.addEventListener("DOMContentLoaded", () => {
    const rem = document.createElement("div");
    rem.className = "text-size";
    document.body.append(rem);
    new ResizeObserver(() => { if (scaled && scale() !== scaled) fit(); }).observe(rem);
  });
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    fit();
  });
})();
