// Puts the name of a fact where the cursor stands in the text that was edited last.
const texts = "form textarea, form input[type=text]";
let last = document.querySelector("form textarea") || document.querySelector("form input[type=text]");

document.addEventListener("focusin", ({ target }) => {
  if (target.matches(texts)) last = target;
});

for (const button of document.querySelectorAll("[data-insert]")) {
  button.hidden = !last;
  button.addEventListener("click", () => {
    last.setRangeText(button.dataset.insert, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
}
for (const hint of document.querySelectorAll("[data-insert-hint]")) hint.hidden = !last;
