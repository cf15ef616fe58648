// What stands in the way of who hears a page, or has no mouse. `findSerious` asks axe-core, which was loaded before;
// `findLost` gives `[sentence, ...]` on what can be clicked; `noteFocus` and `unseenFocus` are for a walk by the Tab key.
(() => {
  const STEPS = ["heading-order", "empty-heading"];
  const FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex='-1'])";
  const PRESSED = `:is(${FOCUSABLE}, label):not(main, [role=region])`; // those are only scrolled
  const RING = ["outline", "boxShadow", "borderColor", "backgroundColor", "backgroundImage"];

  const parentOf = (node) => node.parentElement ?? node.getRootNode().host;
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const nameOf = (element) => `${element.tagName} ${element.ariaLabel || element.textContent}`.slice(0, 60);

  function* elements(root) {
    for (const element of root.children) {
      yield element;
      if (element.shadowRoot) yield* elements(element.shadowRoot);
      yield* elements(element);
    }
  }

  function* withParents(element) {
    for (let node = element; node; node = parentOf(node)) yield node;
  }

  // `known` are pairs of a rule and a selector; the answer tells which of them were met.
  window.findSerious = async (known, rules) => {
    const runOnly = rules && { type: "rule", values: rules };
    const { violations } = await axe.run({ elementRef: true, resultTypes: ["violations"], ...(rules && { runOnly }) });
    const found = violations
      .filter(({ id, impact }) => ["serious", "critical"].includes(impact) || STEPS.includes(id))
      .flatMap(({ id, nodes }) => nodes.map((node) => ({ id, ...node })));
    const rowOf = ({ id, element }) => known.findIndex(([rule, selector]) => rule === id && element.matches(selector));
    const unknown = found.filter((one) => rowOf(one) < 0);
    return {
      wrong: unknown.map(({ id, html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
      met: [...new Set(found.map(rowOf))].filter((row) => row >= 0),
    };
  };

  window.findLost = () => {
    const shown = [...elements(document.body)].filter(isShown);
    // Plotly's charts zoom and hide lines for the mouse alone: what they say is their text's and a table's too.
    const isClicked = (element) => getComputedStyle(element).cursor === "pointer" && !element.closest(".js-plotly-plot");
    const isPressed = (one) => one.querySelector(PRESSED) || [...withParents(one)].some((node) => node.matches(PRESSED));
    const lost = shown.filter((one) => isClicked(one) && !isClicked(parentOf(one)) && !isPressed(one));
    const places = shown.filter((one) => one.matches(FOCUSABLE) && one.tabIndex >= 0 && one.closest("[data-testid=stMain] *"));
    const rects = places.map((one) => one.getBoundingClientRect());
    const goesUp = (one, next) => next.bottom <= one.top && next.left < one.right;
    const backwards = places.filter((_, at) => at && goesUp(rects[at - 1], rects[at]));
    return [...lost.map((one) => `no key reaches ${nameOf(one)}`), ...backwards.map((one) => `Tab goes up to ${nameOf(one)}`)];
  };

  const focused = () => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element;
  };
  const look = (element) => {
    const parts = [...withParents(element)].slice(0, 5).flatMap((node) => [[node], [node, "::before"], [node, "::after"]]);
    return parts.map((what) => RING.map((name) => getComputedStyle(...what)[name])).join();
  };

  const noted = new Map();
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  window.noteFocus = async () => {
    await drawn();
    const element = focused();
    const isNew = element !== document.body && !noted.has(element);
    if (isNew) noted.set(element, isShown(element) ? look(element) : null);
    return isNew;
  };
  // Of a group of choices the Tab key finds the chosen one, and arrow keys the others.
  const isFound = (one) => one.tabIndex >= 0 && !one.disabled && !(one.role === "radio" && one.ariaChecked === "false");
  window.unseenFocus = async () => {
    focused().blur();
    await drawn();
    const expected = [...elements(document.body)].filter((one) => one.matches(FOCUSABLE) && isShown(one) && isFound(one));
    // What only the focus brings out is seen by that alone.
    const unseen = [...noted].filter(([element, ring]) => !ring || (isShown(element) && look(element) === ring));
    const missed = expected.filter((one) => !noted.has(one));
    noted.clear();
    return [
      ...unseen.map(([one]) => `focus is not seen on ${nameOf(one)}`),
      ...missed.map((one) => `Tab does not find ${nameOf(one)}`),
    ];
  };
})();
