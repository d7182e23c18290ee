// Shows an instant on the reader's own clock, beside the clock of the meeting, where the two differ.
for (const time of document.querySelectorAll("time[data-own-time]")) {
  const moment = new Date(time.dateTime);
  time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  time.parentElement.hidden = false;
}
