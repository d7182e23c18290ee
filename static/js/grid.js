// Sessions of the agenda are moved by pointer or by keyboard; without scripts the forms do it.
import { DAY, STEP, blocks, frame, isChanged, laneOf, lanes, layOut, minutesAt, moveTo, now, restore, show, stretchTo, take, written } from "./grid-blocks.js";
import { save, say } from "./grid-saving.js";

const SLACK = 4; // pixels that a pointer may tremble before it drags
const PAUSE = 1500; // milliseconds after the last key until the change is saved
const FAST = 250;
let drag = null;
let pressed = null; // the empty place of a lane on which the pointer went down
let placing = false; // a block that changes its lane loses the focus for a moment
let pause = 0;

/* By pointer */

function box(lane) {
  const { left, right, top, bottom } = lane.getBoundingClientRect();
  return { lane, left: left + scrollX, right: right + scrollX, top: top + scrollY, bottom: bottom + scrollY };
}

function begin(event) {
  const block = event.target.closest("[data-block]");
  pressed = event.target.matches("[data-lane]") ? event.target : null;
  const handle = event.target.closest("[data-edge], [data-grip]");
  if (!block || event.button !== 0 || (event.pointerType === "touch" && !handle)) return;
  event.preventDefault(); // no text is marked, no link is carried away
  block.querySelector("a").focus({ preventScroll: true });
  const grabbed = event.pageY - block.getBoundingClientRect().top - scrollY;
  drag = { block, stretching: Boolean(event.target.closest("[data-edge]")), grabbed, from: [event.pageX, event.pageY], at: null, boxes: null, asked: 0 };
}

function follow(event) {
  if (!drag) return;
  const [x, y] = drag.from;
  if (!drag.at && Math.hypot(event.pageX - x, event.pageY - y) < SLACK) return;
  if (!drag.at) lift();
  drag.at = [event.pageX, event.pageY];
  drag.asked ||= requestAnimationFrame(draw);
}

function lift() {
  drag.boxes = lanes.map(box);
  drag.block.classList.add("is-moving");
  Object.assign(drag.block.style, { left: "0", width: "100%" });
}

function draw() {
  if (!drag) return;
  drag.asked = 0;
  const [x, y] = drag.at;
  const home = drag.boxes.find(({ lane }) => lane === laneOf(now(drag.block)));
  const over = drag.stretching ? home : (drag.boxes.find((each) => x >= each.left && x < each.right && y >= each.top && y < each.bottom) ?? home);
  if (drag.stretching) stretchTo(drag.block, minutesAt(y - over.top));
  else moveTo(drag.block, minutesAt(y - drag.grabbed - over.top), over.lane);
  keepingFocus(drag.block, () => show(drag.block));
}

function finish() {
  if (!drag) return;
  const { block, at, asked } = drag;
  if (asked) {
    cancelAnimationFrame(asked);
    draw();
  }
  drag = null;
  if (!at) return;
  block.classList.remove("is-moving");
  // The click that follows a drag is not meant for the link.
  block.addEventListener("click", (event) => event.preventDefault(), { once: true, capture: true });
  setTimeout(() => block.dispatchEvent(new Event("click", { cancelable: true })), FAST);
  keepingFocus(block, layOut);
  save(block);
}

function cancel() {
  const { block } = drag;
  drag = null;
  block.classList.remove("is-moving");
  back(block);
}

// A session is entered where the grid is empty: the form opens with that place and time.
const QUARTER = 15;

function enter(event) {
  const lane = event.target;
  if (lane !== pressed) return;
  const top = lane.getBoundingClientRect().top;
  const starts = Math.floor(minutesAt(event.clientY - top) / QUARTER) * QUARTER;
  location.assign(`${lane.dataset.new}&starts=${written(Math.max(0, Math.min(starts, DAY - QUARTER)))}`);
}

/* By keyboard */

function keepingFocus(block, act) {
  const focused = block.contains(document.activeElement);
  placing = true;
  act();
  if (focused) block.querySelector("a").focus({ preventScroll: true });
  placing = false;
}

function back(block) {
  clearTimeout(pause);
  restore(block);
  block.classList.remove("is-pending", "is-clashing");
  keepingFocus(block, layOut);
  say("back", block);
}

function nextLane(block, by) {
  return lanes[lanes.indexOf(block.parentElement) + by] ?? block.parentElement;
}

const MOVES = {
  ArrowUp: (block) => moveTo(block, now(block).starts - STEP, block.parentElement),
  ArrowDown: (block) => moveTo(block, now(block).starts + STEP, block.parentElement),
  ArrowLeft: (block) => moveTo(block, now(block).starts, nextLane(block, -1)),
  ArrowRight: (block) => moveTo(block, now(block).starts, nextLane(block, 1)),
};
const STRETCHES = { ArrowUp: -STEP, ArrowDown: STEP };

function step(block, event) {
  if (event.shiftKey && !(event.key in STRETCHES)) return;
  event.preventDefault();
  if (event.shiftKey) stretchTo(block, now(block).until + STRETCHES[event.key]);
  else MOVES[event.key](block);
  keepingFocus(block, layOut);
  block.scrollIntoView({ block: "nearest", inline: "nearest" });
  block.classList.toggle("is-pending", isChanged(block));
  say("moved", block);
  clearTimeout(pause);
  pause = setTimeout(() => save(block), PAUSE);
}

function saveNow(block) {
  clearTimeout(pause);
  return save(block);
}

async function openForm(block) {
  await saveNow(block);
  if (!isChanged(block)) location.assign(block.querySelector("a").href);
}

function keyed(event) {
  const block = event.target.closest?.("[data-block]");
  if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.target.matches("input, textarea")) {
    event.preventDefault();
    undo();
  } else if (event.key === "Escape" && drag) cancel();
  else if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key in MOVES) step(block, event);
  else if (event.key === "Escape" && isChanged(block)) back(block);
  else if (event.key === " ") {
    event.preventDefault();
    saveNow(block);
  } else if (event.key === "Enter" && isChanged(block)) {
    event.preventDefault();
    openForm(block);
  }
}

function undo() {
  const pending = blocks().find((block) => block.classList.contains("is-pending"));
  if (pending) back(pending);
  else if (!document.querySelector("[data-undo]").hidden) document.querySelector("[data-undo] form").requestSubmit();
}

frame.addEventListener("pointerdown", begin);
frame.addEventListener("focusout", (event) => {
  const block = event.target.closest("[data-block]");
  if (block && !placing && block.classList.contains("is-pending")) saveNow(block);
});
document.addEventListener("pointermove", follow);
document.addEventListener("pointerup", finish);
document.addEventListener("pointercancel", () => drag && cancel());
frame.addEventListener("click", enter);
document.addEventListener("keydown", keyed);

for (const block of blocks()) take(block, block.dataset);
frame.classList.add("is-live");
layOut();
const look = () => location.hash && document.getElementById(location.hash.slice(1))?.focus();
addEventListener("load", look);
addEventListener("hashchange", look);
