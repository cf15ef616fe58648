// A kernel as a grid of numbers that can be typed, stepped with the arrow keys, or dragged up and down.
//
// The person may be ahead of Python: `base` is what the numbers on the page were last sent as or came from, and an
// answer that arrives while a change is waiting to be sent is not put over it.

const views = new WeakMap();
const STEP = 0.05;
const PIXELS_A_STEP = 10;

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = received(sent);
  const root = parentElement.querySelector(".kernel");
  const view = views.get(parentElement) ?? { root, inputs: [] };
  views.set(parentElement, view);
  Object.assign(view, { data, name: data.name, limits: data.limits, tone: tones(root) });
  view.ramp = makeRamp(data.scales.signed);
  view.send = (numbers) => setTriggerValue("edited", numbers);
  const isOther = view.place !== data.place;
  if (isOther || view.inputs.length !== data.values.length || view.columns !== data.columns) build(view, data);
  if (isOther || !(isBehind(view, data) || view.waiting || view.isDragging)) take(view, data.values);
  view.inputs.forEach((input) => tint(view, input));
  view.grid.setAttribute("aria-label", data.name);
}

function build(view, { place, values, columns }) {
  clearTimeout(view.waiting);
  Object.assign(view, { place, columns, waiting: null, isDragging: false, unanswered: [] });
  view.inputs = values.map((_, at) => makeInput(view, at));
  view.grid = part("grid");
  view.grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 5.4rem))`;
  for (let at = 0; at < values.length; at += columns) {
    const row = part("row");
    row.append(...view.inputs.slice(at, at + columns).map((input) => part("gridcell", input)));
    view.grid.append(row);
  }
  view.said = document.createElement("div");
  view.said.className = "said";
  view.said.setAttribute("aria-live", "polite");
  view.root.replaceChildren(view.grid, view.said);
  view.figure = () => figureOf(view);
  addMenu(view);
}

// What is taken along: the numbers as they stand, in their colours.
function figureOf(view) {
  const { data, columns, limits, inputs, tone } = view;
  const [side, lines] = [4 * tone.base, inputs.length / columns];
  const ends = limits.map((limit) => minus(figure(limit)));
  const drawn = (pen) =>
    inputs.forEach((input, at) => {
      const [left, top] = [(at % columns) * side, Math.floor(at / columns) * side];
      const value = input.valueAsNumber;
      Object.assign(pen, { textAlign: "center", textBaseline: "middle", fillStyle: input.style.background || tone.background });
      pen.fillRect(left, top, side, side);
      Object.assign(pen, { fillStyle: input.style.color || tone.text, font: `400 ${tone.base}px ${tone.font}` });
      pen.fillText(Number.isNaN(value) ? "?" : minus(String(value)), left + side / 2, top + side / 2);
    });
  return {
    named: data.named,
    alt: data.name,
    bars: [{ meaning: "signed", low: ends[0], high: ends[1], words: "weight" }],
    size: { width: columns * side, height: lines * side },
    drawn,
    rows: inputs.map((input, at) => ["kernel", data.name, Math.floor(at / columns), at % columns, input.valueAsNumber]),
  };
}

function part(role, ...content) {
  const element = document.createElement("div");
  element.className = role;
  element.setAttribute("role", role);
  element.append(...content);
  return element;
}

// Whether an answer is to an earlier change than the last one. What was refused has a new revision, and is no change's.
function isBehind(view, { values, revision }) {
  const isSame = (numbers) => numbers.every((number, at) => tidy(number) === tidy(values[at]));
  const answered = view.unanswered.findIndex(isSame);
  const isRefused = answered < 0 && revision !== view.revision;
  view.unanswered = isRefused ? [] : view.unanswered.slice(answered + 1);
  view.revision = revision;
  return view.unanswered.length > 0;
}

function take(view, values) {
  view.base = values;
  view.inputs.forEach((input, at) => {
    if (input.valueAsNumber !== Number(tidy(values[at]))) input.value = tidy(values[at]);
  });
}

function makeInput(view, at) {
  const input = document.createElement("input");
  Object.assign(input, { type: "number", step: "any" });
  const place = `row ${Math.floor(at / view.columns)}, column ${at % view.columns}`;
  input.setAttribute("aria-label", place);
  input.onfocus = () => announce(view, input, place);
  input.oninput = () => later(view, input, 350);
  input.onchange = () => commit(view);
  input.onblur = () => {
    if (Number.isNaN(input.valueAsNumber)) input.value = tidy(view.base[at]);
    tint(view, input);
  };
  input.onkeydown = (event) => {
    const move = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!move) return;
    event.preventDefault();
    nudge(view, input, (input.valueAsNumber || 0) + move);
    announce(view, input, place);
  };
  input.onpointerdown = (event) => event.button === 0 && drag(view, input, event);
  return input;
}

function announce(view, input, place) {
  view.said.textContent = `${view.name}, ${place}: ${input.value}`;
}

// A drag upwards adds; a click without a drag goes to typing as usual.
function drag(view, input, start) {
  const from = input.valueAsNumber || 0;
  input.onpointermove = (event) => {
    const steps = Math.round((start.clientY - event.clientY) / PIXELS_A_STEP);
    if (steps === 0 && !view.isDragging) return;
    if (!view.isDragging) input.setPointerCapture(event.pointerId);
    view.isDragging = true;
    nudge(view, input, from + steps * STEP);
  };
  input.onpointerup = input.onpointercancel = input.onlostpointercapture = () => {
    view.isDragging = false;
    input.onpointermove = null;
  };
}

function nudge(view, input, value) {
  input.value = tidy(value);
  later(view, input, 120);
}

function later(view, input, milliseconds) {
  tint(view, input);
  clearTimeout(view.waiting);
  view.waiting = setTimeout(() => commit(view), milliseconds);
}

// What is no number is not sent. A weight that was not touched keeps the digits that are not shown.
function commit(view) {
  clearTimeout(view.waiting);
  view.waiting = null;
  const { base } = view;
  const numbers = view.inputs.map((input, at) => (input.value === tidy(base[at]) ? base[at] : input.valueAsNumber));
  if (numbers.some(Number.isNaN) || numbers.every((number, at) => number === base[at])) return;
  view.base = numbers;
  view.unanswered.push(numbers);
  view.send(numbers);
}

// A broken weight came as null.
function tidy(value) {
  return value === null ? "" : String(Number(value.toFixed(4)));
}

function tint(view, input) {
  const [low, high] = view.limits;
  const value = input.valueAsNumber;
  input.classList.toggle("odd", Number.isNaN(value));
  if (Number.isNaN(value)) return;
  const word = color(view.ramp, ((value - low) / (high - low)) * 255);
  input.style.background = `rgb(${word & 255}, ${(word >> 8) & 255}, ${(word >> 16) & 255})`;
  input.style.color = ink(word);
}
