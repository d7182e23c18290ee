// The rules at the door: whom a code shows, what is noted, what is sent when there is a line.
import { folded } from "./folding.js";

const TOKEN = /^JCM[A-Z2-7]{32}$/;
const AT_ONCE = 100; // acts in one sending
const KEPT = 300; // acts shown after they have been taken in
const MOST_FOUND = 8;
const PATIENCE = 8_000; // milliseconds for which an answer is waited for: a line that hangs is none

const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const digestOf = async (code) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));

export class Door extends EventTarget {
  constructor(vault, address) {
    super();
    Object.assign(this, { vault, address, acts: new Map(), known: null, online: navigator.onLine, closed: false });
  }

  // Begins with what the device knows from before, so that it works without a line from the first moment.
  async begin() {
    this.acts = new Map([...(await this.vault.all("acts"))].sort(([, a], [, b]) => a.at.localeCompare(b.at)));
    const known = await this.vault.get("kept", "expected");
    if (known) this._know(known);
  }

  _know(expected) {
    this.known = expected;
    this.byNumber = new Map(expected.people.map((person) => [person.number, person]));
    this.byBadge = new Map(expected.people.filter((p) => p.badge).map((person) => [person.badge, person]));
    this.dead = new Set(expected.dead);
    for (const act of this.waiting) this._see(act);
  }

  _see(act) {
    const person = this.byNumber?.get(act.number);
    if (act.kind === "sighting" && person && !person.seen && !act.undone) person.seen = act.at;
  }

  // How many are present, and how many are expected; who waits for the organizers is neither.
  get counts() {
    const expected = this.known?.people.filter((person) => !person.waits);
    return expected && { present: expected.filter((person) => person.seen).length, expected: expected.length };
  }

  get waiting() {
    return [...this.acts.values()].filter((act) => act.state === "waiting");
  }

