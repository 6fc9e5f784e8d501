// The table of clauses: filter, and the evidence of the row that is chosen.
const clauseTables = [];

class ClauseTable {
  constructor(section) {
    this.section = section;
    this.number = Number(section.dataset.clauses);
    this.plan = data.plans[this.number];
    this.rows = [...section.querySelectorAll("[data-row]")];
    this.panel = section.querySelector(".evidence");
    this.place = this.panel.parentNode;
    this.hint = this.panel.firstElementChild;
    this.filters = [...section.querySelectorAll("[data-filter]")];
    this.chosen = null;
    this.wide = matchMedia("(min-width: 1180px)");
    section.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
    for (const field of this.filters) {
      field.addEventListener(field.tagName === "SELECT" ? "change" : "input", () => this.filter());
    }
    this.rows.forEach((row) => row.querySelector("button").addEventListener("click", () => this.choose(row === this.chosen ? null : row)));
    this.wide.addEventListener("change", () => this.dock());
  }

  filter() {
    const wanted = Object.fromEntries(this.filters.map((field) => [field.dataset.filter, field.value.trim().toLowerCase()]));
    let shown = 0;
    for (const row of this.rows) {
      const fits = ["status", "standard", "strength"].every((key) => !wanted[key] || row.dataset[key] === wanted[key]) &&
        (!wanted.text || row.textContent.toLowerCase().includes(wanted.text));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    this.section.querySelector("[data-shown]").textContent = shown;
    this.section.querySelector(".none").hidden = shown > 0;
    if (this.chosen && this.chosen.hidden) this.choose(null);
  }

  open(id) {
    const row = this.rows.find((entry) => entry.querySelector("button").textContent === id);
    if (!row) return;
    this.filters.forEach((field) => { field.value = ""; });
    this.filter();
    this.choose(row);
    this.section.scrollIntoView();
    row.scrollIntoView({block: "nearest"});
    row.querySelector("button").focus({preventScroll: true});
  }

  choose(row) {
    if (this.chosen) {
      this.chosen.classList.remove("chosen");
      this.chosen.querySelector("button").setAttribute("aria-expanded", "false");
    }
    this.chosen = row;
    this.told = null;
    this.drawing = null;
    if (row) {
      row.classList.add("chosen");
      row.querySelector("button").setAttribute("aria-expanded", "true");
    }
    this.tell();
    this.dock();
  }

  /** Beside the table where there is room, else below the row. */
  dock() {
    const old = this.section.querySelector(".detail");
    if (this.wide.matches || !this.chosen) this.place.append(this.panel);
    else {
      const cell = make("td", {colspan: 4}, this.panel);
      this.chosen.after(make("tr", {class: "detail"}, cell));
    }
    if (old) old.remove();
  }

  tell() {
    if (!this.chosen) return this.panel.replaceChildren(this.hint);
    const at = Number(this.chosen.dataset.row), clause = this.plan.clauses[at];
    const table = make("table", {}), body = make("tbody", {});
    const heads = ["subject", "measured", "limit", "margin"].map((key) => make("th", {scope: "col"}, word(key)));
    table.append(make("thead", {}, make("tr", {}, ...heads)), body);
    clause.f.forEach((finding, number) => {
      const [subject, measured, limit, margin, state, marks] = finding;
      let name = subject;
      if (marks.length) {
        name = make("button", {type: "button", class: "link"}, subject);
        name.addEventListener("click", () => { this.told = this.told === number ? null : number; this.drawing = null; this.picture(); });
      }
      body.append(make("tr", {}, make("th", {scope: "row"}, name), make("td", {class: state}, say(measured)), make("td", {}, say(limit)), make("td", {}, say(margin))));
    });
    const id = this.chosen.querySelector("button").textContent;
    const text = this.chosen.querySelector(".text").cloneNode(true);
    const parts = [make("h3", {}, id), make("p", {}, ...text.childNodes)];
    if (clause.note) parts.push(make("p", {class: "soft"}, clause.note));
    parts.push(make("p", {class: "soft"}, `${word("by")}: ${word(clause.by)}`));
    if (clause.f.length) parts.push(make("div", {class: "findings scroll", tabindex: "0", role: "group", "aria-label": word("findings")}, table));
    if (clause.more > 0) parts.push(make("p", {class: "soft"}, word("more").replace("{n}", clause.more)));
    this.where = make("div", {class: "where"});
    this.frame = make("div", {class: "frame"});
    this.panel.replaceChildren(...parts, this.where, this.frame);
    this.picture();
  }

  /** The evidence on the plan that has most of it, or the one that is asked for. */
  picture() {
    const clause = this.plan.clauses[Number(this.chosen.dataset.row)], viewer = viewers[this.number];
    const found = new Map();
    clause.f.forEach((finding, number) => {
      if (this.told !== null && this.told !== number) return;
      for (const mark of finding[5]) {
        const path = typeof mark === "number" ? this.plan.paths[mark] : null;
        const drawing = path ? path[0] : this.plan.at[mark];
        const shape = path ? path[1] : viewer.shape(mark);
        if (drawing === undefined || !shape) continue;
        if (!found.has(drawing)) found.set(drawing, new Map());
        const marks = found.get(drawing);
        if (!marks.has(shape)) marks.set(shape, [finding[4], path && path[2]]); // the worst comes first
      }
    });
    const order = [...found.keys()].sort((a, b) => rank(found.get(a)) - rank(found.get(b)) || a - b);
    if (!order.length) {
      this.where.replaceChildren();
      return this.frame.replaceChildren(make("p", {class: "none soft"}, word("no_place")));
    }
    if (!order.includes(this.drawing)) this.drawing = order[0];
    this.where.replaceChildren(...order.map((number) => {
      const button = make("button", {type: "button", "aria-pressed": String(number === this.drawing)}, `${say(this.plan.drawings[number].title)} (${found.get(number).size})`);
      button.addEventListener("click", () => { this.drawing = number; this.picture(); });
      return button;
    }));
    const home = viewer.figures[this.drawing].firstElementChild.dataset.home;
    const svg = draw("svg", {viewBox: home, role: "img", "aria-label": `${word("evidence")}: ${say(this.plan.drawings[this.drawing].title)}`});
    svg.classList.add("no-egress", "no-flows", "no-dimensions", "no-trucks");
    svg.append(viewer.copy(this.drawing));
    const marks = draw("g", {class: "marks"});
    for (const [shape, [state, line]] of found.get(this.drawing)) marks.append(draw("path", {d: shape, class: line ? `${state} line` : state}));
    svg.append(marks);
    this.frame.replaceChildren(svg);
    const one = this.told !== null || found.get(this.drawing).size === 1;
    if (one) this.near(svg, marks, home);
  }

  /** Close to the marks, but never so close that one does not see where they are. */
  near(svg, marks, home) {
    const box = marks.getBBox(), whole = home.split(" ").map(Number);
    const width = Math.min(whole[2], Math.max(box.width * 3, whole[2] / 2.5)), height = width * whole[3] / whole[2];
    if (height < box.height * 1.1) return;
    const x = Math.min(Math.max(box.x + box.width / 2 - width / 2, whole[0]), whole[0] + whole[2] - width);
    const y = Math.min(Math.max(box.y + box.height / 2 - height / 2, whole[1]), whole[1] + whole[3] - height);
    svg.setAttribute("viewBox", [x, y, width, height].map(Math.round).join(" "));
  }
}
function rank(marks) {
  const states = [...marks.values()].map(([state]) => state);
  return (states.includes("fail") ? -2e6 : states.includes("undecided") ? -1e6 : 0) - marks.size;
}

for (const section of document.querySelectorAll("[data-clauses]")) clauseTables.push(new ClauseTable(section));
on("lang", () => clauseTables.forEach((table) => { if (table.chosen) table.tell(); }));

// ---- alternatives side by side
const sideChoice = document.getElementById("side-storey");
function sides() {
  for (const figure of document.querySelectorAll("[data-side]")) {
    const number = Number(figure.dataset.side), viewer = viewers[number], at = viewer.drawing(sideChoice.value);
    const svg = figure.querySelector("svg");
    svg.replaceChildren();
    if (at < 0) continue;
    svg.setAttribute("viewBox", viewer.figures[at].firstElementChild.dataset.home);
    svg.classList.add("no-egress", "no-flows", "no-dimensions", "no-trucks");
    svg.append(viewer.copy(at));
  }
}
if (sideChoice) {
  sideChoice.addEventListener("change", sides);
  sides();
}
