// Shows the summary with what is typed in the form, before it is saved.
const PAUSE = 600; // milliseconds without typing
const place = document.querySelector("[data-preview]");
const frame = document.querySelector("[data-preview-form]");
let waiting = null;
let newest = 0;

async function show() {
  const mine = (newest += 1);
  const answer = await fetch(frame.dataset.previewForm, { method: "POST", body: new FormData(frame.querySelector("form")) });
  // The server's own escaping templates made it. A later answer must not be replaced by an earlier one.
  if (!answer.ok || mine !== newest) return;
  place.innerHTML = (await answer.json()).html;
  place.hidden = false;
}

show().catch(() => {});

frame.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => show().catch(() => {}), PAUSE);
});
