/* The pictures of the runs and the fields that move them; the training itself is in replay.js. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 440;
const HEIGHT = 300;
const EDGE = { left: 58, right: 96, top: 26, bottom: 40 };
const MILLION = 1e6;
const CONTOURS = 8;
const SIGHT = 40; // how far one sees in the fog
const MOST_STEPS = 3000; // in one frame, so that 60 of these fit into a second
const SLIDER = 1000;
const QUIET = 1500; // milliseconds between two sentences to a screen reader

const element = (name) => document.getElementById(name);
const [, yCentre, yScale] = replay.target;
const targetName = replay.target[0];

/* ---- Numbers as words ---- */

function short(value, digits = 5) {
  if (value === null || value === undefined) return "–";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return value.toExponential(digits - 1).replaceAll("-", "−");
  const decimals = size === 0 ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = value.toLocaleString("en", { maximumFractionDigits: decimals });
  return text.replace("-", "−");
}

/* A round value at an axis, millions as 2M. */
const tick = (value) => (Math.abs(value) >= MILLION && Math.abs(value) < 1000 * MILLION ? `${short(value / MILLION, 3)}M` : short(value, 3));

/* ---- SVG ---- */

function draw(parent, tag, attributes, text) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  if (text !== undefined) node.textContent = text;
  parent.append(node);
  return node;
}

const path = (points) => (points.length ? "M" + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L") : "");

function axis(low, high, start, end, log = false) {
  const at = log ? Math.log10 : (x) => x;
  const [a, b] = [at(low), at(high)];
  const to = (value) => start + ((end - start) * (at(Math.min(Math.max(value, low), high)) - a)) / (b - a || 1);
  return Object.assign(to, { low, high, log });
}

/* Round values within an axis. */
function ticks({ low, high, log, list }, count = 5) {
  if (list) return list;
  const found = [];
  if (log) {
    const decades = Math.log10(high / low);
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power += Math.ceil(decades / count))
      for (const digit of decades < 2 ? [1, 2, 5] : [1]) found.push(digit * 10 ** power);
  } else {
    const rough = (high - low) / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    const unit = [1, 2, 5, 10].find((digit) => digit * power >= rough) * power;
    for (let k = Math.ceil(low / unit); k * unit <= high; k++) found.push(k * unit);
  }
  return found.filter((value) => value >= low && value <= high);
}

/* Grid lines, their values and the names of the axes. */
function frame(svg, x, y, xName, yName, right = EDGE.right) {
  svg.replaceChildren();
  const [bottom, end] = [HEIGHT - EDGE.bottom, WIDTH - right];
  for (const value of ticks(y)) {
    draw(svg, "line", { x1: EDGE.left, x2: end, y1: y(value), y2: y(value), class: "grid" });
    draw(svg, "text", { x: EDGE.left - 7, y: y(value) + 4, class: "end" }, tick(value));
  }
  for (const value of ticks(x)) {
    draw(svg, "line", { x1: x(value), x2: x(value), y1: bottom, y2: bottom + 4, class: "grid" });
    draw(svg, "text", { x: x(value), y: bottom + 17, class: "middle" }, tick(value));
  }
  draw(svg, "text", { x: end, y: HEIGHT - 4, class: "end axis" }, xName);
  draw(svg, "text", { x: 4, y: EDGE.top - 12, class: "axis" }, yName);
}

/* ---- The bowl ---- */

const bowl = { svg: element("bowl"), pair: [1, Math.min(2, p - 1)] };
if (bowl.pair[0] === bowl.pair[1]) bowl.pair[1] = 0;

/* L* and S: the loss over the two weights is L* + ½ dᵀ S d, every other weight where it is lowest for these. */
function section(lowest) {
  const [a, b] = bowl.pair.map((k) => Float64Array.from({ length: q }, (_, i) => M[k * q + i]));
  const [x, y] = [lowest.solve(a), lowest.solve(b)];
  const [aa, ab, bb] = [dot(a, x), dot(a, y), dot(b, y)];
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-12 * aa * bb)) return null;
  return { aa: bb / determinant, ab: -ab / determinant, bb: aa / determinant };
}

