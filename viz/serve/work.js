// What all of the live page shares: asking the server, the history, the solve as it goes.
const work = data.work;
const by = (id) => document.getElementById(id);
const VIEW = "planner-view", TONGUE = "planner-lang";
let live = {states: [], solve: {running: false}, pins: []};
let wasRunning = false;

/** Ask the server to change something; its answer, or an error with its words. */
async function post(path, body) {
  let answer, text;
  try {
    answer = await fetch(path, {method: "POST", credentials: "omit", headers: {"Content-Type": "application/json", "X-Planner-Token": work.token}, body: JSON.stringify(body)});
    text = await answer.text();
  } catch {
    throw new Error(word("offline"));
  }
  let told;
  try { told = JSON.parse(text); } catch { told = {error: text}; }
  if (!answer.ok) throw new Error(told.error || `${answer.status}`);
  return told;
}
/** Tell what was done. */
function report(text) { by("said").textContent = text; }
function alarm(error) {
  by("alert").textContent = error ? error.message || String(error) : "";
  by("alert").hidden = !error;
  if (error) { by("said").textContent = ""; by("alert").scrollIntoView({block: "nearest"}); }
}
/** Do what asks the server; what goes wrong is told. */
async function tried(action) {
  alarm(null);
  try { return await action(); } catch (error) { alarm(error); return null; }
}

// ---- from state to state
function keepView() {
  const viewer = viewers[0];
  const plans = viewer && viewer.section.getBoundingClientRect();
  const view = {top: plans && plans.top < innerHeight && plans.bottom > 0 ? plans.top : null, mode: mode()};
  if (viewer) Object.assign(view, {storey: viewer.plan.drawings[viewer.shown].id, box: viewer.box, room: viewer.chosen && viewer.chosen.id});
  sessionStorage.setItem(VIEW, JSON.stringify(view));
}
async function go(state) {
  keepView();
  await flush().catch(alarm);
  location.assign(`?state=${state}`);
}
function restoreView() {
  const raw = sessionStorage.getItem(VIEW), viewer = viewers[0];
  sessionStorage.removeItem(VIEW);
  if (!raw) return;
  const view = JSON.parse(raw);
  if (viewer && view.storey !== undefined) {
    const number = viewer.drawing(view.storey);
    if (number >= 0) {
      viewer.show(number);
      if (view.box) viewer.view(view.box);
      if (view.room && viewer.rooms.has(view.room)) viewer.choose(viewer.rooms.get(view.room));
    }
  }
  setMode(view.mode);
  if (viewer && view.top !== null) scrollBy({top: viewer.section.getBoundingClientRect().top - view.top, behavior: "instant"});
}

// ---- history
function money(value) { return value === null || value === undefined ? "–" : Math.round(value).toLocaleString("en-US"); }
function told(state) { return `${say(work.kinds[state.kind])}${state.about ? ` · ${state.about}` : ""}`; }
function tellHistory() {
  const rows = [...live.states].reverse().map((state) => {
    const open = make("a", {href: `?state=${state.number}`, "aria-current": state.number === work.state ? "true" : null}, `${state.number}`);
    const compare = state.solved && work.solved && state.number !== work.state ? make("a", {href: `?state=${work.state}&with=${state.number}#alternatives`, "aria-label": `${word("compare")} ${work.state} / ${state.number}`}, word("compare")) : "";
    const fails = state.solved ? make("span", {class: state.fails ? "chip fail" : "chip"}, state.fails ? word("fails").replace("{n}", state.fails) : word("passes")) : "";
    return make("tr", {}, make("th", {scope: "row"}, open), make("td", {}, told(state), " ", fails), make("td", {class: "n"}, money(state.value)), make("td", {}, compare));
  });
  by("history").replaceChildren(...rows);
  const here = live.states.find((state) => state.number === work.state);
  const children = live.states.filter((state) => state.parent === work.state);
  link("undo", here && here.parent);
  link("redo", children.length ? children[children.length - 1].number : null);
}
function link(id, state) {
  by(id).hidden = !state;
  if (state) by(id).href = `?state=${state}`;
}
for (const id of ["undo", "redo"]) by(id).addEventListener("click", (event) => { event.preventDefault(); go(Number(new URL(event.target.closest("a").href).searchParams.get("state"))); });

