"use strict";

/* The training of `lrcli train`, step by step: the same minibatches in the same order, by the same rules.
   v are the weights that the steps are taken in, w = M v those of the standardised columns, the bias first. */

const WATCHED = "#watched-"; // behind it the number of the target that the page was asked for
const replays = JSON.parse(document.getElementById("replay").textContent);
const replay = replays[location.hash.startsWith(WATCHED) ? location.hash.slice(WATCHED.length) : 0] ?? replays[0];
const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer;
const floats = (text) => new Float64Array(bytes(text));

const names = replay.names;
const p = names.length;
const M = floats(replay.map); // (p, q)
const q = M.length / p;
const rows = replay.rows && floats(replay.rows); // (n, q + 1)
const gathered = replay.moments && floats(replay.moments); // (minibatches, q + 1, q + 1)
const n = replay.sizes.reduce((sum, size) => sum + size, 0);
const orders = new Uint16Array(bytes(replay.orders)); // (epochs, minibatches)
const levelDecay = floats(replay.decay);
const UNCORRELATED = 1e-12; // a smaller correlation is rounding
const HOPELESS = 1e9; // a loss this many times the start's never comes back

/* ---- Minibatches, each as its moments: gradient G v − c, loss ½ (vᵀ G v − 2 cᵀ v + s) ---- */

function halfToEven(x) {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 ? low + 1 : low;
}

/* Where `count` pieces of so many things begin and end; their sizes differ by one at most. */
function bounds(things, count) {
  const width = things / count;
  return Array.from({ length: count + 1 }, (_, k) => (k === count ? things : halfToEven(k * width)));
}

function moments(size, add) {
  const d = q + 1;
  const A = new Float64Array(d * d);
  add(A);
  for (let k = 0; k < A.length; k++) A[k] /= size;
  return A;
}

function momentsOfRows(start, stop) {
  const d = q + 1;
  return moments(stop - start, (A) => {
    for (let row = start; row < stop; row++)
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++) A[i * d + j] += rows[row * d + i] * rows[row * d + j];
  });
}

function momentsOfNeighbours(start, stop) {
  const cells = (q + 1) ** 2;
  const size = replay.sizes.slice(start, stop).reduce((sum, one) => sum + one, 0);
  return moments(size, (A) => {
    for (let k = start; k < stop; k++) for (let i = 0; i < cells; i++) A[i] += replay.sizes[k] * gathered[k * cells + i];
  });
}

function parabola(A) {
  const d = q + 1;
  const G = new Float64Array(q * q);
  const c = new Float64Array(q);
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) G[i * q + j] = A[i * d + j];
    c[i] = A[i * d + q];
  }
  return { G, c, s: A[d * d - 1] };
}

const known = new Map(); // minibatches by their number

/* The training rows as minibatches of so many rows. */
function minibatchesOf(size) {
  const count = size === replay.settings.batch ? replay.sizes.length : Math.ceil(n / size);
  if (!known.has(count)) {
    const edges = bounds(rows ? n : replay.sizes.length, count);
    const piece = rows ? momentsOfRows : momentsOfNeighbours;
    const all = Array.from({ length: count }, (_, k) => piece(edges[k], edges[k + 1]));
    // Along a gradient that is 0 but for rounding the adaptive rules would make a step of full length.
    if (count === 1) withoutRounding(all[0]);
    known.set(count, all.map(parabola));
  }
  return known.get(count);
}

function withoutRounding(A) {
  const d = q + 1;
  const length = Array.from({ length: d }, (_, i) => Math.sqrt(A[i * d + i]));
  for (let i = 0; i < d; i++)
    for (let j = 0; j < d; j++) if (Math.abs(A[i * d + j]) <= UNCORRELATED * length[i] * length[j]) A[i * d + j] = 0;
}

function batchSizes() {
  const sizes = new Set([replay.settings.batch, n]);
  for (let size = rows ? 1 : replay.settings.batch; size < n; size *= 2) sizes.add(size);
  return [...sizes].sort((a, b) => a - b);
}

/* In which order an epoch takes the minibatches: lrcli's own as far as it is known, else one by chance. */
function orderOf(epoch, count) {
  if (count === replay.sizes.length && (epoch + 1) * count <= orders.length)
    return orders.subarray(epoch * count, (epoch + 1) * count);
  const order = Array.from({ length: count }, (_, k) => k);
  let state = (epoch * 2654435761 + count) >>> 0;
  for (let k = count - 1; k > 0; k--) {
    state = (state + 0x6d2b79f5) >>> 0; // mulberry32
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    const other = Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * (k + 1));
    [order[k], order[other]] = [order[other], order[k]];
  }
  return order;
}

/* ---- The lecture: gradient, loss, optimizers, schedules ---- */

function times(G, v) {
  const product = new Float64Array(q);
  for (let i = 0; i < q; i++) for (let j = 0; j < q; j++) product[i] += G[i * q + j] * v[j];
  return product;
}

