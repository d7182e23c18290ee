// Dragging items within a session and into another one. By keyboard and without scripts the forms of the items do the same.
const QUICK = 120; // milliseconds of the movement
const frame = document.querySelector("[data-order]");

const ids = (list, item) => [...list.children].filter((each) => each !== item).map((each) => each.dataset.item);
const placeOf = (item) => [...item.parentElement.children].indexOf(item);

function say(item) {
  const words = { title: item.dataset.title, place: placeOf(item) + 1, session: item.parentElement.dataset.title, time: item.querySelector("[data-time]").textContent };
  frame.querySelector("[data-said-here]").textContent = frame.dataset.said.replace(/\{(\w+)\}/g, (_all, key) => words[key]);
}

async function save(item, order) {
  const answer = await fetch(item.dataset.place, { method: "POST", body: new URLSearchParams(order), redirect: "error" });
  if (answer.status === 409) throw new Error((await answer.json()).message);
  if (!answer.ok) throw new Error(frame.dataset.failed);
  return (await answer.json()).times;
}

function show(times) {
  for (const [id, time] of Object.entries(times)) {
    const label = document.getElementById(`item-${id}`)?.querySelector("[data-time]");
    if (label) label.textContent = time;
  }
}

function markEnds(list) {
  for (const item of list.children) {
    item.querySelector("[data-up]").disabled = item === list.firstElementChild;
    item.querySelector("[data-down]").disabled = item === list.lastElementChild;
    item.querySelector("[name=session]").value = list.dataset.session;
  }
}

// One after the other, so that each is sent with the order that the one before has made.
let saving = Promise.resolve();

function moved({ item, from, to, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  const token = item.querySelector("[name=csrf_token]").value;
  const order = { csrf_token: token, session: to.dataset.session, place: newIndex, seen: ids(to, item).join(".") };
  for (const list of new Set([from, to])) markEnds(list);
  saving = saving.then(() => save(item, order)).then((times) => {
    show(times);
    say(item);
  }).catch((error) => {
    alert(error.message);
    location.reload();
  });
}

for (const grip of frame.querySelectorAll("[data-grip]")) grip.hidden = !window.Sortable;
for (const list of frame.querySelectorAll("[data-session]")) {
  window.Sortable?.create(list, {
    group: "items", handle: "[data-grip]", animation: QUICK, forceFallback: true, ghostClass: "is-moving", onEnd: moved,
  });
}
