// Every text that a person sees on a page, with its place and size: words of the page, of Plotly's drawings and of our
// canvases; and what is wrong with them. `window.readTexts()` gives `[sentence, ...]`, none for a page that fits.
(() => {
  const drawn = new WeakMap();
  const fillText = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (words, x, y, ...room) {
    fillText.call(this, words, x, y, ...room);
    const { a, d, e, f } = this.getTransform();
    const seen = this.measureText(words);
    const squeezed = room.length ? Math.min(1, room[0] / seen.width) : 1;
    if (!drawn.has(this.canvas)) drawn.set(this.canvas, new Map());
    const text = {
      words,
      left: a * (x - seen.actualBoundingBoxLeft * squeezed) + e,
      right: a * (x + seen.actualBoundingBoxRight * squeezed) + e,
      top: d * (y - seen.actualBoundingBoxAscent) + f,
      bottom: d * (y + seen.actualBoundingBoxDescent) + f,
      size: parseFloat(/([\d.]+)px/.exec(this.font)[1]) * d * squeezed,
    };
    drawn.get(this.canvas).set(`${words} ${text.left} ${text.top}`, text);
  };
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, "width");
  Object.defineProperty(HTMLCanvasElement.prototype, "width", {
    get,
    set(value) {
      drawn.delete(this);
      set.call(this, value);
    },
  });

  // Streamlit's own table of data draws a part of itself, and scrolls; our canvases all have words.
  const isGrid = (node) => node.tagName === "CANVAS" && !node.ariaLabel;

  // A collapsed sidebar is moved out of the window.
  const isAway = (node) => node.dataset?.testid === "stSidebar" && node.getBoundingClientRect().right < 5;

  function* nodes(root) {
    for (const node of root.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) yield node;
      if (node.nodeType !== Node.ELEMENT_NODE) continue;
      if (["SCRIPT", "STYLE", "TITLE"].includes(node.tagName) || isAway(node) || isGrid(node)) continue;
      if (node.tagName === "CANVAS" || node.tagName === "INPUT") yield node;
      if (node.shadowRoot) yield* nodes(node.shadowRoot);
      yield* nodes(node);
    }
  }

  const parentOf = (node) => node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentNode;
  const isIcon = (element) => element.closest("[data-testid=stIconMaterial], [data-testid=stToolbar], .modebar");
  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  function overflow(element) {
    const { overflowX, overflowY } = getComputedStyle(element);
    return { overflowX, overflowY };
  }

  // The part of a rectangle that its ancestors let be seen; `cut` names one that hides a part for good.
  function clip(element, rect, frames) {
    const seen = { ...rect, cut: null };
    let rolls = false;
    for (let at = element; at instanceof Element; at = parentOf(at)) {
      if (!frames.has(at)) frames.set(at, { style: overflow(at), bounds: at.getBoundingClientRect() });
      const { style, bounds } = frames.get(at);
      if (style.overflowX !== "visible" && !(at instanceof SVGElement)) {
        const wide = Math.max(bounds.left - rect.left, rect.right - bounds.right);
        const scrolls = /auto|scroll/.test(style.overflowX) && at.matches("[tabindex='0']");
        if (wide > 1.5 && scrolls) rect = { ...rect, left: Math.max(rect.left, bounds.left), right: Math.min(rect.right, bounds.right) };
        else if (wide > 1.5) seen.cut ??= at;
        [seen.left, seen.right] = [Math.max(seen.left, bounds.left), Math.min(seen.right, bounds.right)];
      }
      rolls ||= /auto|scroll/.test(style.overflowY) && at.scrollHeight > at.clientHeight;
      if (style.overflowY !== "visible" && !rolls && !(at instanceof SVGElement)) {
        const tall = Math.max(bounds.top - rect.top, rect.bottom - bounds.bottom);
        if (tall > 4) seen.cut ??= at;
        [seen.top, seen.bottom] = [Math.max(seen.top, bounds.top), Math.min(seen.bottom, bounds.bottom)];
      }
    }
    return seen;
  }

  // On a phone the sidebar lies over the page.
  const isBeside = ({ element }) => Boolean(element.closest("[data-testid=stSidebar]"));

  const parts = ({ left, right, top, bottom }) => ({ left, right, top, bottom });

  function* texts() {
    const frames = new Map();
    for (const node of nodes(document.body)) {
      const element = node.nodeType === Node.TEXT_NODE ? parentOf(node) : node;
      if (!(element instanceof Element) || !isShown(element) || isIcon(element)) continue;
      if (element.tagName === "CANVAS") {
        const bounds = element.getBoundingClientRect();
        const scale = bounds.width / element.width;
        for (const { words, size, ...at } of drawn.get(element)?.values() ?? []) {
          const [left, right] = [at.left, at.right].map((x) => bounds.left + x * scale);
          const [top, bottom] = [at.top, at.bottom].map((y) => bounds.top + y * scale);
          const out = left < bounds.left - 1 || right > bounds.right + 1 || top < bounds.top - 1 || bottom > bounds.bottom + 1;
          const seen = clip(element, { left, right, top, bottom }, frames);
          yield { words, size: size * scale, element, ...seen, cut: seen.cut ?? (out ? element : null) };
        }
      } else if (element.tagName === "INPUT") {
        const cut = element.value && element.scrollWidth > element.clientWidth + 1 ? element : null;
        if (!element.value || !/text|number|search/.test(element.type)) continue;
        if (element.clientWidth < 4) continue;
        const rect = parts(element.getBoundingClientRect());
        yield { words: element.value, size: parseFloat(getComputedStyle(element).fontSize), element, ...clip(element, rect, frames), cut };
      } else if (node.nodeType === Node.TEXT_NODE && node.data.trim()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {
          if (line.width < 2 || line.height < 4) continue;
          const slack = element instanceof SVGElement ? 0 : Math.max((line.height - parseFloat(getComputedStyle(element).fontSize)) / 2, 0);
          const rect = { ...parts(line), top: line.top + slack, bottom: line.bottom - slack };
          const seen = clip(element, rect, frames);
          if ((seen.right - seen.left < 2 && !seen.cut) || seen.bottom - seen.top < 3) continue;
          yield { words: node.data.trim().slice(0, 40), size: parseFloat(getComputedStyle(element).fontSize), element, ...seen };
        }
      }
    }
  }

  window.readTexts = (least) => {
    const said = new Set();
    const every = [...texts()];
    const read = every.filter((text) => text.right > text.left && text.bottom > text.top);
    every.forEach((text) => {
      const { words, size, cut } = text;
      if (size < least - 0.05) said.add(`small: "${words}" ${size.toFixed(1)} px`);
      if (cut) said.add(`cut: "${words}" by ${cut.tagName} ${cut.dataset?.testid ?? cut.className}`);
    });
    read.sort((one, other) => one.top - other.top);
    read.forEach((one, at) => {
      for (let next = at + 1; next < read.length && read[next].top < one.bottom - 2; next++) {
        const other = read[next];
        if (isBeside(one) !== isBeside(other)) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        if (wide > 2 && Math.min(one.bottom, other.bottom) - other.top > 2) said.add(`overlap: "${one.words}" and "${other.words}"`);
      }
    });
    const page = document.querySelector("[data-testid=stMain]");
    if (page.scrollWidth > page.clientWidth + 1) said.add(`wide: the page is ${page.scrollWidth} px wide, the window ${page.clientWidth}`);
    if (!read.length) said.add("nothing to read");
    return [...said];
  };
})();
