// Puts the entries of a list in order by dragging or by its buttons, and saves the order without leaving the page.
// Without scripts the buttons post by themselves.
const QUICK = 120; // milliseconds of the movement

const entries = (list) => [...list.children];
const buttons = (entry) => Object.fromEntries([...entry.querySelectorAll("[data-move]")].map((form) => [form.dataset.move, form.querySelector("button")]));

function markEnds(list) {
  const all = entries(list);
  for (const [place, entry] of all.entries()) {
    const { up, down } = buttons(entry);
    up.disabled = place === 0;
    down.disabled = place === all.length - 1;
  }
}

function say(frame, entry) {
  const all = entries(entry.parentElement);
  const words = { name: entry.dataset.name, place: all.indexOf(entry) + 1, count: all.length };
  frame.querySelector("[data-arrange-status]").textContent = frame.dataset.said.replace(/\{(\w+)\}/g, (_all, key) => words[key]);
}

async function save(frame, list) {
  const order = new FormData();
  order.set("csrf_token", frame.querySelector("[name=csrf_token]").value);
  for (const entry of entries(list)) order.append("order", entry.dataset.id);
  const answer = await fetch(frame.dataset.arrange, { method: "POST", body: order });
  if (!answer.ok) throw new Error(`saving the order was answered by ${answer.status}`);
}

// One after the other, so that the last order is the one that stays.
let saving = Promise.resolve();

function arranged(frame, entry) {
  const list = entry.parentElement;
  markEnds(list);
  say(frame, entry);
  saving = saving.then(() => save(frame, list)).catch(() => {
    alert(frame.dataset.failed);
    location.reload();
  });
}

function step(frame, form) {
  const entry = form.closest("[data-id]");
  const { move } = form.dataset;
  if (move === "up") entry.previousElementSibling?.before(entry);
  else entry.nextElementSibling?.after(entry);
  arranged(frame, entry);
  const { up, down } = buttons(entry);
  const pressed = move === "up" ? up : down;
  (pressed.disabled ? (move === "up" ? down : up) : pressed).focus();
}

for (const frame of document.querySelectorAll("[data-arrange]")) {
  const list = frame.querySelector("ol");
  list.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-move]");
    if (!form) return;
    event.preventDefault();
    step(frame, form);
  });
  for (const handle of list.querySelectorAll("[data-drag]")) handle.hidden = false;
  window.Sortable?.create(list, {
    handle: "[data-drag]",
    animation: QUICK,
    forceFallback: true,
    ghostClass: "is-moving",
    onEnd: ({ item, oldIndex, newIndex }) => oldIndex !== newIndex && arranged(frame, item),
  });
}