function drawBowl() {
  const [i, j] = bowl.pair;
  const lowest = lowestOf(runs[0]);
  const ends = [[0, 0], ...active().map((run) => lowestOf(run).w).map((w) => [w[i], w[j]])];
  const middle = [0, 1].map((k) => (Math.max(...ends.map((e) => e[k])) + Math.min(...ends.map((e) => e[k]))) / 2);
  const span = [0, 1].map((k) => Math.max(...ends.map((e) => e[k])) - Math.min(...ends.map((e) => e[k])));
  const half = 1.1 * Math.max(...span, 0.1);
  const stretch = (WIDTH - EDGE.left - 12) / (HEIGHT - EDGE.top - EDGE.bottom); // a unit is as long across as up
  const x = axis(middle[0] - half * stretch, middle[0] + half * stretch, EDGE.left, WIDTH - 12);
  const y = axis(middle[1] - half, middle[1] + half, HEIGHT - EDGE.bottom, EDGE.top);
  Object.assign(bowl, { x, y });
  frame(bowl.svg, x, y, `weight of ${names[i]}`, `weight of ${names[j]}`, 12);
  const clip = draw(draw(bowl.svg, "clipPath", { id: "inside" }), "rect", {});
  const inside = { x: EDGE.left, y: EDGE.top, width: WIDTH - 12 - EDGE.left, height: HEIGHT - EDGE.top - EDGE.bottom };
  for (const [name, value] of Object.entries(inside)) clip.setAttribute(name, value);
  const group = draw(bowl.svg, "g", { "clip-path": "url(#inside)" });
  const S = section(lowest);
  if (S) {
    const centre = [lowest.w[i], lowest.w[j]];
    const rise = (dx, dy) => (S.aa * dx * dx + 2 * S.ab * dx * dy + S.bb * dy * dy) / 2;
    const corners = [x.low, x.high].flatMap((a) => [y.low, y.high].map((b) => rise(a - centre[0], b - centre[1])));
    // Along their own axes, or a long ellipse would have corners where it is narrow.
    const turn = Math.atan2(2 * S.ab, S.aa - S.bb) / 2;
    const axes = [turn, turn + Math.PI / 2].map((angle) => [Math.cos(angle), Math.sin(angle)]);
    for (let k = 1; k <= CONTOURS; k++) {
      const level = Math.max(...corners) * (k / CONTOURS) ** 2;
      const [a, b] = axes.map(([dx, dy]) => Math.sqrt(level / Math.max(rise(dx, dy), Number.MIN_VALUE)));
      const around = Array.from({ length: 97 }, (_, t) => {
        const [far, wide] = [a * Math.cos((t * Math.PI) / 48), b * Math.sin((t * Math.PI) / 48)];
        return [0, 1].map((d) => centre[d] + far * axes[0][d] + wide * axes[1][d]);
      });
      const points = around.map((at) => [linear(x, at[0]), linear(y, at[1])]);
      draw(group, "path", { d: path(points), class: "contour" });
    }
  }
  bowl.ways = active().map((run) => draw(group, "path", { class: `way run-${run.letter}` }));
  const mask = draw(bowl.svg, "mask", { id: "holes", maskUnits: "userSpaceOnUse", x: 0, y: 0, width: WIDTH, height: HEIGHT });
  draw(mask, "rect", { width: WIDTH, height: HEIGHT, fill: "white" });
  bowl.holes = active().map(() => draw(mask, "circle", { r: SIGHT, fill: "black" }));
  bowl.fog = draw(group, "rect", { class: "fog", width: WIDTH, height: HEIGHT, mask: "url(#holes)" });
  for (const run of active()) {
    const w = lowestOf(run).w;
    const [a, b] = [x(w[i]), y(w[j])];
    draw(group, "path", { d: `M${a - 6} ${b}h12M${a} ${b - 6}v12`, class: `lowest run-${run.letter}` });
  }
  bowl.balls = active().map((run) => draw(bowl.svg, "circle", { r: run.letter === "A" ? 6 : 5, class: `ball run-${run.letter}` }));
  moveBalls();
}

/* An axis without its ends: contours go on beyond the picture. */
function linear(to, value) {
  const unit = (to(to.high) - to(to.low)) / (to.high - to.low);
  return to(to.low) + (value - to.low) * unit;
}

