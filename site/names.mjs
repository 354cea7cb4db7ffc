// What Bokeh leaves unsaid to assistive technology: the names of a slider's handle and of the
// little buttons beside a number, and which button of a group is down.

function completeWithin(root) {
  for (const element of root.querySelectorAll("*")) {
    if (element.shadowRoot) completeWithin(element.shadowRoot);
  }
  const slider = root.querySelector(".bk-slider-title")?.firstChild?.textContent;
  for (const handle of root.querySelectorAll("[role=slider]")) {
    handle.setAttribute("aria-label", (slider ?? "value").replace(/:.*/s, ""));
  }
  const label = root.querySelector("label")?.textContent.trim();
  for (const [kind, word] of [
    ["up", "more"],
    ["down", "less"],
  ]) {
    const button = root.querySelector(`.bk-spin-btn-${kind}`);
    button?.setAttribute("aria-label", `${label}: ${word}`);
    button?.setAttribute("tabindex", "-1"); // the arrow keys do the same in the field
  }
  // A picture takes the focus but answers no key.
  root.querySelector(".bk-events")?.setAttribute("tabindex", "-1");
  const group = root.querySelector(".bk-btn-group");
  const title = root.host?.previousElementSibling;
  if (group && title?.classList.contains("group-title")) {
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", title.shadowRoot.querySelector(".bk-clearfix").textContent);
  }
  for (const button of root.querySelectorAll(".bk-btn-group > .bk-btn")) {
    button.setAttribute("aria-pressed", String(button.classList.contains("bk-active")));
  }
}

export function completeNames() {
  for (const region of document.querySelectorAll(".region")) completeWithin(region);
}
