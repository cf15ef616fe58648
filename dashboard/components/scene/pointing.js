// What a pointer or a key does in a scene: the tile and cell that are pointed at, chosen, switched.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const BESIDE = 12; // pixels from the room of curves within which one of their points is meant
const DOUBLE = 300; // milliseconds within which a second click makes a double click

function listen(view) {
  const { canvas } = view;
  canvas.onpointermove = (event) => point(view, event);
  canvas.onpointerleave = () => unpoint(view);
  canvas.onclick = (event) => {
    if (event.detail > 1) clearTimeout(view.choosing); // a double click shows the whole picture, and chooses nothing
    if (view.isDragged) return;
    point(view, event);
    if (!view.pointed?.part?.clickable) return;
    const { index, tile } = view.pointed;
    const choose = () => view.scene.tiles[index] && press(view, view.scene.tiles[index], tile);
    if (view.lens === WHOLE) choose();
    else if (event.detail < 2) view.choosing = setTimeout(choose, DOUBLE);
  };
  canvas.onblur = () => unpoint(view);
  canvas.onkeydown = (event) => step(view, event);
}

function find(view, right, down) {
  const { x: left, y: top } = shift(view);
  const [x, y] = [left + right, top + down];
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
  const at = [x / view.unit, (y - view.above) / view.unit];
  const found = findBar(view, ...at) ?? findPoint(view, ...at);
  return found && { of: valued(view).indexOf(found.of), at: found.at };
}

function isNamed(view, part) {
  return view.shared[part.names].length > 0;
}

// What says its values one by one: bars, and curves whose points have names.
function valued(view) {
  return [...view.scene.columns, ...view.scene.curves].filter((part) => isNamed(view, part));
}

// The bars or curve that are pointed at, and at which of their values; null also where new ones have fewer.
function meant(view) {
  const of = valued(view)[view.pointed?.of];
  return of && view.pointed.at < view.shared[of.values].length ? { of, at: view.pointed.at } : null;
}

// The bar in whose share of the width, and of the height that the highest has, a place is.
function findBar(view, x, y) {
  for (const bars of view.scene.columns) {
    const count = view.shared[bars.values].length;
    const at = Math.floor(((x - bars.left) / bars.width) * count);
    if (at >= 0 && at < count && y >= bars.top && y <= bars.top + bars.height) return { of: bars, at };
  }
  return null;
}

// The nearest point of all curves in whose room, or just beside it, a place is; of two in one place the one in front.
function findPoint(view, x, y) {
  let [found, nearest] = [null, Infinity];
  for (const curve of view.scene.curves.filter((curve) => isNamed(view, curve))) {
    const [right, down] = [x - curve.left, y - curve.top];
    if (right < -BESIDE || right > curve.width + BESIDE || down < -BESIDE || down > curve.height + BESIDE) continue;
    const points = view.shared[curve.points];
    for (let at = 0; at < points.length / 2; at++) {
      const far = Math.hypot(right - points[2 * at] * curve.width, down - (1 - points[2 * at + 1]) * curve.height);
      if (far <= nearest) [found, nearest] = [{ of: curve, at }, far];
    }
  }
  return found;
}

function point(view, event) {
  const bounds = view.canvas.getBoundingClientRect();
  const found = find(view, event.clientX - bounds.left, event.clientY - bounds.top);
  const moved = ["tile", "index", "of", "at"].some((name) => found?.[name] !== view.pointed?.[name]);
  view.pointed = found;
  view.canvas.style.cursor = found?.part?.clickable ? "pointer" : "default";
  if (moved) draw(view);
  const origin = view.root.getBoundingClientRect();
  showTip(view, event.clientX - origin.left + 14, event.clientY - origin.top + 18);
}

function showTip(view, x, y) {
  view.tip.style.visibility = view.pointed ? "visible" : "hidden";
  if (!view.pointed) return;
  view.tip.textContent = said(view, view.pointed);
  view.tip.style.left = `${Math.max(0, Math.min(x, view.root.clientWidth - view.tip.offsetWidth))}px`;
  view.tip.style.top = `${y}px`;
}

// Whether a new scene has what is pointed at, perhaps with other values: of a tile, one of its size in its place.
function isStillThere(view) {
  const { part: old, index, tile } = view.pointed;
  if (!old) return meant(view) !== null;
  const part = view.scene.tiles[index];
  if (!part || tile >= part.count || part.height !== old.height || part.width !== old.width) return false;
  view.pointed = { ...view.pointed, part };
  return true;
}

// What is pointed at has another value now.
function sayAgain(view) {
  view.tip.textContent = said(view, view.pointed);
}

function unpoint(view) {
  const { pointed } = view;
  forget(view);
  if (pointed) draw(view);
}

function forget(view) {
  view.tip.style.visibility = "hidden";
  view.pointed = null;
}

function said(view, found) {
  return found.part ? say(found) : sayValue(view, meant(view));
}

function sayValue(view, { of, at }) {
  const value = view.shared[of.values][at];
  const words = of.are_shares && Number.isFinite(value) ? percent(value) : spoken(value);
  return `${view.shared[of.names][at]}: ${Number.isNaN(value) ? "none" : words}`;
}

// As core/formats.py writes it: what is not all of them stays below 100 %.
function percent(share) {
  if (share > 0 && share < 0.0005) return "<\u00a00.1\u00a0%";
  if (share >= 0.9995 && share < 1) return ">\u00a099.9\u00a0%";
  return `${(100 * share).toFixed(1)}\u00a0%`;
}