function moveBalls() {
  const [i, j] = bowl.pair;
  const { x, y } = bowl;
  active().forEach((run, k) => {
    const points = run.way.filter((w) => Number.isFinite(w[i]) && Number.isFinite(w[j]));
    const now = weights(run.v);
    const all = [...points, now].filter((w) => Math.abs(w[i]) < 1e9 && Math.abs(w[j]) < 1e9);
    bowl.ways[k].setAttribute("d", path(all.map((w) => [linear(x, w[i]), linear(y, w[j])])));
    const at = Number.isFinite(now[i]) && Number.isFinite(now[j]) ? [x(now[i]), y(now[j])] : [x.high, y.high];
    for (const circle of [bowl.balls[k], bowl.holes[k]]) {
      circle.setAttribute("cx", at[0].toFixed(2));
      circle.setAttribute("cy", at[1].toFixed(2));
    }
  });
  bowl.fog.setAttribute("visibility", element("fog").checked ? "visible" : "hidden");
}

/* ---- The line through the rows ---- */

const scatter = { svg: element("line"), column: 0, x: floats(replay.points.x), y: floats(replay.points.y) };
const numbers = replay.numbers;

function drawScatter() {
  if (!numbers.length) return;
  const [name, centre, scale] = numbers[scatter.column];
  const d = numbers.length;
  const xs = Array.from(scatter.y, (_, k) => scatter.x[k * d + scatter.column]);
  scatter.mean = xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const [bottom, top] = [Math.min(...scatter.y), Math.max(...scatter.y)];
  const user = (x) => centre + scale * x;
  const x = axis(user(low), user(high), EDGE.left, WIDTH - 12);
  const y = axis(yCentre + yScale * bottom, yCentre + yScale * top, HEIGHT - EDGE.bottom, EDGE.top);
  Object.assign(scatter, { xAxis: x, yAxis: y, low, high, user });
  frame(scatter.svg, x, y, name, targetName, 12);
  const dots = xs.map((value, k) => `M${x(user(value)).toFixed(1)} ${y(yCentre + yScale * scatter.y[k]).toFixed(1)}h0`);
  draw(scatter.svg, "path", { d: dots.join(""), class: "dots trained" });
  scatter.lines = active().map((run) => draw(scatter.svg, "path", { class: `way run-${run.letter}` }));
  moveLines();
}

/* Where the other columns are as they are on average. */
function moveLines() {
  if (!numbers.length) return;
  active().forEach((run, k) => {
    const average = dot(meanRow, run.v);
    const slope = weights(run.v)[1 + scatter.column];
    const ends = [scatter.low, scatter.high].map((x) => [
      scatter.xAxis(scatter.user(x)),
      linear(scatter.yAxis, yCentre + yScale * (average + slope * (x - scatter.mean))),
    ]);
    const drawn = ends.every(([, y]) => Math.abs(y) < 1e6);
    scatter.lines[k].setAttribute("d", drawn ? path(ends) : "");
  });
}

const meanRow = rows
  ? Float64Array.from({ length: q }, (_, i) => {
      let sum = 0;
      for (let row = 0; row < n; row++) sum += rows[row * (q + 1) + i];
      return sum / n;
    })
  : allRows.G.slice(0, q); // the first column is the bias's: 1 in every row

/* ---- The curves ---- */

const curves = { svg: element("curves") };

