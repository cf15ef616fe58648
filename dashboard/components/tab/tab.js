// What the whole tab does, from its first page on: it keeps one step of history an action, and charts fit on paper.

export default function ({ data: sent, setTriggerValue }) {
  const data = received(sent);
  if (!window.convscopeTab) {
    window.convscopeTab = true;
    keepHistory();
    shrinkOnPaper();
  }
  if (data.tells) setTriggerValue("ready", true);
}
