// What has been typed and not been taken in yet, kept in this browser until it has: it survives a lost line,
// a closed window and an ended sign-in. Each window has its own place; one that is gone is taken over by the next.
const ALIVE = 30_000; // milliseconds without a sign of life until a window counts as gone

const invented = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

export const newName = invented;

export class Queue {
  constructor(name) {
    this.prefix = `notes:${name}:`;
    this.window = sessionStorage.getItem("notes-window") ?? invented();
    sessionStorage.setItem("notes-window", this.window);
  }

  get key() {
    return this.prefix + this.window;
  }

  // Keeps the unsent points (plain data); nothing unsent leaves nothing behind.
  keep(points) {
    if (points.length) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), points }));
    else localStorage.removeItem(this.key);
  }

  // The points that this window, or one that is gone, had left unsent.
  left() {
    const found = [];
    for (const key of Object.keys(localStorage).filter((each) => each.startsWith(this.prefix))) {
      const { at, points } = JSON.parse(localStorage.getItem(key));
      if (key !== this.key && Date.now() - at < ALIVE) continue;
      found.push(...points);
      localStorage.removeItem(key);
    }
    return found;
  }
}
