// Takes a picture along: a menu with the whole screen, the picture as PNG and SVG, and its numbers as CSV or copied.
// `view` has its root and tone, and `figure()`: what it is called, its alt and colour bars, how wide and high it is, how a
// pen draws it, and its numbers, each as [part, name, row, column, value].
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const CHOICES = {
  "Fill the screen (f)": (view) => fillScreen(view.root),
  "Save the picture (PNG)": savePng,
  "Save the drawing (SVG)": saveSvg,
  "Save the numbers (CSV)": (view) => handOver(new Blob([table(view.figure(), ",")], { type: "text/csv" }), view.figure().named, "csv"),
  "Copy the numbers": (view) => copy(table(view.figure(), "\t")),
};
const LETTERS = 18; // the size of letters, in pixels, for which Python lays scenes out
const MARGIN = 20; // pixels, around a saved picture
const NARROWEST = 560; // so that there is room for its words
const SHADES = Float32Array.from({ length: 150 }, (_, at) => at); // as many as a bar is pixels long
const LARGEST_SIDE = 8000; // what every browser has room for

// `others` are choices by their words, each with what it does and whether it is there now.
function addMenu(view, others = {}) {
  const button = document.createElement("button");
  const menu = document.createElement("div");
  Object.assign(button, { className: "more", textContent: "\u22ef", title: "Take this picture along", type: "button" });
  button.setAttribute("aria-label", button.title);
  button.setAttribute("aria-haspopup", "menu");
  Object.assign(menu, { className: "menu", popover: "auto" });
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", button.title);
  const acts = [...Object.entries(others).map(([words, { act }]) => [words, act]), ...Object.entries(CHOICES)];
  menu.replaceChildren(...acts.map(([words, act]) => choice(view, menu, words, act)));
  button.popoverTargetElement = menu;
  menu.ontoggle = (event) => event.newState === "open" && unfold(view, button, menu, others);
  menu.onkeydown = (event) => goThrough(menu, event);
  view.root.append(button, menu);
  return { button, menu };
}

function choice(view, menu, words, act) {
  const item = document.createElement("button");
  Object.assign(item, { textContent: words, type: "button", tabIndex: -1 });
  item.setAttribute("role", "menuitem");
  item.onclick = () => {
    menu.hidePopover();
    act(view);
  };
  return item;
}

