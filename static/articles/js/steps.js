// From article to article in the order of the results one came from. Without this script one goes back to the list.
const STORE = "newsarchive.results";
const place = document.querySelector("[data-steps]");

const keep = () => {
  const links = [...document.querySelectorAll("#results .result h2 a")].map((link) => link.getAttribute("href"));
  const page = (rel) => document.querySelector(`.pages [rel=${rel}]`)?.getAttribute("href") ?? "";
  const list = { address: location.pathname + location.search, links, previous: page("prev"), following: page("next") };
  try {
    sessionStorage.setItem(STORE, JSON.stringify(list));
  } catch {
    /* storage refused: there are no steps, the list is one step back */
  }
};

const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch {
    return null;
  }
};

const link = (words, href, rel) => {
  const made = document.createElement("a");
  made.textContent = words;
  made.href = href;
  if (rel) made.rel = rel;
  return made;
};

const show = (list) => {
  const at = list?.links.indexOf(location.pathname) ?? -1;
  if (at === -1) return;
  const base = list.address.split("?")[0];
  const earlier = list.links[at - 1] ?? (list.previous && base + list.previous);
  const later = list.links[at + 1] ?? (list.following && base + list.following);
  place.append(link("All results", list.address));
  if (earlier) place.append(link(list.links[at - 1] ? "Previous result" : "Previous page of results", earlier, "prev"));
  if (later) place.append(link(list.links[at + 1] ? "Next result" : "Next page of results", later, "next"));
  place.hidden = false;
};

if (document.getElementById("results")) {
  keep();
  document.addEventListener("archive:changed", keep);
} else if (place) {
  show(kept());
}