function drawCurves() {
  const unit = yScale ** 2;
  const all = active().flatMap((run) => run.curve);
  const losses = all.flatMap((at) => [at.train, at.validation]).filter((loss) => loss > 0 && Number.isFinite(loss));
  const start = Math.max(...active().map((run) => run.start));
  const low = Math.min(...losses, ...active().map((run) => lowestOf(run).loss || start)) * unit;
  const high = Math.max(start, Math.min(Math.max(...losses), 100 * start)) * unit;
  const y = axis(low, high > low ? high : low * 2 + 1e-300, HEIGHT - EDGE.bottom, EDGE.top, high > 3 * low && low > 0);
  const x = axis(0, Math.log1p(Math.max(1, ...all.map((at) => at.epoch))), EDGE.left, WIDTH - EDGE.right);
  frame(curves.svg, Object.assign((value) => x(Math.log1p(value)), epochTicks(x.high)), y, "epoch", "loss");
  const ends = [];
  for (const run of active())
    for (const role of ["validation", "train"]) {
      const points = run.curve.filter((at) => Number.isFinite(at[role]) && at[role] !== null);
      if (!points.length) continue;
      const drawn = points.map((at) => [x(Math.log1p(at.epoch)), y(Math.max(at[role] * unit, low))]);
      draw(curves.svg, "path", { d: path(drawn), class: `curve ${role} run-${run.letter}` });
      const name = `${active().length > 1 ? `${run.letter} ` : ""}${role === "train" ? "training" : role}`;
      ends.push([drawn.at(-1)[1], name, `name ${role} run-${run.letter}`]);
    }
  let previous = -Infinity;
  ends.sort((a, b) => a[0] - b[0]);
  for (const [k, [height, name, kind]] of ends.entries()) {
    const room = HEIGHT - EDGE.bottom - 14 * (ends.length - 1 - k); // for those below it
    previous = Math.max(Math.min(height, room), previous + 14);
    draw(curves.svg, "text", { x: WIDTH - EDGE.right + 5, y: previous + 4, class: kind }, name);
  }
}

/* Epochs are drawn by log(1 + epoch), and named where they are round. */
function epochTicks(high) {
  const last = Math.expm1(high);
  return { low: 0, high: last, log: false, list: [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10000].filter((e) => e <= last * 1.001) };
}

/* ---- The numbers ---- */

function showNumbers() {
  const now = active();
  const count = (run) => minibatchesOf(run.settings.batch).length;
  const all = now.map((run) => ({ run, w: weights(run.v), loss: run.losses(), lowest: lowestOf(run) }));
  const unit = yScale ** 2;
  const table = [
    ["steps", (r) => short(r.run.steps, 9)],
    ["epoch", (r) => short(r.run.epoch + r.run.position / count(r.run), 6)],
    ["learning rate now", (r) => short(r.run.rate)],
    ["training loss, ½ mean (ŷ − y)²", (r) => short(r.loss.train * unit, 6)],
    ["training RMSE", (r) => short(Math.sqrt(2 * r.loss.train) * yScale, 6)],
    ["validation loss", (r) => short(r.loss.validation === null ? null : r.loss.validation * unit, 6)],
    ["above the lowest there is", (r) => above(r.run)],
    ["2/λmax of all rows", (r) => short(2 / r.lowest.steepest)],
    ["length of the last gradient", (r) => short(Math.hypot(...r.run.gradient))],
    ...names.map((name, k) => [k ? `w of ${name}` : "b", (r) => `${short(r.w[k])} (lowest at ${short(r.lowest.w[k])})`]),
    ...numbers.map(([name, , scale], k) => [`per unit of ${name}`, (r) => short((r.w[1 + k] * yScale) / scale)]),
  ];
  const head = ["", ...now.map((run) => (now.length > 1 ? `run ${run.letter}` : "now"))];
  const body = table.map(([name, value]) => [name, ...all.map(value)]);
  const html = element("numbers");
  while (html.rows.length) html.deleteRow(0);
  for (const [index, cells] of [head, ...body].entries()) {
    const row = html.insertRow();
    for (const [k, text] of cells.entries()) {
      const cell = document.createElement(index && k ? "td" : "th");
      cell.textContent = text;
      cell.className = k ? "number" : "text";
      cell.scope = index ? "row" : "col";
      row.append(cell);
    }
  }
}

function above(run) {
  const { loss } = lowestOf(run);
  const pull = run.settings.decay;
  const v = run.v;
  let now = lossOf(allRows, v) + (pull / 2) * dot(times(penalty, v), v);
  for (let k = 0; k < q; k++) now += (levelDecay[k] / 2) * v[k] ** 2;
  return loss > 0 ? `${short((100 * (now - loss)) / loss, 3)} %` : short((now - loss) * yScale ** 2);
}

let told = 0;