// Beside its button, inside the window; numbers are offered where there are any.
function unfold(view, button, menu, others) {
  const at = button.getBoundingClientRect();
  const hasNumbers = view.figure().rows.length > 0;
  const isOffered = (words) => others[words]?.isThere(view) ?? (hasNumbers || !words.includes("numbers"));
  for (const item of menu.children) item.hidden = !isOffered(item.textContent);
  menu.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(at.bottom + 4, window.innerHeight - menu.offsetHeight - 8))}px`;
  [...menu.children].find((item) => !item.hidden).focus();
}

function goThrough(menu, event) {
  const items = [...menu.children].filter((item) => !item.hidden);
  const at = items.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[to % items.length].focus();
}

function fillScreen(root) {
  if (root.matches(":fullscreen")) document.exitFullscreen();
  else root.requestFullscreen();
}

// ---- the picture

// Words, bars and the picture below each other: each part is told how high it is and how it is drawn from its top.
function compose(view, ruler) {
  const { base, font } = view.tone;
  const { named, alt, bars, size, drawn } = view.figure();
  const width = Math.max(size.width, (NARROWEST * base) / LETTERS);
  const { title, whose } = named;
  const parts = [
    paragraph(ruler, title, `600 ${base}px ${font}`, width, base),
    paragraph(ruler, whose, `400 ${0.82 * base}px ${font}`, width, 0.82 * base),
    { height: 0.5 * base, drawn: () => {} },
    { height: size.height, drawn },
    { height: 0.6 * base, drawn: () => {} },
    ...bars.flatMap((bar) => [
      { height: 2.3 * base, drawn: (pen) => drawBar(view, pen, bar) },
      paragraph(ruler, bar.words, `400 ${0.82 * base}px ${font}`, width, 0.82 * base),
    ]),
    paragraph(ruler, alt, `400 ${0.82 * base}px ${font}`, width, 0.82 * base),
  ];
  const height = parts.reduce((sum, part) => sum + part.height, 0);
  return { parts, width: Math.ceil(width) + 2 * MARGIN, height: Math.ceil(height) + 2 * MARGIN };
}

function paragraph(ruler, words, font, width, size) {
  ruler.font = font;
  const lines = wrapped(ruler, words, width);
  const drawn = (pen) => {
    Object.assign(pen, { font, textAlign: "left", textBaseline: "middle" });
    lines.forEach((line, at) => pen.fillText(line, 0, (at + 0.5) * 1.35 * size));
  };
  return { height: lines.length * 1.35 * size, drawn };
}

function wrapped(ruler, words, width) {
  return words.split(/\s+/).reduce((lines, word) => {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && ruler.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else if (word) lines.push(word);
    return lines;
  }, []);
}

function drawComposed(view, pen, { parts, width, height }) {
  pen.fillStyle = view.tone.background;
  pen.fillRect(0, 0, width, height);
  let top = MARGIN;
  for (const part of parts) {
    pen.save();
    pen.translate(MARGIN, Math.round(top));
    pen.fillStyle = view.tone.text;
    part.drawn(pen);
    pen.restore();
    top += part.height;
  }
}

function drawBar(view, pen, bar) {
  const { base, font } = view.tone;
  const ramp = makeRamp(view.data.scales[bar.meaning]);
  const shades = paint(SHADES, [0, SHADES.length - 1], ramp, 1, 1, SHADES.length);
  const length = Math.round((SHADES.length * base) / LETTERS);
  const top = Math.round(0.15 * base);
  const height = Math.round(0.9 * base);
  Object.assign(pen, { font: `400 ${0.9 * base}px ${font}`, textBaseline: "middle", textAlign: "left" });
  const left = Math.round(pen.measureText(bar.low).width + 0.5 * base);
  pen.fillText(bar.low, 0, top + height / 2);
  pen.fillText(bar.high, left + length + 0.5 * base, top + height / 2);
  pen.drawImage(shades, 0, 0, SHADES.length, 1, left, top, length, height);
  Object.assign(pen, { font: `400 ${0.8 * base}px ${font}`, textAlign: "center" });
  for (const [share, said] of bar.ticks) {
    const across = left + Math.round(share * length);
    pen.fillRect(across, top + height, 1, 0.2 * base);
    pen.fillText(said, across, top + height + 0.65 * base);
  }
}

function savePng(view) {
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const composed = compose(view, pen);
  const sharp = Math.min(2, LARGEST_SIDE / Math.max(composed.width, composed.height));
  canvas.width = Math.round(composed.width * sharp);
  canvas.height = Math.round(composed.height * sharp);
  pen.scale(sharp, sharp);
  drawComposed(view, pen, composed);
  canvas.toBlob((blob) => handOver(blob, view.figure().named, "png"));
}

function saveSvg(view) {
  const pen = new SvgPen();
  const composed = compose(view, pen);
  drawComposed(view, pen, composed);
  handOver(new Blob([pen.page(composed.width, composed.height)], { type: "image/svg+xml" }), view.figure().named, "svg");
}

// ---- the numbers

const COLUMNS = ["part", "name", "row", "column", "value"];

// One line for each number, below what it is of and whose: what `pandas.read_csv(file, comment="#")` reads.
function table({ named, alt, rows }, between) {
  const said = [named.title, named.whose, alt].map((words) => `# ${words.replace(/\s+/g, " ")}`);
  const lines = [COLUMNS, ...rows].map((line) => line.map((entry) => cell(entry, between)).join(between));
  return `${(between === "," ? [...said, ...lines] : lines).join("\n")}\n`;
}

// Nine figures give back the same float32. A name is never a formula to a spreadsheet.
function cell(entry, between) {
  if (typeof entry === "number") return Number.isFinite(entry) ? String(Number(entry.toPrecision(9))) : "";
  const plain = entry.replace(/\s+/g, " ").replace(/^(?=[=+\-@])/, "'");
  return ['"', "#", between].some((odd) => plain.includes(odd)) ? `"${plain.replace(/"/g, '""')}"` : plain;
}

// Browsers lend their clipboard to pages of a safe address only; a selected text they copy anywhere.
function copy(words) {
  if (navigator.clipboard) return navigator.clipboard.writeText(words);
  const field = document.createElement("textarea");
  field.value = words;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}
