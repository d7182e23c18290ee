// Keeps what is typed into forms marked data-draft="key" until the server says it has it.
// sessionStorage: it survives errors, reloads and an expired sign-in, and ends with the tab.
const PREFIX = "draft:";
const PAUSE = 300; // milliseconds without typing before it is kept
const NEVER = new Set(["password", "file", "submit", "button", "reset"]);

let store = null;
try {
  store = window.sessionStorage;
} catch {
  // storage is switched off: forms work, drafts are not kept
}

const UNKEPT = new Set(["", "csrf_token", "once"]);

// `version` and `as_read` are kept: a text that comes back is then still recognised as outdated, and nobody's work is overwritten.
const kept = (field) => !UNKEPT.has(field.name) && !NEVER.has(field.type) && !("noDraft" in field.dataset);
const isTick = (field) => field.type === "checkbox" || field.type === "radio";

function read(form) {
  const values = {};
  for (const field of [...form.elements].filter(kept)) {
    const list = (values[field.name] ??= []);
    if (isTick(field)) {
      if (field.checked) list.push(field.value);
    } else if (field.multiple) {
      list.push(...[...field.selectedOptions].map((option) => option.value));
    } else {
      list.push(field.value);
    }
  }
  return values;
}

function write(form, values) {
  const left = structuredClone(values);
  for (const field of [...form.elements].filter(kept)) {
    const list = left[field.name];
    if (!list) continue;
    if (isTick(field)) field.checked = list.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = list.includes(option.value);
    else if (list.length) field.value = list.shift();
  }
}

const keyOf = (form) => PREFIX + form.dataset.draft;
const typed = (values) => JSON.stringify({ ...values, version: null, as_read: null });

function keep(form, sent = false) {
  try {
    store.setItem(keyOf(form), JSON.stringify({ values: read(form), sent }));
  } catch {
    // full: the form itself still holds the text
  }
}

function restore(form) {
  const draft = store.getItem(keyOf(form));
  // A refused form comes back from the server with everything typed: that is newer.
  if (!draft || form.querySelector(".error-summary")) return;
  const { values } = JSON.parse(draft);
  if (typed(values) === typed(read(form))) {
    store.removeItem(keyOf(form));
    return;
  }
  write(form, values);
  const notice = form.querySelector("[data-draft-notice]");
  if (notice) notice.hidden = false;
}

function watch(form) {
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(form), PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    keep(form, true);
  });
  form.querySelector("[data-draft-discard]")?.addEventListener("click", () => {
    store.removeItem(keyOf(form));
    location.reload();
  });
}

function forget(isDone) {
  for (const key of Object.keys(store).filter((name) => name.startsWith(PREFIX))) {
    if (isDone(key, JSON.parse(store.getItem(key)))) store.removeItem(key);
  }
}

// A sent form that led to another page has been accepted, unless that page is an error or asks to sign in.
function forgetAccepted() {
  if (document.querySelector("[data-draft-keep], input[type=password]")) return;
  const shown = new Set([...document.querySelectorAll("form[data-draft]")].map(keyOf));
  forget((key, draft) => draft.sent && !shown.has(key));
}

if (store) {
  forgetAccepted();
  for (const done of document.querySelectorAll("[data-draft-clear]")) store.removeItem(PREFIX + done.dataset.draftClear);
  for (const form of document.querySelectorAll("form[data-draft]")) {
    restore(form);
    watch(form);
  }
  for (const form of document.querySelectorAll("form[data-draft-clear-all]")) {
    form.addEventListener("submit", () => forget(() => true));
  }
}
