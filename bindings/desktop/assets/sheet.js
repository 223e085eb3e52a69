// The sheet's buttons: printing, and saving it as one picture with the fonts of this computer.
"use strict";

(() => {
  const sheet = document.getElementById("main");
  const said = document.getElementById("sheet-said");
  const SCALE = 2;
  const WIDTH = 794; // A4 at 96 dots an inch
  const MARGIN = 53;
  const letters = new Intl.Segmenter();

  /** Characters that this computer's fonts have no shape for: they look as one that nobody has. */
  const missing = (text) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 40;
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.font = `24px ${getComputedStyle(document.body).fontFamily}`;
    pen.textBaseline = "middle";
    const drawn = (c) => {
      pen.clearRect(0, 0, 40, 40);
      pen.fillText(c, 4, 20);
      return pen.getImageData(0, 0, 40, 40).data.join();
    };
    const none = new Set(["\u{10FFFE}", "\u{0378}"].map(drawn));
    return [...new Set(text)].filter((c) => !/[\s\p{M}\p{Cc}\p{Cf}]/u.test(c) && none.has(drawn(c)));
  };

  /** A drawing by itself, with the style of each shape written on it. */
  const drawing = async (original) => {
    const copy = original.cloneNode(true);
    const shapes = copy.querySelectorAll("*");
    original.querySelectorAll("*").forEach((from, place) => {
      const style = getComputedStyle(from);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-weight", "font-size", "text-anchor", "paint-order", "stroke-linejoin"]) {
        shapes[place].setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
      }
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    const { width, height } = original.viewBox.baseVal;
    copy.setAttribute("width", width * SCALE * 2);
    copy.setAttribute("height", height * SCALE * 2);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
    await image.decode();
    return { image, width, height };
  };

  const wrapped = (pen, text, room) => {
    const lines = [""];
    const add = (piece, between) => {
      const longer = lines.at(-1) ? `${lines.at(-1)}${between}${piece}` : piece;
      if (pen.measureText(longer).width <= room || !lines.at(-1)) lines[lines.length - 1] = longer;
      else lines.push(piece);
    };
    for (const word of text.split(/\s+/)) {
      if (pen.measureText(word).width <= room) add(word, " ");
      // A word that is wider than a line goes on in the next one: an address after its sign or a dot.
      else {
        const parts = word.split(/(?<=[@.])(?=.)/u).flatMap((part) =>
          pen.measureText(part).width <= room ? [part] : [...letters.segment(part)].map(({ segment }) => segment),
        );
        parts.forEach((part, at) => add(part, at ? "" : " "));
      }
    }
    return lines;
  };

  /** Draws everything, or with no pen to draw with only says how high it is. */
  const draw = (pen, pictures, paints) => {
    const family = getComputedStyle(document.body).fontFamily;
    let y = MARGIN;
    const write = (text, x, size, weight, room, colour) => {
      pen.font = `${weight} ${size}px ${family}`;
      pen.fillStyle = colour;
      for (const line of wrapped(pen, text, room)) {
        y += size * 1.35;
        if (paints) pen.fillText(line, x, y);
      }
    };
    const room = WIDTH - MARGIN * 2;
    write(sheet.querySelector("h1").innerText, MARGIN, 29, 700, room, "#16302f");
    write(sheet.querySelector(".made").innerText, MARGIN, 13, 400, room, "#3f5350");
    write(sheet.querySelector(".emergency").innerText, MARGIN, 15, 700, room, "#16302f");
    y += 18;
    // What goes on from page to page on paper is one picture here.
    for (const picture of pictures) {
      const height = (room * picture.height) / picture.width;
      if (paints) pen.drawImage(picture.image, MARGIN, y, room, height);
      y += height;
    }
    y += 12;
    const column = (room - 30) / 2;
    /** Two who stand side by side. */
    const pair = (two) => {
      const top = y;
      let bottom = y;
      two.forEach((entry, place) => {
        y = top;
        const x = MARGIN + place * (column + 30);
        write(entry.querySelector("h4").innerText, x, 15, 600, column, "#16302f");
        for (const line of entry.querySelectorAll("p")) {
          if (line.innerText) write(line.innerText, x, line.matches(".email") ? 14 : 15, line.matches(".number:not(.email)") ? 600 : 400, column, "#16302f");
        }
        bottom = Math.max(bottom, y);
      });
      y = bottom + 10;
    };
    for (const agency of sheet.querySelectorAll(".sheet-agency")) {
      write(agency.querySelector("h3").innerText, MARGIN, 15, 700, room, "#3f5350");
      const entries = [...agency.querySelectorAll(".sheet-entry")];
      for (let at = 0; at < entries.length; at += 2) pair(entries.slice(at, at + 2));
    }
    return y + MARGIN;
  };

  const save = async () => {
    const without = missing(sheet.innerText);
    if (without.length) {
      said.textContent = `Not saved: the fonts of this computer cannot write ${without.slice(0, 8).join(" ")}. Print the sheet, or save it on another computer.`;
      return;
    }
    const canvas = document.createElement("canvas");
    const pictures = await Promise.all([...sheet.querySelectorAll(".printed svg.picture")].map(drawing));
    const pen = canvas.getContext("2d");
    canvas.width = WIDTH * SCALE;
    canvas.height = Math.ceil(draw(pen, pictures, false) * SCALE);
    pen.scale(SCALE, SCALE);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    draw(pen, pictures, true);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "sheet.png";
    link.click();
    URL.revokeObjectURL(link.href);
    said.textContent = "Saved as sheet.png. It is not encrypted: give it to its reader and delete it.";
  };

  document.querySelector(".sheet-tools").hidden = false;
  document.getElementById("print").addEventListener("click", () => print());
  document.getElementById("png").addEventListener("click", () => {
    save().catch(() => { said.textContent = "Not saved: this browser could not draw the sheet. Print it instead."; });
  });
})();
