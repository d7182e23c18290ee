// Saves what was moved: one request a change, with the version that was read. A clash shows both and keeps mine.
import { changes, frame, isChanged, layOut, now, read, rebase, restore, take } from "./grid-blocks.js";

const said = document.querySelector("[data-said]");
const panel = document.querySelector("[data-clash]");
const choice = panel.querySelector("[data-choice]");
const token = document.querySelector("[data-undo] [name=csrf_token]").value;
const FIELDS = { day_id: "day", room_id: "room" };
const clashes = []; // { block, mine, theirs, message }

const filled = (pattern, words) => pattern.replace(/\{(\w+)\}/g, (_all, key) => words[key]);

export function say(pattern, block) {
  const lane = block.parentElement;
  const [starts, ends] = block.querySelector("[data-span]").textContent.split("–");
  said.textContent = filled(frame.dataset[pattern], { title: block.dataset.title, starts, ends, room: lane.dataset.roomName, day: lane.dataset.dayName });
}

function listed(list, lines) {
  list.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
}

// What does not fit now: as a list that leads to the sessions, and as a mark on each of them.
function showFindings(findings) {
  const list = document.querySelector("[data-findings]");
  list.replaceChildren(...findings.map(({ session, told }) => {
    const link = Object.assign(document.createElement("a"), { href: `#session-${session}`, textContent: told });
    const line = document.createElement("li");
    line.append(link);
    return line;
  }));
  const doubtful = new Set(findings.map(({ session }) => `session-${session}`));
  for (const mark of frame.querySelectorAll("[data-doubt]")) mark.hidden = !doubtful.has(mark.closest("a").id);
  document.querySelector("[data-no-findings]").hidden = findings.length > 0;
}

function settle(block, answer) {
  take(block, answer.block);
  const items = block.querySelector("[data-items]");
  listed(items, answer.block.items);
  items.hidden = answer.block.items.length === 0;
  block.classList.remove("is-clashing");
}

function told(block, name, value) {
  const lane = block.parentElement.dataset;
  return { day: lane.dayName, room: lane.roomName }[FIELDS[name]] ?? value;
}

function showClash() {
  const clash = clashes[0];
  panel.hidden = !clash;
  if (!clash) return;
  const names = JSON.parse(frame.dataset.names);
  panel.querySelector("[data-clash-message]").textContent = `${clash.block.dataset.title}: ${clash.message}`;
  choice.hidden = !clash.theirs.length;
  const lines = clash.theirs.flatMap(([name, theirs]) => {
    const term = Object.assign(document.createElement("dt"), { textContent: names[name] });
    const text = filled(frame.dataset.theirs, { theirs, mine: told(clash.block, name, clash.mine[name]) });
    return [term, Object.assign(document.createElement("dd"), { textContent: text })];
  });
  panel.querySelector("[data-clash-texts]").replaceChildren(...lines);
}

function note(block, message, theirs = {}, mine = {}) {
  clashes.splice(0, clashes.length, ...clashes.filter((each) => each.block !== block && each.theirs.length), { block, message, mine, theirs: Object.entries(theirs) });
  showClash();
}

function refuse(block, sent, answer) {
  rebase(block, answer.block);
  if (Object.keys(answer.theirs).length) block.classList.add("is-clashing");
  else restore(block);
  layOut();
  note(block, answer.message, answer.theirs, sent);
}

async function send(block) {
  const sent = changes(block);
  const shown = JSON.stringify(now(block));
  const body = new URLSearchParams({ csrf_token: token, version: read(block).version, ...sent });
  const answer = await fetch(block.dataset.place, { method: "POST", body, redirect: "error" });
  if (answer.status === 409) return refuse(block, sent, await answer.json());
  if (!answer.ok) throw new Error(`saving was answered by ${answer.status}`);
  const stored = await answer.json();
  if (JSON.stringify(now(block)) === shown) settle(block, stored);
  else rebase(block, stored.block);
  layOut();
  showFindings(stored.findings);
  document.querySelector("[data-undo]").hidden = false;
  forget(block);
  say("saved", block);
}

function forget(block) {
  clashes.splice(0, clashes.length, ...clashes.filter((each) => each.block !== block));
  showClash();
}

// One after the other, so that each is sent with the version that the one before has made.
let saving = Promise.resolve();

export function save(block) {
  block.classList.remove("is-pending");
  saving = saving.then(() => (isChanged(block) ? send(block) : null)).catch((error) => {
    note(block, frame.dataset.failed);
    console.warn(error);
  });
  return saving;
}

panel.querySelector("[data-keep]").addEventListener("click", () => {
  const { block } = clashes[0];
  save(block);
  block.querySelector("a").focus();
});

panel.querySelector("[data-take]").addEventListener("click", () => {
  const { block } = clashes[0];
  restore(block);
  block.classList.remove("is-clashing");
  layOut();
  forget(block);
  block.querySelector("a").focus();
});
