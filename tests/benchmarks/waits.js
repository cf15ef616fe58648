// What a person waits for, timed inside the page: each function gives milliseconds, one for each try.
(() => {
  const [PATIENCE, LONGEST] = [20_000, 3000]; // milliseconds

  // Also inside shadow roots.
  const search = (root, wanted) => {
    const found = root.querySelector(wanted);
    if (found) return found;
    for (const element of root.querySelectorAll("*")) {
      const inside = element.shadowRoot && search(element.shadowRoot, wanted);
      if (inside) return inside;
    }
  };
  const find = (wanted) => search(document, wanted);
  const rest = () => new Promise((done) => setTimeout(done, 400));
  const until = (isTrue) =>
    new Promise((done, failed) => {
      const begun = performance.now();
      const look = () => {
        if (isTrue()) done();
        else if (performance.now() - begun > PATIENCE) failed(new Error(`waited in vain until ${isTrue}`));
        else requestAnimationFrame(look);
      };
      look();
    });
  const at = (canvas, row, column, size) => {
    const box = canvas.getBoundingClientRect();
    return { clientX: box.left + ((column + 0.5) * box.width) / size, clientY: box.top + ((row + 0.5) * box.height) / size };
  };

  const hover = async () => {
    const taken = [];
    for (let turn = 0; turn < 101; turn++) {
      const canvas = find("canvas[data-stage=conv2d_1]");
      const began = performance.now();
      canvas.dispatchEvent(new PointerEvent("pointermove", at(canvas, turn % 7, turn % 11, 11)));
      find("canvas[data-stage=input]").getContext("2d").getImageData(0, 0, 1, 1);
      taken.push(performance.now() - began);
    }
    return taken;
  };

  const pin = async () => {
    const taken = [];
    for (let column = 3; column < 14; column++) {
      const canvas = find("canvas[data-stage=conv2d]");
      const began = performance.now();
      canvas.dispatchEvent(new MouseEvent("click", at(canvas, 9, column, 26)));
      await until(() => find(".chain h2").textContent.endsWith(`row 9, column ${column}`));
      taken.push(performance.now() - began);
      await rest();
    }
    return taken;
  };

  const edit = async () => {
    const taken = [];
    const words = "of 1,000 test images";
    const said = () => [...document.querySelectorAll("p")].map((one) => one.textContent).find((text) => text.includes(words));
    const input = find(".kernel input");
    const original = input.exact;
    const change = async (weight) => {
      const before = said();
      const began = performance.now();
      input.value = weight;
      input.dispatchEvent(new Event("input"));
      input.dispatchEvent(new Event("change"));
      await until(() => said() && said() !== before);
      const waited = performance.now() - began;
      await rest();
      return waited;
    };
    for (const weight of [3, -5, 8, -12, 15, -20, 30]) {
      taken.push(await change(weight));
      await change(original);
    }
    return taken;
  };

  const app = () => find("[data-testid=stApp]");
  const stands = () => app().dataset.testScriptState === "notRunning";
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  const still = async () => {
    await until(stands);
    await rest();
    if (!stands()) await still();
  };

  // Resolves when a run of the page has begun and ended; to false where none was seen, as of one that is over at once.
  const run = () =>
    new Promise((done) => {
      const over = (isSeen) => {
        watch.disconnect();
        done(isSeen);
      };
      const watch = new MutationObserver(() => stands() && over(true));
      watch.observe(app(), { attributeFilter: ["data-test-script-state"] });
      setTimeout(over, LONGEST, false);
    });

  const step = async (key, times) => {
    const taken = [];
    for (let turn = 0; turn < times; turn++) {
      const ended = run();
      const began = performance.now();
      window.dispatchEvent(new KeyboardEvent("keydown", { key }));
      const isSeen = await ended;
      await drawn();
      if (isSeen) taken.push(performance.now() - began);
      await still();
    }
    return taken;
  };

  window.waits = { hover, pin, edit, still, step };
})();
