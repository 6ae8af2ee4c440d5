// The queue by keys: a, r, s and u decide, e goes to the field; one request a decision, whose answer carries the next item. Without this script the buttons send forms.
const STORE = "newsarchive.keys";
const work = document.getElementById("work");
const dialog = document.getElementById("keys");
const toggle = document.getElementById("keys-on");
const opener = document.getElementById("show-keys");
let isSending = false;

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

const say = (words) => {
  const notice = work.querySelector(".item__notice");
  notice.textContent = words;
  notice.classList.add("item__notice--warning");
};

const lookAtEvidence = () => {
  for (const body of work.querySelectorAll(".item__body")) {
    const mark = body.querySelector("mark");
    if (mark) body.scrollTop = mark.offsetTop - body.offsetTop - body.clientHeight / 3;
  }
};

// The answer says of which kind there is one fewer, or one more again; 'more than 1,000' stays as it is.
const recount = () => {
  const { kind, fewer } = work.querySelector(".item__notice")?.dataset ?? {};
  const shown = kind && document.querySelector(`[data-count-of="${kind}"]`);
  if (!shown || !/^[\d,]+$/.test(shown.textContent)) return;
  const count = Number(shown.textContent.replaceAll(",", "")) - Number(fewer);
  shown.textContent = Math.max(count, 0).toLocaleString("en");
};

const send = async (form, button) => {
  if (isSending) return;
  isSending = true;
  work.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form, button), headers: { "X-Desk-Fragment": "1" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    work.replaceChildren(...page.body.childNodes);
    lookAtEvidence();
    recount();
    work.querySelector("#question")?.focus({ preventScroll: true });
  } catch {
    say("That was not sent. Try again, or load the page anew.");
  } finally {
    isSending = false;
    work.removeAttribute("aria-busy");
  }
};

const press = (key) => {
  const entry = work.querySelector(".item__entry input");
  if (key === "e" && entry) {
    entry.focus();
    entry.select();
    return true;
  }
  const target = work.querySelector(`[data-key="${key}"]`);
  target?.click();
  return target !== null;
};

if (work && dialog && toggle && opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  toggle.checked = isOn();
  toggle.addEventListener("change", () => remember(toggle.checked));
  work.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat || isTyping(event.target) || dialog.open) return;
    if (event.key === "?") dialog.showModal();
    else if (!toggle.checked || !"arsue".includes(event.key) || !press(event.key)) return;
    event.preventDefault();
  });
  lookAtEvidence();
}
