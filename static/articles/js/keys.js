// Single keys: '/' to the search box, 'j' and 'k' through the results, 'n' and 'p' from article to article, '?' for the list. Never inside a field, and off on request.
const STORE = "newsarchive.keys";
const dialog = document.getElementById("keys");
const toggle = document.getElementById("keys-on");

const isOn = () => {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true; // storage refused: the keys work, the choice lasts for this page
  }
};

const remember = (on) => {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    /* storage refused: nothing to keep */
  }
};

const isTyping = (target) => target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

const step = (by) => {
  const links = [...document.querySelectorAll(".result h2 a, .story h2 a")];
  if (links.length === 0) return;
  const at = links.findIndex((link) => link.closest(".result, .story").contains(document.activeElement));
  const next = at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
  links[next].focus();
  links[next].scrollIntoView({ block: "nearest" });
};

const actions = {
  "/": () => document.getElementById("q")?.select(),
  j: () => step(1),
  k: () => step(-1),
  n: () => document.querySelector("[data-steps] [rel=next]")?.click(),
  p: () => document.querySelector("[data-steps] [rel=prev]")?.click(),
  "?": () => dialog.showModal(),
};

if (dialog && toggle) {
  toggle.checked = isOn();
  toggle.addEventListener("change", () => remember(toggle.checked));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target) || dialog.open) return;
    if (!(event.key in actions) || (event.key !== "?" && !toggle.checked)) return;
    event.preventDefault();
    actions[event.key]();
  });
}