/* A sentence below the buttons, which a screen reader reads; while it runs not more often than one can listen to. */
function tell(always) {
  if (!always && performance.now() - told < QUIET) return;
  told = performance.now();
  element("status").textContent = active()
    .map((run) => {
      const name = active().length > 1 ? `Run ${run.letter}: ` : "";
      if (run.lost) return `${name}the loss has left every bound; take a smaller learning rate, 2/λmax is ${short(2 / lowestOf(run).steepest, 3)}.`;
      const end = run.over ? ", the last" : "";
      return `${name}step ${short(run.steps, 9)}, epoch ${run.epoch}${end}: training RMSE ${short(Math.sqrt(2 * run.losses().train) * yScale)}, ${above(run)} above the lowest.`;
    })
    .join(" ");
}

/* ---- Fields ---- */

const usual = { ...replay.settings };
const runs = ["A", "B"].map((letter) => Object.assign(new Run({ ...usual }), { letter }));
let compared = false;
const active = () => (compared ? runs : runs.slice(0, 1));

const bottoms = new Map();
function lowestOf(run) {
  const { decay } = run.settings;
  if (!bottoms.has(decay)) bottoms.set(decay, bottom(decay));
  return bottoms.get(decay);
}

const SIZES = batchSizes();
const RATES = [1e-4, 100];
const DECAYS = [1e-5, 10];
const between = ([low, high], position) => low * (high / low) ** (position / SLIDER);
const place = ([low, high], value) => (SLIDER * Math.log(value / low)) / Math.log(high / low);

/* Each field: what it says of the settings, and what it makes of them. */
const KNOBS = {
  optimizer: { get: (s) => s.optimizer, set: (s, value) => Object.assign(s, { optimizer: value, rate: replay.optimizers[value].rate, beta: undefined }), say: () => "" },
  schedule: { get: (s) => s.schedule, set: (s, value) => (s.schedule = value), say: () => "" },
  rate: { get: (s) => place(RATES, s.rate), set: (s, at) => (s.rate = threeDigits(between(RATES, at))), say: (s) => short(s.rate, 3) },
  batch: {
    get: (s) => (SLIDER * SIZES.indexOf(s.batch)) / Math.max(SIZES.length - 1, 1),
    set: (s, at) => (s.batch = SIZES[Math.round((at / SLIDER) * (SIZES.length - 1))]),
    say: (s) => (s.batch === n ? `all ${short(n, 9)}` : short(s.batch, 9)),
  },
  beta: {
    get: (s) => SLIDER * betaOf(s),
    set: (s, at) => (s.beta = Math.min(at / SLIDER, 0.999)),
    say: (s) => short(betaOf(s), 3),
  },
  decay: {
    get: (s) => (s.decay ? Math.max(place(DECAYS, s.decay), 1) : 0),
    set: (s, at) => (s.decay = Number(at) ? threeDigits(between(DECAYS, at)) : 0),
    say: (s) => short(s.decay, 3),
  },
};
const threeDigits = (value) => Number(value.toPrecision(3));
const betaOf = (s) => s.beta ?? replay.optimizers[s.optimizer].parameters[BETAS[s.optimizer]] ?? 0;

function showFields() {
  for (const run of runs) {
    element(`run-${run.letter}`).hidden = run.letter === "B" && !compared;
    for (const [name, knob] of Object.entries(KNOBS)) {
      const field = element(`${name}-${run.letter}`);
      field.value = knob.get(run.settings);
      const said = knob.say(run.settings);
      element(`${name}-${run.letter}-value`).textContent = said;
      if (field.type === "range") field.setAttribute("aria-valuetext", said);
    }
    element(`beta-${run.letter}`).closest(".knob").hidden = !BETAS[run.settings.optimizer];
    const mark = element(`rate-${run.letter}-mark`);
    const stable = 2 / lowestOf(run).steepest;
    mark.style.left = `${Math.min(Math.max(place(RATES, stable) / SLIDER, 0), 1) * 100}%`;
    element(`rate-${run.letter}-note`).textContent = `The mark is 2/λmax = ${short(stable, 3)}: beyond it plain steps along all rows leave the bowl.`;
  }
}

function drawAll() {
  showFields();
  drawBowl();
  drawScatter();
  drawCurves();
  showNumbers();
}

