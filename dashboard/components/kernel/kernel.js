// A kernel as a grid of numbers that can be typed, stepped with the arrow keys, or dragged up and down.

const views = new WeakMap();
const STEP = 0.05;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".kernel");
  const view = views.get(parentElement) ?? { root, inputs: [] };
  views.set(parentElement, view);
  view.data = data;
  view.ramp = makeRamp(data.scales.signed);
  view.send = (numbers) => setTriggerValue("edited", numbers);
  if (view.inputs.length !== data.values.length || view.columns !== data.columns) build(view);
  const active = view.revision === data.revision ? root.getRootNode().activeElement : null;
  view.revision = data.revision;
  view.inputs.forEach((input, at) => {
    input.setAttribute("aria-label", `row ${Math.floor(at / data.columns)}, column ${at % data.columns}`);
    if (input !== active || !view.isTyping) input.value = tidy(data.values[at]);
    tint(view, input);
  });
}

function build(view) {
  const { values, columns } = view.data;
  view.columns = columns;
  view.inputs = values.map((_, at) => makeInput(view, at));
  view.root.style.gridTemplateColumns = `repeat(${columns}, minmax(3.6rem, 5.4rem))`;
  view.root.replaceChildren(...view.inputs);
}

function makeInput(view, at) {
  const input = document.createElement("input");
  Object.assign(input, { type: "number", step: "any", required: true });
  input.oninput = () => {
    view.isTyping = true;
    tint(view, input);
    clearTimeout(view.waiting);
    view.waiting = setTimeout(() => commit(view), 350);
  };
  input.onchange = () => commit(view);
  input.onblur = () => {
    view.isTyping = false;
    if (Number.isNaN(input.valueAsNumber)) input.value = tidy(view.data.values[at]);
    tint(view, input);
  };
  input.onkeydown = (event) => {
    const move = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!move) return;
    event.preventDefault();
    nudge(view, input, (input.valueAsNumber || 0) + move);
  };
  input.onpointerdown = (event) => drag(view, input, event);
  return input;
}

// A drag of 20 pixels upwards adds 0.1; a click without a drag goes to typing as usual.
function drag(view, input, start) {
  const from = input.valueAsNumber || 0;
  const move = (event) => {
    const steps = Math.round((start.clientY - event.clientY) / 10);
    if (steps === 0 && !view.isDragging) return;
    view.isDragging = true;
    event.preventDefault();
    nudge(view, input, from + steps * STEP);
  };
  const end = () => {
    view.isDragging = false;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
}

function nudge(view, input, value) {
  input.value = tidy(value);
  tint(view, input);
  clearTimeout(view.waiting);
  view.waiting = setTimeout(() => commit(view), 120);
}

// What is no number is not sent. A weight that was not touched keeps the digits that are not shown.
function commit(view) {
  clearTimeout(view.waiting);
  const known = view.data.values;
  const numbers = view.inputs.map((input, at) => (input.value === tidy(known[at]) ? known[at] : input.valueAsNumber));
  if (numbers.some(Number.isNaN) || numbers.every((number, at) => number === known[at])) return;
  view.data.values = numbers;
  view.send(numbers);
}

function tidy(value) {
  return String(Number(value.toFixed(4)));
}

function tint(view, input) {
  const [low, high] = view.data.limits;
  const value = input.valueAsNumber;
  input.classList.toggle("odd", Number.isNaN(value));
  if (Number.isNaN(value)) return;
  const word = color(view.ramp, ((value - low) / (high - low)) * 255);
  input.style.background = `rgb(${word & 255}, ${(word >> 8) & 255}, ${(word >> 16) & 255})`;
  input.style.color = ink(word);
}
