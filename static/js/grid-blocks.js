// The blocks of the grid: what is shown of each, what is stored, and where it stands on the time scale.
export const STEP = 5; // minutes
const SCALE = 1.6; // pixels a minute
export const DAY = 24 * 60;
const [OPENS, CLOSES] = [9 * 60, 17 * 60]; // shown at least

export const frame = document.querySelector("[data-grid]");
export const lanes = [...frame.querySelectorAll("[data-lane]")];
const state = new WeakMap(); // element -> { read, now }
let opens = OPENS;

export const blocks = () => [...frame.querySelectorAll("[data-block]")];
export const read = (block) => state.get(block).read;
export const now = (block) => state.get(block).now;
export const minutes = (text) => (text ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3)) : null);
export const written = (value) => (value === null ? "" : `${String(Math.floor(value / 60)).padStart(2, "0")}:${String(value % 60).padStart(2, "0")}`);
export const laneOf = ({ day, room }) => lanes.find((lane) => lane.dataset.day === day && lane.dataset.room === room);

// What the server says of a session, as the grid counts: times in minutes, ids as text.
function counted({ version, day, room, starts, ends, until }) {
  return { version: String(version), day: String(day), room: String(room), starts: minutes(starts), ends: minutes(ends), until: minutes(until) };
}

export function take(block, told) {
  const values = counted(told);
  state.set(block, { read: values, now: { ...values } });
}

// What is stored has changed; of what is shown only the fields that were not changed here follow.
export function rebase(block, told) {
  const [before, shown, values] = [read(block), now(block), counted(told)];
  const kept = Object.fromEntries(["day", "room", "starts", "ends", "until"].filter((name) => shown[name] !== before[name]).map((name) => [name, shown[name]]));
  state.set(block, { read: values, now: { ...values, ...kept } });
}

export function restore(block) {
  state.get(block).now = { ...read(block) };
}

export function isChanged(block) {
  return Object.keys(changes(block)).length > 0;
}

// The fields in which what is shown differs from what was read, as the server takes them.
export function changes(block) {
  const [before, shown] = [read(block), now(block)];
  const changed = {};
  if (shown.day !== before.day) changed.day_id = shown.day;
  if (shown.room !== before.room) changed.room_id = shown.room;
  if (shown.starts !== before.starts) changed.starts = written(shown.starts);
  if (shown.ends !== before.ends) changed.ends = written(shown.ends);
  return changed;
}

export function moveTo(block, start, lane) {
  const shown = now(block);
  const length = shown.until - shown.starts;
  const starts = Math.max(0, Math.min(start, DAY - STEP - length));
  if (shown.ends !== null) shown.ends = starts + shown.ends - shown.starts;
  Object.assign(shown, { starts, until: starts + length, day: lane.dataset.day, room: lane.dataset.room });
}

export function stretchTo(block, end) {
  const shown = now(block);
  shown.ends = shown.until = Math.max(shown.starts + STEP, Math.min(end, DAY - STEP));
}

export const minutesAt = (pixels) => opens + Math.round(pixels / SCALE / STEP) * STEP;
export const pixelsOf = (length) => length * SCALE;

export function show(block) {
  const shown = now(block);
  const lane = laneOf(shown);
  if (block.parentElement !== lane) lane.append(block);
  block.style.top = `${pixelsOf(shown.starts - opens)}px`;
  block.style.height = `${pixelsOf(Math.max(shown.until - shown.starts, STEP))}px`;
  const span = `${written(shown.starts)}–${written(shown.until)}`;
  const label = block.querySelector("[data-span]");
  if (label.textContent !== span) label.textContent = span;
}

// Blocks of one lane that overlap stand side by side.
function spread(lane) {
  const waiting = [...lane.children].sort((one, other) => now(one).starts - now(other).starts);
  let group = [];
  let until = 0;
  const close = () => {
    const columns = Math.max(0, ...group.map(([, column]) => column)) + 1;
    for (const [block, column] of group) Object.assign(block.style, { left: `${(100 * column) / columns}%`, width: `${100 / columns}%` });
    group = [];
  };
  for (const block of waiting) {
    const { starts, until: ends } = now(block);
    if (starts >= until) close();
    const taken = new Set(group.filter(([other]) => now(other).until > starts).map(([, column]) => column));
    let column = 0;
    while (taken.has(column)) column += 1;
    group.push([block, column]);
    until = Math.max(group.length === 1 ? 0 : until, ends);
  }
  close();
}

function drawHours(closes) {
  for (const scale of frame.querySelectorAll("[data-hours]")) {
    const hours = Array.from({ length: (closes - opens) / 60 + 1 }, (_none, number) => {
      const mark = document.createElement("span");
      mark.textContent = written((opens + number * 60) % DAY);
      mark.style.top = `${pixelsOf(number * 60)}px`;
      return mark;
    });
    scale.replaceChildren(...hours);
  }
}

export function layOut() {
  const all = blocks();
  opens = Math.floor(Math.min(OPENS, ...all.map((block) => now(block).starts)) / 60) * 60;
  const closes = Math.min(DAY, Math.ceil(Math.max(CLOSES, ...all.map((block) => now(block).until)) / 60) * 60 + 60);
  frame.style.setProperty("--hour", `${pixelsOf(60)}px`);
  drawHours(closes);
  for (const lane of lanes) lane.style.height = `${pixelsOf(closes - opens)}px`;
  for (const block of all) show(block);
  for (const lane of lanes) spread(lane);
}
