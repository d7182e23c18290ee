// One press, one sending: while a form marked data-busy is on its way, further presses are ignored.
const QUIET = 10000; // milliseconds; a form answered by a download leaves the page in place

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[type=submit]")) button.removeAttribute("aria-disabled");
}

function hold(form) {
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-disabled", "true");
  setTimeout(() => release(form), QUIET);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-busy]") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else hold(form);
});

// Coming back by the browser's button shows the page as it was left.
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
