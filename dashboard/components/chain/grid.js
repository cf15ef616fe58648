// A picture whose cells can be walked with the arrow keys. Who hears the page meets a grid with one cell in it: the one
// where the keys stand.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

// Gives the function that says which cell it is: `(index, words, isChosen)`.
function makeGrid(canvas, id, words, rows, columns) {
  const row = make("div", "");
  const cell = make("div", "");
  cell.id = id;
  describe(canvas, { role: "grid", "aria-label": words, "aria-rowcount": rows, "aria-colcount": columns });
  describe(canvas, { tabindex: 0, "aria-activedescendant": id });
  describe(row, { role: "row" });
  describe(cell, { role: "gridcell" });
  row.append(cell);
  canvas.append(row);
  return (index, said, isChosen) => {
    describe(row, { "aria-rowindex": Math.floor(index / columns) + 1 });
    describe(cell, { "aria-colindex": (index % columns) + 1, "aria-selected": isChosen });
    cell.textContent = said;
  };
}

function describe(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

// The nearest cell in the direction of an arrow, over gaps between pictures; null where there is none.
function neighbour(key, index, rows, columns, isCell) {
  const [down, right] = ARROWS[key];
  let [row, column] = [Math.floor(index / columns) + down, (index % columns) + right];
  while (row >= 0 && row < rows && column >= 0 && column < columns) {
    if (isCell(row * columns + column)) return row * columns + column;
    row += down;
    column += right;
  }
  return null;
}

// Aloud, to who hears the page.
function announce(view, words) {
  if (view.said.textContent !== words) view.said.textContent = words;
}
