// A card beside a name in the text: who it is, in how many articles, and when last. Without this script the name is a link.
const WAIT = 250; // milliseconds the pointer rests on a name before its card is asked for
const found = new Map();
let card = null;
let shownFor = null;
let resting = 0;

const addressOf = (link) => {
  const [, section, slug] = link.pathname.split("/");
  const kind = { companies: "company", people: "person", places: "place" }[section];
  return kind ? `/cards/${kind}/${slug}/` : null;
};

const load = async (address) => {
  if (!found.has(address)) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return null;
    found.set(address, new DOMParser().parseFromString(await answer.text(), "text/html").body);
  }
  return found.get(address).cloneNode(true);
};

const hide = () => {
  clearTimeout(resting);
  shownFor?.removeAttribute("aria-describedby");
  card?.remove();
  card = shownFor = null;
};

const put = (link) => {
  const box = link.getClientRects()[0];
  const width = Math.min(288, innerWidth - 16);
  card.style.width = `${width}px`;
  card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8)) + scrollX}px`;
  const isBelow = box.bottom + card.offsetHeight + 8 < innerHeight;
  card.style.top = `${(isBelow ? box.bottom + 4 : box.top - card.offsetHeight - 4) + scrollY}px`;
};

const show = async (link) => {
  const address = addressOf(link);
  if (!address || shownFor === link) return;
  hide();
  shownFor = link;
  const body = await load(address).catch(() => null); // no card is no loss: the name stays a link
  if (!body || shownFor !== link) return;
  card = document.createElement("div");
  card.className = "card";
  card.id = "card";
  card.setAttribute("role", "tooltip");
  card.append(...body.childNodes);
  document.body.append(card);
  link.setAttribute("aria-describedby", "card");
  put(link);
};

const nameAt = (event) => event.target.closest?.("a.entity") ?? null;

document.addEventListener("pointerover", (event) => {
  if (event.pointerType === "touch" || event.target.closest?.(".card")) return;
  const link = nameAt(event);
  clearTimeout(resting);
  if (link) resting = setTimeout(show, WAIT, link);
  else if (card && document.activeElement !== shownFor) resting = setTimeout(hide, WAIT);
});
document.addEventListener("focusin", (event) => {
  const link = nameAt(event);
  if (link?.matches(":focus-visible")) show(link);
  else hide();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});
