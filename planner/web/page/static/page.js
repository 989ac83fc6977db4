// What scripts add to every page: printing, and the reasons of a day on focus.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("button[popovertarget]")) {
  const reason = document.getElementById(button.getAttribute("popovertarget"));
  button.addEventListener("focus", () => button.matches(":focus-visible") && reason.showPopover());
}