// ---- the solve
function begin(again) {
  return tried(async () => {
    const fit = await flush();
    if (fit && !fit.valid) {
      by("scenario").open = true;
      const first = by("problems").querySelector("button");
      if (first) first.focus();
      return;
    }
    const form = new FormData(by("solve")), body = {state: work.state, again, lang};
    for (const key of ["seed", "seconds", "effort", "price"]) if (form.get(key)) body[key] = Number(form.get(key));
    show(await post("solve", body));
  });
}
by("solve").addEventListener("submit", (event) => {
  event.preventDefault();
  begin(Boolean(event.submitter && event.submitter.value === "again"));
});
by("stop").addEventListener("click", () => tried(() => post("stop", {})));
by("quit").addEventListener("click", () => tried(() => post("stop", {at_once: true})));

function show(status) {
  live.solve = status;
  const running = Boolean(status.running);
  for (const button of by("solve").querySelectorAll(".main")) button.disabled = running || work.state === null;
  by("stop").hidden = !running || Boolean(status.stopping);
  by("quit").hidden = !running;
  by("progress").hidden = !running && !wasRunning;
  by("stage").textContent = running ? (status.stopping ? word("stopping") : `${word(status.stage || "starting")}${status.detail ? ` · ${status.detail}` : ""}${status.total ? ` · ${word("storeys_done").replace("{done}", status.done).replace("{total}", status.total)}` : ""}`) : "";
  by("seconds").textContent = running && status.seconds !== undefined ? `${status.seconds.toFixed(0)} s` : "";
  by("incumbent").textContent = money(status.incumbent);
  by("bound").textContent = money(status.bound);
  by("gap").textContent = status.gap === undefined || status.gap === null ? "–" : `${(status.gap * 100).toFixed(2)} %`;
  by("done").value = status.total ? status.done / status.total : 0;
  curve(status.curve || []);
  if (wasRunning && !running) ended(status);
  wasRunning = running;
}
function ended(status) {
  if (!status.state) {
    by("progress").hidden = true;
    if (status.quit) return report(word("quit_done"));
    alarm(new Error(`${word("solve_failed")}\n${status.message || ""}`));
    return;
  }
  report(word("solved_ok"));
  if (document.activeElement === by("text")) reload().then(() => by("said").replaceChildren(make("a", {href: `?state=${status.state}`}, `${word("state")} ${status.state}`)));
  else go(status.state);
}
function curve(points) {
  const all = points.flatMap(([, value, bound]) => [value, bound]).filter((value) => value !== null);
  const svg = by("curve");
  svg.toggleAttribute("hidden", points.length < 2);
  svg.replaceChildren();
  if (points.length < 2) return;
  const low = Math.min(...all), high = Math.max(...all), first = points[0][0], last = points[points.length - 1][0];
  const x = (at) => last > first ? 300 * (at - first) / (last - first) : 300, y = (value) => high > low ? 76 - 72 * (value - low) / (high - low) : 40;
  for (const [at, name] of [[1, "value"], [2, "bound"]]) {
    const line = points.filter((point) => point[at] !== null).map((point) => `${x(point[0]).toFixed(1)},${y(point[at]).toFixed(1)}`);
    if (line.length > 1) svg.append(draw("polyline", {class: name, points: line.join(" ")}));
  }
}

// ---- what the server tells
async function reload() {
  const answer = await fetch(`live${work.state === null ? "" : `?state=${work.state}`}`, {credentials: "omit"});
  if (!answer.ok) throw new Error(await answer.text());
  live = {pins: [], ...await answer.json()};
  tellHistory();
  return live;
}
const stream = new EventSource("events");
stream.addEventListener("solve", (event) => { show(JSON.parse(event.data)); });
stream.addEventListener("error", () => { if (stream.readyState === EventSource.CLOSED) alarm(new Error(word("offline"))); });
for (const button of document.querySelectorAll("[data-clause]")) button.addEventListener("click", () => clauseTables[0].open(button.dataset.clause));
on("lang", () => { localStorage.setItem(TONGUE, lang); tellHistory(); show(live.solve); });
