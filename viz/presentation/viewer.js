// Plans: choosing a storey, pan and zoom, layers, what a room is.
const viewers = [];

class Viewer {
  constructor(section) {
    this.section = section;
    this.number = Number(section.dataset.viewer);
    this.plan = data.plans[this.number];
    this.surface = section.querySelector(".surface");
    this.figures = [...section.querySelectorAll("figure")];
    this.about = section.querySelector(".about");
    this.hint = this.about.firstElementChild;
    this.rooms = new Map();
    this.plan.rooms.forEach((room) => this.rooms.set(room.id, room));
    this.chosen = null;
    this.shown = 0;
    this.pointers = new Map();
    this.listen();
    this.show(0);
  }

  get svg() { return this.figures[this.shown].firstElementChild; }
  drawing(id) { return this.plan.drawings.findIndex((entry) => entry.id === id); }

  listen() {
    for (const radio of this.section.querySelectorAll(".pickers input")) {
      radio.addEventListener("change", () => this.pick(radio));
    }
    for (const box of this.section.querySelectorAll(".layers input")) {
      box.addEventListener("change", () => { this.layer(); this.home(); });
    }
    for (const button of this.section.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => {
        if (button.dataset.zoom === "home") this.home(); else this.zoom(button.dataset.zoom === "in" ? 0.7 : 1 / 0.7);
      });
    }
    const surface = this.surface;
    surface.addEventListener("keydown", (event) => this.key(event));
    surface.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== surface) return; // scrolling the page goes on
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 0.85 : 1 / 0.85, event);
    }, {passive: false});
    surface.addEventListener("pointerdown", (event) => this.down(event));
    surface.addEventListener("pointermove", (event) => this.move(event));
    for (const name of ["pointerup", "pointercancel"]) surface.addEventListener(name, (event) => this.up(event));
    surface.addEventListener("pointerleave", hideTip);
    surface.addEventListener("dblclick", (event) => this.zoom(0.6, event));
  }

  pick(radio) {
    if (radio.name.startsWith("building")) {
      const group = this.section.querySelector(`.storeys[data-building="${CSS.escape(radio.value)}"] input:checked`);
      this.show(group ? Number(group.value) : 0);
    } else this.show(Number(radio.value));
  }

  show(number) {
    this.figures[this.shown].classList.remove("on");
    this.shown = number;
    this.figures[number].classList.add("on");
    const building = this.plan.drawings[number].building;
    for (const radio of this.section.querySelectorAll('.pickers input[name^="building"]')) radio.checked = radio.value === building;
    for (const group of this.section.querySelectorAll(".storeys")) group.classList.toggle("on", group.dataset.building === building);
    const radio = this.section.querySelector(`.storeys input[value="${number}"]`);
    if (radio) radio.checked = true;
    this.section.classList.toggle("on-site", number === 0);
    for (const label of this.section.querySelectorAll("[data-layer]")) label.hidden = !this.plan.drawings[number].layers.includes(label.dataset.layer);
    this.choose(null);
    this.layer();
    this.home();
    this.list();
  }

  layer() {
    for (const box of this.section.querySelectorAll(".layers input")) this.surface.classList.toggle(`no-${box.value}`, !box.checked);
    const flows = this.plan.drawings[this.shown].layers.includes("flows") && !this.surface.classList.contains("no-flows");
    this.section.querySelector(".flows-note").hidden = !flows;
  }

  // ---- what is seen of the plan
  home() {
    const wide = !this.surface.classList.contains("no-dimensions");
    this.view(this.svg.dataset[wide ? "wide" : "home"].split(" ").map(Number));
  }
  view(box) {
    this.box = box;
    this.svg.setAttribute("viewBox", box.map((value) => Math.round(value)).join(" "));
  }
  point(event) {
    const at = this.svg.createSVGPoint();
    at.x = event.clientX;
    at.y = event.clientY;
    return at.matrixTransform(this.svg.getScreenCTM().inverse());
  }
  zoom(factor, event) {
    const [x, y, width, height] = this.box, full = Number(this.svg.dataset.wide.split(" ")[2]);
    const next = Math.min(Math.max(width * factor, full / 40), full * 2), scale = next / width;
    const at = event ? this.point(event) : {x: x + width / 2, y: y + height / 2};
    this.view([at.x - (at.x - x) * scale, at.y - (at.y - y) * scale, next, height * scale]);
  }
  pan(dx, dy) {
    const [x, y, width, height] = this.box;
    this.view([x + dx, y + dy, width, height]);
  }
  key(event) {
    const step = this.box[2] / 12;
    const moves = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]};
    if (moves[event.key]) this.pan(...moves[event.key]);
    else if (event.key === "+" || event.key === "=") this.zoom(0.75);
    else if (event.key === "-") this.zoom(1 / 0.75);
    else if (event.key === "0") this.home();
    else return;
    event.preventDefault();
  }

  // ---- pointer
  down(event) {
    if (event.button) return;
    this.surface.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, event);
    this.moved = 0;
    this.under = event.target.closest("[data-id]");
    if (this.grip) this.grip.end(null);
    this.grip = this.under && this.pointers.size === 1 ? this.take(this.under.dataset.id, event) : null;
  }
  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return this.hover(event);
    if (this.grip && this.pointers.size === 1) {
      this.moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
      this.pointers.set(event.pointerId, event);
      return this.grip.move(event);
    }
    const unit = 1 / this.svg.getScreenCTM().a;
    if (this.pointers.size === 2) {
      const other = [...this.pointers.entries()].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(last.clientX - other.clientX, last.clientY - other.clientY);
      const after = Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY);
      if (before > 0 && after > 0) this.zoom(before / after, {clientX: (event.clientX + other.clientX) / 2, clientY: (event.clientY + other.clientY) / 2});
    } else this.pan((last.clientX - event.clientX) * unit, (last.clientY - event.clientY) * unit);
    this.moved += Math.abs(event.clientX - last.clientX) + Math.abs(event.clientY - last.clientY);
    if (this.moved > 4) this.surface.classList.add("drag");
    this.pointers.set(event.pointerId, event);
  }
  up(event) {
    this.pointers.delete(event.pointerId);
    this.surface.classList.remove("drag");
    if (this.grip) {
      const grip = this.grip;
      this.grip = null;
      grip.end(event.type === "pointerup" && this.moved > 4 ? event : null);
    }
    if (event.type === "pointerup" && this.moved <= 4 && this.under) this.click(this.under.dataset.id);
  }
  /** What holds a room that is pressed: nothing here, the plan is moved; pages that edit say otherwise. */
  take() { return null; }
  click(id) {
    const storeys = this.shown === 0 ? this.plan.drawings.findIndex((entry) => entry.building === id) : -1;
    if (storeys > 0) this.show(storeys); else this.choose(this.rooms.get(id) || null);
  }
  hover(event) {
    const part = event.target.closest("[data-id]");
    if (!part || event.pointerType === "touch") return hideTip();
    const room = this.rooms.get(part.dataset.id), building = this.plan.names[part.dataset.id];
    if (room) showTip(event, make("b", {}, [room.no, say(room.name)].filter(Boolean).join(" · ")), ...this.brief(room).map((text) => make("p", {}, text)));
    else if (building) showTip(event, make("b", {}, say(building)));
    else hideTip();
  }

  // ---- what a room is
  facts(room) {
    const rows = [[word("kind"), say(room.kind)], [word("area"), `${room.area} m²`]];
    if (room.tenant) rows.push([word("tenant"), say(room.tenant)]);
    if (room.zone) rows.push([word("zone"), say(room.zone)]);
    if (room.no) rows.unshift([word("number"), room.no]);
    return rows;
  }
  brief(room) {
    const rows = [say(room.kind) === say(room.name) ? "" : say(room.kind), room.tenant && say(room.tenant) !== say(room.name) ? say(room.tenant) : "", room.zone ? say(room.zone) : "", `${room.area} m²`];
    if (room.clauses.length) rows.push(`${word("clauses")}: ${room.clauses.slice(0, 4).join(", ")}${room.clauses.length > 4 ? " …" : ""}`);
    return rows.filter(Boolean);
  }
  choose(room) {
    this.chosen = room;
    for (const group of this.section.querySelectorAll("svg > .marks")) group.remove();
    if (room) this.tell(room); else this.about.replaceChildren(this.hint);
    listeners.room.forEach((listener) => listener(this));
  }
  tell(room) {
    const facts = make("dl", {});
    for (const [name, text] of this.facts(room)) facts.append(make("dt", {}, name), make("dd", {}, text));
    if (room.clauses.length) {
      const links = make("dd", {});
      for (const id of room.clauses) {
        const button = make("button", {type: "button", class: "link"}, id);
        button.addEventListener("click", () => clauseTables[this.number].open(id));
        links.append(button, " ");
      }
      facts.append(make("dt", {}, word("clauses")), links);
    }
    this.about.replaceChildren(make("h3", {}, say(room.name)), facts);
    const marks = draw("g", {class: "marks"});
    const shape = this.shape(room.id);
    if (shape) marks.append(draw("path", {d: shape, class: "chosen"}));
    this.svg.append(marks);
  }
  shape(id) {
    const node = this.surface.querySelector(`[data-id="${CSS.escape(id)}"]`);
    return node ? node.getAttribute("d") : null;
  }

  /** The drawing once more, for another picture. */
  copy(number) { return this.figures[number].firstElementChild.firstElementChild.cloneNode(true); }

  list() {
    const rooms = this.plan.rooms.filter((room) => room.drawing === this.shown && room.no);
    const rows = rooms.map((room) => {
      const button = make("button", {type: "button", class: "link"}, room.no);
      button.addEventListener("click", () => this.choose(room));
      return make("tr", {}, make("th", {scope: "row"}, button), make("td", {}, say(room.name)), make("td", {class: "n"}, room.area));
    });
    this.section.querySelector(".rooms tbody").replaceChildren(...rows);
    this.section.querySelector(".rooms").hidden = !rooms.length;
    const kinds = new Map(rooms.map((room) => [say(room.kind), room.colour]));
    const site = this.shown === 0 ? this.plan.site.map(([colour, name]) => [say(name), colour]) : [];
    this.section.querySelector(".kinds").replaceChildren(...[...site, ...kinds].map(([name, colour]) => {
      const mark = draw("svg", {class: "swatch", viewBox: "0 0 12 12", "aria-hidden": "true"});
      mark.append(draw("rect", {width: 12, height: 12, rx: 2, fill: colour}));
      return make("li", {}, mark, name);
    }));
  }
  speak() {
    this.list();
    if (this.chosen) this.choose(this.chosen);
  }
  open(id, room) {
    const number = this.drawing(id);
    if (number < 0) return;
    this.show(number);
    if (room) this.choose(this.rooms.get(room) || null);
    this.section.scrollIntoView();
    this.surface.focus({preventScroll: true});
  }
}

for (const section of document.querySelectorAll("[data-viewer]")) viewers.push(new Viewer(section));
on("lang", () => viewers.forEach((viewer) => viewer.speak()));
document.addEventListener("click", (event) => {
  const part = event.target.closest ? event.target.closest("[data-open]") : null;
  if (part) viewers[current].open(part.dataset.open, part.dataset.room);
});
addEventListener("beforeprint", () => viewers.forEach((viewer) => {
  viewer.choose(null);
  for (const figure of viewer.figures) figure.firstElementChild.setAttribute("viewBox", figure.firstElementChild.dataset.home);
}));
addEventListener("afterprint", () => viewers.forEach((viewer) => viewer.home()));
