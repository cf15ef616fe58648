// Draws a scene (see dashboard/draw/scenes.py) on one canvas: nothing is computed here but places and colours.

const LETTERS = 18; // the size of letters, in pixels, for which Python lays scenes out
const SMALLEST = 100; // pixels: a picture that is lower need not fill the screen
const PHONE = 600; // a window that is narrower is held in a hand, nearer to the eye
const views = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".scene");
  const view = views.get(parentElement) ?? open(root);
  views.set(parentElement, view);
  view.data = data;
  view.told = null;
  view.shared = data.shared.map((one) => (typeof one === "string" ? floats(one) : one));
  view.pick = (part, tile) => setTriggerValue("picked", { key: part.key, tile });
  view.tell = (off) => setTriggerValue("switched", off);
  view.canvas.setAttribute("aria-label", data.scenes[0].alt);
  showBars(view, data);
  draw(view);
  return () => view.observer.disconnect();
}

// Of all that Python laid out, the widest scene that there is room for. Larger letters have less room.
function choose(view, available) {
  const fitting = view.data.scenes.filter(({ told }) => told * view.zoom <= available);
  const scene = fitting.at(-1) ?? view.data.scenes[0];
  if (view.told === scene.told) return;
  if (view.scene?.tiles.length !== scene.tiles.length) view.pointed = null;
  view.told = scene.told;
  view.scene = { ...scene, tiles: scene.tiles.map((tiles) => unpack(view, tiles)) };
  view.scene.tiles.filter((tiles) => tiles.switches).forEach((tiles) => keepSwitched(view, tiles));
}

function open(root) {
  const canvas = document.createElement("canvas");
  const tip = document.createElement("div");
  const bars = document.createElement("div");
  tip.className = "tip";
  canvas.setAttribute("role", "img");
  canvas.tabIndex = 0;
  const whole = document.createElement("button");
  whole.className = "whole";
  whole.title = "Fill the screen, and come back (f)";
  whole.setAttribute("aria-label", "Fill the screen");
  whole.onclick = () => fillScreen(root);
  root.replaceChildren(canvas, bars, tip, whole);
  const view = { root, canvas, tip, bars, whole, pointed: null };
  view.observer = new ResizeObserver(() => view.data && draw(view));
  view.observer.observe(root);
  canvas.onpointermove = (event) => point(view, event);
  canvas.onpointerleave = () => unpoint(view);
  canvas.onclick = (event) => {
    point(view, event);
    if (view.pointed?.part.clickable) press(view, view.pointed.part, view.pointed.tile);
  };
  canvas.onkeydown = (event) => step(view, event);
  return view;
}

function fillScreen(root) {
  if (root.matches(":fullscreen")) document.exitFullscreen();
  else root.requestFullscreen();
}

// On the whole screen everything is as it was laid out for the page, letters too, and larger.
function enlarged(view, width, height) {
  if (!view.root.matches(":fullscreen")) return 1;
  const room = window.innerHeight - view.bars.offsetHeight;
  return Math.min((0.94 * window.innerWidth) / width, (0.94 * room) / height);
}

function unpack(view, tiles) {
  const [count, height, width] = tiles.shape;
  const values = view.shared[tiles.values];
  const lows = Array.isArray(tiles.limits) ? repeated(tiles.limits, count) : view.shared[tiles.limits];
  const ramp = makeRamp(view.data.scales[tiles.meaning]);
  const sheet = paint(values, lows, ramp, count, height, width);
  return { ...tiles, names: view.shared[tiles.names], count, height, width, values, sheet, ramp, lows };
}

function repeated([low, high], count) {
  return Float32Array.from({ length: 2 * count }, (_, at) => (at % 2 ? high : low));
}

function draw(view) {
  const { canvas, root } = view;
  const available = root.matches(":fullscreen") ? view.available : root.clientWidth;
  if (!available) return;
  view.available = available;
  view.tone = tones(root);
  view.zoom = view.tone.base / LETTERS;
  view.smallest = (window.innerWidth < PHONE ? 11 : 14) * view.zoom;
  choose(view, available);
  const { scene } = view;
  let unit = Math.min(available / scene.width, scene.largest * view.zoom);
  const margins = scene.margin[0] + scene.margin[1];
  const times = enlarged(view, scene.width * unit, scene.height * unit + margins * view.zoom);
  unit *= times;
  view.zoom *= times;
  view.smallest *= times;
  view.tone.base *= times;
  const above = scene.margin[0] * view.zoom;
  const width = Math.round(scene.width * unit);
  const height = Math.round(scene.height * unit + margins * view.zoom);
  view.whole.hidden = !document.fullscreenEnabled || height < SMALLEST;
  const sharp = window.devicePixelRatio || 1;
  Object.assign(view, { unit, above });
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  pen.imageSmoothingEnabled = false;
  scene.boxes.filter((box) => !box.hollow).forEach((box) => drawBox(view, pen, box));
  scene.tiles.forEach((tiles) => drawTiles(view, pen, tiles));
  scene.curves.forEach((curve) => drawCurve(view, pen, curve));
  scene.boxes.filter((box) => box.hollow).forEach((box) => drawFrame(view, pen, box));
  scene.texts.forEach((text) => drawText(view, pen, text));
  if (view.pointed) outline(view, pen, scene.tiles[view.pointed.index], view.pointed.tile, 1.5, view.tone.text);
  scene.tiles.forEach((tiles) => tiles.selected !== null && outline(view, pen, tiles, tiles.selected, 3, view.tone.accent));
  canvas.dataset.tiles = scene.tiles.reduce((sum, tiles) => sum + tiles.count, 0);
}

