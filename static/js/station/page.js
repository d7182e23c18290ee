// The page of a station: one field for scanner and names, the camera, walk-ins, undo.
import { Camera } from "./camera.js";
import { Door } from "./door.js";
import { followScanner } from "./scanner.js";
import { play } from "./sounds.js";
import { Vault } from "./vault.js";

const page = document.querySelector("[data-station]");
const words = JSON.parse(page.dataset.words);
const find = (name) => page.querySelector(`[data-${name}]`);
const door = new Door(await Vault.open(`station-${page.dataset.station}`), page.dataset.address);
const SHOWN = 30; // latest acts
const FRESHEN = 30_000; // milliseconds between two looks at what other stations have seen
const RETRY = 10_000;
let shown = {}; // the answer that stands on the page: which act, what came of it

const element = (tag, text, className = "") => Object.assign(document.createElement(tag), { textContent: text, className });
const clock = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });

const show = ({ outcome, person, before, act, reason }) => {
  shown = { uid: act?.uid, outcome };
  const box = find("answer");
  box.dataset.outcome = outcome;
  box.replaceChildren(element("p", words[outcome], "answer-word"));
  const name = person?.name ?? act?.name;
  if (name) box.append(element("p", name, "answer-name"));
  if (person) box.append(capacityOf(person), element("p", person.delegation, "answer-delegation"));
  const note = words[reason] ?? reason ?? (before ? `${words.seenAt} ${clock(before)}` : "");
  if (note) box.append(element("p", note, "answer-note"));
  if (act && outcome !== "refused") box.append(undoButton(act));
  box.scrollIntoView({ block: "nearest" });
  play(outcome, person?.capacity);
};

const capacityOf = (person) => {
  const label = element("p", person.label, "capacity");
  const [background, color] = door.known?.colours?.[person.capacity] ?? [];
  Object.assign(label.style, { background, color });
  return label;
};

const undoButton = (act) => {
  const button = element("button", words.undo, "btn btn-outline-primary");
  button.type = "button";
  button.addEventListener("click", () => askWhy(act));
  return button;
};

// What was answered the last time is forgotten first: a dialog that is left by Esc answers nothing.
const ask = (dialog) => {
  dialog.returnValue = "";
  dialog.showModal();
};

const askWhy = (act) => {
  const dialog = find("undo");
  dialog.dataset.uid = act.uid;
  find("undo-name").textContent = act.name;
  ask(dialog);
};

const status = () => {
  const waiting = door.waiting.length;
  const line = door.closed ? "closed" : door.online ? "online" : "offline";
  find("line").dataset.line = line;
  find("line").textContent = words[line];
  find("waiting").textContent = waiting ? words.toSend.replace("0", waiting) : words.allSent;
  find("count").textContent = door.counts?.present ?? "–";
  find("expected").textContent = door.counts?.expected ?? "–";
  listActs();
};

const listActs = () => {
  const acts = [...door.acts.values()].filter((act) => act.kind !== "retraction").slice(-SHOWN).reverse();
  find("acts").replaceChildren(...acts.map(actRow));
};

const actRow = (act) => {
  const row = element("li", "");
  const told = act.undone ? words.undone : act.reason ?? words[act.outcome ?? "noted"];
  row.append(element("span", clock(act.at), "act-time"), element("span", act.name || words.unknownName, "act-name"));
  row.append(element("span", told, "act-state"));
  if (!act.undone && act.state !== "refused") row.append(undoButton(act));
  return row;
};

const suggest = () => {
  const field = find("entry");
  const found = door.looksLikeCode(field.value) ? [] : door.search(field.value);
  find("found").replaceChildren(...found.map(suggestion));
};

const suggestion = (person) => {
  const [row, button] = [element("li", ""), element("button", "", "found-person")];
  button.type = "button";
  button.append(element("strong", person.name), element("span", [person.reading, person.delegation].filter(Boolean).join(" · ")));
  button.append(capacityOf(person));
  if (person.seen) button.append(element("span", `${words.seenAt} ${clock(person.seen)}`));
  button.addEventListener("click", () => prompt(person));
  row.append(button);
  return row;
};