for (const run of runs)
  for (const [name, knob] of Object.entries(KNOBS)) {
    const field = element(`${name}-${run.letter}`);
    field.addEventListener("input", () => {
      const { optimizer, batch } = run.settings;
      knob.set(run.settings, field.value);
      if (run.settings.optimizer !== optimizer) run.state = {};
      if (run.settings.batch !== batch) run.position = 0;
      drawAll();
      tell(true);
    });
  }

const COMPARISONS = {
  nothing: () => null,
  momentum: () => [{ optimizer: "sgd", rate: replay.optimizers.sgd.rate }, { optimizer: "momentum", rate: replay.optimizers.sgd.rate }],
  decay: () => [{ decay: 0 }, { decay: 0.3 }],
  batch: () => [{ batch: n }, { batch: SIZES[Math.min(SIZES.length - 1, rows ? 2 : 0)] }],
  schedule: () => [{ schedule: "constant" }, { schedule: "cosine" }],
  adam: () => [{ optimizer: "sgd", rate: replay.optimizers.sgd.rate }, { optimizer: "adam", rate: replay.optimizers.adam.rate }],
};

element("comparison").addEventListener("input", (event) => {
  const pair = COMPARISONS[event.target.value]();
  compared = pair !== null;
  runs.forEach((run, k) => {
    run.settings = { ...usual, ...(pair ? pair[k] : {}) };
    run.reset();
  });
  drawAll();
  tell(true);
});

for (const [name, index] of [["across", 0], ["up", 1]]) {
  const field = element(name);
  field.value = bowl.pair[index];
  field.addEventListener("input", () => {
    const chosen = Number(field.value);
    if (bowl.pair[1 - index] === chosen) bowl.pair[1 - index] = bowl.pair[index];
    bowl.pair[index] = chosen;
    element("across").value = bowl.pair[0];
    element("up").value = bowl.pair[1];
    drawBowl();
  });
}
element("column")?.addEventListener("input", (event) => {
  scatter.column = Number(event.target.value);
  drawScatter();
});
element("fog").addEventListener("input", moveBalls);

/* ---- Time ---- */

let running = false;
let before = 0;
let owed = 0; // steps that the time so far is worth

const speed = () => 10 ** (element("speed").value / 25); // steps a second, 1 to 10,000
function showSpeed() {
  const text = `${short(speed(), 2)} steps a second`;
  element("speed-value").textContent = text;
  element("speed").setAttribute("aria-valuetext", text);
}

function afterSteps(always) {
  moveBalls();
  moveLines();
  drawCurves();
  showNumbers();
  tell(always);
}

function onFrame(time) {
  if (!running) return;
  owed += (Math.min(time - before, 100) / 1000) * speed();
  before = time;
  const steps = Math.min(Math.floor(owed), MOST_STEPS);
  owed = Math.min(owed - steps, MOST_STEPS);
  for (let k = 0; k < steps; k++) for (const run of active()) run.step();
  if (steps) afterSteps(false);
  if (active().every((run) => run.over)) stop();
  else requestAnimationFrame(onFrame);
}

function stop() {
  running = false;
  element("run").textContent = "Run";
  afterSteps(true);
}

element("run").addEventListener("click", () => {
  if (running) return stop();
  running = true;
  owed = 0;
  before = performance.now();
  element("run").textContent = "Pause";
  requestAnimationFrame(onFrame);
});
element("step").addEventListener("click", () => {
  for (const run of active()) run.step();
  afterSteps(true);
});
element("epoch").addEventListener("click", () => {
  for (const run of active()) {
    const end = run.epoch + 1;
    while (run.epoch < end && !run.over) run.step();
  }
  afterSteps(true);
});
element("reset").addEventListener("click", () => {
  for (const run of runs) run.reset();
  drawAll();
  tell(true);
});
element("speed").addEventListener("input", showSpeed);

/* Another target is another training, of which nothing here can stay: the page begins again with it. */
if (element("watched")) {
  element("watched").value = String(replays.indexOf(replay));
  element("watched").addEventListener("change", () => {
    location.hash = WATCHED + element("watched").value;
    location.reload();
  });
}

showSpeed();
drawAll();
tell(true);
