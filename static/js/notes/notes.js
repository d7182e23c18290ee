// The page of notes. Every card is a point or a follow-up; what is typed is sent soon, merged there with what others typed, and
// comes back merged. `shadow` is what was last had from the server, `sent` what is on its way to it.
import { merged } from "./merge.js";
import { Queue, newName } from "./queue.js";

const SOON = 600; // milliseconds after typing
const LOOK = 2500; // milliseconds between looks at what others have typed
const PATIENCE = 10_000; // milliseconds that an answer may take

const page = document.querySelector("[data-notes]");
const status = page.querySelector("[data-status]");
const languages = [...page.querySelectorAll("[data-language]")];
const queue = new Queue(page.dataset.notes);
const points = new Map();
let csrf = page.dataset.csrf;
let composing = null;
let timer = null;
let busy = false;

const fields = (point) => [...point.card.querySelectorAll("textarea")];
const marks = (point) => [...point.card.querySelectorAll("[name]")];
const current = (point) => Object.fromEntries(fields(point).map((field) => [field.dataset.lang, field.value]));
const differs = (point, texts) => fields(point).some((field) => field.value !== (texts[field.dataset.lang] ?? ""));
const isEmpty = (point) => fields(point).every((field) => !field.value);
const isDirty = (point) =>
  Boolean(point.sent) || point.removed || Object.keys(point.meta).length > 0 || differs(point, point.shadow);
// A card in which nothing was ever written is nothing yet.
const isUnsent = (point) => isDirty(point) && (point.version > 0 || !isEmpty(point)) && !(point.removed && !point.version);

function say(name, text) {
  status.dataset.status = name;
  status.textContent = text ?? page.dataset[name];
}

function keep() {
  const plain = ({ uid, what, proposal, version, shadow, meta, removed, sent, card }) => ({
    uid, what, proposal, version, shadow, meta, removed, sent, texts: current({ card }),
  });
  try {
    queue.keep([...points.values()].filter(isUnsent).map(plain));
  } catch {
    say("full"); // the browser's store is full or switched off
  }
}

function shown(card, lang) {
  const chosen = languages.find((box) => box.dataset.language === lang)?.checked;
  const field = card.querySelector(`textarea[data-lang="${lang}"]`);
  field.closest("[data-text]").hidden = !chosen && !field.value;
}

function grow(field) {
  field.rows = Math.max(2, Math.min(20, field.value.split("\n").length + Math.floor(field.value.length / 70)));
}

function makeCard(point) {
  const card = page.querySelector(`template[data-card="${point.what}"]`).content.firstElementChild.cloneNode(true);
  card.dataset.uid = point.uid;
  page.querySelector(`[data-group="${point.proposal}"] [data-cards="${point.what}"]`).append(card);
  languages.forEach((box) => shown(card, box.dataset.language));
  return card;
}

function addPoint({ uid = newName(), what = "point", proposal = 0, version = 0, shadow = {}, meta = {}, removed = false, sent = null }) {
  if (!page.querySelector(`[data-group="${proposal}"]`)) proposal = 0;
  const point = { uid, what, proposal, version, shadow, meta, removed, sent };
  point.card = makeCard(point);
  points.set(uid, point);
  return point;
}

function write(field, text, cursors) {
  if (field.value === text) return;
  const hasFocus = document.activeElement === field;
  field.value = text;
  if (hasFocus) field.setSelectionRange(...cursors);
  grow(field);
}

// Lets the texts that came from the server into the card, beside what has been typed since `base`.
function takeIn(point, base, theirs) {
  for (const field of fields(point)) {
    const lang = field.dataset.lang;
    const cursors = [field.selectionStart, field.selectionEnd];
    const result = merged(base[lang] ?? "", theirs[lang] ?? "", field.value, cursors);
    write(field, result.text, result.cursors);
    shown(point.card, lang);
  }
  point.shadow = theirs;
}

function drop(point) {
  point.card.remove();
  points.delete(point.uid);
}

function receive({ points: theirs, csrf: token }) {
  csrf = token;
  const present = new Set(theirs.map(({ uid }) => uid));
  for (const each of theirs) {
    const point = points.get(each.uid) ?? addPoint({ uid: each.uid, what: each.what, proposal: each.proposal });
    takeIn(point, point.sent?.texts ?? point.shadow, each.texts);
    for (const mark of marks(point)) {
      const isBeingTyped = mark.type === "date" && mark === document.activeElement;
      if (!(mark.name in point.meta) && !isBeingTyped) mark.value = String(each[mark.name]);
    }
    // One that was to go and is still there has been typed into by somebody else meanwhile: it stays.
    if (point.sent?.removed) point.removed = point.card.hidden = false;
    Object.assign(point, { version: each.version, sent: null });
  }
  for (const point of [...points.values()].filter(({ uid, version }) => version && !present.has(uid))) {
    if (point.removed || !isDirty({ ...point, sent: null })) drop(point);
    else Object.assign(point, { version: 0, shadow: {}, sent: null }); // it was struck while typed into: note it anew
  }
}

