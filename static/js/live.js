// The live board asks every few seconds whether something has changed, as long as somebody looks at it.
const EVERY = 4_000; // milliseconds
const board = document.querySelector("[data-live]");
const state = document.querySelector("[data-live-state]");
const told = document.querySelector("[data-live-told]");
let shown = "";

function show(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  board.replaceChildren(...page.body.childNodes);
  const summary = board.querySelector("[data-live-summary]").textContent;
  if (told.textContent !== summary) told.textContent = summary; // read out once, and only what has changed
}

async function renew() {
  const answer = await fetch(board.dataset.live, { headers: { "If-None-Match": shown }, cache: "no-store" });
  if (answer.status === 304) return;
  if (!answer.ok) throw new Error(`the board was answered by ${answer.status}`);
  const { html } = await answer.json();
  shown = answer.headers.get("ETag") ?? "";
  show(html);
}

async function follow() {
  try {
    if (!document.hidden) await renew();
    state.hidden = true;
  } catch {
    state.textContent = state.dataset.lost;
    state.hidden = false;
  }
  setTimeout(follow, EVERY);
}

if (board) {
  document.addEventListener("visibilitychange", () => document.hidden || renew().catch(() => {}));
  setTimeout(follow, EVERY);
}
