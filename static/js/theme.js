// Light or dark: follows the system until the reader chooses. A plain script, loaded before the first paint.
(() => {
  const key = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

  function remembered() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is switched off
    }
  }

  function remember(theme) {
    try {
      if (theme) localStorage.setItem(key, theme);
      else localStorage.removeItem(key);
    } catch {
      // the choice then holds for this page only
    }
  }

  function apply(theme) {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  apply(remembered());

  addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector("[data-theme-toggle]");
    if (!toggle) return;
    const show = () => toggle.setAttribute("aria-pressed", String(isDark()));
    toggle.addEventListener("click", () => {
      const wanted = isDark() ? "light" : "dark";
      const chosen = (wanted === "dark") === system.matches ? null : wanted;
      apply(chosen);
      remember(chosen);
      show();
    });
    system.addEventListener("change", show);
    show();
    toggle.hidden = false;
  });
})();
