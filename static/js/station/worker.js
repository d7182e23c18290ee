// Keeps the page of a station and what it is made of, so that it opens without a line. Holds no data about people:
// those are asked for by the page itself, which seals them.
const STORE = "station-1";
const PATIENCE = 4_000; // milliseconds for a line that hangs, as lines in full halls do

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const isKept = ({ pathname }) => /^\/station\/\d+$/.test(pathname) || pathname.startsWith("/static/");

const fromLine = async (request) => {
  const response = await fetch(request);
  const store = await caches.open(STORE);
  if (response.ok) await store.put(request, response.clone());
  if (response.status === 403 || response.status === 404) await store.delete(request);
  return response;
};

const hangs = () => new Promise((resolve) => setTimeout(resolve, PATIENCE, null));

const answer = async (request, line) => {
  const soon = await Promise.race([line.catch(() => null), hangs()]);
  if (soon && soon.status < 500) return soon;
  return (await caches.match(request, { ignoreVary: true })) ?? line;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method === "GET" && url.origin === location.origin && isKept(url)) {
    const line = fromLine(event.request);
    event.respondWith(answer(event.request, line));
    event.waitUntil(line.catch(() => null)); // what comes late is kept for the next time
  }
});
