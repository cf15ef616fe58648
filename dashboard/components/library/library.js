// The scripts that draw figures, long ones, come here once for all pictures of a page. `figure_call.js` is what each
// picture has of them: it calls its script as soon as that is there.

const SCRIPTS = {}; // Python puts them in here, by the figure's name

export default function () {
  for (const [name, script] of Object.entries(SCRIPTS)) learn(shelf(), name, script);
}

function learn({ scripts, drawn, waiting }, name, script) {
  if (scripts.get(name) === script) return;
  scripts.set(name, script);
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  import(address).then((module) => {
    drawn.set(name, module.default);
    for (const [element, wanted] of waiting) {
      if (wanted.name === name && waiting.delete(element)) wanted.call();
    }
  });
}
