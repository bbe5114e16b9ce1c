// Answering by keyboard: y and n for the row one is on, or for those selected. Moving and selecting are warmthread.js's.
(() => {
  "use strict";

  const bulk = document.getElementById("bulk");
  if (!bulk) return;
  const boxes = () => [...document.querySelectorAll('input[name="chosen"]')];
  const isTyping = (target) =>
    target instanceof Element &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));

  function count() {
    const number = boxes().filter((box) => box.checked).length;
    const said = document.querySelector("[data-selected]");
    said.textContent = number ? said.dataset.said.replace("{n}", String(number)) : "";
    for (const row of document.querySelectorAll(".candidate")) {
      row.classList.toggle("chosen", row.querySelector('input[name="chosen"]').checked);
    }
  }

  function answer(word) {
    const row = document.activeElement?.closest(".candidate") ?? document.querySelector(".candidate.here");
    const button = boxes().some((box) => box.checked)
      ? bulk.querySelector(`button[name="answer"][value="${word}"]`)
      : row?.querySelector(`button[data-answer="${word}"]`);
    button?.click();
    return Boolean(button);
  }

  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.getElementById("keys")?.open) return;
    const word = { y: "yes", n: "no" }[event.key];
    if (word && answer(word)) event.preventDefault();
  }

  const all = document.querySelector("[data-select-all]");
  all.hidden = false;
  all.addEventListener("click", () => {
    const isOn = boxes().some((box) => !box.checked);
    for (const box of boxes()) box.checked = isOn;
    count();
  });
  document.addEventListener("change", (event) => event.target.matches('input[name="chosen"]') && count());
  if (document.body.dataset.shortcuts === "on") document.addEventListener("keydown", onKey);
  count();
})();