function changeOf(point) {
  if (!point.sent) {
    const { uid, what, proposal, version, shadow, meta, removed } = point;
    point.sent = { id: newName(), uid, what, proposal, version, base: shadow, texts: current(point), removed, ...meta };
    point.meta = {};
  }
  return point.sent;
}

async function ask(url, options = {}) {
  const answer = await fetch(url, { ...options, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("signedOut");
  if (answer.status === 400) throw new Error("expired");
  if (!answer.ok) throw new Error(answer.status === 409 ? "refused" : "offline");
  return answer.json();
}

const composed = () => new Promise((done) => composing.addEventListener("compositionend", () => done(), { once: true }));

async function exchange() {
  const unsent = [...points.values()].filter(isUnsent);
  const sending = {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(unsent.map(changeOf)),
  };
  keep();
  if (unsent.length) say("saving");
  const state = unsent.length ? await ask(page.dataset.sync, sending) : await ask(page.dataset.state);
  if (composing) await composed(); // a word that is being composed must not be touched
  receive(state);
  keep();
}

// What to say of a failure. A form key that has run out is renewed first, unless that fails too.
async function reason({ message }) {
  if (message !== "expired") return ["signedOut", "refused"].includes(message) ? message : "offline";
  try {
    ({ csrf } = await ask(page.dataset.state));
    return "saving";
  } catch (error) {
    return error.message === "signedOut" ? "signedOut" : "offline";
  }
}

async function round() {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  try {
    await exchange();
    say([...points.values()].some(isUnsent) ? "saving" : "saved");
  } catch (error) {
    say(await reason(error));
  }
  busy = false;
  const isWaiting = [...points.values()].some(isUnsent) && status.dataset.status === "saving";
  timer = setTimeout(round, isWaiting ? SOON : LOOK);
}

function soon() {
  keep();
  if (status.dataset.status === "saved") say("saving");
  clearTimeout(timer);
  timer = setTimeout(round, SOON);
}

page.addEventListener("input", ({ target }) => {
  if (target.dataset.language) {
    for (const { card } of points.values()) shown(card, target.dataset.language);
    localStorage.setItem("notes-languages", JSON.stringify(languages.filter((b) => b.checked).map((b) => b.dataset.language)));
    return;
  }
  const point = points.get(target.closest("[data-uid]")?.dataset.uid);
  if (!point) return;
  if (target.matches("textarea")) grow(target);
  else point.meta[target.name] = "number" in target.dataset ? Number(target.value) : target.value;
  soon();
});

page.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-add]");
  if (button) {
    const proposal = Number(button.closest("[data-group]").dataset.group);
    const point = addPoint({ what: button.dataset.add, proposal });
    fields(point).find((field) => !field.closest("[data-text]").hidden)?.focus();
  }
  const point = target.closest("[data-remove]") && points.get(target.closest("[data-uid]").dataset.uid);
  if (!point || (!isEmpty(point) && !confirm(page.dataset.confirm))) return;
  if (!point.version && !point.sent) {
    drop(point);
  } else {
    point.removed = true;
    point.card.hidden = true;
  }
  soon();
});

page.addEventListener("compositionstart", ({ target }) => { composing = target; });
page.addEventListener("compositionend", () => { composing = null; });
addEventListener("online", round);
addEventListener("beforeunload", (event) => { if ([...points.values()].some(isUnsent)) { keep(); event.preventDefault(); } });

const chosen = JSON.parse(localStorage.getItem("notes-languages") ?? "null") ?? [document.documentElement.lang];
for (const box of languages) box.checked = chosen.includes(box.dataset.language);
for (const left of queue.left()) {
  const point = addPoint(left);
  for (const field of fields(point)) field.value = left.texts[field.dataset.lang] ?? "";
  const chosenMarks = { ...left.sent, ...left.meta };
  for (const mark of marks(point)) if (mark.name in chosenMarks) mark.value = String(chosenMarks[mark.name]);
  fields(point).forEach((field) => { grow(field); shown(point.card, field.dataset.lang); });
}
keep();
round();
