// The working below the strip (see dashboard/app_pages/pixel/blocks.py): grids, tables, maps and equations of numbers to click.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const BLOCKS = { grid: gridBlock, sign: signBlock, table: tableBlock, map: mapBlock, equation: equationBlock };

function buildWorking(view) {
  const { working, below, above, chosen } = view.data;
  const head = make("div", "head");
  view.heading = make("h2", "", working.heading);
  view.sentence = make("p", "sentence", working.sentence);
  head.append(view.heading);
  const go = make("div", "go");
  go.append(wayButton(view, "\u2193 one layer down", below), wayButton(view, "\u2191 one layer up", above));
  const stage = view.stages.find((one) => one.name === chosen);
  if (stage.at && stage.pinned !== null && !stage.labels.length) go.append(playButton(view, stage));
  head.append(go);
  const blocks = make("div", "blocks");
  blocks.append(...working.blocks.map((block) => BLOCKS[block.type](view, block)));
  view.below.replaceChildren(head, view.sentence, blocks);
}

function wayButton(view, words, target) {
  const button = make("button", "way", words);
  button.disabled = !target;
  button.onclick = () => view.pick(target);
  return button;
}

function playButton(view, stage) {
  view.button = make("button", "way play", stage.picture ? "\u25b6 slide the window" : "\u25b6 fill the row");
  view.button.onclick = () => (view.playing ? stop(view) : view.slide());
  return view.button;
}

// A number that can be clicked is a button; `words` are what it is a number of.
function number(view, value, name, target, words, digits = 3) {
  const element = make(target ? "button" : "span", "number");
  element.show = (shown) => {
    const isNumber = typeof shown === "number";
    element.textContent = isNumber ? printed(shown, digits) : shown;
    element.dataset.value = shown;
    element.title = isNumber ? minus(String(shown)) : shown;
    if (target) describe(element, { "aria-label": `${words}: ${element.textContent}` });
  };
  if (value !== null) {
    element.dataset.name = name;
    element.show(value);
  }
  if (target) element.onclick = () => ("part" in target ? view.part(target.part) : view.pick(target));
  return element;
}

// A number that would be rounded to nothing keeps its size.
function printed(value, digits) {
  const isTiny = value !== 0 && Math.abs(value) < 0.5 * 10 ** -digits;
  return isTiny ? minus(value.toExponential(0)) : short(value, digits);
}

function block(style, title) {
  const box = make("div", `block ${style}`);
  if (title) box.append(make("div", "caption", title));
  return box;
}

function gridBlock(view, { title, columns, numbers, meaning, limits, targets, marks, name, parts }) {
  const box = block("grid", title);
  const table = make("div", "cells");
  describe(table, { role: "group", "aria-label": title });
  table.style.gridTemplateColumns = `repeat(${Math.min(columns, numbers.length)}, auto)`;
  const [low, high] = limits;
  numbers.forEach((value, at) => {
    const placed = `row ${Math.floor(at / columns)}, column ${at % columns}`;
    const [target, words] = parts ? [{ part: parts[at] }, `channel ${parts[at]}`] : [targets[at], placed];
    const cell = number(view, value, name, target, words);
    const show = cell.show;
    cell.show = (shown) => {
      show(shown);
      cell.classList.remove("padded");
      if (name === "window") cell.classList.remove("best");
      const word = colorIn(view.ramps[meaning], shown, low, high);
      cell.style.background = css(word);
      cell.style.color = ink(word);
    };
    if (marks[at] === "padded") cell.classList.add("padded");
    else cell.show(value);
    if (marks[at] === "chosen") cell.classList.add("best");
    if (parts && marks[at] === "chosen") describe(cell, { "aria-current": true });
    if (parts) Object.assign(cell.dataset, { part: parts[at] });
    table.append(cell);
  });
  box.append(table);
  return box;
}

function signBlock(_view, { text }) {
  return make("div", "sign", text);
}

function tableBlock(view, { title, head, rows, name }) {
  const box = block("table", title);
  const table = make("table", "");
  describe(table, { "aria-label": title });
  const first = table.createTHead().insertRow();
  head.forEach((word) => first.append(make(word ? "th" : "td", "", word)));
  const body = table.createTBody();
  rows.forEach(([label, numbers, target, isChosen]) => {
    const row = body.insertRow();
    row.className = isChosen ? "best" : "";
    const lead = make("td", "label");
    const words = make(target ? "button" : "span", "number", label);
    if (target) words.onclick = () => view.pick(target);
    lead.append(words);
    row.append(lead);
    numbers.forEach((value, at) => {
      const cell = make("td", "");
      const words = `${label}, ${head[at + 1]}`;
      cell.append(number(view, value, `${name} ${head[at + 1]}`, at ? null : target, words, name === "softmax" ? 4 : 3));
      row.append(cell);
    });
  });
  box.append(table);
  return box;
}

