// The park in 3D: plain WebGL, one buffer of triangles and one of edges.
const VERTEX = `attribute vec3 at; attribute vec3 normal; attribute vec3 colour; uniform mat4 view; uniform float flat_; varying vec3 shade;
void main() { float light = 0.62 + 0.3 * max(0.0, dot(normal, normalize(vec3(-0.45, -0.65, 0.9)))) + 0.12 * normal.z;
shade = colour * mix(light, 1.0, flat_); gl_Position = view * vec4(at, 1.0); }`;
const FRAGMENT = `precision mediump float; varying vec3 shade; void main() { gl_FragColor = vec4(shade, 1.0); }`;
const HOME = {turn: -0.62, tilt: 0.62, away: 0.94, x: -0.03, y: -0.06};

class Massing {
  constructor(section) {
    this.section = section;
    this.model = data.plans[Number(section.dataset.massing)].massing;
    this.canvas = section.querySelector("canvas");
    this.level = section.querySelector('[data-gl="level"]');
    this.building = section.querySelector('[data-gl="building"]');
    this.eye = {...HOME};
    this.pointers = new Map();
    this.ready = false;
    this.level.addEventListener("input", () => { section.querySelector("output").textContent = this.level.value; });
    new IntersectionObserver((entries, watch) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      this.start();
    }, {rootMargin: "300px"}).observe(this.canvas);
  }

  start() {
    const gl = this.gl = this.canvas.getContext("webgl", {antialias: true, preserveDrawingBuffer: true});
    if (!gl) return this.missing();
    const program = this.program = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, text);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    gl.enable(gl.DEPTH_TEST);
    this.canvas.addEventListener("webglcontextlost", () => { this.ready = false; this.missing(); }, {once: true});
    this.buffers = [gl.createBuffer(), gl.createBuffer()];
    this.ready = true;
    this.listen();
    this.fill();
    new ResizeObserver(() => this.paint()).observe(this.canvas);
  }

  missing() {
    this.canvas.hidden = true;
    this.section.querySelector(".gl-off").hidden = false;
    this.section.querySelector(".gl-controls").hidden = true;
  }

  listen() {
    const canvas = this.canvas;
    this.level.addEventListener("input", () => this.fill());
    this.building.addEventListener("change", () => this.fill());
    for (const button of this.section.querySelectorAll("button[data-gl]")) {
      button.addEventListener("click", () => {
        this.eye = button.dataset.gl === "top" ? {...this.eye, turn: 0, tilt: 1.5} : {...HOME};
        this.paint();
      });
    }
    canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); this.pointers.set(event.pointerId, event); });
    canvas.addEventListener("pointermove", (event) => this.drag(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== canvas) return;
      event.preventDefault();
      this.closer(event.deltaY < 0 ? 0.9 : 1.11);
    }, {passive: false});
    canvas.addEventListener("keydown", (event) => {
      const turns = {ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1]};
      if (turns[event.key]) this.turn(...turns[event.key]);
      else if (event.key === "+" || event.key === "=") this.closer(0.85);
      else if (event.key === "-") this.closer(1.18);
      else return;
      event.preventDefault();
    });
  }
  drag(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const dx = event.clientX - last.clientX, dy = event.clientY - last.clientY;
    if (this.pointers.size === 2) {
      const other = [...this.pointers.entries()].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(last.clientX - other.clientX, last.clientY - other.clientY);
      this.closer(before / Math.max(1, Math.hypot(event.clientX - other.clientX, event.clientY - other.clientY)));
    } else if (event.shiftKey) {
      const step = this.eye.away / this.canvas.clientHeight, cos = Math.cos(this.eye.turn), sin = Math.sin(this.eye.turn);
      this.eye.x -= (dx * cos + dy * sin) * step;
      this.eye.y -= (dx * sin - dy * cos) * step;
      this.paint();
    } else this.turn(-dx * 0.006, dy * 0.005);
    this.pointers.set(event.pointerId, event);
  }
  turn(by, up) {
    this.eye.turn += by;
    this.eye.tilt = Math.min(1.5, Math.max(0.12, this.eye.tilt + up));
    this.paint();
  }
  closer(factor) {
    this.eye.away = Math.min(3, Math.max(0.12, this.eye.away * factor));
    this.paint();
  }

  /** Triangles and edges of what is not sliced away. */
  fill() {
    const {colours, ground, solids, levels, buildings} = this.model;
    const rgb = colours.map((text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16) / 255));
    const faces = [], edges = [], most = Number(this.level.value), only = this.building.value;
    const shown = solids.filter(([, storey]) => levels[storey] <= most && (!only || buildings[storey] === only));
    for (const piece of [...(most < 1 ? [] : ground), ...shown]) solid(piece, rgb[piece[0]], faces, piece[1] < 0 ? null : edges);
    const gl = this.gl;
    this.counts = [faces.length / 9, edges.length / 9];
    [faces, edges].forEach((rows, at) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[at]);
      gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(rows), gl.STATIC_DRAW);
    });
    this.paint();
  }

  paint() {
    if (!this.ready) return;
    const gl = this.gl, canvas = this.canvas, ratio = Math.min(2, devicePixelRatio || 1);
    const width = Math.max(1, Math.round(canvas.clientWidth * ratio)), height = Math.max(1, Math.round(canvas.clientHeight * ratio));
    if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
    gl.viewport(0, 0, width, height);
    gl.clearColor(0.93, 0.95, 0.975, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.uniformMatrix4fv(gl.getUniformLocation(this.program, "view"), false, this.matrix(width / height));
    this.counts.forEach((count, at) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[at]);
      ["at", "normal", "colour"].forEach((name, part) => {
        const place = gl.getAttribLocation(this.program, name);
        gl.enableVertexAttribArray(place);
        gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 36, part * 12);
      });
      gl.uniform1f(gl.getUniformLocation(this.program, "flat_"), at);
      if (at === 0) { gl.enable(gl.POLYGON_OFFSET_FILL); gl.polygonOffset(1, 1); } else gl.disable(gl.POLYGON_OFFSET_FILL);
      if (count) gl.drawArrays(at ? gl.LINES : gl.TRIANGLES, 0, count);
    });
  }

  /** Column by column: seen from around the site, in perspective; lengths are shares of the site's. */
  matrix(aspect) {
    const {turn, tilt, away, x, y} = this.eye, size = this.model.size;
    const c = Math.cos(turn), s = Math.sin(turn), ct = Math.cos(tilt), st = Math.sin(tilt);
    const right = [c, s, 0], up = [-s * st, c * st, ct], back = [s * ct, -c * ct, st];
    const f = 1 / Math.tan(0.3), near = 0.02, far = 12, distance = away * 1.9 / Math.min(1, aspect * 1.15);
    const rows = [right, up, back].map((axis) => [...axis.map((value) => value / size), -(axis[0] * x + axis[1] * y + axis[2] * this.model.middle / size)]);
    rows[2][3] -= distance;
    const depth = [(far + near) / (near - far), 2 * far * near / (near - far)];
    const out = new Float32Array(16);
    for (let column = 0; column < 4; column++) {
      const one = column === 3 ? 1 : 0;
      out[column * 4] = rows[0][column] * f / aspect;
      out[column * 4 + 1] = rows[1][column] * f;
      out[column * 4 + 2] = rows[2][column] * depth[0] + one * depth[1];
      out[column * 4 + 3] = -rows[2][column];
    }
    return out;
  }
}

