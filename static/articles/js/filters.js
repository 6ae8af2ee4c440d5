// Filters act at once and the page stays where it is. Without this script the same form is sent with its button.
const WAIT = 150; // milliseconds of rest before typed letters are looked up
const here = () => document.getElementById("archive");
const whole = (place) => `${place.pathname}${place.search}`;
let address = whole(location); // the page's own, less the place on it
let wanted = null; // the address of the results that are on their way
let touched = null; // the field in which keys were pressed since then
const pending = new Map(); // a page of results, and the values of a facet, are asked for one at a time each

const addressOf = (form, button = null) => {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) {
    if (value !== "" && !name.startsWith("find_")) parameters.append(name, value);
  }
  return `${form.action.split("?")[0]}?${parameters}`;
};

// What has the focus, to find it again in the fresh page: by its id or, of a facet's values, by what it stands for.
const findAgain = (element) => {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (!element.closest("#filters") || !element.name) return null;
  return `#filters [name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
};

const pairsOf = (url) => [...new URL(url, location.href).searchParams].map((pair) => JSON.stringify(pair));

// A step leads on from the page that is shown. While other results are on their way, what it changes is changed in these.
const onTop = (url) => {
  if (wanted === null) return url;
  const [shown, asked] = [pairsOf(address), pairsOf(url)];
  const kept = pairsOf(wanted).filter((pair) => asked.includes(pair) || !shown.includes(pair));
  const added = asked.filter((pair) => !shown.includes(pair) && !kept.includes(pair));
  return `${location.pathname}?${new URLSearchParams([...kept, ...added].map((pair) => JSON.parse(pair)))}`;
};

// What someone opened or ticked stays so in the fresh page, and the field in which someone types stays itself.
const keepState = (old, fresh) => {
  for (const facet of old.querySelectorAll("[data-facet]")) {
    const again = fresh.querySelector(`#${facet.id} details`);
    if (again && facet.querySelector("details").open) again.open = true;
  }
  if (old.querySelector(".histogram__table[open]")) fresh.querySelector(".histogram__table")?.setAttribute("open", "");
  for (const tick of old.querySelectorAll(".tick input:checked")) {
    const again = fresh.querySelector(`.tick input[value="${tick.value}"]`);
    if (again) again.checked = true;
  }
  if (old.contains(touched)) fresh.querySelector(`#${touched.id}`)?.replaceWith(touched);
  fresh.querySelector("#filters").classList.toggle("is-shown", old.querySelector("#filters").classList.contains("is-shown"));
};

const fetchPage = async (url, what) => {
  pending.get(what)?.abort();
  const controller = new AbortController();
  pending.set(what, controller);
  const answer = await fetch(url, { signal: controller.signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  controller.signal.throwIfAborted(); // an answer that was whole before it was no longer wanted
  return page;
};

const put = (page, typed) => {
  const old = here();
  const fresh = page.getElementById("archive");
  if (!fresh) throw new Error("not a page of results");
  const focused = old.contains(document.activeElement) && (findAgain(document.activeElement) ?? "#results");
  document.adoptNode(fresh);
  keepState(old, fresh);
  old.replaceWith(fresh);
  const search = page.querySelector(".search");
  const present = document.querySelector(".search");
  for (const input of present.querySelectorAll("input[type=hidden]")) input.remove();
  present.append(...[...search.querySelectorAll("input[type=hidden]")].map((input) => document.adoptNode(input)));
  const words = document.getElementById("q");
  if (words.value === typed) words.value = search.querySelector("#q").value; // else someone types the next search
  document.title = page.title;
  document.getElementById("announcer").textContent = document.getElementById("count").textContent.trim();
  if (focused) (document.querySelector(focused) ?? document.getElementById("results")).focus({ preventScroll: true });
  if (touched?.matches(".facet__find input")) look(touched);
  document.dispatchEvent(new Event("archive:changed"));
};

const visit = async (step, { push = true, toTop = false } = {}) => {
  const url = push ? onTop(step) : step;
  const typed = document.getElementById("q").value;
  wanted = url;
  touched = null;
  here().setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(url, "archive");
    if (push) history.pushState(null, "", url);
    address = whole(location);
    wanted = null;
    put(page, typed);
    if (toTop) {
      const results = document.getElementById("results");
      results.focus({ preventScroll: true });
      results.scrollIntoView();
    }
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
  }
};

const isPlainClick = (event) => event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

document.addEventListener("change", (event) => {
  const form = event.target.closest("#filters");
  if (form && event.target.type === "checkbox") visit(addressOf(form));
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "filters") return;
  event.preventDefault();
  visit(addressOf(event.target, event.submitter));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#archive a");
  if (!link || !isPlainClick(event) || event.defaultPrevented) return;
  if (link.matches(".filters-button, .filters__close")) {
    event.preventDefault();
    const filters = document.getElementById("filters");
    const isShown = filters.classList.toggle("is-shown", link.matches(".filters-button") && !filters.classList.contains("is-shown"));
    document.querySelector(".filters-button").setAttribute("aria-expanded", String(isShown));
    (isShown ? filters.querySelector("summary") : document.querySelector(".filters-button")).focus();
    return;
  }
  const url = new URL(link.getAttribute("href"), location.href);
  if (url.pathname !== location.pathname || url.origin !== location.origin) return;
  event.preventDefault();
  url.hash = "";
  visit(url.href, { toTop: link.closest(".pages") !== null });
});

const look = async (input) => {
  const facet = input.closest("[data-facet]");
  const url = new URL(facet.dataset.url, location.href);
  url.search = new URL(addressOf(input.form), location.href).search;
  if (input.value.trim()) url.searchParams.set(input.name, input.value.trim());
  try {
    const fresh = (await fetchPage(url, facet.id)).querySelector("details");
    const details = facet.querySelector("details");
    const values = (parts) => [...parts].filter((part) => !part.matches("summary, .facet__find"));
    for (const part of values(details.children)) part.remove(); // the field itself stays, or it would lose the focus
    details.append(...values(fresh.children));
    const found = details.querySelectorAll("li").length;
    document.getElementById("announcer").textContent = found === 1 ? "1 value" : `${found} values`;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
};

document.addEventListener("keydown", ({ target }) => {
  if (target.matches("#archive input[id]:not([type=checkbox])")) touched = target;
});

let resting = 0;
document.addEventListener("input", (event) => {
  if (!event.target.closest(".facet__find")) return;
  clearTimeout(resting);
  resting = setTimeout(look, WAIT, event.target);
});

// A step to another place on the same page, as the skip link makes, is told here too: there is nothing to fetch for it.
addEventListener("popstate", () => {
  if (whole(location) === address) return;
  address = whole(location);
  visit(location.href, { push: false });
});
