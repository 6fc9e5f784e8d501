"use strict";
// What all parts of the page share: the data, the language, which alternative is shown.
const data = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const sets = [...document.querySelectorAll(".set")];
const SVG = "http://www.w3.org/2000/svg";
const listeners = {lang: [], set: [], room: []};
let lang = data.lang, current = 0;

/** The text of a pair in the language shown; a text that is the same in both stands alone. */
function say(pair) { return Array.isArray(pair) ? pair[lang === "zh" ? 0 : 1] : pair; }
function word(key) { return say(data.words[key]); }
/** An element with attributes and children; texts are never read as HTML. */
function make(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
function draw(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}
function on(event, listener) { listeners[event].push(listener); }

function speak(next) {
  lang = next;
  root.classList.toggle("lang-zh", lang === "zh");
  root.classList.toggle("lang-en", lang === "en");
  root.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = say(data.title);
  for (const node of document.querySelectorAll(`[data-label-${lang}]`)) node.setAttribute("aria-label", node.getAttribute(`data-label-${lang}`));
  for (const node of document.querySelectorAll(`option[data-${lang}]`)) node.textContent = node.getAttribute(`data-${lang}`);
  for (const button of document.querySelectorAll("[data-lang]")) button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
  listeners.lang.forEach((listener) => listener());
}

function choose(number) {
  current = number;
  sets.forEach((set, at) => set.classList.toggle("on", at === number));
  for (const link of document.querySelectorAll("[data-section]")) link.href = `#${link.dataset.section}-${number}`;
  listeners.set.forEach((listener) => listener());
}

for (const button of document.querySelectorAll("[data-lang]")) button.addEventListener("click", () => speak(button.dataset.lang));
document.getElementById("print").addEventListener("click", () => window.print());
const planChoice = document.getElementById("plan");
if (planChoice) planChoice.addEventListener("change", () => choose(Number(planChoice.value)));

// ---- the section that is in view, in the bar
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    const id = entry.target.id.replace(/-\d+$/, "");
    for (const link of document.querySelectorAll(".bar a")) {
      const here = (link.dataset.section || link.hash.slice(1)) === id;
      link.classList.toggle("here", here);
      if (here) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
  }
}, {rootMargin: "-25% 0px -70% 0px"});
for (const section of document.querySelectorAll("main section")) seen.observe(section);

// ---- what scrolls is reached by Tab, what does not is passed over
const scrolls = new ResizeObserver((entries) => {
  for (const region of new Set(entries.map((entry) => entry.target.closest(".scroll")))) {
    if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
});
for (const region of document.querySelectorAll(".scroll")) {
  scrolls.observe(region);
  for (const inside of region.children) scrolls.observe(inside); // it grows when its type has come
}

// ---- tips of bars
const tip = make("div", {class: "tip", hidden: ""});
document.body.append(tip);
function showTip(event, ...children) {
  tip.replaceChildren(...children);
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  const x = Math.min(event.clientX + 14, innerWidth - box.width - 8), below = event.clientY + 18;
  tip.style.left = `${Math.max(4, x)}px`;
  tip.style.top = `${below + box.height > innerHeight ? event.clientY - box.height - 10 : below}px`;
}
function hideTip() { tip.hidden = true; }
document.addEventListener("pointermove", (event) => {
  const part = event.target.closest ? event.target.closest("[data-tip-zh]") : null;
  if (part) showTip(event, make("b", {}, part.getAttribute(`data-tip-${lang}`)));
  else if (!event.target.closest || !event.target.closest(".surface")) hideTip();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
