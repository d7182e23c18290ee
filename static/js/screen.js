// A screen in the hall shows every minute how things stand. While the network is away it keeps what it shows.
const EVERY = 60_000; // milliseconds

async function renew() {
  const answer = await fetch(location.href);
  if (!answer.ok) throw new Error(`the screen was answered by ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.body.replaceChildren(...page.body.childNodes);
}

setInterval(() => renew().catch((error) => console.warn(error)), EVERY);