function say({ part, tile, row, column }) {
  const lines = [part.names[tile] ?? ""];
  if (isInside(part, row, column)) {
    const at = (tile * part.height + row) * part.width + column;
    const values = Array.from(part.values.slice(at * part.channels, (at + 1) * part.channels), spoken);
    const said = part.channels > 1 ? values.map((value, channel) => `${COLORS[channel]} ${value}`) : values;
    const where = part.height * part.width > 1 ? `row ${row}, column ${column}: ` : "";
    lines.push(where + said.join(", "));
  }
  if (part.marks[tile] === "stuck") return lines[0];
  if (part.marks[tile] === "silent") lines.push("silent: zero everywhere on this image");
  if (part.marks[tile] === "off") lines.push("switched off: click to switch it on");
  if (part.marks[tile] === "dead") lines.push("dead: zero on every image of the test set");
  return lines.join("\n");
}

function spoken(value) {
  return Number.isFinite(value) ? minus(figure(value)) : String(value);
}

function isInside(part, row, column) {
  return row >= 0 && column >= 0 && row < part.height && column < part.width;
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

// ---- keys

// Arrow keys move the selection; where nothing is selected they move over the tiles, and Enter presses one. With Shift,
// and where no tile can be pressed, they move over the cells of a tile.
function step(view, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "f") return fillScreen(view.root);
  if (event.key in ZOOM_KEYS) return zoom(view, ZOOM_KEYS[event.key]);
  const here = current(view);
  const action = actionOf(view, event, here);
  if (!action) return;
  event.preventDefault();
  action();
}

function actionOf(view, event, here) {
  if (event.key === "Enter" || event.key === " ") return here?.part.clickable && (() => press(view, here.part, here.tile));
  const move = ARROWS[event.key];
  if (!move) return null;
  if (valued(view).length) return () => lookAtValue(view, move);
  const isOverCells = event.shiftKey || !view.scene.tiles.some((tiles) => tiles.clickable);
  const next = isOverCells ? cellBeside(view, here, move) : tileBeside(view, here, move);
  if (!next) return null;
  if (isOverCells || next.part.selected === null) return () => lookAt(view, next);
  return () => {
    unpoint(view);
    press(view, next.part, next.tile);
    bringIntoSight(view, place(view, next.part, next.tile));
    announce(view, next);
  };
}

// Where the keys stand: on the selected tile or a cell of it, else where they or the mouse point, else on a first switch.
function current(view) {
  const { pointed, scene } = view;
  const chosen = scene.tiles.findIndex((tiles) => tiles.clickable && tiles.selected !== null);
  const selected = chosen >= 0 ? onTile(view, chosen, scene.tiles[chosen].selected) : null;
  if (selected && !(pointed?.isByKey && pointed.tile === selected.tile)) return selected;
  const part = pointed && scene.tiles[pointed.index];
  if (part && pointed.tile < part.count) return { ...pointed, part };
  const switches = scene.tiles.findIndex((tiles) => tiles.switches);
  return switches >= 0 ? onTile(view, switches, 0) : null;
}

function tileBeside(view, here, [down, right]) {
  const parts = view.scene.tiles;
  if (!here) return onTile(view, parts.findIndex((tiles) => tiles.clickable), 0);
  const to = here.tile + down * here.part.columns + right;
  if (to >= 0 && to < here.part.count) return onTile(view, here.index, to);
  if (here.part.selected !== null) return null;
  const beside = here.index + down + right;
  return beside in parts ? onTile(view, beside, down + right > 0 ? 0 : parts[beside].count - 1) : null;
}

function onTile(view, index, tile) {
  return { index, part: view.scene.tiles[index], tile, row: -1, column: -1 };
}

function cellBeside(view, here, [down, right]) {
  const at = here ?? onTile(view, 0, 0);
  if (!at.part) return null;
  const row = at.row < 0 ? 0 : at.row + down;
  const column = at.column < 0 ? 0 : at.column + right;
  return isInside(at.part, row, column) ? { ...at, row, column } : null;
}

function lookAt(view, found) {
  view.pointed = { ...found, isByKey: true };
  draw(view);
  const at = place(view, found.part, found.tile);
  const cell = { width: at.width / found.part.width, height: at.height / found.part.height };
  const corner = { left: at.left + found.column * cell.width, top: at.top + found.row * cell.height };
  bringIntoSight(view, found.row < 0 ? at : { ...corner, ...cell });
  const { x, y } = shift(view);
  showTip(view, corner.left + cell.width - x + 6, corner.top + cell.height - y + 6);
  announce(view, found);
}

// The value beside the one that is pointed at, else the first; of several curves, up and down are the ones before and after.
function lookAtValue(view, [down, right]) {
  const all = valued(view);
  const isOnlyOne = all.length === 1;
  const here = meant(view) && view.pointed;
  const of = here ? within(all, here.of + (isOnlyOne ? 0 : down)) : 0;
  const values = view.shared[all[of].values];
  view.pointed = { of, at: here ? within(values, here.at + right + (isOnlyOne ? down : 0)) : 0 };
  draw(view);
  const { x, y } = shift(view);
  const { at } = view.pointed;
  const [left, top] = all[of].points === undefined ? besideBar(view, all[of], at, values.length) : placesOf(view, all[of])[at];
  showTip(view, left - x, (Number.isFinite(top) ? top : 0) - y);
  announce(view, view.pointed);
}

function within(list, at) {
  return Math.min(Math.max(at, 0), list.length - 1);
}

function besideBar(view, bars, at, count) {
  return [(bars.left + ((at + 1) / count) * bars.width) * view.unit, bars.top * view.unit + view.above];
}

// Said by whoever reads the page aloud.
function announce(view, found) {
  view.said.textContent = said(view, found).replaceAll("\n", ", ");
}

// The outline moves at once; Python hears of it and sends what follows from it.
function press(view, part, tile) {
  if (part.switches) return flip(view, part, tile);
  if (part.selected !== null) part.selected = tile;
  draw(view);
  view.pick(part, tile);
}
