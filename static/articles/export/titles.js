// The search over titles of a copy that has no server. Its rows come in files of some thousands, as scripts, since a page
// opened from a disk may read no other files; they are read at the first search, the newest first.
(() => {
  "use strict";

  const MOST = 200; // titles shown
  const form = document.querySelector("[data-titles]");
  const field = form.querySelector("input");
  const status = document.querySelector(".copy__status");
  const list = document.querySelector(".copy__found");
  const newest = document.querySelector(".copy__newest");
  const files = Number(form.dataset.titles);
  const pieces = [];
  let loading = null;

  window.newsarchiveTitles = (number, rows) => {
    pieces[number - 1] = rows;
  };

  function load(number) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `assets/titles-${number}.js`;
      script.onload = resolve;
      script.onerror = () => reject(new Error(script.src));
      document.head.append(script);
    });
  }

  async function loadAll() {
    for (let number = 1; number <= files; number += 1) {
      await load(number);
      show();
    }
  }

  function wordsOf(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/\s+/).filter(Boolean);
  }

  function item([, title, file, source, date]) {
    const link = document.createElement("a");
    link.href = file;
    link.textContent = title;
    const meta = document.createElement("span");
    meta.className = "meta";
    meta.textContent = [source, date].filter(Boolean).join(" · ");
    const row = document.createElement("li");
    row.append(link, " ", meta);
    return row;
  }

  function show() {
    const words = wordsOf(field.value);
    const isAsked = words.length > 0;
    newest.hidden = isAsked;
    list.hidden = status.hidden = !isAsked;
    if (!isAsked) {
      return;
    }
    const found = [];
    let count = 0;
    for (const rows of pieces) {
      for (const row of rows ?? []) {
        if (words.every((word) => row[0].includes(word))) {
          count += 1;
          if (found.length < MOST) {
            found.push(row);
          }
        }
      }
    }
    list.replaceChildren(...found.map(item));
    const rest = pieces.length < files ? " so far" : "";
    const shown = count > MOST ? `, the newest ${MOST} shown` : "";
    status.textContent = `${count.toLocaleString("en")} title${count === 1 ? "" : "s"}${rest}${shown}`;
  }

  let waiting = 0;
  function search() {
    loading ??= loadAll().catch((error) => {
      status.hidden = false;
      status.textContent = `A part of the titles cannot be read: ${error.message}`;
    });
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, 120);
  }

  form.hidden = false;
  document.querySelector("[data-without-titles]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("input", search);
})();