const dot = (a, b) => a.reduce((sum, x, k) => sum + x * b[k], 0);
const lossOf = ({ G, c, s }, v) => Math.max(dot(times(G, v), v) - 2 * dot(c, v) + s, 0) / 2;
const zeros = () => new Float64Array(q);

/* Each changes the weights in place. h: hyperparameters, state: what the rule remembers. */
const RULES = {
  sgd(v, g, rate) {
    for (let k = 0; k < q; k++) v[k] -= rate * g[k];
  },
  momentum(v, g, rate, h, state) {
    const m = (state.m ??= zeros());
    for (let k = 0; k < q; k++) {
      m[k] = h.beta * m[k] + (1 - h.beta) * g[k];
      v[k] -= rate * m[k];
    }
  },
  adagrad(v, g, rate, h, state) {
    const s = (state.s ??= zeros());
    for (let k = 0; k < q; k++) {
      s[k] += g[k] ** 2;
      v[k] -= (rate * g[k]) / (Math.sqrt(s[k]) + h.epsilon);
    }
  },
  rmsprop(v, g, rate, h, state) {
    const s = (state.s ??= zeros());
    for (let k = 0; k < q; k++) {
      s[k] = h.alpha * s[k] + (1 - h.alpha) * g[k] ** 2;
      v[k] -= (rate * g[k]) / (Math.sqrt(s[k]) + h.epsilon);
    }
  },
  adadelta(v, g, rate, h, state) {
    const s = (state.s ??= zeros());
    const u = (state.u ??= zeros());
    for (let k = 0; k < q; k++) {
      s[k] = h.rho * s[k] + (1 - h.rho) * g[k] ** 2;
      const delta = (Math.sqrt(u[k] + h.epsilon) / Math.sqrt(s[k] + h.epsilon)) * g[k];
      u[k] = h.rho * u[k] + (1 - h.rho) * delta ** 2;
      v[k] -= rate * delta;
    }
  },
  adam(v, g, rate, h, state) {
    const m = (state.m ??= zeros());
    const s = (state.v ??= zeros());
    const t = (state.t = (state.t ?? 0) + 1);
    for (let k = 0; k < q; k++) {
      m[k] = h.beta1 * m[k] + (1 - h.beta1) * g[k];
      s[k] = h.beta2 * s[k] + (1 - h.beta2) * g[k] ** 2;
      v[k] -= (rate * (m[k] / (1 - h.beta1 ** t))) / (Math.sqrt(s[k] / (1 - h.beta2 ** t)) + h.epsilon);
    }
  },
};

/* What η₀ is multiplied by at t of T; plateau looks at the loss instead, and has its own in the run. */
const SCHEDULES = {
  constant: () => 1,
  time: (t, T, h) => 1 / (1 + h.decay * t),
  "inverse-scaling": (t, T, h) => 1 / (1 + t) ** h.power,
  step: (t, T, h) => h.gamma ** Math.floor(t / h.every),
  exponential: (t, T, h) => h.gamma ** t,
  cosine: (t, T) => (1 + Math.cos((Math.PI * Math.min(t, T)) / T)) / 2,
};

const BETAS = { momentum: "beta", rmsprop: "alpha", adadelta: "rho", adam: "beta1" };

const allRows = parabola((rows ? momentsOfRows : momentsOfNeighbours)(0, rows ? n : replay.sizes.length));
const validation = replay.validation && {
  G: floats(replay.validation.G),
  c: floats(replay.validation.c),
  s: replay.validation.s,
};

/* Mᵀ D M: what a decay of 1 on all weights but the bias is in v. */
const penalty = new Float64Array(q * q);
for (let k = 1; k < p; k++)
  for (let i = 0; i < q; i++) for (let j = 0; j < q; j++) penalty[i * q + j] += M[k * q + i] * M[k * q + j];

/* The Hessian of all rows' loss with the penalty of a decay. */
function hessian(decay) {
  const H = allRows.G.map((value, k) => value + decay * penalty[k]);
  for (let i = 0; i < q; i++) H[i * q + i] += levelDecay[i];
  return H;
}

/* Eigenvalues and eigenvectors (its columns) of a symmetric matrix, by Jacobi's rotations. */
function eigen(H) {
  const A = Float64Array.from(H);
  const V = new Float64Array(q * q);
  for (let i = 0; i < q; i++) V[i * q + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < q; i++) for (let j = 0; j < i; j++) off = Math.max(off, Math.abs(A[i * q + j]));
    if (off === 0) break;
    for (let i = 0; i < q; i++)
      for (let j = 0; j < i; j++) {
        const a = A[i * q + j];
        if (Math.abs(a) < 1e-300) continue;
        const theta = (A[i * q + i] - A[j * q + j]) / (2 * a);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        const cos = 1 / Math.hypot(t, 1);
        const sin = t * cos;
        for (let k = 0; k < q; k++) {
          const [x, y] = [A[k * q + i], A[k * q + j]];
          A[k * q + i] = cos * x + sin * y;
          A[k * q + j] = cos * y - sin * x;
        }
        for (let k = 0; k < q; k++) {
          const [x, y] = [A[i * q + k], A[j * q + k]];
          A[i * q + k] = cos * x + sin * y;
          A[j * q + k] = cos * y - sin * x;
          const [s, r] = [V[k * q + i], V[k * q + j]];
          V[k * q + i] = cos * s + sin * r;
          V[k * q + j] = cos * r - sin * s;
        }
        A[i * q + j] = A[j * q + i] = 0;
      }
  }
  return { values: Array.from({ length: q }, (_, i) => A[i * q + i]), vectors: V };
}

