// Words selected in an article give a link to them. The link names the words, so it holds after the text was cleaned anew.
const LONGEST = 600; // characters of a quotation
const AROUND = 40; // characters before and behind, which choose among several places
const text = document.querySelector("[data-quotable]");

const selected = () => {
  const selection = getSelection();
  if (!text || selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  return text.contains(range.commonAncestorContainer) && selection.toString().trim() ? range : null;
};

const around = (range) => {
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const after = document.createRange();
  after.setStart(range.endContainer, range.endOffset);
  after.setEnd(text, text.childNodes.length);
  return [before.toString().slice(-AROUND), after.toString().slice(0, AROUND)];
};

const linkTo = (range) => {
  const url = new URL(location.pathname, location.href);
  const [before, after] = around(range);
  url.searchParams.set("quote", getSelection().toString().trim().slice(0, LONGEST));
  url.searchParams.set("before", before);
  url.searchParams.set("after", after);
  url.hash = "quoted";
  return url.href;
};

if (text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quote-button";
  button.textContent = "Link to this passage";
  button.hidden = true;
  document.body.append(button);
  document.addEventListener("selectionchange", () => {
    button.hidden = selected() === null;
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", async () => {
    const range = selected();
    if (!range) return;
    const url = linkTo(range);
    history.replaceState(null, "", url);
    let said = "The link stands in the address bar.";
    try {
      await navigator.clipboard.writeText(url);
      said = "The link is copied.";
    } catch {
      /* no clipboard without a secure connection or a permission: the address bar has it */
    }
    document.getElementById("announcer").textContent = said;
    button.textContent = said;
    setTimeout(() => {
      button.textContent = "Link to this passage";
    }, 2500);
  });
}
