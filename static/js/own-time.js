// Shows an instant on the reader's own clock, beside the clock of the meeting.
const language = document.documentElement.lang;
const locale = language === "en" ? "en-GB" : language; // 2 December 2026 at 21:26, as the pages write dates

for (const time of document.querySelectorAll("time[data-own-time]")) {
  const moment = new Date(time.dateTime);
  time.textContent = moment.toLocaleString(locale, { dateStyle: "long", timeStyle: "short" });
  time.parentElement.hidden = false;
}
