/* Files dropped anywhere on the page go through the form's own field; without this script the field alone does. */
const form = document.querySelector("[data-drop]");

function send(files) {
  const field = form.querySelector("input[type=file]");
  const held = new DataTransfer();
  for (const file of files) {
    held.items.add(file);
  }
  field.files = held.files;
  form.requestSubmit(form.querySelector("button[value=files]"));
}

if (form) {
  form.querySelector("[data-drop-hint]").hidden = false;
  let depth = 0;
  const hasFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (hasFiles(event)) {
      depth += 1;
      form.classList.add("is-over");
    }
  });
  document.addEventListener("dragleave", () => {
    depth = Math.max(0, depth - 1);
    form.classList.toggle("is-over", depth > 0);
  });
  document.addEventListener("dragover", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
    }
  });
  document.addEventListener("drop", (event) => {
    depth = 0;
    form.classList.remove("is-over");
    if (hasFiles(event)) {
      event.preventDefault();
      send(event.dataTransfer.files);
    }
  });
}
