// Shows how far work behind the page has come, and loads the page anew when it has ended.
const EVERY = 1000; // milliseconds
const SLOWEST = 10000;

function show(place, { done, total, text }) {
  const bar = place.querySelector("progress");
  const count = place.querySelector("[data-progress-count]");
  place.querySelector("[data-progress-text]").textContent = text;
  count.textContent = `${done} / ${total}`;
  count.hidden = !total;
  if (total) {
    bar.max = total;
    bar.value = done;
  }
}

async function look(place, wait) {
  let next = EVERY;
  try {
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const told = await answer.json();
    if (told.ended) return location.reload();
    show(place, told);
  } catch {
    next = Math.min(wait * 2, SLOWEST); // the server is away: ask again, ever less often
  }
  setTimeout(() => look(place, next), next);
}

for (const place of document.querySelectorAll("[data-progress]")) setTimeout(() => look(place, EVERY), EVERY);
