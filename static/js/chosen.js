// Ticks every person on the page, and counts those ticked, for a form with the id "batch".
const boxes = [...document.querySelectorAll('input[name="numbers"][form="batch"]')];
const everybody = document.querySelector("[data-tick-page]");
const count = document.querySelector("[data-ticked]");

function show() {
  const ticked = boxes.filter((box) => box.checked).length;
  if (count) count.textContent = ticked;
  if (!everybody) return;
  everybody.checked = ticked > 0 && ticked === boxes.length;
  everybody.indeterminate = ticked > 0 && ticked < boxes.length;
}

everybody?.addEventListener("change", () => {
  for (const box of boxes) box.checked = everybody.checked;
  show();
});
for (const box of boxes) box.addEventListener("change", show);
show();
