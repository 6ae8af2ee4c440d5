/* 'Name of a company' takes the words selected on the page along; without this script they are typed in its form. */
const LONGEST = 200;
const link = document.getElementById("make-alias");

function selected() {
  const field = document.activeElement;
  const isText = field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type === "text");
  const within = isText ? field.value.slice(field.selectionStart, field.selectionEnd) : "";
  return (within || String(document.getSelection())).replace(/\s+/g, " ").trim().slice(0, LONGEST);
}

if (link) {
  const words = link.textContent;
  document.addEventListener("selectionchange", () => {
    const text = selected();
    if (!text && document.activeElement === link) {
      return; // the way to the link by keyboard or pointer keeps what was selected
    }
    const address = new URL(link.href);
    address.searchParams.delete("text");
    if (text) {
      address.searchParams.set("text", text);
    }
    link.href = address.href;
    link.textContent = text ? `“${text.length > 40 ? `${text.slice(0, 40)}…` : text}” is a name of …` : words;
  });
}
