// The subscribe section, lifted into a modal dialog. Everything here works without it: the link then leads down to it.

const dialog = document.getElementById("subscribe");
const opener = document.querySelector('a[href="#subscribe"]');

opener?.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  dialog.removeAttribute("open"); // from a section of the page to a modal ...
  dialog.showModal();
});

dialog?.addEventListener("close", () => {
  dialog.setAttribute("open", ""); // ... and back
  opener.focus({ preventScroll: true });
});

document.getElementById("feed-url")?.addEventListener("focus", (event) => event.target.select());
