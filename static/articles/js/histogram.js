// Drag across the bars to set 'from' and 'to'; a plain click stays a link. The two inputs do the same without this script.
let start = null;

const barAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("#histogram svg a");

// The days a bar covers, told from the period its link leads to; one without results leads nowhere, and names it.
const periodOf = (bar) =>
  bar.dataset.period ?? new URL(bar.href.baseVal, location.href).searchParams.getAll("date").at(-1);

const daysOf = (bar) => {
  const [year, month, day] = periodOf(bar).split("-");
  if (day) return [`${year}-${month}-${day}`, `${year}-${month}-${day}`];
  if (!month) return [`${year}-01-01`, `${year}-12-31`];
  return [`${year}-${month}-01`, `${year}-${month}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`];
};

const between = (first, last) => {
  const bars = [...document.querySelectorAll("#histogram svg a")];
  const [low, high] = [bars.indexOf(first), bars.indexOf(last)].sort((a, b) => a - b);
  return bars.slice(Math.max(low, 0), high + 1);
};

const clear = () => {
  for (const bar of document.querySelectorAll("#histogram .is-brushed")) bar.classList.remove("is-brushed");
};

document.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "mouse" || event.button !== 0) return;
  start = event.target.closest?.("#histogram svg a") ?? null;
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
  const brushed = [...document.querySelectorAll("#histogram .is-brushed")];
  start = null;
  if (brushed.length < 2) return;
  document.getElementById("since").value = daysOf(brushed[0])[0];
  document.getElementById("until").value = daysOf(brushed.at(-1))[1];
  clear();
  document.getElementById("since").form.requestSubmit();
});

const stop = () => {
  start = null;
  clear();
};
addEventListener("pointercancel", stop);
document.addEventListener("archive:changed", stop); // the bars it began at are gone