// The products of a dense layer, drawn as the picture that was laid in a row: [height, width, channels]; or one map.
function mapBlock(view, { title, values, shape, limits, layer, channel }) {
  const [height, width, channels] = shape;
  const numbers = floats(values);
  const columns = Math.min(channels, Math.ceil(Math.sqrt(channels) * 1.3));
  const rows = Math.ceil(channels / columns);
  const gutter = channels > 1 ? 1 : 0;
  const [high, wide] = [rows * (height + gutter) - gutter, columns * (width + gutter) - gutter];
  const scale = Math.max(Math.min(Math.floor(300 / Math.max(high, wide)), 10), 2);
  const box = block("map", title);
  const canvas = make("canvas", "");
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${wide * scale}px`;
  canvas.style.height = `${high * scale}px`;
  const pixels = new ImageData(wide, high);
  const words = new Uint32Array(pixels.data.buffer);
  const unitAt = (x, y) => {
    const [row, column] = [y % (height + gutter), x % (width + gutter)];
    const channel = Math.floor(y / (height + gutter)) * columns + Math.floor(x / (width + gutter));
    const isInside = x >= 0 && y >= 0 && row < height && column < width && channel < channels;
    return isInside ? (row * width + column) * channels + channel : null;
  };
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const unit = unitAt(x, y);
      if (unit === null) continue;
      words[y * wide + x] = colorIn(view.ramps.signed, numbers[unit], limits[0], limits[1]);
    }
  canvas.getContext("2d").putImageData(pixels, 0, 0);
  const index = (unit) => (channel === null ? [unit] : [Math.floor(unit / width), unit % width, channel]);
  const named = (unit) => (channel === null ? `unit ${unit}` : `row ${index(unit)[0]}, column ${index(unit)[1]}`);
  const said = (unit) => `${named(unit)}: ${minus(figure(numbers[unit]))}`;
  const pick = (unit) => unit !== null && view.pick({ layer, index: index(unit) });
  const unitUnder = (event) => {
    const bounds = canvas.getBoundingClientRect();
    return unitAt(Math.floor((event.clientX - bounds.left) / scale), Math.floor((event.clientY - bounds.top) / scale));
  };
  canvas.onpointermove = (event) => {
    const unit = unitUnder(event);
    canvas.title = unit === null ? "" : said(unit);
    canvas.style.cursor = unit === null ? "default" : "pointer";
  };
  canvas.onclick = (event) => pick(unitUnder(event));
  const sheet = make("div", "sheet");
  sheet.append(canvas);
  walk(view, sheet, { title, high, wide, scale, unitOf: (at) => unitAt(at % wide, Math.floor(at / wide)), said, pick });
  box.append(sheet);
  return box;
}

// The picture by keys: a spot shows where they stand.
function walk(view, sheet, { title, high, wide, scale, unitOf, said, pick }) {
  const canvas = sheet.firstChild;
  const spot = make("div", "spot");
  const name = makeGrid(canvas, `cell-${title}`.replaceAll(" ", "-"), title, high, wide);
  let at = 0;
  const stand = (next) => {
    at = next;
    name(at, said(unitOf(at)), false);
    Object.assign(spot.style, { left: `${(at % wide) * scale}px`, top: `${Math.floor(at / wide) * scale}px` });
  };
  stand(at);
  Object.assign(spot.style, { width: `${scale}px`, height: `${scale}px` });
  canvas.onfocus = () => canvas.matches(":focus-visible") && sheet.append(spot);
  canvas.onblur = () => spot.remove();
  canvas.onkeydown = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") pick(unitOf(at));
    else if (!(event.key in ARROWS)) return;
    else stand(neighbour(event.key, at, high, wide, (cell) => unitOf(cell) !== null) ?? at);
    event.preventDefault();
    announce(view, said(unitOf(at)));
  };
}

function equationBlock(view, { terms }) {
  const box = block("equation", "");
  terms.forEach(([words, value, name], at) => {
    const term = make("span", at === terms.length - 1 ? "term last" : "term");
    term.append(make("span", "words", words), number(view, value, name, null, words, name === "count" ? 0 : 4));
    box.append(term);
  });
  return box;
}
