// Draws the parts of a scene with a pen: tiles with their marks and numbers, boxes, curves, words.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

function drawScene(view, pen) {
  const { scene } = view;
  pen.imageSmoothingEnabled = false;
  scene.boxes.filter((box) => !box.hollow).forEach((box) => drawBox(view, pen, box));
  scene.tiles.forEach((tiles) => drawTiles(view, pen, tiles));
  scene.columns.forEach((bars) => drawBars(view, pen, bars));
  scene.curves.forEach((curve) => drawCurve(view, pen, curve));
  scene.boxes.filter((box) => box.hollow).forEach((box) => drawOutline(view, pen, box));
  scene.texts.forEach((text) => drawText(view, pen, text));
  if (view.pointed?.part) outline(view, pen, scene.tiles[view.pointed.index], view.pointed.tile, 1.5, view.tone.text);
  scene.tiles.forEach((tiles) => tiles.selected !== null && outline(view, pen, tiles, tiles.selected, 3, view.tone.accent));
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
    if (!isSeen(view, at)) continue;
    const { left, top } = inSheet(tile, tiles.height, tiles.width);
    pen.drawImage(tiles.sheet, left, top, tiles.width, tiles.height, at.left, at.top, at.width, at.height);
    if (tiles.marks[tile] === "apart") blank(view, pen, at);
    else if (tiles.marks[tile] === "off") cross(view, pen, at);
    else if (tiles.marks[tile]) hatch(view, pen, at, tiles.marks[tile]);
    if (tiles.channels > 1) continue;
    if (tiles.decimals !== null || (view.lens !== WHOLE && !tiles.marks[tile])) drawNumbers(view, pen, tiles, tile, at);
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
    const word = colorIn(tiles.ramp, value, tiles.lows[2 * tile], tiles.lows[2 * tile + 1]);
    pen.fillStyle = tiles.marks[tile] === "apart" ? view.tone.text : ink(word);
    const x = at.left + ((i % tiles.width) + 0.5) * cell.width;
    const y = at.top + (Math.floor(i / tiles.width) + 0.5) * cell.height;
    if (isSeen(view, { left: x - cell.width / 2, top: y - cell.height / 2, ...cell })) pen.fillText(words(value), x, y);
  }
}

// How a scene's numbers are written, with the pen's font set to the size they have; null where they cannot be read.
function wordsThatFit(view, pen, tiles, room, most) {
  const whole = (value) => (Number.isFinite(value) ? short(value, tiles.decimals ?? 2) : "?");
  const pointFirst = (value) => whole(value).replace(/^(\u2212?)0\./, "$1.");
  for (const [form, words] of [whole, pointFirst].entries()) {
    pen.font = `${view.smallest}px ${view.tone.font}`;
    if (room < view.smallest / 2) return null;
    const widest = widestOf(pen, tiles, words, form);
    const size = Math.min(most, (view.smallest * room) / widest);
    if (size < view.smallest) continue;
    pen.font = `${size}px ${view.tone.font}`;
    return words;
  }
  return null;
}

// How wide the widest number is in the pen's font; thousands are not measured again while a picture is dragged.
function widestOf(pen, tiles, words, form) {
  const key = `${form} ${pen.font}`;
  tiles.widths ??= new Map();
  if (!tiles.widths.has(key)) {
    tiles.widths.set(key, tiles.values.reduce((width, value) => Math.max(width, pen.measureText(words(value)).width), 1));
  }
  return tiles.widths.get(key);
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

const FAINT = { muted: 0.18, pale: 0.45 };

function drawBox(view, pen, box) {
  pen.globalAlpha = FAINT[box.tone] ?? 1;
  pen.fillStyle = view.tone[box.tone === "pale" ? "accent" : box.tone] ?? box.tone;
  pen.fillRect(box.left * view.unit, box.top * view.unit + view.above, box.width * view.unit, box.height * view.unit);
  pen.globalAlpha = 1;
}

// Each from zero up or down, in its share of the width, from pixel to pixel: no line shines through between two. The one
// that is pointed at is outlined.
function drawBars(view, pen, bars) {
  const values = view.shared[bars.values];
  const tones = view.shared[bars.tones];
  const down = (value) => bars.top + ((bars.high - value) / (bars.high - bars.low)) * bars.height;
  const across = (at) => Math.round((bars.left + (at / values.length) * bars.width) * view.unit) / view.unit;
  values.forEach((value, at) => {
    if (!Number.isFinite(value)) return;
    const [top, bottom] = [down(Math.max(value, 0)), down(Math.min(value, 0))];
    const [left, right] = [across(at + bars.gap / 2), across(at + 1 - bars.gap / 2)];
    const place = { left, width: right - left, top, height: bottom - top };
    drawBox(view, pen, { ...place, tone: tones[at] ?? "accent" });
    if (meant(view)?.of === bars && view.pointed.at === at) drawOutline(view, pen, { ...place, tone: "text" });
  });
}

function drawOutline(view, pen, box) {
  pen.strokeStyle = view.tone[box.tone];
  pen.lineWidth = 2.5;
  pen.strokeRect(box.left * view.unit, box.top * view.unit + view.above, box.width * view.unit, box.height * view.unit);
}

// What is no number leaves a gap. While a point is pointed at, the other curves stand back.
function drawCurve(view, pen, curve) {
  const places = placesOf(view, curve);
  const { of, at } = meant(view) ?? {};
  pen.globalAlpha = of?.points !== undefined && of !== curve && isNamed(view, curve) ? 0.3 : 1;
  pen.strokeStyle = pen.fillStyle = view.tone[curve.tone] ?? curve.tone;
  pen.lineWidth = curve.thickness * view.zoom;
  pen.lineJoin = "round";
  pen.setLineDash(curve.dotted ? [2 * pen.lineWidth, 2 * pen.lineWidth] : []);
  pen.beginPath();
  let isDown = false;
  for (const [x, y] of places) {
    const isThere = Number.isFinite(x + y);
    if (isThere) isDown ? pen.lineTo(x, y) : pen.moveTo(x, y);
    isDown = isThere;
  }
  if (curve.thickness) pen.stroke();
  pen.setLineDash([]);
  if (curve.dots) spots(pen, places, curve.dots * view.zoom);
  pen.globalAlpha = 1;
  if (of === curve) ring(view, pen, places[at], (curve.dots + 3) * view.zoom);
}

function placesOf(view, curve) {
  const points = view.shared[curve.points];
  return Array.from({ length: points.length / 2 }, (_, at) => [
    (curve.left + points[2 * at] * curve.width) * view.unit,
    (curve.top + (1 - points[2 * at + 1]) * curve.height) * view.unit + view.above,
  ]);
}

function spots(pen, places, radius) {
  pen.beginPath();
  for (const [x, y] of places.filter(([x, y]) => Number.isFinite(x + y))) {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  }
  pen.fill();
}

function ring(view, pen, [x, y], radius) {
  if (!Number.isFinite(x + y)) return;
  pen.strokeStyle = view.tone.text;
  pen.lineWidth = 2.5;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.stroke();
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
