// Shows the questions whose condition is met and hides the others while one types.
// The rules are those of jcmevents/questionnaire/conditions.py; what the server decides counts.
const isTick = (input) => input.type === "checkbox" || input.type === "radio";
const TICKED = "y"; // what a box of its own sends; no option has this key

// What was answered, as a list: nothing, one thing, or several.
function given(form, name, facts) {
  const inputs = [...form.elements].filter((input) => input.name === name && input.type !== "hidden");
  if (!inputs.length) return asGiven(facts[name]);
  if (inputs.every((input) => input.disabled)) return [];
  if (inputs.length === 1 && inputs[0].type === "checkbox" && inputs[0].value === TICKED) return asGiven(inputs[0].checked);
  if (isTick(inputs[0])) return inputs.filter((input) => input.checked).map((input) => input.value);
  return asGiven(inputs[0].value);
}

function asGiven(fact) {
  if (typeof fact === "boolean") return [fact ? "yes" : "no"];
  if (Array.isArray(fact)) return fact.map(String);
  return fact === undefined || fact === null || fact === "" ? [] : [String(fact)];
}

function isMet({ operator, value }, answer) {
  if (operator === "any") return answer.length > 0 && !(answer.length === 1 && answer[0] === "no");
  if (operator === "mentions") return value !== "" && answer.join("\n").toLowerCase().includes(value.toLowerCase());
  return operator === "equals" ? answer.length === 1 && answer[0] === value : answer.includes(value);
}

function show(question, asked) {
  question.hidden = !asked;
  for (const input of question.querySelectorAll("input, select, textarea")) input.disabled = !asked;
}

// Conditions may lean on one another: it is done when a round changes nothing.
function settle(form, questions, facts) {
  for (let round = 0; round <= questions.length; round++) {
    let changed = false;
    for (const question of questions) {
      const asked = isMet(question.dataset, given(form, question.dataset.askedIf, facts));
      if (question.hidden === !asked) continue;
      show(question, asked);
      changed = true;
    }
    if (!changed) return;
  }
}

for (const frame of document.querySelectorAll("[data-questions]")) {
  const form = frame.closest("form");
  const questions = [...frame.querySelectorAll("[data-asked-if]")];
  if (!form || !questions.length) continue;
  const facts = JSON.parse(frame.dataset.facts);
  for (const note of frame.querySelectorAll("[data-condition-note]")) note.hidden = true;
  const update = () => settle(form, questions, facts);
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}
