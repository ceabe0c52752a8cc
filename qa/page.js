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

document.addEventListener("click", (event) => {
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
