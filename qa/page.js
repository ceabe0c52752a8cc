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

// While an answer is written, the page can draw no second one.
const isWriting = () => document.querySelector("#stop") !== null;

// Put the question as understood into a field in its own place; what the reader makes of it is asked as it stands.
const correct = (link) => {
  const understood = decodeURIComponent(link.getAttribute("href").slice("#correct/".length));
  const line = link.closest(".understood");
  const form = document.createElement("form");
  form.className = "correction";
  const field = document.createElement("textarea");
  field.value = understood;
  field.rows = 2;
  field.setAttribute("aria-label", link.title);
  const button = document.createElement("button");
  button.textContent = document.querySelector("#ask").textContent;
  form.append(field, button);
  const leave = () => {
    form.remove();
    line.hidden = false;
  };
  const ask = () => {
    const question = field.value.trim();
    if (!question || isWriting()) return;
    leave();
    trigger("ask_corrected", { question, understood });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      ask();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      leave();
      link.focus();
    }
  });
  line.hidden = true;
  line.after(form);
  field.focus();
};

// Ask for a quote in the reader's language: the answer comes into #gloss with the key of its button.
const askGloss = (offer) => {
  if (offer.dataset.key) return;
  offer.dataset.key = crypto.getRandomValues(new Uint32Array(2)).join("-");
  offer.setAttribute("aria-busy", "true");
  offer.textContent = offer.dataset.busy;
  trigger("gloss", { link: offer.dataset.gloss, key: offer.dataset.key });
};

const placeGloss = () => {
  const gloss = document.querySelector("#gloss .gloss");
  const offer = gloss && document.querySelector(`.gloss-offer[data-key="${CSS.escape(gloss.dataset.key)}"]`);
  offer?.replaceWith(gloss.cloneNode(true));
};

document.addEventListener("click", (event) => {
  const asked = event.target.closest('a[href^="#correct/"], a[href^="#any-time/"]')?.getAttribute("href");
  if (asked) event.preventDefault();
  if (asked?.startsWith("#correct/")) correct(event.target.closest("a"));
  else if (asked && !isWriting()) trigger("ask_any_time", { link: asked });
  const offer = event.target.closest(".gloss-offer");
  if (offer) askGloss(offer);
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
  placeGloss();
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
