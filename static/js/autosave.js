// Saves a form marked data-autosave on the server while one types, as its buttons do, without leaving the page.
const PAUSE = 1000; // milliseconds without typing

function watch(form) {
  const told = form.querySelector("[data-autosaved]");
  let waiting;
  let sent = false;

  async function save() {
    const typed = new FormData(form);
    for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
    typed.set("go", "save");
    try {
      const answer = await fetch(location.href, { method: "POST", body: typed, redirect: "error" });
      told.textContent = answer.ok ? told.dataset.saved : told.dataset.failed;
    } catch {
      if (!sent) told.textContent = told.dataset.failed;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    told.textContent = "";
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sent = true;
  });
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
