// What the pages do beyond links and forms: the badge in the title, countdowns, keys, and sentences that light up
// with their evidence. Everything works without it, only with more clicks. Nothing here asks any other host.

(() => {
  "use strict";

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // --- how many drafts wait: title, icon, desktop notification -----------------------------------------------------

  const bare = () => document.title.replace(/^\(\d+\) /, "");

  function showWaiting(waiting) {
    document.title = waiting ? `(${waiting}) ${bare()}` : bare();
    const icon = document.querySelector('link[rel="icon"]');
    if (icon) icon.href = waiting ? "/static/icon-waiting.svg" : "/static/icon.svg";
  }

  // What was told is kept by its ids, shared by all windows: each is told once, and nothing that was there before the
  // person asked for notices. Whoever looks at Warmthread just now needs no notice.
  const KEPT = 500;

  function tellNews(news) {
    if (!news.length || !("Notification" in window) || Notification.permission !== "granted") return;
    const kept = localStorage.getItem("told-news");
    const told = new Set(JSON.parse(kept ?? "[]"));
    const fresh = news.filter((one) => !told.has(one.dataset.news));
    if (!fresh.length) return;
    for (const one of fresh) told.add(one.dataset.news);
    localStorage.setItem("told-news", JSON.stringify([...told].slice(-KEPT)));
    if (kept === null || document.hasFocus()) return;
    for (const one of fresh) {
      const { news: id, href } = one.dataset;
      const note = new Notification("Warmthread", { body: one.textContent, icon: "/static/icon-waiting.svg", tag: id });
      note.onclick = () => { window.focus(); location.href = href; };
    }
  }

  function readPulse() {
    const pulse = document.getElementById("pulse");
    if (!pulse) return;
    showWaiting(Number(pulse.dataset.waiting) || 0);
    tellNews(all("[data-news]", pulse));
  }

  // A button marked data-ask-notices asks the browser for leave; what it says then stands beside it.
  function offerNotices() {
    for (const button of all("[data-ask-notices]")) {
      const supported = "Notification" in window;
      const state = () => (supported ? Notification.permission : "denied");
      const show = () => {
        for (const one of all("[data-notices]")) one.hidden = one.dataset.notices !== state();
        button.hidden = state() !== "default";
      };
      button.addEventListener("click", async () => { await Notification.requestPermission(); show(); });
      show();
    }
  }

  // --- countdowns ---------------------------------------------------------------------------------------------------

  // [data-until="ISO time"] shows the seconds left; at zero [data-over] of the same element is shown instead. The
  // product's clock may stand elsewhere than this machine's, so only the time since loading counts.
  const loaded = performance.now();
  const began = Date.parse(document.body.dataset.now);

  function tickCountdowns() {
    const now = began + (performance.now() - loaded);
    for (const one of all("[data-until]")) {
      const left = Math.ceil((Date.parse(one.dataset.until) - now) / 1000);
      if (left > 0) {
        one.textContent = left < 90 ? String(left) : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      } else {
        one.textContent = one.dataset.over ?? "0";
        one.removeAttribute("data-until");
        one.dispatchEvent(new CustomEvent("over", { bubbles: true }));
      }
    }
  }

  // --- what failed is said -------------------------------------------------------------------------------------------

  function toast(sentence) {
    const told = document.getElementById("told");
    if (!told) return;
    const box = document.createElement("div");
    box.className = "told toast";
    const text = document.createElement("p");
    text.textContent = sentence;
    box.append(text);
    told.replaceChildren(box);
  }

  // --- keys -----------------------------------------------------------------------------------------------------------

  const isTyping = (target) =>
    target instanceof Element &&
    (target.isContentEditable || target.matches("textarea, select, input:not([type=checkbox], [type=radio])"));

  const rows = () => all("[data-list] > *").filter((row) => row.offsetParent !== null);
  const current = () => {
    const focused = document.activeElement?.closest("[data-list] > *");
    return focused ?? document.querySelector("[data-list] > .here");
  };

  function move(step) {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[Math.min(Math.max(at + step, 0), list.length - 1)];
    for (const row of list) row.classList.toggle("here", row === next);
    const focusable = next.querySelector("a[href], button, input:not([type=hidden])") ?? next;
    if (focusable === next) next.tabIndex = -1;
    focusable.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function press(key) {
    const where = current() ?? document.getElementById("main");
    const found = all(`[data-key="${key}"]`, where).find((one) => one.offsetParent !== null && !one.disabled)
      ?? (document.querySelector("[data-list]") ? null : document.querySelector(`[data-key="${key}"]`));
    if (!found) return false;
    if (found.matches("input:not([type=checkbox], [type=radio]), textarea")) found.focus();
    else found.click();
    return true;
  }

  function onKey(event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const keys = document.getElementById("keys");
    if (keys?.open) return;
    let done = true;
    if (event.key === "?") keys?.showModal();
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (["e", "a", "x", "u"].includes(event.key)) done = press(event.key);
    else done = false;
    if (done) event.preventDefault();
  }

  // --- sentences and their evidence -----------------------------------------------------------------------------------

  // data-sentence holds the ids of its evidence cards, data-evidence its own id.
  function light(from, on) {
    const ids = (from.dataset.sentence ?? from.dataset.evidence ?? "").split(" ").filter(Boolean);
    const partners = from.dataset.sentence !== undefined
      ? ids.flatMap((id) => all(`[data-evidence="${CSS.escape(id)}"]`))
      : all("[data-sentence]").filter((one) => one.dataset.sentence.split(" ").includes(ids[0]));
    for (const one of [from, ...partners]) one.classList.toggle("lit", on && (partners.length > 0));
  }

  function onLight(event, on) {
    const from = event.target instanceof Element && event.target.closest("[data-sentence], [data-evidence]");
    if (from) light(from, on);
  }

  // --- what an address points at is shown -------------------------------------------------------------------------------

  // A link to a folded part opens it, and puts the cursor into its first field.
  function unfold() {
    const found = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!found || !found.matches("details")) return;
    found.open = true;
    found.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  // --- begin ------------------------------------------------------------------------------------------------------------

  // What is being written anew is no longer known to be wrong.
  document.addEventListener("input", (event) => {
    for (const name of ["aria-invalid", "autofocus"]) event.target.removeAttribute?.(name);
  });
  document.addEventListener("htmx:after:swap", readPulse);
  document.addEventListener("htmx:response:error", () => toast(document.body.dataset.failed));
  for (const [name, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => onLight(event, on));
  }
  if (document.body.dataset.shortcuts === "on") document.addEventListener("keydown", onKey);
  addEventListener("hashchange", unfold);
  setInterval(tickCountdowns, 500);
  tickCountdowns();
  readPulse();
  offerNotices();
  unfold();
})();
