// Runs once in the article panel's component: `element`, `props`, `trigger` and `watch` are Gradio's.
const LINK = 'a[href^="#article/"]';
let opener = null;

document.documentElement.lang = navigator.language.startsWith("fr") ? "fr" : "en";

const open = (link) => trigger("open_article", { link });

const close = () => {
  if (!props.value) return;
  props.value = "";
  if (opener?.isConnected) opener.focus();
};

// Put a question into the box as if it had been typed: Gradio listens to the event, not to the value.
const correct = (question) => {
  const box = document.querySelector("#box textarea");
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, question);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
};

document.addEventListener("click", (event) => {
  const asked = event.target.closest('a[href^="#correct/"], a[href^="#any-time/"]')?.getAttribute("href");
  if (asked) event.preventDefault();
  if (asked?.startsWith("#correct/")) correct(decodeURIComponent(asked.slice("#correct/".length)));
  // While an answer is written, the page can draw no second one.
  else if (asked && !document.querySelector("#stop")) trigger("ask_any_time", { link: asked });
  const link = event.target.closest(LINK);
  if (link) {
    event.preventDefault();
    opener = link;
    open(link.getAttribute("href"));
  } else if (event.target.closest(".reader .close")) {
    close();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

watch("value", () => {
  const mark = element.querySelector("mark");
  element.querySelector(".close")?.focus({ preventScroll: true });
  mark?.scrollIntoView({ block: "center" });
});

// Gradio labels each message with its source, markup included: the text itself is what should be read out.
// The question's box has no label of its own without one in sight, and the window's title is not translated.
const amend = () => {
  document.querySelectorAll("#chat [data-testid][aria-label]").forEach((message) => message.removeAttribute("aria-label"));
  const box = document.querySelector("#box textarea:not([aria-label])");
  box?.setAttribute("aria-label", box.placeholder);
  const title = document.querySelector(".masthead h1")?.textContent;
  if (title && document.title !== title) document.title = title;
};
new MutationObserver(amend).observe(document.body, {
  subtree: true,
  childList: true,
  attributes: true,
  attributeFilter: ["aria-label"],
});

amend();

if (location.hash.startsWith("#article/")) open(location.hash);
