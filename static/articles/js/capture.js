// The window that a bookmark opens: takes one page from the page that opened it, shows it, and saves it after a click.
const READY = "newsarchive: ready";
const PATIENCE = 5000; // ms until people are told that nothing came
const PAUSE = 700; // ms between showing and the button, so that a click meant for something else saves nothing
const form = document.querySelector("[data-capture]");
const part = (name) => form.querySelector(`[data-${name}]`);
const button = form.querySelector("button");
const say = (text) => {
  part("status").textContent = text;
};
let page = null;

const problemOf = (event) => {
  const { url, title, html } = event.data;
  if ([url, title, html].some((value) => typeof value !== "string")) return "What came is no page.";
  let origin = "";
  try {
    origin = new URL(url).origin;
  } catch {
    return "What came has no address.";
  }
  if (!/^https?:/.test(url)) return "Only pages of the web can be saved.";
  if (origin !== event.origin) return `The page of ${event.origin} calls itself ${origin}. It was not taken.`;
  return "";
};

const take = (event) => {
  if (event.source !== window.opener || event.data?.newsarchive !== "page" || page) return;
  const problem = problemOf(event);
  if (problem) return say(problem);
  const { url, title, html } = event.data;
  const bytes = new Blob(["<!doctype html>\n", html], { type: "text/html" });
  part("title").textContent = title.slice(0, 500) || "(none)";
  part("url").textContent = url.slice(0, 2000);
  part("size").textContent = bytes.size.toLocaleString("en");
  part("facts").hidden = false;
  if (bytes.size > Number(form.dataset.limit)) return say("The page is too large for this archive.");
  page = { url, bytes };
  say("This page came. Is it the one you want to keep?");
  setTimeout(() => {
    button.disabled = false;
  }, PAUSE);
};

const shown = (told) => {
  const words = {
    created: "Saved.",
    updated: "Saved as a new version of what the archive has.",
    completed: "The archive had it, and knows more of it now.",
    duplicate: "The archive has it already.",
    rejected: "It was kept, and made no article.",
  };
  say([words[told.outcome] ?? "Not saved.", told.reason ?? told.error].filter(Boolean).join(" "));
  const links = (told.articles ?? []).map(({ title, address }) => {
    const link = document.createElement("a");
    link.textContent = title;
    link.href = new URL(address, location.origin).href;
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  part("articles").replaceChildren(...links);
  part("articles").hidden = links.length === 0;
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!page || button.disabled || !event.isTrusted) return;
  button.disabled = true;
  say("Saving …");
  const body = new FormData();
  body.set("url", page.url);
  body.set("html", page.bytes, "page.html");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": token } });
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    shown(isJson ? await answer.json() : { error: `The archive answered ${answer.status}. Sign in again?` });
  } catch {
    say("The archive cannot be reached. Try again.");
    button.disabled = false;
  }
});

if (window.opener) {
  addEventListener("message", take);
  window.opener.postMessage(READY, "*"); // to whatever page it is: it says nothing but that this window is open
  setTimeout(() => {
    if (!page && part("facts").hidden && part("status").textContent.startsWith("Waiting")) {
      say("No page came. The site may forbid it; save the page to a file instead, and add the file.");
    }
  }, PATIENCE);
} else {
  say("This window is opened by the bookmark, on a page that you want to keep.");
}