// Nobody's photograph is kept: whoever stands here is asked for the name, the delegation and the capacity.
const prompt = (person) => {
  const dialog = find("identity");
  dialog.dataset.number = person.number;
  find("identity-person").replaceChildren(element("p", person.name, "answer-name"), capacityOf(person), element("p", person.delegation));
  ask(dialog);
};

const clear = () => {
  find("entry").value = "";
  suggest();
  find("entry").focus();
};

const scan = async (code) => {
  if (!door.closed) show(await door.scan(code));
};

find("entry").addEventListener("input", suggest);
find("entry-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = find("entry").value;
  const found = door.search(text);
  if (door.looksLikeCode(text) || !found.length) {
    clear();
    if (text.trim()) await scan(text);
  } else prompt(found[0]);
});
find("identity").addEventListener("close", async () => {
  const answer = find("identity").returnValue;
  if (answer === "yes") show(await door.admit(find("identity").dataset.number));
  if (answer !== "scanned") clear();
});
find("undo").addEventListener("close", async () => {
  const dialog = find("undo");
  if (dialog.returnValue !== "yes") return;
  await door.undo(dialog.dataset.uid, new FormData(dialog.querySelector("form")).get("why"));
  show({ outcome: "retracted", act: { ...door.acts.get(dialog.dataset.uid), uid: null } });
});
find("walk-in-open").addEventListener("click", () => {
  const options = (rows, key) => rows.map((row) => new Option(row.name, row[key]));
  find("delegations").replaceChildren(...options(door.known?.delegations ?? [], "id"));
  find("capacities").replaceChildren(...options(door.known?.capacities ?? [], "code"));
  ask(find("walk-in"));
});
find("walk-in").addEventListener("close", async () => {
  const form = find("walk-in").querySelector("form");
  if (find("walk-in").returnValue !== "yes") return;
  const told = Object.fromEntries(new FormData(form));
  form.reset();
  if (door.looksLikeCode(told.name)) await scan(told.name); // a scanner typed into the open form
  else if (told.name.trim()) show(await door.enter({ ...told, delegation: Number(told.delegation) }));
});

// A scan while somebody is looked up by name takes the place of the question.
followScanner(find("entry"), () => {
  if (find("identity").open) find("identity").close("scanned");
  clear();
});

const showCamera = () => {
  find("video").hidden = !camera.isOn;
  find("camera").setAttribute("aria-pressed", camera.isOn);
};
const camera = new Camera(find("video"), scan, showCamera);
find("camera").addEventListener("click", async () => {
  camera.isOn ? camera.stop() : await camera.start().catch(() => show({ outcome: "refused", reason: "noCamera" }));
  showCamera();
});

door.addEventListener("change", status);
door.addEventListener("answer", ({ detail: { act, person } }) => {
  if (act.uid === shown.uid && act.outcome !== shown.outcome && !act.undone) show({ outcome: act.outcome, person, act, reason: act.reason, before: person?.seen });
});
addEventListener("online", () => door.sync());
setInterval(() => door.sync(), RETRY);
setInterval(() => door.refresh(), FRESHEN);

// The page and its parts are kept for when there is no line. Parts loaded before the worker was there are asked again.
const keepPage = async () => {
  await navigator.serviceWorker.register(page.dataset.worker, { scope: "/station/" });
  await navigator.serviceWorker.ready;
  const parts = performance.getEntriesByType("resource").map((entry) => entry.name);
  const store = await caches.open("station-1");
  const own = parts.filter((part) => new URL(part).pathname.startsWith("/static/"));
  await Promise.all([location.href, ...own].map((part) => store.add(part)));
  page.dataset.kept = "yes";
};

navigator.storage?.persist?.(); // a browser short of room throws away other things first
await door.begin();
status();
await door.refresh();
if (navigator.onLine && !page.dataset.kept) keepPage().catch(() => {});
await door.sync();
page.dataset.ready = "yes";