function place(view, tiles, tile) {
  const row = Math.floor(tile / tiles.columns);
  const column = tile % tiles.columns;
  const left = Math.round((tiles.left + column * (tiles.width + tiles.gutter) * tiles.scale) * view.unit);
  const top = Math.round((tiles.top + row * (tiles.height + tiles.row_gutter) * tiles.scale) * view.unit + view.above);
  const right = Math.round((tiles.left + (column * (tiles.width + tiles.gutter) + tiles.width) * tiles.scale) * view.unit);
  const bottom = Math.round(
    (tiles.top + (row * (tiles.height + tiles.row_gutter) + tiles.height) * tiles.scale) * view.unit + view.above,
  );
  return { left, top, width: Math.max(right - left, 1), height: Math.max(bottom - top, 1) };
}

function drawTiles(view, pen, tiles) {
  for (let tile = 0; tile < tiles.count; tile++) {
    const at = place(view, tiles, tile);
    pen.drawImage(tiles.sheet, 0, tile * tiles.height, tiles.width, tiles.height, at.left, at.top, at.width, at.height);
    if (tiles.marks[tile] === "apart") blank(view, pen, at);
    else if (tiles.marks[tile] === "off") cross(view, pen, at);
    else if (tiles.marks[tile]) hatch(view, pen, at, tiles.marks[tile]);
    if (tiles.decimals !== null) drawNumbers(view, pen, tiles, tile, at);
  }
}

// Numbers are printed where all of a tile's fit into their cells and can be read; where little misses, without the 0
// before the point.
function drawNumbers(view, pen, tiles, tile, at) {
  const cell = { width: at.width / tiles.width, height: at.height / tiles.height };
  const most = Math.min(cell.height * 0.62, 22 * view.zoom);
  const words = wordsThatFit(view, pen, tiles, cell.width - 2, most);
  if (!words) return;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let i = 0; i < tiles.height * tiles.width; i++) {
    const value = tiles.values[tile * tiles.height * tiles.width + i];
    const low = tiles.lows[2 * tile];
    const word = color(tiles.ramp, ((value - low) / (tiles.lows[2 * tile + 1] - low)) * 255);
    pen.fillStyle = tiles.marks[tile] === "apart" ? view.tone.text : ink(word);
    const x = at.left + ((i % tiles.width) + 0.5) * cell.width;
    const y = at.top + (Math.floor(i / tiles.width) + 0.5) * cell.height;
    pen.fillText(words(value), x, y);
  }
}

// How a scene's numbers are written, with the pen's font set to the size they have; null where they cannot be read.
function wordsThatFit(view, pen, tiles, room, most) {
  const whole = (value) => (Number.isFinite(value) ? short(value, tiles.decimals) : "?");
  for (const words of [whole, (value) => whole(value).replace(/^(\u2212?)0\./, "$1.")]) {
    pen.font = `${view.smallest}px ${view.tone.font}`;
    const widest = tiles.values.reduce((width, value) => Math.max(width, pen.measureText(words(value)).width), 1);
    const size = Math.min(most, (view.smallest * room) / widest);
    if (size < view.smallest) continue;
    pen.font = `${size}px ${view.tone.font}`;
    return words;
  }
  return null;
}

// Apart: not in the colour scale.
function blank(view, pen, at) {
  pen.fillStyle = view.tone.background;
  pen.fillRect(at.left, at.top, at.width, at.height);
}

// Switched off: one cross.
function cross(view, pen, at) {
  blank(view, pen, at);
  pen.strokeStyle = view.tone.accent;
  pen.lineWidth = 2.5;
  pen.strokeRect(at.left + 1.5, at.top + 1.5, at.width - 3, at.height - 3);
  pen.beginPath();
  pen.moveTo(at.left + 1.5, at.top + 1.5);
  pen.lineTo(at.left + at.width - 1.5, at.top + at.height - 1.5);
  pen.moveTo(at.left + 1.5, at.top + at.height - 1.5);
  pen.lineTo(at.left + at.width - 1.5, at.top + 1.5);
  pen.stroke();
}