  search(text) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    if (!words.length || !this.known) return [];
    const matches = (person) => words.every((word) => person.search.includes(word));
    return this.known.people.filter(matches).slice(0, MOST_FOUND);
  }

  looksLikeCode(text) {
    return TOKEN.test(text.trim().toUpperCase()) || /^\d{6,}$/.test(text.trim());
  }

  // What is to be said about a scanned code. Resolves after the scan is safe on the device.
  async scan(text) {
    const code = text.trim().toUpperCase();
    if (!TOKEN.test(code)) return { outcome: "refused", reason: "foreign" };
    const digest = await digestOf(code);
    if (this.dead?.has(digest)) return { outcome: "refused", reason: "dead" };
    const person = this.byBadge?.get(digest);
    if (!person && !this.online) return { outcome: "refused", reason: "unknown" };
    return this._sighted({ code }, person);
  }

  async admit(number) {
    return this._sighted({ number }, this.byNumber.get(number));
  }

  async _sighted(what, person) {
    const before = person?.seen;
    const act = await this._note({ kind: "sighting", ...what, number: person?.number ?? "", name: person?.name ?? "" });
    this._see(act);
    this.soon();
    return { outcome: outcomeOf(person, before), person, before, act };
  }

  async enter(walkIn) {
    const act = await this._note({ kind: "walk_in", ...walkIn });
    this.soon();
    return { outcome: "waiting", act };
  }

  async undo(uid, why) {
    const undone = this.acts.get(uid);
    undone.undone = why;
    await this.vault.put("acts", uid, undone);
    await this._note({ kind: "retraction", of: uid, why, name: undone.name });
    const person = this.byNumber?.get(undone.number);
    if (person && [undone.at, undone.seen].includes(person.seen)) person.seen = null;
    this.soon();
  }

  async _note(told) {
    const act = { uid: crypto.randomUUID(), at: new Date().toISOString(), state: "waiting", ...told };
    await this.vault.put("acts", act.uid, act);
    this.acts.set(act.uid, act);
    this._changed();
    return act;
  }

  _changed() {
    this.dispatchEvent(new Event("change"));
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.sync(), 20);
  }

  // Sends what waits until nothing does. One sending at a time; whatever breaks off is sent again, which does no harm.
  async sync() {
    if (this.sending || this.closed) return;
    this.sending = true;
    try {
      while (this.waiting.length && (await this._send(this.waiting.slice(0, AT_ONCE))));
      if (!this.online) await this._giveUpAsking();
      this.acts.size > 2 * KEPT && (await this._forgetOldest());
    } finally {
      this.sending = false;
      this._changed();
    }
  }

  async _send(acts) {
    const body = JSON.stringify(acts.map(sent));
    const headers = { "Content-Type": "application/json", "X-CSRFToken": this.csrf ?? this.known?.csrf ?? "" };
    const answer = await this._ask("/sync", { method: "POST", headers, body });
    if (!answer) return false;
    for (const act of acts) await this._taken(act, answer.answers[answerName(act)]);
    return true;
  }

  async _taken(act, answer) {
    act.state = answer?.outcome === "refused" ? "refused" : "taken";
    Object.assign(act, { outcome: answer?.outcome, reason: answer?.why, seen: answer?.seen });
    delete act.code; // never needed again
    const person = this.byNumber?.get(answer?.number);
    if (person && answer.seen && !act.undone) person.seen = answer.seen;
    if (person && !act.name) Object.assign(act, { name: person.name, number: person.number });
    await this.vault.put("acts", act.uid, act);
    this._tell(act, person);
  }

  // Codes that only the server could have known: without a line they admit nobody, and the name is looked up instead.
  async _giveUpAsking() {
    const asking = this.waiting.filter((act) => act.code && !act.number);
    asking.forEach((act) => this.acts.delete(act.uid));
    await this.vault.remove("acts", asking.map((act) => act.uid));
    for (const act of asking) this._tell({ ...act, state: "refused", outcome: "refused", reason: "unknown" });
  }

  _tell(act, person) {
    this.dispatchEvent(new CustomEvent("answer", { detail: { act, person } }));
  }

  async _forgetOldest() {
    const done = [...this.acts.values()].filter((act) => act.state !== "waiting").slice(0, -KEPT);
    done.forEach((act) => this.acts.delete(act.uid));
    await this.vault.remove("acts", done.map((act) => act.uid));
  }

  // Asks whom to expect. Also tells what other stations have seen.
  async refresh() {
    const expected = await this._ask("/expected");
    if (!expected) return;
    await this.vault.put("kept", "expected", expected);
    this._know(expected);
    this._changed();
  }

  async _ask(path, options = {}) {
    try {
      const how = { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) };
      const response = await fetch(this.address + path, { ...how, ...options });
      return await this._understood(response);
    } catch {
      this._lineIs(false);
      return null;
    }
  }

  async _understood(response) {
    if (response.status === 403) return this._close();
    const isOurs = response.ok && response.headers.get("Content-Type")?.includes("json");
    this._lineIs(isOurs);
    if (response.status === 400) this.csrf = null;
    if (!isOurs) return response.status === 400 ? this._renew() : null;
    const answer = await response.json();
    this.csrf = answer.csrf;
    return answer;
  }

  async _renew() {
    const expected = await fetch(`${this.address}/expected`, { cache: "no-store" });
    if (expected.ok) this.csrf = (await expected.json()).csrf;
    return null;
  }

  // The organizers have closed the station: its list leaves the device; what was not sent stays, sealed.
  async _close() {
    this.closed = true;
    this.known = null;
    this.byNumber = this.byBadge = new Map();
    await this.vault.remove("kept", ["expected"]);
    this._changed();
    return null;
  }

  _lineIs(online) {
    if (this.online === online) return;
    this.online = online;
    this._changed();
  }
}

const outcomeOf = (person, before) => {
  if (!person) return "asking";
  if (person.waits) return "waiting";
  return before ? "again" : "present";
};

const answerName = (act) => (act.kind === "retraction" ? `${act.of}/retraction` : act.uid);

// An act as the server reads it: no name of the person, but for a walk-in.
const sent = (act) => {
  const told = { kind: act.kind, uid: act.of ?? act.uid, at: act.at };
  if (act.kind === "sighting") return { ...told, ...(act.code ? { code: act.code } : { number: act.number }) };
  if (act.kind === "retraction") return { ...told, why: act.why };
  const { name, delegation, capacity, function: doing } = act;
  return { ...told, name, delegation, capacity, function: doing };
};