/* The lowest point of the loss with a decay, the largest curvature, and H⁻¹ y. */
function bottom(decay) {
  const H = hessian(decay);
  const { values, vectors } = eigen(H);
  const steepest = Math.max(...values);
  function solve(y) {
    const x = zeros();
    for (let k = 0; k < q; k++) {
      if (values[k] <= 1e-12 * steepest) continue;
      let along = 0;
      for (let i = 0; i < q; i++) along += vectors[i * q + k] * y[i];
      for (let i = 0; i < q; i++) x[i] += (vectors[i * q + k] * along) / values[k];
    }
    return x;
  }
  const v = solve(allRows.c);
  return { v, w: weights(v), steepest, solve, loss: lossOf({ ...allRows, G: H }, v) };
}

function weights(v) {
  const w = new Float64Array(p);
  for (let k = 0; k < p; k++) for (let i = 0; i < q; i++) w[k] += M[k * q + i] * v[i];
  return w;
}

/* ---- A run ---- */

class Run {
  constructor(settings) {
    this.settings = settings;
    this.reset();
  }

  reset() {
    this.v = zeros();
    this.state = {};
    this.steps = this.epoch = this.position = 0;
    this.plateau = { scale: 1, best: Infinity, waited: 0 };
    this.lost = false;
    this.start = lossOf(allRows, this.v);
    this.way = [weights(this.v)];
    this.curve = [this.losses()];
    this.rate = this.settings.rate;
    this.gradient = zeros();
  }

  get hyperparameters() {
    const { optimizer, beta } = this.settings;
    const own = replay.optimizers[optimizer].parameters;
    return beta === undefined || !BETAS[optimizer] ? own : { ...own, [BETAS[optimizer]]: beta };
  }

  losses() {
    const count = minibatchesOf(this.settings.batch).length;
    return {
      epoch: this.epoch + this.position / count,
      train: lossOf(allRows, this.v),
      validation: validation ? lossOf(validation, this.v) : null,
    };
  }

  scale(count) {
    const { schedule } = this.settings;
    if (schedule === "plateau") return this.plateau.scale;
    const { unit, parameters } = replay.schedules[schedule];
    const T = replay.settings.epochs * (unit === "step" ? count : 1);
    return SCHEDULES[schedule](unit === "step" ? this.steps : this.epoch, T, parameters);
  }

  get over() {
    return this.lost || this.epoch >= replay.settings.epochs;
  }

  step() {
    if (this.over) return;
    const { optimizer, batch, decay } = this.settings;
    const minibatches = minibatchesOf(batch);
    if (this.position === 0 || this.order.length !== minibatches.length) {
      this.order = orderOf(this.epoch, minibatches.length);
      this.position = 0;
    }
    const { G, c } = minibatches[this.order[this.position]];
    const g = times(G, this.v);
    const pull = decay ? times(penalty, this.v) : null;
    for (let k = 0; k < q; k++) g[k] += levelDecay[k] * this.v[k] + (pull ? decay * pull[k] : 0) - c[k];
    this.rate = this.settings.rate * this.scale(minibatches.length);
    RULES[optimizer](this.v, g, this.rate, this.hyperparameters, this.state);
    this.gradient = g;
    this.steps += 1;
    this.position += 1;
    if (this.position === minibatches.length) {
      this.position = 0;
      this.epoch += 1;
      this.observe();
    }
    this.remember();
  }

  /* Plateau's rule: less of the rate where the loss has not fallen for some epochs. */
  observe() {
    const { train, validation } = this.losses();
    const loss = validation ?? train;
    const { factor, plateau_patience: patience } = replay.schedules.plateau.parameters;
    const state = this.plateau;
    const fell = loss < state.best * (1 - 1e-4);
    state.waited = fell ? 0 : state.waited + 1;
    if (fell) state.best = loss;
    if (state.waited >= patience) {
      state.scale *= factor;
      state.waited = 0;
    }
  }

  /* All of the first steps, then those that are 1 % further on. */
  remember() {
    if (this.steps > 200 && this.steps < 1.01 * this.remembered && !this.over) return;
    this.remembered = this.steps;
    const losses = this.losses();
    if (!(losses.train <= HOPELESS * this.start)) this.lost = true;
    this.curve.push(losses);
    this.way.push(weights(this.v));
  }
}