// Silent, and stuck: slanted lines, on a small tile just one. Dead: crossed lines.
function hatch(view, pen, at, mark) {
  pen.save();
  pen.beginPath();
  pen.rect(at.left, at.top, at.width, at.height);
  pen.fillStyle = view.tone.background;
  pen.fill();
  pen.clip();
  const small = at.width < 24;
  pen.globalAlpha = mark === "dead" ? 0.75 : small ? 0.3 : 0.4;
  pen.strokeStyle = view.tone.text;
  pen.lineWidth = 1.2;
  pen.beginPath();
  const gap = small ? at.height : Math.max(4, Math.min(9, at.width / 5));
  for (let x = -at.height; x < at.width; x += gap) {
    pen.moveTo(at.left + x, at.top + at.height);
    pen.lineTo(at.left + x + at.height, at.top);
    if (mark === "dead") {
      pen.moveTo(at.left + x, at.top);
      pen.lineTo(at.left + x + at.height, at.top + at.height);
    }
  }
  pen.stroke();
  if (!small) pen.strokeRect(at.left + 0.5, at.top + 0.5, at.width - 1, at.height - 1);
  pen.restore();
}

function outline(view, pen, tiles, tile, thick, style) {
  if (!tiles || tile >= tiles.count) return;
  const at = place(view, tiles, tile);
  pen.strokeStyle = style;
  pen.lineWidth = thick;
  pen.strokeRect(at.left - thick / 2 + 0.5, at.top - thick / 2 + 0.5, at.width + thick - 1, at.height + thick - 1);
}

function drawBox(view, pen, box) {
  pen.globalAlpha = box.tone === "muted" ? 0.18 : 1;
  pen.fillStyle = view.tone[box.tone] ?? box.tone;
  pen.fillRect(box.left * view.unit, box.top * view.unit + view.above, box.width * view.unit, box.height * view.unit);
  pen.globalAlpha = 1;
}

function drawFrame(view, pen, box) {
  pen.strokeStyle = view.tone[box.tone];
  pen.lineWidth = 2.5;
  pen.strokeRect(box.left * view.unit, box.top * view.unit + view.above, box.width * view.unit, box.height * view.unit);
}

function drawCurve(view, pen, curve) {
  const points = view.shared[curve.points];
  const places = Array.from({ length: points.length / 2 }, (_, at) => [
    (curve.left + points[2 * at] * curve.width) * view.unit,
    (curve.top + (1 - points[2 * at + 1]) * curve.height) * view.unit + view.above,
  ]);
  pen.strokeStyle = pen.fillStyle = view.tone[curve.tone] ?? curve.tone;
  pen.lineWidth = curve.thickness * view.zoom;
  pen.lineJoin = "round";
  pen.beginPath();
  places.forEach(([x, y]) => pen.lineTo(x, y));
  pen.stroke();
  if (!curve.dots) return;
  pen.beginPath();
  places.forEach(([x, y]) => {
    pen.moveTo(x, y);
    pen.arc(x, y, 1.2 * curve.thickness * view.zoom, 0, 2 * Math.PI);
  });
  pen.fill();
}

function drawText(view, pen, text) {
  const lines = text.words.split("\n");
  const fontOf = (size) => `${text.bold ? 600 : 400} ${size}px ${view.tone.font}`;
  let size = view.tone.base * text.size;
  pen.globalAlpha = text.tone === "muted" ? 0.75 : 1;
  pen.fillStyle = view.tone[text.tone];
  pen.font = fontOf(size);
  if (text.room > 0) {
    const widest = Math.max(...lines.map((line) => pen.measureText(line).width));
    const fits = size * Math.min(1, (text.room * view.unit) / widest);
    size = Math.max(view.smallest, fits);
    pen.font = fontOf(size);
  }
  pen.textAlign = text.align;
  pen.textBaseline = "middle";
  lines.forEach((line, index) => {
    const shift = (index - (lines.length - 1) / 2) * size * 1.25;
    pen.fillText(line, text.left * view.unit, text.top * view.unit + view.above - text.lift * view.zoom + shift);
  });
  pen.globalAlpha = 1;
}

function showBars(view, data) {
  view.bars.replaceChildren(
    ...data.scenes[0].bars.map((bar) => {
      const row = document.createElement("div");
      row.className = "bar";
      const [low, ramp, high, words] = ["low", "ramp", "high", "words"].map((name) => {
        const part = document.createElement("span");
        part.className = name;
        part.textContent = name === "ramp" ? "" : bar[name];
        return part;
      });
      ramp.style.background = `linear-gradient(to right, ${data.scales[bar.meaning].join(", ")})`;
      row.append(low, ramp, high, words);
      return row;
    }),
  );
}

