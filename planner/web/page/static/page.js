// What scripts add to every page: the tab in view, printing, the reasons of a day on focus, the line of a mistake in a text, and forms checked as a field is left.
document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const button of document.querySelectorAll("button[popovertarget]")) {
  const reason = document.getElementById(button.getAttribute("popovertarget"));
  let closing = false;
  // Focus comes back to the button while the reason closes, which must not open it again.
  reason.addEventListener("beforetoggle", ({ newState }) => (closing = newState === "closed"));
  reason.addEventListener("toggle", () => (closing = false));
  const open = () => reason.matches(":popover-open");
  button.addEventListener("focus", () => !closing && !open() && button.matches(":focus-visible") && reason.showPopover());
  // By key the reason is open already: go on into it.
  button.addEventListener("click", (event) => {
    if (event.detail || !open()) return;
    event.preventDefault();
    reason.querySelector("a")?.focus();
  });
}
for (const text of document.querySelectorAll("textarea[data-line]")) {
  const lines = text.value.split("\n");
  const from = lines.slice(0, text.dataset.line - 1).join("\n").length + (text.dataset.line > 1);
  text.setSelectionRange(from, from + (lines[text.dataset.line - 1] ?? "").length);
  text.scrollTop = (text.dataset.line - 4) * (text.scrollHeight / lines.length);
}
for (const form of document.querySelectorAll("form[data-check]")) {
  const left = new Set(form.querySelectorAll("[data-place][aria-invalid]"));
  let asked = 0;
  form.addEventListener("change", async ({ target }) => {
    left.add(target);
    const [mine, body] = [++asked, new URLSearchParams(new FormData(form))];
    body.set("check", "yes");
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const wrong = await answer.json();
    for (const field of left) {
      const place = field.dataset.place;
      if (!place) continue;
      const said = wrong.filter((each) => each.place === place || each.place.startsWith(`${place}[`));
      const text = document.getElementById(field.getAttribute("aria-describedby").split(" ")[0]);
      field.toggleAttribute("aria-invalid", said.length > 0);
      if (said.length) field.setAttribute("aria-invalid", "true");
      if (text) [text.textContent, text.hidden] = [said.map(({ detail }) => detail).join(" "), said.length === 0];
    }
  });
}
