// How the work of two people on one text comes together, the same as jcmevents/comparison.py does it.
// A cursor is carried along: it stays behind the letter it stood behind.

const MOST = 1_500_000; // steps of the comparison; beyond, the whole stretch counts as replaced

function common(one, other) {
  const length = Math.min(one.length, other.length);
  let n = 0;
  while (n < length && one[n] === other[n]) n += 1;
  return n;
}

// The longest letters in common of two stretches, as pairs of places.
function aligned(old, fresh) {
  const [rows, columns] = [old.length, fresh.length];
  if (rows * columns > MOST) return [];
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let i = rows - 1; i >= 0; i -= 1) {
    for (let j = columns - 1; j >= 0; j -= 1) {
      lengths[i][j] = old[i] === fresh[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (old[i] === fresh[j]) pairs.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i += 1;
    else j += 1;
  }
  return pairs;
}

// What was done to `base` to get `text`: the letters typed before each place, and the places deleted.
function edits(base, text) {
  const head = common(base, text);
  const tail = common(base.slice(head).reverse(), text.slice(head).reverse());
  const old = base.slice(head, base.length - tail);
  const fresh = text.slice(head, text.length - tail);
  const typed = new Map();
  const deleted = new Set();
  let [i, j] = [0, 0];
  for (const [oldEnd, freshEnd] of [...aligned(old, fresh), [old.length, fresh.length]]) {
    if (freshEnd > j) typed.set(head + i, fresh.slice(j, freshEnd));
    for (; i < oldEnd; i += 1) deleted.add(head + i);
    i = oldEnd + 1;
    j = freshEnd + 1;
  }
  return { typed, deleted };
}

// The text in which `theirs` and `mine` are both done to `base`, and where the cursors of `mine` stand in it.
export function merged(base, theirs, mine, cursors = []) {
  if (theirs === base || theirs === mine) return { text: mine, cursors };
  const places = [...base];
  const ours = edits(places, [...mine]);
  const others = edits(places, [...theirs]);
  const moved = cursors.map(() => null);
  const text = [];
  let [passed, length] = [0, 0]; // UTF-16 units of `mine` passed, and of the text written
  const note = () => cursors.forEach((cursor, n) => { if (moved[n] === null && passed >= cursor) moved[n] = length; });
  const write = (letters) => { for (const letter of letters) { text.push(letter); length += letter.length; } };
  note();
  for (let place = 0; place <= places.length; place += 1) {
    write(others.typed.get(place) ?? []);
    for (const letter of ours.typed.get(place) ?? []) {
      write([letter]);
      passed += letter.length;
      note();
    }
    if (place === places.length) break;
    const [goneHere, goneThere] = [ours.deleted.has(place), others.deleted.has(place)];
    if (!goneHere && !goneThere) write([places[place]]);
    if (!goneHere) passed += places[place].length;
    note();
  }
  return { text: text.join(""), cursors: moved.map((cursor) => cursor ?? length) };
}