function find(view, x, y) {
  for (const [index, part] of view.scene.tiles.entries()) {
    const h = (part.height + part.row_gutter) * part.scale * view.unit;
    const w = (part.width + part.gutter) * part.scale * view.unit;
    const row = Math.floor((y - view.above - part.top * view.unit) / h);
    const column = Math.floor((x - part.left * view.unit) / w);
    const tile = row * part.columns + column;
    if (row < 0 || column < 0 || column >= part.columns || tile >= part.count) continue;
    const at = place(view, part, tile);
    const single = part.height * part.width === 1;
    const cell = {
      row: single ? 0 : Math.floor(((y - at.top) / at.height) * part.height),
      column: single ? 0 : Math.floor(((x - at.left) / at.width) * part.width),
    };
    return { index, part, tile, ...cell };
  }
  return null;
}

function point(view, event) {
  const bounds = view.canvas.getBoundingClientRect();
  const found = find(view, event.clientX - bounds.left, event.clientY - bounds.top);
  const moved = found?.tile !== view.pointed?.tile || found?.index !== view.pointed?.index;
  view.pointed = found;
  view.canvas.style.cursor = found?.part.clickable ? "pointer" : "default";
  if (moved) draw(view);
  view.tip.style.visibility = found ? "visible" : "hidden";
  if (!found) return;
  view.tip.textContent = say(found);
  const origin = view.root.getBoundingClientRect();
  const x = event.clientX - origin.left + 14;
  const y = event.clientY - origin.top + 18;
  view.tip.style.left = `${Math.max(0, Math.min(x, view.root.clientWidth - view.tip.offsetWidth))}px`;
  view.tip.style.top = `${y}px`;
}

function unpoint(view) {
  view.tip.style.visibility = "hidden";
  if (!view.pointed) return;
  view.pointed = null;
  draw(view);
}

function say({ part, tile, row, column }) {
  const lines = [part.names[tile] ?? ""];
  const inside = row >= 0 && column >= 0 && row < part.height && column < part.width;
  if (inside) {
    const value = part.values[(tile * part.height + row) * part.width + column];
    const where = part.height * part.width > 1 ? `row ${row}, column ${column}: ` : "";
    lines.push(where + (Number.isFinite(value) ? minus(figure(value)) : String(value)));
  }
  if (part.marks[tile] === "stuck") return lines[0];
  if (part.marks[tile] === "silent") lines.push("silent: zero everywhere on this image");
  if (part.marks[tile] === "off") lines.push("switched off: click to switch it on");
  if (part.marks[tile] === "dead") lines.push("dead: zero on every image of the test set");
  return lines.join("\n");
}

// Clicks come faster than answers: what Python says of the switches counts again once it has heard of the last click.
function keepSwitched(view, tiles) {
  if (!view.switched || String(offTiles(tiles)) === String(offTiles(view.switched))) view.switched = null;
  else tiles.marks = view.switched.marks;
}

function offTiles(tiles) {
  return tiles.marks.flatMap((mark, tile) => (mark === "off" ? [tile] : []));
}

function flip(view, part, tile) {
  part.marks[tile] = part.marks[tile] === "off" ? "" : "off";
  view.switched = part;
  clearTimeout(view.patience);
  view.patience = setTimeout(() => (view.switched = null), 5000);
  draw(view);
  view.tell(offTiles(part));
}

// Arrow keys move over the switches, enter flips one.
function stepSwitches(view, part, event) {
  const tile = view.pointed?.tile ?? 0;
  const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -part.columns, ArrowDown: part.columns }[event.key];
  const isFlip = event.key === "Enter" || event.key === " ";
  if (!move && !isFlip) return;
  event.preventDefault();
  if (isFlip) return flip(view, part, tile);
  const next = view.pointed ? tile + move : 0;
  if (next >= 0 && next < part.count) view.pointed = { index: view.scene.tiles.indexOf(part), part, tile: next };
  draw(view);
}

// Arrow keys move the selection by one tile.
function step(view, event) {
  if (event.key === "f" && !event.ctrlKey && !event.metaKey && !event.altKey) return fillScreen(view.root);
  const switches = view.scene.tiles.find((tiles) => tiles.switches);
  if (switches) return stepSwitches(view, switches, event);
  const part = view.scene.tiles.find((tiles) => tiles.selected !== null && tiles.clickable);
  if (!part) return;
  const move = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -part.columns, ArrowDown: part.columns }[event.key];
  const tile = part.selected + (move ?? 0);
  if (!move || tile < 0 || tile >= part.count) return;
  event.preventDefault();
  press(view, part, tile);
}

// The outline moves at once; Python hears of it and sends what follows from it.
function press(view, part, tile) {
  if (part.switches) return flip(view, part, tile);
  if (part.selected !== null) part.selected = tile;
  draw(view);
  view.pick(part, tile);
}
