// Plays the film of a training: all its pictures are here, and nobody is asked for the next one.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const PACE = 100; // milliseconds that a picture stands
const begun = new Map(); // when a film began, by its ticket: the same moment in all pictures of a page

// `false` where there is no film, and none that was stopped on its way: that one's last picture stands until Python has
// heard which it was.
function play(view, data, tell) {
  cancelAnimationFrame(view.turning);
  const stopped = view.film;
  view.film = data.film ?? null;
  view.moment.hidden = !view.film;
  if (!view.film) {
    if (stopped?.leads) tell(stopped.pictures[view.at].words);
    return Boolean(stopped);
  }
  if (!begun.has(data.film.ticket)) begun.set(data.film.ticket, performance.now());
  view.at = -1;
  turn(view, data, tell);
  return true;
}

function turn(view, data, tell) {
  const { ticket, pictures } = data.film;
  const last = pictures.length - 1;
  const at = Math.min(Math.floor((performance.now() - begun.get(ticket)) / PACE), last);
  if (at !== view.at) {
    view.at = at;
    view.moment.textContent = pictures[at].words;
    show(view, { ...data, film: undefined, scenes: pictures[at].scenes });
  }
  if (at < last) view.turning = requestAnimationFrame(() => turn(view, data, tell));
  else {
    view.film = null;
    if (data.film.leads) tell(pictures[last].words);
  }
}
