// Drag across the bars to set 'from' and 'to'; a plain click stays a link. The two inputs do the same without this script.
let start = null;

const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".bar");

const between = (first, last) => {
  const bars = [...document.querySelectorAll("#histogram .bar")];
  const [low, high] = [bars.indexOf(first), bars.indexOf(last)].sort((a, b) => a - b);
  return bars.slice(Math.max(low, 0), high + 1);
};

const clear = () => {
  for (const bar of document.querySelectorAll(".bar.is-brushed")) bar.classList.remove("is-brushed");
};

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "mouse" || event.button !== 0) return;
  start = event.target.closest?.("#histogram .bar") ?? null;
});

document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("#histogram")) event.preventDefault();
});

document.addEventListener("pointermove", (event) => {
  if (!start) return;
  const bar = barAt(event);
  if (!bar) return;
  clear();
  if (bar !== start) for (const brushed of between(start, bar)) brushed.classList.add("is-brushed");
});

document.addEventListener("pointerup", () => {
  const brushed = [...document.querySelectorAll(".bar.is-brushed")];
  start = null;
  if (brushed.length < 2) return;
  document.getElementById("since").value = brushed[0].dataset.first;
  document.getElementById("until").value = brushed.at(-1).dataset.last;
  clear();
  document.getElementById("since").form.requestSubmit();
});

addEventListener("pointercancel", () => {
  start = null;
  clear();
});
