// Offers companies, topics, people and titles while someone types: a combobox with a list, as WAI-ARIA's practices have it.
// Enter on an offer goes to its page; without a chosen offer the form searches as ever. Without this script there is no list.
const WAIT = 120; // milliseconds of rest before typed letters are looked up
const KINDS = { company: "Company", topic: "Topic", person: "Person", title: "Article" };
const input = document.getElementById("q");
const list = document.createElement("ul");
let pending = null;
let resting = 0;
let chosen = -1;

const options = () => [...list.children];

const close = () => {
  clearTimeout(resting);
  pending?.abort();
  list.hidden = true;
  chosen = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
};

const choose = (number) => {
  const all = options();
  chosen = number < -1 ? all.length - 1 : number >= all.length ? -1 : number;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
  if (chosen === -1) input.removeAttribute("aria-activedescendant");
  else {
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }
};

const optionOf = ({ kind, label, address }, number) => {
  const option = document.createElement("li");
  option.id = `completion-${number}`;
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.dataset.address = address;
  const name = document.createElement("span");
  name.textContent = label;
  const sort = document.createElement("span");
  sort.className = "soft";
  sort.textContent = KINDS[kind];
  option.append(name, " ", sort);
  return option;
};

const look = async () => {
  const typed = input.value.trim();
  pending?.abort();
  pending = new AbortController();
  try {
    const answer = await fetch(`${input.dataset.completions}?${new URLSearchParams({ q: typed })}`, { signal: pending.signal });
    if (!answer.ok) return close();
    const { completions } = await answer.json();
    if (document.activeElement !== input || input.value.trim() !== typed || completions.length === 0) return close();
    list.replaceChildren(...completions.map(optionOf));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(-1);
    document.getElementById("announcer").textContent = completions.length === 1 ? "1 suggestion" : `${completions.length} suggestions`;
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
};

const keys = {
  ArrowDown: () => choose(chosen + 1),
  ArrowUp: () => choose(chosen === -1 ? -2 : chosen - 1),
  Escape: close,
};

if (input?.dataset.completions) {
  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) {
    input.setAttribute(name, value);
  }
  input.addEventListener("input", () => {
    clearTimeout(resting);
    if (input.value.trim().length < 2) close();
    else resting = setTimeout(look, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "Enter" && chosen !== -1) {
      event.preventDefault();
      location.assign(options()[chosen].dataset.address);
    } else if (event.key in keys) {
      event.preventDefault();
      keys[event.key]();
    }
  });
  input.form.addEventListener("submit", close);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
}