/** Top, walls and edges of one piece, as rows of position, normal, colour. */
function solid([, , low, high, points, rings, triangles], colour, faces, edges) {
  const put = (rows, at, z, normal, tint) => rows.push(points[2 * at], points[2 * at + 1], z, ...normal, ...tint);
  for (const at of triangles) put(faces, at, high, [0, 0, 1], colour);
  const dark = colour.map((value) => value * 0.45);
  let first = 0;
  for (const count of rings) {
    for (let step = 0; step < count; step++) {
      const a = first + step, b = first + (step + 1) % count;
      const dx = points[2 * b] - points[2 * a], dy = points[2 * b + 1] - points[2 * a + 1], length = Math.hypot(dx, dy) || 1;
      const normal = [dy / length, -dx / length, 0];
      for (const [at, z] of [[a, low], [b, low], [b, high], [a, low], [b, high], [a, high]]) put(faces, at, z, normal, colour);
      if (edges) { put(edges, a, high, normal, dark); put(edges, b, high, normal, dark); }
    }
    first += count;
  }
}

const massings = [...document.querySelectorAll("[data-massing]")].map((section) => new Massing(section));
on("set", () => massings.forEach((massing) => massing.paint()));
addEventListener("beforeprint", () => massings.forEach((massing) => { if (massing.ready) massing.paint(); }));
choose(0);
speak(lang);
