// A scanner types like a keyboard, wherever one happens to be: what it types goes to the field, whatever was pressed last.
const TYPED_INTO = "input, textarea, select";

// `begins` is called when typing begins elsewhere; then the field takes the letters, the first one too.
export const followScanner = (field, begins) => {
  addEventListener("keydown", (event) => {
    const isLetter = /^[a-z0-9]$/i.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (!isLetter || event.isComposing || document.activeElement.matches(TYPED_INTO)) return;
    begins();
    field.focus();
  });
};
