// Offers the times of the programme in the zone of the reader's own clock, where that is another one.
const form = document.querySelector("[data-zone-of-meeting]");
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
const chosen = form?.elements.zone;

if (chosen && own && own !== form.dataset.zoneOfMeeting && !chosen.value) {
  chosen.value = own;
  form.closest("details").open = true;
}
