// Filters act at once and the page stays where it is. Without this script the same form is sent with its button.
const WAIT = 150; // milliseconds of rest before typed letters are looked up
const here = () => document.getElementById("archive");
const whole = (place) => `${place.pathname}${place.search}`;
let address = whole(location); // the page's own, less the place on it
let pending = null;

const addressOf = (form, button = null) => {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) {
    if (value !== "" && !name.startsWith("find_")) parameters.append(name, value);
  }
  return `${form.action.split("?")[0]}?${parameters}`;
};

// What has the focus, to find it again in the fresh page: by its id or, of a facet's values, by what it stands for.
const findAgain = (element) => {
  if (element?.id) return `#${CSS.escape(element.id)}`;
  if (!element?.closest("#filters") || !element.name) return null;
  return `#filters [name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]`;
};

const openFacets = (root) =>
  new Map([...root.querySelectorAll("[data-facet]")].map((facet) => [facet.id, facet.querySelector("details").open]));

const fetchPage = async (url) => {
  pending?.abort();
  pending = new AbortController();
  const answer = await fetch(url, { signal: pending.signal, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const put = (page) => {
  const old = here();
  const fresh = page.getElementById("archive");
  if (!fresh) throw new Error("not a page of results");
  const focused = findAgain(document.activeElement);
  const wasOpen = openFacets(old);
  for (const facet of fresh.querySelectorAll("[data-facet]")) {
    if (wasOpen.get(facet.id)) facet.querySelector("details").open = true;
  }
  fresh.querySelector("#filters").classList.toggle("is-shown", old.querySelector("#filters").classList.contains("is-shown"));
  old.replaceWith(document.adoptNode(fresh));
  const search = page.querySelector(".search");
  const present = document.querySelector(".search");
  for (const input of present.querySelectorAll("input[type=hidden]")) input.remove();
  present.append(...[...search.querySelectorAll("input[type=hidden]")].map((input) => document.adoptNode(input)));
  document.getElementById("q").value = search.querySelector("#q").value;
  document.title = page.title;
  document.getElementById("announcer").textContent = document.getElementById("count").textContent.trim();
  if (focused) document.querySelector(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("archive:changed"));
};

const visit = async (url, { push = true, toTop = false } = {}) => {
  here().setAttribute("aria-busy", "true");
  try {
    const page = await fetchPage(url);
    if (push) history.pushState(null, "", url);
    address = whole(location);
    put(page);
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
    const fresh = (await fetchPage(url)).querySelector("details");
    const details = facet.querySelector("details");
    const keep = details.querySelectorAll(":scope > summary, :scope > .facet__find");
    details.replaceChildren(...keep, ...[...fresh.children].filter((part) => !part.matches("summary, .facet__find")));
    const found = details.querySelectorAll("li").length;
    document.getElementById("announcer").textContent = found === 1 ? "1 value" : `${found} values`;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
};

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
