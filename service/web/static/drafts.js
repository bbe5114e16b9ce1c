// The review of a draft: nothing typed is left behind. Without it every button of the page keeps the text by itself.

(() => {
  "use strict";

  const draft = document.getElementById("draft");
  if (!draft) return;

  const state = () => new URLSearchParams(new FormData(draft)).toString();
  const first = state();
  let isGoing = false;
  const isChanged = () => !isGoing && state() !== first;

  draft.addEventListener("submit", () => { isGoing = true; });

  // Leaving with words that are not kept: the browser asks, in its own words.
  window.addEventListener("beforeunload", (event) => {
    if (isChanged()) event.preventDefault();
  });

  // The question whether it took place is a form of its own: what was typed is kept first.
  for (const form of document.querySelectorAll('form[data-keeps="draft"]')) {
    form.addEventListener("submit", async (event) => {
      if (!isChanged()) return;
      event.preventDefault();
      isGoing = true;
      const fields = new FormData(draft);
      fields.delete("takeaway");
      await fetch(draft.action, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });
      form.requestSubmit(event.submitter);
    });
  }

  // "e" is for the text here, not for the way to the conversation.
  for (const one of document.querySelectorAll("#main .decision .change")) one.removeAttribute("data-key");

  // A link to something folded away opens it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const folded = target && (target.matches("details") ? target : target.closest("details"));
    if (folded) folded.open = true;
  };
  window.addEventListener("hashchange", unfold);
  unfold();
})();
