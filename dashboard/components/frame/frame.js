// What the whole tab does, from its first page on: it keeps one step of history an action, charts fit on paper, and the
// browser asks before it leaves where something would be lost.

export default function ({ data: sent, setTriggerValue }) {
  const data = received(sent);
  if (!window.convscopeFrame) {
    window.convscopeFrame = true;
    keepHistory();
    shrinkOnPaper();
    window.addEventListener("beforeunload", (event) => window.convscopeLoses && event.preventDefault());
  }
  window.convscopeLoses = data.loses;
  if (data.tells) setTriggerValue("ready", true);
}
