// Dragging proposals from session to session. Without scripts, and by keyboard, the forms of the cards do the same.
const QUICK = 120; // milliseconds of the movement
const board = document.querySelector("[data-board]");

function say(card) {
  const list = card.parentElement;
  const words = { name: card.dataset.name, place: [...list.children].indexOf(card) + 1, column: list.dataset.title };
  board.querySelector("[data-board-status]").textContent = board.dataset.said.replace(/\{(\w+)\}/g, (_all, key) => words[key]);
}

async function save(card) {
  const form = new FormData();
  form.set("csrf_token", card.querySelector("[name=csrf_token]").value);
  form.set("session", card.parentElement.dataset.column);
  form.set("place", [...card.parentElement.children].indexOf(card));
  const answer = await fetch(card.dataset.moveTo, { method: "POST", body: form });
  if (!answer.ok) throw new Error(`moving was answered by ${answer.status}`);
}

function count() {
  for (const list of board.querySelectorAll("[data-column]")) {
    list.closest("section").querySelector("[data-count]").textContent = list.children.length;
  }
}

// One after the other, so that the last place is the one that stays.
let saving = Promise.resolve();

function moved({ item, from, to, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  item.querySelector("[name=session]").value = to.dataset.column;
  count();
  say(item);
  saving = saving.then(() => save(item)).catch(() => {
    alert(board.dataset.failed);
    location.reload();
  });
}

for (const grip of board.querySelectorAll("[data-grip]")) grip.hidden = !window.Sortable;
for (const list of board.querySelectorAll("[data-column]")) {
  window.Sortable?.create(list, {
    group: "board", handle: "[data-grip]", animation: QUICK, forceFallback: true, ghostClass: "is-moving", onEnd: moved,
  });
}
